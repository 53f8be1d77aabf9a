"""What several tests need: feeds and entries to write, and the validators of others.

Validators that this repository cannot hold are used where they are: schemas beside it, and the W3C
feed validator where MASTHEAD_FEEDVALIDATOR names the `src` folder of a checkout. Without them the
tests that need them are skipped by name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from entries.model import Entry, Person, Record
from feeds.model import Catalogue, Document, Feed, Listed, Variant
from feeds.spec import Publication

SHARED = Path(__file__).parents[1].parent / "shared"
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
PATHS = {"rss": "all.rss", "atom": "all.atom", "json": "all.json"}


@pytest.fixture(scope="session")
def an_entry() -> Callable[..., Entry]:
    """Makes an entry, plain but for what is given."""

    def make(**given: Any) -> Entry:
        name = given.pop("name", "tour")
        said = {
            "id": f"tag:harbourpost.example,2026:desk/{name}",
            "link": f"https://harbourpost.example/china/{name}",
            "title": "A tour of the laboratory",
            "published": NOON,
            "updated": NOON,
            "summary": "Scientists showed their work.",
            "body": "<p>Scientists showed their work.</p>\n<p>It went well.</p>",
            "authors": (Person(name="Ng Kang-chung"),),
            "section": "China",
            "tags": ("science",),
            "language": "en",
        }
        return Entry(**{**said, **given})

    return make


@pytest.fixture(scope="session")
def a_feed() -> Callable[..., Feed]:
    """Makes the feed that shows some entries."""

    def make(entries: Iterable[Entry] = (), **given: Any) -> Feed:
        said = {
            "path": "all",
            "id": "tag:harbourpost.example,2026:all",
            "title": "The Harbour Post",
            "link": "https://harbourpost.example/",
            "feeds_url": "https://harbourpost.example/feeds/",
            "description": "News from the harbour",
            "updated": NOON,
            "records": tuple(a_record(entry) for entry in entries),
            "documents": PATHS,
            "variant": Variant(fallback_author="The Harbour Post"),
            "language": "en",
            "author": Person(name="The Harbour Post"),
        }
        return Feed(**{**said, **given})

    return make


def a_record(entry: Entry) -> Record:
    """What is remembered of an entry."""
    return Record(
        source="desk",
        ref=entry.id.rpartition("/")[2],
        id=entry.id,
        link=entry.link,
        title=entry.title,
        slug="",
        published=entry.published,
        updated=entry.updated,
        first_seen=entry.published,
        authors=entry.authors,
        language=entry.language,
    )


@pytest.fixture(scope="session")
def write(a_feed: Callable[..., Feed]) -> Callable[..., bytes]:
    """Writes entries as a document's bytes: `write(RSS(), [entry], variant=…, title=…)`."""

    def written(format: Any, entries: Iterable[Entry] = (), **given: Any) -> bytes:
        entries = list(entries)
        feed = a_feed(entries, **given)
        return format.document(feed, [format.entry(entry, feed.variant) for entry in entries]).body

    return written


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder of published schemas."""
    folder = SHARED / "schemas"
    if not folder.is_dir():
        pytest.skip("the published schemas are not beside this repository")
    return folder


@pytest.fixture(scope="session")
def w3c(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, list[str]]]:
    """What the W3C feed validator says at `now`: the classes of its errors and warnings by the document's path."""
    source, driver = os.environ.get("MASTHEAD_FEEDVALIDATOR"), SHARED / "tools" / "w3c_check.py"
    if not source or not driver.exists():
        pytest.skip("MASTHEAD_FEEDVALIDATOR names no checkout of the W3C feed validator")

    def validated(documents: Iterable[Document], now: str = "2026-06-01T00:00:00Z") -> dict[str, list[str]]:
        folder = tmp_path_factory.mktemp("w3c")
        manifest = []
        for number, document in enumerate(documents):
            name = f"{number}-{Path(document.path).name}"
            (folder / name).write_bytes(document.body)
            manifest.append({"file": name, "content_type": document.media_type, "self_url": document.url})
        (folder / "manifest.json").write_text(json.dumps(manifest))
        command = [sys.executable, driver, "--validator", source, "--manifest", folder / "manifest.json"]
        command += ["--now", now, "--level", "warning"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
        said: dict[str, list[str]] = defaultdict(list)
        for event in map(json.loads, run.stdout.splitlines()):
            name = Path(event["file"]).name
            if "verdict" not in event:
                said[name].append(f"{event['class']} {event.get('element', '')} {event.get('value', '')}".strip())
            elif event["verdict"] == "crash" or event.get("feed_type") in (None, 0):
                said[name].append(f"not read: {event}")
        assert run.returncode in (0, 1), run.stderr
        return dict(said)

    return validated


@pytest.fixture(scope="session")
def a_listed() -> Callable[..., Listed]:
    """Makes one feed of the list: `a_listed("section/china", "China", per="section", formats=("rss",))`."""

    def make(path: str, title: str, formats: Iterable[str] = PATHS, **given: Any) -> Listed:
        urls = {format: f"https://harbourpost.example/feeds/{path}.{format}" for format in formats}
        said = {"description": "", "link": "https://harbourpost.example/", "urls": urls}
        return Listed(path=path, title=title, **{**said, **given})

    return make


@pytest.fixture(scope="session")
def a_catalogue() -> Callable[..., Catalogue]:
    """Makes the list of some feeds and the latest entries; what else is given is the publication's."""

    def make(
        *feeds: Listed,
        latest: Iterable[Entry] = (),
        images: Mapping[str, str] = MappingProxyType({}),
        opml: str | None = "feeds.opml",
        **given: Any,
    ) -> Catalogue:
        said = {
            "id": "tag:harbourpost.example,2026",
            "title": "The Harbour Post",
            "link": "https://harbourpost.example/",
            "feeds_url": "https://harbourpost.example/feeds/",
        }
        publication = Publication(**{**said, **given})
        return Catalogue(
            publication=publication,
            feeds=feeds,
            latest=tuple(map(a_record, latest)),
            updated=NOON,
            images=images,
            opml=opml,
        )

    return make
