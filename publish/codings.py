"""Content codings, in files beside a document and in answers: gzip always, br where the library is there."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from importlib.util import find_spec

IDENTITY = ""
# By preference where a reader takes several alike: br is the smaller one.
CODINGS = ("br", "gzip") if find_spec("brotli") else ("gzip",)
# How hard to try, by coding. A build compresses every document it writes, most of them for few readers.
WRITTEN = {"gzip": 6, "br": 4}
# Once for each version of a document that is asked for; the highest levels take ten times as long for 3 %.
SERVED = {"gzip": 9, "br": 8}


def coded(body: bytes, coding: str, levels: Mapping[str, int]) -> bytes:
    """The bytes in a content coding, "" for none. The same for the same bytes: no name and no time is in them."""
    if coding == "gzip":
        # wbits=31: in a gzip header without name and time (RFC 1952, section 2.3).
        return zlib.compress(body, level=levels[coding], wbits=31)
    if coding == "br":
        import brotli  # type: ignore[import-untyped]  # brotli ships no types

        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=levels[coding]))
    return body
