"""Promise 2, end to end: the same articles give the same bytes, wherever, whenever and however they are built."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from publish.testing import CONFIG

ROOT = Path(__file__).parents[1]
NEWSROOM = ROOT / "examples" / "newsroom"
REAL = ROOT.parent / "shared" / "articles"
NOW = 1795348800  # 2026-11-22 12:00 UTC

TOML = (
    CONFIG
    + """
[[feeds]]
path = "all"
limit = 30

[[feeds]]
path = "section/{section}"
per = "section"

[[feeds]]
path = "tag/{tag}"
per = "tag"
min = 1

[[feeds]]
path = "author/{author}"
per = "author"

[state]
ledger = "masthead.ids.jsonl"
"""
)
SECTIONS = ("China", "港聞", "Health & Environment", "../x")


def articles() -> dict[str, str]:
    """Path -> text: dated and undated, of several sections, tags and authors, some alike, some broken."""
    found = {}
    for number in range(48):
        values = {
            "title": f"Number {number}",
            "section": SECTIONS[number % 4],
            "tags": f"[t{number % 5}, T{number % 3}, é{number % 2}]",
            "author": f"Author {number % 7}",
        }
        if number % 3:
            values["date"] = f"2026-11-{number % 20 + 1:02}"
        if number == 17:
            values["date"] = "30 February 2026"
        head = "".join(f"{key}: {json.dumps(value) if key == 'section' else value}\n" for key, value in values.items())
        found[f"{number % 6}/n{number:02}.md"] = (
            f"---\n{head}---\n\nText [{number}](/x) & *more*.\n\n| a |\n|---|\n| b |\n"
        )
    rows = [{"title": f"Row {number}", "text": f"Row {number}.", "link": f"/row/{number}"} for number in range(5)]
    found["rows.jsonl"] = "\n".join(map(json.dumps, rows))
    found["copy.txt"] = "• World\n\nA headline\n\nBy Ann Ho and Ben Ng\n\nA paragraph.\n\nA boat. Photo: Handout\n"
    return found


def folder(root: Path, order: int = 0, mtime: int = 1_700_000_000) -> Path:
    """A publication whose files were made in some order, long ago."""
    names = sorted(articles())
    random.Random(order).shuffle(names)
    for number, name in enumerate(names):
        file = root / "articles" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(articles()[name], "utf-8")
        os.utime(file, (mtime, mtime + number))
    (root / "masthead.toml").write_text(TOML, "utf-8")
    return root


def build(root: Path, now: int = NOW, status: int = 1, **environment: str) -> dict[str, bytes]:
    """Every document, and the ledger. `status` 1: one article is broken."""
    run = subprocess.run(
        [sys.executable, "-m", "publish", "build"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(now), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == status, run.stdout + run.stderr
    return published(root)


def published(root: Path) -> dict[str, bytes]:
    files = [*sorted((root / "public").rglob("*")), *root.glob("masthead.ids.jsonl")]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files if file.is_file()}


def forget(root: Path) -> None:
    """Delete the state and touch every file."""
    shutil.rmtree(root / ".masthead")
    for file in (root / "articles").rglob("*"):
        os.utime(file, (1_750_000_000, 1_750_000_000))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once, in surroundings of its own."""
    root = folder(tmp_path_factory.mktemp("first"))
    build(root, PYTHONHASHSEED="1", TZ="Asia/Hong_Kong", LC_ALL="C.UTF-8")
    return root


OTHERS = {
    "hash seed, time zone and locale": {"PYTHONHASHSEED": "4242", "TZ": "America/Lima", "LC_ALL": "C"},
    "no UTF-8 anywhere": {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"},
    "a narrow terminal, optimised": {"COLUMNS": "20", "NO_COLOR": "1", "PYTHONOPTIMIZE": "2"},
}


@pytest.mark.parametrize("other", OTHERS)
def test_surroundings_change_nothing(other: str, first: Path, tmp_path: Path) -> None:
    """Another folder and other surroundings give the same bytes of every document and of the ledger."""
    assert build(folder(tmp_path / "a folder"), **OTHERS[other]) == published(first)


@pytest.mark.parametrize("order", [1, 2])
def test_the_order_of_files_changes_nothing(order: int, first: Path, tmp_path: Path) -> None:
    """Files made in another order, with other modification times and inodes, give the same bytes."""
    assert build(folder(tmp_path, order, 1_600_000_000 + order * 777)) == published(first)


def test_one_by_one_or_together(first: Path, tmp_path: Path) -> None:
    """Articles that come one after another in one moment, in any order, give the entries of those that come at once.

    Undated ones are dated in the order in which they came; so here all have a date of their own.
    """
    dated = {name: text for name, text in articles().items() if "date: 2026" in text}
    roots = [tmp_path / "together", tmp_path / "apart"]
    for root in roots:
        (root / "articles").mkdir(parents=True)
        (root / "masthead.toml").write_text(TOML, "utf-8")
    names = sorted(dated)
    random.Random(3).shuffle(names)
    for number, root in enumerate(roots):
        for name in names:
            file = root / "articles" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dated[name], "utf-8")
            os.utime(file, (1_700_000_000, 1_700_000_000))
            if number and name in names[::8]:
                build(root, status=0)
        build(root, status=0)
    together, apart = (
        {path: entries(data) for path, data in published(root).items() if path.endswith(".json")} for root in roots
    )
    assert apart == together


def entries(data: bytes) -> list[dict[str, Any]]:
    """The items of a JSON feed."""
    found: list[dict[str, Any]] = json.loads(data)["items"]
    return found


def test_a_ledger_is_enough(first: Path, tmp_path: Path) -> None:
    """The state deleted, every file touched, another folder, days later: with the ledger the bytes are identical."""
    root = Path(shutil.copytree(first, tmp_path / "moved"))
    forget(root)
    shutil.rmtree(root / "public")
    assert build(root, NOW + 5 * 86400) == published(first)


def test_a_ledger_is_enough_beside_the_documents(first: Path, tmp_path: Path) -> None:
    """The same where the documents are still there: not one of them is written again."""
    root = Path(shutil.copytree(first, tmp_path / "moved"))
    forget(root)
    before = {file: file.stat().st_mtime_ns for file in (root / "public").rglob("*") if file.is_file()}
    assert build(root, NOW + 5 * 86400) == published(first)
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_documents_are_enough_for_what_is_in_them(first: Path, tmp_path: Path) -> None:
    """Without a ledger every entry that is still in a document comes out as it was; what has left is dated anew."""
    root = Path(shutil.copytree(first, tmp_path / "moved"))
    forget(root)
    (root / "masthead.ids.jsonl").unlink()
    before = {path: data for path, data in published(first).items() if path.startswith("public")}
    after = build(root, NOW + 5 * 86400)
    assert {path: after[path] for path in before} == before


def test_what_has_left_every_document_is_dated_anew(tmp_path: Path) -> None:
    """Without a ledger the entries that documents still hold keep id and dates; how many are known again is said."""
    root = folder(tmp_path)
    toml = TOML.replace("limit = 30", "limit = 5").partition('[[feeds]]\npath = "section')[0]
    (root / "masthead.toml").write_text(toml, "utf-8")
    shown = {item["id"]: item for item in entries(build(root)["public/all.json"])}
    forget(root)
    later = build(root, NOW + 5 * 86400)
    after = {item["id"]: item for item in entries(later["public/all.json"])}
    assert shown.keys() & after.keys()
    assert {id: after[id] for id in shown if id in after} == {id: shown[id] for id in shown if id in after}


def test_a_second_loss_changes_nothing_either(first: Path, tmp_path: Path) -> None:
    """Found again from documents that were themselves found again: still the same bytes."""
    root = Path(shutil.copytree(first, tmp_path / "moved"))
    (root / "masthead.ids.jsonl").unlink()
    before = {path: data for path, data in published(root).items() if path.startswith("public")}
    for day in (1, 2):
        forget(root)
        (root / "masthead.ids.jsonl").unlink(missing_ok=True)
        after = build(root, NOW + day * 86400)
        assert {path: after[path] for path in before} == before


def test_a_clock_that_goes_back_changes_nothing(first: Path, tmp_path: Path) -> None:
    """A run whose clock is years behind writes no document and takes nothing back."""
    root = Path(shutil.copytree(first, tmp_path / "moved"))
    assert build(root, NOW - 3 * 365 * 86400) == published(first)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real articles are not beside this repository")
def test_real_articles(tmp_path: Path) -> None:
    """The newsroom and the real articles, in two folders and surroundings."""
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "99", "TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONUTF8": "0"},
    ]
    found = []
    for number, environment in enumerate(surroundings):
        root = tmp_path / str(number)
        shutil.copytree(NEWSROOM, root, ignore=shutil.ignore_patterns("public", ".masthead"))
        shutil.copytree(REAL, root / "articles" / "en" / "real")
        found.append(build(root, status=0, **environment))
    assert len(found[0]) > 80
    assert found[0] == found[1]
