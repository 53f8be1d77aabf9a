"""What the <head> of a page says: Open Graph, article:*, Dublin Core, citation_*, and the older names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from entries.model import Image, Person
from entries.pagefacts import Facts, named, one_line, words
from entries.patterns import pattern

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = (
    *("article:published_time", "og:published_time", "datepublished", "publishdate", "publish-date", "publish_date"),
    *("pubdate", "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date"),
    *("dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date", "date"),
)
_UPDATED = (
    *("article:modified_time", "og:updated_time", "datemodified", "modified", "dcterms.modified", "dc.date.modified"),
    "last-modified",
)
_AUTHORS = (
    *("citation_author", "article:author", "author", "parsely-author", "sailthru.author", "byl", "dc.creator"),
    *("dcterms.creator", "authors"),
)
# Any other word is no promise that it is free.
_TIERS = {"free": None, "metered": "registered", "locked": "paid"}
_LOCALE = pattern(r"[a-z]{2,3}_[A-Z]{2}")


def metas(page: HtmlElement) -> dict[str, list[str]]:
    """The contents of all <meta>, by property, name or itemprop in lower case, in order."""
    found: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        content = one_line(meta.get("content"))
        for key in (meta.get("property"), meta.get("name"), meta.get("itemprop"), meta.get("http-equiv")):
            if key and content:
                found.setdefault(key.strip().lower(), []).append(content)
                break
    return found


def read(metas: Mapping[str, list[str]]) -> Facts:
    """The facts in what `metas` gave."""

    def first(*keys: str) -> str | None:
        return next((metas[key][0] for key in keys if key in metas), None)

    tags = tuple(dict.fromkeys(metas.get("article:tag", ())))
    keywords = first("news_keywords", "parsely-tags", "sailthru.tags", "keywords", "tags")
    locale = first("og:locale")
    tier = (first("article:content_tier") or "free").lower()
    return Facts(
        title=first("og:title", "citation_title", "twitter:title", "dc.title", "dcterms.title"),
        published=first(*_PUBLISHED),
        updated=first(*_UPDATED),
        section=first("article:section", "parsely-section", "category"),
        tags=tags or words(keywords or ""),
        authors=next((people for key in _AUTHORS if (people := tuple(_people(metas, key)))), ()),
        summary=first("og:description", "description", "twitter:description", "dc.description", "summary"),
        link=first("og:url"),
        language=first("content-language", "dc.language", "lang")
        or (locale.replace("_", "-") if locale and _LOCALE.fullmatch(locale) else None),
        image=_image(metas),
        rights=first("dc.rights", "dcterms.rights", "copyright"),
        access=_TIERS.get(tier, "paid"),
    )


def _people(metas: Mapping[str, list[str]], key: str) -> Iterator[Person]:
    for content in metas.get(key, ()):
        # "Blair, Mairi" is how citations write one name.
        if key == "citation_author" and content.count(", ") == 1:
            content = " ".join(reversed(content.split(", ")))
        yield from named(content)


def _image(metas: Mapping[str, list[str]]) -> Image | None:
    for key in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"):
        if key in metas:
            break
    else:
        return None

    def pixels(key: str) -> int | None:
        text = metas.get(key, [""])[0]
        return int(text) if text.isdecimal() and len(text) < 6 else None

    own = key.startswith("og:")
    return Image(
        url=metas[key][0],
        alt=metas.get("og:image:alt" if own else "twitter:image:alt", [""])[0],
        width=pixels("og:image:width") if own else None,
        height=pixels("og:image:height") if own else None,
    )
