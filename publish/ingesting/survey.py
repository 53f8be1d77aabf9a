"""The first step of a run: what each source lists against what is known of it. Nothing is read or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from entries.errors import SourceUnavailable
from entries.refs import Ref, Unchanged

if TYPE_CHECKING:
    from datetime import datetime

    from entries.problem import Problem
    from entries.source import Source, SourceSettings
    from publish.store import Ledger


class Survey:
    """One source: which Refs to read, which are gone, and what to remember once that is recorded.

    `gone` maps a Ref's key to its folder. `whole` is False where only named paths were looked at, `scanned` is when
    all were; `listed` is False where only Refs are read again. `down` says the source could not be listed.
    """

    def __init__(self, *, source: Source, settings: SourceSettings, settings_digest: str = "") -> None:
        self.source = source
        self.settings = settings
        self.settings_digest = settings_digest
        self.changed: list[Ref] = []
        self.gone: dict[str, str] = {}
        self.cursor: bytes | None = None
        self.old_cursor: bytes | None = None
        self.problems: list[Problem] = []
        self.ignored = 0
        self.unread: Mapping[str, int] = {}
        self.only: frozenset[str] | None = None
        self.whole = True
        self.listed = True
        self.down = False
        self.scanned: datetime | None = None


def folder_of(key: str) -> str:
    """The folder part of a Ref's key, "" for the root."""
    return key.rpartition("/")[0]


def survey(
    source: Source,
    settings: SourceSettings,
    settings_digest: str,
    ledger: Ledger,
    now: datetime,
    only: frozenset[str] | None = None,
    again: frozenset[str] = frozenset(),
) -> Survey:
    """List a source. `again` are keys to read even where nothing changed (an open question about them).

    When the settings differ from those of the last run every Ref is read again: a parser, a time zone or a
    link template changes what an article says, while its id and dates come from the ledger.
    """
    known = ledger.source(source.name)
    fresh = known is None or known[0] != settings_digest
    found = Survey(source=source, settings=settings, settings_digest=settings_digest)
    if known is not None:
        _, found.old_cursor, found.scanned = known
    if fresh:
        only = None  # what one file says may depend on settings that changed for all
    found.whole, found.only = only is None, only
    try:
        scan = source.scan(None if fresh else found.old_cursor, only)
        _compare(scan.items, found, ledger, fresh=fresh, only=only, again=again, unlisted=scan.unlisted)
    except SourceUnavailable as error:
        found.down = True
        found.changed, found.gone = [], {}
        found.problems = [error.problem]
        return found
    found.problems = scan.problems
    found.cursor = scan.cursor()
    found.ignored = scan.ignored()
    found.unread = scan.unread()
    if found.whole:
        found.scanned = now
    if not source.exhaustive:
        found.gone = {}
    return found


def _compare(
    items: Iterator[Ref | Unchanged],
    found: Survey,
    ledger: Ledger,
    *,
    fresh: bool,
    only: frozenset[str] | None,
    again: frozenset[str],
    unlisted: list[str],
) -> None:
    name = found.source.name
    left: dict[str, dict[str, str]] = {}  # folder -> known keys that were not listed (yet)
    quiet: set[str] = set()
    named = only or frozenset()
    listed: set[str] = set()  # of those that are named: each is asked for by itself, whatever is beside it
    for item in items:
        if isinstance(item, Unchanged):
            quiet.add(item.prefix)
            continue
        folder = folder_of(item.key)
        if item.key in named:
            listed.add(item.key)
            known = ledger.refs(name, folder, item.key).get(item.key)
        else:
            if folder not in left:
                left[folder] = ledger.refs(name, folder)
            known = left[folder].pop(item.key, None)
        if known != item.signature or fresh or item.key in again:
            found.changed.append(item)
    for key in sorted(again):
        folder = folder_of(key)
        if folder in quiet and (signature := ledger.refs(name, folder, key).get(key)) is not None:
            found.changed.append(Ref(key=key, signature=signature))
    for folder in ledger.folders(name) if only is None else _folders(ledger, name, only):
        if folder not in left and folder not in quiet:
            left[folder] = ledger.refs(name, folder)
    for key in sorted(named - listed):
        folder = folder_of(key)
        if folder not in quiet:
            left.setdefault(folder, {}).update(ledger.refs(name, folder, key))
    for folder, keys in left.items():
        for key in keys:
            if (only is None or _below(key, only)) and key not in listed and not _below(key, unlisted):
                found.gone[key] = folder
    found.changed.sort(key=lambda ref: ref.key)


def _below(key: str, prefixes: Iterable[str]) -> bool:
    return any(key == prefix or key.startswith(prefix + "/") for prefix in prefixes)


def _folders(ledger: Ledger, source: str, only: Iterable[str]) -> Iterator[str]:
    """The known folders that are named, or are below one that is."""
    for key in sorted(only):
        yield key
        yield from ledger.folders(source, key)
