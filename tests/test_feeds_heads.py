"""A head that is made from another feed's is the head that feedgen writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats import _heads, atom, rss
from feeds.formats._safely import safely
from feeds.model import Feed, Neighbours

WORDS = st.text(st.sampled_from("ab %&<>\"'\n\r\t\u00a0é中\x01\ud800\ufdd0\U0001f600]-{|^`;"), max_size=8)
ADDRESSES = st.one_of(
    st.sampled_from(("https://harbourpost.example/", "https://harbourpost.example/?a=1&b=2", "tag:a,2026:feed:b")),
    WORDS.map("https://harbourpost.example/{}".format),
)
DATES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
FORMATS = pytest.mark.parametrize(("format", "write"), [("rss", rss._head), ("atom", atom._head)])


def outcome(write: Callable[[], bytes]) -> bytes | type[Exception]:
    """What is written, or the kind of error where nothing is."""
    try:
        return write()
    except (ValueError, TypeError) as error:
        return type(error)


@FORMATS
@given(data=st.data())
def test_same_as_written_alone(
    a_feed: Callable[..., Feed], format: str, write: Callable[[Feed], bytes], data: st.DataObject
) -> None:
    """Whatever its words, a feed's head is byte for byte the one that is written for it alone."""
    title = data.draw(WORDS)
    given: dict[str, Any] = {
        "title": title,
        "description": data.draw(st.one_of(st.just(title), WORDS)),
        "rights": data.draw(WORDS),
        "link": data.draw(ADDRESSES),
        "id": data.draw(ADDRESSES),
        "updated": data.draw(DATES),
        "documents": {format: data.draw(st.one_of(st.just("tag/a.xml"), WORDS))},
        "history": data.draw(st.sampled_from((Neighbours(), Neighbours(previous={format: "1.xml"})))),
        "image": data.draw(st.sampled_from((None, "https://harbourpost.example/logo.png"))),
    }
    feed = a_feed([], **given)
    assert outcome(lambda: _heads.head(write, format, feed)) == outcome(lambda: safely(write, feed))


@FORMATS
def test_family_is_written_once(
    a_feed: Callable[..., Feed], format: str, write: Callable[[Feed], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feeds that differ in their words and date alone take one writing."""
    monkeypatch.setattr(_heads, "_around", {})
    written = []

    def counted(feed: Feed) -> bytes:
        written.append(feed)
        return write(feed)

    for name in ("China", "World"):
        feed = a_feed([], title=name, id=f"tag:{name}", documents={format: f"section/{name}.xml"})
        assert name.encode() in _heads.head(counted, format, feed)
    assert len(written) == 1
