"""Compressed neighbours: beside every document, right after it, and never in the place of somebody else's file."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from publish.errors import ForeignFile, TargetUnavailable
from publish.testing import CONFIG, Site

brotli: Any = pytest.importorskip("brotli")

BOTH = CONFIG.replace('path = "public"', 'path = "public"\ncompress = ["gzip", "br"]')
TOUR = "---\ntitle: {title}\ndate: 2026-11-20\nslug: tour\n---\nA lab. {text}\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A published article, with both kinds of neighbours."""
    site = Site(tmp_path / "site", BOTH)
    edit(site, "Tour")
    site.build()
    return site


def edit(site: Site, title: str, text: str = "") -> None:
    site.write("china/tour.md", TOUR.format(title=title, text=text))
    site.now += timedelta(hours=1)


def plain(published: dict[str, bytes]) -> dict[str, bytes]:
    """The documents without their neighbours, each of which is checked to hold its document."""
    documents = {path: data for path, data in published.items() if not path.endswith((".gz", ".br"))}
    for path, data in documents.items():
        assert gzip.decompress(published[path + ".gz"]) == data
        assert brotli.decompress(published[path + ".br"]) == data
    assert len(published) == 3 * len(documents)
    return documents


def files(site: Site) -> dict[str, tuple[int, ...]]:
    """What a build may not touch when nothing changed."""
    return {
        path: (status.st_mtime_ns, status.st_ino, status.st_ctime_ns)
        for path in site.published()
        if (status := (site.root / "public" / path).stat())
    }


def test_every_document_has_both(site: Site) -> None:
    """The page and the list of feeds too; with the document's own modification time."""
    published = site.published()
    assert {"all.rss", "section/china.json", "feeds.html", "feeds.opml"} <= plain(published).keys()
    for path in plain(published):
        times = {(site.root / "public" / (path + end)).stat().st_mtime_ns for end in ("", ".gz", ".br")}
        assert len(times) == 1


def test_the_same_document_is_compressed_to_the_same_bytes(site: Site) -> None:
    """Neither a time nor a name is in the gzip header (RFC 1952, section 2.3)."""
    before = site.published()
    assert all(data[3:8] == b"\0\0\0\0\0" for path, data in before.items() if path.endswith(".gz"))
    shutil.rmtree(site.root / "public")
    site.build()
    assert site.published() == before


def test_nothing_changed_and_nothing_is_touched(site: Site) -> None:
    """Neither a document nor a neighbour."""
    before = files(site)
    assert site.build().written == 0
    assert files(site) == before


def test_a_run_without_changes_loads_nothing_for_them(site: Site) -> None:
    """It only looks whether they are still there."""
    code = "import sys; from publish.cli import main; main(['build', '--quiet']); print(*sys.modules)"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site.root, env=environ, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "publish.building.deliver" in loaded
    assert {"publish.building.neighbours", "publish.building.printing", "concurrent.futures", "gzip"}.isdisjoint(loaded)


def test_an_edit_changes_all_three(site: Site) -> None:
    """Of the documents that show it."""
    before = site.published()
    edit(site, "Another tour")
    site.build()
    after = plain(site.published())
    assert b"Another tour" in after["all.rss"]
    assert [path for path in after if after[path] != before[path]]


def test_withdrawn_text_is_in_no_neighbour(site: Site) -> None:
    """What is taken back leaves the compressed documents as well."""
    edit(site, "Tour", "Secret words.")
    site.build()
    assert b"Secret words." in plain(site.published())["all.rss"]
    site.write("china/tour.md", "---\ntitle: Tour\ndate: 2026-11-20\nslug: tour\nstatus: withdrawn\n---\nSecret words.")
    site.build()
    assert not any(b"Secret words." in data for data in plain(site.published()).values())


@pytest.mark.parametrize(("compress", "left"), [("", set()), ('\ncompress = "br"', {".br"})])
def test_switched_off_ours_are_removed(site: Site, compress: str, left: set[str]) -> None:
    """By the next run, and no file of anybody else."""
    documents = plain(site.published())
    (site.root / "public/theirs.rss.gz").write_bytes(b"theirs")
    (site.root / "public/all.rss.gz").write_bytes(b"replaced by hand")
    site.configure(CONFIG.replace('path = "public"', f'path = "public"{compress}'))
    site.build()
    expected = {path + end for path in documents for end in ("", *left)} | {"theirs.rss.gz", "all.rss.gz"}
    assert set(site.published()) == expected
    assert site.published()["all.rss.gz"] == b"replaced by hand"
    assert site.build().written == 0


def test_switched_on_later_every_document_gets_them(tmp_path: Path) -> None:
    """Although no document changed, and without another modification time."""
    site = Site(tmp_path)
    edit(site, "Tour")
    site.build()
    before = {path: (site.root / "public" / path).stat().st_mtime_ns for path in site.published()}
    site.configure(BOTH)
    site.build()
    assert plain(site.published()).keys() == before.keys()
    assert {path: (site.root / "public" / path).stat().st_mtime_ns for path in before} == before


def test_a_foreign_file_is_not_replaced(tmp_path: Path) -> None:
    """It is named with what to do; one that another program made of a document of ours is taken over."""
    site = Site(tmp_path)
    edit(site, "Tour")
    site.build()
    (tmp_path / "public/all.atom.gz").write_bytes(gzip.compress(site.read("all.atom").encode()))
    (tmp_path / "public/all.rss.gz").write_bytes(gzip.compress(b"<rss>theirs</rss>"))
    site.configure(BOTH)
    with pytest.raises(ForeignFile, match=r"all\.rss\.gz was not written by Masthead"):
        site.build()
    assert gzip.decompress((tmp_path / "public/all.rss.gz").read_bytes()) == b"<rss>theirs</rss>"
    site.build(adopt_files=(str(tmp_path / "public/all.rss.gz"),))
    plain(site.published())


def test_after_a_loss_of_state_they_go_on(site: Site) -> None:
    """They are known for ours again by what is in them, and can be switched off."""
    before = site.published()
    for file in (site.root / ".masthead").iterdir():
        file.unlink()
    site.build()
    assert site.published() == before
    site.configure(CONFIG)
    site.build()
    assert not [path for path in site.published() if path.endswith((".gz", ".br"))]


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 9])
def test_a_rename_that_fails_leaves_whole_files(site: Site, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Each file is the old or the new one, and after the next run no neighbour is older than its document."""
    before = site.published()
    edit(site, "Another tour")
    rename, calls = os.rename, iter(range(1, 10**6))

    def fails_once(source: str, path: str) -> None:
        if next(calls) == at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rename(source, path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", fails_once)
        with pytest.raises(TargetUnavailable):
            site.build()
    between = site.published()
    for path, data in between.items():
        if path.endswith(".gz"):
            assert zlib.decompress(data, wbits=31)
    site.build()
    after = plain(site.published())
    assert all(between[path] in (before[path], after[path]) for path in after)
    assert site.build().written == 0


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("at", [1, 2, 5, 8, 12])
def test_killed_between_renames(site: Site, at: int) -> None:
    """For good, also where compression is switched off next: no old neighbour stays beside a new document."""
    edit(site, "Another tour")
    names = "rename,renameat,renameat2"
    command = ["strace", "-f", "-o", os.devnull, "-e", f"trace={names}", "-e", f"inject={names}:signal=KILL:when={at}"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command += [sys.executable, "-B", "-m", "publish", "build"]
    done = subprocess.run(command, cwd=site.root, env=environ, capture_output=True, check=False)
    if done.returncode not in (-signal.SIGKILL, 128 + signal.SIGKILL):
        pytest.skip("this system lets no process be traced")
    if at % 2:
        site.configure(CONFIG)
        site.build()
        assert not [path for path in site.published() if path.endswith((".gz", ".br"))]
    site.configure(BOTH)
    site.build()
    assert "Another tour" in plain(site.published())["all.rss"].decode()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB of one's own, which only root may have."""
    folder = tmp_path / "site/public"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_disk_that_is_full_or_read_only(tmp_path: Path, disk: Path, fault: str) -> None:
    """Every file is whole, old or new, nothing is left behind, and the next run completes."""
    site = Site(tmp_path / "site", BOTH)
    edit(site, "Tour")
    site.build()
    before = plain(site.published())
    edit(site, "Another tour", os.urandom(20_000).hex())
    if fault == "read-only":
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    reason = "No space left" if fault == "full" else "Read-only file system"
    with pytest.raises(TargetUnavailable, match=reason):
        site.build()
    assert plain(site.published()) == before
    subprocess.run(["mount", "-o", "remount,rw,size=16m", str(disk)], check=True)
    site.build()
    assert "Another tour" in plain(site.published())["all.rss"].decode()
    assert site.build().written == 0
