"""Addresses of articles: as declared, or made from a template such as https://…/{section}/{slug}."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from urllib.parse import quote, urljoin

from entries.ids import stem
from entries.model import Article
from entries.patterns import pattern

_DATES = ("year", "month", "day", "short_year", "i_month", "i_day")
_FIELD = pattern(r"\{(\w+)\}")
_PLAIN = pattern(r"[A-Za-z0-9._~-]*\Z")
_EMPTY_SEGMENTS = pattern(r"(?<!:)/{2,}")
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|[^/?#]*://")


@lru_cache(maxsize=64)
def _fields(template: str) -> frozenset[str]:
    return frozenset(_FIELD.findall(template))


def values(
    article: Article,
    template: str,
    *,
    ref: str,
    source: str,
    slug: str,
    language: str | None,
    written: datetime,
    zone: tzinfo,
    site_language: str | None = None,
) -> dict[str, str]:
    """The values of a template's fields, percent-encoded; the day of `written` is that in `zone`.

    `key` is the article's key without its suffix, `path` where its site generator puts it by default (below
    its language's folder where that is not `site_language`), `folder` is the path but for its last part,
    which is `name`. `id` and `link` are not among them: whoever has them adds them.
    """
    wanted = _fields(template)
    found = {"slug": segment(slug), "section": section_slug(article.section) if article.section else ""}
    if not wanted.isdisjoint(_DATES):
        date = written.astimezone(zone) if written.year < datetime.max.year else written
        found |= {"year": f"{date.year:04}", "month": f"{date.month:02}", "day": f"{date.day:02}"}
        # Jekyll's, for a pattern of an article's own
        found |= {"short_year": f"{date.year % 100:02}", "i_month": str(date.month), "i_day": str(date.day)}
    if "language" in wanted:
        found["language"] = segment(language or "")
    if "source" in wanted:
        found["source"] = segment(source)
    if "key" in wanted:
        found["key"] = segment(stem(ref))
    if not wanted.isdisjoint(("path", "folder", "name")):
        found["path"] = path = quote(_path(article, ref, site_language), safe="/+@~", errors="replace")
        found["folder"], _, found["name"] = path.rpartition("/")
    return found


def _path(article: Article, ref: str, site_language: str | None) -> str:
    """Only the site's main language has no folder: https://gohugo.io/configuration/languages/"""
    if article.path_link is None:
        return stem(ref)
    own, site = (article.path_language or "").lower(), (site_language or "en").lower()
    return article.path_link if not own or f"{site}-".startswith(f"{own}-") else f"{own}/{article.path_link}"


def expand(template: str, given: Mapping[str, str]) -> str:
    """The template with its fields filled in. An empty one takes its path segment with it."""
    text = _FIELD.sub(lambda found: given.get(found[1], ""), template)
    if "//" in text[8:] and not all(given.get(name) for name in _fields(template)):
        path, mark, query = text.partition("?")
        text = _EMPTY_SEGMENTS.sub("/", path) + mark + query
    return text


def declared(link: str, site: str) -> str:
    """A declared link as an absolute one, where it can be: "/a/b/" and "a/b" stand below `site`.

    "www.…" is an address without its beginning and no path, "ht tp://…" one with a slip: they are left as they are.
    """
    link = link.strip()
    if _SCHEME.match(link) or not site or link.startswith("www."):
        return link
    return urljoin(site, link)


def slug_of(article: Article, ref: str) -> str:
    """Declared, else the file's stem, else what the article's own key says; never the title. NFC, in its own script."""
    from entries.slugs import slugify, stem_slug

    if article.slug and (slug := _clean(article.slug)):
        return slug
    if article.path_slug and (slug := _clean(article.path_slug)):
        return slug
    if article.inner:
        last = re.split(r"[?#]", article.inner)[0].rstrip("/").rpartition("/")[2]
        return slugify(stem(last)) or hashlib.sha256(article.inner.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return stem_slug(ref) or hashlib.sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _clean(slug: str) -> str:
    slug = unicodedata.normalize("NFC", slug.strip().strip("/"))
    # "." and ".." are steps in a path and no names (RFC 3986, section 5.2.4).
    return "" if any(part in (".", "..") for part in slug.split("/")) else slug


def segment(text: str) -> str:
    """One segment of a path (a declared slug may hold several), percent-encoded."""
    return text if _PLAIN.match(text) else quote(text, safe="/", errors="replace")


@lru_cache(maxsize=1024)
def section_slug(name: str) -> str:
    """A section's name as a path segment of links."""
    from entries.slugs import slugify

    return segment(slugify(name))
