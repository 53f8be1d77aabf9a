"""What is due when: the publication, and the feeds that have a schedule of their own. Pure: the time is passed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publish.schedule import SWEEP, Every, Schedule, schedule_of
from publish.zones import zone_of

if TYPE_CHECKING:
    from publish.settings import Config

# So far back the clock has to go for all that is due to be counted anew.
_SET_BACK = timedelta(seconds=2)


class Timetable:
    """The moments to come. `released` says when each feed with a schedule was last let out; None: never."""

    def __init__(self, config: Config, now: datetime, released: Mapping[str, datetime | None]) -> None:
        schedules = schedules_of(config)
        self._schedule = schedules[None]
        self._feeds = {path: schedule for path, schedule in schedules.items() if path is not None}
        self._now = now
        self.next_run = self._schedule.next_after(now)
        # What was missed while nothing ran is made up now, once however often it was missed.
        self._due = {
            path: now if (before := released.get(path)) is None else min(schedule.next_after(before), self._after(path))
            for path, schedule in self._feeds.items()
        }

    def at(self, now: datetime) -> None:
        """It is `now`. Where the clock was set back everything is counted from the new time."""
        if now < self._now - _SET_BACK:
            self.next_run = min(self.next_run, self._schedule.next_after(now))
            self._due = {path: min(due, self._feeds[path].next_after(now)) for path, due in self._due.items()}
        self._now = now

    def is_due(self) -> bool:
        """Whether the publication is."""
        return self.next_run <= self._now

    def waiting(self) -> frozenset[str]:
        """Feeds whose time has not come."""
        return frozenset(path for path, due in self._due.items() if due > self._now)

    def due_feeds(self) -> frozenset[str]:
        """Feeds whose time has come."""
        return frozenset(self._due) - self.waiting()

    def release(self, feeds: frozenset[str]) -> None:
        """These were let out now."""
        self._due.update((path, self._after(path)) for path in feeds)

    def ran(self) -> None:
        """Everything was looked through now."""
        self.next_run = self._schedule.next_after(self._now)

    def next_moment(self) -> datetime:
        """The earliest of all."""
        return min([self.next_run, *self._due.values()])

    def _after(self, path: str) -> datetime:
        return self._feeds[path].next_after(self._now)


def schedules_of(config: Config) -> dict[str | None, Schedule]:
    """The publication's schedule under None, and those of feeds by their path. Raises InvalidConfig."""
    zone = zone_of(config.publication.timezone)
    own = config.schedule
    found: dict[str | None, Schedule | None] = {None: schedule_of(own.every, own.cron, zone)}
    found.update((path, schedule_of(when.every, when.cron, zone)) for path, when in own.feeds.items())
    return {path: schedule or Every(SWEEP) for path, schedule in found.items()}
