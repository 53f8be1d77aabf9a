"""Changed files that wait until they may be read: one that is still being written holds no other back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from entries.stillness import seconds_left_at

if TYPE_CHECKING:
    from publish.compose import Parts

# From so many on it costs less to look at everything; and the system may have dropped some.
MANY = 1000


class Changes:
    """Paths by the moment at which each may have settled, by `timer` in seconds."""

    def __init__(self, parts: Parts, now: Callable[[], datetime], timer: Callable[[], float]) -> None:
        settles = {source.name: source.settle for source in parts.config.sources}
        self._sources = [(source, settles.get(source.name, 0.0)) for source, _ in parts.sources]
        self._now = now
        self._timer = timer
        self._due: dict[str, float] = {}
        self._settle: dict[str, float] = {}
        self.overflowed = False

    def add(self, paths: Iterable[str]) -> list[tuple[str, str]]:
        """Take note of changed paths, and return them as (source, key)."""
        found = []
        for path in paths:
            for source, settle in self._sources:
                key = source.key_of(path)
                if key is not None:
                    found.append((source.name, key))
                    self._settle[path] = max(settle, self._settle.get(path, 0.0))
                    self._due[path] = self._timer() + self._left(path)
        self.overflowed |= len(self._due) > MANY
        return found

    def ready(self) -> tuple[str, ...]:
        """Those that stand still now; the others are waited for."""
        timer = self._timer()
        for path, due in self._due.items():
            if due <= timer and (left := self._left(path)) > 0:
                self._due[path] = timer + left
        return tuple(sorted(path for path, due in self._due.items() if due <= timer))

    def due_at(self) -> float | None:
        """When the next may be ready, by the timer."""
        return min(self._due.values(), default=None)

    def done(self, paths: Iterable[str]) -> None:
        """A run looked at these."""
        for path in paths:
            self._due.pop(path, None)
            self._settle.pop(path, None)

    def clear(self) -> None:
        """A run looked at everything; it waited for those that were being written."""
        self._due.clear()
        self._settle.clear()
        self.overflowed = False

    def _left(self, path: str) -> float:
        return seconds_left_at(path, self._settle[path], self._now().timestamp())
