"""Images that the page for people may show: those of its own site."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit


def beside(address: str, page: str) -> str | None:
    """`address` as the page at the address `page` refers to it; None on another server.

    Relative, so that the page asks no one but the server it came from, wherever a copy of it is shown.
    """
    try:
        there, here = urlsplit(address), urlsplit(page)
    except ValueError:
        return None
    if (there.scheme, there.netloc.lower()) != (here.scheme, here.netloc.lower()) or there.path[-1:] in ("", "/"):
        return None
    path = posixpath.relpath(there.path, posixpath.dirname(here.path) or "/")
    # A first segment with a colon would be taken for a scheme (https://www.rfc-editor.org/rfc/rfc3986#section-4.2).
    return ("" if path.startswith("../") else "./") + path + (f"?{there.query}" if there.query else "")
