"""The ledger file as others leave it: titles with every kind of line end, and lines that are none of ours."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from publish import cli, ledger
from publish.errors import PublishError
from publish.testing import CONFIG, Site

LEDGER = '\n[state]\nledger = "masthead.ids.jsonl"\n'


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication that keeps a ledger, with an archive page."""
    feeds = '\n[[feeds]]\npath = "all"\nlimit = 1\narchive = 1\n'
    site = Site(tmp_path, CONFIG + feeds + LEDGER)
    for day in (18, 19, 20):
        site.write(f"china/{day}.md", f"---\ntitle: On day {day}\ndate: 2026-11-{day}\n---\nText.")
    site.build()
    return site


def lose_state(site: Site) -> None:
    shutil.rmtree(site.root / ".masthead")
    shutil.rmtree(site.root / "public")


@pytest.fixture
def undated(tmp_path: Path) -> Site:
    """A publication of articles without dates, of which a job keeps nothing but the ledger."""
    site = Site(tmp_path, CONFIG + LEDGER)
    for name in ("a", "b", "c"):
        site.write(f"{name}.md", f"# Title {name}\n\nText {name}.")
    site.build()
    site.now += timedelta(hours=1)
    return site


def shown(site: Site) -> dict[str, tuple[str, str]]:
    """Title -> id and date of every entry."""
    items = json.loads(site.read("all.json"))["items"]
    return {item["title"]: (item["id"], item["date_published"]) for item in items}


def lines(site: Site) -> dict[str, dict[str, Any]]:
    """A line of each kind."""
    found = map(json.loads, (site.root / "masthead.ids.jsonl").read_text("utf-8").splitlines())
    return {next(kind for kind in ("page", "feed", "id") if kind in line): line for line in found}


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x1e"])
def test_a_note_may_hold_any_end_of_a_line(
    end: str, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What str.splitlines takes for the end of a line stands within one in JSON: the state is found again."""
    monkeypatch.chdir(site.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(site.now.timestamp())))
    assert cli.main(["withdraw", "articles/china/20.md", "--note", f"one{end}two"]) == 0
    before = site.published()
    lose_state(site)
    assert cli.main(["build"]) == 0, capsys.readouterr().err
    assert site.published() == before


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *(("id", name, value) for name, value in (
            ("id", ["x"]), ("key", "x"), ("key", [1, 2, 3]), ("key", ["x"]), ("ids", [1]), ("ids", {"rss": 1}),
            ("published", "x"), ("updated", "2026-11-20T00:00:00"), ("title", None), ("note", {}), ("withdrawn", 5),
            ("section", []), ("tags", "x"), ("authors", [1]), ("labels", {}), ("corrected", "true"),
        )),
        *(("feed", name, value) for name, value in (
            ("feed", 1), ("documents", []), ("documents", {"all.rss": 1}), ("was", "x"), ("spec", []), ("updated", "x"),
        )),
        *(("page", name, value) for name, value in (
            ("number", "x"), ("entries", {}), ("entries", [1]), ("key", 1), ("documents", None), ("updated", 1),
        )),
    ],
)  # fmt: skip
def test_a_line_that_is_none_of_ours_is_named(kind: str, name: str, value: object, site: Site, tmp_path: Path) -> None:
    """Whatever is wrong with it, its number is said, and what to do."""
    good = lines(site)
    other = Site(tmp_path / "other")
    store = other.store()
    text = "\n".join(json.dumps({**line, name: value} if each == kind else line) for each, line in good.items())
    with pytest.raises(PublishError, match=r"line \d of the ledger can't be read .*Restore"), store.transaction():
        ledger.load(store, text)
    without = {key: value for key, value in good[kind].items() if key != name}
    if name in ("id", "published", "documents", "number"):
        with pytest.raises(PublishError, match="line 1 of the ledger"), store.transaction():
            ledger.load(store, json.dumps(without))
    store.close()


@pytest.mark.parametrize("text", ["[]", "5", "null", '"page"', "{}", "{"])
def test_a_line_that_is_no_object_is_named(text: str, tmp_path: Path) -> None:
    """JSON or not."""
    store = Site(tmp_path).store()
    with pytest.raises(PublishError, match="line 2 of the ledger"), store.transaction():
        ledger.load(store, f"\n{text}\n")
    store.close()


def test_a_ledger_in_another_encoding_is_named(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """By the build that finds its state in it."""
    lose_state(site)
    file = site.root / "masthead.ids.jsonl"
    file.write_bytes(file.read_bytes() + b"\xff\xfe")
    assert cli.main(["build", "--config", str(site.root / "masthead.toml")]) == 2
    assert "is not UTF-8: it is no ledger" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("emptied", [True, False])
def test_an_undated_article_is_known_by_its_text(undated: Site, emptied: bool) -> None:
    """Renamed while there was no state but the ledger, it keeps id and date; the ledger has it once."""
    before = shown(undated)
    shutil.rmtree(undated.root / ".masthead")
    if emptied:
        shutil.rmtree(undated.root / "public")
    undated.remove("a.md")
    undated.write("q.md", "# Title a\n\nText a.")
    undated.build()
    assert shown(undated) == before
    assert (undated.root / "masthead.ids.jsonl").read_text("utf-8").count('"title":"Title a"') == 1


def test_a_copy_is_not_known_by_its_text(undated: Site) -> None:
    """The article that is where it was keeps its id and date, though the copy is read before it."""
    before = shown(undated)
    lose_state(undated)
    undated.write("0.md", "# Title a\n\nText a.")
    undated.build()
    items = json.loads(undated.read("all.json"))["items"]
    assert len(items) == 4
    assert before["Title a"] in [(item["id"], item["date_published"]) for item in items]


@pytest.mark.parametrize("said", ["# Title a\n\nOther.", "# Other\n\nText a."])
def test_an_undated_article_that_says_something_else_is_another(undated: Site, said: str) -> None:
    """With the ledger as with the whole state, the title alone is too little, and so is the rest."""
    first = {id for id, _ in shown(undated).values()}
    lose_state(undated)
    undated.remove("a.md")
    undated.write("q.md", said)
    undated.build()
    assert "tag:harbourpost.example,2026:desk/q" not in first
    assert "tag:harbourpost.example,2026:desk/q" in {id for id, _ in shown(undated).values()}


def test_two_of_one_text_are_not_told_apart_by_it(tmp_path: Path) -> None:
    """Both are gone from where they were: neither is guessed."""
    site = Site(tmp_path, CONFIG + LEDGER)
    for name in ("a", "b", "c"):
        site.write(f"{name}.md", "# Title\n\nText.")
    site.write("d.md", "# Other\n\nText.")
    site.build()
    first = {item["id"] for item in json.loads(site.read("all.json"))["items"]}
    lose_state(site)
    for name in ("a", "b"):
        site.remove(f"{name}.md")
    site.write("q.md", "# Title\n\nText.")
    site.now += timedelta(hours=1)
    site.build(allow_removals=2)
    now = {item["id"] for item in json.loads(site.read("all.json"))["items"]}
    assert now - first == {"tag:harbourpost.example,2026:desk/q"}


def test_an_article_of_a_source_with_another_name_is_known_by_its_text(undated: Site) -> None:
    """The ledger names a source that is there no more."""
    before = shown(undated)
    lose_state(undated)
    undated.configure((CONFIG + LEDGER).replace('"desk"', '"wire"'))
    undated.build()
    assert shown(undated) == before
