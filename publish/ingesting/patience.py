"""Edits that wait although they were read: what was published before stays meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from entries.model import Article, Problem, Record
from entries.status import state
from publish.ingesting.content import corrections_in, lost
from publish.store import RECOVERED

if TYPE_CHECKING:
    from publish.kept import Kept

# How long an edit that took away most of a text waits for someone to put it back.
SECOND_THOUGHTS = timedelta(minutes=1)
# When an edit that was due and could not be read is tried again.
RETRY = timedelta(minutes=1)


def shrunk(article: Article, content: str, previous: Kept, since: datetime | None, now: datetime) -> Problem | None:
    """What to say of an edit that may be a slip, for it takes most of a text away. `since`: when it was first said."""
    if not previous.live or article.status is not None or previous.content == RECOVERED:
        return None
    gone = lost(previous.content, content)
    if gone is None or (since is not None and now - since >= SECOND_THOUGHTS):
        return None
    return Problem(
        level="held",
        code="shrunk",
        where=article.where,
        problem=f"lost {gone[0]} of the {gone[1]} characters of its text; what was published before stays.",
        remedy="If that is meant, build again after a minute; if not, restore the text.",
    )


def shown(record: Record, content: str, previous: Kept | None, now: datetime) -> datetime | None:
    """When the version of a live story that is shown from now on went out; None for any other article."""
    if not _is_running(record, now):
        return None
    if previous is not None and previous.live and previous.content == content:
        return previous.record.shown
    return now


def waits_until(
    record: Record, content: str, previous: Kept, interval: timedelta, now: datetime
) -> datetime | None:
    """When another version of a live story goes out; None for at once.

    Its first and its final version, a correction, a withdrawal, and what changes more than its text never wait.
    """
    if not previous.live or previous.content in (content, RECOVERED):
        return None
    was = previous.record
    if was.shown is None or not _is_running(record, now) or _terms(record) != _terms(was):
        return None
    if corrections_in(content) != corrections_in(previous.content):
        return None
    due = was.shown + interval
    # A clock that was set back must not hold a story for as long.
    return due if now < due <= now + interval else None


def _is_running(record: Record, now: datetime) -> bool:
    return "live" in record.labels and state(record, now) == "live"


def _terms(record: Record) -> tuple[object, ...]:
    """Where a story is and who may read it."""
    r = record
    return r.id, r.source, r.ref, r.inner, r.link, r.labels, r.access, r.syndicate, r.embargo, r.expires, r.language
