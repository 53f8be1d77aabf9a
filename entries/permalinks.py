"""Addresses that are patterns of a site generator, as templates of ours, where these say exactly the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from entries.patterns import pattern

if TYPE_CHECKING:
    from entries.model import Article

_DATE = {"year": "{year}", "month": "{month}", "day": "{day}"}
# https://jekyllrb.com/docs/permalinks/#placeholders: :title is the name of the file.
_JEKYLL = {
    **_DATE,
    "short_year": "{short_year}",
    "i_month": "{i_month}",
    "i_day": "{i_day}",
    "title": "{name}",
    "slug": "{slug}",
    "categories": "{folder}",
    "output_ext": ".html",
}
_STYLES = frozenset(("pretty", "date", "ordinal", "weekdate", "none"))
# A placeholder stands where a word begins; a port and a scheme do not.
_BEGINNING = pattern(r"(?<![\w:]):[a-z]")
_PLACEHOLDER = pattern(r":([a-z_]+)")
# https://www.11ty.dev/docs/data-eleventy-supplied/#page-variable
_FILE_SLUG = pattern(r"\{\{-?\s*page\.fileSlug\s*-?\}\}")
_DATES = pattern(r"\{(?:\w+_)?(?:year|month|day)\}")
_ODD = pattern(r"[\s\\<>\"`^|]")


def is_pattern(link: str) -> bool:
    """Whether `link` is a pattern or a style of addresses, which only its own program can fill in."""
    return "{{" in link or "{%" in link or link in _STYLES or _BEGINNING.search(link) is not None


def template(article: Article, layout: str, date: str | None) -> str | None:
    """The template that says what the article's pattern says; None where there is none.

    `date` is that of its path: without one, and without a declared one, no address has a date in it.
    """
    found = article.permalink
    if found is None:
        return None
    if layout == "jekyll" and "{" not in found:
        found = _filled(found, _JEKYLL)
    elif layout == "eleventy" and ":" not in found:
        found = _FILE_SLUG.sub("\x00", found)
        found = None if "{" in found else found.replace("\x00", "{name}").removesuffix("index.html")
    else:
        return None
    if found is None or not found.startswith("/") or _ODD.search(found):
        return None
    return None if _DATES.search(found) and not (article.published or date) else found


def _filled(link: str, fields: Mapping[str, str]) -> str | None:
    if link in _STYLES or any(name not in fields for name in _PLACEHOLDER.findall(link)):
        return None
    return _PLACEHOLDER.sub(lambda found: fields[found[1]], link)
