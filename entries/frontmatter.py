"""Front matter: what an author declares above the text.

    ---            YAML (closed by --- or ...)
    +++            TOML
    ;;;  or  {     JSON
    Title: …       plain metadata lines, for Markdown (`header`)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from entries.errors import InvalidEntry
from entries.jsontext import Decoder, JSONError, texts
from entries.model import Problem
from entries.patterns import pattern

LIMIT = 1_000_000  # characters

_OPENING = pattern(r"\s*(?:(---|\+\+\+|;;;)[ \t]*(?:\n|\Z)|(?=\{\s*[\"}]))")
_CLOSING = {
    "---": pattern(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": pattern(r"^\+\+\+[ \t]*$", re.MULTILINE),
    ";;;": pattern(r"^;;;[ \t]*$", re.MULTILINE),
}
# tomllib takes time quadratic in the parts of one dotted key.
_LONG_PATH = pattern(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""")
_TOML_KEY = pattern(r"^[ \t]*(?:\[\[?[ \t]*)?[\"']?([\w-]+)", re.MULTILINE)
_JSON_KEY = pattern(r"^[ \t{]*\"([^\"\\\n]*)\"[ \t]*:", re.MULTILINE)
_HEADER_LINE = pattern(r" {0,3}([A-Za-z][A-Za-z0-9_-]*):(?:[ \t]+(.*))?\Z")
_HEADER_MARKS = frozenset(("title", "date", "status", "draft", "slug", "authors", "modified", "embargo", "expires"))


class FrontMatter(NamedTuple):
    """Values as their author wrote them: str, None, list or dict. `lines` gives the file's line of a key."""

    values: Mapping[str, object]
    lines: Mapping[str, int] = {}


def split(text: str, where: str) -> tuple[FrontMatter | None, str, int]:
    """Split a file's text into front matter, body and the line the body starts on, from 1.

    `text` has its byte order mark removed and "\\n" newlines. Raises InvalidEntry for front matter
    that can't be read, with the line.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None, text, 1
    start = opening.end()
    first = text.count("\n", 0, start) + 1
    fence = opening[1]
    if fence is None:
        return _bare_json(text, start, first, where)
    closing = _CLOSING[fence].search(text, start)
    if closing is None:
        problem = f"the front matter that begins with {fence} has no end"
        raise _broken(where, first - 1, problem, f"Close it with a line {fence} of its own.")
    block = text[start : closing.start()]
    if len(block) > LIMIT:
        problem = f"the front matter is longer than {LIMIT:,} characters"
        raise _broken(where, first, problem, "Is a closing line missing?")
    read = {"---": _yaml, "+++": _toml, ";;;": _json}[fence]
    front = read(block, first, where)
    end = closing.end() + 1
    return front, text[end:], first + text.count("\n", start, closing.start()) + 1


def header(text: str, where: str) -> tuple[FrontMatter | None, str, int]:
    """Split off `Key: value` lines at the very top of a Markdown file, as Pelican has them.

    A line that is indented by four spaces goes on with the value above it. The lines end at the first
    that is neither; they count only when they declare something that prose does not begin with.
    """
    if not _HEADER_LINE.match(text[: max(text.find("\n"), 0) or len(text)]):
        return None, text, 1
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    position, number, key = 0, 1, ""
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        found = _HEADER_LINE.match(line)
        if found:
            key = found[1]
            if key in values:
                raise _broken(where, number, f"{key!r} is there twice", "Keep one of them.")
            values[key], lines[key] = (found[2] or "").strip() or None, number
        elif line.startswith(("    ", "\t")) and line.strip():
            values[key] = f"{values[key] or ''} {line.strip()}".strip()
        else:
            break
        position, number = end + 1, number + 1
    if not _HEADER_MARKS & {key.lower() for key in values}:
        return None, text, 1
    return FrontMatter(values=values, lines=lines), text[position:], number


def _yaml(block: str, first: int, where: str) -> FrontMatter:
    from entries import yamlplain

    if (plain := yamlplain.read(block)) is not None:
        values, lines = plain
        return FrontMatter(values=values, lines={key: first + line for key, line in lines.items()})
    from entries import yamltext

    try:
        values, lines = yamltext.read(block)
    except yamltext.YAMLError as error:
        from entries.text import clean

        cleaned = clean(block)
        if cleaned != block:
            return _yaml(cleaned, first, where)
        problem = f"the front matter is not valid YAML: {error.problem}"
        raise _broken(where, first + error.line, problem, error.remedy) from error
    return FrontMatter(values=values, lines={key: first + line for key, line in lines.items()})


def _toml(block: str, first: int, where: str) -> FrontMatter:
    import tomllib

    if found := _LONG_PATH.search(block):
        line = first + block.count("\n", 0, found.start())
        raise _broken(where, line, "the front matter is nested too deeply")
    try:
        values = texts(tomllib.loads(block, parse_float=str))
    except RecursionError as error:
        raise _broken(where, first, "the front matter is nested too deeply") from error
    except ValueError as error:  # tomllib.TOMLDecodeError, and numbers too long for Python
        at = re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = first + int(at[1]) - 1 if at else first
        problem = str(error).replace(at[0], "") if at else str(error)
        raise _broken(where, line, f"the front matter is not valid TOML: {problem}") from error
    assert isinstance(values, dict)
    return FrontMatter(values=values, lines=_lines(_TOML_KEY, block, first, values))


def _json(block: str, first: int, where: str) -> FrontMatter:
    front, end = _json_object(block, len(block) - len(block.lstrip()), first, where)
    if block[end:].strip():
        line = first + block.count("\n", 0, end)
        raise _broken(where, line, "the front matter goes on after its closing brace")
    return front


def _bare_json(text: str, start: int, first: int, where: str) -> tuple[FrontMatter, str, int]:
    front, end = _json_object(text, start, first - text.count("\n", 0, start), where)
    newline = text.find("\n", end)
    newline = len(text) if newline < 0 else newline
    if text[end:newline].strip():
        raise _broken(where, text.count("\n", 0, end) + 1, "text follows the front matter's closing brace")
    return front, text[newline + 1 :], text.count("\n", 0, newline) + 2


def _json_object(text: str, start: int, first: int, where: str) -> tuple[FrontMatter, int]:
    """Read an object that starts at `start` of `text`, whose first line is `first`."""
    decoder = Decoder()
    try:
        values, end = decoder.decode(text, start)
    except JSONError as error:
        line = first + text.count("\n", 0, error.position)
        raise _broken(where, line, f"the front matter is not valid JSON: {error.problem}") from error
    if not isinstance(values, dict):
        raise _broken(where, first, "the front matter is no JSON object")
    if decoder.twice:
        raise _broken(where, first, f"{decoder.twice[0]!r} is there twice", "Keep one of them.")
    return FrontMatter(values=values, lines=_lines(_JSON_KEY, text[:end], first, values)), end


def _lines(pattern: re.Pattern[str], block: str, first: int, values: Mapping[str, object]) -> dict[str, int]:
    """The line each top-level key is first seen on, without parsing a second time."""
    lines: dict[str, int] = {}
    for number, line in enumerate(block.split("\n"), first):
        for found in pattern.finditer(line):
            if found[1] in values:
                lines.setdefault(found[1], number)
    return lines


def _broken(where: str, line: int, problem: str, remedy: str = "") -> InvalidEntry:
    return InvalidEntry(
        Problem(level="refused", code="front-matter", where=where, line=line, problem=f"{problem}.", remedy=remedy)
    )
