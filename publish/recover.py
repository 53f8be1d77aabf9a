"""State that was lost, found again: from the ledger file, and from the documents in the targets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from entries.model import Record
from feeds.etags import etag_of
from feeds.provenance import PublishedEntry, is_ours, read
from publish import ledger as ledger_file
from publish.errors import ForeignFile
from publish.store import DOCUMENT_DATES, RECOVERED, Kept
from publish.target import Target

if TYPE_CHECKING:
    from publish.pipeline import Run

_FEED_SUFFIXES = (".rss", ".atom", ".json", ".xml")
_FOREIGN_NAMES = frozenset({"index.xml", "feed.xml", "atom.xml", "rss.xml", "feed.json", "feed.rss", "feed.atom"})


def recover(this: Run) -> None:
    """Adopt every id and date that an earlier state published, before one is minted.

    Raises ForeignFile when a feed of another program stands in a target and nobody said what to do with it.
    """
    state = this.parts.config.state
    found: dict[str, PublishedEntry] = {}
    dates: dict[str, str] = {}
    held: dict[str, dict[str, tuple[str, str]]] = {}
    for target in this.parts.targets:
        held[target.name] = _documents(this, target, found, dates)
    with this.store.transaction():
        if state.ledger is not None and state.ledger.exists():
            ledger_file.load(this.store, state.ledger.read_text(encoding="utf-8").splitlines())
        known = this.store.ledger
        this.store.ledger.save([_kept(entry) for id, entry in sorted(found.items()) if known.by_id(id) is None])
        if dates:
            known.set_meta(DOCUMENT_DATES, json.dumps(dates, sort_keys=True))
        known.set_meta(RECOVERED, str(known.unconfirmed()))
        for name, rows in held.items():
            this.store.agenda.set_held(name, rows)
    if found:
        entries = "entries" if len(found) > 1 else "entry"
        this.outcome.notes.append(
            f"the state was lost; ids and dates of {len(found)} {entries} were found again in published documents"
        )


def _documents(
    this: Run, target: Target, found: dict[str, PublishedEntry], dates: dict[str, str]
) -> dict[str, tuple[str, str]]:
    ours: dict[str, str] = {}
    for path in target.listing():
        if not path.endswith((*_FEED_SUFFIXES, ".html", ".opml")):
            continue
        data = target.read(path)
        if data is None:
            continue
        if not is_ours(data):
            if path.rpartition("/")[2] in _FOREIGN_NAMES:
                _stop_at(target.where(path), this)
            continue
        ours[path] = etag_of(data)
        feed = read(data)
        if feed is None:
            continue
        if feed.updated is not None:
            dates[path] = feed.updated.isoformat()
        for entry in feed.entries:
            found.setdefault(entry.id, entry)
    signatures = target.signatures(list(ours))
    return {path: (etag, signatures[path]) for path, etag in ours.items() if path in signatures}


def _stop_at(where: str, this: Run) -> None:
    if this.options.new_publication or where in this.options.adopt_files:
        return
    raise ForeignFile(
        where,
        f"{where} is a feed of another program: its subscribers would see every article again. To keep what they have "
        f"read, take over its ids first: masthead adopt {where}; if this is a new publication beside it: "
        "masthead build --new-publication",
    )


def _kept(entry: PublishedEntry) -> Kept:
    record = Record(
        source="",
        ref=entry.id,
        id=entry.id,
        link=entry.link,
        title=entry.title,
        slug="",
        published=entry.published,
        updated=entry.updated,
        first_seen=entry.published,
        released=True,
    )
    return Kept(record, RECOVERED, False, False, None)
