"""What comes of requests to servers that are slow, endless, lying or not to be asked at all."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entries import http
from entries.errors import PrivateAddress, RequestFailed
from entries.http import Limits, Response, request

AGENT = "Masthead/1 (+https://harbourpost.example/)"
LOCAL = frozenset({"127.0.0.1"})
Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers each connection with given bytes, in turn, or lets a function answer."""
    listening: list[socket.socket] = []

    def start(*answers: bytes | Callable[[socket.socket], None], heard: list[bytes] | None = None) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)

        def answer(number: int, connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                asked = connection.recv(65_536)
                while asked.startswith(b"POST") and not asked.endswith(b"form"):
                    asked += connection.recv(65_536)
                if heard is not None:
                    heard.append(asked)
                reply = answers[min(number, len(answers) - 1)]
                if callable(reply):
                    reply(connection)
                else:
                    connection.sendall(reply)

        def accept() -> None:
            with contextlib.suppress(OSError):
                for number in range(1000):
                    threading.Thread(target=answer, args=(number, server.accept()[0]), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/"

    yield start
    for server in listening:
        server.close()


def ask(url: str, *, seconds: float = 5, size: int = 1_000_000, **given: object) -> Response:
    """One request to a server on this machine."""
    limits = Limits(seconds=seconds, size=size)
    return request(url, agent=AGENT, private=LOCAL, limits=limits, **given)  # type: ignore[arg-type]  # as named


def ok(body: bytes, *headers: str) -> bytes:
    """A complete answer."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def moved(target: str, status: int = 302) -> bytes:
    """A redirect."""
    return f"HTTP/1.1 {status} Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def drip(connection: socket.socket) -> None:
    """A byte every now and then, without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not gone(connection, 0.02):
        connection.sendall(b"x")


def gone(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side hangs up within so long."""
    connection.settimeout(seconds)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False


def go_on(connection: socket.socket) -> None:
    """One interim answer after the other."""
    while not gone(connection, 0.01):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def drip_without_length(connection: socket.socket) -> None:
    """A body that ends only with the connection."""
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
    drip(connection)


def test_an_answer_is_taken_as_it_is(serve: Serve) -> None:
    """Status, headers in lower case and body are what the server sent; the server heard who asks."""
    heard: list[bytes] = []
    answer = ask(serve(ok(b"feed", 'ETag: "1"'), heard=heard))
    assert (answer.status, answer.headers["etag"], answer.body) == (200, '"1"', b"feed")
    assert f"User-Agent: {AGENT}\r\n".encode() in heard[0]


def test_a_packed_body_is_inflated(serve: Serve) -> None:
    """A body in gzip, in one member or more, is what was packed."""
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert ask(serve(ok(packed, "Content-Encoding: gzip"))).body == b"one two"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "10.0.0.1", "172.16.9.9", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[fec0::1]",
        "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost",
    ],
)  # fmt: skip
def test_a_private_address_is_refused(address: str) -> None:
    """Loopback, private, link-local, shared, multicast addresses are never connected to, however they are written."""
    with pytest.raises(PrivateAddress):
        request(f"http://{address}:9/", agent=AGENT, limits=Limits(seconds=2))


def test_a_public_name_of_a_private_address_is_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is the address that is connected to, and not the name."""
    port = int(serve(ok(b"secret")).rstrip("/").rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **how: found)
    with pytest.raises(PrivateAddress, match=r"harbourpost\.example is at 127\.0\.0\.1"):
        request(f"http://harbourpost.example:{port}/", agent=AGENT)


def test_a_redirect_to_a_private_address_is_refused(serve: Serve) -> None:
    """A host that may be private may not send us to another one."""
    with pytest.raises(PrivateAddress):
        ask(serve(moved("http://localhost:9/")))


def test_redirects_are_followed(serve: Serve) -> None:
    """Five redirects lead somewhere, and the answer says where."""
    end = serve(ok(b"feed"))
    url = serve(*[moved("/next")] * 4, moved(f"{end}feed"))
    answer = ask(url)
    assert (answer.url, answer.body) == (f"{end}feed", b"feed")


@pytest.mark.parametrize("target", ["/港聞", "/%E6%B8%AF%E8%81%9E"])
def test_a_redirect_in_any_script_is_followed(target: str, serve: Serve) -> None:
    """An address that a server did not encode leads to the same place as the encoded one."""
    assert ask(serve(moved(target), ok(b"feed"))).url.endswith("/%E6%B8%AF%E8%81%9E")


def test_a_redirect_loop_ends(serve: Serve) -> None:
    """A sixth redirect is not followed."""
    with pytest.raises(RequestFailed, match="more than 5 redirects"):
        ask(serve(moved("/again")))


@pytest.mark.parametrize(
    ("status", "method"), [(301, "POST"), (302, "POST"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_what_was_asked_is_asked_again(status: int, method: str, serve: Serve) -> None:
    """A redirected POST stays one, with its body, but where 303 says that there is something to be fetched."""
    heard: list[bytes] = []
    ask(serve(moved("/there", status), ok(b""), heard=heard), method="POST", body=b"form")
    assert heard[1].startswith(f"{method} /there".encode())
    assert heard[1].endswith(b"form") == (method == "POST")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://", "http://127.0.0.1:99999/", "//[::/"]
)
def test_a_redirect_to_what_is_no_web_address_fails(target: str, serve: Serve) -> None:
    """Only http and https are followed."""
    with pytest.raises(RequestFailed):
        ask(serve(moved(target)))


@pytest.mark.parametrize("header", [("X", "a\r\nHost: b"), ("X\r\nHost: b", "a"), ("X", "a\nb")])
def test_headers_hold_no_line_breaks(header: tuple[str, str], serve: Serve) -> None:
    """A header with a line break, which would begin another, is never sent."""
    heard: list[bytes] = []
    with pytest.raises(RequestFailed, match="line break"):
        ask(serve(ok(b""), heard=heard), headers=dict([header]))
    assert heard == []


@pytest.mark.parametrize(
    "answer",
    [
        drip,
        lambda connection: gone(connection, 5),
        go_on,
        drip_without_length,
    ],
    ids=["drips headers", "is silent", "says go on for ever", "drips a body of no length"],
)
def test_a_slow_server_is_left(answer: Callable[[socket.socket], None], serve: Serve) -> None:
    """The deadline bounds the whole request, however little comes however often."""
    began = time.monotonic()
    with pytest.raises(RequestFailed, match=r"no complete answer in 0\.3 s"):
        ask(serve(answer), seconds=0.3)
    assert time.monotonic() - began < 4


def test_an_endless_body_is_left(serve: Serve) -> None:
    """A body beyond the limit is not read on."""

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with pytest.raises(RequestFailed, match="more than 2 MB"):
        ask(serve(endless), size=2_000_000)


def test_a_bomb_is_left(serve: Serve) -> None:
    """What inflates to more than a hundred times its size is no document."""
    bomb = gzip.compress(bytes(30_000_000))
    with pytest.raises(RequestFailed, match="inflates to more than 100 times its size"):
        ask(serve(ok(bomb, "Content-Encoding: gzip")), size=20_000_000)


def test_the_limit_holds_after_inflating(serve: Serve) -> None:
    """A body that packs well may be no larger than any other."""
    packed = gzip.compress(b"".join(b"%d " % (number * 7919) for number in range(60_000)))
    with pytest.raises(RequestFailed, match=r"more than 0\.2 MB"):
        ask(serve(ok(packed, "Content-Encoding: gzip")), size=200_000)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        ok(gzip.compress(b"a feed" * 100)[:-9], "Content-Encoding: gzip"),
        ok(b"this is no gzip", "Content-Encoding: gzip"),
        ok(zlib.compress(b"feed"), "Content-Encoding: br"),
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=["length", "chunks", "gzip", "no gzip", "another packing", "nothing", "no HTTP", "many headers", "long header"],
)
def test_a_lie_is_no_answer(answer: bytes, serve: Serve) -> None:
    """An answer that breaks off, or is none, is never taken for one."""
    with pytest.raises(RequestFailed):
        ask(serve(answer))


def test_nobody_there(serve: Serve) -> None:
    """A refused connection is said in words."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RequestFailed, match="nobody answers there") as failed:
        ask(f"http://127.0.0.1:{port}/")
    assert failed.value.url == f"http://127.0.0.1:{port}/"


def test_tls_is_bounded_too(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is slow within TLS, or never gets so far, is left at the deadline."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += [
        "-keyout",
        str(key),
        "-out",
        str(certificate),
        "-subj",
        "/CN=x",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    subprocess.run(command, check=True, capture_output=True)
    with pytest.raises(RequestFailed, match=r"no complete answer in 0\.3 s"):
        ask(serve(lambda connection: gone(connection, 5)).replace("http:", "https:"), seconds=0.3)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with contextlib.suppress(OSError):
            for reply in (drip, lambda connection: connection.sendall(ok(b"feed"))):
                with context.wrap_socket(server.accept()[0], server_side=True) as connection:
                    connection.recv(65_536)
                    reply(connection)

    threading.Thread(target=answer, daemon=True).start()
    monkeypatch.setattr(http, "_tls", lambda: ssl.create_default_context(cafile=str(certificate)))
    url = f"https://127.0.0.1:{server.getsockname()[1]}/"
    with pytest.raises(RequestFailed, match=r"no complete answer in 0\.5 s"):
        ask(url, seconds=0.5)
    assert ask(url).body == b"feed"
    server.close()
