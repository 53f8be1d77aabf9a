"""The promise of a parser: what articles are written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from entries.errors import InvalidEntry
from entries.model import Article


class Parser(Protocol):
    """Reads the bytes of one file or response into articles.

    suffixes     file name endings with their dot, in lower case
    media_types  without parameters, in lower case
    """

    suffixes: frozenset[str]
    media_types: frozenset[str]

    def parse(self, data: bytes, where: str) -> Iterator[Article | InvalidEntry]:
        """Yield every article in `data`; `where` is the name that problems show. Never raises for bad input."""
        ...
