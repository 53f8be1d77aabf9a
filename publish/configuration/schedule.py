"""Readers of the two ways to say when: an interval and a cron expression."""

from __future__ import annotations

from publish.configuration.values import seconds, shown, text

NAMES = {
    **dict(zip(("sun", "mon", "tue", "wed", "thu", "fri", "sat"), "0123456", strict=True)),
    **dict(zip(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep"), "123456789", strict=True)),
    **{"oct": "10", "nov": "11", "dec": "12"},
}
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def interval(value: object) -> str:
    """A duration, kept as written, that is no shorter than a second."""
    if seconds(value) < 1:
        raise ValueError(f"{shown(value)} is shorter than a second")
    return text(value)


def cron(value: object) -> str:
    """Five fields as crontab(5) has them, by their shape."""
    given = text(value)
    fields = given.split()
    if len(fields) != len(_BOUNDS):
        raise ValueError(f'{shown(given)} is no cron expression; write five fields like "*/15 6-23 * * *"')
    for field, (least, most) in zip(fields, _BOUNDS, strict=True):
        for item in field.split(","):
            if not _within(item, least, most):
                raise ValueError(f'"{item}" in {shown(given)} is no cron field from {least} to {most}')
    return given


def _within(item: str, least: int, most: int) -> bool:
    span, slash, step = item.partition("/")
    ends = [str(least)] if span == "*" else [NAMES.get(end.lower(), end) for end in span.split("-", 1)]
    numbers = [*ends, step] if slash else ends
    if not all(number.isascii() and number.isdigit() for number in numbers) or int(numbers[-1] if slash else 1) == 0:
        return False
    return least <= int(ends[0]) <= int(ends[-1]) <= most
