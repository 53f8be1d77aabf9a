"""Addresses inside HTML: absolute, percent-encoded ASCII, of a scheme that can do no harm."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, urljoin

from entries.patterns import pattern
from entries.slugs import to_uri

# An address that is already as it must be: most of them. No user info, no port tricks, nothing to encode.
_CHARACTERS = r"(?>(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]++|%[0-9A-Fa-f]{2})*)"
_READY = pattern(rf"https?://[a-z0-9-]++(?>(?:\.[a-z0-9-]++)*)(?:[/?]{_CHARACTERS})?(?:#{_CHARACTERS})?")
# A path from the root, without steps up or down: nothing to work out.
_ROOTED = pattern(rf"/(?!/){_CHARACTERS}(?:#{_CHARACTERS})?")
_SCHEME = pattern(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
# Controls, white space that browsers drop, and what changes the direction or is not seen: all of them hide a scheme.
_HIDDEN = pattern("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
# Pelican's names for what only it can look up: https://docs.getpelican.com/en/stable/content.html
_LOOKED_UP = pattern(r"(?i:\{|%7B)(static|attach|filename|category|tag|author|index)(?i:\}|%7D)")
# A comma may be part of an address; one before a space, or after a width or density, parts candidates.
_COMMA = pattern(r",(?=\s|$)|(?<=\d[wx]),")
_DESCRIPTOR = pattern(r"[0-9]+(?:\.[0-9]+)?[wx]")

# RFC 3986, appendix A: unreserved and reserved, and what is encoded already.
_URI_CHARACTERS = "%!$&'()*+,;=:@/?-._~"

# Longer than any address that is one; inline data and probes are.
_LONGEST = 8_192
_MOST_CANDIDATES = 50


def address(value: str, base: str) -> str | None:
    """An http or https URL for `value` as seen from `base`; None where there is none."""
    if _READY.fullmatch(value):
        return value if len(value) <= _LONGEST else None
    if _ROOTED.fullmatch(value) and "/." not in value and (origin := _origin(base)):
        return origin + value
    value = _HIDDEN.sub("", value).strip()
    if looked_up := _LOOKED_UP.match(value):
        if looked_up[1] not in ("static", "attach"):
            return None
        value = value[looked_up.end() :]
    scheme = _SCHEME.match(value)
    if not value or len(value) > _LONGEST or (scheme and scheme[1].lower() not in ("http", "https")):
        return None
    try:
        url = urljoin(base, value.replace("\\", "/"))
        return url if _READY.fullmatch(url) else to_uri(url)
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _origin(base: str) -> str:
    """The scheme and host of `base`, "" where they need looking into."""
    return base[: (base + "/").index("/", 8)] if _READY.fullmatch(base) and "?" not in base else ""


def link(value: str, base: str) -> str | None:
    """As `address`, and mailto: and tel: too: what a reader may follow from a text."""
    if value.startswith(("http", "/", "#")):
        return address(value, base)
    shown = _HIDDEN.sub("", value).strip()
    scheme = _SCHEME.match(shown)
    if scheme is None or scheme[1].lower() not in ("mailto", "tel"):
        return address(value, base)
    # RFC 6068, section 2: what is no URI character is percent-encoded as UTF-8.
    rest = quote(shown[scheme.end() :], safe=_URI_CHARACTERS)
    return f"{scheme[1].lower()}:{rest}" if len(rest) <= _LONGEST else None


def srcset(value: str, base: str) -> str | None:
    """A srcset with every candidate's address absolute; None where none is left.

    https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
    """
    candidates = []
    for part in _COMMA.split(value)[:_MOST_CANDIDATES]:
        words = part.strip(", \t\n").split()
        if len(words) == 1 or (len(words) == 2 and _DESCRIPTOR.fullmatch(words[1])):
            url = address(words[0], base)
            if url:
                candidates.append(" ".join((url, *words[1:])))
    return ", ".join(candidates) or None
