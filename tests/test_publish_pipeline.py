"""One run after another over a small publication: what is published, what stays, what is reported."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Problem, Ref
from entries.sources.folder import Folder
from publish.errors import ForeignFile, PublishError
from publish.outcome import exit_status
from publish.testing import CONFIG, Site

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def article(title: str = "A tour", date: str | None = "2026-11-20", body: str = "Some text.", **values: str) -> str:
    said = {"title": title, **({"date": date} if date else {}), **values}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items()) + f"---\n{body}\n"


def entries(site: Site, path: str = "all.atom") -> list[ElementTree.Element]:
    return ElementTree.fromstring(site.read(path)).findall("a:entry", ATOM)


def titles(site: Site, path: str = "all.atom") -> list[str | None]:
    return [entry.findtext("a:title", namespaces=ATOM) for entry in entries(site, path)]


def mtimes(site: Site) -> dict[str, int]:
    return {path: os.stat(site.root / "public" / path).st_mtime_ns for path in site.published()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("china/tour.md", article("A tour", "2026-11-20", author="Ng Kang-chung", tags="[Science, Travel]"))
    site.write("china/rail.md", article("A railway", "2026-11-19"))
    site.write("world/vote.md", article("A vote", "2026-11-18"))
    return site


def test_first_build_publishes_every_feed(site: Site) -> None:
    """The first build writes one feed of everything and one for each section, in three formats, and the lists."""
    outcome = site.build()
    assert sorted(site.published()) == [
        "all.atom",
        "all.json",
        "all.rss",
        "feeds.html",
        "feeds.opml",
        "section/china.atom",
        "section/china.json",
        "section/china.rss",
        "section/world.atom",
        "section/world.json",
        "section/world.rss",
    ]
    assert titles(site) == ["A tour", "A railway", "A vote"]
    assert (outcome.counts.new, outcome.written, exit_status(outcome, "any")) == (3, 11, 0)


def test_second_build_writes_nothing(site: Site) -> None:
    """With nothing changed no document is written and no modification time moves."""
    site.build()
    before = mtimes(site)
    site.now += timedelta(hours=1)
    outcome = site.build()
    assert (outcome.written, outcome.unchanged, outcome.counts.read) == (0, 11, 0)
    assert mtimes(site) == before


def test_touched_files_change_nothing(site: Site) -> None:
    """Files that were only touched are read again and nothing is written."""
    site.build()
    before = mtimes(site)
    for file in (site.root / "articles").rglob("*.md"):
        os.utime(file, (1_750_000_000, 1_750_000_000))
    outcome = site.build()
    assert (outcome.counts.read, outcome.written, outcome.counts.updated) == (3, 0, 0)
    assert mtimes(site) == before


def test_an_edit_reaches_only_its_feeds(site: Site) -> None:
    """An edit moves the entry's date and rewrites the documents that show it, and no other."""
    site.build()
    before = mtimes(site)
    site.now += timedelta(hours=1)
    site.write("china/tour.md", article("A tour", "2026-11-20", "Other text.", author="Ng Kang-chung"))
    outcome = site.build()
    changed = {path for path, mtime in mtimes(site).items() if mtime != before[path]}
    assert outcome.counts.updated == 1
    assert {path for path in changed if path.startswith("section/")} == {
        "section/china.rss",
        "section/china.atom",
        "section/china.json",
    }
    assert entries(site)[0].findtext("a:updated", namespaces=ATOM) == "2026-11-22T13:00:00Z"
    assert entries(site)[0].findtext("a:published", namespaces=ATOM) == "2026-11-20T00:00:00Z"


def test_a_new_caption_moves_the_feed_and_not_the_entry(site: Site) -> None:
    """What is no edit of the text changes the document, whose own date moves by a second at least."""
    site.build()
    before = ElementTree.fromstring(site.read("all.atom")).findtext("a:updated", namespaces=ATOM)
    site.write("china/tour.md", article("A tour", "2026-11-20", author="Ng Kang-chung", tags="[Science]"))
    site.build()
    assert entries(site)[0].findtext("a:updated", namespaces=ATOM) == "2026-11-20T00:00:00Z"
    after = ElementTree.fromstring(site.read("all.atom")).findtext("a:updated", namespaces=ATOM)
    assert before is not None
    assert after is not None
    assert after > before


def test_one_broken_article_is_named_and_the_others_go_out(site: Site) -> None:
    """An article with an impossible date is left out and named with its line; the exit status is 1."""
    site.write("china/bad.md", article("Bad", "30 February 2026"))
    outcome = site.build()
    assert "Bad" not in titles(site)
    assert len(titles(site)) == 3
    (problem,) = [each.problem for each in outcome.problems]
    assert str(problem).startswith('articles/china/bad.md:3 date "30 February 2026" is no day of any calendar.')
    assert exit_status(outcome, "any") == 1


def test_a_broken_edit_leaves_what_was_published(site: Site) -> None:
    """An article that breaks stays in the feeds as it was, and is reported at every run until it is mended."""
    site.build()
    before = site.published()
    site.write("china/tour.md", article("A tour", "30 February 2026"))
    first, second = site.build(), site.build()
    assert site.published() == before
    assert [each.problem.code for each in first.problems] == ["impossible-date"]
    assert [each.problem.code for each in second.problems] == ["impossible-date"]
    assert (first.problems[0].new, second.counts.read) == (True, 0)


def test_all_broken_is_status_3(site: Site) -> None:
    """When no article can be published nothing is touched and the exit status is 3."""
    site.build()
    before = site.published()
    for path in ("china/tour.md", "china/rail.md", "world/vote.md"):
        site.write(path, article("A", "30 February 2026"))
    outcome = site.build()
    assert site.published() == before
    assert exit_status(outcome, "any") == 3


def test_a_mended_article_is_published(site: Site) -> None:
    """A refused article that is mended goes out and its problem is gone."""
    site.write("china/bad.md", article("Bad", "30 February 2026"))
    site.build()
    site.write("china/bad.md", article("Bad", "28 February 2026"))
    outcome = site.build()
    assert "Bad" in titles(site)
    assert outcome.problems == []


def test_a_deleted_file_leaves_the_feeds(site: Site) -> None:
    """One deleted file among several leaves every feed it was in."""
    for number in range(10):
        site.write(f"china/n{number}.md", article(f"Number {number}", "2026-11-10"))
    site.build()
    site.remove("china/tour.md")
    outcome = site.build()
    assert "A tour" not in titles(site)
    assert (outcome.counts.removed, exit_status(outcome, "any")) == (1, 0)


def test_a_mass_removal_is_held(site: Site) -> None:
    """When many articles vanish at once, only that is held: what is new still goes out, and a number allows it."""
    for number in range(20):
        site.write(f"china/n{number:02}.md", article(f"Number {number}", "2026-11-10"))
    site.build()
    for number in range(7):
        site.remove(f"china/n{number:02}.md")
    site.write("world/new.md", article("New", "2026-11-21"))
    for _ in range(2):
        outcome = site.build()
        assert len(titles(site)) == 24
        assert str(outcome.problems[0].problem) == (
            "held 7 removals from articles/ (of 23). If meant: masthead build --allow-removals 7"
        )
        assert exit_status(outcome, "any") == 1
    outcome = site.build(allow_removals=7)
    assert (len(titles(site)), outcome.counts.removed, outcome.problems) == (17, 7, [])


def test_an_empty_source_never_empties_a_feed(site: Site) -> None:
    """A source that had entries and has none removes nothing."""
    site.build()
    before = site.published()
    for path in ("china/tour.md", "china/rail.md", "world/vote.md"):
        site.remove(path)
    outcome = site.build()
    assert site.published() == before
    assert outcome.held_removals == 3


def test_a_source_that_is_down_removes_nothing(site: Site) -> None:
    """A source that can't be listed is named with what stays, and its entries stay."""
    site.build()
    before = site.published()
    (site.root / "articles").rename(site.root / "elsewhere")
    outcome = site.build()
    assert site.published() == before
    assert "Its 3 entries stay as published on 22 Nov 12:00." in str(outcome.problems[0].problem)
    (site.root / "elsewhere").rename(site.root / "articles")
    assert site.build().problems == []


def test_a_moved_file_keeps_its_id(site: Site) -> None:
    """A file with a new name and folder is the same entry: same id, same dates, no second item."""
    site.build()
    before = {entry.findtext("a:id", namespaces=ATOM) for entry in entries(site)}
    (site.root / "articles/china/tour.md").rename(site.root / "articles/world/journey.md")
    outcome = site.build()
    assert {entry.findtext("a:id", namespaces=ATOM) for entry in entries(site)} == before
    assert (outcome.counts.moved, outcome.counts.removed, outcome.counts.new) == (1, 0, 0)


def test_an_article_in_another_format_keeps_its_id(site: Site) -> None:
    """The same key with another suffix is the same entry."""
    site.build()
    before = {entry.findtext("a:id", namespaces=ATOM) for entry in entries(site)}
    site.remove("china/tour.md")
    site.write("china/tour.txt", "A tour\n\nBy Ng Kang-chung\n\nPublished: 2026-11-20\n\nAnother text altogether.\n")
    site.build()
    assert {entry.findtext("a:id", namespaces=ATOM) for entry in entries(site)} == before


def test_an_article_that_comes_back_keeps_its_id_and_date(site: Site) -> None:
    """An undated article that was deleted and restored has the date and id it had."""
    site.write("china/undated.md", article("Undated", None))
    for number in range(10):
        site.write(f"china/n{number}.md", article(f"Number {number}", "2026-11-10"))
    site.build()
    before = {e.findtext("a:id", namespaces=ATOM): e.findtext("a:published", namespaces=ATOM) for e in entries(site)}
    text = (site.root / "articles/china/undated.md").read_text()
    site.remove("china/undated.md")
    site.build()
    assert "Undated" not in titles(site)
    site.now += timedelta(days=3)
    site.write("china/undated.md", text)
    site.build()
    after = {e.findtext("a:id", namespaces=ATOM): e.findtext("a:published", namespaces=ATOM) for e in entries(site)}
    assert after == before


def test_an_embargo_ends_by_time_alone(site: Site) -> None:
    """An embargoed article appears when its moment has come, though no file changed."""
    site.write("china/later.md", article("Later", "2026-11-21", embargo="2026-11-22T18:00:00Z"))
    outcome = site.build()
    assert "Later" not in titles(site)
    assert (outcome.counts.held, str(outcome.held_until)) == (1, "2026-11-22 18:00:00+00:00")
    site.now += timedelta(hours=7)
    outcome = site.build()
    assert titles(site)[0] == "Later"
    assert (outcome.counts.new, outcome.counts.held) == (1, 0)
    assert entries(site)[0].findtext("a:published", namespaces=ATOM) == "2026-11-22T18:00:00Z"


@pytest.mark.parametrize("order", ["old, new", "new, old"])
def test_a_file_that_is_moved_while_a_run_lists_files_keeps_its_id(site: Site, order: str) -> None:
    """Of an article that stands at its new place, and at its old one when that was listed, there is one entry."""
    old, new = site.root / "articles/china/tour.md", site.root / "articles/world/tour.md"
    old.write_text("---\ntitle: Undated\n---\nText.")
    site.build()
    before = json.loads(site.read("all.json"))["items"]
    new.parent.mkdir(exist_ok=True)
    old.rename(new)
    site.now += timedelta(hours=1)
    first, second = (old, new) if order == "old, new" else (new, old)
    for path in (first, second):
        # As `masthead run` has it: what has gone is removed once two looks missed it.
        site.build(changed=(str(path),), removable=lambda source, missed: frozenset())
    site.build()
    after = json.loads(site.read("all.json"))["items"]
    assert [(item["id"], item["date_published"]) for item in after] == [
        (item["id"], item["date_published"]) for item in before
    ]


def test_what_was_released_stays_when_the_clock_goes_back(site: Site) -> None:
    """A clock that jumps back takes nothing out of a feed."""
    site.write("china/later.md", article("Later", "2026-11-21", embargo="2026-11-22T11:59:00Z"))
    site.build()
    before = site.published()
    site.now -= timedelta(hours=5)
    site.build()
    assert site.published() == before


def test_an_entry_expires_by_time_alone(site: Site) -> None:
    """An entry leaves when it expires, and that is no removal to be held."""
    site.write("china/brief.md", article("Brief", "2026-11-21", expires="2026-11-22T18:00:00Z"))
    site.build()
    assert "Brief" in titles(site)
    site.now += timedelta(hours=7)
    site.build()
    assert "Brief" not in titles(site)


def test_a_withdrawn_article_becomes_a_note_and_then_leaves(site: Site) -> None:
    """For thirty days a note stands in its place, with nothing else of it; then it is gone."""
    site.build()
    site.write("china/tour.md", article("A tour", "2026-11-20", "Secret.", status="withdrawn", note="Taken back."))
    outcome = site.build()
    assert titles(site)[0] == "Article withdrawn"
    assert "Taken back." in site.read("all.atom")
    assert "Secret" not in site.read("all.atom")
    assert outcome.counts.withdrawn == 1
    site.now += timedelta(days=31)
    site.build()
    assert titles(site) == ["A railway", "A vote"]


def test_an_edit_that_empties_an_article_waits(site: Site) -> None:
    """A long text that shrinks to almost nothing is reported and goes out at a run a minute later."""
    site.write("china/long.md", article("Long", "2026-11-21", "word " * 500))
    site.build()
    site.write("china/long.md", article("Long", "2026-11-21", "Oops."))
    outcome = site.build()
    assert "Oops." not in site.read("all.atom")
    assert [each.problem.code for each in outcome.problems] == ["shrunk"]
    site.now += timedelta(minutes=1)
    outcome = site.build()
    assert "Oops." in site.read("all.atom")
    assert outcome.problems == []


def test_a_document_that_was_altered_or_removed_is_written_again(site: Site) -> None:
    """What someone else did to a document is undone by the next run."""
    site.build()
    before = site.published()
    (site.root / "public/all.rss").write_text("gone")
    (site.root / "public/section/china.json").unlink()
    outcome = site.build()
    assert site.published() == before
    assert outcome.written == 2


def test_a_foreign_file_is_never_replaced(site: Site) -> None:
    """A file that no run wrote stops the run before anything is written, until it is taken over."""
    public = site.root / "public"
    public.mkdir()
    (public / "all.rss").write_text("mine")
    with pytest.raises(ForeignFile, match=r"all\.rss.*--adopt-file"):
        site.build()
    assert list(site.published()) == ["all.rss"]
    site.build(adopt_files=(str(public / "all.rss"),))
    assert titles(site)


def test_a_new_title_reads_nothing(site: Site) -> None:
    """A changed title of the publication rewrites documents without reading an article."""
    site.build()
    site.configure(CONFIG.replace("The Harbour Post", "The Harbour Times"))
    outcome = site.build()
    assert outcome.counts.read == 0
    assert "<title>The Harbour Times: china</title>" in site.read("section/china.rss")


def test_a_larger_limit_is_no_resurfacing(site: Site) -> None:
    """Entries that appear because the limit grew keep ids and dates, and nothing is reported."""
    site.configure(CONFIG + '[[feeds]]\npath = "all"\nlimit = 1\nkeep = "0 s"\n')
    site.build()
    assert titles(site) == ["A tour"]
    site.configure(CONFIG + '[[feeds]]\npath = "all"\nlimit = 2\nkeep = "0 s"\n')
    outcome = site.build()
    assert titles(site) == ["A tour", "A railway"]
    assert (outcome.problems, outcome.counts.new) == ([], 0)


def test_a_renamed_feed_keeps_its_id_and_its_old_path(site: Site) -> None:
    """A feed with `was` keeps its Atom id; the old path stays up to date and points at the new one."""
    site.configure(CONFIG + '[[feeds]]\npath = "all"\n')
    site.build()
    before = ElementTree.fromstring(site.read("all.atom")).findtext("a:id", namespaces=ATOM)
    site.configure(CONFIG + '[[feeds]]\npath = "news"\nwas = ["all"]\n')
    site.build()
    new = ElementTree.fromstring(site.read("news.atom"))
    assert new.findtext("a:id", namespaces=ATOM) == before
    assert site.read("all.atom") == site.read("news.atom")
    assert 'rel="self" href="https://harbourpost.example/feeds/news.atom"' in site.read("all.atom") or (
        "feeds/news.atom" in site.read("all.atom")
    )


def test_a_removed_feed_stays_until_it_is_pruned(site: Site) -> None:
    """A feed that the configuration no longer has keeps its last document; --prune deletes it."""
    site.build()
    site.configure(CONFIG + '[[feeds]]\npath = "all"\n')
    outcome = site.build()
    assert "section/china.rss" in site.published()
    assert {feed.path for feed in outcome.feeds if feed.ended} == {"section/china", "section/world"}
    site.build(prune=True)
    assert "section/china.rss" not in site.published()
    assert "all.rss" in site.published()


def test_an_article_without_a_date_is_named(site: Site) -> None:
    """The note says which one, and how to date it in either kind of file; never one that is held."""
    site.write("china/a-draft.md", article("Draft", None, draft="true"))
    site.write("china/undated.md", article("Undated", None))
    note = next(note for note in site.build().notes if "no date" in note)
    assert note == (
        "1 article carries no date, e.g. articles/china/undated.md; dated when first seen and remembered. "
        'To set one: a line "Published: 2022-11-24 18:30" above the text, or  date: 2022-11-24 18:30  in front matter'
    )


def test_documents_of_a_target_that_moved_are_no_articles(tmp_path: Path) -> None:
    """What lies below the source from before is neither read nor refused, archive pages among it."""
    toml = CONFIG.replace('path = "articles"', 'path = "."') + '[[feeds]]\npath = "all"\narchive = 1\nlimit = 1\n'
    site = Site(tmp_path, toml)
    for number in range(4):
        site.write(f"tour{number}.md", article(f"Tour {number}", f"2026-11-{10 + number}"))
    site.build()
    assert "all/archive/1.json" in site.published()
    site.configure(toml.replace('path = "public"', 'path = "rss"').replace("example/feeds/", "example/rss/"))
    outcome = site.build()
    assert (outcome.counts.new, outcome.counts.read, outcome.problems) == (0, 0, [])
    assert sorted(path.name for path in (tmp_path / "rss").glob("feeds.*")) == ["feeds.html", "feeds.opml"]
    assert not (tmp_path / "rss" / "section" / "public.rss").exists()


@pytest.mark.parametrize("suffix", ["html", "json"])
def test_what_only_speaks_of_our_documents_is_an_article(site: Site, suffix: str) -> None:
    """A page that shows our mark as text, and a JSON Feed that another publication made with this program."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://other.example/",
        "feed_url": "https://other.example/feeds/all.json",
        "_masthead": {"generator": "Masthead"},
        "items": [{"id": "tag:other.example,2026:a", "title": "A fair", "content_text": "Text."}],
    }
    mark = '&lt;meta name="generator" content="Masthead"&gt;'
    page = f"<html><head><title>A fair</title></head><body><article><p>It says {mark}.</p></article></body></html>"
    site.write(f"world/fair.{suffix}", json.dumps(feed) if suffix == "json" else page)
    site.build()
    assert "A fair" in titles(site)


def test_state_lost_is_found_in_the_documents(site: Site) -> None:
    """Without the state the next run finds ids and dates in the documents: identical bytes."""
    site.write("china/undated.md", article("Undated", None))
    site.build()
    before = site.published()
    for file in (site.root / ".masthead").iterdir():
        file.unlink()
    site.now += timedelta(days=2)
    for file in (site.root / "articles").rglob("*.md"):
        os.utime(file, (1_750_000_000, 1_750_000_000))
    outcome = site.build()
    assert site.published() == before
    assert outcome.written == 0
    assert any("were taken over from the published documents" in note for note in outcome.notes)


def test_with_a_ledger_another_folder_gives_identical_bytes(tmp_path: Path) -> None:
    """With the ledger alone, a build elsewhere with no state and no documents gives the same bytes."""
    toml = CONFIG + '\n[state]\nledger = "masthead.ids.jsonl"\n'
    first, second = Site(tmp_path / "one", toml), Site(tmp_path / "two", toml)
    for site in (first, second):
        site.write("china/tour.md", article("A tour", None))
        site.write("china/rail.md", article("A railway", "2026-11-19"))
    first.build()
    first.now += timedelta(hours=1)
    first.write("china/rail.md", article("A railway", "2026-11-19", "Edited."))
    first.build()
    second.write("china/rail.md", article("A railway", "2026-11-19", "Edited."))
    (second.root / "masthead.ids.jsonl").write_bytes((first.root / "masthead.ids.jsonl").read_bytes())
    second.now += timedelta(days=5)
    second.build()
    assert second.published() == first.published()


def test_a_lost_state_and_an_empty_source_publish_nothing(site: Site) -> None:
    """State and articles both gone: the documents of before stay, and the run says so."""
    site.build()
    before = site.published()
    for file in (site.root / ".masthead").iterdir():
        file.unlink()
    for path in ("china/tour.md", "china/rail.md", "world/vote.md"):
        site.remove(path)
    with pytest.raises(PublishError, match="--allow-removals 3"):
        site.build()
    assert site.published() == before


def test_same_content_same_bytes(tmp_path: Path) -> None:
    """Two folders with the same articles give the same bytes."""
    sites = [Site(tmp_path / name) for name in ("one", "two")]
    for site in sites:
        for name in sorted(("china/a.md", "world/b.md", "c.md"), reverse=site is sites[0]):
            site.write(name, article(name, None))
        site.build()
    assert sites[0].published() == sites[1].published()


def test_two_articles_of_one_link_are_told_apart(site: Site) -> None:
    """The second article with a link that is taken is refused and both are named."""
    site.write("china/other.md", article("Other", "2026-11-20", slug="tour"))
    outcome = site.build()
    assert len(titles(site)) == 3
    assert "both make https://harbourpost.example/china/tour" in str(outcome.problems[0].problem)


def test_resurfacing_is_held_and_named(site: Site) -> None:
    """A new id with the title and date of a published entry is held; allowed, it goes out."""
    site.build()
    site.write("world/again.md", article("A tour", "2026-11-20", "Quite another text."))
    outcome = site.build()
    assert len(titles(site)) == 3
    assert [each.problem.code for each in outcome.problems] == ["resurfacing"]
    site.build(allow_resurfacing=True)
    assert titles(site).count("A tour") == 2


def test_dry_run_of_a_copy_changes_nothing(site: Site) -> None:
    """A dry run says what would change and writes no document."""
    site.build()
    before = site.published()
    site.write("china/new.md", article("New", "2026-11-21"))
    outcome = site.build(dry_run=True)
    assert [change.title for change in outcome.changes] == ["New"]
    assert site.published() == before


def test_json_lines_entries_come_and_go(site: Site) -> None:
    """Entries that a file no longer holds leave; those of a file with an error do not."""
    rows = [
        {"id": f"tag:x.example,2026:{n}", "title": f"Row {n}", "date": "2026-11-17", "text": "T."} for n in range(4)
    ]
    site.write("desk.jsonl", "\n".join(map(json.dumps, rows)))
    site.build()
    assert len(titles(site)) == 7
    site.write("desk.jsonl", "\n".join([*map(json.dumps, rows[1:]), "{broken"]))
    site.build()
    assert len(titles(site)) == 7
    site.write("desk.jsonl", "\n".join(map(json.dumps, rows[1:])))
    site.build()
    assert len(titles(site)) == 6


CANARY = "CANARY-7f3a"


def test_what_may_not_leave_leaves_by_no_door(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing of draft, embargoed, expired, refused or paid text is in a document, the output or the report."""
    said = {"section": f"{CANARY}-section", "tags": f"[{CANARY}-tag]", "author": f"{CANARY} Author"}
    site.write("a.md", article(f"{CANARY} draft", "2026-11-20", CANARY, draft="true", **said))
    site.write("b.md", article(f"{CANARY} embargo", "2026-11-20", CANARY, embargo="2030-01-01", **said))
    site.write("c.md", article(f"{CANARY} expired", "2026-11-20", CANARY, expires="2026-11-21", **said))
    site.write("d.md", article(f"{CANARY} refused", "2026-11-20", CANARY, drfat="true", **said))
    site.write("e.md", article("Paid", "2026-11-20", CANARY, access="paid"))
    outcome = site.build()
    from publish.terminal.report import as_json

    text = json.dumps(as_json(outcome, show_held=False, dry_run=False)) + "".join(capfd.readouterr())
    assert CANARY not in text
    for path, data in site.published().items():
        assert CANARY.encode() not in data, path
    assert not any(CANARY.casefold() in path.casefold() for path in site.published())
    assert "Paid" in titles(site)


def test_a_row_that_gains_an_id_stays_one_entry(site: Site) -> None:
    """A row that is given an id later is the same entry, and not refused against its former self."""
    row = {"title": "Row", "date": "2026-11-17", "text": "T.", "link": "https://harbourpost.example/row"}
    site.write("desk.jsonl", json.dumps(row))
    site.build()
    before = {entry.findtext("a:id", namespaces=ATOM) for entry in entries(site)}
    site.write("desk.jsonl", json.dumps({**row, "id": "tag:x.example,2026:row"}))
    outcome = site.build()
    assert [each.problem.level for each in outcome.problems if each.problem.level != "repaired"] == []
    assert {entry.findtext("a:id", namespaces=ATOM) for entry in entries(site)} == before


def test_a_slug_that_is_given_up_is_free_in_the_same_run(site: Site) -> None:
    """An article refused for its slug goes out in the run in which the other one gives it up, or is gone."""
    site.write("china/trip.md", article("Second", "2026-11-17", slug="tour"))
    site.build()
    assert "Second" not in titles(site)
    site.write("china/tour.md", article("A tour", "2026-11-20", slug="the-tour"))
    outcome = site.build()
    assert "Second" in titles(site)
    assert outcome.problems == []


def test_spellings_of_one_section_are_one_feed(site: Site) -> None:
    """China and china are one feed under the first name, and that is said once."""
    site.write("world/other.md", article("Other", "2026-11-17", section="CHINA"))
    outcome = site.build()
    assert '"china" is also written "CHINA"' in " ".join(outcome.notes)
    assert "Other" in titles(site, "section/china.atom")


def test_a_target_that_is_added_or_emptied_is_filled_by_the_next_run(site: Site) -> None:
    """What each target holds is known: a new one gets every document, and so does one that was emptied."""
    site.build()
    site.configure(CONFIG + '\n[[targets]]\nname = "mirror"\npath = "mirror"\n')
    site.build()
    mirror = site.root / "mirror"
    assert {path: (mirror / path).read_bytes() for path in site.published()} == site.published()
    for path in site.published():
        (mirror / path).unlink()
    site.build()
    assert {path: (mirror / path).read_bytes() for path in site.published()} == site.published()


def test_a_document_of_a_killed_run_is_followed_by_a_later_one(tmp_path: Path) -> None:
    """Two different documents never have one date, though the run that wrote the first could not record it."""
    killed, other = Site(tmp_path / "killed"), Site(tmp_path / "other")
    for site in (killed, other):
        site.write("china/tour.md", article("A tour", "2026-11-20", tags="[Science]"))
        site.build()
    other.write("china/tour.md", article("A tour", "2026-11-20", tags="[Travel]"))
    other.build()
    for path, data in other.published().items():
        (killed.root / "public" / path).write_bytes(data)
    killed.write("china/tour.md", article("A tour", "2026-11-20", tags="[Food]"))
    killed.build()
    dates = [ElementTree.fromstring(s.read("all.atom")).findtext("a:updated", "", ATOM) for s in (other, killed)]
    assert dates[0] < dates[1]


def test_documents_of_a_killed_run_are_taken_as_they_are(tmp_path: Path) -> None:
    """Killed after the documents were written and before that was recorded, the next run writes the same bytes."""
    killed, other = Site(tmp_path / "killed"), Site(tmp_path / "other")
    for site in (killed, other):
        site.write("china/tour.md", article("A tour", "2026-11-20", tags="[Science]"))
        site.build()
        site.write("china/tour.md", article("A tour", "2026-11-20", tags="[Travel]"))
    other.build()
    for path, data in other.published().items():
        (killed.root / "public" / path).write_bytes(data)
    killed.build()
    assert killed.published() == other.published()


def test_a_changed_path_outside_every_source_is_named(site: Site) -> None:
    """A path that was mistyped is not passed over in silence."""
    site.build()
    outcome = site.build(changed=(str(site.root / "typo.md"),))
    assert outcome.notes == [f"{site.root / 'typo.md'} is in no source, so nothing was looked at there"]


def test_only_the_named_paths_are_looked_at(site: Site) -> None:
    """With --changed what is new, edited or deleted at the named paths is published, and nothing else is read."""
    for number in range(10):
        site.write(f"china/n{number}.md", article(f"Number {number}", "2026-11-10"))
    site.build()
    named = [site.write("china/tour.md", article("A new tour", "2026-11-20")), site.root / "articles/china/n3.md"]
    site.remove("china/n3.md")
    site.write("world/other.md", article("Not named", "2026-11-21"))
    outcome = site.build(changed=tuple(map(str, named)))
    assert (outcome.counts.read, outcome.counts.removed) == (1, 1)
    assert "A new tour" in titles(site)
    assert not {"Number 3", "Not named", "A tour"} & set(titles(site))
    site.build()
    assert "Not named" in titles(site)


def test_a_source_that_goes_away_while_it_is_asked_again_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A contested article is read twice; a source that is gone by then is a problem, and no defect of ours."""
    site.build()
    site.write("china/trip.md", article("Second", "2026-11-17", slug="tour"))
    read, seen = Folder.read, set[str]()

    def once(self: Folder, ref: Ref) -> Iterator[Article | InvalidEntry]:
        if ref.key in seen:
            gone = Problem(level="unavailable", code="gone", where="articles/", problem="not readable.")
            raise SourceUnavailable(gone)
        seen.add(ref.key)
        return read(self, ref)

    monkeypatch.setattr(Folder, "read", once)
    outcome = site.build()
    assert "gone" in {each.problem.code for each in outcome.problems}
    assert len(titles(site)) == 3
