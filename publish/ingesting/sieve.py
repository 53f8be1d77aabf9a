"""A set that forgets what is in it but not that something is: a Bloom filter."""

from __future__ import annotations

# 128 million bits: with two million texts, a false alarm in a thousand.
_BYTES = 1 << 24
_LAST = _BYTES * 8 - 1


class Sieve:
    """Says of most texts that were never added that they were not; of one that was added, never.

    Takes 16 MB, however much is added.
    """

    def __init__(self) -> None:
        self._bits = bytearray(_BYTES)

    def add(self, *parts: str) -> None:
        """Let this text, or these that belong together, through from now on."""
        hashed = hash(parts)
        for place in (hashed & _LAST, hashed >> 32 & _LAST):
            self._bits[place >> 3] |= 1 << (place & 7)

    def may_hold(self, *parts: str) -> bool:
        """Whether it may have been added."""
        hashed = hash(parts)
        first, second = hashed & _LAST, hashed >> 32 & _LAST
        return bool(self._bits[first >> 3] >> (first & 7) & 1 and self._bits[second >> 3] >> (second & 7) & 1)
