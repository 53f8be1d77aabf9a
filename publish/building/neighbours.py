"""Compressed neighbours: all.rss.gz and all.rss.br beside all.rss, for web servers that send them as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from feeds.etags import etag_of

if TYPE_CHECKING:
    from feeds.model import Document

# A document says within this many bytes who wrote it; more than that is not unpacked.
_HEAD = 65536


def with_neighbours(documents: Sequence[Document], suffixes: Sequence[str]) -> Iterator[Document]:
    """Every document, each followed by its neighbours. The same document has the same neighbours, byte for byte."""
    from concurrent.futures import ThreadPoolExecutor

    # Both libraries let other threads run while they compress.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        futures = [[threads.submit(_compressed, each.body, suffix) for suffix in suffixes] for each in documents]
        for document, bodies in zip(documents, futures, strict=True):
            yield document
            for suffix, future in zip(suffixes, bodies, strict=True):
                body = future.result()
                yield document._replace(
                    path=document.path + suffix,
                    url=document.url + suffix,
                    body=body,
                    etag=etag_of(body),
                )


def opened(path: str, data: bytes) -> bytes:
    """What is in a neighbour; the data as they are where they are in no such form."""
    try:
        if path.endswith(".gz"):
            import zlib

            return zlib.decompressobj(wbits=31).decompress(data, _HEAD)
        if path.endswith(".br"):
            import brotli  # type: ignore[import-untyped]

            return bytes(brotli.Decompressor().process(data, output_buffer_limit=_HEAD))
    except Exception:  # each library has errors of its own, and the one for br may be absent
        return data
    return data


def _compressed(body: bytes, suffix: str) -> bytes:
    if suffix == ".gz":
        import zlib

        return zlib.compress(body, level=6, wbits=31)  # a gzip header without name and time (RFC 1952, section 2.3)
    import brotli

    compressed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=4)
    return compressed
