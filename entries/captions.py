"""Captions of pictures, as news copy has them between its paragraphs: "A tour of the lab. Photo: Handout"."""

from __future__ import annotations

import re

from entries.patterns import pattern

_LONGEST = 600  # characters; longer ones are paragraphs
_LONGEST_CREDIT = 80
_MOST_WORDS = 10

_WORD = (
    r"(?:Photo(?:graph)?s?|PHOTO(?:GRAPH)?S?|Pictures?|PICTURES?|Pics?|Images?|IMAGES?|Illustrations?|Graphics?|"
    r"Fotos?|FOTOS?)"
)
_FILE = r"(?:(?:File|FILE|Archive|Handout) (?:photo|PHOTO|picture|image)s?)"
_CHINESE_WORD = r"(?:新聞|新闻|資料|资料)?(?:圖片|图片|圖|图|照片|相片|攝影|摄影)(?:來源|来源|提供)?"
_MADE_BY = (
    rf"(?:(?:{_FILE}|{_WORD})(?: [Cc]redit| CREDIT)?"
    r"(?: [Cc]ourtesy(?: of)?)?(?:\s?[:：]\s?| by (?=[A-Z])| courtesy of |/(?=\w))"
    r"|(?:(?:Photo |Image )?Credits?|CREDITS?|Crédits?(?: photo)?)\s?[:：]\s?)"
)
_CHINESE_MADE_BY = rf"{_CHINESE_WORD}\s?[:：／/]\s?"
# A label follows the end of a sentence, a bracket or a bar: within a sentence it is none.
_CREDIT = pattern(
    r"(?:^|(?<=[.!?…\"'”’)\]。！？」』）])\s+|(?<=[。！？」』）])|\s[|–—]\s|\s?[(\[（【](?=[^()\[\]（）【】]*[)\]）】]\.?$))"
    rf"(?:{_MADE_BY}|{_CHINESE_MADE_BY})|(?<=\S)\s{_CHINESE_MADE_BY}"
)
# Whose pictures newsrooms buy, besides those whose news they buy.
_PICTURE_AGENCIES = (
    r"(?:AAP|AFP|Alamy|Al Jazeera|Anadolu|AP|Associated Press|Bloomberg|DPA|dpa|EFE|EPA(?:-EFE)?|Getty|Imago|"
    r"NurPhoto|PA|Reuters|REUTERS|Shutterstock|Sipa|Xinhua|ZUMA)"
)
_IMAGES = rf"(?:{_PICTURE_AGENCIES}(?: (?:Images?|Photos?|Pictures|Press|Agency|Wire))?|[A-Z]\w+ Images)"
_PHOTOGRAPHER = (
    r"[^\W\d_a-z][\w.'’-]{1,20}(?: (?:(?:al|bin|da|de|del|den|der|di|do|dos|el|la|le|van|von|y)\b|[^\W\d_a-z])"
    r"[\w.'’-]{0,20}){0,4}"
)
_VIA = rf"(?:(?:/(?:File(?: [Pp]hoto)?|Pool|Handout)| via {_IMAGES}))"
_BY_AGENCY = rf"(?:{_IMAGES}\s?/\s?{_PHOTOGRAPHER}|{_PHOTOGRAPHER}\s?/\s?{_IMAGES}){_VIA}{{0,2}}"
_NEWS_AGENCY = (
    r"(?:(?:美聯|美联|法新|歐新|欧新|路透|中央|新華|新华|中新|共同|彭博|韓聯|韩联)社|路透|彭博|中新網|中新网|新華網|新华网)"
    r"(?:(?:檔案|档案|資料|资料)照?)?"
)
# "(AP Photo/Jane Roe)", "(Jane Roe/Reuters via AP)", "（陳大文攝）", "（資料圖片）", "[Jane Roe/Reuters]"
_SIGNED = pattern(
    r"\s?(?:\(((?:[\w .&'’-]{1,40}\b(?:Photo|Images)\b[^()]{0,50}|[A-Z][\w .'’-]{2,40}/\s?[A-Z][^()]{1,40}))\)"
    r"|[（(]([^（）()。]{0,24}(?:攝|摄|圖片|图片|圖|照片|提供|供圖|供图))[）)]"
    rf"|\[((?:File: )?(?:{_BY_AGENCY}|(?<=\w \[){_IMAGES}))\])\.?$"
)
# What ends a paragraph after its last full stop: "REUTERS/Jane Roe", "Jane Roe/AFP via Getty Images".
_UNMARKED = pattern(rf"(?<=[.!?\"”’)])\s({_BY_AGENCY})\.?$")
# "陳大文攝", "中新社记者 陈大文 摄", and one sentence before "(美聯社)": in longer text, that is where news is from.
_MADE_BY_CHINESE = pattern(
    r"(?:(?:^|\s|(?<=[。！？」』）]))([\u3400-\u9fff]{0,10}(?:記者|记者|通訊員|通讯员)\s?[\u3400-\u9fff·・ ]{2,8}?"
    r"\s?(?:[／/]\s?)?(?:攝影?|摄影?|供圖|供图))"
    r"|(?:(?<=[^，、；：]\s)|(?<=[。！？」』）]))([\u3400-\u9fff·・]{2,8}(?<![拍航偷自])\s?(?:[／/]\s?)?(?:攝影?|摄影?|供圖|供图)))$"
)
_FROM_AGENCY = pattern(rf"[^。！？]{{4,80}}。?\s?[（(]({_NEWS_AGENCY})[）)]$")
# As the pages of the BBC have them: "Image source, Getty Images", "Image caption, The lab on Monday".
_IMAGE_SOURCE = pattern(r"Image (?:source,\s?|copyright,? )(?=[A-Z@])")
_IMAGE_CAPTION = pattern(r"(?:Image|Media|Video) caption(?:,\s?| )(?=[A-Z0-9\"“'‘])")
_OPENING = pattern(
    rf"(?:{_FILE}|{_WORD}|(?:Photo |Picture |Image )?[Cc]aption|CAPTION|{_CHINESE_WORD}|(?:圖|图)(?:說|说|註|注))"
    r"\s?[:：／]\s?(?![a-z])(?=\S)"
)
# Most paragraphs hold none of these, and are looked at no further.
_HINTS = (
    *("photo", "foto", "pic", "image", "illustr", "graphic", "credit", "crédit", "caption", "/", "]", "社)", "社）"),
    *("圖", "图", "片", "攝", "摄", "供", "照", "路透", "彭博", "網)", "网)", "網）", "网）"),
)
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
        return _captioned(paragraph[: signed.start()]), signed[1] or signed[2] or signed[3]
    style = _MADE_BY_CHINESE if paragraph[-1] in "攝摄影圖图" else _UNMARKED if "/" in paragraph else None
    if style and (signed := style.search(paragraph)):
        return _captioned(paragraph[: signed.start()]), signed[0].strip().removesuffix(".")
    if paragraph[-1] in ")）" and (signed := _FROM_AGENCY.fullmatch(paragraph)):
        return paragraph[: signed.start(1) - 1].strip(), signed[1]
    if (source := _IMAGE_SOURCE.match(paragraph)) and (credit := _credit(paragraph[source.end() :])):
        return "", credit
    if opening := _IMAGE_CAPTION.match(paragraph) or _OPENING.match(paragraph):
        return paragraph[opening.end() :].strip(), ""
    return None


def _captioned(text: str) -> str:
    """What stands before a credit, without a label of its own: "FILE PHOTO: …"."""
    opening = _OPENING.match(text)
    return text[opening.end() if opening else 0 :].strip()


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
