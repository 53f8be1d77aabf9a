"""One run by hand, and what is remembered of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publish import pipeline
from publish.errors import PublishError, StoreError
from publish.outcome import is_fruitless
from publish.store import RUN_FAILED

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.outcome import Options, Outcome
    from publish.store import Store
    from publish.terminal.progress import Stopwatch


def carry_out(parts: Parts, store: Store, asked: Options, now: datetime, progress: Stopwatch) -> Outcome:
    """Run the pipeline, and remember what came of it. Raises whatever ends the run."""
    try:
        outcome = pipeline.run(parts, store, asked, now, progress)
    except (PublishError, OSError) as error:
        if not asked.dry_run:
            _remember_failure(store, error, now)
        raise
    progress.end()
    if not asked.dry_run and _is_to_remember(store, outcome):
        from publish.runs import BY_HAND, row_of

        finished = now + timedelta(seconds=sum(progress.seconds.values()))
        with store.transaction():
            store.runs.add(row_of(outcome, now, finished, BY_HAND))
    outcome.seconds.update(progress.seconds)
    return outcome


def _is_to_remember(store: Store, outcome: Outcome) -> bool:
    """Most runs find nothing to do, and change no file at all; but who asks for its health must hear of a failure."""
    did = outcome.written or outcome.counts.read or outcome.counts.removed
    return bool(did) or is_fruitless(outcome) or store.ledger.meta(RUN_FAILED) == "1"


def _remember_failure(store: Store, error: PublishError | OSError, now: datetime) -> None:
    from publish.runs import BY_HAND, failed

    status = error.status if isinstance(error, PublishError) else 3
    with suppress(StoreError), store.transaction():  # where the state itself is to blame nothing can be kept
        store.runs.add(failed(str(error), status, now, now, BY_HAND))
