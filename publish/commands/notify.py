"""masthead notify: what hubs have not been told yet is sent. Nothing is read or built, and no lock is taken."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

from publish.announce import Announced, Bell, announce
from publish.cli import Surroundings
from publish.commands._parts import configuration, opened
from publish.compose import Parts, compose
from publish.notifying.pings import Ping, allowed_hubs
from publish.settings import Config
from publish.terminal import report
from publish.terminal.progress import watching
from publish.terminal.screen import Screen, escape
from publish.zones import zone_of

# The last look at a document falls due at the end of the time there is for it; it may take as long.
GRACE = timedelta(seconds=5)
SHOWN = 10


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Send what is owed, say what is owed still, and return 1 where that is anything."""
    settings = configuration(options, surroundings)
    parts, screen = compose(settings), surroundings.screen
    if parts.store_path.exists():
        with opened(parts.store_path, scratch=False) as store, store.transaction():
            store.owed.hasten(surroundings.clock())  # someone asks: no pause counts
    sent, left = send(parts, surroundings, wait=options.wait, quiet=options.quiet, verbose=options.verbose)
    if options.json:
        import json

        screen.print(json.dumps(as_json(sent, left)))
    else:
        zone = zone_of(settings.publication.timezone)
        if not options.quiet and (sent.sent or not left) and why_silent(settings) is None:
            screen.print(_sentence(sent))
        screen.print(*owed_lines(left, screen, now=surroundings.clock(), zone=zone))
    return 1 if left else 0


def send(
    parts: Parts, surroundings: Surroundings, *, wait: float | None = None, quiet: bool = False, verbose: bool = False
) -> tuple[Announced, list[Ping]]:
    """Send what is owed, for at most `wait` seconds (None: as long as documents are looked for).

    Returns what was sent, and every ping that is owed still.
    """
    screen = surroundings.screen
    longest = parts.config.notify.live_timeout if wait is None else timedelta(seconds=wait)
    with (
        opened(parts.store_path, scratch=not parts.store_path.exists()) as store,
        watching(screen, quiet=quiet, verbose=verbose) as progress,
    ):
        if note := why_silent(parts.config):
            screen.say(*report.wrap(f"note: {note}", screen, "", "      "))
        sent = announce(
            parts,
            store,
            surroundings.clock,
            Bell(),
            until=surroundings.clock() + longest + GRACE,
            tell=lambda sentence: screen.say(escape(sentence)) if verbose else None,
            progress=progress,
        )
        return sent, store.owed.all()


def why_silent(config: Config) -> str | None:
    """Why no hub is told, None where hubs are."""
    if not config.publication.hubs:
        return "There is no hub to tell: name one in hubs of [publication]."
    if allowed_hubs(config):
        return None
    return (
        f"No hub is told: {config.publication.feeds_url} is at an address that nobody outside reaches."
        " If that is meant, set allow_private in [notify]."
    )


def owed_lines(left: list[Ping], screen: Screen, *, now: datetime, zone: tzinfo) -> Iterator[str]:
    """What is owed to whom, since when, why, and when it is tried again."""
    if not left:
        return
    yield screen.paint(report.count(len(left), "ping is owed to a hub", "pings are owed to hubs"), "bold", "yellow")
    for ping in left[:SHOWN]:
        reason = f": {ping.error}" if ping.error else ""
        yield from report.wrap(escape(f"{ping.topic}{reason}"), screen, "  ", "  ", escape(ping.topic))
        since, again = (report.moment(when, now, zone) for when in (ping.since, ping.next_at))
        yield screen.paint(f"    to {escape(ping.hub)}, since {since}, next {again}", "dim")
    if len(left) > SHOWN:
        yield screen.paint(f"  and {len(left) - SHOWN} more: --json lists all", "dim")
    yield ""


def as_json(sent: Announced, left: list[Ping]) -> dict[str, Any]:  # Any: JSON
    """What --json prints."""
    return {
        "pings": {"sent": sent.sent, "owed": len(left)},
        "unseen": sent.unseen,
        "owed": [ping_as_json(ping) for ping in left],
    }


def ping_as_json(ping: Ping) -> dict[str, Any]:  # Any: JSON
    """One ping owed."""
    return {
        "hub": ping.hub,
        "topic": ping.topic,
        "etag": ping.etag,
        "since": report.iso(ping.since),
        "attempts": ping.attempts,
        "next": report.iso(ping.next_at),
        "error": ping.error,
    }


def _sentence(sent: Announced) -> str:
    if not sent.sent:
        return "Nothing is owed: hubs know of every document."
    unseen = f", {len(sent.unseen)} of them before the document was at its address" if sent.unseen else ""
    return f"{report.count(sent.sent, 'ping', 'pings')} sent{unseen}."
