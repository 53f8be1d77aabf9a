"""What is to be remembered of matched items, and what can't be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from entries.adopted_ids import ids_of
from entries.model import Record
from publish.adopting.match import Candidate, Match
from publish.kept import Kept
from publish.store import RECOVERED

_FORMATS = ("atom", "json", "rss")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An article with the items that it has in existing feeds, and what to remember of it."""

    matches: tuple[Match, ...]
    candidate: Candidate
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A match that is left as it is: the article is published as `id`, or `holder` is published as the item's id."""

    match: Match
    id: str
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do with every match. `before` were adopted before, or published under these very ids."""

    taken: tuple[Taken, ...]
    before: tuple[Match, ...]
    conflicts: tuple[Conflict, ...]


def plan(matches: Iterable[Match], everything: Iterable[Kept], publication_id: str) -> Plan:
    """Decide on all matches. `everything` is all that the store remembers."""
    shown = {(format, id): kept.record.id for kept in everything for format, id in _shown(kept.record)}
    articles: dict[tuple[str, str, str], list[Match]] = {}
    for match in matches:
        record = match.candidate.record
        articles.setdefault((record.source, record.ref, record.inner), []).append(match)
    taken: list[Taken] = []
    before: list[Match] = []
    conflicts: list[Conflict] = []
    for group in articles.values():
        previous = group[0].candidate.previous
        if previous is not None and previous.record.released and not _is_waiting(previous):
            for match in group:
                same = _is_published(match, previous.record, publication_id)
                if same:
                    before.append(match)
                else:
                    conflicts.append(Conflict(match=match, id=dict(_shown(previous.record))[match.item.format]))
            continue
        kept = _kept(group, previous, publication_id)
        own = previous.record.id if previous is not None else None
        other = next((shown[key] for key in _shown(kept.record) if shown.get(key, own) != own), None)
        if other is not None:
            conflicts += (Conflict(match=match, id=match.item.id, holder=other) for match in group)
        elif kept == previous:
            before += group
        else:
            taken.append(Taken(matches=tuple(group), candidate=group[0].candidate, kept=kept))
            shown.update(dict.fromkeys(_shown(kept.record), kept.record.id))
    return Plan(taken=tuple(taken), before=tuple(before), conflicts=tuple(conflicts))


def _shown(record: Record) -> list[tuple[str, str]]:
    """The id in each format."""
    ids = dict(record.format_ids)
    return [(format, ids.get(format, record.id)) for format in _FORMATS]


def _is_waiting(kept: Kept) -> bool:
    """Whether it was adopted and no build has shown it since: then it may still take other ids."""
    return kept.content == RECOVERED and bool(kept.record.source) and not kept.record.digest


def _is_published(match: Match, record: Record, publication_id: str) -> bool:
    item = match.item
    shown = dict(_shown(record))[item.format]
    return item.id == shown or (item.format == "atom" and ids_of({"atom": item.id}, publication_id)[0] == shown)


def _kept(group: Sequence[Match], previous: Kept | None, publication_id: str) -> Kept:
    settled = group[0].candidate.record
    items = {match.item.format: match.item for match in group}
    given = {format: item.id for format, item in items.items()}
    if previous is not None and _is_waiting(previous):
        given = {**dict(_shown(previous.record)), **given}
    id, format_ids = ids_of(given, publication_id)
    ordered = [items[format] for format in _FORMATS if format in items]
    published = _utc(next((item.published for item in ordered if item.published), settled.published))
    edits = [item.updated for item in ordered if item.updated]
    if not edits and group[0].candidate.days and settled.updated > settled.published:
        edits = [settled.updated]
    record = Record(
        source=settled.source,
        ref=settled.ref,
        inner=settled.inner,
        id=id,
        link=settled.link,
        title=settled.title,
        slug="",
        published=published,
        updated=max([published, *map(_utc, edits)]),
        first_seen=published,
        released=True,
        format_ids=format_ids,
    )
    # Present in no source until the next build reads the article, whose key it has.
    return Kept(record, RECOVERED, False, False, None)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
