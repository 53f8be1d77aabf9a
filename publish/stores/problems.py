"""What is wrong with articles, replaced whenever they are read."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from entries.problem import Problem
from publish.stores.moments import seconds

# Of so many problems of one kind in one article is told; a page of broken tags has thousands.
_OF_ONE_CODE = 20


def replace(
    db: sqlite3.Connection, source: str, ref: str, problems: Iterable[tuple[str, Problem]], now: datetime
) -> None:
    """Replace what is wrong with one Ref, "" for the source itself; pairs are (inner key, problem)."""
    # `since` survives as long as the same code stands at the same place, as often.
    before = {
        (inner, code, number): since
        for inner, code, number, since in db.execute(
            "SELECT inner_key, code, number, since FROM problem WHERE source = ? AND ref = ?", (source, ref)
        )
    }
    if before:
        db.execute("DELETE FROM problem WHERE source = ? AND ref = ?", (source, ref))
    standing: dict[tuple[str, str, int], Problem] = {}
    many: Counter[tuple[str, str]] = Counter()
    for inner, problem in dict.fromkeys(problems):
        if many[inner, problem.code] < _OF_ONE_CODE:
            standing[inner, problem.code, many[inner, problem.code]] = problem
            many[inner, problem.code] += 1
    db.executemany(
        "INSERT INTO problem VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                source,
                ref,
                inner,
                p.code,
                p.level,
                p.where,
                p.line,
                p.problem,
                p.remedy,
                before.get((inner, p.code, number), seconds(now)),
                number,
            )
            for (inner, _, number), p in standing.items()
        ),
    )
