"""Connections to hosts by name. The address that is connected to is the address that was checked."""

from __future__ import annotations

import socket
import time
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Thread

from entries.errors import PrivateAddress, RequestFailed

_Address = tuple[str, int] | tuple[str, int, int, int]


def connect(url: str, host: str, port: int, private: Collection[str], deadline: float) -> socket.socket:
    """A connection to the first address of the host that takes one, with what is left of the time as its time-out.

    `private` are the hosts that may be at any address, `deadline` is a moment of time.monotonic(). Raises
    PrivateAddress where one of the addresses is not public, RequestFailed or OSError where nobody is reached.
    """
    failed: OSError | None = None
    found = _look_up(url, host, port, deadline)
    for _, address in found:
        if host not in private and not _is_public(address[0]):
            raise PrivateAddress(url, f"{host} is at {address[0]}, which is no public address")
    for number, (family, address) in enumerate(found):
        connected = socket.socket(family, socket.SOCK_STREAM)
        try:
            left = max(deadline - time.monotonic(), 0.001)
            connected.settimeout(left / (len(found) - number))
            connected.connect(address)
            connected.settimeout(max(deadline - time.monotonic(), 0.001))
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connected
        except OSError as error:
            connected.close()
            failed = error
    raise failed or OSError(f"{host} has no address")


def _look_up(url: str, host: str, port: int, deadline: float) -> list[tuple[int, _Address]]:
    """The addresses of a host. The resolver knows no deadline, so it is waited for from outside."""
    found: list[tuple[int, _Address]] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append((family, address))  # type: ignore[arg-type]  # only of IPv4 and IPv6
        except OSError as error:
            failed.append(error)

    if _ip(host) is not None:
        look_up()
    else:
        looking = Thread(target=look_up, daemon=True)
        looking.start()
        looking.join(max(deadline - time.monotonic(), 0))
        if looking.is_alive():
            raise RequestFailed(url, f"{host} could not be looked up in time")
    if failed:
        raise failed[0]
    return found


def _ip(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address.partition("%")[0])
    except ValueError:
        return None


def _is_public(address: str) -> bool:
    ip = _ip(address)
    if isinstance(ip, IPv6Address):
        # Other ways to write an IPv4 address: RFC 4291, 2.5.5.2; RFC 3056; RFC 6052, 2.1.
        ip = (
            ip.ipv4_mapped
            or ip.sixtofour
            or (IPv4Address(int(ip) & 0xFFFFFFFF) if int(ip) >> 32 == 0x64FF9B << 64 else ip)
        )
    if isinstance(ip, IPv6Address) and ip.is_site_local:  # fec0::/10: RFC 3879, section 4
        return False
    return ip is not None and ip.is_global and not ip.is_multicast and not ip.is_reserved
