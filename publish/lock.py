"""One run at a time: a lock that the kernel frees when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from publish.errors import Locked, StoreError

# Where flock and SQLite's shared memory can't be relied on: https://www.sqlite.org/wal.html, "all processes using
# a database must be on the same host computer; WAL does not work over a network filesystem".
_NETWORK = frozenset({
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "gfs2", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2",
    "orangefs", "smb2", "smb3", "smbfs", "vboxsf",
    "fuse.ceph", "fuse.davfs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.goofys", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "fuse.mount-s3",
})  # fmt: skip

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_POLL = 0.1  # seconds


@contextmanager
def hold(path: Path, wait: float, *, now: datetime, sleep: Callable[[float], None]) -> Iterator[None]:
    """Hold the lock of the file at `path`, made when missing, waiting up to `wait` seconds for it.

    `now` (aware) is what others who wait are told as "since". A child process that is forked without exec
    would share the lock. Raises Locked when another holds it that long, StoreError where there can be no lock.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"{path}: can't be made ({_reason(error)}).") from error
    try:
        waited = 0.0
        while not _try(descriptor, path):
            if waited >= wait:
                raise Locked(_message(os.pread(descriptor, 200, 0), wait, now))
            sleep(min(_POLL, wait - waited))
            waited += _POLL
        _write(descriptor, f"{os.getpid()} {now.isoformat()}\n".encode())
        try:
            yield
        finally:
            _write(descriptor, b"")
    finally:
        os.close(descriptor)


def network_filesystem(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str | None:
    """The type of the file system that `path` is or would be on where it is a network's, else None.

    `mounts` is Linux's list (proc_pid_mountinfo(5)); without it the answer is None.
    """
    try:
        lines = mounts.read_bytes().splitlines()
    except OSError:
        return None
    real = os.fsencode(os.path.realpath(path))
    longest, found = -1, b""
    for line in lines:
        before, _, after = line.partition(b" - ")
        point = _unescape(before.split(b" ")[4])
        inside = real == point or real.startswith(os.path.join(point, b""))
        if inside and len(point) >= longest:  # a later mount at the same place hides the earlier
            longest, found = len(point), after.split(b" ")[0]
    kind = found.decode("ascii", "replace")
    return kind if kind in _NETWORK else None


def _try(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreError(f"{path}: can't be locked ({_reason(error)}). Keep the state on a local disk.") from error
    return True


def _write(descriptor: int, holder: bytes) -> None:
    with suppress(OSError):  # on a full disk the lock holds all the same; only its message says less
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, holder, 0)


def _message(holder: bytes, wait: float, now: datetime) -> str:
    who = ""
    pid, _, since = holder.decode("ascii", "replace").strip().partition(" ")
    with suppress(ValueError):
        started = datetime.fromisoformat(since).astimezone(now.tzinfo)
        day = "" if started.date() == now.date() else f"{started.day} {_MONTHS[started.month - 1]} "
        who = f" (pid {int(pid)}, since {day}{started:%H:%M})"
    waited = f"waited {wait:g} s, " if wait else ""
    return f"Another masthead{who} is publishing here; {waited}left everything to it."


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno is not None else type(error).__name__


def _unescape(point: bytes) -> bytes:
    for octal, character in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        point = point.replace(octal, character)
    return point
