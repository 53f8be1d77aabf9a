"""Feeds at their addresses, with the archives that they name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from urllib.parse import urljoin, urlsplit

from entries import http
from entries.errors import RequestFailed
from feeds.errors import UnreadableFeed
from feeds.foreign import ForeignFeed, read
from publish.errors import PublishError

# Documents of one feed. An archive of 50 entries a document holds 10,000.
LONGEST = 200


def fetch(url: str, zone: tzinfo, agent: str) -> Iterator[ForeignFeed]:
    """The feed at an address, and all before it: archives (RFC 5005, section 4), further pages (section 3).

    The host of `url` may be at a private address, for somebody named it; where it leads to may not. `zone` is that of
    dates without one, `agent` the User-Agent. Raises PublishError: half an archive would be half of what is known.
    """
    own = urlsplit(url).hostname or ""
    seen: set[str] = set()
    earlier = url
    while earlier and earlier not in seen:
        if len(seen) == LONGEST:
            raise PublishError(f"{url} has more than {LONGEST} archives. Save them, and adopt the files in parts.")
        seen.add(earlier)
        try:
            answer = http.request(earlier, agent=agent, private=(own,))
            if answer.status != 200:
                raise PublishError(f"{earlier} can't be read: its server answers {answer.status}.")
            feed = read(answer.body, zone)
        except RequestFailed as error:
            raise PublishError(f"{error.url} can't be read: {error.reason}.") from error
        except UnreadableFeed as error:
            raise PublishError(f"{earlier} {error}") from error
        yield feed
        earlier = urljoin(answer.url, feed.earlier) if feed.earlier else ""
