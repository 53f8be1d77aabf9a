"""The third and fourth step of a run, whole: build what is due, and have it written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from entries.model import Problem
from feeds.build import spec_digest
from publish.building import shapes_kept
from publish.building.archives import archives_of, close_pages, page_specs, restore_pages
from publish.building.catalogue import catalogue
from publish.building.deliver import Delivery
from publish.building.fragments import Fragments, version
from publish.building.press import Press
from publish.building.printed import Printed
from publish.building.tidying import tidy
from publish.building.windows import newest
from publish.building.writing import batches, intend, write, write_list
from publish.ingesting.articles import ArticleCache
from publish.ingesting.content import content_of
from publish.ingesting.reading import read_again
from publish.outcome import Reported
from publish.store import CATALOGUE, DOCUMENT_DATES, FeedRow

if TYPE_CHECKING:
    from publish.run import Run

# How often a run starts over because articles changed while it was building.
ROUNDS = 3


def publish(this: Run, deliveries: Sequence[Delivery], articles: ArticleCache | None) -> None:
    """Build every feed that is due, and write what the targets do not hold."""
    cache = articles or ArticleCache()
    fragments = Fragments(
        agenda=this.store.agenda,
        sources={source.name: source for source, _ in this.parts.sources},
        articles=cache,
        language=this.parts.config.publication.language,
        site=this.parts.config.publication.link,
        same=lambda article, kept: content_of(article) == kept.content,
    )
    versions = {name: version(make()) for name, make in this.parts.formats.items()}
    loaded = shapes_kept.load(this.store, versions)
    said: set[Problem] = set()
    for _ in range(ROUNDS):
        _round(this, deliveries, fragments, cache, said)
        late = fragments.late
        if not late:
            break
        fragments.forget_failures()
        read_again(this, late, cache)
    ordered = sorted(said, key=lambda problem: (problem.where, problem.code, problem.problem))
    this.outcome.problems += (Reported(problem=problem, since=this.now) for problem in ordered)
    _list_feeds(this, deliveries)
    if any(this.parts.config.sitemaps):
        from publish.building.sitemaps import publish_sitemaps

        publish_sitemaps(this, deliveries)
    tidy(this, deliveries)
    _remember_failures(this, deliveries, fragments)
    shapes_kept.save(this.store, versions, loaded)


def _remember_failures(this: Run, deliveries: Sequence[Delivery], fragments: Fragments) -> None:
    """What this step could not do, with the moment since when: it is tried again by every run, and named by each."""
    ledger = this.store.ledger
    failures = [(id, problem) for id, problem in sorted(fragments.failed.items())]
    failures += [
        (delivery.target.name, problem)
        for delivery in deliveries
        for problem in (delivery.failed, delivery.left)
        if problem is not None
    ]
    if failures or any(not source for _, _, source, _, _ in ledger.problems()):
        with this.store.transaction():
            ledger.set_problems("", None, failures, this.now)


def _round(
    this: Run, deliveries: Sequence[Delivery], fragments: Fragments, cache: ArticleCache, said: set[Problem]
) -> None:
    config, agenda = this.parts.config, this.store.agenda
    formats = {name: make() for name, make in this.parts.formats.items()}
    versions = {name: version(format) for name, format in formats.items()}
    specs = {spec.path: spec for spec in (*config.feeds, *page_specs(config.feeds))}
    digests = {path: spec_digest(spec, config.publication, versions) for path, spec in specs.items()}
    due = {*agenda.due(), *agenda.outdated(digests)}
    # Most runs follow from one edit, and look at its feeds alone.
    looked_at = None if _concerns_all(this, deliveries) else due
    etags = agenda.documents(looked_at)
    rows = {row.feed: row for row in agenda.feeds(looked_at) if row.spec in specs}
    restore_pages(this.store, rows, specs)
    archives = archives_of(this.store.history, rows.values(), config.feeds)
    moved = looked_at is not None and any(row.was for row in rows.values())
    others = (row for row in agenda.feeds() if row.spec in specs) if moved else rows.values()
    press = Press(
        ledger=this.store.ledger,
        agenda=agenda,
        publication=config.publication,
        specs=specs,
        formats=formats,
        digests=digests,
        fragments=fragments,
        etags=etags,
        now=this.now,
        standing=deliveries[0].standing,
        records=dict(cache.recorded),
        taken={row.path.casefold() for row in others},
        problems=said,
        archives=archives,
    )
    if archives.archived:
        close_pages(this.store, rows, specs, lambda row: newest(agenda, row, specs[row.spec])[1])
        press = press._replace(archives=archives_of(this.store.history, rows.values(), config.feeds))
    for delivery in deliveries:
        delivery.expect(path for feed, paths in etags.items() if feed in rows for _, path in paths)
    wrong = {delivery.document_at(path) for delivery in deliveries for path in delivery.wrong}
    again = {feed for feed, paths in etags.items() if any(path in wrong for _, path in paths)}
    waiting = {row.feed for row in rows.values() if row.spec in this.options.waiting} - this.urgent
    due = {feed for feed in agenda.due() if feed in rows and feed not in waiting} | again
    due |= {row.feed for row in rows.values() if row.updated and row.spec_digest != press.digests[row.spec]}
    # Pages first: no document names one that is not there yet.
    ordered = sorted(due & rows.keys(), key=lambda feed: (not archives.is_page(rows[feed]), feed))
    todo = {feed: rows[feed] for feed in ordered}
    _take_up(this, press, todo, deliveries)
    written = [row for row in todo.values() if not press.waits(row)]
    intend(this, deliveries, [path for row in written for path in press.every_path(row)])
    this.progress.step("build", len(todo))
    for batch in batches(press.print(todo, again)):
        write(this, deliveries, batch, fragments, etags)
        this.progress.advance(len(batch))


def _concerns_all(this: Run, deliveries: Sequence[Delivery]) -> bool:
    """Whether more than what changed is to be looked at: documents are missing somewhere, or may be."""
    config = this.parts.config
    if any(spec.archive for spec in config.feeds) or any(delivery.wrong for delivery in deliveries):
        return True
    return this.store.ledger.meta("config") != this.parts.config_digest


def _take_up(this: Run, press: Press, rows: dict[int, FeedRow], deliveries: Sequence[Delivery]) -> None:
    """After a loss of state: a feed goes on from the date and the bytes of the documents that are still there."""
    dates: dict[str, str] = json.loads(this.store.ledger.meta(DOCUMENT_DATES) or "{}")
    if not dates:
        return
    for row in list(rows.values()):
        paths = press.paths(row)
        there = [datetime.fromisoformat(dates[path]) for path in press.every_path(row) if path in dates]
        if row.updated is None and there:
            rows[row.feed] = row._replace(updated=max(there))
            held = {path: etag for delivery in deliveries for path, (etag, _) in delivery.held.items()}
            press.etags[row.feed] = {(name, path): held.get(path, "") for name, path in paths.items()}


def _list_feeds(this: Run, deliveries: Sequence[Delivery]) -> None:
    """The list of all feeds: the page for people and OPML."""
    agenda, config = this.store.agenda, this.parts.config
    row = agenda.feed(CATALOGUE, "")
    wrong = {delivery.document_at(path) for delivery in deliveries for path in delivery.wrong}
    later = not this.options.listing and wrong.isdisjoint(filter(None, (config.page.path, config.page.opml)))
    if row is None or (row.updated is not None and later):
        return
    listed = catalogue(this) if this.parts.lists else None
    if listed is None:
        if row.rendered_seq < row.dirty_seq or agenda.documents([row.feed]):
            with this.store.transaction():
                agenda.finish(row, row.dirty_seq, ())
        return
    paths = {name: path for name, path in (("page", config.page.path), ("opml", config.page.opml)) if path is not None}
    documents = tuple((name, this.parts.lists[name]().document(listed, path)) for name, path in paths.items())
    row = row._replace(updated=listed.updated)
    write_list(this, deliveries, [Printed(row=row, seq=row.dirty_seq, documents=documents)])
