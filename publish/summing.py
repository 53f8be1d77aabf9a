"""The last step of a run: what stands now, for the report. Nothing but the store is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from publish.outcome import FeedState, Outcome, Reported
from publish.store import CATALOGUE

if TYPE_CHECKING:
    from datetime import datetime

    from entries.problem import Problem
    from publish.ingesting.survey import Survey
    from publish.store import Store

_Key = tuple[str, str, str]
Standing = tuple[str, str, str, str]
# Said of an article that is held because it is: when it is released.
_OF_RELEASE = frozenset({"zone"})
# Titles of held entries are shown only on request, and then so many.
SHOWN_HELD = 200


def sum_up(
    outcome: Outcome,
    store: Store,
    now: datetime,
    surveys: Sequence[Survey] = (),
    *,
    before: frozenset[Standing] = frozenset(),
    listed: bool = True,
) -> None:
    """Fill in the counts, every standing problem, and with `listed` the feeds.

    `before` are the problems that stood before this run: whatever the clock says, they are not new.
    """
    ledger, counts = store.ledger, outcome.counts
    remembered = ledger.count()
    hidden = ledger.hidden() if remembered.held else frozenset()
    for key, reported in _problems(store, now, before, outcome.released):
        (outcome.held_problems if _is_hidden(reported.problem, key, hidden) else outcome.problems).append(reported)
    waiting = sum(each.problem.level == "held" and each.problem.code != "removals" for each in outcome.problems)
    counts.held = remembered.held + waiting
    counts.ignored = sum(found.ignored for found in surveys)
    touched = counts.new + counts.updated + counts.moved + counts.withdrawn
    counts.unchanged = max(0, remembered.live - touched)
    outcome.live = remembered.live
    refused = [each for each in outcome.problems if each.problem.level == "refused"]
    counts.refused = len(refused)
    # A refused article whose earlier version stays is counted once.
    outcome.articles = remembered.live + counts.held + sum(each.published is None for each in refused)
    outcome.waiting, outcome.waiting_until = ledger.waiting()
    outcome.held_until = ledger.next_release(now)
    outcome.held_titles = [kept.record.title for kept in ledger.held(SHOWN_HELD)] if remembered.held else []
    outcome.standing, documents = store.agenda.standing()
    outcome.unchanged = documents - outcome.written
    if listed:
        _list_feeds(outcome, store)


def _list_feeds(outcome: Outcome, store: Store) -> None:
    etags = store.agenda.documents()
    for row in store.agenda.feeds():
        if not row.spec.startswith(CATALOGUE) and row.updated is not None:
            named = {format: etag for (format, _), etag in etags.get(row.feed, {}).items() if format != "was"}
            outcome.feeds.append(
                FeedState(
                    path=row.path,
                    title=row.title,
                    entries=row.entries,
                    etags=named,
                    updated=row.updated,
                    ended=row.ended or not row.entries,
                )
            )


def standing(store: Store) -> frozenset[Standing]:
    """What stands now: source, Ref key, inner key and code of every problem."""
    return frozenset((source, ref, inner, problem.code) for problem, _, source, ref, inner in store.ledger.problems())


def _is_hidden(problem: Problem, key: _Key, hidden: frozenset[_Key]) -> bool:
    """Whether it tells what is in an article that is held: a repair quotes it, and is not published."""
    return problem.level == "repaired" and key in hidden and problem.code not in _OF_RELEASE


def _problems(
    store: Store, now: datetime, before: frozenset[Standing], released: set[_Key]
) -> Iterator[tuple[_Key, Reported]]:
    for problem, since, source, ref, inner in store.ledger.problems():
        published = None
        if problem.level == "refused":
            kept = store.ledger.by_key(source, ref, inner)
            published = kept.record.updated if kept is not None and kept.live else None
        key = source, ref, inner
        new = since == now and ((*key, problem.code) not in before or key in released)
        yield key, Reported(problem=problem, since=since, published=published, new=new)
