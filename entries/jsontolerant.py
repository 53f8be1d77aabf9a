"""JSON as it stands in pages: wrapped in comments, and with the slips that hand-written templates make."""

from __future__ import annotations

import json
import re
from html import unescape

from entries.patterns import pattern

# A string, which is kept; or what JSON does not know and means nothing: a comment, a blank, a comma before an end.
_STRING = r'("(?>(?:[^"\\]|\\.)*)(?:"|\\?\Z))'
_COMMENT = pattern(rf"{_STRING}|/\*.{{0,2000}}?\*/|//[^\n]*+", re.DOTALL)
_BLANK = pattern(rf"{_STRING}|[^\S \t\n\r]|[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff]", re.DOTALL)
_COMMA = pattern(rf"{_STRING}|,[\s,]*+([}}\]])?", re.DOTALL)
_BEFORE = ("<!--", "<![CDATA[")
_AFTER = (";", "-->", "]]>")
_MOST_MARKS = 4


def parse(text: str) -> object:
    """The value of a script's text, None where it says nothing. Raises ValueError where it can't be read."""
    if not text.strip():
        return None
    try:
        return _loads(text)
    except ValueError:
        text = _mended(text)
        if not text:
            return None
    try:
        return _loads(text)
    except ValueError:
        # A program that took the script for text has written its quotation marks as references.
        if "&quot;" not in text and "&#34;" not in text:
            raise
        return _loads(_mended(unescape(text)))


def _loads(text: str) -> object:
    try:
        # Line breaks inside strings are a common slip, and certain to mend.
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _mended(text: str) -> str:
    text = _COMMENT.sub(_kept, _unwrapped(text))
    text = _BLANK.sub(lambda found: found[1] or " ", text)
    return _COMMA.sub(lambda found: found[2] or found[0], _unwrapped(text))


def _unwrapped(text: str) -> str:
    text = text.strip()
    for _ in range(_MOST_MARKS):
        for mark in _BEFORE:
            text = text.removeprefix(mark).lstrip()
        for mark in _AFTER:
            text = text.removesuffix(mark).rstrip()
    return text


def _kept(found: re.Match[str]) -> str:
    return found[1] or ""
