"""The second step of a run, whole: read what changed, find what is gone, record all of it in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Problem, Ref
from publish.articles import AT_ONCE, ArticleCache
from publish.errors import NothingPublished
from publish.ingest import Ingest
from publish.kept import Kept
from publish.known import KnownInRun
from publish.members import Members
from publish.store import RECOVERED
from publish.survey import Survey, folder_of
from publish.zones import zone_of

if TYPE_CHECKING:
    from entries.source import Source
    from publish.run import Run

# More than this of a source's live entries gone in one scan is held until someone says that it is meant.
GUARD_COUNT, GUARD_SHARE = 5, 0.1
# With a source's name: how many were live when its removals were first held.
HELD_OF = "removals held of "


def read(this: Run, surveys: Sequence[Survey], articles: ArticleCache) -> None:
    """Read every Ref that changed and record what it says, then what is gone."""
    this.progress.step("read", sum(len(found.changed) for found in surveys))
    with this.store.transaction():
        gone: dict[str, Mapping[str, str]] = _unconfigured(this)
        gone.update((found.source.name, found.gone) for found in surveys)
        known = KnownInRun(this.store.ledger, ((name, key) for name, keys in gone.items() for key in keys))
        ingest = _ingest(this, known, articles)
        for found in surveys:
            try:
                for ref, items in _read_ahead(found.source, found.changed):
                    this.outcome.counts.read += len(items)
                    ingest.take(found, ref, items)
                    this.progress.advance()
            except SourceUnavailable as error:
                found.down, found.problems = True, [error.problem]
            ingest.flush(found.source)
            _note(this, ingest, found)
        _read_contested(ingest)
        for found in surveys:
            _spare(this, found)
            held = (
                None
                if found.down
                else _remove(this, ingest, found.source.name, found.gone, found.settings.shown or found.source.name)
            )
            _remember(this, found, held)
        for name in sorted(gone.keys() - {found.source.name for found in surveys}):
            held = _remove(this, ingest, name, gone[name], name)
            this.store.ledger.set_problems(name, None, [("", held)] if held else [], this.now)
            if held is None:
                this.store.ledger.drop_source(name)
                this.store.ledger.set_meta(HELD_OF + name, "")
        _confirm(this, whole=not any(found.down for found in surveys))
    articles.recorded = known.recorded()


def _read_ahead(source: Source, refs: Sequence[Ref]) -> Iterator[tuple[Ref, list[Article | InvalidEntry]]]:
    """Each Ref with all that is in it, about AT_ONCE articles read in a row. Raises SourceUnavailable."""
    ahead: list[tuple[Ref, list[Article | InvalidEntry]]] = []
    count = 0
    try:
        for ref in refs:
            items = list(source.read(ref))
            ahead.append((ref, items))
            count += len(items)
            if count >= AT_ONCE:
                yield from ahead
                ahead, count = [], 0
    except SourceUnavailable:
        yield from ahead
        raise
    yield from ahead


def _read_contested(ingest: Ingest) -> None:
    """Once more what was refused because of another article: that one may have given way since."""
    contested, ingest.contested = ingest.contested, []
    if ingest.known.fresh:
        return
    for found, ref in contested:
        if found.down:
            continue
        try:
            items = list(found.source.read(ref))
        except SourceUnavailable as error:
            found.down, found.problems = True, [error.problem]
            continue
        ingest.take(found, ref, items)
        ingest.flush(found.source)


def read_again(this: Run, refs: Iterable[tuple[str, str]], articles: ArticleCache) -> None:
    """Refs that changed between the scan and the build are recorded as changes first."""
    named: dict[str, list[Ref]] = {}
    for name, key in sorted(refs):
        signature = this.store.ledger.refs(name, folder_of(key)).get(key, "")
        named.setdefault(name, []).append(Ref(key=key, signature=signature))
    surveys = []
    for source, settings in this.parts.sources:
        if source.name in named:
            found = Survey(source=source, settings=settings)
            found.changed, found.whole, found.listed = named[source.name], False, False
            surveys.append(found)
    read(this, surveys, articles)


def wake(this: Run) -> None:
    """Entries that time alone changes."""
    with this.store.transaction():
        ingest = _ingest(this, KnownInRun(this.store.ledger, ()), ArticleCache())
        ingest.wake(this.store.ledger.waking(this.now))


def _ingest(this: Run, known: KnownInRun, articles: ArticleCache) -> Ingest:
    config = this.parts.config
    return Ingest(
        store=this.store,
        members=Members(this.store, config.feeds, config.publication),
        known=known,
        articles=articles,
        outcome=this.outcome,
        now=this.now,
        allow_resurfacing=this.options.allow_resurfacing,
    )


def _unconfigured(this: Run) -> dict[str, Mapping[str, str]]:
    """What is known of sources that the configuration no longer names: all of it is gone."""
    ledger = this.store.ledger
    configured = {source.name for source, _ in this.parts.sources}
    return {
        name: {key: folder for folder in ledger.folders(name) for key in ledger.refs(name, folder)}
        for name in ledger.source_names()
        if name not in configured
    }


def _spare(this: Run, found: Survey) -> None:
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


def _remove(this: Run, ingest: Ingest, name: str, gone: Mapping[str, str], shown: str) -> Problem | None:
    """Take out what is gone and was not moved, or say why that is held."""
    ledger, options = this.store.ledger, this.options
    missing = [kept for kept in ingest.known.missing.values() if kept.record.source == name]
    lost = [kept for key in sorted(gone) for kept in ledger.of_ref(name, key) if kept.present]
    lost += [
        now for kept in missing if (now := ledger.by_id(kept.record.id)) and _key(now) == _key(kept) and now.present
    ]
    count = sum(kept.live for kept in lost)
    if count > options.allow_removals:
        live = ledger.count(name).live
        # What came since the question was first asked does not answer it.
        before = int(ledger.meta(HELD_OF + name) or 0) or live - ingest.new_live[name]
        if count > max(GUARD_COUNT, before * GUARD_SHARE) or count == live:
            ledger.set_meta(HELD_OF + name, str(before))
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
    ingest.remove(lost)
    ledger.delete_refs(name, [(folder, key) for key, folder in gone.items()])
    for key in gone:
        ledger.set_problems(name, key, [], this.now)
    return None


def _confirm(this: Run, *, whole: bool) -> None:
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


def _key(kept: Kept) -> tuple[str, str, str]:
    return kept.record.source, kept.record.ref, kept.record.inner


def _remember(this: Run, found: Survey, held: Problem | None) -> None:
    ledger, name = this.store.ledger, found.source.name
    problems = found.problems
    if found.down:
        problems = [_still_published(this, found, problem) for problem in problems]
    if held is not None:
        problems = [*problems, held]
    if found.whole or found.down:
        ledger.set_problems(name, None, [(problem.where, problem) for problem in problems], this.now)
    if found.down or not found.listed:
        return
    if found.whole and held is None and ledger.meta(HELD_OF + name):
        ledger.set_meta(HELD_OF + name, "")
    # After a look at named paths the cursor no longer vouches for the folders they are in.
    scanned = this.now if found.whole else found.scanned or this.now
    ledger.set_source(name, found.settings_digest, None if held else found.cursor, scanned)


def _still_published(this: Run, found: Survey, problem: Problem) -> Problem:
    live = this.store.ledger.count(found.source.name).live
    if not live or found.scanned is None:
        return problem
    stay = f"Its {live} entries stay" if live > 1 else "Its one entry stays"
    return problem._replace(problem=f"{problem.problem} {stay} as published on {_day(this, found.scanned)}.")


def _day(this: Run, moment: datetime) -> str:
    local = moment.astimezone(zone_of(this.parts.config.publication.timezone))
    return f"{local.day} {local:%b %H:%M}"


def _note(this: Run, ingest: Ingest, found: Survey) -> None:
    """What was made up for articles that did not say it, once, when they are first seen."""
    notes = this.outcome.notes
    for (_, shown), others in sorted(ingest.members.variants.items()):
        also = ", ".join(f'"{name}"' for name in sorted(others))
        notes.append(f'"{shown}" is also written {also}: they are one feed, under the first name')
    ingest.members.variants.clear()
    count, example = ingest.take_made_links()
    if count and found.settings.link:
        path = "/" + example.split("://", 1)[-1].partition("/")[2]
        carry = "articles carry" if count > 1 else "article carries"
        notes.append(f"{count} {carry} no link; made from {found.settings.link}, e.g. …{path}")
    count, where = ingest.take_undated()
    if count:
        carry = "articles carry" if count > 1 else "article carries"
        notes.append(
            f"{count} {carry} no date, e.g. {where}; dated when first seen and remembered. "
            'To set one: a line "Published: 2022-11-24 18:30" above the text, '
            "or  date: 2022-11-24 18:30  in front matter"
        )
