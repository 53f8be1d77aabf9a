"""What a run is asked for and what it did. The report, the exit status and --json are made from these.

Named tuples and plain classes, because every run makes them: a dataclass takes three times as long to make, and the
first one 10 ms more to load what makes it.
"""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from entries.person import Person
from entries.problem import Problem


class Options(NamedTuple):
    """What the command line asked for. `changed` are absolute paths, None for a full scan.

    `listed` says whether the outcome is to name every feed. `waiting` are paths of feeds ([[feeds]] path) whose own
    schedule says not yet. `removable` tells, of a source and the keys that its scan missed, which may be removed;
    None: all. `trusting`: targets were compared a while ago and are taken to hold what they held. Without `listing` the
    list of all feeds stays owed where there is one: a later run brings it up to date. `show_held`: held articles are
    looked at too.
    """

    changed: tuple[str, ...] | None = None
    dry_run: bool = False
    allow_removals: int = 0
    allow_resurfacing: bool = False
    adopt_files: tuple[str, ...] = ()
    new_publication: bool = False
    prune: bool = False
    listed: bool = True
    waiting: frozenset[str] = frozenset()
    removable: Callable[[str, frozenset[str]], frozenset[str]] | None = None
    trusting: bool = False
    listing: bool = True
    show_held: bool = False


class Counts:
    """Entries by what happened to them in this run."""

    def __init__(self) -> None:
        self.read = 0
        self.new = 0
        self.updated = 0
        self.unchanged = 0
        self.moved = 0
        self.held = 0
        self.withdrawn = 0
        self.removed = 0
        self.refused = 0
        self.ignored = 0


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


class Outcome:
    """What a run did. `seconds` maps a step to its wall time.

    `held_until` is the next moment at which a held entry is released; titles of held entries are kept apart in
    `held_titles`, and what is odd about them in `held_problems`: both are shown only on request. `live` counts the
    entries that are published now, `articles` all that the sources hold: live, held and refused. `standing` counts
    the feeds that are kept up; `feeds` names every feed where that was asked for. `sent` and `owed` count pings to
    hubs, `unseen` those of the sent whose document was not seen at its address. `released` are the keys (source, Ref
    key, inner key) of what was held before. `waiting` counts the live stories of which a later version waits, the
    first of them till `waiting_until`.
    """

    def __init__(self) -> None:
        self.counts = Counts()
        self.written = 0
        self.unchanged = 0
        self.standing = 0
        self.feeds: list[FeedState] = []
        self.problems: list[Reported] = []
        self.changes: list[Change] = []
        self.notes: list[str] = []
        self.sent = 0
        self.unseen = 0
        self.owed = 0
        self.held_until: datetime | None = None
        self.waiting = 0
        self.waiting_until: datetime | None = None
        self.held_titles: list[str] = []
        self.held_problems: list[Reported] = []
        self.released: set[tuple[str, str, str]] = set()
        self.held_removals = 0
        self.seconds: dict[str, float] = {}
        self.live = 0
        self.articles = 0


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


def exit_status(outcome: Outcome, fail_on: str = "any") -> int:
    """0 done; 1 something was refused or held back, the rest is published; 3 nothing could be published.

    `fail_on` is "any", "new" (only what stands since this run counts) or "none". Repairs never count.
    """
    counted = [problem for problem in outcome.problems if problem.problem.level != "repaired"]
    if fail_on == "none" or not (counted or outcome.held_removals):
        return 0
    if fail_on == "new" and counted and not any(problem.new for problem in counted):
        return 0
    return 3 if is_fruitless(outcome) else 1


def is_fruitless(outcome: Outcome) -> bool:
    """Whether nothing could be published: every article was refused, or no source that ever gave one is available."""
    if outcome.counts.refused and outcome.counts.refused >= outcome.articles:
        return True
    return outcome.live == 0 and any(problem.problem.level == "unavailable" for problem in outcome.problems)


class Progress(Protocol):
    """Hears how a run goes on. `total` is None while it is not known."""

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins: "read", "build", "write"."""
        ...

    def advance(self, count: int = 1) -> None:
        """So much of the step is done."""
        ...
