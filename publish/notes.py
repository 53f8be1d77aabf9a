"""What is said of a source as a whole, once it was read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from entries.problem import Problem
from publish.ingest import Ingest
from publish.survey import Survey
from publish.zones import zone_of

if TYPE_CHECKING:
    from publish.run import Run


def note(this: Run, ingest: Ingest, found: Survey) -> None:
    """What was made up for articles that did not say it, once, when they are first seen."""
    notes = this.outcome.notes
    for (_, shown), others in sorted(ingest.members.variants.items()):
        also = ", ".join(f'"{name}"' for name in sorted(others))
        notes.append(f'"{shown}" is also written {also}: they are one feed, under the first name')
    ingest.members.variants.clear()
    count, example = ingest.take_made_links()
    if count and found.settings.link:
        path = "/" + example.split("://", 1)[-1].partition("/")[2]
        carry = "articles carry" if count > 1 else "article carries"
        notes.append(f"{count} {carry} no link; made from {found.settings.link}, e.g. …{path}")
    count, where = ingest.take_undated()
    if count:
        carry = "articles carry" if count > 1 else "article carries"
        notes.append(
            f"{count} {carry} no date, e.g. {where}; dated when first seen and remembered. "
            'To set one: a line "Published: 2022-11-24 18:30" above the text, '
            "or  date: 2022-11-24 18:30  in front matter"
        )


def still_published(this: Run, found: Survey, problem: Problem) -> Problem:
    """What is wrong with a source that can't be read, and what of it stands all the same."""
    live = this.store.ledger.count(found.source.name).live
    if not live or found.scanned is None:
        return problem
    stay = f"Its {live} entries stay" if live > 1 else "Its one entry stays"
    return problem._replace(problem=f"{problem.problem} {stay} as published on {_day(this, found.scanned)}.")


def _day(this: Run, moment: datetime) -> str:
    local = moment.astimezone(zone_of(this.parts.config.publication.timezone))
    return f"{local.day} {local:%b %H:%M}"
