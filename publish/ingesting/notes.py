"""What is said of a source as a whole, once it was read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from entries.problem import Problem
from publish.ingesting.ingest import Ingest
from publish.ingesting.survey import Survey
from publish.zones import zone_of

if TYPE_CHECKING:
    from publish.run import Run


# With a source's name: what was last said of its files that are not read.
_UNREAD_OF = "unread of "


def note(this: Run, ingest: Ingest, found: Survey) -> None:
    """What was made up for articles that did not say it, and what is not read, once, when it is first seen."""
    notes = this.outcome.notes
    if found.whole and not found.down:
        name, said = found.source.name, unread(found.settings.shown or found.source.name, found.unread)
        if said != (this.store.ledger.meta(_UNREAD_OF + name) or ""):
            this.store.ledger.set_meta(_UNREAD_OF + name, said)
            notes += [said] if said else []
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


def unread(shown: str, counts: Mapping[str, int]) -> str:
    """How many files of a source may be articles and are not read, by suffix; "" for none."""
    if not counts:
        return ""
    total = sum(counts.values())
    files = f"{total} files of types that are" if total > 1 else "1 file of a type that is"
    return f"{shown}/ has {files} not read: " + ", ".join(f"{suffix} {counts[suffix]}" for suffix in sorted(counts))
