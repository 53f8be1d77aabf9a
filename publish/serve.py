"""Documents over HTTP, for any ASGI or WSGI site: `asgi(config)` and `wsgi(config)` are applications to mount.

Both are plain functions of their specification: a framework would route between addresses, and here one dictionary
knows them all. `masthead serve` puts the same answers behind a server of its own (publish.serving.server).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from functools import lru_cache
from http import HTTPStatus
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import quote

from publish.respond import UNAVAILABLE, Header, Response, Wanted, moved, respond
from publish.serving.keeper import Keeper, keeper
from publish.serving.shelved import Headers

# ASGI's own: https://asgi.readthedocs.io/en/latest/specs/main.html
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# WSGI's own: https://peps.python.org/pep-3333/
Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]

# A document that is just being written is whole again within so many tries, this many seconds apart.
TRIES, PAUSE = 10, 0.1


def asgi(config: str | PathLike[str]) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """An ASGI application that serves the publication of a masthead.toml.

    At the root of a site it answers below the path of feeds_url; mounted anywhere, below that place as well.
    Raises InvalidConfig.
    """
    kept = _keeper(config)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            raise ValueError("feeds are served over HTTP")
        if not kept.begun:
            await asyncio.to_thread(kept.begin)
        named: dict[str, str] = {}
        for name, value in scope["headers"]:
            header, text = name.decode("latin-1"), value.decode("latin-1")
            named[header] = f"{named[header]}, {text}" if header in named else text
        root = scope.get("root_path", "")
        path = _below(kept, scope["path"], root)
        answer = _to_the_place(root, scope["path"]) or await answered(kept, scope["method"], path, named.get)
        await send({"type": "http.response.start", "status": answer.status, "headers": _encoded(answer.headers)})
        await send({"type": "http.response.body", "body": answer.body})

    return application


def wsgi(config: str | PathLike[str]) -> Callable[[Environ, StartResponse], Iterable[bytes]]:
    """A WSGI application that serves the publication of a masthead.toml, as `asgi` does. Raises InvalidConfig."""
    kept = _keeper(config)

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        kept.begin()

        def header(name: str) -> str | None:
            key = name.upper().replace("-", "_")
            value: str | None = environ.get(key if key == "CONTENT_LENGTH" else f"HTTP_{key}")
            return value or None

        # PEP 3333 hands bytes over as Latin-1.
        root, inside = (
            str(environ.get(part, "")).encode("latin-1").decode("utf-8", "replace")
            for part in ("SCRIPT_NAME", "PATH_INFO")
        )
        method: str = environ["REQUEST_METHOD"]
        path = _below(kept, root + inside, root)
        answer = _to_the_place(root, root + inside) or respond(kept.shelf, method, path, header)
        tries = 0
        while isinstance(answer, Wanted):
            if not kept.shelf.fetch(answer):
                tries += 1
                if tries == TRIES:
                    answer = UNAVAILABLE
                    break
                time.sleep(PAUSE)
            answer = respond(kept.shelf, method, path, header)
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(answer.headers))
        return [answer.body]

    return application


async def answered(kept: Keeper, method: str, path: str, header: Header) -> Response:
    """The response, once everything it needs is on the shelf; 503 where that takes too long."""
    answer = respond(kept.shelf, method, path, header)
    tries = 0
    while isinstance(answer, Wanted):
        if not await asyncio.to_thread(kept.shelf.fetch, answer):
            tries += 1
            if tries == TRIES:
                return UNAVAILABLE
            await asyncio.sleep(PAUSE)
        answer = respond(kept.shelf, method, path, header)
    return answer


def _keeper(config: str | PathLike[str]) -> Keeper:
    import os

    from publish.compose import compose
    from publish.config import load

    return keeper(compose(load(Path(config), os.environ)))


def _below(kept: Keeper, path: str, root: str) -> str:
    """The path as the shelf knows it, for an application that is mounted below `root`."""
    if not root or path in kept.shelf.places:
        return path
    inside = path.removeprefix(root)
    return inside if inside in kept.shelf.places else kept.shelf.base + inside.removeprefix("/")


def _to_the_place(root: str, path: str) -> Response | None:
    """From the place of an application to what is below it: whatever is relative there would miss the last part."""
    return moved(quote(root) + "/", 302) if root and path == root else None


@lru_cache(maxsize=4096)
def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
