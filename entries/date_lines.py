"""Lines of a text that hold nothing but its dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC

from entries.dates import DateError, parse
from entries.patterns import pattern
from entries.text import line

_LABEL = pattern(
    r"""(?:
      (?P<published>
        (?:first\ )?(?:re)?published(?:\ (?:on|at))?|posted(?:\ (?:on|at))?|(?:publication\ )?date(?=:)
        |(?:發布|發佈|发布|發表|发表|刊登|刊出|出版)(?:時間|时间|日期|於|于)?|(?:日期|時間|时间)(?=:))
      |(?P<updated>
        (?:last\ )?(?:updated|modified)(?:\ (?:on|at))?
        |(?:最後|最后)?(?:更新|修改|修訂|修订)(?:時間|时间|日期|於|于)?)
    )\s?(?P<colon>:?)\s?""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 160  # characters: a line of two labelled dates
_LONGEST_CLAIM = 40
_YEAR = pattern(r"(?<!\d)\d{4}(?!\d)")
_BETWEEN = " |·•,;/()"


def read_dates(text: str) -> tuple[tuple[str, str], ...]:
    """The dates of a line that holds nothing else, as ("published" or "updated", the author's text); () otherwise.

    With a label ("Published:", "更新：") or as a full date by itself ("11:30am, 20 Apr, 2023"). A labelled date
    that can't be read counts: its author meant one, and must hear of it.
    """
    if len(text) > _LONGEST or not any(character.isdecimal() for character in text):
        return ()
    text = unicodedata.normalize("NFKC", line(text))
    labels = [match for match in _LABEL.finditer(text) if not text[: match.start()][-1:].isalpha()]
    found = []
    before = text[: labels[0].start()] if labels else text
    if before := before.strip(_BETWEEN):
        if not _is_date(before):
            return ()
        found.append(("published", before))
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(text)
        value = text[label.end() : end].strip(_BETWEEN)
        if not (_is_date(value) or (label["colon"] and len(value) <= _LONGEST_CLAIM and _YEAR.search(value))):
            return ()
        found.append(("published" if label["published"] else "updated", value))
    return tuple(found)


def _is_date(text: str) -> bool:
    if text.isdecimal():
        return False
    try:
        parse(text, UTC)
    except DateError as error:
        return error.code != "unreadable-date"
    return True
