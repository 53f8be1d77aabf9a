"""Every article as the next build would settle it. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from entries.decide import Decision, decide
from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Problem, Ref, Unchanged
from entries.source import Source, SourceSettings
from entries.status import is_live
from publish.ingesting.ingest import CONTESTED
from publish.ingesting.known import KnownInRun
from publish.ingesting.notes import unread
from publish.ingesting.outdone import address_taken
from publish.kept import Kept
from publish.store import Store

if TYPE_CHECKING:
    from publish.compose import Parts


class Foreseen(NamedTuple):
    """An article and what would become of it."""

    ref: Ref
    article: Article
    decision: Decision[Kept]


class _Contested(NamedTuple):
    """A Foreseen that another article stands in the way of, and what it was settled with."""

    settings: SourceSettings
    first_seen: datetime
    ref: Ref
    article: Article
    decision: Decision[Kept]


class Foresight:
    """Goes through sources in the order of a build; what it saw first decides on what it sees later.

    What another article stands in the way of is left to `rest`, for that one may give way. `store` is only asked.
    A date that nobody declared is `now`, a second earlier for each such article before it.
    `notes` gathers what is said of sources as a whole.
    """

    def __init__(self, parts: Parts, store: Store, now: datetime) -> None:
        self._known = KnownInRun(store.ledger, (), _looker(parts))
        self._sources = {source.name: (source, settings) for source, settings in parts.sources}
        self._now = now
        self._undated = 0
        self._read: set[tuple[str, str]] = set()
        self._contested: list[_Contested] = []
        self.notes: list[str] = []

    def of(
        self, source: Source, settings: SourceSettings, only: frozenset[str] | None = None
    ) -> Iterator[Foreseen | InvalidEntry | Problem]:
        """What a source yields, all or the Refs of `only`: articles, refusals, and what it could not list.

        Raises SourceUnavailable.
        """
        scan = source.scan(None, only)
        refs = sorted((ref for ref in scan.items if not isinstance(ref, Unchanged)), key=lambda ref: ref.key)
        yield from scan.problems
        for ref in refs:
            yield from self._of_ref(source, settings, ref)
        if said := unread(settings.shown or source.name, scan.unread()):
            self.notes.append(said)

    def outdone(self, seen: Foreseen) -> Foreseen:
        """It as it is once everything was seen: of a held article is told if another one has its address."""
        record = seen.decision.record
        if record is None or record.released:
            return seen
        holders = (kept for kept in self._known.by_link(record.link) if kept.record.released)
        holder = next((kept.record for kept in holders if self._known.is_there(kept)), None)
        if holder is None:
            return seen
        shown = self._sources[holder.source][1].shown if holder.source in self._sources else ""
        name = "/".join(filter(None, (shown, holder.ref)))
        problems = (*seen.decision.problems, address_taken(seen.article.where, name, record.link))
        return seen._replace(decision=seen.decision._replace(problems=problems))

    def rest(self) -> Iterator[Foreseen]:
        """What another article stood in the way of, as it is once all those have moved that will."""
        asked, position = len(self._contested), 0
        while position < len(self._contested):  # it grows: who holds an address may want another one himself
            self._look_at_holders(self._contested[position].decision.wanted)
            position += 1
        if not self._known.fresh:
            self._known.give_way()
        for number, (settings, first_seen, ref, article, decision) in enumerate(self._contested):
            seen = Foreseen(ref, article, decision)
            if not self._known.fresh:
                seen = self._settled(settings, first_seen, ref, article)
            if number < asked:
                yield seen

    def _look_at_holders(self, link: str) -> None:
        """Articles that are not among those asked for, and have an address that is wanted."""
        for kept in self._known.by_link(link) if link else ():
            name, key = kept.record.source, kept.record.ref
            if name in self._sources and kept.present and (name, key) not in self._read:
                source, settings = self._sources[name]
                with suppress(SourceUnavailable):
                    for _ in self._of_ref(source, settings, Ref(key=key, signature="")):
                        pass

    def _of_ref(self, source: Source, settings: SourceSettings, ref: Ref) -> Iterator[Foreseen | InvalidEntry]:
        items = list(source.read(ref))
        self._read.add((source.name, ref.key))
        if not any(isinstance(item, InvalidEntry) for item in items):
            self._known.reading(source.name, ref.key, {item.inner for item in items})
        for item in items:
            if isinstance(item, InvalidEntry):
                yield item
                continue
            first_seen = self._now - timedelta(seconds=self._undated)
            self._undated += not is_dated(item)
            seen = self._settled(settings, first_seen, ref, item)
            if any(problem.code in CONTESTED for problem in seen.decision.problems):
                self._contested.append(_Contested(settings, first_seen, *seen))
            else:
                yield seen

    def _settled(self, settings: SourceSettings, first_seen: datetime, ref: Ref, article: Article) -> Foreseen:
        decision = decide(article, ref.key, settings, self._known, self._now, first_seen)
        if (record := decision.record) is not None:
            kept = Kept(record, "", True, is_live(record, self._now), None)
            self._known.add(kept, new=decision.previous is None)
        elif decision.wanted:
            self._known.refused((settings.source, ref.key, article.inner), decision.previous, decision.wanted)
        return Foreseen(ref, article, decision)


def is_dated(article: Article) -> bool:
    """Whether it says by itself when it was published."""
    return article.published is not None or article.path_date is not None


def _looker(parts: Parts) -> Callable[[str, str], bool]:
    """Whether a Ref is gone, so that an article that is read elsewhere now is one that moved."""
    sources = {source.name: source for source, _ in parts.sources}

    @cache
    def is_gone(name: str, key: str) -> bool:
        if name not in sources:
            return True
        try:
            scan = sources[name].scan(None, frozenset({key}))
            return all(isinstance(item, Unchanged) for item in scan.items) and not scan.unlisted
        except SourceUnavailable:
            return False

    return is_gone
