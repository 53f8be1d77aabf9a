"""The server on loopback, as clients of every kind meet it: polite, hasty, slow and hostile ones."""

from __future__ import annotations

import asyncio
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from feeds.etags import etag_of
from publish.serving import server
from publish.serving.access_log import AccessLog
from publish.serving.limits import Limits
from publish.testing import CONFIG, Site

ROOT = Path(__file__).parents[1]
pytest.importorskip("granian", reason='needs pip install "masthead[serve]"')
pytest.importorskip("uvloop", reason='needs pip install "masthead[serve]"')
FEEDS = '\n[[feeds]]\npath = "all"\n'
# The command's own server with other limits: none waits ten seconds in a test.
HASTY = """\
import ipaddress, sys
from pathlib import Path
from publish import config
from publish.serving import server
from publish.compose import compose
from publish.serving.keeper import keeper
from publish.serving.limits import Limits
kept = keeper(compose(config.load(Path("masthead.toml"), {})))
kept.begin()
proxies = (ipaddress.ip_network("127.0.0.1"),)
application = server.Application(kept, Limits(1, 3), proxies, None)
limits = {"connections": 4, "head_seconds": 0.5, "stalled_seconds": 1}
listening = server.Listening("127.0.0.1", int(sys.argv[1]), **limits)
server.serve(application, listening, None, lambda: None)
"""


Answer = tuple[int, dict[str, str], bytes]


class Served(NamedTuple):
    """A publication behind a server of its own."""

    site: Site
    port: int
    process: subprocess.Popen[bytes]

    def ask(self, path: str = "/feeds/all.rss", method: str = "GET", **headers: str) -> Answer:
        """One request over a connection of its own; header names with "_" for "-"."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def raw(self, *parts: bytes, wait: float = 10) -> bytes:
        """Everything that comes back for these bytes until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as connection:
            for part in parts:
                connection.sendall(part)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
            return received


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(met: Callable[[], bool]) -> None:
    """Waits for something to be so, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def started(site: Site, command: list[str], port: int) -> Served:
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until(lambda: answers(port) or process.poll() is not None)
    assert process.poll() is None, process.communicate()
    return Served(site, port, process)


def ended(served: Served) -> None:
    served.process.terminate()
    served.process.communicate(timeout=20)


def a_site(root: Path) -> Site:
    site = Site(root, CONFIG + FEEDS)
    site.write("one.md", "---\ntitle: One\ndate: 2026-05-01\nsection: China\n---\n\nText.\n")
    return site


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A publication of one article behind `masthead serve`."""
    site, port = a_site(tmp_path_factory.mktemp("served")), free_port()
    site.build()
    served = started(site, ["-m", "publish", "serve", "--port", str(port), "--access-log", "access.log"], port)
    yield served
    ended(served)


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same with tight limits, and everybody behind a proxy on this machine."""
    site, port = a_site(tmp_path_factory.mktemp("hasty")), free_port()
    site.build()
    served = started(site, ["-c", HASTY, str(port)], port)
    yield served
    ended(served)


def test_a_reader_gets_it_once(served: Served) -> None:
    """The first visit brings the document, the next a 304, with the tag or with the date alone."""
    status, headers, body = served.ask()
    assert (status, body) == (200, served.site.read("all.rss").encode())
    assert headers["etag"] == f'"{etag_of(body)}"'
    assert headers["content-length"] == str(len(body))
    assert served.ask(If_None_Match=headers["etag"])[0] == 304
    status, again, body = served.ask(If_Modified_Since=headers["last-modified"])
    assert (status, body) == (304, b"")
    assert {"etag", "last-modified", "cache-control", "vary", "link"} <= set(again)


def test_head_has_no_body(served: Served) -> None:
    """HEAD says how long the document is and sends none of it."""
    _, whole, body = served.ask()
    status, headers, nothing = served.ask(method="HEAD")
    assert (status, nothing, headers["content-length"]) == (200, b"", str(len(body)))
    assert headers["etag"] == whole["etag"]


def test_several_headers_of_one_name_are_one_list(served: Served) -> None:
    """If-None-Match in two lines is one list (RFC 9110, section 5.3)."""
    tag = served.ask()[1]["etag"].encode()
    request = b"GET /feeds/all.rss HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\"\r\nIf-None-Match: %b\r\n"
    assert served.raw(request % tag + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 304")


def test_requests_in_a_row_are_answered_in_order(served: Served) -> None:
    """Requests that are sent before the first is answered get their answers one after the other."""
    first = b"GET /feeds/all.json HTTP/1.1\r\nHost: x\r\n\r\n"
    second = b"GET /feeds/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"HEAD /feeds/all.rss HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    received = served.raw(first + second + last)
    kinds = [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]]
    assert kinds == [b"200", b"404", b"200"]


@pytest.mark.parametrize(
    "head",
    [
        b"GET /feeds/all.rss HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(300)) + b"\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET  HTTP/9.9\r\n\r\n",
        b"POST /feeds/all.rss HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nabc",
        b"GET /feeds/all.rss HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["long", "many", "path", "tls", "nonsense", "body", "lengths", "chunked"],
)
def test_what_is_no_request_is_refused(served: Served, head: bytes) -> None:
    """Large, broken and unwanted requests get a 4xx or nothing, and the next client its answer."""
    received = served.raw(head)
    assert received[:10] in (b"", b"HTTP/1.1 4", b"HTTP/1.0 4")
    assert served.ask()[0] == 200


def test_the_host_is_not_believed(served: Served) -> None:
    """No address in an answer comes from the Host header."""
    for path in ("/feeds/all.rss", "/feeds/", "/feeds/nothing"):
        _, headers, body = served.ask(path, Host="evil.example", X_Forwarded_Host="evil.example")
        assert b"evil.example" not in repr(headers).encode() + body


@pytest.mark.parametrize(
    "path", ["/../masthead.toml", "/feeds/../../masthead.toml", "/feeds/%2e%2e/%2e%2e/masthead.toml"]
)
def test_no_other_file_is_reached(served: Served, path: str) -> None:
    """Whatever leads out of the feeds leads nowhere."""
    assert served.ask(path)[0] == 404


def test_every_request_is_logged(served: Served) -> None:
    """The access log has a line in the combined format, which no client can break."""
    served.ask("/feeds/all.atom?x=%22", User_Agent='reader" 200 \\', Referer="https://a.example/")
    log = served.site.root / "access.log"
    until(lambda: "all.atom" in log.read_text())
    (line,) = (line for line in log.read_text().splitlines() if "all.atom" in line)
    assert line.startswith("127.0.0.1 - - [")
    assert '"GET /feeds/all.atom?x=%22 HTTP/1.1" 200 ' in line
    assert '"https://a.example/" "reader\\" 200' in line


@pytest.mark.parametrize("fails", [False, True])
def test_no_line_is_lost_unsaid(fails: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """With a disk that is slow, and one that is full at first, every line is written once and in order, or counted;
    also when the server ends in the middle of it."""
    monkeypatch.setattr(server, "LOG_SECONDS", 0.001)
    begun, go_on, written = threading.Event(), threading.Event(), list[bytes]()

    def out(data: bytes) -> None:
        first = not begun.is_set()
        begun.set()
        assert go_on.wait(10)
        if first and fails:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(data)

    async def main() -> None:
        log, answered_all = AccessLog(out), asyncio.Event()
        note(log, 0)
        writing = asyncio.create_task(server._write(log, answered_all))
        assert await asyncio.to_thread(begun.wait, 10)
        note(log, 1)
        answered_all.set()
        await asyncio.sleep(0)
        go_on.set()
        await writing

    def note(log: AccessLog, number: int) -> None:
        log.add(0.0, "a", f"GET /{number} HTTP/1.1", 200, 1, None, None)

    asyncio.run(main())
    lines = b"".join(written).decode().splitlines()
    assert [line.split(" ")[6 if line.startswith("a") else 1] for line in lines] == ["1" if fails else "/0", "/1"]
    assert ("No space left on device" in caplog.text) == fails


@pytest.mark.parametrize(("rate", "logged", "times"), [(5, True, 1), (5, False, 1), (0, True, 1), (0, False, 0)])
def test_it_asks_once_at_most_whom_a_request_is_for(rate: int, logged: bool, times: int) -> None:
    """For the limits and the log together, and not at all without them."""
    asked: list[str] = []
    headers = SimpleNamespace(get=asked.append, get_all=lambda name: [])
    scope = SimpleNamespace(
        client="10.0.0.1:1", method="GET", path="/", query_string="", http_version="1.1", headers=headers
    )
    protocol = SimpleNamespace(response_bytes=lambda *answer: None)
    kept: Any = SimpleNamespace(shelf=SimpleNamespace(places={}))
    log = AccessLog(lambda data: None) if logged else None
    application = server.Application(kept, Limits(rate, rate), [ip_network("10.0.0.0/8")], log)
    asyncio.run(application.__rsgi__(scope, protocol))
    assert asked.count("x-forwarded-for") == times


@pytest.mark.parametrize("ended", [False, True])
def test_who_still_waits_at_the_end_is_told_to_come_again(ended: bool, caplog: pytest.LogCaptureFixture) -> None:
    """What can't be answered because the server ends is no defect, and is not logged as one."""
    sent: list[int] = []
    headers = SimpleNamespace(get=lambda name: None, get_all=lambda name: [])
    scope = SimpleNamespace(
        client="127.0.0.1:1", method="GET", path="/", query_string="", http_version="1.1", headers=headers
    )
    protocol = SimpleNamespace(response_bytes=lambda status, headers, body: sent.append(status))

    class Places(dict[str, Any]):
        def get(self, *wanted: Any) -> Any:
            raise RuntimeError("Executor shutdown has been called")

    kept: Any = SimpleNamespace(shelf=SimpleNamespace(places=Places()))
    application = server.Application(kept, Limits(0, 0), [], None, lambda: None)
    headers.get = {"host": "localhost"}.get
    if ended:
        application.end()
    asyncio.run(application.__rsgi__(scope, protocol))
    assert sent == [503 if ended else 500]
    assert ("could not be answered" in caplog.text) == (not ended)


def test_a_slow_head_is_cut_off(hasty: Served) -> None:
    """A client that sends its request drop by drop, or nothing, loses its connection."""
    began = time.monotonic()
    assert b"HTTP/1.1 2" not in hasty.raw(b"GET /feeds/all.rss HTTP/1.1\r\nHost: x\r\n")
    assert hasty.raw() == b""
    assert time.monotonic() - began < 5


def test_many_slow_clients_keep_nobody_out(hasty: Served) -> None:
    """When all connections are taken by clients that say nothing, the next is answered once they are cut off."""
    idle = [socket.create_connection(("127.0.0.1", hasty.port)) for _ in range(8)]
    try:
        assert hasty.ask()[0] == 200
    finally:
        for connection in idle:
            connection.close()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="needs Linux")
def test_a_client_that_never_reads_is_cut_off(hasty: Served) -> None:
    """Who asks again and again and reads nothing loses the connection, and those who wait for it get theirs."""
    request = b"GET /feeds/feeds.html HTTP/1.1\r\nHost: x\r\n\r\n"
    greedy = []
    for _ in range(4):
        connection = socket.create_connection(("127.0.0.1", hasty.port), timeout=0.2)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        greedy.append(connection)
        with suppress(TimeoutError):
            for _ in range(2000):
                connection.sendall(request)
    try:
        # All four connections are theirs until they are cut off.
        assert hasty.ask()[0] == 200
    finally:
        for connection in greedy:
            connection.close()


def test_a_client_that_asks_too_often_has_to_wait(hasty: Served) -> None:
    """429 with a number of seconds, for this client and for no other."""
    answers = [hasty.ask(X_Forwarded_For="203.0.113.9") for _ in range(6)]
    assert [status for status, _, _ in answers][:3] == [200] * 3
    assert answers[-1][0] == 429
    assert answers[-1][1]["retry-after"] == "1"
    assert hasty.ask(X_Forwarded_For="203.0.113.10")[0] == 200


def test_a_client_can_not_pretend(hasty: Served) -> None:
    """What a client writes itself into X-Forwarded-For gives it no bucket of its own."""
    pretended = [hasty.ask(X_Forwarded_For=f"198.51.100.{n}, 203.0.113.50")[0] for n in range(6)]
    assert 429 in pretended


def test_a_build_is_served_at_once(tmp_path: Path) -> None:
    """What a build publishes is served by the next look at the state; before, readers are told to come again."""
    site, port = a_site(tmp_path), free_port()
    served = started(site, ["-m", "publish", "serve", "--port", str(port), "--quiet"], port)
    try:
        status, headers, _ = served.ask()
        assert (status, headers["retry-after"]) == (503, "2")
        site.build()
        began = time.monotonic()
        until(lambda: served.ask()[0] == 200)
        assert time.monotonic() - began < 5
    finally:
        ended(served)


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_it_ends_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    """SIGTERM and Ctrl-C end it with status 0, also while clients hold connections."""
    site, port = a_site(tmp_path), free_port()
    site.build()
    served = started(site, ["-m", "publish", "serve", "--port", str(port), "--quiet"], port)
    with socket.create_connection(("127.0.0.1", port)) as idle:
        idle.sendall(b"GET /feeds/all.rss HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(15) == b"HTTP/1.1 200 OK"
        served.process.send_signal(number)
        out, errors = served.process.communicate(timeout=15)
    assert (served.process.returncode, out, errors) == (0, b"", b"")


@pytest.mark.slow
def test_killed_it_leaves_nothing_behind(tmp_path: Path) -> None:
    """After SIGKILL the port is free, every file is as it was, and it starts again."""
    site, port = a_site(tmp_path), free_port()
    site.build()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for _ in range(2):
        served = started(site, ["-m", "publish", "serve", "--port", str(port), "--quiet"], port)
        assert served.ask()[0] == 200
        served.process.kill()
        served.process.communicate(timeout=10)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def refused(site: Site, *arguments: str, without: str = "nothing") -> str:
    """What `masthead serve` says when it ends with status 2; `without` names a library that is not there."""
    code = f"import sys; sys.modules[{without!r}] = None; from publish.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", *arguments],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert done.returncode == 2, done.stderr
    return done.stderr


def test_a_port_that_is_taken_is_named(served: Served) -> None:
    """Where something listens already the error says so."""
    assert f"port {served.port}: Address already in use" in refused(served.site, "--port", str(served.port))


def test_a_missing_extra_is_named(served: Served) -> None:
    """Without the server's library the error says what to install."""
    assert 'pip install "masthead[serve]"' in refused(served.site, without="granian")


@pytest.mark.slow
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "feeds.example"])
def test_a_preview_is_for_this_machine(served: Served, host: str) -> None:
    """What is not published yet is not shown to the network."""
    assert "--preview" in refused(served.site, "--preview", "--host", host)


@pytest.mark.slow
def test_a_proxy_must_be_an_address(served: Served) -> None:
    """A trusted proxy is a network, and not a name that anybody could take."""
    assert "proxy.example" in refused(served.site, "--trusted-proxy", "proxy.example")


def test_a_preview_is_served(tmp_path: Path) -> None:
    """`serve --preview` shows each edit at the next request, and nothing is written."""
    site, port = a_site(tmp_path), free_port()
    served = started(site, ["-m", "publish", "serve", "--preview", "--port", str(port)], port)
    try:
        status, headers, body = served.ask()
        assert (status, headers["cache-control"]) == (200, "no-store")
        # Neither a script of another site nor a name that leads here gets to see it.
        assert "access-control-allow-origin" not in headers
        assert served.ask(Host="evil.example:80")[0] == 421
        assert b"<title>One</title>" in body
        site.write("two.md", "---\ntitle: Two\ndate: 2026-05-02\nsection: China\n---\n\nText.\n")
        until(lambda: b"<title>Two</title>" in served.ask()[2])
        assert served.ask("/feeds/")[1]["location"] == "feeds.html"
    finally:
        ended(served)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "masthead.toml"]
