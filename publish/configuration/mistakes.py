"""Mistakes in the configuration: all of them at once, each with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from publish.configuration.keys import TOP, Key
from publish.configuration.values import hint, nearest
from publish.errors import InvalidConfig

# Where a value stands: table, position among tables of that name (from 0), key.
Place = tuple[str | int, ...]
# Written at the end of a file, where one would add it, such a key belongs to the last table.
_OUTSIDE = frozenset(key.name for key in TOP)
# What a key's own reader made fits the field of the same name: hence Any, and no cast for each.
Values = dict[str, Any]


class Mistakes:
    """Collects mistakes. `text` is the file's, `origins` names the variables that overrode a place in it."""

    def __init__(self, *, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.origins: dict[Place, str] = {}
        self.found: list[tuple[int, str]] = []

    def add(self, place: Place, message: str) -> None:
        """A complete sentence about one place."""
        if place in self.origins:
            self.found.append((0, f"{self.origins[place]} {message}"))
            return
        from publish.configuration.lines import line_of

        line = line_of(self.text, place)
        self.found.append((line, f"{self.name}:{line} {written(place)}{message}"))

    def finish(self) -> None:
        """Raise InvalidConfig if there were any, in the order of the file."""
        if self.found:
            raise InvalidConfig([message for _, message in sorted(self.found, key=lambda item: item[0])])


def written(place: Place) -> str:
    """A place as people read it: "publication.title: ", "feeds[2].path: " (counted from 1)."""
    name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return name.removeprefix(".") + ": " if place else ""


def read(
    table: object,
    keys: Iterable[Key],
    place: Place,
    mistakes: Mistakes,
    *,
    open: bool = False,
    explained: tuple[str, ...] = (),
) -> Values:
    """Read one table by its keys; what is wrong goes to `mistakes` and is left out.

    `open` says that unknown keys belong to a plugin and are kept as they are. A required key that is
    missing is named here, unless the caller has its own words for it (`explained`).
    """
    if not isinstance(table, Mapping):
        mistakes.add(place, "must be a table")
        return {}
    known = {key.name: key for key in keys}
    values: Values = {}
    meant: set[str | None] = set()
    for name, value in table.items():
        key = known.get(name)
        if key is None and open:
            values[name] = value
        elif key is None and name in _OUTSIDE:
            mistakes.add((*place, name), "stands outside every table: put it above the first [table] of the file")
        elif key is None:
            mistakes.add((*place, name), f"no such key{hint(name, known) or '; known: ' + ', '.join(known)}")
            meant.add(nearest(name, known))
        else:
            try:
                values[name] = key.read(value)
            except ValueError as error:
                mistakes.add((*place, name), str(error))
    for key in known.values():
        if key.required and key.name not in table and key.name not in explained and key.name not in meant:
            mistakes.add(place, f"{key.name} is missing. {key.meaning}")
    return values


def tables(value: object, place: Place, mistakes: Mistakes) -> list[object]:
    """The tables of an array, written [[…]]."""
    if isinstance(value, list):
        return value
    mistakes.add(place, f"write [[{place[-1]}]], with two brackets: there may be several")
    return []


def named(value: object, place: Place, mistakes: Mistakes) -> Mapping[str, object]:
    """A table of tables, written [sections.NAME]."""
    if isinstance(value, Mapping):
        return value
    mistakes.add(place, f"write [{place[-1]}.NAME], a table for each")
    return {}
