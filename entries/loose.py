"""Values of keys whose names are used for other things as well, and whether they are what the name suggests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from entries.guards import switch

_IMAGE = re.compile(r"\S+\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]\S*)?\Z", re.IGNORECASE)
_FILE = re.compile(r"\S+\.(?:aac|flac|m4[abv]|mov|mp[34]|oga|ogg|opus|pdf|wav|webm)(?:[?#]\S*)?\Z", re.IGNORECASE)
# A page is built and listed nowhere: https://gohugo.io/content-management/build-options/
_NEVER = frozenset(("never", "false"))


def fits(field: str, value: object) -> bool:
    """Whether a value can be what `field` holds: a file by its name, a text or texts, a date."""
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


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts(list(cast(dict[str, object], value).values()))
