"""Readers of single values of the configuration: a TOML value in, ours out, ValueError with a sentence for a person.

Every run reads the configuration, so nothing here compiles an expression or loads a library on the common path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

Reader = Callable[[object], object]

_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("week", "weeks"), 604_800),
}
_NOT_IN_IRIS = frozenset(' <>"{}|\\^`\t\n\r')


def text(value: object) -> str:
    """Text that is not empty."""
    if not isinstance(value, str):
        raise ValueError('must be text in quotes, e.g. "…"')
    if not value.strip():
        raise ValueError("is empty; give it text, or leave the key out")
    return value.strip()


def boolean(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


def texts(value: object) -> tuple[str, ...]:
    """One text, or a list of them."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(text(item) for item in values))


def count(least: int, most: int) -> Reader:
    """A whole number within these bounds."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {shown(value)}")
        return value

    return read


def pages(value: object) -> int | bool:
    """true or false, or how many entries are on a page."""
    if isinstance(value, int) and (isinstance(value, bool) or 1 <= value <= 1000):
        return value
    raise ValueError(f"must be true, false, or how many entries a page holds, from 1 to 1000, not {shown(value)}")


def choice(*known: str) -> Reader:
    """One of a few words."""

    def read(value: object) -> str:
        if value not in known:
            raise ValueError(f"{shown(value)} is not one of {', '.join(known)}{hint(value, known)}")
        return str(value)

    return read


def choices(*known: str) -> Reader:
    """Some of a few words, or one."""
    one = choice(*known)

    def read(value: object) -> tuple[object, ...]:
        return tuple(dict.fromkeys(one(item) for item in (value if isinstance(value, list) else [value])))

    return read


def bucket_url(value: object) -> str:
    """The address of a bucket, or of what begins with a prefix in it. What may be a secret is not shown."""
    given = text(value)
    parts = urlsplit(given)
    if "@" in given:
        raise ValueError("must hold no key: that is read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    if parts.scheme != "s3" or not parts.netloc or "?" in given or "#" in given or "//" in parts.path:
        raise ValueError(f'{shown(given)} is no address of a bucket; write one like "s3://bucket/feeds"')
    return given.rstrip("/")


def header(value: object) -> str:
    """The value of an HTTP header field: visible ASCII and spaces (RFC 9110, section 5.5)."""
    given = text(value)
    if not given.isascii() or not given.isprintable():
        raise ValueError(f"{shown(value)} is no value of an HTTP header; it must be plain ASCII on one line")
    return given


def iri(value: object) -> str:
    """An absolute IRI: RFC 4287, section 4.2.6, wants one for an id; a tag: URI as RFC 4151 writes it."""
    iri = text(value)
    scheme, colon, rest = iri.partition(":")
    named = colon and rest and scheme.isascii() and scheme[:1].isalpha() and scheme.replace("-", "").isalnum()
    if not named or not _NOT_IN_IRIS.isdisjoint(iri):
        raise ValueError(f'{shown(value)} is no absolute IRI; write one like "tag:harbourpost.example,2026"')
    if scheme == "tag":
        authority, comma, date = rest.partition(":")[0].partition(",")
        parts = date.split("-")
        if not authority or not comma or [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError(f'{shown(value)} is no tag: URI; write one like "tag:harbourpost.example,2026" (RFC 4151)')
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError(f'{shown(value)} needs a date, as in "tag:harbourpost.example,2026" (RFC 4151)')
    return iri


def url(value: object) -> str:
    """An absolute http or https URL, in ASCII; one without a path gets "/"."""
    given = text(value)
    try:
        parts = urlsplit(given)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and _NOT_IN_IRIS.isdisjoint(given)
        valid = valid and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ValueError(f'{shown(value)} is no absolute URL; write one like "https://harbourpost.example/"')
    if parts.username is not None:  # not shown: whoever reads the message may not be meant to know it
        raise ValueError("has a user name or a password in it, which everyone who gets a document would see")
    if not given.isascii():
        from entries.slugs import to_uri

        given = to_uri(given)
    if not parts.path and not parts.query and not parts.fragment:
        given += "/"
    return given


def folder_url(value: object) -> str:
    """A URL that other addresses are appended to; it ends with "/"."""
    given = url(value)
    if "?" in given or "#" in given:
        raise ValueError(f"{shown(value)} has a query or a fragment; documents can't be reached below it")
    return given if given.endswith("/") else given + "/"


def urls(value: object) -> tuple[str, ...]:
    """One URL, or a list of them."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(url(item) for item in values))


def language(value: object) -> str:
    """A BCP 47 language tag, by its shape."""
    from entries.languages import is_language_tag

    tag = text(value)
    if not is_language_tag(tag):
        proposed = tag.replace("_", "-").partition(".")[0]
        changed = proposed != tag and is_language_tag(proposed)
        near = f"; did you mean {proposed}?" if changed else ', e.g. "en" or "zh-Hant-HK"'
        raise ValueError(f"{shown(value)} is no language tag (BCP 47){near}")
    return tag


def zone(value: object) -> str:
    """The name of a time zone in the IANA database."""
    name = text(value)
    if name == "UTC":
        return name
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        known = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
        cities = {zone.rpartition("/")[2].casefold(): zone for zone in known}
        city = cities.get(name.replace(" ", "_").casefold())
        near = f"; did you mean {city}?" if city else hint(name, known) or ', e.g. "Asia/Hong_Kong" or "UTC"'
        raise ValueError(f"{shown(value)} is no IANA time zone{near}") from None
    return name


def seconds(value: object) -> float:
    """A duration of at most ten years in seconds: "24 h", "15 min", "0.1 s"."""
    given = text(value) if isinstance(value, str) else ""
    digits = given.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = given[len(digits) :].strip()
    number = digits.replace(".", "", 1)
    if not (number.isascii() and number.isdigit()) or unit not in _SECONDS:
        raise ValueError(f'{shown(value)} is no duration; write one like "24 h", "15 min" or "0.1 s"')
    length = float(digits) * _SECONDS[unit]
    if length > 315_576_000:
        raise ValueError(f"{shown(value)} is longer than ten years")
    return length


def duration(value: object) -> timedelta:
    """A duration of at most ten years."""
    return timedelta(seconds=seconds(value))


def person(value: object) -> object:
    """A name, or a table of name, uri and email."""
    from entries.person import Person

    if isinstance(value, str):
        return Person(name=text(value))
    if not isinstance(value, Mapping):
        raise ValueError('must be a name, or a table like { name = "…", email = "…", uri = "…" }')
    unknown = [key for key in value if key not in ("name", "uri", "email")]
    if unknown:
        raise ValueError(f'has no key "{unknown[0]}"{hint(unknown[0], ("name", "uri", "email"))}')
    if "name" not in value:
        raise ValueError("has no name")
    email = text(value["email"]) if "email" in value else None
    if email is not None and not (email.isascii() and 0 < email.find("@") == email.rfind("@") < len(email) - 1):
        raise ValueError(f"{shown(email)} is no mail address")
    return Person(name=text(value["name"]), uri=url(value["uri"]) if "uri" in value else None, email=email)


def shown(value: object) -> str:
    """A value as a person wrote it, cut where it is long."""
    written = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return written if len(written) <= 80 else written[:79] + "…"


def nearest(value: object, known: Iterable[str]) -> str | None:
    """The known name that someone may have meant, None where none is near."""
    from difflib import get_close_matches

    names = {name.casefold(): name for name in known}
    near = get_close_matches(value.casefold(), names, 1, 0.6) if isinstance(value, str) else []
    return names[near[0]] if near else None


def hint(value: object, known: Iterable[str]) -> str:
    """ "; did you mean …?" where something known is near, else ""."""
    near = nearest(value, known)
    return f"; did you mean {near}?" if near else ""
