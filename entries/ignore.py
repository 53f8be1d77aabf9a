"""Which files and folders below a source's root are no articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from entries.patterns import pattern

# Hidden and private names, what repositories and sites keep beside their texts, what editors,
# downloads and synchronised folders leave behind. README* and LICENSE* in capitals only: an
# article about a readme is an article.
_NEVER = pattern(
    r"""(?xs)
    [._].*
    | (?:README|LICEN[CS]E|COPYING|CODEOWNERS).*
    | (?i:readme|licen[cs]e|copying)(?:\.\w+)?
    | (?i:robots|humans|ads|app-ads|security|llms)\.txt
    | (?:package|package-lock|composer|tsconfig|jsconfig)\.json
    | .*\.(?i:part|partial|crdownload|tmp|temp|sw[nop]|bak|orig|lock)
    | ~\$.* | .*~ | \#.*\#
    | .*\([^()]*(?i:conflicted[ ]copy|case[ ]conflict).*
    | .*\.sync-conflict-.* | .*_conflict-\d{8}.*
    | node_modules | bower_components | __pycache__
    """
)
# Of names in small letters alone, as most folders have them, only these match: told without the expression, which
# takes 1.5 ms to compile, 2 % of a run without changes.
_NEVER_PLAIN = frozenset({"copying", "licence", "license", "readme"})


def _never(name: str) -> bool:
    if name.isascii() and name.isalpha() and name.islower():
        return name in _NEVER_PLAIN
    return _NEVER.fullmatch(name) is not None


def ignorer(globs: Sequence[str] = (), own: frozenset[str] = frozenset()) -> Callable[[str, str], bool]:
    """A test for (name, key below the root): True where the file or folder is no article and holds none.

    A glob with a "/" is matched against the key, any other against the name; "*" in a key spans
    folders. `own` are names that a layout gives a meaning to: only globs exclude those.
    """
    if not globs:
        return lambda name, key: _never(name) and name not in own
    matches_name, matches_key = _compile(globs)

    def ignored(name: str, key: str) -> bool:
        if _never(name) and name not in own:
            return True
        return matches_name(name) is not None or matches_key(key) is not None

    return ignored


def _compile(globs: Sequence[str]) -> tuple[Callable[[str], object], Callable[[str], object]]:
    from fnmatch import translate

    names: list[str] = []
    keys: list[str] = []
    for glob in globs:
        anchored = glob.strip("/")
        if "/" in anchored:
            keys.append(translate(anchored))
            if anchored.startswith("**/"):
                keys.append(translate(anchored[3:]))
        elif glob.startswith("/"):
            keys.append(translate(anchored))
        else:
            names.append(translate(anchored))
    return _any_of(names), _any_of(keys)


def _any_of(patterns: Sequence[str]) -> Callable[[str], object]:
    # "(?!)" matches nothing: no pattern, nothing ignored.
    return re.compile("|".join(patterns) or "(?!)").match
