"""Articles kept between reading and rendering: whole Refs, the most recently read, up to a size."""

from __future__ import annotations

from entries.model import Article
from publish.ingesting.articles import ArticleCache


def an_article(size: int, inner: str = "") -> Article:
    return Article(where="a.md", inner=inner, markup="x" * size)


def test_an_article_that_is_read_again_counts_once() -> None:
    """Read five times, it takes the room of one."""
    cache = ArticleCache(1000)
    cache.put("desk", "a", an_article(600))
    for _ in range(5):
        cache.put("desk", "b", an_article(150))
    assert cache.get("desk", "a") is not None


def test_what_was_read_longest_ago_goes_first() -> None:
    """With every article of its Ref; what was read again since stays."""
    cache = ArticleCache(1000)
    cache.put("desk", "a", an_article(300, "1"))
    cache.put("desk", "b", an_article(300, "1"))
    cache.put("desk", "b", an_article(100, "2"))
    cache.put("desk", "a", an_article(300, "1"))
    cache.put("desk", "c", an_article(400))
    assert cache.get("desk", "b") is None
    assert set(cache.get("desk", "a") or ()) == {"1"}
    assert cache.get("desk", "c") is not None
