"""State that was lost, found again: from the ledger file, and from the documents in the targets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from entries.adopted_ids import ids_of
from entries.model import Record
from entries.phrases import says_withdrawn
from feeds.etags import etag_of
from feeds.provenance import PublishedEntry, is_ours, read
from publish import ledger as ledger_file
from publish.errors import ForeignFile, TargetUnavailable
from publish.kept import Kept
from publish.store import ARCHIVE_PAGES, DOCUMENT_DATES, DOCUMENT_IDS, RECOVERED
from publish.target import Target

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.run import Run

_FEED_SUFFIXES = (".rss", ".atom", ".json", ".xml")
_FOREIGN_NAMES = frozenset({"index.xml", "feed.xml", "atom.xml", "rss.xml", "feed.json", "feed.rss", "feed.atom"})
# An Atom id is the id itself; those of the other formats may be those of feeds that were adopted.
_FORMATS = ("atom", "json", "rss")


class _Found(NamedTuple):
    """What stands in the targets: entries by format, dates of documents by path, what each holds, what is no
    document of ours, the ids on archive pages by path and format, and those of the feeds themselves by path."""

    entries: dict[str, list[PublishedEntry]]
    dates: dict[str, str]
    held: dict[str, dict[str, tuple[str, str]]]
    foreign: list[str]
    pages: dict[str, dict[str, list[str]]]
    ids: dict[str, str]


def recover(this: Run) -> None:
    """Adopt every id and date that an earlier state published, before one is minted.

    Raises ForeignFile when a feed of another program stands in a target, nothing of ours is known, and nobody said
    what to do with it.
    """
    state = this.parts.config.state
    found = _Found({format: [] for format in _FORMATS}, {}, {}, [], {}, {})
    for number, target in enumerate(this.parts.targets):
        try:
            _look(target, found)
        except TargetUnavailable:
            if number == 0:
                raise  # what another one holds, the first holds too
    remembered = state.ledger is not None and state.ledger.exists()
    foreign = [where for where in (*found.foreign, *_above(this.parts)) if where not in this.options.adopt_files]
    if foreign and not (remembered or any(found.held.values()) or this.options.new_publication):
        raise _foreign(foreign, configured=this.parts.config.file is not None)
    rows = _withdrawn(_joined(found.entries, this.parts.config.publication.id), found.entries, this.now)
    with this.store.transaction():
        if state.ledger is not None and remembered:
            ledger_file.load(this.store, ledger_file.read(state.ledger))
        known = this.store.ledger
        known.save([kept for kept in rows if known.by_id(kept.record.id) is None])
        if found.pages:
            known.set_meta(ARCHIVE_PAGES, json.dumps(_pages(found.pages, rows), sort_keys=True))
        if found.ids:
            known.set_meta(DOCUMENT_IDS, json.dumps(found.ids, sort_keys=True))
        if found.dates:
            known.set_meta(DOCUMENT_DATES, json.dumps(found.dates, sort_keys=True))
        known.set_meta(RECOVERED, str(known.unconfirmed()))
        for name, held in found.held.items():
            this.store.agenda.set_held(name, held)
    if rows:
        entries = "entries" if len(rows) > 1 else "entry"
        this.outcome.notes.append(
            f"there was no state here; ids and dates of {len(rows)} {entries} "
            "were taken over from the published documents"
        )


def _look(target: Target, found: _Found) -> None:
    ours: dict[str, str] = {}
    for path in target.listing():
        if not path.endswith((*_FEED_SUFFIXES, ".html", ".opml")):
            continue
        data = target.read(path)
        if data is None:
            continue
        if not is_ours(data):
            if path.rpartition("/")[2] in _FOREIGN_NAMES:
                found.foreign.append(target.where(path))
            continue
        ours[path] = etag_of(data)
        feed = read(data)
        if feed is None:
            continue
        if feed.updated is not None:
            found.dates[path] = feed.updated.isoformat()
        found.entries[feed.format] += feed.entries
        place = path.removesuffix("." + feed.format)
        if feed.archive:
            found.pages.setdefault(place, {})[feed.format] = [entry.id for entry in feed.entries]
        else:
            found.ids[place] = found.ids.get(place) or feed.id
    signatures = target.signatures(list(ours))
    found.held[target.name] = {path: (etag, signatures[path]) for path, etag in ours.items() if path in signatures}


def _pages(pages: Mapping[str, Mapping[str, list[str]]], rows: Iterable[Kept]) -> dict[str, list[str]]:
    """The entries on each page, by the page's path."""
    ids = {shown: kept.record.id for kept in rows for shown in _shown(kept)}
    shown = {path: next((each, of[each]) for each in _FORMATS if each in of) for path, of in pages.items()}
    return {path: [ids[format, id] for id in listed if (format, id) in ids] for path, (format, listed) in shown.items()}


def _shown(kept: Kept) -> Iterator[tuple[str, str]]:
    """The id in each format."""
    ids = dict(kept.record.format_ids)
    return ((format, ids.get(format, kept.record.id)) for format in _FORMATS)


def _withdrawn(
    rows: Iterable[Kept], entries: Mapping[str, Iterable[PublishedEntry]], now: datetime
) -> list[Kept]:
    """What stood there as a note stays withdrawn: an article that is still there does not come back for the loss."""
    notes = {
        (format, entry.id): entry
        for format in _FORMATS
        for entry in entries[format]
        if entry.note is not None and says_withdrawn(entry.title)
    }
    found = []
    for kept in rows:
        entry = next((notes[shown] for shown in _shown(kept) if shown in notes), None)
        if entry is not None:
            record = kept.record._replace(
                withdrawn=entry.updated, taken_back=True, note=entry.note or "", language=entry.language
            )
            kept = Kept(record, "", False, False, now)  # shown at once, whatever the clock said then
        found.append(kept)
    return found


def _above(parts: Parts) -> Iterator[str]:
    """Feeds beside a target's folder, as in public/index.xml over public/feeds, that are no source's articles."""
    root = parts.config.root
    seen: set[Path] = set()
    for target in parts.config.targets:
        path = target.options.get("path")
        if not isinstance(path, Path) or not path.is_relative_to(root):
            continue
        for folder in path.parents:
            if folder in seen or not folder.is_relative_to(root):
                break
            seen.add(folder)
            for name in sorted(_FOREIGN_NAMES):
                where = folder / name
                read_as_article = any(source.key_of(str(where)) is not None for source, _ in parts.sources)
                if where.is_file() and not read_as_article and not _is_ours(where):
                    yield str(where)


def _is_ours(file: Path) -> bool:
    try:
        return is_ours(file.read_bytes())
    except OSError:
        return False  # what can't be read is somebody else's


def _joined(entries: Mapping[str, Iterable[PublishedEntry]], publication_id: str) -> list[Kept]:
    """Each entry once, with its id in every format: they are one where id, or link and date, are the same."""
    rows: list[tuple[dict[str, str], PublishedEntry]] = []
    by_id: dict[str, dict[str, str]] = {}
    by_place: dict[tuple[str, datetime], dict[str, str]] = {}
    for format in _FORMATS:
        for entry in entries[format]:
            place = entry.link, entry.published
            ids = by_id.get(entry.id) or by_place.get(place, {})
            if format in ids and ids[format] != entry.id:
                ids = {}
            if not ids:
                rows.append((ids, entry))
            ids.setdefault(format, entry.id)
            by_id.setdefault(entry.id, ids)
            by_place.setdefault(place, ids)
    kept: dict[str, Kept] = {}
    for ids, entry in rows:
        row = _kept(ids, entry, publication_id)
        kept.setdefault(row.record.id, row)
    return [kept[id] for id in sorted(kept)]


def _foreign(foreign: Sequence[str], *, configured: bool) -> ForeignFile:
    """Feeds of one publication stand side by side: those beside the first are named with it."""
    first = "" if configured else "masthead init, which writes a configuration, then "
    folder = foreign[0].rpartition("/")[0]
    beside = [where for where in foreign if where.rpartition("/")[0] == folder]
    are, its, it = ("are feeds", "their", "them") if len(beside) > 1 else ("is a feed", "its", "it")
    return ForeignFile(
        beside[0],
        f"{' and '.join(beside)} {are} of another program: {its} subscribers would see every article again. To keep "
        f"what they have read, take over {its} ids first: {first}masthead adopt {' '.join(beside)}; if this is a new "
        f"publication beside {it}: masthead build --new-publication",
    )


def _kept(ids: Mapping[str, str], entry: PublishedEntry, publication_id: str) -> Kept:
    id, format_ids = ids_of(ids, publication_id)
    record = Record(
        source="",
        ref=id,
        id=id,
        link=entry.link,
        title=entry.title,
        slug="",
        published=entry.published,
        updated=entry.updated,
        first_seen=entry.published,
        released=True,
        format_ids=format_ids,
    )
    return Kept(record, RECOVERED, False, False, None)
