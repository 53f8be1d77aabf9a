"""Ids and dates out of feeds that another program published, so that subscribers keep what they have read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from entries import ids
from entries.errors import SourceUnavailable
from entries.model import Article
from feeds.errors import UnreadableFeed
from feeds.foreign import LARGEST, ForeignFeed, read
from publish import ledger as ledger_file
from publish.adopting.match import Candidate, Matches, days_of, match
from publish.adopting.plan import Plan, Taken, plan
from publish.errors import PublishError
from publish.ingesting.foresight import Foreseen, Foresight, is_dated
from publish.ingesting.survey import folder_of
from publish.kept import without_key
from publish.outcome import Options, Progress
from publish.recover import recover
from publish.store import ADOPTED_FILES, DOCUMENT_DATES, LEDGER_OWED, Store
from publish.zones import zone_of

if TYPE_CHECKING:
    from publish.compose import Parts


class Adoption(NamedTuple):
    """What was, or would be, taken over. `refused` counts articles that can't be read, so that nothing matches them."""

    matches: Matches
    plan: Plan
    refused: int
    notes: tuple[str, ...]


def feeds_in(files: Mapping[Path, str], timezone: str) -> dict[Path, ForeignFeed]:
    """The feeds in these files, each with the name to show. Raises PublishError that names the file and the line."""
    zone = zone_of(timezone)
    feeds = {}
    for path, shown in files.items():
        try:
            with path.open("rb") as file:
                feeds[path] = read(file.read(LARGEST + 1), zone)
        except UnreadableFeed as error:
            line = "" if error.line is None else f":{error.line}"
            raise PublishError(f"{shown}{line} {error}") from error
        except OSError as error:
            raise PublishError(f"{shown} can't be read: {error.strerror}.") from error
    return feeds


def adopt(
    parts: Parts,
    store: Store,
    feeds: Mapping[Path, ForeignFeed],
    now: datetime,
    progress: Progress,
    *,
    dry_run: bool,
    fetched: Sequence[ForeignFeed] = (),
) -> Adoption:
    """Match every item of `feeds` (files) and of those `fetched` to an article, and remember its id and dates for
    the next build.

    In a dry run `store` is a copy that is thrown away. A second time changes nothing.
    """
    from publish.run import Run

    config = parts.config
    options = Options(dry_run=dry_run, new_publication=True)
    this = Run(parts, store, options, now, progress)
    if store.ledger.is_empty():
        recover(this)
    zone = zone_of(config.publication.timezone)
    candidates: list[Candidate] = []
    refused = 0
    progress.step("read")
    for candidate in _candidates(parts, store, now):
        progress.advance()
        if candidate is None:
            refused += 1
        else:
            candidates.append(candidate)
    matches = match((item for feed in (*feeds.values(), *fetched) for item in feed.items), candidates, zone)
    made = plan(matches.found, store.ledger.everything(), config.publication.id)
    if made.taken or made.before:
        with store.transaction():
            _record(store, made.taken)
            _replace(parts, store, feeds, now)
    if config.state.ledger is not None and made.taken and not dry_run:
        ledger_file.write(store, config.state.ledger)
        with store.transaction():
            store.ledger.set_meta(LEDGER_OWED, "0")
    return Adoption(matches, made, refused, tuple(this.outcome.notes))


def _candidates(parts: Parts, store: Store, now: datetime) -> Iterator[Candidate | None]:
    """Every article as the next build would settle it; None for one that it would refuse. Raises PublishError."""
    foresight = Foresight(parts, store, now)
    for source, settings in parts.sources:
        try:
            for each in foresight.of(source, settings):
                yield _candidate(parts, each) if isinstance(each, Foreseen) else None
        except SourceUnavailable as error:
            raise PublishError(f"{error.problem} Nothing was adopted.") from error
    for each in foresight.rest():
        yield _candidate(parts, each)


def _candidate(parts: Parts, foreseen: Foreseen) -> Candidate | None:
    article, decision = foreseen.article, foreseen.decision
    if (record := decision.record) is None:
        return None
    zone = next(settings.zone for _, settings in parts.sources if settings.source == record.source)
    return Candidate(
        where=article.where,
        record=record,
        previous=decision.previous,
        ids=_ids(article, record.id, record.format_ids, parts.config.publication.id),
        days=days_of(record.published, zone) if is_dated(article) else frozenset(),
        retired=decision.retired,
    )


def _ids(article: Article, id: str, format_ids: tuple[tuple[str, str], ...], publication_id: str) -> frozenset[str]:
    declared = {article.id.strip(), ids.canonical(article.id, publication_id)} if article.id else set()
    return frozenset({id, *dict(format_ids).values(), *declared})


def _record(store: Store, taken: Iterable[Taken]) -> None:
    """Remember ids and dates, and see to it that the next build reads these articles."""
    ledger = store.ledger
    again: dict[str, list[tuple[str, str]]] = {}
    for each in taken:
        record, previous = each.kept.record, each.candidate.previous
        if previous is not None:
            ledger.forget(previous.record.id)
        if (retired := each.candidate.retired) is not None:
            ledger.save([without_key(retired)])
        again.setdefault(record.source, []).append((folder_of(record.ref), record.ref))
    ledger.save(each.kept for each in taken)
    if again:
        ledger.set_meta(LEDGER_OWED, "1")
    for name, refs in again.items():
        ledger.delete_refs(name, refs)
        if (source := ledger.source(name)) is not None:
            ledger.set_source(name, source[0], None, source[2])


def _replace(parts: Parts, store: Store, feeds: Mapping[Path, ForeignFeed], now: datetime) -> None:
    """Files in a target may be replaced from now on, by documents that are dated after them."""
    ledger = store.ledger
    dates = json.loads(ledger.meta(DOCUMENT_DATES) or "{}")
    files = {(target, path) for target, path in json.loads(ledger.meta(ADOPTED_FILES) or "[]")}
    names = {file.name for file in feeds}
    whole = {file.resolve(): feed for file, feed in feeds.items()}
    for target in parts.targets:
        for path in target.listing():
            if path.rpartition("/")[2] not in names:
                continue
            feed = whole.get(Path(target.where(path)).resolve())
            if feed is None or (target.name, path) in files:
                continue
            files.add((target.name, path))
            if feed.updated is not None and feed.updated <= now:
                dates.setdefault(path, feed.updated.isoformat())
    ledger.set_meta(ADOPTED_FILES, json.dumps(sorted(files)))
    ledger.set_meta(DOCUMENT_DATES, json.dumps(dates, sort_keys=True))
