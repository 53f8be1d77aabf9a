"""What stands between a headline and the text, and is not how the text begins: a byline, a date, a caption, a note."""

from __future__ import annotations

import re

from entries.captions import read_caption
from entries.names import is_suffix
from entries.patterns import pattern
from entries.phrases import is_correction

# What an editor says of the article before it begins.
_NOTE = pattern(
    r"(?:editor(?:['’]s|s['’]|ial) note|publisher['’]s note|note to readers|編者按|编者按|編按|编按)\s?[:：]"
    r"|\(?(?:an earlier version of this (?:article|story|report|headline)"
    r"|this (?:article|story|report|headline) (?:has been|was|is being) (?:updated|corrected|amended))\b",
    re.IGNORECASE,
)
# Whoever it names, and though it can't be read: "By Jane Roe, 4 March 2024". A sentence ends ("By Monday, …").
_SIGNED = pattern(r"(?:By|BY):?\s(?=[^\W\d_a-z])")
_SENTENCE_END = pattern(r"[.!?…:：。][\"'”’)\]]*$")
_LONGEST = 250  # characters


def is_no_opening(text: str) -> bool:
    """Whether a paragraph (one line) of plain text is none that a summary may be made of."""
    return read_caption(text) is not None or is_correction(text) or _NOTE.match(text) is not None or is_unread(text)


def is_unread(text: str) -> bool:
    """Whether `text` begins as a byline does and is no sentence."""
    if len(text) > _LONGEST or not _SIGNED.match(text):
        return False
    return _SENTENCE_END.search(text) is None or is_suffix(text.rpartition(" ")[2])


def names_no_news(text: str) -> bool:
    """Whether a short paragraph of a marked-up text is a caption, or says who wrote the article or when."""
    from entries.bylines import read_byline
    from entries.date_lines import read_dates

    return is_no_opening(text) or read_byline(text) is not None or bool(read_dates(text))
