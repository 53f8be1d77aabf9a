"""One bad character must never take a feed down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

Value = TypeVar("Value")
Result = TypeVar("Result")


def safely(write: Callable[[Value], Result], value: Value) -> Result:
    """`write(value)`, and once more with every text cleaned if a character in it can't be written.

    Text arrives clean, so the common path costs nothing; but one bad character that slipped through
    would raise from lxml or the encoder and take a whole feed down.
    """
    try:
        return write(value)
    except (ValueError, TypeError):
        return write(cast(Value, _cleaned(value)))


def _cleaned(value: Any) -> Any:  # any of the values, and what they hold
    from entries.text import clean

    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        items = [_cleaned(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value
