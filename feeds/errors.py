"""What can go wrong while building feeds, and while reading those of others.

    FeedsError
    ├── InvalidFeed           a feed that would break a rule of its format
    └── UnreadableFeed        a document of another program that is no feed, or damaged
"""

from __future__ import annotations


class FeedsError(Exception):
    """Base of every error that `feeds` raises on purpose."""


class InvalidFeed(FeedsError):
    """A feed that would break a rule. `path` is the feed's, `rule` the specification's section or URL."""

    def __init__(self, path: str, problem: str, rule: str) -> None:
        super().__init__(f"{path}: {problem} ({rule})")
        self.path = path
        self.problem = problem
        self.rule = rule


class UnreadableFeed(FeedsError):
    """A document that can't be read as a feed. `line` counts from 1, None where no line is meant."""

    def __init__(self, problem: str, remedy: str, line: int | None = None) -> None:
        super().__init__(f"{problem}. {remedy}".rstrip())
        self.problem = problem
        self.remedy = remedy
        self.line = line
