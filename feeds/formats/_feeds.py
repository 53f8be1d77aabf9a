"""What a feed shows, the same in every format; and feeds by family."""

from __future__ import annotations

from collections.abc import Sequence

from entries.model import Link, Person
from feeds.formats._addresses import is_web
from feeds.formats._people import people
from feeds.model import Feed, Listed, Per


def feed_title(feed: Feed) -> str:
    """Never empty: every format asks for one."""
    return feed.title.strip() or feed.link


def feed_author(feed: Feed) -> Person:
    """The feed's author, whose addresses someone wrote into the configuration to be shown."""
    return next(iter(people((feed.author,), True)), Person(name=feed_title(feed)))


def feed_links(feed: Feed) -> list[Link]:
    """A feed's links other than to itself and its site: hubs (https://www.w3.org/TR/websub/#discovery), license."""
    found = [Link(href=hub, rel="hub") for hub in feed.hubs]
    if is_web(feed.license):
        found.append(Link(href=feed.license, rel="license"))
    return found


def families(feeds: Sequence[Listed]) -> list[tuple[Per | None, list[Listed]]]:
    """Feeds of the list by family, those that are no family's first, in the order given."""
    order: tuple[Per | None, ...] = (None, "section", "language", "tag", "author")
    grouped = ((per, [feed for feed in feeds if feed.per == per]) for per in order)
    return [(per, members) for per, members in grouped if members]
