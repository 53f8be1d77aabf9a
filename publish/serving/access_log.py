"""One line for each request, in the combined format that every log analyser reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from publish.terminal.screen import escape

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A disk that is full or slow must not take memory: lines beyond so many are lost, and counted.
_WAITING = 100_000


class Noted(NamedTuple):
    """Lines to write, and how many were lost before."""

    lines: list[str]
    lost: int


class AccessLog:
    """Gathers lines and writes them when told to, so that no request waits for a disk. Moments are in UTC.

    `write` may be called in any thread; all else belongs to one, so that no line is added to what is written already.

    https://httpd.apache.org/docs/2.4/logs.html#combined
    """

    def __init__(self, out: Callable[[bytes], None]) -> None:
        self._out = out
        self._lines: list[str] = []
        self._lost = 0
        self._second = -1
        self._moment = ""

    def add(
        self, now: float, client: str, request: str, status: int, size: int, referer: str | None, agent: str | None
    ) -> None:
        """Note a request; `now` is in seconds since 1970, `request` its method, path and version."""
        if len(self._lines) >= _WAITING:
            self._lost += 1
            return
        if int(now) != self._second:
            self._second = int(now)
            when = time.gmtime(self._second)
            clock = f"{when.tm_hour:02}:{when.tm_min:02}:{when.tm_sec:02}"
            self._moment = f"{when.tm_mday:02}/{_MONTHS[when.tm_mon - 1]}/{when.tm_year}:{clock} +0000"
        self._lines.append(
            f'{client} - - [{self._moment}] "{_quoted(request)}" {status} {size or "-"} '
            f'"{_quoted(referer)}" "{_quoted(agent)}"\n'
        )

    def take(self) -> Noted:
        """What was noted since the last time, to write it or to lose it."""
        noted = Noted(self._lines, self._lost)
        self._lines, self._lost = [], 0
        return noted

    def write(self, noted: Noted) -> None:
        """Write what was taken. Raises OSError."""
        # First, so that no good line is joined to what a full disk took of the last one.
        lost = [f"# {noted.lost} lines lost\n"] if noted.lost else []
        if lines := lost + noted.lines:
            self._out("".join(lines).encode("utf-8", "backslashreplace"))

    def lose(self, noted: Noted) -> int:
        """Count what was taken as lost; how many lines that are by now, and are not told in the log yet."""
        self._lost += len(noted.lines) + noted.lost
        return self._lost


def _quoted(text: str | None) -> str:
    """What a client wrote, fit to stand between quotes."""
    if not text:
        return "-"
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return escape(text.replace("\\", "\\\\").replace('"', '\\"'))
