"""The promise of a source: where articles are kept."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta, tzinfo
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from entries.errors import InvalidEntry
from entries.problem import Problem
from entries.refs import Ref, Unchanged

if TYPE_CHECKING:
    from entries.model import Article


class SourceSettings(NamedTuple):
    """What a source's configuration says about all its articles.

    `zone` is the zone of dates without one. `link` and `id` are templates, None where there is none.
    `future` says whether a published date in the future holds an article back. `site` is the publication's
    address; declared links may be relative to it. `shown` is how the source is named to people. `site_language` is
    the publication's. Versions of a live story go out `live_interval` apart.
    """

    publication_id: str
    source: str
    zone: tzinfo
    link: str | None = None
    id: str | None = None
    future: Literal["hold", "publish"] = "hold"
    language: str | None = None
    site: str = ""
    shown: str = ""
    site_language: str | None = None
    live_interval: timedelta = timedelta(minutes=10)


class Scan(NamedTuple):
    """What a source lists. `items` is consumed once; only then are the others complete.

    `cursor` is opaque to everyone else and is handed back at the next scan; it is kept in the same
    transaction as what the scan found. `problems` names what could not be listed (a link, a device,
    a folder that can't be read), `unlisted` the key prefixes below which nothing may count as gone,
    `ignored` how many files are no articles, and `unread` how many of these are of types that may well be, by suffix.
    """

    items: Iterator[Ref | Unchanged]
    cursor: Callable[[], bytes | None]
    problems: list[Problem]
    unlisted: list[str]
    ignored: Callable[[], int]
    unread: Callable[[], Mapping[str, int]] = dict


class Source(Protocol):
    """Where articles are kept.

    name        stable; part of every key
    exhaustive  True: a known Ref that a scan does not list is gone. False: never gone by absence
    """

    name: str
    exhaustive: bool

    def scan(self, cursor: bytes | None, only: frozenset[str] | None = None) -> Scan:
        """List what is there. Raises SourceUnavailable when it can't be listed at all.

        `only` holds keys that a caller says have changed; then nothing else is looked at
        and nothing but these may count as gone.
        """
        ...

    def read(self, ref: Ref) -> "Iterator[Article | InvalidEntry]":
        """Read one Ref. Raises SourceUnavailable when the source itself has gone away."""
        ...

    def key_of(self, path: str) -> str | None:
        """The Ref key of a path a caller names (absolute), None where it is not of this source."""
        ...
