"""Which articles sitemaps list, and where. Pure.

https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import datetime

    from entries.model import Record

# "no more than 50,000 URLs" in one sitemap (https://www.sitemaps.org/protocol.html#index); at the longest address
# there is, half of them reach 50 MB, and no publication has such addresses.
MOST = 50_000
# "The <loc> value must be less than 2,048 characters" (https://www.sitemaps.org/protocol.html#locdef).
_LONGEST = 2047
# "Include up to 1,000 URLs", "only … articles created in the last two days"
# (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
NEWS_MOST = 1000
NEWS_AGE = timedelta(days=2)


class Address(NamedTuple):
    """One article in a sitemap."""

    link: str
    updated: datetime


def is_listed(record: Record, site: str) -> bool:
    """Whether a live entry's page is for everybody to find, and on the site itself.

    "All URLs in a Sitemap must be from a single host" (https://www.sitemaps.org/protocol.html#location).
    """
    return (
        record.access == "public"
        and record.syndicate != "none"
        and record.withdrawn is None
        and not record.noindex
        and urlsplit(record.link).netloc == urlsplit(site).netloc
        and len(record.link) <= _LONGEST
    )


def month_of(record: Record) -> str:
    """The sitemap that lists it, "2026-11" in UTC: an edit rewrites one month, whatever there is besides."""
    return record.published.astimezone(UTC).strftime("%Y-%m")


def month_path(path: str, month: str, part: int) -> str:
    """Where a month's sitemap is, beside the index at `path`: "sitemap-2026-11.xml", "-2" where there is a second."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}-{month}{f'-{part}' if part > 1 else ''}{dot}{suffix}"


def recent(rows: Sequence[tuple[str, datetime]]) -> list[str]:
    """The ids of a news sitemap, out of entries as (id, published), newest first.

    Two days back from the newest article and not from the clock: the same content is the same bytes.
    """
    return [id for id, published in rows[:NEWS_MOST] if rows[0][1] - published <= NEWS_AGE]
