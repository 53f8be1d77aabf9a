"""What no source yields any more: taken out of the feeds, or held until someone says that it is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from entries.model import Problem
from entries.status import is_live
from publish.errors import NothingPublished
from publish.ingesting.ingest import Ingest
from publish.ingesting.survey import Survey, folder_of
from publish.kept import Kept, key_of
from publish.store import RECOVERED, Ledger

if TYPE_CHECKING:
    from publish.run import Run

# More than this of a source's live entries gone in one scan is held until someone says that it is meant.
GUARD_COUNT, GUARD_SHARE = 5, 0.1
# With a source's name: how many were live when its removals were first held.
_HELD_OF = "removals held of "


def unconfigured(this: Run) -> dict[str, Mapping[str, str]]:
    """What is known of sources that the configuration no longer names: all of it is gone."""
    ledger = this.store.ledger
    configured = {source.name for source, _ in this.parts.sources}
    return {
        name: {key: folder for folder in ledger.folders(name) for key in ledger.refs(name, folder)}
        for name in ledger.source_names()
        if name not in configured
    }


def spare(this: Run, found: Survey) -> None:
    """What this scan may have missed by chance stays: some editors save by removing a file and writing another."""
    removable, name = this.options.removable, found.source.name
    if removable is None or not found.gone:
        return
    of_ref = this.store.ledger.of_ref
    missed = frozenset(key for key in found.gone if any(kept.present for kept in of_ref(name, key)))
    spared = missed - removable(name, missed)
    if spared:
        found.gone = {key: folder for key, folder in found.gone.items() if key not in spared}
        if found.whole:
            found.cursor = None  # else the next scan takes the folder for unchanged, and does not miss them


def remove(this: Run, ingest: Ingest, name: str, gone: Mapping[str, str], shown: str) -> Problem | None:
    """Take out what is gone and was not moved, or say why that is held."""
    ledger, options = this.store.ledger, this.options
    missing = [kept for kept in ingest.known.missing.values() if kept.record.source == name]
    lost = [kept for key in sorted(gone) for kept in ledger.of_ref(name, key) if kept.present]
    lost += [
        now for kept in missing if (now := ledger.by_id(kept.record.id)) and key_of(now) == key_of(kept) and now.present
    ]
    count = sum(kept.live and kept.record.withdrawn is None for kept in lost)
    if count > options.allow_removals:
        live = ledger.count(name).live
        # What came since the question was first asked does not answer it.
        before = int(ledger.meta(_HELD_OF + name) or 0) or live - ingest.new_live[name]
        if count > max(GUARD_COUNT, before * GUARD_SHARE) or count == live:
            ledger.set_meta(_HELD_OF + name, str(before))
            # Read again next time, so that the question stays open.
            ledger.delete_refs(name, {(folder_of(kept.record.ref), kept.record.ref) for kept in missing})
            this.outcome.held_removals += count
            return Problem(
                level="held",
                code="removals",
                where="",
                problem=f"held {count} removals from {shown}/ (of {before}).",
                remedy=f"If meant: masthead build --allow-removals {count}",
            )
    _take_out(ingest, lost)
    ledger.delete_refs(name, [(folder, key) for key, folder in gone.items()])
    for key in gone:
        ledger.set_problems(name, key, [], this.now)
    return None


def _take_out(ingest: Ingest, gone: Iterable[Kept]) -> None:
    """Their ids and dates are kept for good."""
    changed = []
    for kept in gone:
        live = kept.record.taken_back and is_live(kept.record, ingest.now)  # the note stays its time
        after = Kept(kept.record, kept.content, False, live, kept.wake_at if live else None)
        changed.append(after)
        ingest.move(kept, after)
        ingest.store.agenda.drop_fragments([kept.record.id])
        if kept.live and not live:
            ingest.changed("removed", kept.record, kept.record.ref)
    ingest.keep(changed)
    ingest.members.flush()


def is_held(ledger: Ledger, name: str) -> bool:
    """Whether removals from a source are held."""
    return bool(ledger.meta(_HELD_OF + name))


def no_longer_held(ledger: Ledger, name: str) -> None:
    """The question has been answered, or is none any more."""
    ledger.set_meta(_HELD_OF + name, "")


def confirm(this: Run, *, whole: bool) -> None:
    """After a loss of state: what documents showed has to be in some source again, or to be given up in so many words.

    Nothing is recorded otherwise: entries that only the old documents hold can't be rendered again. `whole` says
    whether every source could be read.
    """
    ledger = this.store.ledger
    found = int(ledger.meta(RECOVERED) or 0)
    if not found:
        return
    lost = ledger.unconfirmed()
    if lost > this.options.allow_removals and (
        not whole or lost > max(GUARD_COUNT, found * GUARD_SHARE) or lost == found
    ):
        raise NothingPublished(
            f"The state was lost, and {lost} of the {found} entries in the published documents are in no source. The "
            f"documents stay as they are. Restore the sources or the state; "
            f"if meant: masthead build --allow-removals {lost}"
        )
    ledger.confirm()
    ledger.set_meta(RECOVERED, "0")
