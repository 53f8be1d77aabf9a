"""What a person decides about a publication and its feeds. The configuration comes to these values.

Apart from feeds.model because every run reads the configuration, and most runs find nothing to do. Named tuples
for the same reason: a dataclass takes three times as long to make.
"""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, NamedTuple

from entries.person import Person

Content = Literal["full", "summary"]
Per = Literal["section", "tag", "author", "language"]


class Edition(NamedTuple):
    """What one language's edition says differently; None means as the publication says."""

    title: str | None = None
    description: str | None = None
    link: str | None = None
    feeds_url: str | None = None
    timezone: str | None = None


class Term(NamedTuple):
    """What the configuration says of one section, author or tag. `aliases` are other spellings of it."""

    title: str | None = None
    description: str | None = None
    image: str | None = None
    uri: str | None = None
    aliases: tuple[str, ...] = ()


class Publication(NamedTuple):
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
    editions: Mapping[str, Edition] = {}
    sections: Mapping[str, Term] = {}
    authors: Mapping[str, Term] = {}
    tags: Mapping[str, Term] = {}


class FeedSpec(NamedTuple):
    """What a person decides about a feed, or about a family of feeds (`per`).

    `path` is a template: "all", "section/{section}". `files` gives a format's document another path.
    `include` and `exclude` map a field of the Record to the values that match: every include
    condition must hold and no exclude condition may; values within one condition mean any.
    `limit` counts entries; `keep` is how long after the newest entry others stay beyond `limit`.
    `min` is how many entries a feed of a family needs before it is first published.
    `archive` is how many entries a page of its archive holds, 0 without one; `tombstones` says whether its Atom
    document names what was withdrawn and has left. `ttl` is in minutes. `was` are paths this feed had before.
    """

    path: str
    per: Per | None = None
    title: str | None = None
    description: str | None = None
    link: str | None = None
    language: str | None = None
    include: Mapping[str, tuple[str, ...]] = {}
    exclude: Mapping[str, tuple[str, ...]] = {}
    limit: int = 50
    keep: timedelta = timedelta(hours=24)
    min: int = 1
    content: Content = "full"
    formats: tuple[str, ...] = ("rss", "atom", "json")
    files: Mapping[str, str] = {}
    image: str | None = None
    icon: str | None = None
    rights: str | None = None
    ttl: int | None = None
    archive: int = 0
    tombstones: bool = False
    was: tuple[str, ...] = ()
