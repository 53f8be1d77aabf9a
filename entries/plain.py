"""The text of HTML: all of it on one line, or its first paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from entries.patterns import pattern
from entries.phrases import is_correction

_SPACE = pattern(r"\s+")
# An inline element is no space between words ("<b>A</b>rea"); every other one is.
_INLINE = pattern(
    r"</?(?:a|abbr|acronym|b|bdi|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|ruby|s|samp|small|span|strike|strong|"
    r"sub|sup|time|tt|u|var|wbr)(?=[\s>/])[^<>]*+>",
    re.IGNORECASE,
)
# What an author may have meant as markup in a line that is text.
_MEANT = pattern(
    r"</?(?:a|abbr|b|blockquote|br|cite|code|div|em|figure|h[1-6]|i|img|li|ol|p|q|small|span|strong|sub|sup|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TAG = pattern(r"<[a-zA-Z/!?][^<>]*+>")
_UNREAD = pattern(r"<(?:(rp|rt|script|style|template)\b|!--)", re.IGNORECASE)
# What starts a paragraph, and what may hold paragraphs that are not the article's first.
_START = pattern(r"<(?:(p)|(figure|table|blockquote|aside|header|footer|h[1-6]|figcaption|dl|pre))\b[^<>]*+>")
_BLOCK = pattern(r"</?(?:p|div|section|article|br|hr|ul|ol|li|figure|table|blockquote|h[1-6]|pre|dl)\b[^<>]*+>")
# Of most first paragraphs their length and their last character tell that they are no caption and no byline.
_SHORT = 200  # characters
_STOPS = tuple(".!?…。！？")
_LABELS = ("By ", "BY ", "Image ")
_MOST = 8  # paragraphs that are looked at closely


def plain(html: str) -> str:
    """The text of `html`, white space collapsed; block elements separate words, references are decoded."""
    if "<" in html:
        if _UNREAD.search(html):
            html = _without_unread(html)
        html = _TAG.sub(" ", _INLINE.sub("", html))
    if "&" in html:
        html = unescape(html)
    return _SPACE.sub(" ", html).strip()


def unmarked(text: str) -> str:
    """A summary or caption without the markup that an author put into it.

    `&amp;` is taken for markup only beside a tag: such a line is text, and one may well be about HTML.
    """
    return plain(text) if _MEANT.search(text) else text


def first_paragraph(html: str) -> str:
    """The text of the first paragraph of a sanitised body: no heading, caption, byline, quotation, table or correction.

    Where no paragraph is marked as one, the first run of text between blocks; "" where there is none.
    A caption or a byline that is all there is will do.
    """
    passes = _close_look()
    passed = ""
    at = 0
    while start := _START.search(html, at):
        if start[1]:
            end = html.find("</p>", start.end())
            text = plain(html[start.end() : end if end >= 0 else len(html)])
            if text and not passes(text):
                return text
            passed = passed or ("" if is_correction(text) else text)
            at = end if end >= 0 else len(html)
        else:
            at = _end_of(html, start[2], start.end())
    return _loose_text(html, passes) or passed or _loose_text(html, is_correction)


def _close_look() -> Callable[[str], bool]:
    """Whether a paragraph is a correction or, of the first ones, a caption, a byline or a date."""
    looked = 0

    def passes(text: str) -> bool:
        nonlocal looked
        if is_correction(text):
            return True
        looked += 1
        if looked > _MOST or len(text) >= _SHORT or _is_sentence(text):
            return False
        from entries.openings import names_no_news

        return names_no_news(text)

    return passes


def _is_sentence(text: str) -> bool:
    return text.endswith(_STOPS) and ":" not in text and text[-2:-1] not in ")]" and not text.startswith(_LABELS)


def _without_unread(html: str) -> str:
    """`html` without comments, scripts, and the readings that stand over the characters of a ruby."""
    lower = html.lower()
    parts: list[str] = []
    endless: set[str] = set()
    at = 0
    for start in _UNREAD.finditer(html):
        end_tag = f"</{start[1].lower()}" if start[1] else "-->"
        if start.start() < at or end_tag in endless:
            continue
        end = lower.find(end_tag, start.end())
        if end < 0:
            endless.add(end_tag)
            continue
        parts.append(html[at : start.start()])
        at = html.find(">", end) + 1 or len(html)
    return "".join((*parts, html[at:]))


def _end_of(html: str, name: str, at: int) -> int:
    """Where the element `name`, whose content starts at `at`, ends; nested ones of the same name are part of it."""
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^<>]*+>?").finditer(html, at):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return len(html)


def _loose_text(html: str, passes: Callable[[str], bool]) -> str:
    at = 0
    while start := _START.search(html, at):
        if text := _first_run(html[at : start.start()], passes):
            return text
        at = html.find("</p>", start.end()) if start[1] else _end_of(html, start[2], start.end())
        at = len(html) if at < 0 else at
    return _first_run(html[at:], passes)


def _first_run(html: str, passes: Callable[[str], bool]) -> str:
    for run in _BLOCK.split(html):
        text = plain(run)
        if text and not passes(text):
            return text
    return ""
