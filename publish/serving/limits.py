"""How often one client may ask: a bucket of tokens each, which fills again by and by."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache

from entries.patterns import pattern

# Buckets kept; a client that was not seen for longest begins with a full one again.
CLIENTS = 20_000
# Addresses whose meaning is remembered: reading one takes longer than answering.
_KNOWN = 4096

# As in RFC 7239, section 6.
_HOP = pattern(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Limits:
    """Lets each client ask `rate` times a second, and `burst` times at once; 0 for as often as it likes."""

    def __init__(self, rate: float, burst: int) -> None:
        self.rate = rate
        self._burst = float(burst)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float) -> int:
        """0 where the client may ask at `now` (seconds of any clock that goes on), else the seconds to wait."""
        key = _key(client)
        tokens, then = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - then) * self.rate)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self.rate))


@lru_cache(maxsize=_KNOWN)
def _key(client: str) -> str:
    """An IPv6 subscriber has a whole /64 network to ask from."""
    address = _address(client)
    return client if not isinstance(address, ipaddress.IPv6Address) else f"{int(address) >> 64:x}"


def _address(client: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """None for what is no address. A socket that takes both kinds writes IPv4 as IPv6 (RFC 4291, section 2.5.5.2)."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=_KNOWN)
def _written(hop: str) -> str:
    """An address as we write it, "" for what is none. Some proxies write the port behind it, and IPv6 in brackets."""
    found = _HOP.fullmatch(hop)
    try:
        return str(ipaddress.ip_address(hop if found is None else found[1] or found[2]))
    except ValueError:
        return ""


def within(networks: Iterable[Network]) -> Callable[[str], bool]:
    """Tells of an address whether it lies in one of the networks."""
    networks = tuple(networks)

    @lru_cache(maxsize=_KNOWN)
    def is_within(client: str) -> bool:
        address = _address(client)
        return address is not None and any(address in network for network in networks)

    return is_within


def client_behind(peer: str, forwarded: str | None, is_proxy: Callable[[str], bool]) -> str:
    """Who asks: the peer, or behind trusted proxies the last address of X-Forwarded-For that is none of theirs.

    Every proxy adds the one it heard from at the end; what stands before the first untrusted one anybody may have
    written (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#selecting_an_ip_address).
    """
    client, hops = peer, forwarded or ""
    while hops and is_proxy(client):
        hops, _, hop = hops.rpartition(",")
        address = _written(hop.strip())
        if not address:
            break
        client = address
    return client
