"""Which files of one folder are articles."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence

from entries import layouts
from entries.problem import Problem
from entries.refs import Ref
from entries.sources import _problems
from entries.sources._keys import key_of
from entries.sources._rules import Rules

# A file changed within this time of a scan may change again without a new mtime or size: file systems
# stamp in ticks of up to two seconds. Its signature differs from the next scan's, so it is read again then.
RACY = 2_000_000_000  # nanoseconds

Row = tuple[bytes, int, int, int, int]  # name, mtime in ns, size in bytes, inode, mode


# What people write articles in and no parser of ours reads.
_UNREAD = frozenset(
    (".mdx", ".rst", ".rest", ".org", ".adoc", ".asciidoc", ".textile", ".docx", ".doc", ".odt", ".rtf", ".pages")
)


class Listing:
    """What one folder holds: articles, how many other files, and what can't be told apart from a removal.

    `unread` counts, of the other files, those that may well be articles of a type that is not read, by suffix.
    """

    def __init__(self) -> None:
        self.refs: list[Ref] = []
        self.ignored = 0
        self.unread: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.unlisted: list[str] = []


def articles(rules: Rules, folder: str, rows: Sequence[Row], *, bundle: bool, context: str, now: int) -> Listing:
    """Look through the files of a folder. `context` ends every signature; `now` is in ns since 1970."""
    found = Listing()
    prefix = folder + "/" if folder else ""
    holds = layouts.holds_articles(rules.layout, rules.root_name, folder)
    for raw, mtime, size, inode, mode in rows:
        name = key_of(raw)
        key = prefix + name
        if key in rules.excluded:
            continue
        if not holds or rules.ignored(name, key):
            found.ignored += 1
            continue
        typed = rules.suffixes is None or name.lower().endswith(rules.suffixes)
        article = typed and layouts.is_article(rules.layout, folder, name, bundle=bundle, root=rules.root_name)
        racy = mtime > now - RACY
        if not stat.S_ISREG(mode):
            leads_to_folder = stat.S_ISLNK(mode) and os.path.isdir(rules.path(key))
            where = rules.where(key)
            found.problems.append(_problems.not_regular(where, mode, article=article, leads_to_folder=leads_to_folder))
            found.unlisted.append(key)
        elif not article:
            found.ignored += 1
            suffix = os.path.splitext(name)[1].lower()
            if suffix in _UNREAD and not typed and not bundle:
                found.unread[suffix] = found.unread.get(suffix, 0) + 1
        elif not size:
            found.ignored += 1
            if racy:
                found.unlisted.append(key)  # perhaps between being emptied and being written
        elif mode & 0o444 != 0o444 and not os.access(rules.path(key), os.R_OK):
            found.problems.append(_problems.unreadable(rules.where(key), PermissionError(errno.EACCES, "")))
            found.unlisted.append(key)
        else:
            signature = f"{mtime}-{size}-{inode}{context}{'?' if racy else ''}"
            found.refs.append(Ref(key=key, signature=signature))
    return found
