"""Feeds on the page for people: what each is, how to subscribe, its addresses."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote

from entries.patterns import pattern
from feeds.formats._texts import Texts
from feeds.model import Listed, Publication

# The preferred format first: a reader that is given the page's address takes the first one it knows.
_FORMATS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON", "application/feed+json"),
}
# Where readers take the address of a feed, percent-encoded. Miniflux runs on many servers: the script asks for one's
# own, and this is the one that its makers run.
_READERS = "".join(
    f'<li><a href="{address}FEED">{name}</a></li>'
    for name, address in (
        ("Feedly", "https://feedly.com/i/subscription/feed%2F"),
        ("Inoreader", "https://www.inoreader.com/?add_feed="),
        ("NewsBlur", "https://www.newsblur.com/?url="),
        ("Miniflux", "https://reader.miniflux.app/bookmarklet?uri="),
    )
)
_PLAIN = pattern(r"[A-Za-z0-9._~:/-]*")
_OPEN_UP_TO = 30  # longer families are folded

_escaped = html.escape


def in_general(feeds: Sequence[Listed]) -> list[Listed]:
    """The feeds that are no family's, or the first: those that speak for the site."""
    return [feed for feed in feeds if feed.per is None] or list(feeds[:1])


def autodiscovery(feeds: Iterable[Listed]) -> Iterable[str]:
    """`<link rel=alternate>`, absolute, as readers resolve badly (https://www.rssboard.org/rss-autodiscovery)."""
    for feed in feeds:
        for label, media_type, url in _addresses(feed):
            title = _escaped(f"{feed.title} ({label})")
            yield f'<link rel="alternate" type="{media_type}" title="{title}" href="{_escaped(url)}">'


def snippet(texts: Texts, feeds: Iterable[Listed]) -> str:
    """Autodiscovery for the publication's own templates, one format of each feed: readers list every link."""
    lines = "\n".join(
        f'<link rel="alternate" type="{media_type}" title="{_escaped(feed.title)}" href="{_escaped(url)}">'
        for feed in feeds
        for _, media_type, url in list(_addresses(feed))[:1]
    )
    if not lines:
        return ""
    return (
        f'<details class="fold snippet">\n<summary><h2 id="snippet">{_escaped(texts["snippet"])}</h2></summary>\n'
        f'<p>{_escaped(texts["snippet_how"])}</p>\n<pre><code translate="no">{_escaped(lines)}</code></pre>\n'
        f'<button type="button" class="copy">{_escaped(texts["copy"])}</button>\n</details>'
    )


def family(texts: Texts, per: str | None, feeds: Sequence[Listed], publication: Publication, language: str) -> bytes:
    """The feeds of one family, or those that are no family's, under a heading."""
    name = per or "feeds"
    title = _escaped(texts[name])
    if per is not None and len(feeds) > _OPEN_UP_TO:
        number = f'<span class="number">{len(feeds)}</span>'
        head = f'<details class="family fold">\n<summary><h2 id="{name}">{title}</h2> {number}</summary>'
        end = "</details>"
    else:
        head = f'<section class="family" aria-labelledby="{name}">\n<h2 id="{name}">{title}</h2>'
        end = "</section>"
    # What is said of the publication once need not be said of each of its sections.
    known = ("", "") if per is None else (f"{publication.title}: ", publication.description)
    items = b"\n".join(_items(texts, feeds, known, language))
    return b"%s\n<ul>\n%s\n</ul>\n%s" % (head.encode(), items, end.encode())


def _items(texts: Texts, feeds: Iterable[Listed], known: tuple[str, str], language: str) -> Iterable[bytes]:
    words = tuple(_escaped(texts[word]) for word in ("subscribe", "copy", "app", "colon"))
    prefix, said = known
    for feed in feeds:
        urls = tuple([(label, feed.urls[name]) for name, (label, _) in _FORMATS.items() if name in feed.urls])
        if urls:
            about = "" if feed.description == said else feed.description
            yield _item(words, feed.title.removeprefix(prefix), about, lang(feed.language, language), urls)


@lru_cache(maxsize=4096)  # in a process that stays, the list is written again for every edit and few feeds change
def _item(
    words: tuple[str, ...], title: str, description: str, in_language: str, urls: tuple[tuple[str, str], ...]
) -> bytes:
    subscribe, copy, app, colon = words
    title = _escaped(title)
    about = f"<p>{_escaped(description)}</p>" if description.strip() else ""
    named = f"{colon}{title}"
    first = urls[0][1]
    given = _encoded(first)
    formats = "".join([f'<a href="{_escaped(url)}" aria-label="{label}{named}">{label}</a>' for label, url in urls])
    return (
        f'<li class="feed"><div class="about"{in_language}><span class="title">{title}</span>{about}</div>'
        f'<div class="do"><details class="menu" name="menu">'
        f'<summary aria-label="{subscribe}{named}">{subscribe}</summary>'
        f'<ul><li><a href="feed:{_escaped(first)}">{app}</a></li>{_READERS.replace("FEED", given)}</ul></details>'
        f'<button class="copy" aria-label="{copy}{named}">{copy}</button>'
        f'<span class="formats">{formats}</span></div></li>'
    ).encode()


def _encoded(url: str) -> str:
    # quote() takes as long as everything else, and most addresses do not need it.
    return url.replace(":", "%3A").replace("/", "%2F") if _PLAIN.fullmatch(url) else quote(url, safe="")


def _addresses(feed: Listed) -> Iterable[tuple[str, str, str]]:
    return ((*_FORMATS[name], feed.urls[name]) for name in _FORMATS if name in feed.urls)


def lang(language: str | None, around: str) -> str:
    """What marks an element whose language is not that of the text around it, nor perhaps its direction."""
    return f' lang="{_escaped(language)}" dir="auto"' if language and language != around else ""
