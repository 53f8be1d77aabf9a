"""Held articles whose address another one has by now: they would be refused when they are released.

Nothing is wrong with what is published meanwhile, so it is told only where someone asks for what is held.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from entries.model import Problem
from publish.ingesting.known import is_refused
from publish.kept import key_of
from publish.outcome import Reported
from publish.summing import SHOWN_HELD

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.store import Ledger


def outdone(parts: Parts, ledger: Ledger, now: datetime) -> list[Reported]:
    """One problem for each of them."""
    shown = {source.name: settings.shown for source, settings in parts.sources}
    found = []
    for kept in ledger.held(SHOWN_HELD):
        record = kept.record
        if record.released or is_refused(ledger, *key_of(kept)):
            continue
        holder = next((other.record for other in ledger.by_link(record.link) if other.live), None)
        if holder is not None:
            where, other = ("/".join(filter(None, (shown.get(each.source), each.ref))) for each in (record, holder))
            found.append(Reported(problem=address_taken(where, other, record.link), since=now, new=False))
    return found


def address_taken(where: str, holder: str, link: str) -> Problem:
    """What is told of such an article."""
    return Problem(
        level="held",
        code="address-taken",
        where=where,
        problem=f"would be refused when it is released: {holder} has its address {link}.",
        remedy="Give it another `slug:` or `link:`.",
    )
