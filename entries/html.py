"""Safe HTML: what of an article's markup goes into a feed, and the text of it.

`sanitise` gives a fragment without scripts, styles, forms and handlers, with every address absolute,
that a strict parser reads without an error and that comes out of `sanitise` unchanged.
"""

from __future__ import annotations

import re
from contextvars import ContextVar

import nh3

from entries import tags
from entries.addresses import address, link, srcset
from entries.lazyload import restore
from entries.nesting import DEPTH, FEW, balance, unwrap
from entries.patterns import pattern
from entries.plain import first_paragraph, plain
from entries.text import clean

__all__ = ["first_paragraph", "plain", "sanitise"]

ALLOWED = frozenset(
    """a abbr acronym address article aside audio b bdi big blockquote br caption center cite code col colgroup data
    dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p
    picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th
    thead time tr track tt u ul var video wbr""".split()  # noqa: SIM905 - a table of words, read as one
)

# Elements whose text is no part of an article. Those of any other element not allowed stay as text.
_DROPPED = frozenset(
    """applet button canvas datalist dialog embed frameset iframe label legend math meter noembed noframes noscript
    object optgroup option progress script select style svg template textarea title""".split()  # noqa: SIM905 - a table of words, read as one
)

# No class, style, data-*: they mean nothing outside their page, and change from one request to the next.
_CELL = {"colspan", "rowspan", "headers", "scope"}
_ATTRIBUTES = {
    "*": {"dir", "id", "lang"},
    "a": {"href", "hreflang", "rel", "title"},
    "abbr": {"title"},
    "acronym": {"title"},
    "audio": {"src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "dfn": {"title"},
    "img": {"alt", "height", "sizes", "src", "srcset", "title", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"height", "media", "sizes", "src", "srcset", "type", "width"},
    "td": _CELL,
    "th": _CELL,
    "time": {"datetime"},
    "track": {"kind", "label", "src", "srclang"},
    "video": {"height", "poster", "src", "width"},
}

# A note and the way back from it. Any other id could be taken for one of the page that shows the text.
_NOTE = pattern(r"(?:user-content-)?(?:fn|fnref|footnote|footnote-ref|note|ref)[-:_]?[A-Za-z0-9][\w:-]{0,40}")
_LENGTH = pattern(r"\s*([0-9]{1,5})(?:\.[0-9]+)?(?:px)?\s*")
_IMAGE = pattern(r"<img\b[^>]*>")
_FIRST_SOURCE = pattern(r'\ssrcset="([^"\s,]+)')
_PIXEL = pattern(r'(?=[^>]*\swidth="[01]")[^>]*\sheight="[01]"')
_EMPTY_PICTURE = pattern(r"<picture\b[^>]*>(?>(?:\s|<source\b[^>]*>)*)</picture>")
_BLANK = r"(?>(?:\s|&nbsp;|<br>)*)"
_LEADING = pattern(rf"{_BLANK}(?>(?:<p>{_BLANK}</p>{_BLANK})*)")
_BLANK_PARAGRAPH = pattern(rf"<p>{_BLANK}</p>")
_PRE = pattern(r"(<pre\b[^>]*>)\n+")

# Elements that may stand where a strict parser does not expect them, though nh3 keeps them there.
_UNCERTAIN = frozenset({"rp", "rt", "summary"})
_ITEMS = frozenset({"dd", "dt", "li"})

# Two are enough for all but soup made to need more.
_PASSES = 8

_base: ContextVar[str] = ContextVar("base")


def _attribute(element: str, name: str, value: str) -> str | None:
    """What nh3 asks of every attribute it would keep: the value to write, None to leave it out."""
    if name == "href":
        return link(value, _base.get())
    if name in ("src", "poster", "cite"):
        return address(value, _base.get())
    if name == "srcset":
        return srcset(value, _base.get())
    if name in ("width", "height"):
        match = _LENGTH.fullmatch(value)
        return match[1] if match else None
    if name == "id":
        return value if _NOTE.fullmatch(value) else None
    return value[:2_000]


_cleaner = nh3.Cleaner(
    tags=ALLOWED,
    clean_content_tags=_DROPPED,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
    link_rel=None,
    url_schemes={"http", "https", "mailto", "tel"},
)


def sanitise(html: str, base: str) -> str:
    """A safe fragment of `html`; relative addresses are seen from `base`, an absolute URL.

    In-page links (`#fn1`) become links into the article's own page: a feed reader shows many articles on one
    page, and takes them there. https://www.w3.org/TR/2008/REC-xml-20081126/#charsets holds for the result.
    """
    html = clean(html)
    if "<" not in html and "&" not in html:
        return html.strip().replace(">", "&gt;").replace("\u00a0", "&nbsp;")
    sequence = tags.sequence(html)
    names = tags.names(sequence)
    restored = restore(html, names)
    if len(sequence) > FEW:
        restored = balance(restored)
    reset = _base.set(base)
    try:
        safe = _cleaner.clean(restored)
        # The same tags as before: none was moved, closed or left out, so this tree once written reads back as itself.
        certain = (
            (safe == restored or tags.sequence(safe) == (sequence if restored is html else tags.sequence(restored)))
            and (len(sequence) <= DEPTH or safe.count("</") <= DEPTH)
            and names.isdisjoint(_UNCERTAIN)
            and ("figcaption" not in names or names.isdisjoint(_ITEMS))
        )
        # Again, because a reference can stand for what XML forbids.
        safe = _tidy(clean(safe), names)
        for _ in range(_PASSES):
            if certain:
                break
            again = _tidy(_cleaner.clean(unwrap(safe)), names)
            certain = again == safe
            safe = again
    finally:
        _base.reset(reset)
    return safe


def _tidy(html: str, names: set[str]) -> str:
    """Leave out what is never seen: pixels that count readers, images without an address, blank ends."""
    if "img" in names:
        html = _IMAGE.sub(_seen, html)
    if "picture" in names:
        html = _EMPTY_PICTURE.sub("", html)
    if "pre" in names:
        # The first line break is none of the text, so that each reading of it would lose one more.
        html = _PRE.sub(r"\1", html)
    return _trim(html)


def _seen(match: re.Match[str]) -> str:
    tag = match[0]
    if ' src="' not in tag:
        first = _FIRST_SOURCE.search(tag)
        return f'<img src="{first[1]}"{tag[4:]}' if first else ""
    return "" if _PIXEL.match(tag) else tag


def _trim(html: str) -> str:
    leading = _LEADING.match(html)
    html = html[leading.end() :] if leading else html
    while True:
        html = html.rstrip()
        if html.endswith("<br>"):
            html = html[:-4]
        elif html.endswith("&nbsp;"):
            html = html[:-6]
        elif html.endswith("</p>") and _BLANK_PARAGRAPH.fullmatch(html, html.rfind("<p")):
            html = html[: html.rfind("<p")]
        else:
            return html
