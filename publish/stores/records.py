"""A Record as one line of JSON, for the store and the ledger file."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any  # a record's fields differ in type; the table below says which is which

from entries.model import Person, Record

_MOMENTS = frozenset({"published", "updated", "first_seen", "embargo", "expires", "withdrawn"})
_TUPLES = frozenset({"tags", "labels"})
_DEFAULTS = tuple((f.name, f.default) for f in fields(Record))


def moment(seconds: int) -> datetime:
    """Whole seconds since 1970 as an aware datetime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(when: datetime) -> int:
    """An aware datetime as whole seconds since 1970."""
    return int(when.timestamp())


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
    return Record(**values)
