"""An article marked up as an h-entry, or as the older hentry and schema.org attributes that themes still write.

https://microformats.org/wiki/h-entry
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from entries.model import Image, Person
from entries.pagefacts import Facts, one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def classes(element: HtmlElement) -> list[str]:
    """The class names of an element."""
    return str(element.get("class") or "").split()


def properties(element: HtmlElement) -> list[str]:
    """The names of an element's itemprop attribute."""
    return str(element.get("itemprop") or "").split()


def entry(page: HtmlElement) -> HtmlElement | None:
    """The page's one entry, the first <article> where it has none marked, None on a page without either."""
    marked = next((one for one in page.iter() if {"h-entry", "hentry"} & set(classes(one))), None)
    if marked is not None:
        return marked
    articles = list(page.iter("article"))
    with_heading = [one for one in articles if one.find(".//h1") is not None]
    return next(iter(with_heading or articles), None)


def read(root: HtmlElement) -> Facts:
    """What the markup of an entry says."""
    found: dict[str, list[HtmlElement]] = {}
    for element in root.iter():
        if isinstance(element.tag, str):
            for name in _names(element):
                found.setdefault(name, []).append(element)

    def first(*names: str) -> HtmlElement | None:
        return next((found[name][0] for name in names if name in found), None)

    tags = (_text(one) for name in ("p-category", "rel=tag", "keywords") for one in found.get(name, ()))
    published = first("dt-published", "datePublished", "published")
    updated = first("dt-updated", "dateModified", "updated")
    return Facts(
        title=_text(first("p-name", "entry-title", "headline")),
        published=_date(published) if published is not None else _date(next(root.iter("time"), None)),
        updated=_date(updated),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        authors=tuple(_people(found)),
        summary=_text(first("p-summary", "entry-summary")),
        link=_address(first("u-url")),
        image=_image(first("u-featured", "u-photo")),
    )


def _names(element: HtmlElement) -> Iterator[str]:
    yield from classes(element)
    yield from properties(element)
    for name in str(element.get("rel") or "").lower().split():
        yield f"rel={name}"


def _text(element: HtmlElement | None) -> str | None:
    if element is None:
        return None
    return one_line(element.get("content") or "") or one_line(element.text_content())


def _date(element: HtmlElement | None) -> str | None:
    if element is None:
        return None
    return one_line(element.get("datetime") or element.get("content") or element.get("title") or _text(element))


def _address(element: HtmlElement | None) -> str | None:
    if element is None:
        return None
    return one_line(element.get("href") or element.get("src") or element.get("value"))


def _people(found: dict[str, list[HtmlElement]]) -> Iterator[Person]:
    elements = next((found[name] for name in ("p-author", "author", "rel=author") if name in found), [])
    seen: set[str] = set()
    for element in elements:
        inner = [one for one in element.iter() if {"p-name", "fn", "name"} & {*classes(one), *properties(one)}]
        name = _text(inner[0] if inner else element)
        if name and name not in seen and len(name) <= 100:
            seen.add(name)
            link = element if element.get("href") else next(iter(element.iter("a")), None)
            yield Person(name=name, uri=_address(link))


def _image(element: HtmlElement | None) -> Image | None:
    url = _address(element)
    return Image(url=url, alt=element.get("alt") or "") if element is not None and url else None
