"""The digest that says whether an article was edited in a way that readers should hear of."""

from __future__ import annotations

import hashlib

from entries.model import Article


def digest(article: Article, withdrawn: bool) -> str:
    """SHA-256 (hex) of the source text that counts as an edit.

    Title, declared summary, white-space-collapsed markup, authors, image and enclosure URLs, correction and
    withdrawal. Never the section, tags, link, language or credit, and never anything that was rendered: another
    renderer, sanitiser or setting is no edit.
    """
    image = article.image.url if article.image is not None else None
    parts = [
        _collapsed(article.title),
        _collapsed(article.summary),
        " ".join(article.markup.split()),
        "\x1f".join([person.name for person in article.authors]),
        image or "",
        "\x1f".join([enclosure.url for enclosure in article.enclosures]),
        "\x1f".join([_collapsed(text) for text in article.correction]),
    ]
    if article.updates:
        parts += (_collapsed(f"{each.time}\x1f{each.title}\x1f{each.markup}") for each in article.updates)
    if withdrawn:
        parts.append("withdrawn\x1f" + _collapsed(article.note))
    return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _collapsed(text: str | None) -> str:
    return " ".join(text.split()) if text else ""
