"""The folder target: whole documents, safe on disk, below the root, and nobody else's file touched."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import Document
from publish.errors import ForeignFile, TargetUnavailable
from publish.targets.folder import FolderTarget

UPDATED = datetime(2026, 2, 28, 9, 30, tzinfo=UTC)


def document(path: str, body: bytes = b"new", updated: datetime = UPDATED) -> Document:
    return Document(path=path, url=f"https://h.example/{path}", media_type="x/y", body=body, etag="e", updated=updated)


def target(root: Path) -> FolderTarget:
    return FolderTarget(name="public", root=root, shown="public")


def temporaries(root: Path) -> list[str]:
    return [path.name for path in root.rglob("*") if path.name.endswith(".tmp")]


def test_documents_are_written(tmp_path: Path) -> None:
    """The root and folders are made, the bytes and the document's own date are there."""
    root = tmp_path / "site/public"
    target(root).put([document("all.rss", b"one"), document("section/china.rss", b"two")])
    assert (root / "all.rss").read_bytes() == b"one"
    assert (root / "section/china.rss").read_bytes() == b"two"
    assert (root / "all.rss").stat().st_mtime_ns == int(UPDATED.timestamp()) * 10**9
    assert temporaries(root) == []


def test_the_mode_is_0644_less_the_umask(tmp_path: Path) -> None:
    """A web server may read them unless the umask says otherwise."""
    before = os.umask(0o022)
    try:
        target(tmp_path).put([document("a.rss")])
        os.umask(0o077)
        target(tmp_path).put([document("b.rss")])
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a.rss", "b.rss")] == [0o644, 0o600]


def test_signatures_are_those_that_put_returned(tmp_path: Path) -> None:
    """Until somebody changes, replaces or removes the file."""
    folder = target(tmp_path)
    put = folder.put([document("all.rss"), document("section/china.rss"), document("b.rss")])
    assert folder.signatures([*put, "none.rss", "nowhere/none.rss"]) == put
    (tmp_path / "all.rss").write_bytes(b"their")
    (tmp_path / "section/china.rss").unlink()
    now = folder.signatures(list(put))
    assert now["all.rss"] != put["all.rss"]
    assert "section/china.rss" not in now
    assert now["b.rss"] == put["b.rss"]


def test_whatever_stands_at_a_path_is_seen(tmp_path: Path) -> None:
    """A link that leads nowhere and a folder have signatures, and read as no document of ours."""
    (tmp_path / "link.rss").symlink_to("nowhere")
    (tmp_path / "folder.rss").mkdir()
    os.mkfifo(tmp_path / "pipe.rss")
    paths = ["folder.rss", "link.rss", "pipe.rss"]
    assert sorted(target(tmp_path).signatures(paths)) == paths
    assert [target(tmp_path).read(path) for path in (*paths, "none.rss", "none/none.rss")] == [
        b"",
        b"",
        b"",
        None,
        None,
    ]


def test_read_gives_the_bytes(tmp_path: Path) -> None:
    """As they are on disk."""
    target(tmp_path).put([document("section/a.rss", b"\xff\x00")])
    assert target(tmp_path).read("section/a.rss") == b"\xff\x00"


def test_the_listing_is_everything(tmp_path: Path) -> None:
    """Sorted, other people's files and links too, but no temporaries; folders behind links are not entered."""
    target(tmp_path).put([document("section/a.rss"), document("all.rss")])
    (tmp_path / "index.xml").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / ".masthead-1-1.tmp").write_text("x")
    assert list(target(tmp_path).listing()) == ["all.rss", "index.xml", "link", "section/a.rss"]
    assert list(target(tmp_path / "none").listing()) == []


def test_deleted_documents_are_gone(tmp_path: Path) -> None:
    """An absent one is no error."""
    target(tmp_path).put([document("section/a.rss"), document("b.rss")])
    target(tmp_path).delete(["section/a.rss", "none.rss", "nowhere/none.rss"])
    assert list(target(tmp_path).listing()) == ["b.rss"]


@pytest.mark.parametrize("path", ["../x.rss", "a/../../x.rss", "/x.rss", "a//x.rss", "", "a/./x.rss", "x\0.rss"])
def test_no_path_leads_out(tmp_path: Path, path: str) -> None:
    """Nothing is written, read or deleted outside the root."""
    folder = target(tmp_path / "public")
    with pytest.raises(TargetUnavailable):
        folder.put([document("fine.rss"), document(path)])
    with pytest.raises(TargetUnavailable):
        folder.read(path)
    with pytest.raises(TargetUnavailable):
        folder.delete([path])
    assert sorted(path.name for path in tmp_path.rglob("*.rss")) == []


def test_no_link_leads_out(tmp_path: Path) -> None:
    """A folder in the target that is a link to elsewhere is refused; one that stays inside is not."""
    root, outside = tmp_path / "public", tmp_path / "outside"
    outside.mkdir()
    (outside / "a.rss").write_text("theirs")
    (root / "real").mkdir(parents=True)
    (root / "out").symlink_to(outside)
    (root / "in").symlink_to("real")
    with pytest.raises(TargetUnavailable, match="leads out"):
        target(root).put([document("out/a.rss")])
    target(root).delete(["out/a.rss"])
    assert (outside / "a.rss").read_text() == "theirs"
    target(root).put([document("in/a.rss")])
    assert (root / "real/a.rss").read_bytes() == b"new"


def test_a_link_at_a_documents_place_is_replaced_not_followed(tmp_path: Path) -> None:
    """What it pointed to stays as it is."""
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "public").mkdir()
    (tmp_path / "public/a.rss").symlink_to(tmp_path / "theirs")
    target(tmp_path / "public").put([document("a.rss")])
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert not (tmp_path / "public/a.rss").is_symlink()


@pytest.mark.parametrize("path", ["All.rss", "Section/x.rss"])
def test_names_that_differ_only_in_capitals_are_refused(tmp_path: Path, path: str) -> None:
    """On many systems they are one file."""
    folder = target(tmp_path)
    folder.put([document("all.rss"), document("section/a.rss")])
    with pytest.raises(ForeignFile, match="capitals"):
        folder.put([document(path)])
    with pytest.raises(ForeignFile, match="capitals"):
        target(tmp_path / "other").put([document("b.rss"), document("B.rss")])
    assert list(folder.listing()) == ["all.rss", "section/a.rss"]


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """By the next one that writes there; nobody else's temporaries are."""
    (tmp_path / "section").mkdir()
    for name in (".masthead-7-0.tmp", "section/.masthead-7-1.tmp", "theirs.tmp"):
        (tmp_path / name).write_text("half")
    target(tmp_path).put([document("section/a.rss")])
    assert temporaries(tmp_path) == ["theirs.tmp"]


def failing(call: Callable[..., object], at: int, number: int) -> Callable[..., object]:
    """`call`, but for its `at`th time, which fails with an errno."""
    calls = iter(range(1, 10**6))

    def once(*args: object, **more: object) -> object:
        if next(calls) == at:
            raise OSError(number, os.strerror(number))
        return call(*args, **more)

    return once


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("name", ["open", "write", "utime", "fsync", "rename"])
def test_a_failing_disk_leaves_whole_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int, number: int
) -> None:
    """Wherever it fails, each document is the whole old or the whole new one and no temporary is left."""
    paths = ["a.rss", "b.rss", "section/c.rss"]
    target(tmp_path).put([document(path, b"old") for path in paths])
    with monkeypatch.context() as patch:
        patch.setattr(os, name, failing(getattr(os, name), at, number))
        with pytest.raises(TargetUnavailable, match=re.escape(os.strerror(number))):
            target(tmp_path).put([document(path) for path in paths])
    assert {(tmp_path / path).read_bytes() for path in paths} <= {b"old", b"new"}
    assert temporaries(tmp_path) == []
    assert sorted(target(tmp_path).listing()) == paths


def test_short_writes_are_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that takes only a part is followed by others."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data[:7])))
    target(tmp_path).put([document("a.rss", b"0123456789" * 9)])
    assert (tmp_path / "a.rss").read_bytes() == b"0123456789" * 9


def test_an_interrupt_leaves_no_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is not an error of the target, and cleans up like one."""

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        target(tmp_path).put([document("a.rss")])
    assert temporaries(tmp_path) == []


def test_a_root_that_is_a_file(tmp_path: Path) -> None:
    """Every method says so; nothing is harmed."""
    (tmp_path / "public").write_text("theirs")
    folder = target(tmp_path / "public")
    with pytest.raises(TargetUnavailable, match="Not a directory"):
        folder.put([document("a.rss")])
    with pytest.raises(TargetUnavailable, match="Not a directory"):
        list(folder.listing())
    assert folder.read("a.rss") is None
    assert (tmp_path / "public").read_text() == "theirs"


def test_a_file_size_limit(tmp_path: Path) -> None:
    """A real limit of the kernel's: the old document stays."""
    program = """
        import resource, sys
        sys.path[:0] = sys.argv[2:]
        from datetime import UTC, datetime
        from pathlib import Path
        from feeds.model import Document
        from publish.errors import TargetUnavailable
        from publish.targets.folder import FolderTarget
        def put(body):
            FolderTarget(name="p", root=Path(sys.argv[1]), shown="public").put([Document(
                path="a.rss", url="u", media_type="m", body=body, etag="e", updated=datetime(2026, 1, 1, tzinfo=UTC))])
        put(b"old")
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            put(b"x" * 5000)
        except TargetUnavailable as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path), *sys.path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == ("public/: not writable (File too large). Every document there is whole, old or new.\n"), (
        done.stderr
    )
    assert (tmp_path / "a.rss").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "a.rss"]


def test_every_file_is_fsynced_before_its_rename_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name is changed while anything is unwritten, and folders that were made are fsynced by name too."""
    events: list[tuple[str, int | str]] = []
    fsync, rename = os.fsync, os.rename

    def record_fsync(descriptor: int) -> None:
        fsync(descriptor)
        events.append(("fsync", os.fstat(descriptor).st_ino))

    def record_rename(source: str, path: str) -> None:
        events.append(("rename", os.stat(source).st_ino))
        rename(source, path)

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(os, "rename", record_rename)
    root = tmp_path / "site/public"
    target(root).put([document("all.rss"), document("section/a.rss"), document("section/b.rss")])
    files = [(root / path).stat().st_ino for path in ("all.rss", "section/a.rss", "section/b.rss")]
    folders = [path.stat().st_ino for path in (tmp_path, tmp_path / "site", root, root / "section")]
    assert events[:3] == [("fsync", file) for file in files]
    assert events[3:6] == [("rename", file) for file in files]
    assert sorted(events[6:]) == sorted(("fsync", folder) for folder in folders)


def test_more_documents_than_may_be_open_at_once(tmp_path: Path) -> None:
    """The number of open files stays small."""
    folder = target(tmp_path)
    signatures = folder.put([document(f"tag/{number}.rss", b"%d" % number) for number in range(300)])
    assert (tmp_path / "tag/299.rss").read_bytes() == b"299"
    assert folder.signatures(list(signatures)) == signatures


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
@pytest.mark.parametrize("at", [2, 4])
def test_killed_at_a_system_call(tmp_path: Path, call: str, at: int) -> None:
    """Killed for good in the middle: every document is whole, and the next run leaves nothing of it."""
    paths = ["a.rss", "b.rss", "c.rss", "d.rss"]
    target(tmp_path).put([document(path, b"old" * 1000) for path in paths])
    program = """
        import sys
        sys.path[:0] = sys.argv[2:]
        from datetime import UTC, datetime
        from pathlib import Path
        from feeds.model import Document
        from publish.targets.folder import FolderTarget
        day = datetime(2026, 1, 1, tzinfo=UTC)
        FolderTarget(name="p", root=Path(sys.argv[1])).put([
            Document(path=path, url="u", media_type="m", body=b"new" * 1000, etag="e", updated=day)
            for path in ("a.rss", "b.rss", "c.rss", "d.rss")
        ])
    """
    names = "rename,renameat,renameat2" if call == "rename" else call
    done = subprocess.run(
        ["strace", "-f", "-o", os.devnull, "-e", f"trace={names}", "-e", f"inject={names}:signal=KILL:when={at}",
         sys.executable, "-B", "-c", textwrap.dedent(program), str(tmp_path), *sys.path],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode not in (-signal.SIGKILL, 128 + signal.SIGKILL):
        pytest.skip("this system lets no process be traced")
    for path in paths:
        assert (tmp_path / path).read_bytes() in (b"old" * 1000, b"new" * 1000)
    target(tmp_path).put([document("a.rss", b"next")])
    assert temporaries(tmp_path) == []
