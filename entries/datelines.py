"""Datelines: where and when a report was filed, before its first words.

"HUARAZ, Peru (AP) — …", "（中央社記者陳大文台北28日電）…". They belong to the text and to no summary.
"""

from __future__ import annotations

import re

from entries.patterns import pattern

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|April|Apr\.|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DASH = r"\s?(?:—|–|--|-(?=\s)|―)\s?"
_REGION = r"(?:, ?[A-Z][\w.'’ -]{1,30}){0,2}?"
_DATE = rf"(?:, ?{_MONTH} \d{{1,2}}(?:, \d{{4}})?)?"
_AGENCY = r" ?\([A-Z][\w .&'’-]{1,40}\)"
_NEXT = r"(?=[\"'“‘«\[(]?[A-Z0-9À-ÞА-Я$€£])"
# A place in capitals, or any place with its country or before an agency.
_ENGLISH = pattern(
    rf"(?:[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'’ /-]{{1,40}}{_REGION}{_DATE}(?:{_AGENCY})?"
    rf"|[A-Z][\w.'’ -]{{1,40}}(?:{_REGION}{_DATE}{_AGENCY}|, [A-Z][\w.'’-]{{2,20}}(?=\s[—–]))){_DASH}{_NEXT}"
)
_CHINESE = pattern(
    r"[（(【\u3014\[](?:[^（）()【】\u3014\u3015\[\]。]{1,40}?(?:電|电|訊|讯|報導|报导|報道|报道|專訪|专访))[）)】\u3015\]](?:（(?:記者|记者)[^（）]{1,30}）)?\s?"
    r"|(?:[\u4e00-\u9fff]{2,6}社[\u4e00-\u9fff]{2,8}\d{1,2}(?:月\d{1,2})?日(?:電|电|訊|讯)(?:\s?（[^（）]{1,30}）\s?|\s))"
    r"|本[報报刊台][訊讯](?:（[^（）]{1,30}）)?\s"
)
_BRACKETED = pattern(r"[（(【\u3014\[]([^（）()【】\u3014\u3015\[\]]+)[）)】\u3015\]]")
# One word in capitals between dashes ("NASA — The agency — said") is the subject of its sentence.
_ACRONYM = pattern(r"[A-Z]{2,5}\s?[—–-]")


def split_dateline(paragraph: str) -> tuple[str, str]:
    """A paragraph (one line) as its dateline and its text; the dateline is "" where there is none."""
    if found := _ENGLISH.match(paragraph) or _CHINESE.match(paragraph):
        rest = paragraph[found.end() :]
        if rest and not (_ACRONYM.match(paragraph) and re.search(r"\s[—–-]\s", rest[:200])):
            return found[0].strip(), rest
    return "", paragraph


def in_brackets(dateline: str) -> list[str]:
    """What a dateline names in brackets: an agency ("AP"), reporters ("記者陳大文")."""
    return _BRACKETED.findall(dateline)
