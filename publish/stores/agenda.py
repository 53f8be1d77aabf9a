"""Feeds, who belongs to them and what is due, in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from publish.store import CATALOGUE, FeedRow
from publish.stores.moments import moment, seconds

_FEED = (
    "feed, spec, key, name, path, id, was, spec_digest, list_digest, updated, window_floor, entries, title, "
    "dirty_seq, rendered_seq, ended"
)
# SQLite before 3.32 takes 999 parameters in one statement (https://www.sqlite.org/limits.html).
_CHUNK = 900


class SQLAgenda:
    """Implements publish.store.Agenda."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # Feeds.

    def feeds(self, only: Iterable[int] | None = None) -> list[FeedRow]:
        return [_feed(row) for row in self._of_feeds(f"SELECT {_FEED} FROM feed", " ORDER BY feed", only)]

    def _of_feeds(self, select: str, order: str, only: Iterable[int] | None) -> Iterator[tuple[Any, ...]]:
        """The rows of all feeds, or of `only` these."""
        if only is None:
            yield from self._db.execute(select + order)
            return
        feeds = sorted(only)
        for start in range(0, len(feeds), _CHUNK):
            chunk = feeds[start : start + _CHUNK]
            yield from self._db.execute(f"{select} WHERE feed IN ({','.join('?' * len(chunk))}){order}", chunk)

    def feed(self, spec: str, key: str) -> FeedRow | None:
        row = self._db.execute(f"SELECT {_FEED} FROM feed WHERE spec = ? AND key = ?", (spec, key)).fetchone()
        return None if row is None else _feed(row)

    def of_spec(self, spec: str) -> list[FeedRow]:
        rows = self._db.execute(f"SELECT {_FEED} FROM feed WHERE spec = ? ORDER BY feed", (spec,))
        return [_feed(row) for row in rows]

    def mint(self, spec: str, key: str, name: str, path: str, id: str) -> FeedRow:
        row = self._db.execute(
            "INSERT INTO feed (spec, key, name, path, id, was, spec_digest, list_digest, entries, title, dirty_seq, "
            f"rendered_seq, ended) VALUES (?, ?, ?, ?, ?, '[]', '', '', 0, '', 1, 0, 0) RETURNING {_FEED}",
            (spec, key, name, path, id),
        ).fetchone()
        return _feed(row)

    def change(self, row: FeedRow) -> None:
        import json

        self._db.execute(
            "UPDATE feed SET spec = ?, key = ?, name = ?, path = ?, was = ?, spec_digest = ?, list_digest = ?, "
            "updated = ?, window_floor = ?, entries = ?, title = ?, ended = ? WHERE feed = ?",
            (
                row.spec,
                row.key,
                row.name,
                row.path,
                json.dumps(row.was),
                row.spec_digest,
                row.list_digest,
                None if row.updated is None else seconds(row.updated),
                row.floor,
                row.entries,
                row.title,
                int(row.ended),
                row.feed,
            ),
        )

    def drop(self, feed: int) -> None:
        for table in ("member", "document", "archived", "tombstone", "feed"):
            self._db.execute(f"DELETE FROM {table} WHERE feed = ?", (feed,))

    # Membership.

    def members_of(self, id: str) -> set[int]:
        return {feed for (feed,) in self._db.execute("SELECT feed FROM member WHERE id = ?", (id,))}

    def join(self, rows: Iterable[tuple[int, datetime, str]]) -> None:
        self._db.executemany(
            "INSERT INTO member (feed, minus_published, id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            ((feed, -seconds(published), id) for feed, published, id in rows),
        )

    def leave(self, ids: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM member WHERE id = ?", ((id,) for id in ids))

    def mark(self, feeds: Iterable[int]) -> None:
        self._db.executemany(
            "UPDATE feed SET dirty_seq = dirty_seq + 1 WHERE feed = ?", ((feed,) for feed in sorted(feeds))
        )

    def due(self) -> list[int]:
        return [
            feed
            for (feed,) in self._db.execute(
                "SELECT feed FROM feed WHERE dirty_seq > rendered_seq AND NOT ended ORDER BY feed"
            )
        ]

    def outdated(self, digests: Mapping[str, str]) -> list[int]:
        return [
            feed
            for spec, digest in digests.items()
            for (feed,) in self._db.execute(
                "SELECT feed FROM feed WHERE spec = ? AND updated IS NOT NULL AND spec_digest <> ?", (spec, digest)
            )
        ]

    def window(self, feed: int, count: int) -> list[tuple[str, datetime]]:
        return [
            (id, moment(-minus))
            for minus, id in self._db.execute(
                "SELECT minus_published, id FROM member WHERE feed = ? ORDER BY minus_published, id LIMIT ?",
                (feed, count),
            )
        ]

    def size(self, feed: int, at_most: int) -> int:
        (count,) = self._db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM member WHERE feed = ? LIMIT ?)", (feed, at_most)
        ).fetchone()
        return int(count)

    def addresses(self, feed: int) -> list[tuple[str, datetime]]:
        return [
            (link, moment(updated))
            for link, updated in self._db.execute(
                "SELECT entry.link, entry.updated FROM member JOIN entry ON entry.id = member.id "
                "WHERE member.feed = ? ORDER BY member.minus_published, member.id",
                (feed,),
            )
        ]

    # Fragments.

    def fragments(self, ids: Sequence[str], format: str, variant: str, version: int) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            found.update(
                self._db.execute(
                    "SELECT id, body FROM fragment WHERE format = ? AND variant = ? AND version = ? "
                    f"AND id IN ({marks})",
                    (format, variant, version, *chunk),
                ).fetchall()
            )
        return found

    def last_fragment(self, id: str, format: str, variant: str) -> bytes | None:
        row = self._db.execute(
            "SELECT body FROM fragment WHERE id = ? AND format = ? AND variant = ?", (id, format, variant)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def put_fragments(self, rows: Iterable[tuple[str, str, str, int, bytes]]) -> None:
        self._db.executemany(
            "INSERT INTO fragment (id, format, variant, version, body) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id, format, variant) DO UPDATE SET version = excluded.version, body = excluded.body",
            rows,
        )

    def stale_fragments(self, ids: Iterable[str]) -> None:
        # Version 0 is no renderer's: the fragment is rendered again, and serves where that fails.
        self._db.executemany("UPDATE fragment SET version = 0 WHERE id = ?", ((id,) for id in ids))

    def drop_fragments(self, ids: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM fragment WHERE id = ?", ((id,) for id in ids))

    def drop_unseen_fragments(self, ids: Iterable[str]) -> None:
        self._db.executemany(
            "DELETE FROM fragment WHERE id = :id AND NOT EXISTS (SELECT 1 FROM member JOIN feed USING (feed) "
            "WHERE member.id = :id AND member.minus_published <= feed.window_floor) "
            "AND NOT EXISTS (SELECT 1 FROM archived WHERE archived.id = :id)",
            ({"id": id} for id in ids),
        )

    def keep_variants(self, variants: Iterable[str]) -> None:
        kept = sorted(variants)
        marks = ",".join("?" * len(kept))
        self._db.execute(f"DELETE FROM fragment WHERE variant NOT IN ({marks})", kept)

    # Documents, and what each target holds.

    def finish(self, row: FeedRow, seq: int, documents: Iterable[tuple[str, str, str]], *, keep: bool = False) -> None:
        self.change(row)
        self._db.execute(
            "UPDATE feed SET rendered_seq = :seq WHERE feed = :feed AND rendered_seq < :seq",
            {"seq": seq, "feed": row.feed},
        )
        if not keep:
            self._db.execute("DELETE FROM document WHERE feed = ?", (row.feed,))
            self._db.executemany(
                "INSERT INTO document (feed, format, path, etag) VALUES (?, ?, ?, ?)",
                ((row.feed, format, path, etag) for format, path, etag in documents),
            )

    def documents(self, only: Iterable[int] | None = None) -> dict[int, dict[tuple[str, str], str]]:
        found: dict[int, dict[tuple[str, str], str]] = {}
        for feed, format, path, etag in self._of_feeds("SELECT feed, format, path, etag FROM document", "", only):
            found.setdefault(feed, {})[format, path] = etag
        return found

    def standing(self) -> tuple[int, int]:
        (feeds,) = self._db.execute(
            "SELECT count(*) FROM feed WHERE substr(spec, 1, 1) <> ? AND updated IS NOT NULL AND entries > 0 "
            "AND NOT ended",
            (CATALOGUE,),
        ).fetchone()
        (documents,) = self._db.execute("SELECT count(*) FROM document").fetchone()
        return int(feeds), int(documents)

    def held(self, target: str) -> dict[str, tuple[str, str]]:
        return {
            path: (etag, signature)
            for path, etag, signature in self._db.execute(
                "SELECT path, etag, signature FROM held WHERE target = ?", (target,)
            )
        }

    def set_held(self, target: str, rows: Mapping[str, tuple[str, str]]) -> None:
        self._db.executemany(
            "INSERT INTO held (target, path, etag, signature) VALUES (?, ?, ?, ?) ON CONFLICT (target, path) "
            "DO UPDATE SET etag = excluded.etag, signature = excluded.signature",
            ((target, path, etag, signature) for path, (etag, signature) in sorted(rows.items())),
        )

    def drop_held(self, target: str, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM held WHERE target = ? AND path = ?", ((target, path) for path in paths))


def _feed(row: tuple[Any, ...]) -> FeedRow:  # Any: what the columns hold
    was: tuple[str, ...] = ()
    if row[6] != "[]":
        import json

        was = tuple(json.loads(row[6]))
    updated = None if row[9] is None else moment(row[9])
    return FeedRow._make((*row[:6], was, *row[7:9], updated, *row[10:15], bool(row[15])))
