"""The state in one SQLite file: what is remembered, and what is due."""

from __future__ import annotations

import os
import sqlite3
from _thread import allocate_lock  # threading takes a run that finds nothing to do a millisecond
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from publish.errors import StoreError, StoreUnwritable
from publish.stores.agenda import SQLAgenda
from publish.stores.ledger import SQLLedger
from publish.stores.migrations import MIGRATIONS

if TYPE_CHECKING:
    from publish.stores.history import SQLHistory
    from publish.stores.owed import SQLOwed
    from publish.stores.runs import SQLRuns
    from publish.stores.versions import SQLVersions

# "Mast" in ASCII: `file` and other tools tell our database by it (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x4D617374
BUSY_SECONDS = 30.0
# No thread of ours has a connection to a state while another closes the file that it made.
_MAKING = allocate_lock()
# What the disk is to blame for, and not the file on it (https://www.sqlite.org/rescode.html).
_DISK = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})


class SQLiteStore:
    """Ledger, agenda and what is owed in one file, or in memory for `path=None`. Used by one thread.

    `busy` is how many seconds to wait for another process that writes. In memory it begins empty, or as a copy of
    the state at `of`, which is only read: to see what a run would do.

    Raises StoreError when the file belongs to someone else, is damaged or newer than this program, and
    StoreUnwritable when the disk is full or may not be written to.
    """

    def __init__(self, path: Path | None, busy: float = BUSY_SECONDS, of: Path | None = None) -> None:
        self.path = path or of
        try:
            self._db = self._open(path, busy)
            if of is not None:
                from publish.stores.published import asked

                asked(of, lambda state: state.backup(self._db))
            version = self._ours()
            self._prepare()
            self._migrate(version)
        except sqlite3.Error as error:
            if _is_of_disk(error):
                raise self._unwritable(error) from error
            raise StoreError(
                f"{path}: the state can't be used ({error}). Restore it, or remove it: "
                "ids and dates are then found again in the published documents."
            ) from error
        self.ledger = SQLLedger(self._db)
        self.agenda = SQLAgenda(self._db)

    @property
    def versions(self) -> SQLVersions:
        """The last versions of documents: only a run that writes some needs them."""
        from publish.stores.versions import SQLVersions

        return SQLVersions(self._db)

    @property
    def owed(self) -> SQLOwed:
        """What hubs have not been told yet. Most runs have none to tell, so it loads when it is asked for."""
        from publish.stores.owed import SQLOwed

        return SQLOwed(self._db)

    @property
    def runs(self) -> SQLRuns:
        """What earlier runs did; as rarely asked for."""
        from publish.stores.runs import SQLRuns

        return SQLRuns(self._db)

    @property
    def history(self) -> SQLHistory:
        """Archive pages and tombstones. Few feeds have any, so it loads when it is asked for."""
        from publish.stores.history import SQLHistory

        return SQLHistory(self._db)

    @staticmethod
    def _open(path: Path | None, busy: float) -> sqlite3.Connection:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make(path)
        return sqlite3.connect(":memory:" if path is None else path, timeout=busy, isolation_level=None)

    def _ours(self) -> int:
        """How many migrations the state has had; asked before anything is changed in a file that may not be ours."""
        # At one moment: another process may be making the tables.
        self._db.execute("BEGIN")
        owner = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._version()
        foreign = owner not in (0, APPLICATION_ID) or (owner == 0 and self._has_tables())
        self._db.execute("COMMIT")
        if foreign:
            raise StoreError(f"{self.path}: this is no state of Masthead's. Name another file in [state] path.")
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self.path}: written by a newer Masthead. Upgrade this one, or name another in [state] path."
            )
        return version

    def _prepare(self) -> None:
        # A third of the system calls that 4 KB pages take.
        self._db.execute("PRAGMA page_size = 8192")
        self._write_ahead()
        # With "normal" a power cut loses a committed id whose document was already seen.
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA temp_store = MEMORY")
        self._db.execute("PRAGMA cache_size = -32768")

    def _write_ahead(self) -> None:
        for _ in range(9):
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
            # Another process is making the state. This waits for it, which changing the mode never does.
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("COMMIT")
        self._db.execute("PRAGMA journal_mode = WAL")

    def _migrate(self, version: int) -> None:
        for number, statements in enumerate(MIGRATIONS[version:], version + 1):
            with self.transaction():
                if self._version() >= number:  # another process was faster
                    continue
                for statement in statements:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _has_tables(self) -> bool:
        return self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Raises StoreError when another process keeps the state locked."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if _is_of_disk(error):
                raise self._unwritable(error) from error
            raise StoreError(f"{self.path}: locked by another process ({error}).") from error
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:  # a full disk has SQLite roll back by itself
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and _is_of_disk(error):
                raise self._unwritable(error) from error
            raise

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def _unwritable(self, error: sqlite3.Error) -> StoreUnwritable:
        return StoreUnwritable(
            f"{self.path}: the state can't be written ({error}). Make room, or let it be written; it is as it was, and "
            "the next run goes on from there."
        )


def _make(path: Path) -> None:
    """Made by us and not by SQLite, so that it is never readable by others, not even for a moment.

    A state that is there is not even opened: closing a file cancels every POSIX lock that this process has on it
    (https://www.sqlite.org/howtocorrupt.html, section 2.2). Another process would then take away the write-ahead log
    that a connection of ours still writes to.
    """
    with _MAKING, suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _is_of_disk(error: sqlite3.Error) -> bool:
    # The lowest byte is the kind of error, the rest says more of it.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DISK
