"""One run at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from publish.errors import Locked, StoreError
from publish.lock import hold, network_filesystem

NOW = datetime(2026, 11, 22, 9, 20, tzinfo=timezone(timedelta(hours=8)))

HOLDER = """
    import sys, time
    sys.path[:0] = sys.argv[2:]
    from datetime import datetime
    from pathlib import Path
    from publish.lock import hold
    with hold(Path(sys.argv[1]), 0, now=datetime.fromisoformat("2026-11-22T01:15:00+00:00"), sleep=time.sleep):
        print("held", flush=True)
        sys.stdin.read()
"""


def never(seconds: float) -> None:
    raise AssertionError("waited")


def start_holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER), str(path), *sys.path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def stop(process: subprocess.Popen[str]) -> None:
    process.communicate()


def test_a_second_run_leaves_everything_to_the_first(tmp_path: Path) -> None:
    """It names the holder, in its own time zone, after having waited as long as it was told to."""
    path = tmp_path / "lock"
    process = start_holder(path)
    slept: list[float] = []
    try:
        with pytest.raises(Locked) as caught, hold(path, 60, now=NOW, sleep=slept.append):
            pass
    finally:
        stop(process)
    assert str(caught.value) == (
        f"Another masthead (pid {process.pid}, since 09:15) is publishing here; waited 60 s, left everything to it."
    )
    assert caught.value.status == 4
    assert sum(slept) == pytest.approx(60)


def test_another_day_is_named(tmp_path: Path) -> None:
    """A run that hangs since yesterday does not look like one of today."""
    process = start_holder(tmp_path / "lock")
    try:
        with (
            pytest.raises(Locked, match=r"since 22 Nov 01:15\) is publishing here; left"),
            hold(tmp_path / "lock", 0, now=datetime(2026, 11, 23, tzinfo=UTC), sleep=never),
        ):
            pass
    finally:
        stop(process)


def test_the_lock_is_taken_when_it_is_freed(tmp_path: Path) -> None:
    """Waiting ends as soon as the holder does."""
    process = start_holder(tmp_path / "lock")
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        stop(process)

    with hold(tmp_path / "lock", 60, now=NOW, sleep=sleep):
        assert len(slept) == 1


def test_a_killed_holder_stops_nobody(tmp_path: Path) -> None:
    """The kernel frees the lock of a process that is no more."""
    process = start_holder(tmp_path / "lock")
    process.send_signal(signal.SIGKILL)
    stop(process)
    with hold(tmp_path / "lock", 0, now=NOW, sleep=never):
        pass


def test_one_run_after_the_other(tmp_path: Path) -> None:
    """The file stays, private and empty; folders above it are made."""
    path = tmp_path / "state/lock"
    for _ in range(2):
        with hold(path, 0, now=NOW, sleep=never):
            assert path.read_text() == f"{os.getpid()} 2026-11-22T09:20:00+08:00\n"
    assert path.read_bytes() == b""
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_lock_that_can_not_be_made(tmp_path: Path) -> None:
    """A file in the way of its folder, or a link in its own place, is an error of the state."""
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("file")
    for path in (tmp_path / "file/lock", tmp_path / "link"):
        with pytest.raises(StoreError, match="can't be made"), hold(path, 0, now=NOW, sleep=never):
            pass


MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /export rw - nfs4 server:/export rw,vers=4.2
31 30 0:41 / /export/press/local rw - ext4 /dev/vdb rw
32 22 0:42 / /var/press\040room rw,relatime shared:5 master:2 - cifs //server/press rw
33 22 0:43 / /over rw - nfs server:/x rw
34 33 0:44 / /over rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/state", None),
        ("/export/press/site/.masthead", "nfs4"),
        ("/exported/.masthead", None),
        ("/export/press/local/site", None),
        ("/var/press room/site", "cifs"),
        ("/over/site", None),
    ],
)
def test_network_file_systems_are_known(tmp_path: Path, path: str, kind: str | None) -> None:
    """The innermost mount decides, the last of those at one place."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_filesystem(Path(path), mounts) == kind


def test_without_a_list_of_mounts_nothing_is_known(tmp_path: Path) -> None:
    """As on systems that are not Linux."""
    assert network_filesystem(tmp_path, tmp_path / "none") is None
