"""Ids: minted from where an article is kept, or as its author declared them; and where known ones are looked up.

One string that is right everywhere: an RSS guid, an atom:id (an absolute IRI, https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6,
in the form that normalising does not change) and a JSON Feed id.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from urllib.parse import quote, unquote_to_bytes, urlsplit

from entries.model import Record
from entries.patterns import pattern

_SUFFIX = pattern(r"(?<=[^/])\.[A-Za-z][A-Za-z0-9]{0,8}\Z")
_PLAIN = pattern(r"[A-Za-z0-9._~/-]*\Z")
_AWKWARD = pattern("[%\ud800-\udfff]")
_UNRESERVED = pattern(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")
# RFC 4151, section 2.1: an authority in lower case, a date, then pchar, "/" and "?"
# (https://www.rfc-editor.org/rfc/rfc4151#section-2.1).
_TAG = pattern(
    r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*(?:\#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?\Z"
)
# RFC 2141, section 2 (https://www.rfc-editor.org/rfc/rfc2141#section-2): the form of URNs that every reader knows.
_URN = pattern(r"urn:(?!uuid:)[a-zA-Z0-9][a-zA-Z0-9-]{1,31}:(?:[a-zA-Z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+\Z")
_UUID = pattern(r"urn:uuid:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class HasRecord(Protocol):
    """Whatever a store keeps with a Record."""

    @property
    def record(self) -> Record: ...


Kept = TypeVar("Kept", bound=HasRecord)


class Known(Protocol[Kept]):
    """Look-ups in all that is remembered: what is gone, and what this run has recorded so far, included.

    Those that may find several give them in a fixed order; a few are enough.
    """

    def by_id(self, id: str) -> Kept | None: ...
    def by_key(self, source: str, ref: str, inner: str) -> Kept | None: ...

    def by_stem(self, source: str, stem: str) -> Sequence[Kept]:
        """Those whose key without its suffix is `stem` (see `ids.stem`)."""
        ...

    def by_digest(self, digest: str, title: str) -> Sequence[Kept]:
        """Those with that digest and title whose key vanished in this scan, or since it was listed."""
        ...

    def by_link(self, link: str) -> Sequence[Kept]: ...

    def by_title(self, title: str, published: datetime) -> Sequence[Kept]:
        """Those that were out before this run, as they were then."""
        ...

    def is_there(self, kept: Kept) -> bool:
        """Whether its key still holds that article in this scan. False where its source can't say so."""
        ...

    def was_refused(self, source: str, ref: str, inner: str) -> bool:
        """Whether the article that is read there stands refused because another one has its address."""
        ...

    def had_left(self, kept: Kept) -> bool:
        """Whether it was gone before this scan. False where a loss of state let it only seem so."""
        ...


def stem(key: str) -> str:
    """A key without its suffix: "china/tour.md" and "china/tour.txt" are one article in two formats."""
    return _SUFFIX.sub("", key)


def mint(publication_id: str, source: str, key: str, inner: str = "", twin: str = "") -> str:
    """`{publication id}:{source}/{key without suffix}`: no clock, no order, no section.

    So it is the same after any loss of state. `inner` tells apart the articles of one key. `twin` is something of
    the article's own (its link, its digest), for the rare key whose id stays with another article: one that has
    moved away from it, or has left.
    """
    minted = f"{publication_id}:{escaped(source, safe='')}/{escaped(stem(key), safe='/')}"
    if inner:
        minted += ":" + escaped(inner, safe="")
    if twin:
        minted += "~" + hashlib.sha256(twin.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return minted


def canonical(declared: str, publication_id: str) -> str:
    """A declared id as it is stored: a tag:, urn:, http: or https: IRI stays what it is, in its normal form.

    Readers compare ids character by character. Anything else is wrapped in the publication's own id:
    `{publication id}:id:{declared}`.
    """
    text = " ".join(declared.split())
    try:
        if text[:8].lower().startswith(("http://", "https://")):
            return _address(text)
        if _TAG.match(text) or _URN.match(text) or _UUID.match(text):
            return _normal(text)
    except ValueError:
        pass
    return f"{publication_id}:id:{escaped(text, safe='')}"


def escaped(text: str, safe: str) -> str:
    """Percent-encoded UTF-8 in NFC, such that decoding it twice changes nothing.

    A "%" is spelt "~25" and a byte that was no text (a lone surrogate in a file name) like "~dce9".
    """
    if _PLAIN.match(text) and (safe or "/" not in text):
        return text
    text = _AWKWARD.sub(lambda found: f"~{ord(found[0]):x}", unicodedata.normalize("NFC", text))
    return quote(text, safe=safe)


def _address(text: str) -> str:
    """RFC 3986, section 6.2.2 and 6.2.3: case, percent-encoding, dot segments, default port, empty path."""
    from entries.slugs import to_uri

    parts = urlsplit(to_uri(text))
    host = parts.netloc
    if parts.port == _DEFAULT_PORTS[parts.scheme]:
        host = host.rpartition(":")[0]
    path: list[str] = []
    segments = parts.path.split("/")[1:] or [""]
    for place, segment in enumerate(segments):
        if segment in (".", ".."):
            del path[-1 if segment == ".." else len(path) :]
            if place + 1 == len(segments):
                path.append("")
        else:
            path.append(segment)
    uri = f"{parts.scheme}://{host}/{'/'.join(path)}"
    if parts.query:
        uri += "?" + parts.query
    if parts.fragment:
        uri += "#" + parts.fragment
    return _normal(uri)


def _normal(uri: str) -> str:
    """Percent-encoding only where it is needed, of UTF-8 in NFC, in upper case. Raises ValueError for other bytes."""
    if "%" not in uri:
        return uri
    return _UNRESERVED.sub(_encoded, uri)


def _encoded(found: re.Match[str]) -> str:
    if "%" not in found[0]:
        return found[0]
    return quote(unicodedata.normalize("NFC", unquote_to_bytes(found[0]).decode()), safe="")
