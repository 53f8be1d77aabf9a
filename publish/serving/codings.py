"""Content codings: gzip always, br where the library is there."""

from __future__ import annotations

import gzip
from importlib.util import find_spec

IDENTITY = ""
# By preference where a reader takes several alike: br is the smaller one.
CODINGS = ("br", "gzip") if find_spec("brotli") else ("gzip",)
# Once for each version of a document, so small counts; the highest levels take ten times as long for 3 %.
_GZIP_LEVEL, _BROTLI_LEVEL = 9, 8


def coded(body: bytes, coding: str) -> bytes:
    """The bytes in a content coding, "" for none. The same for the same bytes: no name and no time is in them."""
    if coding == "gzip":
        return gzip.compress(body, _GZIP_LEVEL, mtime=0)
    if coding == "br":
        import brotli  # type: ignore[import-untyped]  # brotli ships no types

        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_LEVEL))
    return body
