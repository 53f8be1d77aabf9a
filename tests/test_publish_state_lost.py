"""The state is lost and there is no ledger: what moved is found where it was, under its id, from documents alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from publish.respond import Response, respond
from publish.serving.keeper import keeper
from publish.testing import CONFIG, Site

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SUFFIXES = {"rss": ".rss", "atom": ".atom", "json": ".json"}


def article(title: str, day: int) -> str:
    return f"---\ntitle: {title}\ndate: 2026-11-{day:02}\nsection: News\n---\nText of {title}.\n"


def a_feed(path: str, *more: str) -> str:
    return CONFIG + "\n".join(("[[feeds]]", f'path = "{path}"', *more, ""))


def lose_state(site: Site) -> None:
    shutil.rmtree(site.root / ".masthead")


def id_of(site: Site, path: str) -> str:
    return ElementTree.fromstring(site.read(path)).findtext("a:id", "", ATOM)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two articles of one section, in no feed yet."""
    site = Site(tmp_path)
    for day in (18, 19):
        site.write(f"d{day}.md", article(f"Day {day}", day))
    return site


MOVES = [
    ("old", "all", ()),
    ("sections/{section}", "section/{section}", ('per = "section"',)),
]


@pytest.fixture(params=MOVES, ids=["one feed", "a family"])
def moved(request: pytest.FixtureRequest, site: Site) -> tuple[str, str]:
    """A feed that was published at one path and then at another: both."""
    old, new, more = request.param
    site.configure(a_feed(old, *more))
    site.build()
    site.configure(a_feed(new, *more, f'was = ["{old}"]'))
    site.build()
    return old.replace("{section}", "news"), new.replace("{section}", "news")


def test_a_feed_that_moved_keeps_its_id(site: Site, moved: tuple[str, str]) -> None:
    """At both paths, and not a byte is written."""
    before = site.published()
    lose_state(site)
    assert site.build().written == 0
    assert site.published() == before
    assert {id_of(site, f"{path}.atom") for path in moved} == {f"tag:harbourpost.example,2026:feed:{moved[0]}"}


def test_the_path_a_feed_had_stays_up_to_date(site: Site, moved: tuple[str, str]) -> None:
    """What is new stands there too, and in a target that is added later."""
    lose_state(site)
    site.build()
    site.write("d20.md", article("Day 20", 20))
    site.build()
    mirror = site.root / "masthead.toml"
    mirror.write_text(mirror.read_text("utf-8") + '\n[[targets]]\nname = "mirror"\npath = "mirror"\n', "utf-8")
    site.build()
    for path in moved:
        for suffix in SUFFIXES.values():
            assert "Day 20" in site.read(path + suffix)
            assert (site.root / "mirror" / (path + suffix)).read_text("utf-8") == site.read(path + suffix)


def test_the_path_a_feed_had_leads_to_the_one_it_has(site: Site, moved: tuple[str, str]) -> None:
    """The server answers with a redirect."""
    lose_state(site)
    site.build()
    shelf = keeper(site.parts)
    assert shelf.look()
    answer = respond(shelf.shelf, "GET", f"/feeds/{moved[0]}.rss", {}.get)
    assert isinstance(answer, Response)
    assert (answer.status, answer.body) == (301, f"https://harbourpost.example/feeds/{moved[1]}.rss\n".encode())


@pytest.mark.parametrize(("old", "new", "more"), MOVES, ids=["one feed", "a family"])
def test_a_feed_moves_in_the_run_that_finds_no_state(
    site: Site, old: str, new: str, more: tuple[str, ...]
) -> None:
    """Its id is that of the documents at the path it had, and what replaces them is dated after them."""
    site.configure(a_feed(old, *more))
    site.build()
    before, after = (path.replace("{section}", "news") + ".atom" for path in (old, new))
    id, date = id_of(site, before), updated(site, before)
    lose_state(site)
    site.configure(a_feed(new, *more, f'was = ["{old}"]'))
    site.build()
    assert (id_of(site, after), site.read(before)) == (id, site.read(after))
    assert updated(site, after) > date


def updated(site: Site, path: str) -> str:
    return ElementTree.fromstring(site.read(path)).findtext("a:updated", "", ATOM)


def test_ids_of_feeds_are_those_of_their_documents(site: Site) -> None:
    """Also where the configuration would make others by now, and where a format has another path."""
    site.configure(a_feed("all", 'files = { atom = "feed.xml" }'))
    site.build()
    before = id_of(site, "feed.xml")
    lose_state(site)
    file = site.root / "masthead.toml"
    file.write_text(file.read_text("utf-8").replace("harbourpost.example,2026", "harbourpost.example,2027"), "utf-8")
    site.build()
    assert id_of(site, "feed.xml") == before == "tag:harbourpost.example,2026:feed:all"


def test_a_path_that_another_feed_has_now_is_its_own(site: Site) -> None:
    """A feed takes nothing from documents that another one of the configuration writes."""
    site.configure(a_feed("old"))
    site.build()
    lose_state(site)
    site.configure(a_feed("new", 'was = ["old", "never"]', "[[feeds]]", 'path = "old"'))
    site.build()
    assert id_of(site, "new.atom") == "tag:harbourpost.example,2026:feed:new"
    assert id_of(site, "old.atom") == "tag:harbourpost.example,2026:feed:old"
    assert "feeds/old.atom" in site.read("old.atom")
    assert "never.atom" not in site.published()


def test_pages_stay_where_they_are_when_their_feed_has_moved(site: Site) -> None:
    """The archive goes on: no page is renumbered, left behind or filled anew."""
    more = ("limit = 1", 'keep = "0 s"', "archive = 1")
    site.configure(a_feed("old", *more))
    site.build()
    site.configure(a_feed("all", *more, 'was = ["old"]'))
    site.write("d20.md", article("Day 20", 20))
    site.build()
    before = site.published()
    assert {"old/archive/1.atom", "all/archive/2.atom"} <= before.keys()
    lose_state(site)
    site.build()
    assert site.published() == before
    site.write("d21.md", article("Day 21", 21))
    site.build()
    assert "all/archive/3.atom" in site.published()
    assert site.published()["old/archive/1.rss"] == before["old/archive/1.rss"]


def test_documents_that_show_no_id_are_kept_up_to_date(site: Site) -> None:
    """A feed without an Atom document is found at the path it had all the same."""
    more = ('formats = ["rss"]',)
    site.configure(a_feed("old", *more))
    site.build()
    site.configure(a_feed("all", *more, 'was = ["old"]'))
    site.build()
    lose_state(site)
    site.write("d20.md", article("Day 20", 20))
    site.build()
    assert "Day 20" in site.read("old.rss")


def test_a_new_feed_at_the_path_that_another_had_has_an_id_of_its_own(site: Site) -> None:
    """The one that moved keeps its id; no two feeds share one, also once the state was lost."""
    site.configure(a_feed("all"))
    site.build()
    first = id_of(site, "all.atom")
    moved = '[[feeds]]\npath = "news"\nwas = ["all"]\n'
    site.configure(CONFIG + moved)
    site.build()
    site.configure(CONFIG + moved + '[[feeds]]\npath = "all"\n')
    site.build()
    assert id_of(site, "news.atom") == first
    second = id_of(site, "all.atom")
    assert second not in ("", first)
    lose_state(site)
    site.build()
    assert (id_of(site, "news.atom"), id_of(site, "all.atom")) == (first, second)
