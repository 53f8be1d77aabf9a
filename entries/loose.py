"""Values of keys whose names are used for other things as well, and whether they are what the name suggests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from entries.fieldnames import NESTED, normal
from entries.guards import switch
from entries.patterns import pattern

_IMAGE = pattern(r"\S+\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]\S*)?\Z", re.IGNORECASE)
_FILE = pattern(r"\S+\.(?:aac|flac|m4[abv]|mov|mp[34]|oga|ogg|opus|pdf|wav|webm)(?:[?#]\S*)?\Z", re.IGNORECASE)
# A page is built and listed nowhere: https://gohugo.io/content-management/build-options/
_NEVER = frozenset(("never", "false"))
_UNINDEXED = frozenset(("noindex", "robotsnoindex", "nositemap", "sitemapexclude", "excludefromsitemap"))
_UNLISTED = frozenset(("disable", "disabled", "exclude", "excluded", "ignore"))


def fits(field: str, value: object) -> bool:
    """Whether a value can be what `field` holds: a file by its name, a text or texts, a date, true or false."""
    if field in ("draft", "publish"):
        return isinstance(value, str) and switch(value) is not None
    if field == "image":
        return any(map(_IMAGE.match, _texts(value)))
    if field == "enclosures":
        return any(map(_FILE.match, _texts(value)))
    if field in ("published", "updated"):
        return any(character.isdigit() for text in _texts(value) for character in text)
    if field in ("tags", "authors", "contributors"):
        return any(switch(text) is None for text in _texts(value))
    return isinstance(value, str) and switch(value) is None


def unlisted(values: Mapping[str, object]) -> str | None:
    """The key by which Hugo leaves a page out of every list and feed, None where it does not."""
    for outer in ("build", "_build"):
        options = values.get(outer)
        if isinstance(options, dict):
            for name in ("list", "render"):
                if str(options.get(name, "")).strip().lower() in _NEVER:
                    return f"{outer}.{name}"
    return None


def is_free(value: object) -> bool | None:
    """What `isAccessibleForFree` says: a switch, or schema.org's address of one; None where that can't be read."""
    return switch(value.rstrip("/").rpartition("/")[2]) if isinstance(value, str) else None


def has_closed_part(value: object) -> bool:
    """Whether one of the parts that `hasPart` names is not for everyone."""
    parts = value if isinstance(value, list) else [value]
    return any(
        normal(key).endswith("isaccessibleforfree") and said is not None and is_free(said) is not True
        for part in parts
        if isinstance(part, dict)
        for key, said in cast(dict[str, object], part).items()
    )


def is_unindexed(values: Mapping[str, object]) -> bool:
    """Whether a page asks to be left out of sitemaps or of search engines, however its program writes that.

    `sitemap: false` (Jekyll), `sitemap: {disable: true}` (Hugo), `robots: noindex`, `noindex: true`, `seo: {…}`.
    """
    for key, value in values.items():
        name = normal(key)
        if isinstance(value, dict):
            table = cast(dict[str, object], value)
            if name == "sitemap":
                if any(normal(inner) in _UNLISTED and _says(each, True) for inner, each in table.items()):
                    return True
            elif name == "robots":
                if any(normal(inner) == "index" and _says(each, False) for inner, each in table.items()):
                    return True
            elif (name == "seo" or key in NESTED) and is_unindexed(table):
                return True
        elif name == "sitemap":
            if _says(value, False):
                return True
        elif name in ("robots", "metarobots"):
            if any(forbids_index(text) for text in _texts(value)):
                return True
        elif name in _UNINDEXED and _says(value, True):
            return True
    return False


def forbids_index(robots: str) -> bool:
    """Whether what robots are told forbids to show the page in results: "noindex, follow".

    https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
    """
    return not {"noindex", "none"}.isdisjoint(re.split(r"[,\s]+", robots.lower()))


def _says(value: object, what: bool) -> bool:
    return isinstance(value, str) and switch(value) is what


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts(list(cast(dict[str, object], value).values()))
