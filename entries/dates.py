"""Dates as authors write them.

ISO 8601 first. Whatever else there is, dateutil reads; it reads nearly anything, and fills in what is missing. So
what it would misread is written out for it, and the figures of the text are counted before and after: a date must say
its day, its month and all four figures of its year, once, and nothing else. A wrong date is worse than none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from entries.patterns import pattern
from entries.text import excerpt, line

_EXAMPLE = "Write it as 2026-02-28 18:30."
_LONGEST = 100  # characters: longer texts are no dates

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = pattern(rf"(?<![a-z])(?:{'|'.join(name[:3] for name in _MONTHS)})", re.IGNORECASE)

_PLACE = pattern(r"(?<![\w/])\[?([A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+)\]?")
_CLOCK = pattern(
    r"(?<![\d:/.+-])(?P<hour>\d{1,2})(?:(?::\d{1,2}){1,2}|(?= ?[AaPp][Mm]\b))(?: ?(?P<half>[AaPp])[Mm]\b)?"
    r"(?: ?(?:[+-](?:\d\d:?\d\d|\d{1,2})(?![\d:])|(?:Z|UTC|GMT)\b|"
    r"(?P<name>(?!(?:AT|SAT|OCT|SEPT)\b)[A-Z]{1,4}T\b|MSK\b)))?"
)


class DateError(ValueError):
    """A date that is none, or that is more than one.

    `problem` and `remedy` are sentences for an editor; `code` is "ambiguous-date", "impossible-date" or
    "unreadable-date".
    """

    def __init__(self, problem: str, remedy: str, code: str) -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy
        self.code = code


def parse(text: str, zone: tzinfo) -> datetime:
    """The moment that `text` names, in UTC and whole seconds.

    Without a zone of its own it is in `zone`, without a time at 00:00. Where the clock was put back and a time came
    twice, the first is meant; a time left out when the clock was put forward moves forward with it (PEP 495).
    Raises DateError.
    """
    text = text.strip()
    try:
        # Without this, ten figures and more would be a date with a time: seconds of some epoch are neither.
        if text.isdecimal() and len(text) != 8:
            raise ValueError
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _read(line(text), zone)
    if found.year < 1000:
        # "0001-01-01T00:00:00Z" is how some programs write that there is no date.
        raise _unreadable(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    try:
        return found.astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):
        raise _unreadable(text) from None


def _read(text: str, zone: tzinfo) -> datetime:
    """`text`, on one line: its day and its clock by dateutil, apart, so that neither is taken for the other."""
    if len(text) > _LONGEST or not any(character.isdecimal() for character in text):
        raise _unreadable(text)

    from entries.date_forms import write_out

    if place := _PLACE.search(text):
        zone = _zone(place[1], text)
    plain = write_out(_PLACE.sub(" ", text, count=1))
    clock = _CLOCK.search(plain)
    days = plain if clock is None else f"{plain[: clock.start()]} {plain[clock.end() :]}"
    moment = _day(days, text).replace(tzinfo=zone)
    return moment if clock is None else _at(clock, moment, text)


def _day(days: str, text: str) -> datetime:
    """The day that `days`, a date without a time, names, at 00:00."""
    named = _MONTH.search(days) is not None
    figures = re.findall(r"\d+", days)
    _check(days, figures, named, text)

    from dateutil import parser

    try:
        day = parser.parse(days, default=datetime(2000, 1, 1), dayfirst=False, yearfirst=False, ignoretz=True)
    except (ValueError, OverflowError) as error:
        # dateutil's error has a cause where it could read the text, and there is no such day.
        if error.__cause__ is None:
            raise _unreadable(text) from None
        raise DateError(f'date "{text}" is no day of any calendar.', "", "impossible-date") from None
    read = (day.year, day.day) if named else (day.year, day.month, day.day)
    if sorted(map(int, figures)) != sorted(read) or day.time() != time():
        raise _unreadable(text)
    return day


def _at(clock: re.Match[str], day: datetime, text: str) -> datetime:
    """`day` at that time, in the zone that the time names, else in that of `day`."""
    from dateutil import parser

    def zone(name: str | None, offset: int | None) -> tzinfo | None:
        return day.tzinfo if offset is None else timezone(timedelta(seconds=offset))

    if clock["half"] and not 1 <= int(clock["hour"]) <= 12:
        raise _no_time(text)
    try:
        moment = parser.parse(clock[0], default=day, tzinfos=zone)
    except (ValueError, OverflowError):
        raise _no_time(text) from None
    # What the publication's own zone is called at that time is certain; elsewhere CST is three zones, IST four.
    if clock["name"] and moment.tzname() != clock["name"]:
        raise DateError(
            f'date "{text}" has a zone by name, {clock["name"]}, that is not the publication\'s.',
            "Write its offset from UTC, such as +08:00.",
            "ambiguous-date",
        )
    return moment


def _zone(place: str, text: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(place)
    except (KeyError, OSError, ValueError):
        raise _unreadable(text) from None


def _check(days: str, figures: list[str], named: bool, text: str) -> None:
    """Raise DateError where the figures of a date are not those of one day, with or without its month by name."""
    shape = "M" * named + "".join({1: "n", 2: "n", 4: "Y"}.get(len(figure), "?") for figure in figures)
    if shape in ("Mnn", "nnn"):
        raise DateError(f'date "{text}" has a year of two figures.', "Write all four of them.", "unreadable-date")
    if shape not in ("MnY", "MYn", "Ynn", "nnY") or not days.isascii():
        raise _unreadable(text)
    if shape == "nnY":
        first, second, year = map(int, figures)
        if first != second and 1 <= first <= 12 and 1 <= second <= 12:
            one, other = date(year or 1, second, first), date(year or 1, first, second)
            raise DateError(
                f'date "{text}" is {first} {_MONTHS[second - 1]} or {second} {_MONTHS[first - 1]}.',
                f"Write {one.isoformat()} or {other.isoformat()}.",
                "ambiguous-date",
            )


def _no_time(text: str) -> DateError:
    return DateError(f'date "{text}" names no time of day.', "", "impossible-date")


def _unreadable(text: str) -> DateError:
    return DateError(f'date "{excerpt(text, _LONGEST)}" can\'t be read.', _EXAMPLE, "unreadable-date")
