"""masthead serve: the documents over HTTP, until it is told to end."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import ModuleType

from publish.cli import Surroundings
from publish.commands._parts import absolute, configuration
from publish.compose import compose
from publish.errors import InvalidConfig
from publish.serving.access_log import AccessLog
from publish.serving.keeper import keeper
from publish.serving.limits import Limits, Network
from publish.terminal.screen import escape

# A client may ask for every feed of a large site at once, and then as often in a second as --rate says.
BURST_SECONDS = 20


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Serve what is published, or with --preview what would be."""
    screen = surroundings.screen
    parts = compose(configuration(options, surroundings))
    proxies = tuple(_network(text) for text in options.trusted_proxy)
    if options.preview and not _is_of_this_machine(options.host):
        raise InvalidConfig(["--preview shows what is not published yet, so --host must be an address of this machine"])
    server = _server()
    if options.end_with_input:
        Thread(target=_end_with_input, name="masthead-input", daemon=True).start()
    _can_listen(options.host, options.port)
    again = None
    if options.preview:
        from publish.serving.preview import preview

        kept, again = preview(parts, surroundings.clock)
    else:
        kept = keeper(parts, options.memory * 1_000_000)
    log = None if options.quiet or options.preview else _log(options.access_log, surroundings)
    application = server.Application(kept, Limits(options.rate, options.rate * BURST_SECONDS), proxies, log, again)
    kept.begin()
    host = f"[{options.host}]" if ":" in options.host else options.host
    where = f"http://{host}:{options.port}{kept.shelf.base}"

    def ready() -> None:
        if not options.quiet:
            screen.say(f"Serving {len(kept.shelf.places):,} addresses at {escape(where)}")
            screen.flush()

    server.serve(application, server.Listening(options.host, options.port, options.connections), log, ready)
    kept.end()
    return 0


def _server() -> ModuleType:
    try:
        import granian  # noqa: F401
        import uvloop  # noqa: F401

        from publish.serving import server
    except ImportError as error:
        raise InvalidConfig([f'masthead serve needs {error.name}: pip install "masthead[serve]"']) from error
    return server


def _end_with_input() -> None:
    """Who started this process holds the other end of its standard input, and can't let go of it more surely."""
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise InvalidConfig([f'--trusted-proxy: "{text}" is no address and no network: {error}']) from error


def _is_of_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _can_listen(host: str, port: int) -> None:
    """Say beforehand, and in words, why the address can't be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        reason = f"Nothing can listen at {host} port {port}: {error.strerror}. Choose another with --port."
        raise InvalidConfig([reason]) from error


def _log(file: str, surroundings: Surroundings) -> AccessLog:
    if file == "-":
        return AccessLog(_standard_output(surroundings))
    path = Path(absolute(surroundings, file))

    def append(data: bytes) -> None:
        # Opened for each write, so that a file that was moved away by log rotation is begun anew.
        with path.open("ab") as out:
            out.write(data)

    try:
        append(b"")
    except OSError as error:
        raise InvalidConfig([f"--access-log {path} can't be written: {error.strerror}."]) from error
    return AccessLog(append)


def _standard_output(surroundings: Surroundings) -> Callable[[bytes], None]:
    out = surroundings.screen.out

    def write(data: bytes) -> None:
        out.write(data.decode())
        out.flush()

    return write
