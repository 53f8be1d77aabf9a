"""The list of all feeds for a reader to import, OPML 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from entries.patterns import pattern
from entries.text import clean
from feeds.formats import _feeds
from feeds.formats._dates import rfc822
from feeds.formats._document import DECLARATION, document
from feeds.formats._texts import texts_in
from feeds.model import Catalogue, Document, Listed
from feeds.shapes import in_attribute, in_element

# What an HTML parser stumbles over. The specification lets `text` hold markup, and most readers take it for
# plain text, so nothing else is escaped: "Health & Environment" stays as it is.
_MARKUP = pattern(r"&(?=[^\s&<])|<")
_ESCAPED = {"&": "&amp;", "<": "&lt;"}


class OPML:
    """One outline for each feed, families of feeds in a folder of their own."""

    name = "opml"
    path = "feeds.opml"
    media_type = "text/x-opml"
    version = 1

    def document(self, catalogue: Catalogue, path: str) -> Document:
        """The list at `path`; a feed is named by its RSS document, or the next best."""
        return document(
            path=path,
            url=catalogue.publication.feeds_url + path,
            media_type=self.media_type,
            body=_body(catalogue),
            updated=catalogue.updated,
        )


def _body(catalogue: Catalogue) -> bytes:
    publication = catalogue.publication
    lines = [
        '<opml version="2.0">',
        "  <head>",
        f"    <title>{in_element(clean(_text(publication.title)))}</title>",
        f"    <dateModified>{rfc822(catalogue.updated)}</dateModified>",
        "  </head>",
        "  <body>",
    ]
    before = len(lines)
    for per, feeds in _feeds.families(catalogue.feeds):
        if per is None:
            lines += _outlines(feeds, "    ")
        elif outlines := list(_outlines(feeds, "      ")):
            folder = _attribute(texts_in(publication.language)[per])
            lines += [f'    <outline text="{folder}">', *outlines, "    </outline>"]
    if len(lines) == before:
        # "The body element must contain one or more outline elements."
        lines.append(f'    <outline text="{_attribute(_text(publication.title))}"/>')
    lines += ["  </body>", "</opml>", ""]
    return DECLARATION + b"<!-- Masthead -->\n" + "\n".join(lines).encode()


def _outlines(feeds: Iterable[Listed], indent: str) -> Iterator[str]:
    for feed in feeds:
        url = next((feed.urls[name] for name in ("rss", "atom", "json") if name in feed.urls), None)
        if url is not None:
            yield _outline(indent, feed.title, url, feed.link)


@lru_cache(maxsize=4096)  # in a process that stays, the list is written again for every edit and few feeds change
def _outline(indent: str, title: str, url: str, link: str) -> str:
    title = _attribute(_text(title))
    return (
        f'{indent}<outline type="rss" text="{title}" title="{title}" xmlUrl="{_attribute(url)}" '
        f'htmlUrl="{_attribute(link)}"/>'
    )


def _text(text: str) -> str:
    return _MARKUP.sub(lambda found: _ESCAPED[found[0]], text)


def _attribute(text: str) -> str:
    return in_attribute(clean(text)).replace("\n", "&#10;").replace("\t", "&#9;")
