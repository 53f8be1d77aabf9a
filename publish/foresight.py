"""Every article as the next build would settle it. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from entries.decide import Decision, decide
from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Problem, Ref, Unchanged
from entries.source import Source, SourceSettings
from entries.status import is_live
from publish.kept import Kept
from publish.known import KnownInRun
from publish.notes import unread
from publish.store import Store

if TYPE_CHECKING:
    from publish.compose import Parts


class Foreseen(NamedTuple):
    """An article and what would become of it."""

    ref: Ref
    article: Article
    decision: Decision[Kept]


class Foresight:
    """Goes through sources in the order of a build; what it saw first decides on what it sees later.

    `store` is only asked. A date that nobody declared is `now`, a second earlier for each such article before it.
    `notes` gathers what is said of sources as a whole.
    """

    def __init__(self, parts: Parts, store: Store, now: datetime) -> None:
        self._known = KnownInRun(store.ledger, (), _looker(parts))
        self._now = now
        self._undated = 0
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
            for item in source.read(ref):
                yield item if isinstance(item, InvalidEntry) else self._settled(settings, ref, item)
        if said := unread(settings.shown or source.name, scan.unread()):
            self.notes.append(said)

    def _settled(self, settings: SourceSettings, ref: Ref, article: Article) -> Foreseen:
        first_seen = self._now - timedelta(seconds=self._undated)
        self._undated += not is_dated(article)
        decision = decide(article, ref.key, settings, self._known, self._now, first_seen)
        if (record := decision.record) is not None:
            kept = Kept(record, "", True, is_live(record, self._now), None)
            self._known.add(kept, new=decision.previous is None)
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
