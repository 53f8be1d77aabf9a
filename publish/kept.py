"""An entry as the store keeps it. Apart from publish.store because most runs load no entry."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from entries.model import Record


class Kept(NamedTuple):
    """A Record with what the store knows of it.

    content   a digest of everything the author wrote, to tell a touched file from a changed one
    present   some source still yields it; an absent one keeps its id and dates for good
    live      it may be shown; only live entries are members of feeds
    wake_at   when time alone changes that, None where it never does
    """

    record: Record
    content: str
    present: bool
    live: bool
    wake_at: datetime | None


def key_of(kept: Kept) -> tuple[str, str, str]:
    """Where an entry stands: its source, its Ref's key, and its key in there."""
    return kept.record.source, kept.record.ref, kept.record.inner


def without_key(kept: Kept) -> Kept:
    """It as it is remembered once another article has its place: gone, with its id and no key."""
    record = kept.record._replace(source="", ref=kept.record.id, inner="")
    return Kept(record, kept.content, False, False, None)
