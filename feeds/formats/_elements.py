"""What feedgen lacks, added to the lxml elements that it returns, and those elements as bytes.

feedgen keeps only the address of an entry's link, drops authors without mail from RSS and knows neither
Dublin Core nor most of Media RSS; it declares namespaces on each element when one is serialised alone.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from lxml import etree

from entries.model import Image, Link
from feeds.formats._document import DECLARATION

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
ATOM = f"{{{NAMESPACES['atom']}}}"
_DC = f"{{{NAMESPACES['dc']}}}"
_MEDIA = f"{{{NAMESPACES['media']}}}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# Two code points that no text may hold (noncharacters, which cleaning drops) stand for & and < until the
# element is bytes: lxml would write &amp; and &lt;, and plain text needs hexadecimal references.
_AMPERSAND, _LESS_THAN = "\ufdd0", "\ufdd1"
_MARKED = str.maketrans({"&": _AMPERSAND, "<": _LESS_THAN})


def plain(text: str) -> str:
    """Plain text for an element, as one line. Raises ValueError for text that holds one of the marks.

    A hexadecimal reference for & and < in elements that hold plain text is what most readers show right
    (RSS Best Practices Profile, "Character Data", https://www.rssboard.org/rss-profile#data-types-characterdata).
    """
    return verbatim(text.replace("\n", " ") if "\n" in text else text)


def verbatim(text: str) -> str:
    """An id as it is, to the letter; otherwise as `plain`."""
    _unmarked(text)
    return text.translate(_MARKED) if "&" in text or "<" in text else text


def markup(body: str) -> str:
    """An HTML fragment for an element. Raises ValueError for text that holds one of the marks."""
    return _unmarked(body)


def text_as_markup(text: str) -> str:
    """Plain text for an element that readers take for HTML, so that `a < b` is shown as written."""
    return _unmarked(html.escape(text, quote=False))


def _unmarked(text: str) -> str:
    if _AMPERSAND in text or _LESS_THAN in text:
        raise ValueError("text holds a noncharacter")
    return text


def place(element: etree._Element, *parents: str) -> None:
    """Puts the element below `parents`, the first of which declares the namespaces, as it will stand in a document."""
    parent = etree.Element(parents[0], nsmap=NAMESPACES)
    for tag in parents[1:]:
        parent = etree.SubElement(parent, tag)
    parent.append(element)


def fragment(element: etree._Element) -> bytes:
    """A placed element as whole lines, indented, without the namespaces that the root declares."""
    data = etree.tostring(element.getroottree(), encoding="UTF-8", pretty_print=True)
    tag = str(element.tag).encode()
    start = data.rindex(b"\n", 0, data.index(b"<" + tag)) + 1
    end = data.index(b"\n", data.rindex(b"</" + tag)) + 1
    return _unmark(data[start:end])


class HeadExtension:
    """A feedgen extension that declares our namespaces and amends a feed's head before it is bytes."""

    def __init__(self, namespaces: Sequence[str], amend: Callable[[etree._Element], None]) -> None:
        self._namespaces = {name: NAMESPACES[name] for name in namespaces}
        self._amend = amend

    def extend_ns(self) -> dict[str, str]:
        """The namespaces beyond those feedgen declares itself."""
        return self._namespaces

    def extend_rss(self, root: etree._Element) -> None:
        """Called with `<rss>`."""
        self._amend(root)

    def extend_atom(self, root: etree._Element) -> None:
        """Called with `<feed>`, whose elements are in no namespace until they are bytes."""
        self._amend(root)


def head(data: bytes, end: bytes) -> bytes:
    """A document without entries, up to where they go; `end` is the first closing tag after them."""
    return DECLARATION + _unmark(data[: data.rindex(end)])


def _unmark(data: bytes) -> bytes:
    if b"\xef" not in data:  # the first byte of both marks in UTF-8, and quick to look for
        return data
    return data.replace(_AMPERSAND.encode(), b"&#x26;").replace(_LESS_THAN.encode(), b"&#x3C;")


def add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """A new last child; attributes that are None are left out."""
    child = etree.SubElement(parent, tag, {name: value for name, value in attributes.items() if value is not None})
    child.text = text
    return child


def add_dc(parent: etree._Element, name: str, text: str) -> None:
    """A Dublin Core element of plain text (https://www.dublincore.org/specifications/dublin-core/dces/)."""
    add(parent, _DC + name, plain(text))


def add_links(parent: etree._Element, tag: str, links: Sequence[Link]) -> None:
    """Typed links, as Atom writes them (RFC 4287, section 4.2.7), in either format."""
    for link in links:
        title = plain(link.title) if link.title else None
        add(parent, tag, href=link.href, rel=link.rel, type=link.type, hreflang=link.hreflang, title=title)


def add_media(parent: etree._Element, image: Image) -> None:
    """The lead image as Media RSS (https://www.rssboard.org/media-rss)."""
    size = {name: str(value) for name, value in (("width", image.width), ("height", image.height)) if value}
    content = add(parent, _MEDIA + "content", url=image.url, medium="image", type=image.type, **size)
    for name, text in (
        ("description", image.caption or image.alt),
        ("credit", image.credit),
        ("copyright", image.rights),
    ):
        if text.strip():
            add(content, _MEDIA + name, plain(text.strip()))
    add(parent, _MEDIA + "thumbnail", url=image.url, **size)


def set_language(element: etree._Element, language: str) -> None:
    """`xml:lang` (RFC 4287, section 2)."""
    element.set(_LANGUAGE, language)
