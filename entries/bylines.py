"""Bylines in English: "By Jane Roe and John Doe in Lima", "By Jane Roe, Senior Correspondent | Reuters"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from entries.bylines_chinese import read as read_chinese
from entries.model import Person
from entries.names import (
    TITLES,
    Byline,
    begins_with_subject,
    is_agency,
    is_name,
    is_organisation,
    is_place,
    is_role,
    is_subject,
    is_suffix,
)
from entries.patterns import pattern
from entries.text import line as one_line

_LONGEST = 250  # characters


_AUTHOR = pattern(
    r"(?:(?:[—–―]|--)\s?)?(?:(?:written|reported|compiled|story|text|words|article|analysis|opinion|commentary|comment|"
    r"interview|review|reporting)\s+by|by(?:line)?|authors?|words|text|reporters?)(?:\s?[:：]\s?|\s+)",
    re.IGNORECASE,
)
_NEEDS_COLON = pattern(r"(?:byline|authors?|words|text|reporters?)\s(?!by\s)", re.IGNORECASE)
_HELP = (
    r"(?:photo(?:graph)?s?|photography|pictures|video|illustrations?|graphics?|data|research|edit(?:ed|ing)|"
    r"translat(?:ed|ion)|produced|production|fact-check(?:ed|ing)) by"
)
_HELPER = pattern(
    r"(?:(?:(?:and|with)\s+)?(?:additional|further|extra)\s+(?:reporting|research|writing|material)"
    r"(?:\s+(?:for \S+ )?by)?|with\s+(?:reporting|contributions|files)\s+(?:by|from)|"
    rf"{_HELP}|contributors?(?=\s?:)|as told to)(?:\s?[:：]\s?|\s+)",
    re.IGNORECASE,
)
_DASH = pattern(r"(?:[—–―]|--)\s?(?=\S)")
_NO_TITLE = "".join(rf"(?<!\b{title})" for title in TITLES)
_CLAUSE = pattern(
    r"\s*(?:[;|\uff5c•]|\s·\s|\s/\s|(?-i:(?<=[a-z]{3}))"
    rf"{_NO_TITLE}\.\s|\s[–—-]\s|"
    rf"[,.]?(?<!\swith)\s(?=(?:as told to|(?:with )?additional reporting|with reporting|{_HELP})\s))\s*",
    re.IGNORECASE,
)
_MAY_SIGN = pattern(r"[^,|\uff5c•;.!?]{3,60}(?:,|\s?[|\uff5c•;])[^.!?]{2,80}$")
_PERSON = pattern(r"\s*(?:,\s*and\s+|,\s+&\s+|,|\s+and\s+|\s+&\s+|\s+with\s+)\s*", re.IGNORECASE)
_IN = pattern(r"\s+(?:in|at|from|reporting from)\s+(?=[^\W\d_a-z])")
_IN_ALONE = pattern(r"(?:in|at|from|reporting from)\s+(?=[^\W\d_a-z])")
_IN_OF_ROLE = pattern(r"\s+in\s+(?=[^\W\d_a-z])")
_FOR = pattern(r"\s+(?:for|of)\s+(?=[^\W\d_a-z])")
_EMAIL = pattern(r"\s*[<(\[]?\b([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)\b[>)\]]?")
_HANDLE = pattern(r"\s*[(\[]?(?<!\w)@\w{1,30}[)\]]?")
_BRACKETS = pattern(r"\s*\(([^()]{1,60})\)$")
# "ProPublica", "CNN"; but "McDonald", "JR".
_OUTLET = pattern(r"(?!Mac|Van|Fitz)[A-Z][a-z]{2,}[A-Z]\w+|[A-Z]{3,5}")
_EVERYONE = frozenset(("agencies", "staff", "staff and agencies", "wire reports", "wires", "others"))


@dataclass(slots=True)
class _Found:
    authors: list[Person] = field(default_factory=list)
    contributors: list[Person] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    provider: str | None = None


def read_byline(line: str) -> Byline | None:
    """The byline or credit that a line is, None where it is anything else.

    Strict: every part must read as a name, role, place or organisation, or it may be a sentence that
    begins "By the time …".
    """
    text = one_line(line)
    if not 3 < len(text) <= _LONGEST:
        return None
    if not text.isascii() and (chinese := read_chinese(text)):
        return chinese
    if text[0] in "([" and text[-1] in ")]":
        text = text[1:-1].strip()
    if not (_AUTHOR.match(text) or _HELPER.match(text) or _DASH.match(text)) and not _MAY_SIGN.match(text):
        return None
    found = _Found()
    clauses = [clause for clause in _CLAUSE.split(text.rstrip(",;")) if clause]
    if not clauses or not (_opening(clauses[0], found) or _signed(clauses, found)):
        return None
    if not all(_further(clause, found) for clause in clauses[1:]):
        return None
    if not (found.authors or found.contributors or found.provider):
        return None
    return Byline(
        authors=tuple(dict.fromkeys(found.authors)),
        contributors=tuple(dict.fromkeys(found.contributors)),
        place=", ".join(dict.fromkeys(found.places)),
        provider=found.provider,
    )


def read_places(line: str) -> Byline | None:
    """The byline of a line that names people with their places and has no "By": "Jane Roe in Lima, John Doe in Rome".

    Titles and captions may read like it: it is for the caller to know that a byline stands here.
    """
    parts = _PERSON.split(one_line(line))
    pairs = [_cut(_IN, part) for part in parts]
    if not all(" " in named and is_name(named) and not is_role(named) and is_name(place) for named, place in pairs):
        return None
    return read_byline(f"By {line}")


def _opening(clause: str, found: _Found) -> bool:
    if match := _HELPER.match(clause):
        return _people(clause[match.end() :], found, found.contributors)
    if (match := _AUTHOR.match(clause)) and not (_NEEDS_COLON.match(clause) and ":" not in match[0]):
        return _people(clause[match.end() :], found, found.authors)
    if match := _DASH.match(clause):
        name = clause[match.end() :]
        return (" " in name or is_agency(name)) and _people(name, found, found.authors)
    named, comma, rest = clause.partition(", ")
    return comma != "" and _is_signature(named, rest) and _people(clause, found, found.authors)


def _signed(clauses: list[str], found: _Found) -> bool:
    return len(clauses) > 1 and _is_signature(*clauses[:2]) and _people(clauses[0], found, found.authors)


def _is_signature(named: str, beside: str) -> bool:
    """Without "By", only a role or an agency beside it tells a name from a heading."""
    return " " in named and is_name(named) and not is_role(named) and (is_agency(beside) or is_role(beside))


def _further(clause: str, found: _Found) -> bool:
    if match := _HELPER.match(clause) or _AUTHOR.match(clause):
        helps = _HELPER.match(clause) is not None
        return _people(clause[match.end() :], found, found.contributors if helps else found.authors)
    if _EMAIL.fullmatch(clause) or _HANDLE.fullmatch(clause) or (is_role(clause) and not is_organisation(clause)):
        return True
    if is_agency(clause) or is_organisation(clause):
        found.provider = found.provider or clause
        return True
    place = clause.removeprefix("in ")
    if is_place(place) or (is_name(place) and (" " not in place or place != clause)):
        found.places.append(place)
        return True
    return _people(clause, found, found.authors)


def _people(text: str, found: _Found, into: list[Person]) -> bool:
    """Read "A, a role, B and C in Lima, Peru" into `found`; False where a part of it is none of these."""
    if text.endswith(".") and not is_suffix(text.rpartition(" ")[2]):
        text = text[:-1]
    if text[-1:] in "!?:…":
        return False
    placed = False
    parts, joined = _roles_together(_PERSON.split(text), [match[0].strip().lower() for match in _PERSON.finditer(text)])
    beside = _beside_names(parts, joined)
    for at, part in enumerate(parts):
        comma_alone = at > 0 and joined[at - 1] == "," and " and " not in text.lower() and "&" not in text
        if email := _EMAIL.search(part):
            part = part[: email.start()] + part[email.end() :]
        part = _HANDLE.sub("", part).strip()
        if brackets := _BRACKETS.search(part):
            part = part[: brackets.start()]
            if is_organisation(brackets[1]) or is_agency(brackets[1]):
                found.provider = found.provider or brackets[1]
        named, place = _cut(_IN_OF_ROLE if at > 0 and is_role(part) else _IN, part)
        if into and not place and (alone := _IN_ALONE.match(named)):
            named, place = "", named[alone.end() :]
        before, after = _cut(_FOR, named)
        named, employer = (before, after) if at == 0 or " " in before or is_role(before) else (named, "")
        if employer and not is_role(named):
            found.provider = found.provider or employer
        if not named and into and (email or place):
            if email:
                into[-1] = Person(name=into[-1].name, email=email[1])
        elif into and is_suffix(named):
            into[-1] = Person(name=f"{into[-1].name} {named}", email=into[-1].email)
        elif into and ((at > 0 and is_role(named)) or named.lower() in _EVERYONE):
            pass
        elif into and at in beside:
            if beside[at]:
                found.provider = found.provider or named
        elif into and (is_agency(named) or (is_organisation(named) and (comma_alone or named.startswith("The ")))):
            found.provider = found.provider or named
        elif into and (is_place(named) or ((placed or comma_alone) and " " not in named and is_name(named))):
            found.places.append(named)
        elif (at == 0 or into) and (is_name(named) or (is_organisation(named) and _is_titled(named))):
            into.append(Person(name=named, email=email[1] if email else None))
            if is_agency(named) and at == 0:
                found.provider = found.provider or named
        else:
            return False
        if place:
            if not place[0].isalnum() or any(character.isdecimal() for character in place) or len(place) > 40:
                return False
            found.places.append(place)
            placed = True
    if len(into) > 1 and all(person.name.isascii() and " " not in person.name for person in into):
        return False  # "By Air, Land and Sea"
    return bool(into)


def _roles_together(parts: list[str], joined: list[str]) -> tuple[list[str], list[str]]:
    """`parts`, and what joins them, with each role whole that was parted: "Health", "Science Correspondent"."""
    whole = parts[:1]
    joints: list[str] = []
    for joint, part in zip(joined, parts[1:], strict=True):
        first = len(whole)
        if joint in ("and", "&", ", and", ", &"):
            if begins_with_subject(part):
                while first > 1 and joints[first - 2] == "," and is_subject(whole[first - 1], certain=len(joint) > 3):
                    first -= 1
            elif joint[0] != "," and first > 1 and is_role(whole[-1]) and " " not in part and not is_organisation(part):
                first -= 1  # "Editor and Publisher"
        if first < len(whole):
            whole[first:] = [" ".join((*whole[first:], joint, part))]
            joints = joints[:first]
        else:
            whole.append(part)
            joints.append(joint)
    return whole, joints


def _beside_names(parts: list[str], joined: list[str]) -> dict[int, bool]:
    """Which single words are no people but where those work, and whether that is certain.

    "Jane Roe, ProPublica, and John Doe, The Texas Tribune"
    """
    shouted = all(part.isupper() for part in parts)
    beside = {
        at: True
        for at, part in enumerate(parts)
        if at > 0 and joined[at - 1] == "," and not shouted and _OUTLET.fullmatch(part) and not is_suffix(part)
    }
    names, others = parts[::2], parts[1::2]
    if (
        len(names) == len(others) > 1
        and all(joint == "," for joint in joined[::2])
        and all(" " in name and is_name(name) and not is_role(name) for name in names)
        and any(is_organisation(other) for other in others)
    ):
        for at in range(1, len(parts), 2):
            if " " not in parts[at] and not is_organisation(parts[at]):
                beside.setdefault(at, False)
    return beside


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _is_titled(text: str) -> bool:
    """Every word of more than three letters begins with a capital: a name of some body, not a sentence about it."""
    return all(word[0].isupper() or len(word) <= 3 for word in text.split())
