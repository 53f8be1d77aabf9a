"""RFC 5005: every entry is in the feed or on a page, and pages never change who is on them."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from publish.errors import InvalidConfig
from publish.testing import CONFIG, Site

ATOM = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
FEED = """
[[feeds]]
path = "all"
limit = 4
keep = "0 s"
archive = 3
"""


def article(day: int, month: int = 10, text: str = "Some text.", **more: str) -> str:
    said = {"title": f"Day {month}/{day}", "date": f"2026-{month:02}-{day:02}", **more}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in said.items()) + f"---\n{text}\n"


def titles(site: Site, path: str) -> list[str]:
    root = ElementTree.fromstring(site.read(path))
    return [entry.findtext("a:title", "", ATOM) for entry in root.findall("a:entry", ATOM)]


def links(site: Site, path: str) -> dict[str, str]:
    root = ElementTree.fromstring(site.read(path))
    found = {link.get("rel", ""): link.get("href", "") for link in root.findall("a:link", ATOM)}
    return {rel: href.removeprefix("https://harbourpost.example/feeds/") for rel, href in found.items()}


def pages(site: Site) -> dict[str, bytes]:
    return {path: body for path, body in site.published().items() if "/archive/" in path}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Eleven articles, of which seven are beyond the window: two pages of three, and one that waits."""
    site = Site(tmp_path, CONFIG + FEED)
    for day in range(1, 12):
        site.write(f"china/day-{day:02}.md", article(day))
    site.build()
    return site


def test_full_pages_are_closed_from_the_oldest(site: Site) -> None:
    """What lies beyond the window goes to pages of the configured size, the oldest entries on the first."""
    assert titles(site, "all/archive/1.atom") == ["Day 10/3", "Day 10/2", "Day 10/1"]
    assert titles(site, "all/archive/2.atom") == ["Day 10/6", "Day 10/5", "Day 10/4"]
    assert sorted(pages(site)) == [f"all/archive/{n}.{f}" for n in (1, 2) for f in ("atom", "json", "rss")]


def test_feed_shows_what_is_on_no_page(site: Site) -> None:
    """Beyond its limit a feed shows what waits for the next page, so that nothing is in no document."""
    assert titles(site, "all.atom") == [f"Day 10/{day}" for day in (11, 10, 9, 8, 7)]


def test_links_lead_through_the_archive(site: Site) -> None:
    """The feed names its latest page; each page the feed, and the pages before and after it."""
    assert links(site, "all.atom")["prev-archive"] == "all/archive/2.atom"
    second = links(site, "all/archive/2.atom")
    assert (second["current"], second["self"], second["prev-archive"]) == (
        "all.atom",
        "all/archive/2.atom",
        "all/archive/1.atom",
    )
    assert "next-archive" not in second
    first = links(site, "all/archive/1.atom")
    assert first["next-archive"] == "all/archive/2.atom"
    assert "prev-archive" not in first


def test_pages_say_that_they_are_archives(site: Site) -> None:
    """A page has fh:archive, the feed has not; both have one atom:id, for they are one feed."""
    page, feed = (ElementTree.fromstring(site.read(path)) for path in ("all/archive/1.atom", "all.atom"))
    assert page.find("fh:archive", ATOM) is not None
    assert feed.find("fh:archive", ATOM) is None
    assert page.findtext("a:id", "", ATOM) == feed.findtext("a:id", "", ATOM)


def test_rss_has_the_same_links(site: Site) -> None:
    """RSS says it with atom:link and fh:archive in its channel."""
    channel = ElementTree.fromstring(site.read("all/archive/2.rss")).find("channel")
    assert channel is not None
    rels = {link.get("rel") for link in channel.findall("a:link", ATOM)}
    assert {"self", "current", "prev-archive"} <= rels
    assert channel.find("fh:archive", ATOM) is not None


def test_json_feed_pages_by_next_url(site: Site) -> None:
    """JSON Feed leads back by next_url, until the first page."""
    seen, path = [], "all.json"
    while path:
        feed = json.loads(site.read(path))
        seen += [item["title"] for item in feed["items"]]
        path = feed.get("next_url", "").removeprefix("https://harbourpost.example/feeds/")
    assert sorted(seen) == sorted(f"Day 10/{day}" for day in range(1, 12))


def test_an_edit_of_a_current_entry_touches_no_page(site: Site) -> None:
    """What changes in the window costs no page."""
    before = pages(site)
    site.now += timedelta(hours=1)
    site.write("china/day-11.md", article(11, text="Other text."))
    assert site.build().counts.updated == 1
    assert pages(site) == before


def test_an_edit_of_an_archived_entry_rewrites_its_page(site: Site) -> None:
    """An edit reaches the page that holds the entry, and no other document."""
    before = site.published()
    site.now += timedelta(hours=1)
    site.write("china/day-02.md", article(2, text="Other text."))
    site.build()
    after = site.published()
    changed = {path for path in after if after[path] != before[path] and not path.startswith("feeds.")}
    assert changed == {f"all/archive/1.{format}" for format in ("atom", "json", "rss")}
    assert "Other text." in site.read("all/archive/1.atom")


def test_an_earlier_date_changes_no_page(site: Site) -> None:
    """A new article with an old date is in the feed, and later on the next page, never on a closed one."""
    before = pages(site)
    site.write("china/found.md", article(15, month=1))
    site.build()
    assert pages(site) == before
    assert titles(site, "all.atom")[-2:] == ["Day 10/7", "Day 1/15"]
    site.write("china/day-12.md", article(12))
    site.build()
    assert titles(site, "all/archive/3.atom") == ["Day 10/8", "Day 10/7", "Day 1/15"]
    assert titles(site, "all/archive/1.atom") == ["Day 10/3", "Day 10/2", "Day 10/1"]


def test_the_last_page_names_the_one_that_follows(site: Site) -> None:
    """When a page is closed, the page before it is written once more."""
    for day in (12, 13):
        site.write(f"china/day-{day}.md", article(day))
    site.build()
    assert links(site, "all/archive/2.atom")["next-archive"] == "all/archive/3.atom"
    assert links(site, "all.atom")["prev-archive"] == "all/archive/3.atom"
    assert site.build().written == 0


def test_a_removed_entry_leaves_its_page(site: Site) -> None:
    """The page gets shorter and keeps its address; the article that comes back has its place still."""
    text = (site.root / "articles/china/day-02.md").read_text("utf-8")
    site.remove("china/day-02.md")
    site.build()
    assert titles(site, "all/archive/1.atom") == ["Day 10/3", "Day 10/1"]
    site.write("china/day-02.md", text)
    site.build()
    assert titles(site, "all/archive/1.atom") == ["Day 10/3", "Day 10/2", "Day 10/1"]


def test_a_withdrawn_entry_leaves_no_text_on_its_page(site: Site) -> None:
    """A withdrawal rewrites the page: the note is there and nothing else of it."""
    site.now += timedelta(hours=1)
    site.write("china/day-02.md", article(2, text="Canary.", status="withdrawn", note="It was wrong."))
    site.build()
    page = site.read("all/archive/1.atom")
    assert "It was wrong." in page
    assert "Canary." not in page
    assert page.count("Some text.") == 2 * 2  # summary and text of the other two
    assert titles(site, "all/archive/1.atom") == ["Day 10/3", "Article withdrawn", "Day 10/1"]


def test_a_draft_leaves_its_page(site: Site) -> None:
    """Nothing of an article that is not live stays on a page."""
    site.write("china/day-02.md", article(2, draft="true"))
    site.build()
    assert titles(site, "all/archive/1.atom") == ["Day 10/3", "Day 10/1"]


def test_a_second_build_writes_nothing(site: Site) -> None:
    """Same content, same bytes: pages are written once."""
    assert site.build().written == 0


def test_a_damaged_page_is_written_again(site: Site) -> None:
    """A page that was taken away from the target is there again after the next run, byte for byte."""
    before = pages(site)
    (site.root / "public/all/archive/1.rss").unlink()
    site.build()
    assert pages(site) == before


def test_pages_survive_the_loss_of_the_state(site: Site) -> None:
    """Without state or ledger the pages are known from the documents: nothing is renumbered or moved."""
    site.write("china/found.md", article(15, month=1))
    site.write("china/day-12.md", article(12))
    site.build()
    before = {path: titles(site, path) for path in pages(site) if path.endswith(".atom")}
    shutil.rmtree(site.root / ".masthead")
    site.build()
    assert {path: titles(site, path) for path in pages(site) if path.endswith(".atom")} == before
    assert links(site, "all.atom")["prev-archive"] == "all/archive/3.atom"


def test_pages_survive_in_the_ledger(tmp_path: Path) -> None:
    """With a ledger they are the same bytes, also in an empty target."""
    site = Site(tmp_path, CONFIG + FEED + '\n[state]\nledger = "ids.jsonl"\n')
    for day in range(1, 12):
        site.write(f"china/day-{day:02}.md", article(day))
    site.build()
    site.write("china/found.md", article(15, month=1))
    site.write("china/day-12.md", article(12))
    site.build()
    before = pages(site)
    shutil.rmtree(site.root / ".masthead")
    shutil.rmtree(site.root / "public")
    site.build()
    assert pages(site) == before


def test_a_renamed_feed_keeps_its_pages_where_they_are(site: Site) -> None:
    """A page's address never changes; new pages are below the new path."""
    site.configure(CONFIG + FEED.replace('"all"', '"news"').replace("limit", 'was = ["all"]\nlimit'))
    site.build()
    assert links(site, "news.atom")["prev-archive"] == "all/archive/2.atom"
    for day in (12, 13):
        site.write(f"china/day-{day}.md", article(day))
    site.build()
    assert links(site, "news.atom")["prev-archive"] == "news/archive/3.atom"
    assert links(site, "news/archive/3.atom")["prev-archive"] == "all/archive/2.atom"
    assert links(site, "all/archive/2.atom")["current"] == "news.atom"


def test_an_archive_may_begin_late(tmp_path: Path) -> None:
    """Switched on, the archive takes in what there is; switched off, its pages stay until they are pruned."""
    site = Site(tmp_path, CONFIG + FEED.replace("archive = 3", ""))
    for day in range(1, 12):
        site.write(f"china/day-{day:02}.md", article(day))
    site.build()
    assert not pages(site)
    site.configure(CONFIG + FEED)
    site.build()
    assert len(pages(site)) == 6
    site.configure(CONFIG + FEED.replace("archive = 3", ""))
    site.build()
    assert len(pages(site)) == 6
    assert "prev-archive" not in links(site, "all.atom")
    site.build(prune=True)
    assert not pages(site)


def test_pages_follow_a_new_title(site: Site) -> None:
    """Who is on a page is frozen, its words are not."""
    site.configure(CONFIG.replace("The Harbour Post", "The Bay Post") + FEED)
    site.build()
    assert '<title type="text">The Bay Post</title>' in site.read("all/archive/1.atom")


def test_families_have_an_archive_each(tmp_path: Path) -> None:
    """Each feed of a family has pages of its own, with its own title."""
    site = Site(tmp_path, CONFIG + FEED.replace('"all"', '"section/{section}"\nper = "section"'))
    for day in range(1, 9):
        site.write(f"china/day-{day:02}.md", article(day))
        site.write(f"world/day-{day:02}.md", article(day, slug=f"world-{day}", title=f"World {day}"))
    site.build()
    assert titles(site, "section/world/archive/1.atom") == ["World 3", "World 2", "World 1"]
    assert ">The Harbour Post: China</title>" in site.read("section/china/archive/1.atom").replace("china", "China")


def test_a_killed_run_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that were closed and not written are written by the next run, the same as by an undisturbed one."""
    site, other = (Site(tmp_path / name, CONFIG + FEED) for name in ("killed", "undisturbed"))
    for day in range(1, 12):
        for each in (site, other):
            each.write(f"china/day-{day:02}.md", article(day))
    with monkeypatch.context() as patch:
        patch.setattr("publish.targets.folder.FolderTarget.put", _killed)
        with pytest.raises(KeyboardInterrupt):
            site.build()
    site.build()
    other.build()
    assert site.published() == other.published()


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_archive_page_holds_no_more_than_the_feed(tmp_path: Path) -> None:
    """More on a page than the limit would leave more waiting than the feed is to show."""
    with pytest.raises(InvalidConfig, match="archive: is over limit, 4"):
        Site(tmp_path, CONFIG + FEED.replace("archive = 3", "archive = 5")).build()


def test_feedparser_sees_the_archive(site: Site) -> None:
    """A reader's parser finds the way back, in either format."""
    feedparser = pytest.importorskip("feedparser")
    for suffix in ("atom", "rss"):
        found = {link["rel"]: link["href"] for link in feedparser.parse(site.read(f"all.{suffix}")).feed.links}
        assert found["prev-archive"] == f"https://harbourpost.example/feeds/all/archive/2.{suffix}"
        page = feedparser.parse(site.read(f"all/archive/2.{suffix}"))
        assert [entry.title for entry in page.entries] == ["Day 10/6", "Day 10/5", "Day 10/4"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_whatever_happens(tmp_path: Path, seed: int) -> None:
    """New, back-dated, edited and removed articles in any order: every live one is in the feed or on a page, and no
    page ever shows an entry that was not on it when it was closed."""
    random = Random(seed)
    site, live, closed = Site(tmp_path, CONFIG + FEED), dict[str, str](), dict[str, set[str]]()
    for number in range(40):
        for each in range(random.randint(0, 3)):
            name = f"n{number}-{each}"
            day, month = random.randint(1, 28), random.choice((1, 6, 10, 11, 11))
            if (month, day) <= (11, 21):
                live[name] = article(day, month, title=name)
                site.write(f"china/{name}.md", live[name])
        for name in random.sample(sorted(live), min(len(live), random.randint(0, 2))):
            if random.random() < 0.3:
                site.remove(f"china/{name}.md")
                del live[name]
            else:
                live[name] = live[name].replace("Some text.", f"Text of {number}.")
                site.write(f"china/{name}.md", live[name])
        if random.random() < 0.1 and live:
            shutil.rmtree(site.root / ".masthead", ignore_errors=True)
        site.now += timedelta(minutes=10)
        site.build(allow_removals=99)
        if not live:
            continue
        shown = set(titles(site, "all.atom"))
        for path in (path for path in pages(site) if path.endswith(".atom")):
            on_it = set(titles(site, path))
            assert on_it <= closed.setdefault(path, on_it)
            shown |= on_it
        assert shown == set(live)
