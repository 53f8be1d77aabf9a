"""The promise of a store: what is remembered, and what is due.

Three Protocols kept by one class. A change marks its feeds in the same transaction as the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from entries.model import Record
    from entries.problem import Problem

# The feed row that stands for the list of all feeds.
CATALOGUE = "/"
# The content of an entry that was found again in a published document or a ledger, until its article is read;
# also the names under which it is remembered how many there were, and the dates of the documents.
RECOVERED = "recovered"
DOCUMENT_DATES = "document dates"
# The name under which are remembered, as [target, path], files of other programs that may be replaced.
ADOPTED_FILES = "adopted files"


class Remembered(NamedTuple):
    """How many present entries there are: live ones, and held ones (draft, embargo, expired …)."""

    live: int
    held: int


class Kept(NamedTuple):
    """A Record with what the store knows of it.

    content   a digest of everything the author wrote, to tell a touched file from a changed one
    present   some source still yields it; an absent one keeps its id and dates for good
    live      it may be shown; only live entries are members of feeds
    wake_at   when time alone changes that, None where it never does
    """

    record: Record
    content: str
    present: bool
    live: bool
    wake_at: datetime | None


class FeedRow(NamedTuple):
    """One feed as it is remembered. Its id never changes; `updated` is None until it was first built.

    `was` are paths it had before, still kept up to date. `floor` is minus the published date, in
    seconds, of the oldest entry in its window.
    """

    feed: int
    spec: str
    key: str
    name: str
    path: str
    id: str
    was: tuple[str, ...]
    spec_digest: str
    list_digest: str
    updated: datetime | None
    floor: int | None
    entries: int
    title: str
    dirty_seq: int
    rendered_seq: int
    ended: bool


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

    def folders(self, source: str) -> list[str]:
        """Every folder that holds a known Ref, "" for the root."""
        ...

    def refs(self, source: str, folder: str) -> dict[str, str]:
        """The known Refs directly in a folder: key -> signature."""
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
    def of_ref(self, source: str, ref: str) -> list[Kept]: ...

    def waking(self, now: datetime) -> list[Kept]:
        """Entries that time alone changes, now due."""
        ...

    def next_wake(self) -> datetime | None: ...

    def next_release(self, now: datetime) -> datetime | None:
        """When time alone next makes a held entry live."""
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

    def has_problem(self, source: str, ref: str, inner: str, code: str) -> bool: ...

    def set_problems(
        self, source: str, ref: str | None, problems: Iterable[tuple[str, Problem]], now: datetime
    ) -> None:
        """Replace what is wrong with one Ref (None: the source itself); pairs are (inner key, problem)."""
        ...


class Agenda(Protocol):
    """Feeds, who belongs to them, and what is due."""

    def feeds(self) -> list[FeedRow]: ...
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

    def window(self, feed: int, count: int) -> list[tuple[str, datetime]]:
        """The newest `count` members as (id, published), newest first, then by id."""
        ...

    def size(self, feed: int, at_most: int) -> int: ...
    def fragments(self, ids: Sequence[str], format: str, variant: str, version: int) -> dict[str, bytes]: ...

    def last_fragment(self, id: str, format: str, variant: str) -> bytes | None:
        """A fragment of whatever renderer version is there."""
        ...

    def put_fragments(self, rows: Iterable[tuple[str, str, str, int, bytes]]) -> None: ...
    def stale_fragments(self, ids: Iterable[str]) -> None: ...
    def drop_fragments(self, ids: Iterable[str]) -> None: ...
    def drop_unseen_fragments(self, ids: Iterable[str]) -> None: ...

    def finish(self, row: FeedRow, seq: int, documents: Iterable[tuple[str, str, str]], *, keep: bool = False) -> None:
        """Record what was built: documents are (format, path, ETag); `keep`: they are as they were.

        Refused when a later seq is recorded.
        """
        ...

    def documents(self) -> dict[int, dict[tuple[str, str], str]]: ...

    def standing(self) -> tuple[int, int]:
        """How many feeds are kept up and show an entry, and how many documents there are."""
        ...

    def held(self, target: str) -> dict[str, tuple[str, str]]: ...
    def set_held(self, target: str, rows: Mapping[str, tuple[str, str]]) -> None: ...
    def drop_held(self, target: str, paths: Iterable[str]) -> None: ...


class Store(Protocol):
    """Ledger and agenda in one place, changed together."""

    ledger: Ledger
    agenda: Agenda

    def transaction(self) -> AbstractContextManager[None]: ...
    def copy(self) -> Store: ...
    def close(self) -> None: ...
