"""What every target promises: a folder, a folder with compressed neighbours, a bucket, and one in memory."""

from __future__ import annotations

import http.client
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import pytest

from feeds.etags import etag_of
from feeds.model import Document
from publish import pipeline
from publish.building.deliver import Delivery
from publish.compose import Parts, compose
from publish.config import load
from publish.errors import InvalidConfig, PutByAnother, TargetUnavailable
from publish.outcome import Options, Outcome, exit_status
from publish.store import STATE_ID
from publish.stores.sqlite import SQLiteStore
from publish.target import Target
from publish.targets.folder import FolderTarget
from publish.terminal.progress import Silent
from publish.testing import CONFIG, MemoryTarget, Site

UPDATED = datetime(2026, 2, 28, 9, 30, tzinfo=UTC)
ARTICLE = "---\ntitle: {title}\ndate: 2026-11-20\nslug: tour\n---\nA lab.\n"


def document(path: str, body: bytes = b"new", updated: datetime = UPDATED, media_type: str = "text/x") -> Document:
    return Document(
        path=path,
        url=f"https://h.example/{path}",
        media_type=media_type,
        body=body,
        etag=etag_of(body),
        updated=updated,
    )


class Server(ThreadingHTTPServer):
    """Stands before the bucket's server. `answer` is asked about each request: None passes it on, a status is the
    answer, "cut" ends the connection in the middle of what is sent."""

    daemon_threads = True

    def __init__(self, behind: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = behind
        self.requests: list[str] = []
        self.answer: Callable[[str, str], str | tuple[int, bytes] | None] = lambda method, path: None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.says_etag: Callable[[str], str] = lambda e_tag: e_tag


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def pass_on(self) -> None:
        self.server.requests.append(f"{self.command} {self.path}")
        answer = self.server.answer(self.command, self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if answer == "cut":
            self.rfile.read(length // 2)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if isinstance(answer, tuple):
            status, said = answer
            self.reply(status, [("Content-Length", str(len(said)))], said)
            return
        behind = http.client.HTTPConnection(*self.server.behind, timeout=30)
        behind.request(self.command, self.path, body, dict(self.headers))
        response = behind.getresponse()
        said = response.read()
        headers = [(name, value) for name, value in response.getheaders() if name.lower() != "connection"]
        headers = [(name, self.server.says_etag(value) if name == "ETag" else value) for name, value in headers]
        behind.close()
        if answer == "lose":
            self.close_connection = True
            return
        self.reply(response.status, headers, said)

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = pass_on

    def reply(self, status: int, headers: list[tuple[str, str]], said: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else said)

    def log_message(self, *said: Any) -> None:
        pass


@pytest.fixture(scope="module")
def moto() -> Iterator[tuple[str, int]]:
    """A server that keeps buckets."""
    pytest.importorskip("obstore")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@pytest.fixture
def server(moto: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The same with an empty bucket called "bucket", and faults on request."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
    behind = http.client.HTTPConnection(*moto, timeout=30)
    for method, path in (("POST", "/moto-api/reset"), ("PUT", "/bucket")):
        behind.request(method, path)
        assert behind.getresponse().read() is not None
    server = Server(moto)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def bucket(server: Server, name: str = "bucket", **given: Any) -> Any:
    """The target in the server's bucket; it soon gives up."""
    from publish.targets.objects import ObjectsTarget

    said = {"url": "s3://bucket/feeds", "endpoint": server.url, "region": "us-east-1"}
    return ObjectsTarget(name=name, deadline=timedelta(seconds=0.6), **{**said, **given})


class Place(Protocol):
    """Where a target keeps documents, as somebody else gets at it."""

    compress: tuple[str, ...]

    def target(self) -> Target: ...
    def files(self) -> dict[str, bytes]: ...
    def write(self, path: str, data: bytes) -> None: ...
    def remove(self, path: str) -> None: ...
    def back_up(self) -> Callable[[], None]:
        """What is there now; called, puts it back."""
        ...


class InFolder:
    def __init__(self, root: Path, compress: tuple[str, ...] = ()) -> None:
        self.root, self.compress = root / "public", compress

    def target(self) -> Target:
        return FolderTarget(name="public", root=self.root)

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}

    def write(self, path: str, data: bytes) -> None:
        (self.root / path).write_bytes(data)

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def back_up(self) -> Callable[[], None]:
        copy = self.root.parent / "backup"
        shutil.copytree(self.root, copy)

        def restore() -> None:
            shutil.rmtree(self.root)
            shutil.copytree(copy, self.root)

        return restore


class InBucket:
    compress = ()

    def __init__(self, server: Server) -> None:
        from obstore.store import S3Store

        self.server = server
        options = {"allow_http": True}
        self.theirs = S3Store("bucket", prefix="feeds", endpoint=server.url, region="us-east-1", client_options=options)

    def target(self) -> Target:
        made: Target = bucket(self.server)
        return made

    def files(self) -> dict[str, bytes]:
        import obstore

        paths = [each["path"] for chunk in obstore.list(self.theirs) for each in chunk]
        return {path: bytes(obstore.get(self.theirs, path).bytes()) for path in paths}

    def write(self, path: str, data: bytes) -> None:
        import obstore

        obstore.put(self.theirs, path, data)

    def remove(self, path: str) -> None:
        import obstore

        obstore.delete(self.theirs, path)

    def back_up(self) -> Callable[[], None]:
        files = self.files()

        def restore() -> None:
            for path, data in files.items():
                self.write(path, data)

        return restore


class InMemory:
    compress = ()

    def __init__(self) -> None:
        self.kept = MemoryTarget("memory")

    def target(self) -> Target:
        return self.kept

    def files(self) -> dict[str, bytes]:
        return {path: document.body for path, document in self.kept.files.items()}

    def write(self, path: str, data: bytes) -> None:
        self.kept.files[path] = document(path, data)

    def remove(self, path: str) -> None:
        del self.kept.files[path]

    def back_up(self) -> Callable[[], None]:
        return partial(self.kept.files.update, dict(self.kept.files))


@pytest.fixture(params=["folder", "neighbours", "objects", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Each kind of target, empty."""
    if request.param == "objects":
        return InBucket(request.getfixturevalue("server"))
    if request.param == "neighbours":
        pytest.importorskip("brotli")
        return InFolder(tmp_path, ("gzip", "br"))
    return InFolder(tmp_path) if request.param == "folder" else InMemory()


def run(site: Site, *places: Place, **asked: Any) -> Outcome:
    """One run of a site into these places, the first of which subscribers read."""
    parts: Parts = site.parts
    parts.targets = tuple(place.target() for place in places)
    parts.compress = {target.name: place.compress for target, place in zip(parts.targets, places, strict=True)}
    store = SQLiteStore(parts.store_path)
    try:
        return pipeline.run(parts, store, Options(**asked), site.now, Silent())
    finally:
        store.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication of one article."""
    site = Site(tmp_path / "site")
    site.write("china/tour.md", ARTICLE.format(title="Tour"))
    return site


def test_a_document_is_read_as_it_was_put(place: Place) -> None:
    """With its bytes, under its path and no other; what is not there is None."""
    target = place.target()
    target.put([document("all.rss", b"one \xff"), document("section/china.rss", b"two")])
    assert [target.read(path) for path in ("all.rss", "section/china.rss", "none.rss")] == [b"one \xff", b"two", None]
    assert list(target.listing()) == ["all.rss", "section/china.rss"]
    assert target.where("section/china.rss").endswith("section/china.rss")


def test_a_document_that_is_put_again_is_replaced(place: Place) -> None:
    """By a target that knows of the first, and by one that has to look."""
    target = place.target()
    target.put([document("all.rss", b"one")])
    target.put([document("all.rss", b"two", UPDATED + timedelta(seconds=1))])
    place.target().put([document("all.rss", b"three", UPDATED + timedelta(seconds=2))])
    assert target.read("all.rss") == b"three"


@pytest.mark.parametrize("count", [1, 20])
def test_signatures_are_those_that_put_returned(place: Place, count: int) -> None:
    """Until somebody replaces or removes what is there; paths where nothing is are left out."""
    target = place.target()
    put = target.put([document(f"tag/{number:02}.rss", b"%d" % number) for number in range(count + 2)])
    assert target.signatures([*put, "none.rss"]) == put
    place.write("tag/00.rss", b"theirs, longer")
    place.remove("tag/01.rss")
    some = [*sorted(put)[:count], "tag/01.rss"]
    now = place.target().signatures(some)
    assert now["tag/00.rss"] != put["tag/00.rss"]
    assert "tag/01.rss" not in now
    assert all(now[path] == put[path] for path in some[1:] if path in now)


def test_deleted_documents_are_gone(place: Place) -> None:
    """One that is not there is no error, nor is none at all."""
    target = place.target()
    target.put([document("section/a.rss"), document("b.rss")])
    target.delete(["section/a.rss", "none.rss"])
    target.delete([])
    assert list(target.listing()) == ["b.rss"]
    assert target.signatures([]) == {}


def test_a_target_that_is_added_gets_everything(site: Site, place: Place) -> None:
    """By the next run, although no article changed."""
    first = InMemory()
    first.kept.name = "first"
    run(site, first)
    site.configure(CONFIG + '[[targets]]\npath = "added"\n')
    run(site, first, place)
    assert {path: data for path, data in place.files().items() if path in first.files()} == first.files()
    neighbours = {path + end for path in first.files() for end in (".gz", ".br")[: len(place.compress)]}
    assert place.files().keys() - first.files().keys() == neighbours


@pytest.mark.parametrize("wrong", ["emptied", "altered", "one lost"])
def test_a_target_is_brought_up_to_date(site: Site, place: Place, wrong: str) -> None:
    """By the next run, whatever was removed from it or replaced in it, compressed neighbours too."""
    run(site, place)
    before = place.files()
    for path in list(before) if wrong == "emptied" else [min(before), max(before), "all.rss"]:
        place.write(path, b"theirs") if wrong == "altered" else place.remove(path)
    run(site, place)
    assert place.files() == before
    assert run(site, place).written == 0


def test_a_target_that_was_restored_from_a_backup_is_brought_up_to_date(site: Site, place: Place) -> None:
    """The next run puts what was published since."""
    run(site, place)
    restore = place.back_up()
    site.write("china/tour.md", ARTICLE.format(title="Another tour"))
    site.now += timedelta(hours=1)
    run(site, place)
    after = place.files()
    restore()
    assert place.files() != after
    run(site, place)
    assert place.files() == after


def test_a_backup_of_what_is_published_changes_nothing(site: Site, place: Place) -> None:
    """Restored over the same documents, no bytes are other ones."""
    run(site, place)
    before = place.files()
    place.back_up()()
    run(site, place)
    assert place.files() == before


def test_what_nobody_publishes_any_more_is_pruned(site: Site, place: Place) -> None:
    """With its neighbours; files of others stay."""
    run(site, place)
    place.write("theirs.rss.gz", b"theirs")
    section = [path for path in place.files() if path.startswith("section/")]
    site.configure(CONFIG + '[[feeds]]\npath = "all"\n')
    run(site, place, prune=True)
    assert section
    assert not place.files().keys() & set(section)
    assert place.files()["theirs.rss.gz"] == b"theirs"


def attributes(server: Server, path: str) -> dict[str, str]:
    """What the bucket's server says of an object."""
    import obstore

    return dict(obstore.get(InBucket(server).theirs, path, options={"head": True}).attributes)


def test_an_object_says_what_it_is_and_how_long_it_keeps(server: Server) -> None:
    """With its document's media type, and for caches between 900 and 3600 seconds."""
    bucket(server).put([document("all.atom", media_type="application/atom+xml")])
    headers = attributes(server, "all.atom")
    assert headers["Content-Type"] == "application/atom+xml"
    assert headers["Cache-Control"] == "public, max-age=900"


def test_another_cache_control_reaches_every_object(site: Site, server: Server) -> None:
    """By the next run, although no document changed."""
    places = InBucket(server), InBucket(server)
    run(site, places[0])
    places[1].target = lambda: bucket(server, cache_control="public, max-age=3600")  # type: ignore[method-assign]
    site.configure(CONFIG + '[[targets]]\npath = "changed"\n')
    run(site, places[1])
    assert {attributes(server, path)["Cache-Control"] for path in places[1].files()} == {"public, max-age=3600"}


def test_a_run_without_changes_asks_for_one_list(site: Site, server: Server) -> None:
    """However many documents there are, up to 1,000."""
    run(site, InBucket(server))
    server.requests.clear()
    run(site, InBucket(server))
    assert server.requests == ["GET /bucket?list-type=2&prefix=feeds%2F"]


def test_the_newer_document_of_another_publisher_is_left(server: Server) -> None:
    """Whether ours was there before or not; the message names both dates and what to do."""
    ours, theirs = bucket(server), bucket(server)
    ours.put([document("a.rss", b"ours")])
    ours.recorded(ours.signatures(["a.rss"]), "ours")
    theirs.put([document(path, b"theirs", UPDATED + timedelta(hours=2)) for path in ("a.rss", "b.rss")])
    for path in ("a.rss", "b.rss"):
        with pytest.raises(TargetUnavailable, match=r"is newer \(2026-02-28T11:30.*one machine"):
            ours.put([document(path, b"ours, later", UPDATED + timedelta(hours=1))])
    assert [ours.read(path) for path in ("a.rss", "b.rss")] == [b"theirs", b"theirs"]


def test_an_older_document_of_another_publisher_is_replaced(server: Server) -> None:
    """As is what somebody else put there without a word."""
    ours, theirs = bucket(server), InBucket(server)
    put = ours.put([document("a.rss", b"ours")])
    bucket(server).put([document("a.rss", b"theirs", UPDATED + timedelta(hours=1))])
    ours.recorded(put, "ours")
    ours.put([document("a.rss", b"newest", UPDATED + timedelta(hours=2))])
    assert ours.read("a.rss") == b"newest"
    theirs.write("a.rss", b"by hand")
    ours.put([document("a.rss", b"newest of all", UPDATED + timedelta(hours=3))])
    assert ours.read("a.rss") == b"newest of all"


def test_a_server_without_etags(server: Server) -> None:
    """An object is replaced although the server can't compare it; a newer one of another is left all the same."""
    server.says_etag = lambda _: ""
    ours = bucket(server)
    for hour in (1, 2, 3):
        ours.recorded(ours.put([document("a.rss", b"%d" % hour, UPDATED + timedelta(hours=hour))]), "ours")
    assert ours.read("a.rss") == b"3"
    with pytest.raises(TargetUnavailable, match="is newer"):
        ours.put([document("a.rss", b"older")])
    ours.delete(["a.rss"])
    assert not list(ours.listing())


@pytest.mark.parametrize("count", [1, 9])
def test_what_another_put_there_is_not_deleted(server: Server, count: int) -> None:
    """It is named, and what is ours is deleted all the same; with one request for each, or with a list of all."""
    ours, theirs = bucket(server), bucket(server)
    paths = ["a.rss", *(f"b{number}.rss" for number in range(count))]
    ours.put([document(path, b"ours") for path in paths])
    theirs.put([document("a.rss", b"theirs", UPDATED + timedelta(hours=1))])
    with pytest.raises(TargetUnavailable, match=r"s3://bucket/feeds/a\.rss: not what this.*one machine"):
        ours.delete(paths)
    assert {path: ours.read(path) for path in ours.listing()} == {"a.rss": b"theirs"}


def test_what_another_put_there_is_left_when_feeds_end(site: Site, server: Server) -> None:
    """A run that prunes forgets it, for it is no longer ours."""
    place = InBucket(server)
    run(site, place)
    section = sorted(path for path in place.files() if path.startswith("section/"))
    theirs = document(section[0], b"theirs", datetime(2027, 1, 1, tzinfo=UTC))
    bucket(server).put([theirs])
    site.configure(CONFIG + '[[feeds]]\npath = "all"\n')
    run(site, place, prune=True)
    assert {path: data for path, data in place.files().items() if path in section} == {section[0]: b"theirs"}


def test_of_many_publishers_at_once_the_newest_document_stays(server: Server) -> None:
    """Whatever comes between their looking and their putting."""
    failures = []

    def publish(first: int) -> None:
        mine = bucket(server)
        for hour in range(first, 24, 4):
            try:
                mine.put([document("a.rss", b"%d" % hour, UPDATED + timedelta(hours=hour))])
            except TargetUnavailable as error:
                failures.append(str(error))

    threads = [threading.Thread(target=publish, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bucket(server).read("a.rss") == b"23"
    assert all("is newer" in failure or "again and again" in failure for failure in failures)


def dated(site: Site, name: str, date: str, title: str = "") -> None:
    """Write an article that is called so."""
    text = ARTICLE.format(title=title or name).replace("tour", name.lower()).replace("2026-11-20", date)
    site.write(f"china/{name.lower()}.md", text)


def titles(place: Place) -> list[str]:
    """The articles that subscribers read, newest first."""
    return re.findall(r"<title>(\w+)</title>", place.files()["all.rss"].decode())


@pytest.fixture
def publishers(tmp_path: Path, server: Server) -> list[Site]:
    """Two that publish the same article into one bucket."""
    sites = [Site(tmp_path / name) for name in ("one", "other")]
    for site in sites:
        dated(site, "Both", "2026-01-01")
        run(site, InBucket(server))
    return sites


def told(outcome: Outcome) -> bool:
    """Whether a run said that documents of another publisher are left. It may say nothing else."""
    assert [each.problem.code for each in outcome.problems] in ([], ["put-by-another"])
    assert exit_status(outcome) == len(outcome.problems)
    return bool(outcome.problems)


@pytest.mark.parametrize("newer_first", [True, False])
def test_publishers_of_one_bucket_undo_nothing_of_each_other(
    publishers: list[Site], server: Server, newer_first: bool
) -> None:
    """The newer document stays, whoever comes first and however often each builds; the other is told each time."""
    (newer, older), place = publishers, InBucket(server)
    dated(newer, "Newer", "2026-05-05")
    dated(older, "Older", "2026-03-03")
    order = (newer, older) if newer_first else (older, newer)
    assert [told(run(site, place)) for site in order] == [False, newer_first]
    after = place.files()
    assert titles(place) == ["Newer", "Both"]
    for _ in range(2):
        outcomes = [run(older, place), run(newer, place)]
        assert [told(outcome) for outcome in outcomes] == [True, False]
        assert [outcome.written for outcome in outcomes] == [0, 0]
        assert "is newer (2026-05-05T00:00:00+00:00) than" in outcomes[0].problems[0].problem.problem
        assert place.files() == after
    dated(older, "Newest", "2026-06-06")
    assert [told(run(site, place)) for site in (older, newer)] == [False, True]
    assert titles(place) == ["Newest", "Older", "Both"]


def test_of_two_documents_of_one_date_the_first_stays(publishers: list[Site], server: Server) -> None:
    """And whoever came second is told each time."""
    place = InBucket(server)
    for site, name in zip(publishers, ("Mine", "Yours"), strict=True):
        dated(site, name, "2026-05-05")
    assert [told(run(site, place)) for site in publishers * 3] == [False, True] * 3
    assert titles(place) == ["Mine", "Both"]
    assert "is as new (2026-05-05T00:00:00+00:00) as" in run(publishers[1], place).problems[0].problem.problem


def test_publishers_of_the_same_articles_are_told_nothing(publishers: list[Site], server: Server) -> None:
    """What another put there first, byte for byte, is as good as one's own."""
    place = InBucket(server)
    for site in publishers:
        dated(site, "New", "2026-05-05")
    assert [told(run(site, place)) for site in publishers * 2] == [False] * 4
    for site in publishers:
        dated(site, "New", "2026-05-05", "Edited")
    assert [told(run(site, place)) for site in publishers * 2] == [False] * 4
    assert titles(place) == ["Edited", "Both"]


def test_publishers_of_the_same_articles_agree_on_their_date(publishers: list[Site], server: Server) -> None:
    """Though one of them built for each article, and the other for all of them."""
    (often, seldom), place = publishers, InBucket(server)
    for name in ("One", "Two", "Three"):
        for site in publishers:
            dated(site, name, "2025-03-03")
        assert not told(run(often, place))
    after = place.files()
    assert [told(run(site, place)) for site in (seldom, often, seldom)] == [False] * 3
    assert place.files() == after
    dated(seldom, "Four", "2025-04-04")
    assert [told(run(site, place)) for site in (seldom, often)] == [False, True]


@pytest.mark.parametrize("bucket_first", [True, False])
def test_what_another_put_there_keeps_nobody_from_other_targets(
    publishers: list[Site], server: Server, tmp_path: Path, bucket_first: bool
) -> None:
    """They have what the articles say, and the bucket what nobody else put there."""
    (newer, older), shared, mirror = publishers, InBucket(server), InFolder(tmp_path)
    dated(newer, "Newer", "2026-05-05")
    run(newer, shared)
    older.configure(CONFIG + '[[targets]]\nname = "mirror"\npath = "mirror"\n')
    dated(older, "Older", "2026-03-03")
    older.write("hongkong/harbour.md", ARTICLE.format(title="Harbour").replace("2026-11-20", "2026-02-02"))
    places: list[Place] = [shared, mirror] if bucket_first else [mirror, shared]
    assert told(run(older, *places))
    before = mirror.files()
    assert titles(mirror) == ["Older", "Harbour", "Both"]
    assert titles(shared) == ["Newer", "Both"]
    assert shared.files()["section/hongkong.rss"] == before["section/hongkong.rss"]
    assert told(run(older, *places))
    assert mirror.files() == before


def test_what_another_put_there_can_be_taken_over(publishers: list[Site], server: Server) -> None:
    """By name; then it is the other publisher who is told."""
    (newer, older), place = publishers, InBucket(server)
    dated(newer, "Newer", "2026-05-05")
    dated(older, "Older", "2026-03-03")
    assert [told(run(site, place)) for site in publishers] == [False, True]
    assert not told(run(older, place, adopt_files=tuple(f"s3://bucket/feeds/{path}" for path in place.files())))
    assert [told(run(site, place)) for site in (older, newer, older)] == [False, True, False]
    assert titles(place) == ["Older", "Both"]


def test_what_another_put_there_is_not_deleted_although_ours_never_was(server: Server) -> None:
    """Where nothing is recorded an object says whose it is."""
    ours, theirs = bucket(server), bucket(server)
    for target, state in ((ours, "ours"), (theirs, "theirs")):
        target.recorded({}, state)
        target.put([document(f"{state}.rss")])
    ours.recorded({"ours.rss": "", "theirs.rss": ""}, "ours")
    with pytest.raises(PutByAnother, match=r"^s3://bucket/feeds/theirs\.rss: not what this"):
        ours.delete(["ours.rss", "theirs.rss", "none.rss"])
    assert list(ours.listing()) == ["theirs.rss"]


@pytest.mark.parametrize("older", [False, True])
def test_who_lost_the_state_is_not_locked_out(site: Site, server: Server, older: bool) -> None:
    """What is found then is one's own again, though the state has another id, and the articles may be older ones."""
    place = InBucket(server)
    dated(site, "New", "2026-05-05")
    run(site, place)
    before = attributes(server, "all.rss")["masthead-state"]
    site.parts.store_path.unlink()
    if older:
        dated(site, "New", "2026-05-05", "Corrected")
    dated(site, "Old", "2026-03-03")
    assert not told(run(site, place))
    assert "Old" in titles(place)
    dated(site, "Old", "2026-03-03", "Edited")
    assert [told(run(site, place)) for _ in range(2)] == [False, False]
    assert "Edited" in titles(place)
    assert attributes(server, "all.rss")["masthead-state"] != before


@pytest.mark.parametrize("state", ["kept", "lost since", "as old"])
def test_a_backup_that_says_who_put_it_there_is_brought_up_to_date(site: Site, server: Server, state: str) -> None:
    """Whether the state is the one that put it there, a later one, or as old as the backup."""
    import obstore

    place, path = InBucket(server), site.parts.store_path
    run(site, place)
    backup = {name: (data, attributes(server, name)) for name, data in place.files().items()}
    old = path.read_bytes()
    if state == "lost since":
        path.unlink()
    dated(site, "New", "2026-11-21")
    assert not told(run(site, place))
    after = place.files()
    if state == "as old":
        path.write_bytes(old)
        dated(site, "New", "2026-11-21", "Edited")
        assert not told(run(site, place))
        assert titles(place)[0] == "Edited"
        return
    for name, (data, said) in backup.items():
        obstore.put(place.theirs, name, data, attributes=said)
    assert not told(run(site, place))
    assert place.files() == after


def test_what_a_killed_run_put_there_is_its_own(site: Site, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was not recorded, and what differs from it is dated after it."""
    place = InBucket(server)
    run(site, place)
    dated(site, "New", "2026-12-01")
    site.now += timedelta(days=30)
    with monkeypatch.context() as patch:
        patch.setattr(Delivery, "record", lambda *_: sys.exit("killed"))
        with pytest.raises(SystemExit):
            run(site, place)
    assert titles(place)[0] == "New"
    dated(site, "New", "2026-12-01", "Edited")
    assert not told(run(site, place))
    assert titles(place)[0] == "Edited"


def test_what_names_no_state_is_taken_for_ours(publishers: list[Site], server: Server) -> None:
    """As an older Masthead left it: another document is dated after it."""
    import obstore

    (newer, older), place = publishers, InBucket(server)
    dated(newer, "Newer", "2026-05-05")
    run(newer, place)
    for path, data in place.files().items():
        said = attributes(server, path)
        del said["masthead-state"]
        obstore.put(place.theirs, path, data, attributes=said)
    dated(older, "Older", "2026-03-03")
    assert [told(run(site, place)) for site in (older, newer)] == [False, True]
    assert titles(place) == ["Older", "Both"]


def test_only_a_state_that_shares_a_target_has_an_id(site: Site, tmp_path: Path, server: Server) -> None:
    """Made once, when it first does."""
    ids = []
    for number, place in enumerate((InFolder(tmp_path), InBucket(server), InBucket(server))):
        site.configure(CONFIG + f'[[targets]]\npath = "changed-{number}"\n')
        run(site, place)
        store = site.store()
        ids.append(store.ledger.meta(STATE_ID))
        store.close()
    assert ids[0] is None
    assert ids[1] == ids[2] == attributes(server, "all.rss")["masthead-state"]


@pytest.mark.parametrize("fault", [(500, b""), (503, b"<Error><Code>SlowDown</Code></Error>"), "cut", "lose"])
def test_a_fault_that_passes_is_tried_again(server: Server, fault: Any) -> None:
    """Also where the object was put and only the answer was lost."""
    target = bucket(server)
    put = target.put([document("a.rss", b"old")])
    faults = iter([fault, fault])
    server.answer = lambda method, path: next(faults, None) if method == "PUT" else None
    after = target.put([document("a.rss", b"new" * 100_000, UPDATED + timedelta(hours=1))])
    assert target.read("a.rss") == b"new" * 100_000
    assert after == target.signatures(["a.rss"]) != put


@pytest.mark.parametrize(
    ("fault", "at"),
    [
        ("cut", 5),
        pytest.param("cut", 1, marks=pytest.mark.slow),
        pytest.param("lose", 1, marks=pytest.mark.slow),
        pytest.param("lose", 5, marks=pytest.mark.slow),
        pytest.param((500, b""), 1, marks=pytest.mark.slow),
        pytest.param((500, b""), 5, marks=pytest.mark.slow),
    ],
)
def test_a_server_that_fails_in_the_middle(site: Site, server: Server, fault: Any, at: int) -> None:
    """Every document is whole, old or new; nothing is recorded that is not held; the next run completes."""
    place = InBucket(server)
    run(site, place)
    before = place.files()
    site.write("china/tour.md", ARTICLE.format(title="Another tour"))
    site.now += timedelta(hours=1)
    puts = iter(range(1, 10**6))
    server.answer = lambda method, path: fault if method == "PUT" and next(puts) >= at else None
    with pytest.raises(TargetUnavailable, match="not writable"):
        run(site, place)
    server.answer = lambda method, path: None
    between, target = place.files(), place.target()
    store = SQLiteStore(site.parts.store_path)
    held = store.agenda.held("bucket")
    store.close()
    there = target.signatures(list(held))
    assert all(etag_of(between[path]) == etag for path, (etag, said) in held.items() if there[path] == said)
    run(site, place)
    after = place.files()
    assert all(between[path] in (before[path], after[path]) for path in before)
    assert all(after[path] != before[path] for path in before if path != "feeds.opml")
    assert run(site, place).written == 0


@pytest.mark.slow
def test_masthead_run_goes_on_once_the_server_does(tmp_path: Path, server: Server) -> None:
    """Uploads are cut, lost and refused while articles change: each object is whole, and in the end it is the last."""
    pytest.importorskip("watchfiles", reason="watchfiles is not installed")
    lines = f'kind = "objects"\nurl = "s3://bucket/feeds"\nendpoint = "{server.url}"\nregion = "us-east-1"'
    site, place, chance = Site(tmp_path, CONFIG.replace('path = "public"', lines)), InBucket(server), random.Random(1)
    for number in range(20):
        site.write(f"china/n{number}.md", ARTICLE.format(title=f"Number {number}").replace("tour", f"n{number}"))
    command = [sys.executable, "-m", "publish", "run", "--config", str(tmp_path / "masthead.toml")]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    faults: list[str | tuple[int, bytes] | None] = ["cut", "lose", (500, b""), (403, b"<Error/>"), None, None]
    title = ""

    def shown() -> bool:
        document = place.files().get("all.json")
        return document is not None and title in document.decode()

    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            for number in range(30):
                server.answer = lambda method, path: chance.choice(faults) if method == "PUT" else None
                title = f"Edit {number}"
                site.write("china/n7.md", ARTICLE.format(title=title).replace("tour", "n7"))
                deadline = time.monotonic() + chance.uniform(0.05, 1)
                while time.monotonic() < deadline:
                    for path, body in place.files().items():
                        assert body.rstrip().endswith((b"</feed>", b"</rss>", b"}", b"</html>", b"</opml>")), path
            server.answer = lambda method, path: None
            deadline = time.monotonic() + 60
            while not shown():
                assert time.monotonic() < deadline
                time.sleep(0.05)
        finally:
            process.terminate()
            said = process.communicate(timeout=30)[1]
    assert process.returncode == 0
    assert "s3://bucket/feeds/: not writable" in said
    assert "Traceback" not in said
    outcome = site.build()
    assert (outcome.written, outcome.problems) == (0, [])


def test_no_secret_is_in_a_message(server: Server) -> None:
    """What the server quotes of the request is not passed on; what to do about it is."""
    said = b"<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId></Error>"
    server.answer = lambda method, path: (403, said)
    calls: tuple[Callable[[], object], ...] = (
        lambda: bucket(server).put([document("a.rss")]),
        lambda: bucket(server).read("a.rss"),
        lambda: list(bucket(server).listing()),
        lambda: bucket(server).delete(["a.rss"]),
    )
    for call in calls:
        # A HEAD, which is asked before anything is deleted, has no body to name the error in.
        reason = r"\((?:SignatureDoesNotMatch|403 Forbidden)\)"
        with pytest.raises(TargetUnavailable, match=rf"^s3://bucket/feeds/: not \w+ {reason}") as error:
            call()
        assert "AKIDEXAMPLE" not in str(error.value)
        assert error.value.__cause__ is None


@pytest.mark.parametrize("missing", ["bucket", "server", "keys"])
def test_what_is_missing_is_named(server: Server, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """A bucket, a server, the keys: each in a few words."""
    given, words = {}, {"bucket": "NoSuchBucket", "server": "no connection", "keys": "set AWS_ACCESS_KEY_ID"}
    if missing == "bucket":
        given["url"] = "s3://none/feeds"
    if missing == "server":
        given["endpoint"] = "http://127.0.0.1:9"
    if missing == "keys":
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9")
    for call in ("put", "listing", "read")[: 1 if missing == "server" else 3]:
        argument = {"put": [[document("a.rss")]], "read": ["a.rss"]}.get(call, [])
        with pytest.raises(TargetUnavailable, match=words[missing]):
            getattr(bucket(server, **given), call)(*argument)


def configured(tmp_path: Path, lines: str) -> Parts:
    (tmp_path / "masthead.toml").write_text(CONFIG.replace('path = "public"', lines), "utf-8")
    return compose(load(tmp_path / "masthead.toml", {}))


def test_a_bucket_is_configured(tmp_path: Path, server: Server) -> None:
    """By its address; its name is the last part of that."""
    lines = f'kind = "objects"\nurl = "s3://bucket/feeds/"\nendpoint = "{server.url}"\nregion = "us-east-1"'
    (target,) = configured(tmp_path, lines).targets
    target.put([document("a.rss")])
    assert (target.name, target.where("a.rss")) == ("feeds", "s3://bucket/feeds/a.rss")
    assert attributes(server, "a.rss")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('kind = "objects"', "targets[1]: url is missing"),
        ('kind = "objects"\nurl = "https://x.example/b"', 'targets[1].url: "https://x.example/b" is no address of a'),
        ('kind = "objects"\nurl = "s3://bucket//x"', "targets[1].url:"),
        ('kind = "objects"\nurl = "s3://AKID:wJalr@bucket"', "targets[1].url: must hold no key"),
        ('kind = "objects"\nurl = "s3://b"\ncache-control = "x"', "no such key; did you mean cache_control?"),
        ('kind = "objects"\nurl = "s3://b"\nsecret_access_key = "wJalr"', "targets[1].secret_access_key: no such key"),
        ('kind = "objects"\nurl = "s3://b"\ncache_control = "a\\nb"', "targets[1].cache_control:"),
        ('kind = "objects"\nurl = "s3://b"\ncompress = ["gzip"]', "targets[1].compress: no such key"),
        ('path = "public"\ncompress = ["zip"]', 'targets[1].compress: "zip" is not one of gzip, br'),
        ('path = "public"\nurl = "s3://b"', "targets[1].url: no such key"),
        ('kind = "object"\nname = "b"\nurl = "s3://b"', "known: folder, objects"),
    ],
)
def test_mistakes_in_the_configuration_are_named(tmp_path: Path, lines: str, message: str) -> None:
    """With their place, and without a secret that someone wrote there."""
    with pytest.raises(InvalidConfig) as error:
        configured(tmp_path, lines)
    assert message in str(error.value)
    assert "wJalr" not in str(error.value)


@pytest.mark.parametrize(
    ("library", "extra", "lines"),
    [("obstore", "s3", 'kind = "objects"\nurl = "s3://b"'), ("brotli", "br", 'path = "public"\ncompress = ["br"]')],
)
def test_a_library_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, extra: str, lines: str
) -> None:
    """As what to install."""
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "publish.targets.objects", raising=False)
    with pytest.raises(InvalidConfig, match=rf'pip install "masthead\[{extra}\]"'):
        configured(tmp_path, lines)
