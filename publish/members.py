"""Which feeds an entry belongs to, kept in step with the entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from entries.model import Record
from feeds.paths import feed_id, feed_path
from feeds.select import selector
from feeds.sitemaps import is_listed, month_of
from feeds.spec import FeedSpec, Publication
from publish.kept import Kept
from publish.settings import SitemapsConfig
from publish.store import SITEMAP, FeedRow, Store


class Members:
    """Joins and leaves feeds, minting each feed's path and id when its first entry comes.

    `variants` gathers other spellings of a key's name: (spec, the name that is shown) -> the others.
    """

    def __init__(
        self,
        store: Store,
        specs: Sequence[FeedSpec],
        publication: Publication,
        sitemaps: SitemapsConfig = SitemapsConfig(),  # noqa: B008  # a value that never changes
    ) -> None:
        self._agenda = agenda = store.agenda
        self._history = store.history
        self._archived = {spec.path for spec in specs if spec.archive}
        self._specs = {spec.path: spec for spec in specs}
        self._memberships = selector(specs, publication)
        self._publication_id = publication.id
        self._site = publication.link
        self._sitemaps = sitemaps
        self._rows = {(row.spec, row.key): row for row in agenda.feeds()}
        # A family's feed never takes the path of one that stands alone, whichever comes first.
        alone = {spec.path.casefold() for spec in specs if spec.per is None}
        self._paths = alone | {row.path.casefold() for row in self._rows.values()}
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
            for member in self._memberships(record):
                feed = self.feed(member.spec, member.key, member.name).feed
                new.add(feed)
                if member.spec in self._archived:
                    self._enter.append((feed, record.id))
            new.update(self._sitemap(key) for key in self._listed(record))
        if old and previous is not None and (old != new or previous.record.published != record.published):
            self._agenda.leave([record.id])
        self._join.extend((feed, record.published, record.id) for feed in sorted(new))
        self._marks |= old | new
        if self._archived and previous is not None:
            self._marks |= self._history.pages_of(record.id)
        return bool(old or new)

    def feed(self, spec: str, key: str, name: str) -> FeedRow:
        """The feed of a family's key; minted when it is new."""
        row = self._rows.get((spec, key))
        if row is None:
            path = feed_path(self._specs[spec], key, name, self._taken(self._specs[spec]))
            row = self._agenda.mint(spec, key, name, path, feed_id(self._publication_id, path))
            self._rows[spec, key] = row
            self._paths.add(path.casefold())
        elif row.name != name:
            self.variants.setdefault((spec, row.name), set()).add(name)
        return row

    def _listed(self, record: Record) -> list[str]:
        """The keys of the sitemaps that list it."""
        wanted = self._sitemaps
        if not any(wanted) or not is_listed(record, self._site):
            return []
        return [key for key, path in ((month_of(record), wanted.path), ("news", wanted.news)) if path is not None]

    def _sitemap(self, key: str) -> int:
        for each in (key, ""):  # with the first one comes the index of them
            if (SITEMAP, each) not in self._rows:
                self._rows[SITEMAP, each] = self._agenda.mint(SITEMAP, each, "", f"{SITEMAP}/{each}", "")
        return self._rows[SITEMAP, key].feed

    def _taken(self, spec: FeedSpec) -> set[str]:
        return self._paths if spec.per else {row.path.casefold() for row in self._rows.values()}

    def flush(self) -> None:
        """Hand what was gathered to the store."""
        self._agenda.join(self._join)
        self._agenda.mark(self._marks)
        if self._enter:
            self._history.enter(self._enter)
        self._join, self._enter, self._marks = [], [], set()
