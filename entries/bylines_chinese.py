"""Bylines in Chinese: 記者 陳大文、李小明 · 文／王小明 · 【記者陳大文／台北報導】 · 撰文：…"""

from __future__ import annotations

import re

from entries.model import Person
from entries.names import Byline, is_agency, is_chinese_name, is_name
from entries.patterns import pattern

_AUTHOR = (
    "(?:文字)?記者|(?:文字)?记者|撰文|作者|撰稿|採訪撰文|採訪及撰文|採訪、撰文|採訪|采访|採寫|采写|編譯|编译|整理|"
    "報道|报道|报導|文"
)
_HELPER = (
    "責任編輯|责任编辑|責編|责编|編輯|编辑|攝影記者|摄影记者|攝影|摄影|圖片|图片|圖|图|翻譯|翻译|譯者|译者|"
    "校對|校对|設計|设计"
)
_PROVIDER = "來源|来源|資料來源|资料来源|稿源|轉載自|转载自"
_STAFF = (
    "本報|本报|本刊|本台|特約|特约|實習|实习|見習|见习|高級|高级|首席|[駐驻][\u4e00-\u9fff]{1,4}(?=記者|记者|特約|特约)"
)
_LABEL = rf"(?:(?P<author>{_AUTHOR})|(?P<helper>{_HELPER})|(?P<provider>{_PROVIDER}))"
_MARK = r"\s?[:：／/丨|]\s?"
_CLAUSE = pattern(rf"[\s|\uff5c；;，,]+(?=(?:{_AUTHOR}|{_HELPER}|{_PROVIDER}){_MARK})")
_LABELLED = pattern(
    rf"(?:{_STAFF}|[\u4e00-\u9fff]{{2,6}}(?=記者|记者)){{0,3}}{_LABEL}(?P<mark>{_MARK}|\s)(?P<names>.+)"
)
_REPORTER = pattern(rf"(?P<house>(?:{_STAFF}){{1,3}}|[\u4e00-\u9fff]{{2,6}})?(?:文字)?(?:記者|记者)\s?(?P<names>.+)")
_FILED = pattern(
    r"\s?(?P<place>[\u4e00-\u9fff]{2,6}?)?(?:\d{1,2}(?:月\d{1,2})?日)?(?:專電|专电|電|电|(?:綜合|综合|連線|连线|專題|专题|即時|特稿)?"
    r"(?:報導|报导|報道|报道)|攝影|摄影|攝|摄)$"
)
_SEPARATOR = pattern(r"\s*[、，,；;／/\uff06&]\s*|\s+(?:和|與|与|及)\s+|\s+")
_BETWEEN_NAMES = pattern(r"(?<=[\u4e00-\u9fff]{2})(?:和|與|与|及)(?=[\u4e00-\u9fff]{2})")
_SENTENCE = pattern(r"[。！？「」“”：:?!]")
# The family names of nearly everyone: without a mark after 記者, they tell a name from a word (記者會, 記者節).
_FAMILIES = frozenset(
    "王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何高林羅罗鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭肖萧田董袁潘蔣蒋蔡余杜葉叶"
    "程蘇苏魏呂吕丁任沈姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江尹薛閻阎段雷侯龍龙史陶黎賀贺顧顾毛郝龔龚邵"
    "萬万錢钱嚴严覃武戴莫孔向湯汤溫温康施文牛樊葛邢安齊齐易喬乔伍龐庞顏颜倪莊庄聶聂章魯鲁岳翟殷詹申歐欧耿關关蘭兰焦俞左柳甘祝包寧宁"
    "尚符舒阮柯紀纪梅童凌畢毕單单季裴霍涂成苗谷曲盛冉翁藍蓝路游辛靳管柴鮑鲍屈簡简招麥麦岑區区冼卓連连巫利"
)
_LONGEST = 80


def read(text: str) -> Byline | None:
    """The byline that `text` (one line) is, None where it is anything else."""
    if text[0] in "【\u3014（([" and text[-1] in "】\u3015）)]":
        text = text[1:-1].strip()
    if not 2 < len(text) <= _LONGEST:
        return None
    authors: list[str] = []
    helpers: list[str] = []
    provider = None
    place = ""
    for at, clause in enumerate(_CLAUSE.split(text)):
        labelled = _LABELLED.fullmatch(clause.strip())
        marked = labelled is not None and not labelled["mark"].isspace()
        if labelled and marked and labelled["provider"]:
            provider = labelled["names"].strip()
            if _SENTENCE.search(provider) or len(provider) > 20:
                return None
            continue
        reporter = None if marked else _REPORTER.fullmatch(clause.strip())
        if reporter and (house := reporter["house"]) and is_agency(house):
            provider = provider or house
        source = reporter or labelled
        # A space after 文 or 記者 will do; after other labels it is only a space.
        if source is None or not (reporter or marked or source["author"]):
            return None
        helps = labelled is not None and labelled["helper"] is not None
        if helps and at == 0 and source["helper"][0] in "圖图":
            return None
        names, filed = _filed(source["names"].strip())
        people = _people(names, exact=marked, adjacent=labelled is None)
        if not people:
            return None
        place = place or filed
        (helpers if helps else authors).extend(people)
    if not (authors or helpers or provider):
        return None
    return Byline(
        authors=tuple(Person(name=name) for name in dict.fromkeys(authors)),
        contributors=tuple(Person(name=name) for name in dict.fromkeys(helpers)),
        place=place,
        provider=provider,
    )


def _filed(names: str) -> tuple[str, str]:
    """The names of "陳大文／台北報導" without where it was filed, and that place."""
    head, mark, tail = names.rpartition("／") if "／" in names else names.rpartition("/")
    if not mark:
        head, mark, tail = names.rpartition(" ")
    if mark and (found := _FILED.fullmatch(tail)):
        return head.strip(), found["place"] or ""
    found = _FILED.search(names)
    if found and found.end() == len(names):
        bare = names[: found.start()] + (found["place"] or "")
        # Without a mark between them, names have three characters and places two; with four, both have two.
        if re.fullmatch(r"[\u4e00-\u9fff]{4,5}", bare):
            return bare[:-2], bare[-2:]
        if not found["place"] or len(bare) <= 3:
            return bare, ""
    return names, ""


def _people(names: str, *, exact: bool, adjacent: bool) -> list[str]:
    """The names in a list of them; none where something else is among them.

    `exact` where a mark says that names follow: then a desk (健康組) will do. `adjacent` where nothing parts them
    from the label: then the first must begin with a family name.
    """
    if _SENTENCE.search(names):
        return []
    latin = [part.strip() for part in re.split(r"\s*[、,，;；／/\uff06&]\s*|\s+and\s+", names)]
    if all(part and is_name(part) and part.isascii() for part in latin):
        return latin
    parts = [part for part in _SEPARATOR.split(_BETWEEN_NAMES.sub("、", names)) if part]
    # A name of two characters may be set with a space between them.
    if len(parts) > 1 and all(len(part) == 1 for part in parts) and len(parts) <= 3:
        parts = ["".join(parts)]
    if adjacent and not (parts and parts[0][0] in _FAMILIES):
        return []
    if all(is_chinese_name(part) for part in parts):
        return parts
    if exact and all(re.fullmatch(r"[\w·‧・.\-]{2,14}", part) for part in parts) and len(parts) <= 6:
        return parts
    return []
