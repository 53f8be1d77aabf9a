"""Sitemaps: every public article, month by month, and the latest for Google News."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree

from publish.errors import InvalidConfig
from publish.testing import CONFIG, Site

SHARED = Path(__file__).parents[1].parent / "shared"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
ENGLISH = CONFIG.replace('feeds/"\n', 'feeds/"\nlanguage = "en-HK"\n')
SITEMAPS = """
[sitemaps]
path = "sitemap.xml"
news = "news.xml"
"""


def article(date: str, text: str = "Some text.", **more: str) -> str:
    said = {"title": f"On {date}", "date": date, **more}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in said.items()) + f"---\n{text}\n"


def listed(site: Site, path: str) -> list[str]:
    root = ElementTree.fromstring(site.read(path))
    found = [loc.text or "" for loc in root.iterfind("*/s:loc", NAMES)]
    return [loc.removeprefix("https://harbourpost.example/") for loc in found]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Four articles of two months."""
    site = Site(tmp_path, ENGLISH + SITEMAPS)
    site.write("china/tour.md", article("2026-11-20"))
    site.write("china/rail.md", article("2026-11-19"))
    site.write("china/vote.md", article("2026-11-10"))
    site.write("world/old.md", article("2026-10-01"))
    site.build()
    return site


def test_index_lists_a_sitemap_for_each_month(site: Site) -> None:
    """The index names one sitemap a month, with the date of the last change in it."""
    assert listed(site, "sitemap.xml") == ["feeds/sitemap-2026-10.xml", "feeds/sitemap-2026-11.xml"]
    assert "<lastmod>2026-11-20T00:00:00Z</lastmod>" in site.read("sitemap.xml")


def test_a_month_lists_its_articles(site: Site) -> None:
    """A sitemap has the address and the last edit of each article of its month."""
    assert listed(site, "sitemap-2026-11.xml") == ["china/tour", "china/rail", "china/vote"]
    assert "<lastmod>2026-11-10T00:00:00Z</lastmod>" in site.read("sitemap-2026-11.xml")


def test_news_reaches_two_days_back_from_the_newest(site: Site) -> None:
    """The news sitemap has what was published within two days of the newest article, counted without a clock."""
    assert listed(site, "news.xml") == ["china/tour", "china/rail"]
    news = ElementTree.fromstring(site.read("news.xml"))
    assert news.findtext("s:url/n:news/n:publication/n:name", "", NAMES) == "The Harbour Post"
    assert news.findtext("s:url/n:news/n:publication/n:language", "", NAMES) == "en"
    assert news.findtext("s:url/n:news/n:title", "", NAMES) == "On 2026-11-20"
    assert news.findtext("s:url/n:news/n:publication_date", "", NAMES) == "2026-11-20T00:00:00Z"


@pytest.mark.parametrize(
    ("language", "code"), [("zh-Hant-HK", "zh-tw"), ("zh-CN", "zh-cn"), ("zh", "zh-cn"), ("fr-CA", "fr")]
)
def test_news_names_languages_as_google_does(site: Site, language: str, code: str) -> None:
    """Chinese is zh-cn or zh-tw by its script, any other language its ISO 639 code."""
    site.write("china/new.md", article("2026-11-21", language=language))
    site.build()
    assert f"<news:language>{code}</news:language>" in site.read("news.xml")


def test_sitemaps_are_valid(site: Site) -> None:
    """They follow the schemas of sitemaps.org, and Google's rules for news."""
    schemas = SHARED / "schemas"
    if not schemas.is_dir():
        pytest.skip("the schemas of others are not beside this repository")
    site.write(
        "china/odd.md", article("2026-11-20 01:00", title="A & B <c>", link="https://harbourpost.example/?a=1&b='x'")
    )
    site.build()
    plain, index = (etree.XMLSchema(etree.parse(schemas / name)) for name in ("sitemap.xsd", "siteindex.xsd"))
    index.assertValid(etree.parse(site.root / "public/sitemap.xml"))
    plain.assertValid(etree.parse(site.root / "public/sitemap-2026-11.xml"))
    etree.RelaxNG(etree.parse(schemas / "sitemap-news.rng")).assertValid(etree.parse(site.root / "public/news.xml"))


def test_only_what_is_public_is_listed(site: Site) -> None:
    """What is held, for subscribers, withdrawn, not to be syndicated or on another site is in no sitemap."""
    for name, more in {
        "draft": {"draft": "true"},
        "paid": {"access": "paid"},
        "members": {"access": "registered"},
        "none": {"syndicate": "none"},
        "away": {"link": "https://elsewhere.example/a"},
        "later": {"embargo": "2027-01-01"},
    }.items():
        site.write(f"china/{name}.md", article("2026-11-20 02:00", title=name, **more))
    site.write("china/rail.md", article("2026-11-19", status="withdrawn", note="Wrong."))
    site.build()
    assert listed(site, "sitemap-2026-11.xml") == ["china/tour", "china/vote"]
    assert listed(site, "news.xml") == ["china/tour"]


def test_a_page_kept_from_search_engines_is_listed_when_it_no_longer_is(site: Site) -> None:
    """`noindex` takes an article out of sitemaps and of nothing else; without it, it is back."""
    site.write("china/tour.md", article("2026-11-20", robots="noindex, follow"))
    site.build()
    assert listed(site, "sitemap-2026-11.xml") == ["china/rail", "china/vote"]
    assert listed(site, "news.xml") == ["china/rail"]
    assert "china/tour" in site.read("all.atom")
    site.write("china/tour.md", article("2026-11-20"))
    site.build()
    assert listed(site, "sitemap-2026-11.xml") == ["china/tour", "china/rail", "china/vote"]


def test_an_edit_rewrites_one_month(site: Site) -> None:
    """The sitemaps of other months stay as they are; the index names the new date."""
    before = site.published()
    site.now += timedelta(hours=1)
    site.write("world/old.md", article("2026-10-01", "Other text."))
    site.build()
    after = site.published()
    changed = {path for path in after if after[path] != before[path] and path.endswith(".xml")}
    assert changed == {"sitemap.xml", "sitemap-2026-10.xml"}
    assert "<lastmod>2026-11-22T13:00:00Z</lastmod>" in site.read("sitemap.xml")


def test_nothing_changed_writes_nothing(site: Site) -> None:
    """Same content, same bytes."""
    assert site.build().written == 0


def test_an_empty_month_is_gone(site: Site) -> None:
    """When the last article of a month leaves, its sitemap is deleted and the index names it no more."""
    site.remove("world/old.md")
    site.build(allow_removals=1)
    assert "sitemap-2026-10.xml" not in site.published()
    assert listed(site, "sitemap.xml") == ["feeds/sitemap-2026-11.xml"]
    assert site.build().written == 0
    site.write("world/old.md", article("2026-10-01"))
    site.build()
    assert listed(site, "sitemap-2026-10.xml") == ["world/old"]


def test_a_later_date_moves_an_article_to_its_month(site: Site) -> None:
    """An article is listed in one month only."""
    site.write("world/old.md", article("2026-11-01"))
    site.build()
    assert listed(site, "sitemap.xml") == ["feeds/sitemap-2026-11.xml"]
    assert listed(site, "sitemap-2026-11.xml")[-1] == "world/old"


def test_a_sitemap_that_was_taken_away_is_written_again(site: Site) -> None:
    """Like every document."""
    before = site.published()
    for path in ("sitemap.xml", "news.xml", "sitemap-2026-10.xml"):
        (site.root / "public" / path).unlink()
    site.build()
    assert site.published() == before


def test_sitemaps_begin_and_end_with_the_configuration(tmp_path: Path) -> None:
    """Switched on, they list what there is; switched off, they stay until they are pruned."""
    site = Site(tmp_path, ENGLISH)
    site.write("china/tour.md", article("2026-11-20"))
    site.build()
    assert not [path for path in site.published() if path.endswith(".xml")]
    site.configure(ENGLISH + SITEMAPS)
    outcome = site.build()
    assert listed(site, "sitemap-2026-11.xml") == ["china/tour"]
    assert any("Sitemap: https://harbourpost.example/feeds/sitemap.xml" in note for note in outcome.notes)
    site.configure(ENGLISH)
    site.build()
    assert site.build().written == 0
    site.build(prune=True)
    assert not [path for path in site.published() if path.endswith(".xml")]
    site.configure(ENGLISH + SITEMAPS)
    site.build()
    assert listed(site, "news.xml") == ["china/tour"]


def test_news_needs_a_language(tmp_path: Path) -> None:
    """Google asks for one, so the configuration has to say it."""
    with pytest.raises(InvalidConfig, match=r"needs publication\.language"):
        Site(tmp_path, CONFIG + SITEMAPS).build()


def test_large_months_have_several_sitemaps(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sitemap has more addresses than the protocol allows."""
    monkeypatch.setattr("publish.building.sitemaps.MOST", 2)
    site.write("china/new.md", article("2026-11-21"))
    site.build()
    assert listed(site, "sitemap-2026-11.xml") == ["china/new", "china/tour"]
    assert listed(site, "sitemap-2026-11-2.xml") == ["china/rail", "china/vote"]
    assert len(listed(site, "sitemap.xml")) == 3


@pytest.mark.parametrize(
    ("said", "mistake"),
    [
        ('path = "sitemap"', r'"sitemap" must end in \.xml'),
        ('path = "a.xml"\nnews = "a.xml"', r"is taken by \[sitemaps\] path"),
        ('path = "a.xml"\n[page]\npath = "a.xml"', r"is taken by \[page\] path"),
    ],
)
def test_paths_are_checked(tmp_path: Path, said: str, mistake: str) -> None:
    """A sitemap's path ends in .xml and is its own."""
    with pytest.raises(InvalidConfig, match=mistake):
        Site(tmp_path, f"{ENGLISH}\n[sitemaps]\n{said}\n").build()
