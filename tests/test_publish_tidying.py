"""What is written no more: deleted while nothing is locked, and forgotten after it, be it by a later run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from publish.stores.sqlite import SQLiteStore
from publish.targets.folder import FolderTarget
from publish.testing import CONFIG, Site

ARTICLE = "---\ntitle: Tour\ndate: {date}\n---\nA lab.\n"
MORE = '\n[[feeds]]\npath = "all"\n\n[[feeds]]\npath = "more"\n\n[sitemaps]\npath = "sitemap.xml"\n'
Spare = Callable[[Site], dict[str, object]]


def a_feed(site: Site) -> dict[str, object]:
    """It ends, and its documents are deleted."""
    site.configure((site.root / "masthead.toml").read_text().replace('[[feeds]]\npath = "more"\n', ""))
    return {"prune": True}


def a_sitemap(site: Site) -> dict[str, object]:
    """Its month has no article left."""
    site.remove("china/old.md")
    return {}


def neighbours(site: Site) -> dict[str, object]:
    """No document is to be compressed any more."""
    site.configure((site.root / "masthead.toml").read_text().replace('compress = ["gzip"]', ""))
    return {}


@pytest.fixture(params=[a_feed, a_sitemap, neighbours], ids=lambda spare: spare.__name__)
def asked(request: pytest.FixtureRequest, site: Site) -> dict[str, object]:
    """A change that makes documents spare, and the Options that delete them."""
    spare: Spare = request.param
    return spare(site)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two months of articles, two feeds, sitemaps and neighbours."""
    site = Site(tmp_path, CONFIG.replace('path = "public"', 'path = "public"\ncompress = ["gzip"]') + MORE)
    site.write("china/old.md", ARTICLE.format(date="2026-10-01"))
    site.write("china/new.md", ARTICLE.format(date="2026-11-01"))
    site.build()
    return site


def held(site: Site) -> set[str]:
    store = site.store()
    try:
        return {path for target in site.parts.targets for path in store.agenda.held(target.name)}
    finally:
        store.close()


def test_nothing_is_locked_meanwhile(site: Site, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    """A target may take a minute to delete: other commands write to the state in that time."""
    deleted: list[str] = []
    delete = FolderTarget.delete

    def watched(target: FolderTarget, paths: Sequence[str]) -> None:
        other = SQLiteStore(site.parts.store_path, busy=0)
        with other.transaction():
            other.ledger.set_meta("written meanwhile", "1")
        other.close()
        delete(target, paths)
        deleted.extend(paths)

    monkeypatch.setattr(FolderTarget, "delete", watched)
    site.build(**asked)
    assert deleted
    assert not held(site).intersection(deleted)
    assert held(site) == site.published().keys()


@pytest.mark.parametrize("again", [True, False], ids=["asked again", "not asked again"])
def test_killed_after_deleting(
    site: Site, asked: dict[str, object], again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was deleted and is still remembered is forgotten by the next run, and not written again."""
    deleted: list[str] = []
    delete = FolderTarget.delete

    def killed(target: FolderTarget, paths: Sequence[str]) -> None:
        delete(target, paths)
        deleted.extend(paths)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(FolderTarget, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            site.build(**asked)
    assert held(site).issuperset(deleted)
    site.build(**(asked if again else {}))
    assert deleted
    assert not site.published().keys() & set(deleted)
    assert held(site) == site.published().keys()
    assert site.build().written == 0
