"""The title of an entry, and names on one line."""

from __future__ import annotations

from entries.model import Article

# A title made from the text has at most so many characters, and is sought in so many of them.
TITLE_LIMIT = 100
_BEGINNING = 10_000


def title(article: Article, slug: str, *, open_text: bool) -> str:
    """As written; never empty (https://www.rfc-editor.org/rfc/rfc4287#section-4.2.14): else from the text.

    `open_text` says whether the text may leave: what only some may read does not leave as a title either.
    """
    if article.title and (written := one_line(article.title)):
        return written
    from entries.text import excerpt

    found = _beginning(article) if open_text else ""
    return excerpt(found or one_line(article.summary or "") or slug.replace("-", " "), TITLE_LIMIT)


def one_line(text: str) -> str:
    """`text` cleaned and on one line."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    from entries.text import line

    return line(text)


def distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names on one line each, none empty, none twice."""
    return tuple(dict.fromkeys(clean for name in names if (clean := one_line(name))))


def _beginning(article: Article) -> str:
    """The text that the markup begins with."""
    from entries.firstwords import opening
    from entries.plain import plain

    markup = opening(article.markup, article.markup_type, _BEGINNING)
    if article.markup_type == "text":
        return one_line(markup.strip().partition("\n\n")[0])
    if article.markup_type == "markdown":
        from entries.markdown import render

        markup = render(markup)
    elif article.markup_type == "template":
        from entries.shortcode_html import fill

        markup = fill(markup)
    return one_line(plain(markup))
