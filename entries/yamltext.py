"""YAML as its author wrote it: mappings, lists, and scalars that stay text.

Reads the parser's events, one after the other, so that nothing hostile is ever built: no tag makes an
object, an alias is the value it stands for and never a copy of it, and depth, nodes and aliases are
counted while they come in.
"""

from __future__ import annotations

from typing import Any

import yaml

DEPTH = 32
NODES = 5_000
ALIASES = 20

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# The stubs give events none of their attributes.
_Event = Any
_NULLS = frozenset(("", "~", "null"))


_QUOTE = 'A value with ": ", "#" or a quotation mark in it needs quotation marks around it.'


class YAMLError(ValueError):
    """Text that is no YAML mapping we read, and what to do. `line` counts from 0 within that text."""

    def __init__(self, problem: str, line: int, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.remedy = remedy


def read(text: str) -> tuple[dict[str, object], dict[str, int]]:
    """Read one mapping: its values (str, None, list, dict) and the line of every key, from 0.

    Keys of a mapping inside it are in the lines as "outer.inner". Raises YAMLError.
    """
    try:
        return _Reader(text).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "end of stream" in (error.problem or ""):  # a quotation mark that is never closed: name where it opens
            mark = error.context_mark or mark
        line = mark.line if mark else 0
        raise YAMLError(error.problem or str(error.context), line, _remedy(text, line)) from error
    except yaml.reader.ReaderError as error:
        raise YAMLError(f"character U+{_code(error.character):04X} is not allowed", _line_of(text, error)) from error
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise YAMLError(f"character U+{code:04X} is not allowed", text.count("\n", 0, error.start)) from error


def _remedy(text: str, line: int) -> str:
    """What helps against a line that the parser can't read. https://yaml.org/spec/1.2.2/#61-indentation-spaces"""
    lines = text.split("\n")
    read = lines[line] if line < len(lines) else ""
    tab = "\t" in read[: len(read) - len(read.lstrip())]
    return "Indent it with spaces: YAML takes no tabs there." if tab else _QUOTE


def _code(character: object) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")


def _line_of(text: str, error: yaml.reader.ReaderError) -> int:
    position = error.position if isinstance(error.position, int) else 0
    return text.count("\n", 0, position)


class _Reader:
    """One document being read: the parser, and what it has counted so far."""

    def __init__(self, text: str) -> None:
        self.next = _Loader(text).get_event
        self.anchors: dict[str, object] = {}
        self.nodes = 0
        self.aliases = 0
        self.lines: dict[str, int] = {}

    def document(self) -> tuple[dict[str, object], dict[str, int]]:
        self.next()  # the stream's start
        event = self.next()
        if type(event) is yaml.StreamEndEvent:
            return {}, {}
        event = self.next()
        if type(event) is not yaml.MappingStartEvent:
            if type(event) is yaml.ScalarEvent and event.value == "":
                return {}, {}
            remedy = "Begin each line with a key and a colon, such as  title: …"
            raise YAMLError("it is not a list of `key: value` lines", event.start_mark.line, remedy)
        values = self.mapping(event, 0, "")
        self.next()  # the document's end
        event = self.next()
        if type(event) is not yaml.StreamEndEvent:
            remedy = "Take the line --- out, or close the front matter there."
            raise YAMLError("a second document begins here", event.start_mark.line, remedy)
        return values, self.lines

    def value(self, event: _Event, depth: int, path: str) -> object:
        kind = type(event)
        self.nodes += 1
        if self.nodes > NODES:
            raise YAMLError(f"more than {NODES:,} values", event.start_mark.line)
        value: object
        if kind is yaml.ScalarEvent:
            value = None if event.implicit[0] and event.value in _NULLS else event.value
        elif kind is yaml.AliasEvent:
            return self.alias(event)
        elif depth >= DEPTH:
            raise YAMLError(f"nested deeper than {DEPTH}", event.start_mark.line)
        elif kind is yaml.MappingStartEvent:
            return self.mapping(event, depth + 1, path)
        else:
            value = self.sequence(depth + 1)
        if event.anchor:
            self.anchors[event.anchor] = value
        return value

    def alias(self, event: _Event) -> object:
        self.aliases += 1
        if self.aliases > ALIASES:
            raise YAMLError(f"more than {ALIASES} aliases", event.start_mark.line)
        if event.anchor not in self.anchors:
            remedy = "A value that begins with * needs quotation marks around it."
            raise YAMLError(f"*{event.anchor} stands for nothing", event.start_mark.line, remedy)
        return self.anchors[event.anchor]

    def sequence(self, depth: int) -> list[object]:
        items: list[object] = []
        event = self.next()
        while type(event) is not yaml.SequenceEndEvent:
            items.append(self.value(event, depth, "-"))
            event = self.next()
        return items

    def mapping(self, start: _Event, depth: int, path: str) -> dict[str, object]:
        values: dict[str, object] = {}
        merged: list[object] = []
        event = self.next()
        while type(event) is not yaml.MappingEndEvent:
            line = event.start_mark.line
            key = event.value if type(event) is yaml.ScalarEvent else self.value(event, depth, "-")
            if not isinstance(key, str):
                raise YAMLError("a key that is no text", line, "Write one word before the colon.")
            if key in values:
                raise YAMLError(f"{key!r} is there twice", line, "Keep one of them.")
            value = self.value(self.next(), depth, key if depth == 0 else "-")
            if key == "<<":
                merged += value if isinstance(value, list) else [value]
            else:
                values[key] = value
                if depth == 0:
                    self.lines[key] = line
                elif depth == 1 and path != "-":
                    self.lines[f"{path}.{key}"] = line
            event = self.next()
        for other in merged:
            if isinstance(other, dict):
                values = {**other, **values}
        if start.anchor:
            self.anchors[start.anchor] = values
        return values
