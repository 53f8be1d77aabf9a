"""Text that XML can carry and an editor recognises.

Bytes become text (`decode`), text loses what no XML document may hold (`clean`), and becomes a line
or an excerpt. Everything here takes time linear in its input.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from entries.errors import InvalidEntry
from entries.model import Problem
from entries.patterns import pattern

# In bytes, as every source is limited (a page that is larger is no article).
LARGEST = 20_000_000

_UTF_8_BOM = codecs.BOM_UTF8

# Controls but tab and line feed, C1, surrogates, non-characters, and the mark that stands for a lost character:
# https://www.w3.org/TR/2008/REC-xml-20081126/#charsets forbids or discourages all of them but the last, which
# says that the text was damaged before it came here.
_PLANES = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
_UNFIT = pattern(
    "\ud800[\udc00-\udfff]|[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]+|\r\n|"
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff{_PLANES}]"
)
_CONTROLS = bytes((*range(9), *range(11, 32), 127))
_MARKS = "\u200b\u200c\u200d\u2060\ufeff"
_FIRST_VARIANT, _LAST_VARIANT = "\ufe00", "\ufe0f"
_JOINER = "\u200d"


def decode(data: bytes, where: str, declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """The text of `data` without its byte order mark, every line break as "\\n", and what was repaired on the way.

    UTF-8 where the bytes are UTF-8, whatever they declare; else by byte order mark, by `declared` (a label such as
    "big5"), or as detected with certainty. Raises InvalidEntry ("too-large", "unknown-encoding") where that is
    uncertain: a wrong guess would publish nonsense.
    """
    if len(data) > LARGEST:
        raise InvalidEntry(
            Problem(
                level="refused",
                code="too-large",
                where=where,
                problem=f"{len(data):,} bytes; at most {LARGEST:,} (20 MB) are read.",
                remedy="Shorten or split it.",
            )
        )
    problems: tuple[Problem, ...] = ()
    try:
        if b"\0" in data or data[:1] in (b"\xff", b"\xfe", b"\x84") or (declared and data.isascii()):
            raise UnicodeError
        text = data.decode("utf-8-sig" if data.startswith(_UTF_8_BOM) else "utf-8")
    except UnicodeError:
        from entries.encodings import read

        text, problems = read(data, where, declared)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, problems


def clean(text: str) -> str:
    """`text` without what XML 1.0 forbids; everything else exactly as it was. Never longer; clean text is unchanged.

    C1 controls and single bytes smuggled in as surrogates become what windows-1252 means by them, surrogate pairs
    the character they stand for, every carriage return, vertical tab and form feed a line feed. The rest is
    dropped: other controls, lone surrogates, non-characters and U+FFFD.
    """
    return text if _is_clean(text) else _UNFIT.sub(_mended, text)


def _is_clean(text: str) -> bool:
    """Whether nothing has to be done, found out in a tenth of the time: False may be wrong, True is not."""
    if text.isascii():
        data = text.encode()
        return len(data.translate(None, _CONTROLS)) == len(data)
    if "\ufffd" in text:
        return False
    return text.replace("\n", "").replace("\u00a0", "").replace("\u3000", "").isprintable()


def _mended(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) == 1:
        code = ord(found)
        if found in "\r\x0b\x0c":
            return "\n"
        if 0x80 <= code <= 0x9F:
            return _windows(code)
        # os.fsdecode makes U+DC80…U+DCFF of bytes that are not UTF-8; one alone is from a single-byte encoding.
        return _windows(code - 0xDC00) if 0xDC80 <= code <= 0xDCFF else ""
    if found == "\r\n":
        return "\n"
    if found[0] < "\udc00":
        return clean(found.encode("utf-16-le", "surrogatepass").decode("utf-16-le"))
    return ""


def _windows(code: int) -> str:
    return bytes((code,)).decode("windows-1252", "ignore")


def line(text: str) -> str:
    """`text` cleaned, on one line: white space is one space each, none at the ends, nor any invisible mark there."""
    return collapse(clean(text))


def collapse(text: str) -> str:
    """Text that is clean already, on one line as `line` has it."""
    text = " ".join(text.split())
    if text and not (text[0].isascii() and text[-1].isascii()):
        while (stripped := text.strip(_MARKS).strip()) != text:
            text = stripped
    return text


def excerpt(text: str, limit: int) -> str:
    """`text` on one line and of at most `limit` characters, cut after a word with "…" where it is longer.

    A script without spaces is cut between characters, never inside one that a reader sees as one.
    """
    text = line(text)
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    space = text.rfind(" ", 0, end + 1)
    if space >= end // 2:
        end = space
    else:
        while end > 0 and (_continues(text[end]) or text[end - 1] == _JOINER):
            end -= 1
    return text[:end].rstrip(" ,;:，、；：—–-") + "…" if limit > 0 else ""


def _continues(character: str) -> bool:
    """Whether a character belongs to the one before it: marks, joiners, variants, skin tones."""
    return (
        character == _JOINER
        or _FIRST_VARIANT <= character <= _LAST_VARIANT
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.category(character).startswith("M")
    )
