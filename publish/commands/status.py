"""masthead status: what is published, held, wrong. Nothing is read from the sources and no lock is taken."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime, tzinfo

from publish import pipeline, report
from publish.cli import Surroundings
from publish.columns import table
from publish.commands._parts import configuration, opened
from publish.commands.notify import owed_lines, ping_as_json
from publish.compose import compose
from publish.outcome import Outcome
from publish.screen import Screen
from publish.zones import zone_of


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Print the state of the publication. The exit status says nothing about problems."""
    settings = configuration(options, surroundings)
    parts = compose(settings)
    with opened(parts.store_path, scratch=True) as store:
        outcome = pipeline.status(parts, store, surroundings.now)
        owed = store.owed.all()
    outcome.owed = len(owed)
    screen = surroundings.screen
    if options.json:
        import json

        shown = report.as_json(outcome, show_held=options.show_held)
        screen.print(json.dumps({**shown, "owed": [ping_as_json(ping) for ping in owed]}))
        return 0
    zone = zone_of(settings.publication.timezone)
    screen.print(*owed_lines(owed, screen, now=surroundings.now, zone=zone))
    screen.print(*_lines(outcome, screen, surroundings.now, zone, show_held=options.show_held))
    return 0


def _lines(outcome: Outcome, screen: Screen, now: datetime, zone: tzinfo, *, show_held: bool) -> list[str]:
    if not outcome.feeds and not outcome.problems:
        return ["Nothing has been published yet: masthead build"]
    lines = list(report.problem_lines(outcome.problems, screen, now=now, zone=zone))
    rows = [
        (
            feed.path,
            feed.title,
            f"{feed.entries:,}",
            report.moment(feed.updated, now, zone) if feed.updated else "",
            "ended" if feed.ended else "",
        )
        for feed in outcome.feeds
    ]
    lines += [*table(("feed", "title", "entries", "updated", ""), rows, screen), ""]
    lines += report.held_lines(outcome, screen, now=now, zone=zone, show_held=show_held)
    published = report.count(outcome.live, "article is", "articles are")
    return [*lines, f"{published} published in {report.count(len(outcome.feeds), 'feed', 'feeds')}."]
