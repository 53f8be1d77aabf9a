"""A request and the shelf of documents -> a response. Pure: no socket, no file, no clock.

The rules are those of RFC 9110 (HTTP Semantics) and RFC 3229 (Delta encoding in HTTP).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import NamedTuple, Protocol

from publish.codings import IDENTITY
from publish.serving.negotiate import coding, etag_in, seconds, tag_of, tags, wants_delta
from publish.serving.shelved import Headers, Shelved

# Gives a request's header by its name in small letters, several of one name joined by commas; None for none.
Header = Callable[[str], str | None]

ALLOWED = "GET, HEAD, OPTIONS"
_PLAIN: Headers = (
    ("content-type", "text/plain; charset=utf-8"),
    ("x-content-type-options", "nosniff"),
    ("access-control-allow-origin", "*"),  # else a reader that is a web page follows no redirect
)


class Response(NamedTuple):
    """What is sent: header names are in small letters; `body` is empty for HEAD."""

    status: int
    headers: Headers
    body: bytes = b""


class Wanted(NamedTuple):
    """What has to be put on the shelf before the request can be answered: a document's bytes in a coding.

    With `base` (an ETag) the delta from that version; with `versions` only which earlier versions there are.
    """

    document: Shelved
    coding: str = IDENTITY
    base: str | None = None
    versions: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What the bytes are kept under: content never changes under its key."""
        return self.document.etag if self.base is None else f"{self.base}..{self.document.etag}", self.coding


class Shelf(Protocol):
    """What can be asked for: `places` maps the path of a request to a document, or to a fixed answer."""

    @property
    def places(self) -> Mapping[str, Shelved | Response]: ...

    def body(self, key: tuple[str, str]) -> bytes | None:
        """The bytes for a key of Wanted, b"" for a delta that can't be made, None where they have to be fetched."""
        ...

    def versions(self, document: Shelved) -> Container[str] | None:
        """The ETags of earlier versions, None where they have to be fetched."""
        ...


def plain(status: int, text: str, *headers: tuple[str, str]) -> Response:
    """A short answer in text."""
    body = text.encode() + b"\n"
    return Response(status, (*_PLAIN, *headers, ("content-length", str(len(body)))), body)


NOT_FOUND = plain(404, "There is no feed at this address.", ("cache-control", "public, max-age=60"))
NOT_ALLOWED = plain(405, "Feeds can only be read.", ("allow", ALLOWED))
# "A server MAY reject a request that contains content": none of ours has any use for it (RFC 9110, section 9.3.1).
NO_CONTENT_WANTED = plain(413, "Requests have no body here.", ("connection", "close"))
UNAVAILABLE = plain(503, "This feed can't be read just now.", ("retry-after", "2"), ("cache-control", "no-store"))
# What a browser asks before a script of another site sends If-None-Match (https://fetch.spec.whatwg.org/#cors-preflight-fetch).
OPTIONS = Response(
    204,
    (
        ("allow", ALLOWED),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", ALLOWED),
        ("access-control-allow-headers", "A-IM, If-None-Match"),
        ("access-control-max-age", "86400"),
    ),
)


def moved(url: str, status: int = 301) -> Response:
    """A redirect, "permanently" unless another status is given (RFC 9110, section 15.4.2)."""
    return plain(status, url, ("location", url), ("cache-control", "public, max-age=3600"))


def gone() -> Response:
    """The feed has ended for good (RFC 9110, section 15.5.11): aggregators stop to ask."""
    return plain(410, "This feed has ended.", ("cache-control", "public, max-age=3600"))


def too_many(wait: int) -> Response:
    """A client asks too often: `wait` is in whole seconds, for a reader that understands only numbers."""
    return plain(429, "Too many requests.", ("retry-after", str(wait)), ("cache-control", "no-store"))


def respond(shelf: Shelf, method: str, path: str, header: Header) -> Response | Wanted:
    """Answer a request, or say what has to be fetched first.

    `path` is decoded.
    """
    place = shelf.places.get(path)
    if place is None:
        # Before the first build, and before the state could be read once, nobody is told that there is no such feed.
        return NOT_FOUND if shelf.places else UNAVAILABLE
    if method not in ("GET", "HEAD"):
        return OPTIONS if method == "OPTIONS" else NOT_ALLOWED
    listed = header("if-none-match")
    if listed is not None and (headers := unchanged(place, method, listed)) is not None:
        return Response(304, headers)
    if header("transfer-encoding") is not None or (header("content-length") or "0") != "0":
        return NO_CONTENT_WANTED
    if isinstance(place, Response):
        return place if method == "GET" else place._replace(body=b"")
    return _whole(shelf, place, method, listed, header)


def at_once(shelf: Shelf, method: str, path: str, first: Header) -> Response | None:
    """What nearly every request ends with, by the shortest way: None where there is more to consider.

    `first` gives the first of several headers of one name.
    """
    place = shelf.places.get(path)
    tag = first("if-none-match")
    if tag is not None:
        headers = unchanged(place, method, tag)
        return None if headers is None else Response(304, headers)
    if type(place) is not Shelved or method != "GET" or first("if-modified-since") is not None:
        return None
    if first("content-length") is not None or first("transfer-encoding") is not None:
        return None
    chosen = coding(first("accept-encoding"))
    body = shelf.body((place.etag, chosen))
    return None if body is None else Response(200, place.headers(chosen, len(body)), body)


def unchanged(place: Shelved | Response | None, method: str, tag: str) -> Headers | None:
    """The headers of a 304 for a document that is asked for with exactly one of its own tags, as nearly always."""
    if type(place) is Shelved and (method == "GET" or method == "HEAD"):  # a tuple to look in takes twice as long
        return place.unchanged.get(tag)
    return None


def _whole(
    shelf: Shelf, document: Shelved, method: str, listed: str | None, header: Header
) -> Response | Wanted:
    chosen = coding(header("accept-encoding"))
    if listed is not None:
        named = tags(listed)
        if named == ("*",):
            return Response(304, document.unchanged[tag_of(document.etag, chosen)])
        # The tag of what would be sent now, if it is named, else that of what the reader has.
        for tag in (tag_of(document.etag, chosen), *named):
            if tag in named and tag in document.unchanged:
                return Response(304, document.unchanged[tag])
        if method == "GET" and wants_delta(header("a-im"), header("user-agent")):
            delta = _delta(shelf, document, named, chosen)
            if delta is not None:
                return delta
    # "A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match" (RFC 9110, section 13.1.3).
    elif (since := header("if-modified-since")) is not None and document.modified is not None:
        moment = seconds(since)
        if moment is not None and document.modified <= moment:
            return Response(304, document.unchanged[tag_of(document.etag, chosen)])
    wanted = Wanted(document, chosen)
    body = shelf.body(wanted.key)
    if body is None:
        return wanted
    return Response(200, document.headers(chosen, len(body)), body if method == "GET" else b"")


def _delta(shelf: Shelf, document: Shelved, named: tuple[str, ...], chosen: str) -> Response | Wanted | None:
    """226: the document with only the entries that a version named by the reader did not have."""
    versions = shelf.versions(document)
    if versions is None:
        return Wanted(document, versions=True)
    for tag in named:
        if (base := etag_in(tag)) in versions and base != document.etag:
            wanted = Wanted(document, chosen, base)
            body = shelf.body(wanted.key)
            if body is None:
                return wanted
            if body:
                return Response(226, (*document.delta(chosen, tag), ("content-length", str(len(body)))), body)
    return None
