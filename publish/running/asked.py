"""What signals and other threads want of the loop. Each leaves word here; the loop alone does anything."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, SimpleQueue


class Asked:
    """`stop` is a wish, `reloads` how often the configuration was asked to be read again.

    A signal's handler may interrupt the loop anywhere: a SimpleQueue allows that, and nobody sets back what it sets.
    """

    def __init__(self) -> None:
        self.stop = False
        self.reloads = 0
        self._inbox: SimpleQueue[frozenset[str] | None] = SimpleQueue()
        self._sentences: SimpleQueue[str] = SimpleQueue()

    def to_stop(self) -> None:
        """End, once what is in hand is done."""
        self.stop = True
        self._inbox.put(None)

    def to_reload(self) -> None:
        """Read the configuration again."""
        self.reloads += 1
        self._inbox.put(None)

    def to_read(self, paths: frozenset[str]) -> None:
        """These paths have changed."""
        self._inbox.put(paths)

    def to_say(self, sentence: str) -> None:
        """Something that a person should read."""
        self._sentences.put(sentence)

    def wait(self, seconds: float) -> Iterator[frozenset[str]]:
        """The paths that have changed, as soon as there are any; nothing when the time is over or a wish came in."""
        try:
            message = self._inbox.get(timeout=seconds)
            while True:
                if message is not None:
                    yield message
                message = self._inbox.get_nowait()
        except Empty:
            return

    def sentences(self) -> Iterator[str]:
        """What a person should read."""
        while not self._sentences.empty():
            yield self._sentences.get_nowait()
