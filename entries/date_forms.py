"""Dates as authors write them, written out in what dateutil reads rightly."""

from __future__ import annotations

import re
import unicodedata

from entries.patterns import pattern

# Chinese, Japanese and Korean.
_EASTERN_DAY = pattern(r"(?<!\d)(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日號号일]")
_EASTERN_WEEKDAY = pattern(
    r"\(?(?:星期|週|周|禮拜|礼拜)[一二三四五六日天]\)?|[(][一二三四五六日月火水木金土][)]|[월화수목금토일]요일|[月火水木金土日]曜日?"
)
_EASTERN_CLOCK = pattern(
    r"(?P<part>上午|下午|午前|午後|凌晨|清晨|早上|中午|傍晚|晚上|오전|오후)? ?(?<!\d)(?P<hour>\d{1,2}) ?[:時时點点시]"
    r"(?: ?(?P<minute>\d{1,2})(?!\d)(?:(?: ?[分분] ?|:)(?P<second>\d{1,2})(?!\d)(?: ?[秒초])?| ?[分분])?)?"
)
_MIDNIGHT = ("凌晨", "오전")  # Their twelfth hour is the day's first; of other mornings that is not certain.
_MORNING = ("上午", "午前", "清晨", "早上", *_MIDNIGHT)
_EVENING = ("傍晚", "晚上")
_LATER = ("下午", "午後", "오후", *_EVENING)

# What dateutil does not know or takes for something else, and what to write for it; in this order.
_REWRITTEN = tuple(
    (pattern(form, re.IGNORECASE), plain)
    for form, plain in (
        (r"\b(?:tues|weds|thurs?)\b", " "),
        (r"(?<=\d:\d\d:\d\d)[.,]\d{1,9}", ""),
        # A leap second is part of the second before it: POSIX time has no other place for it.
        (r"(?<=:59:)60(?!\d)", "59"),
        (r"(?<![\d.:/])(\d{1,2})[.h](\d\d)(?![\d.])", r"\1:\2"),
        (r"(?<=[\d ][ap])\.m\b\.?", "m "),
        (r"\bUT\b", "UTC"),
        # To dateutil as to POSIX, GMT+8 is eight hours west.
        (r"(?:UTC|GMT) ?(?=[+-]\d)", ""),
        # JavaScript and RFC 9557 say what a zone is called after its offset; git writes the year before it.
        (r"((?::\d\d|[ap]m) *(?:[+-]\d\d:?\d\d|UTC|GMT|Z)) ?[(\[][^()\[\]]{1,40}[)\]]", r"\1"),
        (r"(:\d\d) (\d{4}) ([+-]\d{4})$", r"\1 \3 \2"),
        (r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)", r"\1-\2-\3"),
        (r"[,、|·•()\[\]’]|[–—](?!\d)|\bthe\b", " "),
    )
)


def write_out(text: str) -> str:
    """`text` with its figures, day and time as dateutil expects them; what is not ASCII then was not understood."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
        text = re.sub(r"\d", lambda figure: str(int(figure[0])), text)
        text = _EASTERN_WEEKDAY.sub(" ", _EASTERN_DAY.sub(r" \1-\2-\3 ", text))
        text = _EASTERN_CLOCK.sub(_western, text)
    for form, plain in _REWRITTEN:
        text = form.sub(plain, text)
    return " ".join(text.split())


def _western(clock: re.Match[str]) -> str:
    """A time such as 下午6時30分 as 18:30; as it was where it is not certain which twelfth hour it means."""
    part, hour = clock["part"], int(clock["hour"])
    if clock[0].isascii():
        return clock[0]
    if hour == 12 and part in _MIDNIGHT:
        hour = 0
    if (hour >= 12 and part in _MORNING) or (hour == 12 and part in _EVENING):
        return clock[0]
    if (hour < 12 and part in _LATER) or (hour < 4 and part == "中午"):
        hour += 12
    return f" {hour}:{clock['minute'] or '00'}:{clock['second'] or '00'}"
