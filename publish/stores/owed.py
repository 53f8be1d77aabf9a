"""Pings that hubs have not received yet, in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from publish.notifying.pings import LONGEST_PAUSE, Ping
from publish.stores.moments import moment, seconds

_PING = "hub, topic, etag, since, looked, attempts, next_at, error"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# No pause is so long: what is due later than this was written by a clock that was put back since.
_PUT_BACK = 2 * LONGEST_PAUSE
# What goes first is due so many milliseconds before all that may wait with it: a year.
_AHEAD = 31_536_000_000

_Row = tuple[str, str, str, int, int | None, int, int, str]


class SQLOwed:
    """Implements publish.owed.Owed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def owe(self, pings: Iterable[tuple[str, str, str]], now: datetime, *, first: bool = False) -> None:
        pings = sorted(pings)
        resting = {hub: self._rest_of(hub, now) for hub in {hub for hub, _, _ in pings}}
        self._db.executemany(
            f"INSERT INTO owed ({_PING}) VALUES (?, ?, ?, ?, NULL, ?, ?, ?) ON CONFLICT (hub, topic) DO UPDATE SET "
            "etag = excluded.etag, since = excluded.since, looked = NULL, attempts = excluded.attempts, "
            "next_at = excluded.next_at, error = excluded.error WHERE etag <> excluded.etag",
            (
                (hub, topic, etag, seconds(now), attempts, next_at - ahead, error)
                for hub, topic, etag in pings
                for attempts, next_at, error in [resting[hub]]
                # The longest due is sent first; but no hub that is left alone is asked for its sake.
                for ahead in [0 if not first else 1 if attempts else _AHEAD]
            ),
        )

    def _rest_of(self, hub: str, now: datetime) -> tuple[int, int, str]:
        """The attempts, the next moment and the reason of what is new at a hub: one that failed is left alone on."""
        row = self._db.execute(
            "SELECT attempts, next_at, error FROM owed WHERE hub = ? AND attempts > 0 AND next_at > ? "
            "ORDER BY next_at LIMIT 1",
            (hub, _milliseconds(now)),
        ).fetchone()
        return (0, _milliseconds(now), "") if row is None else row

    def due(self, hub: str, now: datetime, limit: int) -> list[Ping]:
        found: list[Ping] = []
        # Two questions, because an index gives the order only of one.
        for condition, at in (("<=", now), (">", now + _PUT_BACK)):
            found += map(
                _ping,
                self._db.execute(
                    f"SELECT {_PING} FROM owed WHERE hub = ? AND next_at {condition} ? ORDER BY next_at, topic LIMIT ?",
                    (hub, _milliseconds(at), limit - len(found)),
                ),
            )
        return found

    def settle(self, ping: Ping) -> None:
        self._db.execute("DELETE FROM owed WHERE hub = ? AND topic = ? AND etag = ?", (ping.hub, ping.topic, ping.etag))

    def postpone(self, pings: Iterable[Ping]) -> None:
        self._db.executemany(
            "UPDATE owed SET looked = ?, attempts = ?, next_at = ?, error = ? WHERE hub = ? AND topic = ? AND etag = ?",
            (
                (
                    None if ping.looked is None else _milliseconds(ping.looked),
                    ping.attempts,
                    _milliseconds(ping.next_at),
                    ping.error,
                    ping.hub,
                    ping.topic,
                    ping.etag,
                )
                for ping in pings
            ),
        )

    def rest(self, ping: Ping, now: datetime) -> None:
        self._db.execute(
            "UPDATE owed SET attempts = CASE WHEN attempts < :attempts THEN :attempts ELSE attempts END, "
            "next_at = CASE WHEN next_at < :next_at THEN :next_at ELSE next_at END, error = :error "
            "WHERE hub = :hub AND (next_at <= :now OR attempts > 0)",
            {
                "hub": ping.hub,
                "attempts": ping.attempts,
                "next_at": _milliseconds(ping.next_at),
                "error": ping.error,
                "now": _milliseconds(now),
            },
        )

    def wake(self, hub: str, now: datetime) -> None:
        self._db.execute(
            "UPDATE owed SET attempts = 0, next_at = ?, error = '' WHERE hub = ? AND attempts > 0",
            (_milliseconds(now), hub),
        )

    def hasten(self, now: datetime) -> None:
        self._db.execute("UPDATE owed SET next_at = :now WHERE next_at > :now", {"now": _milliseconds(now)})

    def rewind(self, now: datetime) -> None:
        self._db.execute(
            "UPDATE owed SET since = :since, looked = NULL, next_at = :now WHERE since > :since",
            {"since": seconds(now), "now": _milliseconds(now)},
        )

    def next_at(self, hubs: Sequence[str], now: datetime) -> datetime | None:
        found = [
            at
            for hub in hubs
            for (at,) in self._db.execute(
                "SELECT min(next_at) FROM owed WHERE hub = ? AND next_at > ?", (hub, _milliseconds(now))
            )
            if at is not None
        ]
        return _moment(min(found)) if found else None

    def drop(self, topics: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM owed WHERE topic = ?", ((topic,) for topic in topics))

    def hubs(self) -> list[str]:
        return [hub for (hub,) in self._db.execute("SELECT DISTINCT hub FROM owed ORDER BY hub")]

    def all(self) -> list[Ping]:
        return [_ping(row) for row in self._db.execute(f"SELECT {_PING} FROM owed ORDER BY hub, topic")]

    def count(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM owed").fetchone()
        return int(count)

    def forget(self, hub: str) -> None:
        self._db.execute("DELETE FROM owed WHERE hub = ?", (hub,))


def _ping(row: _Row) -> Ping:
    hub, topic, etag, since, looked, attempts, next_at, error = row
    first, owed = None if looked is None else _moment(looked), moment(since)
    return Ping(hub, topic, etag, owed, first, attempts, max(_moment(next_at), owed), error)


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + milliseconds * _MILLISECOND


def _milliseconds(when: datetime) -> int:
    return (when - _EPOCH) // _MILLISECOND
