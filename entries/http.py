"""All requests that go out. A server may be slow, endless or lying: time, size and where it is are bounded here.

The address that is connected to is the address that was checked, at each redirect again: a name that means another
one by then (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from entries.connect import connect
from entries.errors import RequestFailed

_CHUNK = 65_536
# So little may come of any ratio: an empty page of a feed reader packs well.
_SMALL = 100_000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What a URL may hold as it is (RFC 3986, section 2); what else a server sends in Location is escaped.
_OF_URLS = "-._~:/?#[]@!$&'()*+,;=%"


class Limits(NamedTuple):
    """`seconds` for everything from the look-up to the last byte; `size` in bytes, of the inflated body too.

    `ratio` is how many times its size on the wire a body may have, `redirects` how many are followed.
    """

    seconds: float = 30.0
    size: int = 20_000_000
    ratio: int = 100
    redirects: int = 5


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a server said in the end. `url` is where, `headers` have names in lower case, `body` is inflated."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def request(
    url: str,
    *,
    agent: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    private: Collection[str] = (),
    limits: Limits = LIMITS,
) -> Response:
    """Send one request, follow redirects, and return the answer whatever its status.

    `agent` is the User-Agent. Loopback, private and other special addresses are refused but for the hosts in
    `private`, as URLs name them. Raises PrivateAddress for those, and RequestFailed for all that goes wrong else.
    """
    deadline = time.monotonic() + limits.seconds
    sent = {"User-Agent": agent, "Accept-Encoding": "gzip", **(headers or {})}
    if any("\r" in text or "\n" in text for header in sent.items() for text in header):
        raise RequestFailed(url, "a header holds a line break")
    for _ in range(limits.redirects + 1):
        answer = _once(url, method, sent, body, private, limits, deadline)
        target = answer.headers.get("location")
        if answer.status not in _REDIRECTS or target is None:
            return answer
        try:
            # http.client reads headers as Latin-1; servers that do not encode their addresses send UTF-8.
            url = urljoin(url, quote(target.encode("latin-1"), safe=_OF_URLS))
        except ValueError as error:
            raise RequestFailed(url, f"it redirects to what is no address ({error})") from error
        if answer.status == 303:  # RFC 9110, section 15.4.4: to be retrieved, whatever was asked before
            method, body = "GET", None
    raise RequestFailed(url, f"more than {limits.redirects} redirects")


def _once(
    url: str,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    private: Collection[str],
    limits: Limits,
    deadline: float,
) -> Response:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise RequestFailed(url, str(error)) from error
    if parts.scheme not in ("http", "https") or not host or not url.isascii():
        raise RequestFailed(url, "no http or https URL")
    connected = None
    try:
        connected = connect(url, host, port, private, deadline)
        if parts.scheme == "https":
            # "The socket timeout is now the maximum total duration of the handshake":
            # https://docs.python.org/3/library/ssl.html#ssl.SSLSocket.do_handshake
            connected = _tls().wrap_socket(connected, server_hostname=host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = _Line(connected, deadline)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", parts.netloc.rpartition("@")[2])
        for name, value in {**headers, "Connection": "close"}.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        with connection.getresponse() as response:
            return Response(
                url=url,
                status=response.status,
                headers={name.lower(): value for name, value in response.getheaders()},
                body=_body(url, response, limits),
            )
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        if time.monotonic() >= deadline:
            raise RequestFailed(url, f"no complete answer in {limits.seconds:g} s") from error
        raise RequestFailed(url, _reason(error)) from error
    finally:
        if connected is not None:
            connected.close()


class _Line(io.RawIOBase):
    """What http.client asks of a connection. A socket's time-out bounds one wait, and who drips has no long ones."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._connected = connected
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._bound()
        self._connected.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, _CHUNK)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # which is what a BufferedReader gives
        self._bound()
        return self._connected.recv_into(buffer)

    def close(self) -> None:
        """Whoever connected hangs up: http.client closes before it has read."""

    def _bound(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connected.settimeout(left)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _body(url: str, response: http.client.HTTPResponse, limits: Limits) -> bytes:
    packed = response.getheader("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise RequestFailed(url, f"the answer is packed in a way that was not asked for ({packed})")
    body, wire = bytearray(), 0
    inflate = zlib.decompressobj(wbits=31) if "gzip" in packed else None
    while chunk := response.read(_CHUNK):
        wire += len(chunk)
        if inflate is None:
            body += chunk
        while inflate is not None and chunk:
            body += inflate.decompress(chunk, max(limits.size + 1 - len(body), 1))
            if len(body) > max(_SMALL, wire * limits.ratio):
                raise RequestFailed(url, f"the answer inflates to more than {limits.ratio} times its size")
            chunk = inflate.unconsumed_tail if len(body) <= limits.size else b""
            if inflate.eof and inflate.unused_data:  # RFC 1952, section 2.2: members follow each other
                chunk = inflate.unused_data
                inflate = zlib.decompressobj(wbits=31)
        if len(body) > limits.size:
            raise RequestFailed(url, f"the answer has more than {limits.size / 1_000_000:g} MB")
    if response.length or (inflate is not None and wire and not inflate.eof):
        raise RequestFailed(url, "the answer breaks off")
    return bytes(body)


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "no such host, or names can't be looked up"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers there (connection refused)"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good: {error.verify_message}"
    if isinstance(error, http.client.RemoteDisconnected):
        return "the connection was closed without an answer"
    return str(error) or type(error).__name__
