"""Where a command writes: what a terminal can show, and what must never reach one."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple, TextIO

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
# Marks that change the order of what is read: a path or a title may hold them to look like another.
# https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ESCAPES = {
    number: f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
    for number in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *_BIDI)
}


class Screen(NamedTuple):
    """Data goes to `out`, everything else to `err`. `colour` and `width` (in columns) are those of `out`.

    `width` is None where lines are not to be wrapped: in a file or a pipe.
    """

    out: TextIO
    err: TextIO
    colour: bool = False
    width: int | None = None

    def print(self, *lines: str) -> None:
        """Lines of data."""
        for line in lines:
            self.out.write(line + "\n")

    def say(self, *lines: str) -> None:
        """Lines for a person who looks on."""
        for line in lines:
            self.err.write(line + "\n")

    def flush(self) -> None:
        """Everything written so far is out. Raises BrokenPipeError when nobody reads any more."""
        self.out.flush()
        self.err.flush()

    def paint(self, text: str, *styles: str) -> str:
        """Coloured where that is wanted."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(_STYLES[style] for style in styles)}m{text}\x1b[0m"


def of_process(environ: Mapping[str, str], *, colour: bool) -> Screen:
    """The screen of this process. Never coloured where NO_COLOR is set (https://no-color.org) or nobody looks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    terminal = sys.stdout.isatty() and environ.get("TERM") != "dumb"
    return Screen(
        out=sys.stdout,
        err=sys.stderr,
        colour=colour and terminal and not environ.get("NO_COLOR"),
        width=min(terminal_columns(), 110) if terminal else None,
    )


def terminal_columns() -> int:
    """The columns of the terminal at standard output, at least 20. Containers have some that don't know: then 80."""
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns or 80, 20)
    except (ValueError, OSError):  # no terminal
        return 80


def escape(text: str) -> str:
    """Text from outside, with control and bidirectional characters shown as escapes."""
    return text if text.isascii() and text.isprintable() else text.translate(_ESCAPES)


def columns_of(text: str) -> int:
    """How many columns a terminal needs for it: Chinese, Japanese and Korean characters take two."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def fit(text: str, columns: int) -> str:
    """Cut to a number of columns, with "…" where something is missing: of a path the beginning, else the end."""
    if columns_of(text) <= columns:
        return text
    path = "/" in text and " " not in text
    while text and columns_of(text) > columns - 1:
        text = text[1:] if path else text[:-1]
    return f"…{text}" if path else f"{text.rstrip()}…"
