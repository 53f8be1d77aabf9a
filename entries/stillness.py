"""How long a file has yet to stand still before it may be read: a half-written article is never published."""

from __future__ import annotations

import os
import stat

# Of the time that a file must have stood still, so much is enough where no one has it open for writing.
CLOSED_SHARE = 0.25


def seconds_left(descriptor: int, status: os.stat_result, settle: float, now: float) -> float:
    """0 for a regular file that has stood still for `settle` seconds, or for a part of it with no one writing.

    `now` is in seconds since 1970. An mtime ahead of it says nothing about age; comparing before and after must do.
    """
    age = now - status.st_mtime
    if not 0 <= age < settle:
        return 0.0
    short = settle * CLOSED_SHARE
    if _is_closed(descriptor):
        return max(0.0, short - age)
    return settle - age


def seconds_left_at(path: str, settle: float, now: float) -> float:
    """The same of a path; 0 for what is no regular file or can't be opened, for then there is nothing to wait for."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return 0.0
    try:
        status = os.fstat(descriptor)
        return seconds_left(descriptor, status, settle, now) if stat.S_ISREG(status.st_mode) else 0.0
    finally:
        os.close(descriptor)


def _is_closed(descriptor: int) -> bool:
    """Whether it is certain that no process of this machine has the file open for writing.

    Linux grants a read lease only then (fcntl(2), "Leases"), to the file's owner and to root.
    """
    import fcntl
    import signal

    try:
        # Who opens the file for writing while we hold the lease has us told by this signal, which is ignored
        # where nobody asked for it; SIGIO, the default, would end the process.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except (OSError, AttributeError):  # another's file, a file system without leases, or no Linux
        return False
    return True
