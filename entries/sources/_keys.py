"""File names as keys, and back."""

from __future__ import annotations

import re

# A key is UTF-8 text without control characters, whatever bytes the name on disk has: what is no
# UTF-8, controls and the backslash itself become escapes, so that two names never share a key.
_ESCAPED = r"[\x00-\x1f\x7f\\\udc80-\udcff]"
_ESCAPE = r"\\(?:\\|x([0-9a-f]{2}))"


def key_of(path: bytes) -> str:
    """The key of a path below the root, as bytes with "/"."""
    text = path.decode("utf-8", "surrogateescape")
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text  # nearly every name, without an expression
    return re.sub(_ESCAPED, _escape, text)


def path_of(key: str) -> bytes:
    """The path below the root that `key_of` made `key` from."""
    if "\\" in key:
        key = re.sub(_ESCAPE, _unescape, key)
    return key.encode("utf-8", "surrogateescape")


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return "\\\\" if character == "\\" else f"\\x{ord(character) & 0xFF:02x}"


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "\\"
    byte = int(match[1], 16)
    return chr(byte if byte < 0x80 else 0xDC00 + byte)
