"""Atom 1.0 (RFC 4287, https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from entries.model import Entry, Person
from feeds.formats import _entries, _feeds, _heads, _people, _shown
from feeds.formats._dates import rfc3339
from feeds.formats._document import GENERATOR, feed_document
from feeds.formats._history import ARCHIVE, archive_namespace, deleted_entries, history_links
from feeds.model import Document, Feed, Variant

if TYPE_CHECKING:
    from lxml.etree import _Element


class Atom:
    """Entries and feeds, in the default namespace: prefixed Atom is empty in four readers."""

    name = "atom"
    suffix = ".atom"
    media_type = "application/atom+xml"
    version = 1

    def entry(self, entry: Entry, variant: Variant) -> bytes:
        """One `<entry>`."""
        return _entries.entry(_entry, self.name, entry, variant)

    def document(self, feed: Feed, fragments: Sequence[bytes]) -> Document:
        """`<feed>` with its entries last."""
        head = _heads.head(_head, self.name, feed)
        body = b"".join((head, deleted_entries(feed), *fragments, b"</feed>\n"))
        return feed_document(feed, self.name, self.media_type, body)


def _entry(entry: Entry, variant: Variant) -> bytes:
    from feedgen.entry import FeedEntry  # type: ignore[import-untyped]  # feedgen ships no types

    from feeds.formats import _elements

    item = FeedEntry()
    item.id(_shown.id_in(entry, Atom.name))
    item.title(_elements.plain(_shown.title(entry)))
    item.updated(entry.updated)
    item.published(entry.published)
    item.link(href=entry.link)
    # "atom:entry elements MUST contain one or more atom:author elements", unless the feed has one (section
    # 4.1.2); seven readers do not look there.
    authors = _people.authors(entry, variant) or _people.people((Person(name=variant.fallback_author),), False)
    item.author([_person(person) for person in authors])
    item.contributor([_person(person) for person in _people.people(entry.contributors, variant.authors_contact)])
    item.category([{"term": name} for name in _shown.categories(entry)])
    item.rights(_elements.plain(_shown.rights(entry)))

    summary, body = _shown.texts(entry, variant)
    if body is not None:
        item.content(_elements.markup(body), type="html")
    elif not summary:
        # "an atom:entry element … contain[s] a non-empty atom:summary element when the entry contains no
        # atom:content element" (section 4.1.1.1, advisory).
        summary = _shown.title(entry)
    if summary:
        item.summary(_elements.text_as_markup(summary), type="html")

    element = item.atom_entry()
    _elements.place(element, "feed")
    for child in element:  # one pass: looking for each by name took a fifth of the time
        tag = child.tag
        if tag == "updated":
            child.text = rfc3339(entry.updated)
        elif tag == "published":
            child.text = rfc3339(entry.published)
        elif tag == "title":
            child.set("type", "text")
        elif tag == "link":
            child.set("rel", "alternate")
            child.set("type", "text/html")
    for file in _shown.files(entry)[:1]:
        length = str(file.length) if file.length is not None else None
        title = _elements.plain(file.title) if file.title else None
        _elements.add(element, "link", href=file.url, rel="enclosure", type=file.type, length=length, title=title)
    _elements.add_links(element, "link", _shown.links(entry))
    if image := _shown.image(entry):
        _elements.add_media(element, image)
    if language := _shown.language(entry, variant):
        _elements.set_language(element, language)
    return _elements.fragment(element)


def _person(person: Person) -> dict[str, str]:
    from feeds.formats._elements import plain

    known = {"name": plain(person.name), "email": person.email, "uri": person.uri}
    return {name: value for name, value in known.items() if value}


def _head(feed: Feed) -> bytes:
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # feedgen ships no types

    from feeds.formats import _elements

    def amend(root: _Element) -> None:
        for child in root:
            if child.tag in ("title", "subtitle"):
                child.set("type", "text")
            elif child.tag == "updated":
                child.text = rfc3339(feed.updated)
        _elements.add_links(root, "link", [*_feeds.feed_links(feed), *history_links(feed, Atom.name, Atom.media_type)])
        if feed.history.current:
            _elements.add(root, ARCHIVE)

    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(_elements.plain(_feeds.feed_title(feed)))
    generator.subtitle(_elements.plain(feed.description.strip()))
    generator.updated(feed.updated)
    generator.author(_person(_feeds.feed_author(feed)))
    generator.link(href=feed.link, rel="alternate", type="text/html")
    # "atom:feed elements SHOULD contain one atom:link element with a rel attribute value of "self"" (section 4.1.1).
    generator.link(href=feed.url_of(Atom.name), rel="self", type=Atom.media_type)
    generator.language(_shown.tag(feed.language))
    generator.rights(_elements.plain(feed.rights))
    generator.generator(GENERATOR)
    generator.icon(feed.icon)
    generator.logo(feed.image)
    namespaces = ("media", *archive_namespace(feed))
    generator.register_extension("masthead", lambda: _elements.HeadExtension(namespaces, amend))
    return _elements.head(generator.atom_str(pretty=True, xml_declaration=False), b"</feed>")
