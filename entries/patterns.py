"""Regular expressions that are compiled when they are first used.

An article needs few of those that this program has, and to compile them all takes a tenth of a run that publishes
one edit. So a module's patterns are made by `pattern`, and `re.compile` is for those that are made in a function.

A group that keeps what it has is written (?>(?:…)*) and not (?:…)*+: up to Python 3.11.4 the latter keeps the beginning
of a repetition that failed as well (https://github.com/python/cpython/issues/106052).
"""

from __future__ import annotations

import re
from typing import AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "pattern", "flags", "groups")


class _Pattern:
    """Stands for a re.Pattern, and has all that one has but `groupindex` and `scanner`."""

    __slots__ = ("_said", *_METHODS)

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._said = text, flags

    def __getattr__(self, name: str) -> object:
        """The first thing asked of it: the slots are empty till then."""
        text, flags = self._said
        compiled = re.compile(text, flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As re.compile, but what is wrong with `text` is said at the first use."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
