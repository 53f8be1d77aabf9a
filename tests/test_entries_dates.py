"""Dates as authors write them."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.date_lines import read_dates
from entries.dates import DateError, parse

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
BERLIN = ZoneInfo("Europe/Berlin")

READABLE = [
    ("2026-02-28", "2026-02-27T16:00:00"),
    ("2026-02-28 18:30", "2026-02-28T10:30:00"),
    ("2026-02-28T18:30:00.9+08:00", "2026-02-28T10:30:00"),
    ("2026-02-28T18:30:00Z", "2026-02-28T18:30:00"),
    ("20260228T183000Z", "2026-02-28T18:30:00"),
    ("20260228", "2026-02-27T16:00:00"),
    ("2026-02-28 18:30:00 +0800", "2026-02-28T10:30:00"),
    ("2026-02-28 18:30:00 -5", "2026-02-28T23:30:00"),
    ("2026-2-8 9:05", "2026-02-08T01:05:00"),
    ("2026/10/05", "2026-10-04T16:00:00"),
    ("Sat, 28 Feb 2026 18:30:00 +0800", "2026-02-28T10:30:00"),
    ("Sat, 28 Feb 2026 18:30:00 GMT", "2026-02-28T18:30:00"),
    ("Sat Feb 28 18:30:00 UTC 2026", "2026-02-28T18:30:00"),
    ("Sat Feb 28 2026 18:30:00 GMT+0800 (Hong Kong Standard Time)", "2026-02-28T10:30:00"),
    ("11:30am, 20 Apr, 2023", "2023-04-20T03:30:00"),
    ("20 April 2023", "2023-04-19T16:00:00"),
    ("April 20th, 2023, 11:30 p.m.", "2023-04-20T15:30:00"),
    ("20th of April, 2023 at 6pm", "2023-04-20T10:00:00"),
    ("Thursday 20 April 2023 18.30", "2023-04-20T10:30:00"),
    ("Feb 28, 2026 | 6:30 PM", "2026-02-28T10:30:00"),
    ("12 am 1 May 2026", "2026-04-30T16:00:00"),
    ("28-Feb-2026", "2026-02-27T16:00:00"),
    ("Sept. 5, 2026", "2026-09-04T16:00:00"),
    ("28.02.2026", "2026-02-27T16:00:00"),
    ("13/05/2026", "2026-05-12T16:00:00"),
    ("05/13/2026", "2026-05-12T16:00:00"),
    ("05/05/2026", "2026-05-04T16:00:00"),
    ("2026年2月28日 18:30", "2026-02-28T10:30:00"),
    ("2026 年 2 月 28 日 下午6時30分", "2026-02-28T10:30:00"),
    ("２０２６年２月２８日　１８：３０", "2026-02-28T10:30:00"),  # noqa: RUF001  # full width, as typed in Chinese
    ("2026年2月28日（星期六）上午10點", "2026-02-28T02:00:00"),
    ("2026年2月28日 凌晨12時05分", "2026-02-27T16:05:00"),
    ("2026년 2월 28일 오후 6시 30분", "2026-02-28T10:30:00"),
    ("2026-02-28 18:30 HKT", "2026-02-28T10:30:00"),
    ("2026-02-28 18:30 Asia/Tokyo", "2026-02-28T09:30:00"),
    ("2026-02-28T18:30+08:00[Asia/Hong_Kong]", "2026-02-28T10:30:00"),
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
    ("Sat Feb 28 18:30:00 2026 +0800", "2026-02-28T10:30:00"),
    ("Sat Feb 28 18:30:00 2026", "2026-02-28T10:30:00"),
    ("28 Feb 2026 6.30pm UTC+8", "2026-02-28T10:30:00"),
    ("Apr 20,2023", "2023-04-19T16:00:00"),
    ("20Apr2023", "2023-04-19T16:00:00"),
    ("2026 Feb 28, 18h30", "2026-02-28T10:30:00"),
    ("2026 2 28", "2026-02-27T16:00:00"),
    ("Tues., 3 March 2026 – 18:30:00,5 (HKT)", "2026-03-03T10:30:00"),
    ("20260228 6pm", "2026-02-28T10:00:00"),
    ("18:30 Asia/Tokyo, 28 Feb 2026", "2026-02-28T09:30:00"),
    ("28 Feb 2026 [Asia/Tokyo]", "2026-02-27T15:00:00"),
    ("18:30 SAT 28 FEB 2026", "2026-02-28T10:30:00"),
    ("2026年2月28日(土) 午後6時30分15秒", "2026-02-28T10:30:15"),
    ("2026年2月28日 中午1時", "2026-02-28T05:00:00"),
    ("2026年2月28日 下午18:30 −05:00", "2026-02-28T23:30:00"),  # noqa: RUF001  # a minus sign
    ("٢٠٢٦-٠٢-٢٨", "2026-02-27T16:00:00"),
]


@pytest.mark.parametrize(("text", "moment"), READABLE)
def test_a_date_is_read_in_the_publications_zone_unless_it_names_one(text: str, moment: str) -> None:
    """The moment is in UTC and whole seconds; a date without a time is at 00:00."""
    assert parse(text, HONG_KONG) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PIECES = (
    *("2026", "26", "0026", "1", "05", "5th", "10", "13", "28", "31", "60", "2000", "20260228", "1830", "5.5", "10,5"),
    *("May", "Feb.", "Sept", "October", "MAR", "Mai", "Sat", "thurs", "of", "at", "and", "ad", "the", "noon", "a", "m"),
    *("18:30", "6:30 pm", "12am", "0:30", "6 p.m.", "18.30", "18h30", "23:59:60", "p", "h", "s", "T", "Z", "UTC"),
    *("+0800", "-5", "GMT+8", "HKT", "EST", "(HKT)", "Asia/Tokyo", "下午6時", "5月", "28日", "2026年2月28日"),
    *("-", "/", ".", ",", ":", "'", "+", "–"),
)
texts = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from((" ", " ", "", "-", "/", "."))), max_size=9).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)


@given(texts)
@settings(max_examples=500, deadline=None)
def test_no_reading_contradicts_its_text(text: str) -> None:
    """Year, month and day are there to be read, no other year is, and a time only where there is one."""
    try:
        moment = parse(text, UTC)
    except DateError:
        return
    with suppress(ValueError):
        datetime.fromisoformat(text.strip())
        return
    days = [(moment + timedelta(days=zone)).date() for zone in (-1, 0, 1)]
    figures = [int(figure) for figure in re.findall(r"\d+", text.replace("20260228", "2026 02 28"))]
    named = [month for month in MONTHS if re.search(rf"(?<![a-z]){month}", text, re.IGNORECASE)]
    assert any(
        {day.year, day.day} <= set(figures) and (MONTHS[day.month - 1] in named or day.month in figures) for day in days
    )
    assert len([figure for figure in figures if figure in (1830, 2000, 2026)]) <= 1
    if not re.search(r"\d[:.h]\d|\d ?[ap]\.?m|[時T]|Asia", text, re.IGNORECASE):
        assert (moment.hour, moment.minute, moment.second) == (0, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "1 p Feb 2026",
        "6 p m HKT Feb 2026",
        "20 Apr 2023 –05:00",
        "20 Apr 2023 -05:00",
        "10 May 2026 11",
        "10 May 2026 1830",
        "10.5 May 2026",
        "10 May 26 2026",
        "18:30 19:30 10 May 2026",
        "28 Feb 2026 (EST)",
        "10 May 2026 18:30 utc",
        "10 2026 05",
        "20 May June 2026",
        "2026年2月28日 晚上12時",
        "2026年2月28日 上午12時",
        "令和8年2月28日",
        "28 февраля 2026",
    ],
)
def test_what_dateutil_would_guess_is_refused(text: str) -> None:
    """Hours without a sign of it, two times, zones left over, decimals, a twelfth hour that may be either."""
    with pytest.raises(DateError) as error:
        parse(text, HONG_KONG)
    assert error.value.code == "unreadable-date"


def test_iso_dates_need_no_library() -> None:
    """ISO 8601 is read without loading dateutil, and so is what can't be a date."""
    code = (
        "import sys; from datetime import UTC; from entries.dates import parse; parse('2026-02-28T18:30:00Z', UTC)\n"
        "try: parse('By the end of 2021, 312 of the top 500 had come', UTC)\n"
        "except ValueError: pass\n"
        "assert 'dateutil' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], check=True)


def test_a_zone_by_name_chooses_the_hour_that_came_twice() -> None:
    """02:30 CET on the night when Berlin goes back from summer time is the second 02:30."""
    assert parse("25 Oct 2026 02:30 CET", BERLIN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("10/05/2026", 'date "10/05/2026" is 10 May or 5 October.', "Write 2026-05-10 or 2026-10-05."),
        ("05/10/2026", 'date "05/10/2026" is 5 October or 10 May.', "Write 2026-10-05 or 2026-05-10."),
        ("10.05.2026 18:30", 'date "10.05.2026 18:30" is 10 May or 5 October.', "Write 2026-05-10 or 2026-10-05."),
        ("1 2 2026", 'date "1 2 2026" is 1 February or 2 January.', "Write 2026-02-01 or 2026-01-02."),
        ("1-2-2026", 'date "1-2-2026" is 1 February or 2 January.', "Write 2026-02-01 or 2026-01-02."),
        (
            "2026-02-28 18:30 EST",
            'date "2026-02-28 18:30 EST" has a zone by name, EST, that is not the publication\'s.',
            "Write its offset from UTC, such as +08:00.",
        ),
    ],
)
def test_an_ambiguous_date_is_an_error_that_gives_both_readings(text: str, problem: str, remedy: str) -> None:
    """A wrong date is worse than none."""
    with pytest.raises(DateError) as error:
        parse(text, HONG_KONG)
    assert (error.value.problem, error.value.remedy, error.value.code) == (problem, remedy, "ambiguous-date")


@pytest.mark.parametrize(
    "text",
    [
        *("30 February 2026", "2026-02-30", "31/04/2026", "13/13/2026", "2026-13-05", "32 May 2026", "29 Feb 2025"),
        *("2026年2月30日", "2026-02-30T10:00:00Z", "0 May 2026"),
    ],
)
def test_an_impossible_date_is_no_day_of_any_calendar(text: str) -> None:
    """Never the nearest day, nor day and month exchanged."""
    with pytest.raises(DateError) as error:
        parse(text, UTC)
    assert error.value.problem == f'date "{text}" is no day of any calendar.'
    assert error.value.code == "impossible-date"


@pytest.mark.parametrize(
    "text", ["2026-02-28 25:00", "2026-02-28 18:61", "13pm 10 May 2026", "2026-02-28 18:30 +30:00"]
)
def test_an_impossible_time_is_an_error(text: str) -> None:
    """It names no time of day."""
    with pytest.raises(DateError) as error:
        parse(text, UTC)
    assert error.value.code == "impossible-date"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "May 2026",
            "10 May",
            "2026",
            "2026-02",
            "18:30",
            "yesterday",
            "",
            "28 Febuary 2026",
            "10/05/26",
            "28 Feb 26",
        ),
        *("1700000000", "1700000000000", "17121212012", "12345-01-01", "0001-01-01T00:00:00Z", "民國115年2月28日"),
        *(
            "9999-12-31T23:59:59-12:00",
            "x" * 5_000,
            "1 2 3 4 2026",
            "10 May 2026 and more",
            "2026-02-28 18:30 Not/AZone",
        ),
        "2026-02-28 18:30 ../../etc/passwd",
    ],
)
def test_nothing_is_filled_in(text: str) -> None:
    """A text that lacks a day, a month or a figure of its year, or says more than a date, is no date."""
    with pytest.raises(DateError) as error:
        parse(text, HONG_KONG)
    assert error.value.code == "unreadable-date"
    assert error.value.remedy
    assert len(error.value.problem) < 200


def test_a_time_that_the_clock_left_out_moves_forward() -> None:
    """02:30 on the night when Berlin goes from 02:00 to 03:00 is 03:30 summer time."""
    assert parse("2026-03-29T02:30:00", BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_time_that_came_twice_is_the_first() -> None:
    """02:30 on the night when Berlin goes back is summer time."""
    assert parse("2026-10-25 02:30", BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(1000, 1, 3), datetime(9999, 12, 29)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(
        ["%d %B %Y %H:%M:%S {z}", "%a, %d %b %Y %H:%M:%S {z}", "%B %d, %Y %H:%M:%S {z}", "%Y年%m月%d日 %H:%M:%S {z}"]
    ),
)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read(moment: datetime, minutes: int, form: str) -> None:
    """Every form, in every zone, gives the moment back."""
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    year = f"{moment.year:04}"
    text = moment.strftime(form.replace("%Y", year)).format(z=moment.strftime("%z"))
    assert parse(text, UTC) == moment


@pytest.mark.filterwarnings("error")
@given(
    texts
    | st.text(max_size=40)
    | st.from_regex(r"[0-9]{1,4}[-/. ](?:[0-9]{1,2}|May)[-/. ][0-9]{1,4}[ T]?[0-9:. apm+Z-]{0,12}")
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_date_or_an_error_that_says_so(text: str) -> None:
    """No other exception, and never a moment outside the calendar."""
    try:
        moment = parse(text, HONG_KONG)
    except DateError:
        return
    assert moment.tzinfo is UTC
    assert moment.microsecond == 0


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("Published: 2026-02-28 18:30", [("published", "2026-02-28 18:30")]),
        ("Updated: 21 Apr 2023", [("updated", "21 Apr 2023")]),
        ("發布：2026年2月28日 18:30", [("published", "2026年2月28日 18:30")]),
        ("更新：2026年2月30日", [("updated", "2026年2月30日")]),
        ("11:30am, 20 Apr, 2023", [("published", "11:30am, 20 Apr, 2023")]),
        (
            "Published: 11:30am, 20 Apr, 2023 Updated: 1:15pm, 20 Apr, 2023",
            [("published", "11:30am, 20 Apr, 2023"), ("updated", "1:15pm, 20 Apr, 2023")],
        ),
        (
            "Published 20 April 2023 | Updated 21 April 2023",
            [("published", "20 April 2023"), ("updated", "21 April 2023")],
        ),
        ("Posted on April 20, 2023", [("published", "April 20, 2023")]),
        ("First published on Thu 20 Apr 2023 18.30", [("published", "Thu 20 Apr 2023 18.30")]),
        ("Date: 10/05/2026", [("published", "10/05/2026")]),
        ("Published: May 2026", [("published", "May 2026")]),
    ],
)
def test_a_line_of_dates_is_found(line: str, dates: list[tuple[str, str]]) -> None:
    """With its label or by itself, in the author's own words; one that can't be read too, for it must be named."""
    assert list(read_dates(line)) == dates


@pytest.mark.parametrize(
    "line",
    [
        *("Updated: 3 people have died", "By the end of 2021, 312 of the top 500 had come", "2026", "20260228"),
        *(
            "Published by the university in 2023",
            "On 20 April 2023 the ferry sank",
            "The date 20 April 2023",
            "Updated",
        ),
    ],
)
def test_prose_is_no_date_line(line: str) -> None:
    """Dates never come from a sentence."""
    assert read_dates(line) == ()
