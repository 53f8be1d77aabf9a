"""What a web page says of its article, in whichever vocabulary it says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from html import unescape

from entries.model import Image, Person, Update
from entries.patterns import pattern

_PREFIX = pattern(r"(?:by|von|par|por|di|door|av)\s+(?=\w)", re.IGNORECASE)
_BETWEEN = pattern(r"\s*(?:,|;|、|\s&\s|\sand\s|\sund\s|\set\s|\sy\s|\se\s)\s*")
_ADDRESS = pattern(r"(?:https?:)?//|www\.|@[\w-]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Values as the page has them; dates are its own text, addresses may be relative, `body` is plain text."""

    title: str | None = None
    published: str | None = None
    updated: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    summary: str | None = None
    link: str | None = None
    language: str | None = None
    image: Image | None = None
    rights: str | None = None
    license: str | None = None
    provider: str | None = None
    access: str | None = None
    body: str = ""
    updates: tuple[Update, ...] = ()


def merge(sources: Iterable[Facts]) -> Facts:
    """The first of `sources` to say something of each field is believed."""
    found: dict[str, object] = {}
    for source in sources:
        for field in fields(Facts):
            value = getattr(source, field.name)
            if value and field.name not in found:
                found[field.name] = value
    return Facts(**found)  # type: ignore[arg-type]  # every value is one of its own field


def one_line(text: object) -> str | None:
    """`text` on one line, None where it says nothing. Character references, encoded once too often, are decoded."""
    if not isinstance(text, str):
        return None
    return " ".join(unescape(text).split()) or None


def words(text: str) -> tuple[str, ...]:
    """Keywords parted by commas or semicolons, each once."""
    return tuple(dict.fromkeys(word for part in re.split(r"[,;，；、]", text) if (word := one_line(part))))


def named(text: str) -> tuple[Person, ...]:
    """The people that a <meta> names in one text; an address in place of a name is nobody."""
    text = _PREFIX.sub("", one_line(text) or "", count=1) if text else ""
    names = (name for name in _BETWEEN.split(text) if name and not _ADDRESS.match(name))
    return tuple(Person(name=name) for name in dict.fromkeys(names))
