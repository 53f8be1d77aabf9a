"""The page for people: what a feed is, every feed there is, the latest headlines.

One HTML file that works without its script and asks no other server for anything (https://html.spec.whatwg.org/).
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cache
from string import Template
from typing import NamedTuple

from feeds.formats import _feeds
from feeds.formats._document import document
from feeds.formats._page_feeds import autodiscovery, family, in_general, snippet
from feeds.formats._page_latest import latest
from feeds.formats._safely import safely
from feeds.formats._same_site import beside
from feeds.formats._texts import TEMPLATES, Texts, texts_in
from feeds.model import Catalogue, Document, Listed

_escaped = html.escape
_FIND_FROM = 20  # feeds, from which a field to find one helps
_WORDS = (
    *("skip", "what", "how", "copied", "selected", "found", "open", "cancel"),
    *("miniflux_address", "miniflux_by_hand"),
)


class Page:
    """All feeds on one page."""

    name = "page"
    path = "index.html"
    media_type = "text/html"
    version = 2

    def document(self, catalogue: Catalogue, path: str) -> Document:
        """The page at `path`."""
        url = catalogue.publication.feeds_url + path
        body = safely(lambda shown: _page(shown, url), catalogue)
        return document(path=path, url=url, media_type=self.media_type, body=body, updated=catalogue.updated)


class _Frame(NamedTuple):
    """What every page is put into: the template, style, script, and the policy that admits only them."""

    top: Template
    bottom: Template
    style: str
    script: str
    policy: str


def _page(catalogue: Catalogue, url: str) -> bytes:
    publication = catalogue.publication
    texts = texts_in(publication.language)
    # The publication's own tag where the page speaks its language: en-HK rather than en.
    spoken = texts.language.partition("-")[0]
    own = publication.language or ""
    language = own if own.partition("-")[0] == spoken else texts.language
    frame = _frame()
    families = _feeds.families(catalogue.feeds)
    general = in_general(catalogue.feeds)
    logo = _beside(publication.icon, url) or _beside(publication.image, url)
    values = dict(
        language=_escaped(language),
        policy=_escaped(frame.policy),
        heading=_escaped(texts["feeds_of"].format(title=publication.title)),
        title=_escaped(publication.title),
        url=_escaped(url),
        # Without an icon a browser asks the site for /favicon.ico.
        icon=f'<link rel="icon" href="{_escaped(logo or "data:,")}">',
        logo=f'<img src="{_escaped(logo)}" alt="" width="40" height="40">' if logo else "",
        autodiscovery="\n".join(autodiscovery(general)),
        style=frame.style,
        script=frame.script,
        contents=_contents(texts, families, catalogue),
        find=_find(texts) if len(catalogue.feeds) >= _FIND_FROM else "",
        snippet=snippet(texts, general),
        latest=latest(texts, catalogue, url, language),
        opml=_opml(texts, catalogue),
        site=_escaped(publication.link),
        **{word: _escaped(texts[word]) for word in _WORDS},
    )
    feeds = b"\n".join([family(texts, per, members, publication, language) for per, members in families])
    return frame.top.substitute(values).encode() + feeds + frame.bottom.substitute(values).encode()


@cache
def _frame() -> _Frame:
    import hashlib
    from base64 import b64encode

    page, style, script = ((TEMPLATES / f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    # https://www.w3.org/TR/CSP3/#grammardef-hash-source: of the element's content, to the last space.
    hashes = [b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    top, bottom = page.split("$feeds")
    return _Frame(
        top=Template(top),
        bottom=Template(bottom),
        style=style,
        script=script,
        policy=f"default-src 'none'; img-src 'self' data:; style-src 'sha256-{hashes[0]}'; "
        f"script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'",
    )


def _contents(texts: Texts, families: Sequence[tuple[str | None, Sequence[Listed]]], catalogue: Catalogue) -> str:
    named = [(per or "feeds", len(feeds)) for per, feeds in families]
    links = [
        f'<a href="#{name}">{_escaped(texts[name])}</a> <span class="number">{number}</span>' for name, number in named
    ]
    links += [f'<a href="#latest">{_escaped(texts["latest"])}</a>'] if catalogue.latest else []
    links += [f'<a href="#snippet">{_escaped(texts["snippet"])}</a>'] if catalogue.feeds else []
    items = "".join(f"<li>{link}</li>" for link in links)
    return f'<nav aria-label="{_escaped(texts["contents"])}"><ul>{items}</ul></nav>' if links else ""


def _find(texts: Texts) -> str:
    return (
        f'<div class="find" role="search"><label for="find">{_escaped(texts["find"])}</label>'
        '<input id="find" type="search" autocomplete="off" spellcheck="false"></div>'
    )


def _opml(texts: Texts, catalogue: Catalogue) -> str:
    if catalogue.opml is None:
        return ""
    url = _escaped(catalogue.publication.feeds_url + catalogue.opml)
    return f'<p><a href="{url}" type="text/x-opml">{_escaped(texts["opml"])}</a></p>'


def _beside(image: str | None, url: str) -> str | None:
    return beside(image, url) if image else None
