"""What is made from another entry's or feed's shape is what feedgen writes of it alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.model import Enclosure, Entry, Person
from entries.text import clean
from feeds import shapes
from feeds.formats import _entries, _heads, atom, rss
from feeds.formats._safely import safely
from feeds.model import Feed, Neighbours, Variant

WORDS = st.text(st.sampled_from("ab %&<>\"'\n\r\t\u00a0é中\x01\ud800\ufdd0\U0001f600]-{|^`;"), max_size=8)
ADDRESSES = st.one_of(
    st.sampled_from(("https://harbourpost.example/", "https://harbourpost.example/?a=1&b=2", "tag:a,2026:feed:b")),
    WORDS.map("https://harbourpost.example/{}".format),
)
DATES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
LINES = st.one_of(st.sampled_from(("Health & Environment", 'A < B > "C"', "It's", "世界", "100 % %(id)s")), WORDS)
FORMATS = pytest.mark.parametrize(("format", "write"), [("rss", rss._head), ("atom", atom._head)])
_ANY_ENTRIES = st.builds(
    Entry,
    id=ADDRESSES,
    link=ADDRESSES,
    title=LINES,
    published=DATES,
    updated=DATES,
    summary=LINES,
    body=st.one_of(st.none(), LINES, LINES.map("<p>{}</p>\n<p>b&nbsp;\t</p>".format)),
    authors=st.lists(LINES.map(lambda name: Person(name=name, uri="https://ann.example/")), max_size=3).map(tuple),
    contributors=st.sampled_from(((), (), (Person(name="Bo"),))),
    section=st.one_of(st.none(), LINES),
    tags=st.lists(LINES, max_size=3).map(tuple),
    labels=st.sampled_from(((), ("opinion",))),
    language=st.sampled_from((None, "en", "zh-Hant", "English", "en-masthead-title-stands-here")),
    enclosures=st.sampled_from(((), (), (Enclosure(url="https://harbourpost.example/a.mp3", length=1),))),
    rights=st.sampled_from(("", "", "All reserved")),
    license=st.sampled_from((None, None, "https://cc.example/")),
    provider=st.sampled_from((None, "AP & AFP")),
    format_ids=st.sampled_from(((), (), (("rss", "17"),))),
)
ENTRIES = _ANY_ENTRIES | _ANY_ENTRIES.map(lambda entry: entry._replace(updated=entry.published))
VARIANTS = st.builds(
    Variant,
    content=st.sampled_from(("full", "full", "summary")),
    authors_contact=st.sampled_from((False, False, True)),
    publication_language=st.sampled_from((None, "en")),
    fallback_author=st.sampled_from(("", "The Post & Co", shapes.stand_in("title"))),
)


def outcome(write: Callable[[], bytes]) -> bytes | type[Exception]:
    """What is written, or the kind of error where nothing is."""
    try:
        return write()
    except (ValueError, TypeError) as error:
        return type(error)


@FORMATS
@settings(deadline=None)
@given(data=st.data())
def test_head_as_written_alone(
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


@pytest.mark.parametrize(("format", "write"), [("rss", rss._item), ("atom", atom._entry)])
@settings(deadline=None)
@given(entry=ENTRIES, variant=VARIANTS)
def test_entry_as_written_alone(
    format: str, write: Callable[[Entry, Variant], bytes], entry: Entry, variant: Variant
) -> None:
    """Whatever its words, an entry is byte for byte the one that is written for it alone."""
    alone = outcome(lambda: safely(lambda shown: write(shown, variant), entry))
    assert outcome(lambda: _entries.entry(write, format, entry, variant)) == alone


@FORMATS
def test_family_is_written_once(
    a_feed: Callable[..., Feed], format: str, write: Callable[[Feed], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feeds that differ in their words and date alone take one writing."""
    monkeypatch.setattr(shapes, "known", {})
    written = []

    def counted(feed: Feed) -> bytes:
        written.append(feed)
        return write(feed)

    for name in ("China", "World"):
        feed = a_feed([], title=name, id=f"tag:{name}", documents={format: f"section/{name}.xml"})
        assert name.encode() in _heads.head(counted, format, feed)
    assert len(written) == 1


def test_a_plain_line_is_one_that_cleaning_leaves() -> None:
    """No character takes the short way that the long one would take out or mend."""
    every = (chr(number) for number in range(0x110000) if not 0xD800 <= number < 0xE000)
    assert [character for character in every if shapes.is_plain(character) and clean(character) != character] == []
