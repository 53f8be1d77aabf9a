"""Declared values as the model wants them: texts, words, people, images, files, links.

Every function takes a value as an author wrote it (str, None, list or dict) and raises ValueError
with a sentence for one that it can't read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from entries.fieldnames import normal
from entries.guards import switch, syndication
from entries.model import Enclosure, Image, Link, Person, Update
from entries.patterns import pattern

_EMAIL = pattern(r"(.*?)\s*<\s*(?:mailto:)?([^<>\s@]+@[^<>\s@]+)\s*>\s*\Z", re.DOTALL)
_COMMAS = pattern(r"\s*[,;，、；]\s*")
_JEKYLL_WORDS = pattern(r"[a-z0-9-]+(?: +[a-z0-9-]+)+\Z")
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d.", "esq", "esq."))


def text(value: object) -> str | None:
    """One text, without white space around it; None where there is none."""
    if isinstance(value, str):
        return value.strip() or None
    if value is None:
        return None
    if isinstance(value, list) and len(value) <= 1:
        return text(value[0]) if value else None
    raise ValueError(f"is {_kind(value)}, not a text")


def words(value: object, *, spaces: bool = False) -> tuple[str, ...]:
    """Tags or labels: a list, or one text with commas between them; with `spaces`, as Jekyll has them, spaces."""
    if isinstance(value, str):
        if spaces and _JEKYLL_WORDS.match(value):
            return tuple(value.split())
        return tuple(word for word in _COMMAS.split(value.strip()) if word)
    found = (text(_named(item)) for item in items(value))
    return tuple(word for word in found if word)


def people(value: object) -> tuple[Person, ...]:
    """Authors: a name, names, tables with name, uri (or url) and email, a table of such tables, or a mixture."""
    found: list[Person] = []
    for item in items(value):
        if person := _person(item):
            found.append(person)
        elif isinstance(item, dict) and all(isinstance(each, dict) for each in item.values()):
            found += (person for each in item.values() if (person := _person(each)))
    return tuple(found)


def people_in_line(value: str) -> tuple[Person, ...]:
    """Several authors in one text: "Ann Ho, Ben Ng"; "Ho, Ann; Ng, Ben"; "Ann Ho, Jr., Ben Ng"."""
    if ";" in value:
        return people(value.split(";"))
    names: list[str] = []
    for name in re.split(r"\s*[,，、]\s*", value):
        if names and name.lower() in _SUFFIXES:
            names[-1] += f", {name}"
        else:
            names.append(name)
    return people(list[object](names))


def image(value: object) -> Image | None:
    """A lead image: its address, or a table; of several the first."""
    if isinstance(value, list):
        return next((found for item in value if (found := image(item))), None)
    if not isinstance(value, dict):
        url = text(value)
        return Image(url=url) if url and switch(url) is None else None
    table = _table(value)
    syndicate = text(table.get("syndicate"))
    allowed = syndication(syndicate) if syndicate else "full"
    if allowed is None:
        raise ValueError(f'has the syndicate value "{syndicate}"; it is full, summary or none')
    found = Image(
        url=_first(table, "url", "src", "image", "path", "href", "file", "filename", "teaser", "overlayimage"),
        alt=_first(table, "alt", "alttext") or "",
        caption=_first(table, "caption", "description", "title") or "",
        credit=_first(table, "credit", "attribution", "photographer", "source", "attr") or "",
        type=_first(table, "type", "mimetype"),
        width=_number(table.get("width")),
        height=_number(table.get("height")),
        rights=_first(table, "rights", "copyright") or "",
        syndicate=allowed,
    )
    return found if found.url or found.caption else None


def enclosures(value: object) -> tuple[Enclosure, ...]:
    """Files that belong to an entry: addresses, or tables with url, type, length in bytes and title."""
    found = []
    for item in items(value):
        table = _table(item) if isinstance(item, dict) else _enclosure(item)
        url = _first(table, "url", "href", "src", "file", "mp3")
        if url:
            length = _number(table.get("length") or table.get("sizeinbytes") or table.get("size") or table.get("bytes"))
            type = _first(table, "type", "mimetype")
            found.append(Enclosure(url=url, type=type, length=length, title=_first(table, "title")))
    return tuple(found)


def _enclosure(item: object) -> Mapping[str, object]:
    """An address; or three lines, as WordPress keeps it: address, length and type."""
    lines = item.split("\n") if isinstance(item, str) else [item]
    return dict(zip(("url", "length", "type"), lines, strict=False))


def links(value: object) -> tuple[Link, ...]:
    """Typed links: addresses, or tables with href (or url), rel, type, title and hreflang."""
    found = []
    for item in items(value):
        table = _table(item) if isinstance(item, dict) else {"href": item}
        href = _first(table, "href", "url")
        if href:
            rest = {name: _first(table, name) for name in ("type", "title", "hreflang")}
            found.append(Link(href=href, rel=_first(table, "rel") or "related", **rest))
    return tuple(found)


def corrections(value: object) -> tuple[str, ...]:
    """A correction, or several, each a text or a table with date and text."""
    found = []
    for item in items(value):
        if isinstance(item, dict):
            table = _table(item)
            parts = (_first(table, "date", "time"), _first(table, "text", "correction", "note"))
            item = ": ".join(part for part in parts if part)
        if correction := text(item):
            found.append(correction)
    return tuple(found)


def updates(value: object) -> tuple[Update, ...]:
    """Updates of a live story: tables with time, title and text."""
    found = []
    for item in items(value):
        table = _table(item) if isinstance(item, dict) else {"text": item}
        time = _first(table, "time", "date", "published") or ""
        markup = _first(table, "text", "body", "markup", "content") or ""
        found.append(Update(time=time, title=_first(table, "title", "headline") or "", markup=markup))
    return tuple(found)


def items(value: object) -> Iterator[object]:
    """The items of a list, or the one value that stands for a list; None and "" are none."""
    if isinstance(value, list):
        for item in value:
            yield from items(item) if isinstance(item, list) else (item,)
    elif value is not None and value != "":
        yield value


def _person(item: object) -> Person | None:
    if not isinstance(item, dict):
        name = text(item)
        found = _EMAIL.match(name) if name and "@" in name else None
        if found:
            return Person(name=found[1].strip("\"' ") or found[2].partition("@")[0], email=found[2])
        return Person(name=name) if name else None
    table = _table(item)
    uri = _first(table, "uri", "url", "link", "homepage", "website")
    email = _first(table, "email", "mail")
    first = _first(table, "firstname", "givenname", "given")
    parts = (first, _first(table, "lastname", "familyname", "surname", "family"))
    name = _first(table, "name", "fullname", "displayname") or " ".join(part for part in parts if part)
    name = name or _first(table, "title") or (email or "").partition("@")[0] or uri
    return Person(name=name, uri=uri, email=email) if name else None


def _named(item: object) -> object:
    return _first(_table(item), "name", "title", "label") if isinstance(item, dict) else item


def _table(value: object) -> Mapping[str, object]:
    return {normal(key): item for key, item in cast(dict[str, object], value).items()}


def _first(table: Mapping[str, object], *names: str) -> str | None:
    return next((found for name in names if (found := text(table.get(name)))), None)


def _number(value: object) -> int | None:
    digits = value.strip().removesuffix("px") if isinstance(value, str) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def _kind(value: object) -> str:
    return "a list" if isinstance(value, list) else "a table"
