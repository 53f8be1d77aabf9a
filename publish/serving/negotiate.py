"""What request headers ask for: codings, entity tags, dates. Pure, and remembered: readers send the same ones."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache

from entries.patterns import pattern
from publish.codings import CODINGS, IDENTITY

# RFC 9110, section 8.8.3: W/ is case-sensitive, and a tag holds anything but quotes and control characters.
_TAG = pattern(r'(?:^|,)\s*(?:W/)?("[^"\x00-\x20\x7f]*")(?=\s*(?:,|$))')
# Readers that take the status 226 for an error. rss2email does not know that its library asks for deltas.
_REFUSE_226 = ("rss2email/",)
_QUALITY = pattern(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@lru_cache(maxsize=512)
def coding(accepted: str | None) -> str:
    """The content coding for an Accept-Encoding header: "br", "gzip" or "" for none.

    "If the representation's content coding is one of the content codings listed in the Accept-Encoding field value,
    then it is acceptable unless it is accompanied by a qvalue of 0" (RFC 9110, section 12.5.3). Where nothing that
    is there would be acceptable, it is sent as it is, which that section allows.
    """
    if not accepted:
        return IDENTITY
    weights: dict[str, float] = {}
    for item in accepted.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights["gzip" if name == "x-gzip" else name] = _weight(parameters)
    rest = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda name: weights.get(name, rest))
    weight = weights.get(best, rest)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else IDENTITY


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
    return 1.0


@lru_cache(maxsize=512)
def tags(listed: str) -> tuple[str, ...]:
    """The entity tags of an If-None-Match header, strong and quoted; ("*",) for any.

    "A recipient MUST use the weak comparison function" (RFC 9110, section 13.1.2): W/"x" means "x".
    """
    return ("*",) if listed.strip() == "*" else tuple(_TAG.findall(listed))


def etag_in(tag: str) -> str:
    """The document's ETag in one of the tags that it is served under: one for each coding.

    "A strong validator [is] unique across all versions of all representations" (RFC 9110, section 8.8.1).
    """
    plain = tag.strip('"')
    for name in CODINGS:
        plain = plain.removesuffix(f"-{name}")
    return plain


def tag_of(etag: str, coding: str) -> str:
    """The quoted entity tag of a document in a coding."""
    return f'"{etag}-{coding}"' if coding else f'"{etag}"'


@lru_cache(maxsize=512)
def seconds(date: str) -> int | None:
    """An HTTP date as whole seconds since 1970; None for what is none, which "MUST [be] ignore[d]" (13.1.3)."""
    try:
        moment = parsedate_to_datetime(date)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())


@lru_cache(maxsize=512)
def wants_delta(manipulations: str | None, agent: str | None = None) -> bool:
    """Whether an A-IM header takes "feed" (RFC 3229, section 10.5.3), and the reader what it gets then."""
    if not manipulations or (agent or "").startswith(_REFUSE_226):
        return False
    for item in manipulations.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        if name == "feed":
            return _weight(parameters) > 0
    return False
