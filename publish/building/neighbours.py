"""Compressed neighbours: all.rss.gz and all.rss.br beside all.rss, for web servers that send them as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from feeds.etags import etag_of
from publish.codings import WRITTEN, coded

if TYPE_CHECKING:
    from feeds.model import Document

# A document says within this many bytes who wrote it; more than that is not unpacked.
_HEAD = 65536


def with_neighbours(documents: Sequence[Document], codings: Mapping[str, str]) -> Iterator[Document]:
    """Every document, each followed by its neighbours. The same document has the same neighbours, byte for byte.

    `codings` are suffixes of paths, by content coding.
    """
    from concurrent.futures import ThreadPoolExecutor

    # Both libraries let other threads run while they compress.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        futures = [[threads.submit(coded, each.body, coding, WRITTEN) for coding in codings] for each in documents]
        for document, bodies in zip(documents, futures, strict=True):
            yield document
            for suffix, future in zip(codings.values(), bodies, strict=True):
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
            import brotli  # type: ignore[import-untyped]  # brotli ships no types

            return bytes(brotli.Decompressor().process(data, output_buffer_limit=_HEAD))
    except Exception:  # each library has errors of its own, and the one for br may be absent
        return data
    return data
