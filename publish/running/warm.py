"""What stays open between the runs of a process that stays: the state, and what is loaded by now."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from publish import pipeline, plugins
from publish.errors import Stopped
from publish.outcome import Options, Outcome
from publish.store import RELEASED_OF

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.runs import RunRow
    from publish.settings import Config
    from publish.store import Store

# For the lock of another run, and for another process that keeps the database: what fails is tried again later.
LOCK_SECONDS, BUSY_SECONDS = 60.0, 2.0
# The name under which is remembered whether a process stays with this state.
RUNNING = "running"


# Articles read in one run, from which on it took so much memory that it is given back.
MANY = 1000


class Alone(Protocol):
    """Holds the lock of a state: see publish.lock.hold."""

    def __call__(
        self, settings: Config, wait: float, now: datetime, sleep: Callable[[float], None]
    ) -> AbstractContextManager[object]: ...


class Warm:
    """Runs with everything at hand.

    `stopping` says whether the process was asked to end. `alive` is called every now and then while a run goes on, and
    `ring` when there may be pings to send.
    """

    def __init__(
        self,
        parts: Parts,
        alone: Alone,
        *,
        stopping: Callable[[], bool],
        alive: Callable[[], None],
        ring: Callable[[], None],
    ) -> None:
        self.parts = parts
        self._alone = alone
        self._stopping = stopping
        self._alive = alive
        self._ring = ring
        self._step = ""
        self._died: bool | None = None
        self._cold = True
        self._store: Store | None = None
        self._file: tuple[int, int] | None = None

    def run(self, options: Options, now: datetime) -> Outcome:
        """One run, alone. Raises Stopped once the batch of documents in hand is written, and what ends any run."""
        with self._alone(self.parts.config, LOCK_SECONDS, now, self._sleep):
            outcome = pipeline.run(self.parts, self.store(), options, now, self)
        if self._died:
            self._died = False
        if self._cold or outcome.counts.read > MANY:
            self._cold = False
            _give_back()
        return outcome

    def store(self) -> Store:
        """The state; opened anew where the file is another one by now."""
        file = _identity(self.parts.store_path)
        if self._store is None or file != self._file:
            self.close()
            make = plugins.load("store", "sqlite")
            self._store = store = make(self.parts.store_path, busy=BUSY_SECONDS)
            self._file = _identity(self.parts.store_path)
            return store  # type: ignore[no-any-return]  # the plugin's promise
        return self._store

    def remember(self, row: RunRow, released: frozenset[str] = frozenset()) -> None:
        """Record what a run did, and when feeds with a schedule of their own were let out."""
        store = self.store()
        with store.transaction():
            store.runs.add(row)
            for path in sorted(released):
                store.ledger.set_meta(RELEASED_OF + path, row.started.isoformat())

    def begin(self) -> bool:
        """Note that a process stays with this state; whether an earlier one died, until a run of this one ended."""
        if self._died is None:
            store = self.store()
            self._died = store.ledger.meta(RUNNING) == "1"
            if not self._died:
                with store.transaction():
                    store.ledger.set_meta(RUNNING, "1")
        return self._died

    def end(self) -> None:
        """Note that it ends well, and let go of the state."""
        with suppress(Exception):  # then the next process takes it for dead, and publishes what waits at once
            if self._died is not None:
                store = self.store()
                with store.transaction():
                    store.ledger.set_meta(RUNNING, "0")
        self._died = None
        self.close()

    def released(self, path: str) -> datetime | None:
        """When a feed with a schedule of its own was last let out."""
        text = self.store().ledger.meta(RELEASED_OF + path)
        return None if text is None else datetime.fromisoformat(text)

    def close(self) -> None:
        """Let go of the state."""
        store, self._store = self._store, None
        if store is not None:
            with suppress(Exception):  # a damaged or vanished file is named by who opens it next
                store.close()

    # A Progress: between two batches of documents a run may end, with nothing lost.

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""
        self._step = name
        self._check()

    def advance(self, count: int = 1) -> None:
        """So much of the step is done. Documents are in place by now: hubs need not wait for the end of the run."""
        if self._step == "build":
            self._ring()
        self._check()

    def _check(self) -> None:
        self._alive()
        if self._stopping():
            raise Stopped("Asked to end.")

    def _sleep(self, seconds: float) -> None:
        self._check()
        time.sleep(seconds)


def _give_back() -> None:
    """Return memory to the system; and what is loaded by now stays, so that collecting never looks at it again."""
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):  # glibc alone has it: malloc_trim(3)
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)


def _identity(path: os.PathLike[str]) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
