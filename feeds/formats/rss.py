"""RSS 2.0 (https://www.rssboard.org/rss-specification), by the Best Practices Profile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from entries.model import Entry, Link
from entries.patterns import pattern
from feeds.formats import _entries, _feeds, _heads, _people, _shown
from feeds.formats._addresses import is_mail, is_web
from feeds.formats._dates import rfc822, rfc3339
from feeds.formats._document import GENERATOR, feed_document
from feeds.formats._history import ARCHIVE, archive_namespace, history_links
from feeds.model import Document, Feed, Variant

if TYPE_CHECKING:
    from lxml.etree import _Element

_IMAGE_OF_ANOTHER_KIND = pattern(r"\.(?!(?:gif|jpe?g|png)$)\w+$", re.IGNORECASE)
_EDITOR = pattern(r"(\S+) \([^()<>&@]+\)")


def is_channel_image(url: str) -> bool:
    """Whether a channel may show it: "the URL of a GIF, JPEG or PNG image"
    (https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt)."""
    return is_web(url) and not _IMAGE_OF_ANOTHER_KIND.search(url)


def is_editor(text: str) -> bool:
    """Whether it is an address with a name, as managingEditor must be: `ann@example.org (Ann Author)`
    (https://www.rssboard.org/rss-profile#data-types-email)."""
    match = _EDITOR.fullmatch(text)
    return match is not None and is_mail(match[1])


class RSS:
    """Items and channels."""

    name = "rss"
    suffix = ".rss"
    media_type = "application/rss+xml"
    version = 1

    def entry(self, entry: Entry, variant: Variant) -> bytes:
        """One `<item>`."""
        return _entries.entry(_item, self.name, entry, variant)

    def document(self, feed: Feed, fragments: Sequence[bytes]) -> Document:
        """`<rss>` with one `<channel>`, its items last."""
        head = _heads.head(_head, self.name, feed)
        body = b"".join((head, *fragments, b"  </channel>\n</rss>\n"))
        return feed_document(feed, self.name, self.media_type, body)


def _item(entry: Entry, variant: Variant) -> bytes:
    from feedgen.entry import FeedEntry  # type: ignore[import-untyped]  # feedgen ships no types

    from feeds.formats import _elements

    item = FeedEntry()
    item.title(_elements.plain(_shown.title(entry)))
    item.link(href=entry.link)
    # "a guid element's isPermaLink attribute … its default value is true", and Thunderbird would open the
    # id (https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt).
    item.guid(_elements.verbatim(_shown.id_in(entry, RSS.name)), permalink=False)
    item.category([{"term": _elements.plain(name)} for name in _shown.categories(entry)])

    # description before content:encoded (https://www.rssboard.org/rss-profile#namespace-elements-content-encoded);
    # feedgen writes a body alone as the description.
    summary, body = _shown.texts(entry, variant)
    if summary:
        item.description(_elements.text_as_markup(summary))
    if body is not None:
        item.content(_elements.markup(body))
    for file in _shown.files(entry)[:1]:
        # "Zero is used where the length is unknown" (https://www.rssboard.org/rss-profile#element-channel-item-enclosure)
        item.enclosure(file.url, file.length or 0, file.type or _shown.UNKNOWN_TYPE)

    element = item.rss_entry()
    _elements.place(element, "rss", "channel")
    _elements.add(element, "pubDate", rfc822(entry.published))
    if entry.updated != entry.published:
        _elements.add(element, _elements.ATOM + "updated", rfc3339(entry.updated))
    # One joined name: with two, readers keep either the first or the last.
    names = ", ".join(person.name for person in _people.authors(entry, variant))
    if names:
        _elements.add_dc(element, "creator", names)
    for person in _people.people(entry.contributors, False):
        _elements.add_dc(element, "contributor", person.name)
    if language := _shown.language(entry, variant):
        _elements.add_dc(element, "language", language)
    if rights := _shown.rights(entry):
        _elements.add_dc(element, "rights", rights)
    _elements.add_links(element, _elements.ATOM + "link", _shown.links(entry))
    if image := _shown.image(entry):
        _elements.add_media(element, image)
    return _elements.fragment(element)


def _head(feed: Feed) -> bytes:
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # feedgen ships no types

    from feeds.formats import _elements

    links = [
        Link(href=feed.url_of(RSS.name), rel="self", type=RSS.media_type),
        Link(href=feed.link, rel="alternate", type="text/html"),
        *_feeds.feed_links(feed),
        *history_links(feed, RSS.name, RSS.media_type),
    ]

    def amend(root: _Element) -> None:
        root[0].findall("lastBuildDate")[0].text = rfc822(feed.updated)
        _elements.add_links(root[0], _elements.ATOM + "link", links)
        if feed.history.current:
            _elements.add(root[0], ARCHIVE)

    channel = FeedGenerator()
    channel.title(_elements.plain(_feeds.feed_title(feed)))
    channel.link(href=feed.link)
    channel.description(_elements.plain(feed.description.strip() or _feeds.feed_title(feed)))
    channel.language(_shown.tag(feed.language))
    channel.rights(_elements.plain(feed.rights))
    channel.updated(feed.updated)
    channel.generator(GENERATOR)
    channel.docs("")
    channel.ttl(feed.ttl)
    if feed.managing_editor is not None and is_editor(feed.managing_editor):
        channel.managingEditor(feed.managing_editor)
    if feed.image is not None and is_channel_image(feed.image):
        # feedgen gives it the channel's title and link, as it should have
        # (https://www.rssboard.org/rss-profile#element-channel-image).
        channel.image(feed.image)
    namespaces = ("dc", "media", *archive_namespace(feed))
    channel.register_extension("masthead", lambda: _elements.HeadExtension(namespaces, amend))
    return _elements.head(channel.rss_str(pretty=True, xml_declaration=False), b"  </channel>")
