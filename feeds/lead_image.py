"""The lead image of an entry, read back from how a feed shows it."""

from __future__ import annotations

import html
import json

from entries.patterns import pattern

# Ordered by what it costs to find the image in them.
FORMATS = ("rss", "atom", "json")

# Written by `add_media` of feeds.formats._elements; in escaped text there is no "<media:".
_THUMBNAIL = pattern(rb'<media:thumbnail\b[^>]*?\burl="([^"]*)"')


def lead_image(format: str, fragment: bytes) -> str | None:
    """The address of the image that the rendering of an entry in a format of ours leads with; None without one."""
    if format == "json":
        image = json.loads(fragment).get("image")
        return image if isinstance(image, str) else None
    found = _THUMBNAIL.search(fragment)
    return html.unescape(found[1].decode()) if found else None
