"""The bytes of one file that stands still."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from entries.stillness import seconds_left

LARGEST = 20_000_000  # bytes
_ATTEMPTS = 10


class Unsettled(Exception):
    """A file that goes on changing while it is read."""


class NotRegular(Exception):
    """A link, FIFO, device or socket: never read."""


class TooLarge(Exception):
    """More than LARGEST bytes."""


def read_settled(path: bytes, settle: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> bytes:
    """The bytes of a regular file whose size and mtime stood still for `settle` seconds and while it was read.

    Opening never blocks (a FIFO) and never follows a link. `clock` is in seconds since 1970.
    Raises NotRegular, TooLarge, Unsettled, OSError.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise NotRegular
        for _ in range(_ATTEMPTS):
            if left := seconds_left(descriptor, before, settle, clock()):
                sleep(left)
                now = os.fstat(descriptor)
                if _moved(before, now):
                    before = now
                    continue
            data = _read(descriptor, before.st_size)
            after = os.fstat(descriptor)
            if not _moved(before, after) and len(data) == after.st_size:
                return data
            before = after
            sleep(settle)
    finally:
        os.close(descriptor)
    raise Unsettled


def _moved(before: os.stat_result, after: os.stat_result) -> bool:
    return before.st_mtime_ns != after.st_mtime_ns or before.st_size != after.st_size


def _read(descriptor: int, size: int) -> bytes:
    if size > LARGEST:
        raise TooLarge
    data = os.pread(descriptor, size + 1, 0)
    if len(data) >= size:
        return data
    parts = [data]
    offset = len(data)
    while part := os.pread(descriptor, size + 1 - offset, offset):
        parts.append(part)
        offset += len(part)
    return b"".join(parts)
