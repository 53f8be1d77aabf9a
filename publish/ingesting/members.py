"""Which feeds an entry belongs to, kept in step with the entry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from entries.model import Record
from feeds.paths import document_paths, earlier_paths, feed_id, feed_path
from feeds.select import selector
from feeds.sitemaps import is_listed, month_of
from feeds.spec import FeedSpec, Publication
from publish.kept import Kept
from publish.settings import SitemapsConfig
from publish.store import DOCUMENT_IDS, SITEMAP, FeedRow, Store


def says_no_less(record: Record, before: Record) -> bool:
    """Whether as much of an entry may leave as before: else no version of before may stand in for it."""
    whole = record.access == "public" and record.syndicate == "full"
    return whole or (record.access, record.syndicate) == (before.access, before.syndicate)


def _is_taken_back(before: Kept, now: Kept) -> bool:
    withdrawn = now.record.withdrawn is not None and before.record.withdrawn is None
    return not now.live or withdrawn or not says_no_less(now.record, before.record)


class Members:
    """Joins and leaves feeds, minting each feed's path and id when its first entry comes.

    `variants` gathers other spellings of a key's name: (spec, the name that is shown) -> the others. `urgent` gathers
    the feeds that showed something which may not be shown any more.
    """

    def __init__(
        self,
        store: Store,
        specs: Sequence[FeedSpec],
        publication: Publication,
        sitemaps: SitemapsConfig = SitemapsConfig(),  # noqa: B008  # a value that never changes
        urgent: set[int] | None = None,
    ) -> None:
        self._urgent: set[int] = set() if urgent is None else urgent
        self._agenda = store.agenda
        self._ledger = store.ledger
        self._history = store.history
        self._archived = {spec.path for spec in specs if spec.archive}
        self._tombstoned = {spec.path for spec in specs if spec.tombstones}
        self._specs = {spec.path: spec for spec in specs}
        self._memberships = selector(specs, publication)
        self._publication_id = publication.id
        self._site = publication.link
        self._sitemaps = sitemaps
        # Those that were asked for; all of them once one has to be minted, and not before: there may be thousands.
        self._rows: dict[tuple[str, str], FeedRow] = {}
        self._paths: set[str] | None = None
        self._ids: set[str] = set()
        self._standing: dict[str, str] = {}
        self._join: list[tuple[int, datetime, str]] = []
        self._enter: list[tuple[int, str]] = []
        self._marks: set[int] = set()
        self.variants: dict[tuple[str, str], set[str]] = {}

    def update(self, previous: Kept | None, kept: Kept) -> bool:
        """Put an entry into the feeds it belongs to now; mark those it was in and is in. True if there are any."""
        record = kept.record
        old = self._agenda.members_of(record.id) if previous is not None and previous.live else set()
        new: set[int] = set()
        if kept.live:
            if self._tombstoned and previous is not None and not previous.live:
                self._history.unbury(record.id)
            for member in self._memberships(record):
                feed = self.feed(member.spec, member.key, member.name).feed
                new.add(feed)
                if member.spec in self._archived:
                    self._enter.append((feed, record.id))
            new.update(self._sitemap(key) for key in self._listed(record))
        if old and previous is not None and (old != new or previous.record.published != record.published):
            self._agenda.leave([record.id])
        if old and previous is not None and _is_taken_back(previous, kept):
            self._urgent |= old
        self._join.extend((feed, record.published, record.id) for feed in sorted(new))
        self._marks |= old | new
        if self._archived and previous is not None:
            self._marks |= self._history.pages_of(record.id)
        return bool(old or new)

    def bury(self, id: str, now: datetime) -> None:
        """Leave a tombstone in the feeds it is in that show them. Called before it leaves them."""
        if self._tombstoned:
            feeds = {row.feed for row in self._agenda.feeds() if row.spec in self._tombstoned}
            self._history.bury((feed, id, now) for feed in sorted(feeds & self._agenda.members_of(id)))

    def feed(self, spec: str, key: str, name: str) -> FeedRow:
        """The feed of a family's key; minted when it is new."""
        row = self._known(spec, key)
        if row is None:
            taken = self._all_paths()
            others = taken if self._specs[spec].per else {row.path.casefold() for row in self._rows.values()}
            path = feed_path(self._specs[spec], key, name, others)
            row = self._rows[spec, key] = self._mint(spec, key, name, path)
            taken.add(path.casefold())
        elif row.name != name:
            self.variants.setdefault((spec, row.name), set()).add(name)
        return row

    def _mint(self, spec: str, key: str, name: str, path: str) -> FeedRow:
        """A feed that is new, or was forgotten: its documents say what its id is, and where it was before it moved."""
        its = self._specs[spec]
        was = earlier_paths(its, key, name, self._standing, self._specs)
        shown = document_paths(its, path, {"atom": ".atom"}, key)["atom"].removesuffix(".atom")
        ids = filter(None, (self._standing.get(each) for each in (shown, *was)))
        id = next(ids, feed_id(self._publication_id, path))
        number = 1
        while id in self._ids:  # a feed that moved keeps the id of the path it had, which is this one's now
            number += 1
            id = feed_id(self._publication_id, f"{path}~{number}")
        self._ids.add(id)
        row = self._agenda.mint(spec, key, name, path, id)
        if was:
            row = row._replace(was=was)
            self._agenda.change(row)
        return row

    def _listed(self, record: Record) -> list[str]:
        """The keys of the sitemaps that list it."""
        wanted = self._sitemaps
        if not any(wanted) or not is_listed(record, self._site):
            return []
        return [key for key, path in ((month_of(record), wanted.path), ("news", wanted.news)) if path is not None]

    def _sitemap(self, key: str) -> int:
        for each in (key, ""):  # with the first one comes the index of them
            if self._known(SITEMAP, each) is None:
                self._rows[SITEMAP, each] = self._agenda.mint(SITEMAP, each, "", f"{SITEMAP}/{each}", "")
        return self._rows[SITEMAP, key].feed

    def _known(self, spec: str, key: str) -> FeedRow | None:
        row = self._rows.get((spec, key))
        if row is None and self._paths is None and (row := self._agenda.feed(spec, key)) is not None:
            self._rows[spec, key] = row
        return row

    def _all_paths(self) -> set[str]:
        """The paths of all feeds; a family's feed never takes that of one that stands alone, whichever comes first."""
        if self._paths is None:
            self._standing = json.loads(self._ledger.meta(DOCUMENT_IDS) or "{}")
            self._rows |= {(row.spec, row.key): row for row in self._agenda.feeds()}
            alone = {spec.path.casefold() for spec in self._specs.values() if spec.per is None}
            self._ids = {row.id for row in self._rows.values()}
            self._paths = alone | {row.path.casefold() for row in self._rows.values()}
        return self._paths

    def flush(self) -> None:
        """Hand what was gathered to the store."""
        self._agenda.join(self._join)
        self._agenda.mark(self._marks)
        if self._enter:
            self._history.enter(self._enter)
        self._join, self._enter, self._marks = [], [], set()
