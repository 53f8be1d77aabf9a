"""Keeps a shelf in step with the state: looks a few times a second whether it changed, and takes up what did."""

from __future__ import annotations

import logging
import os
import time
import weakref
from collections.abc import Callable
from functools import partial
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from publish.errors import PublishError
from publish.serving.places import Kinds
from publish.serving.shelf import BUDGET, Shelf
from publish.stores import published

if TYPE_CHECKING:
    from publish.compose import Parts

# Between two looks at the state, and between two tries at a target or a state that can't be read.
LOOK_SECONDS, RETRY_SECONDS = 0.25, 5.0
# A file system may give what is written twice within so long one modification time.
_FRESH_NS = 2_000_000_000

_log = logging.getLogger("masthead.publish.serve")


class Keeper:
    """A thread for one shelf, of the process that asks for it. `token` raises OSError while there is no state."""

    def __init__(self, shelf: Shelf, token: Callable[[], object], clock: Callable[[], int] = time.time_ns) -> None:
        self.shelf = shelf
        self._token = token
        self._clock = clock
        self._seen: object = None
        self._seen_at = 0
        self._trouble = ""
        self._stop, self._lock, self._looking = Event(), Lock(), Lock()
        self._process = 0
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=partial(_renew, weakref.ref(self)))

    def begin(self) -> None:
        """Look for the first time, and go on by itself; nothing where it has begun already.

        Also in a process that was forked off since, as WSGI servers do: threads don't go along, and what they held
        is free there.
        """
        if self.begun:
            return
        with self._lock:
            if not self.begun:
                self._stop = Event()
                self.look()
                Thread(target=self._keep, name="masthead-keeper", daemon=True).start()
                self._process = os.getpid()

    @property
    def begun(self) -> bool:
        """Whether it has, in this process."""
        return self._process == os.getpid()

    def renew(self) -> None:
        """In a process just forked off: no thread that holds a lock came along."""
        self._stop, self._lock, self._looking = Event(), Lock(), Lock()
        self.shelf.renew()

    def end(self) -> None:
        """Stop looking."""
        self._stop.set()

    def look(self) -> bool:
        """Take up what changed, if anything did; False where it could not be, and what was there is served on."""
        with self._looking:
            return self._look()

    def _look(self) -> bool:
        try:
            now = self._token()
            # Anything may have happened since a look that was as young as the change it saw.
            if now == self._seen and self._clock() - self._seen_at > _FRESH_NS:
                return True
            changed = now != self._seen
            whole = self.shelf.refresh()
        except (PublishError, OSError) as error:
            self._say(str(error))
            return False
        if changed:
            self._seen_at = self._clock()
        self._seen = now if whole else None
        self._say("" if whole else "Some documents can't be read, or are being written just now.")
        return whole

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                served = "What was published before is served on." if self.shelf.places else "Nothing is served yet."
                _log.warning("%s %s", trouble, served)
            else:
                _log.warning("Everything can be read again.")

    def _keep(self) -> None:
        stop, tries, stocked = self._stop, 0, object()
        while not stop.is_set():
            try:
                well = self.look()
                if well and stocked != self._seen:
                    self.shelf.stock()
                    stocked = self._seen
            except Exception:
                # A defect; but what is served by now is right, and the next look may be well again.
                _log.exception("The documents could not be looked at.")
                well = False
            tries = 0 if well else tries + 1
            stop.wait(LOOK_SECONDS if tries < 20 else RETRY_SECONDS)


def _renew(reference: weakref.ref[Keeper]) -> None:
    if (kept := reference()) is not None:
        kept.renew()


def kinds_of(parts: Parts) -> Kinds:
    """The suffixes and media types of the formats that are configured."""
    formats = {name: make() for name, make in parts.formats.items()}
    return Kinds(
        suffixes={name: format.suffix for name, format in formats.items()},
        media_types={name: format.media_type for name, format in formats.items()},
    )


def keeper(parts: Parts, budget: int = BUDGET) -> Keeper:
    """The shelf of a publication, kept in step with its state and its first target; `budget` is in bytes."""
    path, target = parts.store_path, parts.targets[0]
    shelf = Shelf(
        config=parts.config,
        target=target,
        kinds=kinds_of(parts),
        standing=lambda: published.standing(path, target.name),
        versions=lambda document: published.versions(path, document),
        budget=budget,
    )
    return Keeper(shelf, lambda: published.token(path))
