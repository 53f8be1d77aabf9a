"""Articles that were read a moment ago, so that rendering need not read them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entries.model import Article
    from publish.kept import Kept

# In characters of markup; about 10,000 news articles.
CAPACITY = 64_000_000
# Articles that go through each step together. One by one, each step would push what the others use out of the
# processor's caches: reading and rendering would take 1.4 ms an article in place of 1.0.
AT_ONCE = 50


class ArticleCache:
    """Keeps the most recently read Refs, whole, up to a total size.

    `recorded` is what this run recorded, by id, while it is what the store has.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self.recorded: dict[str, Kept] = {}
        self._refs: dict[tuple[str, str], dict[str, Article]] = {}

    def put(self, source: str, ref: str, article: Article) -> None:
        held = self._refs[source, ref] = self._refs.pop((source, ref), {})  # now the last to go
        if (before := held.get(article.inner)) is not None:
            self._size -= len(before.markup)
        held[article.inner] = article
        self._size += len(article.markup)
        while self._size > self._capacity and len(self._refs) > 1:
            oldest = next(iter(self._refs))
            self._size -= sum(len(article.markup) for article in self._refs.pop(oldest).values())

    def get(self, source: str, ref: str) -> dict[str, Article] | None:
        """The articles of a Ref by inner key, None where it has to be read."""
        return self._refs.get((source, ref))
