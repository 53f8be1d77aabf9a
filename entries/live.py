"""The body of a live story: its summary and what happened last."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from entries.model import Article
from entries.plain import first_paragraph
from entries.text import line

# More would be an archive: a live story is told on its own page.
_LATEST = 10


def live_body(article: Article, declared: str, safe: Callable[[str], str]) -> str:
    """The summary and the latest ten updates, newest first; `safe` turns the article's markup into safe HTML.

    Updates come in the order they were written in, either way round: the times at both ends tell which.
    """
    updates = article.updates
    if updates[0].time < updates[-1].time:
        updates = updates[::-1]
    opening = declared or first_paragraph(safe(article.markup))
    parts = [f"<p>{_text(opening)}</p>"] if opening else []
    for update in updates[:_LATEST]:
        heading = " ".join(part for part in (line(update.time), line(update.title)) if part)
        if heading:
            parts.append(f"<h3>{_text(heading)}</h3>")
        parts.append(safe(update.markup))
    return "\n".join(part for part in parts if part)


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\u00a0", "&nbsp;")
