"""The first so many characters of an article's markup, without what takes room there and shows no word."""

from __future__ import annotations

import re

from entries.model import MarkupType
from entries.patterns import pattern

# In characters. Pictures written into the markup take up to some hundred thousand each.
_SEEN = 5_000_000
_LONG = 500
_TAG = pattern(r"<(?:(/?[a-z][a-z0-9-]*+)(?=[\s/>])|!--)", re.IGNORECASE)
_IN_TAG = pattern(r"=\s{0,20}([\"'])|>")
_UNREAD = frozenset(("script", "style", "template"))
# An address of inline data, which not every reader of Markdown takes for one, or a long one.
_ADDRESS = pattern(r"(\]\(\s{0,9}<?)(?:data:[^\s()<>\"']*+|[^\s()<>\"']{500,}+)|data:[^\s()<>\"']{500,}+")


def opening(markup: str, markup_type: MarkupType, limit: int) -> str:
    """The beginning of `markup`, of at most `limit` characters, that is markup of the same type.

    Long attributes, addresses, comments and scripts are left out, and a tag that the limit cuts. Takes time linear in
    the length, of which no more than 5,000,000 characters are looked at.
    """
    markup = markup[:_SEEN]
    if markup_type == "markdown":
        markup = _ADDRESS.sub(lambda found: found[1] or "data:", markup)
    if len(markup) > limit and markup_type != "text":
        # As browsers read it, nothing follows a tag that does not end; in Markdown it is none.
        markup = _short(markup, limit, tags_only=markup_type == "html")
    cut = markup[:limit]
    last = cut.rfind("<")
    is_cut = markup_type == "html" and len(markup) > limit and last > cut.rfind(">")
    return cut[:last] if is_cut and cut[last + 1 : last + 2] not in ("", " ") else cut


def _short(html: str, limit: int, *, tags_only: bool) -> str:
    """`html` without its long tags' attributes, up to where it is longer than `limit`."""
    parts: list[str] = []
    length = at = 0
    while length <= limit and (tag := _TAG.search(html, at)):
        parts.append(html[at : tag.start()])
        end = _end(html, tag)
        if end < 0:
            return "".join(parts) + ("" if tags_only else html[tag.start() : tag.start() + limit + 1])
        whole = html[tag.start() : end]
        parts.append(whole if end - tag.start() <= _LONG else f"<{tag[1]}>" if tag[1] else "")
        length += len(parts[-2]) + len(parts[-1])
        at = end
    return "".join((*parts, html[at : at + limit + 1]))


def _end(html: str, tag: re.Match[str]) -> int:
    """Where a tag ends, -1 where it does not; a comment with its text, a script with all but its end tag."""
    if not tag[1]:
        end = html.find("-->", tag.end())
        return end + 3 if end >= 0 else -1
    at = tag.end()
    while found := _IN_TAG.search(html, at):
        if found[1] is None:
            break
        at = html.find(found[1], found.end()) + 1
        if not at:
            return -1
    if not found:
        return -1
    if tag[1].lower() not in _UNREAD:
        return found.end()
    last = re.compile(f"</{tag[1]}", re.IGNORECASE).search(html, found.end())
    return last.start() if last else -1
