"""Documents as files in a folder, for a web server or a deploy to take from there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from publish.durable import File, alone_in, is_temporary, replace_all, signature, sync_folder
from publish.errors import TargetUnavailable
from publish.targets._places import Places, leads_below, place

if TYPE_CHECKING:
    from feeds.model import Document


class FolderTarget:
    """A Target in one folder, which is made when it is missing. `shown` is how messages name it.

    A signature never follows a link, so whatever stands at a path has one.
    """

    def __init__(self, *, name: str, root: Path, shown: str | None = None) -> None:
        self.name = name
        self._root = os.path.abspath(root)
        self._shown = os.fspath(root) if shown is None else shown
        # When something was last made, renamed or deleted in each folder, as it was left; -1 where there was none.
        self._left: dict[str, int] = {}

    def is_as_left(self) -> bool:
        """Whether nobody else made, renamed or deleted anything since this process last looked or wrote there."""
        return bool(self._left) and all(self._changed(folder) == then for folder, then in self._left.items())

    def _changed(self, folder: str) -> int:
        try:
            return os.stat(os.path.join(self._root, folder)).st_mtime_ns
        except OSError:
            return -1

    def _leave(self, folders: Iterable[str]) -> None:
        for folder in folders:
            self._left[folder] = self._changed(folder)

    def signatures(self, paths: Sequence[str]) -> dict[str, str]:
        """What is there now, one system call a path. Raises TargetUnavailable."""
        by_folder: dict[str, list[tuple[str, str]]] = {}
        for path in paths:
            folder, _, name = path.rpartition("/")
            by_folder.setdefault(folder, []).append((name, path))
        found: dict[str, str] = {}
        self._leave(by_folder)
        for folder, inside in by_folder.items():
            try:
                descriptor = os.open(os.path.join(self._root, folder), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise self._unavailable("not readable", error) from error
            try:
                for name, path in inside:
                    try:
                        found[path] = signature(os.stat(name, dir_fd=descriptor, follow_symlinks=False))
                    except FileNotFoundError:
                        continue
            except OSError as error:
                raise self._unavailable("not readable", error) from error
            finally:
                os.close(descriptor)
        return found

    def where(self, path: str) -> str:
        """The absolute name of a document's file."""
        return os.path.join(self._root, path)

    def read(self, path: str) -> bytes | None:
        """The bytes at a path, None where there is nothing; b"" for a folder, a link, anything but a file.

        Raises TargetUnavailable.
        """
        whole = place(self._root, path)
        try:
            if not stat.S_ISREG(os.lstat(whole).st_mode):
                return b""
            with open(os.open(whole, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._unavailable("not readable", error) from error

    def listing(self) -> Iterator[str]:
        """Every path in the folder and below it, sorted within each folder. Raises TargetUnavailable."""
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(os.path.join(self._root, folder)) as entries:
                    found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._unavailable("not readable", error) from error
            prefix = folder + "/" if folder else ""
            waiting += [prefix + name for name, is_folder in reversed(found) if is_folder]
            for name, is_folder in found:
                # A name that can't be printed is none of ours, and could not be kept in the state.
                if not is_folder and name.isprintable() and not is_temporary(name):
                    yield prefix + name

    def put(self, documents: Sequence[Document]) -> dict[str, str]:
        """Write all of them durably, each whole, and return their signatures.

        Temporaries first, each fsynced, then every rename, then an fsync of every folder: see publish.durable.
        The mode is 0644 less the umask, the modification time the document's own date.
        Raises TargetUnavailable; then each document is the whole old or the whole new one. Raises ForeignFile
        for a name that differs only in capitals from one that is there.
        """
        if not documents:
            return {}
        places = Places(root=self._root)
        try:
            places.make_root()
            with alone_in(self._root) as alone:
                files = [
                    File(
                        path=places.prepare(document.path, sweep=alone),
                        body=document.body,
                        modified=document.updated,
                    )
                    for document in documents
                ]
                signatures = replace_all(files, places.changed)
        except OSError as error:
            raise self._unavailable("not writable", error) from error
        self._leave({document.path.rpartition("/")[0] for document in documents})
        return {document.path: each for document, each in zip(documents, signatures, strict=True)}

    def delete(self, paths: Sequence[str]) -> None:
        """Remove documents, durably. Raises TargetUnavailable."""
        changed = set()
        try:
            for path in paths:
                whole = place(self._root, path)
                folder = os.path.dirname(whole)
                if leads_below(self._root, folder):
                    with suppress(FileNotFoundError, NotADirectoryError):
                        os.unlink(whole)
                        changed.add(folder)
            for folder in sorted(changed):
                sync_folder(folder)
            self._leave({path.rpartition("/")[0] for path in paths})
        except OSError as error:
            raise self._unavailable("not writable", error) from error

    def _unavailable(self, what: str, error: OSError) -> TargetUnavailable:
        reason = os.strerror(error.errno) if error.errno is not None else type(error).__name__
        return TargetUnavailable(f"{self._shown}/: {what} ({reason}). Every document there is whole, old or new.")
