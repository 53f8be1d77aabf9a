"""The promise of what is kept for hubs: pings that they have not received yet, in the state of the publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from publish.notifying.pings import Ping


class Owed(Protocol):
    """Pings that hubs have not received yet."""

    def owe(self, pings: Iterable[tuple[str, str, str]], now: datetime, *, first: bool = False) -> None:
        """These are due now: (hub, topic, ETag). One of another ETag takes the place of what was owed before.

        With `first` they are sent before everything else that is due.
        """
        ...

    def due(self, hub: str, now: datetime, limit: int) -> list[Ping]:
        """Those of a hub that may be sent now, the longest due first."""
        ...

    def settle(self, ping: Ping) -> None:
        """The hub has received it. What is owed of another ETag by now stays."""
        ...

    def postpone(self, pings: Iterable[Ping]) -> None:
        """Remember when each is next sent, and why. What is owed of another ETag by now stays as it is."""
        ...

    def rest(self, ping: Ping, now: datetime) -> None:
        """The hub of this ping failed: what is due there waits as long, and so does what failed there before."""
        ...

    def wake(self, hub: str, now: datetime) -> None:
        """The hub is well again: whatever failed there is due now."""
        ...

    def hasten(self, now: datetime) -> None:
        """Everything that is owed is due now."""
        ...

    def rewind(self, now: datetime) -> None:
        """The clock was put back: what is owed since later than `now` is so since now, and due."""
        ...

    def next_at(self, hubs: Sequence[str], now: datetime) -> datetime | None:
        """When the next ping to one of these hubs comes due after `now`; None where there is none."""
        ...

    def drop(self, topics: Iterable[str]) -> None:
        """No hub is owed anything of these."""
        ...

    def hubs(self) -> list[str]:
        """Every hub that is owed something."""
        ...

    def all(self) -> list[Ping]:
        """Everything that is owed, by hub and topic."""
        ...

    def count(self) -> int: ...

    def forget(self, hub: str) -> None:
        """Nothing is owed to this hub."""
        ...
