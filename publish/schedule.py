"""When something is due next: an interval or a cron expression. Pure: the moment to count from is passed in."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple, Protocol

from publish.configuration.values import seconds
from publish.errors import InvalidConfig

# Without a schedule everything is looked through so often: what an event missed is found by then.
SWEEP = 900.0  # seconds


class Schedule(Protocol):
    """Says when."""

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment after `moment` (aware), in UTC."""
        ...


class Every(NamedTuple):
    """So many seconds apart."""

    seconds: float

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment after `moment` (aware), in UTC."""
        return moment.astimezone(UTC) + timedelta(seconds=self.seconds)


class Cron(NamedTuple):
    """Five fields as crontab(5) has them, in a zone.

    On the day on which the clock goes forward, a time of day that it skips is due as the gap ends; when it goes
    back, a time of day that comes twice is due the first time only. Both as Debian's cron(8) does it.
    """

    expression: str
    zone: tzinfo

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment after `moment` (aware), in UTC. Raises InvalidConfig for a date that never comes."""
        try:
            from cronsim import CronSim, CronSimError
        except ImportError as error:
            raise InvalidConfig(['a schedule with cron needs cronsim: pip install "masthead[run]"']) from error
        try:
            # Counted from the second time of an hour that comes twice, the first due time may lie in the first.
            following = (due.astimezone(UTC) for due in CronSim(self.expression, moment.astimezone(self.zone)))
            return next(due for due in following if due > moment)
        except (CronSimError, StopIteration) as error:
            raise InvalidConfig([f'cron = "{self.expression}" never comes']) from error


def schedule_of(every: str | None, cron: str | None, zone: tzinfo) -> Schedule | None:
    """What a table's `every` or `cron` says, None where it says neither."""
    if cron is not None:
        return Cron(cron, zone)
    return None if every is None else Every(seconds(every))
