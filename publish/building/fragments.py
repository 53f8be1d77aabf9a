"""One entry in one format, rendered once and shared by every feed that shows it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

from entries.complete import VERSION, complete
from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Entry, Problem, Ref
from entries.source import Source
from feeds.format import Format
from feeds.model import Variant
from publish.ingesting.articles import AT_ONCE, ArticleCache
from publish.kept import Kept
from publish.store import Agenda

# Bytes of fragments in memory. The oldest go first, of the format and variant that has most; the store has them all.
CAPACITY = 64_000_000


def variant_key(variant: Variant) -> str:
    """A short digest of the options that change how an entry looks."""
    return hashlib.sha256(repr(variant).encode()).hexdigest()[:16]


class Fragments:
    """Finds fragments in memory or the store, and renders what is missing.

    `late` gathers Refs whose content is no longer what was recorded; `failed` the entries that can't be
    completed, with why; `broken` those of them that have no earlier fragment to stand in.
    """

    def __init__(
        self,
        *,
        agenda: Agenda,
        sources: Mapping[str, Source],
        articles: ArticleCache,
        language: str | None,
        site: str,
        same: Callable[[Article, Kept], bool],
    ) -> None:
        self.agenda = agenda
        self.sources = sources
        self.articles = articles
        self.language = language
        self.site = site
        self.same = same
        self.late: set[tuple[str, str]] = set()
        self.failed: dict[str, Problem] = {}
        self.broken: set[str] = set()
        self._memory: dict[tuple[str, str], dict[str, bytes]] = {}
        self._size = 0
        self._unsaved: list[tuple[str, str, str, int, bytes]] = []
        # Refs that were read here: what they hold now may be other than what was recorded.
        self._read: set[tuple[str, str]] = set()

    def of(
        self, entries: Iterable[Kept], formats: Mapping[str, Format], variant: Variant
    ) -> dict[str, dict[str, bytes]]:
        """Fragments by format name and entry id. An id that can't be had in every format is in `broken`."""
        key = variant_key(variant)
        wanted = {kept.record.id: kept for kept in entries}
        found = {name: self._find(list(wanted), format, key) for name, format in formats.items()}
        missing = [kept for id, kept in wanted.items() if any(id not in each for each in found.values())]
        for start in range(0, len(missing), AT_ONCE):
            self._render(missing[start : start + AT_ONCE], formats, variant, key, found)
        return found

    def _find(self, ids: list[str], format: Format, variant: str) -> dict[str, bytes]:
        memory = self._memory.setdefault((format.name, variant), {})
        found = {id: memory[id] for id in ids if id in memory}
        asked = [id for id in ids if id not in found and id not in self.failed]
        if asked:
            for id, body in self.agenda.fragments(asked, format.name, variant, version(format)).items():
                found[id] = body
                self._remember(memory, id, body)
        return found

    def _remember(self, memory: dict[str, bytes], id: str, body: bytes) -> None:
        memory[id] = body
        self._size += len(body)
        while self._size > CAPACITY and len(largest := max(self._memory.values(), key=len)) > 1:
            self._size -= len(largest.pop(next(iter(largest))))

    def _render(
        self,
        entries: Sequence[Kept],
        formats: Mapping[str, Format],
        variant: Variant,
        key: str,
        found: Mapping[str, dict[str, bytes]],
    ) -> None:
        """Put what is missing into `found`. One step for all entries, then the next: see AT_ONCE."""
        ids = [kept.record.id for kept in entries if kept.record.id not in self.broken]
        completed = self._complete(entries)
        rendered: dict[str, dict[str, bytes]] = {id: {} for id in ids}
        for name, format in formats.items():
            for id, entry in completed.items():
                if id not in found[name] and id not in self.failed:
                    try:
                        rendered[id][name] = format.entry(entry, variant)
                    except InvalidEntry as error:
                        self.failed[id] = error.problem
        for id, bodies in rendered.items():
            if id in self.failed:
                bodies = self._last(id, [name for name in formats if id not in found[name]], key)
            else:
                for name, body in bodies.items():
                    self._remember(self._memory.setdefault((name, key), {}), id, body)
                    self._unsaved.append((id, name, key, version(formats[name]), body))
            for name, body in bodies.items():
                found[name][id] = body

    def _complete(self, entries: Iterable[Kept]) -> dict[str, Entry]:
        completed = {}
        for kept in entries:
            id = kept.record.id
            if id not in self.failed:
                try:
                    completed[id] = complete(self._article(kept), kept.record, self.language, self.site)
                except InvalidEntry as error:
                    self.failed[id] = error.problem
        return completed

    def _last(self, id: str, formats: Iterable[str], variant: str) -> dict[str, bytes]:
        """What was shown before stands in, in every format or not at all."""
        last = {name: self.agenda.last_fragment(id, name, variant) for name in formats}
        if None in last.values():
            self.broken.add(id)
        return {name: body for name, body in last.items() if body is not None}

    def _article(self, kept: Kept) -> Article:
        """What the author wrote. Raises InvalidEntry when it can't be read as it was recorded."""
        record = kept.record
        if record.withdrawn is not None:
            return Article(where=record.ref)  # a note stands in its place, and nothing of it, so it may be gone
        cached = self.articles.get(record.source, record.ref)
        article = None if cached is None else cached.get(record.inner)
        if article is not None and ((record.source, record.ref) not in self._read or self.same(article, kept)):
            return article
        problem = Problem(
            level="held",
            code="changed-meanwhile",
            where=record.ref,
            problem="changed while this run was reading; it is read again.",
        )
        source = self.sources.get(record.source)
        if source is None:
            raise InvalidEntry(problem)
        self._read.add((record.source, record.ref))
        try:
            for item in source.read(Ref(key=record.ref, signature="")):
                if isinstance(item, InvalidEntry):
                    if item.inner == record.inner:
                        problem = item.problem
                    continue
                self.articles.put(record.source, record.ref, item)
                if item.inner == record.inner:
                    article = item
        except SourceUnavailable as error:
            raise InvalidEntry(error.problem) from error
        if article is None or not self.same(article, kept):
            self.late.add((record.source, record.ref))
            raise InvalidEntry(problem)
        return article

    def forget_failures(self) -> None:
        """Before another round: what changed meanwhile has been recorded."""
        self.failed, self.broken, self.late = {}, set(), set()
        self._memory, self._size = {}, 0

    def save(self) -> None:
        """Hand what was rendered to the store, within a transaction that the caller holds."""
        self.agenda.put_fragments(self._unsaved)
        self._unsaved = []


def version(format: Format) -> int:
    """The version of one entry's rendering in a format: how it is completed counts as much as how it is written."""
    return VERSION * 1000 + format.version
