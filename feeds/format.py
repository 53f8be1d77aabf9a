"""The promise of a format: what documents are written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from entries.model import Entry
from feeds.model import Catalogue, Document, Feed, Variant


class Format(Protocol):
    """Writes feeds. One entry is rendered once, as a fragment, and spliced into every document that shows it.

    name        as in the configuration: "rss"
    suffix      of its documents, with the dot
    media_type  without parameters
    version     raised whenever the same entry or feed gives other bytes
    """

    name: str
    suffix: str
    media_type: str
    version: int

    def entry(self, entry: Entry, variant: Variant) -> bytes:
        """One entry as bytes that hold nothing of any one feed."""
        ...

    def document(self, feed: Feed, fragments: Sequence[bytes]) -> Document:
        """The whole document; `fragments` are in the order of `feed.records`."""
        ...


class ListFormat(Protocol):
    """Writes the list of all feeds: the page for people, OPML."""

    name: str
    path: str
    media_type: str
    version: int

    def document(self, catalogue: Catalogue, path: str) -> Document:
        """The list as a document at `path` below `publication.feeds_url`."""
        ...
