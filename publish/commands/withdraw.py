"""masthead withdraw: an article is taken back, and the feeds it was in say so at once."""

from __future__ import annotations

from argparse import Namespace
from contextlib import nullcontext

from publish.cli import Surroundings
from publish.commands._parts import absolute, alone, configuration, notified, opened
from publish.commands._run import carry_out
from publish.compose import compose
from publish.errors import PublishError
from publish.outcome import Options, exit_status
from publish.terminal import report
from publish.terminal.progress import watching
from publish.terminal.screen import escape
from publish.withdrawals import find, restore, withdraw
from publish.zones import zone_of


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Withdraw or restore one article and publish that; of the sources only a restored article is read."""
    settings = configuration(options, surroundings)
    parts, screen, now = compose(settings), surroundings.screen, surroundings.now
    if not parts.store_path.exists():
        raise PublishError(f"Nothing has been published yet: there is no {parts.store_path}")
    if options.undo and options.note:
        raise PublishError("--undo takes no --note: the article itself is shown again.")
    with (
        nullcontext() if options.dry_run else alone(settings, options.wait, now),
        opened(parts.store_path, scratch=options.dry_run) as store,
        watching(screen, quiet=False, verbose=options.verbose) as progress,
    ):
        sources = [source for source, _ in parts.sources]
        kept = find(store.ledger, sources, options.article, lambda path: absolute(surroundings, path))
        with store.transaction():
            end = None
            if options.undo:
                restore(store, kept, now)
            else:
                end = withdraw(store, kept, options.note, now)
        # A withdrawal looks at no source: it must not wait for one that is down, nor bring other news along.
        asked = Options(changed=None if options.undo else (), dry_run=options.dry_run, listed=False)
        outcome = carry_out(parts, store, asked, now, progress)
    status = exit_status(outcome)
    if options.notify and not options.dry_run and notified(parts, outcome, surroundings, verbose=options.verbose):
        status = max(status, 1)
    if options.json:
        import json

        screen.print(json.dumps({"id": kept.record.id, **report.as_json(outcome, dry_run=options.dry_run)}))
        return status
    done = "Restored" if options.undo else "Withdrawn"
    verb = f"Would be {done.lower()}" if options.dry_run else done
    screen.print(*report.wrap(f"{verb}: {escape(kept.record.title)} ({escape(kept.record.link)})", screen, ""))
    zone = zone_of(settings.publication.timezone)
    if end is not None:
        note = f"A note stands in its place until {report.day(end, now, zone)}, then it leaves the feeds."
        screen.print(*report.wrap(note, screen, ""))
    screen.print(*report.summary(outcome, screen, now=now, zone=zone, dry_run=options.dry_run))
    return status
