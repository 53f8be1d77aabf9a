"""What can go wrong while reading.

    EntriesError
    ├── InvalidEntry          one article; the others go on
    └── SourceUnavailable     a whole source; what it published stays
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
