"""Tags as the HTML standard's tokeniser sees them, found in text without building a tree.

https://html.spec.whatwg.org/multipage/parsing.html#tokenization
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from entries.patterns import pattern

# Quantifiers are possessive, and the end of the text ends everything: whatever the text, a match takes time in
# proportion to its length, and no part of it is looked at twice.
_VALUE = r"""(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|([^\s>"'][^\s>]*+)|(?=>|\Z))"""
_ATTRIBUTE = rf"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+{_VALUE})?"""
_ATTRIBUTES = rf"(?>(?:[\s/]++|{_ATTRIBUTE.replace('([', '(?:[')})*)"
_COMMENT = r"<!--.*?(?:--!?>|\Z)|<(?:[!?]|/[^a-zA-Z])[^>]*+>?"
_TAG = pattern(rf"<(/?)([a-zA-Z][^\s/>]*+)({_ATTRIBUTES})(>|\Z)|{_COMMENT}", re.DOTALL)
_ONE_ATTRIBUTE = pattern(_ATTRIBUTE, re.DOTALL)
_NAME = pattern(r"</?[a-zA-Z][a-zA-Z0-9-]*")

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def sequence(html: str) -> list[str]:
    """The tags of `html` in order, as "<p" and "</p"; what only looks like one is among them."""
    return _NAME.findall(html)


def names(sequence: list[str]) -> set[str]:
    """The names of all elements in a sequence, in lower case; a few more is possible, fewer is not."""
    found = {name.lstrip("</").lower() for name in set(sequence)}
    # What the parser makes of a slip that it knows. https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
    return found | {"img"} if "image" in found else found


def tags(html: str) -> Iterator[re.Match[str]]:
    """Every tag and comment; group 1 is "/" for an end tag, 2 the name (None for comments), 3 its attributes.

    Group 4 is "" for a tag that the text ends in.
    """
    return _TAG.finditer(html)


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, character references decoded; the first of a name counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ONE_ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found
