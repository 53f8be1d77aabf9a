"""Where articles are, as a source lists it. Apart from entries.model because every run lists, and most read nothing.

Named tuples, because every run makes these classes: a frozen dataclass takes 0.7 ms to make, and the first one 10 ms
more to load what makes it.
"""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from typing import NamedTuple


class Ref(NamedTuple):
    """Where a source keeps one or more articles.

    `key` is stable for that place (a file's path below the source's root, with "/").
    `signature` changes whenever the content may have changed; the same signature means the same content.
    """

    key: str
    signature: str


class Unchanged(NamedTuple):
    """Every known Ref directly in `prefix` (a folder, "" for the root) is as it was."""

    prefix: str
