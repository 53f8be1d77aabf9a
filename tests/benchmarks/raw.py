"""What a server can do at most: the same answers without a question asked. Loaded by load.py's servers.

The folder that LOAD names holds the bodies, and headers.json the headers of each, by the last part of the path.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("LOAD", "."))


def answers() -> dict[str, tuple[int, list[tuple[str, str]], bytes]]:
    """Path -> status, headers, body."""
    given = json.loads((FOLDER / "headers.json").read_text())
    return {
        path: (status, [(name, value) for name, value in headers], (FOLDER / file).read_bytes() if file else b"")
        for path, (status, headers, file) in given.items()
    }


ANSWERS = answers() if (FOLDER / "headers.json").exists() else {}
MESSAGES = {
    path: (
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.encode(), value.encode()) for name, value in headers],
        },
        {"type": "http.response.body", "body": body},
    )
    for path, (status, headers, body) in ANSWERS.items()
}


async def asgi(scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI's own
    """Two messages that were made beforehand."""
    if scope["type"] == "http":
        start, body = MESSAGES[scope["path"]]
        await send(start)
        await send(body)


class RSGI:
    """One call with what was made beforehand."""

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # Any: granian's own
        status, headers, body = ANSWERS[scope.path]
        if body:
            protocol.response_bytes(status, headers, body)
        else:
            protocol.response_empty(status, headers)


rsgi = RSGI()


def static() -> Any:  # Any: a Starlette application
    """The folder of the documents as Starlette serves files."""
    from starlette.staticfiles import StaticFiles

    return StaticFiles(directory=os.environ["LOAD_STATIC"])


if "LOAD_STATIC" in os.environ:
    files = static()
