"""What is published now, read from the state by those who only read it: no file is made, changed or locked."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from publish.building.versions import Standing
from publish.errors import StoreError
from publish.runs import RunRow
from publish.stores.migrations import MIGRATIONS
from publish.stores.runs import SQLRuns
from publish.stores.sqlite import APPLICATION_ID
from publish.stores.versions import SQLVersions

_BUSY_SECONDS = 5.0
_TRIES = 20

T = TypeVar("T")
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
    return asked(path, lambda db: SQLVersions(db).standing(target))


def versions(path: Path, document: str) -> dict[str, bytes]:
    """The digests of the entries that the last versions of one document showed, by ETag. Raises StoreError."""
    return asked(path, lambda db: SQLVersions(db).of(document))


def last_run(path: Path) -> RunRow | None:
    """What the last run did. Raises StoreError where the state can't be read."""
    return asked(path, lambda db: SQLRuns(db).last())


def asked(path: Path, question: Callable[[sqlite3.Connection], T]) -> T:
    """What a connection that only reads says. Raises StoreError where the state can't be read, OSError."""
    for _ in range(_TRIES):
        # While nobody writes there is no file beside the state, and reading it as what never changes makes none
        # (https://www.sqlite.org/uri.html#uriimmutable). If someone began meanwhile, what was read may be torn.
        before = token(path)
        still = before[1] is None
        try:
            found = _answer(path, question, still=still)
        except sqlite3.Error as error:
            if still and token(path) != before:
                continue
            raise StoreError(f"{path}: the state can't be read ({error}).") from error
        if not still or token(path) == before:
            return found
    raise StoreError(f"{path}: the state is written again and again.")


def _answer(path: Path, question: Callable[[sqlite3.Connection], T], *, still: bool) -> T:
    mode = "mode=ro&immutable=1" if still else "mode=ro"
    db = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=_BUSY_SECONDS)
    try:
        owner = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if owner != APPLICATION_ID:
            raise StoreError(f"{path}: this is no state of Masthead's.")
        try:
            # Another Masthead's state is served too, as long as it says what is asked: an upgrade stops no server.
            return question(db)
        except sqlite3.OperationalError as error:
            if version == len(MIGRATIONS) or "no such" not in str(error):
                raise
            which = "a newer" if version > len(MIGRATIONS) else "an older"
            raise StoreError(
                f"{path}: written by {which} Masthead. Run masthead build with this one, then serve."
            ) from error
    finally:
        db.close()
