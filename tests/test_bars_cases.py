"""Promise 1, with hard input: what the W3C validator's own test cases hold is read, published and valid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, isoschematron

from feeds.errors import UnreadableFeed
from feeds.foreign import read
from feeds.model import Document
from publish.testing import CONFIG, Site

CASES = Path(__file__).parents[1].parent / "shared" / "testcases"
FEEDS = """
[[feeds]]
path = "all"
limit = 1000

[[feeds]]
path = "short"
content = "summary"
limit = 1000

[[feeds]]
path = "tag/{tag}"
per = "tag"
min = 1
"""
# What an author's own dates, and a title or a tag with markup in it, make unavoidable.
FORCED = ("ImplausibleDate", "DuplicateUpdated", "ContainsHTML", "ContainsUndeclaredHTML")
MEDIA_TYPES = {".rss": "application/rss+xml", ".atom": "application/atom+xml"}

Validator = Callable[..., dict[str, list[str]]]


def cases() -> Iterator[Path]:
    """Every test case."""
    if not CASES.is_dir():
        pytest.skip("the test cases of the W3C validator are not beside this repository")
    yield from sorted(CASES.rglob("*.xml"))


def item_of(entry: Any, address: str) -> dict[str, Any]:
    """An entry as feedparser understands it, as an item of JSON Feed."""
    content = entry.get("content") or [{}]
    said = {
        "url": address,
        "title": entry.get("title"),
        "summary": entry.get("summary"),
        "content_html": content[0].get("value") or entry.get("summary"),
        "date_published": dict.get(entry, "published") or dict.get(entry, "updated"),
        "date_modified": dict.get(entry, "updated"),
        "external_url": entry.get("link"),
        "authors": [
            {"name": each.name, "url": each.get("href")} for each in entry.get("authors", ()) if each.get("name")
        ],
        "tags": [each.term for each in entry.get("tags", ()) if each.term],
        "attachments": [
            {"url": each.href, "mime_type": each.get("type"), "size_in_bytes": each.get("length")}
            for each in entry.get("enclosures", ())
            if each.get("href")
        ],
    }
    return {name: value for name, value in said.items() if value}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A publication with an article for each entry in all of them."""
    site = Site(tmp_path_factory.mktemp("cases"), CONFIG + FEEDS)
    for number, path in enumerate(cases()):
        parsed = feedparser.parse(path.read_bytes(), resolve_relative_uris=False, sanitize_html=False)
        items = [
            item_of(entry, f"https://harbourpost.example/{number}/{place}")
            for place, entry in enumerate(parsed.entries)
        ]
        if items:
            feed = {"version": "https://jsonfeed.org/version/1.1", "title": path.stem, "items": items}
            site.write(f"{path.stem}/{number}.json", json.dumps(feed))
    site.build()
    return site


def test_every_case_is_read_or_refused_in_words() -> None:
    """To adopt from any of them ends with its items, or with a sentence."""
    items, refused = 0, []
    for path in cases():
        try:
            items += len(read(path.read_bytes(), UTC).items)
        except UnreadableFeed as error:
            refused.append(str(error))
    assert items > 400
    assert all(sentence.endswith(".") for sentence in refused)


def test_what_they_hold_is_published(site: Site) -> None:
    """All but what has neither title nor text, or a date that is none; the same entries in every format."""
    found = {format: feedparser.parse(site.read(f"all.{format}").encode()).entries for format in ("rss", "atom")}
    ids = [item["id"] for item in json.loads(site.read("all.json"))["items"]]
    assert len(ids) > 450
    for entries in found.values():
        assert [entry.id for entry in entries] == ids
    assert site.build().written == 0


def test_documents_keep_their_schemas(site: Site, schemas: Path) -> None:
    """Valid by the RELAX NG schema of RFC 4287, and by the rules of it and of the RSS profile."""
    grammar = etree.RelaxNG(etree.parse(schemas / "atom-rfc4287.rng"))
    atom, rss = (
        isoschematron.Schematron(etree.parse(schemas / name), store_report=True)
        for name in ("atom-extra.sch", "rss20-profile.sch")
    )
    for path in site.published():
        file = site.root / "public" / path
        if path.endswith(".atom"):
            grammar.assertValid(etree.parse(file))
            assert atom.validate(etree.parse(file)), (path, atom.validation_report)
        elif path.endswith(".rss"):
            assert rss.validate(etree.parse(file)), (path, rss.validation_report)


def test_w3c_finds_only_what_an_author_forces(site: Site, w3c: Validator) -> None:
    """No error, and no warning but for dates, titles and tags that are as their authors wrote them."""
    documents = [
        Document(
            path=path,
            url=f"https://harbourpost.example/feeds/{path}",
            media_type=MEDIA_TYPES[Path(path).suffix],
            body=(site.root / "public" / path).read_bytes(),
            etag="",
            updated=datetime(2026, 11, 22, tzinfo=UTC),
        )
        for path in site.published()
        if Path(path).suffix in MEDIA_TYPES
    ]
    said = {
        path: avoidable
        for path, events in w3c(documents, now="2026-11-22T12:00:01Z").items()
        if (avoidable := [event for event in events if not event.startswith(FORCED)])
    }
    assert said == {}
