"""What was kept for documents and feeds that are no more goes with them, and nothing else does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from publish.testing import CONFIG, Site

FEEDS = "https://harbourpost.example/feeds/"
HUB = CONFIG.replace("[publication]", '[publication]\nhubs = ["https://hub.example/"]')
FEED = '\n[[feeds]]\npath = "all"\nlimit = 4\nkeep = "0 s"\narchive = 3\n'
PLAIN = FEED.replace("archive = 3\n", "")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Eleven articles: two archive pages of three, and one entry that waits for the next."""
    site = Site(tmp_path, HUB + FEED)
    for day in range(1, 12):
        site.write(f"china/day-{day:02}.md", f"---\ntitle: Day {day}\ndate: 2026-10-{day:02}\n---\nSome text.\n")
    site.build()
    return site


def change(site: Site, toml: str, *, prune: bool = False) -> None:
    site.now += timedelta(hours=1)
    site.configure(toml)
    site.build(prune=prune)


def rows(site: Site, question: str) -> list[str]:
    store = site.store()
    try:
        return sorted({str(row[0]) for row in store._db.execute(question)})
    finally:
        store.close()


def archived(site: Site) -> list[str]:
    return rows(site, "SELECT page || ' ' || id FROM archived")


def shown(site: Site) -> set[str]:
    """The titles in all Atom documents."""
    texts = [text.decode() for path, text in site.published().items() if path.endswith(".atom")]
    return {f"Day {day}" for day in range(1, 12) if any(f">Day {day}<" in text for text in texts)}


def test_versions_go_with_their_documents(site: Site) -> None:
    """Of a format that was given up, and of a sitemap that nobody asks for, no version is kept."""
    change(site, HUB + FEED + '\n[sitemaps]\npath = "sitemap.xml"\n')
    assert "sitemap-2026-10.xml" in rows(site, "SELECT path FROM version")
    change(site, HUB + FEED + 'formats = ["rss"]\n', prune=True)
    documents = rows(site, "SELECT path FROM document")
    assert rows(site, "SELECT path FROM version") == documents
    assert not any(path.endswith((".atom", "2026-10.xml")) for path in documents)


def test_an_archive_that_is_off_is_forgotten_with_its_pages(site: Site) -> None:
    """Until its pages are pruned the archive may go on with them; then it begins anew, and no entry is missing."""
    before = archived(site)
    assert len(before) == 11
    change(site, HUB + PLAIN)
    assert archived(site) == [row for row in before if not row.startswith("0 ")]
    change(site, HUB + FEED)
    assert archived(site) == before
    change(site, HUB + PLAIN)
    site.build(prune=True)
    assert archived(site) == []
    change(site, HUB + FEED)
    assert archived(site) == before
    assert len(shown(site)) == 11


@pytest.mark.parametrize(
    "feed", [FEED.replace("archive = 3", "archive = 2"), FEED.replace('"all"', '"news"\nwas = "all"')]
)
def test_an_archive_that_goes_on_keeps_its_entries(site: Site, feed: str) -> None:
    """Pages of another size from now on, or a feed of another name: who is on a page stays on it."""
    before = {row for row in archived(site) if not row.startswith("0 ")}
    change(site, HUB + feed, prune=True)
    assert before <= set(archived(site))
    assert len(shown(site)) == 11


def test_nothing_is_owed_of_what_was_pruned(site: Site) -> None:
    """What has ended is owed as long as it stands, and not after."""
    more = FEED + '\n[[feeds]]\npath = "more"\n'
    change(site, HUB + more)
    owed = rows(site, "SELECT topic FROM owed")
    assert FEEDS + "more.rss" in owed
    change(site, HUB + FEED)
    assert rows(site, "SELECT topic FROM owed") == owed
    site.build(prune=True)
    assert rows(site, "SELECT topic FROM owed") == [topic for topic in owed if "/more." not in topic]


def test_when_feeds_were_let_out_is_forgotten_with_them(site: Site) -> None:
    """Of feeds that are configured no more is not kept when they were let out."""
    store = site.store()
    for path in ("all", "more"):
        store.ledger.set_meta(f"released {path}", "2026-11-22T12:00:00+00:00")
    store.close()
    change(site, HUB + FEED + "ttl = 30\n")
    assert rows(site, "SELECT name FROM meta WHERE name LIKE 'released %'") == ["released all"]
