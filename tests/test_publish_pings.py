"""What is decided about a ping that is owed, and what the store keeps of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.notifying.pings import JITTER, LONGEST_LOOK, LONGEST_PAUSE, Ping, Result, after, is_private
from publish.stores.sqlite import SQLiteStore
from publish.testing import NOON

HUB = "https://hub.example/"
TOPIC = "https://harbourpost.example/feeds/all.atom"
TIMEOUT = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def a_ping(**given: object) -> Ping:
    """A ping owed since noon, plain but for what is given."""
    said = {"hub": HUB, "topic": TOPIC, "etag": "aa", "since": NOON, "looked": NOON, "attempts": 0}
    return Ping(**{**said, "next_at": NOON, "error": "", **given})  # type: ignore[arg-type]  # as named


@pytest.fixture
def store(tmp_path: Path) -> SQLiteStore:
    """An empty state."""
    return SQLiteStore(tmp_path / "state.sqlite")


def test_a_received_ping_is_settled() -> None:
    """Nothing is owed once the hub has it."""
    assert after(a_ping(), Result("received"), NOON, TIMEOUT) is None


def test_a_failing_hub_is_left_alone_twice_as_long_each_time() -> None:
    """Pauses double from a second, to an hour at the most, each longer by no more than the jitter."""
    ping = a_ping()
    for attempt in range(20):
        left = after(ping, Result("failed", "the hub answers 500"), NOON, TIMEOUT)
        assert left is not None
        pause = min(SECOND * 2**attempt, LONGEST_PAUSE)
        assert pause <= left.next_at - NOON <= pause * (1 + JITTER)
        assert (left.attempts, left.error) == (attempt + 1, "the hub answers 500")
        ping = left


def test_a_pause_that_the_hub_asks_for_is_kept() -> None:
    """Retry-After counts where it is the longer one, up to an hour."""
    for asked, kept in ((timedelta(seconds=90), timedelta(seconds=90)), (timedelta(days=9), LONGEST_PAUSE)):
        left = after(a_ping(), Result("failed", "", asked), NOON, TIMEOUT)
        assert left is not None
        assert left.next_at == NOON + kept


def test_what_failed_together_does_not_come_back_together() -> None:
    """The jitter of a topic is always the same, and that of another topic another."""
    failed = Result("failed", "")
    topics = [f"https://harbourpost.example/feeds/{number}.rss" for number in range(50)]
    moments = [after(a_ping(topic=topic), failed, NOON, TIMEOUT) for topic in topics]
    assert moments == [after(a_ping(topic=topic), failed, NOON, TIMEOUT) for topic in topics]
    assert len({left.next_at for left in moments if left is not None}) > 45


def test_a_refused_ping_is_tried_again_slowly() -> None:
    """A hub that is gone or refuses a topic is asked again within the hour, and is not counted as failing."""
    left = after(a_ping(), Result("refused", "the hub refuses it (400)"), NOON, TIMEOUT)
    assert left is not None
    assert LONGEST_PAUSE <= left.next_at - NOON <= LONGEST_PAUSE * (1 + JITTER)
    assert left.attempts == 0


@given(waited=st.integers(0, 599_000))
def test_a_document_is_looked_for_ever_more_slowly(waited: int) -> None:
    """The next look is soon where the wait was short, and never after the end of the time there is for it."""
    now = NOON + timedelta(milliseconds=waited)
    left = after(a_ping(), Result("absent", "its address answers 404"), now, TIMEOUT)
    assert left is not None
    assert now < left.next_at <= max(NOON + TIMEOUT, now + SECOND)
    assert left.next_at - now <= min(LONGEST_LOOK, max((now - NOON) / 3, SECOND)) * (1 + JITTER)
    assert left.attempts == 0


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://localhost:8000/feeds/", True),
        ("http://www.localhost/", True),
        ("http://127.0.0.1/", True),
        ("http://[::1]:8000/", True),
        ("http://192.168.1.9/feeds/", True),
        ("http://10.1.2.3/", True),
        ("https://harbourpost.example/feeds/", False),
        ("https://8.8.8.8/", False),
    ],
)
def test_private_addresses_are_known(url: str, private: bool) -> None:
    """An address that only this machine or network reaches is known by how it is written."""
    assert is_private(url) is private


def test_a_newer_document_takes_the_place_of_an_older(store: SQLiteStore) -> None:
    """Of a topic only the last ETag is owed, since now, whatever was said of the earlier one."""
    with store.transaction():
        store.owed.owe([(HUB, TOPIC, "aa")], NOON)
        store.owed.postpone([a_ping(next_at=NOON + TIMEOUT, error="the hub refuses it")])
        store.owed.owe([(HUB, TOPIC, "bb")], NOON + SECOND)
    later = NOON + SECOND
    assert store.owed.all() == [a_ping(etag="bb", since=later, looked=None, next_at=later)]


@pytest.mark.parametrize("first", [False, True])
def test_a_hub_that_failed_is_left_alone_with_what_is_new(first: bool, store: SQLiteStore) -> None:
    """Another version of the same document, and other documents, wait till the hub is asked again."""
    rest = a_ping(attempts=4, next_at=NOON + TIMEOUT, error="the hub answers 503")
    other = "https://other.example/"
    with store.transaction():
        store.owed.owe([(HUB, TOPIC, "aa")], NOON)
        store.owed.postpone([rest])
        store.owed.owe([(HUB, TOPIC, "bb"), (HUB, TOPIC + "z", "aa"), (other, TOPIC, "bb")], NOON, first=first)
    assert store.owed.due(HUB, NOON + SECOND, 9) == []
    assert len(store.owed.due(other, NOON + SECOND, 9)) == 1
    due = store.owed.due(HUB, NOON + TIMEOUT, 9)
    assert [(ping.etag, ping.attempts, ping.error) for ping in due] == [("bb", 4, rest.error), ("aa", 4, rest.error)]
    with store.transaction():
        store.owed.wake(HUB, NOON + SECOND)
    assert len(store.owed.due(HUB, NOON + SECOND, 9)) == 2


def test_the_same_document_is_owed_once(store: SQLiteStore) -> None:
    """To owe an ETag again changes nothing: neither since when, nor the pause."""
    waiting = a_ping(attempts=4, next_at=NOON + TIMEOUT, error="the hub answers 500")
    with store.transaction():
        store.owed.owe([(HUB, TOPIC, "aa")], NOON)
        store.owed.postpone([waiting])
        store.owed.owe([(HUB, TOPIC, "aa")], NOON + SECOND)
    assert store.owed.all() == [waiting]


def test_a_ping_settles_only_what_it_was_sent_for(store: SQLiteStore) -> None:
    """What was published while a ping was on its way stays owed, whatever came of that ping."""
    with store.transaction():
        store.owed.owe([(HUB, TOPIC, "bb")], NOON)
        store.owed.settle(a_ping())
        store.owed.postpone([a_ping(attempts=1, error="the hub answers 500")])
    assert store.owed.all() == [a_ping(etag="bb", looked=None)]
    with store.transaction():
        store.owed.settle(a_ping(etag="bb"))
    assert store.owed.count() == 0


def test_what_is_due_is_in_order(store: SQLiteStore) -> None:
    """Due are those whose pause is over, the longest first, of one hub."""
    topics = [f"{TOPIC}{number}" for number in range(4)]
    with store.transaction():
        store.owed.owe([(hub, topic, "aa") for hub in (HUB, "https://other.example/") for topic in topics], NOON)
        store.owed.postpone([a_ping(topic=topics[0], next_at=NOON + 2 * SECOND)])
        store.owed.postpone([a_ping(topic=topics[1], next_at=NOON + 9 * SECOND)])
    now = NOON + 3 * SECOND
    assert [ping.topic for ping in store.owed.due(HUB, now, 9)] == [topics[2], topics[3], topics[0]]
    assert [ping.topic for ping in store.owed.due(HUB, now, 2)] == [topics[2], topics[3]]
    assert store.owed.next_at([HUB], now) == NOON + 9 * SECOND


def test_what_goes_first_is_before_all_that_is_due(store: SQLiteStore) -> None:
    """However long the others have waited; nobody is shown a time before it was owed."""
    with store.transaction():
        store.owed.owe([(HUB, TOPIC, "aa")], NOON)
        store.owed.owe([(HUB, TOPIC + "z", "aa")], NOON + SECOND, first=True)
        store.owed.hasten(NOON + SECOND)
    due = store.owed.due(HUB, NOON + SECOND, 9)
    assert [(ping.topic, ping.next_at) for ping in due] == [(TOPIC + "z", NOON + SECOND), (TOPIC, NOON)]


def test_a_clock_that_is_put_back_delays_nothing(store: SQLiteStore) -> None:
    """What is due later than any pause is long was written by another clock, and is due."""
    with store.transaction():
        store.owed.owe([(HUB, TOPIC, "aa")], NOON)
    assert [ping.topic for ping in store.owed.due(HUB, NOON - timedelta(days=3), 9)] == [TOPIC]


def test_a_hub_rests_and_wakes_as_a_whole(store: SQLiteStore) -> None:
    """What is due at a hub waits with the one that failed there; when one is received, all are due at once."""
    topics = [f"{TOPIC}{number}" for number in range(3)]
    failed = a_ping(topic=topics[0], attempts=5, next_at=NOON + TIMEOUT, error="the hub answers 500")
    with store.transaction():
        store.owed.owe([(HUB, topic, "aa") for topic in topics], NOON)
        store.owed.postpone([failed])
        store.owed.rest(failed, NOON)
    assert store.owed.due(HUB, NOON, 9) == []
    assert {(ping.attempts, ping.next_at, ping.error) for ping in store.owed.all()} == {failed[5:]}
    with store.transaction():
        store.owed.wake(HUB, NOON + SECOND)
    assert len(store.owed.due(HUB, NOON + SECOND, 9)) == 3
