"""Pings that are owed to hubs, and what is decided about one when something was tried. Pure: no network, no clock."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

import zlib
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from publish.settings import Config
from publish.version import VERSION

# A hub that fails is asked again after a second, then twice as long each time, and once an hour in the end.
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)
# A document that can't be fetched yet is looked for again after a third of the time that it has been, within these.
FIRST_LOOK = timedelta(milliseconds=50)
LONGEST_LOOK = timedelta(seconds=30)
# Pauses differ by so much from each other, that topics which failed together don't come back together.
JITTER = 0.2

Came = Literal["received", "failed", "refused", "absent", "private"]


class Ping(NamedTuple):
    """One ping owed: that `hub` be told that `topic`, a document's own address, has the bytes of `etag` now.

    `since` is when that was published, `looked` when its address was first looked at (None: not yet), `attempts`
    how often in a row the hub failed, `next_at` the earliest moment of the next attempt, `error` why there is one.
    Moments are aware.
    """

    hub: str
    topic: str
    etag: str
    since: datetime
    looked: datetime | None
    attempts: int
    next_at: datetime
    error: str


class Result(NamedTuple):
    """What came of one attempt.

    "received" by the hub; "failed", so that the hub is left alone for a while; "refused", which is about this topic
    and not about the hub's health; "absent", the document can't be fetched at its address yet; "private", it never
    may be. `reason` says so to people, "" where all is well. `pause` is how long the hub asked to be left alone.
    `unseen` is why a ping was sent although the document was not seen at its address.
    """

    came: Came
    reason: str = ""
    pause: timedelta | None = None
    unseen: str = ""


def after(ping: Ping, result: Result, now: datetime, live_timeout: timedelta) -> Ping | None:
    """The ping as it is owed `now`, after an attempt; None when it is settled."""
    looked = ping.looked or now
    if result.came == "received":
        return None
    if result.came == "absent":
        pause = min(max((now - looked) / 3, FIRST_LOOK), LONGEST_LOOK)
        last = max(looked + live_timeout, now + FIRST_LOOK)
        return ping._replace(looked=looked, next_at=min(now + _spread(pause, ping), last), error=result.reason)
    if result.came in ("refused", "private"):
        # Asking often would change nothing; never asking again would lose it.
        return ping._replace(looked=looked, next_at=now + _spread(LONGEST_PAUSE, ping), error=result.reason)
    attempts = ping.attempts + 1
    pause = min(FIRST_PAUSE * 2 ** min(ping.attempts, 20), LONGEST_PAUSE)
    pause = max(_spread(pause, ping), min(result.pause or pause, LONGEST_PAUSE))
    return ping._replace(looked=looked, attempts=attempts, next_at=now + pause, error=result.reason)


def _spread(pause: timedelta, ping: Ping) -> timedelta:
    """A pause made longer by up to JITTER: the same for the same attempt, another for another topic."""
    seed = f"{ping.hub} {ping.topic} {ping.etag} {ping.attempts}".encode()
    return pause * (1 + JITTER * zlib.crc32(seed) / 0xFFFFFFFF)


def allowed_hubs(config: Config) -> tuple[str, ...]:
    """The hubs that are told: none where the documents are at an address that only this machine or network reaches."""
    if not config.publication.hubs or (is_private(config.publication.feeds_url) and not config.notify.allow_private):
        return ()
    return config.publication.hubs


def is_private(url: str) -> bool:
    """Whether a URL's host is, as written, a loopback or private one. Names are not looked up."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, section 6.3
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def private_hosts(config: Config) -> frozenset[str]:
    """The hosts that may be at loopback or private addresses: those that are configured, where that is allowed."""
    if not config.notify.allow_private:
        return frozenset()
    publication = config.publication
    documents = (publication.feeds_url, *(edition.feeds_url for edition in publication.editions.values()))
    return frozenset(urlsplit(url).hostname or "" for url in (*documents, *publication.hubs) if url)


def agent_of(config: Config) -> str:
    """The User-Agent: who asks, and where they can be found."""
    return f"Masthead/{VERSION} (+{config.publication.link})"
