"""Where the articles of a JSON text are: one object, an array, an object that holds an array, or JSON Lines.

A document is walked from the outside so that every article has its line, and so that what comes before
a mistake is still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from entries import ghost
from entries.jsontext import Decoder, JSONError
from entries.patterns import pattern

# Names of the array that holds the articles, JSON Feed's first (https://www.jsonfeed.org/version/1.1/).
_HOLDERS = ("items", "articles", "entries", "posts")
# A string, with the colon that makes it a name; what opens and closes; line breaks.
_TOKEN = pattern(r'("(?>(?:[^"\\]|\\.)*)")(\s*+:)?|[{}\[\]\n]', re.DOTALL)
_POSTS = pattern(r'"posts"\s*+:\s*+(?=\[)')
_MOST_POSTS = 5
_SPACE = pattern(r"[ \t\n\r\ufeff]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One value that should be an article. `source` is its text, `line` where it begins.

    `problem` is set where the text is not JSON or says one thing twice; then there is no value. `remedy` is what helps.
    """

    line: int
    value: object = None
    source: str = ""
    problem: str = ""
    remedy: str = ""


@dataclass(slots=True, kw_only=True)
class Document:
    """The articles of one JSON text, and what stands around them. `single`: the text is one article and no more."""

    items: list[Item] = field(default_factory=list)
    around: dict[str, object] = field(default_factory=dict)
    single: bool = False


def read(text: str, lines: bool = False) -> Document:
    """Find the articles in `text`; `lines` where it is known to be JSON Lines (https://jsonlines.org)."""
    if lines or _has_lines(text):
        return Document(items=list(_lines(text)))
    return _Walk(text).document()


def _has_lines(text: str) -> bool:
    """True where each of the first two lines with something on them is an object of its own."""
    first, _, rest = text.lstrip().partition("\n")
    second = rest.lstrip().partition("\n")[0]
    return first.startswith("{") and first.rstrip().endswith("}") and second.startswith("{")


def _lines(text: str) -> Iterator[Item]:
    decoder = Decoder()
    for number, line in enumerate(text.split("\n"), 1):
        start = _after_space(line, 0)
        if start == len(line):
            continue
        try:
            value, end = decoder.decode(line, start)
            if _after_space(line, end) < len(line):
                raise JSONError("something follows the value", end)
        except JSONError as error:
            yield Item(line=number, problem=f"column {error.position + 1}: {error.problem}")
        else:
            yield _item(decoder, number, value, line.strip())


def _item(decoder: Decoder, line: int, value: object, source: str) -> Item:
    if decoder.twice:
        problem = f"{decoder.twice[0]!r} is there twice"
        return Item(line=line, source=source, problem=problem, remedy="Keep one of them.")
    return Item(line=line, value=value, source=source)


def member_lines(item: Item) -> dict[str, int]:
    """The line of every name in an object."""
    if not isinstance(item.value, dict):
        return {}
    if "\n" not in item.source:
        return dict.fromkeys(item.value, item.line)
    lines: dict[str, int] = {}
    depth, line = 0, item.line
    for token in _TOKEN.finditer(item.source):
        if token[2] and depth == 1:
            name, _ = Decoder().decode(token[1], 0) if "\\" in token[1] else (token[1][1:-1], 0)
            lines.setdefault(str(name), line)
        depth += (token[0] in "{[") - (token[0] in "}]")
        line += token[0].count("\n")
    return lines


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


class _Walk:
    """A walk along the outer values of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.decoder = Decoder()
        self.counted = 0
        self.line = 1

    def document(self) -> Document:
        document = Document()
        start = _after_space(self.text, 0)
        try:
            opening = self.text[start : start + 1]
            if opening == "[":
                end = self._array(start, document.items)
            elif opening == "{":
                end = self._object(start, document)
            else:
                raise JSONError("neither an object nor an array", start)
            if (end := _after_space(self.text, end)) < len(self.text):
                raise JSONError("something follows the value", end)
        except JSONError as error:
            line = self._line_of(error.position)
            column = error.position - self.text.rfind("\n", 0, error.position)
            wrong = Item(line=line, problem=f"column {column}: {error.problem}")
            # An article in a text that goes on wrongly is not known to be whole.
            document.items = [wrong] if document.single else [*document.items, wrong]
        return document

    def _object(self, start: int, document: Document) -> int:
        """Walk an object: either it holds the articles, or it is one."""
        members: dict[str, object] = {}
        twice: list[str] = []
        held = False
        position = _after_space(self.text, start + 1)
        while self.text[position : position + 1] != "}":
            if members or held:
                position = self._past(position, ",")
            if self.text[position : position + 1] != '"':
                raise JSONError("a name in quotation marks is missing", position)
            name, position = self.decoder.decode(self.text, position)
            key = str(name)
            position = self._past(position, ":")
            if key in members:
                twice.append(key)
            if key in _HOLDERS and not held and self.text[position : position + 1] == "[":
                held = True
                position = self._array(position, document.items)
            else:
                members[key], position = self.decoder.decode(self.text, position)
                twice += self.decoder.twice
            position = _after_space(self.text, position)
        position += 1
        export = None if held else ghost.data(members)
        if export is not None:
            document.around = export
            self._posts(start, export, document.items)
        elif held:
            document.around = members
        else:
            document.single = True
            self.decoder.twice[:] = twice
            item = _item(self.decoder, self._line_of(start), members, self.text[start:position])
            document.items.append(item)
        return position

    def _posts(self, start: int, export: dict[str, object], items: list[Item]) -> None:
        """The posts of Ghost's export again, where they stand."""
        for found in islice(_POSTS.finditer(self.text, start), _MOST_POSTS):
            if self.decoder.decode(self.text, found.end())[0] == export["posts"]:
                self._array(found.end(), items)
                return

    def _array(self, start: int, items: list[Item]) -> int:
        position = _after_space(self.text, start + 1)
        first = True
        while self.text[position : position + 1] != "]":
            if not first:
                position = self._past(position, ",")
            first = False
            line = self._line_of(position)
            value, end = self.decoder.decode(self.text, position)
            items.append(_item(self.decoder, line, value, self.text[position:end]))
            position = _after_space(self.text, end)
        return position + 1

    def _past(self, position: int, mark: str) -> int:
        position = _after_space(self.text, position)
        if self.text[position : position + 1] != mark:
            raise JSONError(f"{mark!r} is missing", position)
        return _after_space(self.text, position + 1)

    def _line_of(self, position: int) -> int:
        """The line of a position, counted on from the last one asked for."""
        if position < self.counted:
            return self.text.count("\n", 0, position) + 1
        self.line += self.text.count("\n", self.counted, position)
        self.counted = position
        return self.line
