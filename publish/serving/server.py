"""The same answers behind a server of their own: granian, in this process, by its own interface (RSGI).

Of the servers that are well kept it answers most, and it guards what HTTP leaves open: the time a request's head may
take, its size, and how many connections there are (https://github.com/emmett-framework/granian).
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from entries.patterns import pattern
from publish.respond import UNAVAILABLE, Header, Response, at_once, plain, respond, too_many
from publish.serve import answered
from publish.serving.access_log import AccessLog
from publish.serving.keeper import Keeper
from publish.serving.limits import Limits, Network, client_behind, within
from publish.serving.stalled import STALLED_SECONDS, end_stalled

# A head of ours is under 1 KB; whoever takes longer to send one, or to ask again, may connect again.
HEAD_BYTES, HEAD_SECONDS = 16_384, 10
# How long requests that have begun may take when the server is told to end.
GRACE_SECONDS = 5.0
LOG_SECONDS = 0.5
_LOOK_SECONDS = 0.02

# Headers whose value is a list, so that several of them are one (RFC 9110, section 5.3).
_LISTS = frozenset({"if-none-match", "accept-encoding", "a-im", "x-forwarded-for"})
# Addresses of this machine as granian writes them, and as we do.
_LOCAL = ("127.", "[::1]", "::1", "[::ffff:127.", "::ffff:127.")

_log = logging.getLogger("masthead.publish.serve")
# A page on the web can have its own name lead to this machine, and read there what is not published: a preview answers
# only to names that no page can have.
_HERE = pattern(r"(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?")
_MISDIRECTED = plain(421, "This is a preview for this machine.", ("cache-control", "no-store"))
_DEFECT = plain(500, "Something is wrong here. It was noted.", ("cache-control", "no-store"))


class Listening(NamedTuple):
    """Where to listen, and to how many.

    `head_seconds` is how long a request's head may take, and how long a connection may rest before it;
    `stalled_seconds` how long a client may take nothing of its answer.
    """

    host: str
    port: int
    connections: int = 1000
    head_seconds: float = HEAD_SECONDS
    stalled_seconds: float = STALLED_SECONDS


class Application:
    """What granian calls for each request (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md).

    `proxies` are trusted to say whom they ask for. `again`, where given, is awaited before each request: it brings the
    shelf up to date.
    """

    def __init__(
        self,
        kept: Keeper,
        limits: Limits,
        proxies: Sequence[Network],
        log: AccessLog | None,
        again: Callable[[], object] | None = None,
    ) -> None:
        self._kept = kept
        self._limits = limits
        self._is_proxy = within(proxies) if proxies else None
        self._access = log
        self._again = again
        self._ended = False

    def end(self) -> None:
        """The time for what was asked before the end is over: whoever still waits is told to come again."""
        self._ended = True

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # Any: granian ships no types for these
        headers = scope.headers

        def header(name: str) -> str | None:
            first: str | None = headers.get(name)
            # One more look only for what is there, and may be there twice.
            return first if first is None or name not in _LISTS else ", ".join(headers.get_all(name))

        client: str | None = None
        answer: Response | None = None
        # Behind a proxy that is not said to be one, everybody comes from this machine.
        if self._limits.rate and (self._is_proxy is not None or not scope.client.startswith(_LOCAL)):
            client = self._client(scope, header)
            answer = self._refused(client)
        if answer is None and self._again is None:
            answer = at_once(self._kept.shelf, scope.method, scope.path, headers.get)
        if answer is None:
            answer = await self._answer(scope, header)
        if answer.body and scope.method != "HEAD":
            protocol.response_bytes(*answer)
        else:
            protocol.response_empty(answer.status, answer.headers)
        if self._access is not None:
            client = self._client(scope, header) if client is None else client
            self._note(self._access, scope, header, client, answer)

    async def _answer(self, scope: Any, header: Header) -> Response:
        try:
            if self._again is not None:
                if not _HERE.fullmatch(header("host") or ""):
                    return _MISDIRECTED
                await asyncio.to_thread(self._again)
            answer = respond(self._kept.shelf, scope.method, scope.path, header)
            if isinstance(answer, Response):
                return answer
            return await answered(self._kept, scope.method, scope.path, header)
        except Exception:
            if self._ended:  # there are no threads any more
                return UNAVAILABLE
            _log.exception("A request could not be answered: %s %s", scope.method, ascii(scope.path))
            return _DEFECT

    def _refused(self, client: str) -> Response | None:
        wait = 0 if client.startswith(_LOCAL) else self._limits.wait(client, time.monotonic())
        return too_many(wait) if wait else None

    def _client(self, scope: Any, header: Header) -> str:
        peer: str = scope.client.rpartition(":")[0].strip("[]")
        if self._is_proxy is None:
            return peer
        return client_behind(peer, header("x-forwarded-for"), self._is_proxy)

    def _note(self, log: AccessLog, scope: Any, header: Header, client: str, answer: Response) -> None:
        asked = f"?{scope.query_string}" if scope.query_string else ""
        log.add(
            time.time(),
            client,
            f"{scope.method} {scope.path}{asked} HTTP/{scope.http_version}",
            answer.status,
            len(answer.body),
            header("referer"),
            header("user-agent"),
        )


def serve(application: Application, listening: Listening, log: AccessLog | None, ready: Callable[[], None]) -> None:
    """Listen until SIGTERM or SIGINT; then answer what has been asked, and end. `ready` is called when it listens.

    Raises ImportError without the extra `serve`, OSError where the address can't be had.
    """
    import uvloop

    uvloop.run(_serve(application, listening, log, ready))


async def _serve(
    application: Application, listening: Listening, log: AccessLog | None, ready: Callable[[], None]
) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.server.embed import Server

    server = Server(
        application,
        listening.host,
        listening.port,
        interface=Interfaces.RSGI,
        websockets=False,
        http=HTTPModes.http1,
        backlog=max(2048, listening.connections),
        backpressure=listening.connections,
        http1_settings=HTTP1Settings(
            header_read_timeout=int(listening.head_seconds * 1000), max_buffer_size=HEAD_BYTES
        ),
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    running = loop.create_task(server.serve())
    answered_all = asyncio.Event()
    writing = loop.create_task(_write(log, answered_all)) if log is not None else None
    beginning = loop.create_task(_begin(listening, ready))
    stopped = loop.create_task(ended.wait())
    await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
    beginning.cancel()
    server.stop()  # type: ignore[no-untyped-call]  # granian ships no types for it
    with suppress(TimeoutError):
        await asyncio.wait_for(running, GRACE_SECONDS)
    application.end()
    answered_all.set()
    if writing is not None:
        await writing


async def _begin(listening: Listening, ready: Callable[[], None]) -> None:
    # granian does not say when it listens.
    while not end_stalled(listening.stalled_seconds):
        await asyncio.sleep(_LOOK_SECONDS)
    ready()


async def _write(log: AccessLog, answered_all: asyncio.Event) -> None:
    """Write the log every now and then, and a last time when everything has been answered."""
    trouble, lost = "", 0
    while True:
        last = answered_all.is_set()
        noted = log.take()
        try:
            await asyncio.to_thread(log.write, noted)
            trouble, lost = "", 0
        except OSError as error:
            lost = log.lose(noted)
            if str(error) != trouble:
                trouble = str(error)
                _log.warning("The access log can't be written; lines that are lost are counted: %s", trouble)
        if last:
            break
        with suppress(TimeoutError):
            await asyncio.wait_for(answered_all.wait(), LOG_SECONDS)
    if lost:
        _log.warning("%d lines of the access log are lost.", lost)
