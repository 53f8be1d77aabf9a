"""The loop of a process that stays: it publishes on time, on change, and when time alone changes an entry.

One thread does everything here. Others, and signals, leave word in the inbox.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from publish import runs, watching
from publish.absences import Absences
from publish.changes import Changes
from publish.errors import InvalidConfig, PublishError, Stopped
from publish.outcome import Options, Outcome
from publish.timetable import Timetable

if TYPE_CHECKING:
    from publish.beside import Beside
    from publish.compose import Parts
    from publish.supervisor import Supervisor
    from publish.told import Told
    from publish.warm import Warm

# What an event missed is seen this much later at most: another clock, configuration or state (seconds).
TICK = 1.0
# After an error, in seconds; twice as long each time.
RETRY_FIRST, RETRY_LONGEST = 0.5, 60.0
# After a run that found a source or a file unavailable, likewise.
AGAIN_FIRST, AGAIN_LONGEST = 2.0, 300.0
_PASSING = frozenset({"unsettled", "vanished"})


class Turn(NamedTuple):
    """What is to be done now. `changed` as in Options: None looks at everything, () at no file."""

    cause: str
    changed: tuple[str, ...] | None


class Clocks(NamedTuple):
    """The time of day (aware), and seconds that never go back."""

    now: Callable[[], datetime]
    timer: Callable[[], float]


class Runner:
    """`load` reads the configuration and puts it together; it raises InvalidConfig."""

    def __init__(
        self,
        *,
        parts: Parts,
        load: Callable[[], Parts],
        warm: Warm,
        clocks: Clocks,
        told: Told,
        supervisor: Supervisor,
        beside: Beside,
        inbox: SimpleQueue[frozenset[str] | None],
        asked: Asked,
    ) -> None:
        self._parts = parts
        self._load = load
        self._warm = warm
        self._clocks = clocks
        self._told = told
        self._supervisor = supervisor
        self._beside = beside
        self._inbox = inbox
        self._asked = asked
        self._changes = Changes(parts, clocks.now, clocks.timer)
        self._absences = Absences(clocks.timer)
        self._timetable: Timetable | None = None
        self._whole: str | None = runs.START
        self._woken: datetime | None = None
        self._failures = 0
        self._retry_at = 0.0
        self._doubts = 0
        self._again_at: float | None = None
        self._watch: watching.Watch | None = None
        self._places: watching.Places = ()
        self._file = _signature(parts)

    def run(self) -> None:
        """Until it is asked to end. What is in hand then is finished first."""
        self._supervisor.ready("starting")
        self._look_around()
        while not self._asked.stop:
            turn = self._next()
            if turn is None:
                self._wait()
            else:
                self._do(turn)
        self._supervisor.stopping()
        if self._watch is not None:
            self._watch.stop()
        self._beside.stop()
        self._warm.close()

    # What is next.

    def _next(self) -> Turn | None:
        timer = self._clocks.timer()
        if timer < self._retry_at:
            return None
        if self._whole is not None or self._changes.overflowed:
            return Turn(self._whole or runs.CHANGE, None)
        timetable = self._timetable
        if timetable is not None:
            timetable.at(self._clocks.now())
            if timetable.is_due():
                return Turn(runs.SCHEDULE, None)
        due = [moment for moment in (self._again_at, self._absences.due_at()) if moment is not None]
        if due and min(due) <= timer:
            return Turn(runs.AGAIN, None)
        if ready := self._changes.ready():
            return Turn(runs.CHANGE, ready)
        wake = self._wake()
        if wake is not None and wake <= self._clocks.now() and wake != self._woken:
            self._woken = wake
            return Turn(runs.TIME, ())
        if timetable is not None and timetable.due_feeds():
            return Turn(runs.SCHEDULE, ())
        return None

    def _wake(self) -> datetime | None:
        try:
            return self._warm.store().ledger.next_wake()
        except Exception as error:  # a damaged or locked state is named and tried again like any other error
            self._fail(error, runs.TIME, self._clocks.now())
            return None

    def _wait(self) -> None:
        timer, now = self._clocks.timer(), self._clocks.now()
        moments = [TICK, self._retry_at - timer]
        if timer >= self._retry_at:
            moments += [at - timer for at in (self._again_at, self._absences.due_at(), self._changes.due_at()) if at]
            moments += [
                (at - now).total_seconds()
                for at in (self._wake(), self._timetable.next_moment() if self._timetable else None)
                if at is not None and at > now
            ]
        try:
            message = self._inbox.get(timeout=max(0.001, min(each for each in moments if each > 0)))
        except Empty:
            self._look_around()
            return
        while True:
            if message is not None:
                for source, key in self._changes.add(message):
                    self._absences.touched(source, key)
            try:
                message = self._inbox.get_nowait()
            except Empty:
                break
        if self._asked.reload:
            self._look_around()

    # Doing it.

    def _do(self, turn: Turn) -> None:
        now = self._clocks.now().astimezone(UTC).replace(microsecond=0)
        began = self._clocks.timer()
        try:
            if self._timetable is None:
                self._timetable = self._make_timetable(now)
            self._timetable.at(now)
            options = Options(
                changed=turn.changed,
                listed=False,
                waiting=self._timetable.waiting(),
                removable=self._absences.removable,
            )
            outcome = self._warm.run(options, now)
        except Stopped:
            return
        except Exception as error:  # nothing ends this process but a wish: it is named, and tried again
            self._fail(error, turn.cause, now)
            return
        took = self._clocks.timer() - began
        self._succeed(turn, outcome, now, took)

    def _succeed(self, turn: Turn, outcome: Outcome, now: datetime, took: float) -> None:
        assert self._timetable is not None
        self._failures, self._retry_at = 0, 0.0
        if turn.changed is None:
            self._whole = None
            self._changes.clear()
            self._timetable.ran()
        else:
            self._changes.done(turn.changed)
        self._absences.looked(whole=turn.changed is None)
        released = self._timetable.due_feeds()
        self._timetable.release(released)
        self._doubt(turn, outcome)
        self._beside.ring()
        self._told.ran(outcome, turn.cause, took, now, self._parts.config)
        self._supervisor.ready(f"last run {now:%H:%M:%S} UTC, {outcome.live:,} articles")
        if released or turn.changed is None or outcome.written or outcome.counts.read:
            finished = now + timedelta(seconds=took)
            try:
                self._warm.remember(runs.row_of(outcome, now, finished, turn.cause), released)
            except PublishError as error:
                self._told.failed(error, turn.cause, 0.0, now, self._parts.config)

    def _doubt(self, turn: Turn, outcome: Outcome) -> None:
        """What could not be read is tried again before the next scheduled run."""
        open = [each.problem for each in outcome.problems if _is_passing(each.problem)]
        if not open:
            self._doubts, self._again_at = 0, None
        elif turn.changed is None or self._again_at is None:
            self._again_at = self._clocks.timer() + min(AGAIN_FIRST * 2**self._doubts, AGAIN_LONGEST)
            self._doubts = min(self._doubts + 1, 10)

    def _fail(self, error: Exception, cause: str, now: datetime) -> None:
        retry = min(RETRY_FIRST * 2**self._failures, RETRY_LONGEST)
        self._failures = min(self._failures + 1, 10)
        self._retry_at = self._clocks.timer() + retry
        self._told.failed(error, cause, retry, now, self._parts.config)
        self._supervisor.status(f"failing: {error}")
        self._warm.close()

    def _make_timetable(self, now: datetime) -> Timetable:
        config = self._parts.config
        return Timetable(config, now, {path: self._warm.released(path) for path in config.schedule.feeds})

    # What may have changed around it.

    def _look_around(self) -> None:
        self._supervisor.alive()
        file = _signature(self._parts)
        if self._asked.reload or file != self._file:
            self._asked.reload = False
            self._file = file
            self._reload()
        places = watching.places(self._parts.config)
        if places != self._places or (self._watch is None and places):
            if self._watch is not None:
                self._watch.stop()
                self._whole = self._whole or runs.CHANGE
            self._places = places
            own = watching.own_places(self._parts.config)
            self._watch = watching.Watch([path for path, _, _ in places], own, self._inbox.put, self._asked.unwatched)
            self._watch.start()
        for sentence in self._asked.take():
            self._told.say(sentence, self._clocks.now(), self._parts.config)
        self._beside.look(self._parts)

    def _reload(self) -> None:
        self._supervisor.reloading()
        now = self._clocks.now()
        try:
            parts = self._load()
        except InvalidConfig as error:
            for mistake in error.mistakes:
                self._told.say(f"{mistake} The configuration stays as it was.", now, self._parts.config)
            self._supervisor.ready("the configuration has a mistake; it stays as it was")
            return
        self._warm.close()
        self._parts = self._warm.parts = parts
        self._changes = Changes(parts, self._clocks.now, self._clocks.timer)
        self._timetable = None
        self._whole = runs.CONFIGURATION
        self._told.say("took up the new configuration", now, parts.config)


class Asked:
    """What signals and other threads want of the loop."""

    def __init__(self) -> None:
        self.stop = False
        self.reload = False
        self._sentences: SimpleQueue[str] = SimpleQueue()

    def unwatched(self, reason: str) -> None:
        """Changes are no longer told."""
        self.say(f"Changes of files can't be watched ({reason}); they are found by the schedule.")

    def say(self, sentence: str) -> None:
        """Something that a person should read."""
        self._sentences.put(sentence)

    def take(self) -> list[str]:
        """What there is to read."""
        return [self._sentences.get_nowait() for _ in range(self._sentences.qsize())]


def _is_passing(problem: object) -> bool:
    level, code = getattr(problem, "level", ""), getattr(problem, "code", "")
    return level == "unavailable" or code in _PASSING


def _signature(parts: Parts) -> tuple[int, int, int] | None:
    file = parts.config.file
    try:
        status = os.stat(file) if file is not None else None
    except OSError:
        return None
    return None if status is None else (status.st_mtime_ns, status.st_size, status.st_ino)
