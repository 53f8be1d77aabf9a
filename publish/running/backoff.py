"""Longer and longer waits for what keeps failing."""

from __future__ import annotations


class Backoff:
    """Twice as long each time, from `first` to `longest` seconds. `count` is how often it failed in a row."""

    def __init__(self, first: float, longest: float) -> None:
        self.count = 0
        self._first = first
        self._longest = longest

    def failed(self) -> float:
        """It failed once more: how long to wait."""
        self.count += 1
        # Beyond that no power of two makes a difference, and a float has an end.
        return min(self._first * 2.0 ** min(self.count - 1, 30), self._longest)

    def worked(self) -> None:
        """It worked."""
        self.count = 0
