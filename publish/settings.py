"""The configuration as values: what masthead.toml and the environment come to. config.py reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from feeds.spec import FeedSpec, Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
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
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetConfig:
    """One [[targets]] table; the first is the one behind publication.feeds_url."""

    name: str
    kind: str = "folder"
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageConfig:
    """[page]: the page for people and the list for feed readers. None leaves a document out."""

    path: str | None = "feeds.html"
    opml: str | None = "feeds.opml"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateConfig:
    """[state]: `path` is the SQLite file; `ledger` a JSON Lines file kept in step with it, or None."""

    path: Path
    ledger: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConfig:
    """[schedule]: `every` as written ("15 min"), or a cron expression."""

    every: str | None = None
    cron: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that is configured. Paths are absolute. `root` is the folder that problems' paths are shown from."""

    root: Path
    file: Path | None
    publication: Publication
    sources: tuple[SourceConfig, ...]
    feeds: tuple[FeedSpec, ...]
    targets: tuple[TargetConfig, ...]
    state: StateConfig
    page: PageConfig = PageConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    gone: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
