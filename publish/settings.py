"""The configuration as values: what masthead.toml and the environment come to. config.py reads them.

Named tuples, because every run makes these classes and a frozen dataclass costs three times as much to make.
"""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from feeds.spec import FeedSpec, Publication


class SourceConfig(NamedTuple):
    """One [[sources]] table. `options` are the keys that belong to the kind ("path", "layout", "ignore" …).

    `link` and `id` are templates: "https://…/{section}/{slug}", "{link}". `timezone` overrides the
    publication's. `future` is "hold" or "publish". `parser` names one parser for every file.
    `settle` is in seconds.
    """

    name: str
    kind: str = "folder"
    link: str | None = None
    id: str | None = None
    timezone: str | None = None
    language: str | None = None
    future: str = "hold"
    parser: str | None = None
    settle: float = 0.1
    live_interval: timedelta = timedelta(minutes=10)
    options: Mapping[str, object] = {}


class TargetConfig(NamedTuple):
    """One [[targets]] table; the first is the one behind publication.feeds_url."""

    name: str
    kind: str = "folder"
    options: Mapping[str, object] = {}


class PageConfig(NamedTuple):
    """[page]: the page for people and the list for feed readers. None leaves a document out."""

    path: str | None = "feeds.html"
    opml: str | None = "feeds.opml"


class SitemapsConfig(NamedTuple):
    """[sitemaps]: the index of the plain sitemaps, and the one for Google News. None: nobody asked for it."""

    path: str | None = None
    news: str | None = None


class StateConfig(NamedTuple):
    """[state]: `path` is the SQLite file; `ledger` a JSON Lines file kept in step with it, or None."""

    path: Path
    ledger: Path | None = None


class WhenConfig(NamedTuple):
    """When something is due: `every` as written ("15 min"), or a cron expression."""

    every: str | None = None
    cron: str | None = None


class ScheduleConfig(NamedTuple):
    """[schedule], and by a feed's path what its own table says. No document depends on any of it."""

    every: str | None = None
    cron: str | None = None
    feeds: Mapping[str, WhenConfig] = {}


class NotifyConfig(NamedTuple):
    """[notify]: `kind` is the notifier's name. See publish.announce for what `live_timeout` bounds.

    `allow_private`: hubs and feeds_url may be at loopback and private addresses.
    """

    kind: str = "websub"
    live_timeout: timedelta = timedelta(minutes=10)
    allow_private: bool = False


class Config(NamedTuple):
    """Everything that is configured. Paths are absolute. `root` is the folder that problems' paths are shown from."""

    root: Path
    file: Path | None
    publication: Publication
    sources: tuple[SourceConfig, ...]
    feeds: tuple[FeedSpec, ...]
    targets: tuple[TargetConfig, ...]
    state: StateConfig
    page: PageConfig = PageConfig()
    sitemaps: SitemapsConfig = SitemapsConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    notify: NotifyConfig = NotifyConfig()
    gone: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
