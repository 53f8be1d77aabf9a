"""Sitemaps: one for each month, an index of them, and one for news; each a row of the store that is due by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from feeds.formats.sitemap import index, news, sitemap
from feeds.model import Document
from feeds.sitemaps import MOST, NEWS_MOST, Address, month_path, recent
from publish.building.printed import Printed
from publish.building.tidying import forget
from publish.building.writing import write_list
from publish.store import SITEMAP, FeedRow

if TYPE_CHECKING:
    from publish.building.deliver import Delivery
    from publish.run import Run

# The keys of the rows that are no month's.
INDEX, NEWS = "", "news"


def publish_sitemaps(this: Run, deliveries: Sequence[Delivery]) -> None:
    """Write every sitemap that is due, the index last: it names what is there."""
    agenda, config = this.store.agenda, this.parts.config.sitemaps
    rows = {row.key: row for row in agenda.of_spec(SITEMAP) if not row.ended}
    before = agenda.documents([row.feed for row in rows.values()])
    due = set(agenda.due())
    lacking = {path for delivery in deliveries for path in delivery.wrong}

    def is_due(row: FeedRow) -> bool:
        paths = {path for _, path in before.get(row.feed, {})}
        held = all(path in delivery.held for delivery in deliveries for path in paths)
        return row.feed in due or row.updated is None or not held or not lacking.isdisjoint(paths)

    changed = False
    for key, row in sorted(rows.items()):
        if key == INDEX or not is_due(row):
            continue
        if key == NEWS:
            made = _news(this, row, config.news)
        else:
            addresses = [Address(*each) for each in agenda.addresses(row.feed)] if config.path is not None else []
            made = list(_month(this, row.key, addresses, config.path or ""))
            row = row._replace(entries=len(addresses))
        etags = {path: etag for (_, path), etag in before.get(row.feed, {}).items()}
        row, made = _dated(row, made, etags)
        _put(this, deliveries, row, made, etags)
        rows[key] = row
        changed |= key != NEWS
    top = rows.get(INDEX)
    if config.path is not None and top is not None and (changed or is_due(top)):
        etags = {path: etag for (_, path), etag in before.get(top.feed, {}).items()}
        top, made = _dated(top, _index(this, [rows[key] for key in sorted(rows)], config.path), etags)
        _put(this, deliveries, top, made, etags)


def _month(this: Run, month: str, addresses: Sequence[Address], path: str) -> Iterator[Document]:
    for start in range(0, len(addresses), MOST):
        part = addresses[start : start + MOST]
        where = month_path(path, month, start // MOST + 1)
        yield sitemap(this.parts.config.publication, where, part, max(each.updated for each in part))


def _news(this: Run, row: FeedRow, path: str | None) -> list[Document]:
    ids = recent(this.store.agenda.window(row.feed, NEWS_MOST))
    if not ids or path is None:
        return []
    found = this.store.ledger.records(ids)
    records = [found[id].record for id in ids]
    return [news(this.parts.config.publication, path, records, max(record.updated for record in records))]


def _index(this: Run, rows: Sequence[FeedRow], path: str) -> list[Document]:
    publication = this.parts.config.publication
    listed = [
        Address(publication.feeds_url + where, row.updated)
        for row in rows
        if row.key not in (INDEX, NEWS) and row.updated is not None
        for part in range(1, -(-row.entries // MOST) + 1)
        for where in [month_path(path, row.key, part)]
    ]
    return [index(publication, path, listed, max(each.updated for each in listed))] if listed else []


def _dated(row: FeedRow, made: list[Document], etags: dict[str, str]) -> tuple[FeedRow, list[Document]]:
    """What differs from the documents before is dated later, be it that only something left."""
    updated = max((document.updated for document in made), default=row.updated)
    if row.updated is not None and updated is not None:
        same = {document.path: document.etag for document in made} == etags
        updated = row.updated if same else max(updated, row.updated + timedelta(seconds=1))
    if updated is None:
        return row, made
    return row._replace(updated=updated), [document._replace(updated=updated) for document in made]


def _put(
    this: Run, deliveries: Sequence[Delivery], row: FeedRow, made: Sequence[Document], etags: Mapping[str, str]
) -> None:
    # A sitemap may not be empty, and what is listed no more must not stay. It is deleted first: a run that is killed
    # after that misses it the next time, and comes here again.
    spare = sorted(etags.keys() - {document.path for document in made})
    gone = [] if this.options.dry_run else [(delivery, delivery.delete(spare)) for delivery in deliveries]
    if made:
        named = tuple((f"sitemap-{number}", document) for number, document in enumerate(made, 1))
        write_list(this, deliveries, [Printed(row=row, seq=row.dirty_seq, documents=named)])
    elif not this.options.dry_run:
        with this.store.transaction():
            this.store.agenda.finish(row, row.dirty_seq, ())
    forget(this, gone)
