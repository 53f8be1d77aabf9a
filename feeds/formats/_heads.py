"""The head of a feed. Those of one family differ in a few words, so it is written once for all of them."""

from __future__ import annotations

from collections.abc import Callable

from feeds import shapes
from feeds.formats._dates import rfc822, rfc3339
from feeds.formats._safely import safely
from feeds.model import Feed


def head(write: Callable[[Feed], bytes], format: str, feed: Feed) -> bytes:
    """`write(feed)`, safely, which must not look at the feed's records."""
    url, title, description = feed.url_of(format), feed.title.strip(), feed.description.strip()
    addresses = {"url": url, "link": feed.link, "id": feed.id}
    plain = title and shapes.is_plain(title + description) and all(map(shapes.is_address, addresses.values()))
    if not plain or any(feed.history):
        return safely(write, feed)
    shape = feed._replace(
        path="",
        id=shapes.stand_in("id"),
        title=shapes.stand_in("title"),
        link=shapes.stand_in("link"),
        feeds_url="",
        description=description and shapes.stand_in("description"),
        updated=shapes.UPDATED,
        records=(),
        tombstones=(),
        documents={format: shapes.stand_in("url")},
    )
    words = {
        **addresses,
        **{f"@{name}": address for name, address in addresses.items()},
        "title": shapes.in_plain(title),
        "description": shapes.in_plain(description),
        "updated": rfc3339(feed.updated),
        "updated in words": rfc822(feed.updated),
    }
    key = f"{format} head {shape!r}"
    if key not in shapes.known:
        shapes.learn(key, safely(write, shape))
    return shapes.filled(key, words)
