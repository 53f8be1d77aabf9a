"""Undoes what pages do to load images late, and turns players into links, before HTML is sanitised.

A page that loads images late has a stand-in for `src` and the address in a data attribute, or the image again
in a <noscript>. A reader runs no script, so without this it shows the stand-in or nothing (lazysizes, WordPress,
Jetpack, Medium, Squarespace).
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from entries.patterns import pattern
from entries.tags import attributes, tags

_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-src", "data-lazy", "data-hi-res-src", "data-image")
_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-orig-srcset")
_NOSCRIPT = pattern(r"<noscript\b[^>]*+>((?:(?!<noscript).)*?)</noscript\s*+>", re.IGNORECASE | re.DOTALL)
_IMAGE_BEFORE = pattern(r"<img\b[^<>]*>(?:\s|</?(?:span|div)\b[^<>]*>){0,4}$", re.IGNORECASE)
_IFRAME = pattern(r"<iframe\b([^<>]*+)>(?:[^<]*+</iframe\s*+>)?", re.IGNORECASE)

# How each player's address becomes the address of the page that plays.
_PLAYERS = (
    (pattern(r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})"), "https://www.youtube.com/watch?v={}"),
    (pattern(r"player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (pattern(r"(?:www\.)?dailymotion\.com/embed/video/(\w+)"), "https://www.dailymotion.com/video/{}"),
    (pattern(r"player\.bilibili\.com/player\.html\?(?:.*&)?bvid=(\w+)"), "https://www.bilibili.com/video/{}"),
)


def restore(html: str, names: set[str]) -> str:
    """`html` with its late images in place; `names` are the elements it may hold."""
    if "noscript" in names:
        html = _unwrap_noscript(html)
    if "iframe" in names:
        html = _IFRAME.sub(lambda match: _player(match[1]), html)
    if "img" in names and ("data-" in html or "DATA-" in html):
        html = _images(html)
    return html


def _unwrap_noscript(html: str) -> str:
    """Put the image of a <noscript> in the place of the stand-in before it."""
    parts: list[str] = []
    end = 0
    for match in _NOSCRIPT.finditer(html):
        before = html[end : match.start()]
        if "<img" in match[1].lower():
            before = _IMAGE_BEFORE.sub("", before[-2_000:]).join((before[:-2_000], match[1]))
        parts.append(before)
        end = match.end()
    return "".join((*parts, html[end:]))


def _images(html: str) -> str:
    parts: list[str] = []
    end = 0
    for match in tags(html):
        name = (match[2] or "").lower()
        if match[1] or name not in ("img", "source"):
            continue
        found = attributes(match[3])
        source = next((found[key] for key in _SOURCES if found.get(key)), "")
        sources = next((found[key] for key in _SETS if found.get(key)), "")
        if not source and name == "img" and (not found.get("src") or found["src"].startswith("data:")):
            source = (sources or found.get("srcset", "")).strip().split(" ")[0].rstrip(",")
        if not source and not sources:
            continue
        if source and (name == "img" or "src" in found):
            found["src"] = source
        if sources:
            found["srcset"] = sources
        elif source and found.get("srcset", "").startswith("data:"):
            del found["srcset"]
        written = " ".join(f'{key}="{escape(value)}"' for key, value in found.items() if not key.startswith("data-"))
        parts.append(f"{html[end : match.start()]}<{name} {written}>")
        end = match.end()
    return "".join((*parts, html[end:]))


def _player(text: str) -> str:
    """A link to the video that an <iframe> plays, nothing for any other."""
    found = attributes(text)
    source = found.get("src") or found.get("data-src") or ""
    try:
        parts = urlsplit(source if "://" in source else f"https:{source}")
    except ValueError:
        return ""
    for player, page in _PLAYERS:
        match = player.match(f"{parts.netloc.lower()}{parts.path}?{parts.query}")
        if match:
            url = page.format(match[1])
            return f'<a href="{url}">{escape(found.get("title") or url)}</a>'
    return ""
