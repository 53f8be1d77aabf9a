"""Only what a reader has not seen yet, as a whole document: the head of the new one, some entries, its tail.

RFC 3229 (https://www.rfc-editor.org/rfc/rfc3229) with the instance manipulation "feed", which sends the entries that
are new or changed since a version that the reader names.
"""

from __future__ import annotations

from feeds.splice import only, split
from publish.building.versions import each


def delta(body: bytes, now: bytes, before: bytes) -> bytes:
    """The document `body`, whose entries have the digests `now`, less those whose digests are in `before`.

    b"" where that is no help: all its entries are new, or it does not fall into parts as it should.
    """
    parts = split(body)
    digests = each(now)
    if parts is None or len(parts.entries) != len(digests):
        return b""
    seen = set(each(before))
    new = {number for number, digest in enumerate(digests) if digest not in seen}
    return b"" if len(new) == len(digests) else only(parts, new)
