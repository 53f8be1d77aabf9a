"""The ledger file as others leave it: titles with every kind of line end, and lines that are none of ours."""

from __future__ import annotations

import json
import shutil
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
