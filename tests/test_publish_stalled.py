"""Connections of clients that never read are ended by the kernel, which has to be told of every listener."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from publish.serving.stalled import end_stalled

TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", 0)

pytestmark = pytest.mark.skipif(not TIMEOUT or not os.path.isdir("/proc/self/fd"), reason="this is no Linux")


def test_listeners_are_told() -> None:
    """What is accepted from then on ends when its client takes nothing for so long, in milliseconds."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert end_stalled(7.5)
        assert listener.getsockopt(socket.IPPROTO_TCP, TIMEOUT) == 7500


def test_nothing_is_left_open(tmp_path: Path) -> None:
    """Looking again and again, as before the server listens, takes no file descriptors."""
    with (tmp_path / "file").open("w"):
        end_stalled(7.5)
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(5):
            end_stalled(7.5)
        assert len(os.listdir("/proc/self/fd")) == before
