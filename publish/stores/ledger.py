"""What is remembered of sources and entries, in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from entries.problem import Problem
from publish.store import RECOVERED, Remembered
from publish.stores.moments import moment, seconds

if TYPE_CHECKING:
    from entries.model import Record
    from publish.kept import Kept

_ENTRY = "record, content, present, live, wake_at"
# SQLite before 3.32 takes 999 parameters in one statement (https://www.sqlite.org/limits.html).
_CHUNK = 900


class SQLLedger:
    """Implements publish.store.Ledger."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # Settings of the whole state.

    def meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )

    # Sources and what they listed.

    def source(self, name: str) -> tuple[str, bytes | None, datetime] | None:
        row = self._db.execute("SELECT settings, cursor, scanned FROM source WHERE name = ?", (name,)).fetchone()
        return None if row is None else (row[0], row[1], moment(row[2]))

    def source_names(self) -> list[str]:
        return [name for (name,) in self._db.execute("SELECT name FROM source ORDER BY name")]

    def set_source(self, name: str, settings: str, cursor: bytes | None, scanned: datetime) -> None:
        self._db.execute(
            "INSERT INTO source VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
            "settings = excluded.settings, cursor = excluded.cursor, scanned = excluded.scanned",
            (name, settings, cursor, seconds(scanned)),
        )

    def drop_source(self, name: str) -> None:
        self._db.execute("DELETE FROM source WHERE name = ?", (name,))
        self._db.execute("DELETE FROM problem WHERE source = ?", (name,))

    def folders(self, source: str, below: str | None = None) -> list[str]:
        # What is below "a" is from "a/" to "a0": that is the character after the slash.
        first, end = ("", "\U0010ffff") if below is None else (f"{below}/", f"{below}0")
        # A loose index scan: the cost is that of the folders, not of the files in them.
        return [
            folder
            for (folder,) in self._db.execute(
                "WITH RECURSIVE found (folder) AS ("
                "SELECT min(folder) FROM ref WHERE source = :source AND folder >= :first AND folder < :end UNION ALL "
                "SELECT (SELECT min(folder) FROM ref WHERE source = :source AND folder > found.folder "
                "AND folder < :end) FROM found WHERE found.folder IS NOT NULL) "
                "SELECT folder FROM found WHERE folder IS NOT NULL",
                {"source": source, "first": first, "end": end},
            )
        ]

    def refs(self, source: str, folder: str, only: str | None = None) -> dict[str, str]:
        where, values = ("", ()) if only is None else (" AND key = ?", (only,))
        return dict(
            self._db.execute(
                f"SELECT key, signature FROM ref WHERE source = ? AND folder = ?{where}", (source, folder, *values)
            ).fetchall()
        )

    def set_refs(self, source: str, rows: Iterable[tuple[str, str, str]]) -> None:
        self._db.executemany(
            "INSERT INTO ref (source, folder, key, signature) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (source, folder, key) DO UPDATE SET signature = excluded.signature",
            ((source, folder, key, signature) for folder, key, signature in rows),
        )

    def delete_refs(self, source: str, rows: Iterable[tuple[str, str]]) -> None:
        self._db.executemany(
            "DELETE FROM ref WHERE source = ? AND folder = ? AND key = ?",
            ((source, folder, key) for folder, key in rows),
        )

    # Entries.

    def is_empty(self) -> bool:
        return self._db.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is None

    def by_id(self, id: str) -> Kept | None:
        return self._one("id = ?", id)

    def by_key(self, source: str, ref: str, inner: str) -> Kept | None:
        return self._one("source = ? AND ref = ? AND inner_key = ?", source, ref, inner)

    def by_stem(self, source: str, stem: str) -> list[Kept]:
        # Sorted here: asked for an order, SQLite takes the index that has it and looks through the whole source.
        found = self._all("source = ? AND stem = ?", source, stem)
        return sorted(found, key=lambda kept: (kept.record.ref, kept.record.inner))

    def by_link(self, link: str) -> list[Kept]:
        return self._all("link = ? ORDER BY present DESC, live DESC, id LIMIT 50", link)

    def by_title(self, title: str, published: datetime) -> list[Kept]:
        return self._all(
            "title = ? AND published = ? ORDER BY present DESC, live DESC, id LIMIT 50", title, seconds(published)
        )

    def by_text(self, title: str, digest: str) -> list[Kept]:
        where = "title = ? AND digest = ? AND (present = 1 OR content = ?) ORDER BY id LIMIT 50"
        return self._all(where, title, digest, RECOVERED)

    def of_ref(self, source: str, ref: str) -> list[Kept]:
        return self._all("source = ? AND ref = ? ORDER BY inner_key", source, ref)

    def waking(self, now: datetime) -> list[Kept]:
        return sorted(self._all("wake_at <= ?", seconds(now)), key=lambda kept: kept.record.id)

    def next_release(self, now: datetime) -> datetime | None:
        (when,) = self._db.execute(
            "SELECT min(wake_at) FROM entry WHERE wake_at > ? AND live = 0 AND present = 1", (seconds(now),)
        ).fetchone()
        return None if when is None else moment(when)

    def next_wake(self) -> datetime | None:
        (when,) = self._db.execute("SELECT min(wake_at) FROM entry WHERE wake_at IS NOT NULL").fetchone()
        return None if when is None else moment(when)

    def waiting(self) -> tuple[int, datetime | None]:
        # In a text of the record there is a backslash before the quotation mark.
        count, when = self._db.execute(
            "SELECT count(*), min(wake_at) FROM entry WHERE wake_at IS NOT NULL AND live = 1 "
            "AND record LIKE '%\"waits\":%'"
        ).fetchone()
        return int(count), None if when is None else moment(when)

    def leaving(self) -> list[Kept]:
        return self._all("wake_at IS NOT NULL AND live = 1 ORDER BY wake_at, id")

    def live(self) -> Iterable[Kept]:
        from publish.stores.records import kept_of

        return map(kept_of, self._db.execute(f"SELECT {_ENTRY} FROM entry WHERE live = 1 ORDER BY id"))

    def held(self, limit: int) -> list[Kept]:
        return self._all("present = 1 AND live = 0 ORDER BY coalesce(wake_at, 1 << 60), id LIMIT ?", limit)

    def everything(self) -> Iterable[Kept]:
        from publish.stores.records import kept_of

        return map(kept_of, self._db.execute(f"SELECT {_ENTRY} FROM entry ORDER BY id"))

    def records(self, ids: Iterable[str]) -> dict[str, Kept]:
        ids = list(ids)
        found: dict[str, Kept] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            found.update((kept.record.id, kept) for kept in self._all(f"id IN ({marks})", *chunk))
        return found

    def count(self, source: str | None = None) -> Remembered:
        where, values = ("", ()) if source is None else (" AND source = ?", (source,))
        live, held = self._db.execute(
            "SELECT coalesce(sum(entries * live), 0), coalesce(sum(entries * (1 - live)), 0) FROM tally "
            f"WHERE present = 1{where}",
            values,
        ).fetchone()
        return Remembered(live=live, held=held)

    def save(self, kept: Iterable[Kept]) -> None:
        from publish.stores.records import row_of

        self._db.executemany(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "source = excluded.source, ref = excluded.ref, inner_key = excluded.inner_key, stem = excluded.stem, "
            "link = excluded.link, title = excluded.title, published = excluded.published, updated = excluded.updated, "
            "digest = excluded.digest, content = excluded.content, present = excluded.present, live = excluded.live, "
            "wake_at = excluded.wake_at, record = excluded.record",
            map(row_of, kept),
        )

    def forget(self, id: str) -> None:
        self._db.execute("DELETE FROM entry WHERE id = ?", (id,))

    def unconfirmed(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM entry WHERE content = ?", (RECOVERED,)).fetchone()
        return int(count)

    def confirm(self) -> None:
        self._db.execute("UPDATE entry SET content = '' WHERE content = ?", (RECOVERED,))

    def _one(self, where: str, *values: str | int) -> Kept | None:
        row = self._db.execute(f"SELECT {_ENTRY} FROM entry WHERE {where}", values).fetchone()
        if row is None:
            return None
        from publish.stores.records import kept_of  # a run that finds nothing to do loads no entry

        return kept_of(row)

    def _all(self, where: str, *values: str | int) -> list[Kept]:
        rows = self._db.execute(f"SELECT {_ENTRY} FROM entry WHERE {where}", values).fetchall()
        if not rows:
            return []
        from publish.stores.records import kept_of

        return [kept_of(row) for row in rows]

    # Problems.

    def problems(self) -> list[tuple[Problem, datetime, str, str, str]]:
        return [
            (
                Problem(level=level, code=code, where=place, line=line, problem=problem, remedy=remedy),
                moment(since),
                source,
                ref,
                inner,
            )
            for source, ref, inner, code, level, place, line, problem, remedy, since in self._db.execute(
                "SELECT source, ref, inner_key, code, level, place, line, problem, remedy, since FROM problem "
                "ORDER BY level, place, line, code, number"
            )
        ]

    def problem_since(self, source: str, ref: str, inner: str, code: str) -> datetime | None:
        (since,) = self._db.execute(
            "SELECT min(since) FROM problem WHERE source = ? AND ref = ? AND inner_key = ? AND code = ?",
            (source, ref, inner, code),
        ).fetchone()
        return None if since is None else moment(since)

    def hidden(self) -> frozenset[tuple[str, str, str]]:
        return frozenset(
            self._db.execute(
                "SELECT source, ref, inner_key FROM problem WHERE level = 'repaired' AND EXISTS (SELECT 1 FROM entry "
                "WHERE entry.source = problem.source AND entry.ref = problem.ref "
                "AND entry.inner_key = problem.inner_key AND entry.live = 0)"
            )
        )

    def begin_problems(self, record: Record, now: datetime) -> None:
        self._db.execute(
            "UPDATE problem SET since = ? WHERE source = ? AND ref = ? AND inner_key = ?",
            (seconds(now), record.source, record.ref, record.inner),
        )

    def set_problems(
        self, source: str, ref: str | None, problems: Iterable[tuple[str, Problem]], now: datetime
    ) -> None:
        from publish.stores.problems import replace  # most runs have none to replace

        replace(self._db, source, "" if ref is None else ref, problems, now)
