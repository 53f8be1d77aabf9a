"""masthead check: the configuration and the articles as a build would read them. Nothing is written."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from publish.cli import Surroundings
from publish.commands._parts import absolute, configuration, opened
from publish.compose import compose
from publish.examine import UNAVAILABLE, examine
from publish.outcome import Examined
from publish.terminal import report
from publish.terminal.columns import table
from publish.terminal.screen import Screen, escape
from publish.zones import zone_of


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Show the named articles in full, or all of them in a table; 1 if any would be refused."""
    settings = configuration(options, surroundings)
    parts = compose(settings)
    paths = [absolute(surroundings, path) for path in options.files]
    with opened(parts.store_path, scratch=True) as store:
        notes: list[str] = []
        examined = examine(parts, store, paths or None, surroundings.now, notes)
    screen, now = surroundings.screen, surroundings.now
    if paths and not examined:
        screen.say(f"No source has an article there: {', '.join(map(escape, options.files))}")
        return 2
    refused = sum(article.status == "refused" for article in examined)
    missing = sum(article.status == UNAVAILABLE for article in examined)
    if options.json:
        import json

        screen.print(json.dumps({"articles": [_as_json(article) for article in examined], "notes": notes}))
        return 1 if refused or missing else 0
    zone = zone_of(settings.publication.timezone)
    if paths:
        for article in examined:
            screen.print(*_in_full(article, screen, now, zone), "")
    else:
        screen.print(*_all(examined, screen, now, zone))
    for note in notes:
        screen.say(*report.wrap(f"note: {escape(note)}", screen, "", "      "))
    name = settings.file.name if settings.file else "the configuration"
    state = f"{report.count(missing, 'source or file', 'sources or files')} can't be read" if missing else "is in order"
    articles = report.count(len(examined) - missing, "article", "articles")
    screen.say(f"{name}{':' if missing else ''} {state}. {articles}, {refused:,} refused.")
    return 1 if refused or missing else 0


def _all(examined: Sequence[Examined], screen: Screen, now: datetime, zone: tzinfo) -> Iterator[str]:
    rows = [_row(article, now, zone) for article in examined if article.status != UNAVAILABLE]
    if rows:
        yield from table(("article", "title", "by", "published", "feeds", "status"), rows, screen)
        yield ""
    named = [article for article in examined if article.problems]
    for article in named[: report.SHOWN]:
        yield from _problems(article, screen)
    if len(named) > report.SHOWN:
        yield screen.paint(f"  and {len(named) - report.SHOWN} more: --json lists all", "dim")


def _row(article: Examined, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    return (
        article.where,
        article.title or "",
        ", ".join(person.name for person in article.authors),
        report.moment(article.published, now, zone) if article.published else "",
        str(len(article.feeds)),
        article.status,
    )


def _in_full(article: Examined, screen: Screen, now: datetime, zone: tzinfo) -> Iterator[str]:
    yield screen.paint(escape(article.where), "bold")
    values: Sequence[tuple[str, str | None]] = (
        ("title", article.title),
        ("status", article.status),
        ("id", article.id),
        ("link", article.link),
        ("published", report.moment(article.published, now, zone) if article.published else None),
        ("updated", report.moment(article.updated, now, zone) if article.updated else None),
        ("authors", ", ".join(person.name for person in article.authors)),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("feeds", ", ".join(article.feeds)),
        ("summary", article.summary),
    )
    for label, value in values:
        if value:
            first, *rest = report.wrap(escape(value), screen, " " * 13)
            yield "  " + screen.paint(f"{label:<11}", "dim") + first[13:]
            yield from rest
    yield from _problems(article, screen)


def _problems(article: Examined, screen: Screen) -> Iterator[str]:
    for problem in article.problems:
        yield from report.wrap(escape(str(problem)), screen, "  ", "  ", report.place(problem))
        colour = "cyan" if problem.level == "repaired" else "red"
        yield "    " + screen.paint(problem.level, colour) + screen.paint(f", {problem.code}", "dim")


def _as_json(article: Examined) -> dict[str, Any]:  # Any: JSON
    names = ("where", "status", "title", "id", "link", "section", "tags", "feeds", "summary")
    people = [{"name": person.name, "uri": person.uri, "email": person.email} for person in article.authors]
    problems = [
        {name: getattr(problem, name) for name in ("level", "code", "where", "line", "problem", "remedy")}
        for problem in article.problems
    ]
    return {
        **{name: getattr(article, name) for name in names},
        "published": report.iso(article.published),
        "updated": report.iso(article.updated),
        "authors": people,
        "problems": problems,
    }
