"""What is a person's name in a byline, and what is a role, an agency or a place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entries.model import Person
from entries.patterns import pattern

_PARTICLES = frozenset(
    re.findall(
        r"\S+",
        """al ap ben bin bint da das de del della dela den der di do dos du e el ibn la las le los of ten ter til tot ul
        ur van vom von y zu zum zur 't""",
    )
)
_SUFFIX = pattern(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq|obe|mbe|cbe|qc|kc|sc|jp|mp|rn)\.?", re.IGNORECASE)
_INITIALS = pattern(r"(?:\w\.-?)+|(?:Jr|Sr|St|Dr|Mr|Mrs|Ms|Prof|Rev|Sir|Fr)\.")

# Words that stand in no name: with them, a line in title case is a heading, a phrase or the start of a sentence.
_NO_NAME = frozenset(
    re.findall(
        r"\S+",
        """a about above across after again against all an and any anyone appointment are as at away back be
        before being but by can christmas contrast could day days default definition design doing end
        evening every far first for from half have he her his how i if in into is it its january february
        march april june july august september october november december monday tuesday wednesday thursday
        friday saturday sunday just law less many means midday midnight mistake month more morning most much
        my nature next night no noon not now numbers on one only or order our out over own passing popular
        request she so some standard such than that the their them then there these they this those time to
        today tomorrow tonight too under until up us was way we week what when where which while who why
        will with within without year years yesterday yet you your""",
    )
)
_ROLE = pattern(
    r"\b(?:correspondents?|reporters?|editors?|editor-in-chief|writers?|columnists?|journalists?|photographers?|critics?|"
    r"analysts?|producers?|contributors?|researchers?|bureau chiefs?|chief|head of|director|professor|fellow|lecturer|"
    r"intern|trainee|desk|staff|specialist|commentator|presenter|host|author)\b",
    re.IGNORECASE,
)
_ORGANISATION = pattern(
    r"\b(?:agenc(?:y|ies)|associated|board|bureau|correspondents?|desk|editors|editorial|herald|institute|journal|"
    r"magazine|media|network|news|newspaper|newsroom|observer|post|press|radio|report|reporters?|review|service|staff|"
    r"team|television|times|tribune|tv|university|weekly|wires?|writers)\b",
    re.IGNORECASE,
)
_AGENCIES = frozenset(
    re.split(
        r"\|\s*",
        """aap|afp|agence france-presse|al jazeera|ani|ansa|antara|ap|associated press|bernama|bloomberg|
        bloomberg news|canadian press|central news agency|china news service|cna|dpa|dow jones|efe|
        getty images|ians|interfax|itar-tass|jiji press|kyodo|kyodo news|pa|pa media|press association|
        press trust of india|pti|ria novosti|reuters|sapa|tass|the associated press|the canadian press|
        thomson reuters foundation|tribune news service|upi|united press international|xinhua|
        xinhua news agency|yonhap|yonhap news agency|中央社|中新社|中新網|中新网|中国新闻社|中國新聞社|
        共同社|央視|央视|彭博|彭博社|新华社|新华网|新華社|新華網|法新社|綜合外電|美聯社|美联社|路透|路透社|
        韓聯社|韩联社""",
    )
)
_PLACES = frozenset(
    re.split(
        r"\|\s*",
        """buenos aires|cape town|costa rica|east jerusalem|gaza city|guatemala city|ho chi minh city|
        hong kong|kuala lumpur|las vegas|los angeles|mexico city|new delhi|new orleans|new york|
        new york city|new zealand|north korea|panama city|phnom penh|port moresby|puerto rico|
        rio de janeiro|san diego|san francisco|san salvador|sao paulo|são paulo|saudi arabia|south africa|
        south korea|sri lanka|st. petersburg|tel aviv|united kingdom|united nations|united states|
        washington dc|washington, dc""",
    )
)
_CHINESE = pattern(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}[·・‧][\u3400-\u9fff·・‧]{1,12}")
_LONGEST = 60  # characters
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """Who wrote an article, who helped, and where and for whom. `place` is "", `provider` None where none is named."""

    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    place: str = ""
    provider: str | None = None


def is_name(text: str) -> bool:
    """Whether `text` reads as one person's name: few words, each capitalised or in a script without capitals."""
    words = text.split()
    if not words or len(words) > _MOST_WORDS or len(text) > _LONGEST:
        return False
    return any(word.lower() not in _PARTICLES for word in words) and all(map(_is_name_word, words))


def _is_name_word(word: str) -> bool:
    bare = word.strip("\"'“”‘’()«»")
    lower = bare.lower()
    if lower in _PARTICLES:
        return True
    if not bare or lower in _NO_NAME or not all(c.isalpha() or c in "'’-.·‧\u0301" or not c.isascii() for c in bare):
        return False
    if "." in bare and not (_INITIALS.fullmatch(bare) or is_suffix(bare)):
        return False
    # "O'Brien", "al-Sharif", "d'Angelo": a capital somewhere; other scripts have none.
    return any(c.isupper() for c in bare) or not any(c.islower() for c in bare)


def is_suffix(text: str) -> bool:
    """Whether `text` ends a name after a comma: "Jr.", "PhD"."""
    return _SUFFIX.fullmatch(text) is not None


def is_role(text: str) -> bool:
    """Whether `text` says what somebody is: "Senior Correspondent", "Editor at Large"."""
    return len(text) <= _LONGEST and _ROLE.search(text) is not None


def is_agency(text: str) -> bool:
    """Whether `text` is a news agency's name."""
    return text.lower() in _AGENCIES


def is_organisation(text: str) -> bool:
    """Whether `text` may stand in a byline as a body of people: an agency, "Staff", "The Editorial Board"."""
    return is_agency(text) or (len(text) <= _LONGEST and text[:1].isupper() and bool(_ORGANISATION.search(text)))


def is_place(text: str) -> bool:
    """Whether two words and more are a place and no person: "Hong Kong"."""
    return text.lower() in _PLACES


def is_chinese_name(text: str) -> bool:
    """Whether `text` can be a name in Chinese characters: two to four, or a foreign one with a dot in it."""
    return _CHINESE.fullmatch(text) is not None
