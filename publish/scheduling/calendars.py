"""Schedules in the words of others: crontab(5) fields and systemd.time(7) calendar events. Pure."""

from __future__ import annotations

from publish.configuration.schedule import NAMES
from publish.configuration.values import seconds

_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def cron_of(every: str) -> str | None:
    """An interval as a cron expression; None where none comes at that interval."""
    length = seconds(every)
    if length % _MINUTE == 0 and length < _HOUR and _HOUR % length == 0:
        return f"*/{length / _MINUTE:.0f} * * * *" if length > _MINUTE else "* * * * *"
    if length % _HOUR == 0 and length < _DAY and _DAY % length == 0:
        return f"0 */{length / _HOUR:.0f} * * *" if length > _HOUR else "0 * * * *"
    return "0 0 * * *" if length == _DAY else None


def calendar_events(cron: str, zone: str) -> list[str]:
    """A cron expression as the values of OnCalendar=, one or two."""
    minute, hour, day, month, weekday = cron.split()
    time = f"{_field(hour, 0)}:{_field(minute, 0)}:00 {zone}"
    months, days, weekdays = _field(month, 1), _field(day, 1), _weekdays(weekday)
    if day.startswith("*") or weekday.startswith("*"):
        return [f"{weekdays}*-{months}-{days} {time}"]
    # crontab(5): where both are restricted "the command will be run when either field matches".
    return [f"*-{months}-{days} {time}", f"{weekdays}*-{months}-* {time}"]


def _field(field: str, least: int) -> str:
    return ",".join(_item(item, least) for item in field.split(","))


def _item(item: str, least: int) -> str:
    span, slash, step = item.partition("/")
    if span == "*":
        return f"{least}/{step}" if slash else "*"
    span = "..".join(NAMES.get(end.lower(), end) for end in span.split("-", 1))
    return f"{span}/{step}" if slash else span


def _weekdays(field: str) -> str:
    chosen: set[int] = set()
    for item in field.split(","):
        span, _, step = item.partition("/")
        if span == "*":
            first, last = 0, 6
        else:
            ends = [int(NAMES.get(end.lower(), end)) for end in span.split("-", 1)]
            first, last = ends[0], ends[-1] if len(ends) > 1 or not step else 6
        chosen.update(range(first, last + 1, int(step or 1)))
    if len({number % 7 for number in chosen}) == 7:
        return ""
    monday_first = sorted(chosen, key=lambda number: (number - 1) % 7)
    return ",".join(dict.fromkeys(_DAYS[number] for number in monday_first)) + " "
