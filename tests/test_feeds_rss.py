"""RSS 2.0 as readers need it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from entries.model import Enclosure, Image, Link, Person
from feeds.formats.rss import RSS, is_channel_image, is_editor
from feeds.model import Variant

Make = Callable[..., Any]
PLAIN = Variant()
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}


@pytest.fixture(scope="module")
def channel(write: Make) -> Make:
    """The channel of some entries."""
    return lambda *entries, **given: etree.fromstring(write(RSS(), entries, **given))[0]


@pytest.fixture(scope="module")
def item(channel: Make, an_entry: Make) -> Make:
    """The item of one entry."""
    return lambda variant=PLAIN, **given: channel(an_entry(**given), variant=variant).find("item")


def texts(element: Any, path: str) -> list[str]:
    """The texts of the elements at a path."""
    return [found.text for found in element.findall(path, NAMES)]


def test_guid_is_the_id_and_no_permalink(item: Make) -> None:
    """readers 2: the guid is always explicit about not being the link, even where it is an address."""
    guid = item(id="https://old.example/?p=1").find("guid")
    assert (guid.text, dict(guid.attrib)) == ("https://old.example/?p=1", {"isPermaLink": "false"})


def test_creators_are_joined_in_one_element(item: Make) -> None:
    """readers 12: one dc:creator with every name, and no author of another kind beside it."""
    written = item(authors=(Person(name="A", email="a@b.example"), Person(name="B"), Person(name="陳大文")))
    assert texts(written, "dc:creator") == ["A, B, 陳大文"]
    assert not written.findall("author") + written.findall("atom:author", NAMES)


def test_mail_addresses_stay_out_of_names(item: Make) -> None:
    """readers 13: an address that someone wrote into a name is not published."""
    assert texts(item(authors=(Person(name="Ann <a@b.example>"),)), "dc:creator") == ["Ann"]


def test_without_authors_there_is_no_creator(item: Make) -> None:
    """An entry of the publication's own has no creator."""
    assert texts(item(authors=()), "dc:creator") == []


def test_agency_copy_is_by_the_agency(item: Make) -> None:
    """Where no byline is, the provider is the creator."""
    assert texts(item(authors=(), provider="Agence Harbour"), "dc:creator") == ["Agence Harbour"]


def test_summary_stands_before_the_full_text(item: Make) -> None:
    """readers 18: description holds the summary and comes before content:encoded."""
    tags = [etree.QName(child).localname for child in item()]
    assert tags.index("description") + 1 == tags.index("encoded")


@pytest.mark.parametrize(
    ("given", "description"),
    [
        ({"summary": ""}, "<p>Scientists showed their work.</p>\n<p>It went well.</p>"),
        ({"body": None}, "Scientists showed their work."),
    ],
)
def test_one_text_alone_is_the_description(given: dict[str, Any], description: str, item: Make) -> None:
    """readers 18: with a body or a summary alone, there is no content:encoded."""
    written = item(**given)
    assert texts(written, "description") == [description]
    assert texts(written, "content:encoded") == []


def test_a_feed_of_summaries_holds_no_body(item: Make) -> None:
    """content = "summary" leaves the body out."""
    written = item(variant=Variant(content="summary"))
    assert texts(written, "description") == ["Scientists showed their work."]
    assert b"It went well" not in etree.tostring(written)


def test_summary_is_escaped_as_markup(write: Make, an_entry: Make) -> None:
    """readers 17: readers take a description for HTML, so plain text is escaped twice."""
    assert b"<description>a &amp;lt; b &amp;amp; c</description>" in write(RSS(), [an_entry(summary="a < b & c")])


def test_titles_are_escaped_once(write: Make, an_entry: Make) -> None:
    """readers 15: hexadecimal references for & and <, in every element that holds plain text."""
    written = write(RSS(), [an_entry(title="AT&T <3", section="R&D", authors=(Person(name="A & B"),))], title="A&B")
    for text in (b"<title>AT&#x26;T &#x3C;3</title>", b"<title>A&#x26;B</title>", b"<category>R&#x26;D</category>"):
        assert text in written
    assert b"<dc:creator>A &#x26; B</dc:creator>" in written


def test_text_that_holds_the_marks_loses_them_alone(write: Make, an_entry: Make) -> None:
    """The noncharacters that stand for & and < on the way can't be smuggled in."""
    assert b"<title>a&#x26;b</title>" in write(RSS(), [an_entry(title="a\ufdd0&\ufdd1b")])


def test_an_edit_is_told_by_atom_updated(item: Make, an_entry: Make) -> None:
    """readers 8: a moved date is atom:updated, never dc:date; without an edit there is none."""
    entry = an_entry()
    assert texts(item(updated=entry.published + timedelta(hours=1)), "atom:updated") == ["2026-05-01T13:00:00Z"]
    assert texts(item(), "atom:updated") == texts(item(), "dc:date") == []


def test_labels_come_first_and_nothing_twice(item: Make) -> None:
    """Categories are labels, section and tags, each once, none blank."""
    written = item(labels=("sponsored",), section="Harbour", tags=("Sponsored", " ", "harbour", "ferries"))
    assert texts(written, "category") == ["sponsored", "Harbour", "ferries"]


def test_one_enclosure_and_no_more(item: Make) -> None:
    """readers 24: the first file is the enclosure with length and type, others are related links."""
    files = (
        Enclosure(url="https://x.example/a.mp3", type="audio/mpeg", length=7),
        Enclosure(url="https://x.example/b.mp3", type="audio/mpeg"),
    )
    written = item(enclosures=files)
    (enclosure,) = written.findall("enclosure")
    assert dict(enclosure.attrib) == {"url": "https://x.example/a.mp3", "length": "7", "type": "audio/mpeg"}
    (link,) = written.findall("atom:link", NAMES)
    assert dict(link.attrib) == {"href": "https://x.example/b.mp3", "rel": "related", "type": "audio/mpeg"}


def test_an_enclosure_of_unknown_length_has_zero(item: Make) -> None:
    """The profile's rule for a length that is not known; a type that is none becomes the general one."""
    enclosure = item(enclosures=(Enclosure(url="https://x.example/a.bin", type="mp3"),)).find("enclosure")
    assert (enclosure.get("length"), enclosure.get("type")) == ("0", "application/octet-stream")


def test_only_web_addresses_leave(write: Make, an_entry: Make) -> None:
    """Enclosures, links and images with any other scheme are left out."""
    written = write(
        RSS(),
        [
            an_entry(
                enclosures=(Enclosure(url="file:///etc/passwd"),),
                links=(Link(href="javascript:alert(1)"),),
                image=Image(url="data:image/png;base64,AA=="),
            )
        ],
    )
    assert not any(word in written for word in (b"passwd", b"javascript", b"base64"))


def test_image_with_its_words_and_rights(item: Make) -> None:
    """readers 24: media:content with medium, caption, credit, copyright, then the thumbnail."""
    image = Image(
        url="https://x.example/a.jpg",
        type="image/jpeg",
        width=4,
        height=3,
        alt="Alt",
        caption="C",
        credit="D",
        rights="E",
    )
    written = item(image=image)
    (content,) = written.findall("media:content", NAMES)
    assert dict(content.attrib) == {
        "url": "https://x.example/a.jpg",
        "medium": "image",
        "type": "image/jpeg",
        "width": "4",
        "height": "3",
    }
    assert [(etree.QName(child).localname, child.text) for child in content] == [
        ("description", "C"),
        ("credit", "D"),
        ("copyright", "E"),
    ]
    assert written.find("media:thumbnail", NAMES).get("url") == "https://x.example/a.jpg"


@pytest.mark.parametrize("image", [Image(caption="A caption"), Image(url="https://x.example/a.jpg", syndicate="none")])
def test_no_media_element_without_an_image_that_may_leave(image: Image, item: Make) -> None:
    """A caption alone is no image, and an image that may not be syndicated does not leave."""
    assert item(image=image).findall("media:content", NAMES) == []


def test_rights_and_license(item: Make) -> None:
    """Rights are dc:rights; a license is a link if it is an address, words otherwise."""
    written = item(rights="© A", license="https://creativecommons.org/licenses/by/4.0/")
    assert texts(written, "dc:rights") == ["© A"]
    assert written.find("atom:link", NAMES).get("rel") == "license"
    assert texts(item(rights="© A", license="CC BY"), "dc:rights") == ["© A. CC BY"]


def test_language_of_the_entry_or_the_publication(item: Make) -> None:
    """Each item says its language, for the channel says none where they differ; what is no tag is left out."""
    assert texts(item(language="zh-Hant"), "dc:language") == ["zh-Hant"]
    assert texts(item(variant=Variant(publication_language="en"), language=None), "dc:language") == ["en"]
    assert texts(item(language="English"), "dc:language") == []


def test_unregistered_relations_become_related(item: Make) -> None:
    """A link's relation is a registered one (RFC 4287, section 4.2.7.2), and never a second alternate."""
    written = item(
        links=(Link(href="https://x.example/", rel="see-also"), Link(href="https://y.example/", rel="alternate"))
    )
    assert [link.get("rel") for link in written.findall("atom:link", NAMES)] == ["related", "related"]


def test_channel_links(channel: Make) -> None:
    """readers 23, 35: the site's link, self with its type and this document's URL, alternate, hubs."""
    written = channel(hubs=("https://hub.example/",))
    assert texts(written, "link") == ["https://harbourpost.example/"]
    assert [dict(link.attrib) for link in written.findall("atom:link", NAMES)] == [
        {"href": "https://harbourpost.example/feeds/all.rss", "rel": "self", "type": "application/rss+xml"},
        {"href": "https://harbourpost.example/", "rel": "alternate", "type": "text/html"},
        {"href": "https://hub.example/", "rel": "hub"},
    ]


def test_channel_image_has_the_channels_title_and_link(channel: Make) -> None:
    """readers 25."""
    image = channel(image="https://x.example/logo.png", title="A & B").find("image")
    assert {child.tag: child.text for child in image} == {
        "url": "https://x.example/logo.png",
        "title": "A & B",
        "link": "https://harbourpost.example/",
    }


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://x.example/a.PNG", True),
        ("https://x.example/a.jpeg", True),
        ("https://x.example/image", True),
        ("https://x.example/a.svg", False),
        ("https://x.example/a.webp", False),
        ("ftp://x.example/a.png", False),
    ],
)
def test_channel_images_are_of_three_kinds(url: str, fits: bool, channel: Make) -> None:
    """RSS takes GIF, JPEG and PNG; another image is left out of RSS."""
    assert is_channel_image(url) is fits
    assert (channel(image=url).find("image") is not None) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a@b.example (Ann)", True), ("a@b.example", False), ("Ann", False), ("a@b.example (<b>)", False)],
)
def test_managing_editor_is_an_address_with_a_name(text: str, fits: bool, channel: Make) -> None:
    """readers 14: managingEditor only if set, and only in the form that RSS has for it."""
    assert is_editor(text) is fits
    assert texts(channel(managing_editor=text), "managingEditor") == ([text] if fits else [])


def test_what_nobody_set_is_not_there(channel: Make) -> None:
    """readers 14, feedgen 17: no managingEditor, ttl, image or docs unless set; a generator without version."""
    written = channel()
    for tag in ("managingEditor", "ttl", "image", "docs", "webMaster", "copyright", "pubDate"):
        assert written.find(tag) is None
    assert texts(written, "generator") == ["Masthead"]


def test_ttl_is_in_minutes(channel: Make) -> None:
    """readers 30."""
    assert texts(channel(ttl=60), "ttl") == ["60"]


def test_a_channel_without_description_has_its_title(channel: Make) -> None:
    """RSS asks for a description."""
    assert texts(channel(description=" "), "description") == ["The Harbour Post"]


def test_items_come_last_and_in_order(channel: Make, an_entry: Make) -> None:
    """readers 28: fragments keep the order of the feed, after everything else of the channel."""
    written = channel(*(an_entry(name=name) for name in "cab"))
    assert [child.tag for child in written][-3:] == ["item"] * 3
    assert [guid.rpartition("/")[2] for guid in texts(written, "item/guid")] == ["c", "a", "b"]


def test_no_style_sheet(write: Make) -> None:
    """readers 38: no XSLT."""
    assert b"xml-stylesheet" not in write(RSS())
