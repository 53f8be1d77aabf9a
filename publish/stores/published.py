"""What is published now, read from the state by those who only read it. Nothing is written, not even a lock file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publish.errors import StoreError
from publish.stores.migrations import MIGRATIONS
from publish.stores.sqlite import APPLICATION_ID
from publish.stores.versions import SQLVersions
from publish.versions import Standing

_BUSY_SECONDS = 5.0

Token = tuple[object, ...]


def token(path: Path) -> Token:
    """What changes when the state may have: of the file, and of the one beside it that is written first.

    Raises StoreError while there is no state, OSError.
    """
    found: list[object] = []
    for name in (os.fspath(path), f"{path}-wal"):
        try:
            status = os.stat(name)
            found.append((status.st_ino, status.st_mtime_ns, status.st_size))
        except FileNotFoundError:
            found.append(None)
    if found[0] is None:
        raise StoreError(f"{path}: there is no state. Publish with masthead build; it is taken up at once.")
    return tuple(found)


def standing(path: Path, target: str) -> list[Standing]:
    """Every document that a target holds. Raises StoreError where the state can't be read."""
    with _opened(path) as versions:
        return versions.standing(target)


def versions(path: Path, document: str) -> dict[str, bytes]:
    """The digests of the entries that the last versions of one document showed, by ETag. Raises StoreError."""
    with _opened(path) as versions:
        return versions.of(document)


@contextmanager
def _opened(path: Path) -> Iterator[SQLVersions]:
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
        try:
            owner = db.execute("PRAGMA application_id").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if owner != APPLICATION_ID:
                raise StoreError(f"{path}: this is no state of Masthead's.")
            if version != len(MIGRATIONS):
                which = "a newer" if version > len(MIGRATIONS) else "an older"
                raise StoreError(f"{path}: written by {which} Masthead. Run masthead build with this one, then serve.")
            yield SQLVersions(db)
        finally:
            db.close()
    except sqlite3.Error as error:
        raise StoreError(f"{path}: the state can't be read ({error}).") from error
