"""One pass over a folder tree: what is there, and which folders are as they were.

A folder's digest covers the name, mtime, size, inode and mode of everything directly in it; where it is the
one in the cursor nothing else is done for that folder. The digests are the cursor: a line each, with the
number of files in the folder that are no articles, how many are of types that are not read ("7,.mdx:2"), and the
folder's key.
"""

from __future__ import annotations

import marshal
import os
import stat
from collections.abc import Iterator

from entries import layouts
from entries.errors import SourceUnavailable
from entries.problem import Problem
from entries.refs import Ref, Unchanged
from entries.sources import _problems
from entries.sources._articles import RACY, Listing, Row, articles
from entries.sources._keys import key_of, path_of
from entries.sources._rules import Rules
from entries.sources._rules import blake2b as blake2b


class Sweep:
    """The state of one scan. `now` is the file system's time in nanoseconds since 1970."""

    def __init__(self, *, rules: Rules, now: int, before: dict[str, str]) -> None:
        self.rules = rules
        self.now = now
        self.before = before
        self.after: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.unlisted: list[str] = []
        self.ignored = 0
        self.unread: dict[str, int] = {}
        self._languages: frozenset[str] | None = None
        self._contexts: dict[str, str] = {}

    def all(self, start: str = "") -> Iterator[Ref | Unchanged]:
        """Everything below a folder, folder by folder in sorted order; the folder itself is listed at once.

        Raises SourceUnavailable for a root that can't be listed.
        """
        listed = self._list(start)
        return iter(()) if listed is None else self._descend(start, *listed)

    def only(self, keys: frozenset[str]) -> Iterator[Ref | Unchanged]:
        """The files and folders that a caller names; nothing for what is absent or no article."""
        self.after = dict(self.before)
        for key in sorted(keys):
            yield from self._one(key)

    def cursor(self) -> bytes:
        """What the next scan compares with."""
        return "\n".join([self.rules.stamp, *(f"{value} {key}" for key, value in self.after.items())]).encode()

    @property
    def languages(self) -> frozenset[str]:
        """The root's folders that stand for languages."""
        if self._languages is None:
            listed = self._list("") if self.rules.layout in layouts.WITH_LANGUAGES else None
            self._languages = self._languages_among(listed[1] if listed else [])
        return self._languages

    def _one(self, key: str) -> Iterator[Ref | Unchanged]:
        folder, _, name = key.rpartition("/")
        if layouts.is_section_page(self.rules.layout, name):
            if not folder:
                return
            key, folder = folder, folder.rpartition("/")[0]  # it speaks for its whole folder
        for at in _upwards(key):
            if at in self.rules.excluded or self.rules.ignored(at.rpartition("/")[2], at):
                return
        try:
            for at in _upwards(folder):
                if not stat.S_ISDIR(os.lstat(self.rules.path(at)).st_mode) or (at != folder and self._is_bundle(at)):
                    return  # a link on the way, or a file that belongs to an article
            status = os.lstat(self.rules.path(key))
            bundle = not stat.S_ISDIR(status.st_mode) and self._is_bundle(folder)
        except (FileNotFoundError, NotADirectoryError):
            self._forget(key)
            return
        except OSError as error:
            self._unreadable(key, error)
            return
        if stat.S_ISDIR(status.st_mode):
            self._forget(key)
            yield from self.all(key)
            return
        # The digest must not come to fit again while what is recorded of this one file is newer.
        self.after.pop(folder, None)
        row = (path_of(name), status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode)
        yield from self._look(folder, [row], bundle=bundle).refs

    def _forget(self, key: str) -> None:
        self.after.pop(key.rpartition("/")[0], None)
        for folder in [known for known in self.after if not key or known == key or known.startswith(key + "/")]:
            del self.after[folder]

    def _descend(self, start: str, rows: list[Row], folders: list[bytes]) -> Iterator[Ref | Unchanged]:
        yield from self._folder(start, rows)
        waiting = self._children(start, rows, folders)
        while waiting:
            folder = waiting.pop()
            listed = self._list(folder)
            if listed is not None:
                yield from self._folder(folder, listed[0])
                waiting += self._children(folder, *listed)

    def _list(self, folder: str) -> tuple[list[Row], list[bytes]] | None:
        rows: list[Row] = []
        folders: list[bytes] = []
        try:
            with os.scandir(self.rules.path(folder)) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                        continue
                    try:
                        status = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # gone since it was listed
                    rows.append((entry.name, status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode))
        except OSError as error:
            if not folder:
                where = self.rules.where("") + "/"
                raise SourceUnavailable(_problems.unreadable(where, error, "source-unavailable")) from error
            if not isinstance(error, FileNotFoundError):
                self._unreadable(folder, error)
            return None
        folders.sort(reverse=True)
        return rows, folders

    def _children(self, folder: str, rows: list[Row], folders: list[bytes]) -> list[str]:
        if not folder:
            self._languages = self._languages_among(folders)
        if not folders or self._is_bundle(folder, rows):
            return []
        prefix = folder + "/" if folder else ""
        keys = []
        for raw in folders:
            name = key_of(raw)
            key = prefix + name
            if not self.rules.ignored(name, key) and key not in self.rules.excluded:
                keys.append(key)
        return keys

    def _folder(self, folder: str, rows: list[Row]) -> Iterator[Ref | Unchanged]:
        # Format 2 of marshal has no references, so equal rows give equal bytes, at a third of the cost of repr().
        # The order is the file system's: it stands still while nothing in the folder changes.
        digest = blake2b(marshal.dumps(rows, 2), digest_size=12).hexdigest() + self._context(folder, rows)
        if rows and max(row[1] for row in rows) > self.now - RACY:
            digest += "?"
        before, _, ignored = self.before.get(folder, "").partition(" ")
        if before == digest:
            self._count(ignored)
            self.after[folder] = f"{digest} {ignored}"
            return iter((Unchanged(prefix=folder),))
        rows.sort()
        found = self._look(folder, rows, bundle=self._is_bundle(folder, rows))
        if not found.problems and not found.unlisted:  # else it is gone through, and named, every time
            unread = "".join(f",{suffix}:{count}" for suffix, count in sorted(found.unread.items()))
            self.after[folder] = f"{digest} {found.ignored}{unread}"
        return iter(found.refs)

    def _look(self, folder: str, rows: list[Row], *, bundle: bool) -> Listing:
        found = articles(self.rules, folder, rows, bundle=bundle, context=self._context(folder), now=self.now)
        self.problems += found.problems
        self.unlisted += found.unlisted
        self.ignored += found.ignored
        for suffix, count in found.unread.items():
            self.unread[suffix] = self.unread.get(suffix, 0) + count
        return found

    def _count(self, counts: str) -> None:
        ignored, *unread = counts.split(",")
        self.ignored += int(ignored)
        for each in unread:
            suffix, _, count = each.partition(":")
            self.unread[suffix] = self.unread.get(suffix, 0) + int(count)

    def _context(self, folder: str, rows: list[Row] | None = None) -> str:
        """What else decides how the articles of a folder read: the page of their section, which titles it."""
        if self.rules.layout != "hugo" or not folder:
            return ""
        section = layouts.section_folder(self.rules.layout, folder, self.languages)
        if section is None:
            return ""
        if section not in self._contexts:
            if rows is None or section != folder:
                listed = self._list(section)
                rows = listed[0] if listed else []
            pages = sorted(row for row in rows if row[0].startswith(b"_index."))
            self._contexts[section] = "+" + blake2b(marshal.dumps(pages, 2), digest_size=4).hexdigest() if pages else ""
        return self._contexts[section]

    def _is_bundle(self, folder: str, rows: list[Row] | None = None) -> bool:
        if self.rules.layout != "hugo" or not folder:
            return False
        names = os.listdir(self.rules.path(folder)) if rows is None else [row[0] for row in rows]
        return layouts.is_bundle("hugo", folder, (key_of(name) for name in names if name.startswith(b"index.")))

    def _languages_among(self, folders: list[bytes]) -> frozenset[str]:
        names = [key_of(name) for name in folders]
        return layouts.language_folders(self.rules.layout, (n for n in names if not self.rules.ignored(n, n)))

    def _unreadable(self, key: str, error: OSError) -> None:
        self.problems.append(_problems.unreadable(self.rules.where(key), error))
        self.unlisted.append(key)


def read_cursor(cursor: bytes | None, stamp: str) -> dict[str, str]:
    """Folder -> digest and count, out of the cursor of an earlier scan under the same rules."""
    first, _, rest = (cursor or b"").decode().partition("\n")
    if first != stamp or not rest:
        return {}
    known = {}
    for line in rest.split("\n"):
        digest, count, folder = line.split(" ", 2)
        known[folder] = f"{digest} {count}"
    return known


def _upwards(key: str) -> Iterator[str]:
    """The key and every folder it is in, outermost first; nothing for the root."""
    parts = key.split("/") if key else []
    return ("/".join(parts[: end + 1]) for end in range(len(parts)))
