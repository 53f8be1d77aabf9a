"""Entries that time alone changes: released, expired, or gone after their withdrawal was shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from entries.status import is_live, next_change
from publish.ingesting.ingest import Ingest
from publish.ingesting.known import is_refused
from publish.ingesting.patience import RETRY
from publish.kept import Kept, key_of
from publish.store import Ledger


def wake(ingest: Ingest, found: Iterable[Kept]) -> None:
    """Record what they are now, within a transaction that the caller holds."""
    now = ingest.now
    changed = []
    for kept in found:
        live = (kept.present or kept.record.taken_back) and is_live(kept.record, now)
        waits = kept.record.waits
        if waits is not None and waits <= now:
            waits = now + RETRY  # what could be read has gone out
        if live and is_contested(ingest.store.ledger, kept, now):
            # Where it stands as refused for that, every run reads it again.
            named = is_refused(ingest.store.ledger, *key_of(kept))
            ingest.keep([kept._replace(wake_at=None if named else now + RETRY)])
            continue
        record = kept.record._replace(released=kept.record.released or live, waits=waits)
        after = Kept(record, kept.content, kept.present, live, next_change(record, now))
        changed.append(after)
        ingest.move(kept, after)
        withdrawn = record.withdrawn is not None
        if live and (withdrawn or (kept.live and waits is None)):
            # It was taken back by command, or that was undone.
            ingest.changed("withdrawn" if withdrawn else "updated", record, record.ref)
        elif live != kept.live:
            ingest.changed("new" if live else "removed", record, record.ref)
        if live and not kept.live:
            ingest.release(kept)
        if withdrawn or not live:
            ingest.store.agenda.drop_fragments([record.id])
    ingest.keep(changed)
    ingest.members.flush()


def is_contested(ledger: Ledger, kept: Kept, now: datetime) -> bool:
    """Whether what is about to be released finds another article at its address, or one that is released with it."""
    record = kept.record
    if record.released or not is_live(record, now):
        return False
    others = (other for other in ledger.by_link(record.link) if other.present and other.record.id != record.id)
    return any(other.record.released or is_live(other.record, now) for other in others)
