"""masthead status: what is published, held, wrong. Nothing is read from the sources and no lock is taken."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from publish import pipeline
from publish.cli import Surroundings
from publish.commands._parts import configuration, opened
from publish.commands.notify import owed_lines, ping_as_json
from publish.compose import compose
from publish.outcome import Outcome
from publish.running.health import illness, next_run
from publish.runs import RunRow
from publish.settings import Config
from publish.stores.published import last_run
from publish.terminal import report
from publish.terminal.columns import table
from publish.terminal.screen import Screen, escape
from publish.withdrawals import shown_notes
from publish.zones import zone_of

# The lock of a run is let go of so long after its end at the most.
_SAME = timedelta(seconds=5)


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Print the state of the publication. The exit status says nothing about problems, but with --health."""
    settings = configuration(options, surroundings)
    if options.health:
        return _health(settings, surroundings)
    parts = compose(settings)
    with opened(parts.store_path, scratch=True) as store:
        last = store.runs.last()
        outcome = pipeline.status(parts, store, surroundings.now, show_held=options.show_held)
        owed = store.owed.all()
        notes = shown_notes(store.ledger)
    outcome.owed = len(owed)
    screen, looked = surroundings.screen, _looked(settings)
    if options.json:
        import json

        shown = report.as_json(outcome, show_held=options.show_held)
        due = next_run(settings, looked or last.started) if last is not None else None
        runs = {"last_run": _run_as_json(last), "last_look": report.iso(looked), "next_run": report.iso(due)}
        withdrawn = [{"id": id, "link": link, "until": report.iso(until)} for id, link, until in notes]
        pings = [ping_as_json(ping) for ping in owed]
        screen.print(json.dumps({**shown, **runs, "withdrawn": withdrawn, "owed": pings}))
        return 0
    zone = zone_of(settings.publication.timezone)
    screen.print(*owed_lines(owed, screen, now=surroundings.now, zone=zone))
    screen.print(*_lines(outcome, screen, surroundings.now, zone, show_held=options.show_held))
    for _, link, until in notes:
        moment = report.moment(until, surroundings.now, zone)
        screen.print(*report.wrap(f"withdrawn until {moment}: {escape(link)}", screen, "", "  "))
    if last is not None:
        screen.print(*report.wrap(_run_line(last, looked, settings, surroundings.now, zone), screen, ""))
    return 0


def _health(settings: Config, surroundings: Surroundings) -> int:
    """0 where the last run is recent and did not fail, else 1 and why. Cheap enough to ask every minute."""
    path = settings.state.path
    last = last_run(path) if path.exists() else None
    why = illness(settings, last, _looked(settings), surroundings.now)
    surroundings.screen.print(why or "well")
    return 0 if why is None else 1


def _looked(settings: Config) -> datetime | None:
    """When a run last began or ended, whatever it did: most change nothing, and only the lock tells of them."""
    try:
        changed = settings.state.path.with_suffix(".lock").stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(changed, UTC).replace(microsecond=0)


def _run_line(last: RunRow, looked: datetime | None, settings: Config, now: datetime, zone: tzinfo) -> str:
    told = last.told
    did = told["error"] if "error" in told else report.count(told["documents"], "document", "documents") + " written"
    due = report.moment(next_run(settings, looked or last.started), now, zone)
    when = report.moment(last.started, now, zone)
    since = ""
    if looked is not None and looked - last.finished > _SAME:
        since = f" Looked again {report.moment(looked, now, zone)}."
    return f"Last run {when} ({last.cause}): {escape(did.rstrip('.'))}.{since} The next is due {due}."


def _run_as_json(last: RunRow | None) -> dict[str, Any] | None:  # Any: JSON
    if last is None:
        return None
    moments = {"started": report.iso(last.started), "finished": report.iso(last.finished)}
    return {**moments, "cause": last.cause, "status": last.status, **last.told}


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
