"""Articles kept as files in a folder and the folders below it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from entries import layouts
from entries.errors import InvalidEntry, SourceUnavailable
from entries.problem import Problem
from entries.refs import Ref, Unchanged
from entries.source import Scan
from entries.sources import _problems
from entries.sources._keys import key_of
from entries.sources._rules import key_below, rules
from entries.sources._settled import NotRegular, TooLarge, Unsettled, read_settled
from entries.sources._sweep import Sweep, read_cursor

if TYPE_CHECKING:
    from entries.model import Article
    from entries.parser import Parser

# What documents of ours end with where a parser would take them for articles.
_WRITTEN = (".html", ".htm", ".xhtml", ".json")


class Folder:
    """A Source of regular files. A key is a file's path below the root with "/", as UTF-8 text.

    shown     how problems name the root: "articles", "" for the folder they are shown from
    parsers   gives the parser of a suffix, when the first such file is read: a scan loads none
    suffixes  those that have a parser; None where every file is an article
    layout    one of entries.layouts.LAYOUTS
    ignore    globs of what is no article
    settle    seconds for which a file must stand still before it is read
    exclude   paths below the root that are never looked at: targets and state
    own       says whether a web page or JSON text is what we have written ourselves: no article is in it
    clock     the file system's time in seconds since 1970
    sleep     waits so many seconds
    """

    def __init__(
        self,
        *,
        name: str,
        root: Path,
        shown: str,
        parsers: Callable[[str], Parser],
        suffixes: frozenset[str] | None,
        clock: Callable[[], float],
        layout: str = "plain",
        ignore: Iterable[str] = (),
        settle: float = 0.1,
        exclude: Iterable[str] = (),
        own: Callable[[bytes], bool] = lambda data: False,
        exhaustive: bool = True,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self.exhaustive = exhaustive
        self._parsers = parsers
        self._own = own
        self._settle = settle
        self._clock = clock
        self._sleep = sleep
        self._rules = rules(root, shown, layout, suffixes, tuple(ignore), exclude)
        self._last = self._sweep({})
        self._titles: dict[str, str | None] = {}
        self._real: set[str] = set()

    def scan(self, cursor: bytes | None, only: frozenset[str] | None = None) -> Scan:
        """List the files. Raises SourceUnavailable where the root can't be listed.

        Folder by folder, each in sorted order, one system call a file. `only` may name folders too.
        """
        sweep = self._last = self._sweep(read_cursor(cursor, self._rules.stamp))
        self._titles.clear()
        self._real.clear()
        items: Iterator[Ref | Unchanged]
        if only is None or "" in only:
            items = sweep.all()
        else:
            self._require_root()
            items = sweep.only(only)
        return Scan(
            items=items,
            cursor=sweep.cursor,
            problems=sweep.problems,
            unlisted=sweep.unlisted,
            ignored=lambda: sweep.ignored,
            unread=lambda: sweep.unread,
        )

    def read(self, ref: Ref) -> Iterator[Article | InvalidEntry]:
        """Read one file, once it stands still."""
        rules = self._rules
        where = rules.where(ref.key)
        data = self._bytes(ref.key)
        if isinstance(data, Problem):
            if data.code == "unreadable":
                self._require_root()
            yield InvalidEntry(data)
            return
        if ref.key.lower().endswith(_WRITTEN) and self._own(data):
            return
        at = layouts.place(rules.layout, rules.root_name, ref.key, self._last.languages)
        for item in self._parse(ref.key, data, where):
            if not isinstance(item, InvalidEntry):
                title = self._section_title(at) if item.section is None else None
                item = layouts.put(item, at, title, rules.layout)
            yield item

    def key_of(self, path: str) -> str | None:
        """The key of an absolute path, None where it is not below the root; "" is the root itself."""
        return key_below(self._rules.root, path)

    def _sweep(self, before: dict[str, str]) -> Sweep:
        return Sweep(rules=self._rules, now=int(self._clock() * 1e9), before=before)

    def _require_root(self) -> None:
        try:
            os.scandir(self._rules.root).close()
        except OSError as error:
            where = self._rules.where("") + "/"
            raise SourceUnavailable(_problems.unreadable(where, error, "source-unavailable")) from error

    def _bytes(self, key: str) -> bytes | Problem:
        where = self._rules.where(key)
        if not self._in_real_folders(key):
            return _problems.vanished(where)
        try:
            return read_settled(self._rules.path(key), self._settle, self._clock, self._sleep)
        except (FileNotFoundError, NotRegular):
            return _problems.vanished(where)
        except Unsettled:
            return _problems.unsettled(where)
        except TooLarge:
            return _problems.too_large(where)
        except OSError as error:
            return _problems.unreadable(where, error)

    def _in_real_folders(self, key: str) -> bool:
        """Whether no folder above the file has become a link since it was listed."""
        folder = key.rpartition("/")[0]
        while folder and folder not in self._real:
            if os.path.islink(self._rules.path(folder)):
                return False
            self._real.add(folder)
            folder = folder.rpartition("/")[0]
        return True

    def _parse(self, key: str, data: bytes, where: str) -> Iterator[Article | InvalidEntry]:
        suffix = os.path.splitext(key)[1].lower()
        articles = self._parsers(suffix).parse(data, where)
        while True:
            try:
                article = next(articles)
            except StopIteration:
                return
            except InvalidEntry as error:
                article = error
            except Exception as error:  # one bad article never takes a feed down, whatever its parser does
                _log(where, error)
                article = InvalidEntry(_problems.parser_failed(where, error))
            yield article

    def _section_title(self, at: layouts.Place) -> str | None:
        """The title that the section's own page gives it, where links stay as they are under that name."""
        folder = at.section_folder
        if self._rules.layout != "hugo" or folder is None or at.section is None:
            return None
        if folder not in self._titles:
            self._titles[folder] = None
            try:
                names = os.listdir(self._rules.path(folder))
            except OSError:
                names = []  # it was moved or locked since the article was read: the next run finds that out
            for name in sorted(map(key_of, names)):
                if layouts.is_section_page("hugo", name):
                    self._titles[folder] = self._title_of(f"{folder}/{name}", at.section)
                    break
        return self._titles[folder]

    def _title_of(self, key: str, section: str) -> str | None:
        from entries.slugs import slugify

        data = self._bytes(key)
        if isinstance(data, Problem):
            return None
        page = next(self._parse(key, data, self._rules.where(key)), None)
        title = None if page is None or isinstance(page, InvalidEntry) else page.title
        return title if title and slugify(title) == slugify(section) else None


def _log(where: str, error: Exception) -> None:
    import logging
    import traceback

    # Frames without the exception's text: it may quote an article that must not leave.
    frames = "".join(traceback.format_tb(error.__traceback__))
    logging.getLogger("masthead.entries").error("%s: %s in its parser\n%s", where, type(error).__name__, frames)
