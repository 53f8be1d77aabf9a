"""The fourth step of a run: documents that a target does not hold are written, then that it holds them is recorded."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from publish.errors import ForeignFile, TargetUnavailable

if TYPE_CHECKING:
    from entries.problem import Problem
    from feeds.model import Document
    from publish.store import Agenda
    from publish.target import Target


class Delivery:
    """Keeps one target in step. The first one is the one that subscribers read; what another lacks is owed to it.

    `held` is path -> (ETag, signature); an empty ETag is an intent to write. `wrong` are the paths whose document is
    missing, or not the one that was written there; `touched` are rows to record of documents that only seem to be,
    and `failed` is why a target that is not the `first` can't be used now.
    """

    def __init__(
        self, *, target: Target, agenda: Agenda, adopt_files: tuple[str, ...] = (), first: bool = True
    ) -> None:
        self.target = target
        self.agenda = agenda
        self.adopt_files = adopt_files
        self.first = first
        self.failed: Problem | None = None
        self.held = agenda.held(target.name)
        self.touched: dict[str, tuple[str, str]] = {}
        self.wrong: set[str] = set()
        try:
            self._compare()
        except TargetUnavailable as error:
            self._fail(error)

    def _compare(self) -> None:
        there = self.target.signatures(list(self.held)) if self.held else {}
        differ = [path for path, (etag, signature) in self.held.items() if not etag or there.get(path) != signature]
        still = [path for path in differ if self._still(path, there.get(path))]
        self.touched = {path: (self.held[path][0], there[path]) for path in still}
        self.wrong = set(differ).difference(still)

    def _fail(self, error: TargetUnavailable) -> None:
        if self.first:
            raise error
        from entries.problem import Problem

        self.failed = Problem(level="unavailable", code="target-unavailable", where="", problem=str(error))

    def _still(self, path: str, signature: str | None) -> bool:
        """Whether the bytes are the recorded ones after all: touched, or restored from a backup."""
        from feeds.etags import etag_of

        etag = self.held[path][0]
        data = self.target.read(path) if etag and signature is not None else None
        return data is not None and etag_of(data) == etag

    def expect(self, paths: Iterable[str]) -> None:
        """These documents are published: what a target that was added does not hold yet is wrong there."""
        self.wrong.update(path for path in paths if path not in self.held)

    def standing(self, path: str) -> tuple[str, datetime] | None:
        """The ETag and date of a document of ours that was written and not recorded: its run was killed in between."""
        from feeds.etags import etag_of
        from feeds.provenance import read

        data = self.target.read(path) if path in self.wrong else None
        feed = None if data is None else read(data)
        return None if data is None or feed is None or feed.updated is None else (etag_of(data), feed.updated)

    def intend(self, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The intents to record before anything is written at paths never written to.

        Raises ForeignFile where someone else's file is in the way.
        """
        paths = list(paths)
        new = [path for path in paths if path not in self.held]
        if self.failed is None:
            try:
                self._refuse_foreign([path for path in paths if not self.held.get(path, ("", ""))[0]])
            except TargetUnavailable as error:
                self._fail(error)
        return dict.fromkeys(new, ("", ""))

    def _refuse_foreign(self, paths: Sequence[str]) -> None:
        from feeds.provenance import is_ours

        for path in self.target.signatures(paths):
            data = self.target.read(path)
            where = self.target.where(path)
            if data is not None and not is_ours(data) and where not in self.adopt_files:
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
            if document.path in self.wrong or self.held.get(document.path, ("", ""))[0] != document.etag
        ]

    def put(self, documents: Sequence[Document]) -> dict[str, tuple[str, str]]:
        """Write documents and return what is to be recorded of them: intents where they could not be written.

        Raises TargetUnavailable for the first target.
        """
        if documents and self.failed is None:
            try:
                signatures = self.target.put(documents)
                return {document.path: (document.etag, signatures[document.path]) for document in documents}
            except TargetUnavailable as error:
                self._fail(error)
        return dict.fromkeys((document.path for document in documents), ("", ""))

    def record(self, rows: Mapping[str, tuple[str, str]]) -> None:
        """Record what the target holds, within a transaction that the caller holds."""
        self.agenda.set_held(self.target.name, rows)
        self.held.update(rows)
        self.wrong.difference_update(path for path, (etag, _) in rows.items() if etag)

    def remove(self, paths: Iterable[str]) -> None:
        """Delete documents that no feed has any more, then forget them, within a transaction that the caller holds."""
        if self.failed is not None:
            return
        ours = [path for path in paths if path in self.held]
        self.target.delete(ours)
        self.forget(ours)

    def strays(self, kept_up: Container[str]) -> list[str]:
        """Paths that nothing is written to any more and where there is no document of ours, or no longer."""
        return [
            path
            for path, (etag, _) in self.held.items()
            if path not in kept_up and (not etag or path in self.wrong)
        ]

    def forget(self, paths: Iterable[str]) -> None:
        """These are no longer ours, within a transaction that the caller holds."""
        paths = list(paths)
        self.agenda.drop_held(self.target.name, paths)
        self.wrong.difference_update(paths)
        for path in paths:
            del self.held[path]
