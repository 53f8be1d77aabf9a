"""The fourth step of a run: write documents in batches, and record each batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from feeds.model import Document
from publish.building.deliver import Delivery
from publish.building.fragments import Fragments
from publish.building.printed import Printed
from publish.building.versions import of_documents
from publish.store import CATALOGUE, LEDGER_OWED, FeedRow

if TYPE_CHECKING:
    from publish.run import Run

# Documents are written in batches of about so many bytes: memory does not grow with the publication.
BATCH_BYTES = 16_000_000


def intend(this: Run, deliveries: Sequence[Delivery], paths: Sequence[str]) -> None:
    """Note what is about to be written where nothing of ours was: a run that is killed finds its own files again."""
    intents = [(delivery, delivery.intend(paths)) for delivery in deliveries]
    if any(rows for _, rows in intents):
        with this.store.transaction():
            for delivery, rows in intents:
                delivery.record(rows)


def batches(printed: Iterable[Printed]) -> Iterator[list[Printed]]:
    """Feeds whose documents are written, and recorded, together."""
    batch: list[Printed] = []
    size = 0
    for each in printed:
        batch.append(each)
        size += sum(len(document.body) for _, document in each.documents)
        if size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def write(
    this: Run,
    deliveries: Sequence[Delivery],
    batch: Sequence[Printed],
    fragments: Fragments | None,
    before: Mapping[int, Mapping[tuple[str, str], str]],
) -> None:
    """Targets first, then the store: killed in between, the next run finds the same bytes to write."""
    agenda = this.store.agenda
    documents = {document.path: document for each in batch for document in each.all()}
    written = _deliver(this, deliveries, list(documents.values()))
    with this.store.transaction():
        if fragments is not None:
            fragments.save()
        for delivery, rows in written:
            delivery.record(rows)
        if written and this.parts.config.publication.hubs:
            from publish.notifying.owing import owe

            owe(this, batch, [path for path, (etag, _) in written[0][1].items() if etag], before)
        this.store.versions.add(version for each in batch for version in of_documents(each.named(), each.entries))
        changed = False
        for each in batch:
            agenda.finish(
                each.row,
                each.seq,
                [(name, document.path, document.etag) for name, document in each.named()],
                keep=not each.documents,
            )
            agenda.drop_unseen_fragments(each.left)
            if each.owed:
                agenda.mark([each.row.feed])
            changed |= bool(each.documents) and not each.row.spec.startswith(CATALOGUE)
        if changed:
            agenda.mark([_catalogue_row(this).feed])
            this.store.ledger.set_meta(LEDGER_OWED, "1")


def _deliver(
    this: Run, deliveries: Sequence[Delivery], documents: Sequence[Document]
) -> list[tuple[Delivery, Mapping[str, tuple[str, str]]]]:
    outcome = this.outcome
    written: list[tuple[Delivery, Mapping[str, tuple[str, str]]]] = []
    for number, delivery in enumerate(deliveries):
        wanting = delivery.wanting(documents)
        rows = {} if this.options.dry_run else delivery.put(wanting)
        if number == 0:
            # What another publisher put there, and is left, was not written.
            outcome.written += sum(this.options.dry_run or bool(rows[document.path][0]) for document in wanting)
        if not this.options.dry_run:
            written.append((delivery, rows))
    return written


def write_list(this: Run, deliveries: Sequence[Delivery], batch: Sequence[Printed]) -> None:
    """Write what is no feed: a list of feeds, or a sitemap."""
    intend(this, deliveries, [document.path for each in batch for document in each.all()])
    write(this, deliveries, batch, None, {})


def _catalogue_row(this: Run) -> FeedRow:
    agenda = this.store.agenda
    row = agenda.feed(CATALOGUE, "")
    return row or agenda.mint(CATALOGUE, "", "", CATALOGUE, this.parts.config.publication.id + ":")
