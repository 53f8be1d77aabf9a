"""JSON as its author wrote it: numbers and other scalars stay text, a name given twice is noticed.

The standard library's decoder, because it alone keeps lone surrogates (for `text.clean` to repair)
and hands out numbers as they are written, however long.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import cast

DEPTH = 64


class JSONError(ValueError):
    """Text that is no JSON we read. `position` counts characters from the start of the text."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.position = position


class Decoder:
    """Decodes values one at a time. `twice` holds the names the last value gave twice."""

    def __init__(self) -> None:
        self.twice: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=str, parse_float=str, parse_constant=str, strict=False
        )

    def decode(self, text: str, position: int) -> tuple[object, int]:
        """Decode the value that starts at `position`: str, None, list or dict, and where it ends. Raises JSONError."""
        self.twice.clear()
        try:
            value, end = self._decoder.raw_decode(text, position)
            return texts(value), end
        except json.JSONDecodeError as error:
            raise JSONError(error.msg[:1].lower() + error.msg[1:], error.pos) from error
        except RecursionError as error:
            raise JSONError(f"nested deeper than {DEPTH}", position) from error

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        values = dict(pairs)
        if len(values) != len(pairs):
            counts = Counter(name for name, _ in pairs)
            self.twice += [name[:80] for name, count in counts.items() if count > 1]
        return values


def texts(value: object, depth: int = 0) -> object:
    """A value with every scalar in it as text; None stays. Raises RecursionError beyond DEPTH."""
    if isinstance(value, str) or value is None:
        return value
    if depth > DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        return {key: texts(item, depth + 1) for key, item in cast(dict[str, object], value).items()}
    if isinstance(value, list):
        return [texts(item, depth + 1) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)
