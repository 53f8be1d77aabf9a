"""What the press makes of one feed."""

from collections.abc import Iterator
from typing import NamedTuple

from feeds.model import Document
from publish.store import FeedRow


class Printed(NamedTuple):
    """One feed, built: its row as it is to be remembered, its documents, and what left its window.

    `aliases` are the same bytes at paths the feed had before. `owed`: an entry could not be rendered, so that it
    is not there or shown as it was; the feed is built again by the next run. `entries` are digests of those it shows.
    """

    row: FeedRow
    seq: int
    documents: tuple[tuple[str, Document], ...] = ()
    aliases: tuple[Document, ...] = ()
    left: tuple[str, ...] = ()
    owed: bool = False
    entries: bytes = b""

    def named(self) -> Iterator[tuple[str, Document]]:
        """Every document with its format's name; an alias has the name "was"."""
        yield from self.documents
        yield from (("was", document) for document in self.aliases)

    def all(self) -> Iterator[Document]:
        """Every document."""
        return (document for _, document in self.named())
