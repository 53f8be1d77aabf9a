"""Markdown to HTML: CommonMark with tables, footnotes, strikethrough and bare addresses as links.

comrak passes every example of the CommonMark specification and takes time linear in its input on all
known hostile ones. Raw HTML stays: `entries.html.sanitise` comes after it.
"""

from __future__ import annotations

import re
from hashlib import sha256

import comrak

from entries import shortcode_html, shortcodes
from entries.patterns import pattern

# One footnote may be called from everywhere, and every call adds a link back to the note.
_CALLS = 2_000
_DEPTH = 100


def _extensions(footnotes: bool, addresses: bool) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = True
    options.strikethrough = True
    options.cjk_friendly_emphasis = True
    options.footnotes = footnotes
    options.autolink = addresses
    return options


# Looking for bare addresses doubles the time: only where there may be one.
_EXTENSIONS = {(notes, links): _extensions(notes, links) for notes in (False, True) for links in (False, True)}

_OPTIONS = comrak.RenderOptions()
_OPTIONS.unsafe_ = True  # keep raw HTML

_QUOTES = pattern(rf"^((?:[ \t]{{0,3}}>){{{_DEPTH}}})(?:[ \t]{{0,3}}>)+", re.MULTILINE)
_NOTE = pattern(r'(?<=["#])fn(?:ref)?-(?=[^"]*")')
_MARKUP = pattern(r"[\\`*_{}\[\]<>&#|~!@]|https?:|www\.")


def render(markup: str, folder: str = "") -> str:
    """The HTML of Markdown: unsafe, balanced where its raw HTML is. Shortcodes mean what they say or are gone.

    `folder` is the path of the site without its last slash.
    """
    if shortcodes.present(markup):
        return shortcode_html.render(markup, plain_render, folder)
    return plain_render(markup)


def plain_render(markup: str) -> str:
    """The HTML of Markdown in which shortcodes are nothing special."""
    if markup.count(">") > _DEPTH:
        markup = _QUOTES.sub(r"\1", markup)
    footnotes = "[^" in markup and markup.count("[^") <= _CALLS
    linked = markup.count("](https://") + markup.count("](http://")
    addresses = markup.count("://") > linked or "@" in markup or "www." in markup
    html = comrak.render_markdown(markup, extension_options=_EXTENSIONS[footnotes, addresses], render_options=_OPTIONS)
    if not footnotes:
        return html
    if 'class="footnotes"' in html:
        # Entries stand on one page in readers; "fn-1" of one must not lead to the note of another.
        mark = sha256(markup.encode("utf-8", "replace")).hexdigest()[:6]
        html = _NOTE.sub(rf"\g<0>{mark}-", html)
    return html


def text(markup: str) -> str:
    """The text of one line of Markdown, e.g. of a heading."""
    if not _MARKUP.search(markup):
        return markup.strip()
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^<>]*>", "", render(markup))).split())
