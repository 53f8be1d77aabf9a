"""Which encoding the bytes of a text are in, told by the text itself, where that is certain.

Nothing is guessed. Chinese is certain when the characters that every Chinese text is full of are there in
numbers, windows-1252 when its letters belong to one western language or are as rare as in English text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

# The characters most used in Chinese, traditional and simplified: about half of the characters of any text.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此"
    "已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西月话合回特代"
    "内信表化老给世位次度任常先海通教原东提立及比员解水名真论处走各入几口认条平系气题活更别打变四总何电数安少报才结反受目"
    "太再建务做接必场件计管期市直资命山指统区保至形社便空决治司五非则听白却界达光放强即像难且权思王象式色路记南住告类求据"
    "程北边死该交规万取格望觉术共确传师观清今切院让识候带导争运港府香省京府率预警疫"
    "這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產話給門東聲員論處幾認條係"
    "氣題別變總電數報結務場計資許統區隊決則聽達強難權設記類據邊該規萬覺術確傳師觀讓識帶導爭運於著嗎吧灣臺台華議選導嘅咗"
)
_KANA = range(0x3040, 0x3100)
_SAMPLE = 200_000  # characters, of which shares are taken

# Beside ASCII, what stands in text of any western language, and the letters of each.
_WESTERN_SIGNS = frozenset("‘’“”\u201a„–—…•·€£¥©®™°«»\u2039\u203a§¶†‡½¼¾¿¡ªº\u00a0\u00ad")
_WESTERN = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "àâæçèéêëîïôœùûüÿ",  # French
        "äöüßéàáèôêç",  # German, with the names it borrows
        "áéíóúüñç",  # Spanish
        "áâãàçéêíóôõú",  # Portuguese
        "àèéìíîòóù",  # Italian
        "åäöéæøüà",  # Swedish, Danish, Norwegian, Finnish
        "ëïéèöüáóíêçä",  # Dutch
        "àçèéíïòóúü",  # Catalan
    )
)
_ANY_WESTERN = frozenset().union(*_WESTERN)
_CLOSERS = frozenset(".,!?;:")


def readings(data: bytes) -> list[tuple[str, str]]:
    """Every encoding that `data` may be in, by its name for an editor, and the text; one is certain, more are not."""
    return [(name, text) for name, test in _TESTS for text in [test(data)] if text is not None]


def decoded(data: bytes, codec: str) -> str | None:
    """`data` as text, None where it is not in `codec`."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _utf_16(data: bytes) -> str | None:
    """UTF-16 without a mark. The wrong byte order makes U+0A00 of every line feed, which is no character."""
    if b"\0" not in data or len(data) % 2:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = decoded(data, codec)
        if text is not None and "\n" in text and all(_written(character) for character in set(text)):
            return text
    return None


def _written(character: str) -> bool:
    return character in "\t\n\r\f\v" or unicodedata.category(character) not in ("Cc", "Cn", "Co", "Cs")


def _gb18030(data: bytes) -> str | None:
    return _chinese(data, "gb18030", "big5hkscs")


def _big5(data: bytes) -> str | None:
    return _chinese(data, "big5hkscs", "gb18030")


def _chinese(data: bytes, codec: str, rival: str) -> str | None:
    text = decoded(data, codec)
    if text is None or b"\0" in data:
        return None
    share = _common_share(text)
    other = decoded(data, rival)
    return text if share >= 0.25 and (other is None or _common_share(other) * 2 <= share) else None


def _common_share(text: str) -> float:
    """Of the letters beyond ASCII, how many are among the commonest Chinese ones; 0 where there are too few to tell."""
    letters = [character for character in text[:_SAMPLE] if character > "\u024f" and character.isalpha()]
    if len(letters) < 10 or sum(ord(character) in _KANA for character in letters) * 20 > len(letters):
        return 0.0
    return sum(character in _COMMON for character in letters) / len(letters)


def _windows_1252(data: bytes) -> str | None:
    text = decoded(data, "windows-1252")
    if text is None or b"\0" in data or _has_utf_8(data):
        return None
    beyond = {character for character in set(text) if character > "\x7f"} - _WESTERN_SIGNS
    sample = text[:_SAMPLE]
    plain = sum(character.isascii() and character.isalpha() for character in sample)
    accented = sum(sample.count(character) for character in beyond)
    if not any(beyond <= letters for letters in _WESTERN) and not (beyond <= _ANY_WESTERN and accented * 20 <= plain):
        return None
    if accented * 4 > plain:
        return None
    # A quotation mark inside a word is a letter of some other encoding, and so is a capital after a small letter.
    for before, character, after in zip(sample, sample[1:], sample[2:] + "\n", strict=False):
        if character > "\x7f":
            if character in "“„\u201a\u2039\u203a•†‡" and before.isalpha() and after.isalpha():
                return None
            if character in beyond and character.isupper() and (before.islower() or before in _CLOSERS):
                return None
    return text


def _has_utf_8(data: bytes) -> bool:
    """Whether any character of it is UTF-8: then it is no windows-1252, but something mixed or cut."""
    kept = data.decode("utf-8", "ignore")
    return len(kept) != len(kept.encode("ascii", "ignore"))


_TESTS: tuple[tuple[str, Callable[[bytes], str | None]], ...] = (
    ("UTF-16", _utf_16),
    ("GB18030", _gb18030),
    ("Big5", _big5),
    ("windows-1252", _windows_1252),
)
