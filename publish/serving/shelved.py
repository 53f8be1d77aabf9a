"""One document as it stands on the shelf, with every header that does not depend on the request made beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from publish.codings import CODINGS, IDENTITY
from publish.serving.negotiate import tag_of

Headers = tuple[tuple[str, str], ...]

PAGE = "text/html"
# "max-age between 900 and 3600" seconds: what aggregators poll at, and no more than an hour behind.
SHORTEST, LONGEST = 900, 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A document that can be asked for.

    `path` is below the target, `url` its public address, `place` the path of that, decoded. `modified` is in seconds
    since 1970, None where it is not known. `unchanged` maps each quoted tag that is served, also as a weak one, to the
    headers of a 304; `whole` each coding to those of a 200, once one was sent.
    """

    path: str
    url: str
    media_type: str
    etag: str
    modified: int | None
    max_age: int = SHORTEST
    hubs: tuple[str, ...] = ()
    hidden: bool = False
    place: str = field(init=False, compare=False)
    unchanged: Mapping[str, Headers] = field(init=False, compare=False)
    whole: dict[str, Headers] = field(init=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", unquote(urlsplit(self.url).path))
        made: dict[str, Headers] = {}
        for coding in (IDENTITY, *CODINGS):
            tag = tag_of(self.etag, coding)
            made[tag] = made[f"W/{tag}"] = self._common(coding)
        object.__setattr__(self, "unchanged", made)

    def _common(self, coding: str) -> Headers:
        """What a 304 and a 200 both carry (RFC 9110, section 15.4.5)."""
        headers = [("etag", tag_of(self.etag, coding))]
        if self.modified is not None:
            headers.append(("last-modified", formatdate(self.modified, usegmt=True)))
        headers += [
            ("cache-control", "no-store" if self.hidden else f"public, max-age={self.max_age}"),
            ("vary", "Accept-Encoding"),
            # A `rel="self"` beside `rel="hub"` is how subscribers find what to subscribe to
            # (https://www.w3.org/TR/websub/#discovery).
            ("link", ", ".join([f'<{self.url}>; rel="self"', *(f'<{hub}>; rel="hub"' for hub in self.hubs)])),
        ]
        if self.hidden:
            headers.append(("x-robots-tag", "noindex"))
        elif self.media_type != PAGE:
            # Readers that are web pages themselves; a 304 that they asked for reaches them only with this
            # (https://fetch.spec.whatwg.org/#cors-check).
            headers.append(("access-control-allow-origin", "*"))
            headers.append(("access-control-expose-headers", "ETag, Link"))
        return tuple(headers)

    def headers(self, coding: str, length: int) -> Headers:
        """The headers of a 200 of so many bytes."""
        headers = self.whole.get(coding)
        if headers is None:
            rest = (("accept-ranges", "none"), ("content-length", str(length)))
            headers = self.whole[coding] = (*self._common(coding), *self._content(coding), *rest)
        return headers

    def delta(self, coding: str, base: str) -> Headers:
        """The headers of a 226, but for its length. `base` is the tag that the reader named.

        The ETag is that of the whole new document (RFC 3229, section 10.5.1), and caches that don't know of deltas
        must not keep this one (section 10.8.3).
        """
        return (
            *(each for each in self._common(coding) if each[0] not in ("cache-control", "vary")),
            ("im", "feed"),
            ("delta-base", base),
            ("cache-control", "no-store, im"),
            ("vary", "Accept-Encoding, A-IM, If-None-Match"),
            *self._content(coding),
        )

    def _content(self, coding: str) -> Headers:
        headers = [
            ("content-type", f"{self.media_type}; charset=utf-8"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
        ]
        if coding:
            headers.append(("content-encoding", coding))
        if self.media_type == PAGE:
            # What the page may load it says itself; this it can't (https://www.w3.org/TR/CSP3/#meta-element).
            headers.append(("content-security-policy", "frame-ancestors 'none'"))
        return tuple(headers)
