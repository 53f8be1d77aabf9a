"""Which entries a document shows: a feed its newest and what is on no page yet, an archive page those that it holds."""

from collections.abc import Container
from datetime import datetime

from feeds.model import WINDOW_CAP
from feeds.spec import FeedSpec
from feeds.window import cut
from publish.building.archives import Archives
from publish.store import Agenda, FeedRow


def shown(
    agenda: Agenda, archives: Archives, row: FeedRow, spec: FeedSpec, broken: Container[str], count: int
) -> tuple[list[str], list[str]]:
    """What could be shown, and what is: ids, newest first. `broken` are `count` entries that can't be rendered."""
    if archives.is_page(row):
        could = [id for id, _ in archives.shown(row)]
        return could, [id for id in could if id not in broken]
    rows, ids = newest(agenda, row, spec, broken, count)
    # What is beyond the window and on no page yet: with its pages, a feed holds every entry.
    beyond = [id for id in archives.waiting(row) if id not in ids]
    return [*(id for id, _ in rows), *beyond], [*ids, *(id for id in beyond if id not in broken)]


def newest(
    agenda: Agenda, row: FeedRow, spec: FeedSpec, broken: Container[str] = frozenset(), count: int = 0
) -> tuple[list[tuple[str, datetime]], list[str]]:
    """The newest members of a feed as (id, published), and the ids of its window."""
    # Most windows hold `limit` entries: the few that reach further ask again.
    enough = spec.limit + 1 + count
    rows = agenda.window(row.feed, enough)
    if len(rows) == enough and rows[0][1] - rows[-1][1] <= spec.keep:
        rows = agenda.window(row.feed, spec.limit * WINDOW_CAP + count)
    return rows, cut([each for each in rows if each[0] not in broken], spec.limit, spec.keep)
