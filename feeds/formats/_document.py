"""From bytes to a Document."""

from __future__ import annotations

import hashlib
from datetime import datetime

from feeds.model import Document, Feed

GENERATOR = "Masthead"  # without a version, so that an upgrade changes no byte

# The first byte of an XML document: after white space readers find no feed.
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def document(*, path: str, url: str, media_type: str, body: bytes, updated: datetime) -> Document:
    """The document; its ETag is the first 32 hexadecimal digits of the body's SHA-256."""
    etag = hashlib.sha256(body).hexdigest()[:32]
    return Document(path=path, url=url, media_type=media_type, body=body, etag=etag, updated=updated)


def feed_document(feed: Feed, format: str, media_type: str, body: bytes) -> Document:
    """The document of one feed in one format."""
    return document(
        path=feed.documents[format], url=feed.url_of(format), media_type=media_type, body=body, updated=feed.updated
    )
