"""What a document says of a feed's history: its archive (RFC 5005) and what was withdrawn (RFC 6721)."""

from __future__ import annotations

from html import escape

from entries.model import Link
from feeds.formats._dates import rfc3339
from feeds.model import Feed

# "The fh:archive element … indicates that the feed document is an archive document"
# (https://www.rfc-editor.org/rfc/rfc5005#section-4)
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def archive_namespace(feed: Feed) -> tuple[str, ...]:
    """The namespace that an archive page needs besides the others."""
    return ("fh",) if feed.history.current else ()


def history_links(feed: Feed, format: str, media_type: str) -> list[Link]:
    """Where the documents before and after this one are, and from an archive page the feed itself."""
    history = feed.history
    named = (("current", history.current), ("prev-archive", history.previous), ("next-archive", history.next))
    return [
        Link(href=feed.feeds_url + paths[format], rel=rel, type=media_type) for rel, paths in named if format in paths
    ]


def deleted_entries(feed: Feed) -> bytes:
    """One `at:deleted-entry` for each tombstone (https://www.rfc-editor.org/rfc/rfc6721#section-3)."""
    return b"".join(
        f'  <at:deleted-entry xmlns:at="{_TOMBSTONES}" ref="{escape(id)}" when="{rfc3339(when)}"/>\n'.encode()
        for id, when in feed.tombstones
    )
