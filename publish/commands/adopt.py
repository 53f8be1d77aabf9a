"""masthead adopt: ids and dates out of feeds that another program published, in files or at their addresses."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from publish.cli import Surroundings
from publish.commands._parts import absolute, alone, configuration, opened
from publish.compose import compose
from publish.terminal import report
from publish.terminal.columns import table
from publish.terminal.progress import watching
from publish.terminal.screen import Screen, escape

if TYPE_CHECKING:
    from feeds.foreign import ForeignFeed, Item
    from publish.adopt import Adoption
    from publish.adopting.match import Doubt, Match
    from publish.adopting.plan import Conflict
    from publish.settings import Config

Each = TypeVar("Each")


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Take over what is certain, say what is not; 1 where something was left that subscribers would see again."""
    from publish.adopt import adopt, feeds_in

    settings = configuration(options, surroundings)
    parts, screen = compose(settings), surroundings.screen
    addresses = [name for name in options.files if "://" in name]
    files = {Path(absolute(surroundings, name)): name for name in options.files if name not in addresses}
    feeds = feeds_in(files, settings.publication.timezone)
    fetched = _fetched(addresses, settings)
    with (
        nullcontext() if options.dry_run else alone(settings, options.wait, surroundings.now),
        opened(parts.store_path, scratch=options.dry_run) as store,
        watching(screen, quiet=False, verbose=options.verbose) as progress,
    ):
        done = adopt(parts, store, feeds, surroundings.now, progress, dry_run=options.dry_run, fetched=fetched)
    for note in done.notes:
        screen.say(f"note: {escape(note)}")
    if options.json:
        import json

        screen.print(json.dumps({"dry_run": options.dry_run, **_as_json(done)}))
    else:
        if options.dry_run and done.plan.taken:
            screen.print(*_table(done, screen), "")
        screen.print(*_left(done, screen), *report.wrap(_summary(done, options.dry_run), screen, ""))
    nothing = not done.plan.taken and not done.plan.before
    return 1 if done.matches.doubts or done.plan.conflicts or nothing else 0


def _fetched(addresses: Sequence[str], settings: Config) -> list[ForeignFeed]:
    if not addresses:
        return []
    from publish.adopting.fetch import fetch
    from publish.notifying.pings import agent_of
    from publish.zones import zone_of

    zone, agent = zone_of(settings.publication.timezone), agent_of(settings)
    return [feed for url in addresses for feed in fetch(url, zone, agent)]


def _summary(done: Adoption, dry_run: bool) -> str:
    matches, plan = done.matches, done.plan
    adopted = [match for each in plan.taken for match in each.matches]
    doubtful = sum(len(doubt.items) for doubt in matches.doubts)
    total = len(matches.found) + doubtful + len(matches.unmatched)
    ways = Counter(match.how for match in adopted)
    how = ", ".join(f"{ways[way]:,} by {way}" for way in ("id", "link", "title and day") if ways[way])
    items = report.count(total, "item", "items")
    if adopted:
        said = f"{'Would adopt' if dry_run else 'Adopted'} {len(adopted):,} of {items}: {how}."
    elif plan.before:
        said = f"Nothing to adopt: {len(plan.before):,} of {items} {_keep(plan.before)} already."
    else:
        said = f"Nothing was adopted of {items}."
    if adopted and plan.before:
        said += f" {len(plan.before):,} {_keep(plan.before)} already."
    left = [
        f"{doubtful:,} ambiguous" if doubtful else "",
        report.count(len(plan.conflicts), "conflict", "conflicts") if plan.conflicts else "",
        f"{report.count(len(matches.unmatched), 'matches', 'match')} no article" if matches.unmatched else "",
    ]
    if any(left):
        said += f" {', '.join(filter(None, left))}."
    if adopted and not dry_run:
        said += " The next build publishes them so: masthead build"
    return said


def _keep(matches: Sequence[Match]) -> str:
    return "has its id" if len(matches) == 1 else "have their ids"


def _left(done: Adoption, screen: Screen) -> Iterator[str]:
    """What was not taken over, each kind with what to do about it."""
    yield from _listed("ambiguous", "yellow", done.matches.doubts, _doubt, screen)
    if done.matches.doubts:
        yield from report.wrap(
            "Give the right article the item's id as `id:` in its front matter, and adopt again.", screen, "  "
        )
        yield ""
    yield from _listed("published under another id", "yellow", done.plan.conflicts, _conflict, screen)
    if done.plan.conflicts:
        yield from report.wrap("What is published keeps its id: another one would show it again.", screen, "  ")
        yield ""
    yield from _listed("no article", "cyan", done.matches.unmatched, _named, screen)
    if done.matches.unmatched:
        yield from report.wrap(
            "No article has this id, this link, or this title on this day. Where one is meant, give it the item's id "
            "as `id:` in its front matter, and adopt again. Where it is gone, nothing is to be done.",
            screen,
            "  ",
        )
        yield ""
    if done.refused and (done.matches.unmatched or done.matches.doubts):
        refused = report.count(done.refused, "article was refused", "articles were refused")
        yield from report.wrap(
            f"{refused} and not compared: masthead check says why. Mend that and adopt again before the first build.",
            screen,
            "",
        )
        yield ""


def _listed(
    heading: str, colour: str, found: Sequence[Each], sentence: Callable[[Each], str], screen: Screen
) -> Iterator[str]:
    if found:
        yield screen.paint(f"{len(found):,} {heading}", "bold", colour)
    for each in found[: report.SHOWN]:
        yield from report.wrap(sentence(each), screen, "  ", "  ")
    if len(found) > report.SHOWN:
        yield screen.paint(f"  and {len(found) - report.SHOWN:,} more: --json lists all", "dim")


def _named(item: Item) -> str:
    return escape(f"{item.id} ({item.format}): {item.title or 'no title'}")


def _doubt(doubt: Doubt) -> str:
    items = " and ".join(map(_named, doubt.items))
    articles = " or ".join(escape(candidate.where) for candidate in doubt.candidates)
    return f"{items} may be {articles}, by {doubt.how}"


def _conflict(conflict: Conflict) -> str:
    where = escape(conflict.match.candidate.where)
    if conflict.holder is not None:
        return f"{_named(conflict.match.item)} is {where}, but {escape(conflict.holder)} is published with that id"
    return f"{_named(conflict.match.item)} is {where}, published as {escape(conflict.id)}"


def _table(done: Adoption, screen: Screen) -> list[str]:
    rows = [
        (match.item.id, match.item.format, match.candidate.where, match.how)
        for each in done.plan.taken
        for match in each.matches
    ]
    return table(("old id", "format", "article", "by"), rows, screen)


def _as_json(done: Adoption) -> dict[str, Any]:  # Any: JSON
    return {
        "adopted": [
            {
                "where": each.candidate.where,
                "id": each.kept.record.id,
                "ids": dict(each.kept.record.format_ids),
                "published": report.iso(each.kept.record.published),
                "updated": report.iso(each.kept.record.updated),
                "items": [{**_item(match.item), "by": match.how} for match in each.matches],
            }
            for each in done.plan.taken
        ],
        "before": [{**_item(match.item), "where": match.candidate.where} for match in done.plan.before],
        "ambiguous": [
            {
                "items": [_item(item) for item in doubt.items],
                "articles": [candidate.where for candidate in doubt.candidates],
                "by": doubt.how,
            }
            for doubt in done.matches.doubts
        ],
        "conflicts": [
            {
                **_item(conflict.match.item),
                "where": conflict.match.candidate.where,
                "published_as": conflict.id if conflict.holder is None else None,
                "holder": conflict.holder,
            }
            for conflict in done.plan.conflicts
        ],
        "unmatched": [_item(item) for item in done.matches.unmatched],
        "refused": done.refused,
    }


def _item(item: Item) -> dict[str, str | None]:
    return {
        "format": item.format,
        "id": item.id,
        "link": item.links[0] if item.links else None,
        "title": item.title,
    }
