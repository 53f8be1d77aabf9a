"""How a document of ours is told from every other file."""

from __future__ import annotations

from feeds.spec import Publication

# Every document names its generator near the beginning; a JSON Feed has no such element but may have
# members of one's own (https://www.jsonfeed.org/version/1.1/#extensions).
_PAGE = b'<meta name="generator" content="Masthead">'
_JSON = b'"_masthead"'
_MARKS = (b">Masthead</generator>", _PAGE, _JSON, b"<!-- Masthead -->")
HEAD = 8192


def is_ours(data: bytes) -> bool:
    """Whether a Masthead run wrote this."""
    head = data[:HEAD]
    return any(mark in head for mark in _MARKS)


def holds_no_articles(data: bytes, publication: Publication) -> bool:
    """Whether this is a page of all feeds, or a JSON Feed of this very publication.

    A JSON Feed of another publication may be read for its articles, whatever wrote it.
    """
    head = data[:HEAD]
    if _PAGE in head:
        return True
    if _JSON not in head:
        return False
    import json

    try:
        feed = json.loads(data)
    except (ValueError, RecursionError):
        return False
    if not isinstance(feed, dict) or "_masthead" not in feed:
        return False
    editions = publication.editions.values()
    links = (publication.link, *(edition.link for edition in editions if edition.link))
    below = (publication.feeds_url, *(edition.feeds_url for edition in editions if edition.feeds_url))
    return str(feed.get("home_page_url")) in links or str(feed.get("feed_url")).startswith(below)
