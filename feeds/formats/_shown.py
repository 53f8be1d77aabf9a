"""What an entry shows, the same in every format: whose it is, its texts, categories, files and rights.

Standard library only; the formats turn these values into elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeGuard, TypeVar, cast

from entries.model import Enclosure, Entry, Image, Link, Person
from feeds.model import Feed, Listed, Per, Variant

UNKNOWN_TYPE = "application/octet-stream"

# https://www.rfc-editor.org/rfc/rfc5646#section-2.1, of the languages that ISO 639 has a code for
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# https://www.rfc-editor.org/rfc/rfc6838#section-4.2
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w!#$&^.+-]*/[A-Za-z0-9][\w!#$&^.+-]*", re.ASCII)
# Of the registered relations (https://www.iana.org/assignments/link-relations/), those an article may say of
# another address. Readers take "alternate" for the article, "enclosure" for its file.
_RELATIONS = frozenset({"related", "via", "replies", "describedby", "license", "payment"})

_ADDRESS_IN_NAME = re.compile(r"\s*<[^<>\s]*@[^<>\s]*>")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+", re.ASCII)

Value = TypeVar("Value")
Result = TypeVar("Result")


def safely(write: Callable[[Value], Result], value: Value) -> Result:
    """`write(value)`, and once more with every text cleaned if a character in it can't be written.

    Text arrives clean, so the common path costs nothing; but one bad character that slipped through
    would raise from lxml or orjson and take a whole feed down.
    """
    try:
        return write(value)
    except (ValueError, TypeError):
        return write(cast(Value, _cleaned(value)))


def _cleaned(value: Any) -> Any:  # any of the frozen dataclasses, and what they hold
    from entries.text import clean

    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def is_web(url: str | None) -> TypeGuard[str]:
    """Whether this is an http or https address, the only kinds that leave in links and files."""
    return url is not None and url.startswith(("http://", "https://"))


def people(persons: tuple[Person, ...], contact: bool) -> list[Person]:
    """Those who have a name, without the mail address some write into it; URI and mail only if `contact`."""
    shown = []
    for person in persons:
        name = person.name
        if "@" in name:
            name = _ADDRESS_IN_NAME.sub("", name)
        name = name.strip()
        if not name:
            continue
        if contact:
            uri = person.uri if is_web(person.uri) else None
            email = person.email if person.email and _ADDRESS.fullmatch(person.email) else None
            shown.append(Person(name=name, uri=uri, email=email))
        else:
            shown.append(Person(name=name))
    return shown


def authors(entry: Entry, variant: Variant) -> list[Person]:
    """Who wrote it; an agency's copy without a byline is by the agency."""
    if entry.authors:
        return people(entry.authors, variant.authors_contact)
    return people((Person(name=entry.provider),), False) if entry.provider else []


def feed_title(feed: Feed) -> str:
    """Never empty: every format asks for one."""
    return feed.title.strip() or feed.link


def feed_author(feed: Feed) -> Person:
    """The feed's author, whose addresses someone wrote into the configuration to be shown."""
    return next(iter(people((feed.author,), True)), Person(name=feed_title(feed)))


def texts(entry: Entry, variant: Variant) -> tuple[str, str | None]:
    """The summary as plain text ("" without one) and the body as HTML, if it is shown in full."""
    return entry.summary.strip(), entry.body if variant.content == "full" and entry.body else None


def title(entry: Entry) -> str:
    """Never empty: Thunderbird drops an Atom entry without a title, FreshRSS shows its id."""
    return entry.title.strip() or entry.link


def language(entry: Entry, variant: Variant) -> str | None:
    """Every entry says its own: a feed whose entries differ says none."""
    return tag(entry.language) or tag(variant.publication_language)


def tag(language: str | None) -> str | None:
    """A language tag, None for what is none ("English")."""
    return language if language and _LANGUAGE.fullmatch(language) else None


def categories(entry: Entry) -> list[str]:
    """Labels first, so that "sponsored" is what a reader sees first; then section and tags, each once."""
    once: dict[str, str] = {}
    for name in (*entry.labels, entry.section or "", *entry.tags):
        name = name.strip()
        if name:
            once.setdefault(name.casefold(), name)
    return list(once.values())


def files(entry: Entry) -> list[Enclosure]:
    """Attached files that can be reached by http(s)."""
    return [replace(file, type=_media_type(file.type)) for file in entry.enclosures if is_web(file.url)]


def _media_type(type: str | None) -> str | None:
    return type if type and _MEDIA_TYPE.fullmatch(type) else None


def image(entry: Entry) -> Image | None:
    """The lead image, if it may leave and is more than a caption."""
    lead = entry.image
    if lead is None or not is_web(lead.url) or lead.syndicate == "none":
        return None
    return replace(lead, type=_media_type(lead.type))


def links(entry: Entry) -> list[Link]:
    """Links other than the alternate one: related and the like, then the license (RFC 4946).

    Only one enclosure is shown as such, because newsboat and gofeed keep the last and sfeed the first;
    further files are related links.
    """
    found = [_typed(link) for link in entry.links if is_web(link.href)]
    found += [Link(href=file.url, type=file.type, title=file.title) for file in files(entry)[1:]]
    if is_web(entry.license):
        found.append(Link(href=entry.license, rel="license"))
    return found


def _typed(link: Link) -> Link:
    rel = link.rel if link.rel in _RELATIONS else "related"
    return replace(link, rel=rel, type=_media_type(link.type), hreflang=tag(link.hreflang))


def rights(entry: Entry) -> str:
    """The rights in words; a license that is no address is said here."""
    named = entry.license if entry.license and not is_web(entry.license) else ""
    return ". ".join(part for part in (entry.rights.strip(), named) if part)


def feed_links(feed: Feed) -> list[Link]:
    """A feed's links other than to itself and its site: hubs (https://www.w3.org/TR/websub/#discovery), license."""
    found = [Link(href=hub, rel="hub") for hub in feed.hubs]
    if is_web(feed.license):
        found.append(Link(href=feed.license, rel="license"))
    return found


def families(feeds: Sequence[Listed]) -> list[tuple[Per | None, list[Listed]]]:
    """Feeds of the list by family, those that are no family's first, in the order given."""
    order: tuple[Per | None, ...] = (None, "section", "language", "tag", "author")
    grouped = ((per, [feed for feed in feeds if feed.per == per]) for per in order)
    return [(per, members) for per, members in grouped if members]
