"""A Record as one line of JSON, and what is kept of it as a row of the table `entry`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any  # a record's fields differ in type; the table below says which is which

from entries.ids import stem
from entries.model import Person, Record
from publish.kept import Kept
from publish.stores.moments import moment, seconds

_MOMENTS = frozenset({"published", "updated", "first_seen", "embargo", "expires", "withdrawn", "shown", "waits"})
_TUPLES = frozenset({"tags", "labels"})
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
    """The Record that `dump` wrote."""
    values: dict[str, Any] = json.loads(text)
    for name, value in values.items():
        if name in _MOMENTS:
            values[name] = datetime.fromtimestamp(value, UTC)
        elif name in _TUPLES:
            values[name] = tuple(value)
        elif name == "authors":
            values[name] = tuple(Person(name=n, uri=uri, email=email) for n, uri, email in value)
        elif name == "format_ids":
            values[name] = tuple((format, id) for format, id in value)
    return Record(**values)


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
