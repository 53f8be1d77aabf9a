"""The feeds mounted in sites of other people, and seen before they are published."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from publish.compose import compose
from publish.config import load
from publish.errors import InvalidConfig
from publish.respond import Response, respond
from publish.serve import asgi, wsgi
from publish.serving.preview import preview
from publish.testing import CONFIG, NOON, Site

ROOT = Path(__file__).parents[1]
FEEDS = '\n[[feeds]]\npath = "all"\n'
# A target that hangs while every lock is held, a fork, and what the child answers before an alarm ends it.
FORKED = """\
import os, signal, threading
from pathlib import Path
from publish.compose import compose
from publish.config import load
from publish.respond import respond
from publish.serving.keeper import keeper
parts = compose(load(Path("masthead.toml"), {}))
read, parent, amid = parts.targets[0].read, os.getpid(), threading.Semaphore(0)
def hang(path):
    if os.getpid() == parent:
        amid.release()
        threading.Event().wait()
    return read(path)
parts.targets[0].read = hang
kept = keeper(parts)
kept.shelf.refresh()
wanted = respond(kept.shelf, "GET", "/feeds/all.rss", {}.get)
def look():
    with kept._lock, kept._looking, kept.shelf._bodies._lock:
        kept.shelf.fetch(wanted)
threading.Thread(target=look, daemon=True).start()
amid.acquire()
child = os.fork()
if child:
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
signal.alarm(5)
kept.begin()
kept.shelf.fetch(wanted)
print(respond(kept.shelf, "GET", "/feeds/all.rss", {}.get).status, flush=True)
os._exit(0)
"""
ONE = "---\ntitle: One\ndate: 2026-05-01\nsection: China\n---\n\nText.\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication of one article that was built."""
    site = Site(tmp_path, CONFIG + FEEDS)
    site.write("one.md", ONE)
    site.build()
    return site


def call(
    application: Callable[..., Any], path: str, root: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request to an ASGI application, as a server would make it."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").lower().encode(), text.encode()) for name, text in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "root_path": root, "headers": named}
    asyncio.run(application(scope, receive, send))
    start, body = sent
    return start["status"], {n.decode(): v.decode() for n, v in start["headers"]}, body["body"]


def test_asgi_answers_below_the_path_of_feeds_url(site: Site) -> None:
    """At the root of a site the feeds are where feeds_url says."""
    application = asgi(site.root / "masthead.toml")
    status, headers, body = call(application, "/feeds/all.rss")
    assert (status, body.decode()) == (200, site.read("all.rss"))
    assert call(application, "/feeds/all.rss", If_None_Match=headers["etag"])[0] == 304
    assert call(application, "/all.rss")[0] == 404


@pytest.mark.parametrize(
    ("root", "path", "status"),
    [
        ("/feeds", "/feeds/all.rss", 200),
        ("/elsewhere", "/elsewhere/all.rss", 200),
        ("/site", "/site/feeds/all.rss", 200),
        ("/elsewhere", "/elsewhere/nothing.rss", 404),
    ],
)
def test_asgi_answers_wherever_it_is_mounted(site: Site, root: str, path: str, status: int) -> None:
    """Below a root path the feeds are right there, and where feeds_url says below it."""
    assert call(asgi(site.root / "masthead.toml"), path, root)[0] == status


def test_the_place_itself_leads_below_it(site: Site) -> None:
    """Where the feeds are mounted, without the slash: a relative address would lead beside them."""
    status, headers, _ = call(asgi(site.root / "masthead.toml"), "/a b", "/a b")
    assert (status, headers["location"]) == (302, "/a%20b/")
    status, headers, _ = call(asgi(site.root / "masthead.toml"), "/a b/", "/a b")
    assert (status, headers["location"]) == (302, "feeds.html")
    said: dict[str, Any] = {}
    environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "/feeds", "PATH_INFO": ""}
    setup_testing_defaults(environ)
    environ |= {"SCRIPT_NAME": "/feeds", "PATH_INFO": ""}
    list(wsgi(site.root / "masthead.toml")(environ, lambda line, named: said.update({"status": line, **dict(named)})))
    assert (said["status"], said["location"]) == ("302 Found", "/feeds/")


def test_starlette_mounts_it(site: Site) -> None:
    """The feeds are one line among a Starlette site's routes."""
    applications = pytest.importorskip("starlette.applications")
    routing = pytest.importorskip("starlette.routing")
    website = applications.Starlette(routes=[routing.Mount("/feeds", asgi(site.root / "masthead.toml"))])
    assert call(website, "/feeds/all.atom")[2].decode() == site.read("all.atom")
    assert call(website, "/feeds/nothing")[0] == 404
    assert call(website, "/feeds/all.atom", Accept_Encoding="gzip")[1]["content-encoding"] == "gzip"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_forked_off_amid_a_look_answers(site: Site) -> None:
    """A server may fork while a look, a request or both are under way: the new process serves all the same."""
    done = subprocess.run(
        [sys.executable, "-c", FORKED],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert (done.stdout, done.returncode) == ("200\n", 0), done.stderr


def test_asgi_goes_up_and_down(site: Site) -> None:
    """Servers that announce start and end get their answers."""
    messages = iter(["lifespan.startup", "lifespan.shutdown"])
    sent: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": next(messages)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])

    asyncio.run(asgi(site.root / "masthead.toml")({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site's WSGI application behind the server of the standard library, checked against PEP 3333."""
    checked = validator(wsgi(site.root / "masthead.toml"))
    with make_server("127.0.0.1", 0, checked, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_wsgi_answers_the_same(site: Site, address: str) -> None:
    """The WSGI application sends the document, compressed where that is asked for, and 304s."""
    with urlopen(f"{address}/feeds/all.rss") as answer:
        assert answer.read().decode() == site.read("all.rss")
        tag = answer.headers["ETag"]
    with urlopen(Request(f"{address}/feeds/all.rss", headers={"Accept-Encoding": "gzip"})) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(OSError, match="304"):
        urlopen(Request(f"{address}/feeds/all.rss", headers={"If-None-Match": tag}))


def test_wsgi_takes_up_a_build(site: Site, address: str) -> None:
    """A mounted application serves what a build publishes within a second."""
    urlopen(f"{address}/feeds/all.rss").close()
    site.write("two.md", ONE.replace("One", "Two"))
    site.build()
    ended = threading.Event()
    for _ in range(100):
        with urlopen(f"{address}/feeds/all.rss") as answer:
            if b"Two" in answer.read():
                break
        ended.wait(0.02)
    else:
        pytest.fail("two seconds and no Two")


def test_a_mistake_is_named_when_it_is_mounted(site: Site) -> None:
    """A configuration that can't be read is an error at once, and not at the first request."""
    site.configure("nonsense = 1")
    with pytest.raises(InvalidConfig):
        asgi(site.root / "masthead.toml")


class Eyes:
    """A preview of a site, and the moment at which it is looked at."""

    def __init__(self, site: Site) -> None:
        self.now = NOON.timestamp()
        parts = compose(load(site.root / "masthead.toml", {}))
        self.kept, self.again = preview(parts, lambda: datetime.fromtimestamp(self.now, UTC))
        self.again()

    def see(self, path: str) -> Response:
        """The response to one request, two seconds later."""
        self.now += 2
        self.again()
        while not isinstance(answer := respond(self.kept.shelf, "GET", path, lambda name: None), Response):
            assert self.kept.shelf.fetch(answer)
        return answer


def test_a_preview_shows_the_next_build_and_writes_nothing(site: Site) -> None:
    """What the next build would publish is seen, again after each edit; no file of the site changes."""
    site.write("two.md", ONE.replace("One", "Two"))
    before = {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    eyes = Eyes(site)
    answer = eyes.see("/feeds/all.rss")
    assert b"Two" in answer.body
    assert dict(answer.headers)["cache-control"] == "no-store"
    assert dict(answer.headers)["x-robots-tag"] == "noindex"
    assert b"Two" not in (site.root / "public" / "all.rss").read_bytes()
    assert {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()} == before
    site.write("three.md", ONE.replace("One", "Three"))
    assert b"Three" in eyes.see("/feeds/all.rss").body
    previewed = eyes.see("/feeds/all.rss").body
    site.build()
    assert site.read("all.rss").encode() == previewed


def test_a_preview_needs_no_build_before(tmp_path: Path) -> None:
    """Before the first build a preview shows what it would publish."""
    site = Site(tmp_path, CONFIG + FEEDS)
    site.write("one.md", ONE)
    assert b"One" in Eyes(site).see("/feeds/all.rss").body
    assert sorted(path.name for path in site.root.iterdir()) == ["articles", "masthead.toml"]


@pytest.mark.parametrize("guard", ["draft: true", "embargo: 2027-01-01", "access: paid"])
def test_a_preview_leaks_nothing(site: Site, guard: str) -> None:
    """Drafts, embargoed and paid text leave by no door, nor by this one."""
    site.write("two.md", ONE.replace("One", "Two").replace("---\n\nText", f"{guard}\n---\n\nSECRET\n\nSECRET body"))
    eyes = Eyes(site)
    for path in ("all.rss", "all.atom", "all.json", "feeds.html"):
        body = eyes.see(f"/feeds/{path}").body
        assert b"SECRET body" not in body
