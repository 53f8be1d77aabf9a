"""Where in a target documents may stand: below its root, through no link that leads out, under a name of their own."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from publish.durable import is_temporary
from publish.errors import ForeignFile, TargetUnavailable


def place(root: str, path: str) -> str:
    """The absolute path of a document's path. Raises TargetUnavailable for one that is not below the root."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise TargetUnavailable(f"{path!r} is no path below {root}; nothing is written there.")
    return os.path.join(root, *parts)


class Places:
    """The folders of one `put`, each looked at once. `changed` are those whose names change."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.changed: set[str] = set()
        self._names: dict[str, dict[str, str]] = {}

    def make_root(self) -> None:
        """Make the root and what is missing above it."""
        missing = []
        folder = self.root
        while not os.path.isdir(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        for folder in reversed(missing):
            self._make(folder)

    def prepare(self, path: str, *, sweep: bool) -> str:
        """The absolute path for a document, with its folders made and every name in it checked.

        With `sweep`, temporaries that a killed run left in its folder are removed.
        Raises TargetUnavailable, ForeignFile and OSError.
        """
        whole = place(self.root, path)
        folder = self.root
        names = self._names_in(folder, sweep=sweep)
        *above, name = path.split("/")
        for part in above:
            self._claim(names, part, path)
            folder = os.path.join(folder, part)
            if folder not in self._names:
                self._enter(folder, path)
            names = self._names_in(folder, sweep=sweep)
        self._claim(names, name, path)
        self.changed.add(folder)
        return whole

    def _enter(self, folder: str, path: str) -> None:
        try:
            status = os.lstat(folder)
        except FileNotFoundError:
            self._make(folder)
            return
        if stat.S_ISLNK(status.st_mode) and not leads_below(self.root, folder):
            raise TargetUnavailable(
                f"{folder} is a link that leads out of {self.root}; {path} is not written through it. "
                "Make that folder a target of its own."
            )

    def _make(self, folder: str) -> None:
        with suppress(FileExistsError):
            os.mkdir(folder)
        self.changed.add(os.path.dirname(folder))

    def _names_in(self, folder: str, *, sweep: bool) -> dict[str, str]:
        """Folded name -> name, as on a file system that takes capitals for small letters."""
        if folder not in self._names:
            names = os.listdir(folder)
            if sweep:
                for name in filter(is_temporary, names):
                    with suppress(FileNotFoundError):
                        os.unlink(os.path.join(folder, name))
            self._names[folder] = {name.casefold(): name for name in names if not is_temporary(name)}
            # Where both spellings are there already, neither is in the other's way.
            self._names[folder].update({name: name for name in names})
        return self._names[folder]

    def _claim(self, names: dict[str, str], name: str, path: str) -> None:
        if name in names and names[name] == name:
            return
        other = names.setdefault(name.casefold(), name)
        if other != name:
            raise ForeignFile(
                path,
                f"{path} would stand beside {other} in {self.root}; they differ only in capitals, and many systems "
                f"take them for one file. Remove or rename {other}, or give the feed another path.",
            )
        names[name] = name


def leads_below(root: str, folder: str) -> bool:
    """Whether a folder is in the root, all links resolved."""
    real = os.path.realpath(root)
    return os.path.commonpath([real, os.path.realpath(folder)]) == real
