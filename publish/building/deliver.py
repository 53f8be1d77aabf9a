"""The fourth step of a run: documents that a target does not hold are written, then that it holds them is recorded."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from publish.errors import ForeignFile, PutByAnother, TargetUnavailable
from publish.target import LocalTarget, SharedTarget

if TYPE_CHECKING:
    from entries.problem import Problem
    from feeds.model import Document
    from publish.store import Agenda
    from publish.target import Target


# What the name of a compressed neighbour ends with, by the name of the compression (RFC 9110, section 8.4.1).
SUFFIXES = {"gzip": ".gz", "br": ".br"}


class Unrecorded(NamedTuple):
    """What a document is that stands at a path and was not recorded. `theirs`: another publisher put it there."""

    etag: str
    updated: datetime
    theirs: bool


class Delivery:
    """Keeps one target in step. The first one is the one that subscribers read; what another lacks is owed to it.

    `held` is path -> (ETag, signature); an empty ETag is an intent to write. `wrong` are the paths whose document is
    missing, or not the one that was written there; `touched` are rows to record of documents that only seem to be,
    and `failed` is why a target that is not the `first` can't be used now; `left` is said of documents of another
    publisher that were not replaced or deleted. `state` is the id of this state. `compress` names the compressed
    neighbours that every document has ("gzip", "br"); they are held, and can be wrong, under paths of their own.
    `trusted`: the target was compared a while ago, and is taken to hold what it held, unless somebody was there since.
    """

    def __init__(
        self,
        *,
        target: Target,
        agenda: Agenda,
        adopt_files: tuple[str, ...] = (),
        first: bool = True,
        compress: tuple[str, ...] = (),
        trusted: bool = False,
        state: str = "",
    ) -> None:
        self.target = target
        self.agenda = agenda
        self.adopt_files = adopt_files
        self.first = first
        self._neighbours = {coding: SUFFIXES[coding] for coding in compress}
        self.failed: Problem | None = None
        self.left: Problem | None = None
        self._state = state
        self.held = agenda.held(target.name)
        self.touched: dict[str, tuple[str, str]] = {}
        self.wrong: set[str] = set()
        try:
            trusted = trusted and not (isinstance(target, LocalTarget) and not target.is_as_left())
            self._compare([path for path, (etag, _) in self.held.items() if not (trusted and etag)])
        except TargetUnavailable as error:
            self._fail(error)

    def _compare(self, paths: Sequence[str]) -> None:
        there = self.target.signatures(paths) if paths else {}
        differ = [path for path in paths if not self.held[path][0] or there.get(path) != self.held[path][1]]
        still = [path for path in differ if self._still(path, there.get(path))]
        self.touched = {path: (self.held[path][0], there[path]) for path in still}
        self.wrong = set(differ).difference(still)
        if isinstance(self.target, SharedTarget):
            recorded = {path: signature for path, (_, signature) in (self.held | self.touched).items()}
            # What may be replaced is taken for what was put there: then no date keeps it.
            adopted = {path: there[path] for path in differ if path in there and self._is_adopted(path)}
            self.target.recorded(recorded | adopted, self._state)

    def _is_adopted(self, path: str) -> bool:
        return bool(self.adopt_files) and self.target.where(path) in self.adopt_files

    def _fail(self, error: TargetUnavailable) -> None:
        if self.first:
            raise error
        self.failed = _problem("target-unavailable", error)

    def _leave(self, error: PutByAnother) -> None:
        self.left = self.left or _problem("put-by-another", error)

    def _still(self, path: str, signature: str | None) -> bool:
        """Whether the bytes are the recorded ones after all: touched, or restored from a backup."""
        from feeds.etags import etag_of

        etag = self.held[path][0]
        if not etag or signature is None or _manner(signature) != _manner(self.held[path][1]):
            return False
        data = self.target.read(path)
        return data is not None and etag_of(data) == etag

    def expect(self, paths: Iterable[str]) -> None:
        """These documents are published: what a target that was added does not hold yet is wrong there."""
        self.wrong.update(path for path in self._places(paths) if path not in self.held)

    def document_at(self, path: str) -> str:
        """The path of the document that stands at a path, or whose neighbour stands there."""
        plain = path.removesuffix(".gz").removesuffix(".br")
        return plain if plain in self.held else path

    def _places(self, paths: Iterable[str]) -> Iterator[str]:
        """Where documents with these paths stand, and their neighbours."""
        return (path + suffix for path in paths for suffix in ("", *self._neighbours.values()))

    def standing(self, path: str) -> Unrecorded | None:
        """A document that was written and not recorded: its run was killed in between, or it is another publisher's."""
        if path not in self.wrong or (data := self.target.read(path)) is None:
            return None
        from feeds.etags import etag_of
        from feeds.provenance import read

        feed = read(data)
        if feed is None or feed.updated is None:
            return None
        theirs = isinstance(self.target, SharedTarget) and self.target.is_by_another(path)
        return Unrecorded(etag_of(data), feed.updated, theirs)

    def intend(self, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The intents to record before anything is written at paths never written to.

        Raises ForeignFile where someone else's file is in the way.
        """
        paths = list(self._places(paths))
        new = [path for path in paths if path not in self.held]
        if self.failed is None:
            try:
                self._refuse_foreign([path for path in paths if not self.held.get(path, ("", ""))[0]])
            except TargetUnavailable as error:
                self._fail(error)
        return dict.fromkeys(new, ("", ""))

    def _refuse_foreign(self, paths: Sequence[str]) -> None:
        if not (there := self.target.signatures(paths)):
            return
        from feeds.provenance import is_ours
        from publish.building.neighbours import opened

        for path in there:
            data = self.target.read(path)
            where = self.target.where(path)
            if data is not None and not is_ours(opened(path, data)) and where not in self.adopt_files:
                raise ForeignFile(
                    where,
                    f"{where} was not written by Masthead and is not replaced. Move it away, give the feed another "
                    f"path, or take it over: masthead build --adopt-file {where}",
                )

    def wanting(self, documents: Sequence[Document]) -> list[Document]:
        """Those of the documents that the target does not hold."""
        return [
            document
            for document in documents
            if self.held.get(document.path, ("", ""))[0] != document.etag
            or not all(self.held[path][0] and path not in self.wrong for path in self._places([document.path]))
        ]

    def put(self, documents: Sequence[Document]) -> dict[str, tuple[str, str]]:
        """Write documents and return what is to be recorded of them: intents where they could not be written.

        Raises TargetUnavailable for the first target, but not for what another publisher put there.
        """
        rows = dict.fromkeys(self._places(document.path for document in documents), ("", ""))
        if documents and self.failed is None:
            # A document and its neighbours change in one go: a server sends all of them, each by itself whole.
            together = self._with_neighbours(documents)
            signatures: Mapping[str, str] = {}
            try:
                signatures = self.target.put(together)
            except PutByAnother as error:
                self._leave(error)
                signatures = error.signatures
            except TargetUnavailable as error:
                self._fail(error)
            rows |= {each.path: (each.etag, signatures[each.path]) for each in together if each.path in signatures}
        return rows

    def _with_neighbours(self, documents: Sequence[Document]) -> Sequence[Document]:
        if not self._neighbours:
            return documents
        from publish.building.neighbours import with_neighbours

        return list(with_neighbours(documents, self._neighbours))

    def record(self, rows: Mapping[str, tuple[str, str]]) -> None:
        """Record what the target holds, within a transaction that the caller holds."""
        self.agenda.set_held(self.target.name, rows)
        self.held.update(rows)
        self.wrong.difference_update(path for path, (etag, _) in rows.items() if etag)

    def delete(self, paths: Iterable[str]) -> list[str]:
        """Delete documents that no feed has any more. Which are to be forgotten: none where that could not be done."""
        ours = [path for path in paths if path in self.held]
        if self.failed is not None or not ours:
            return []
        try:
            self.target.delete(ours)
        except PutByAnother as error:
            self._leave(error)
        except TargetUnavailable as error:
            self._fail(error)
            return []
        return ours

    def is_unsure(self) -> bool:
        """Whether at some path a document of ours is missing, or may be."""
        return bool(self.wrong) or any(not etag for etag, _ in self.held.values())

    def strays(self, kept_up: Container[str]) -> list[str]:
        """Paths that nothing is written to any more and where there is no document of ours, or no longer."""
        return [path for path in self.beyond(kept_up) if not self.held[path][0] or path in self.wrong]

    def beyond(self, kept_up: Container[str]) -> list[str]:
        """Paths that nothing is written to any more."""
        return [path for path in self.held if self.document_at(path) not in kept_up]

    def drop_neighbours(self) -> list[str]:
        """Delete the neighbours that are no longer wanted. Which are to be forgotten.

        A file that someone else has put there since is theirs.
        """
        spare = self.spare()
        try:
            ours = [path for path in spare if path not in self.wrong or self._holds_ours(path)]
        except TargetUnavailable as error:
            self._fail(error)
            return []
        return [*self.delete(ours), *(path for path in spare if path not in ours)]

    def spare(self) -> list[str]:
        """Neighbours that are no longer wanted."""
        if self.failed is not None:
            return []
        wanted = tuple(self._neighbours.values())
        return [path for path in self.held if self.document_at(path) != path and not path.endswith(wanted)]

    def _holds_ours(self, path: str) -> bool:
        """Whether there is a document of ours in a neighbour: a run that was killed wrote it and did not record it."""
        from feeds.provenance import is_ours
        from publish.building.neighbours import opened

        data = self.target.read(path)
        return data is not None and is_ours(opened(path, data))

    def forget(self, paths: Iterable[str]) -> None:
        """These are no longer ours, within a transaction that the caller holds."""
        paths = list(paths)
        self.agenda.drop_held(self.target.name, paths)
        self.wrong.difference_update(paths)
        for path in paths:
            del self.held[path]


def _problem(code: str, error: TargetUnavailable) -> Problem:
    from entries.problem import Problem

    return Problem(level="unavailable", code=code, where="", problem=str(error))


def _manner(signature: str) -> str:
    """How a target keeps a document, where it can keep the same bytes in several ways: what follows a space."""
    return signature.partition(" ")[2]
