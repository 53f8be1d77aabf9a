"""What is known while a run reads: the store, and what this run has recorded but not yet handed to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from publish.ingesting.sieve import Sieve
from publish.kept import Kept, key_of
from publish.store import RECOVERED, Ledger

# Above this many entries the overlay is handed over and look-ups go to the store: memory stays bounded.
OVERLAY = 20_000
# What an article is refused for whose address another one has.
ADDRESS_TAKEN = frozenset({"slug-taken", "link-taken"})


def is_refused(ledger: Ledger, source: str, ref: str, inner: str) -> bool:
    """Whether an article stands refused because another one has its address."""
    return any(ledger.problem_since(source, ref, inner, code) is not None for code in sorted(ADDRESS_TAKEN))


class KnownInRun:
    """Implements entries.decide.Known over a ledger.

    `vanished` are the Refs that no source lists any more, as (source, key). `missing` gathers entries that a
    read of their Ref no longer yielded. A ledger that was empty at the start (`fresh`) is asked only for what
    it may have been handed since: a cold run does hardly any look-ups. `is_gone` looks for a single Ref where
    nothing was scanned, `has_gone` once more for one that was listed.
    """

    def __init__(
        self,
        ledger: Ledger,
        vanished: Iterable[tuple[str, str]],
        is_gone: Callable[[str, str], bool] = lambda source, key: False,
        has_gone: Callable[[str, str], bool] = lambda source, key: False,
    ) -> None:
        self._ledger = ledger
        self._is_gone = is_gone
        self._has_gone = has_gone
        self.fresh = ledger.is_empty()
        self._vanished = frozenset(vanished)
        self._digests: dict[str, list[Kept]] | None = None if self._vanished else {}
        self.missing: dict[str, Kept] = {}
        self._new: set[str] = set()
        self._reading: tuple[str, str, frozenset[str]] = ("", "", frozenset())
        self._handed_over: Sieve | None = None
        self._wanted: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._giving_way: set[str] = set()
        self._forget_overlay()

    def _forget_overlay(self) -> None:
        self._ids: dict[str, Kept] = {}
        self._keys: dict[tuple[str, str, str], Kept] = {}
        self._links: dict[str, list[str]] = {}

    def reading(self, source: str, ref: str, inners: Iterable[str]) -> None:
        """A Ref was read without an error, and holds the articles of these inner keys and no others."""
        self._reading = source, ref, frozenset(inners)

    def add(self, kept: Kept, *, new: bool) -> None:
        """An entry of this run; it hides what the store has under its id."""
        record = kept.record
        self._giving_way.discard(record.id)
        if new and not self.fresh:
            self._new.add(record.id)
        before = self._ids.get(record.id)
        if before is not None:
            self._keys.pop(key_of(before), None)
        self._ids[record.id] = kept
        self._keys[key_of(kept)] = kept
        self._links.setdefault(record.link, []).append(record.id)

    def refused(self, key: tuple[str, str, str], previous: Kept | None, wanted: str) -> None:
        """An article (source, Ref key, inner key) was refused the link that it wants in place of what it had."""
        self._wanted[key] = "" if previous is None else previous.record.id, wanted

    def give_way(self) -> None:
        """From now on those hold no link that were refused another one, as far as all of them can have theirs.

        So that articles may take each other's addresses, in whatever order they are read.
        """
        wanted = list(self._wanted.values())
        while True:
            moving = {id for id, _ in wanted if id}
            claims = Counter(link for _, link in wanted)
            free = [
                (id, link)
                for id, link in wanted
                if claims[link] == 1
                and all(
                    kept.record.id in moving or not (kept.record.released and self.is_there(kept))
                    for kept in self.by_link(link)
                )
            ]
            if len(free) == len(wanted):
                break
            wanted = free
        self._giving_way = moving

    def recorded(self) -> dict[str, Kept]:
        """What this run has recorded, by id, as far as it is still in memory."""
        return self._ids

    def flushed(self) -> None:
        """What was added is in the store now."""
        if len(self._ids) <= OVERLAY:
            return
        if self.fresh:
            self._handed_over = self._handed_over or Sieve()
            for kept in self._ids.values():
                self._handed_over.add(kept.record.id)
                self._handed_over.add(kept.record.link)
                self._handed_over.add(*key_of(kept))
        self._forget_overlay()

    def _may_store(self, *parts: str) -> bool:
        """Whether the store may know this id, link or key."""
        return not self.fresh or (self._handed_over is not None and self._handed_over.may_hold(*parts))

    def of_ref(self, source: str, ref: str) -> list[Kept]:
        """The entries that a Ref held when it was last read."""
        return [] if self.fresh else [kept for kept in self._ledger.of_ref(source, ref) if kept.present]

    def standing_since(self, kept: Kept, code: str) -> datetime | None:
        """When a problem that stands was first reported of the entry, None where it does not stand."""
        return self._ledger.problem_since(kept.record.source, kept.record.ref, kept.record.inner, code)

    def by_id(self, id: str) -> Kept | None:
        if (kept := self._ids.get(id)) is not None or not self._may_store(id):
            return kept
        return self._ledger.by_id(id)

    def by_key(self, source: str, ref: str, inner: str) -> Kept | None:
        if (kept := self._keys.get((source, ref, inner))) is not None or not self._may_store(source, ref, inner):
            return kept
        return self._current(self._ledger.by_key(source, ref, inner), (source, ref, inner))

    def by_stem(self, source: str, stem: str) -> list[Kept]:
        # Two files of one scan that differ by their suffix are two articles: only the store is asked.
        return [] if self.fresh else self._now(self._ledger.by_stem(source, stem))

    def by_digest(self, digest: str, title: str) -> list[Kept]:
        if self._digests is None:
            self._digests = {}
            for source, key in sorted(self._vanished):
                for kept in self._ledger.of_ref(source, key):
                    if kept.record.digest:
                        self._digests.setdefault(kept.record.digest, []).append(kept)
        found = self._digests.get(digest, [])
        return self._now(found or self._gone_since(title, digest))

    def _gone_since(self, title: str, digest: str) -> list[Kept]:
        """Articles that say the same, and whose Ref was moved after its folder had been listed, or since a ledger was
        written that is all there is of the state: then there is no list of what was there."""
        if self.fresh:
            return []
        found = self._now(self._ledger.by_text(title, digest))
        found = [kept for kept in found if self.is_there(kept) or (kept.content == RECOVERED and kept.record.source)]
        found = [kept for kept in found if self._has_gone(kept.record.source, kept.record.ref)]
        self._vanished |= {(kept.record.source, kept.record.ref) for kept in found}
        return found

    def by_link(self, link: str) -> list[Kept]:
        found = [self._ids[id] for id in self._links.get(link, ()) if self._ids[id].record.link == link]
        if self._may_store(link):
            found += [kept for kept in self._ledger.by_link(link) if kept.record.id not in self._ids]
        return [kept for kept in found if kept.record.id not in self._giving_way]

    def by_title(self, title: str, published: datetime) -> list[Kept]:
        if self.fresh:
            return []
        return [kept for kept in self._now(self._ledger.by_title(title, published)) if kept.record.id not in self._new]

    def is_there(self, kept: Kept) -> bool:
        record = kept.record
        if not kept.present or (record.source, record.ref) in self._vanished or record.id in self.missing:
            return False
        source, ref, inners = self._reading
        if (record.source, record.ref) == (source, ref):
            return record.inner in inners
        return not self._is_gone(record.source, record.ref)

    def was_refused(self, source: str, ref: str, inner: str) -> bool:
        return is_refused(self._ledger, source, ref, inner)

    def had_left(self, kept: Kept) -> bool:
        # A note that was found again in a document knows its article by nothing but the key.
        found_again = kept.content == RECOVERED or (kept.record.taken_back and not kept.record.digest)
        return not kept.present and not found_again

    def _now(self, found: Iterable[Kept]) -> list[Kept]:
        return [self._ids.get(kept.record.id, kept) for kept in found]

    def _current(self, kept: Kept | None, key: tuple[str, str, str]) -> Kept | None:
        if kept is None or kept.record.id not in self._ids:
            return kept
        now = self._ids[kept.record.id]
        return now if key_of(now) == key else None
