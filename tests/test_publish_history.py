"""What happens to a publication over time: settings that change, runs that die, targets that fail."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from entries.errors import InvalidEntry
from entries.model import Problem
from publish.building import fragments, printing
from publish.errors import ForeignFile, InvalidConfig, TargetUnavailable
from publish.examine import examine
from publish.outcome import Outcome
from publish.targets.folder import FolderTarget
from publish.testing import CONFIG, Site

ATOM = "{http://www.w3.org/2005/Atom}"


def article(title: str = "A tour", date: str | None = "2026-11-20", body: str = "Some text.", **values: str) -> str:
    said = {"title": title, **({"date": date} if date else {}), **values}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items()) + f"---\n{body}\n"


def feeds(*tables: str) -> str:
    return CONFIG + "".join(f"\n[[feeds]]\n{table}\n" for table in tables)


def shown(site: Site, path: str = "all.atom") -> dict[str | None, str | None]:
    """Title -> id of the entries in an Atom document."""
    entries = ElementTree.fromstring(site.read(path)).findall(f"{ATOM}entry")
    return {entry.findtext(f"{ATOM}title"): entry.findtext(f"{ATOM}id") for entry in entries}


def title_of(site: Site, path: str = "all.atom") -> str | None:
    return ElementTree.fromstring(site.read(path)).findtext(f"{ATOM}title")


def codes(outcome: Outcome) -> list[str]:
    return [each.problem.code for each in outcome.problems]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("china/tour.md", article("A tour", "2026-11-20", tags="[Science]"))
    site.write("china/rail.md", article("A railway", "2026-11-19"))
    site.write("world/vote.md", article("A vote", "2026-11-18"))
    return site


@pytest.fixture
def is_quiet(monkeypatch: pytest.MonkeyPatch) -> Callable[[Site], bool]:
    """Whether a run finds nothing to build and nothing to write, without looking at a single feed."""
    called: list[bool] = []
    publish = printing.publish

    def watched(*arguments: object) -> None:
        called.append(True)
        publish(*arguments)  # type: ignore[arg-type]  # as the run gave them

    monkeypatch.setattr(printing, "publish", watched)

    def quiet(site: Site) -> bool:
        called.clear()
        site.build()
        return not called

    return quiet


# Nothing to do is nothing to do.


def test_tags_with_too_few_articles_ask_for_no_work(site: Site, is_quiet: Callable[[Site], bool]) -> None:
    """A family's feeds that wait for more entries are not looked at again until one comes."""
    site.configure(feeds('path = "all"', 'path = "tag/{tag}"\nper = "tag"'))
    site.build()
    assert is_quiet(site)


def test_a_feed_that_ended_asks_for_no_work(site: Site, is_quiet: Callable[[Site], bool]) -> None:
    """A feed that the configuration no longer has is not looked at by every later run."""
    site.build()
    site.configure(feeds('path = "all"'))
    site.build()
    assert is_quiet(site)
    (site.root / "public/section/china.rss").unlink()
    site.build()
    assert is_quiet(site)
    assert "section/china.rss" not in site.published()


def test_without_lists_nothing_is_owed(site: Site, is_quiet: Callable[[Site], bool]) -> None:
    """Where neither page nor OPML is wanted, no run looks for them."""
    site.configure(CONFIG + "\n[page]\npath = false\nopml = false\n")
    site.build()
    assert is_quiet(site)


def test_a_format_that_is_given_up_asks_for_no_work(site: Site, is_quiet: Callable[[Site], bool]) -> None:
    """The last document of a format that is no longer wanted stays, may be deleted by hand, and goes with --prune."""
    site.build()
    site.configure(feeds('path = "all"\nformats = ["rss", "atom"]') + '\n[page]\nopml = false\npath = "index.html"\n')
    site.build()
    assert {"all.json", "feeds.opml", "feeds.html", "index.html"} <= set(site.published())
    assert is_quiet(site)
    (site.root / "public/all.json").unlink()
    site.build()
    assert is_quiet(site)
    site.build(prune=True)
    assert sorted(site.published()) == ["all.atom", "all.rss", "index.html"]
    assert is_quiet(site)


def test_documents_restored_from_a_backup_are_looked_at_once(
    site: Site, is_quiet: Callable[[Site], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents that were only touched are read by one run and not by every later one."""
    site.build()
    for file in (site.root / "public").rglob("*.*"):
        os.utime(file, (1_750_000_000, 1_750_000_000))
    assert is_quiet(site)
    monkeypatch.setattr(FolderTarget, "read", lambda self, path: pytest.fail("read again"))
    assert is_quiet(site)


# Runs that end in between.


def test_a_new_title_is_not_forgotten_by_a_run_that_failed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that changed is still owed after a run that could not write."""
    site.build()
    site.configure(CONFIG.replace("The Harbour Post", "The Harbour Times"))

    def full(self: FolderTarget, documents: object) -> dict[str, str]:
        raise TargetUnavailable("public/: not writable (No space left on device).")

    with monkeypatch.context() as patch:
        patch.setattr(FolderTarget, "put", full)
        with pytest.raises(TargetUnavailable):
            site.build()
    site.build()
    assert title_of(site) == "The Harbour Times"


def test_a_ledger_is_not_forgotten_by_a_run_that_was_killed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that dies between the documents and the ledger file leaves the file to the next one."""
    site.configure(CONFIG + '\n[state]\nledger = "ids.jsonl"\n')
    site.build()
    site.write("world/new.md", article("Something new", None))
    with monkeypatch.context() as patch:
        patch.setattr("publish.ledger.write", lambda store, path: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            site.build()
    site.build()
    assert "Something new" in (site.root / "ids.jsonl").read_text(encoding="utf-8")


def test_an_entry_that_could_not_be_rendered_is_owed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named by every run until it can be, and published by the first run that can."""
    problem = Problem(level="refused", code="odd", where="articles/china/tour.md", problem="can't be rendered.")
    complete = fragments.complete

    def broken(article: object, record: object, language: object, site: object) -> object:
        if record.title == "A tour":  # type: ignore[attr-defined]  # a Record
            raise InvalidEntry(problem)
        return complete(article, record, language, site)  # type: ignore[arg-type]  # as given

    with monkeypatch.context() as patch:
        patch.setattr(fragments, "complete", broken)
        assert codes(site.build()) == ["odd"]
        assert codes(site.build()) == ["odd"]
        assert list(shown(site)) == ["A railway", "A vote"]
    outcome = site.build()
    assert (codes(outcome), list(shown(site))) == ([], ["A tour", "A railway", "A vote"])


def test_what_stood_in_for_an_edit_is_replaced(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an edit can't be rendered the version before stands in, and the edit is shown as soon as it can be."""
    site.build()
    site.now += timedelta(hours=1)
    site.write("china/tour.md", article("A tour", "2026-11-20", "An edit."))
    problem = Problem(level="refused", code="odd", where="articles/china/tour.md", problem="can't be rendered.")

    def broken(article: object, record: object, language: object, site: object) -> object:
        raise InvalidEntry(problem)

    with monkeypatch.context() as patch:
        patch.setattr(fragments, "complete", broken)
        assert codes(site.build()) == ["odd"]
        assert "Some text." in site.read("all.json")
    site.build()
    assert "An edit." in site.read("all.json")


def test_another_address_reaches_every_document(site: Site) -> None:
    """A new link template, or another language of a source, is in no article's file and in every document."""
    site.build()
    site.configure(CONFIG.replace("{section}/{slug}", "news/{slug}"))
    site.build()
    assert "https://harbourpost.example/news/tour" in site.read("all.json")
    site.configure(CONFIG.replace("{section}/{slug}\"", "news/{slug}\"\nlanguage = \"fr\""))
    site.build()
    assert '"language":"fr"' in site.read("all.json").replace(": ", ":")


# Feeds that move.


def test_a_rename_that_is_said_late(site: Site) -> None:
    """`was` that is added after the feed was published under its new path keeps the old documents up to date."""
    site.configure(feeds('path = "all"'))
    site.build()
    site.configure(feeds('path = "everything"'))
    site.build()
    site.configure(feeds('path = "everything"\nwas = ["all"]'))
    site.build()
    site.write("world/new.md", article("Something new", "2026-11-21"))
    site.build()
    assert "Something new" in shown(site, "all.atom")
    assert site.read("all.rss") == site.read("everything.rss")
    site.build(prune=True)
    assert "all.rss" in site.published()


def test_a_new_feed_at_a_path_another_one_had(site: Site, is_quiet: Callable[[Site], bool]) -> None:
    """A path that is given to a new feed is that feed's, and the moved one's no more."""
    site.configure(feeds('path = "all"'))
    site.build()
    moved = 'path = "everything"\nwas = ["all"]'
    site.configure(feeds(moved))
    site.build()
    site.configure(feeds(moved, 'path = "all"\ninclude = { section = "china" }'))
    site.build()
    site.write("world/new.md", article("Something new", "2026-11-21"))
    site.build()
    assert list(shown(site, "all.atom")) == ["A tour", "A railway"]
    assert is_quiet(site)


def test_a_section_never_takes_the_path_of_a_feed(site: Site) -> None:
    """A section may be called what a feed is called: the configured path is the feed's."""
    site.write("all/odd.md", article("Odd", "2026-11-10"))
    site.configure(feeds('path = "{section}"\nper = "section"', 'path = "all"'))
    site.build()
    assert list(shown(site, "all.atom")) == ["A tour", "A railway", "A vote", "Odd"]


def test_a_foreign_file_at_an_old_path_is_not_replaced(site: Site) -> None:
    """What a feed writes at the paths it had before is looked at as any other path is."""
    site.configure(feeds('path = "all"\nformats = ["rss", "atom"]'))
    site.build()
    (site.root / "public/all.json").write_text("{}")
    site.configure(feeds('path = "everything"\nwas = ["all"]'))
    with pytest.raises(ForeignFile):
        site.build()
    assert site.read("all.json") == "{}"


def test_a_foreign_file_in_a_folder_that_became_the_target(site: Site) -> None:
    """A target that moves is looked through like a new one."""
    site.build()
    (site.root / "www").mkdir()
    (site.root / "www/all.rss").write_text("<rss/>")
    site.configure(CONFIG.replace('path = "public"', 'name = "public"\npath = "www"'))
    with pytest.raises(ForeignFile):
        site.build()
    assert (site.root / "www/all.rss").read_text() == "<rss/>"


# Targets that fail.


def test_a_second_target_that_fails_keeps_nothing_from_the_first(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first target is whole, the failure is named, and the second catches up when it can."""
    site.configure(CONFIG + '\n[[targets]]\nname = "mirror"\npath = "mirror"\n')
    site.build()
    put = FolderTarget.put

    def failing(self: FolderTarget, documents: list[object]) -> dict[str, str]:
        if self.name == "mirror":
            raise TargetUnavailable("mirror/: not writable (No space left on device).")
        return put(self, documents)  # type: ignore[arg-type]  # Documents

    site.write("world/new.md", article("Something new", "2026-11-21"))
    with monkeypatch.context() as patch:
        patch.setattr(FolderTarget, "put", failing)
        outcome = site.build()
        assert codes(outcome) == ["target-unavailable"]
        assert "Something new" in site.read("all.rss")
        assert "Something new" in site.read("feeds.html")
        assert codes(site.build()) == ["target-unavailable"]
    assert codes(site.build()) == []
    for path, data in site.published().items():
        assert (site.root / "mirror" / path).read_bytes() == data


# Articles that come, go and change places.


def test_a_file_renamed_to_a_name_that_was_used_before(site: Site) -> None:
    """An article moved to where a deleted one was keeps its own id."""
    site.build()
    ids = shown(site)
    site.remove("china/rail.md")
    site.build()
    (site.root / "articles/china/tour.md").rename(site.root / "articles/china/rail.md")
    site.build()
    assert shown(site) == {"A tour": ids["A tour"], "A vote": ids["A vote"]}


def test_one_id_twice_in_a_file(site: Site) -> None:
    """Two items of one file that declare one id are one entry and one that is named."""
    items = [
        {"id": "x", "title": "One", "url": "/one", "date_published": "2026-11-01"},
        {"id": "x", "title": "Two", "url": "/two", "date_published": "2026-11-02"},
    ]
    site.write("rows.jsonl", "\n".join(map(json.dumps, items)))
    outcome = site.build()
    assert codes(outcome) == ["duplicate-id"]
    assert "One" in shown(site)
    assert "Two" not in shown(site)
    site.write("rows.jsonl", "\n".join(map(json.dumps, items)) + "\n")
    assert codes(site.build()) == ["duplicate-id"]
    assert "One" in shown(site)


def test_the_guard_counts_what_was_there_before(site: Site) -> None:
    """New articles of the same scan make a mass removal no smaller."""
    for number in range(7):
        site.write(f"old/{number}.md", article(f"Old {number}", f"2026-10-0{number + 1}"))
    site.build()
    for number in range(7):
        site.remove(f"old/{number}.md")
    for number in range(70):
        site.write(f"new/{number}.md", article(f"New {number}", f"2026-09-{number % 28 + 1:02}"))
    for _ in range(2):
        outcome = site.build()
        assert (outcome.held_removals, codes(outcome)) == (7, ["removals"])
        site.build(changed=(str(site.root / "articles/new/1.md"),))
    assert site.build(allow_removals=7).counts.removed == 7


def test_what_a_killed_run_left_of_a_ledger_is_taken_up(site: Site) -> None:
    """A run that dies while it writes the ledger file leaves nothing beside it for good."""
    site.configure(CONFIG + '\n[state]\nledger = "ids.jsonl"\n')
    (site.root / ".masthead-ids.jsonl.tmp").write_text("half of a line, and longer than " + "all " * 1000)
    site.build()
    assert [path.name for path in site.root.iterdir() if "ids.jsonl" in path.name] == ["ids.jsonl"]
    assert json.loads((site.root / "ids.jsonl").read_text().splitlines()[-1])


def test_a_withdrawn_article_after_a_ledger_was_read(site: Site) -> None:
    """Where the state comes from the ledger at every run, a withdrawal's note stays in every feed."""
    site.configure(CONFIG + '\n[state]\nledger = "ids.jsonl"\n')
    site.build()
    site.write("china/tour.md", article("A tour", "2026-11-20", status="withdrawn", note="Taken back."))
    site.build()
    before = site.published()
    for file in (site.root / ".masthead").iterdir():
        file.unlink()
    site.build()
    assert site.published() == before


def test_what_became_paid_has_no_version_to_fall_back_on(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article that is no longer public never leaves as it was, even where it can't be rendered."""
    site.build()
    site.write("china/tour.md", article("A tour", "2026-11-20", access="paid"))
    problem = Problem(level="refused", code="odd", where="articles/china/tour.md", problem="can't be rendered.")

    def broken(article: object, record: object, language: object, site: object) -> object:
        raise InvalidEntry(problem)

    monkeypatch.setattr(fragments, "complete", broken)
    site.build()
    assert "A tour" not in shown(site)


def test_a_second_target_that_is_not_there(site: Site) -> None:
    """A target that can't even be looked at keeps nothing from the first one, and catches up later."""
    site.configure(CONFIG + '\n[[targets]]\nname = "mirror"\npath = "mirror"\n')
    (site.root / "mirror").write_text("no folder")
    for _ in range(2):
        assert codes(site.build()) == ["target-unavailable"]
    assert "A tour" in shown(site)
    (site.root / "mirror").unlink()
    (site.root / "mirror").mkdir()
    (site.root / "mirror/all.rss").write_text("<rss/>")
    with pytest.raises(ForeignFile):
        site.build()
    (site.root / "mirror/all.rss").unlink()
    assert codes(site.build()) == []
    for path, data in site.published().items():
        assert (site.root / "mirror" / path).read_bytes() == data


def test_a_second_target_that_is_back_is_no_problem(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be looked at while nothing had changed is forgotten when it can be again."""
    site.configure(CONFIG + '\n[[targets]]\nname = "mirror"\npath = "mirror"\n')
    site.build()
    signatures = FolderTarget.signatures

    def failing(self: FolderTarget, paths: list[str]) -> dict[str, str]:
        if self.name == "mirror":
            raise TargetUnavailable("mirror/: not readable (Input/output error).")
        return signatures(self, paths)

    with monkeypatch.context() as patch:
        patch.setattr(FolderTarget, "signatures", failing)
        assert codes(site.build()) == ["target-unavailable"]
    outcome = site.build()
    assert (codes(outcome), outcome.written) == ([], 0)


def test_an_article_that_moves_and_shrinks_stays(site: Site) -> None:
    """Where nothing of an article can stay, its edit is not held: it would leave the feeds for a run."""
    site.write("china/long.md", article("Long", "2026-11-01", "word " * 400))
    site.build()
    site.remove("china/long.md")
    site.write("china/long.txt", article("Long", "2026-11-01", "word"))
    assert codes(site.build()) == []
    assert "Long" in shown(site)


def test_another_id_is_taken_when_it_is_asked_for(site: Site) -> None:
    """What the problem names as remedy works, although the file is as it was."""
    site.build()
    site.write("china/tour.md", article("A tour", "2026-11-20", id="tag:x.example,2020:1"))
    assert codes(site.build()) == ["id-kept"]
    assert codes(site.build(allow_resurfacing=True)) == []
    assert shown(site)["A tour"] == "tag:x.example,2020:1"


def test_check_knows_a_file_that_was_renamed(site: Site) -> None:
    """An article that moved is no second one, whether all is looked at or only that file."""
    site.build()
    site.remove("china/tour.md")
    moved = site.write("china/tower.md", article("A tour", "2026-11-20", tags="[Science]"))
    for paths in (None, [str(moved)]):
        store = site.store()
        found = {each.title: each for each in examine(site.parts, store, paths, site.now)}
        store.close()
        assert (found["A tour"].status, found["A tour"].id) == ("live", shown(site)["A tour"])


def test_the_page_is_refused_a_feed_s_path(site: Site) -> None:
    """Also where the feeds are the default ones."""
    site.configure(CONFIG + '\n[page]\npath = "all.rss"\n')
    with pytest.raises(InvalidConfig):
        site.build()


def test_what_no_feed_shows_any_more_is_not_kept(site: Site) -> None:
    """With another title entries without an author are by another name, and are rendered anew: the old ones go."""
    site.build()
    for title in ("Times", "Herald"):
        site.configure(CONFIG.replace("The Harbour Post", title))
        site.build()
    store = site.store()
    (count,) = store._db.execute("SELECT count(*) FROM fragment").fetchone()
    store.close()
    assert count == 9


@pytest.mark.parametrize("free", ["china/zz.md", "china/aa.md"])
def test_files_that_take_each_other_s_names(site: Site, free: str) -> None:
    """One file makes room for another in the same scan: both articles keep their ids, and nothing is unread again."""
    site.build()
    ids = shown(site)
    (site.root / "articles/china/tour.md").rename(site.root / "articles" / free)
    (site.root / "articles/china/rail.md").rename(site.root / "articles/china/tour.md")
    for _ in range(2):
        assert codes(site.build()) == []
        assert shown(site) == ids
