"""Status is four facts and a moment."""

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
UNSEEN = OUT._replace(released=False)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (UNSEEN, "live"),
        (OUT._replace(draft=True), "draft"),
        (UNSEEN._replace(embargo=NOW + HOUR), "embargoed"),
        (UNSEEN._replace(embargo=NOW), "live"),
        (OUT._replace(embargo=NOW + HOUR), "live"),
        (OUT._replace(expires=NOW + HOUR), "live"),
        (OUT._replace(expires=NOW), "expired"),
        (OUT._replace(withdrawn=NOW), "withdrawn"),
        (OUT._replace(withdrawn=NOW - 29 * DAY), "withdrawn"),
        (OUT._replace(withdrawn=NOW - 30 * DAY), "gone"),
        (UNSEEN._replace(withdrawn=NOW), "gone"),
        (OUT._replace(withdrawn=NOW, draft=True), "draft"),
        (OUT._replace(withdrawn=NOW, expires=NOW - DAY), "expired"),
        (OUT._replace(withdrawn=NOW - DAY, expires=NOW - HOUR), "withdrawn"),
    ],
)
def test_state(record: Record, expected: str) -> None:
    """Each combination of the four facts has one state, and only live and withdrawn entries are shown."""
    assert state(record, NOW) == expected
    assert is_live(record, NOW) == (expected in ("live", "withdrawn"))


def test_what_was_released_stays_released_when_the_clock_goes_back() -> None:
    """A clock that jumps to before the embargo takes nothing out of the feeds."""
    assert is_live(OUT._replace(embargo=NOW - HOUR), NOW - DAY)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (UNSEEN, None),
        (UNSEEN._replace(embargo=NOW + HOUR), NOW + HOUR),
        (UNSEEN._replace(embargo=NOW + HOUR, expires=NOW + DAY), NOW + HOUR),
        (OUT._replace(embargo=NOW + HOUR), None),
        (OUT._replace(expires=NOW + DAY), NOW + DAY),
        (OUT._replace(expires=NOW), None),
        (UNSEEN._replace(draft=True, embargo=NOW + HOUR), None),
        (OUT._replace(withdrawn=NOW), NOW + 30 * DAY),
        (OUT._replace(withdrawn=NOW, expires=NOW + DAY), NOW + 30 * DAY),
        (OUT._replace(withdrawn=NOW - 30 * DAY), None),
        (UNSEEN._replace(withdrawn=NOW), None),
    ],
)
def test_next_change(record: Record, expected: datetime | None) -> None:
    """Time alone releases an embargo, ends an entry that expires, and takes away a withdrawn one's note."""
    assert next_change(record, NOW) == expected


@pytest.mark.parametrize("hours", [1, 24 * 30, 24 * 40])
def test_nothing_changes_before_the_next_change(hours: int) -> None:
    """Between now and the next change an entry's state stands still, and at that moment it is another."""
    for record in (
        UNSEEN._replace(embargo=NOW + hours * HOUR),
        OUT._replace(expires=NOW + hours * HOUR),
        OUT._replace(withdrawn=NOW),
    ):
        moment = next_change(record, NOW)
        assert moment is not None
        assert state(record, moment - timedelta(seconds=1)) == state(record, NOW)
        assert state(record, moment) != state(record, NOW)
