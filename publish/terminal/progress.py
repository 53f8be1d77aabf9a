"""How a long run is watched: a bar on a terminal, lines where every step is asked for, else nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from publish.outcome import Progress
from publish.terminal.screen import Screen

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

# A bar is shown once a run has taken this long, or begins a step of so many things. Most runs end before.
PATIENCE = 0.5  # seconds
MANY = 200

_NAMES = {
    "scan": "Looking at the articles",
    "read": "Reading articles",
    "build": "Building feeds",
    "write": "Writing documents",
    "notify": "Telling hubs",
}


class Silent:
    """Watches nothing."""

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""


class Lines:
    """One line for each step."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""
        self._screen.say(_title(name) + (f": {total:,}" if total else ""))

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""


class Bar:
    """A bar for each step, from the moment that waiting becomes noticeable."""

    def __init__(self, clock: Callable[[], float], *, colour: bool = False) -> None:
        self._clock = clock
        self._colour = colour
        self._started = clock()
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._title = ""
        self._total: int | None = None
        self._done = 0

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""
        self._title, self._total, self._done = _title(name), total, 0
        if self._bars is not None:
            self._add()
        else:
            self._show_if_long()

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""
        self._done += count
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=self._done, done=self._count())
        else:
            self._show_if_long()

    def close(self) -> None:
        """Take the bars away: the summary says what was done."""
        if self._bars is not None:
            self._bars.stop()

    def _show_if_long(self) -> None:
        if self._clock() - self._started < PATIENCE and (self._total or 0) < MANY:
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=32, complete_style="cyan", finished_style="cyan", pulse_style="cyan"),
            TextColumn("{task.fields[done]}", style="dim", markup=False),
            console=Console(stderr=True, highlight=False, no_color=not self._colour),
            transient=True,
        )
        self._bars.start()
        self._add()

    def _add(self) -> None:
        assert self._bars is not None
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(self._title, total=self._total, completed=self._done, done=self._count())

    def _count(self) -> str:
        return "" if self._total is None else f"{self._done:,} of {self._total:,}"


class Stopwatch:
    """Passes everything on, and takes down how long each step took, in `seconds` by its name."""

    def __init__(self, watched: Progress, clock: Callable[[], float]) -> None:
        self.seconds: dict[str, float] = {}
        self._watched = watched
        self._clock = clock
        self._name = ""
        self._begun = 0.0

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins, and the one before has ended."""
        self.end()
        self._name = name
        self._watched.step(name, total)

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""
        self._watched.advance(count)

    def end(self) -> None:
        """The last step has ended."""
        now = self._clock()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._begun
        self._name, self._begun = "", now


@contextmanager
def watching(screen: Screen, *, quiet: bool, verbose: bool) -> Iterator[Stopwatch]:
    """What hears how a run goes on, for as long as it does."""
    bar = None
    watched: Progress
    if verbose:
        watched = Lines(screen)
    elif quiet or not screen.err.isatty():
        watched = Silent()
    else:
        watched = bar = Bar(time.monotonic, colour=screen.colour)
    stopwatch = Stopwatch(watched, time.monotonic)
    try:
        yield stopwatch
    finally:
        stopwatch.end()
        if bar is not None:
            bar.close()


def _title(name: str) -> str:
    return _NAMES.get(name, name)
