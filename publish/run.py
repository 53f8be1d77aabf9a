"""What the steps of one run share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from publish.outcome import Outcome

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.outcome import Options, Progress
    from publish.store import Store


class Run:
    """The parts, the state and the moment of one run, and what it did so far.

    `urgent` are the feeds that showed something which may not be shown any more: they wait for no schedule.
    """

    def __init__(self, parts: Parts, store: Store, options: Options, now: datetime, progress: Progress) -> None:
        self.parts = parts
        self.store = store
        self.options = options
        self.now = now
        self.progress = progress
        self.outcome = Outcome()
        self.urgent: set[int] = set()
