"""What follows from a changed configuration: feeds that moved, ended or came back, and who belongs where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feeds.paths import feed_path
from feeds.spec import FeedSpec
from publish.digests import of_selection
from publish.errors import TargetUnavailable
from publish.ingesting.members import Members
from publish.store import ARCHIVE, CATALOGUE, SITEMAP, Agenda, FeedRow

if TYPE_CHECKING:
    from publish.run import Run


def reconfigure(this: Run) -> None:
    """Bring the remembered feeds in line with the configuration. Nothing is read; within a transaction."""
    agenda, ledger, config = this.store.agenda, this.store.ledger, this.parts.config
    specs = {spec.path: spec for spec in config.feeds}
    renamed = {old: spec.path for spec in config.feeds for old in spec.was}
    _forget_foreign(this)
    rows = {(row.spec, row.key): row for row in agenda.feeds() if not row.spec.startswith(CATALOGUE)}
    taken = {row.path.casefold() for row in rows.values()}
    for place in list(rows):
        row = after = rows[place]
        if row.spec not in specs and row.spec in renamed:
            spec = specs[renamed[row.spec]]
            if (heir := rows.get((spec.path, row.key))) is not None:
                # It went on as another feed before anyone said that it moved: that one keeps its path up to date.
                agenda.drop(row.feed)
                _drop_pages(agenda, row)
                row, after = heir, heir._replace(was=_was(heir.path, (*heir.was, *row.was, row.path)))
            else:
                after = _moved(row, spec, taken)
                taken.add(after.path.casefold())
        after = after._replace(ended=after.spec not in specs)
        rows[after.spec, after.key] = after
        if after != row:
            agenda.change(after)
            agenda.mark([row.feed])
    _note_sitemaps(this)
    _follow(this, renamed)
    selection = of_selection(config)
    if ledger.meta("selection") != selection:
        members = Members(this.store, config.feeds, config.publication, config.sitemaps)
        for kept in list(ledger.live()):
            members.update(kept, kept)
        members.flush()
        ledger.set_meta("selection", selection)


def _drop_pages(agenda: Agenda, feed: FeedRow) -> None:
    for row in agenda.feeds():
        if row.spec == ARCHIVE + feed.spec and row.key.partition("/")[2] == feed.key:
            agenda.drop(row.feed)


def _follow(this: Run, renamed: Mapping[str, str]) -> None:
    """Archive pages go with their feed; their own paths never change. Without an archive they end, and so do sitemaps
    that nobody asks for any more."""
    agenda, sitemaps = this.store.agenda, this.parts.config.sitemaps
    archived = {ARCHIVE + spec.path for spec in this.parts.config.feeds if spec.archive}
    for row in agenda.feeds():
        if row.spec.startswith(ARCHIVE):
            old = row.spec.removeprefix(ARCHIVE)
            after = row._replace(spec=ARCHIVE + renamed.get(old, old))
            after = after._replace(ended=after.spec not in archived)
        elif row.spec == SITEMAP:
            after = row._replace(ended=(sitemaps.news if row.key == "news" else sitemaps.path) is None)
        else:
            continue
        if after != row or row.spec == SITEMAP:
            agenda.change(after)
            agenda.mark([row.feed])


def _note_sitemaps(this: Run) -> None:
    """A sitemap may list what is not below its own address, or on another host, if the site's robots.txt names it
    (https://www.sitemaps.org/protocol.html#sitemaps_cross_submits)."""
    config = this.parts.config
    paths = [path for path in config.sitemaps if path is not None]
    if paths and not any(row.spec == SITEMAP and not row.ended for row in this.store.agenda.feeds()):
        lines = "  and  ".join(f"Sitemap: {config.publication.feeds_url}{path}" for path in paths)
        robots = urljoin(config.publication.link, "/robots.txt")
        this.outcome.notes.append(f"search engines look for sitemaps in {robots}; put into it:  {lines}")


def conclude(this: Run) -> None:
    """Remember that all that follows from the configuration is published: until then it is owed.

    Also after a run that pruned: what was kept for the sake of what stood there goes.
    """
    from feeds.build import variant_of
    from publish.building.fragments import variant_key

    config = this.parts.config
    variants = {variant_key(variant_of(spec, config.publication)) for spec in config.feeds}
    with this.store.transaction():
        this.store.agenda.keep_variants(variants)
        _sweep(this)
        this.store.ledger.set_meta("config", this.parts.config_digest)


def _sweep(this: Run) -> None:
    """Forget what was kept for documents and feeds that are no more."""
    store, config = this.store, this.parts.config
    publication = config.publication
    store.versions.drop_unpublished()
    # A page that was not pruned keeps its entries: the archive may be asked for again.
    archived = {spec.path for spec in config.feeds if spec.archive}
    store.history.give_up(row.feed for row in store.agenda.feeds() if row.spec not in archived)
    store.runs.keep_releases(spec.path for spec in config.feeds)
    if pings := store.owed.all():
        bases = {publication.feeds_url, *(edition.feeds_url for edition in publication.editions.values())} - {None}
        # What has ended stands in the first target until it is pruned, and a hub may still be told of its last change.
        paths = store.agenda.held(this.parts.targets[0].name)
        topics = {f"{base}{path}" for base in bases for path in paths}
        store.owed.drop({ping.topic for ping in pings} - topics)


def _moved(row: FeedRow, spec: FeedSpec, taken: set[str]) -> FeedRow:
    """The feed at its new path. Its id stays, and so does its old path, kept up to date."""
    path = feed_path(spec, row.key, row.name, taken - {row.path.casefold()})
    return row._replace(spec=spec.path, path=path, was=_was(path, (*row.was, row.path)))


def _was(path: str, before: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(old for old in before if old != path))


def _forget_foreign(this: Run) -> None:
    """A target that moved to another folder may find files of other programs there, which are not ours to replace."""
    agenda, ledger = this.store.agenda, this.store.ledger
    for target in this.parts.targets:
        name, where = f"target {target.name}", target.where("")
        if ledger.meta(name) not in (None, where):
            from feeds.provenance import is_ours

            try:
                there = {path: target.read(path) for path in agenda.held(target.name)}
            except TargetUnavailable:
                continue  # whoever writes to it says so
            agenda.drop_held(target.name, (path for path, data in there.items() if data and not is_ours(data)))
        ledger.set_meta(name, where)
