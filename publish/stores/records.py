"""A Record as one line of JSON, and what is kept of it as a row of the table `entry`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any  # a record's fields differ in type; the table below says which is which

from entries.ids import stem
from entries.model import Person, Record
from publish.kept import Kept
from publish.stores.moments import moment, seconds

_MOMENTS = frozenset({"published", "updated", "first_seen", "embargo", "expires", "withdrawn", "shown", "waits"})
_DEFAULTS = tuple((name, Record._field_defaults.get(name, ...)) for name in Record._fields)

_Row = tuple[str, str, int, int, int | None]


def kept_of(row: _Row) -> Kept:
    """What a row of the table `entry` says: record, content, present, live, wake_at."""
    record, content, present, live, wake_at = row
    return Kept(
        record=load(record),
        content=content,
        present=bool(present),
        live=bool(live),
        wake_at=None if wake_at is None else moment(wake_at),
    )


def dump(record: Record) -> str:
    """What differs from the defaults; moments as seconds since 1970, persons as [name, uri, email]."""
    out: dict[str, Any] = {}
    for name, default in _DEFAULTS:
        value = getattr(record, name)
        if value == default:
            continue
        if name in _MOMENTS:
            value = int(value.timestamp())
        elif name == "authors":
            value = [[person.name, person.uri, person.email] for person in value]
        out[name] = value
    return json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Record:
    """The Record that `dump` wrote. Every edit reads all that its feeds show, so this is made to be fast."""
    values = [default for _, default in _DEFAULTS]
    for name, value in json.loads(text).items():
        place, read = _PLACES[name]
        values[place] = value if read is None else read(value)
    return Record._make(values)


def _people(values: list[list[Any]]) -> tuple[Person, ...]:
    return tuple([Person(name=name, uri=uri, email=email) for name, uri, email in values])


def _pairs(values: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple([(format, id) for format, id in values])


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_MOMENTS, moment),
    "tags": tuple,
    "labels": tuple,
    "authors": _people,
    "format_ids": _pairs,
}
_PLACES = {name: (place, _READERS.get(name)) for place, name in enumerate(Record._fields)}


def row_of(kept: Kept) -> tuple[str | int | None, ...]:
    """The whole row of the table `entry`."""
    record = kept.record
    return (
        record.id,
        record.source,
        record.ref,
        record.inner,
        stem(record.ref),
        record.link,
        record.title,
        seconds(record.published),
        seconds(record.updated),
        record.digest,
        kept.content,
        int(kept.present),
        int(kept.live),
        None if kept.wake_at is None else seconds(kept.wake_at),
        dump(record),
    )
