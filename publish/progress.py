"""How a long run is watched: a bar on a terminal, lines where every step is asked for, else nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publish.outcome import Progress
from publish.screen import Screen

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
}


class Silent:
    """Watches nothing."""

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""


@dataclass(slots=True)
class Lines:
    """One line for each step."""

    screen: Screen

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""
        self.screen.say(_title(name) + (f": {total:,}" if total else ""))

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""


@dataclass(slots=True)
class Bar:
    """A bar for each step, from the moment that waiting becomes noticeable."""

    clock: Callable[[], float]
    started: float
    bars: Bars | None = None
    task: TaskID | None = None
    title: str = ""
    total: int | None = None
    done: int = 0

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""
        self.title, self.total, self.done = _title(name), total, 0
        if self.bars is not None:
            self._add()
        else:
            self._show_if_long()

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""
        self.done += count
        if self.bars is not None and self.task is not None:
            self.bars.update(self.task, advance=count)
        else:
            self._show_if_long()

    def close(self) -> None:
        """Take the bars away: the summary says what was done."""
        if self.bars is not None:
            self.bars.stop()

    def _show_if_long(self) -> None:
        if self.clock() - self.started < PATIENCE and (self.total or 0) < MANY:
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True, highlight=False),
            transient=True,
        )
        self.bars.start()
        self._add()

    def _add(self) -> None:
        assert self.bars is not None
        if self.task is not None:
            self.bars.remove_task(self.task)
        self.task = self.bars.add_task(self.title, total=self.total, completed=self.done)


@contextmanager
def watching(screen: Screen, *, quiet: bool, verbose: bool) -> Iterator[Progress]:
    """What hears how a run goes on, for as long as it does."""
    if verbose:
        yield Lines(screen)
    elif quiet or not screen.err.isatty():
        yield Silent()
    else:
        bar = Bar(clock=time.monotonic, started=time.monotonic())
        try:
            yield bar
        finally:
            bar.close()


def _title(name: str) -> str:
    return _NAMES.get(name, name)
