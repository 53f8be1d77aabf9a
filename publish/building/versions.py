"""What is remembered of each document that is published, so that a reader can be sent only what it has not seen."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple, Protocol

# Versions of one document: a reader that comes once a day misses no delta of a feed that changes every hour.
KEPT = 24
_SIZE = 8


class Version(NamedTuple):
    """One version of a document. `updated` is in seconds since 1970; `entries` are the digests of those it shows, in
    its order, one after the other; b"" where it shows none, or is no feed."""

    path: str
    etag: str
    url: str
    media_type: str
    updated: int
    entries: bytes = b""


class Standing(NamedTuple):
    """A document that a target holds. `format` is "was" for the same bytes at an earlier path of its feed.

    `url` and `media_type` are None where they were not remembered; `updated` is in seconds since 1970.
    """

    path: str
    etag: str
    format: str
    spec: str
    key: str
    feed_path: str
    url: str | None
    media_type: str | None
    updated: int | None


class _Shown(Protocol):
    """A Record."""

    @property
    def id(self) -> str: ...
    @property
    def updated(self) -> datetime: ...


class _Document(Protocol):
    """A Document."""

    @property
    def path(self) -> str: ...
    @property
    def etag(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def updated(self) -> datetime: ...


def digests(records: Iterable[_Shown]) -> bytes:
    """Eight bytes for each entry, others once its `updated` moves: for a real edit, and for nothing else."""
    return b"".join([_digest(record.id, record.updated) for record in records])


# An entry is shown by a handful of feeds, which are built one after the other.
@lru_cache(maxsize=8192)
def _digest(id: str, updated: datetime) -> bytes:
    return blake2b(f"{id}\x1f{updated.timestamp():.0f}".encode(), digest_size=_SIZE).digest()


def of_documents(documents: Iterable[tuple[str, _Document]], entries: bytes) -> Iterator[Version]:
    """The versions to remember of one feed's documents. Those at earlier paths are only redirects to these."""
    for name, document in documents:
        if name != "was":
            yield Version(
                path=document.path,
                etag=document.etag,
                url=document.url,
                media_type=document.media_type,
                updated=int(document.updated.timestamp()),
                entries=entries,
            )


def each(entries: bytes) -> list[bytes]:
    """The digests one by one."""
    return [entries[at : at + _SIZE] for at in range(0, len(entries), _SIZE)]
