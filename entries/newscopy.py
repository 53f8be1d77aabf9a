"""A news article saved as plain text, read by what its paragraphs are.

• More News                        the section, where a line like this stands first
Leader tours the lab               the headline: the first paragraph that is nothing else
By Jane Roe in Lima | Reuters      byline and date lines, up to the first paragraphs of the text
Correction: …                      a note, anywhere below the headline
LIMA — The first paragraph …       the text; captions and credits stay where they are
Additional reporting by John Doe
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from entries.bylines import read_byline, read_places
from entries.captions import read_caption
from entries.date_lines import read_dates
from entries.datelines import in_brackets, split_dateline
from entries.model import Image, Person
from entries.names import Byline, is_agency, is_role
from entries.paragraphs import Paragraph, split
from entries.patterns import pattern
from entries.phrases import is_correction

# Paragraphs of the text that may stand above the byline: a standfirst, and what is told in brief.
_STANDFIRSTS = 3
_LONGEST_META = 250  # characters
_HEAD, _FOOT = 20, 4  # lines, paragraphs

_MARKS = "•●■▪◆◼★►▶»\u203a‧·"
_SECTION = pattern(
    rf"(?:[{_MARKS}]\s*|(?:section|category|分類|分类|欄目|栏目|版面|版塊|頻道|频道)\s?[:：]\s?|【(?=[^】]{{1,12}}】$))"
    r"(?P<name>[^。！？!?]{1,60}?)】?",
    re.IGNORECASE,
)
_SECTIONS = frozenset(
    re.split(
        r"\|\s*",
        """analysis|art|arts|asia|business|china|comment|community|culture|economy|editorial|education|
        entertainment|environment|features|finance|food|health|hong kong|international|life|lifestyle|
        local|local news|markets|more news|national|news|obituaries|obituary|opinion|politics|property|
        science|sport|sports|technology|travel|uk|us|weather|world|world news|中國|中国|兩岸|体育|健康|
        副刊|即時新聞|國際|国际|娛樂|娱乐|教育|文化|時事|本地|港聞|生活|社會|社会|社評|科技|經濟|经济|要聞|
        要闻|評論|财经|財經|體育""",
    )
)
_HEADLINE = pattern(r"(?:headline|title|標題|标题|題目|题目)\s?[:：]\s?(?=\S)", re.IGNORECASE)
_PARTS = pattern(
    r"\s*(?:[|\uff5c•]|\s·\s)\s*|\s+(?=(?:作者|記者|记者|來源|来源|責任編輯|责任编辑|編輯|编辑)\s?[:：])|"
    r"(?<=\d)\s+(?=[Bb]y [A-Z])"
)
_EMAIL = pattern(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|@\w{1,30}")


@dataclass(slots=True)
class Copy:
    """What a text says, in its own words. `lines` gives the line of a field's value, by the names of Article."""

    section: str | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    provider: str | None = None
    correction: list[str] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    image: Image | None = None
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def markup(self) -> str:
        """The text: paragraphs, captions and credits in order, a blank line between them."""
        return "\n\n".join(paragraph.text for paragraph in self.body)

    @property
    def has_text(self) -> bool:
        """Whether there is a paragraph that is not a caption."""
        return any(read_caption(paragraph.text) is None for paragraph in self.body)


def read_copy(text: str, first: int, title: str | None = None) -> Copy:
    """Read `text`, whose first line is line `first` of its file; `title` is the headline where it is known already."""
    copy = Copy(title=title)
    paragraphs = split(text, first, lambda number, line: number < first + _HEAD and _stands_alone(line))
    head = True
    for at, paragraph in enumerate(paragraphs):
        if head and len(paragraph.text) <= _LONGEST_META:
            above = copy.title is None and copy.section is None and at + 1 < len(paragraphs)
            if above and _section(paragraph, paragraphs[at + 1], copy):
                continue
            if (copy.title is not None or _headline_follows(paragraphs, at)) and _meta(paragraph, copy):
                continue
            if copy.title is not None and not copy.authors and not copy.body and _placed(paragraphs, at, copy):
                continue
        if copy.title is None:
            if not any(character.isalnum() for character in paragraph.text):
                continue
            _put(copy, "title", _HEADLINE.sub("", paragraph.text, count=1), paragraph)
        elif title is not None and not copy.body and paragraph.text == " ".join(title.split()):
            continue
        elif is_correction(paragraph.text):
            copy.correction.append(paragraph.text)
            copy.lines.setdefault("correction", paragraph.line)
        else:
            copy.body.append(paragraph)
            head = len(copy.body) < _STANDFIRSTS
    _dateline(copy)
    _foot(copy)
    _caption(copy)
    return copy


def _headline_follows(paragraphs: list[Paragraph], at: int) -> bool:
    """Whether what stands first may be a byline or a date; before a sentence it is the headline ("By Royal Decree")."""
    return at + 2 < len(paragraphs) and paragraphs[at + 1].text[-1] not in ".。"


def _stands_alone(line: str) -> bool:
    """Whether a line is no part of the one above or below it, though no blank line parts them."""
    return len(line) <= _LONGEST_META and (
        line[0] in _MARKS or is_correction(line) or read_byline(line) is not None or bool(read_dates(line))
    )


def _put(copy: Copy, name: str, value: str, paragraph: Paragraph) -> None:
    if getattr(copy, name) is None:
        setattr(copy, name, value)
        copy.lines[name] = paragraph.line


def _section(paragraph: Paragraph, following: Paragraph, copy: Copy) -> bool:
    text = paragraph.text
    if text.lower() in _SECTIONS and following.text[-1] not in ".。":
        _put(copy, "section", text, paragraph)
        return True
    found = _SECTION.fullmatch(text)
    if found is None or found["name"].endswith("."):
        return False
    _put(copy, "section", found["name"].strip(), paragraph)
    return True


def _meta(paragraph: Paragraph, copy: Copy) -> bool:
    """Take dates, byline and credits out of a paragraph that holds nothing else."""
    text = paragraph.text
    if _dates(text, paragraph, copy):
        return True
    # "中新社记者 陈大文 摄" is who took the picture above it.
    if not text.endswith(("攝", "摄")) and (byline := read_byline(text)):
        # Below the text's first words, only the byline itself; a credit there is part of the text.
        return (not copy.body or _is_late(byline, copy)) and _byline(byline, paragraph, copy)
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) > 1 and all(read_dates(part) or read_byline(part) or is_agency(part) for part in parts):
        for part in parts:
            if not _dates(part, paragraph, copy) and not _byline(read_byline(part), paragraph, copy):
                copy.provider = copy.provider or part
        return True
    if copy.authors and not copy.body and len(text) <= 60 and text[-1] not in ".!?。":
        # What stands below a name: "Associated Press", "Senior Correspondent", an address.
        if is_agency(text):
            copy.provider = copy.provider or text
            return True
        return copy.title is not None and (_EMAIL.fullmatch(text) is not None or _is_title_of(text))
    return False


def _placed(paragraphs: list[Paragraph], at: int, copy: Copy) -> bool:
    """Take people with their places for authors: two and more right below a headline in small letters, or one
    before a date.

    "Jane Roe in Lima and John Doe in Rome". Below "Fires and Floods", "Big Fires in Greece and Heavy Floods in Italy"
    is none.
    """
    paragraph = paragraphs[at]
    dated = at + 1 < len(paragraphs) and bool(read_dates(paragraphs[at + 1].text))
    byline = read_places(paragraph.text)
    if byline is None or not (dated or (len(byline.authors) > 1 and _is_in_small_letters(copy.title or ""))):
        return False
    return _byline(byline, paragraph, copy)


def _is_in_small_letters(headline: str) -> bool:
    """Whether a headline is written as a sentence is, so that what is below it in capitals is names."""
    return sum(word[0].islower() and len(word) > 3 for word in headline.split()) > 1


def _is_late(byline: Byline, copy: Copy) -> bool:
    return bool(byline.authors) and not byline.contributors and not copy.authors


def _is_title_of(text: str) -> bool:
    """Whether a line is somebody's role, and not the beginning of the text: "Senior Correspondent"."""
    return is_role(text) and all(word[0].isupper() or len(word) <= 3 for word in text.split())


def _dates(text: str, paragraph: Paragraph, copy: Copy) -> bool:
    found = read_dates(text)
    for name, date in found:
        _put(copy, name, date, paragraph)
    return bool(found)


def _byline(byline: Byline | None, paragraph: Paragraph, copy: Copy) -> bool:
    if byline is None:
        return False
    copy.authors = tuple(dict.fromkeys((*copy.authors, *byline.authors)))
    copy.contributors = tuple(dict.fromkeys((*copy.contributors, *byline.contributors)))
    copy.provider = copy.provider or byline.provider
    if byline.authors:
        copy.lines.setdefault("authors", paragraph.line)
    return True


def _dateline(copy: Copy) -> None:
    """A dateline names an agency, and in Chinese the reporters; it stays in the text."""
    opening = next((one for one in copy.body if read_caption(one.text) is None), None)
    if opening is None:
        return
    unsigned = not copy.authors
    for named in in_brackets(split_dateline(opening.text)[0]):
        if is_agency(named):
            copy.provider = copy.provider or named
        elif unsigned:
            _byline(read_byline(named), opening, copy)


def _foot(copy: Copy) -> None:
    """Credits below the text. Helpers and editors stay there too, for feeds that can't name them otherwise."""
    for paragraph in copy.body[-_FOOT:]:
        if len(copy.body) < 2 or len(paragraph.text) > _LONGEST_META or read_caption(paragraph.text):
            continue
        byline = read_byline(paragraph.text)
        if byline is None:
            continue
        if copy.authors:
            helpers = (*byline.authors, *byline.contributors)
            copy.contributors = tuple(
                dict.fromkeys((*copy.contributors, *(one for one in helpers if one not in copy.authors)))
            )
            copy.provider = copy.provider or byline.provider
        else:
            _byline(byline, paragraph, copy)
            if byline.authors and not byline.contributors:
                copy.body.remove(paragraph)


def _caption(copy: Copy) -> None:
    """The first caption, with the credit on a line of its own beside it where it holds none itself."""
    read = [read_caption(paragraph.text) or ("", "") for paragraph in copy.body]
    for at, (caption, credit) in enumerate(read):
        if caption:
            beside = (read[at - 1] if at else ("", ""), *read[at + 1 : at + 2])
            alone = next((other for words, other in beside if other and not words), "")
            copy.image = Image(caption=caption, credit=credit or alone)
            copy.lines["image"] = copy.body[at].line
            return
