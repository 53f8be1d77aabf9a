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
