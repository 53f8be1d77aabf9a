"""The third step of a run: every feed that is due, as documents."""

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from entries.model import Problem, Record
from feeds.build import Channel, build, next_date, variant_of
from feeds.check import check, check_document
from feeds.format import Format
from feeds.model import Document, Feed
from feeds.paths import document_paths
from feeds.spec import FeedSpec, Publication
from publish.building import versions
from publish.building.archives import Archives
from publish.building.deliver import Unrecorded
from publish.building.fragments import Fragments
from publish.building.printed import Printed
from publish.building.windows import shown
from publish.kept import Kept
from publish.store import Agenda, FeedRow, Ledger

# Feeds are looked through ahead of their building while they show no more than so many entries together.
AHEAD = 1000
# Entries kept in memory, whose records other feeds will ask for too.
KNOWN = 20_000


class Press(NamedTuple):
    """Builds feeds from the store's windows. Writes nothing.

    `records` are entries that need not be asked for, `taken` the paths that feeds have now, case-folded.
    `problems` gathers what an editor should read.
    """

    ledger: Ledger
    agenda: Agenda
    publication: Publication
    specs: Mapping[str, FeedSpec]
    digests: Mapping[str, str]
    formats: Mapping[str, Format]
    fragments: Fragments
    etags: dict[int, dict[tuple[str, str], str]]
    now: datetime
    standing: Callable[[str], Unrecorded | None]
    problems: set[Problem]
    records: dict[str, Kept]
    taken: Container[str]
    archives: Archives

    def print(self, rows: Mapping[int, FeedRow], again: set[int]) -> Iterator[Printed]:
        """Every feed of `rows`, in that order. Those in `again` give their documents though nothing changed."""
        ahead: list[FeedRow] = []
        entries = 0
        for row in rows.values():
            ahead.append(row)
            entries += self.specs[row.spec].limit
            if entries >= AHEAD:
                yield from self._print(ahead, again)
                ahead, entries = [], 0
        yield from self._print(ahead, again)

    def _print(self, rows: Sequence[FeedRow], again: set[int]) -> Iterator[Printed]:
        self._render_ahead(rows)
        for row in rows:
            yield self._feed(row, row.feed in again)

    def _render_ahead(self, rows: Sequence[FeedRow]) -> None:
        """What these feeds show, rendered in a row: one by one most would find only a few entries missing."""
        newest: dict[str, dict[str, None]] = {}
        for row in rows:
            spec = self.specs[row.spec]
            page, count = self.archives.is_page(row), max(spec.limit, spec.min)
            ids = [id for id, _ in (self.archives.shown(row) if page else self.agenda.window(row.feed, count))]
            if row.updated is not None or len(ids) >= spec.min:
                newest.setdefault(row.spec, {}).update(dict.fromkeys(ids[: spec.limit]))
        self._look_up({id for wanted in newest.values() for id in wanted})
        for path, wanted in newest.items():
            spec = self.specs[path]
            formats = {name: self.formats[name] for name in spec.formats}
            self.fragments.of(map(self._record, wanted), formats, variant_of(spec, self.publication))

    def waits(self, row: FeedRow) -> bool:
        """Whether it was never published and has too few entries yet."""
        if self.archives.is_page(row):
            return False
        least = max(self.specs[row.spec].min, 1)
        return row.updated is None and self.agenda.size(row.feed, least) < least

    def every_path(self, row: FeedRow) -> Iterator[str]:
        """Where a feed's documents are, and where they are for those who know its earlier paths."""
        yield from self.paths(row).values()
        for paths in self._earlier(row):
            yield from paths.values()

    def paths(self, row: FeedRow) -> dict[str, str]:
        """Where a feed's documents are, by format name."""
        return self._paths(self.specs[row.spec], row.path, self.archives.key(row))

    def _paths(self, spec: FeedSpec, path: str, key: str) -> dict[str, str]:
        return document_paths(spec, path, {name: self.formats[name].suffix for name in spec.formats}, key)

    def _feed(self, row: FeedRow, again: bool) -> Printed:
        spec, row = self.specs[row.spec], row._replace(ended=False)
        digest = self.digests[row.spec]
        quiet = Printed(row=row, seq=row.dirty_seq)
        if self.waits(row):
            return quiet
        formats = {name: self.formats[name] for name in spec.formats}
        window, found, channel, owed = self._window(row, spec, formats)
        quiet = quiet._replace(owed=owed)
        if row.updated is None and not window:
            return quiet
        history = self.archives.neighbours(row, self.paths)
        tombstones = self.archives.tombstones(row, spec, [kept.record.published for kept in window])
        list_digest = _digest_of(window, self.fragments.failed, *filter(any, (history, tombstones)))
        if not again and row.updated is not None and (list_digest, digest) == (row.list_digest, row.spec_digest):
            return quiet
        records = tuple(kept.record for kept in window)
        feed = build(spec, channel, records, self.publication, formats, row.updated)
        feed = feed._replace(history=history, tombstones=tombstones)
        if self.archives.is_page(row):
            feed = feed._replace(hubs=())  # whoever waits for what is new waits for the feed itself
        self.problems.update(check(feed))
        documents = _documents(feed, formats, found)
        if row.updated is not None and self._differ(row, documents):
            # Readers that trust the date drop a document whose date stands still: one second at the least.
            later = next_date(feed, row.updated)
            if later != feed.updated:
                feed = feed._replace(updated=later)
                documents = _documents(feed, formats, found)
        feed, documents = self._after_what_stands(feed, formats, found, documents)
        self.problems.update(problem for document in documents.values() for problem in check_document(document))
        floor = -int(records[-1].published.timestamp()) if records else None
        row = row._replace(
            spec_digest=digest,
            list_digest=list_digest,
            updated=feed.updated,
            floor=floor,
            entries=len(records),
            title=feed.title,
        )
        return Printed(
            row=row,
            seq=row.dirty_seq,
            documents=tuple(documents.items()),
            aliases=tuple(self._aliases(row, documents)),
            left=tuple(self._left(quiet.row, records)),
            owed=owed,
            entries=versions.digests(records),
        )

    def _window(
        self, row: FeedRow, spec: FeedSpec, formats: Mapping[str, Format]
    ) -> tuple[list[Kept], dict[str, dict[str, bytes]], Channel, bool]:
        channel = Channel(key=self.archives.key(row), name=row.name, path=row.path, id=row.id)
        while True:
            broken = len(self.fragments.broken)
            candidates, ids = shown(self.agenda, self.archives, row, spec, self.fragments.broken, broken)
            window = [self._record(id) for id in ids]
            variant = variant_of(spec, self.publication)
            found = self.fragments.of(window, formats, variant)
            if len(self.fragments.broken) == broken:
                owed = any(id in self.fragments.failed for id in candidates)
                return window, found, channel, owed

    def _record(self, id: str) -> Kept:
        kept = self.records.get(id)
        if kept is None:
            self._look_up({id})
            kept = self.records[id]
        return kept

    def _look_up(self, ids: set[str]) -> None:
        """Have the records of these entries at hand."""
        missing = sorted(ids.difference(self.records))
        if len(self.records) + len(missing) > KNOWN:  # archives show every entry there is
            self.records.clear()
            missing = sorted(ids)
        if missing:
            self.records.update(self.ledger.records(missing))

    def _after_what_stands(
        self,
        feed: Feed,
        formats: Mapping[str, Format],
        found: Mapping[str, Mapping[str, bytes]],
        documents: dict[str, Document],
    ) -> tuple[Feed, dict[str, Document]]:
        """A killed run may have shown a document that no one recorded: another one is dated after it.

        After what another publisher put there none is dated, for that would replace it. But where it differs by its
        date alone it is taken as it is.
        """
        standing = [
            there
            for document in documents.values()
            for there in filter(None, [self.standing(document.path)])
            if there.etag != document.etag
        ]
        for theirs in (False, True):
            dates = [there.updated for there in standing if there.theirs == theirs]
            if not dates or max(dates) < feed.updated:
                continue
            date = max(dates) if theirs else next_date(feed, max(dates))
            later = feed._replace(updated=date)
            made = _documents(later, formats, found)
            if not theirs or {there.etag for there in standing} <= {document.etag for document in made.values()}:
                return later, made
        return feed, documents

    def _differ(self, row: FeedRow, documents: Mapping[str, Document]) -> bool:
        before = {path: etag for (_, path), etag in self.etags.get(row.feed, {}).items()}
        return any(before.get(document.path) != document.etag for document in documents.values())

    def _earlier(self, row: FeedRow) -> Iterator[dict[str, str]]:
        spec = self.specs[row.spec]._replace(files={})
        return (self._paths(spec, old, row.key) for old in row.was if old.casefold() not in self.taken)

    def _aliases(self, row: FeedRow, documents: Mapping[str, Document]) -> Iterator[Document]:
        for paths in self._earlier(row):
            for name, path in paths.items():
                yield documents[name]._replace(path=path)

    def _left(self, row: FeedRow, records: tuple[Record, ...]) -> Iterator[str]:
        if row.floor is None or not records:
            return
        floor = -int(records[-1].published.timestamp())
        if floor < row.floor:
            shown = {record.id for record in records}
            for id, published in self.agenda.window(row.feed, len(records) + row.entries + 1):
                if id not in shown and -int(published.timestamp()) <= row.floor:
                    yield id


def _documents(
    feed: Feed, formats: Mapping[str, Format], found: Mapping[str, Mapping[str, bytes]]
) -> dict[str, Document]:
    return {
        name: format.document(feed, [found[name][record.id] for record in feed.records])
        for name, format in formats.items()
    }


def _digest_of(window: Sequence[Kept], failed: Container[str], *more: object) -> str:
    rows: list[object] = [*more]
    for kept in window:
        record = kept.record
        shown = record.link, record.title, record.language, record.format_ids, record.published, record.updated
        rows.append((record.id, "" if record.id in failed else kept.content, *shown))
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]
