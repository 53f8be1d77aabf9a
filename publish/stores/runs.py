"""What earlier runs did, in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from publish.runs import FAILED_FROM, RunRow
from publish.store import RELEASED_OF, RUN_FAILED
from publish.stores.moments import moment, seconds

KEPT = 1000


class SQLRuns:
    """Implements publish.store.Runs."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, row: RunRow) -> None:
        """Within a transaction that the caller holds."""
        self._db.execute(
            "INSERT INTO run (started, finished, cause, status, outcome) VALUES (?, ?, ?, ?, ?)",
            (seconds(row.started), seconds(row.finished), row.cause, row.status, row.outcome),
        )
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (RUN_FAILED, "1" if row.status >= FAILED_FROM else "0"),
        )
        self._db.execute("DELETE FROM run WHERE run <= (SELECT max(run) FROM run) - ?", (KEPT,))

    def keep_releases(self, specs: Iterable[str]) -> None:
        found = self._db.execute("SELECT name FROM meta WHERE substr(name, 1, ?) = ?", (len(RELEASED_OF), RELEASED_OF))
        gone = {name for (name,) in found} - {RELEASED_OF + spec for spec in specs}
        self._db.executemany("DELETE FROM meta WHERE name = ?", ((name,) for name in sorted(gone)))

    def last(self) -> RunRow | None:
        row = self._db.execute(
            "SELECT started, finished, cause, status, outcome FROM run ORDER BY run DESC LIMIT 1"
        ).fetchone()
        return None if row is None else RunRow(moment(row[0]), moment(row[1]), *row[2:])
