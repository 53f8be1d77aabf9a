"""The promise of a store: what is remembered, and what is due.

Protocols kept by one class. A change marks its feeds in the same transaction as the entry. What few runs ask for is
promised in files of its own: publish.history, publish.owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from publish.rows import FeedRow as FeedRow
from publish.rows import Remembered as Remembered

if TYPE_CHECKING:
    from entries.model import Record
    from entries.problem import Problem
    from publish.history import History, Runs, Versions
    from publish.kept import Kept
    from publish.owed import Owed

# The feed row that stands for the list of all feeds.
CATALOGUE = "/"
# Rows of a feed's archive pages: this and the feed's own spec; their key is the page's number, "/" and the feed's key.
ARCHIVE = "/archive/"
# Rows of sitemaps; their key is a month, "news", or "" for the index.
SITEMAP = "/sitemap"
# The name under which are remembered, after a loss of state, the pages found in the targets: {path: [ids]}.
ARCHIVE_PAGES = "archive pages"
# The same of feeds: {path: the id that its Atom document shows, or ""}; no path has a suffix.
DOCUMENT_IDS = "document ids"
# The content of an entry that was found again in a published document or a ledger, until its article is read;
# also the names under which it is remembered how many there were, and the dates of the documents.
RECOVERED = "recovered"
DOCUMENT_DATES = "document dates"
# Whether the ledger file is behind: "1" from the change on, "0" once the file is written.
LEDGER_OWED = "ledger owed"
# The name under which a state remembers what it is called where other publishers may put documents too.
STATE_ID = "state id"
# The name under which are remembered, as [target, path], files of other programs that may be replaced.
ADOPTED_FILES = "adopted files"

# The names, with the feed's spec behind, under which is remembered when a feed with its own schedule was last let out.
RELEASED_OF = "released "
# Whether the last run that is remembered failed: "1" or "0".
RUN_FAILED = "run failed"


class Ledger(Protocol):
    """Identities and dates, and what each source listed."""

    def meta(self, name: str) -> str | None: ...
    def set_meta(self, name: str, value: str) -> None: ...

    def source(self, name: str) -> tuple[str, bytes | None, datetime] | None:
        """A source's settings digest, its cursor and when it was last read whole."""
        ...

    def source_names(self) -> list[str]: ...
    def set_source(self, name: str, settings: str, cursor: bytes | None, scanned: datetime) -> None: ...

    def drop_source(self, name: str) -> None: ...

    def folders(self, source: str, below: str | None = None) -> list[str]:
        """The folders that hold known Refs, all or those below one, in order."""
        ...

    def refs(self, source: str, folder: str, only: str | None = None) -> dict[str, str]:
        """The known Refs directly in a folder, all or one: key -> signature."""
        ...

    def set_refs(self, source: str, rows: Iterable[tuple[str, str, str]]) -> None:
        """Rows are (folder, key, signature)."""
        ...

    def delete_refs(self, source: str, rows: Iterable[tuple[str, str]]) -> None: ...
    def is_empty(self) -> bool: ...
    def by_id(self, id: str) -> Kept | None: ...
    def by_key(self, source: str, ref: str, inner: str) -> Kept | None: ...
    def by_stem(self, source: str, stem: str) -> list[Kept]: ...
    def by_link(self, link: str) -> list[Kept]: ...
    def by_title(self, title: str, published: datetime) -> list[Kept]: ...
    def by_text(self, title: str, digest: str) -> list[Kept]:
        """What is present, or was found again, under this title and with this digest."""
        ...

    def of_ref(self, source: str, ref: str) -> list[Kept]: ...

    def waking(self, now: datetime) -> list[Kept]:
        """Entries that time alone changes, now due."""
        ...

    def next_release(self, now: datetime) -> datetime | None:
        """When time alone next makes a held entry live."""
        ...

    def next_wake(self) -> datetime | None:
        """The earliest moment at which time alone changes an entry; past where it has, and no run since."""
        ...

    def waiting(self) -> tuple[int, datetime | None]:
        """How many live stories have a version that waits, and when the next of these goes out."""
        ...

    def leaving(self) -> list[Kept]:
        """What is shown and time alone takes out: withdrawn, or expiring."""
        ...

    def live(self) -> Iterable[Kept]: ...
    def held(self, limit: int) -> list[Kept]: ...
    def everything(self) -> Iterable[Kept]: ...
    def records(self, ids: Iterable[str]) -> dict[str, Kept]: ...
    def count(self, source: str | None = None) -> Remembered: ...
    def save(self, kept: Iterable[Kept]) -> None: ...
    def forget(self, id: str) -> None: ...

    def unconfirmed(self) -> int:
        """How many entries were found again in documents or a ledger, and in no source since."""
        ...

    def confirm(self) -> None:
        """Those are gone, and that is meant."""
        ...

    def problems(self) -> list[tuple[Problem, datetime, str, str, str]]:
        """Every standing problem, since when, and its source, Ref key and inner key."""
        ...

    def problem_since(self, source: str, ref: str, inner: str, code: str) -> datetime | None:
        """Since when a problem stands, None where it does not."""
        ...

    def hidden(self) -> frozenset[tuple[str, str, str]]:
        """Source, Ref key and inner key of every entry that is not live, and of which is told that it was repaired."""
        ...

    def begin_problems(self, record: Record, now: datetime) -> None:
        """What is wrong with an entry stands since now: it is released."""
        ...

    def set_problems(
        self, source: str, ref: str | None, problems: Iterable[tuple[str, Problem]], now: datetime
    ) -> None:
        """Replace what is wrong with one Ref (None: the source itself); pairs are (inner key, problem)."""
        ...


class Agenda(Protocol):
    """Feeds, who belongs to them, and what is due."""

    def feeds(self, only: Iterable[int] | None = None) -> list[FeedRow]:
        """All feeds, or only these, in their order."""
        ...

    def feed(self, spec: str, key: str) -> FeedRow | None: ...
    def of_spec(self, spec: str) -> list[FeedRow]: ...
    def mint(self, spec: str, key: str, name: str, path: str, id: str) -> FeedRow: ...
    def change(self, row: FeedRow) -> None: ...
    def drop(self, feed: int) -> None: ...
    def members_of(self, id: str) -> set[int]: ...
    def join(self, rows: Iterable[tuple[int, datetime, str]]) -> None: ...
    def leave(self, ids: Iterable[str]) -> None: ...

    def mark(self, feeds: Iterable[int]) -> None:
        """These feeds may look different: dirty_seq + 1."""
        ...

    def due(self) -> list[int]: ...

    def outdated(self, digests: Mapping[str, str]) -> list[int]:
        """The feeds that were published under another digest than their spec, by its path, has now."""
        ...

    def window(self, feed: int, count: int) -> list[tuple[str, datetime]]:
        """The newest `count` members as (id, published), newest first, then by id."""
        ...

    def size(self, feed: int, at_most: int) -> int: ...

    def addresses(self, feed: int) -> list[tuple[str, datetime]]:
        """Every member as (link, updated), newest first, then by id."""
        ...

    def fragments(self, ids: Sequence[str], format: str, variant: str, version: int) -> dict[str, bytes]: ...

    def last_fragment(self, id: str, format: str, variant: str) -> bytes | None:
        """A fragment of whatever renderer version is there."""
        ...

    def put_fragments(self, rows: Iterable[tuple[str, str, str, int, bytes]]) -> None: ...
    def stale_fragments(self, ids: Iterable[str]) -> None: ...
    def drop_fragments(self, ids: Iterable[str]) -> None: ...
    def drop_unseen_fragments(self, ids: Iterable[str]) -> None: ...

    def keep_variants(self, variants: Iterable[str]) -> None:
        """Drop the fragments of every other variant: no feed shows entries so any more."""
        ...

    def finish(self, row: FeedRow, seq: int, documents: Iterable[tuple[str, str, str]], *, keep: bool = False) -> None:
        """Record what was built: documents are (format, path, ETag); `keep`: they are as they were.

        Refused when a later seq is recorded.
        """
        ...

    def documents(self, only: Iterable[int] | None = None) -> dict[int, dict[tuple[str, str], str]]:
        """(format, path) -> ETag of the documents of all feeds, or of only these, by feed."""
        ...

    def standing(self) -> tuple[int, int]:
        """How many feeds are kept up and show an entry, and how many documents there are."""
        ...

    def held(self, target: str) -> dict[str, tuple[str, str]]: ...
    def set_held(self, target: str, rows: Mapping[str, tuple[str, str]]) -> None: ...
    def drop_held(self, target: str, paths: Iterable[str]) -> None: ...


class Store(Protocol):
    """Ledger, agenda and what is owed in one place, changed together."""

    ledger: Ledger
    agenda: Agenda

    @property
    def versions(self) -> Versions: ...
    @property
    def owed(self) -> Owed: ...

    @property
    def runs(self) -> Runs: ...
    @property
    def history(self) -> History: ...

    def transaction(self) -> AbstractContextManager[None]: ...
    def close(self) -> None: ...
