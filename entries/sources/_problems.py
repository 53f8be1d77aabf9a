"""What an editor reads about a file or folder that can't be read."""

from __future__ import annotations

import os
import stat

from entries.problem import Level, Problem
from entries.sources._settled import LARGEST


def unreadable(where: str, error: OSError, code: str = "unreadable") -> Problem:
    """A file or folder that the system doesn't let us read; what it published stays."""
    reason = os.strerror(error.errno) if error.errno is not None else type(error).__name__
    return Problem(level="unavailable", code=code, where=where, problem=f"not readable ({reason}).")


def not_regular(where: str, mode: int, *, article: bool, leads_to_folder: bool = False) -> Problem:
    """A link, FIFO, device or socket. It is refused where its name is an article's, else only named."""
    level: Level = "refused" if article or leads_to_folder else "repaired"
    if stat.S_ISLNK(mode):
        what = "a folder" if leads_to_folder else "the file"
        return Problem(
            level=level, code="link", where=where, problem="is a symbolic link; links are not followed.",
            remedy=f"Put {what} itself here, or make what it leads to a source of its own.",
        )  # fmt: skip
    kind = "a FIFO" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    problem = f"is {kind}, no file."
    return Problem(level=level, code="not-a-file", where=where, problem=problem, remedy="Remove it from this folder.")


def too_large(where: str) -> Problem:
    """A file over the cap."""
    return Problem(
        level="refused", code="too-large", where=where, problem=f"is larger than {LARGEST // 1_000_000} MB.",
        remedy="Split it, or move pictures and data out of it.",
    )  # fmt: skip


def unsettled(where: str) -> Problem:
    """A file that is still being written."""
    return Problem(
        level="held", code="unsettled", where=where, problem="is still being written; the next run reads it.",
    )  # fmt: skip


def vanished(where: str) -> Problem:
    """A file that was listed and is no longer there, or no file any more."""
    return Problem(level="held", code="vanished", where=where, problem="was moved or removed while it was read.")


def parser_failed(where: str, error: Exception) -> Problem:
    """A defect of a parser. The exception's text may hold what must not leave, so only its type is shown."""
    return Problem(
        level="refused", code="parser-failed", where=where, problem=f"could not be read ({type(error).__name__}).",
        remedy="This is a defect in the program that reads it; please report it together with the file.",
    )  # fmt: skip
