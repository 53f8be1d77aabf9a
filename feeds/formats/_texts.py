"""The words of the page for people and of the OPML file, in the languages they speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parents[1] / "templates"

_TRADITIONAL = {"hant", "hk", "mo", "tw"}


class Texts:
    """The words of one language; `language` is its BCP 47 tag."""

    def __init__(self, language: str, words: Mapping[str, Any]) -> None:  # words: as tomllib reads them
        self.language = language
        self._words = words

    def __getitem__(self, name: str) -> str:
        return str(self._words[name])

    def date(self, moment: datetime) -> str:
        """The day of `moment`, in its own time zone, as this language writes it."""
        months = self._words.get("months")
        month = months[moment.month - 1] if months else moment.month
        return self["date"].format(day=moment.day, month=month, year=moment.year)


def texts_in(language: str | None) -> Texts:
    """The texts for a publication's language: Chinese in either script, else English."""
    subtags = (language or "").casefold().split("-")
    spoken = "en"
    if subtags[0] == "zh":
        spoken = "zh-Hans" if "hans" in subtags or _TRADITIONAL.isdisjoint(subtags) else "zh-Hant"
    elif subtags[0] == "yue":
        spoken = "zh-Hans" if "hans" in subtags else "zh-Hant"
    return Texts(spoken, _all_texts()[spoken])


@cache
def _all_texts() -> dict[str, Any]:
    import tomllib

    return tomllib.loads((TEMPLATES / "texts.toml").read_text(encoding="utf-8"))
