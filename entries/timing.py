"""The dates of a Record: which one feeds show, when it counts as edited, and what is odd about them. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from entries.errors import InvalidEntry
from entries.model import Article, Problem, Record

if TYPE_CHECKING:
    from entries.guards import Guards

_SECOND = timedelta(seconds=1)
_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC)
# No zone is further ahead of UTC (https://www.iana.org/time-zones: Pacific/Kiritimati).
_FARTHEST_ZONE = timedelta(hours=14)
_CLOCKS_DIFFER = timedelta(minutes=10)


class Release(NamedTuple):
    """When an article is dated and whether it is out; all in UTC.

    `published` is what feeds show and order by, `written` the date as its author has it, for its address.
    `text` is the author's own text of the date. `released` says whether it is out, or was before.
    """

    published: datetime
    written: datetime
    text: str | None
    first_seen: datetime
    embargo: datetime | None
    released: bool


def release(
    article: Article,
    known: Record | None,
    guards: Guards,
    zone: tzinfo,
    now: datetime,
    first_seen: datetime,
    *,
    hold: bool,
) -> Release:
    """Declared date, else the path's, else first seen; and never before it may be out.

    `hold` says whether a date in the future is an embargo. Raises InvalidEntry for a date that can't be read.

    A date that was once out moves only when the author's own text of it does. Where that text is not known
    (the Record was found again in a published document) it stays, and the text is remembered from now on.
    """
    text = article.published or article.path_date
    if known is not None:
        first_seen = known.first_seen
    elif text is not None:
        first_seen = now
    written = first_seen if text is None else date_of(article, "published", text, zone)
    embargo, released = guards.embargo, known is not None and known.released

    if known is not None and released and _stands(article, known):
        published = known.published
        # The embargo it was released from is not later than its date: a later one is a new wish.
        if embargo is not None and embargo > max(now, published):
            published, released = embargo, False
        text = text or known.published_text
        return Release(published, written, text, first_seen, embargo, released or _is_open(guards, embargo, now))

    if written > now and hold:
        embargo = written if embargo is None else max(embargo, written)
    published = written if embargo is None else max(written, embargo)
    waits = embargo is not None and embargo > now
    if waits:
        released = False
    elif known is not None and not known.released and not guards.draft and _was_held(known, now):
        # It was held until this very edit: it surfaces now, or it would sink below the window.
        published = max(published, now)
    return Release(published, written, text, first_seen, embargo, released or _is_open(guards, embargo, now))


def _is_open(guards: Guards, embargo: datetime | None, now: datetime) -> bool:
    """Whether nothing holds an article back that nobody has seen yet."""
    if guards.draft or guards.withdrawn or (embargo is not None and embargo > now):
        return False
    return guards.expires is None or guards.expires > now


def _stands(article: Article, known: Record) -> bool:
    """Whether the author's own text of a date that is out is what it was."""
    if not known.digest:
        return True
    if article.published is None and (article.path_date is None or known.published_text is None):
        # The date was taken away, or the file was moved into a folder of dates: nobody wrote another one.
        return True
    return (article.published or article.path_date) == known.published_text


def _was_held(known: Record, now: datetime) -> bool:
    return known.draft or (known.embargo is not None and known.embargo > now)


def updated(
    article: Article, known: Record | None, digest: str, published: datetime, minor: bool, zone: tzinfo, now: datetime
) -> datetime:
    """When the entry was last edited. Raises InvalidEntry for a declared date that can't be read.

    First sight, and as long as nobody has seen it: declared, else published, and not before that. Later it moves
    only when the digest does: to the declared date if that is later, else to `now`, by a second at least.
    """
    declared = date_of(article, "updated", article.updated, zone) if article.updated else None
    if known is None or not known.released:
        return published if declared is None else max(declared, published)
    if minor or known.digest in ("", digest):
        return known.updated
    if declared is not None and declared > known.updated:
        return declared
    return max(now, known.updated + _SECOND if known.updated < _LAST else known.updated)


def date_of(article: Article, name: str, text: str, zone: tzinfo) -> datetime:
    """A date as its author wrote it, in UTC. Raises InvalidEntry with the line of the field `name`."""
    from entries.dates import DateError, parse

    try:
        return parse(text, zone)
    except DateError as error:
        problem = Problem(
            level="refused",
            code=error.code,
            where=article.where,
            line=article.lines.get(name),
            problem=error.problem,
            remedy=error.remedy,
        )
        raise InvalidEntry(problem, article.inner) from error


def odd_dates(article: Article, record: Record, now: datetime) -> list[Problem]:
    """A warning for each date that readers show in a wrong place or year."""
    problems = []
    for name, date in (("published", record.published), ("updated", record.updated)):
        if date - now > _CLOCKS_DIFFER or date.year < 1970:
            shown = "in the future" if date > now else "before 1970"
            problem = f"{name} {date:%Y-%m-%d} is {shown}; some readers show that in a wrong place or year."
            line = article.lines.get(name)
            problems.append(
                Problem(level="repaired", code="odd-date", where=article.where, line=line, problem=problem)
            )
    return problems


def zone_hint(article: Article, record: Record, zone: tzinfo, now: datetime, place: str = "local") -> str:
    """What to say of an article that waits for a date without a zone, taken for UTC, up to 14 hours ahead; else "".

    It may be past already where it was written. `place` names that zone ("Hong Kong") where it is known.
    The text names no article.
    """
    from entries.dates import DateError, parse

    date, text = record.embargo, article.embargo or article.published
    if date is None or not text or not now < date <= now + _FARTHEST_ZONE or zone.utcoffset(date.replace(tzinfo=None)):
        return ""
    try:
        if parse(text, zone) == parse(text, timezone(timedelta(hours=1))):
            return ""
    except DateError:
        return ""
    return f"held until {date:%H:%M} UTC; if {date:%H:%M} was {place} time, set publication.timezone"
