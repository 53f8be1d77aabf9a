"""One run as it is remembered: what began it, when, and what came of it."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from publish.outcome import Outcome, exit_status

# What begins a run.
BY_HAND, START, SCHEDULE, CHANGE, TIME, AGAIN, CONFIGURATION, LIST = (
    "by hand", "start", "schedule", "change", "time", "again", "configuration", "list",
)  # fmt: skip
# From this exit status on a run has failed: 1 is a problem beside what was published.
FAILED_FROM = 2


class RunRow(NamedTuple):
    """`cause` is one of the names above, `status` what the command's exit status would be, `outcome` JSON.

    `started` and `finished` are aware, in whole seconds.
    """

    started: datetime
    finished: datetime
    cause: str
    status: int
    outcome: str

    @property
    def told(self) -> Mapping[str, Any]:  # Any: JSON
        """`outcome` read: {"entries", "documents", "problems"}, or {"error"} for a run that ended by one."""
        found: Mapping[str, Any] = json.loads(self.outcome)
        return found


def row_of(outcome: Outcome, started: datetime, finished: datetime, cause: str) -> RunRow:
    """A run that came to its end."""
    told = {
        "entries": {name: count for name, count in vars(outcome.counts).items() if count},
        "documents": outcome.written,
        "problems": sum(each.problem.level != "repaired" for each in outcome.problems),
    }
    return RunRow(started, finished, cause, exit_status(outcome), json.dumps(told))


def failed(error: str, status: int, started: datetime, finished: datetime, cause: str) -> RunRow:
    """A run that an error ended."""
    return RunRow(started, finished, cause, status, json.dumps({"error": error}))
