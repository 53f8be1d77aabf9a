"""Whether a page says that not all of it is free, in the schema.org vocabulary.

https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING

from entries.patterns import pattern

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_Node = dict[str, object]

_NAME = "isaccessibleforfree"
_FREE = frozenset(("true", "yes", "1"))
# Of what else may be on a page (an event, a museum) the same word says that it takes an entrance fee.
_TEXTS = ("article", "posting", "page", "pageelement", "report", "creativework", "webcontent")
_PARTS = ("hasPart", "isPartOf", "mainEntityOfPage")
_SAID = pattern(r"isAccessibleForFree", re.IGNORECASE)
_SAID_FREE = pattern(
    r"[^\w,;{}]{0,40}(?:content\W{1,20})?(?:https?:[\\/]{2,4}schema\.org[\\/]{1,2})?(?:true|yes|1)\b", re.IGNORECASE
)


def types(node: Mapping[str, object]) -> set[str]:
    """The names of a JSON-LD object's types, without the vocabulary before them."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return {name.rpartition("/")[2] for name in names if isinstance(name, str)}


def is_text(names: set[str]) -> bool:
    """Whether something of these types is read, so that it may be closed to readers; without a type it may be."""
    return not names or any(name.lower().endswith(_TEXTS) for name in names)


def says(node: Mapping[str, object]) -> bool | None:
    """False where a JSON-LD object says that it is not free, or what can't be read; None where it says nothing."""
    given = [
        text.rpartition("/")[2].rpartition(":")[2].lower()
        for key, value in node.items()
        if _local(key) == _NAME
        for text in _words(value)
    ]
    return all(word in _FREE for word in given) if given else None


def closed(node: _Node, by_id: Mapping[str, _Node], seen: set[str] | None = None, *, free: bool = False) -> bool:
    """Whether an object, or what it says that it has as a part or is part of, is not free.

    A page is not free where what it is part of is not; but a newspaper may be for subscribers while an article says
    of itself that it is free, which is what `free` tells. `seen` is what was looked at for other objects of the page.
    """
    seen = set() if seen is None else seen
    waiting = [node]
    first = True
    while waiting:
        one = waiting.pop()
        if says(one) is False:
            return True
        name = str(one.get("@id") or f"_:{len(seen)}")
        if name in seen:
            continue
        seen.add(name)
        known = by_id.get(name, {})
        one = {**known, **one}
        if says(known) is False:
            return True
        free = free or (first and says(one) is True)
        first = False
        for key in _PARTS:
            value = one.get(key)
            parts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)]
            waiting += [part for part in parts if key != "isPartOf" or not free or _is_page(part, by_id)]
    return False


def _is_page(node: _Node, by_id: Mapping[str, _Node]) -> bool:
    known = by_id.get(str(node.get("@id")), {})
    return any(name.endswith("Page") for name in types({**known, **node}))


def mentioned(text: str) -> bool:
    """Whether a text that can't be parsed speaks of it, and does not say clearly that everything is free."""
    text = unescape(text)
    return any(_SAID_FREE.match(text, found.end()) is None for found in _SAID.finditer(text))


def shown(page: HtmlElement) -> bool:
    """Whether a page's microdata or RDFa, or a <meta>, says that it is not free."""
    for one in page.iter():
        names = (one.get("itemprop"), one.get("property"), one.get("name") if one.tag == "meta" else None)
        if isinstance(one.tag, str) and any(_local(word) == _NAME for name in names for word in str(name).split()):
            value = one.get("content") or one.get("href") or one.get("value") or str(one.text_content())
            if says({_NAME: value}) is False and is_text(_scope(one)):
                return True
    return False


def _scope(element: HtmlElement) -> set[str]:
    """The types of the item that an element's property belongs to."""
    for one in (element, *element.iterancestors()):
        given = one.get("itemtype") or one.get("typeof")
        if given and one is not element:
            return {name.rpartition("/")[2].rpartition(":")[2] for name in str(given).split()}
    return set()


def _local(key: str) -> str:
    """A name without the vocabulary before it, as names are compared."""
    return key.rpartition("/")[2].rpartition(":")[2].strip().lower()


def _words(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _words(item)
    elif isinstance(value, dict):
        yield from _words([item for key, item in value.items() if key != "@type"])
    elif value is not None and (word := str(value).strip()):
        yield word
