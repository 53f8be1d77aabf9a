"""What an editor reads after a run: problems first, then what was published. Pure text, no clock, no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from publish.outcome import Outcome, Reported, is_fruitless
from publish.terminal.screen import Screen, escape

if TYPE_CHECKING:
    from entries.problem import Problem

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHOWN = 20
# In this order; the colour of its heading, and what it is.
_LEVELS = {
    "unavailable": ("red", "source or file not available", "sources or files not available"),
    "refused": ("red", "article refused", "articles refused"),
    "held": ("yellow", "change held back", "changes held back"),
    "repaired": ("cyan", "repaired and published", "repaired and published"),
}


def summary(
    outcome: Outcome,
    screen: Screen,
    *,
    now: datetime,
    zone: tzinfo = UTC,
    quiet: bool = False,
    show_held: bool = False,
    dry_run: bool = False,
) -> list[str]:
    """The report of a run as lines. Times are shown in `zone`; the year only where it is not that of `now`."""
    lines = list(problem_lines(outcome.problems, screen, now=now, zone=zone, quiet=quiet))
    if is_fruitless(outcome) and outcome.counts.refused:
        counts = outcome.counts
        first = next((str(one.problem) for one in outcome.problems if one.problem.level == "refused"), "")
        lines += wrap(
            f"Nothing could be published: {counts.refused} of {outcome.articles} refused, the feeds are unchanged."
            f" First: {escape(first)}",
            screen,
            "",
        )
        return lines
    if quiet:
        return lines
    lines += wrap(_done(outcome, dry_run), screen, "")
    lines += _pings(outcome, dry_run)
    lines += held_lines(outcome, screen, now=now, zone=zone, show_held=show_held)
    if outcome.counts.removed and not dry_run:
        lines += wrap(
            f"{count(outcome.counts.removed, 'article has', 'articles have')} left the feeds. Who has read or stored "
            "one keeps it; to take back its text, withdraw it: masthead withdraw",
            screen,
            "",
        )
    return lines


def held_lines(outcome: Outcome, screen: Screen, *, now: datetime, zone: tzinfo, show_held: bool) -> list[str]:
    """How many entries are held and when the next is released; their titles, and what is odd about them, only where
    someone asked for that."""
    waiting = []
    if outcome.waiting and outcome.waiting_until is not None:
        until = moment(outcome.waiting_until, now, zone)
        if outcome.waiting == 1:
            waiting = wrap(f"1 live story waits until {until}.", screen, "")
        else:
            waiting = wrap(f"{outcome.waiting:,} live stories wait, the first until {until}.", screen, "")
    if not outcome.counts.held:
        return waiting
    released = ""
    if outcome.held_until is not None:
        released = f"; the next is released {moment(outcome.held_until, now, zone)}"
    lines = wrap(f"{count(outcome.counts.held, 'article is', 'articles are')} held{released}.", screen, "")
    if show_held:
        lines += [f"  {escape(title)}" for title in outcome.held_titles]
        for problem in outcome.held_problems[:SHOWN]:
            lines += wrap(sentence(problem, now, zone), screen, "  ", "  ", place(problem.problem))
        if len(outcome.held_problems) > SHOWN:
            lines.append(screen.paint(f"  and {len(outcome.held_problems) - SHOWN} more: --json lists all", "dim"))
    return [*lines, *waiting]


def problem_lines(
    problems: list[Reported], screen: Screen, *, now: datetime, zone: tzinfo, quiet: bool = False
) -> Iterator[str]:
    """Every kind of problem under a heading, the first of each in full."""
    for level, (colour, one, many) in _LEVELS.items():
        found = [problem for problem in problems if problem.problem.level == level]
        if not found or (quiet and level == "repaired"):
            continue
        yield screen.paint(count(len(found), one, many), "bold", colour)
        for problem in found[:SHOWN]:
            yield from wrap(sentence(problem, now, zone), screen, "  ", "  ", place(problem.problem))
            since = "new" if problem.new else f"since {moment(problem.since, now, zone)}"
            yield screen.paint(f"    {problem.problem.code}, {since}", "dim")
        if len(found) > SHOWN:
            yield screen.paint(f"  and {len(found) - SHOWN} more: --json lists all", "dim")
        yield ""


def sentence(reported: Reported, now: datetime, zone: tzinfo = UTC) -> str:
    """A problem in full: where, what, what to do, and what is still published meanwhile."""
    text = str(reported.problem)
    if reported.problem.level == "refused" and reported.published is not None:
        published = day(reported.published, now, zone)
        text += f" The version published on {published} stays in the feeds until this is mended."
    elif not reported.problem.remedy and reported.problem.level == "refused":
        text += " It is left out until this is mended."
    return escape(text)


def place(problem: Problem) -> str:
    """The part of a problem's sentence that says where."""
    where = escape(problem.where)
    return where if problem.line is None else f"{where}:{problem.line}"


def day(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """ "21 Nov", or "21 Nov 2025" in another year than `now`."""
    local = moment.astimezone(zone)
    year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
    return f"{local.day} {MONTHS[local.month - 1]}{year}"


def moment(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """ "21 Nov 09:15", with the zone's name where that is UTC."""
    local = moment.astimezone(zone)
    return f"{day(moment, now, zone)} {local.hour:02}:{local.minute:02}" + (" UTC" if zone is UTC else "")


def wrap(text: str, screen: Screen, indent: str, hang: str = "", place: str = "") -> list[str]:
    """A paragraph at the screen's width, all lines but the first further in by `hang`, `place` set off.

    Never broken inside a word, for paths are copied.
    """
    lines = [indent + text]
    if screen.width is not None:
        from textwrap import wrap

        lines = wrap(
            text,
            screen.width,
            initial_indent=indent,
            subsequent_indent=indent + hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
    if place and lines and lines[0].startswith(indent + place):
        lines[0] = indent + screen.paint(place, "bold") + lines[0][len(indent + place) :]
    return lines


def change_lines(outcome: Outcome, screen: Screen) -> Iterator[str]:
    """What subscribers would see: one line for each entry, for --dry-run."""
    for change in outcome.changes:
        kind = screen.paint(f"{change.kind:<9}", "bold")
        yield f"{kind}  {escape(change.title)}"
        yield screen.paint(f"           {escape(change.link or change.where)}", "dim")
    if outcome.changes:
        yield ""


def _done(outcome: Outcome, dry_run: bool) -> str:
    counts = outcome.counts
    done = [
        f"{number} {what}"
        for number, what in (
            (counts.new, "new"),
            (counts.updated, "updated"),
            (counts.moved, "moved"),
            (counts.withdrawn, "withdrawn"),
        )
        if number
    ]
    standing = f"{count(outcome.live, 'article', 'articles')} in {count(outcome.standing, 'feed', 'feeds')}"
    if not outcome.articles and not outcome.live and not outcome.written and not outcome.problems:
        ignored = f"; {count(counts.ignored, 'file is', 'files are')} none" if counts.ignored else ""
        return f"There is no article yet{ignored}."
    if is_fruitless(outcome) and not outcome.written:
        return "Nothing could be published."
    if not done and not outcome.written and not counts.removed:
        return f"Nothing has changed: {standing}."
    if dry_run:
        return f"Would publish {', '.join(done) or 'no new article'}; nothing was written."
    written = count(outcome.written, "document", "documents")
    return f"Published {', '.join(done) or 'no new article'}: {standing}, {written} written."


def _pings(outcome: Outcome, dry_run: bool) -> list[str]:
    if dry_run or not (outcome.sent or outcome.owed):
        return []
    unseen = f", {outcome.unseen} of them before the document was at its address" if outcome.unseen else ""
    sent = f"{count(outcome.sent, 'ping', 'pings')} sent to hubs{unseen}" if outcome.sent else ""
    owed = f"{count(outcome.owed, 'ping is', 'pings are')} owed to hubs: masthead notify" if outcome.owed else ""
    return ["; ".join(filter(None, (sent, owed))) + ("" if owed else ".")]


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def as_json(outcome: Outcome, *, show_held: bool = False, dry_run: bool = False) -> dict[str, Any]:  # Any: JSON
    """What --json prints: every problem, and of held entries no more than their number unless asked."""
    counts = outcome.counts
    problems = [*outcome.problems, *outcome.held_problems] if show_held else outcome.problems
    shown: dict[str, Any] = {
        "entries": dict(vars(counts)),
        "documents": {"written": outcome.written, "unchanged": outcome.unchanged},
        "pings": {"sent": outcome.sent, "owed": outcome.owed},
        "feeds": [{"path": feed.path, "entries": feed.entries, "etags": dict(feed.etags)} for feed in outcome.feeds],
        "problems": [_problem_as_json(problem) for problem in problems],
        "next_release": iso(outcome.held_until),
        "waiting": {"stories": outcome.waiting, "until": iso(outcome.waiting_until)},
        "seconds": {step: round(seconds, 3) for step, seconds in outcome.seconds.items()},
    }
    if show_held:
        shown["held"] = list(outcome.held_titles)
    if dry_run:
        names = ("kind", "title", "link", "where")
        shown["changes"] = [{name: getattr(change, name) for name in names} for change in outcome.changes]
    return shown


def _problem_as_json(reported: Reported) -> dict[str, Any]:  # Any: JSON
    problem = reported.problem
    shown = {name: getattr(problem, name) for name in ("level", "code", "where", "line", "problem", "remedy")}
    return {**shown, "since": iso(reported.since), "published": iso(reported.published), "new": reported.new}


def iso(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC: 2026-11-22T09:15:00Z."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
