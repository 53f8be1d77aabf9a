"""What the next build would publish, for one's own eyes: built into memory, on a copy of the state."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from publish import pipeline, plugins
from publish.errors import PublishError
from publish.outcome import Options
from publish.serving.keeper import Keeper, kinds_of
from publish.serving.shelf import Shelf
from publish.terminal.progress import Silent

if TYPE_CHECKING:
    from feeds.model import Document
    from publish.building.versions import Standing
    from publish.compose import Parts
    from publish.store import Store
    from publish.target import Target

# A page that is loaded with all its images asks many times; it is built again at most this often.
PAUSE_SECONDS = 1.0

_log = logging.getLogger("masthead.publish.serve")


class Overlay:
    """A Target that keeps what is put in memory, over another one that is only read."""

    def __init__(self, below: Target) -> None:
        self.name = below.name
        self._below = below
        self._put: dict[str, Document | None] = {}

    def signatures(self, paths: Sequence[str]) -> dict[str, str]:
        """Those of the other target, and ETags of what was put."""
        found = self._below.signatures([path for path in paths if path not in self._put])
        found.update((path, document.etag) for path in paths if (document := self._put.get(path)) is not None)
        return found

    def where(self, path: str) -> str:
        """As the other target says."""
        return self._below.where(path)

    def read(self, path: str) -> bytes | None:
        """What was put last, or what is below."""
        if path in self._put:
            document = self._put[path]
            return None if document is None else document.body
        return self._below.read(path)

    def listing(self) -> Iterable[str]:
        """Every path, sorted."""
        kept = {path for path in self._below.listing() if path not in self._put}
        return sorted(kept | {path for path, document in self._put.items() if document is not None})

    def put(self, documents: Sequence[Document]) -> dict[str, str]:
        """Keep them in memory."""
        self._put.update((document.path, document) for document in documents)
        return {document.path: document.etag for document in documents}

    def delete(self, paths: Sequence[str]) -> None:
        """Hide them."""
        self._put.update(dict.fromkeys(paths))


class Preview:
    """Builds again when asked to. `clock` gives the moment that the next build is taken to run at."""

    def __init__(self, parts: Parts, clock: Callable[[], datetime]) -> None:
        self.rows: list[Standing] = []
        self.number = 0
        self.target: Target = Overlay(parts.targets[0])
        self._parts = parts
        self._clock = clock
        self._built: datetime | None = None
        self._lock = Lock()

    def build(self) -> None:
        """Run on a copy of the state as it is now. A run that can't be made leaves what was there before."""
        with self._lock:
            now = self._clock()
            if self._built is not None and 0 <= (now - self._built).total_seconds() < PAUSE_SECONDS:
                return
            overlay = Overlay(self._parts.targets[0])
            try:
                store = self._copy()
                try:
                    parts = _rehearsing(self._parts, overlay)
                    pipeline.run(parts, store, Options(), now.replace(microsecond=0), Silent())
                    self.rows = store.versions.standing(overlay.name)
                finally:
                    store.close()
            except PublishError as error:
                _log.warning("%s The preview shows what was there before.", error)
            else:
                self.target = overlay
                self.number += 1
            self._built = self._clock()

    def read(self, path: str) -> bytes | None:
        """A document's bytes."""
        return self.target.read(path)

    def _copy(self) -> Store:
        path = self._parts.store_path
        store: Store = plugins.load("store", "sqlite")(None, of=path if path.exists() else None)
        return store


def _rehearsing(parts: Parts, overlay: Overlay) -> Parts:
    """The same parts, but for everything that a run writes."""
    state = parts.config.state._replace(ledger=None)
    rehearsal = copy.copy(parts)
    rehearsal.config = parts.config._replace(state=state)
    rehearsal.targets = (overlay,)
    rehearsal.compress = {}
    return rehearsal


def preview(parts: Parts, clock: Callable[[], datetime]) -> tuple[Keeper, Callable[[], object]]:
    """A shelf of what the next build would publish, and what brings it up to date."""
    seen = Preview(parts, clock)
    shelf = Shelf(
        config=parts.config,
        target=seen,
        kinds=kinds_of(parts),
        standing=lambda: seen.rows,
        versions=lambda _: {},
        hidden=True,
    )
    kept = Keeper(shelf, lambda: seen.number)

    def again() -> None:
        seen.build()
        kept.look()

    seen.build()
    return kept, again
