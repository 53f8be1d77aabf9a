"""What hubs are owed: every document of a feed whose bytes changed, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.etags import etag_of
from publish.stores.agenda import SQLAgenda
from publish.testing import CONFIG, Site

HUB = "https://hub.example/"
FEEDS = "https://harbourpost.example/feeds/"
ARTICLE = "---\ntitle: {title}\ndate: 2026-11-20\n---\nA lab.\n"


def with_hubs(*hubs: str, feeds_url: str = FEEDS, **notify: object) -> str:
    """A configuration that names hubs."""
    named = f"hubs = {json.dumps(hubs)}\n"
    if notify:
        named += "[notify]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in notify.items())
    return CONFIG.replace(FEEDS, feeds_url).replace("[[sources]]", f"{named}\n[[sources]]", 1)


def owed(site: Site) -> list[str]:
    """The topics that are owed, from the folder of the feeds."""
    store = site.store()
    try:
        return [ping.topic.removeprefix(FEEDS) for ping in store.owed.all()]
    finally:
        store.close()


def settle(site: Site) -> None:
    """Whatever is owed has been received."""
    store = site.store()
    with store.transaction():
        for ping in store.owed.all():
            store.owed.settle(ping)
    store.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication of two articles that names a hub."""
    site = Site(tmp_path, with_hubs(HUB))
    for section in ("china", "world"):
        site.write(f"{section}/tour.md", ARTICLE.format(title=section))
    return site


def test_documents_that_changed_are_owed(site: Site) -> None:
    """Every document of a feed whose bytes changed is owed to the hub, and nothing else ever is."""
    all_of_them = [
        f"{feed}.{kind}" for feed in ("all", "section/china", "section/world") for kind in ("atom", "json", "rss")
    ]
    assert site.build().owed == 9
    assert owed(site) == all_of_them
    settle(site)
    assert site.build().owed == 0
    site.write("world/tour.md", ARTICLE.format(title="Tour"))
    site.build()
    assert owed(site) == [path for path in all_of_them if "china" not in path]


def test_the_etag_of_the_last_build_is_owed(site: Site) -> None:
    """What is owed of a document is what it is now, whatever was owed before."""
    site.build()
    site.write("world/tour.md", ARTICLE.format(title="Tour"))
    site.build()
    store = site.store()
    assert {ping.topic: ping.etag for ping in store.owed.all()} == {
        FEEDS + path: etag_of(body) for path, body in site.published().items() if not path.startswith("feeds.")
    }
    store.close()


def test_a_dry_run_owes_nothing(site: Site) -> None:
    """What is only looked at is told to nobody."""
    assert site.build(dry_run=True).owed == 0
    assert owed(site) == []


def test_nothing_is_owed_without_a_hub(tmp_path: Path) -> None:
    """Where documents name no hub there is nobody to tell."""
    site = Site(tmp_path)
    site.write("world/tour.md", ARTICLE.format(title="Tour"))
    assert site.build().owed == 0
    assert owed(site) == []


@pytest.mark.parametrize("feeds_url", ["http://localhost:8000/feeds/", "http://192.168.1.2/"])
def test_nothing_is_owed_of_a_preview(site: Site, feeds_url: str) -> None:
    """Of documents at an address that only this machine or network reaches no hub is told, unless that is meant."""
    site.configure(with_hubs(HUB, feeds_url=feeds_url))
    assert site.build().owed == 0
    site.configure(with_hubs(HUB, feeds_url=feeds_url, allow_private=True))
    site.write("world/tour.md", ARTICLE.format(title="Tour"))
    assert site.build().owed == 6


def test_what_a_killed_run_wrote_is_owed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that dies after it wrote documents and before it recorded them leaves the pings to the next."""
    site.build()
    settle(site)
    site.write("world/tour.md", ARTICLE.format(title="Tour"))
    with monkeypatch.context() as patched:
        patched.setattr(SQLAgenda, "finish", lambda *given, **more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            site.build()
    assert "Tour" in site.read("all.rss")
    assert owed(site) == []
    site.build()
    assert len(owed(site)) == 6


def test_subscribers_at_an_earlier_address_are_told(site: Site) -> None:
    """A feed that moved is kept up at its earlier path, and hubs are told there too."""
    site.configure(with_hubs(HUB) + '[[feeds]]\npath = "all"\n')
    site.build()
    settle(site)
    site.configure(with_hubs(HUB) + '[[feeds]]\npath = "news"\nwas = ["all"]\n')
    site.build()
    assert owed(site) == [f"{feed}.{kind}" for feed in ("all", "news") for kind in ("atom", "json", "rss")]


def test_a_target_that_moves_owes_nothing(site: Site) -> None:
    """The same bytes out of another folder are no news."""
    site.build()
    settle(site)
    site.configure(with_hubs(HUB).replace('path = "public"', 'path = "elsewhere"'))
    site.build()
    assert (site.root / "elsewhere/all.rss").exists()
    assert owed(site) == []


def test_a_repaired_document_owes_nothing(site: Site) -> None:
    """A document that was lost from the target and is written again is what it was."""
    site.build()
    settle(site)
    (site.root / "public/all.rss").unlink()
    site.build()
    assert owed(site) == []
