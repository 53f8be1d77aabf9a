"""Articles as a build would read them, without publishing anything: what `masthead check` shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from entries.complete import complete
from entries.decide import decide
from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Ref, Unchanged
from entries.source import Source, SourceSettings
from entries.status import state
from feeds.paths import feed_path
from feeds.select import memberships
from publish.kept import Kept
from publish.known import KnownInRun
from publish.outcome import Examined
from publish.store import Store

if TYPE_CHECKING:
    from publish.compose import Parts

# What could not be looked at: a source, or a file.
UNAVAILABLE = "unavailable"
_SHOWN = {"embargoed": "embargo", "gone": "withdrawn"}


def examine(parts: Parts, store: Store, paths: Iterable[str] | None, now: datetime) -> Iterator[Examined]:
    """Every article of the named files (absolute paths), or of all sources for None, in the order of a build.

    `store` is only asked: ids and dates are what the next build would give them.
    """
    named = None if paths is None else list(paths)
    known = KnownInRun(store.ledger, (), _looker(parts))
    undated = 0
    for source, settings in parts.sources:
        only = None if named is None else frozenset(key for path in named if (key := source.key_of(path)) is not None)
        if only is not None and not only:
            continue
        try:
            scan = source.scan(None, only)
            refs = sorted((ref for ref in scan.items if not isinstance(ref, Unchanged)), key=lambda ref: ref.key)
            for problem in scan.problems:
                yield Examined(where=problem.where, status=UNAVAILABLE, problems=(problem,))
            for ref in refs:
                for item in source.read(ref):
                    first_seen = now - timedelta(seconds=undated)
                    examined = _examined(parts, source, settings, ref, item, known, now, first_seen)
                    undated += isinstance(item, Article) and item.published is None and item.path_date is None
                    yield examined
        except SourceUnavailable as error:
            yield Examined(where=error.problem.where, status=UNAVAILABLE, problems=(error.problem,))


def _looker(parts: Parts) -> Callable[[str, str], bool]:
    """Whether a Ref is gone, so that an article that is read elsewhere now is one that moved."""
    sources = {source.name: source for source, _ in parts.sources}

    def is_gone(name: str, key: str) -> bool:
        if name not in sources:
            return True
        try:
            scan = sources[name].scan(None, frozenset({key}))
            return all(isinstance(item, Unchanged) for item in scan.items) and not scan.unlisted
        except SourceUnavailable:
            return False

    return is_gone


def _examined(
    parts: Parts,
    source: Source,
    settings: SourceSettings,
    ref: Ref,
    item: Article | InvalidEntry,
    known: KnownInRun,
    now: datetime,
    first_seen: datetime,
) -> Examined:
    if isinstance(item, InvalidEntry):
        return Examined(where=item.problem.where, status="refused", problems=(item.problem,))
    decision = decide(item, ref.key, settings, known, now, first_seen)
    problems = (*item.repairs, *decision.problems)
    record, config = decision.record, parts.config
    if record is None:
        return Examined(where=item.where, status="refused", title=item.title, problems=problems)
    status = state(record, now)
    known.add(Kept(record, "", True, status == "live", None), new=decision.previous is None)
    summary = ""
    try:
        summary = complete(item, record, config.publication.language).summary
    except InvalidEntry as error:
        problems = (*problems, error.problem)
    specs = {spec.path: spec for spec in config.feeds}
    feeds = [
        feed_path(specs[member.spec], member.key, member.name)
        for member in memberships(record, config.feeds, config.publication)
    ]
    return Examined(
        where=item.where,
        status=_SHOWN.get(status, status),
        title=record.title,
        id=record.id,
        link=record.link,
        published=record.published,
        updated=record.updated,
        authors=record.authors,
        section=record.section,
        tags=record.tags,
        feeds=tuple(feeds),
        summary=summary,
        problems=problems,
    )
