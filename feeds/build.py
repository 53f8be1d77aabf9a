"""A feed, computed: its words, its date and the entries it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from entries.model import Person, Record
from entries.slugs import compare_key, slugify
from feeds.errors import InvalidFeed
from feeds.model import Feed, Variant
from feeds.paths import document_paths
from feeds.spec import Edition, FeedSpec, Publication, Term

if TYPE_CHECKING:
    from feeds.format import Format

_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC) - timedelta(seconds=1)


class Channel(NamedTuple):
    """One feed as it was minted: the key as compared, the name as first written ("" for both outside families)."""

    path: str
    id: str
    key: str = ""
    name: str = ""


def build(
    spec: FeedSpec,
    channel: Channel,
    records: Sequence[Record],
    publication: Publication,
    formats: Mapping[str, Format],
    stored: datetime | None,
) -> Feed:
    """The feed that shows `records`, its window. `stored` is the date it had when it was last built, None before.

    Its date is the newest change in the data and never goes back. Where its documents differ from those before,
    the caller moves it on by `next_date`. Raises InvalidFeed for what would break a rule of every format.
    """
    shown = tuple(sorted(records, key=lambda record: (-record.published.timestamp(), record.id)))
    _check_ids(channel.path, shown)
    language = _language(spec, channel, shown, publication)
    edition = _edition(spec, channel, publication)
    term = _term(spec, channel, publication)
    title = _title(spec, channel, term, edition, publication)
    suffixes = {name: format.suffix for name, format in formats.items()}
    return Feed(
        path=channel.path,
        id=channel.id,
        title=title,
        link=_link(spec, channel, edition.link or publication.link),
        feeds_url=edition.feeds_url or publication.feeds_url,
        # RSS 2.0 asks for a description that is not empty (https://www.rssboard.org/rss-specification).
        description=spec.description or term.description or edition.description or publication.description or title,
        updated=_updated(channel.path, shown, stored),
        records=shown,
        documents=document_paths(spec, channel.path, suffixes, channel.key),
        variant=variant_of(spec, publication),
        language=language,
        author=_author(publication),
        rights=publication.rights if spec.rights is None else spec.rights,
        license=publication.license,
        image=spec.image or term.image or publication.image,
        icon=spec.icon or publication.icon,
        hubs=publication.hubs,
        managing_editor=publication.managing_editor,
        ttl=spec.ttl,
    )


def next_date(feed: Feed, stored: datetime) -> datetime:
    """The date of a document that differs from the one before: the newest change, and at least one second later.

    A reader that trusts the date drops a document whose date stands still.
    """
    return max(feed.updated, min(stored, _LAST) + timedelta(seconds=1))


def variant_of(spec: FeedSpec, publication: Publication) -> Variant:
    """The options of a feed that change how an entry looks."""
    return Variant(
        content=spec.content,
        authors_contact=publication.authors_contact,
        publication_language=publication.language,
        fallback_author=_author(publication).name,
    )


def spec_digest(spec: FeedSpec, publication: Publication, versions: Mapping[str, int]) -> str:
    """SHA-256 (hex) of all that the configuration and the renderers say of a feed or a family.

    `versions` maps a format's name to its version. Of the publication only what this family shows or selects by:
    a section's new description does not touch the feeds of authors.
    """
    named = {spec.per, *spec.include, *spec.exclude}
    said = publication._asdict()
    for terms, words in (("sections", {"section"}), ("tags", {"tag", "tags"}), ("authors", {"author", "authors"})):
        if not named & words:
            del said[terms]
    if spec.per != "language" and spec.language is None:
        del said["editions"]
    rows = [spec._asdict(), said, {name: versions[name] for name in spec.formats if name in versions}]
    return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()


def _check_ids(path: str, records: tuple[Record, ...]) -> None:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise InvalidFeed(
                path, f'holds the id "{record.id}" twice', "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.2"
            )
        seen.add(record.id)


def _updated(path: str, records: tuple[Record, ...], stored: datetime | None) -> datetime:
    newest = max((record.updated for record in records), default=None)
    if newest is not None and stored is not None:
        return max(newest, stored)
    date = newest or stored
    if date is None:
        raise InvalidFeed(
            path, "has no entry and so no date yet", "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.15"
        )
    return date


def _title(spec: FeedSpec, channel: Channel, term: Term, edition: Edition, publication: Publication) -> str:
    name = term.title or channel.name
    if spec.title:
        return spec.title if spec.per is None else spec.title.replace(f"{{{spec.per}}}", name)
    if edition.title and spec.per == "language":
        return edition.title
    title = edition.title or publication.title
    return f"{title}: {name}" if name else title


def _link(spec: FeedSpec, channel: Channel, publication: str) -> str:
    if spec.link is None:
        return publication
    return spec.link if spec.per is None else spec.link.replace(f"{{{spec.per}}}", quote(slugify(channel.name)))


def _language(spec: FeedSpec, channel: Channel, records: tuple[Record, ...], publication: Publication) -> str | None:
    """The feed's own, else the one that all its entries share; entries carry theirs."""
    if spec.language is not None:
        return spec.language
    if spec.per == "language":
        return channel.name
    spoken = {(record.language or publication.language or "").casefold() for record in records}
    if not spoken:
        return publication.language
    if len(spoken) > 1:
        return None
    return records[0].language or publication.language


def _edition(spec: FeedSpec, channel: Channel, publication: Publication) -> Edition:
    """What the edition of the feed's language says: zh-Hant-HK, else zh-Hant, else zh (RFC 4647, section 3.4)."""
    if spec.per != "language" and spec.language is None:
        return Edition()
    editions = {compare_key(language): edition for language, edition in publication.editions.items()}
    tag = compare_key(spec.language or channel.name)
    while tag and tag not in editions:
        tag = tag.rpartition("-")[0]
    return editions.get(tag, Edition())


def _term(spec: FeedSpec, channel: Channel, publication: Publication) -> Term:
    terms: Mapping[str, Mapping[str, Term]] = {
        "section": publication.sections,
        "tag": publication.tags,
        "author": publication.authors,
    }
    for name, term in terms.get(spec.per or "", {}).items():
        if compare_key(name) == channel.key:
            return term
    return Term()


def _author(publication: Publication) -> Person:
    # A feed names an author even where its entries do (RFC 4287, section 4.1.1).
    return publication.author or Person(name=publication.title)
