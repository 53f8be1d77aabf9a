"""A publication of any size, the same on every machine: python corpus.py COUNT FOLDER

Markdown articles of about 4.7 KB with YAML front matter; 20 sections, 300 tags (three an article) and
200 authors. They are one hour apart, so no feed's window grows beyond its limit by `keep`.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

SECTIONS = (
    "Politics", "Business", "Health", "Environment", "Science", "Technology", "Culture", "Books", "Film", "Music",
    "Food", "Travel", "Housing", "Education", "Transport", "Law", "Football", "Rugby", "Weather", "Opinion",
)  # fmt: skip
TAGS = 300
AUTHORS = 200
TAGS_AN_ARTICLE = 3
NEWEST = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)

_VOCABULARY = (
    "the of and to a in that is for it was on with as be by at this have from or had but not are they which said one "
    "you were all there would their we him been has when who will more no if out so up into than them can only other "
    "new some could time these two may then do first any my now such like our over man me even most made after also "
    "did many before must through back years where much your way well down should because each just those people "
    "harbour council minister ferry market school hospital river report budget climate research election history "
    "library station vote water energy trade bridge island teacher doctor reader island court museum garden winter "
    "summer morning evening engine village mountain neighbour weather question answer letter number company worker "
    "city country street house family child student season record result plan decision meeting measure review change"
)
_FIRST_NAMES = "Ada Ben Chi Dora Eli Fay Gus Hana Ivo Jun Kit Lea Max Nia Oto Pia Rui Sam Tess Uma"
_LAST_NAMES = "Abbot Brandt Chan Diaz Evers Fung Grant Hale Imai Jonas"
_WORDS, _FIRST, _LAST = (_VOCABULARY.split(), _FIRST_NAMES.split(), _LAST_NAMES.split())


def tag(number: int) -> str:
    """The name of a tag, from 0."""
    return f"{_WORDS[number % 97]} {number:03d}"


def author(number: int) -> str:
    """The name of an author, from 0; no two are the same."""
    return f"{_FIRST[number % 20]} {_LAST[number // 20 % 10]}"


def article(number: int, count: int) -> tuple[str, str]:
    """The path below the content folder and the text of one article; a higher number is newer."""
    random = Random(f"article {number}")
    section = SECTIONS[number % len(SECTIONS)]
    tags = random.sample(range(TAGS), TAGS_AN_ARTICLE)
    published = NEWEST - timedelta(hours=count - 1 - number)
    front = "\n".join(
        [
            "---",
            f'title: "{_sentence(random, 6, 11)[:-1]} ({number})"',
            f"date: {published:%Y-%m-%dT%H:%M:%SZ}",
            f"section: {section}",
            "tags:",
            *(f"  - {tag(name)}" for name in tags),
            f"authors: [{author(number if number < AUTHORS else random.randrange(AUTHORS))}]",
            f'summary: "{_sentence(random, 18, 26)}"',
            "---",
            "",
        ]
    )
    return f"{section.lower()}/article-{number:06d}.md", front + "\n" + _body(random)


def _sentence(random: Random, shortest: int, longest: int) -> str:
    words = random.choices(_WORDS, k=random.randint(shortest, longest))
    return " ".join(words).capitalize() + "."


def _paragraph(random: Random) -> str:
    sentences = [_sentence(random, 10, 20) for _ in range(6)]
    words = sentences[1].split()
    words[2] = f"*{words[2]}*"
    words[5] = f"[{words[5]}](https://example.org/{words[6].strip('.')}?from=feed&page={random.randint(1, 99)})"
    sentences[1] = " ".join(words)
    return " ".join(sentences)


def _body(random: Random) -> str:
    parts = [_paragraph(random), _paragraph(random)]
    parts.append("## " + _sentence(random, 3, 6)[:-1])
    items = [f"- **{_sentence(random, 2, 4)}** {_sentence(random, 6, 12)}" for _ in range(3)]
    parts += [_paragraph(random), "\n".join(items)]
    parts += [_paragraph(random), "> " + _sentence(random, 14, 24), _paragraph(random)]
    parts.append("### " + _sentence(random, 3, 6)[:-1])
    parts += [_paragraph(random), "1. " + _sentence(random, 6, 12) + "\n2. Salt & pepper, 3 < 5.", _paragraph(random)]
    return "\n\n".join(parts) + "\n"


def write(count: int, folder: Path) -> None:
    """Write `count` articles below `folder`."""
    for section in SECTIONS:
        (folder / section.lower()).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path, text = article(number, count)
        (folder / path).write_text(text, encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description="Write a publication for benchmarks.")
    arguments.add_argument("count", type=int, help="how many articles")
    arguments.add_argument("folder", type=Path, help="where to write them")
    given = arguments.parse_args()
    write(given.count, given.folder)


if __name__ == "__main__":
    main()
