"""One turn of `masthead run`: why there is one, what it looks at, and the clocks it goes by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from publish import runs

if TYPE_CHECKING:
    from entries.problem import Problem

# What may be otherwise in a moment, although no file changes.
_PASSING = frozenset({"unsettled", "vanished"})


class Turn(NamedTuple):
    """What is to be done now. `changed` as in Options: None looks at everything, () at no file."""

    cause: str
    changed: tuple[str, ...] | None

    @property
    def listing(self) -> bool:
        """Whether the list of all feeds is brought up to date."""
        return self.changed is None or self.cause == runs.LIST


class Clocks(NamedTuple):
    """The time of day (aware), and seconds that never go back."""

    now: Callable[[], datetime]
    timer: Callable[[], float]


def is_passing(problem: Problem) -> bool:
    """Whether what could not be read may be there in a moment, although no event will tell."""
    return problem.level == "unavailable" or problem.code in _PASSING
