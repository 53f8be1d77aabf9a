"""One run, on one page: scan, read, build, write. Each step can be killed and run again.

The ledger is committed before any document is written, and that a target holds a document only after it does.
What only work needs is imported only when there is work: most runs find nothing to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from publish.building.deliver import Delivery
from publish.ingesting.survey import Survey, survey
from publish.outcome import Outcome
from publish.run import Run
from publish.store import ADOPTED_FILES, LEDGER_OWED, STATE_ID
from publish.summing import standing, sum_up
from publish.target import SharedTarget

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.outcome import Options, Progress
    from publish.store import Store

# Problems that may be gone although the file that has them did not change.
OPEN_QUESTIONS = frozenset(
    {"shrunk", "unreadable", "unsettled", "vanished", "slug-taken", "link-taken", "id-taken", "resurfacing"}
)


def run(parts: Parts, store: Store, options: Options, now: datetime, progress: Progress) -> Outcome:
    """Publish what changed. In a dry run `store` is a copy that is thrown away, and no target is touched.

    Raises PublishError for what ends a run: a foreign file, a target or a state that can't be used.
    """
    this = Run(parts, store, options, now, progress)
    before = standing(store)
    if store.ledger.is_empty():
        from publish.recover import recover

        recover(this)
    changed_config = _reconfigure(this)
    progress.step("scan")
    surveys = _scan(this)
    articles = None
    if any(found.changed or found.gone or found.down or found.problems for found in surveys) or _stale(this, surveys):
        from publish.ingesting.articles import ArticleCache
        from publish.ingesting.reading import read

        articles = ArticleCache()
        read(this, surveys, articles)
    if store.ledger.waking(now):
        from publish.ingesting.articles import ArticleCache
        from publish.ingesting.reading import wake

        articles = articles or ArticleCache()
        wake(this, articles)
        articles.recorded = {}
    adopted = _adopted(this)
    state = _state_id(this)
    deliveries = [
        Delivery(
            target=target,
            agenda=store.agenda,
            adopt_files=adopted,
            first=number == 0,
            compress=parts.compress.get(target.name, ()),
            trusted=options.trusting,
            state=state,
        )
        for number, target in enumerate(parts.targets)
    ]
    if any(delivery.touched for delivery in deliveries):
        with store.transaction():
            for delivery in deliveries:
                delivery.record(delivery.touched)
    wrong = any(delivery.wrong or delivery.failed for delivery in deliveries)
    failed = any(not source for _, _, source, _, _ in store.ledger.problems())  # of an earlier run's building
    if changed_config or wrong or failed or options.prune or store.agenda.due():
        from publish.building.printing import publish

        publish(this, deliveries, articles)
    if changed_config or options.prune:
        from publish.reconfigure import conclude

        conclude(this)
    _keep_ledger(this)
    sum_up(this.outcome, store, now, surveys, before=before, listed=options.listed)
    if options.show_held:
        _look_at_held(this.outcome, parts, store, now)
    if parts.config.publication.hubs:
        this.outcome.owed = store.owed.count()
    return this.outcome


def _adopted(this: Run) -> tuple[str, ...]:
    """Files of other programs that may be replaced: named for this run, or adopted before it."""
    files = this.store.ledger.meta(ADOPTED_FILES)
    if files is None:
        return this.options.adopt_files
    import json

    before = json.loads(files)
    targets = {target.name: target for target in this.parts.targets}
    return (*this.options.adopt_files, *(targets[name].where(path) for name, path in before if name in targets))


def _state_id(this: Run) -> str:
    """What this state is called where others may publish too, "" where nobody asks. It is made before anything is put.

    A state that was lost comes back under another name: what is found then is recorded, and so it is its own.
    """
    if not any(isinstance(target, SharedTarget) for target in this.parts.targets):
        return ""
    known = this.store.ledger.meta(STATE_ID)
    if known is None:
        known = os.urandom(16).hex()
        with this.store.transaction():
            this.store.ledger.set_meta(STATE_ID, known)
    return known


def _keep_ledger(this: Run) -> None:
    path = this.parts.config.state.ledger
    if path is None or this.options.dry_run:
        return
    # A run that was killed before it came to this owes the file still.
    if this.store.ledger.meta(LEDGER_OWED) == "1" or not path.exists():
        from publish import ledger

        ledger.write(this.store, path)
        with this.store.transaction():
            this.store.ledger.set_meta(LEDGER_OWED, "0")


def status(parts: Parts, store: Store, now: datetime, *, show_held: bool = False) -> Outcome:
    """What stands, without a run."""
    outcome = Outcome()
    sum_up(outcome, store, now)
    if show_held:
        _look_at_held(outcome, parts, store, now)
    return outcome


def _look_at_held(outcome: Outcome, parts: Parts, store: Store, now: datetime) -> None:
    from publish.ingesting.outdone import outdone

    outcome.held_problems += outdone(parts, store.ledger, now)


def _scan(this: Run) -> list[Survey]:
    ledger, options = this.store.ledger, this.options
    for path in options.changed or ():
        if all(source.key_of(path) is None for source, _ in this.parts.sources):
            this.outcome.notes.append(f"{path} is in no source, so nothing was looked at there")
    again = _open_questions(this)
    surveys = []
    for source, settings in this.parts.sources:
        only = None
        if options.changed is not None:
            only = frozenset(key for path in options.changed if (key := source.key_of(path)) is not None)
            if "" in only:
                only = None  # the source's own folder was named
        digest = this.parts.settings_digests[source.name]
        surveys.append(survey(source, settings, digest, ledger, this.now, only, again.get(source.name, frozenset())))
    return surveys


def _open_questions(this: Run) -> dict[str, frozenset[str]]:
    """Refs to read although nothing changed: what could not be read, an edit that waited, what another one took."""
    found: dict[str, set[str]] = {}
    open_now = OPEN_QUESTIONS | {"id-kept"} if this.options.allow_resurfacing else OPEN_QUESTIONS
    for problem, _, source, ref, _ in this.store.ledger.problems():
        if problem.code in open_now and ref:
            found.setdefault(source, set()).add(ref)
    return {source: frozenset(keys) for source, keys in found.items()}


def _stale(this: Run, surveys: Iterable[Survey]) -> bool:
    """Whether what is remembered of some source itself is no longer so."""
    ledger = this.store.ledger
    if any(found.cursor != found.old_cursor for found in surveys):
        return True
    configured = {source.name for source, _ in this.parts.sources}
    return any(name not in configured for name in ledger.source_names()) or any(
        not ref for _, _, _, ref, _ in ledger.problems()
    )


def _reconfigure(this: Run) -> bool:
    """Whether the configuration is another than at the last run; the feeds are brought in line with it."""
    if this.store.ledger.meta("config") == this.parts.config_digest:
        return False
    from publish.reconfigure import reconfigure

    with this.store.transaction():
        reconfigure(this)
    return True
