"""Where a feed's documents are, and the feed's own id."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.slugs import compare_key
from feeds.paths import document_paths, feed_id, feed_path
from feeds.spec import FeedSpec

SECTION = FeedSpec(path="section/{section}", per="section")
SUFFIXES = {"rss": ".rss", "atom": ".atom", "json": ".json"}


def test_a_feed_of_everything_is_where_its_path_says() -> None:
    """A path that is no template stays as it is."""
    assert feed_path(FeedSpec(path="all"), "", "") == "all"


def test_a_family_has_one_folder() -> None:
    """For China: section/china, however the newsroom writes it."""
    assert feed_path(SECTION, "china", "China") == feed_path(SECTION, "china", "CHINA") == "section/china"


@pytest.mark.parametrize("name", ["Health & Environment", "港聞", "../x", "..", "", "con", "a/b", ".htaccess", "É"])
def test_names_that_no_file_can_have_are_told_apart_by_digits(name: str) -> None:
    """A lossy name gets "-" and six hex digits, and never leaves its folder."""
    path = feed_path(SECTION, compare_key(name), name)
    assert re.fullmatch(r"section/[a-z0-9_.-]*-[0-9a-f]{6}", path)
    assert "/." not in path


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text())
def test_two_keys_have_two_paths(one: str, other: str) -> None:
    """Different keys differ in their paths even where case does not count, and no path climbs."""
    keys = compare_key(one), compare_key(other)
    first, second = (feed_path(SECTION, key, key) for key in keys)
    assert re.fullmatch(r"section/[a-z0-9][a-z0-9_.-]*", first)
    assert (first.casefold() == second.casefold()) == (keys[0] == keys[1])


def test_a_path_that_another_feed_has_gets_digits() -> None:
    """A section named All beside the feed of everything has another document."""
    spec = FeedSpec(path="{section}", per="section")
    path = feed_path(spec, "all", "All", {"all"})
    assert re.fullmatch(r"all-[0-9a-f]{6}", path)
    assert path == feed_path(spec, "all", "ALL", {"all", "other"})


def test_documents() -> None:
    """One document for each format, beside each other."""
    assert document_paths(FeedSpec(path="all"), "all", SUFFIXES) == {
        "rss": "all.rss",
        "atom": "all.atom",
        "json": "all.json",
    }


def test_an_old_address_is_kept() -> None:
    """`files` gives a format another path, and only a format that is there."""
    spec = FeedSpec(path="all", files={"rss": "index.xml", "opml": "x.opml"})
    assert document_paths(spec, "all", {"rss": ".rss", "atom": ".atom"}) == {"rss": "index.xml", "atom": "all.atom"}


def test_a_family_keeps_its_old_addresses_by_its_field() -> None:
    """One path for a whole family would be one document for all of its feeds: it needs the field."""
    by_field = FeedSpec(path="section/{section}", per="section", files={"rss": "{section}/index.xml"})
    assert document_paths(by_field, "section/china", {"rss": ".rss"}, "china") == {"rss": "china/index.xml"}
    without = FeedSpec(path="section/{section}", per="section", files={"rss": "index.xml"})
    assert document_paths(without, "section/china", {"rss": ".rss"}, "china") == {"rss": "section/china.rss"}


def test_a_feeds_id_is_no_entrys() -> None:
    """A feed at section/china and an entry of a source named section have different ids."""
    from entries.ids import mint

    assert feed_id("tag:x,2026", "section/china") == "tag:x,2026:feed:section/china"
    assert feed_id("tag:x,2026", "section/china") != mint("tag:x,2026", "section", "china.md")
    assert feed_id("tag:x,2026", "a/b") != mint("tag:x,2026", "feed:a", "b.md")
