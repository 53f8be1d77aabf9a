"""Killed at any moment: every published file is whole, and the next run finishes what was owed (promises 5 and 6)."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from publish.testing import Site

MOMENT = "1795348800"  # 2026-11-22 12:00 UTC
# Every system call by which a run changes files; "?" where an architecture lacks it.
CALLS = (
    "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "?rename", "renameat", "renameat2", "?unlink", "unlinkat",
    "?mkdir", "mkdirat", "utimensat", "fchmod",
)  # fmt: skip
STRACE = shutil.which("strace")


def command(site: Site) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": MOMENT, "PYTHONDONTWRITEBYTECODE": "1"}
    return [
        sys.executable,
        "-m",
        "publish",
        "build",
        "--quiet",
        "--config",
        str(site.root / "masthead.toml"),
    ], environment


def build(site: Site) -> None:
    argv, environment = command(site)
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def articles(site: Site, count: int, mark: str) -> None:
    for number in range(count):
        text = f"---\ntitle: Number {number}\ndate: 2026-11-{number % 20 + 1:02}\n---\nText {mark}. " + "word " * 200
        site.write(f"s{number % 3}/n{number:03}.md", text)


def assert_whole(site: Site, entries: range) -> None:
    """Every document in its place is complete; what is left of a killed run has a name of its own."""
    public = site.root / "public"
    for file in sorted(public.rglob("*")):
        if not file.is_file() or file.name.startswith(".masthead-"):
            continue
        data = file.read_bytes()
        if file.suffix in (".rss", ".atom", ".opml"):
            ElementTree.fromstring(data)
        elif file.suffix == ".json":
            json.loads(data)
        else:
            assert data.rstrip().endswith(b"</html>"), file
        if file.name == "all.atom":
            assert data.count(b"<entry") in entries, file


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """A hundred times SIGKILL somewhere in a run: files are whole each time, and the last run leaves nothing undone."""
    site = Site(tmp_path / "site")
    articles(site, 30, "first")
    build(site)
    argv, environment = command(site)
    started = time.monotonic()
    articles(site, 30, "timing")
    build(site)
    took = time.monotonic() - started
    chance = random.Random(20261122)
    killed = 0
    for number in range(100):
        articles(site, 30, f"edit {number}")
        process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.05, 1.0) * took)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        assert_whole(site, range(30, 31))
    assert killed > 30
    build(site)
    assert_whole(site, range(30, 31))
    text = site.read("all.atom")
    assert text.count("Text edit 99.") >= 30
    assert not list((site.root / "public").rglob(".masthead-*"))


@pytest.mark.slow
@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_killed_at_each_call_that_changes_a_file(tmp_path: Path) -> None:
    """Killed at the first such system call, then the second, and so on: always whole, and the next run completes."""
    assert STRACE is not None
    before, expected = Site(tmp_path / "before"), Site(tmp_path / "expected")
    for site in (before, expected):
        articles(site, 3, "first")
        build(site)
        articles(site, 4, "second")
    build(expected)
    wanted = expected.published()
    calls = ",".join(CALLS)
    number, ended = 0, False
    while not ended:
        number += 1
        site = Site(tmp_path / "site")
        shutil.rmtree(site.root)
        shutil.copytree(before.root, site.root)
        argv, environment = command(site)
        inject = f"--inject={calls}:signal=SIGKILL:when={number}"
        done = subprocess.run(
            [STRACE, "-f", "-qq", "-o", "/dev/null", f"--trace={calls}", inject, *argv],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        ended = done.returncode == 0
        assert ended or done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), done.stderr
        assert_whole(site, range(3, 5))
        build(site)
        assert site.published() == wanted, f"after call {number}"
    assert number > 30


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_every_document_is_fsynced_before_its_rename_and_its_folder_after(tmp_path: Path) -> None:
    """Durable before visible: fsync of the file, rename, fsync of the folder, in this order (robustness)."""
    assert STRACE is not None
    site = Site(tmp_path / "site")
    articles(site, 3, "first")
    argv, environment = command(site)
    log = tmp_path / "trace"
    subprocess.run(
        [STRACE, "-f", "-y", "-qq", "-o", str(log), "--trace=fsync,fdatasync,?rename,renameat,renameat2", *argv],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    synced: set[str] = set()
    renamed: set[str] = set()
    pending: set[str] = set()
    for line in log.read_text().splitlines():
        if found := re.search(r"f(?:data)?sync\(\d+<([^>]*)>", line):
            synced.add(found[1])
            pending.discard(found[1])
        elif found := re.search(r'rename\w*\(.*?"([^"]*)".*?"([^"]*)"', line):
            source, target = found[1], found[2]
            assert source in synced, line
            renamed.add(target)
            pending.add(os.path.dirname(target))
    public = str(site.root / "public")
    assert {path for path in renamed if path.startswith(public)} == {f"{public}/{path}" for path in site.published()}
    assert pending == set()
