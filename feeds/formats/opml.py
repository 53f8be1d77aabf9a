"""The list of all feeds for a reader to import, OPML 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from feeds.formats import _feeds
from feeds.formats._dates import rfc822
from feeds.formats._document import DECLARATION, document
from feeds.formats._safely import safely
from feeds.formats._texts import texts_in
from feeds.model import Catalogue, Document, Listed

if TYPE_CHECKING:
    from lxml.etree import _Element

# What an HTML parser stumbles over. The specification lets `text` hold markup, and most readers take it for
# plain text, so nothing else is escaped: "Health & Environment" stays as it is.
_MARKUP = re.compile(r"&(?=[^\s&<])|<")
_ESCAPED = {"&": "&amp;", "<": "&lt;"}


class OPML:
    """One outline for each feed, families of feeds in a folder of their own."""

    name = "opml"
    path = "feeds.opml"
    media_type = "text/x-opml"
    version = 1

    def document(self, catalogue: Catalogue, path: str) -> Document:
        """The list at `path`; a feed is named by its RSS document, or the next best."""
        body = safely(_body, catalogue)
        return document(
            path=path,
            url=catalogue.publication.feeds_url + path,
            media_type=self.media_type,
            body=body,
            updated=catalogue.updated,
        )


def _body(catalogue: Catalogue) -> bytes:
    from lxml import etree

    publication = catalogue.publication
    opml = etree.Element("opml", version="2.0")
    head = etree.SubElement(opml, "head")
    etree.SubElement(head, "title").text = _text(publication.title)
    etree.SubElement(head, "dateModified").text = rfc822(catalogue.updated)
    body = etree.SubElement(opml, "body")
    for per, feeds in _feeds.families(catalogue.feeds):
        if per is None:
            _add(body, feeds)
        else:
            _add(etree.SubElement(body, "outline", text=texts_in(publication.language)[per]), feeds)
    if len(body) == 0:
        # "The body element must contain one or more outline elements."
        etree.SubElement(body, "outline", text=_text(publication.title))
    return DECLARATION + b"<!-- Masthead -->\n" + etree.tostring(opml, encoding="UTF-8", pretty_print=True)


def _add(parent: _Element, feeds: Iterable[Listed]) -> None:
    from lxml import etree

    for feed in feeds:
        url = next((feed.urls[name] for name in ("rss", "atom", "json") if name in feed.urls), None)
        if url is not None:
            title = _text(feed.title)
            etree.SubElement(parent, "outline", type="rss", text=title, title=title, xmlUrl=url, htmlUrl=feed.link)


def _text(text: str) -> str:
    return _MARKUP.sub(lambda found: _ESCAPED[found[0]], text)
