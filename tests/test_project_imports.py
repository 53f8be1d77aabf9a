"""The three packages see of each other what they may, and the contract that says so notices when they don't."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("entries", "feeds", "publish")

pytest.importorskip("importlinter", reason="import-linter is not installed")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contract of the packages in a folder."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages in a folder of their own, to be spoilt."""
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_contract_is_kept() -> None:
    """No module imports what the contract in pyproject.toml forbids it."""
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("entries/text.py", "from feeds import model", "entries imports nothing of ours"),
        ("entries/model.py", "from publish import errors", "entries imports nothing of ours"),
        ("feeds/model.py", "from publish import outcome", "feeds knows nothing of publishing"),
        ("feeds/build.py", "from entries import complete", "feeds sees the values of entries"),
        ("publish/config.py", "from entries import complete", "only the run sees how things are read"),
        ("publish/targets/folder.py", "from feeds.formats import rss", "targets and stores see neither"),
        ("publish/stores/sqlite.py", "from entries.parsers import markdown", "targets and stores see neither"),
        ("publish/outcome.py", "import feedgen.feed", "feedgen is called in feeds.formats"),
        ("entries/model.py", "import sqlite3", "only stores speak SQL"),
    ],
)
def test_contract_notices(module: str, line: str, contract: str, copy: Path) -> None:
    """An import across a wall breaks the contract that names the wall."""
    path = copy / module
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n{line}\n", "utf-8")
    try:
        done = lint(copy)
    finally:
        path.write_text(before, "utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(contract in said and "BROKEN" in said for said in done.stdout.splitlines()), done.stdout
