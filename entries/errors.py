"""What can go wrong while reading.

    EntriesError
    ├── InvalidEntry          one article; the others go on
    ├── SourceUnavailable     a whole source; what it published stays
    └── RequestFailed         a server did not answer as it must
        └── PrivateAddress    or may not be asked
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entries.problem import Problem


class EntriesError(Exception):
    """Base of every error that `entries` raises on purpose."""


class InvalidEntry(EntriesError):
    """An article that can't be published as it is. In a batch it is a value, not raised.

    `inner` names the article inside its Ref, where that is known.
    """

    def __init__(self, problem: Problem, inner: str = "") -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.inner = inner


class SourceUnavailable(EntriesError):
    """A source that can't be listed. Nothing it published is removed."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class RequestFailed(EntriesError):
    """No complete answer from `url`, for a `reason` that people can read."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class PrivateAddress(RequestFailed):
    """The host is at a loopback, private or other special address that nobody allowed."""
