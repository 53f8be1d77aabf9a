"""The documents that are served: known from the state, read from the first target, kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from threading import Lock
from typing import Protocol

from feeds.etags import etag_of
from publish.building.versions import Standing
from publish.codings import IDENTITY, SERVED, coded
from publish.errors import PublishError
from publish.respond import Response, Wanted
from publish.serving import delta
from publish.serving.bodies import Bodies, Key
from publish.serving.places import Kinds, base_of, document, places
from publish.serving.shelved import Shelved
from publish.settings import Config


class Readable(Protocol):
    """What a shelf needs of a Target."""

    def read(self, path: str) -> bytes | None:
        """The bytes at a path, None where there are none. Raises TargetUnavailable."""
        ...


# Documents and their compressed copies; beyond it the longest unasked are read from the target again.
BUDGET = 256_000_000


class Shelf:
    """Implements publish.respond.Shelf. `standing` and `versions` ask the state; both may raise StoreError.

    `refresh` belongs to one thread, `fetch` to any. What is asked for while they work is answered as it was before:
    an entry of `places` is replaced whole, and bytes are kept under the digest of what they are.
    """

    def __init__(
        self,
        *,
        config: Config,
        target: Readable,
        kinds: Kinds,
        standing: Callable[[], list[Standing]],
        versions: Callable[[str], dict[str, bytes]],
        budget: int = BUDGET,
        hidden: bool = False,
    ) -> None:
        self.places: Mapping[str, Shelved | Response] = {}
        self.base = base_of(config)
        self._config = config
        self._target = target
        self._kinds = kinds
        self._standing = standing
        self._ask_versions = versions
        self._hidden = hidden
        self._specs = {spec.path: spec for spec in config.feeds}
        self._taken: dict[str, tuple[Standing, Shelved]] = {}
        self._bodies = Bodies(budget)
        self._versions: dict[str, tuple[str, dict[str, bytes]]] = {}
        self._locks = [Lock() for _ in range(16)]

    def renew(self) -> None:
        """In a process just forked off: no thread that holds a lock came along."""
        self._locks = [Lock() for _ in self._locks]
        self._bodies.renew()

    def body(self, key: Key) -> bytes | None:
        """As the promise says."""
        return self._bodies.get(key)

    def versions(self, document: Shelved) -> Container[str] | None:
        """As the promise says."""
        etag, known = self._versions.get(document.path, ("", {}))
        return known if etag == document.etag else None

    def refresh(self) -> bool:
        """Take up what the state says now; False where some document could not be read yet, and is as it was.

        Raises StoreError; then everything is as it was.
        """
        rows = self._standing()
        first = not self._taken
        taken: dict[str, tuple[Standing, Shelved]] = {}
        whole = True
        for row in rows:
            if row.format == "was":
                continue
            before = self._taken.get(row.path)
            if before is not None and before[0] == row:
                taken[row.path] = before
                continue
            after = document(row, self._specs.get(row.spec), self._config, self._kinds, hidden=self._hidden)
            if first or (before is not None and before[0].etag == row.etag) or self._read(after) is not None:
                taken[row.path] = row, after
            else:
                whole = False
                if before is not None:
                    taken[row.path] = before
        old = {row.etag for row, _ in self._taken.values()} - {row.etag for row, _ in taken.values()}
        self._taken = taken
        documents = {path: each for path, (_, each) in taken.items()}
        self.places = places(rows, documents, self._config, self._kinds)
        if old:
            self._bodies.drop(old)
        return whole

    def stock(self) -> None:
        """Read what is not in memory yet, while there is room: it is served then whatever becomes of the target."""
        for _, each in list(self._taken.values()):
            if not self._bodies.has_room(0):
                return
            if self._bodies.get((each.etag, IDENTITY)) is None:
                self._read(each)

    def fetch(self, wanted: Wanted) -> bool:
        """Put on the shelf what a request needs; False where that can't be done now. Takes its time."""
        with self._locks[hash(wanted.key) % len(self._locks)]:
            if wanted.versions:
                return self._fetch_versions(wanted.document)
            if self._bodies.get(wanted.key) is not None:
                return True
            body = self._bodies.get((wanted.document.etag, IDENTITY))
            if body is None:
                body = self._read(wanted.document)
            if body is None:
                return False
            if wanted.base is not None:
                _, versions = self._versions[wanted.document.path]
                body = delta.delta(body, versions.get(wanted.document.etag, b""), versions.get(wanted.base, b""))
            self._bodies.put(wanted.key, coded(body, wanted.coding, SERVED) if body else b"")
            return True

    def _fetch_versions(self, document: Shelved) -> bool:
        try:
            known = self._ask_versions(document.path)
        except PublishError:
            known = {}  # without them the whole document is sent, as to everybody
        self._versions[document.path] = (document.etag, known)
        return True

    def _read(self, document: Shelved) -> bytes | None:
        """The document's bytes, if the target has these and no others: a run may be writing just now."""
        try:
            body = self._target.read(document.path)
        except PublishError:
            return None
        if body is None or etag_of(body) != document.etag:
            return None
        self._bodies.put((document.etag, IDENTITY), body)
        return body
