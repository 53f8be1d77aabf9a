"""Atom 1.0 as readers need it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from entries.model import Enclosure, Image, Link, Person
from feeds.formats.atom import Atom
from feeds.model import Variant

Make = Callable[..., Any]
PLAIN = Variant()
NAMES = {"a": "http://www.w3.org/2005/Atom", "media": "http://search.yahoo.com/mrss/"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def feed(write: Make) -> Make:
    """The feed element of some entries."""
    return lambda *entries, **given: etree.fromstring(write(Atom(), entries, **given))


@pytest.fixture(scope="module")
def entry(feed: Make, an_entry: Make) -> Make:
    """The entry element of one entry."""
    return lambda variant=PLAIN, **given: feed(an_entry(**given), variant=variant).find("a:entry", NAMES)


def texts(element: Any, path: str) -> list[str]:
    """The texts of the elements at a path."""
    return [found.text for found in element.findall(path, NAMES)]


def test_atom_is_the_default_namespace(write: Make, an_entry: Make) -> None:
    """readers 26: prefixed Atom is empty in four readers."""
    written = write(Atom(), [an_entry()])
    assert b'xmlns="http://www.w3.org/2005/Atom"' in written
    assert b"<atom:" not in written
    assert b"<ns0:" not in written


def test_every_author_in_every_entry(entry: Make) -> None:
    """readers 13: one author element for each person."""
    written = entry(authors=(Person(name="A"), Person(name="陳大文")))
    assert texts(written, "a:author/a:name") == ["A", "陳大文"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"provider": "Agence Harbour"}, "Agence Harbour"),
        ({}, "The Harbour Post"),
        ({"authors": (Person(name=" "),)}, "The Harbour Post"),
    ],
)
def test_an_entry_without_byline_has_an_author_too(given: dict[str, Any], name: str, entry: Make) -> None:
    """readers 13: seven readers do not inherit the feed's author; the agency, else the publication, stands in."""
    written = entry(variant=Variant(fallback_author="The Harbour Post"), **{"authors": (), **given})
    assert texts(written, "a:author/a:name") == [name]


@pytest.mark.parametrize("contact", [True, False])
def test_addresses_of_authors_only_when_asked_for(contact: bool, entry: Make) -> None:
    """readers 13: mail and URI are shown only if the publication says so."""
    person = Person(name="A", email="a@b.example", uri="https://b.example/a")
    written = entry(variant=Variant(authors_contact=contact), authors=(person,), contributors=(person,))
    for who in ("author", "contributor"):
        assert texts(written, f"a:{who}/a:email") == (["a@b.example"] if contact else [])
        assert texts(written, f"a:{who}/a:uri") == (["https://b.example/a"] if contact else [])


def test_what_is_no_address_is_not_shown_as_one(entry: Make) -> None:
    """Mail and URI that are none are left out."""
    written = entry(
        variant=Variant(authors_contact=True), authors=(Person(name="A", email="at home", uri="javascript:1"),)
    )
    assert texts(written, "a:author/a:email") == texts(written, "a:author/a:uri") == []


def test_the_feed_has_an_author(feed: Make) -> None:
    """readers 13, RFC 4287, section 4.1.1."""
    assert texts(feed(author=Person(name="The Desk <desk@x.example>")), "a:author/a:name") == ["The Desk"]


def test_published_and_updated(entry: Make, an_entry: Make) -> None:
    """readers 7 and 9: both dates, in UTC with Z."""
    written = entry(updated=an_entry().published + timedelta(hours=1))
    assert texts(written, "a:published") == ["2026-05-01T12:00:00Z"]
    assert texts(written, "a:updated") == ["2026-05-01T13:00:00Z"]


def test_the_feeds_date_is_that_of_its_data(feed: Make, an_entry: Make) -> None:
    """readers 10: what build computed, not the time of writing."""
    assert texts(feed(an_entry()), "a:updated") == ["2026-05-01T12:00:00Z"]


def test_titles_are_text(write: Make, an_entry: Make) -> None:
    """readers 15: plain text, declared as such and escaped once."""
    written = write(Atom(), [an_entry(title="AT&T <3")], title="A&B")
    assert b'<title type="text">AT&#x26;T &#x3C;3</title>' in written
    assert b'<title type="text">A&#x26;B</title>' in written


def test_no_title_is_empty(entry: Make) -> None:
    """readers 16: Thunderbird drops an entry without a title."""
    assert texts(entry(title=" "), "a:title") == ["https://harbourpost.example/china/tour"]


def test_summary_and_content_are_html(entry: Make) -> None:
    """readers 17: type html only; plain text is escaped as HTML first."""
    written = entry(summary="a < b & c")
    assert {element.get("type") for element in written.iterfind("a:summary", NAMES)} == {"html"}
    assert {element.get("type") for element in written.iterfind("a:content", NAMES)} == {"html"}
    assert texts(written, "a:summary") == ["a &lt; b &amp; c"]


def test_an_entry_whose_text_may_not_leave_has_its_title_as_summary(entry: Make) -> None:
    """RFC 4287, section 4.1.1.1: a summary where there is no content."""
    written = entry(body=None, summary="", title="A & B")
    assert texts(written, "a:content") == []
    assert texts(written, "a:summary") == ["A &amp; B"]


def test_the_alternate_link_is_first_and_the_only_one(entry: Make) -> None:
    """readers 22."""
    links = (
        Link(href="https://x.example/zh", rel="alternate", hreflang="zh"),
        Link(href="https://x.example/v", rel="via"),
    )
    written = entry(links=links, enclosures=(Enclosure(url="https://x.example/a.mp3"),))
    found = written.findall("a:link", NAMES)
    assert dict(found[0].attrib) == {
        "href": "https://harbourpost.example/china/tour",
        "rel": "alternate",
        "type": "text/html",
    }
    assert [link.get("rel") for link in found[1:]] == ["enclosure", "related", "via"]


@pytest.mark.parametrize(("length", "written"), [(7, "7"), (0, "0"), (None, None)])
def test_enclosures_say_length_and_type(length: int | None, written: str | None, entry: Make) -> None:
    """readers 22 and 24: length in bytes, left out where it is not known."""
    link = entry(enclosures=(Enclosure(url="https://x.example/a", type="audio/mpeg", length=length),)).find(
        "a:link[@rel='enclosure']", NAMES
    )
    assert (link.get("href"), link.get("type"), link.get("length")) == ("https://x.example/a", "audio/mpeg", written)


def test_feed_links(feed: Make) -> None:
    """readers 23, 35: the site as alternate, this document as self, hubs."""
    written = feed(hubs=("https://hub.example/",))
    assert [dict(link.attrib) for link in written.findall("a:link", NAMES)] == [
        {"href": "https://harbourpost.example/", "rel": "alternate", "type": "text/html"},
        {"href": "https://harbourpost.example/feeds/all.atom", "rel": "self", "type": "application/atom+xml"},
        {"href": "https://hub.example/", "rel": "hub"},
    ]


def test_icon_and_logo(feed: Make) -> None:
    """readers 25."""
    written = feed(icon="https://x.example/i.png", image="https://x.example/l.svg")
    assert texts(written, "a:icon") == ["https://x.example/i.png"]
    assert texts(written, "a:logo") == ["https://x.example/l.svg"]


def test_media_as_in_rss(entry: Make) -> None:
    """The lead image is Media RSS in Atom too."""
    written = entry(image=Image(url="https://x.example/a.jpg", credit="Handout"))
    assert texts(written, "media:content/media:credit") == ["Handout"]


def test_rights(entry: Make, feed: Make) -> None:
    """Rights of the entry and of the feed are plain text."""
    assert texts(entry(rights="© A & B"), "a:rights") == ["© A & B"]
    assert texts(feed(rights="© HP"), "a:rights") == ["© HP"]


def test_language_of_feed_and_entries(feed: Make, an_entry: Make) -> None:
    """A feed in one language says so; one whose entries differ leaves it to them."""
    written = feed(an_entry(language="zh-Hant"), language=None)
    assert written.get(LANGUAGE) is None
    assert written.find("a:entry", NAMES).get(LANGUAGE) == "zh-Hant"
    assert feed(language="en-HK").get(LANGUAGE) == "en-HK"


def test_an_empty_subtitle_is_left_out(feed: Make) -> None:
    """A blank element says nothing."""
    assert feed(description=" ").find("a:subtitle", NAMES) is None


def test_generator_without_version(feed: Make) -> None:
    """feedgen 17: an upgrade changes no byte."""
    generator = feed().find("a:generator", NAMES)
    assert (generator.text, dict(generator.attrib)) == ("Masthead", {})


def test_no_xml_base(write: Make, an_entry: Make) -> None:
    """readers 21: three readers ignore xml:base."""
    assert b"xml:base" not in write(Atom(), [an_entry()])
