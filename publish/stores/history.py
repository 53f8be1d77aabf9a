"""Archive pages, and what is left of entries that were withdrawn, in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from publish.store import ARCHIVE
from publish.stores.moments import moment, seconds

_SHOWN = (
    "SELECT member.id, member.minus_published FROM archived JOIN member ON member.feed = archived.feed "
    "AND member.id = archived.id WHERE archived.feed = ? AND archived.page = ? "
    "ORDER BY member.minus_published, member.id"
)


class SQLHistory:
    """Implements publish.store.History."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def enter(self, rows: Iterable[tuple[int, str]]) -> None:
        self._db.executemany("INSERT INTO archived VALUES (?, ?, 0) ON CONFLICT DO NOTHING", rows)

    def shown(self, feed: int, page: int) -> list[tuple[str, datetime]]:
        return [(id, moment(-minus)) for id, minus in self._db.execute(_SHOWN, (feed, page))]

    def close(self, feed: int, page: int, ids: Iterable[str]) -> None:
        self._db.executemany(
            "INSERT INTO archived VALUES (?, ?, ?) ON CONFLICT (feed, id) DO UPDATE SET page = excluded.page "
            "WHERE page = 0",
            ((feed, id, page) for id in ids),
        )

    def pages_of(self, id: str) -> set[int]:
        return {
            feed
            for (feed,) in self._db.execute(
                "SELECT page.feed FROM archived JOIN feed ON feed.feed = archived.feed "
                f"JOIN feed AS page ON page.spec = '{ARCHIVE}' || feed.spec "
                "AND page.key = archived.page || '/' || feed.key WHERE archived.id = ? AND archived.page > 0",
                (id,),
            )
        }

    def give_up(self, feeds: Iterable[int]) -> None:
        self._db.executemany(
            "DELETE FROM archived WHERE feed = ? AND NOT EXISTS (SELECT 1 FROM feed JOIN feed AS page "
            f"ON page.spec = '{ARCHIVE}' || feed.spec AND page.key = archived.page || '/' || feed.key "
            "WHERE feed.feed = archived.feed)",
            ((feed,) for feed in feeds),
        )

    def members(self, feed: int, page: int) -> list[str]:
        return [
            id
            for (id,) in self._db.execute(
                "SELECT id FROM archived WHERE feed = ? AND page = ? ORDER BY id", (feed, page)
            )
        ]

    # Tombstones.

    def bury(self, rows: Iterable[tuple[int, str, datetime]]) -> None:
        self._db.executemany(
            "INSERT INTO tombstone (feed, id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            ((feed, id, seconds(at)) for feed, id, at in rows),
        )

    def unbury(self, id: str) -> None:
        self._db.execute("DELETE FROM tombstone WHERE id = ?", (id,))

    def tombstones(self, feed: int, count: int) -> list[tuple[str, datetime]]:
        return [
            (id, moment(at))
            for id, at in self._db.execute(
                "SELECT id, at FROM tombstone WHERE feed = ? ORDER BY at DESC, id LIMIT ?", (feed, count)
            )
        ]
