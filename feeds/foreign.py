"""Feeds that other programs wrote, read for what identifies their items: RSS 2.0 and 1.0, Atom 1.0, JSON Feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from entries.patterns import pattern
from entries.text import clean
from feeds.errors import UnreadableFeed

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST = 20_000_000  # bytes

_ATOM = "{http://www.w3.org/2005/Atom}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RSS1 = "{http://purl.org/rss/1.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
# Where FeedBurner keeps the address that its own link stands for.
_ORIGINAL = "{http://rssnamespace.org/feedburner/ext/1.0}origLink"
_DOCTYPE = pattern(rb"(?>(?:\s|(?><\?.*?\?>)|(?><!--.*?-->))*)<!DOCTYPE", re.DOTALL)
_PAGE = pattern(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_TAG = pattern(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as a feed shows it. `links` are its addresses, the likeliest first; `title` is plain text.

    Dates are aware: in the offset in which they are written, or in the zone of the reader's choice. None where
    there is none, or none that can be read.
    """

    format: str
    id: str
    links: tuple[str, ...] = ()
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFeed:
    """A feed: its format's name ("rss", "atom", "json"), its own date in UTC if it has one, its items.

    `earlier` is where it says that older items are, as it is written; "" where there are none.
    """

    format: str
    updated: datetime | None
    items: tuple[Item, ...]
    earlier: str = ""


def read(data: bytes, zone: tzinfo) -> ForeignFeed:
    """Read a document. `zone` is that of dates without one. Raises UnreadableFeed.

    No entity is expanded and nothing is fetched.
    """
    if len(data) > LARGEST:
        raise UnreadableFeed(f"is larger than {LARGEST // 1_000_000} MB", "Save it in parts, and adopt each of them.")
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _json(data, zone)
    try:
        root = _root(data)
    except UnreadableFeed:
        if _PAGE.search(data[:4096]):
            raise _no_feed("html") from None
        raise
    if root.tag in ("rss", _RDF + "RDF"):
        channel = _child(root, "channel")
        dated = (_text(channel, "lastBuildDate", "pubDate", _DC + "date") if channel is not None else "") or ""
        items = tuple(_rss(root, zone))
        earlier = "" if channel is None else _earlier(channel)
        return ForeignFeed(format="rss", updated=_utc(_moment(dated, zone)), items=items, earlier=earlier)
    if root.tag == _ATOM + "feed":
        updated = _utc(_moment(_text(root, _ATOM + "updated"), zone))
        return ForeignFeed(format="atom", updated=updated, items=tuple(_atom(root, zone)), earlier=_earlier(root))
    raise _no_feed(str(root.tag).rpartition("}")[2])


def _earlier(feed: _Element) -> str:
    """An archive before this document (RFC 5005, section 4), else a page after it (section 3)."""
    links = {str(link.get("rel")): str(link.get("href", "")).strip() for link in feed.findall(_ATOM + "link")}
    return links.get("prev-archive") or links.get("next") or ""


def _no_feed(name: str) -> UnreadableFeed:
    if name.lower() == "html":
        return UnreadableFeed("is a web page", 'It names its feeds in <link rel="alternate">: save one of them.')
    return UnreadableFeed(f"is no RSS, Atom or JSON feed: it begins with <{name}>", "")


def _root(data: bytes) -> _Element:
    from lxml import etree

    # Before anything is parsed: entities of a document type can be made to grow without end. Without its NULs,
    # and two or three bytes of a mark, UTF-16 is ASCII so far.
    if _DOCTYPE.match(data.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff")):
        raise _declared()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        problem = re.sub(r", line \d+, column \d+(?: \(.*\))?$", "", error.msg or "it is empty")
        line = error.lineno or None
        raise UnreadableFeed(f"is no well-formed XML ({problem})", "Save the feed again, or mend it.", line) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declared()
    return root


def _declared() -> UnreadableFeed:
    return UnreadableFeed("has a DOCTYPE, which is not read", "Delete it from the file.")


def _rss(root: _Element, zone: tzinfo) -> Iterator[Item]:
    for item in root.iter("item", _RSS1 + "item"):
        link = _text(item, "link")
        guid = _child(item, "guid")
        own = "" if guid is None else (guid.text or "").strip()
        # "If [isPermaLink] is omitted … [it] must be a permanent link"
        # (https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt).
        permanent = own if guid is not None and guid.get("isPermaLink", "true").lower() == "true" else ""
        links = _distinct(link, _text(item, _ORIGINAL), permanent)
        # Readers know an item without a guid by its link.
        id = own or str(item.get(_RDF + "about", "")).strip() or link
        if id:
            yield Item(
                format="rss",
                id=id,
                links=links,
                title=_line(unescape(_text(item, "title"))),
                published=_moment(_text(item, "pubDate", _DC + "date"), zone),
                updated=_moment(_text(item, _ATOM + "updated", _TERMS + "modified"), zone),
            )


def _atom(root: _Element, zone: tzinfo) -> Iterator[Item]:
    for entry in root.iter(_ATOM + "entry"):
        alternates = [
            urljoin(link.base or "", str(link.get("href", "")).strip())
            for link in entry.findall(_ATOM + "link")
            if link.get("rel", "alternate") == "alternate"
        ]
        links = _distinct(*alternates, _text(entry, _ORIGINAL))
        id = _text(entry, _ATOM + "id") or (links[0] if links else "")
        title = entry.find(_ATOM + "title")
        if id:
            yield Item(
                format="atom",
                id=id,
                links=links if links else _distinct(id if id.startswith("http") else ""),
                title="" if title is None else _atom_text(title),
                published=_moment(_text(entry, _ATOM + "published"), zone),
                updated=_moment(_text(entry, _ATOM + "updated"), zone),
            )


def _atom_text(element: _Element) -> str:
    """A text construct as plain text (RFC 4287, section 3.1)."""
    text = "".join(str(part) for part in element.itertext())
    return _line(unescape(_TAG.sub("", text)) if element.get("type") == "html" else text)


def _json(data: bytes, zone: tzinfo) -> ForeignFeed:
    try:
        # A number as an id is what it is written as.
        feed = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise UnreadableFeed(f"is no JSON ({error.msg})", "Save the feed again, or mend it.", error.lineno) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFeed("is no JSON that can be read", "Save the feed again.") from error
    items = feed.get("items") if isinstance(feed, Mapping) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise UnreadableFeed("is no JSON Feed", "It has to name its version (https://www.jsonfeed.org/version/1.1/).")
    found = (_json_item(item, zone) for item in items if isinstance(item, Mapping))
    earlier = feed.get("next_url")
    return ForeignFeed(
        format="json",
        updated=None,
        items=tuple(item for item in found if item.id),
        earlier=earlier.strip() if isinstance(earlier, str) else "",
    )


def _json_item(item: Mapping[str, object], zone: tzinfo) -> Item:
    def text(name: str) -> str:
        value = item.get(name)
        return clean(value).strip() if isinstance(value, str) else ""

    return Item(
        format="json",
        id=text("id") or text("url"),
        links=_distinct(text("url")),
        title=_line(text("title")),
        published=_moment(text("date_published"), zone),
        updated=_moment(text("date_modified"), zone),
    )


def _child(parent: _Element, name: str) -> _Element | None:
    """The first child of that name, in no namespace or in that of RSS 1.0."""
    child = parent.find(name)
    return parent.find(_RSS1 + name) if child is None else child


def _text(parent: _Element, *names: str) -> str:
    """The text of the first child of these names that has any."""
    for name in names:
        child = parent.find(name) if name.startswith("{") else _child(parent, name)
        if child is not None and (text := (child.text or "").strip()):
            return text
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _distinct(*links: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link for link in links if link))


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """RFC 3339 or RFC 822, as feeds write dates; None for anything else."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text).replace(microsecond=0)
            if moment.tzinfo is None:
                # "-0000" is UTC, at an unknown place (RFC 5322, section 3.3).
                moment = moment.replace(tzinfo=UTC if text.endswith("-0000") else zone)
            moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return moment
    return None


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
