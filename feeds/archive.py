"""The history of a feed in pages that never change who is in them (RFC 5005, section 4). Pure.

https://www.rfc-editor.org/rfc/rfc5005#section-4
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

_FOLDER = "/archive/"


def closing(waiting: Sequence[str], shown: Container[str], size: int) -> Iterator[tuple[str, ...]]:
    """The pages that are full now: `size` ids each, the oldest first.

    `waiting` are the feed's entries that are in no page yet, newest first; `shown` is its window. A page is made of
    what lies beyond the window, so that an edit of a current entry touches none. "The set of entries contained in an
    archive document published at a particular URI SHOULD NOT change over time": what comes later with an earlier
    date waits for the next page, and until that is full the feed itself shows it.
    """
    beyond = [id for id in reversed(waiting) if id not in shown]
    for end in range(size, len(beyond) + 1, size):
        yield tuple(beyond[end - size : end])


def page_path(feed_path: str, number: int) -> str:
    """A page's path, without suffix. Pages are numbered from the oldest, 1, so that none is ever renumbered."""
    return f"{feed_path}{_FOLDER}{number}"


def page_at(path: str) -> tuple[str, int] | None:
    """The feed's path and the page's number that a document's path says, None for what is no page's path."""
    feed_path, folder, name = path.rpartition(_FOLDER)
    number = name.partition(".")[0]
    if not folder or not number.isascii() or not number.isdigit():
        return None
    return feed_path, int(number)
