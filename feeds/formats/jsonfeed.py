"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from entries.model import Enclosure, Entry, Person
from feeds.formats import _feeds, _people, _shown
from feeds.formats._dates import rfc3339
from feeds.formats._document import GENERATOR, feed_document
from feeds.formats._safely import safely
from feeds.model import Document, Feed, Variant

Object = dict[str, object]

# A faster encoder takes longer to load than a run after one edit spends on these.
_HEAD = json.JSONEncoder(ensure_ascii=False, indent=2)
_ITEM = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

# An item's authors as they are written; within a string the quotes would be escaped.
_AUTHORS = b'"authors":['


class JSONFeed:
    """Items and feeds; each item is one line."""

    name = "json"
    suffix = ".json"
    media_type = "application/feed+json"
    version = 1

    def entry(self, entry: Entry, variant: Variant) -> bytes:
        """One item object."""
        return safely(lambda shown: _dumps(_item(shown, variant)), entry)

    def document(self, feed: Feed, fragments: Sequence[bytes]) -> Document:
        """The feed object, its items last."""
        # A reader may show the feed's authors beside an item's own, so they are named only where no item names any.
        named = any(_AUTHORS in fragment for fragment in fragments)
        head = safely(lambda shown: _dumps(_head(shown, authors=not named), indent=True), feed)
        items = b"[\n    %b\n  ]" % b",\n    ".join(fragments) if fragments else b"[]"
        body = b'%b,\n  "items": %b\n}\n' % (head[: head.rindex(b"\n}")], items)
        return feed_document(feed, self.name, self.media_type, body)


def _item(entry: Entry, variant: Variant) -> Object:
    summary, body = _shown.texts(entry, variant)
    image = _shown.image(entry)
    item: Object = {
        "id": _shown.id_in(entry, JSONFeed.name),
        "url": entry.link,
        "title": _shown.title(entry),
        "summary": summary,
        "content_html": body,
        # "one or both must be present" (https://www.jsonfeed.org/version/1.1/#items-a-name-items-a)
        "content_text": None if body is not None else summary or _shown.title(entry),
        "image": image.url if image else None,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "authors": [_author(person) for person in _people.authors(entry, variant)],
        "tags": _shown.categories(entry),
        "language": _shown.language(entry, variant),
        "attachments": [_attachment(file) for file in _shown.files(entry)],
    }
    return _given(item)


def _head(feed: Feed, *, authors: bool) -> Object:
    return _given(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _feeds.feed_title(feed),
            "home_page_url": feed.link,
            "feed_url": feed.url_of(JSONFeed.name),
            # "The URL of a feed that provides the next n items" (https://www.jsonfeed.org/version/1.1/#top-level)
            "next_url": feed.feeds_url + earlier if (earlier := feed.history.previous.get(JSONFeed.name)) else None,
            "description": feed.description.strip(),
            "icon": feed.image or feed.icon,
            "favicon": feed.icon,
            "language": _shown.tag(feed.language),
            "authors": [_author(_feeds.feed_author(feed))] if authors else [],
            "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
            # JSON Feed has no element for the generator (https://www.jsonfeed.org/version/1.1/#extensions).
            "_masthead": {"generator": GENERATOR, **({"archive": True} if feed.history.current else {})},
        }
    )


def _author(person: Person) -> Object:
    return _given({"name": person.name, "url": person.uri or (f"mailto:{person.email}" if person.email else None)})


def _attachment(file: Enclosure) -> Object:
    return _given(
        {
            "url": file.url,
            "mime_type": file.type or _shown.UNKNOWN_TYPE,
            "title": file.title,
            "size_in_bytes": file.length,
        }
    )


def _given(values: Object) -> Object:
    """Without what is not known: an absent key says so, `null` and "" do not."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _dumps(value: Object, *, indent: bool = False) -> bytes:
    return (_HEAD if indent else _ITEM).encode(value).encode()
