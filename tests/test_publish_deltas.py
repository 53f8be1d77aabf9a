"""Readers that ask for deltas get exactly what is new to them, and show it: RFC 3229 over HTTP."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import feedparser
import pytest

from publish.testing import CONFIG, Site

ROOT = Path(__file__).parents[1]
pytest.importorskip("granian", reason='needs pip install "masthead[serve]"')
pytest.importorskip("uvloop", reason='needs pip install "masthead[serve]"')
FORMATS = pytest.mark.parametrize("suffix", ["rss", pytest.param("atom", marks=pytest.mark.slow)])


class Served(NamedTuple):
    """A publication behind `masthead serve`, with its access log."""

    site: Site
    address: str

    def log(self, lines: int) -> list[int]:
        """The status of each answer, once there are so many."""
        deadline = time.monotonic() + 10
        while True:
            text = (self.site.root / "access.log").read_text()
            found = [int(status) for status in re.findall(r'" (\d{3}) (?:\d+|-) "', text)]
            if len(found) >= lines:
                return found
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def edit(self, title: str, day: int) -> None:
        """Publish one article more, and wait until it is served."""
        self.site.write(f"{title}.md", article(title, day))
        self.site.build()
        deadline = time.monotonic() + 10
        while title not in self._body():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _body(self) -> str:
        with urlopen(self.address + "all.rss") as answer:
            return str(answer.read().decode())


def article(title: str, day: int) -> str:
    return f"---\ntitle: {title}\ndate: 2026-05-{day:02}\nsection: China\n---\n\n{title} text.\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Three articles, served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/feeds/"
    config = CONFIG.replace("https://harbourpost.example/feeds/", address)
    site = Site(tmp_path / "site", config + '\n[[feeds]]\npath = "all"\n')
    for day, title in enumerate(("One", "Two", "Three"), 1):
        site.write(f"{title}.md", article(title, day))
    site.build()
    process = subprocess.Popen(
        [sys.executable, "-m", "publish", "serve", "--port", str(port), "--access-log", "access.log"],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 10
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield Served(site, address)
    process.terminate()
    process.wait(timeout=20)


def titles(parsed: Any) -> list[str]:
    return [entry.title for entry in parsed.entries]


@FORMATS
def test_a_delta_is_a_whole_feed_of_what_is_new(served: Served, suffix: str) -> None:
    """feedparser, which asks for deltas, gets a feed that is well-formed and holds the new entry alone."""
    first = feedparser.parse(served.address + f"all.{suffix}")
    assert (first.status, titles(first)) == (200, ["Three", "Two", "One"])
    served.edit("Four", 4)
    second = feedparser.parse(served.address + f"all.{suffix}", etag=first.etag)
    assert (second.status, second.bozo, titles(second)) == (226, False, ["Four"])
    assert second.headers["im"] == "feed"
    assert second.headers["delta-base"] == first.etag
    assert second.feed.title == first.feed.title
    third = feedparser.parse(served.address + f"all.{suffix}", etag=second.etag)
    assert third.status == 304


@FORMATS
def test_the_reader_library_shows_one_more(served: Served, suffix: str) -> None:
    """The `reader` library gets a 226 at its second visit, and shows every entry once."""
    library = pytest.importorskip("reader")
    reader = library.make_reader(":memory:")
    url = served.address + f"all.{suffix}"
    reader.add_feed(url)
    reader.update_feed(url)
    before = len(served.log(1))
    served.edit("Four", 4)
    reader.update_feed(url)
    assert sorted(entry.title for entry in reader.get_entries()) == ["Four", "One", "Three", "Two"]
    assert 226 in served.log(before + 2)
    assert reader.get_feed(url).last_exception is None
    reader.close()


@pytest.mark.slow
@FORMATS
def test_rss2email_is_sent_the_whole_feed(served: Served, suffix: str, tmp_path: Path) -> None:
    """rss2email takes 226 for an error, so it gets the whole feed, and mails each entry once."""
    pytest.importorskip("rss2email")
    home = tmp_path / "home"
    (home / "Mail").mkdir(parents=True)

    def r2e(*arguments: str) -> None:
        files = ["-c", str(home / "r2e.cfg"), "-d", str(home / "r2e.json")]
        done = subprocess.run(
            [sys.executable, "-m", "rss2email.main", *files, *arguments],
            env={**os.environ, "HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "226" not in done.stderr

    r2e("new", "a@post.example")
    settings = (home / "r2e.cfg").read_text()
    maildir = f"email-protocol = maildir\nmaildir-path = {home}/Mail\nmaildir-mailbox = inbox\n"
    settings = re.sub(r"(?m)^(email-protocol|maildir-path|maildir-mailbox) = .*\n", "", settings)
    (home / "r2e.cfg").write_text(settings.replace("[DEFAULT]\n", "[DEFAULT]\n" + maildir))
    r2e("add", "post", served.address + f"all.{suffix}")
    r2e("run")
    served.edit("Four", 4)
    r2e("run")
    assert len(list((home / "Mail" / "inbox" / "new").iterdir())) == 4
