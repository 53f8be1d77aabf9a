"""Articles as a build would read them, without publishing anything: what `masthead check` shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from entries.complete import complete
from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Problem
from entries.status import state
from feeds.paths import feed_path
from feeds.select import Selector, selector
from publish.ingesting.foresight import Foreseen, Foresight
from publish.outcome import Examined
from publish.store import Store

if TYPE_CHECKING:
    from publish.compose import Parts

# What could not be looked at: a source, or a file.
UNAVAILABLE = "unavailable"
_SHOWN = {"embargoed": "embargo", "gone": "withdrawn"}


def examine(
    parts: Parts, store: Store, paths: Iterable[str] | None, now: datetime, notes: list[str] | None = None
) -> list[Examined]:
    """Every article of the named files (absolute paths), or of all sources for None, in the order of a build.

    `store` is only asked: ids and dates are what the next build would give them. `notes` is given what is said of
    sources as a whole.
    """
    named = None if paths is None else list(paths)
    foresight = Foresight(parts, store, now)
    select = selector(parts.config.feeds, parts.config.publication)
    found: list[Examined] = []
    held: list[tuple[int, Foreseen]] = []

    def take(seen: Foreseen) -> None:
        if seen.decision.record is not None and not seen.decision.record.released:
            held.append((len(found), seen))
        found.append(_examined(parts, select, seen, now))

    for source, settings in parts.sources:
        only = None if named is None else frozenset(key for path in named if (key := source.key_of(path)) is not None)
        if only is not None and not only:
            continue
        try:
            for each in foresight.of(source, settings, only):
                if isinstance(each, Problem):
                    found.append(Examined(where=each.where, status=UNAVAILABLE, problems=(each,)))
                elif isinstance(each, InvalidEntry):
                    found.append(Examined(where=each.problem.where, status="refused", problems=(each.problem,)))
                else:
                    take(each)
        except SourceUnavailable as error:
            found.append(Examined(where=error.problem.where, status=UNAVAILABLE, problems=(error.problem,)))
    for each in foresight.rest():
        take(each)
    for place, seen in held:
        if (outdone := foresight.outdone(seen)) != seen:
            found[place] = _examined(parts, select, outdone, now)
    if notes is not None:
        notes += foresight.notes
    return found


def _examined(parts: Parts, select: Selector, foreseen: Foreseen, now: datetime) -> Examined:
    item, decision = foreseen.article, foreseen.decision
    problems = (*item.repairs, *decision.problems)
    record, config = decision.record, parts.config
    if record is None:
        return Examined(where=item.where, status="refused", title=item.title, problems=problems)
    status = state(record, now)
    summary = ""
    try:
        summary = complete(item, record, config.publication.language, config.publication.link).summary
    except InvalidEntry as error:
        problems = (*problems, error.problem)
    specs = {spec.path: spec for spec in config.feeds}
    feeds = [feed_path(specs[member.spec], member.key, member.name) for member in select(record)]
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
