"""On which line of a TOML file a key stands: tomllib does not say, and a mistake needs it."""

from __future__ import annotations

import tomllib

Place = tuple[str | int, ...]


def line_of(text: str, place: Place) -> int:
    """The line, counted from 1, of the longest part of `place` that the file holds; 1 for none of it."""
    found = _lines(text)
    for end in range(len(place), 0, -1):
        if place[:end] in found:
            return found[place[:end]]
    return 1


def _lines(text: str) -> dict[Place, int]:
    """Every place that a statement of the file names.

    A statement (a header, or a key with its value over one or more lines) is valid TOML on its own, so
    lines are gathered until they parse.
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    statement, begun = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        begun = begun or number
        statement += line + "\n"
        try:
            value: object = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        header = statement.lstrip().startswith("[")
        if header:
            table = ()
        place = table
        while isinstance(value, dict) and len(value) == 1:
            ((key, value),) = value.items()
            place = (*place, key)
            found.setdefault(place, begun)
            if header and isinstance(value, list):
                counts[place] = counts.get(place, -1) + 1
                value = value[0]
            if header and place in counts:
                place = (*place, counts[place])
                found.setdefault(place, begun)
        if header:
            table = place
        elif isinstance(value, dict):
            found.update({(*place, key): begun for key in value})
        statement, begun = "", 0
    return found
