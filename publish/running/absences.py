"""Files that a scan missed: a removal is one only when two scans at least two seconds apart miss it.

Some editors save by removing a file and writing another, some programs by moving a folder away and another in.
"""

from __future__ import annotations

from collections.abc import Callable

CONFIRMED_AFTER = 2.0  # seconds
# While more and more goes missing all of it waits, so that it is judged as a whole; never longer than this.
LONGEST = 60.0


class Absences:
    """What is missing, by source and key, and since when. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: dict[tuple[str, str], float] = {}
        self._confirmed: set[tuple[str, str]] = set()
        self._missed: set[tuple[str, str]] = set()

    def removable(self, source: str, missed: frozenset[str]) -> frozenset[str]:
        """Of the keys that a scan of a source missed, those that an earlier one missed too, long enough ago."""
        now = self._clock()
        places = {(source, key) for key in missed}
        self._missed |= places
        sure = {place for place in places if now - self._since.setdefault(place, now) >= CONFIRMED_AFTER}
        self._confirmed |= sure
        return frozenset(key for _, key in sure)

    def touched(self, source: str, key: str) -> None:
        """Something happened to it: that it was missed before counts no longer."""
        self._since.pop((source, key), None)
        self._confirmed.discard((source, key))

    def looked(self, *, whole: bool) -> None:
        """A run has ended; `whole`: it looked at everything, so what it did not miss is there, or is removed."""
        if whole:
            self._since = {place: since for place, since in self._since.items() if place in self._missed}
            self._confirmed &= self._missed
        self._missed.clear()

    def failed(self) -> None:
        """A run has failed: what it was to remove is there still, and is looked for again."""
        self._confirmed.clear()
        self._missed.clear()

    def due_at(self) -> float | None:
        """When to look again, by the clock; None where nothing is in doubt."""
        open = [since for place, since in self._since.items() if place not in self._confirmed]
        if not open:
            return None
        return min(max(open), min(open) + LONGEST) + CONFIRMED_AFTER
