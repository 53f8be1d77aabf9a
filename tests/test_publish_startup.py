"""A run that finds nothing to do costs next to nothing: it loads little and touches no file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFIGURATION = """\
[publication]
id = "tag:harbourpost.example,2026"
title = "The Harbour Post"
link = "https://harbourpost.example/"
feeds_url = "https://harbourpost.example/feeds/"

[[sources]]
path = "articles"
link = "https://harbourpost.example/{section}/{slug}"

[[feeds]]
path = "all"

[[feeds]]
path = "section/{section}"
per = "section"

[[targets]]
path = "public/feeds"
"""
BUILD = """\
import sys
from publish.cli import main
status = main([{arguments}])
print("\\n".join(sys.modules), file=sys.stderr)
sys.exit(status)
"""
# Part of the standard library, and heavier than all that a run without changes needs of it.
HEAVY = ("dataclasses", "inspect", "json", "hashlib", "logging", "shutil", "tempfile", "zoneinfo", "subprocess")
# What a run after one edit can do without: what feedgen would write, an earlier run has written in the same shape.
SPARED = ("feedgen", "lxml", "dateutil", "yaml", "inspect", "dataclasses", "zoneinfo", "uuid", "email", "xml.etree")


def build(folder: Path, *arguments: str) -> tuple[str, set[str]]:
    """What a build in a process of its own prints, and the modules it loaded."""
    code = BUILD.format(arguments=", ".join(map(repr, ("build", *arguments))))
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, set(done.stderr.split())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of two articles that was built and has not changed since."""
    folder = tmp_path_factory.mktemp("publication")
    (folder / "masthead.toml").write_text(CONFIGURATION, "utf-8")
    for section in ("china", "world"):
        article = folder / "articles" / section / "tour.md"
        article.parent.mkdir(parents=True)
        article.write_text(f"---\ntitle: Tour\ndate: 2026-11-20\nslug: {section}\n---\nA lab.\n", "utf-8")
        os.utime(article, (1_700_000_000, 1_700_000_000))
    build(folder)
    return folder


def test_no_library_is_loaded(published: Path) -> None:
    """Nothing but the standard library and our own modules is loaded by a run without changes."""
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    _, loaded = build(published)
    own = {name for name in loaded if name.partition(".")[0] in ("entries", "feeds", "publish")}
    foreign = {name.partition(".")[0] for name in loaded - own - set(bare.stdout.split())}
    # pathlib of Python 3.11 looks for Jython's os in "org.python.core".
    assert foreign - sys.stdlib_module_names - {"__main__", "org"} == set()


def test_nothing_heavy_is_loaded(published: Path) -> None:
    """Of the standard library only the light part is loaded, of ours neither parsers nor formats nor their values."""
    _, loaded = build(published)
    assert loaded.intersection(HEAVY) == set()
    work = ("entries.model", "feeds.model", "publish.ingesting.reading", "publish.building.printing")
    assert loaded.intersection(work) == set()
    assert [name for name in loaded if name.startswith(("entries.parsers.", "feeds.formats."))] == []


def test_nothing_is_written(published: Path) -> None:
    """A second run writes no document, and no modification time moves."""
    before = {path: path.stat().st_mtime_ns for path in (published / "public").rglob("*")}
    said, _ = build(published, "--json")
    assert json.loads(said)["documents"] == {"written": 0, "unchanged": len([p for p in before if p.is_file()])}
    assert {path: path.stat().st_mtime_ns for path in (published / "public").rglob("*")} == before


def test_an_edit_loads_little(published: Path, tmp_path: Path) -> None:
    """A run after one edit loads no part of the standard library that only other runs need."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    build(tmp_path)
    article = tmp_path / "articles" / "china" / "tour.md"
    article.write_text(article.read_text("utf-8") + "\nIt is open.\n", "utf-8")
    said, loaded = build(tmp_path, "--json")
    assert json.loads(said)["documents"]["written"] > 0
    assert loaded.intersection(SPARED) == set()
