"""Connections of clients that ask and never read: the kernel ends them. No HTTP server for Python does."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress

# Whoever takes nothing of an answer for so long has gone.
STALLED_SECONDS = 30.0


def end_stalled(seconds: float) -> bool:
    """Have every connection ended whose client takes nothing for so long; False while this process listens nowhere.

    TCP_USER_TIMEOUT "specifies the maximum amount of time […] that transmitted data may remain unacknowledged, or
    buffered data may remain untransmitted (due to zero window size)"; what is accepted inherits it (tcp(7)). On Linux;
    elsewhere nothing is done.
    """
    option, found = getattr(socket, "TCP_USER_TIMEOUT", None), False
    if option is None or not os.path.isdir("/proc/self/fd"):
        return True
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(name))) as one:
                if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    one.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))
                    found = True
    return found
