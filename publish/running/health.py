"""When the next run is due, and whether the last one was well. Pure: the time is passed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publish.runs import FAILED_FROM
from publish.scheduling.timetable import schedules_of

if TYPE_CHECKING:
    from publish.runs import RunRow
    from publish.settings import Config

# So long a run may be late, or take, before anyone should worry.
LATE = timedelta(minutes=5)


def next_run(config: Config, last: datetime) -> datetime:
    """When the schedule has the run after one that began at `last`."""
    return schedules_of(config)[None].next_after(last)


def illness(config: Config, last: RunRow | None, looked: datetime | None, now: datetime) -> str | None:
    """What is wrong with the runs, None where nothing is. `looked` is when the lock was last held by anyone."""
    if last is None and looked is None:
        return "nothing has run yet"
    if last is not None and last.status >= FAILED_FROM:
        return f"the last run failed: {last.told.get('error', 'nothing could be published')}"
    latest = max(moment for moment in (last and last.finished, looked) if moment is not None)
    due = next_run(config, latest)
    return f"no run since {latest:%Y-%m-%dT%H:%M:%SZ}; one was due at {due:%H:%M} UTC" if now > due + LATE else None
