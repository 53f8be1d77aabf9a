"""Markdown files with front matter."""

from __future__ import annotations

from collections.abc import Iterator

from entries import fields, frontmatter, headings, shortcodes
from entries.errors import InvalidEntry
from entries.model import Article, Problem
from entries.repairs import unfit
from entries.text import clean, decode

# Of an article without a text: what there still is to publish, or to do.
_ENOUGH = ("title", "summary", "status", "image", "enclosures", "links", "updates", "correction", "note", "draft")


class Markdown:
    """Reads one article from a Markdown file. Its markup stays as written, but for a heading that is the title."""

    suffixes = frozenset((".md", ".markdown", ".mdown"))
    media_types = frozenset(("text/markdown", "text/x-markdown"))

    def parse(self, data: bytes, where: str) -> Iterator[Article | InvalidEntry]:
        """Yield the article in `data`."""
        try:
            yield _article(data, where)
        except InvalidEntry as error:
            yield error


def _article(data: bytes, where: str) -> Article:
    text, repairs = decode(data, where)
    if (fit := clean(text)) != text:
        text, repairs = fit, (*repairs, unfit(where))
    front, body, line = frontmatter.split(text, where)
    if front is None:
        front, body, line = frontmatter.header(text, where)
    if front is None:
        front = frontmatter.FrontMatter(values={})
    if shortcodes.present(body):
        repairs += _removed(body, where, line)
    body = body.strip("\n")
    if not (front.values or body.strip()):
        problem, remedy = "nothing but white space.", "Write a text, or delete the file."
        raise InvalidEntry(Problem(level="refused", code="no-article", where=where, problem=problem, remedy=remedy))
    article = fields.article(
        front.values, front.lines, where, markup=body, markup_type="markdown", repairs=repairs
    )
    if article.title is None or body.startswith("# "):
        article = _titled(article)
    if not (article.markup.strip() or any(getattr(article, name) for name in _ENOUGH)):
        problem, remedy = "has neither a title nor a text, so it is no article.", "Write one, or delete the file."
        raise InvalidEntry(Problem(level="refused", code="no-article", where=where, problem=problem, remedy=remedy))
    return article


def _titled(article: Article) -> Article:
    """Take the first heading for the title where none is declared; where it repeats the title, take it away."""
    from entries.markdown import text

    heading, rest = headings.take(article.markup)
    if heading is None:
        return article
    title = text(heading)
    if article.title is None:
        return article._replace(title=title or None, markup=rest)
    return article._replace(markup=rest) if title == " ".join(article.title.split()) else article


def _removed(body: str, where: str, line: int) -> tuple[Problem, ...]:
    if all(tag.known for tag in shortcodes.find(body)):
        return ()
    from entries.markdown import plain_render
    from entries.shortcode_html import problems

    return problems(body, plain_render, where, line)
