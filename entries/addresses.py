"""Addresses inside HTML: absolute, percent-encoded ASCII, of a scheme that can do no harm."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin

from entries.slugs import to_uri

# An address that is already as it must be: most of them. No user info, no port tricks, nothing to encode.
_READY = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
# Controls, white space that browsers drop, and what changes the direction or is not seen: all of them hide a scheme.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_CANDIDATE = re.compile(r"[\s,]*+(\S*[^\s,])(?:\s+([0-9]+(?:\.[0-9]+)?[wx]))?(?=[\s,]|$)")

# RFC 3986, appendix A: unreserved and reserved, and what is encoded already.
_URI_CHARACTERS = "%!$&'()*+,;=:@/?-._~"

# Longer than any address that is one; inline data and probes are.
_LONGEST = 8_192


def address(value: str, base: str) -> str | None:
    """An http or https URL for `value` as seen from `base`; None where there is none."""
    if _READY.fullmatch(value):
        return value if len(value) <= _LONGEST else None
    value = _HIDDEN.sub("", value).strip()
    scheme = _SCHEME.match(value)
    if len(value) > _LONGEST or (scheme and scheme[1].lower() not in ("http", "https")):
        return None
    try:
        return to_uri(urljoin(base, value.replace("\\", "/")))
    except ValueError:
        return None


def link(value: str, base: str) -> str | None:
    """As `address`, and mailto: and tel: too: what a reader may follow from a text."""
    scheme = _SCHEME.match(_HIDDEN.sub("", value).strip())
    if scheme is None or scheme[1].lower() not in ("mailto", "tel"):
        return address(value, base)
    rest = _HIDDEN.sub("", value).strip()[scheme.end() :]
    # RFC 6068, section 2: what is no URI character is percent-encoded as UTF-8.
    return f"{scheme[1].lower()}:{quote(rest, safe=_URI_CHARACTERS)}" if len(rest) <= _LONGEST else None


def srcset(value: str, base: str) -> str | None:
    """A srcset with every candidate's address absolute; None where none is left.

    https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
    """
    candidates = []
    for url, descriptor in _CANDIDATE.findall(value[: 4 * _LONGEST]):
        found = address(url, base)
        if found is not None:
            candidates.append(f"{found} {descriptor}".rstrip())
    return ", ".join(candidates) or None
