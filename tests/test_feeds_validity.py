"""Promise 1: every document is valid, for any input, by the schemas and the validators of others."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree, isoschematron

from entries.model import Enclosure, Entry, Image, Link, Person
from entries.text import clean, line
from feeds.check import check, check_document
from feeds.format import Format
from feeds.formats.atom import Atom
from feeds.formats.jsonfeed import JSONFeed
from feeds.formats.rss import RSS
from feeds.model import Document, Feed, Variant

Make = Callable[..., Any]

FORMATS: tuple[Format, ...] = (RSS(), Atom(), JSONFeed())
GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/entries.toml"))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

# Every script, emoji of several code points, marks, right-to-left, markup, and what XML forbids.
HOSTILE = (
    "]]>", "<![CDATA[", "</title>", "<b>bold</b>", "<script>alert(1)</script>", "&amp;", "&#x26;", "&lt;b&gt;",
    "&nbsp;", "AT&T", "a < b", "R&D", "&", "<", ">", '"', "'", "<!-- -->", "<?xml?>", "--", "{}", "$x", "%b", "\\",
    "\x00", "\x07", "\x0b", "\x1b[31m", "\x7f", "\x85", "\x92", "\r", "\r\n", "\t", "\n", "\ud800", "\udce9",
    "\udfff\ud800", "\ufdd0", "\ufdd1", "\ufdef", "\ufffe", "\uffff", "\ufffd", "\U0001fffe", "\U0010ffff",
    "\ufeff", "\u200b", "\u200d", "\u2028", "\u2029", "\u00a0", "\u3000", "\u202e", "\u2066", "e\u0301", "Å", "ß",
    "İ", "\ufb00", "Привет", "שלום", "مرحبا", "नमस्ते", "สวัสดี", "გამარჯობა", "አማርኛ", "한국어", "日本語", "維港",
    "\U00020000", "\U0001d573", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f9d1\U0001f3fd\u200d\U0001f680",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f", "Ann <ann@harbourpost.example>",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=6).map("".join)


def golden_feed(case: str, a_feed: Make) -> tuple[list[Entry], Feed]:
    """The entries of a golden case, and their feed."""
    said = tomllib.loads((GOLDEN / case / "entries.toml").read_text("utf-8"))
    entries = [entry_of(values) for values in said["entries"]]
    feed = {name: tuple(value) if isinstance(value, list) else value for name, value in said.get("feed", {}).items()}
    if len({entry.language for entry in entries}) > 1:
        feed["language"] = None
    return entries, a_feed(entries, **feed)


def entry_of(values: dict[str, Any]) -> Entry:
    """An entry as TOML holds it."""
    classes = {"authors": Person, "contributors": Person, "enclosures": Enclosure, "links": Link}
    for name, value in values.items():
        if name in classes:
            values[name] = tuple(classes[name](**item) for item in value)
        elif name == "image":
            values[name] = Image(**value)
        elif isinstance(value, list):
            values[name] = tuple(value)
    return Entry(**values)


def documents(entries: Iterable[Entry], feed: Feed) -> list[Document]:
    """A feed's documents in every format."""
    entries = list(entries)
    return [format.document(feed, [format.entry(entry, feed.variant) for entry in entries]) for format in FORMATS]


@pytest.mark.parametrize("case", CASES)
def test_golden_documents(case: str, a_feed: Make) -> None:
    """Each golden case gives the documents that its WHY.md explains."""
    for document in documents(*golden_feed(case, a_feed)):
        path = GOLDEN / case / document.path
        if os.environ.get("MASTHEAD_WRITE_GOLDEN"):
            path.write_bytes(document.body)
        assert document.body == path.read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_golden_documents_are_the_same_one_by_one_and_together(case: str, a_feed: Make) -> None:
    """A fragment holds nothing of one feed: rendered for another it is the same bytes."""
    entries, feed = golden_feed(case, a_feed)
    for format in FORMATS:
        alone = [format.entry(entry, feed.variant) for entry in reversed(entries)]
        assert [format.entry(entry, feed.variant) for entry in entries] == alone[::-1]


def atom_and_rss(entries: Iterable[Entry], feed: Feed) -> tuple[Any, Any]:
    rss, atom, _ = documents(entries, feed)
    return etree.fromstring(rss.body), etree.fromstring(atom.body)


@pytest.fixture(scope="module")
def relax_ng(schemas: Path) -> etree.RelaxNG:
    """The schema of RFC 4287, appendix B."""
    return etree.RelaxNG(etree.parse(schemas / "atom-rfc4287.rng"))


@pytest.fixture(scope="module")
def schematrons(schemas: Path) -> dict[str, isoschematron.Schematron]:
    """What the RSS profile and RFC 4287 say beyond a grammar."""
    return {
        name: isoschematron.Schematron(etree.parse(schemas / file), store_report=True)
        for name, file in (("rss", "rss20-profile.sch"), ("atom", "atom-extra.sch"))
    }


@pytest.fixture(scope="module")
def json_schema(schemas: Path) -> Any:
    """The JSON Feed schema."""
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft7Validator(json.loads((schemas / "jsonfeed-1.1.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("case", CASES)
def test_golden_documents_keep_the_schemas(
    case: str, a_feed: Make, relax_ng: Any, schematrons: dict[str, Any], json_schema: Any
) -> None:
    """Golden documents pass RELAX NG, both Schematrons and the JSON Feed schema."""
    rss, atom, feed = documents(*golden_feed(case, a_feed))
    assert relax_ng.validate(etree.fromstring(atom.body)), relax_ng.error_log
    for name, document in (("rss", rss), ("atom", atom)):
        schematron = schematrons[name]
        assert schematron.validate(etree.fromstring(document.body)), schematron.validation_report
    assert not list(json_schema.iter_errors(json.loads(feed.body)))


@given(text=hostile, name=hostile, tags=st.lists(hostile, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_goes_in_comes_out(text: str, name: str, tags: list[str], an_entry: Make, a_feed: Make) -> None:
    """lxml reads back from RSS and Atom, and json from JSON Feed, exactly the text that cleaning leaves."""
    title = line(text) or "x"
    author = line(name) or "x"
    body = f"<p>{clean(text).replace('&', '&amp;').replace('<', '&lt;')}</p>"
    entry = an_entry(title=title, summary=title, body=body, authors=(Person(name=author),), tags=tuple(tags))
    rss, atom = atom_and_rss([entry], a_feed([entry], title=title, description=title))
    item = json.loads(documents([entry], a_feed([entry]))[2].body)["items"][0]
    assert rss.findtext("channel/title") == rss.findtext("channel/item/title") == title
    assert atom.findtext(ATOM + "title") == atom.findtext(f"{ATOM}entry/{ATOM}title") == item["title"] == title
    assert rss.findtext(f"channel/item/{CONTENT}") == atom.findtext(f"{ATOM}entry/{ATOM}content") == body
    assert item["content_html"] == body
    assert unescape(atom.findtext(f"{ATOM}entry/{ATOM}summary")) == title
    shown = re.sub(r"\s*<[^<>\s]*@[^<>\s]*>", "", author).strip() if "@" in author else author
    assert [found.text for found in atom.iterfind(f"{ATOM}entry/{ATOM}author/{ATOM}name")] == (
        [shown] if shown else ["The Harbour Post"]
    )


@given(text=hostile)
@settings(max_examples=60, deadline=None)
def test_no_text_takes_a_feed_down(text: str, an_entry: Make, a_feed: Make) -> None:
    """Promise 3: text that was never cleaned, in every field, still gives well-formed documents, and loses no entry."""
    person = Person(name=text, email=text, uri="https://x.example/" + text)
    dirty = an_entry(
        title=text, summary=text, body=text, section=text, tags=(text,), labels=(text,), rights=text, license=text,
        authors=(person,), contributors=(person,), provider=text, image=Image(url="https://x.example/", caption=text),
        enclosures=(Enclosure(url="https://x.example/" + text, type=text, title=text),) * 2,
        links=(Link(href="https://x.example/" + text, title=text),),
    )  # fmt: skip
    feed = a_feed([dirty], title=text or "x", description=text, rights=text, variant=Variant(authors_contact=True))
    rss, atom = atom_and_rss([dirty, an_entry()], feed)
    assert len(rss.findall("channel/item")) == len(atom.findall(ATOM + "entry")) == 2
    assert len(json.loads(documents([dirty, an_entry()], feed)[2].body)["items"]) == 2


def looks_misread(text: str) -> bool:
    """Whether feedparser takes text for UTF-8 that was read as Latin-1, and "mends" it."""
    try:
        return text.encode("latin-1").decode("utf-8") != text
    except UnicodeError:
        return False


@given(text=hostile)
@settings(max_examples=40, deadline=None)
def test_feedparser_reads_the_same_text(text: str, an_entry: Make, a_feed: Make) -> None:
    """Titles, categories and text are what feedparser finds, told to change nothing."""
    title = line(text) or "x"
    assume(not looks_misread(title))
    body = f"<p>{title.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    entry = an_entry(title=title, summary=title, body=body, tags=(title,))
    for document in documents([entry], a_feed([entry]))[:2]:
        read = feedparser.parse(document.body, sanitize_html=False, resolve_relative_uris=False)
        assert not read.bozo
        (found,) = read.entries
        assert (found.id, found.link) == (entry.id, entry.link)
        assert found.content[0].value.strip() == body
        if document.path.endswith("atom"):
            # In RSS a reader can't know whether a title is text; feedparser takes some for HTML.
            assert found.title == title
        assert title.strip() in [tag.term for tag in found.tags]


@given(moment=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))
@settings(max_examples=50, deadline=None)
def test_any_date_is_written_right(moment: datetime, an_entry: Make, a_feed: Make) -> None:
    """readers 7: dates come back to the second, in UTC, with the right weekday."""
    from email.utils import parsedate_to_datetime

    moment = moment.replace(microsecond=0)
    entry = an_entry(published=moment, updated=moment)
    rss, atom = atom_and_rss([entry], a_feed([entry], updated=moment))
    text = rss.findtext("channel/item/pubDate")
    assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", text)
    if moment.year >= 100:  # email.utils takes shorter years for abbreviated ones
        assert parsedate_to_datetime(text) == moment
    assert rss.findtext("channel/lastBuildDate") == text
    assert atom.findtext(f"{ATOM}entry/{ATOM}published") == moment.isoformat().replace("+00:00", "Z")
    assert atom.findtext(ATOM + "updated") == moment.isoformat().replace("+00:00", "Z")


def test_dates_are_in_utc(an_entry: Make, a_feed: Make) -> None:
    """readers 7: a moment given in another zone is written in UTC."""
    from zoneinfo import ZoneInfo

    entry = an_entry(published=datetime(2026, 5, 1, 20, tzinfo=ZoneInfo("Asia/Hong_Kong")))
    rss, atom = atom_and_rss([entry], a_feed([entry]))
    assert rss.findtext("channel/item/pubDate") == "Fri, 01 May 2026 12:00:00 +0000"
    assert atom.findtext(f"{ATOM}entry/{ATOM}published") == "2026-05-01T12:00:00Z"


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_same_content_same_bytes(format: Format, an_entry: Make, write: Make) -> None:
    """Promise 2: the same feed written twice is the same bytes."""
    entries = [an_entry(name=str(number)) for number in range(3)]
    assert write(format, entries) == write(format, entries)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_documents_say_what_they_are(format: Format, an_entry: Make, a_feed: Make) -> None:
    """A document has the feed's path and URL in its format, its date, and an ETag made of its bytes."""
    import hashlib

    feed = a_feed([an_entry()])
    document = format.document(feed, [format.entry(an_entry(), feed.variant)])
    assert document.path == feed.documents[format.name]
    assert document.url == "https://harbourpost.example/feeds/" + document.path
    assert document.media_type == format.media_type
    assert document.updated == feed.updated
    assert document.etag == hashlib.sha256(document.body).hexdigest()[:32]


@pytest.mark.parametrize("format", FORMATS[:2], ids=lambda format: format.name)
def test_xml_begins_with_its_declaration(format: Format, write: Make) -> None:
    """readers 26: UTF-8 without a byte order mark, the declaration first, and only the five entities."""
    body = write(format, [])
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
    assert body.endswith(b">\n")


@pytest.mark.parametrize("format", FORMATS[:2], ids=lambda format: format.name)
def test_namespaces_are_declared_once(format: Format, an_entry: Make, write: Make) -> None:
    """Fragments rely on the namespaces of the document that holds them."""
    image = Image(url="https://harbourpost.example/a.jpg", caption="A", credit="B", rights="C")
    body = write(format, [an_entry(image=image, rights="R")] * 2)
    assert body.count(b"xmlns") == body[: body.index(b">", 60)].count(b"xmlns")


def test_w3c_finds_nothing_in_golden_documents(a_feed: Make, w3c: Make) -> None:
    """Promise 1: no error and no warning, but for the names that an author's own data forces."""
    shown = {case: documents(*golden_feed(case, a_feed))[:2] for case in CASES}
    assert w3c([document for pair in shown.values() for document in pair]) == {}


def test_w3c_finds_only_what_an_author_forces(an_entry: Make, a_feed: Make, w3c: Make) -> None:
    """Hostile text in every place gives no warning but ContainsHTML, for a title that holds a closing tag."""
    checked = []
    for number, text in enumerate(HOSTILE):
        text = line(f"x{text}y &amp; z")
        person = Person(name=text, email=text, uri=text)
        entry = an_entry(
            title=text, summary=text, section=text, tags=(text,), labels=(text,), rights=text, authors=(person,),
            license=text, contributors=(person,), enclosures=(Enclosure(url="https://x.example/a", title=text),) * 2,
            image=Image(url="https://x.example/a.webp", alt=text, caption=text, credit=text, rights=text),
            links=(Link(href="https://x.example/b", title=text),),
        )  # fmt: skip
        feed = a_feed(
            [entry], title=text, description=text, rights=text, image="https://x.example/a.webp", managing_editor=text,
            documents={"rss": f"{number}.rss", "atom": f"{number}.atom", "json": f"{number}.json"},
            variant=Variant(authors_contact=True, fallback_author="x"), author=Person(name=text), ttl=5,
        )  # fmt: skip
        checked += documents([entry], feed)[:2]
    said = w3c(checked)
    avoidable = {
        name: events
        for name, found in said.items()
        if (
            events := [
                event for event in found if not re.match("Contains(Undeclared)?HTML .* (title|b|script)$", event)
            ]
        )
    }
    assert avoidable == {}


def test_check_names_what_no_format_can_mend(an_entry: Make, a_feed: Make) -> None:
    """What its configuration says of a feed; what an article says is named where that is settled."""
    entries = [an_entry(name="a", published=NOW + timedelta(days=1)), an_entry(name="c", title="A <b>bold</b> title")]
    feed = a_feed(entries, managing_editor="Ed", image="https://harbourpost.example/logo.svg")
    found = [(problem.code, problem.where) for problem in check(feed)]
    assert found == [
        ("managing-editor", "all"),
        ("image-type", "all"),
    ]


def test_check_is_silent_about_a_good_feed(an_entry: Make, a_feed: Make) -> None:
    """A feed that no reader shows wrongly is not spoken of."""
    feed = a_feed([an_entry()], managing_editor="a@b.example (Ann)", image="https://harbourpost.example/logo.png")
    assert check(feed) == ()


@pytest.mark.parametrize(("size", "codes"), [(5_000_000, []), (5_000_001, ["large-document"])])
def test_check_names_documents_that_are_too_large(size: int, codes: list[str], a_feed: Make) -> None:
    """A document over 5 MB, where validators stop, is named with what to do."""
    document = Document(
        path="all.rss",
        url="https://x.example/",
        media_type="application/rss+xml",
        body=b" " * size,
        etag="",
        updated=NOW,
    )
    assert [problem.code for problem in check_document(document)] == codes
