"""Files that change, as the system tells of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from publish.errors import InvalidConfig

if TYPE_CHECKING:
    from publish.settings import Config

# Milliseconds: changes that follow each other this closely come together, but none is kept longer than the second.
STEP, LONGEST = 15, 150

Places = tuple[tuple[str, int, int], ...]


def require() -> None:
    """Raises InvalidConfig where the library is missing."""
    try:
        import watchfiles  # noqa: F401
    except ImportError as error:
        raise InvalidConfig(['masthead run needs watchfiles: pip install "masthead[run]"']) from error


def places(config: Config) -> Places:
    """The folders of articles that are there, each with the device and inode that tell it from another in its place."""
    found = []
    for source in config.sources:
        path = source.options.get("path")
        if source.kind == "folder" and path is not None:
            try:
                status = os.stat(str(path))
            except OSError:
                continue
            found.append((str(path), status.st_dev, status.st_ino))
    return tuple(dict.fromkeys(found))


def own_places(config: Config) -> tuple[str, ...]:
    """Where Masthead itself writes: changes there are no news."""
    written = [target.options.get("path") for target in config.targets]
    written += [config.state.path.parent, config.state.ledger]
    return tuple(os.path.realpath(str(path)) for path in written if path is not None)


class Watch:
    """Tells, in a thread of its own, of every change in some folders and below them until it is stopped."""

    def __init__(
        self,
        roots: Iterable[str],
        own: tuple[str, ...],
        deliver: Callable[[frozenset[str]], None],
        fail: Callable[[str], None],
    ) -> None:
        self._roots = tuple(roots)
        self._own = own
        self._deliver = deliver
        self._fail = fail
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        """Returns at once; what changes from a moment later on is told."""
        if self._roots:
            self._thread.start()

    def stop(self) -> None:
        """Nothing more is told. Does not wait for the thread."""
        self._stop.set()

    def _watch(self) -> None:
        import watchfiles

        try:
            for changes in watchfiles.watch(
                *self._roots,
                watch_filter=None,
                step=STEP,
                debounce=LONGEST,
                stop_event=self._stop,
                rust_timeout=60_000,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                paths = frozenset(path for _, path in changes if not self._is_own(path))
                if paths and not self._stop.is_set():
                    self._deliver(paths)
        except Exception as error:  # whatever the library raises, the process goes on by its schedule
            if not self._stop.is_set():
                self._fail(str(error) or type(error).__name__)

    def _is_own(self, path: str) -> bool:
        if not self._own:
            return False
        folder, name = os.path.split(path)
        real = os.path.join(os.path.realpath(folder), name)
        return any(real == own or real.startswith(own + os.sep) for own in self._own)
