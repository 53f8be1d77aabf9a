"""The promises of what is kept of the past: archive pages, earlier versions of documents, earlier runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from publish.building.versions import Standing, Version
    from publish.runs import RunRow


class History(Protocol):
    """Archive pages: who is in which for good; and tombstones, what is left of entries that were withdrawn."""

    def enter(self, rows: Iterable[tuple[int, str]]) -> None:
        """These entries, as (feed, id), are in no page of that feed's archive yet, unless they are in one."""
        ...

    def shown(self, feed: int, page: int) -> list[tuple[str, datetime]]:
        """The members of a feed that a page of its archive holds, 0 for no page: (id, published), newest first."""
        ...

    def members(self, feed: int, page: int) -> list[str]:
        """All that a page holds, also what is not shown now."""
        ...

    def close(self, feed: int, page: int, ids: Iterable[str]) -> None:
        """Put entries that are in no page into this one, for good."""
        ...

    def pages_of(self, id: str) -> set[int]:
        """The feed rows of all pages that hold an entry."""
        ...

    def give_up(self, feeds: Iterable[int]) -> None:
        """These feeds have no archive: drop what is in no page, or in one that is no more."""
        ...

    def bury(self, rows: Iterable[tuple[int, str, datetime]]) -> None:
        """These entries, as (feed, id, when), were withdrawn and have left that feed."""
        ...

    def unbury(self, id: str) -> None: ...

    def tombstones(self, feed: int, count: int) -> list[tuple[str, datetime]]:
        """The latest so many entries that were withdrawn and have left a feed, as (id, when)."""
        ...


class Runs(Protocol):
    """What earlier runs did."""

    def add(self, row: RunRow) -> None:
        """Remember a run, and forget those of long ago."""
        ...

    def last(self) -> RunRow | None: ...

    def keep_releases(self, specs: Iterable[str]) -> None:
        """Forget when every other feed with a schedule of its own was let out."""
        ...


class Versions(Protocol):
    """The last versions of each document."""

    def add(self, versions: Iterable[Version]) -> None:
        """Remember these as the latest, and forget the oldest."""
        ...

    def drop(self, paths: Iterable[str]) -> None: ...

    def drop_unpublished(self) -> None:
        """Drop those at paths where no feed has a document any more."""
        ...

    def of(self, path: str) -> dict[str, bytes]:
        """The digests of the entries that each version of a document showed, by ETag."""
        ...

    def standing(self, target: str) -> list[Standing]:
        """Every document that a target holds."""
        ...
