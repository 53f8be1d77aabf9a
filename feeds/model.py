"""What a feed is: as a person decides it, as it is computed, and as bytes."""

# Named tuples with real annotations, as in entries.model.

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from entries.model import Person, Record
from feeds.spec import Content as Content
from feeds.spec import Edition as Edition
from feeds.spec import FeedSpec as FeedSpec
from feeds.spec import Per as Per
from feeds.spec import Publication as Publication
from feeds.spec import Term as Term

# The newest `limit` and whatever went live within `keep` of the newest one, at most this many times `limit`.
WINDOW_CAP = 4


class Membership(NamedTuple):
    """One feed that a record belongs to: the spec's path template, the key as compared, the name as written.

    `key` and `name` are "" for a feed that is not one of a family.
    """

    spec: str
    key: str = ""
    name: str = ""


class Variant(NamedTuple):
    """The per-feed options that change how one entry looks; part of a fragment's key.

    `fallback_author` is who an entry without authors is by, the publication's author or title: seven
    readers do not inherit a feed's author, so every Atom entry names one.
    """

    content: Content = "full"
    authors_contact: bool = False
    publication_language: str | None = None
    fallback_author: str = ""


class Neighbours(NamedTuple):
    """Where a document stands in the history of its feed (RFC 5005, section 4): paths, by format name.

    `current` is the feed itself, and empty in it: what has a current document is an archive page.
    """

    previous: Mapping[str, str] = {}
    next: Mapping[str, str] = {}
    current: Mapping[str, str] = {}


class Feed(NamedTuple):
    """One feed, computed: everything a format needs but the fragments.

    `path` has no suffix. `records` are in the order they are shown: newest first, then by id.
    `updated` is the newest change in the data, never the time of building. `language` is None where
    the entries' languages differ. `documents` maps a format's name to its document's path;
    `url_of(format)` is its address. `tombstones` are entries that were withdrawn and have left, as (id, when).
    """

    path: str
    id: str
    title: str
    link: str
    feeds_url: str
    description: str
    updated: datetime
    records: tuple[Record, ...]
    documents: Mapping[str, str]
    variant: Variant
    author: Person
    language: str | None = None
    rights: str = ""
    license: str | None = None
    image: str | None = None
    icon: str | None = None
    hubs: tuple[str, ...] = ()
    managing_editor: str | None = None
    ttl: int | None = None
    history: Neighbours = Neighbours()
    tombstones: tuple[tuple[str, datetime], ...] = ()

    def url_of(self, format: str) -> str:
        """The absolute URL of this feed's document in a format."""
        return self.feeds_url + self.documents[format]


class Listed(NamedTuple):
    """One feed in the list of all feeds (the page for people, OPML). `urls` maps format to URL."""

    path: str
    title: str
    description: str
    link: str
    urls: Mapping[str, str]
    language: str | None = None
    per: Per | None = None
    entries: int = 0


class Catalogue(NamedTuple):
    """The list of all feeds, and the latest live entries of the publication.

    `images` maps the ids of those that have a lead image to its address. `opml` is the path of the list
    for feed readers, None where there is none.
    """

    publication: Publication
    feeds: tuple[Listed, ...]
    latest: tuple[Record, ...]
    updated: datetime
    images: Mapping[str, str] = MappingProxyType({})
    opml: str | None = None


class Document(NamedTuple):
    """Bytes ready to be published.

    `path` is below the target's root, `url` where the document will be reached. `etag` is a hash of
    `body` without quotes. `updated` is the document's own date and becomes its modification time.
    """

    path: str
    url: str
    media_type: str
    body: bytes
    etag: str
    updated: datetime
