"""Repairs that several parsers make and report."""

from __future__ import annotations

from entries.model import Problem


def unfit(where: str, line: int | None = None) -> Problem:
    """Characters that no XML document may hold were mended or taken out."""
    return Problem(
        level="repaired",
        code="characters",
        where=where,
        line=line,
        problem="held control characters or others that no feed may hold; they were mended or removed.",
    )


def unreadable_data(where: str, line: int | None, number: int, why: str) -> Problem:
    """A page's JSON-LD script is no JSON. Its author, date and more are lost, and what it says of a paywall with it."""
    return Problem(
        level="repaired",
        code="unreadable-data",
        where=where,
        line=line,
        problem=f"script {number} of JSON-LD can't be read and was left out: {why[:200]}.",
        remedy="Mend the script, or say what it says in <meta> elements.",
    )
