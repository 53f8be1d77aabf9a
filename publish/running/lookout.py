"""What may change around a process that stays: the configuration file, and the folders that are watched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from publish.running.watching import Places, Watch, own_places, places

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.running.asked import Asked


class Lookout:
    """Looks when it is told to, every second; the folders are watched in between."""

    def __init__(self, parts: Parts, asked: Asked) -> None:
        self._asked = asked
        self._file = _signature(parts)
        self._reloads = asked.reloads
        self._watch: Watch | None = None
        self._places: Places = ()

    def is_configured_anew(self, parts: Parts) -> bool:
        """Whether the configuration file is another than the last time, or someone asked for it to be read."""
        now = _signature(parts), self._asked.reloads
        anew = now != (self._file, self._reloads)
        self._file, self._reloads = now
        return anew

    def watch(self, parts: Parts) -> bool:
        """Watch the folders of articles; True where that begins anew, for one appeared, went away or was replaced."""
        found = places(parts.config)
        if found == self._places:
            return False
        self.stop()
        self._places = found
        roots = [path for path, _, _ in found]
        self._watch = Watch(roots, own_places(parts.config), self._asked.to_read, self._unwatched)
        self._watch.start()
        return True

    def stop(self) -> None:
        """Watch no longer."""
        if self._watch is not None:
            self._watch.stop()
        self._watch = None

    def _unwatched(self, reason: str) -> None:
        self._asked.to_say(f"Changes of files can't be watched ({reason}); they are found by the schedule.")


def _signature(parts: Parts) -> tuple[int, int, int] | None:
    file = parts.config.file
    try:
        status = os.stat(file) if file is not None else None
    except OSError:
        return None
    return None if status is None else (status.st_mtime_ns, status.st_size, status.st_ino)
