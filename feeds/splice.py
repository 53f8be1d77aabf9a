"""Documents of ours taken apart at their entries, and put together again with some of them."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from entries.patterns import pattern

# Entries stand last and begin on a line of their own, and no text of theirs holds a raw "<": what looks like such a
# line is one. Within a JSON string there is no line break.
_XML_ENTRY = pattern(rb"^ +<(item|entry)[ >]", re.MULTILINE)
_JSON_ITEM = pattern(rb"^    (\{.*\}),?$", re.MULTILINE)
_JSON_ITEMS = b'\n  "items": [\n'


class Parts(NamedTuple):
    """A document: what stands before its entries, each of them, and what stands behind; `between` parts two."""

    head: bytes
    entries: tuple[bytes, ...]
    tail: bytes
    between: bytes = b""


def split(body: bytes) -> Parts | None:
    """A document of ours in parts; None for one without entries, or in a format that has other ones."""
    return _split_json(body) if body[:1] == b"{" else _split_xml(body)


def only(parts: Parts, keep: Container[int]) -> bytes:
    """The document with those of its entries whose numbers are in `keep`: as valid as the whole one."""
    kept = (entry for number, entry in enumerate(parts.entries) if number in keep)
    return parts.head + parts.between.join(kept) + parts.tail


def _split_xml(body: bytes) -> Parts | None:
    starts = [match.start() for match in _XML_ENTRY.finditer(body)]
    if not starts:
        return None
    tag = _XML_ENTRY.match(body, starts[0])
    closing = b"</%b>\n" % (tag[1] if tag else b"")
    end = body.rfind(closing) + len(closing)
    ends = [*starts[1:], end]
    return Parts(body[: starts[0]], tuple(body[a:b] for a, b in zip(starts, ends, strict=True)), body[end:])


def _split_json(body: bytes) -> Parts | None:
    begin = body.find(_JSON_ITEMS)
    if begin < 0:
        return None
    begin += len(_JSON_ITEMS)
    found = list(_JSON_ITEM.finditer(body, begin))
    if not found:
        return None
    head, tail = body[:begin] + b"    ", body[found[-1].end() :]
    return Parts(head, tuple(match[1] for match in found), tail, b",\n    ")
