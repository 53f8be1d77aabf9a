"""Doubles for tests: a publication in a folder of its own, a target in memory, a notifier that tells nobody.

For this project's tests and for those of sources, parsers, formats, targets and notifiers of your own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from publish import config, pipeline
from publish.compose import Parts, compose
from publish.notifying.pings import Result
from publish.outcome import Options, Outcome
from publish.stores.sqlite import SQLiteStore
from publish.terminal.progress import Silent

if TYPE_CHECKING:
    from feeds.model import Document

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

CONFIG = """\
[publication]
id = "tag:harbourpost.example,2026"
title = "The Harbour Post"
link = "https://harbourpost.example/"
feeds_url = "https://harbourpost.example/feeds/"

[[sources]]
name = "desk"
path = "articles"
link = "https://harbourpost.example/{section}/{slug}"
settle = "0 s"

[[targets]]
path = "public"
"""


class Site:
    """A publication below `root`: write articles, build, look at the documents.

    `now` is the moment of the next run; move it as you like. Files get a modification time long ago,
    or a run would read them again for being fresh.
    """

    def __init__(self, root: Path, toml: str = CONFIG) -> None:
        self.root = root
        self.now = NOON
        self._age = 0
        self.configure(toml)
        (root / "articles").mkdir(parents=True, exist_ok=True)

    def configure(self, toml: str) -> None:
        """Write masthead.toml anew."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / config.FILE_NAME).write_text(toml, encoding="utf-8")

    def write(self, path: str, text: str | bytes) -> Path:
        """Write an article, as a path below articles/."""
        file = self.root / "articles" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        self._age += 1
        os.utime(file, (1_700_000_000 + self._age, 1_700_000_000 + self._age))
        return file

    def remove(self, path: str) -> None:
        """Delete an article."""
        (self.root / "articles" / path).unlink()

    @property
    def parts(self) -> Parts:
        """The configured parts."""
        return compose(config.load(self.root / config.FILE_NAME, {}))

    def store(self) -> SQLiteStore:
        """The state; close it before the next build."""
        return SQLiteStore(self.parts.store_path)

    def build(self, **asked: object) -> Outcome:
        """One run with these Options."""
        parts = self.parts
        store = SQLiteStore(parts.store_path)
        try:
            return pipeline.run(parts, store, Options(**asked), self.now, Silent())  # type: ignore[arg-type]  # as named
        finally:
            store.close()

    def read(self, path: str) -> str:
        """A published document's text."""
        return (self.root / "public" / path).read_text(encoding="utf-8")

    def published(self) -> dict[str, bytes]:
        """Every published file, by its path."""
        public = self.root / "public"
        return {
            file.relative_to(public).as_posix(): file.read_bytes()
            for file in sorted(public.rglob("*"))
            if file.is_file()
        }


class RecordingNotifier:
    """A Notifier that keeps every ping in `pings`, as (hub, topic), and answers as `answer` says."""

    def __init__(self, answer: Callable[[str, str], Result] = lambda hub, topic: Result("received")) -> None:
        self.pings: list[tuple[str, str]] = []
        self.answer = answer

    def notify(self, hub: str, topic: str) -> Result:
        """Keep it."""
        self.pings.append((hub, topic))
        return self.answer(hub, topic)


class MemoryTarget:
    """A Target that keeps documents in memory and every `put` in `calls`."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.files: dict[str, Document] = {}
        self.calls: list[tuple[str, ...]] = []

    def signatures(self, paths: Sequence[str]) -> dict[str, str]:
        """The ETags."""
        return {path: self.files[path].etag for path in paths if path in self.files}

    def where(self, path: str) -> str:
        """The path itself."""
        return path

    def read(self, path: str) -> bytes | None:
        """The bytes that were put."""
        return self.files[path].body if path in self.files else None

    def listing(self) -> Iterator[str]:
        """Every path, sorted."""
        return iter(sorted(self.files))

    def put(self, documents: Sequence[Document]) -> dict[str, str]:
        """Keep them."""
        self.calls.append(tuple(document.path for document in documents))
        self.files.update((document.path, document) for document in documents)
        return {document.path: document.etag for document in documents}

    def delete(self, paths: Sequence[str]) -> None:
        """Forget them."""
        for path in paths:
            self.files.pop(path, None)
