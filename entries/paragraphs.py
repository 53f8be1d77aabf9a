"""Plain text as paragraphs: whatever way its lines are broken, and as HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import pairwise
from typing import NamedTuple

from entries.captions import read_caption
from entries.datelines import split_dateline
from entries.openings import is_no_opening
from entries.patterns import pattern
from entries.text import clean, collapse

# In columns, of which a Chinese character takes two: no editor wraps lines wider or narrower than this.
_NARROWEST, _WIDEST = 40, 120
_BULLET = pattern(r"(?:[-*+•●▪◦‣–—]|\d{1,3}[.)])\s")
# Lines that pages of the BBC have between their paragraphs.
_LABELLED = pattern(r"(?:Image (?:source|copyright)|(?:Image|Media|Video) caption),\s")
_SENTENCE_ENDS = tuple('.!?…:;。！？：；」』”"’)）]')
_WIDE = "\u2e80"
_SHORTEST = 40
_BEGINNING = 100_000  # characters: what says nothing so far has no beginning


class Paragraph(NamedTuple):
    """Text on one line, and the line of the source that it starts on, from 1."""

    line: int
    text: str


def split(text: str, first: int = 1, alone: Callable[[int, str], bool] = lambda *_: False) -> list[Paragraph]:
    """The paragraphs of `text`, clean and with white space collapsed; `first` is the number of its first line.

    Blank lines part them, and so does every line break where lines were not broken to fit a width.
    A line for whose number and text `alone` is true is a paragraph of its own.
    """
    lines = _lines(text)
    tidied = [collapse(raw) for raw in lines]
    width = _wrapped_at(tidied)
    found: list[Paragraph] = []
    parts: list[str] = []
    for at, (one, following) in enumerate(pairwise((*tidied, ""))):
        if not one:
            continue
        parts.append(one)
        if (
            following
            and (_fills(one, following, width) or _continues(one, following))
            and (_indent(lines[at + 1]) <= _indent(lines[at]) or _BULLET.match(one))
            and not _BULLET.match(following)
            and not (_LABELLED.match(one) or _LABELLED.match(following))
            and not (alone(first + at, one) or alone(first + at + 1, following))
        ):
            continue
        found.append(Paragraph(first + at + 1 - len(parts), _together(parts)))
        parts = []
    return found


def from_text(markup: str) -> str:
    """The paragraphs of `markup` as HTML: captions as figures, everything else as <p>. Text stays text."""
    return "\n".join(
        f"<figure><figcaption>{_escaped(one.text)}</figcaption></figure>"
        if read_caption(one.text)
        else f"<p>{_escaped(one.text)}</p>"
        for one in split(markup)
    )


def first_text_paragraph(markup: str) -> str:
    """The first paragraph that says something, without its dateline: no caption, byline, note or subheading.

    "" where there is none.
    """
    short = ""
    for one in split(markup[:_BEGINNING]):
        if is_no_opening(one.text):
            continue
        text = split_dateline(one.text.lstrip("•●▪◦ "))[1]
        if _columns(text) >= _SHORTEST or text.endswith(_SENTENCE_ENDS):
            return text
        short = short or text
    return short


def _lines(text: str) -> list[str]:
    return clean(text).replace("\u2028", "\n").replace("\u2029", "\n\n").split("\n")


def _wrapped_at(lines: list[str]) -> int | None:
    """The columns that lines were broken to fit into; None where each line is a paragraph of its own."""
    broken = [one for one, following in pairwise(lines) if one and following]
    if not broken:
        return None
    width = max((_columns(one) for one in lines if one and _has_words(one)), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    long = [one for one in broken if _columns(one) > width * 3 // 4]
    ends = sum(one.endswith(_SENTENCE_ENDS) for one in long)
    return width if ends * 2 <= len(long) else None


def _indent(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip())].expandtabs(8)) if line[0].isspace() else 0


def _fills(text: str, following: str, width: int | None) -> bool:
    """Whether a line was full, or nearly: no more of the following one had room in it."""
    return width is not None and _columns(text) + 1 + _columns(_first_word(following)) > width * 3 // 4


def _continues(text: str, following: str) -> bool:
    """A small letter goes on with a sentence, unless it begins an address."""
    if not following[0].islower() or text.endswith(_SENTENCE_ENDS):
        return False
    word = _first_word(following)
    return "@" not in word and "://" not in word


def _together(parts: list[str]) -> str:
    """Lines as one. Chinese and Japanese have no space between words, so none where a line was broken."""
    if len(parts) == 1:
        return parts[0]
    joints = ("" if one[-1] >= _WIDE and following[0] >= _WIDE else " " for one, following in pairwise(parts))
    return "".join(part for pair in zip(parts, (*joints, ""), strict=True) for part in pair)


def _first_word(text: str) -> str:
    return text[0] if text[0] >= _WIDE else text.partition(" ")[0]


def _has_words(text: str) -> bool:
    """A long address alone on its line says nothing of how wide lines are."""
    return " " in text or text[0] >= _WIDE


def _columns(text: str) -> int:
    return len(text) if text.isascii() or max(text) < _WIDE else len(text) + sum(map(_WIDE.__le__, text))


def _escaped(text: str) -> str:
    return escape(text, quote=False)
