"""What can go wrong while building feeds.

    FeedsError
    └── InvalidFeed           a feed that would break a rule of its format
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
