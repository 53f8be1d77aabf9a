"""The example newsroom shows everything a newsroom may need, and is published without a fault."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, html

ROOT = Path(__file__).parents[1]
NEWSROOM = ROOT / "examples" / "newsroom"
SCHEMAS = ROOT.parent / "shared" / "schemas"
NOW = "1795348800"  # 2026-11-22 12:00 UTC
DOCUMENTS = {".rss": "application/rss+xml", ".atom": "application/atom+xml", ".json": "application/feed+json"}

HIDDEN = {
    "a draft": ["second source", "licensing office"],
    "an embargoed article": ["typhoon shelter", "typhoon-shelter", "leaves by no door"],
    "an expired article": ["Quay Street is closed", "quay-street-closed", "old customs house"],
    "a paid article's text": ["for subscribers of the newspaper", "no document that anyone can fetch"],
    "a withdrawn article": ["last chandlery", "gone from every feed"],
}


def build(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "publish", "build", *options]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": NOW, **environment}
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)


def copy(folder: Path) -> Path:
    """The newsroom in a folder of its own, without what a demo left there."""
    return Path(shutil.copytree(NEWSROOM, folder / "newsroom", ignore=shutil.ignore_patterns("public", ".masthead")))


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom, published once."""
    return copy(tmp_path_factory.mktemp("newsroom"))


@pytest.fixture(scope="module")
def run(newsroom: Path) -> dict[str, Any]:
    """What `build --json` said of the first run."""
    done = build(newsroom, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return {**said, "printed": done.stdout + done.stderr}


@pytest.fixture(scope="module")
def public(newsroom: Path, run: dict[str, Any]) -> Path:
    """Where the documents are."""
    return newsroom / "public" / "feeds"


def documents(public: Path) -> Iterator[Path]:
    return (path for path in sorted(public.rglob("*")) if path.suffix in DOCUMENTS)


def item(public: Path, title: str) -> dict[str, Any]:
    """The one item of the JSON feed of everything whose title begins so."""
    items: list[dict[str, Any]] = json.loads((public / "all.json").read_bytes())["items"]
    (found,) = (one for one in items if one["title"].startswith(title))
    return found


def test_nothing_is_wrong_with_it(run: dict[str, Any]) -> None:
    """No article is refused, repaired or held for a mistake."""
    assert run["problems"] == []


def test_three_articles_wait_or_have_ended(run: dict[str, Any]) -> None:
    """The draft and the embargoed article are held; the counts name no others but the expired and the withdrawn one."""
    assert 2 <= run["entries"]["held"] <= 4
    assert run["entries"]["refused"] == 0


def test_it_is_published_in_every_format(public: Path, run: dict[str, Any]) -> None:
    """Each feed has its three documents; the page and the list stand beside them."""
    for feed in run["feeds"]:
        for suffix in DOCUMENTS:
            assert (public / (feed["path"] + suffix)).stat().st_size > 0
    assert (public / "feeds.html").exists()
    assert (public / "feeds.opml").exists()


def test_it_has_the_feeds_its_configuration_asks_for(public: Path) -> None:
    """Everything, two languages, eight sections, the tags of three articles or more, the authors, three of its own."""
    titles = {json.loads(path.read_bytes())["title"] for path in documents(public) if path.suffix == ".json"}
    expected = {"Harbour", "Health & Environment", "Business", "Opinion", "Culture", "Podcast", "港聞", "文化"}
    expected |= {"harbour", "ferries", "port", "海濱", "Mei Tsang", "Ines Morrow", "莫依寧", "Corrections", "Headlines"}
    assert [name for name in sorted(expected) if not any(title.endswith(name) for title in titles)] == []
    assert {"The Harbour Post", "海港郵報"} <= titles
    assert not any(title.endswith(("swimming", "mangroves")) for title in titles)


@pytest.mark.parametrize("path", ["rss", "atom"])
def test_readers_see_every_live_article(path: str, public: Path, run: dict[str, Any]) -> None:
    """feedparser finds as many entries as the run counts, each with title, id, link, date, author and text."""
    parsed = feedparser.parse((public / f"all.{path}").read_bytes())
    assert not parsed.bozo
    (everything,) = (feed for feed in run["feeds"] if feed["path"] == "all")
    assert len(parsed.entries) == everything["entries"] == 18
    for entry in parsed.entries:
        assert entry.title
        assert entry.id.startswith("tag:harbourpost.example,2026:")
        assert entry.link.startswith("https://harbourpost.example/")
        assert entry.published_parsed
        assert entry.author
        assert entry.summary


@pytest.mark.parametrize("hidden", HIDDEN)
def test_nothing_leaks(hidden: str, public: Path, run: dict[str, Any]) -> None:
    """What must not leave is in no document, in no file name, and in nothing the run printed."""
    for canary in HIDDEN[hidden]:
        assert canary not in run["printed"]
        for path in public.rglob("*"):
            assert canary not in str(path)
            assert not path.is_file() or canary not in path.read_text("utf-8"), path


def test_paid_article_shows_its_declared_summary(public: Path) -> None:
    """A paid article is there, with its summary and no more."""
    paid = item(public, "Inside the accounts")
    assert paid["summary"].startswith("A firm that has lost money")
    assert "subscribers" not in json.dumps(paid)


def test_news_copy_is_read(public: Path) -> None:
    """Plain text gives section, both authors, a summary without the dateline, a figure with caption and credit."""
    ferry = item(public, "First ferry in nine years")
    assert [author["name"] for author in ferry["authors"]] == ["Mei Tsang", "Tom Okafor"]
    assert "Harbour" in ferry["tags"]
    assert ferry["date_published"] == "2026-11-19T23:45:00Z"
    assert ferry["summary"].startswith("The 6.10am boat")
    assert ferry["content_html"].startswith("<p>PIER NINE — The 6.10am boat")
    (figure,) = html.fragment_fromstring(ferry["content_html"], create_parent=True).findall(".//figcaption")
    assert "The ferry Constance passes the breakwater" in figure.text_content()
    assert "Ines Morrow" in figure.text_content()


def test_chinese_news_copy_is_read(public: Path) -> None:
    """The same in Chinese: byline, date, caption, language and an address in its own script."""
    ferry = item(public, "離島渡輪")
    assert [author["name"] for author in ferry["authors"]] == ["曾美", "林一帆"]
    assert ferry["date_published"] == "2026-11-20T00:10:00Z"
    assert ferry["language"] == "zh-Hant-HK"
    assert ferry["url"].isascii()
    assert "莫依寧" in ferry["content_html"]


def test_text_is_text(public: Path) -> None:
    """What looks like markup in plain text comes out as itself, in the title and in the text."""
    brief = item(public, "AT&T, fish & chips, 3 < 5")
    assert "AT&amp;T, fish &amp; chips, &lt;b&gt;3 &lt; 5&lt;/b&gt;" in brief["content_html"]


def test_correction_stands_first(public: Path) -> None:
    """The corrected article begins with its correction, keeps its summary, and is alone in the feed of corrections."""
    feed = json.loads((public / "corrections.json").read_bytes())
    (corrected,) = feed["items"]
    assert "2.4 million" in corrected["content_html"].partition("</p>")[0]
    assert corrected["summary"].startswith("The scaffolding came down")


def test_sponsored_article_says_so(public: Path) -> None:
    """What was paid for says so in its title, and is in no section."""
    titles = [one["title"] for one in json.loads((public / "all.json").read_bytes())["items"]]
    (sponsored,) = (title for title in titles if "cold store" in title)
    assert not sponsored.startswith("Five ways")
    for path in (public / "section").rglob("*.json"):
        assert "cold store" not in path.read_text("utf-8")


def test_podcast_episode_has_its_file(public: Path) -> None:
    """The enclosure has address, type and length in bytes in each format."""
    (attachment,) = item(public, "The Harbour Hour")["attachments"]
    assert (attachment["mime_type"], attachment["size_in_bytes"]) == ("audio/mpeg", 18874368)
    for path in ("all.rss", "all.atom"):
        entries = feedparser.parse((public / path).read_bytes()).entries
        (enclosure,) = (file for entry in entries for file in entry.enclosures)
        assert (enclosure.type, enclosure.length) == ("audio/mpeg", "18874368")


def test_addresses_are_absolute(public: Path) -> None:
    """Every link and image in every text begins with its scheme."""
    for path in documents(public):
        if path.suffix == ".json":
            for one in json.loads(path.read_bytes())["items"]:
                body = html.fragment_fromstring(one.get("content_html", ""), create_parent=True)
                found = [*body.xpath("//@src"), *body.xpath("//@href")]
                assert [address for address in found if not address.startswith(("https://", "mailto:"))] == []


def test_nothing_changed_writes_nothing(newsroom: Path, public: Path) -> None:
    """A second run writes no document and moves no modification time."""
    before = {path: path.stat().st_mtime_ns for path in public.rglob("*")}
    done = build(newsroom, "--json")
    assert json.loads(done.stdout)["documents"]["written"] == 0
    assert {path: path.stat().st_mtime_ns for path in public.rglob("*")} == before


def test_same_bytes_anywhere(public: Path, tmp_path: Path) -> None:
    """Another folder, hash seed, time zone and locale give the same bytes."""
    other = copy(tmp_path)
    done = build(other, PYTHONHASHSEED="7", TZ="America/Lima", LC_ALL="C")
    assert done.returncode == 0, done.stdout + done.stderr
    mine = {path.relative_to(public): path.read_bytes() for path in public.rglob("*") if path.is_file()}
    root = other / "public" / "feeds"
    assert {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()} == mine


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not here")
def test_atom_documents_follow_the_schema(public: Path) -> None:
    """Every Atom document is valid against the RELAX NG schema of RFC 4287 (its appendix B)."""
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "atom-rfc4287.rng"))
    for path in public.rglob("*.atom"):
        schema.assertValid(etree.parse(path))


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not here")
def test_json_documents_follow_the_schema(public: Path) -> None:
    """Every JSON document is valid against the schema of JSON Feed 1.1."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((SCHEMAS / "jsonfeed-1.1.schema.json").read_bytes())
    for path in public.rglob("*.json"):
        jsonschema.validate(json.loads(path.read_bytes()), schema)
