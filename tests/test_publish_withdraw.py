"""masthead withdraw: a note in every feed for 30 days, then nothing, and a tombstone where one is asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree

from publish import cli, ledger
from publish.testing import CONFIG, NOON, Site

SHARED = Path(__file__).parents[1].parent / "shared"
NAMES = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
FEEDS = """
[[feeds]]
path = "all"
tombstones = true

[[feeds]]
path = "section/{section}"
per = "section"
"""
ID = "tag:harbourpost.example,2026:desk/china/tour"
LINK = "https://harbourpost.example/china/tour"
Command = Callable[..., int]


def article(title: str, date: str, text: str) -> str:
    return f"---\ntitle: {title}\ndate: {date}\ntags: [Canary]\nauthor: Canary Lam\n---\n{text}\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, CONFIG + FEEDS)
    site.write("china/tour.md", article("A canary tour", "2026-11-20", "Canary text."))
    site.write("china/rail.md", article("A railway", "2026-11-19", "Rails."))
    site.build()
    return site


@pytest.fixture
def command(site: Site, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command in the publication's folder at the site's moment, and returns its exit status."""
    monkeypatch.chdir(site.root)

    def run(*arguments: str) -> int:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(site.now.timestamp())))
        return cli.main(["withdraw", *arguments])

    return run


def entries(site: Site, path: str = "all.atom") -> dict[str, str]:
    root = ElementTree.fromstring(site.read(path))
    return {
        entry.findtext("a:id", "", NAMES): entry.findtext("a:title", "", NAMES)
        for entry in root.findall("a:entry", NAMES)
    }


def everything(site: Site) -> str:
    return b"".join(site.published().values()).decode().casefold()


@pytest.mark.parametrize("name", [ID, LINK, "china/tour.md", "articles/china/tour.md"])
def test_an_article_is_known_by_id_link_key_and_file(site: Site, command: Command, name: str) -> None:
    """However it is named, its note stands in every feed it was in, at once, under its id."""
    assert command(name, "--note", "It was wrong.") == 0
    for path in ("all.atom", "section/china.atom"):
        assert entries(site, path)[ID] == "Article withdrawn"
        assert "It was wrong." in site.read(path)


def test_nothing_of_it_is_left(site: Site, command: Command) -> None:
    """Neither text nor title nor author nor tags are in any document, and its date stays."""
    command(LINK, "--note", "It was wrong.")
    site.write("china/rail.md", "---\ntitle: A railway\ndate: 2026-11-19\n---\nRails.\n")
    site.build()
    assert "canary" not in everything(site)
    assert "<published>2026-11-20T00:00:00Z</published>" in site.read("all.atom")


def test_the_file_may_be_gone(site: Site, command: Command) -> None:
    """An article whose file was deleted is withdrawn all the same, and so is one whose folder is gone."""
    site.remove("china/tour.md")
    site.build()
    assert ID not in entries(site)
    assert command(ID, "--note", "It was wrong.") == 0
    assert entries(site)[ID] == "Article withdrawn"
    assert entries(site, "section/china.atom")[ID] == "Article withdrawn"


def test_the_source_may_be_gone(site: Site, command: Command) -> None:
    """A withdrawal waits for no source that is down: the note is out although the folder is away."""
    shutil.move(site.root / "articles", site.root / "away")
    command(ID, "--note", "It was wrong.")
    assert entries(site)[ID] == "Article withdrawn"
    assert len(entries(site)) == 2


def test_a_deleted_file_leaves_the_note(site: Site, command: Command) -> None:
    """Deleting the file of a withdrawn article takes its note away no sooner, and is never held as a removal."""
    command(ID, "--note", "It was wrong.")
    site.remove("china/tour.md")
    site.build()
    assert entries(site)[ID] == "Article withdrawn"
    site.now += timedelta(days=31)
    site.build()
    assert ID not in entries(site)


def test_an_edit_brings_nothing_back(site: Site, command: Command) -> None:
    """Whatever is written into the file, the article stays withdrawn."""
    command(ID, "--note", "It was wrong.")
    site.now += timedelta(hours=1)
    site.write("china/tour.md", article("Another canary", "2026-11-20", "Other text."))
    site.build()
    assert entries(site)[ID] == "Article withdrawn"
    assert "Other text." not in everything(site)


def test_its_note_leaves_after_thirty_days(site: Site, command: Command) -> None:
    """Then a tombstone takes its place in Atom where one is asked for, and in no other document."""
    command(ID, "--note", "It was wrong.")
    site.now += timedelta(days=30)
    site.write("china/new.md", article("News", "2026-12-20", "New."))
    site.build()
    feed = ElementTree.fromstring(site.read("all.atom"))
    assert [each.attrib for each in feed.findall("at:deleted-entry", NAMES)] == [
        {"ref": ID, "when": "2026-12-22T12:00:00Z"}
    ]
    assert ID not in entries(site)
    for path in ("section/china.atom", "all.rss", "all.json"):
        assert ID not in site.read(path)
    assert site.build().written == 0


def test_tombstones_are_valid(site: Site, command: Command) -> None:
    """RFC 4287's schema takes a document with tombstones."""
    schema = SHARED / "schemas/atom-rfc4287.rng"
    if not schema.exists():
        pytest.skip("the schemas of others are not beside this repository")
    command(ID)
    site.now += timedelta(days=30)
    site.build()
    assert "deleted-entry" in site.read("all.atom")
    etree.RelaxNG(etree.parse(schema)).assertValid(etree.parse(site.root / "public/all.atom"))


def test_tombstones_go_as_entries_do(site: Site, command: Command) -> None:
    """A tombstone is shown as long as the window reaches back to the moment it stands for."""
    command(ID)
    site.now += timedelta(days=30)
    site.build()
    assert "deleted-entry" in site.read("all.atom")
    for number in range(60):
        site.write(f"china/n{number}.md", article(f"News {number}", f"2027-01-{number // 2 + 1:02}", "New."))
    site.now += timedelta(days=60)
    site.build()
    assert "deleted-entry" not in site.read("all.atom")


def test_undo_shows_it_again(site: Site, command: Command) -> None:
    """Undone, the article is there with its id, and with what its file says by now."""
    before = entries(site)
    command(ID, "--note", "It was wrong.")
    assert command(ID, "--undo") == 0
    assert entries(site) == before
    assert "It was wrong." not in everything(site)
    command(ID)
    site.write("china/tour.md", article("Mended", "2026-11-20", "Right text."))
    site.build()
    command(ID, "--undo")
    assert entries(site)[ID] == "Mended"


def test_undo_after_it_left_takes_the_tombstone_away(site: Site, command: Command) -> None:
    """What is back has no tombstone."""
    command(ID)
    site.now += timedelta(days=30)
    site.build()
    command(ID, "--undo")
    assert ID in entries(site)
    assert "deleted-entry" not in site.read("all.atom")


def test_dry_run_changes_nothing(site: Site, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """What would happen is said, and neither documents nor state know of it."""
    before = site.published()
    assert command(ID, "--dry-run", "--note", "No.") == 0
    assert "Would be withdrawn: A canary tour" in capsys.readouterr().out
    site.build()
    assert site.published() == before


def test_what_can_not_be_withdrawn_is_said(site: Site, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown name, an article that was never out, and one that is not withdrawn are named, and nothing changes."""
    site.write("china/later.md", article("Later", "2026-11-20", "x").replace("tags:", "draft: true\ntags:"))
    site.build()
    assert command("https://harbourpost.example/no") == 2
    assert "no article is known" in capsys.readouterr().err
    command("china/later.md")
    assert "never published" in capsys.readouterr().err
    command(ID, "--undo")
    assert "is not withdrawn" in capsys.readouterr().err


def test_withdrawals_are_in_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the state lost and the file gone, the ledger still has the withdrawal and its note."""
    site = Site(tmp_path, CONFIG + FEEDS + '\n[state]\nledger = "ids.jsonl"\n')
    site.write("china/tour.md", article("A canary tour", "2026-11-20", "Canary text."))
    site.write("china/rail.md", article("A railway", "2026-11-19", "Rails."))
    site.build()
    monkeypatch.chdir(site.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(site.now.timestamp())))
    assert cli.main(["withdraw", ID, "--note", "It was wrong."]) == 0
    line = next(line for line in (site.root / "ids.jsonl").read_text("utf-8").splitlines() if ID in line)
    assert json.loads(line)["note"] == "It was wrong."
    site.remove("china/tour.md")
    site.build()
    before = site.published()
    shutil.rmtree(site.root / ".masthead")
    shutil.rmtree(site.root / "public")
    site.build()
    assert entries(site)[ID] == "Article withdrawn"
    assert "It was wrong." in site.read("all.atom")
    assert site.published() == before


SELECTED = """
[[feeds]]
path = "section/{section}"
per = "section"

[[feeds]]
path = "tag/{tag}"
per = "tag"
min = 1

[[feeds]]
path = "author/{author}"
per = "author"

[[feeds]]
path = "language/{language}"
per = "language"

[[feeds]]
path = "some"
include = { labels = "opinion", provider = "Agency", corrected = true, access = "paid" }

[state]
ledger = "ids.jsonl"
"""


@pytest.mark.parametrize("file", ["gone", "there", "says so itself"])
def test_a_ledger_knows_every_feed_of_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    """With neither state nor documents, the note is in all feeds that it was in, by whatever they select."""
    site = Site(tmp_path, CONFIG + SELECTED)
    for name in ("tour", "rail"):
        more = "labels: [opinion]\nprovider: Agency\ncorrection: A date.\naccess: paid\nlang: zh-Hant\ntags: [Canary]"
        text = article(name, "2026-11-20", "Text.").replace("tags: [Canary]", more)
        site.write(f"china/{name}.md", text)
    site.build()
    if file == "says so itself":
        said = "title: Tour\ndate: 2026-11-20\naccess: paid\nstatus: withdrawn\nnote: Wrong."
        site.write("china/tour.md", f"---\n{said}\n---\n")
        site.now += timedelta(hours=1)
        site.build()
    else:
        monkeypatch.chdir(site.root)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(site.now.timestamp())))
        assert cli.main(["withdraw", ID, "--note", "Wrong."]) == 0
    if file == "gone":
        site.remove("china/tour.md")
        site.build()
    before, file_before = site.published(), (site.root / "ids.jsonl").read_bytes()
    feeds = [path for path in before if path.endswith(".atom")]
    shutil.rmtree(site.root / ".masthead")
    shutil.rmtree(site.root / "public")
    site.now += timedelta(hours=1)
    site.build()
    assert [entries(site, path)[ID] for path in feeds] == ["文章已撤回"] * 5
    assert site.published() == before
    assert (site.root / "ids.jsonl").read_bytes() == file_before


def test_a_ledger_brings_no_note_back_that_was_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What had expired before it was withdrawn does not come back for the loss of the state."""
    site = Site(tmp_path, CONFIG + FEEDS + '\n[state]\nledger = "ids.jsonl"\n')
    text = article("A canary tour", "2026-11-20", "Text.").replace("tags:", "expires: 2026-11-23\ntags:")
    site.write("china/tour.md", text)
    site.write("china/rail.md", article("A railway", "2026-11-19", "Rails."))
    site.build()
    site.now += timedelta(days=3)
    site.build()
    monkeypatch.chdir(site.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(site.now.timestamp())))
    assert cli.main(["withdraw", ID, "--note", "It was wrong."]) == 0
    site.remove("china/tour.md")
    site.build()
    before = site.published()
    shutil.rmtree(site.root / ".masthead")
    site.build()
    assert ID not in entries(site)
    assert site.published() == before


def test_a_ledger_says_of_articles_only_what_it_must(site: Site) -> None:
    """What decides on feeds is read in the articles: a line has it of what was withdrawn alone."""
    store = site.store()
    try:
        assert not any("Canary Lam" in line for line in ledger.export(store))
    finally:
        store.close()


def test_pages_of_the_archive_are_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note stands on the archive page too, also where the file is gone; later the page is shorter."""
    site = Site(tmp_path, CONFIG + '[[feeds]]\npath = "all"\nlimit = 2\nkeep = "0 s"\narchive = true\n')
    for day in range(1, 6):
        site.write(f"china/d{day}.md", article(f"Day {day}", f"2026-11-0{day}", f"Text {day}."))
    site.build()
    site.remove("china/d1.md")
    site.build()
    monkeypatch.chdir(site.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOON.timestamp())))
    cli.main(["withdraw", "china/d1.md", "--note", "It was wrong."])
    assert list(entries(site, "all/archive/1.atom").values()) == ["Day 2", "Article withdrawn"]
    site.now += timedelta(days=30)
    site.build()
    assert list(entries(site, "all/archive/1.atom").values()) == ["Day 2"]


def test_status_names_what_is_withdrawn(site: Site, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """Status says which articles are shown as a note, and until when."""
    command(ID)
    capsys.readouterr()
    cli.main(["status"])
    assert f"withdrawn until 22 Dec 12:00 UTC: {LINK}" in " ".join(capsys.readouterr().out.split())


def test_a_loss_of_state_brings_nothing_back(site: Site, command: Command) -> None:
    """Without state or ledger the note in the documents says that the article is withdrawn, and it stays so."""
    command(ID, "--note", "It was < wrong & bad.")
    before = {path: body for path, body in site.published().items() if not path.startswith("feeds.")}
    shutil.rmtree(site.root / ".masthead")
    site.build()
    after = {path: body for path, body in site.published().items() if not path.startswith("feeds.")}
    assert after == before
    assert entries(site)[ID] == "Article withdrawn"


def test_a_loss_of_state_leaves_a_note_its_language(site: Site, command: Command) -> None:
    """Found again in documents alone, the note of a file that is gone says what it said."""
    for name in ("tour", "rail"):
        text = article(name, "2026-11-20", "Text.").replace("tags:", "lang: zh-Hant\ntags:")
        site.write(f"china/{name}.md", text)
    site.build()
    command(ID)
    site.remove("china/tour.md")
    site.build()
    before = site.read("all.atom")
    shutil.rmtree(site.root / ".masthead")
    site.build()
    assert entries(site)[ID] == "文章已撤回"
    assert site.read("all.atom") == before


def test_a_short_article_is_no_note(site: Site) -> None:
    """An article of one paragraph is found again as an article after a loss of state."""
    before = site.published()
    shutil.rmtree(site.root / ".masthead")
    site.build()
    assert site.published() == before


def test_the_source_may_be_gone_from_the_configuration(site: Site, command: Command) -> None:
    """An article of a source that nobody reads any more is withdrawn in the feeds it was in."""
    site.configure(CONFIG.replace('"desk"', '"wire"').replace('"articles"', '"wire"') + FEEDS)
    (site.root / "wire").mkdir()
    site.build(allow_removals=2)
    assert entries(site) == {}
    assert command(LINK, "--note", "It was wrong.") == 0
    assert entries(site, "section/china.atom") == {ID: "Article withdrawn"}
