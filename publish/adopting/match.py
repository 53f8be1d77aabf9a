"""Which article an item of an existing feed is: by declared id, then by link, then by title and day. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from html import unescape
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from entries.model import Record
from entries.patterns import pattern
from entries.slugs import compare_key
from feeds.foreign import Item
from publish.kept import Kept

How = Literal["id", "link", "title and day"]

_INDEX = pattern(r"/index\.(?:html?|php)\Z", re.IGNORECASE)
# Themes and plug-ins set quotes and dashes in titles as a printer would.
_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None})


class Candidate(NamedTuple):
    """An article that some source holds now. `where` names its file.

    `ids` are those it declares and those it has or would get; `days` the days of its date, none where it declares
    none. `previous` is what is known of it, `retired` what it takes the place of, `record` what the next build
    would remember.
    """

    where: str
    record: Record
    previous: Kept | None
    ids: frozenset[str]
    days: frozenset[date]
    retired: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An item and the only article that it can be."""

    item: Item
    candidate: Candidate
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Items and articles of which it is not certain which is which."""

    items: tuple[Item, ...]
    candidates: tuple[Candidate, ...]
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What became of every item, in the order of the feeds."""

    found: tuple[Match, ...]
    doubts: tuple[Doubt, ...]
    unmatched: tuple[Item, ...]


def match(items: Iterable[Item], candidates: Sequence[Candidate], zone: tzinfo) -> Matches:
    """Match items to articles. What could be two things is a doubt and is never guessed.

    An article has one item in each format: where an earlier way has found it, a later one does not look at it.
    `zone` is the publication's.
    """
    rest = list({_same(item): item for item in items}.values())
    found: list[Match] = []
    doubts: list[Doubt] = []
    taken: set[tuple[str, int]] = set()
    ways: tuple[tuple[How, Callable[[Candidate], Iterable[object]], Callable[[Item], Iterable[object]]], ...] = (
        ("id", lambda candidate: candidate.ids, lambda item: (item.id,)),
        ("link", lambda candidate: (link_key(candidate.record.link),), lambda item: map(link_key, item.links)),
        ("title and day", _titles, lambda item: _titles_of(item, zone)),
    )
    for how, of_candidate, of_item in ways:
        index: dict[object, list[int]] = {}
        for number, candidate in enumerate(candidates):
            for key in of_candidate(candidate):
                index.setdefault(key, []).append(number)
        hits: dict[Item, tuple[int, ...]] = {}
        for item in rest:
            free = {key: [n for n in index.get(key, ()) if (item.format, n) not in taken] for key in of_item(item)}
            numbers = next((numbers for numbers in free.values() if numbers), [])
            if how == "title and day":
                numbers = sorted({number for each in free.values() for number in each})
            if numbers:
                hits[item] = tuple(numbers)
        for group in _groups(hits):
            numbers_of = {number for item in group for number in hits[item]}
            if len(group) == len(numbers_of) == 1:
                found.append(Match(item=group[0], candidate=candidates[min(numbers_of)], how=how))
            else:
                several = tuple(candidates[number] for number in sorted(numbers_of))
                doubts.append(Doubt(items=tuple(group), candidates=several, how=how))
            taken.update((group[0].format, number) for number in numbers_of)
        rest = [item for item in rest if item not in hits]
    return Matches(found=tuple(found), doubts=tuple(doubts), unmatched=tuple(rest))


def _same(item: Item) -> object:
    """Two files may hold the same item: an archive, the feed of a section."""
    return item.format, item.id, tuple(map(link_key, item.links)) or item.title


def _groups(hits: dict[Item, tuple[int, ...]]) -> Iterator[list[Item]]:
    """Items of one format that may be the same article, and those of one id, together."""
    groups: list[tuple[set[object], list[Item]]] = []
    by_key: dict[object, int] = {}
    for item, numbers in hits.items():
        keys: set[object] = {(item.format, item.id), *((item.format, number) for number in numbers)}
        near = sorted({by_key[key] for key in keys if key in by_key})
        if not near:
            near = [len(groups)]
            groups.append((set(), []))
        home = near[0]
        for other in near[1:]:
            groups[home][0].update(groups[other][0])
            groups[home][1].extend(groups[other][1])
            by_key.update(dict.fromkeys(groups[other][0], home))
            groups[other] = (set(), [])
        groups[home][0].update(keys)
        groups[home][1].append(item)
        by_key.update(dict.fromkeys(keys, home))
    return (members for _, members in groups if members)


def link_key(link: str) -> str:
    """What two spellings of an address have in common.

    Scheme, "www.", a trailing slash, index.html and utm_ parameters don't count, nor does needless encoding.
    """
    try:
        parts = urlsplit(link.strip())
        port = parts.port
    except ValueError:
        return link
    host = (parts.hostname or "").removeprefix("www.")
    if port not in (None, 80, 443):
        host += f":{port}"
    path = _INDEX.sub("", quote(unquote(parts.path), safe="/:@!$&'()*+,;=~")).rstrip("/")
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].lower().startswith("utm_")]
    return host + path + (f"?{urlencode(query)}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def days_of(moment: datetime, zone: tzinfo) -> frozenset[date]:
    """The days that a moment may be called: as it is written, in the publication's zone, in UTC."""
    return frozenset({moment.date(), moment.astimezone(zone).date(), moment.astimezone(UTC).date()})


def _titles(candidate: Candidate) -> list[tuple[str, date]]:
    title = _title_key(candidate.record.title)
    return [(title, day) for day in sorted(candidate.days)]


def _titles_of(item: Item, zone: tzinfo) -> list[tuple[str, date]]:
    title, moment = _title_key(item.title), item.published or item.updated
    return [(title, day) for day in sorted(days_of(moment, zone))] if title and moment is not None else []


def _title_key(title: str) -> str:
    return compare_key(unescape(title).translate(_TYPOGRAPHY))
