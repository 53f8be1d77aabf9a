"""Promise 5, end to end: killed at any moment, `run`, `serve` and `notify` lose nothing, and nobody sees half of it.

An editor writes all the time, hubs fail, hang, go and come back, and a reader looks at what is there, while processes
are killed. Left in peace, everything comes to where an undisturbed history leads, and no id or first date has moved.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from hub import Hub, listening
from lxml import etree

from feeds.etags import etag_of
from publish.testing import Site

brotli = pytest.importorskip("brotli", reason='needs pip install "masthead[run,serve]"')
for needed in ("watchfiles", "granian", "uvloop"):
    pytest.importorskip(needed, reason='needs pip install "masthead[run,serve]"')

ROOT = Path(__file__).parents[1]
# How many processes the long test kills, and the seed of everything that is left to chance.
KILLS = int(os.environ.get("MASTHEAD_KILLS", "60"))
SEED = int(os.environ.get("MASTHEAD_SEED", "20261122"))
PATIENCE = 30.0
CONFIG = """\
[publication]
id = "tag:harbourpost.example,2026"
title = "The Harbour Post"
link = "https://harbourpost.example/"
feeds_url = "http://127.0.0.1:{port}/feeds/"
language = "en"
hubs = {hubs}

[[sources]]
name = "desk"
path = "articles"
link = "https://harbourpost.example/{{section}}/{{slug}}"
settle = "{settle}"

[[feeds]]
path = "all"
archive = 50

[[feeds]]
path = "section/{{section}}"
per = "section"

[[feeds]]
path = "every"
limit = 1000
formats = ["json"]

[[targets]]
path = "public"
compress = ["gzip", "br"]

[sitemaps]
path = "sitemap.xml"
news = "news.xml"

[state]
ledger = "ledger.jsonl"

[notify]
allow_private = true
live_timeout = "10 s"
"""
_NAMED = re.compile(r"(n\d+) revision (\d+)")
_ENDED = re.compile(r"end of (n\d+) revision (\d+)")
_TOLD = (".rss", ".atom", ".json")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(what: Callable[[], bool], named: str, *, patience: float = PATIENCE) -> None:
    """Wait for it."""
    deadline = time.monotonic() + patience
    while not what():
        assert time.monotonic() < deadline, f"never came: {named}"
        time.sleep(0.02)


# The editor.


class Article(NamedTuple):
    """What an editor knows of an article: its name for good, its place and how often it was saved."""

    name: str
    key: str
    revision: int


def text_of(article: Article) -> str:
    title = f"{article.name} revision {article.revision}"
    return f"---\ntitle: {title}\nslug: {article.name}\n---\n\nText. {'word ' * 150}\n\nThe end of {title}.\n"


class Editor:
    """Writes, renames and deletes articles below a folder, in every manner in which editors save."""

    def __init__(self, folder: Path, chance: random.Random, known: Callable[[], dict[str, Article]]) -> None:
        self.articles: dict[str, Article] = {}
        self.deleted: set[str] = set()
        self.manners = [0, 1, 2, 3, 4]
        self._folder = folder
        self._chance = chance
        self._known = known
        self._moving: set[str] = set()
        self._count = 0

    def begin(self, count: int) -> None:
        for _ in range(count):
            self.create()

    def create(self) -> None:
        self._count += 1
        name = f"n{self._count:04}"
        article = Article(name, f"s{self._chance.randrange(6)}/{name}.md", 1)
        self._save(article)

    def something(self) -> None:
        """One thing that an editor does."""
        known = self._known()
        self._moving = {name for name in self._moving if known.get(name) != self.articles[name]}
        what = self._chance.random()
        article = self._chance.choice([each for name, each in self.articles.items() if name not in self._moving])
        if what < 0.1:
            self.create()
        elif what < 0.14 and len(self.deleted) < len(self.articles) // 20:  # more than a few would be held
            (self._folder / article.key).unlink()
            del self.articles[article.name]
            self.deleted.add(article.name)
        elif what < 0.3:
            # Moved and changed between two looks it would be another article: only one that was seen so is moved.
            if known.get(article.name) == article:
                self._move(article)
        else:
            self._save(article._replace(revision=article.revision + 1))

    def _move(self, article: Article) -> None:
        key = f"s{self._chance.randrange(6)}/{article.name}{self._chance.choice(['', '-moved'])}.md"
        if key != article.key:
            (self._folder / key).parent.mkdir(parents=True, exist_ok=True)
            self.articles[article.name] = article._replace(key=key)
            self._moving.add(article.name)
            (self._folder / article.key).rename(self._folder / key)

    def _save(self, article: Article) -> None:
        path = self._folder / article.key
        path.parent.mkdir(parents=True, exist_ok=True)
        self.articles[article.name] = article
        text, manner = text_of(article), self._chance.choice(self.manners)
        if manner == 0:
            path.write_text(text)
        elif manner == 1:  # beside it, then renamed over it
            beside = path.with_name(f".{path.name}.tmp")
            beside.write_text(text)
            beside.rename(path)
        elif manner == 2:  # in two halves
            with path.open("w") as file:
                file.write(text[: len(text) // 2])
                file.flush()
                time.sleep(0.03)
                file.write(text[len(text) // 2 :])
        elif manner == 3:  # removed, then written
            path.unlink(missing_ok=True)
            time.sleep(0.01)
            path.write_text(text)
        else:  # moved aside, then written
            aside = path.with_name(path.name + "~")
            with suppress(FileNotFoundError):
                path.rename(aside)
            path.write_text(text)
            aside.unlink(missing_ok=True)


# The hubs.


class Receiver:
    """A hub that is well, or not: it fetches what it is told of, and keeps the last it got in `copies`."""

    def __init__(self, port: int) -> None:
        self.copies: dict[str, bytes] = {}
        self.url = f"http://127.0.0.1:{port}/"
        self.received = 0
        self._port = port
        self._hub = Hub(self._answer)
        self._manner = "gone"
        self._woken = threading.Event()
        self._open = ExitStack()
        self._fetching: list[threading.Thread] = []
        self._lock = threading.Lock()

    def become(self, manner: str) -> None:
        """ "well", "failing" with 500, "hanging", or "gone"."""
        self._woken.set()
        if self._manner == "gone" and manner != "gone":
            self._open.enter_context(listening(self._hub, port=self._port))
        if self._manner != "gone" and manner == "gone":
            self._open.close()
        self._woken = threading.Event()
        self._manner = manner

    def rest(self) -> None:
        """Until everything is fetched that it was told of."""
        for thread in self._fetching:
            thread.join(PATIENCE)

    def _answer(self, topic: str) -> tuple[int, dict[str, str]]:
        if self._manner == "failing":
            return 500, {}
        if self._manner == "hanging":
            self._woken.wait(PATIENCE)
            return 503, {}
        thread = threading.Thread(target=self._fetch, args=(topic,), daemon=True)
        thread.start()
        self._fetching.append(thread)
        return 202, {}

    def _fetch(self, topic: str) -> None:
        """As soon as it is there: its server may just have been killed."""
        deadline = time.monotonic() + PATIENCE
        with self._lock:
            self.received += 1
            while time.monotonic() < deadline:
                with suppress(OSError, http.client.HTTPException):
                    status, _, body = ask(topic)
                    if status == 200:
                        self.copies[topic] = body
                        return
                time.sleep(0.05)


# The reader.


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request over a connection of its own."""
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", f"/{path}", headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def decoded(name: str, body: bytes) -> bytes:
    """The document in a body, by its coding or by its file's suffix. What is cut short raises."""
    if name in ("gzip", ".gz"):
        return gzip.decompress(body)
    return bytes(brotli.decompress(body)) if name in ("br", ".br") else body


class Reader:
    """Looks at documents as they are served and as they stand in the folder; what is wrong is in `wrong`."""

    def __init__(self, site: Site, base: str) -> None:
        self.identities: dict[str, tuple[str, str]] = {}
        self.wrong: list[str] = []
        self.answers: dict[int | str, int] = {}
        self._site = site
        self._base = base
        self._updated: dict[str, str] = {}
        self._served: set[str] = set()

    def look(self, chance: random.Random, quiet: Callable[[], bool]) -> None:
        """At one document, with its neighbours. `quiet`: whether since it was last asked no server was killed."""
        documents = documents_in(self._site)
        if not documents:
            return
        path = chance.choice([*documents, "every.json"])
        try:
            quiet()
            self.fetch(path, chance.choice(["identity", "gzip", "br"]))
        except (OSError, http.client.HTTPException) as error:
            self.answers[type(error).__name__] = self.answers.get(type(error).__name__, 0) + 1
            if not isinstance(error, ConnectionError) and quiet():
                self.wrong.append(f"{path}: {error!r}")
        self.file(path)

    def fetch(self, path: str, coding: str) -> bytes | None:
        """The document as it is served."""
        status, headers, body = ask(self._base + path, **{"Accept-Encoding": coding})
        self.answers[status] = self.answers.get(status, 0) + 1
        if status != 200:
            if status != 503 and not (status == 404 and path not in self._served):
                self.wrong.append(f"{path}: {status}")
            return None
        self._served.add(path)
        sent = headers.get("content-encoding", "")
        document = decoded(sent, body)
        if headers["etag"] != f'"{etag_of(document)}{f"-{sent}" if sent else ""}"':
            self.wrong.append(f"{path}: {headers['etag']} is not of its bytes")
        if int(headers["content-length"]) != len(body):
            self.wrong.append(f"{path}: {headers['content-length']} is not its length")
        self.check(path, document)
        if path.endswith(".atom"):
            updated = re.findall(rb"<updated>([^<]*)", document)[0].decode()
            if updated < self._updated.get(path, ""):
                self.wrong.append(f"{path}: went back from {self._updated[path]} to {updated}")
            self._updated[path] = updated
        return document

    def file(self, path: str) -> None:
        """The document as it stands in the folder, and its neighbours."""
        for suffix in ("", ".gz", ".br"):
            with suppress(FileNotFoundError):
                data = (self._site.root / "public" / (path + suffix)).read_bytes()
                try:
                    self.check(path, decoded(suffix, data))
                except Exception as error:
                    self.wrong.append(f"{path}{suffix}: {error!r}")

    def check(self, path: str, document: bytes) -> None:
        """Whole, each article whole and there once, with the id and the date that it was first seen with."""
        if not path.endswith(".json"):
            etree.fromstring(document, etree.HTMLParser() if path.endswith(".html") else None)
            if path.endswith(".html") and not document.rstrip().endswith(b"</html>"):
                self.wrong.append(f"{path}: ends too early")
            return
        names = set()
        for item in json.loads(document)["items"]:
            named, ended = _NAMED.fullmatch(item["title"]), _ENDED.search(item["content_html"])
            if named is None or ended is None or named.groups() != ended.groups():
                self.wrong.append(f"{path}: {item['title']} is not whole")
                continue
            if named[1] in names:
                self.wrong.append(f"{path}: {named[1]} is there twice")
            names.add(named[1])
            self.identity(path, named[1], item["id"], item["date_published"])

    def identity(self, where: str, name: str, id: str, published: str) -> None:
        """Compare with what was seen first."""
        first = self.identities.setdefault(name, (id, published))
        if first != (id, published):
            self.wrong.append(f"{where}: {name} was {first}, is {(id, published)}")


def documents_in(site: Site) -> list[str]:
    """The paths of all documents in the folder, without their neighbours."""
    public = site.root / "public"
    found = (path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.endswith((".gz", ".br", ".tmp", ".opml", ".xml")))


def ledger_of(site: Site) -> dict[str, tuple[Article, str, str, str]]:
    """The ledger file: each article by its name as (what is known, id, first seen, status)."""
    found = {}
    with suppress(FileNotFoundError):
        for line in (site.root / "ledger.jsonl").read_text().splitlines():
            values = json.loads(line)
            if "title" in values:
                named = _NAMED.fullmatch(values["title"])
                assert named is not None
                assert named[1] not in found, f"{named[1]} has two ids"
                article = Article(named[1], values["key"][1], int(named[2]))
                found[named[1]] = article, values["id"], values["first_seen"], values["status"]
    return found


# All of it.


class World:
    """A publication that is edited, published, served, announced and read all at once, and what kills its processes."""

    def __init__(self, root: Path, seed: int, articles: int, settle: str, **environ: str) -> None:
        self.chance = random.Random(seed)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}/feeds/"
        self.hubs = [Receiver(free_port()), Receiver(free_port())]
        hubs = json.dumps([hub.url for hub in self.hubs])
        self.site = Site(root, CONFIG.format(port=self.port, hubs=hubs, settle=settle))
        self.reader = Reader(self.site, self.base)
        self.editor = Editor(root / "articles", random.Random(seed + 1), self._known)
        self.editor.begin(articles)
        self.log = root / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self.killed = {"run": 0, "serve": 0, "notify": 0}
        self._environ = environ
        self._disturbed = True
        self._stop = threading.Event()
        self._failures: list[BaseException] = []

    def _known(self) -> dict[str, Article]:
        return {name: article for name, (article, _, _, status) in ledger_of(self.site).items() if status == "live"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "publish", *words, "--config", str(self.site.root / "masthead.toml")]

    def spawn(self, *words: str) -> subprocess.Popen[bytes]:
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **self._environ}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command(*words), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ, cwd=self.site.root
            )

    def done(self, *words: str) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False, env=environ, timeout=PATIENCE
        )

    def start(self) -> None:
        """Have `masthead run --serve` run."""
        if self.process is None or self.process.poll() is not None:
            self.process = self.spawn("run", "--serve", "--port", str(self.port))

    def serves(self) -> bool:
        """Whether the server listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def server(self) -> int | None:
        """The process id of its child."""
        assert self.process is not None
        with suppress(OSError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            return int(children[0]) if children else None
        return None

    def kill(self, whom: str) -> None:
        """Kill it at a random moment: `run`, its child, or `notify` beside it."""
        self.start()
        assert self.process is not None
        if self.chance.random() < 0.6:
            until(self.serves, "the server")  # else it is killed while it starts and publishes first
        after = self.chance.uniform(0.0, 0.8)
        if whom == "notify":
            notify = self.spawn("notify", "--wait", "5")
            with suppress(subprocess.TimeoutExpired):
                notify.wait(after)
            notify.kill()
            self.killed["notify"] += notify.wait() == -signal.SIGKILL
            return
        time.sleep(after)
        self._disturbed = True
        child = self.server()
        if whom == "serve" and child is not None:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
                self.killed["serve"] += 1
        if whom == "run":
            self.process.kill()
            self.killed["run"] += self.process.wait() == -signal.SIGKILL
            if child is not None:
                until(lambda: not Path(f"/proc/{child}").exists(), "the end of a server without its parent")

    def _was_quiet(self) -> bool:
        disturbed, self._disturbed = self._disturbed, False
        return not disturbed

    @contextmanager
    def busy(self, pause: float) -> Iterator[None]:
        """While the editor writes, the reader reads and hubs come and go."""
        chances = [random.Random(self.chance.random()) for _ in range(2)]

        def edit() -> None:
            while not self._stop.wait(pause):
                self.editor.something()

        def read() -> None:
            while not self._stop.wait(0.01):
                self.reader.look(chances[0], self._was_quiet)

        def trouble() -> None:
            while not self._stop.wait(chances[1].uniform(0.1, 1.5)):
                manner = chances[1].choice(["well", "well", "failing", "hanging", "gone"])
                chances[1].choice(self.hubs).become(manner)

        threads = [threading.Thread(target=self._kept(work), daemon=True) for work in (edit, read, trouble)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(PATIENCE)

    def _kept(self, work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                self._failures.append(error)

        return run

    def settle(self) -> None:
        """Leave it in peace until everything is published and every hub has been told; then end it."""
        self.start()
        for hub in self.hubs:
            hub.become("well")
        until(self._is_published, "what the editor wrote last")
        until(lambda: self.answers("every.json"), "the server")
        told = self.done("notify", "--wait", "50")
        assert told.returncode == 0, told.stdout + told.stderr
        assert self.process is not None
        assert self.process.poll() is None
        for path in documents_in(self.site):
            until(lambda path=path: self.answers(path), path)  # type: ignore[misc]  # mypy can't infer the default
        for hub in self.hubs:
            hub.rest()
        until(self._is_listed, "the list of feeds, which follows the feeds")
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0

    def answers(self, path: str) -> bool:
        """Whether the server has the document that stands in the folder."""
        try:
            served = self.reader.fetch(path, "identity")
            return served == (self.site.root / "public" / path).read_bytes()
        except (OSError, http.client.HTTPException):
            return False

    def _is_published(self) -> bool:
        ledger = ledger_of(self.site)
        live = {name: article for name, (article, _, _, status) in ledger.items() if status == "live"}
        return live == self.editor.articles

    def _is_listed(self) -> bool:
        store = self.site.store()
        try:
            return not store.agenda.due()
        finally:
            store.close()

    def close(self) -> None:
        self._stop.set()
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for hub in self.hubs:
            hub.become("gone")

    def judge(self) -> None:
        """Nothing was ever wrong, and everything is where it would be without any of this."""
        assert self._failures == []
        assert self.reader.wrong == []
        said = self.log.read_text()
        assert "Traceback" not in said
        assert "defect" not in said
        site, public = self.site, self.site.root / "public"
        items = json.loads((public / "every.json").read_text())["items"]
        shown = [_NAMED.fullmatch(item["title"]) for item in items]
        names = [named[1] for named in shown if named is not None]
        assert sorted(names) == sorted(self.editor.articles)
        for name, (_, id, first_seen, _) in ledger_of(site).items():
            self.reader.identity("ledger.jsonl", name, id, first_seen)
        for path in documents_in(site):
            self.reader.file(path)
        assert self.reader.wrong == []
        assert [path for path in site.root.rglob("*") if path.name.endswith(".tmp")] == []
        self._judge_documents(public)
        store = site.store()
        try:
            assert store.owed.all() == []
        finally:
            store.close()
        # Pages of an archive name no hub: they hardly ever change.
        paths = [path for path in documents_in(site) if path.endswith(_TOLD) and "/archive/" not in path]
        topics = {self.base + path for path in paths}
        for hub in self.hubs:
            copies = {topic: body for topic, body in hub.copies.items() if topic in topics}
            assert copies.keys() == topics
            assert [topic for topic in topics if copies[topic] != self._of(topic)] == []

    def _of(self, topic: str) -> bytes:
        return (self.site.root / "public" / topic.removeprefix(self.base)).read_bytes()

    def _judge_documents(self, public: Path) -> None:
        before = self.site.published()
        for path, data in before.items():
            suffix = Path(path).suffix
            if suffix in (".gz", ".br"):
                assert decoded(suffix, data) == before[path.removesuffix(suffix)], path
        build = self.done("build", "--json")
        assert build.returncode == 0, build.stdout + build.stderr
        assert self.site.published() == before
        ledger = (self.site.root / "ledger.jsonl").read_text()
        assert self.done("state", "export").stdout == ledger
        # All of it once more from what is remembered: no document shows what a run that was killed left behind.
        shutil.rmtree(public)
        build = self.done("build")
        assert build.returncode == 0, build.stdout + build.stderr
        assert self.site.published() == before


@contextmanager
def world(root: Path, seed: int, articles: int, settle: str = "1 s", **environ: str) -> Iterator[World]:
    """One with hubs that are well at first; what fails in it says by which seed, and what processes said."""
    made = World(root, seed, articles, settle, **environ)
    try:
        for hub in made.hubs:
            hub.become("well")
        yield made
    except BaseException as error:
        lines = made.log.read_text().splitlines() if made.log.exists() else []
        said = "\n".join([line for line in lines if " HTTP/1.1" not in line][-60:])
        error.add_note(f"seed {seed}, killed {made.killed}, answers {made.reader.answers}, said: {said}")
        raise
    finally:
        made.close()


def test_killed_three_times(tmp_path: Path) -> None:
    """SIGKILL to each of them once, while an editor writes: nothing is lost, half or twice."""
    with world(tmp_path, SEED, 20, settle="0.1 s") as made:
        made.editor.manners = [0, 1, 3, 4]
        made.start()
        with made.busy(0.1):
            until(lambda: made.answers("every.json"), "the first documents")
            for whom in ("notify", "serve", "run"):
                made.kill(whom)
        made.settle()
        made.judge()


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """The same sixty times, or as often as MASTHEAD_KILLS says, with hubs that fail, hang and go away."""
    with world(tmp_path, SEED, 300) as made:
        with made.busy(0.05):
            while sum(made.killed.values()) < KILLS:
                made.kill(made.chance.choice(["run", "run", "run", "serve", "notify"]))
        made.settle()
        made.judge()
        print(made.killed, made.reader.answers, [hub.received for hub in made.hubs])


@pytest.mark.slow
def test_a_database_that_another_process_locks(tmp_path: Path) -> None:
    """For five seconds, wholly: readers are served on, and what was saved meanwhile is published afterwards."""
    with world(tmp_path, SEED, 30) as made:
        made.start()
        lock = f"import sqlite3, time; sqlite3.connect({str(made.site.parts.store_path)!r}, isolation_level=None)"
        lock += ".execute('BEGIN EXCLUSIVE'); print(flush=True); time.sleep(5)"
        with made.busy(0.1):
            until(lambda: made.answers("every.json"), "the first documents")
            with subprocess.Popen([sys.executable, "-c", lock], stdout=subprocess.PIPE) as other:
                assert other.stdout is not None
                other.stdout.readline()
                made.reader.answers.clear()
            # A document that was first written in the moment before is not known to the server until it can read.
            assert made.reader.answers.keys() <= {200, 404}
            assert made.reader.answers[200] > 20 * made.reader.answers.get(404, 0)
        assert "locked by another process" in made.log.read_text()
        made.settle()
        made.judge()


@pytest.mark.slow
def test_a_clock_that_is_put_back_an_hour(tmp_path: Path) -> None:
    """While it runs, and again between two runs: no date moves, none goes back, and everything is told."""
    clock = tmp_path / "clock"
    clock.write_text("+0")
    with world(tmp_path / "site", SEED, 30, **fake_clock(clock)) as made:
        made.editor.manners = [1]  # an hour ahead of the clock a file's own time says nothing about how still it stands
        made.start()
        with made.busy(0.1):
            until(lambda: made.answers("every.json"), "the first documents")
            for offset in ("-3600", "-7200"):
                clock.write_text(offset)
                for whom in ("notify", "run"):
                    time.sleep(1.5)
                    made.kill(whom)
                made.start()
        made.settle()
        made.judge()


def fake_clock(file: Path) -> dict[str, str]:
    """The environment of a process whose clock is off by what stands in the file, in seconds."""
    (library,) = [*Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")][:1] or [None]
    if library is None:
        pytest.skip("faketime is not installed")
    # With it clock_nanosleep(2), by which Python sleeps, is refused where seconds go on as they do.
    patch = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"
    folder = file.parent / "patched"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(patch)
    return {
        "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
    }  # fmt: skip
