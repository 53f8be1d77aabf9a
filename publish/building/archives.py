"""Archive pages as rows of the store: closed when they are full, and then theirs for good (RFC 5005, section 4).

A page is a feed row of its own, whose entries are a fixed list: an edit marks the pages that hold the entry, and no
others. What has left the feed is not shown on its page, and has its place there still when it comes back.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple  # Any: what a line of a ledger holds

from feeds.archive import closing, page_at, page_path
from feeds.model import Neighbours
from feeds.spec import FeedSpec
from publish.history import History
from publish.store import ARCHIVE, ARCHIVE_PAGES, Agenda, FeedRow, Store


class _Place(NamedTuple):
    """One page: whose it is, and the rows before and after it."""

    parent: FeedRow
    number: int
    previous: FeedRow | None
    next: FeedRow | None


class Archives(NamedTuple):
    """What the press asks about pages. `latest` is each archived feed's newest page."""

    history: History
    places: Mapping[int, _Place]
    latest: Mapping[int, FeedRow]
    archived: frozenset[str]

    def is_page(self, row: FeedRow) -> bool:
        """Whether it is a page and no feed."""
        return row.spec.startswith(ARCHIVE)

    def key(self, row: FeedRow) -> str:
        """The key of the feed: a page's names its number too."""
        return key_of(row)[1] if self.is_page(row) else row.key

    def shown(self, row: FeedRow) -> list[tuple[str, datetime]]:
        """What a page shows, as (id, published), newest first."""
        place = self.places[row.feed]
        return self.history.shown(place.parent.feed, place.number)

    def waiting(self, row: FeedRow) -> list[str]:
        """The entries of a feed that are in no page yet, newest first: it shows them all."""
        if row.spec not in self.archived:
            return []
        return [id for id, _ in self.history.shown(row.feed, 0)]

    def tombstones(
        self, row: FeedRow, spec: FeedSpec, published: Sequence[datetime]
    ) -> tuple[tuple[str, datetime], ...]:
        """Of what was withdrawn and has left, as (id, when): as much as the window, of these dates, reaches back to."""
        if not spec.tombstones or not published:
            return ()
        oldest = min(published)
        return tuple(each for each in self.history.tombstones(row.feed, spec.limit) if each[1] >= oldest)

    def neighbours(self, row: FeedRow, paths: Callable[[FeedRow], Mapping[str, str]]) -> Neighbours:
        """The documents before and after a document of an archived feed."""
        place = self.places.get(row.feed)
        if place is None:
            latest = self.latest.get(row.feed)
            return Neighbours() if latest is None else Neighbours(previous=paths(latest))
        return Neighbours(
            current=paths(place.parent),
            previous={} if place.previous is None else paths(place.previous),
            next={} if place.next is None else paths(place.next),
        )


def page_specs(specs: Iterable[FeedSpec]) -> Iterator[FeedSpec]:
    """How the pages of archived feeds are written: as their feed, but for what decides on windows and paths."""
    for spec in specs:
        if spec.archive:
            yield spec._replace(
                path=ARCHIVE + spec.path, files={}, was=(), min=1, limit=spec.archive, archive=0, tombstones=False
            )


def key_of(row: FeedRow) -> tuple[int, str]:
    """A page's number, and the key of its feed."""
    number, _, key = row.key.partition("/")
    return int(number), key


def archives_of(history: History, rows: Iterable[FeedRow], specs: Iterable[FeedSpec]) -> Archives:
    """The archives among the rows of feeds and pages."""
    archived = frozenset(spec.path for spec in specs if spec.archive)
    places: dict[int, _Place] = {}
    latest: dict[int, FeedRow] = {}
    if archived:
        rows = list(rows)
        parents = {(row.spec, row.key): row for row in rows}
        for (spec, key), pages in _by_feed(rows).items():
            parent = parents.get((spec, key))
            if parent is not None and pages:
                latest[parent.feed] = pages[-1]
                around = zip([None, *pages], pages, [*pages[1:], None], strict=False)
                for before, page, after in around:
                    places[page.feed] = _Place(parent, key_of(page)[0], before, after)
    return Archives(history, places, latest, archived)


def _by_feed(rows: Iterable[FeedRow]) -> dict[tuple[str, str], list[FeedRow]]:
    """The pages of each feed, by its spec and key, from the oldest."""
    found: dict[tuple[str, str], list[FeedRow]] = {}
    for row in rows:
        if row.spec.startswith(ARCHIVE):
            found.setdefault((row.spec.removeprefix(ARCHIVE), key_of(row)[1]), []).append(row)
    for pages in found.values():
        pages.sort(key=lambda row: key_of(row)[0])
    return found


def close_pages(
    store: Store,
    rows: dict[int, FeedRow],
    specs: Mapping[str, FeedSpec],
    shown: Callable[[FeedRow], Iterable[str]],
) -> None:
    """Close every page that is full, of the feeds that are due; their rows are added to `rows`.

    `shown` gives the ids of a feed's window. Nothing that a closed page holds or is called ever changes.
    """
    agenda, history = store.agenda, store.history
    due = [rows[feed] for feed in agenda.due() if feed in rows]
    due = [row for row in due if specs[row.spec].archive]
    if not due:
        return
    pages = _by_feed(rows.values())
    for row in due:
        waiting = [id for id, _ in history.shown(row.feed, 0)]
        full = list(closing(waiting, set(shown(row)), specs[row.spec].archive))
        if not full:
            continue
        before = pages.get((row.spec, row.key), [])
        number = key_of(before[-1])[0] if before else 0
        with store.transaction():
            for page in before[-1:]:  # one follows it now, which it names
                agenda.mark([page.feed])
                rows[page.feed] = page._replace(dirty_seq=page.dirty_seq + 1)
            for ids in full:
                number += 1
                page = _mint(agenda, row, number, page_path(row.path, number))
                history.close(row.feed, number, ids)
                rows[page.feed] = page


def _mint(agenda: Agenda, row: FeedRow, number: int, path: str) -> FeedRow:
    # The documents of one feed are one feed to a reader, and so have one id.
    return agenda.mint(ARCHIVE + row.spec, f"{number}/{row.key}", row.name, path, row.id)


def restore_pages(store: Store, rows: dict[int, FeedRow], specs: Mapping[str, FeedSpec]) -> None:
    """After a loss of state: the pages that were found in the targets hold what they held."""
    found: dict[str, list[str]] = json.loads(store.ledger.meta(ARCHIVE_PAGES) or "{}")
    if not found:
        return
    archived = [row for row in rows.values() if specs[row.spec].archive]
    # A feed that moved has left pages where it was: their own paths never change.
    feeds = {path: row for row in archived for path in row.was} | {row.path: row for row in archived}
    known = {(row.spec, row.key) for row in rows.values()}
    with store.transaction():
        for path, ids in sorted(found.items()):
            place = page_at(path)
            row = None if place is None else feeds.get(place[0])
            if place is None or row is None or (ARCHIVE + row.spec, f"{place[1]}/{row.key}") in known:
                continue
            page = _mint(store.agenda, row, place[1], path)
            known.add((page.spec, page.key))
            store.history.close(row.feed, place[1], ids)
            rows[page.feed] = page
        store.ledger.set_meta(ARCHIVE_PAGES, "")


def exported(store: Store, documents: Mapping[int, Mapping[tuple[str, str], str]]) -> Iterator[dict[str, Any]]:
    """Every page as a ledger has it."""
    feeds = {(row.spec, row.key): row for row in store.agenda.feeds()}
    for row in sorted(feeds.values(), key=lambda row: row.path):
        if not row.spec.startswith(ARCHIVE) or row.updated is None:
            continue
        spec, (number, key) = row.spec.removeprefix(ARCHIVE), key_of(row)
        if (parent := feeds.get((spec, key))) is not None:
            yield {
                "page": row.path,
                "number": number,
                "spec": spec,
                "key": key,
                "updated": row.updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "documents": {path: etag for (_, path), etag in sorted(documents.get(row.feed, {}).items())},
                "entries": store.history.members(parent.feed, number),
            }


def take_page(store: Store, values: Mapping[str, Any]) -> None:
    """Take over a page of a ledger, unless it is known."""
    parent = store.agenda.feed(values["spec"], values["key"])
    key = f"{values['number']}/{values['key']}"
    if parent is None or store.agenda.feed(ARCHIVE + values["spec"], key) is not None:
        return
    row = store.agenda.mint(ARCHIVE + values["spec"], key, parent.name, values["page"], parent.id)
    store.history.close(parent.feed, values["number"], values["entries"])
    row = row._replace(updated=datetime.fromisoformat(values["updated"]))
    store.agenda.finish(row, 0, [("", path, etag) for path, etag in values["documents"].items()])
