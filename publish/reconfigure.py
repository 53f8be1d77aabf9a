"""What follows from a changed configuration: feeds that moved, ended or came back, and who belongs where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.paths import feed_path
from feeds.spec import FeedSpec
from publish.digests import of_selection
from publish.members import Members
from publish.store import CATALOGUE, FeedRow

if TYPE_CHECKING:
    from publish.run import Run


def reconfigure(this: Run) -> None:
    """Bring the remembered feeds in line with the configuration. Nothing is read; within a transaction."""
    agenda, ledger, config = this.store.agenda, this.store.ledger, this.parts.config
    specs = {spec.path: spec for spec in config.feeds}
    renamed = {old: spec.path for spec in config.feeds for old in spec.was}
    rows = agenda.feeds()
    taken = {row.path.casefold() for row in rows}
    for row in rows:
        if row.spec == CATALOGUE:
            continue
        after = row
        if row.spec not in specs and row.spec in renamed:
            after = _moved(row, specs[renamed[row.spec]], taken)
            taken.add(after.path.casefold())
        ended = after.spec not in specs
        if after != row or ended != row.ended:
            agenda.change(after._replace(ended=ended))
            agenda.mark([row.feed])
    selection = of_selection(config)
    if ledger.meta("selection") != selection:
        members = Members(agenda, config.feeds, config.publication)
        for kept in list(ledger.live()):
            members.update(kept, kept)
        members.flush()
        ledger.set_meta("selection", selection)


def _moved(row: FeedRow, spec: FeedSpec, taken: set[str]) -> FeedRow:
    """The feed at its new path. Its id stays, and so does its old path, kept up to date."""
    path = feed_path(spec, row.key, row.name, taken - {row.path.casefold()})
    return row._replace(spec=spec.path, path=path, was=(*(old for old in row.was if old != path), row.path))
