"""Feeds adopted from their addresses: a web server on this machine serves what another program wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from publish import cli
from publish.adopting import fetch as adopt_fetch
from publish.errors import PublishError
from publish.testing import Site

ITEM = "<item><guid isPermaLink='false'>{0}</guid><title>{0}</title><link>https://harbourpost.example/{0}</link></item>"


def rss(*names: str, head: str = "") -> bytes:
    items = "".join(ITEM.format(name) for name in names)
    return f"<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel>{head}{items}</channel></rss>".encode()


class Old(ThreadingHTTPServer):
    """Serves `pages` by their path: bytes, or where to look instead."""

    pages: dict[str, bytes | str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Old

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path)
        if isinstance(page, str):
            self.send_response(302)
            self.send_header("Location", page)
            self.end_headers()
            return
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Length", str(len(page or b"")))
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def old() -> Iterator[Old]:
    with Old(("127.0.0.1", 0), Handler) as server:
        server.pages = {}
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def read(url: str) -> list[str]:
    """The ids of all items, in the order in which they are read."""
    return [item.id for feed in adopt_fetch.fetch(url, UTC, "test") for item in feed.items]


def test_every_archive_is_read(old: Old) -> None:
    """prev-archive leads from one document to the one before it, wherever that is written from."""
    old.pages = {
        "/feed/": "/feed/all.xml",
        "/feed/all.xml": rss("c", head="<a:link rel='prev-archive' href='archive/2.xml'/>"),
        "/feed/archive/2.xml": rss("b", head="<a:link rel='prev-archive' href='1.xml'/>"),
        "/feed/archive/1.xml": rss("a"),
    }
    assert read(old.address + "/feed/") == ["c", "b", "a"]


def test_a_json_feed_leads_to_its_next_page(old: Old) -> None:
    """next_url is where a JSON Feed goes on."""
    page = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "%s"}]%s}'
    old.pages = {
        "/feed.json": (page % ("b", ', "next_url": "/feed.json?2"')).encode(),
        "/feed.json?2": (page % ("a", "")).encode(),
    }
    assert read(old.address + "/feed.json") == ["b", "a"]


def test_archives_that_go_round_end(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that was read is not read again, and there is an end to archives that never end."""
    old.pages = {
        "/a": rss("a", head="<a:link rel='next' href='/b'/>"),
        "/b": rss("b", head="<a:link rel='next' href='/a'/>"),
    }
    assert read(old.address + "/a") == ["a", "b"]
    monkeypatch.setattr(adopt_fetch, "LONGEST", 1)
    with pytest.raises(PublishError, match="more than 1 archives"):
        read(old.address + "/a")


def test_an_archive_that_is_missing_or_elsewhere_ends_it(old: Old) -> None:
    """Nothing is adopted of half an archive, and no other private host is asked than the one that was named."""
    old.pages = {"/a": rss("a", head="<a:link rel='prev-archive' href='/gone'/>"), "/page": b"<!doctype html><p>x"}
    with pytest.raises(PublishError, match="/gone can't be read: its server answers 404"):
        read(old.address + "/a")
    with pytest.raises(PublishError, match="/page is a web page"):
        read(old.address + "/page")
    old.pages["/away"] = f"http://localhost:{old.server_port}/a"
    with pytest.raises(PublishError, match=r"localhost.* can't be read"):
        read(old.address + "/away")


def test_a_feed_is_adopted_from_its_address(
    old: Old, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command takes over the ids of a feed and of its archive."""
    site = Site(tmp_path)
    for name in ("tour", "vote"):
        text = f"---\ntitle: {name}\ndate: 2026-11-20\nlink: https://harbourpost.example/{name}\n---\nText.\n"
        site.write(f"{name}.md", text)
    old.pages = {"/feed": rss("tour", head="<a:link rel='prev-archive' href='/1'/>"), "/1": rss("vote")}
    monkeypatch.chdir(tmp_path)
    assert cli.main(["adopt", old.address + "/feed"]) == 0
    assert "Adopted 2 of 2 items: 2 by link." in capsys.readouterr().out
    assert cli.main(["build", "--quiet"]) == 0
    assert all(f">{name}</guid>" in site.read("all.rss") for name in ("tour", "vote"))
