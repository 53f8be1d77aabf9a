"""What hubs are to be told of a batch of documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from publish.notifying.pings import allowed_hubs

if TYPE_CHECKING:
    from publish.building.printed import Printed
    from publish.run import Run

# A feed's documents before this batch, by (format, path), by feed.
ETags = Mapping[int, Mapping[tuple[str, str], str]]


def owe(this: Run, batch: Sequence[Printed], held: Collection[str], before: ETags) -> None:
    """Owe a ping for each document of a feed whose bytes are others than `before`.

    `held` are the paths that the first target now holds: subscribers can fetch them. Within the transaction that
    records so, which makes it the same whether a run was killed before it: the next one writes them again.
    """
    hubs = allowed_hubs(this.parts.config)
    specs = {spec.path for spec in this.parts.config.feeds}
    pings = [
        (hub, topic, etag)
        for each in batch
        if hubs and each.row.spec in specs
        for path, topic, etag in _topics(each)
        if path in held and etag not in _etags(before, each, path)
        for hub in hubs
    ]
    if pings:
        # What takes an article back is not to wait behind news.
        this.store.owed.owe(pings, this.now, first=bool(this.outcome.counts.withdrawn))


def _topics(printed: Printed) -> Iterator[tuple[str, str, str]]:
    """(path, URL, ETag) of every document of a feed. Who subscribed at an address it had before is told there."""
    for _, document in printed.documents:
        yield document.path, document.url, document.etag
    if not printed.documents:
        return
    _, first = printed.documents[0]
    base = first.url.removesuffix(first.path)
    for alias in printed.aliases:
        yield alias.path, base + alias.path, alias.etag


def _etags(before: ETags, printed: Printed, path: str) -> Iterator[str]:
    return (etag for (_, known), etag in before.get(printed.row.feed, {}).items() if known == path)
