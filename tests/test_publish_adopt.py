"""Feeds that another program published: their ids and dates go on, and subscribers see no article again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entries.adopted_ids import ids_of, is_iri
from entries.model import Record
from entries.text import clean
from feeds.errors import UnreadableFeed
from feeds.foreign import LARGEST, Item, read
from feeds.model import Document
from publish import cli
from publish.adopt import adopt, feeds_in
from publish.adopting.match import Candidate, link_key, match
from publish.errors import ForeignFile
from publish.outcome import exit_status
from publish.terminal.progress import Silent
from publish.testing import CONFIG, NOON, Site

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.glob("adopt-*"))
ATOM = {"a": "http://www.w3.org/2005/Atom"}
PUBLICATION = "tag:harbourpost.example,2026"
MEDIA = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def masthead(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder: exit status, standard output, standard error."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOON.timestamp())))

    def run(folder: Path, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        status = cli.main(list(map(str, arguments)))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two articles, and a feed with both in the target."""
    site = Site(tmp_path)
    write(site, "china/tour.md", "A tour", "2026-11-20")
    write(site, "world/vote.md", "A vote", "2026-11-18")
    old(site, item("guid 1", "/china/tour", "A tour"), item("guid 2", "/world/vote", "A vote"))
    return site


def write(site: Site, path: str, title: str, date: str, **values: str) -> None:
    said = "".join(f"{key}: {value}\n" for key, value in values.items())
    site.write(path, f"---\ntitle: {title}\ndate: {date}\n{said}---\nSome text.\n")


def item(guid: str, path: str, title: str, date: str = "Thu, 19 Nov 2026 10:00:00 +0000") -> str:
    link = f"https://harbourpost.example{path}"
    return (
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>"
        f'<guid isPermaLink="false">{guid}</guid></item>'
    )


def rss(*items: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?>\n{head}<rss version="2.0"><channel><title>Old</title>{"".join(items)}</channel></rss>'
    )


def atom(id: str, path: str, title: str) -> str:
    link = f"https://harbourpost.example{path}"
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><id>urn:old:old</id>'
        f"<updated>2026-11-20T00:00:00Z</updated><entry><title>{title}</title><id>{id}</id><link href='{link}'/>"
        "<published>2026-11-19T10:00:00Z</published><updated>2026-11-20T00:00:00Z</updated></entry></feed>"
    )


def old(site: Site, *items: str, name: str = "public/index.xml") -> Path:
    """A feed of another program in the site."""
    path = site.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(rss(*items), "utf-8")
    return path


def shown(folder: Path, feed: str = "all") -> dict[str, dict[str, str]]:
    """The id of each article in each format, by its title."""
    public = next(folder / name for name in ("public", "_site") if (folder / name).is_dir())
    paths = {"rss": [f"{feed}.rss", "index.xml"], "atom": [f"{feed}.atom", "feed.xml"], "json": [f"{feed}.json"]}
    ids: dict[str, dict[str, str]] = {}
    for format, names in paths.items():
        data = next(public / name for name in names if (public / name).exists()).read_bytes()
        if format == "json":
            found = [(each["title"], each["id"]) for each in json.loads(data)["items"]]
        else:
            found = [(each.title, each.id) for each in feedparser.parse(data, resolve_relative_uris=False).entries]
        for title, id in found:
            ids.setdefault(title, {})[format] = id
    return ids


def feeds_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.xml") if b"Masthead" not in path.read_bytes())


# Real feeds.


@pytest.mark.parametrize("case", CASES)
def test_golden_feeds(case: str, tmp_path: Path, masthead: Run) -> None:
    """Each case's feeds are matched as its expected.json says, for the reasons in WHY.md."""
    folder = tmp_path / "site"
    shutil.copytree(GOLDEN / case, folder)
    _, said, _ = masthead(folder, "adopt", "--json", *feeds_of(folder))
    masthead(folder, "build")
    found = {"adopt": json.loads(said), "shown": shown(folder)}
    expected = GOLDEN / case / "expected.json"
    if os.environ.get("MASTHEAD_WRITE_GOLDEN"):
        expected.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert found == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_golden_cases_explain_themselves(case: str) -> None:
    """Each case has a WHY.md with a heading."""
    assert (GOLDEN / case / "WHY.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("case", CASES)
def test_adopted_ids_are_valid(
    case: str, tmp_path: Path, masthead: Run, w3c: Callable[[Iterable[Document]], dict[str, list[str]]]
) -> None:
    """The W3C validator has nothing to say of documents with adopted ids, in any format."""
    folder = tmp_path / "site"
    shutil.copytree(GOLDEN / case, folder)
    masthead(folder, "adopt", *feeds_of(folder))
    masthead(folder, "build")
    documents = []
    for path in sorted((folder / ("_site" if case == "adopt-jekyll" else "public")).iterdir()):
        data = path.read_bytes()
        format = "json" if data[:1] == b"{" else "rss" if b"<rss" in data else "atom" if b"<feed" in data else None
        if format in ("rss", "atom") and b">Masthead</generator>" in data:
            url = ElementTree.fromstring(data).find(".//{http://www.w3.org/2005/Atom}link[@rel='self']")
            assert url is not None
            documents.append(
                Document(
                    path=path.name, url=url.get("href", ""), media_type=MEDIA[format], body=data, etag="", updated=NOON
                )
            )
    assert len(documents) == 2
    said = {event for events in w3c(documents).values() for event in events}
    # Its clock stands before these articles were written.
    assert [event for event in sorted(said) if not event.startswith("ImplausibleDate")] == []


# The way from another program to this one.


def test_the_way_from_another_program(site: Site, masthead: Run) -> None:
    """The first build stops beside a foreign feed and says what to do; after that, ids and dates go on."""
    status, _, said = masthead(site.root, "build")
    assert (status, "masthead adopt" in said, "--new-publication" in said) == (2, True, True)
    assert list(site.published()) == ["index.xml"]
    status, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert status == 0
    assert said.startswith("Adopted 2 of 2 items: 2 by link.")
    status, said, _ = masthead(site.root, "build")
    assert status == 0
    assert said.startswith("Published no new article: 2 articles")
    assert shown(site.root)["A tour"] == {
        "rss": "guid 1",
        "atom": f"{PUBLICATION}:id:guid%201",
        "json": "guid 1",
    }
    assert "<published>2026-11-19T10:00:00Z</published>" in site.read("all.atom")


def test_a_foreign_feed_above_the_target_stops_the_first_build(tmp_path: Path) -> None:
    """A feed beside the target's folder stops the first build like one in it; an article of that name does not."""
    site = Site(tmp_path, CONFIG.replace('path = "public"', 'path = "public/feeds"'))
    write(site, "china/tour.md", "A tour", "2026-11-20")
    old(site, item("guid 1", "/china/tour", "A tour"))
    with pytest.raises(ForeignFile, match=r"public/index\.xml is a feed of another program"):
        site.build()
    (site.root / "public/index.xml").unlink()
    site.write("feed.json", json.dumps({"title": "A row", "date": "2026-11-20", "text": "T."}))
    site.build()


def test_feeds_side_by_side_are_named_together(site: Site) -> None:
    """RSS and Atom of one site are named in one command, for their ids may differ."""
    (site.root / "public/atom.xml").write_text(atom("urn:old:1", "/china/tour", "A tour"))
    with pytest.raises(ForeignFile, match=r"masthead adopt \S+/public/atom\.xml \S+/public/index\.xml;"):
        site.build()


def test_an_adopted_file_may_be_replaced(site: Site, masthead: Run) -> None:
    """The feed that was adopted keeps its address where the configuration writes there, and its date moves on."""
    site.configure(CONFIG + '[[feeds]]\npath = "all"\nfiles = { rss = "index.xml" }\n')
    path = site.root / "public/index.xml"
    newest = "<lastBuildDate>Sat, 21 Nov 2026 00:00:00 +0000</lastBuildDate>"
    path.write_text(path.read_text().replace("<title>Old</title>", f"<title>Old</title>{newest}"))
    masthead(site.root, "adopt", "public/index.xml")
    site.build()
    assert "<lastBuildDate>Sat, 21 Nov 2026 00:00:01 +0000</lastBuildDate>" in site.read("index.xml")
    assert shown(site.root)["A tour"]["rss"] == "guid 1"


def test_an_adopted_file_may_stay_beside(site: Site, masthead: Run) -> None:
    """Where the configuration does not write there, the old feed stays as it is and stops nothing."""
    before = (site.root / "public/index.xml").read_bytes()
    masthead(site.root, "adopt", "public/index.xml")
    site.build()
    outcome = site.build()
    assert (outcome.written, (site.root / "public/index.xml").read_bytes()) == (0, before)


def test_a_file_can_be_replaced_without_its_ids(site: Site, masthead: Run) -> None:
    """--adopt-file takes a path as it is typed, and replaces that file without a look at its ids."""
    site.configure(CONFIG + '[[feeds]]\npath = "all"\nfiles = { rss = "index.xml" }\n')
    status, _, _ = masthead(site.root, "build", "--adopt-file", "public/index.xml")
    assert status == 0
    assert shown(site.root)["A tour"]["rss"] == f"{PUBLICATION}:desk/china/tour"


def test_a_dry_run_changes_nothing(site: Site, masthead: Run) -> None:
    """--dry-run shows which item is which article, and the build still stops."""
    status, said, _ = masthead(site.root, "adopt", "--dry-run", "public/index.xml")
    assert status == 0
    assert "guid 1\trss\tarticles/china/tour.md\tlink" in said
    assert "Would adopt 2 of 2 items: 2 by link." in said
    assert not (site.root / ".masthead/state.sqlite").exists()
    with pytest.raises(ForeignFile):
        site.build()


@pytest.mark.parametrize("built", [False, True])
def test_a_second_time_changes_nothing(site: Site, masthead: Run, built: bool) -> None:
    """Adopting the same file again says that there is nothing to do, before a build and after it."""
    masthead(site.root, "adopt", "public/index.xml")
    if built:
        site.build()
    before = ledger(site)
    status, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert (status, said) == (0, "Nothing to adopt: 2 of 2 items have their ids already.\n")
    assert ledger(site) == before
    if built:
        assert site.build().written == 0


def ledger(site: Site) -> list[Any]:
    store = site.store()
    try:
        return list(store.ledger.everything())
    finally:
        store.close()


def test_a_second_format_can_follow(site: Site, masthead: Run) -> None:
    """Until the first build another feed of the same articles adds its ids."""
    masthead(site.root, "adopt", "public/index.xml")
    (site.root / "old.atom").write_text(atom("urn:old:1", "/china/tour", "A tour"))
    _, said, _ = masthead(site.root, "adopt", "old.atom")
    assert said.startswith("Adopted 1 of 1 item: 1 by link.")
    site.build()
    assert shown(site.root)["A tour"] | {"json": ""} == {"rss": "guid 1", "atom": "urn:old:1", "json": ""}
    assert "<updated>2026-11-20T00:00:00Z</updated>" in site.read("all.atom")


def test_what_is_published_under_another_id_is_left(site: Site, masthead: Run) -> None:
    """An article that is out under an id of Masthead's is a conflict, and keeps it."""
    site.build(new_publication=True)
    before = site.published()
    status, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert status == 1
    assert f"guid 1 (rss): A tour is articles/china/tour.md, published as {PUBLICATION}:desk/china/tour" in said
    assert "Nothing was adopted of 2 items. 2 conflicts." in said
    assert site.build().written == 0
    assert site.published() == before


def test_an_article_that_nobody_has_seen_takes_the_old_id(site: Site, masthead: Run) -> None:
    """A draft that an earlier run has read takes the id that it once had, and is read again."""
    write(site, "china/tour.md", "A tour", "2026-11-20", draft="true")
    site.build(new_publication=True)
    _, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert said.splitlines()[-1].startswith("Adopted 1 of 2 items: 1 by link. 1 conflict.")
    site.build()
    assert "A tour" not in shown(site.root)
    write(site, "china/tour.md", "A tour", "2026-11-20")
    outcome = site.build()
    assert shown(site.root)["A tour"]["rss"] == "guid 1"
    assert exit_status(outcome) == 0


def test_adopted_ids_survive_an_edit_and_a_move(site: Site, masthead: Run) -> None:
    """A new text, title and file name change neither id nor publication date."""
    masthead(site.root, "adopt", "public/index.xml")
    site.build()
    site.now += timedelta(hours=1)
    write(site, "china/tour.md", "The tour", "2026-11-20", slug="the-tour")
    site.build()
    (site.root / "articles/china/tour.md").rename(site.root / "articles/world/journey.md")
    site.build()
    assert shown(site.root)["The tour"]["rss"] == "guid 1"
    assert "Thu, 19 Nov 2026 10:00:00 +0000" in site.read("all.rss")


@pytest.mark.parametrize("keep", ["documents", "ledger"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_state_lost_after_adoption(site: Site, masthead: Run, keep: str, when: str) -> None:
    """With the documents or the ledger file left, the same bytes come out; the foreign feed beside stops nothing."""
    if keep == "ledger":
        site.configure(CONFIG + '[state]\nledger = "masthead.ids.jsonl"\n')
    (site.root / "old.atom").write_text(atom("urn:old:1", "/china/tour", "A tour"))
    masthead(site.root, "adopt", "public/index.xml", "old.atom")
    if when == "after" or keep == "documents":
        site.build()
    before = site.published()
    shutil.rmtree(site.root / ".masthead")
    site.now += timedelta(days=1)
    outcome = site.build()
    assert exit_status(outcome) == 0
    if when == "after" or keep == "documents":
        assert (site.published(), outcome.written) == (before, 0)
    assert shown(site.root) == {
        "A tour": {"rss": "guid 1", "atom": "urn:old:1", "json": "urn:old:1"},
        "A vote": {"rss": "guid 2", "atom": f"{PUBLICATION}:id:guid%202", "json": "guid 2"},
    }


def test_ids_are_found_again_where_only_rss_is_published(site: Site, masthead: Run) -> None:
    """A guid that is no IRI is found again in a feed that has no Atom document, and wrapped as it was."""
    site.configure(CONFIG + '[[feeds]]\npath = "all"\nformats = ["rss"]\n')
    masthead(site.root, "adopt", "public/index.xml")
    site.build()
    before = {kept.record.id for kept in ledger(site)}
    shutil.rmtree(site.root / ".masthead")
    outcome = site.build()
    assert ({kept.record.id for kept in ledger(site)}, outcome.written) == (before, 0)


def test_undated_articles_have_the_dates_of_the_feed(site: Site, masthead: Run) -> None:
    """An article without a date keeps the one it had in the old feed, however late it is edited."""
    site.write("china/tour.md", "# A tour\n\nSome text.\n")
    masthead(site.root, "adopt", "public/index.xml")
    site.build()
    site.now += timedelta(days=1)
    site.write("china/tour.md", "# A tour\n\nOther text.\n")
    site.build()
    entry = ElementTree.fromstring(site.read("all.atom")).findall("a:entry", ATOM)[0]
    assert entry.findtext("a:published", namespaces=ATOM) == "2026-11-19T10:00:00Z"
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-11-23T12:00:00Z"


def test_an_item_twice_in_several_files_is_one(site: Site, masthead: Run) -> None:
    """The feed of a section and an archive hold the same items: each counts once."""
    old(site, item("guid 1", "/china/tour", "A tour, as it was called"), name="archive.xml")
    _, said, _ = masthead(site.root, "adopt", "public/index.xml", "archive.xml")
    assert said.startswith("Adopted 2 of 2 items")


def test_two_ids_of_one_article_are_ambiguous(site: Site, masthead: Run) -> None:
    """Two items with the address of one article are listed and left; a declared id says which is meant."""
    old(site, item("guid 1", "/china/tour", "A tour"), item("guid 7", "/china/tour", "A tour"))
    status, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert status == 1
    assert "guid 1 (rss): A tour and guid 7 (rss): A tour may be articles/china/tour.md, by link" in said
    assert said.endswith("Nothing was adopted of 2 items. 2 ambiguous.\n")
    write(site, "china/tour.md", "A tour", "2026-11-20", id="guid 7")
    _, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert "Adopted 1 of 2 items: 1 by id. 1 matches no article." in said
    site.build()
    assert shown(site.root)["A tour"]["rss"] == "guid 7"


def test_one_id_for_all_items_is_ambiguous(site: Site, masthead: Run) -> None:
    """A broken feed that gives every item the same guid is not adopted: no id may stand twice in a feed."""
    old(site, item("0", "/china/tour", "A tour"), item("0", "/world/vote", "A vote"))
    status, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert (status, "Nothing was adopted of 2 items. 2 ambiguous." in said) == (1, True)


def test_an_id_that_another_article_is_published_with_is_a_conflict(site: Site, masthead: Run) -> None:
    """No two articles have one id in a format, not even one that is gone."""
    masthead(site.root, "adopt", "public/index.xml")
    site.build()
    site.remove("china/tour.md")
    site.build(allow_removals=1)
    write(site, "china/rail.md", "A railway", "2026-11-20")
    old(site, item("guid 1", "/china/rail", "A railway"), name="other.xml")
    status, said, _ = masthead(site.root, "adopt", "other.xml")
    assert status == 1
    assert f"is articles/china/rail.md, but {PUBLICATION}:id:guid%201 is published with that id" in said


def test_refused_articles_are_said(site: Site, masthead: Run) -> None:
    """Where an article can't be read, its item matches nothing, and that is said."""
    write(site, "china/tour.md", "A tour", "30 February 2026")
    _, said, _ = masthead(site.root, "adopt", "public/index.xml")
    assert "1 article was refused and not compared: masthead check says why." in said


def test_a_file_that_is_not_there_is_named(site: Site, masthead: Run) -> None:
    """A file that can't be read is named with the reason."""
    status, _, said = masthead(site.root, "adopt", "nowhere.xml")
    assert (status, said) == (2, "nowhere.xml can't be read: No such file or directory.\n")


def test_a_broken_feed_is_named_with_its_line(site: Site, masthead: Run) -> None:
    """XML that is not well-formed is named with file and line, and nothing is adopted of any file."""
    (site.root / "broken.xml").write_text("<rss>\n<channel>\n<item>&nbsp;</item></channel></rss>")
    status, _, said = masthead(site.root, "adopt", "public/index.xml", "broken.xml")
    assert status == 2
    assert said.startswith("broken.xml:3 is no well-formed XML (Entity 'nbsp' not defined).")
    with pytest.raises(ForeignFile):
        site.build()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(guids=st.lists(st.text(min_size=1, max_size=12).map(lambda text: clean(text).strip()), min_size=2, max_size=2))
def test_any_guid_goes_on_to_the_letter(guids: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever a guid holds, RSS and JSON Feed show it as it was, and Atom an IRI; what is no id is left out."""
    folder = tmp_path_factory.mktemp("site")
    site = Site(folder)
    write(site, "china/tour.md", "A tour", "2026-11-20")
    write(site, "world/vote.md", "A vote", "2026-11-18")
    one, two = guids
    path = old(site, item(escape(one), "/china/tour", "A tour"), item(escape(two), "/world/vote", "A vote"))
    store = site.store()
    done = adopt(site.parts, store, feeds_in({path: "index.xml"}, "UTC"), site.now, Silent(), dry_run=False)
    store.close()
    assert exit_status(site.build(new_publication=True)) == 0
    ids = shown(folder)
    for each in done.plan.taken:
        (found,) = each.matches
        assert ids[found.item.title]["json"] == found.item.id
        assert guid_of(site, found.item.title) == found.item.id
        assert is_iri(ids[found.item.title]["atom"], PUBLICATION)
    if one and two and one != two:
        assert len(done.plan.taken) + len(done.plan.conflicts) == 2


def guid_of(site: Site, title: str) -> str | None:
    """A guid to the letter: feedparser trims it."""
    items = ElementTree.fromstring(site.read("all.rss")).iter("item")
    return next(each.findtext("guid") for each in items if each.findtext("title") == title)


def test_a_publication_of_ours_can_move(tmp_path: Path, masthead: Run) -> None:
    """Documents of Masthead's are adopted like any other feed: ids and dates go on under another configuration."""
    first = Site(tmp_path / "one")
    write(first, "china/tour.md", "A tour", "2026-11-20")
    first.write("world/vote.md", "# A vote\n\nSome text.\n")
    first.build()
    second = Site(tmp_path / "two", CONFIG.replace('"desk"', '"news"').replace(PUBLICATION, "tag:other.example,2027"))
    shutil.copytree(first.root / "articles", second.root / "articles", dirs_exist_ok=True)
    files = [first.root / "public" / f"all.{suffix}" for suffix in ("rss", "atom", "json")]
    _, said, _ = masthead(second.root, "adopt", *files)
    assert "Adopted 6 of 6 items: 6 by link." in said
    second.now += timedelta(days=9)
    second.build()
    assert shown(second.root) == shown(first.root)


# Reading feeds of others.

LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (rss(item("&l;", "/", "x"), head=LAUGHS + "]>"), "has a DOCTYPE"),
        (rss(item("x", "/", "x"), head=LAUGHS + "]>").replace('version="2.0"', 'version="&l;"'), "XML|DOCTYPE"),
        (rss(item("&x;", "/", "x"), head='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "has a DOCTYPE"),
        (rss(head='<!DOCTYPE rss PUBLIC "-//x" "http://x.example/rss.dtd">'), "has a DOCTYPE"),
        (rss(head="<!DOCTYPE rss []>").encode("utf-16"), "has a DOCTYPE"),
        ("<rss><channel>" + "<a>" * 5000 + "</a>" * 5000 + "</channel></rss>", "no well-formed XML"),
        ("<!DOCTYPE html><html><body><br></body></html>", "is a web page"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "is a web page"),
        ("<opml/>", "is no RSS, Atom or JSON feed: it begins with <opml>"),
        ("", "no well-formed XML"),
        ("\0\0\0", "no well-formed XML"),
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": 3}', "is no JSON Feed"),
        ('{"items": []}', "is no JSON Feed"),
        (b'{"x": "\xff"}', "is no JSON"),
        (b" " * (LARGEST + 1), "is larger than 20 MB"),
    ],
    ids=range(18),
)
def test_hostile_files_are_refused(data: str | bytes, message: str) -> None:
    """Bombs, documents of other kinds and damaged ones are refused in a sentence."""
    with pytest.raises(UnreadableFeed, match=message):
        read(data if isinstance(data, bytes) else data.encode(), UTC)


def one(data: str | bytes) -> Item:
    (found,) = read(data if isinstance(data, bytes) else data.encode(), UTC).items
    return found


def test_rss_without_guid_is_known_by_its_link() -> None:
    """Readers take the link for the id of an item that has none."""
    found = one(rss("<item><link> https://harbourpost.example/a </link></item>"))
    assert (found.id, found.links) == ("https://harbourpost.example/a", ("https://harbourpost.example/a",))


def test_permanent_guids_and_feedburner_links_are_addresses() -> None:
    """Where a link leads through FeedBurner, the original one and a permanent guid are addresses too."""
    text = (
        '<item xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><link>http://feedproxy.example/~r/1</link>'
        "<guid>https://harbourpost.example/a</guid><f:origLink>https://harbourpost.example/b</f:origLink></item>"
    )
    assert one(rss(text)).links[1:] == ("https://harbourpost.example/b", "https://harbourpost.example/a")


def test_rss_1_is_read() -> None:
    """Of RSS 1.0 rdf:about is the id and dc:date the date."""
    text = (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old</title></channel>'
        '<item rdf:about="urn:old:1"><title>港口</title><link>https://harbourpost.example/a</link>'
        "<dc:date>2026-11-20T08:00+08:00</dc:date></item></rdf:RDF>"
    )
    declared = '<?xml version="1.0" encoding="Big5"?>' + text
    found = one(declared.encode("big5"))
    assert (found.format, found.id, found.title) == ("rss", "urn:old:1", "港口")
    assert found.published == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_json_feed_is_read() -> None:
    """A number as an id is what it is written as."""
    item = {"id": 12, "url": "https://harbourpost.example/a", "title": "A \ud800", "date_published": "2026-11-20"}
    feed = {"version": "https://jsonfeed.org/version/1", "items": [item, {}, 3]}
    found = one("\ufeff" + json.dumps(feed))
    assert (found.format, found.id, found.published) == (
        "json",
        "12",
        NOON.replace(day=20, hour=0),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 20 Nov 2026 08:00:00 +0800", "2026-11-20T08:00:00+08:00"),
        ("Fri, 20 Nov 2026 08:00:00 GMT", "2026-11-20T08:00:00+00:00"),
        ("20 Nov 2026 08:00:00 -0000", "2026-11-20T08:00:00+00:00"),
        ("2026-11-20T08:00:00.5Z", "2026-11-20T08:00:00+00:00"),
        ("yesterday", None),
        ("Fri, 20 Nov 99999 08:00:00 +0000", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_dates_of_feeds(text: str, expected: str | None) -> None:
    """Dates as feeds write them; what is none is left out."""
    found = one(rss(item("x", "/", "x", text))).published
    assert (found.isoformat() if found else None) == expected


# Matching.


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://x.example/a", "http://www.x.example/a/", True),
        ("https://x.example/a/index.html", "https://X.example/a", True),
        ("https://x.example", "https://x.example/index.html", True),
        ("https://x.example/a?utm_source=rss&UTM_Medium=x", "https://x.example/a", True),
        ("https://x.example/a?p=1&utm_source=rss", "https://x.example/a?p=1", True),
        ("https://x.example/%e6%b8%af", "https://x.example/港", True),
        ("https://x.example:443/a", "http://x.example:80/a", True),
        ("https://x.example/?p=1", "https://x.example/?p=2", False),
        ("https://x.example/a", "https://x.example/A", False),
        ("https://x.example/a", "https://y.example/a", False),
        ("https://x.example/a#1", "https://x.example/a#2", False),
        ("https://x.example:8080/a", "https://x.example/a", False),
        ("http://[x/a", "http://[x/b", False),
    ],
)
def test_links_are_compared_by_what_counts(one: str, other: str, same: bool) -> None:
    """Scheme, www, a last slash, index.html, utm_ parameters and needless encoding make no difference."""
    assert (link_key(one) == link_key(other)) is same


def candidate(name: str, **said: Any) -> Candidate:
    record = Record(
        source="desk", ref=name, id=f"{PUBLICATION}:desk/{name}", link=f"https://harbourpost.example/{name}",
        title=said.pop("title", name), slug="", published=NOON, updated=NOON, first_seen=NOON,
    )  # fmt: skip
    return Candidate(name, record, None, frozenset(said.pop("ids", ())), frozenset({NOON.date()}))


def test_an_article_is_matched_once_in_a_format() -> None:
    """What a declared id has settled no link changes, and a later item of that address matches nothing."""
    items = [
        Item(format="rss", id="2", links=("https://harbourpost.example/a",), title="a", published=NOON),
        Item(format="rss", id="1", links=("https://elsewhere.example/",)),
        Item(format="atom", id="3", links=("https://harbourpost.example/a",)),
    ]
    found = match(items, [candidate("a", ids={"1"})], UTC)
    assert [(each.item.id, each.how) for each in found.found] == [("1", "id"), ("3", "link")]
    assert [each.id for each in found.unmatched] == ["2"]


def test_a_title_alone_is_no_match() -> None:
    """The same title on another day, or without a day, is another article."""
    items = [
        Item(format="rss", id="1", title="A"),
        Item(format="rss", id="2", title="A", published=NOON + timedelta(days=3)),
        Item(format="rss", id="3", title=" a ", published=NOON),
    ]
    found = match(items, [candidate("a")], UTC)
    assert [each.item.id for each in found.found] == ["3"]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({"rss": "5"}, ("tag:p,2026:id:5", {"json": "5", "rss": "5"})),
        ({"rss": "https://x.example/?p=1"}, ("https://x.example/?p=1", {})),
        ({"rss": "HTTPS://X.example/a"}, ("https://x.example/a", {"json": "HTTPS://X.example/a", "rss": "HTTPS://X.example/a"})),
        ({"atom": "https://x.example/港"}, ("https://x.example/港", {})),
        ({"atom": "a b"}, ("tag:p,2026:id:a%20b", {"json": "a b", "rss": "a b"})),
        ({"atom": "urn:old:1", "rss": "5"}, ("urn:old:1", {"rss": "5"})) ,
        ({"json": "7", "rss": "5"}, ("tag:p,2026:id:7", {"json": "7", "rss": "5"})),
        ({"rss": "tag:p,2026:desk/a~25b"}, ("tag:p,2026:desk/a~25b", {})),
    ],
)  # fmt: skip
def test_ids_by_format(before: dict[str, str], expected: tuple[str, dict[str, str]]) -> None:
    """RSS and JSON Feed keep their ids to the letter, Atom an IRI; a format without one takes another's."""
    id, format_ids = ids_of(before, "tag:p,2026")
    assert (id, dict(format_ids)) == expected


@pytest.mark.parametrize(
    "id",
    ["", "5", "a b", "http://", "http:///a", "http://[x", "tag:x", "urn:x", "x:<a>", "x:%zz", "mailto:\ud800", "://"],
)
def test_what_is_no_iri(id: str) -> None:
    """Such an id never stands in an Atom feed."""
    assert not is_iri(id, PUBLICATION)
