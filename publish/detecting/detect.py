"""What a folder holds: which site generator, where its articles are, and what it says of the publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publish.detecting import clues
from publish.detecting.found import Found
from publish.detecting.generators import GENERATORS

_FEED_NAMES = ("atom.xml", "feed.atom", "feed.json", "feed.xml", "index.rss", "index.xml", "rss.xml")
_FEED = r"<rss\b|<feed\b|<rdf:RDF\b|jsonfeed\.org/version"
_USUAL = ("articles", "content", "src/content", "posts", "src/posts", "stories", "texts", "entries")
_OUTPUTS = ("", "public", "_site", "output", "dist", "static", "site", "public/feeds")


def detect(root: Path) -> Found:
    """Look at the files in `root`. Nothing is written, nothing outside is read, and nothing here is an error."""
    found = None
    for look in GENERATORS:
        found = look(root)
        if found is not None:
            break
    found = found or Found(articles=_plain(root))
    feeds = tuple(_feeds(root))
    if feeds:
        found = _with_feed(found, clues.text(root / feeds[0]))
    return replace(found, feeds=feeds)


def _plain(root: Path) -> str:
    """The folder that holds the articles: one of the usual names, else the only one that holds any, else all."""
    for name in _USUAL:
        if clues.holds_articles(root / name):
            return name
    if any(clues.is_article(path) for path in clues.children(root)):
        return "."
    holding = [path.name for path in clues.children(root) if path.is_dir() and clues.holds_articles(path)]
    return holding[0] if len(holding) == 1 else "." if holding else "articles"


def _feeds(root: Path) -> Iterator[str]:
    for folder in _OUTPUTS:
        for name in _FEED_NAMES:
            path = root / folder / name
            if path.is_file() and re.search(_FEED, clues.text(path)[:2000]):
                yield f"{folder}/{name}".lstrip("/")


def _with_feed(found: Found, feed: str) -> Found:
    """What nothing else says, out of the head of an existing RSS or Atom feed."""
    from html import unescape

    head = re.split(r"<(?:item|entry|image)\b", feed, maxsplit=1)[0]

    def element(*patterns: str) -> str | None:
        for pattern in patterns:
            match = re.search(pattern, head)
            if match is not None and match[1].strip():
                text = re.sub(r"^<!\[CDATA\[(.*)\]\]>$", r"\1", match[1].strip(), flags=re.DOTALL)
                return " ".join(unescape(text).split())
        return None

    link = element(r"<link>([^<]+)</link>", r"""<link\b(?=[^>]*\brel=["']alternate["'])[^>]*\bhref=["']([^"']+)["']""")
    return replace(
        found,
        title=found.title or element(r"<title[^>]*>(.*?)</title>"),
        link=found.link or clues.address(link),
        language=found.language
        or clues.tag(element(r"<language>([^<]+)</language>", r"""<feed\b[^>]*\bxml:lang=["']([^"']+)["']""")),
    )
