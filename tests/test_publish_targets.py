"""What every target promises: a folder, a folder with compressed neighbours, a bucket, and one in memory."""

from __future__ import annotations

import http.client
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import pytest

from feeds.etags import etag_of
from feeds.model import Document
from publish import pipeline
from publish.compose import Parts, compose
from publish.config import load
from publish.errors import InvalidConfig, TargetUnavailable
from publish.outcome import Options, Outcome
from publish.stores.sqlite import SQLiteStore
from publish.target import Target
from publish.targets.folder import FolderTarget
from publish.testing import CONFIG, MemoryTarget, Silent, Site

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
        self.answer: Callable[[str, str], None | str | tuple[int, bytes]] = lambda method, path: None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


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
    return ObjectsTarget(name=name, deadline=timedelta(seconds=2), **{**said, **given})


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
        return lambda files=self.files(): [self.write(path, data) for path, data in files.items()]  # type: ignore[misc]


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
        return lambda files=dict(self.kept.files): self.kept.files.update(files)  # type: ignore[misc]


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
