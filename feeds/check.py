"""What an editor should know of a feed, each rule with its source: where its data or the configuration makes
a reader show something wrong, or a validator warn, and no format can help. It is published all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from entries.model import Problem
from feeds.formats._shown import tag
from feeds.formats.rss import is_channel_image, is_editor
from feeds.model import Document, Feed

LARGEST = 5_000_000  # bytes; https://validator.w3.org/feed/docs/error/ValidatorLimit.html


def check(feed: Feed) -> tuple[Problem, ...]:
    """What an editor should know about this feed, in a stable order."""
    return tuple(_about_feed(feed))


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


def _warning(code: str, where: str, problem: str, remedy: str) -> Problem:
    return Problem(level="repaired", code=code, where=where, problem=problem, remedy=remedy)
