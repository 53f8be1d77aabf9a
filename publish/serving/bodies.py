"""Bytes kept in memory up to a budget, those asked for last the longest."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

Key = tuple[str, str]


class Bodies:
    """Bytes by a key whose content never changes. At most `budget` bytes, each entry counted with its overhead."""

    OVERHEAD = 256

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._held: OrderedDict[Key, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def renew(self) -> None:
        """In a process just forked off: a thread that did not come along may have been amid a change."""
        self._lock = Lock()
        self._size = sum(len(body) + self.OVERHEAD for body in self._held.values())

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size

    def get(self, key: Key) -> bytes | None:
        """The bytes, or None."""
        body = self._held.get(key)
        if body is not None:
            try:
                self._held.move_to_end(key)
            except KeyError:  # another thread has just dropped it
                return body
        return body

    def put(self, key: Key, body: bytes) -> None:
        """Keep these; what was not asked for longest makes room."""
        with self._lock:
            self._drop(key)
            self._held[key] = body
            self._size += len(body) + self.OVERHEAD
            while self._size > self._budget and len(self._held) > 1:
                self._drop(next(iter(self._held)))

    def has_room(self, size: int) -> bool:
        """Whether so many bytes fit without dropping others."""
        return self._size + size + self.OVERHEAD <= self._budget

    def drop(self, names: set[str]) -> None:
        """Forget all that is kept under these names, in every coding, and every delta "base..name" to one of them."""
        with self._lock:
            for key in [key for key in list(self._held) if key[0].rpartition("..")[2] in names]:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        body = self._held.pop(key, None)
        if body is not None:
            self._size -= len(body) + self.OVERHEAD
