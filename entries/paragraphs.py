"""Plain text as paragraphs: whatever way its lines are broken, and as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from entries.captions import read_caption
from entries.datelines import split_dateline
from entries.phrases import is_correction
from entries.text import clean, collapse

# In columns, of which a Chinese character takes two: no editor wraps lines wider or narrower than this.
_NARROWEST, _WIDEST = 40, 120
_INDENT = re.compile(r"[^\S\n]*")
_BULLET = re.compile(r"(?:[-*+•●▪◦‣–—]|\d{1,3}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?…:;。！？：；」』”\"’)）]$")
# What an editor says of the article before it begins.
_NOTE = re.compile(
    r"(?:editor(?:['’]s|s['’]|ial) note|publisher['’]s note|note to readers|編者按|编者按|編按|编按)\s?[:：]"
    r"|\(?(?:an earlier version of this (?:article|story|report|headline)"
    r"|this (?:article|story|report|headline) (?:has been|was|is being) (?:updated|corrected|amended))\b",
    re.IGNORECASE,
)
_WIDE = "\u2e80"
_SHORTEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Text on one line, and the line of the source that it starts on, from 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    indent: int
    text: str


def split(text: str, first: int = 1, alone: Callable[[int, str], bool] = lambda *_: False) -> list[Paragraph]:
    """The paragraphs of `text`, clean and with white space collapsed; `first` is the number of its first line.

    Blank lines part them, and so does every line break where lines were not broken to fit a width.
    A line for whose number and text `alone` is true is a paragraph of its own.
    """
    groups: list[list[_Line]] = [[]]
    for number, raw in enumerate(_lines(text), first):
        if tidy := collapse(raw):
            indent = len(_INDENT.match(raw)[0].expandtabs(8))  # type: ignore[index]  # it matches the empty string too
            groups[-1].append(_Line(number=number, indent=indent, text=tidy))
        elif groups[-1]:
            groups.append([])
    if all(len(group) <= 1 for group in groups):
        return [Paragraph(line=one.number, text=one.text) for group in groups for one in group]
    width = _wrapped_at(groups)
    return [paragraph for group in groups for paragraph in _joined(group, width, alone)]


def from_text(markup: str) -> str:
    """The paragraphs of `markup` as HTML: captions as figures, everything else as <p>. Text stays text."""
    return "\n".join(
        f"<figure><figcaption>{_escaped(one.text)}</figcaption></figure>"
        if read_caption(one.text)
        else f"<p>{_escaped(one.text)}</p>"
        for one in split(markup)
    )


def first_text_paragraph(markup: str) -> str:
    """The first paragraph that says something, without its dateline: no caption, correction, note or subheading.

    "" where there is none.
    """
    short = ""
    for one in split(markup):
        if read_caption(one.text) or is_correction(one.text) or _NOTE.match(one.text):
            continue
        text = split_dateline(one.text.lstrip("•●▪◦ "))[1]
        if _columns(text) >= _SHORTEST or _SENTENCE_END.search(text):
            return text
        short = short or text
    return short


def _lines(text: str) -> list[str]:
    return clean(text).replace("\u2028", "\n").replace("\u2029", "\n\n").split("\n")


def _wrapped_at(groups: list[list[_Line]]) -> int | None:
    """The columns that the lines were broken to fit into; None where each line is a paragraph of its own."""
    width = max((_columns(one.text) for group in groups for one in group if _has_words(one.text)), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    long = [one.text for group in groups for one in group[:-1] if _columns(one.text) > width * 3 // 4]
    ends = sum(_SENTENCE_END.search(text) is not None for text in long)
    return width if ends * 2 <= len(long) else None


def _joined(group: list[_Line], width: int | None, alone: Callable[[int, str], bool]) -> Iterator[Paragraph]:
    if not group:
        return
    parts = [group[0].text]
    start = group[0].number
    for one, following in pairwise(group):
        if (
            (_fills(one.text, following.text, width) or _continues(one.text, following.text))
            and (following.indent <= one.indent or _BULLET.match(one.text))
            and not _BULLET.match(following.text)
            and not (alone(one.number, one.text) or alone(following.number, following.text))
        ):
            parts.append(following.text)
            continue
        yield Paragraph(line=start, text=_together(parts))
        parts, start = [following.text], following.number
    yield Paragraph(line=start, text=_together(parts))


def _fills(text: str, following: str, width: int | None) -> bool:
    """Whether a line was full, or nearly: no more of the following one had room in it."""
    return width is not None and _columns(text) + 1 + _columns(_first_word(following)) > width * 3 // 4


def _continues(text: str, following: str) -> bool:
    """A small letter goes on with a sentence, unless it begins an address."""
    word = _first_word(following)
    return word[0].islower() and _SENTENCE_END.search(text) is None and "@" not in word and "://" not in word


def _together(parts: list[str]) -> str:
    """Lines as one. Chinese and Japanese have no space between words, so none where a line was broken."""
    joints = ("" if one[-1] >= _WIDE and following[0] >= _WIDE else " " for one, following in pairwise(parts))
    return "".join(part for pair in zip(parts, (*joints, ""), strict=True) for part in pair)


def _first_word(text: str) -> str:
    return text[0] if text[0] >= _WIDE else text.partition(" ")[0]


def _has_words(text: str) -> bool:
    """A long address alone on its line says nothing of how wide lines are."""
    return " " in text or text[0] >= _WIDE


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character >= _WIDE for character in text)


def _escaped(text: str) -> str:
    return escape(text, quote=False)
