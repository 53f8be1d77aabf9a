"""How often a client may ask, who the client is, and what is noted of it."""

from __future__ import annotations

import errno
import ipaddress

import pytest

from publish.serving.access_log import AccessLog
from publish.serving.limits import CLIENTS, Limits, client_behind, within

IS_PROXY = within([ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")])


def test_a_bucket_empties_and_fills() -> None:
    """A client may ask `burst` times at once, then `rate` times a second."""
    limits = Limits(2, 4)
    assert [limits.wait("a", 0.0) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert [limits.wait("a", 0.5), limits.wait("a", 0.5)] == [0, 1]
    assert limits.wait("b", 0.5) == 0


def test_a_network_of_one_subscriber_has_one_bucket() -> None:
    """IPv6 clients of one /64 share a bucket."""
    limits = Limits(1, 1)
    assert limits.wait("2001:db8:1:2:3:4:5:6", 0.0) == 0
    assert limits.wait("2001:db8:1:2:ffff:4:5:6", 0.0) == 1
    assert limits.wait("2001:db8:1:3:3:4:5:6", 0.0) == 0
    assert limits.wait("2001:db8::1:2:3:4", 0.0) == 0
    assert limits.wait("2001:db8::5:6:7:8", 0.0) == 1


def test_ipv4_written_as_ipv6_is_ipv4() -> None:
    """A server that listens at :: sees every IPv4 client so: each has a bucket of its own, and a proxy is one."""
    limits = Limits(1, 1)
    assert limits.wait("::ffff:192.0.2.1", 0.0) == 0
    assert limits.wait("::ffff:192.0.2.2", 0.0) == 0
    assert client_behind("::ffff:10.0.0.1", "198.51.100.1", IS_PROXY) == "198.51.100.1"


def test_buckets_are_bounded() -> None:
    """However many clients there are, memory holds so many of them."""
    limits = Limits(1, 1)
    for number in range(CLIENTS + 100):
        limits.wait(str(number), 0.0)
    assert len(limits._buckets) == CLIENTS


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.1", None, "203.0.113.1"),
        ("203.0.113.1", "198.51.100.1", "203.0.113.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "junk", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, junk", "10.0.0.1"),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711, 10.0.0.2:80", "2001:db8::1"),
        ("10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        ("10.0.0.1", "198.51.100.1:junk", "10.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_only_trusted_proxies_say_who_asks(peer: str, forwarded: str | None, client: str) -> None:
    """The last address that no trusted proxy has is the client's; what it wrote itself before that is not read."""
    assert client_behind(peer, forwarded, IS_PROXY) == client


def test_an_address_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often the same client asks through the same proxy, nothing is made of their addresses again."""
    asked: list[str] = []
    read = ipaddress.ip_address
    monkeypatch.setattr("publish.serving.limits.ipaddress.ip_address", lambda text: asked.append(text) or read(text))
    for _ in range(10):
        assert client_behind("10.99.0.1", "192.0.2.99, 198.51.100.99", IS_PROXY) == "198.51.100.99"
    assert len(asked) <= 3
    assert "192.0.2.99" not in asked


def test_a_line_is_in_the_combined_format() -> None:
    """Client, moment, request, status, size, referrer and agent, as analysers read them."""
    written: list[bytes] = []
    log = AccessLog(written.append)
    log.add(1_700_000_000.5, "203.0.113.1", "GET /feeds/all.rss HTTP/1.1", 200, 512, None, "reader/1")
    log.add(1_700_000_000.9, "203.0.113.1", "GET /feeds/all.rss HTTP/1.1", 304, 0, "https://a.example/", None)
    log.write(log.take())
    log.write(log.take())
    assert b"".join(written).decode().splitlines() == [
        '203.0.113.1 - - [14/Nov/2023:22:13:20 +0000] "GET /feeds/all.rss HTTP/1.1" 200 512 "-" "reader/1"',
        '203.0.113.1 - - [14/Nov/2023:22:13:20 +0000] "GET /feeds/all.rss HTTP/1.1" 304 - "https://a.example/" "-"',
    ]


@pytest.mark.parametrize("agent", ['a" 200 1 "b', "a\nb", "a\x1b[31mb", "a\\", "a\u202eb"])
def test_a_client_writes_no_line_of_its_own(agent: str) -> None:
    """Quotes, line breaks and control characters from outside are escaped."""
    written: list[bytes] = []
    log = AccessLog(written.append)
    log.add(0.0, "a", "GET / HTTP/1.1", 200, 1, None, agent)
    log.write(log.take())
    line = b"".join(written).decode()
    assert line.count("\n") == 1
    assert line.rstrip("\n").isprintable()
    assert line.replace("\\\\", "").replace('\\"', "").count('"') == 6


def test_lines_that_a_disk_does_not_take_are_counted() -> None:
    """The log says how many are missing, once it can be written again: in a line before those that follow."""
    written: list[bytes] = []

    def out(data: bytes) -> None:
        if not written:
            written.append(b"")
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(data)

    log = AccessLog(out)
    for number in range(3):
        log.add(0.0, "a", f"GET /{number} HTTP/1.1", 200, 1, None, None)
    noted = log.take()
    with pytest.raises(OSError, match="No space"):
        log.write(noted)
    log.add(0.0, "a", "GET /3 HTTP/1.1", 200, 1, None, None)
    assert log.lose(noted) == 3
    log.write(log.take())
    said, line = b"".join(written).decode().splitlines()
    assert said == "# 3 lines lost"
    assert "GET /3" in line
    assert log.take() == ([], 0)
