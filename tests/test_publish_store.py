"""The state: what it costs to ask it, and whose file it is."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.errors import StoreError
from publish.stores.migrations import MIGRATIONS
from publish.stores.sqlite import APPLICATION_ID, SQLiteStore

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Recording(sqlite3.Connection):
    """A connection that remembers every statement with its values."""

    asked: list[tuple[str, tuple[object, ...]]]

    def execute(self, sql: str, values: object = ()) -> sqlite3.Cursor:  # type: ignore[override]
        if hasattr(self, "asked"):
            self.asked.append((sql, tuple(values)))  # type: ignore[arg-type]
        return super().execute(sql, values)  # type: ignore[arg-type]


def test_no_question_of_a_run_looks_through_all_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cost follows the change: whatever a run asks for each article or at each start is answered by an index."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **named, factory=Recording))
    store = SQLiteStore(None)
    db = store._db
    assert isinstance(db, Recording)
    db.asked = []
    ledger, agenda = store.ledger, store.agenda
    ledger.by_id("a")
    ledger.by_key("s", "r", "")
    ledger.by_stem("s", "r")
    ledger.by_link("https://x.example/")
    ledger.by_title("A", NOW)
    ledger.of_ref("s", "r")
    ledger.waking(NOW)
    ledger.next_release(NOW)
    ledger.refs("s", "f")
    ledger.problem_since("s", "r", "", "code")
    agenda.members_of("a")
    agenda.window(1, 50)
    agenda.size(1, 3)
    agenda.fragments(["a"], "rss", "v", 1)
    agenda.due()
    asked, db.asked = db.asked, []
    for sql, values in asked:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        scans = [step for step in plan if step.startswith("SCAN") and "feed_due" not in step and "subquery" not in step]
        assert scans == [], (sql, plan)
        # The order of an index is no reason to look through it all.
        assert not any("entry_key" in step and "ref=?" not in step for step in plan), (sql, plan)
    store.close()


def test_the_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The file is made with mode 0600, for it holds what is not published."""
    SQLiteStore(tmp_path / "state.sqlite").close()
    assert stat.S_IMODE((tmp_path / "state.sqlite").stat().st_mode) == 0o600


def test_the_state_is_marked_as_ours(tmp_path: Path) -> None:
    """The SQLite file carries our application id and the number of migrations."""
    SQLiteStore(tmp_path / "state.sqlite").close()
    db = sqlite3.connect(tmp_path / "state.sqlite")
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    db.close()


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        ("CREATE TABLE mine (a)", "no state of Masthead's"),
        ("PRAGMA application_id = 7", "no state of Masthead's"),
        (f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 999", "newer Masthead"),
    ],
)
def test_a_state_that_is_not_ours_or_newer_is_left_alone(tmp_path: Path, prepare: str, message: str) -> None:
    """Another program's database and a newer state are refused and not touched."""
    path = tmp_path / "state.sqlite"
    db = sqlite3.connect(path)
    db.executescript(prepare)
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=message):
        SQLiteStore(path)
    assert path.read_bytes() == before


def test_a_copy_in_memory_changes_no_file(tmp_path: Path) -> None:
    """The state of an older program is brought up to date in the copy, and stays as it was on the disk."""
    path = tmp_path / "state.sqlite"
    db = sqlite3.connect(path)
    db.executescript(";".join([*MIGRATIONS[0], f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 1"]))
    db.close()
    before = path.read_bytes()
    copy = SQLiteStore(None, of=path)
    with copy.transaction():
        copy.ledger.set_meta("name", "value")
    assert copy.runs.last() is None
    copy.close()
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["state.sqlite"]


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    """A file that is no database is an error that says what to do."""
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be taken for one" * 20)
    with pytest.raises(StoreError, match="found again in the published documents"):
        SQLiteStore(path)


def test_two_may_make_the_state_at_once(tmp_path: Path) -> None:
    """A state that another process is making at this moment is taken for ours, and is made once."""
    for number in range(5):
        path, failed, together = tmp_path / str(number), list[Exception](), threading.Barrier(2)

        def make(path: Path = path, failed: list[Exception] = failed, together: threading.Barrier = together) -> None:
            together.wait(20)
            try:
                SQLiteStore(path).close()
            except Exception as error:
                failed.append(error)

        makers = [threading.Thread(target=make) for _ in range(2)]
        for maker in makers:
            maker.start()
        for maker in makers:
            maker.join(20)
        assert failed == []


def test_what_a_process_writes_stays_while_it_opens_the_state_once_more(tmp_path: Path) -> None:
    """Another process that comes and goes doesn't take a log away that is still written to by one with two stores."""
    path = tmp_path / "state.sqlite"
    passing = f"from pathlib import Path; from publish.stores.sqlite import SQLiteStore as S; S(Path({str(path)!r}))"
    command = [sys.executable, "-c", passing + ".close()"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    first, second = SQLiteStore(path), SQLiteStore(path)
    subprocess.run(command, env=environ, check=True)
    with first.transaction():
        first.ledger.set_meta("word", "kept")
    subprocess.run(command, env=environ, check=True)
    third = SQLiteStore(path)
    assert [store.ledger.meta("word") for store in (second, third)] == ["kept", "kept"]
    for store in (first, second, third):
        store.close()


def test_folders_below_one_are_no_folders_beside_it() -> None:
    """What merely begins with the same letters is another folder."""
    ledger = SQLiteStore(None).ledger
    folders = ("", "news", "news!", "news/a", "news/a/b", "news0", "newsroom")
    ledger.set_refs("desk", ((folder, f"{folder}/one.md", "1") for folder in folders))
    assert ledger.folders("desk", "news") == ["news/a", "news/a/b"]
    assert ledger.folders("desk") == list(folders)


def test_entries_are_counted_as_they_are() -> None:
    """The count that the database keeps follows every change of an entry, as if it were counted anew."""
    store = SQLiteStore(None)
    db = store._db
    row = "INSERT INTO entry VALUES (?, 'desk', ?, '', '', '', '', 0, 0, '', '', 1, ?, NULL, '{}')"
    db.executemany(row, [("a", "a", 1), ("b", "b", 1), ("c", "c", 0), ("d", "d", 0)])
    assert store.ledger.count() == (2, 2)
    db.execute("UPDATE entry SET live = 1 WHERE id = 'c'")
    db.execute("UPDATE entry SET present = 0 WHERE id = 'b'")
    db.execute("UPDATE entry SET source = 'wire' WHERE id = 'a'")
    store.ledger.forget("d")
    assert store.ledger.count() == (2, 0)
    assert store.ledger.count("wire") == (1, 0)
