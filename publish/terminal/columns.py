"""A table for a person: aligned columns on a terminal, tabs between them in a file or a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from publish.terminal.screen import Screen, columns_of, escape, fit

_GAP = 2
_LEAST = 8


def table(heading: Sequence[str], rows: Sequence[Sequence[str]], screen: Screen) -> list[str]:
    """Lines of a table. On a terminal the widest columns are cut until a line fits; numbers stand to the right."""
    cells = [[escape(cell) for cell in row] for row in rows]
    if screen.width is None:
        return ["\t".join(row) for row in ([*heading], *cells)]
    widths = [max(map(columns_of, column)) for column in zip(heading, *cells, strict=True)]
    while sum(widths) + _GAP * (len(widths) - 1) > screen.width and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    lines = [screen.paint(_line(heading, widths), "dim")]
    return lines + [_line(row, widths) for row in cells]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for cell, width in zip(row, widths, strict=True):
        shown = fit(cell, width)
        padding = " " * (width - columns_of(shown))
        cells.append(padding + shown if cell.replace(",", "").isdigit() else shown + padding)
    return (" " * _GAP).join(cells).rstrip()
