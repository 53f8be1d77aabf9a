"""Regular expressions that are compiled when they are first used, and that all of them can be."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

import entries
import feeds
import publish
from entries.patterns import pattern

# A record of who compiles what while everything is imported; what is not installed is left out.
IMPORTED = """
import pkgutil, re, sys
from importlib import import_module

compile = re.compile

def watched(*arguments, **flags):
    by = sys._getframe(1).f_globals["__name__"]
    if by.partition(".")[0] in ("entries", "feeds", "publish"):
        print(by, arguments[0])
    return compile(*arguments, **flags)

re.compile = watched
for name in ("entries", "feeds", "publish"):
    for module in pkgutil.walk_packages(import_module(name).__path__, name + "."):
        if not module.name.endswith("__main__"):
            try:
                import_module(module.name)
            except ImportError:
                pass
"""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """(where, what) of every pattern in a module of ours, in a tuple or a table too."""
    for package in (entries, feeds, publish):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__"):
                continue
            try:
                module = import_module(found.name)
            except ImportError:
                continue  # of an extra that is not installed
            for name, value in vars(module).items():
                yield from _within(f"{found.name}.{name}", value)


def _within(where: str, value: object) -> Iterator[tuple[str, re.Pattern[str]]]:
    if type(value) is type(pattern("")):
        yield where, value  # type: ignore[misc]
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(where, each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _within(where, each)


def test_all_can_be_compiled() -> None:
    """A mistake in one would be seen only by whoever needs it first."""
    found = list(patterns())
    assert len(found) > 150
    for where, each in found:
        assert re.compile(each.pattern, each.flags), where


def test_no_group_is_possessive() -> None:
    """Such a group keeps too much up to Python 3.11.4, Debian's own: https://github.com/python/cpython/issues/106052"""
    for where, each in patterns():
        text = each.pattern if isinstance(each.pattern, str) else each.pattern.decode("latin-1")
        outside = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", text)
        assert not re.search(r"\)(?:[*+?]|\{\d*,?\d*\})\+", outside), where


def test_none_is_compiled_before_it_is_used() -> None:
    """To import everything there is compiles no expression of ours."""
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_one_is_as_good_as_compiled() -> None:
    """It has what a compiled one has, by whichever is asked first."""
    assert pattern(r"(a)(b)?", re.IGNORECASE).sub(r"[\1]", "xAB") == "x[A]"
    assert pattern(r"\s").split("a b") == ["a", "b"]
    assert pattern(rb"\d+").findall(b"1 22") == [b"1", b"22"]
    assert pattern("a").fullmatch("ab") is None
    assert (pattern("(a)").groups, pattern("(a)", re.ASCII).flags & re.ASCII) == (1, re.ASCII)
    with pytest.raises(re.error):
        pattern("(").match("a")
