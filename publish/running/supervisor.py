"""What a service manager is told: sd_notify(3), with the standard library alone."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping


class Supervisor:
    """Sends to the socket that the environment names, and nowhere where it names none."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        meant = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        microseconds = environ.get("WATCHDOG_USEC", "")
        # sd_watchdog_enabled(3): "recommended to send … every half of the time".
        self.watchdog = int(microseconds) / 2_000_000 if meant and microseconds.isdigit() else None
        self._fed = time.monotonic()

    def ready(self, status: str) -> None:
        """Start-up, or reading the configuration again, is done."""
        self._send("READY=1", f"STATUS={status}")

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={status}")

    def reloading(self) -> None:
        """The configuration is read again. Type=notify-reload wants the time by the monotonic clock."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The process ends."""
        self._send("STOPPING=1", "STATUS=stopping")

    def alive(self) -> None:
        """The process goes on; sent no more often than the manager wants it."""
        if self.watchdog is not None and time.monotonic() - self._fed >= self.watchdog:
            self._fed = time.monotonic()
            self._send("WATCHDOG=1")

    def _send(self, *lines: str) -> None:
        if not self._address:
            return
        # unix(7): a name that begins with "@" stands for an abstract socket.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.settimeout(1.0)  # a manager that does not listen stops nothing here
                channel.sendto("\n".join(lines).encode(), address)
        except OSError:
            return  # the manager has gone; nothing here depends on it
