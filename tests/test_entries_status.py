"""Status is four facts and a moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from entries.model import Record
from entries.status import is_live, next_change, state

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OUT = Record(
    source="desk", ref="a.md", id="tag:x,2026:a", link="https://x.example/a", title="A", slug="a",
    published=NOW - DAY, updated=NOW - DAY, first_seen=NOW - DAY, released=True,
)  # fmt: skip
UNSEEN = replace(OUT, released=False)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (UNSEEN, "live"),
        (replace(OUT, draft=True), "draft"),
        (replace(UNSEEN, embargo=NOW + HOUR), "embargoed"),
        (replace(UNSEEN, embargo=NOW), "live"),
        (replace(OUT, embargo=NOW + HOUR), "live"),
        (replace(OUT, expires=NOW + HOUR), "live"),
        (replace(OUT, expires=NOW), "expired"),
        (replace(OUT, withdrawn=NOW), "withdrawn"),
        (replace(OUT, withdrawn=NOW - 29 * DAY), "withdrawn"),
        (replace(OUT, withdrawn=NOW - 30 * DAY), "gone"),
        (replace(UNSEEN, withdrawn=NOW), "gone"),
        (replace(OUT, withdrawn=NOW, draft=True), "draft"),
        (replace(OUT, withdrawn=NOW, expires=NOW - DAY), "expired"),
        (replace(OUT, withdrawn=NOW - DAY, expires=NOW - HOUR), "withdrawn"),
    ],
)
def test_state(record: Record, expected: str) -> None:
    """Each combination of the four facts has one state, and only live and withdrawn entries are shown."""
    assert state(record, NOW) == expected
    assert is_live(record, NOW) == (expected in ("live", "withdrawn"))


def test_what_was_released_stays_released_when_the_clock_goes_back() -> None:
    """A clock that jumps to before the embargo takes nothing out of the feeds."""
    assert is_live(replace(OUT, embargo=NOW - HOUR), NOW - DAY)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (UNSEEN, None),
        (replace(UNSEEN, embargo=NOW + HOUR), NOW + HOUR),
        (replace(UNSEEN, embargo=NOW + HOUR, expires=NOW + DAY), NOW + HOUR),
        (replace(OUT, embargo=NOW + HOUR), None),
        (replace(OUT, expires=NOW + DAY), NOW + DAY),
        (replace(OUT, expires=NOW), None),
        (replace(UNSEEN, draft=True, embargo=NOW + HOUR), None),
        (replace(OUT, withdrawn=NOW), NOW + 30 * DAY),
        (replace(OUT, withdrawn=NOW, expires=NOW + DAY), NOW + 30 * DAY),
        (replace(OUT, withdrawn=NOW - 30 * DAY), None),
        (replace(UNSEEN, withdrawn=NOW), None),
    ],
)
def test_next_change(record: Record, expected: datetime | None) -> None:
    """Time alone releases an embargo, ends an entry that expires, and takes away a withdrawn one's note."""
    assert next_change(record, NOW) == expected


@pytest.mark.parametrize("hours", [1, 24 * 30, 24 * 40])
def test_nothing_changes_before_the_next_change(hours: int) -> None:
    """Between now and the next change an entry's state stands still, and at that moment it is another."""
    for record in (
        replace(UNSEEN, embargo=NOW + hours * HOUR),
        replace(OUT, expires=NOW + hours * HOUR),
        replace(OUT, withdrawn=NOW),
    ):
        moment = next_change(record, NOW)
        assert moment is not None
        assert state(record, moment - timedelta(seconds=1)) == state(record, NOW)
        assert state(record, moment) != state(record, NOW)
