"""Dates as authors write them.

ISO 8601 first, then one small grammar of what newsrooms write: "20 April 2023", "Apr 20, 2023 11:30am",
"Sat, 28 Feb 2026 18:30:00 +0800", "2026年2月28日 下午6時30分". A date must say its day, its month and all four
figures of its year; nothing is filled in. A wrong date is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from entries.text import excerpt, line

_EXAMPLE = "Write it as 2026-02-28 18:30."

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NUMBER = {name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in (3, len(name))}
_MONTH_NUMBER["sept"] = 9
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_NUMBER, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_GAP = r"[ ./-]{0,3}"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}",
        rf"{_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}",
        rf"{_MONTH}{_GAP}{_DAY} {_YEAR}",
        rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}",
        rf"{_YEAR} ?[年년] ?(?P<month>\d{{1,2}}) ?[月월] ?(?P<day>\d{{1,2}}) ?[日號号일]",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    )
)
# Day and month in figures, in one order or the other.
_FIGURES = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(rf"(?:{_DAY}{_GAP}{_MONTH}|\d{{1,2}}[-/.]\d{{1,2}})[ ./'’-]{{0,3}}\d\d", re.IGNORECASE)

_TIME = re.compile(
    r"(?<![\d.:/])(?P<part>上午|下午|凌晨|清晨|早上|中午|傍晚|晚上|오전|오후)?\s?"
    r"(?:(?P<hour>\d{1,2})(?::|\.(?=\d\d(?![\d.]))|h(?=\d\d)|\s?[時时點点시]\s?)(?:(?P<minute>\d{1,2})(?!\d)\s?[分분]?)?"
    r"(?:[:.]?(?<=[:.分분])\s?(?P<second>\d{2})(?:[.,]\d{1,9})?(?!\d)\s?[秒초]?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<full_hour>\d{1,2})\s?(?P<full_half>[ap])\.?m\b\.?)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s?(?:"
    r"(?P<offset>(?:UTC|GMT)?\s?(?P<sign>[+\u2212-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d)(?::?(?P<seconds>\d\d))?)?(?!\d))"
    r"|(?P<utc>(?:Z|UTC|GMT|UT)\b)"
    r"|(?P<name>\[?[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+\]?|\(?(?:[A-Z]{1,4}T|MSK)\b\)?)"
    r")(?:\s?[(\[][^()\[\]]{1,40}[)\]])?"
)
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?)\b\.?"
    r"|\(?(?:星期|週|周|禮拜|礼拜)[一二三四五六日天]\)?|\([一二三四五六日月火水木金土]\)|[월화수목금토일]요일",
    re.IGNORECASE,
)
_FILLER = re.compile(r"[,，、|·•]|\b(?:at|on|of|the)\b|(?<=\s)[-–—](?=\s)|(?<=\d)T$|^[-–—]\s|\s[-–—]$", re.IGNORECASE)

_LATER = frozenset(("下午", "傍晚", "晚上", "오후", "p"))
_LONGEST = 80  # characters: longer texts are no dates


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
    """`text`, on one line, by the grammar; naive where it names no zone."""
    if len(text) > _LONGEST or not any(character.isdecimal() for character in text):
        raise _unreadable(text)
    rest = text if text.isascii() else unicodedata.normalize("NFKC", text)
    clock, zoned = time(), None
    if found := _TIME.search(rest):
        clock = _clock(found, text)
        zoned = _ZONE.match(rest, found.end())
        rest = f"{rest[: found.start()]} {rest[(zoned or found).end() :]}"
    rest = _FILLER.sub(" ", _WEEKDAY.sub(" ", " ".join(rest.split())))
    moment = datetime.combine(_day(" ".join(rest.split()), text), clock)
    return moment.replace(tzinfo=_zone(zoned, moment, zone, text)) if zoned else moment


def _day(rest: str, text: str) -> date:
    for form in _FORMS:
        if found := form.fullmatch(rest):
            name = found["month"].lower()
            month = _MONTH_NUMBER.get(name) or int(name)
            return _date(int(found["year"]), month, int(found["day"]), text)
    if found := _FIGURES.fullmatch(rest):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first != second and 1 <= first <= 12 and 1 <= second <= 12:
            one, other = date(year or 1, second, first), date(year or 1, first, second)
            raise DateError(
                f'date "{text}" is {_spoken(one)} or {_spoken(other)}.',
                f"Write {one.isoformat()} or {other.isoformat()}.",
                "ambiguous-date",
            )
        return _date(year, first, second, text) if second > 12 >= first else _date(year, second, first, text)
    if _SHORT_YEAR.fullmatch(rest):
        raise DateError(f'date "{text}" has a year of two figures.', "Write all four of them.", "unreadable-date")
    raise _unreadable(text)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError(f'date "{text}" is no day of any calendar.', "", "impossible-date") from None


def _spoken(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()}"


def _clock(found: re.Match[str], text: str) -> time:
    hour = int(found["hour"] or found["full_hour"])
    half = (found["part"] or found["half"] or found["full_half"] or "").lower()
    if half in ("a", "p") and not 1 <= hour <= 12:
        raise _no_time(text)
    if half in ("a", "凌晨") and hour == 12:
        hour = 0
    elif (half in _LATER and hour < 12) or (half == "中午" and hour < 11):
        hour += 12
    # A leap second is part of the second before it: POSIX time has no other place for it.
    second = min(int(found["second"] or 0), 59) if found["second"] != "60" or found["minute"] == "59" else 60
    try:
        return time(hour, int(found["minute"] or 0), second)
    except ValueError:
        raise _no_time(text) from None


def _zone(found: re.Match[str], moment: datetime, zone: tzinfo, text: str) -> tzinfo:
    if found["utc"]:
        return UTC
    if found["offset"]:
        offset = timedelta(
            hours=int(found["hours"]), minutes=int(found["minutes"] or 0), seconds=int(found["seconds"] or 0)
        )
        if offset >= timedelta(days=1):
            raise _no_time(text)
        return timezone(offset if found["sign"] == "+" else -offset)
    name = found["name"].strip("[]()")
    if "/" in name:
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(name)
        except (KeyError, OSError, ValueError):
            raise _unreadable(text) from None
    # What the publication's own zone is called at that time is certain; elsewhere CST is three zones, IST four.
    if moment.replace(tzinfo=zone).tzname() == name:
        return zone
    raise DateError(
        f'date "{text}" has a zone by name, {name}, that is not the publication\'s.',
        "Write its offset from UTC, such as +08:00.",
        "ambiguous-date",
    )


def _no_time(text: str) -> DateError:
    return DateError(f'date "{text}" names no time of day.', "", "impossible-date")


def _unreadable(text: str) -> DateError:
    return DateError(f'date "{excerpt(text, _LONGEST)}" can\'t be read.', _EXAMPLE, "unreadable-date")
