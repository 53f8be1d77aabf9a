"""A document's ETag: the same bytes have the same one, other bytes another."""

from __future__ import annotations

import hashlib


def etag_of(data: bytes) -> str:
    """The first 32 hexadecimal digits of the SHA-256, without quotes."""
    return hashlib.sha256(data).hexdigest()[:32]
