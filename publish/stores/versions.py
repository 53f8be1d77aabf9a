"""The last versions of each document: where it is, what it is, and which entries it showed, in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from publish.building.versions import KEPT, Standing, Version

# One document for each row that a target holds; those written before versions were remembered have the dates of
# their feeds. A feed that has ended, and was not pruned, has its last document still.
_STANDING = """
    SELECT document.path, held.etag, document.format, feed.spec, feed.key, feed.path, version.url, version.media_type,
        coalesce(version.updated, feed.updated)
    FROM document JOIN feed USING (feed) JOIN held ON held.target = ? AND held.path = document.path
        LEFT JOIN version ON version.path = document.path AND version.etag = held.etag
    WHERE held.etag <> '' ORDER BY document.path"""


class SQLVersions:
    """Implements publish.store.Versions."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, versions: Iterable[Version]) -> None:
        versions = list(versions)
        self._db.executemany(
            "INSERT INTO version (path, etag, seq, url, media_type, updated, entries) VALUES (:path, :etag, "
            "(SELECT coalesce(max(seq), 0) + 1 FROM version WHERE path = :path), :url, :media_type, :updated, "
            ":entries) ON CONFLICT (path, etag) DO UPDATE SET seq = excluded.seq, url = excluded.url, "
            "media_type = excluded.media_type, updated = excluded.updated, entries = excluded.entries",
            (version._asdict() for version in versions),
        )
        self._db.executemany(
            "DELETE FROM version WHERE path = :path AND seq <= "
            "(SELECT max(seq) FROM version WHERE path = :path) - :kept",
            ({"path": version.path, "kept": KEPT} for version in versions),
        )

    def drop(self, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM version WHERE path = ?", ((path,) for path in paths))

    def drop_unpublished(self) -> None:
        self._db.execute("DELETE FROM version WHERE path NOT IN (SELECT path FROM document)")

    def of(self, path: str) -> dict[str, bytes]:
        return dict(self._db.execute("SELECT etag, entries FROM version WHERE path = ?", (path,)).fetchall())

    def standing(self, target: str) -> list[Standing]:
        return [Standing._make(row) for row in self._db.execute(_STANDING, (target,))]
