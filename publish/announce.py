"""Hubs are told what was published: what is owed is looked for at its own address, then sent, then settled.

A hub fetches a document the moment it is told of it, so it is told once the address answers with the document's own
bytes: never while a cache in front of the site still has the old ones. All that is known is in the store, so that
whoever is killed here loses nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from publish.notifying.at_address import look
from publish.notifying.pings import Ping, Result, after, agent_of, allowed_hubs, private_hosts

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.outcome import Progress
    from publish.store import Store

# So many attempts at once to one hub: none is stormed, and one that hangs holds no other one up.
AT_ONCE = 8


class Bell:
    """Wakes an announcement that waits: there may be more to send, or it is to end. Any thread may ring."""

    def __init__(self) -> None:
        self.stopped = False
        self._rung = False
        self._changed = threading.Condition()

    def ring(self) -> None:
        """There may be more to send."""
        with self._changed:
            self._rung = True
            self._changed.notify_all()

    def stop(self) -> None:
        """End, without waiting for the pings that are on their way: they stay owed."""
        self.stopped = True
        self.ring()

    def wait(self, seconds: float | None) -> None:
        """Until it is rung, or was since the last time; at most so long, None: for ever."""
        with self._changed:
            self._changed.wait_for(lambda: self._rung, seconds)
            self._rung = False


class Announced(NamedTuple):
    """How many pings hubs received, and how many are owed still.

    `unseen` are topics of which hubs were told although the document was never seen at its address.
    """

    sent: int = 0
    owed: int = 0
    unseen: tuple[str, ...] = ()


def announce(
    parts: Parts,
    store: Store,
    clock: Callable[[], datetime],
    bell: Bell,
    *,
    until: datetime | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
    progress: Progress | None = None,
) -> Announced:
    """Send what is owed, as it comes due. Uses `store` in this thread alone, and threads of its own for the network.

    Ends when nothing is owed or nothing more can be done before `until`; without `until`, for a process that stays,
    only when `bell` is stopped. `bell.ring()` after a build has it look at once. `clock` gives aware moments, as
    precise as it can. `tell` hears, in this thread, a sentence about whatever a person should know.
    """
    hubs = allowed_hubs(parts.config)
    _forget_hubs(parts, store, tell)
    sending = _Sending(parts, store, clock, bell, tell)
    if progress is not None:
        progress.step("notify", store.owed.count())
    last = clock()
    with store.transaction():
        store.owed.rewind(last)
    while not bell.stopped:
        sent = sending.sent
        sending.take_in()
        if progress is not None:
            progress.advance(sending.sent - sent)
        now = clock()
        if now < last:  # the clock was put back: nothing is to take longer for it
            until = until and until - (last - now)
            with store.transaction():
                store.owed.rewind(now)
                store.owed.hasten(now)
        last = now
        for hub in hubs:
            sending.launch(hub, now)
        next_at = store.owed.next_at(hubs, now)
        if until is not None and not sending.flying and (next_at is None or next_at > until):
            break
        bell.wait(None if next_at is None else (next_at - now).total_seconds())
    sending.take_in()
    return Announced(sending.sent, store.owed.count(), tuple(dict.fromkeys(sending.unseen)))


def _forget_hubs(parts: Parts, store: Store, tell: Callable[[str], None]) -> None:
    """What is owed to hubs that documents name no more: they are told nothing."""
    for hub in store.owed.hubs():
        if hub not in parts.config.publication.hubs:
            tell(f"{hub} is no hub of this publication any more: what was owed to it is forgotten")
            with store.transaction():
                store.owed.forget(hub)


class _Sending:
    """What is on its way now. All of it is owed until its result is taken in."""

    def __init__(
        self,
        parts: Parts,
        store: Store,
        clock: Callable[[], datetime],
        bell: Bell,
        tell: Callable[[str], None],
    ) -> None:
        self.sent = 0
        self.unseen: list[str] = []
        self.flying: dict[tuple[str, str], Ping] = {}
        self._store = store
        self._clock = clock
        self._bell = bell
        self._tell = tell
        self._live_timeout = parts.config.notify.live_timeout
        self._notifier = parts.notifier()
        self._agent = agent_of(parts.config)
        self._private = private_hosts(parts.config)
        self._landed: SimpleQueue[tuple[Ping, Result]] = SimpleQueue()

    def launch(self, hub: str, now: datetime) -> None:
        """Send off what is due at a hub; of a hub that fails one at a time, to see whether it is well again."""
        flying = sum(of == hub for of, _ in self.flying)
        for ping in self._store.owed.due(hub, now, AT_ONCE + flying):
            if flying >= (1 if ping.attempts else AT_ONCE):
                break
            if (ping.hub, ping.topic) not in self.flying:
                if ping.looked is None or ping.looked > now:  # the clock was put back
                    ping = ping._replace(looked=now)
                self.flying[ping.hub, ping.topic] = ping
                flying += 1
                # A daemon: a process that ends waits for no hub.
                threading.Thread(target=self._fly, args=(ping,), daemon=True).start()

    def take_in(self) -> None:
        """Record what came of those that have landed."""
        landed: list[tuple[Ping, Result]] = []
        while True:
            try:
                landed.append(self._landed.get_nowait())
            except Empty:
                break
        if not landed:
            return
        now, owed = self._clock(), self._store.owed
        with self._store.transaction():
            for ping, result in landed:
                left = after(ping, result, now, self._live_timeout)
                if left is None:
                    owed.settle(ping)
                    owed.wake(ping.hub, now)
                else:
                    owed.postpone([left])
                    if result.came == "failed":
                        owed.rest(left, now)
        for ping, result in landed:
            del self.flying[ping.hub, ping.topic]
            self.sent += result.came == "received"
            if result.unseen:
                self.unseen.append(ping.topic)
                self._tell(f"{ping.topic}: {result.unseen}; {ping.hub} was told all the same")
            elif result.came in ("failed", "refused", "private"):
                self._tell(f"{ping.topic}: {ping.hub}: {result.reason}")

    def _fly(self, ping: Ping) -> None:
        try:
            result = self._attempt(ping)
        except Exception as error:  # a notifier of another package: whatever it raises, the ping stays owed
            result = Result("failed", f"{type(error).__name__}: {error}")
        self._landed.put((ping, result))
        self._bell.ring()

    def _attempt(self, ping: Ping) -> Result:
        unseen = None
        if self._live_timeout:
            unseen = look(ping.topic, ping.etag, agent=self._agent, private=self._private)
        if unseen is not None:
            late = self._clock() - (ping.looked or ping.since) >= self._live_timeout
            if unseen.came == "private" or not late:
                return unseen
        result = self._notifier.notify(ping.hub, ping.topic)
        return result._replace(unseen=unseen.reason) if unseen is not None and result.came == "received" else result
