"""The page for people: what a feed is, every feed there is, the latest headlines.

One HTML file that needs no script and asks for nothing else (https://html.spec.whatwg.org/).
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import UTC, tzinfo
from string import Template

from entries.model import Record
from feeds.formats import _feeds
from feeds.formats._dates import rfc3339
from feeds.formats._document import document
from feeds.formats._safely import safely
from feeds.formats._texts import TEMPLATES, Texts, texts_in
from feeds.formats.opml import OPML
from feeds.model import Catalogue, Document, Listed, Publication

# The preferred format first: a reader that is given the page's address takes the first one it knows.
_FORMATS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON", "application/feed+json"),
}
_OPEN_UP_TO = 30  # longer families are folded


class Page:
    """All feeds on one page."""

    name = "page"
    path = "index.html"
    media_type = "text/html"
    version = 1

    def document(self, catalogue: Catalogue, path: str) -> Document:
        """The page at `path`."""
        url = catalogue.publication.feeds_url + path
        body = safely(lambda shown: _page(shown, url).encode(), catalogue)
        return document(path=path, url=url, media_type=self.media_type, body=body, updated=catalogue.updated)


def _page(catalogue: Catalogue, url: str) -> str:
    publication = catalogue.publication
    texts = texts_in(publication.language)
    # The publication's own tag where the page speaks its language: en-HK rather than en.
    spoken = texts.language.partition("-")[0]
    own = publication.language or ""
    language = own if own.partition("-")[0] == spoken else texts.language
    heading = texts["feeds_of"].format(title=publication.title)
    template = Template((TEMPLATES / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        language=_escaped(language),
        heading=_escaped(heading),
        title=_escaped(publication.title),
        what=_escaped(texts["what"]),
        how=_escaped(texts["how"]),
        url=_escaped(url),
        autodiscovery="\n".join(_autodiscovery(catalogue.feeds)),
        feeds="\n".join(_families(catalogue, texts, language)),
        latest=_latest(texts, catalogue.latest, publication.timezone, language),
        opml_url=_escaped(publication.feeds_url + OPML.path),
        opml=_escaped(texts["opml"]),
        site=_escaped(publication.link),
    )


def _autodiscovery(feeds: Iterable[Listed]) -> Iterable[str]:
    """`<link rel=alternate>` for the feeds that are no family's; absolute, as readers resolve badly
    (https://www.rssboard.org/rss-autodiscovery)."""
    listed = list(feeds)
    for feed in [feed for feed in listed if feed.per is None] or listed[:1]:
        for label, media_type, url in _addresses(feed):
            title = _escaped(f"{feed.title} ({label})")
            yield f'<link rel="alternate" type="{media_type}" title="{title}" href="{_escaped(url)}">'


def _addresses(feed: Listed) -> Iterable[tuple[str, str, str]]:
    return ((*_FORMATS[name], feed.urls[name]) for name in _FORMATS if name in feed.urls)


def _families(catalogue: Catalogue, texts: Texts, language: str) -> Iterable[str]:
    for per, feeds in _feeds.families(catalogue.feeds):
        if per is not None:
            feeds = [_one_of_many(feed, catalogue.publication) for feed in feeds]
        yield _family(texts, per, feeds, language)


def _one_of_many(feed: Listed, publication: Publication) -> Listed:
    """What the page says of the publication once need not be said of each of its sections."""
    return feed._replace(
        title=feed.title.removeprefix(f"{publication.title}: "),
        description="" if feed.description == publication.description else feed.description,
    )


def _family(texts: Texts, per: str | None, feeds: list[Listed], language: str) -> str:
    title = _escaped(texts[per or "feeds"])
    items = "\n".join(_feed(feed, language) for feed in feeds)
    if per is not None and len(feeds) > _OPEN_UP_TO:
        head = f"<details>\n<summary><h2>{title} ({len(feeds)})</h2></summary>"
        return f"{head}\n<ul>\n{items}\n</ul>\n</details>"
    anchor = per or "feeds"
    return f'<section aria-labelledby="{anchor}">\n<h2 id="{anchor}">{title}</h2>\n<ul>\n{items}\n</ul>\n</section>'


def _feed(feed: Listed, language: str) -> str:
    links = "".join(
        f'<a href="{_escaped(url)}" type="{media_type}" aria-label="{_escaped(f"{label}: {feed.title}")}">{label}</a>'
        for label, media_type, url in _addresses(feed)
    )
    about = f"<small>{_escaped(feed.description)}</small>" if feed.description.strip() else ""
    in_language = _lang(feed.language, language)
    return (
        f'<li class="feed"><span class="about"{in_language}>{_escaped(feed.title)}{about}</span>'
        f'<span class="formats">{links}</span></li>'
    )


def _latest(texts: Texts, records: Iterable[Record], zone_name: str, language: str) -> str:
    zone = _zone(zone_name)
    items = "\n".join(
        f'<li{_lang(record.language, language)}><a href="{_escaped(record.link)}">{_escaped(_title(record, texts))}</a>'
        f'<time datetime="{rfc3339(record.published)}">{texts.date(record.published.astimezone(zone))}</time></li>'
        for record in records
    )
    if not items:
        return ""
    return (
        f'<section aria-labelledby="latest">\n<h2 id="latest">{_escaped(texts["latest"])}</h2>\n'
        f"<ul>\n{items}\n</ul>\n</section>"
    )


def _title(record: Record, texts: Texts) -> str:
    """What was paid for says so before anything else, here as in the feeds."""
    return texts["sponsored"] + record.title if "sponsored" in record.labels else record.title


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    return UTC if name == "UTC" else ZoneInfo(name)


def _lang(language: str | None, around: str) -> str:
    return f' lang="{_escaped(language)}"' if language and language != around else ""


def _escaped(text: str) -> str:
    return html.escape(text)
