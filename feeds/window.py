"""Which entries a feed shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from feeds.model import WINDOW_CAP


def cut(rows: Sequence[tuple[str, datetime]], limit: int, keep: timedelta) -> list[str]:
    """The ids of a feed's window, out of its members as (id, published), newest first and then by id.

    The newest `limit`, and everything published within `keep` of the newest one, at most WINDOW_CAP × `limit`:
    counted from the data and never from the clock, so a reader that polls once a day misses nothing of a busy one.
    """
    shown = rows[: limit * WINDOW_CAP]
    if len(shown) > limit:
        oldest = shown[0][1] - keep
        shown = [row for place, row in enumerate(shown) if place < limit or row[1] >= oldest]
    return [id for id, _ in shown]
