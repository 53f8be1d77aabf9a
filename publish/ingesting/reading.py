"""The second step of a run, whole: read what changed, find what is gone, record all of it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Problem, Ref
from publish.ingesting import waking
from publish.ingesting.articles import AT_ONCE, ArticleCache
from publish.ingesting.ingest import Ingest
from publish.ingesting.known import KnownInRun
from publish.ingesting.members import Members
from publish.ingesting.notes import note, still_published
from publish.ingesting.removals import confirm, is_held, no_longer_held, remove, spare, unconfigured
from publish.ingesting.survey import Survey, folder_of

if TYPE_CHECKING:
    from entries.source import Source
    from publish.run import Run


def read(this: Run, surveys: Sequence[Survey], articles: ArticleCache, *, patient: bool = True) -> None:
    """Read every Ref that changed and record what it says, then what is gone. `patient`: live stories wait."""
    this.progress.step("read", sum(len(found.changed) for found in surveys))
    with this.store.transaction():
        gone: dict[str, Mapping[str, str]] = unconfigured(this)
        gone.update((found.source.name, found.gone) for found in surveys)
        vanished = ((name, key) for name, keys in gone.items() for key in keys)
        known = KnownInRun(this.store.ledger, vanished, has_gone=_looker(surveys))
        ingest = _ingest(this, known, articles, patient=patient)
        for found in surveys:
            try:
                for ref, items in _read_ahead(found.source, found.changed):
                    this.outcome.counts.read += len(items)
                    ingest.take(found, ref, items)
                    this.progress.advance()
            except SourceUnavailable as error:
                found.down, found.problems = True, [error.problem]
            ingest.flush(found.source)
            note(this, ingest, found)
        _read_contested(ingest)
        for found in surveys:
            spare(this, found)
            held = None
            if not found.down:
                held = remove(this, ingest, found.source.name, found.gone, found.settings.shown or found.source.name)
            _remember(this, found, held)
        for name in sorted(gone.keys() - {found.source.name for found in surveys}):
            held = remove(this, ingest, name, gone[name], name)
            this.store.ledger.set_problems(name, None, [("", held)] if held else [], this.now)
            if held is None:
                this.store.ledger.drop_source(name)
                no_longer_held(this.store.ledger, name)
        confirm(this, whole=not any(found.down for found in surveys))
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


def _looker(surveys: Sequence[Survey]) -> Callable[[str, str], bool]:
    """Whether a Ref that was known or listed is there no more: a file may be moved while a run is listing files."""
    sources = {found.source.name: found.source for found in surveys}

    def has_gone(name: str, key: str) -> bool:
        if name not in sources:
            return True
        try:
            items = list(sources[name].read(Ref(key=key, signature="")))
        except SourceUnavailable:
            return False
        return any(isinstance(item, InvalidEntry) and item.problem.code == "vanished" for item in items)

    return has_gone


def _read_contested(ingest: Ingest) -> None:
    """Once more what was refused because of another article: that one may have given way since."""
    contested, ingest.contested = ingest.contested, []
    if ingest.known.fresh:
        return
    ingest.known.give_way()
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


def read_again(
    this: Run, refs: Iterable[tuple[str, str]], articles: ArticleCache, *, patient: bool = False
) -> None:
    """Refs whose text is not what was recorded are recorded as changes first. What is to be built anew can't wait."""
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
    read(this, surveys, articles, patient=patient)


def wake(this: Run, articles: ArticleCache) -> None:
    """Entries that time alone changes. What of it is an article's to say is read first: the version of a live story
    that is due, and whether it can have the address that another one has."""
    ledger = this.store.ledger
    read_first = [
        kept.record
        for kept in ledger.waking(this.now)
        if kept.record.waits is not None or waking.is_contested(ledger, kept, this.now)
    ]
    if refs := {(record.source, record.ref) for record in read_first}:
        read_again(this, refs, articles, patient=True)
    with this.store.transaction():
        ingest = _ingest(this, KnownInRun(this.store.ledger, ()), ArticleCache())
        waking.wake(ingest, ledger.waking(this.now))


def _ingest(this: Run, known: KnownInRun, articles: ArticleCache, *, patient: bool = True) -> Ingest:
    config = this.parts.config
    return Ingest(
        store=this.store,
        members=Members(this.store, config.feeds, config.publication, config.sitemaps, this.urgent),
        known=known,
        articles=articles,
        outcome=this.outcome,
        now=this.now,
        allow_resurfacing=this.options.allow_resurfacing,
        patient=patient,
    )


def _remember(this: Run, found: Survey, held: Problem | None) -> None:
    ledger, name = this.store.ledger, found.source.name
    problems = found.problems
    if found.down:
        problems = [still_published(this, found, problem) for problem in problems]
    if held is not None:
        problems = [*problems, held]
    if not found.whole and not found.down and found.listed:
        codes = {"removals"} if held is not None else set()
        problems = [*problems, *(each for each in _standing(this, found) if each.code not in codes)]
    if found.listed or found.down:
        ledger.set_problems(name, None, [(problem.where, problem) for problem in problems], this.now)
    if found.down or not found.listed:
        return
    if found.whole and held is None and is_held(ledger, name):
        no_longer_held(ledger, name)
    # After a look at named paths the cursor no longer vouches for the folders they are in.
    scanned = this.now if found.whole else found.scanned or this.now
    ledger.set_source(name, found.settings_digest, None if held else found.cursor, scanned)


def _standing(this: Run, found: Survey) -> list[Problem]:
    """What was wrong with a source in places that a look at named paths did not come to."""
    only = found.only or frozenset()
    return [
        problem
        for problem, _, source, ref, _ in this.store.ledger.problems()
        if source == found.source.name
        and not ref
        and problem.code != "source-unavailable"
        and not any(f"/{key}/" in f"/{problem.where}/" for key in only)
    ]
