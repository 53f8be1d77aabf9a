"""The shelf holds what was published: whole, at once, and as long as nothing newer can be read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest

from feeds.etags import etag_of
from publish.building.versions import Standing
from publish.respond import Response, Wanted, respond
from publish.serving import shelf
from publish.serving.bodies import Bodies
from publish.serving.keeper import Keeper, keeper
from publish.serving.shelved import Shelved
from publish.testing import CONFIG, Site

FEEDS = """
[[feeds]]
path = "all"

[[feeds]]
path = "section/{section}"
per = "section"
ttl = 30
"""


def article(title: str, section: str = "China", day: int = 1) -> str:
    return f"---\ntitle: {title}\ndate: 2026-05-{day:02}\nsection: {section}\n---\n\n{title} text.\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication of two articles that was built."""
    site = Site(tmp_path, CONFIG + FEEDS)
    site.write("one.md", article("One", day=1))
    site.write("two.md", article("Two", day=2))
    site.build()
    return site


def kept(site: Site) -> Keeper:
    """A shelf that has looked once."""
    made = keeper(site.parts)
    assert made.look()
    return made


def get(kept: Keeper, path: str, **headers: str) -> Response:
    """The response, with everything fetched that it needs."""
    header = {name.replace("_", "-"): value for name, value in headers.items()}.get
    for _ in range(5):
        answer = respond(kept.shelf, "GET", path, header)
        if isinstance(answer, Response):
            return answer
        if not kept.shelf.fetch(answer):
            break
    return Response(503, ())


def test_everything_published_is_there(site: Site) -> None:
    """Every document has its place below the path of feeds_url, with its own bytes, type and date."""
    made = kept(site)
    for path, body in site.published().items():
        answer = get(made, f"/feeds/{path}")
        assert (answer.status, answer.body) == (200, body), path
        assert dict(answer.headers)["etag"] == f'"{etag_of(body)}"'
    types = {name: dict(get(made, f"/feeds/all.{name}").headers)["content-type"] for name in ("rss", "atom", "json")}
    assert types == {
        "rss": "application/rss+xml; charset=utf-8",
        "atom": "application/atom+xml; charset=utf-8",
        "json": "application/feed+json; charset=utf-8",
    }


def test_the_time_to_live_is_the_feeds_own(site: Site) -> None:
    """max-age is the feed's ttl within its bounds, and 15 minutes without one."""
    made = kept(site)
    ages = [dict(get(made, f"/feeds/{path}.rss").headers)["cache-control"] for path in ("all", "section/china")]
    assert ages == ["public, max-age=900", "public, max-age=1800"]


@pytest.mark.parametrize(("coding", "wbits"), [("gzip", 31)])
def test_compressed_bytes_are_the_same_document(site: Site, coding: str, wbits: int) -> None:
    """What comes compressed is the document."""
    answer = get(kept(site), "/feeds/all.rss", accept_encoding=coding)
    assert zlib.decompress(answer.body, wbits).decode() == site.read("all.rss")


def test_brotli_bytes_are_the_same_document(site: Site) -> None:
    """What comes as br is the document."""
    brotli = pytest.importorskip("brotli")
    answer = get(kept(site), "/feeds/all.rss", accept_encoding="br")
    assert brotli.decompress(answer.body).decode() == site.read("all.rss")


def test_a_build_is_taken_up(site: Site) -> None:
    """After a build the next look has the new documents, and those that did not change as they were."""
    made = kept(site)
    before = dict(made.shelf.places)
    site.write("three.md", article("Three", "World", 3))
    site.build()
    assert made.look()
    assert get(made, "/feeds/all.rss").body == site.read("all.rss").encode()
    assert get(made, "/feeds/section/world.rss").status == 200
    assert made.shelf.places["/feeds/section/china.rss"] is before["/feeds/section/china.rss"]


def test_what_is_as_it_was_is_not_made_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large site that changes every few minutes a look makes only those documents that are other ones."""
    made, again = kept(site), list[str]()
    make = shelf.document

    def document(row: Standing, *others: Any, **named: Any) -> Shelved:
        again.append(row.path)
        return make(row, *others, **named)

    monkeypatch.setattr(shelf, "document", document)
    assert made.shelf.refresh()
    assert again == []
    site.write("two.md", article("Two again", "World", 2))
    before = site.published()
    site.build()
    assert made.shelf.refresh()
    assert set(again) == {path for path, body in site.published().items() if before.get(path) != body}


def test_a_state_that_was_replaced_is_taken_up(site: Site, tmp_path: Path) -> None:
    """Another file in the state's place is read, as after a restore."""
    made = kept(site)
    state = site.root / ".masthead" / "state.sqlite"
    shutil.copy(state, tmp_path / "copy.sqlite")
    site.write("three.md", article("Three", day=3))
    site.build()
    made.look()
    os.replace(tmp_path / "copy.sqlite", state)
    assert not made.look()  # the documents are those of the other state still
    assert "Three" in get(made, "/feeds/all.rss").body.decode()
    site.build()
    assert made.look()
    assert get(made, "/feeds/all.rss").body == site.read("all.rss").encode()


@pytest.mark.parametrize("broken", ["state", "target", "both"])
def test_what_was_there_is_served_on(site: Site, broken: str) -> None:
    """With the state, the target or both gone the last good documents are served."""
    made = kept(site)
    made.shelf.stock()
    body = site.read("all.rss").encode()
    if broken in ("state", "both"):
        (site.root / ".masthead" / "state.sqlite").write_bytes(b"rubbish" * 1000)
    if broken in ("target", "both"):
        shutil.rmtree(site.root / "public")
    made.look()
    assert get(made, "/feeds/all.rss").body == body
    assert get(made, "/feeds/all.rss", if_none_match=f'"{etag_of(body)}"').status == 304
    assert get(made, "/feeds/all.atom", accept_encoding="gzip").status == 200


@pytest.mark.parametrize("version", [1, 999])
def test_the_state_of_another_masthead_is_served(version: int, site: Site) -> None:
    """An upgrade of the program, or of the one that builds, stops no server."""
    with sqlite3.connect(site.root / ".masthead" / "state.sqlite") as state:
        state.execute(f"PRAGMA user_version = {version}")
    state.close()
    assert get(kept(site), "/feeds/all.rss").status == 200


def test_a_document_that_someone_altered_is_not_served(site: Site) -> None:
    """Bytes that no run of ours recorded are not sent under an ETag of ours."""
    (site.root / "public" / "all.rss").write_bytes(b"<rss>someone else's</rss>")
    assert get(kept(site), "/feeds/all.rss").status == 503


@pytest.mark.parametrize("remembered", [True, False])
def test_what_lists_others_is_there_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: bool
) -> None:
    """Sitemaps with their parts, the page of all feeds and OPML have their own media types; also where they were
    published before versions were remembered."""
    monkeypatch.setattr("publish.building.sitemaps.MOST", 1)
    config = CONFIG.replace('feeds/"\n', 'feeds/"\nlanguage = "en"\n')
    site = Site(tmp_path, config + '\n[sitemaps]\npath = "sitemap.xml"\nnews = "news.xml"\n')
    for day in (20, 21):
        site.write(f"{day}.md", f"---\ntitle: On {day}\ndate: 2026-11-{day}\n---\nText.\n")
    site.build()
    if not remembered:
        store = site.store()
        store.versions.drop(site.published())
        store.close()
    made, said = kept(site), {}
    for path, body in site.published().items():
        answer = get(made, f"/feeds/{path}")
        assert (answer.status, answer.body) == (200, body), path
        said[path] = dict(answer.headers)["content-type"]
    sitemaps = ("sitemap.xml", "sitemap-2026-11.xml", "sitemap-2026-11-2.xml", "news.xml")
    assert {path: kind for path, kind in said.items() if not path.startswith(("all.", "section/"))} == {
        **dict.fromkeys(sitemaps, "application/xml; charset=utf-8"),
        "feeds.html": "text/html; charset=utf-8",
        "feeds.opml": "text/x-opml; charset=utf-8",
    }


def test_old_paths_lead_to_the_new_ones(site: Site) -> None:
    """A feed that moved by `was` or [[moved]] is a 301 to its new address, one named in `gone` a 410."""
    moved = FEEDS.replace('path = "all"', 'path = "everything"\nwas = "all"')
    moved += '\n[[moved]]\nfrom = "category/{section}"\nto = "section/{section}"\n'
    site.configure('gone = ["weekly"]\n' + CONFIG + moved)
    site.build()
    made = kept(site)
    for old, new in (("all", "everything"), ("category/china", "section/china")):
        for suffix in (".rss", ".atom", ".json"):
            answer = get(made, f"/feeds/{old}{suffix}")
            assert (answer.status, dict(answer.headers)["location"]) == (
                301,
                f"https://harbourpost.example/feeds/{new}{suffix}",
            )
    assert [get(made, f"/feeds/weekly{suffix}").status for suffix in ("", ".rss", ".atom")] == [410, 410, 410]
    assert get(made, "/feeds/everything.rss").status == 200


def test_a_feed_that_another_took_the_place_of_is_a_redirect(site: Site) -> None:
    """[[moved]] is a 301 also while the last documents of the old feed are not pruned; a feed that lives is none."""
    moved = FEEDS.replace('path = "all"', 'path = "everything"')
    for old in ("all", "section/china"):
        moved += f'\n[[moved]]\nfrom = "{old}"\nto = "everything"\n'
    site.configure(CONFIG + moved)
    site.build()
    assert site.read("all.rss")
    answer = get(kept(site), "/feeds/all.rss")
    assert (answer.status, dict(answer.headers)["location"]) == (
        301,
        "https://harbourpost.example/feeds/everything.rss",
    )
    assert [get(kept(site), f"/feeds/{path}.rss").status for path in ("everything", "section/china")] == [200, 200]


def test_an_ended_feed_keeps_its_last_document(site: Site) -> None:
    """A feed that is configured no more is served as it was last, until it is pruned."""
    site.configure(CONFIG + FEEDS.partition("[[feeds]]\npath = \"section")[0])
    site.build()
    made = kept(site)
    assert get(made, "/feeds/section/china.rss").status == 200
    site.build(prune=True)
    made.look()
    assert get(made, "/feeds/section/china.rss").status == 404


def test_memory_has_its_budget() -> None:
    """No more is kept than the budget says; what was asked for last stays."""
    bodies = Bodies(10_000)
    for number in range(100):
        bodies.put((str(number), ""), bytes(1000))
        bodies.get(("0", ""))
        assert bodies.size <= 10_000
    assert bodies.get(("0", "")) is not None
    assert bodies.get(("1", "")) is None


def test_what_no_memory_holds_is_read_again(site: Site) -> None:
    """Beyond the budget documents come from the target."""
    made = kept(site)
    made.shelf._bodies = Bodies(1)
    for path, body in site.published().items():
        assert get(made, f"/feeds/{path}").body == body


def test_old_bytes_are_forgotten(site: Site) -> None:
    """However often documents change, memory holds the present ones."""
    made = kept(site)
    made.shelf.stock()
    sizes = []
    for number in range(5):
        site.write("one.md", article(f"One {number}"))
        site.build()
        made.look()
        made.shelf.stock()
        get(made, "/feeds/all.rss", accept_encoding="gzip")
        sizes.append(made.shelf._bodies.size)
    assert max(sizes) - min(sizes) < 1000


def test_old_deltas_are_forgotten(site: Site) -> None:
    """With a document goes what was made of it: the way from an older version to that one."""
    made = kept(site)
    first = dict(get(made, "/feeds/all.rss").headers)["etag"]
    for day in (3, 4):
        site.write(f"{day}.md", article(f"On {day}", day=day))
        site.build()
        made.look()
        assert delta(made, "/feeds/all.rss", first).status == 226
    deltas = [name for name, _ in made.shelf._bodies._held if ".." in name]
    assert deltas == [f"{first}..{dict(get(made, '/feeds/all.rss').headers)['etag']}".replace('"', "")]


def test_what_is_published_no_more_is_forgotten(site: Site) -> None:
    """A document that was pruned takes no memory."""
    made = kept(site)
    made.shelf.stock()
    for number in range(3):
        assert made.shelf._bodies.size == sum(len(body) + Bodies.OVERHEAD for body in site.published().values())
        site.configure(CONFIG + FEEDS.replace("section/{", f"s{number}/{{"))
        site.build(prune=True)
        made.look()
        made.shelf.stock()


@pytest.mark.slow
def test_body_and_tag_belong_together_while_builds_write(site: Site) -> None:
    """However a look, a build and requests fall together, a tag's bytes are those that it was made from."""
    made = kept(site)
    ended = threading.Event()
    wrong: list[str] = []
    seen: set[str] = set()

    def reader(coding: str) -> None:
        while not ended.wait(0.002):
            answer = get(made, "/feeds/all.rss", accept_encoding=coding)
            if answer.status == 200:
                body = zlib.decompress(answer.body, 31) if coding else answer.body
                tag = dict(answer.headers)["etag"]
                seen.add(tag)
                if tag != f'"{etag_of(body)}{"-gzip" if coding else ""}"':
                    wrong.append(tag)

    def looker() -> None:
        while not ended.wait(0.002):
            made.look()

    threads = [threading.Thread(target=reader, args=(coding,)) for coding in ("", "gzip")]
    threads.append(threading.Thread(target=looker))
    for thread in threads:
        thread.start()
    try:
        for number in range(8):
            site.write("one.md", article(f"One {number}"))
            site.build()
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(seen) > 2
    assert made.look()
    assert get(made, "/feeds/all.rss").body == site.read("all.rss").encode()


def delta(made: Keeper, path: str, tag: str) -> Response:
    return get(made, path, if_none_match=tag, a_im="feed")


@pytest.mark.parametrize("suffix", ["rss", "atom", "json"])
def test_a_delta_holds_exactly_what_is_new(site: Site, suffix: str) -> None:
    """New and edited entries since the version named, and no others; from every version that is remembered."""
    made = kept(site)
    path = f"/feeds/all.{suffix}"
    first = dict(get(made, path).headers)["etag"]
    site.write("three.md", article("Three", day=3))
    site.build()
    made.look()
    second = dict(get(made, path).headers)["etag"]
    site.write("one.md", article("One again", day=1))
    site.write("four.md", article("Four", "World", day=4))
    site.now = site.now.replace(hour=14)
    site.build()
    made.look()
    for tag, there, missing in (
        (first, {"Three", "Four", "One again"}, {"Two"}),
        (second, {"Four", "One again"}, {"Two", "Three"}),
    ):
        answer = delta(made, path, tag)
        assert answer.status == 226
        text = answer.body.decode()
        assert {title for title in there | missing if f"{title} text" in text} == there
    assert delta(made, path, '"unknown"').status == 200


def test_versions_are_few(site: Site) -> None:
    """Only the last versions of a document are remembered."""
    for number in range(30):
        site.write("one.md", article(f"One {number}"))
        site.build()
    store = site.store()
    assert len(store.versions.of("all.rss")) == 24
    store.close()


def test_a_place_is_whole(site: Site) -> None:
    """Nothing but documents, redirects and ends is on the shelf."""
    assert {type(place) for place in kept(site).shelf.places.values()} == {Shelved, Response}
    assert Wanted(next(p for p in kept(site).shelf.places.values() if isinstance(p, Shelved))).base is None
