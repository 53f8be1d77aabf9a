"""Real readers subscribe to the served example newsroom: what each one shows is what the editors meant.

Every reader fetches over HTTP with its own client, keeps its own state, and is asked again after an edit and a
new article. A reader that is not installed is skipped by name.
"""

from __future__ import annotations

import email.policy
import html
import json
import mailbox
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from calendar import timegm
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
NEWSROOM = ROOT / "examples" / "newsroom"
pytestmark = pytest.mark.slow


class Shown(NamedTuple):
    """One entry as a reader keeps it; moments in seconds since 1970, texts without markup."""

    title: str
    link: str
    authors: str
    published: int
    text: str
    summary: str = ""
    updated: int = 0


class Served(NamedTuple):
    """The newsroom as it is served: its folder, and the address of all its feeds."""

    folder: Path
    address: str

    def build(self) -> None:
        """Publish what changed."""
        command(self.folder, [sys.executable, "-m", "publish", "build", "--quiet"])

    def meant(self) -> list[Shown]:
        """What the editors meant, from the JSON feed."""
        with urllib.request.urlopen(self.address + "all.json", timeout=10) as answer:
            items = json.load(answer)["items"]
        return [
            Shown(
                title=item["title"],
                link=item["url"],
                authors=", ".join(author["name"] for author in item.get("authors", ())),
                published=seconds(item["date_published"]),
                text=plain(item.get("content_html", "")),
                summary=plain(item.get("summary", "")),
                updated=seconds(item.get("date_modified", item["date_published"])),
            )
            for item in items
        ]


def command(folder: Path, arguments: list[str], **more: str) -> str:
    """Runs a program with a home of its own and returns what it prints."""
    folder.mkdir(exist_ok=True)
    surroundings = {name: os.environ[name] for name in ("PATH", "PYTHONHASHSEED") if name in os.environ}
    surroundings |= {"HOME": str(folder), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**surroundings, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{arguments[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def plain(markup: str) -> str:
    """The text of a piece of HTML, without white space: readers differ in where they put it."""
    return "".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def seconds(moment: str) -> int:
    """A moment of JSON Feed in seconds since 1970."""
    return int(datetime.fromisoformat(moment).timestamp())


def etag(url: str) -> str:
    """The validator that the server gives a document."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.headers["ETag"])


def until(met: Callable[[], bool], what: str) -> None:
    """Waits for something to be so, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not met():
        assert time.monotonic() < deadline, f"{what}: waited ten seconds"
        time.sleep(0.02)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The example newsroom, published where it is served on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "newsroom"
    shutil.copytree(NEWSROOM, folder, ignore=shutil.ignore_patterns("public", ".masthead"))
    config = folder / "masthead.toml"
    address = f"http://127.0.0.1:{port}/feeds/"
    config.write_text(config.read_text().replace("https://harbourpost.example/feeds/", address))
    served = Served(folder, address)
    served.build()
    server = subprocess.Popen(
        [sys.executable, "-m", "publish", "serve", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: answers(port) or server.poll() is not None, "the server")
        assert server.poll() is None
        yield served
    finally:
        server.terminate()
        server.wait(timeout=20)


def answers(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Newsboat:
    """newsboat keeps one text an entry, the full one, and all authors in one string."""

    name = "newsboat"

    def __init__(self, home: Path, url: str) -> None:
        if shutil.which("newsboat") is None:
            pytest.skip("newsboat is not installed")
        self._home = home
        home.mkdir()
        (home / "urls").write_text(url + "\n")
        (home / "config").write_text("reload-threads 1\n")

    def fetch(self) -> list[Shown]:
        """Reload, and read what it keeps."""
        files = {"-u": "urls", "-C": "config", "-c": "cache.db"}
        arguments = [part for option, name in files.items() for part in (option, str(self._home / name))]
        command(self._home, ["newsboat", *arguments, "-x", "reload"])
        with sqlite3.connect(self._home / "cache.db") as cache:
            rows = cache.execute("SELECT title, url, author, pubDate, content FROM rss_item WHERE deleted = 0")
            return [Shown(title, link, author, at, plain(text)) for title, link, author, at, text in rows]


class Sfeed:
    """sfeed keeps a line of tab-separated fields an entry, and merges by id, link and title."""

    name = "sfeed"

    def __init__(self, home: Path, url: str) -> None:
        if shutil.which("sfeed_update") is None or shutil.which("curl") is None:
            pytest.skip("sfeed is not installed")
        self._home = home
        home.mkdir()
        rc = f"sfeedpath='{home}/feeds'\nfeeds() {{\n\tfeed 'harbour' '{url}'\n}}\n"
        (home / "sfeedrc").write_text(rc)

    def fetch(self) -> list[Shown]:
        """Update, and read what it keeps."""
        command(self._home, ["sfeed_update", str(self._home / "sfeedrc")])
        shown = []
        for line in (self._home / "feeds" / "harbour").read_text(encoding="utf-8").splitlines():
            at, title, link, content, _, _, author, *_ = line.split("\t")
            shown.append(Shown(title, link, author, int(at), plain(content.replace("\\n", "\n"))))
        return shown


class Rss2email:
    """rss2email sends a message an entry; here into a folder of messages."""

    name = "rss2email"

    def __init__(self, home: Path, url: str) -> None:
        pytest.importorskip("rss2email")
        self._home = home
        (home / "Mail").mkdir(parents=True)
        self._run("new", "reader@harbourpost.example")
        file = home / "r2e.cfg"
        told = {
            "email-protocol": "maildir",
            "maildir-path": str(home / "Mail"),
            "maildir-mailbox": "inbox",
            "date-header": "True",
            "html-mail": "True",
            "name-format": "{author}",
            "force-from": "False",
        }
        lines = "".join(f"{option} = {value}\n" for option, value in told.items())
        settings = re.sub(rf"(?m)^({'|'.join(told)}) = .*\n", "", file.read_text())
        file.write_text(settings.replace("[DEFAULT]\n", f"[DEFAULT]\n{lines}"))
        self._run("add", "harbour", url)

    def _run(self, *arguments: str) -> None:
        files = ["-c", str(self._home / "r2e.cfg"), "-d", str(self._home / "r2e.json")]
        command(self._home, [sys.executable, "-m", "rss2email.main", *files, *arguments])

    def fetch(self) -> list[Shown]:
        """Run, and read every message."""
        self._run("run")
        return [self._shown(bytes(message)) for message in mailbox.Maildir(self._home / "Mail" / "inbox")]

    def _shown(self, raw: bytes) -> Shown:
        message: Any = message_from_bytes(raw, policy=email.policy.default)  # Any: the policy's own message class
        page = message.get_body().get_content()
        link = re.search(r'<a href="([^"]+)"', page)
        sender = message["From"].addresses[0]
        return Shown(
            title=" ".join(message["Subject"].split()),
            link=html.unescape(link[1]) if link else "",
            authors=sender.display_name,
            published=int(parsedate_to_datetime(message["Date"]).timestamp()),
            text=plain(page),
        )


class ReaderLibrary:
    """The `reader` library, which readers of one's own are built with."""

    name = "reader"

    def __init__(self, home: Path, url: str) -> None:
        library = pytest.importorskip("reader")
        home.mkdir()
        self._reader = library.make_reader(str(home / "reader.sqlite"))
        self._reader.add_feed(url)
        self._url = url

    def fetch(self) -> list[Shown]:
        """Update, and read what it keeps."""
        self._reader.update_feed(self._url)
        return [
            Shown(
                title=entry.title,
                link=entry.link,
                authors=entry.authors_str or "",
                published=timegm(entry.published.utctimetuple()),
                text=plain(" ".join([entry.summary or "", *(content.value for content in entry.content)])),
            )
            for entry in self._reader.get_entries()
        ]


class Feedparser:
    """feedparser, asked as a program would ask it: with what the last answer gave as validators."""

    name = "feedparser"

    def __init__(self, home: Path, url: str) -> None:
        self._parse = pytest.importorskip("feedparser").parse
        self._url = url
        self._last: dict[str, str] = {}
        self._kept: dict[str, Shown] = {}

    def fetch(self) -> list[Shown]:
        """Ask, and add to what was there by id."""
        answer = self._parse(self._url, **self._last)
        self._last = {name: answer[name] for name in ("etag", "modified") if name in answer}
        for entry in answer.entries:
            texts = [entry.get("summary", ""), *(content.value for content in entry.get("content", ()))]
            self._kept[entry.id] = Shown(
                title=entry.title,
                link=entry.link,
                authors=", ".join(author.get("name", "") for author in entry.get("authors", ())),
                published=timegm(entry.published_parsed),
                text=plain(" ".join(texts)),
            )
        return list(self._kept.values())


READERS = (Newsboat, Sfeed, Rss2email, ReaderLibrary, Feedparser)
# They keep one text of an entry, the full one where there is one.
ONE_TEXT = {"newsboat", "sfeed", "rss2email"}
# It dates a message by the last edit.
DATED_BY_UPDATED = {"rss2email"}
# They keep the first or the last of several Atom authors, whatever a publisher does.
ONE_ATOM_AUTHOR = {"newsboat", "sfeed", "rss2email", "reader"}


def name_of(reader: type) -> str:
    """How a test is called."""
    return str(getattr(reader, "name"))  # noqa: B009 - mypy knows no attribute of a bare class


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("kind", READERS, ids=name_of)
def test_a_reader_shows_what_the_editors_meant(kind: Any, format: str, served: Served, tmp_path: Path) -> None:
    """Title, link, authors, date and summary of every entry are as meant; after an edit and a new article, N + 1."""
    reader = kind(tmp_path / "home", f"{served.address}all.{format}")
    meant = served.meant()
    assert len(meant) > 10
    compare(reader.fetch(), meant, reader.name, format)

    before = etag(f"{served.address}all.{format}")
    edited = served.folder / "articles" / "en" / "harbour" / "quay-street-closed.md"
    edited.write_text(edited.read_text().rstrip() + "\n\nThe street opens again on Monday.\n")
    new = served.folder / "articles" / "en" / "harbour" / "new-pontoon.md"
    new.write_text("---\ntitle: A new pontoon\nauthor: Ada Lam\n---\n\nIt floats.\n")
    long_ago = time.time() - 60
    os.utime(edited, (long_ago, long_ago))
    os.utime(new, (long_ago, long_ago))
    served.build()
    until(lambda: etag(f"{served.address}all.{format}") != before, "the new documents")

    now = reader.fetch()
    assert len(now) == len(meant) + 1
    assert sorted(entry.link for entry in now) == sorted(entry.link for entry in served.meant())
    assert len({entry.link for entry in now}) == len(now)


def compare(shown: list[Shown], meant: list[Shown], reader: str, format: str) -> None:
    """Every entry that is meant is shown, once, with the fields that are meant."""
    by_link = {entry.link: entry for entry in shown}
    assert len(shown) == len(meant)
    assert by_link.keys() == {entry.link for entry in meant}
    for entry in meant:
        there = by_link[entry.link]
        assert there.title == entry.title
        assert there.published == (entry.updated if reader in DATED_BY_UPDATED else entry.published), entry.title
        one_author = format == "atom" and reader in ONE_ATOM_AUTHOR
        assert there.authors == entry.authors or (one_author and there.authors in entry.authors.split(", "))
        summary = entry.text if reader in ONE_TEXT and entry.text else entry.summary
        assert summary[:60].rstrip("…") in there.text, entry.title
