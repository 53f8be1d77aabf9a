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
# What stands before a name, and ends with a full stop that ends no sentence.
TITLES = (
    *("Adm", "Capt", "Cmdr", "Col", "Cpl", "Det", "Dr", "Fr", "Gen", "Gov", "Hon", "Insp", "Lt", "Maj", "Mr", "Mrs"),
    *("Ms", "Msgr", "Prof", "Rep", "Rev", "Sen", "Sgt", "Sir", "St", "Supt"),
)
_INITIALS = pattern(rf"(?:\w\.-?)+|(?:Jr|Sr|{'|'.join(TITLES)})\.")

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
# But some are names too, where a name has them: "April Chan", "Violet Law".
_GIVEN = frozenset(("april", "august", "he", "january", "june", "tuesday", "wednesday", "will"))
_FAMILY = frozenset(("day", "law"))
# But not beside these: "April Fools", "Will Power"; "Election Day", "Common Law".
_NOT_AFTER_GIVEN = frozenset(
    re.findall(
        r"\S+",
        "alone bank deadline election elections fool fools heat holiday power recess sales showers snow sports",
    )
)
_NOT_BEFORE_FAMILY = frozenset(
    re.findall(
        r"\S+",
        """administrative american antitrust anzac armistice australia australian basic bastille big boxing british
        budget business canada canadian canon case children chinese city civil closing columbus common company
        competition constitution constitutional contract copyright corporate criminal darkest derby divine dutch
        each earth easter election electoral employment english environmental european family father fathers federal
        final flag french game german good great groundhog housing immigration inauguration independence indian
        international islamic israeli italian japanese judgement judgment labor labour last late launch liberation
        local maritime market martial match media memorial mid mob modern moral mother mothers moving national
        natural new old opening patent polling press privacy private property public rainy religious remembrance
        republic results roman russian same school security sharia single singles spanish state sunny super swiss
        tax thanksgiving third trade veterans victory voting wedding women working world""",
    )
)
_ROLE = pattern(
    r"\b(?:correspondents?|reporters?|editors?|editor-in-chief|writers?|columnists?|journalists?|photographers?|critics?|"
    r"analysts?|producers?|contributors?|researchers?|bureau chiefs?|chief|head of|director|professor|fellow|lecturer|"
    r"intern|trainee|desk|staff|specialist|commentator|presenter|host|author)\b",
    re.IGNORECASE,
)
_SUBJECTS = frozenset(
    re.findall(
        r"\S+",
        """affairs agriculture arts aviation business charity climate communities consumer courts crime culture data
        defence defense development digital diplomacy diplomatic economics economy education energy entertainment
        environment equality family fashion faith film finance food foreign gender health higher home housing industry
        innovation investigations justice labor labour legal legislative lifestyle local markets media military money
        music opinion planning policy politics property race religion retail rural schools science security social
        society sport sports technology trade transport transportation travel welfare world""",
    )
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
_MOST_WORDS = 6  # besides particles


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
    if len(text) > _LONGEST or not 0 < sum(word.lower() not in _PARTICLES for word in words) <= _MOST_WORDS:
        return False
    return all(_is_name_word(word) or _is_at_home(words, at) for at, word in enumerate(words))


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


def _is_at_home(words: list[str], at: int) -> bool:
    """Whether a word that is seldom part of a name stands where names have it.

    "April Chan", "Will Bunch", "Violet Law", "Law Kar-ying", "Mary A Smith", "Trần Văn A"; no name has it alone.
    """
    word, last = words[at], len(words) - 1
    if last == 0 or not word[0].isupper():
        return False
    if word in ("A", "I"):
        # "By Taking A Stand" is a heading.
        return at > 0 and last > 1 and not (len(words[0]) > 5 and words[0].lower().endswith("ing"))
    if word.lower() in _GIVEN:
        following = words[1].lower()
        return at == 0 and following not in _PARTICLES and following not in _NOT_AFTER_GIVEN
    return word.lower() in _FAMILY and (at == last or (at == 0 and "-" in words[1])) and _is_borne(words, at)


def _is_borne(words: list[str], at: int) -> bool:
    """Whether what stands beside "Day" or "Law" can be the rest of a name: no kind of them, nor whose they are."""
    beside = words[:at] + words[at + 1 :]
    if is_place(" ".join(beside)) or beside == ["May"]:
        return False
    shouted = words[at].isupper()
    return not any(
        other.lower() in _NOT_BEFORE_FAMILY
        or other[-2:] in ("'s", "’s", "s'", "s’")
        or (len(other) <= 3 and other.isupper() and not shouted)
        for other in beside
    )


def is_suffix(text: str) -> bool:
    """Whether `text` ends a name after a comma: "Jr.", "PhD"."""
    return _SUFFIX.fullmatch(text) is not None


def is_role(text: str) -> bool:
    """Whether `text` says what somebody is: "Senior Correspondent", "Editor at Large"."""
    return len(text) <= _LONGEST and _ROLE.search(text) is not None


def begins_with_subject(text: str) -> bool:
    """Whether `text` is a role that says what for before it says what: "Science Correspondent", not "Staff Writer"."""
    found = _ROLE.search(text) if len(text) <= _LONGEST else None
    return found is not None and found.start() > 0


def is_subject(text: str, *, certain: bool) -> bool:
    """Whether a role may be about `text`: any one word will do, unless it is to be `certain`."""
    words = text.lower().split()
    return words[-1] in _SUBJECTS if certain else len(words) == 1 or not _SUBJECTS.isdisjoint(words)


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
