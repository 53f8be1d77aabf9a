"""Which entries go to which archive page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import closing, page_at, page_path


@given(st.integers(0, 60), st.sets(st.integers(0, 60)), st.integers(1, 9))
def test_pages_are_full_and_take_the_oldest(count: int, shown: set[int], size: int) -> None:
    """Each page holds exactly so many, the oldest beyond the window first; what is left would not fill one more."""
    waiting = [str(number) for number in range(count, 0, -1)]
    window = {str(number) for number in shown}
    pages = list(closing(waiting, window, size))
    beyond = [id for id in reversed(waiting) if id not in window]
    closed = [id for page in pages for id in page]
    assert closed == beyond[: len(closed)]
    assert {len(page) for page in pages} <= {size}
    assert len(beyond) - len(closed) < size


def test_a_page_is_known_by_its_path() -> None:
    """A page's path says whose it is and which; no other path does."""
    assert page_path("section/china", 3) == "section/china/archive/3"
    assert page_at("section/china/archive/3.atom") == ("section/china", 3)
    assert page_at("section/china/archive/x.atom") is None
    assert page_at("section/china.atom") is None
