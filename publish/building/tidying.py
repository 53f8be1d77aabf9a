"""What is written no more: the end of the fourth step. Targets may take a minute; the state is not locked meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from publish.building.deliver import Delivery

if TYPE_CHECKING:
    from publish.run import Run


def tidy(this: Run, deliveries: Sequence[Delivery]) -> None:
    """What no feed is written to any more: with --prune it is deleted, else its last document stays.

    Where that was taken away or replaced by hand, the path is no longer ours.
    """
    agenda = this.store.agenda
    if this.options.prune or any(delivery.is_unsure() for delivery in deliveries):
        ended = {row.feed for row in agenda.feeds() if row.ended}
        documents = agenda.documents()
        kept_up = {path for feed, named in documents.items() if feed not in ended for _, path in named}
        forget(this, [(delivery, delivery.strays(kept_up)) for delivery in deliveries])
    if this.options.dry_run:
        return
    if any(delivery.spare() for delivery in deliveries):
        forget(this, [(delivery, delivery.drop_neighbours()) for delivery in deliveries])
    if this.options.prune:
        forget(this, [(delivery, delivery.delete(delivery.beyond(kept_up))) for delivery in deliveries])
        if ended:
            with this.store.transaction():
                for feed in sorted(ended):
                    this.store.versions.drop(path for _, path in documents.get(feed, ()))
                    agenda.drop(feed)


def forget(this: Run, gone: Sequence[tuple[Delivery, Sequence[str]]]) -> None:
    """What is at these paths is no longer ours.

    A run that was killed before this is found out by the next one: where a document is missing that nothing is
    written to any more, its path is forgotten.
    """
    if any(paths for _, paths in gone):
        with this.store.transaction():
            for delivery, paths in gone:
                delivery.forget(paths)
