"""What an entry shows, the same in every format: its texts, language, categories, files, links and rights."""

from __future__ import annotations

import re

from entries.languages import is_language_tag
from entries.model import Enclosure, Entry, Image, Link
from entries.patterns import pattern
from feeds.formats._addresses import is_web
from feeds.model import Variant

UNKNOWN_TYPE = "application/octet-stream"

# https://www.rfc-editor.org/rfc/rfc6838#section-4.2
_MEDIA_TYPE = pattern(r"[A-Za-z0-9][\w!#$&^.+-]*/[A-Za-z0-9][\w!#$&^.+-]*", re.ASCII)
# Of the registered relations (https://www.iana.org/assignments/link-relations/), those an article may say of
# another address. Readers take "alternate" for the article, "enclosure" for its file.
_RELATIONS = frozenset({"related", "via", "replies", "describedby", "license", "payment"})


def id_in(entry: Entry, format: str) -> str:
    """The same in every format, but for an entry that was taken over from feeds whose ids differed."""
    return dict(entry.format_ids).get(format, entry.id) if entry.format_ids else entry.id


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
    return language if language and is_language_tag(language) else None


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
    return [file._replace(type=_media_type(file.type)) for file in entry.enclosures if is_web(file.url)]


def _media_type(type: str | None) -> str | None:
    return type if type and _MEDIA_TYPE.fullmatch(type) else None


def image(entry: Entry) -> Image | None:
    """The lead image, if it may leave and is more than a caption."""
    lead = entry.image
    if lead is None or not is_web(lead.url) or lead.syndicate == "none":
        return None
    return lead._replace(type=_media_type(lead.type))


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
    return link._replace(rel=rel, type=_media_type(link.type), hreflang=tag(link.hreflang))


def rights(entry: Entry) -> str:
    """The rights in words; a license that is no address is said here."""
    named = entry.license if entry.license and not is_web(entry.license) else ""
    return ". ".join(part for part in (entry.rights.strip(), named) if part)
