"""The lead image, read back from what a feed shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from entries.model import Image
from feeds.formats.atom import Atom
from feeds.formats.jsonfeed import JSONFeed
from feeds.formats.rss import RSS
from feeds.lead_image import FORMATS, lead_image
from feeds.model import Variant

Make = Callable[..., Any]
FORMATS_OF_OURS = {format.name: format for format in (RSS(), Atom(), JSONFeed())}
URL = "https://harbourpost.example/images/a.jpg?w=1&h=2"


@pytest.mark.parametrize("name", FORMATS)
def test_the_image_is_found_in_every_format(name: str, an_entry: Make) -> None:
    """Its address as the entry has it, whatever the format escapes."""
    fragment = FORMATS_OF_OURS[name].entry(an_entry(image=Image(url=URL, alt="A")), Variant())
    assert lead_image(name, fragment) == URL


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("image", [None, Image(caption="Words alone"), Image(url=URL, syndicate="none")])
def test_an_image_that_may_not_leave_is_none(name: str, image: Image | None, an_entry: Make) -> None:
    """Nor is what a text looks like: only what the feed itself shows as the lead image."""
    body = f'<p>&lt;media:thumbnail url="{URL}"/&gt;</p><p><img src="{URL}" alt=""></p>'
    entry = an_entry(image=image, body=body, title=f'<media:thumbnail url="{URL}"/>')
    assert lead_image(name, FORMATS_OF_OURS[name].entry(entry, Variant())) is None
