"""Articles taken back by command: found by what people know of them, and remembered whatever becomes of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from entries.status import NOTICE
from publish.errors import PublishError
from publish.ingesting.survey import folder_of
from publish.kept import Kept
from publish.store import LEDGER_OWED, Ledger, Store

if TYPE_CHECKING:
    from entries.source import Source


def find(ledger: Ledger, sources: Iterable[Source], name: str, absolute: Callable[[str], str]) -> Kept:
    """The one article that `name` means: an id, a link, a key, or the path of a file that need not be there.

    Raises PublishError where there is none, or more than one.
    """
    found = _named(ledger, sources, name, absolute)
    released = [kept for kept in found if kept.record.released]
    if not found:
        raise PublishError(f"{name}: no article is known by this id, link or file. masthead check lists what there is.")
    if not released:
        raise PublishError(f"{name}: was never published, so there is nothing to take back. To hold it: draft: true")
    if len(released) > 1:
        ids = "\n".join(f"  {kept.record.id}  {kept.record.title}" for kept in released)
        raise PublishError(f"{name}: may be several articles. Name one by its id:\n{ids}")
    return released[0]


def _named(ledger: Ledger, sources: Iterable[Source], name: str, absolute: Callable[[str], str]) -> list[Kept]:
    if (kept := ledger.by_id(name)) is not None:
        return [kept]
    if found := ledger.by_link(name):
        # An address that one article took over from another is the present one's.
        return [kept for kept in found if kept.live] or found
    for source in sources:
        keys = [name, source.key_of(absolute(name))]
        for key in filter(None, keys):
            if found := ledger.of_ref(source.name, key):
                return found
    # An id that only one format shows: one of feeds that were adopted.
    return [kept for kept in ledger.everything() if name in dict(kept.record.format_ids).values()]


def withdraw(store: Store, kept: Kept, note: str, now: datetime) -> datetime:
    """Remember that an article is taken back; the next run shows it. Within a transaction.

    Returns when its note leaves. Raises PublishError for what has left already.
    """
    record = kept.record
    if record.withdrawn is not None and not kept.live:
        raise PublishError(f"{record.id}: was withdrawn on {record.withdrawn:%Y-%m-%d}, and its note has left too.")
    since = record.withdrawn or now
    record = record._replace(
        withdrawn=since, taken_back=True, note=note, updated=_later(kept, now), shown=None, waits=None
    )
    _wake(store, kept._replace(record=record, wake_at=now))
    return since + NOTICE


def restore(store: Store, kept: Kept, now: datetime) -> None:
    """Take a withdrawal back; the next run reads the article again and shows it. Within a transaction.

    Raises PublishError for what was not withdrawn by command.
    """
    record = kept.record
    if not record.taken_back:
        if record.withdrawn is not None:
            raise PublishError(f"{record.ref}: says itself that it is withdrawn. Take status: withdrawn out of it.")
        raise PublishError(f"{record.id}: is not withdrawn.")
    record = record._replace(withdrawn=None, taken_back=False, note="", updated=_later(kept, now))
    _wake(store, kept._replace(record=record, wake_at=now))
    ledger = store.ledger
    ledger.delete_refs(record.source, [(folder_of(record.ref), record.ref)])
    if (source := ledger.source(record.source)) is not None:
        settings, _, scanned = source
        ledger.set_source(record.source, settings, None, scanned)  # else its folder counts as unchanged


def shown_notes(ledger: Ledger) -> list[tuple[str, str, datetime]]:
    """What is shown as a note: (id, link, until when), the next to leave first."""
    return [
        (kept.record.id, kept.record.link, kept.wake_at)
        for kept in ledger.leaving()
        if kept.record.withdrawn is not None and kept.wake_at is not None
    ]


def _later(kept: Kept, now: datetime) -> datetime:
    return max(now, kept.record.updated + timedelta(seconds=1))


def _wake(store: Store, kept: Kept) -> None:
    store.ledger.save([kept])
    store.ledger.set_meta(LEDGER_OWED, "1")
