"""XML that is written once for all that differs from it in words alone.

feedgen takes 0.1 ms for an entry or the head of a feed, and 35 ms to load, which is a fifth of a run after one edit.
So it writes each shape of them once, around words that stand for others, and those are put in. What is unusual is
written whole. `known` is what has been written, by shape; the state keeps it from run to run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from entries.patterns import pattern

known: dict[str, str] = {}

_MOST = 256
# Two moments that no article has.
PUBLISHED = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)
UPDATED = datetime(1, 3, 4, 5, 6, 7, tzinfo=UTC)
_DATES = {
    "0001-02-03T04:05:06Z": "published",
    "0001-03-04T05:06:07Z": "updated",
    "Sat, 03 Feb 0001 04:05:06 +0000": "published in words",
    "Sun, 04 Mar 0001 05:06:07 +0000": "updated in words",
}
_PLACES = pattern(r'(?:(=")|\b)masthead-([a-z]+[0-9]*)-stands-here\b|' + "|".join(map(re.escape, _DATES)))

# An address that is written as it is, in an element as in an attribute.
_AS_IT_IS = pattern(r"[\w:/.,;=?@~%+!*()-]+")
_PLAIN = str.maketrans({"&": "&#x26;", "<": "&#x3C;", ">": "&gt;"})


def stand_in(name: str) -> str:
    """The word that stands for another; long, so that nothing else is it."""
    return f"masthead-{name}-stands-here"


def learn(shape: str, written: bytes) -> None:
    """Keep what was written of stand-ins. `shape` tells apart whatever else was written."""
    while len(known) >= _MOST:
        del known[next(iter(known))]
    known[shape] = _PLACES.sub(_place, written.decode().replace("%", "%%"))


def filled(shape: str, words: Mapping[str, str]) -> bytes:
    """What was written, with `words` in the places of stand-ins, escaped as they have to be there.

    A stand-in that is all of an attribute is named with "@".
    """
    return (known[shape] % words).encode()


def _place(found: re.Match[str]) -> str:
    if found[2] is None:
        return f"%({_DATES[found[0]]})s"
    return f'="%(@{found[2]})s' if found[1] else f"%({found[2]})s"


def is_plain(text: str) -> bool:
    """Whether a line needs no cleaning; of what is printable only the mark of a lost character is taken out."""
    return text.isprintable() and "\ufffd" not in text


def is_address(text: str) -> bool:
    """Whether an address needs no escape anywhere."""
    return _AS_IT_IS.fullmatch(text) is not None


def holds_stand_in(text: str) -> bool:
    """Whether something in it would be taken for a place to fill."""
    return _PLACES.search(text) is not None


def in_plain(text: str) -> str:
    """Plain text as `_elements.plain` and lxml write it in an element."""
    return text.translate(_PLAIN) if "&" in text or "<" in text or ">" in text else text


def in_element(text: str) -> str:
    """Text as lxml writes it in an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_attribute(text: str) -> str:
    """Text as lxml writes it in an attribute, if it is one line."""
    return in_element(text).replace('"', "&quot;")
