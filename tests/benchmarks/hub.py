"""A hub and a web site on this machine, for tests and measurements: what they were told, and what they answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

Answer = tuple[int, dict[str, str]]
PATIENCE = 20.0


class Hub:
    """Takes pings. `told` are the forms received with 2xx, in order; `asked` counts all. `answer` decides by topic."""

    def __init__(self, answer: Callable[[str], Answer] = lambda topic: (204, {})) -> None:
        self.answer = answer
        self.told: list[dict[str, str]] = []
        self.moments: list[float] = []
        self.asked = 0
        self._news = threading.Condition()

    @property
    def topics(self) -> list[str]:
        """The topics received."""
        return [form["hub.topic"] for form in self.told]

    def ping(self, form: dict[str, str]) -> Answer:
        """Decide, and remember."""
        with self._news:
            self.asked += 1
            self._news.notify_all()
        status, headers = self.answer(form["hub.topic"])
        if 200 <= status < 300:
            with self._news:
                self.told.append(form)
                self.moments.append(time.monotonic())
                self._news.notify_all()
        return status, headers

    def wait(self, reached: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Until something is so, looked at with every ping."""
        with self._news:
            assert self._news.wait_for(reached, patience), f"told {self.topics}, asked {self.asked} times"


class Web:
    """Serves a folder, as a site behind a CDN does: what `stale` holds, by path, is answered in place of the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stale: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self.headers: list[dict[str, str]] = []

    def body(self, path: str) -> bytes | None:
        """What is answered at a path, None where nothing is."""
        file = self.folder / path.lstrip("/")
        return self.stale.get(path, file.read_bytes() if file.is_file() else None)


@contextmanager
def listening(hub: Hub | None = None, web: Web | None = None, port: int = 0) -> Iterator[str]:
    """Serve a hub or a site on this machine, and say at which URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert hub is not None
            self._say(*hub.ping({name: values[0] for name, values in form.items()}), b"")

        def do_GET(self) -> None:
            assert web is not None
            web.fetched.append(self.path)
            web.headers.append({name.lower(): value for name, value in self.headers.items()})
            body = web.body(self.path)
            self._say(404 if body is None else 200, {}, body or b"")

        def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 512

        def handle_error(self, *words: object) -> None:
            pass

    with Server(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
