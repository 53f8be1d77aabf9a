"""The loop of a process that stays: it publishes on time, on change, and when time alone changes an entry.

One thread does everything here. Others, and signals, leave word (publish.running.asked).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from publish import runs
from publish.errors import InvalidConfig, PublishError, Stopped
from publish.outcome import Options, Outcome
from publish.running.absences import Absences
from publish.running.backoff import Backoff
from publish.running.changes import Changes
from publish.running.lookout import Lookout
from publish.running.turns import Clocks as Clocks
from publish.running.turns import Turn, is_passing
from publish.scheduling.timetable import Timetable

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.running.asked import Asked
    from publish.running.beside import Beside
    from publish.running.supervisor import Supervisor
    from publish.running.told import Told
    from publish.running.warm import Warm

# What no event tells is seen this much later at most: another clock, configuration or state (seconds).
TICK = 1.0
# Subscribers come first: the list of all feeds follows so much later (seconds), once for all that changed till then.
LIST_AFTER = 1.0
# The system has long begun to tell of changes after so many seconds.
WATCHING_AFTER = 2.0


class Runner:
    """`load` reads the configuration and puts it together; it raises InvalidConfig. `warm` has the first parts."""

    def __init__(
        self,
        *,
        load: Callable[[], Parts],
        warm: Warm,
        clocks: Clocks,
        told: Told,
        supervisor: Supervisor,
        beside: Beside,
        asked: Asked,
    ) -> None:
        self._load = load
        self._warm = warm
        self._clocks = clocks
        self._told = told
        self._supervisor = supervisor
        self._beside = beside
        self._asked = asked
        self._lookout = Lookout(warm.parts, asked)
        self._changes = Changes(warm.parts, clocks.now, clocks.timer)
        self._absences = Absences(clocks.timer)
        self._timetable: Timetable | None = None
        # Why everything is to be looked at now.
        self._whole: str | None = runs.START
        # The moment of the last run for an entry's sake: one that it did not help is not tried again and again.
        self._woken: datetime | None = None
        self._failures = Backoff(0.5, 60.0)
        self._retry_at = 0.0
        self._doubts = Backoff(2.0, 300.0)
        self._again_at: float | None = None
        # Everything is looked at once more after watching began: what changed just before was told by nobody.
        self._watched_at: float | None = None
        self._list_at: float | None = None

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
        self._lookout.stop()
        self._beside.stop()
        self._warm.end()

    # What is next.

    def _next(self) -> Turn | None:
        timer, timetable = self._clocks.timer(), self._timetable
        if timer < self._retry_at:
            return None
        if self._whole is not None or timetable is None or self._changes.overflowed:
            return Turn(self._whole or runs.CHANGE, None)
        timetable.at(self._clocks.now())
        if timetable.is_due():
            return Turn(runs.SCHEDULE, None)
        if any(at <= timer for at in self._second_looks()):
            return Turn(runs.AGAIN, None)
        if ready := self._changes.ready():
            return Turn(runs.CHANGE, ready)
        wake = self._wake()
        if wake is not None and wake <= self._clocks.now():
            self._woken = wake
            return Turn(runs.TIME, ())
        if timetable.due_feeds():
            return Turn(runs.SCHEDULE, ())
        return Turn(runs.LIST, ()) if self._list_at is not None and self._list_at <= timer else None

    def _second_looks(self) -> list[float]:
        return [at for at in (self._again_at, self._watched_at, self._absences.due_at()) if at is not None]

    def _wake(self) -> datetime | None:
        """When time alone next changes an entry. Another process may have changed the state since the last time."""
        try:
            wake = self._warm.store().ledger.next_wake()
        except Exception as error:  # a damaged or locked state is named and tried again like any other error
            self._fail(error, runs.TIME, self._clocks.now())
            return None
        return None if wake == self._woken else wake

    def _wait(self) -> None:
        timer, now = self._clocks.timer(), self._clocks.now()
        until = timer + TICK
        if timer < self._retry_at:
            until = min(until, self._retry_at)
        else:
            changed = self._changes.due_at()
            until = min([until, *self._second_looks(), *(at for at in (changed, self._list_at) if at is not None)])
            moments = [self._wake(), None if self._timetable is None else self._timetable.next_moment()]
            until = min([until, *(timer + (at - now).total_seconds() for at in moments if at is not None)])
        for paths in self._asked.wait(max(until - timer, 0.001)):
            for source, key in self._changes.add(paths):
                self._absences.touched(source, key)
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
                # After a death or an error something may be taken back and not written yet: that waits no longer.
                waiting=frozenset() if self._warm.begin() or self._failures.count else self._timetable.waiting(),
                removable=self._absences.removable,
                trusting=turn.changed is not None,
                listing=turn.listing,
            )
            outcome = self._warm.run(options, now)
        except Stopped:
            return
        except Exception as error:  # nothing ends this process but a wish: it is named, and tried again
            self._fail(error, turn.cause, now)
            return
        if turn.changed is None and self._watched_at is not None and self._watched_at <= began:
            self._watched_at = None
        self._succeed(turn, outcome, self._timetable, now, self._clocks.timer() - began)

    def _succeed(self, turn: Turn, outcome: Outcome, timetable: Timetable, now: datetime, took: float) -> None:
        recovered = self._failures.count > 0
        self._failures.worked()
        if turn.changed is None:
            self._whole = None
            self._changes.clear()
            timetable.ran()
        else:
            self._changes.done(turn.changed)
        if turn.listing:
            self._list_at = None
        elif outcome.written and self._list_at is None:
            self._list_at = self._clocks.timer() + LIST_AFTER
        self._absences.looked(whole=turn.changed is None)
        released = timetable.due_feeds()
        timetable.release(released)
        self._doubt(turn, outcome)
        self._beside.ring()
        did = outcome.counts.read or (outcome.written and turn.cause != runs.LIST)
        if recovered or released or turn.changed is None or did:
            self._remember(runs.row_of(outcome, now, now + timedelta(seconds=took), turn.cause), released)
        self._told.ran(outcome, turn.cause, took, now, self._warm.parts.config)
        self._supervisor.ready(f"last run {now:%H:%M:%S} UTC, {outcome.live:,} articles")

    def _doubt(self, turn: Turn, outcome: Outcome) -> None:
        """What could not be read is tried again before the next scheduled run."""
        if not any(is_passing(each.problem) for each in outcome.problems):
            self._doubts.worked()
            self._again_at = None
        elif turn.changed is None or self._again_at is None:
            self._again_at = self._clocks.timer() + self._doubts.failed()

    def _fail(self, error: Exception, cause: str, now: datetime) -> None:
        retry = self._failures.failed()
        self._retry_at = self._clocks.timer() + retry
        self._woken = None  # what it was to wake for is still to come
        self._absences.failed()
        self._told.failed(error, cause, retry, now, self._warm.parts.config)
        self._supervisor.status(f"failing: {error}")
        if self._failures.count == 1:
            status = error.status if isinstance(error, PublishError) else 3
            self._remember(runs.failed(str(error), status, now, now, cause))
        self._warm.close()

    def _remember(self, row: runs.RunRow, released: frozenset[str] = frozenset()) -> None:
        with suppress(Exception):  # where the state can't be written the next run says so
            self._warm.remember(row, released)

    def _make_timetable(self, now: datetime) -> Timetable:
        config = self._warm.parts.config
        return Timetable(config, now, {path: self._warm.released(path) for path in config.schedule.feeds})

    # What may have changed around it.

    def _look_around(self) -> None:
        self._supervisor.alive()
        if self._lookout.is_configured_anew(self._warm.parts):
            self._reload()
        if self._lookout.watch(self._warm.parts):
            self._whole = self._whole or runs.CHANGE
            self._watched_at = self._clocks.timer() + WATCHING_AFTER
        for sentence in self._asked.sentences():
            self._told.say(sentence, self._clocks.now(), self._warm.parts.config)
        self._beside.look(self._warm.parts)

    def _reload(self) -> None:
        self._supervisor.reloading()
        now, before = self._clocks.now(), self._warm.parts.config
        try:
            parts = self._load()
        except InvalidConfig as error:
            for mistake in error.mistakes:
                self._told.say(f"{mistake} The configuration stays as it was.", now, before)
            self._supervisor.ready("the configuration has a mistake; it stays as it was")
            return
        self._warm.end()
        self._warm.parts = parts
        self._changes = Changes(parts, self._clocks.now, self._clocks.timer)
        self._timetable, self._whole, self._retry_at = None, runs.CONFIGURATION, 0.0
        self._told.say("took up the new configuration", now, parts.config)
        self._supervisor.ready("took up the new configuration")
