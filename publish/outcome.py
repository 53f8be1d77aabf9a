"""What a run is asked for and what it did. The report, the exit status and --json are made from these.

What never changes is a named tuple here: every run makes these classes, and a frozen dataclass costs three times as
much to make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from entries.model import Problem
    from entries.person import Person


class Options(NamedTuple):
    """What the command line asked for. `changed` are absolute paths, None for a full scan."""

    changed: tuple[str, ...] | None = None
    dry_run: bool = False
    allow_removals: int = 0
    allow_resurfacing: bool = False
    adopt_files: tuple[str, ...] = ()
    new_publication: bool = False
    prune: bool = False


@dataclass(slots=True, kw_only=True)
class Counts:
    """Entries by what happened to them in this run."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    moved: int = 0
    held: int = 0
    withdrawn: int = 0
    removed: int = 0
    refused: int = 0
    ignored: int = 0


class Reported(NamedTuple):
    """A problem with its history: since when it stands, and when what is still published was (None: nothing is)."""

    problem: Problem
    since: datetime
    published: datetime | None = None
    new: bool = True


class FeedState(NamedTuple):
    """One feed after the run. `etags` maps a format's name to its ETag; `ended`: it is no longer kept up."""

    path: str
    title: str
    entries: int
    etags: dict[str, str]
    updated: datetime | None = None
    ended: bool = False


class Change(NamedTuple):
    """One entry as --dry-run shows it: kind is "new", "updated", "moved", "withdrawn" or "removed"."""

    kind: str
    title: str
    link: str
    where: str


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run did. `seconds` maps a step to its wall time.

    `held_until` is the next moment at which a held entry is released; titles of held entries are
    kept apart in `held_titles` and shown only on request. `live` counts the entries that are published
    now, `articles` all that the sources hold: live, held and refused.
    """

    counts: Counts = field(default_factory=Counts)
    written: int = 0
    unchanged: int = 0
    feeds: list[FeedState] = field(default_factory=list)
    problems: list[Reported] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    held_until: datetime | None = None
    held_titles: list[str] = field(default_factory=list)
    held_removals: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    live: int = 0
    articles: int = 0


class Examined(NamedTuple):
    """One article as a build would read it.

    `status` is "live", "draft", "embargo", "expired", "withdrawn" or "refused". What is not known of a
    refused article is None or empty. `feeds` are the paths of the feeds it would be in.
    """

    where: str
    status: str
    title: str | None = None
    id: str | None = None
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[Person, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    summary: str = ""
    problems: tuple[Problem, ...] = ()


class Progress(Protocol):
    """Hears how a run goes on. `total` is None while it is not known."""

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins: "read", "build", "write"."""
        ...

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""
        ...
