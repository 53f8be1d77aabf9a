"""Which encoding bytes are in, where they are not UTF-8: by their mark, by what they declare, or with certainty."""

from __future__ import annotations

import codecs

from entries.detection import decoded, readings
from entries.errors import InvalidEntry
from entries.model import Problem

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# What a label means to a browser (https://encoding.spec.whatwg.org/#names-and-labels), as Python calls it.
_CODECS = {
    label: codec
    for codec, labels in {
        "windows-1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 latin1 l1 ascii us-ascii",
        "windows-1250": "windows-1250 cp1250 x-cp1250",
        "windows-1251": "windows-1251 cp1251 x-cp1251",
        "windows-1253": "windows-1253 cp1253 x-cp1253",
        "windows-1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 latin5",
        "windows-1255": "windows-1255 cp1255",
        "windows-1256": "windows-1256 cp1256",
        "windows-1257": "windows-1257 cp1257",
        "windows-1258": "windows-1258 cp1258",
        "iso-8859-2": "iso-8859-2 latin2",
        "iso-8859-5": "iso-8859-5",
        "iso-8859-6": "iso-8859-6",
        "iso-8859-7": "iso-8859-7",
        "iso-8859-8": "iso-8859-8 iso-8859-8-i",
        "iso-8859-15": "iso-8859-15 latin9",
        "koi8-r": "koi8-r",
        "koi8-u": "koi8-u",
        "mac_roman": "macintosh mac x-mac-roman",
        "cp874": "windows-874 tis-620 iso-8859-11",
        "gb18030": "gb18030 gbk gb2312 gb_2312-80 x-gbk cp936 euc-cn",
        "big5hkscs": "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 cp950",
        "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms_kanji cp932",
        "euc_jp": "euc-jp x-euc-jp",
        "iso2022_jp": "iso-2022-jp",
        "cp949": "euc-kr ks_c_5601-1987 korean windows-949 cp949",
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
        "utf-16-le": "utf-16 utf-16le ucs-2 unicode",
        "utf-16-be": "utf-16be",
    }.items()
    for label in labels.split()
}


def read(data: bytes, where: str, declared: str | None) -> tuple[str, tuple[Problem, ...]]:
    """The text of bytes that are not plainly UTF-8, and a problem that says how they were read where nothing said it.

    Raises InvalidEntry ("unknown-encoding").
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec, where), ()
    label = (declared or "").strip().lower()
    codec = _CODECS.get(label, "")
    utf_8 = decoded(data, "utf-8-sig")
    if utf_8 is not None and not _half_zeros(data):
        # Text beyond ASCII that is UTF-8 by chance does not occur, so it is UTF-8 whatever it declares. Seven-bit
        # encodings look like ASCII.
        escaped = decoded(data, codec) if codec == "iso2022_jp" and b"\x1b" in data else None
        return utf_8 if escaped is None else escaped, ()
    if codec and codec != "utf-8":
        text = decoded(data, codec)
        if text is not None:
            return text.removeprefix("\ufeff"), ()
    if len(found := readings(data)) == 1:
        name, text = found[0]
        return text, (
            Problem(
                level="repaired",
                code="encoding",
                where=where,
                problem=f"not UTF-8; read as {name}.",
                remedy="Save it as UTF-8.",
            ),
        )
    raise InvalidEntry(_unknown(data, where, declared))


def _strict(data: bytes, codec: str, where: str) -> str:
    text = decoded(data, codec)
    if text is None:
        raise InvalidEntry(
            Problem(
                level="refused",
                code="unknown-encoding",
                where=where,
                problem=f"starts as {codec.upper()} and is damaged further on.",
                remedy="Save it again, as UTF-8.",
            )
        )
    return text


def _unknown(data: bytes, where: str, declared: str | None) -> Problem:
    line = None
    problem = "the encoding of its text can't be told with certainty."
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if _mostly_utf_8(data):
            line = data.count(b"\n", 0, error.start) + 1
            byte = f"0x{data[error.start]:02X}"
            problem = f"UTF-8 but for the byte {byte} (character {_column(data, error.start)} of the line)."
        elif declared:
            problem = f"not in the encoding it declares ({declared}), nor in another that is certain."
    return Problem(
        level="refused",
        code="unknown-encoding",
        where=where,
        problem=problem,
        remedy="Save it as UTF-8.",
        line=line,
    )


def _column(data: bytes, at: int) -> int:
    return len(data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1


def _mostly_utf_8(data: bytes) -> bool:
    lost = data.decode("utf-8", "replace")
    bad = lost.count("\ufffd")
    return len(lost) - len(lost.encode("ascii", "ignore")) >= 2 * bad


def _half_zeros(data: bytes) -> bool:
    """As in UTF-16 of ASCII text. A few zeros are damage to a text that is otherwise sound."""
    return data.count(0) * 5 > len(data)
