"""JSON Feed 1.1 as readers need it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from entries.model import Enclosure, Image, Person
from feeds.formats.jsonfeed import JSONFeed
from feeds.model import Variant

Make = Callable[..., Any]
PLAIN = Variant()


@pytest.fixture(scope="module")
def feed(write: Make) -> Make:
    """The feed object of some entries."""
    return lambda *entries, **given: json.loads(write(JSONFeed(), entries, **given))


@pytest.fixture(scope="module")
def item(feed: Make, an_entry: Make) -> Make:
    """The item of one entry."""
    return lambda variant=PLAIN, **given: feed(an_entry(**given), variant=variant)["items"][0]


def test_the_feed_object(feed: Make) -> None:
    """What a reader needs of a feed, and nothing that is not known."""
    assert feed(description="", author=Person(name="HP")) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Harbour Post",
        "home_page_url": "https://harbourpost.example/",
        "feed_url": "https://harbourpost.example/feeds/all.json",
        "language": "en",
        "authors": [{"name": "HP"}],
        "_masthead": {"generator": "Masthead"},
        "items": [],
    }


def test_icons_and_hubs(feed: Make) -> None:
    """readers 25, 35: icon, favicon, and hubs by their protocol."""
    written = feed(image="https://x.example/l.png", icon="https://x.example/i.png", hubs=("https://hub.example/",))
    assert (written["icon"], written["favicon"]) == ("https://x.example/l.png", "https://x.example/i.png")
    assert written["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_the_item_object(item: Make) -> None:
    """readers 5, 7: a string as id, dates with Z, text as it is."""
    assert item(title="AT&T <3") == {
        "id": "tag:harbourpost.example,2026:desk/tour",
        "url": "https://harbourpost.example/china/tour",
        "title": "AT&T <3",
        "summary": "Scientists showed their work.",
        "content_html": "<p>Scientists showed their work.</p>\n<p>It went well.</p>",
        "date_published": "2026-05-01T12:00:00Z",
        "date_modified": "2026-05-01T12:00:00Z",
        "authors": [{"name": "Ng Kang-chung"}],
        "tags": ["China", "science"],
        "language": "en",
    }


def test_an_id_is_a_string_even_if_it_is_a_number(item: Make) -> None:
    """readers 5: Miniflux and gofeed lose the whole feed to a number."""
    assert item(id="123")["id"] == "123"


def test_authors_of_the_feed_only_if_no_item_has_any(feed: Make, an_entry: Make) -> None:
    """readers 13: Miniflux shows the union of both."""
    nobody = an_entry(name="nobody", authors=(), body='"authors":[]')
    assert "authors" in feed(nobody)
    assert "authors" not in feed(nobody, an_entry())


@pytest.mark.parametrize(
    ("given", "text"),
    [({"body": None}, "Scientists showed their work."), ({"body": None, "summary": ""}, "A tour of the laboratory")],
)
def test_there_is_always_content(given: dict[str, Any], text: str, item: Make) -> None:
    """One of content_html and content_text must be there; without a body it is the summary, else the title."""
    written = item(**given)
    assert (written.get("content_html"), written["content_text"]) == (None, text)


def test_a_feed_of_summaries_holds_no_body(item: Make) -> None:
    """content = "summary" leaves the body out."""
    assert "It went well" not in json.dumps(item(variant=Variant(content="summary")))


def test_addresses_of_authors_only_when_asked_for(item: Make) -> None:
    """An author's URI, else mail address, if the publication shows them."""
    authors = (Person(name="A", email="a@b.example"), Person(name="B", uri="https://b.example/", email="b@b.example"))
    assert item(authors=authors)["authors"] == [{"name": "A"}, {"name": "B"}]
    assert item(variant=Variant(authors_contact=True), authors=authors)["authors"] == [
        {"name": "A", "url": "mailto:a@b.example"},
        {"name": "B", "url": "https://b.example/"},
    ]


def test_attachments_and_image(item: Make) -> None:
    """Every file with type and size, and the lead image."""
    written = item(
        enclosures=(
            Enclosure(url="https://x.example/a.mp3", type="audio/mpeg", length=7, title="Hear"),
            Enclosure(url="https://x.example/b"),
            Enclosure(url="ftp://x.example/c"),
        ),
        image=Image(url="https://x.example/a.jpg"),
    )
    assert written["attachments"] == [
        {"url": "https://x.example/a.mp3", "mime_type": "audio/mpeg", "title": "Hear", "size_in_bytes": 7},
        {"url": "https://x.example/b", "mime_type": "application/octet-stream"},
    ]
    assert written["image"] == "https://x.example/a.jpg"


def test_one_item_a_line(write: Make, an_entry: Make) -> None:
    """The document can be read and compared by line."""
    written = write(JSONFeed(), [an_entry(name="a"), an_entry(name="b")]).decode()
    assert len([line for line in written.splitlines() if line.startswith('    {"id"')]) == 2
    assert written.endswith("\n  ]\n}\n")


def test_lone_surrogates_are_mended(item: Make) -> None:
    """What UTF-8 can't hold costs neither the feed nor the entry."""
    assert item(title="caf\udce9 \ud800!")["title"] == "café !"
