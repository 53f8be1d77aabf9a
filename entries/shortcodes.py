"""Shortcodes (Hugo) and Liquid tags (Jekyll, Eleventy) in Markdown, and in HTML with front matter.

figure, youtube, ref, relref and highlight are understood, and what only shields text (raw, comment);
any other is removed. This module finds them in the source; `entries.shortcode_html` says what they become.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from entries.patterns import pattern

LONGEST = 4_000  # characters of one tag

_OPENING = pattern(r"\{\{[<%]|\{\{|\{%|\{:|\{#")
_CLOSING = {"{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}", "{:": "}", "{#": "}"}
_NAME = pattern(r"-?\s*(/?\s*[\w./-]+)")
_OUTPUT = pattern(r"-?(?:\s+[\w\"']|\w+(?:\.\w|\[|\s*\|)|[\"'])")
_ADDRESS = pattern(
    r"""-?\s*(?:site\.url|(site\.baseurl)|["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url|url))\s*-?\Z"""
)
# What no tag holds: then its end is missing.
_BROKEN = pattern(r"\n[ \t]*\n|\{\{|\{%")
_ATTRIBUTES = pattern(r"\s*(?:toc\b|[.#][\w-]|[\w-]+\s*=)[^{}\n]*\Z")
_HEADING_ID = pattern(r"[\w:.-]+(?:[ \t][^{}\n]*)?\Z")
_QUOTED = r'"((?:[^"\\]|\\.)*)"|`([^`]*)`'
_PARAMETER = pattern(rf"([\w-]+)\s*=\s*(?:{_QUOTED}|'([^']*)'|([^\s\"'`]+))|{_QUOTED}|(\S+)")
_ENDS = {
    "highlight": pattern(r"\{\{[<%]-?\s*/\s*highlight\s*-?[>%]\}\}|\{%-?\s*endhighlight\s*-?%\}"),
    "comment": pattern(r"\{%-?\s*endcomment\s*-?%\}|\{\{[<%]-?\s*/\s*comment\s*-?[>%]\}\}"),
    "raw": pattern(r"\{%-?\s*endraw\s*-?%\}"),
}
# Tags without a name are taken out in silence: attributes for a theme. "address" is one that the link is relative to
# anyway, "below" one below the folder in which the site is.
_KNOWN = frozenset(
    ("", "/*", "address", "below", "figure", "youtube", "ref", "relref", "highlight", "comment", "raw", "endraw")
)


class Tag(NamedTuple):
    """One tag in the source, with all it encloses where that belongs to it (highlight, comment)."""

    name: str
    start: int
    end: int
    source: str
    parameters: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    inner: str = ""

    @property
    def known(self) -> bool:
        """False for what is removed with a warning; what closes another tag needs none of its own."""
        return self.name in _KNOWN or self.name.startswith(("/", "end"))

    def get(self, name: str, position: int = -1) -> str:
        """A parameter by name, else by its position from 0; "" where it is not given."""
        found = dict(self.named).get(name)
        return found or (self.parameters[position] if -1 < position < len(self.parameters) else "")


def present(markup: str) -> bool:
    """True when there may be a tag in `markup`."""
    return "{" in markup and _OPENING.search(markup) is not None


def find(markup: str) -> Iterator[Tag]:
    """Find every tag, also those in code, in order. Time is linear in the length of `markup`."""
    position = 0
    unclosed: set[str] = set()
    while opening := _OPENING.search(markup, position):
        start, position = opening.span()
        closer = _CLOSING[opening[0]]
        right = markup.find(closer, position, position + LONGEST)
        if right < 0:
            continue
        tag = _tag(markup, opening[0], start, right + len(closer), markup[position:right])
        if tag is None:
            continue
        ending = None
        if tag.name in _ENDS and tag.name not in unclosed:
            ending = _ENDS[tag.name].search(markup, tag.end)
            if ending is None:
                unclosed.add(tag.name)
        if ending is None:
            yield tag
            position = tag.end
        elif tag.name == "raw":
            yield tag
            yield Tag("endraw", *ending.span(), ending[0])
            position = ending.end()
        else:
            position = ending.end()
            yield tag._replace(end=position, source=markup[start:position], inner=markup[tag.end : ending.start()])


def _tag(markup: str, opening: str, start: int, end: int, content: str) -> Tag | None:
    source = markup[start:end]
    if _BROKEN.search(content):
        return None
    if opening == "{:":  # kramdown: {: .class #id}, {:toc}
        return Tag("", start, end, source) if _ATTRIBUTES.match(content) else None
    if opening == "{#":  # a heading's id, at its end
        last = _HEADING_ID.match(content) and markup[end : end + 1] in ("", "\n")
        return Tag("", start, end, source) if last else None
    if opening == "{{":
        if address := _ADDRESS.match(content):
            below = address[1] or (address[2] or "").startswith("/")
            return Tag("below" if below else "address", start, end, source, (address[2] or "",))
        return Tag(source, start, end, source) if _OUTPUT.match(content) and "\n" not in content else None
    if content.startswith("/*") and content.endswith("*/"):  # Hugo: to be shown, without the asterisks
        return Tag("/*", start, end, source, (f"{opening}{content[2:-2]}{_CLOSING[opening]}",))
    name = _NAME.match(content)
    if name is None:
        return None
    parameters, named = _parameters(content[name.end() :].rstrip("-/ \t\n"))
    return Tag(re.sub(r"\s", "", name[1]), start, end, source, parameters, named)


def _parameters(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    parameters: list[str] = []
    named: list[tuple[str, str]] = []
    for found in _PARAMETER.finditer(text):
        value = next((group for group in found.groups()[1:] if group is not None), "").replace('\\"', '"')
        if found[1]:
            named.append((found[1], value))
        else:
            parameters.append(value)
    return tuple(parameters), tuple(named)
