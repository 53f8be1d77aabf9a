"""Sitemaps for search engines (https://www.sitemaps.org/protocol.html), and Google's for news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from entries.model import Record
from entries.text import line
from feeds.formats._dates import rfc3339
from feeds.formats._document import DECLARATION, document
from feeds.model import Document
from feeds.sitemaps import Address
from feeds.spec import Publication

MEDIA_TYPE = "application/xml"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_TRADITIONAL = frozenset({"hant", "hk", "mo", "tw"})


def sitemap(publication: Publication, path: str, addresses: Iterable[Address], updated: datetime) -> Document:
    """Some articles' addresses, each with the day and time of its last edit."""
    return _document(publication, path, "urlset", "url", addresses, updated)


def index(publication: Publication, path: str, sitemaps: Iterable[Address], updated: datetime) -> Document:
    """The list of all sitemaps."""
    return _document(publication, path, "sitemapindex", "sitemap", sitemaps, updated)


def news(publication: Publication, path: str, records: Iterable[Record], updated: datetime) -> Document:
    """The latest articles, as Google News asks for them
    (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap)."""
    lines = [f'<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">']
    for record in records:
        lines += (
            "  <url>",
            f"    <loc>{escape(record.link)}</loc>",
            "    <news:news>",
            "      <news:publication>",
            f"        <news:name>{escape(line(publication.title), quote=False)}</news:name>",
            f"        <news:language>{_language(record.language or publication.language or '')}</news:language>",
            "      </news:publication>",
            f"      <news:publication_date>{rfc3339(record.published)}</news:publication_date>",
            f"      <news:title>{escape(line(record.title) or record.link, quote=False)}</news:title>",
            "    </news:news>",
            "  </url>",
        )
    return _whole(publication, path, [*lines, "</urlset>"], updated)


def _document(
    publication: Publication, path: str, root: str, element: str, addresses: Iterable[Address], updated: datetime
) -> Document:
    lines = [f'<{root} xmlns="{_SITEMAP}">']
    lines += (
        # "must use entity escape codes" (https://www.sitemaps.org/protocol.html#escaping)
        f"  <{element}><loc>{escape(link)}</loc><lastmod>{rfc3339(edited)}</lastmod></{element}>"
        for link, edited in addresses
    )
    return _whole(publication, path, [*lines, f"</{root}>"], updated)


def _whole(publication: Publication, path: str, lines: list[str], updated: datetime) -> Document:
    body = DECLARATION + b"<!-- Masthead -->\n" + "\n".join(lines).encode() + b"\n"
    return document(path=path, url=publication.feeds_url + path, media_type=MEDIA_TYPE, body=body, updated=updated)


def _language(tag: str) -> str:
    """ "An ISO 639 language code (two or three letters). Exception: For Simplified Chinese, use zh-cn and for
    Traditional Chinese, use zh-tw"."""
    primary, *others = tag.casefold().split("-")
    if primary == "zh":
        return "zh-cn" if "hans" in others or _TRADITIONAL.isdisjoint(others) else "zh-tw"
    return primary
