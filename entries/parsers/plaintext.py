"""News articles saved as plain text, with front matter or without."""

from __future__ import annotations

from collections.abc import Iterator

from entries.errors import InvalidEntry
from entries.model import Article, Problem
from entries.newscopy import Copy, read_copy
from entries.text import clean, decode, line

# In characters: a longer first paragraph is the text, and the headline is missing.
_LONGEST_HEADLINE = 300
_FRONT_MATTER = ("---", "+++", ";;;", "{")


class PlainText:
    """Reads one news article from plain text. Its markup is the text below headline and byline, as written."""

    suffixes = frozenset((".txt",))
    media_types = frozenset(("text/plain",))

    def parse(self, data: bytes, where: str) -> Iterator[Article | InvalidEntry]:
        """Yield the article in `data`."""
        try:
            yield _article(data, where)
        except InvalidEntry as error:
            yield error


def _article(data: bytes, where: str) -> Article:
    text, repairs = decode(data, where)
    if (fit := clean(text)) != text:
        from entries.repairs import unfit

        text, repairs = fit, (*repairs, unfit(where))
    declared, body, first = Article(where=where), text, 1
    if text.lstrip().startswith(_FRONT_MATTER):
        from entries import fields, frontmatter

        front, body, first = frontmatter.split(text, where)
        if front is not None:
            declared = fields.article(front.values, front.lines, where)
    copy = read_copy(body, first, declared.title)
    _check(copy, declared, where, first)
    return declared._replace(
        title=declared.title or copy.title,
        section=declared.section or copy.section,
        published=declared.published or copy.published,
        updated=declared.updated or copy.updated,
        authors=declared.authors or copy.authors,
        contributors=declared.contributors or copy.contributors,
        provider=declared.provider or copy.provider,
        correction=(*declared.correction, *copy.correction),
        image=declared.image or copy.image,
        markup=copy.markup,
        markup_type="text",
        lines={**copy.lines, **declared.lines},
        repairs=repairs,
    )


def _check(copy: Copy, declared: Article, where: str, first: int) -> None:
    if declared.status:
        return  # a withdrawal may say nothing else
    title = line(copy.title or "")
    if not title:
        raise _refused("no-headline", where, first, "no headline.", "Begin with a line for it, then the text below.")
    if declared.title is None and len(title) > _LONGEST_HEADLINE:
        raise _refused(
            "no-headline",
            where,
            copy.lines["title"],
            f"no headline: the first paragraph has {len(title)} characters.",
            "Put a headline on a line of its own above it.",
        )
    if not copy.has_text and not declared.summary:
        raise _refused(
            "no-text",
            where,
            copy.lines.get("title", first),
            "a headline without text.",
            "Write at least one paragraph below it, after a blank line.",
        )


def _refused(code: str, where: str, at: int, problem: str, remedy: str) -> InvalidEntry:
    return InvalidEntry(Problem(level="refused", code=code, where=where, line=at, problem=problem, remedy=remedy))
