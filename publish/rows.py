"""Values of a store that every run may need."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from datetime import datetime
from typing import NamedTuple


class Remembered(NamedTuple):
    """How many present entries there are: live ones, and held ones (draft, embargo, expired …)."""

    live: int
    held: int


class FeedRow(NamedTuple):
    """One feed as it is remembered. Its id never changes; `updated` is None until it was first built.

    `was` are paths it had before, still kept up to date. `floor` is minus the published date, in
    seconds, of the oldest entry in its window.
    """

    feed: int
    spec: str
    key: str
    name: str
    path: str
    id: str
    was: tuple[str, ...]
    spec_digest: str
    list_digest: str
    updated: datetime | None
    floor: int | None
    entries: int
    title: str
    dirty_seq: int
    rendered_seq: int
    ended: bool
