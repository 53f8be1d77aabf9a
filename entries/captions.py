"""Captions of pictures, as news copy has them between its paragraphs: "A tour of the lab. Photo: Handout"."""

from __future__ import annotations

import re

from entries.patterns import pattern

_LONGEST = 600  # characters; longer ones are paragraphs
_LONGEST_CREDIT = 80
_MOST_WORDS = 10

_WORD = r"(?:Photo(?:graph)?s?|PHOTO(?:GRAPH)?S?|Pictures?|PICTURES?|Pics?|Images?|IMAGES?|Illustrations?|Graphics?)"
_CHINESE_WORD = r"(?:新聞|新闻|資料|资料)?(?:圖片|图片|圖|图|照片|相片|攝影|摄影)(?:來源|来源|提供)?"
_MADE_BY = (
    rf"(?:(?:(?:File|FILE|Archive|Handout) (?:photo|PHOTO|picture|image)s?|{_WORD})(?: [Cc]redit| CREDIT)?"
    r"(?: [Cc]ourtesy(?: of)?)?(?:\s?[:：]\s?| by (?=[A-Z])| courtesy of |/(?=\w))"
    r"|(?:Photo |Image )?Credits?\s?[:：]\s?)"
)
_CHINESE_MADE_BY = rf"{_CHINESE_WORD}\s?[:：／/]\s?"
# A label follows the end of a sentence, a bracket or a bar: within a sentence it is none.
_CREDIT = pattern(
    r"(?:^|(?<=[.!?…\"'”’)\]。！？」』）])\s+|(?<=[。！？」』）])|\s[|–—]\s|\s?[(\[（【](?=[^()\[\]（）【】]*[)\]）】]\.?$))"
    rf"(?:{_MADE_BY}|{_CHINESE_MADE_BY})|(?<=\S)\s{_CHINESE_MADE_BY}"
)
# "(AP Photo/Jane Roe)", "(Jane Roe/Reuters via AP)", "（陳大文攝）", "（資料圖片）"
_SIGNED = pattern(
    r"\s?(?:\(((?:[\w .&'’-]{1,40}\b(?:Photo|Images)\b[^()]{0,50}|[A-Z][\w .'’-]{2,40}/\s?[A-Z][^()]{1,40}))\)"
    r"|[（(]([^（）()。]{0,24}(?:攝|摄|圖片|图片|圖|照片|提供|供圖|供图))[）)])\.?$"
)
_OPENING = pattern(
    rf"(?:{_WORD}|(?:Photo |Picture |Image )?[Cc]aption|CAPTION|{_CHINESE_WORD}|(?:圖|图)(?:說|说|註|注))"
    r"\s?[:：／]\s?(?![a-z])(?=\S)"
)
# Most paragraphs hold none of these, and are looked at no further.
_HINTS = ("photo", "pic", "image", "illustr", "graphic", "credit", "caption", "/", "圖", "图", "片", "攝", "摄", "供")
_SENTENCE = pattern(r"\w{3,}[\"”’)]?[.!?](?=\s)|[。！？]")


def read_caption(paragraph: str) -> tuple[str, str] | None:
    """The caption and the credit of a paragraph (one line) that is a caption; either may be "". None for any other."""
    if len(paragraph) > _LONGEST:
        return None
    lower = paragraph.lower()
    for hint in _HINTS:
        if hint in lower:
            break
    else:
        return None
    for found in _CREDIT.finditer(paragraph, max(0, len(paragraph) - 2 * _LONGEST_CREDIT)):
        credit = _credit(paragraph[found.end() :])
        if credit and (found.start() > 0 or _is_short(credit)):
            return paragraph[: found.start()].strip(), credit
    if signed := _SIGNED.search(paragraph):
        return paragraph[: signed.start()].strip(), signed[1] or signed[2]
    if opening := _OPENING.match(paragraph):
        return paragraph[opening.end() :].strip(), ""
    return None


def _credit(text: str) -> str | None:
    """A credit runs to the end of its paragraph; a sentence, or a word in lower case before others, is none."""
    text = text.strip().rstrip(")]）】").strip()
    if text.endswith(".") and not re.search(r"\b\w{1,3}\.$", text):
        text = text[:-1]
    if not 0 < len(text) <= _LONGEST_CREDIT or _SENTENCE.search(text) or not (text[0].isalnum() or text[0] in "@©"):
        return None
    words = text.split()
    return text if len(words) <= (2 if text[0].islower() else _MOST_WORDS) else None


def _is_short(credit: str) -> bool:
    """Where nothing stands before a label, what follows is a credit if it is a name, else the caption."""
    return len(credit.split()) <= 5 and not (len(credit) > 12 and "\u3400" <= credit[0] <= "\u9fff")
