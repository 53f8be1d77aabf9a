"""A document taken apart at its entries is the same when it is put together, and valid with only some of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import feedparser
import pytest

from feeds.formats.atom import Atom
from feeds.formats.jsonfeed import JSONFeed
from feeds.formats.rss import RSS
from feeds.splice import only, split

FORMATS = pytest.mark.parametrize("format", [RSS(), Atom(), JSONFeed()], ids=lambda format: format.name)
# What could be taken for the beginning of an entry, were it not escaped.
TEXT = "<p>one</p>\n    <item>\n  <entry>\n  <pre>\n    {}\n    {},\n</item></entry></pre>"


@FORMATS
def test_together_they_are_the_document(format: Any, write: Callable[..., bytes], an_entry: Callable[..., Any]) -> None:
    """Head, entries and tail give back every byte, whatever the entries hold."""
    body = write(format, [an_entry(name=f"n{n}", title=f"Title {n} <item>", body=TEXT) for n in range(3)])
    parts = split(body)
    assert parts is not None
    assert len(parts.entries) == 3
    assert only(parts, range(3)) == body


@FORMATS
@pytest.mark.parametrize("keep", [(), (0,), (1,), (2,), (0, 2)])
def test_some_are_a_whole_document(
    format: Any, keep: tuple[int, ...], write: Callable[..., bytes], an_entry: Callable[..., Any]
) -> None:
    """With some of its entries it is what the format itself would write with these."""
    entries = [an_entry(name=f"n{n}", title=f"Title {n}", body=TEXT, language="zh" if n else "en") for n in range(3)]
    parts = split(write(format, entries))
    assert parts is not None
    kept = only(parts, keep)
    if format.name == "json":
        import json

        assert [item["title"] for item in json.loads(kept)["items"]] == [f"Title {n}" for n in keep]
    else:
        parsed = feedparser.parse(kept)
        assert not parsed.bozo
        assert [entry.title for entry in parsed.entries] == [f"Title {n}" for n in keep]


@pytest.mark.parametrize("body", [b"", b"<html><body></body></html>", b'{"items": []}', b"\x00\xff"])
def test_other_documents_have_no_parts(body: bytes) -> None:
    """What shows no entries as a feed of ours does is left alone."""
    assert split(body) is None
