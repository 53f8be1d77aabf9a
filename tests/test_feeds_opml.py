"""The list of feeds for readers to import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from feeds.formats.opml import OPML
from feeds.provenance import is_ours

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def opml(a_catalogue: Make) -> Make:
    """The OPML of a catalogue."""
    return lambda *feeds, **given: etree.fromstring(OPML().document(a_catalogue(*feeds, **given), "feeds.opml").body)


def test_an_outline_for_each_feed(opml: Make, a_listed: Make) -> None:
    """readers 38: type rss, text, title, xmlUrl, htmlUrl."""
    (outline,) = opml(a_listed("all", "Everything")).find("body")
    assert dict(outline.attrib) == {
        "type": "rss",
        "text": "Everything",
        "title": "Everything",
        "xmlUrl": "https://harbourpost.example/feeds/all.rss",
        "htmlUrl": "https://harbourpost.example/",
    }


@pytest.mark.parametrize(
    ("formats", "suffix"), [(("json", "atom", "rss"), "rss"), (("json", "atom"), "atom"), (("json",), "json")]
)
def test_the_preferred_document_is_named(formats: tuple[str, ...], suffix: str, opml: Make, a_listed: Make) -> None:
    """RSS before Atom before JSON Feed: more readers know it."""
    assert opml(a_listed("all", "All", formats=formats)).find("body/outline").get("xmlUrl").endswith("." + suffix)


def test_families_are_folders(opml: Make, a_listed: Make) -> None:
    """Sections, topics and authors come as folders, in the publication's language, after the feeds of no family."""
    body = opml(
        a_listed("author/a", "A", per="author"),
        a_listed("section/b", "B", per="section"),
        a_listed("all", "All"),
        language="zh-Hant-HK",
    ).find("body")
    assert [outline.get("text") for outline in body] == ["All", "欄目", "作者"]
    assert [outline.get("text") for outline in body[1]] == ["B"]


def test_the_head_is_dated_by_the_data(opml: Make) -> None:
    """dateModified is the catalogue's date."""
    head = opml().find("head")
    assert head.findtext("title") == "The Harbour Post"
    assert head.findtext("dateModified") == "Fri, 01 May 2026 12:00:00 +0000"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Health & Environment", "Health & Environment"),
        ("R&D", "R&amp;D"),
        ("a < b", "a &lt; b"),
        ("<b>x", "&lt;b>x"),
        ("&amp;", "&amp;amp;"),
        ("港聞 ]]>", "港聞 ]]>"),
    ],
)
def test_what_would_be_markup_is_escaped(title: str, written: str, opml: Make, a_listed: Make) -> None:
    """OPML text may hold markup, so what a parser would stumble over is escaped, and nothing else."""
    assert opml(a_listed("all", title)).find("body/outline").get("text") == written


def test_a_list_without_feeds_is_valid(opml: Make) -> None:
    """The body holds an outline even then."""
    assert [outline.get("text") for outline in opml().find("body")] == ["The Harbour Post"]


def test_the_document_is_recognised_as_ours(a_catalogue: Make) -> None:
    """A later run may replace it."""
    document = OPML().document(a_catalogue(), "lists/feeds.opml")
    assert is_ours(document.body)
    assert document.url == "https://harbourpost.example/feeds/lists/feeds.opml"
    assert document.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')


def test_bad_characters_take_nothing_down(opml: Make, a_listed: Make) -> None:
    """A control character in a feed's title costs that character."""
    assert opml(a_listed("all", "A\x07ll \ud800")).find("body/outline").get("text") == "All "


def test_w3c_finds_nothing(a_catalogue: Make, a_listed: Make, w3c: Make) -> None:
    """Promise 1, for lists: full, empty and with hostile titles."""
    titles = ["R&D", "AT&T <b>", "a < b & c", "港聞", "&amp;", "</title>", "]]>", "&", "&;", "&#1;", "<", "x &nbsp y"]
    full = a_catalogue(*(a_listed(f"section/{number}", title, per="section") for number, title in enumerate(titles)))
    assert w3c([OPML().document(full, "full.opml"), OPML().document(a_catalogue(), "none.opml")]) == {}
