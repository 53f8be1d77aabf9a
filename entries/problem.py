"""What an editor should read. Apart from entries.model because what stands is reported by every run."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from typing import Literal, NamedTuple

Level = Literal["repaired", "refused", "held", "unavailable"]


class Problem(NamedTuple):
    """One thing an editor should read: what is wrong, where, and what to do about it.

    `code` is stable ("no-link", "ambiguous-date"); `problem` and `remedy` are sentences without
    the place, unless `problem` begins with it ("b.md and a.md both make …"). `line` counts from 1,
    None where no line is meant.
    """

    level: Level
    code: str
    where: str
    problem: str
    remedy: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line is not None else f"{self.where}:"
        if self.problem.startswith(self.where):
            place = ""
        return " ".join(part for part in (place, self.problem, self.remedy) if part)
