"""Documents of ours, read back: which ids and dates they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree

from feeds.marks import HEAD
from feeds.marks import is_ours as is_ours

_ATOM = "{http://www.w3.org/2005/Atom}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DC_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEntry:
    """An entry as a document showed it. `note` is its summary where it has no other text, and else None."""

    id: str
    link: str
    title: str
    published: datetime
    updated: datetime
    note: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFeed:
    """A document of ours. `format` is "atom", "json" or "rss"; `updated` is None in one that has no such date.

    `archive` says that it is an archive page (RFC 5005). `id` is the feed's own, "" in a format that does not show it.
    """

    format: str
    updated: datetime | None
    entries: tuple[PublishedEntry, ...]
    archive: bool = False
    id: str = ""


def read(data: bytes) -> PublishedFeed | None:
    """The ids and dates in a feed of ours; None for what is no feed of ours, or damaged."""
    if not is_ours(data):
        return None
    try:
        if data.lstrip()[:1] == b"{":
            return _json(json.loads(data))
        # Ours have no DOCTYPE: a file that has one is not read (no entity is ever expanded).
        if b"<!DOCTYPE" in data[:HEAD]:
            return None
        root = ElementTree.fromstring(data)
        return _rss(root) if root.tag == "rss" else _atom(root) if root.tag == _ATOM + "feed" else None
    except (ValueError, KeyError, TypeError, ElementTree.ParseError):
        return None


def _json(feed: dict[str, Any]) -> PublishedFeed:  # Any: JSON
    return PublishedFeed(
        format="json",
        updated=None,
        archive="archive" in feed["_masthead"],
        entries=tuple(
            PublishedEntry(
                id=item["id"],
                link=item["url"],
                title=item["title"],
                published=_moment(item["date_published"]),
                updated=_moment(item.get("date_modified") or item["date_published"]),
                note=_note(item["title"], item.get("summary", ""), item.get("content_html")),
                language=item.get("language"),
            )
            for item in feed["items"]
        ),
    )


def _atom(root: ElementTree.Element) -> PublishedFeed:
    return PublishedFeed(
        format="atom",
        id=root.findtext(_ATOM + "id", "").strip(),
        updated=_moment(_text(root, _ATOM + "updated")),
        archive=root.find(_ARCHIVE) is not None,
        entries=tuple(
            PublishedEntry(
                id=_text(entry, _ATOM + "id"),
                link=next(
                    (
                        link.get("href", "")
                        for link in entry.findall(_ATOM + "link")
                        if link.get("rel", "alternate") == "alternate"
                    ),
                    "",
                ),
                title=_text(entry, _ATOM + "title"),
                published=_moment(_text(entry, _ATOM + "published")),
                updated=_moment(_text(entry, _ATOM + "updated")),
                note=_note(
                    _text(entry, _ATOM + "title"),
                    unescape(entry.findtext(_ATOM + "summary", "")),
                    entry.findtext(_ATOM + "content"),
                ),
                language=entry.get(_LANGUAGE),
            )
            for entry in root.findall(_ATOM + "entry")
        ),
    )


def _rss(root: ElementTree.Element) -> PublishedFeed | None:
    channel = root.find("channel")
    if channel is None:
        return None
    entries = []
    for item in channel.findall("item"):
        published = parsedate_to_datetime(_text(item, "pubDate"))
        edited = item.findtext(_ATOM + "updated")
        entries.append(
            PublishedEntry(
                id=_text(item, "guid"),
                link=_text(item, "link"),
                title=_text(item, "title"),
                published=published,
                updated=_moment(edited) if edited else published,
                note=_note(_text(item, "title"), unescape(item.findtext("description", "")), item.findtext(_CONTENT)),
                language=item.findtext(_DC_LANGUAGE),
            )
        )
    updated = parsedate_to_datetime(_text(channel, "lastBuildDate"))
    archive = channel.find(_ARCHIVE) is not None
    return PublishedFeed(format="rss", updated=updated, entries=tuple(entries), archive=archive)


def _note(title: str, summary: str, body: str | None) -> str | None:
    return summary if body in (None, f"<p>{escape(summary or title, quote=False)}</p>") else None


def _text(parent: ElementTree.Element, tag: str) -> str:
    text = parent.findtext(tag)
    if text is None:
        raise KeyError(tag)
    return text


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
