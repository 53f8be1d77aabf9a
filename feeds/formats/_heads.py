"""A feed's head. Those of one family differ in a few words: what is around them is written once.

feedgen takes 0.1 ms for each, and two for every feed were a fifteenth of a first run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from feeds.formats._dates import rfc822, rfc3339
from feeds.formats._safely import safely
from feeds.model import Feed

# What stands for the words of one feed. Nothing else may hold one of these, so each is long.
_TITLE, _LINK, _ID, _URL = (f"masthead-{name}-of-one-feed" for name in ("title", "link", "id", "url"))
_DATE = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)
_NAMES = {
    _TITLE: b"title", _LINK: b"link", _ID: b"id", _URL: b"url", rfc3339(_DATE): b"rfc3339", rfc822(_DATE): b"rfc822",
}  # fmt: skip
_PLACES = re.compile("|".join(map(re.escape, _NAMES)).encode())

# An address that is written as it is, in an element as in an attribute.
_AS_IT_IS = re.compile(r"[\w:/.,;=?@~%+!*()-]+")
_ESCAPED = str.maketrans({"&": "&#x26;", "<": "&#x3C;", ">": "&gt;"})
_MOST = 256

_around: dict[tuple[object, ...], bytes] = {}


def head(write: Callable[[Feed], bytes], format: str, feed: Feed) -> bytes:
    """`write(feed)`, safely, which must not look at the feed's records."""
    url, title = feed.url_of(format), feed.title.strip()
    # What needs cleaning or another escape is rare, and written whole; so are links that are one feed's own.
    plain = title.isprintable() and title and all(map(_AS_IT_IS.fullmatch, (url, feed.link, feed.id)))
    if not plain or any(feed.history):
        return safely(write, feed)
    alone = feed.description == feed.title
    shape = feed._replace(
        path="",
        id=_ID,
        title=_TITLE,
        link=_LINK,
        feeds_url="",
        description=_TITLE if alone else feed.description,
        updated=_DATE,
        records=(),
        tombstones=(),
        documents={format: _URL},
    )
    key = (write, *(value for value in shape if value is not shape.documents and value is not shape.history))
    around = _around.get(key)
    if around is None:
        if len(_around) >= _MOST:
            _around.clear()
        written = safely(write, shape).replace(b"%", b"%%")
        around = _around[key] = _PLACES.sub(lambda found: b"%%(%b)b" % _NAMES[found[0].decode()], written)
    return around % {
        b"title": title.translate(_ESCAPED).encode(),
        b"link": feed.link.encode(),
        b"id": feed.id.encode(),
        b"url": url.encode(),
        b"rfc3339": rfc3339(feed.updated).encode(),
        b"rfc822": rfc822(feed.updated).encode(),
    }
