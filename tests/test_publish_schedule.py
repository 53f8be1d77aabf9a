"""When something is due: intervals and cron expressions across changes of the clock, and in the words of others."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.config import load
from publish.errors import InvalidConfig
from publish.schedule import Cron, Every, schedule_of
from publish.scheduling.calendars import calendar_events, cron_of
from publish.scheduling.timetable import Timetable
from publish.settings import Config
from publish.testing import CONFIG

pytest.importorskip("cronsim", reason="cronsim is not installed")

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def times(expression: str, start: datetime, count: int) -> list[str]:
    """The next few due moments, as people in Berlin see them."""
    found, cron = [], Cron(expression, BERLIN)
    for _ in range(count):
        start = cron.next_after(start)
        found.append(f"{start.astimezone(BERLIN):%d %H:%M%z}")
    return found


def test_an_interval_counts_seconds_whatever_the_clock_does() -> None:
    """Every is so many seconds later, also over a change of the clock."""
    before = datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN)
    assert Every(900).next_after(before) == before.astimezone(UTC) + 15 * MINUTE


def test_a_time_that_the_clock_skips_is_due_once_as_the_gap_ends() -> None:
    """On 29 March 2026 there is no 02:30 in Berlin: it is due at 03:00, and the next day as always."""
    start = datetime(2026, 3, 28, 3, tzinfo=BERLIN)
    assert times("30 2 * * *", start, 3) == ["29 03:00+0200", "30 02:30+0200", "31 02:30+0200"]


def test_a_time_that_comes_twice_is_due_the_first_time_only() -> None:
    """On 25 October 2026 the clock in Berlin shows 02:30 twice."""
    start = datetime(2026, 10, 24, 3, tzinfo=BERLIN)
    assert times("30 2 * * *", start, 3) == ["25 02:30+0200", "26 02:30+0100", "27 02:30+0100"]


def test_counted_from_the_second_time_of_an_hour_it_is_never_in_the_past() -> None:
    """Between the two 02:30s of that day, and after the second, the next one is that of the day after."""
    for minute in (10, 40):
        start = datetime(2026, 10, 25, 2, minute, tzinfo=BERLIN, fold=1)
        assert times("30 2 * * *", start, 1) == ["26 02:30+0100"]


def test_every_quarter_of_an_hour_goes_on_through_both_changes() -> None:
    """What is due all the time is due all the time."""
    for start in (datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC)):
        moment, cron = start, Cron("*/15 * * * *", BERLIN)
        for number in range(1, 13):
            moment = cron.next_after(moment)
            assert moment == start + number * 15 * MINUTE


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(0, 59), st.integers(0, 23))
def test_a_daily_time_is_due_once_a_day(start: datetime, minute: int, hour: int) -> None:
    """Whatever the day, the next due moment lies ahead, and no more than a day and the change of the clock away."""
    moment = start.replace(tzinfo=UTC)
    due = Cron(f"{minute} {hour} * * *", BERLIN).next_after(moment)
    assert moment < due <= moment + DAY + HOUR


def test_a_date_that_never_comes_is_a_mistake() -> None:
    """30 February is named, not waited for."""
    with pytest.raises(InvalidConfig, match=r'cron = "0 0 30 2 \*" never comes'):
        Cron("0 0 30 2 *", UTC).next_after(NOON)


def test_a_table_says_when_in_one_of_two_ways() -> None:
    """`every` is an interval, `cron` an expression in the publication's zone, neither is nothing."""
    assert schedule_of("15 min", None, UTC) == Every(900)
    assert schedule_of(None, "0 6 * * *", BERLIN) == Cron("0 6 * * *", BERLIN)
    assert schedule_of(None, None, UTC) is None


# The timetable.


def config(tmp_path: Path, more: str) -> Config:
    (tmp_path / "masthead.toml").write_text(CONFIG + more, "utf-8")
    return load(tmp_path / "masthead.toml", {})


FEEDS = """
[schedule]
every = "15 min"

[[feeds]]
path = "all"

[[feeds]]
path = "digest"
cron = "0 7 * * *"
"""


def test_the_publication_is_due_at_its_interval(tmp_path: Path) -> None:
    """From one run to the next."""
    timetable = Timetable(config(tmp_path, FEEDS), NOON, {"digest": NOON})
    assert (timetable.next_run, timetable.is_due()) == (NOON + 15 * MINUTE, False)
    timetable.at(NOON + 16 * MINUTE)
    assert timetable.is_due()
    timetable.ran()
    assert timetable.next_run == NOON + 31 * MINUTE


def test_without_a_schedule_everything_is_looked_at_each_quarter_of_an_hour(tmp_path: Path) -> None:
    """What an event missed is found by then."""
    assert Timetable(config(tmp_path, ""), NOON, {}).next_run == NOON + 15 * MINUTE


def test_a_feed_waits_for_its_own_time(tmp_path: Path) -> None:
    """Until 07:00 it waits, from then on it is due, and let out it waits for the next day."""
    timetable = Timetable(config(tmp_path, FEEDS), NOON, {"digest": NOON})
    assert (timetable.waiting(), timetable.due_feeds()) == ({"digest"}, frozenset())
    timetable.at(NOON + 19 * HOUR)
    assert (timetable.waiting(), timetable.due_feeds()) == (frozenset(), {"digest"})
    timetable.release(timetable.due_feeds())
    assert timetable.waiting() == {"digest"}


@pytest.mark.parametrize("released", [None, NOON - DAY, NOON - 30 * DAY])
def test_what_was_missed_is_made_up_once(tmp_path: Path, released: datetime | None) -> None:
    """However many of its times passed while nothing ran, a feed is due once, at once."""
    timetable = Timetable(config(tmp_path, FEEDS), NOON, {"digest": released})
    assert timetable.due_feeds() == {"digest"}
    timetable.release(timetable.due_feeds())
    assert timetable.next_moment() == NOON + 15 * MINUTE
    assert timetable.waiting() == {"digest"}


def test_after_the_clock_was_set_back_nothing_waits_for_the_old_time(tmp_path: Path) -> None:
    """An hour back: the next run is a quarter of an hour away, not an hour and a quarter."""
    timetable = Timetable(config(tmp_path, FEEDS), NOON, {"digest": NOON})
    timetable.at(NOON - HOUR)
    assert timetable.next_run == NOON - HOUR + 15 * MINUTE


# The configuration.


def test_a_feeds_schedule_changes_no_document(tmp_path: Path) -> None:
    """Neither the feed's own values nor what tells that a document may change depend on it."""
    with_it = config(tmp_path, FEEDS)
    without = config(tmp_path, FEEDS.replace('cron = "0 7 * * *"\n', ""))
    assert with_it.feeds == without.feeds
    assert with_it._replace(schedule=without.schedule) == without
    assert with_it.schedule.feeds["digest"].cron == "0 7 * * *"


def test_two_ways_at_once_are_a_mistake(tmp_path: Path) -> None:
    """A feed that says when twice is named with its line."""
    with pytest.raises(InvalidConfig, match="says when a second time; keep one of every and cron"):
        config(tmp_path, FEEDS + 'every = "1 h"\n')


# In the words of others.


@pytest.mark.parametrize(
    ("every", "expression"),
    [
        ("15 min", "*/15 * * * *"), ("1 min", "* * * * *"), ("1 h", "0 * * * *"), ("6 h", "0 */6 * * *"),
        ("24 h", "0 0 * * *"), ("1 d", "0 0 * * *"), ("7 min", None), ("30 s", None), ("5 h", None), ("2 d", None),
    ],
)  # fmt: skip
def test_an_interval_as_a_cron_expression(every: str, expression: str | None) -> None:
    """Where it divides the hour or the day; anything else has no cron expression."""
    assert cron_of(every) == expression


EXPRESSIONS = (
    "*/15 6-23 * * *", "0 7 * * mon-fri", "30 2 * * *", "5,35 */2 1-15 jan,jul *", "0 9 1 * 1", "0 0 * * 6,7",
    "10-50/20 8 * * */2", "0 12 * feb-apr 5-7", "59 23 31 12 *", "* * * * 0-7",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_reads_an_expression_as_we_do(expression: str) -> None:
    """The next ten moments of the calendar events are those of the cron expression."""
    start = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    moment, ours = start, []
    for _ in range(10):
        moment = Cron(expression, BERLIN).next_after(moment)
        ours.append(moment)
    theirs: set[datetime] = set()
    for event in calendar_events(expression, "Europe/Berlin"):
        command = ["systemd-analyze", "calendar", "--iterations=10", f"--base-time=@{start.timestamp():.0f}", event]
        said = subprocess.run(command, capture_output=True, text=True, check=True, env={"TZ": "UTC"}).stdout
        lines = [line.partition("Next elapse:")[2] or line.partition(":")[2] for line in said.splitlines()
                 if "Next elapse:" in line or line.strip().startswith(("Iteration", "Iter."))]  # fmt: skip
        theirs |= {datetime.strptime(line.strip(), "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC) for line in lines}
    assert sorted(theirs)[:10] == ours
