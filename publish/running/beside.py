"""What runs beside the loop: the thread that tells hubs, and `masthead serve` as a child process."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from publish import plugins
from publish.announce import Bell, announce
from publish.errors import StoreError
from publish.running.backoff import Backoff
from publish.stores.published import token

if TYPE_CHECKING:
    from publish.compose import Parts

# What lived so long (seconds) is started again at once.
LIVED = 60.0
# How long a child may take to end (seconds).
GRACE = 5.0
# Its exit status for a mistake in the configuration, or where something else has its port.
CANNOT_START = 2


class Beside:
    """`serve` is the command of the child process, None for none. `say` may be called from any thread.

    The child's standard input ends when this process does, however that ends: a child that looks for it is never left
    behind. `out` is where its standard output goes, a file descriptor; None: where ours goes.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        timer: Callable[[], float],
        say: Callable[[str], None],
        notify: bool,
        serve: Sequence[str] | None,
        out: int | None = None,
    ) -> None:
        self._now = now
        self._timer = timer
        self._say = say
        self._notify = notify
        self._serve = serve
        self._out = out
        self._parts: Parts | None = None
        self._bell: Bell | None = None
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._announce_at = 0.0
        self._failures = Backoff(1.0, 60.0)
        self._trouble = ""
        self._seen: object = None
        self._started = 0.0
        self._start_at = 0.0
        self._deaths = Backoff(1.0, 60.0)

    def ring(self) -> None:
        """There may be pings to send."""
        if self._bell is not None:
            self._bell.ring()

    def look(self, parts: Parts) -> None:
        """Start what should run and does not; called every second. New parts start everything anew."""
        if self._parts is not None and parts is not self._parts:
            self.stop()
        self._parts = parts
        if self._notify and parts.config.publication.hubs:
            self._look_after_thread(parts)
        if self._bell is not None and self._has_changed(parts):
            self.ring()
        if self._serve is not None:
            self._look_after_child(self._serve)

    def stop(self) -> None:
        """End everything: at once, or after a moment of grace."""
        if self._bell is not None:
            self._bell.stop()
        if self._thread is not None:
            self._thread.join(GRACE)
        self._bell = self._thread = None
        child, self._child = self._child, None
        if child is not None and child.poll() is None:
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(GRACE)
            child.kill()
        if child is not None:
            _let_go(child)

    def _has_changed(self, parts: Parts) -> bool:
        """Whether the state may be another: a build or a withdrawal beside this process owes pings too."""
        before, self._seen = self._seen, None
        with suppress(StoreError, OSError):
            self._seen = token(parts.store_path)
        return self._seen != before

    def _look_after_thread(self, parts: Parts) -> None:
        # Alive is asked first: the moment to start again is set by the thread itself.
        if (self._thread is None or not self._thread.is_alive()) and self._timer() >= self._announce_at:
            self._bell = Bell()
            self._thread = threading.Thread(target=self._announce, args=(parts, self._bell), name="notify", daemon=True)
            self._thread.start()

    def _announce(self, parts: Parts, bell: Bell) -> None:
        began = self._timer()
        try:
            store = plugins.load("store", "sqlite")(parts.store_path)
            try:
                announce(parts, store, self._now, bell, tell=self._say)
            finally:
                store.close()
        except Exception as error:  # what is owed stays owed, and the thread is started again
            now = self._timer()
            if now - began > LIVED:
                self._failures.worked()
                self._trouble = ""
            self._announce_at = now + self._failures.failed()
            if str(error) != self._trouble:
                self._trouble = str(error)
                self._say(f"Hubs can't be told now; it is tried again until it goes: {error}")

    def _look_after_child(self, command: Sequence[str]) -> None:
        now = self._timer()
        if self._child is not None:
            status = self._child.poll()
            if status is None:
                return
            if now - self._started > LIVED:
                self._deaths.worked()
            pause = self._deaths.failed()
            self._start_at = now + pause
            if status == CANNOT_START:
                self._say(f"masthead serve can't start, see above; publishing goes on. Next try in {pause:g} s.")
            else:
                self._say(f"masthead serve ended with status {status}; it is started again.")
            _let_go(self._child)
            self._child = None
        if now >= self._start_at:
            self._started = now
            try:
                self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self._out)
            except OSError as error:  # no memory, no descriptor
                pause = self._deaths.failed()
                self._start_at = now + pause
                self._say(f"masthead serve can't be started ({error}); publishing goes on. Next try in {pause:g} s.")


def _let_go(child: subprocess.Popen[bytes]) -> None:
    """Nothing of a child that has ended, or is just ending, stays with us."""
    if child.stdin is not None:
        child.stdin.close()
    child.wait()
