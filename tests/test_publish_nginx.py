"""The configuration of nginx that the documentation shows, in nginx, over a folder that a build wrote."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest

from publish.testing import CONFIG, Site

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
DOCS = (Path(__file__).parents[1] / "docs" / "nginx.md").read_text("utf-8")
MAIN = """\
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
{user}
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path temporary;
    proxy_temp_path temporary;
    fastcgi_temp_path temporary;
    uwsgi_temp_path temporary;
    scgi_temp_path temporary;
{feeds}
}}
"""

pytestmark = pytest.mark.skipif(not os.access(NGINX, os.X_OK), reason="needs nginx")


class Served:
    """A publication and the nginx in front of it."""

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self.port = port

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": "post.example", **named})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.headers, body


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The documented configuration over the documents of one article; only the port and the folder are replaced."""
    root = tmp_path_factory.mktemp("served")
    folder = 'path = "public/feeds"\ncompress = ["gzip"]'
    site = Site(root, CONFIG.replace('path = "public"', folder))
    site.write("harbour/tour.md", "---\ntitle: Tour\ndate: 2026-11-20\nslug: tour\n---\n" + "A lab. " * 500)
    site.build()
    (shown,) = re.findall(r"^```nginx\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    port = free_port()
    said = shown.replace("listen 80;", f"listen 127.0.0.1:{port};")
    said = said.replace("/var/www/post/public", str(root / "public"))
    conf = root / "nginx.conf"
    conf.write_text(MAIN.format(feeds=said, user="user root;" if os.geteuid() == 0 else ""), "utf-8")
    process = subprocess.Popen([NGINX, "-p", str(root), "-c", str(conf)], stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < deadline, "nginx does not listen"
                time.sleep(0.01)
        yield Served(site, port)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/feeds/all.rss", "application/rss+xml"),
        ("/feeds/all.atom", "application/atom+xml"),
        ("/feeds/all.json", "application/feed+json"),
        ("/feeds/section/harbour.rss", "application/rss+xml"),
        ("/feeds/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/feeds/feeds.html", "text/html; charset=utf-8"),
        ("/feeds/", "text/html; charset=utf-8"),
    ],
)
def test_types(served: Served, path: str, media_type: str) -> None:
    """Each document has the type that readers want; the folder itself is the page for people."""
    status, headers, body = served.get(path)
    assert (status, headers["Content-Type"]) == (200, media_type)
    name = path.removeprefix("/feeds/") or "feeds.html"
    assert body == (served.site.root / "public/feeds" / name).read_bytes()


def test_headers(served: Served) -> None:
    """A feed says how long it keeps, where its hub and it itself are, and that it is what it says."""
    _, headers, _ = served.get("/feeds/all.rss")
    assert headers["Cache-Control"] == "public, max-age=900"
    assert headers["Link"] == '<https://hub.example/>; rel="hub", <https://post.example/feeds/all.rss>; rel="self"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Last-Modified"] == "Fri, 20 Nov 2026 00:00:00 GMT"
    assert "Retry-After" not in headers
    assert "Expires" not in headers
    assert headers["Server"] == "nginx"
    assert "Link" not in served.get("/feeds/feeds.html")[1]


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("validator", ["If_None_Match", "If_Modified_Since"])
def test_304(served: Served, coding: str, validator: str) -> None:
    """Either validator alone is enough, in either form, and 304 carries the headers of 200."""
    _, fresh, _ = served.get("/feeds/all.atom", Accept_Encoding=coding)
    value = fresh["ETag" if validator == "If_None_Match" else "Last-Modified"]
    status, headers, body = served.get("/feeds/all.atom", Accept_Encoding=coding, **{validator: value})
    assert (status, body) == (304, b"")
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Link"):
        assert headers[name] == fresh[name]


def test_gzip(served: Served) -> None:
    """Who takes gzip gets the neighbour as it lies there, everybody else the plain document; caches are told."""
    status, headers, body = served.get("/feeds/all.json", Accept_Encoding="gzip, deflate, br")
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, "gzip", "Accept-Encoding")
    assert body == (served.site.root / "public/feeds/all.json.gz").read_bytes()
    _, plain, whole = served.get("/feeds/all.json")
    assert (plain["Content-Encoding"], plain["Vary"]) == (None, "Accept-Encoding")
    assert gzip.decompress(body) == whole
    assert headers["ETag"] != plain["ETag"]


def test_moved_gone_and_unknown(served: Served) -> None:
    """301 to the new address, 410 for what has ended, 404 for what never was and for what is being written."""
    status, headers, _ = served.get("/feeds/section/harbor.atom")
    assert (status, headers["Location"]) == (301, "https://post.example/feeds/section/harbour.atom")
    (served.site.root / "public/feeds/.masthead-1-1.tmp").write_bytes(b"half")
    paths = ("/feeds/election-2022.rss", "/feeds/none.rss", "/feeds/.masthead-1-1.tmp", "/feeds/../../masthead.toml")
    assert [served.get(path)[0] for path in paths] == [410, 404, 404, 400]
    assert served.get("/feeds/all.rss", "POST")[0] == 405


def test_validators_stay_over_a_build_that_changes_nothing(served: Served) -> None:
    """Even one that reads everything again; a changed document has other ones, and a later date."""
    before = [served.get("/feeds/all.rss", Accept_Encoding=coding)[1] for coding in ("identity", "gzip")]
    served.site.now += timedelta(hours=1)
    served.site.write("harbour/draft.md", "---\ntitle: Draft\ndraft: true\n---\nNot yet.")
    assert served.site.build().written == 0
    (served.site.root / ".masthead/state.sqlite").rename(served.site.root / "lost.sqlite")
    served.site.build()
    after = [served.get("/feeds/all.rss", Accept_Encoding=coding)[1] for coding in ("identity", "gzip")]
    for name in ("ETag", "Last-Modified"):
        assert [headers[name] for headers in after] == [headers[name] for headers in before]


def test_overload(served: Served) -> None:
    """Who asks without end is told when to come again, in seconds."""
    for _ in range(1000):
        status, headers, _ = served.get("/feeds/none.rss")
        if status == 429:
            break
    assert (status, headers["Retry-After"]) == (429, "60")
