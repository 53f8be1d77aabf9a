"""Whether an entry may be shown, and when time alone changes that.

Status is four facts (draft, embargo, expires, withdrawn) and the run's `now`. All datetimes are aware and in UTC.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from entries.model import Record

State = Literal["live", "draft", "embargoed", "expired", "withdrawn", "gone"]

# How long the note in place of a withdrawn article is shown before it leaves too.
NOTICE = timedelta(days=30)


def state(record: Record, now: datetime) -> State:
    """What an entry is at `now`. "withdrawn" is shown as a note, "gone" is what is left of it later.

    What was released stays released whatever the clock says. What was never out has nothing to take back:
    withdrawn, it is gone at once.
    """
    if record.draft:
        return "draft"
    expired = record.expires is not None and record.expires <= now
    if record.withdrawn is not None:
        # An entry that had left the feeds before it was withdrawn does not come back for the note.
        if expired and record.expires is not None and record.expires <= record.withdrawn:
            return "expired"
        return "withdrawn" if record.released and now < record.withdrawn + NOTICE else "gone"
    if record.embargo is not None and record.embargo > now and not record.released:
        return "embargoed"
    return "expired" if expired else "live"


def is_live(record: Record, now: datetime) -> bool:
    """Whether feeds may show the entry at `now`, be it only as a note that it was withdrawn."""
    return state(record, now) in ("live", "withdrawn")


def as_seen(record: Record, was: Record | None, now: datetime) -> Record:
    """What to remember of an entry that is not shown any more, or only as a note: what of it was out.

    The edit that takes an entry down may say what nobody is to read, or say nothing but that; and its note stands
    in every feed that the entry was in. `was` is what was remembered before.
    """
    if was is None or not was.released or (record.withdrawn is None and is_live(record, now)):
        return record
    seen = record._replace(title=was.title, link=was.link, published=was.published)
    if not was.source or not was.slug:
        return seen  # found again in a document or a ledger, which do not say the rest
    return seen._replace(
        slug=was.slug,
        section=was.section,
        tags=was.tags,
        authors=was.authors,
        language=was.language,
        provider=was.provider,
        labels=was.labels,
        corrected=was.corrected,
    )


def next_change(record: Record, now: datetime) -> datetime | None:
    """The next moment after `now` at which time alone changes what feeds show of the entry, None if there is none."""
    if record.draft:
        return None
    moments: list[datetime] = []
    if record.withdrawn is not None:
        if record.released:
            moments.append(record.withdrawn + NOTICE)
    else:
        if record.embargo is not None and not record.released:
            moments.append(record.embargo)
        if record.expires is not None:
            moments.append(record.expires)
        if record.waits is not None:
            moments.append(record.waits)
    return min((moment for moment in moments if moment > now), default=None)
