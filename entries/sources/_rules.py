"""What a folder source takes for an article."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from entries.ignore import ignorer
from entries.layouts import OWN_NAMES
from entries.sources._keys import key_of, path_of

try:
    from _blake2 import (
        blake2b as blake2b,  # the same function: hashlib loads OpenSSL as well, 4 % of a run without changes
    )
except ImportError:
    from hashlib import blake2b as blake2b


class Rules(NamedTuple):
    """Everything that decides what is an article but the files themselves.

    `suffixes` is None where every file is one. `excluded` are keys that are never looked at: targets and
    state. `stamp` changes with any of it; a cursor with another stamp is worth nothing.
    """

    root: bytes
    root_name: str
    shown: str
    layout: str
    suffixes: tuple[str, ...] | None
    ignored: Callable[[str, str], bool]
    excluded: frozenset[str]
    stamp: str

    def path(self, key: str) -> bytes:
        """The path on disk of a key."""
        return os.path.join(self.root, path_of(key)) if key else self.root

    def where(self, key: str) -> str:
        """A key as an editor knows it."""
        return "/".join(part for part in (self.shown, key) if part) or "."


def rules(
    root: str | os.PathLike[str],
    shown: str,
    layout: str,
    suffixes: frozenset[str] | None,
    ignore: tuple[str, ...],
    exclude: Iterable[str],
) -> Rules:
    """The rules for one source. `exclude` are paths below the root."""
    excluded = frozenset(key_of(os.fsencode(path)) for path in exclude)
    endings = None if suffixes is None else tuple(sorted(suffixes))
    said = repr((endings, layout, ignore, sorted(excluded)))
    return Rules(
        root=os.fsencode(os.path.abspath(root)),
        root_name=os.path.basename(os.path.realpath(root)),
        shown="" if shown == "." else shown.rstrip("/"),
        layout=layout,
        suffixes=endings,
        ignored=ignorer(ignore, OWN_NAMES.get(layout, frozenset())),
        excluded=excluded,
        stamp="2 " + blake2b(said.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest(),
    )


def key_below(root: bytes, path: str | os.PathLike[str]) -> str | None:
    """The key of an absolute path, "" for the root itself, None where it is not below the root.

    Links in the folders above the file are resolved, the file itself may be absent or a link.
    """
    whole = os.path.abspath(os.fsencode(path))
    folder, name = os.path.split(whole)
    for base, below in ((root, whole), (os.path.realpath(root), os.path.join(os.path.realpath(folder), name))):
        if below == base:
            return ""
        if below.startswith(os.path.join(base, b"")):
            return key_of(below[len(os.path.join(base, b"")) :])
    return None
