"""What an editor should know of a feed, each rule with its source: where its data or the configuration makes
a reader show something wrong, or a validator warn, and no format can help. It is published all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from entries.model import Problem, Record
from entries.patterns import pattern
from feeds.formats._shown import tag
from feeds.formats.rss import is_channel_image, is_editor
from feeds.model import Document, Feed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 5_000_000  # bytes; https://validator.w3.org/feed/docs/error/ValidatorLimit.html
_CLOCKS_DIFFER = timedelta(minutes=10)

_END_TAG = pattern(r"</[a-z]\w*>", re.IGNORECASE)


def check(feed: Feed, now: datetime) -> tuple[Problem, ...]:
    """What an editor should know about this feed, in a stable order.

    What is said of an entry is the same for every feed that shows it.
    """
    return (*_about_feed(feed), *_about_entries(feed.records, now))


def check_document(document: Document) -> tuple[Problem, ...]:
    """What an editor should know about a document's size."""
    size = len(document.body)
    if size <= LARGEST:
        return ()
    return (
        _warning(
            "large-document",
            document.path,
            f"is {size / 1e6:.1f} MB; readers and validators stop at 5 MB.",
            'Lower its `limit`, or set content = "summary".',
        ),
    )


def _about_feed(feed: Feed) -> Iterator[Problem]:
    if feed.managing_editor is not None and not is_editor(feed.managing_editor):
        yield _warning(
            "managing-editor",
            feed.path,
            f'managing_editor "{feed.managing_editor}" is left out of the RSS feed.',
            'Write "ann@example.org (Ann Author)" (https://www.rssboard.org/rss-profile#data-types-email).',
        )
    if feed.image is not None and not is_channel_image(feed.image):
        yield _warning(
            "image-type",
            feed.path,
            f"{feed.image} is left out of the RSS feed.",
            "RSS takes GIF, JPEG and PNG (https://www.rssboard.org/rss-profile#element-channel-image-url).",
        )
    if feed.language is not None and not tag(feed.language):
        yield _warning(
            "language",
            feed.path,
            f'"{feed.language}" is no language tag, and left out.',
            'Write one such as "en" or "zh-Hant" (https://www.rfc-editor.org/rfc/rfc5646).',
        )


def _about_entries(records: Sequence[Record], now: datetime) -> Iterator[Problem]:
    for record in records:
        for name, moment in (("published", record.published), ("updated", record.updated)):
            if moment > now + _CLOCKS_DIFFER:
                yield _warning(
                    "future-date",
                    record.ref,
                    f"{name} {moment:%Y-%m-%d %H:%M} UTC is in the future.",
                    "Some readers keep it on top until then.",
                )
            elif moment < EPOCH:
                yield _warning(
                    "old-date",
                    record.ref,
                    f"{name} {moment.date().isoformat()} is before 1970.",
                    "Some readers show a date in the future instead.",
                )
        if _END_TAG.search(record.title):
            yield _warning(
                "title-markup",
                record.ref,
                "the title holds a tag, as text.",
                "Some readers drop it; a title is best without.",
            )


def _warning(code: str, where: str, problem: str, remedy: str) -> Problem:
    return Problem(level="repaired", code=code, where=where, problem=problem, remedy=remedy)
