"""What a feed is: as a person decides it, as it is computed, and as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from entries.model import Person, Record

Content = Literal["full", "summary"]
Per = Literal["section", "tag", "author", "language"]

# The newest `limit` and whatever went live within `keep` of the newest one, at most this many times `limit`.
WINDOW_CAP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one language's edition says differently; None means as the publication says."""

    title: str | None = None
    description: str | None = None
    link: str | None = None
    feeds_url: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What the configuration says of one section, author or tag. `aliases` are other spellings of it."""

    title: str | None = None
    description: str | None = None
    image: str | None = None
    uri: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Who publishes. `link` and `feeds_url` are absolute URLs; `feeds_url` ends with "/".

    `language` is a BCP 47 tag, None where it is not known. `image` and `icon` are absolute URLs.
    `authors_contact` says whether authors' addresses (mail, URI) are shown.
    """

    id: str
    title: str
    link: str
    feeds_url: str
    description: str = ""
    language: str | None = None
    timezone: str = "UTC"
    author: Person | None = None
    rights: str = ""
    license: str | None = None
    image: str | None = None
    icon: str | None = None
    hubs: tuple[str, ...] = ()
    managing_editor: str | None = None
    authors_contact: bool = False
    editions: Mapping[str, Edition] = field(default_factory=dict)
    sections: Mapping[str, Term] = field(default_factory=dict)
    authors: Mapping[str, Term] = field(default_factory=dict)
    tags: Mapping[str, Term] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """What a person decides about a feed, or about a family of feeds (`per`).

    `path` is a template: "all", "section/{section}". `files` gives a format's document another path.
    `include` and `exclude` map a field of the Record to the values that match: every include
    condition must hold and no exclude condition may; values within one condition mean any.
    `limit` counts entries; `keep` is how long after the newest entry others stay beyond `limit`.
    `min` is how many entries a feed of a family needs before it is first published.
    `ttl` is in minutes. `was` are paths this feed had before.
    """

    path: str
    per: Per | None = None
    title: str | None = None
    description: str | None = None
    link: str | None = None
    language: str | None = None
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int = 50
    keep: timedelta = timedelta(hours=24)
    min: int = 1
    content: Content = "full"
    formats: tuple[str, ...] = ("rss", "atom", "json")
    files: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None
    icon: str | None = None
    rights: str | None = None
    ttl: int | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One feed that a record belongs to: the spec's path template, the key as compared, the name as written.

    `key` and `name` are "" for a feed that is not one of a family.
    """

    spec: str
    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The per-feed options that change how one entry looks; part of a fragment's key."""

    content: Content = "full"
    authors_contact: bool = False
    publication_language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed, computed: everything a format needs but the fragments.

    `path` has no suffix. `records` are in the order they are shown: newest first, then by id.
    `updated` is the newest change in the data, never the time of building. `language` is None where
    the entries' languages differ. `documents` maps a format's name to its document's path;
    `url_of(format)` is its address.
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
    language: str | None = None
    author: Person
    rights: str = ""
    license: str | None = None
    image: str | None = None
    icon: str | None = None
    hubs: tuple[str, ...] = ()
    managing_editor: str | None = None
    ttl: int | None = None

    def url_of(self, format: str) -> str:
        """The absolute URL of this feed's document in a format."""
        return self.feeds_url + self.documents[format]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One feed in the list of all feeds (the page for people, OPML). `urls` maps format to URL."""

    path: str
    title: str
    description: str
    link: str
    urls: Mapping[str, str]
    language: str | None = None
    per: Per | None = None
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The list of all feeds, and the latest live entries of the publication."""

    publication: Publication
    feeds: tuple[Listed, ...]
    latest: tuple[Record, ...]
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
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
