"""What must not leave leaves by no door: canary strings in articles that are not live, looked for everywhere."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest

from publish import cli
from publish.testing import CONFIG, Site

ROOT = Path(__file__).parents[1]
CANARY = "zqxcanary"

EVERYTHING = (
    CONFIG
    + """
[[feeds]]
path = "all"

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
path = "summaries"
content = "summary"

[[feeds]]
path = "history"
limit = 1
keep = "0 s"
archive = true
tombstones = true

[sitemaps]
path = "sitemap.xml"

[state]
ledger = "masthead.ids.jsonl"
"""
)

# Why an article is not live, as front matter or JSON says it.
GUARDS = {
    "draft": {"draft": "true"},
    "embargo": {"embargo": "2030-01-01"},
    "future": {"date": "2030-01-01"},
    "expired": {"expires": "2026-11-21"},
    "withdrawn": {"status": "withdrawn", "note": f"{CANARY} note"},
    "private": {"status": "private"},
    "unpublished": {"published": "false"},
    "a guard that is mistyped": {"drfat": "true"},
    "another guard that is mistyped": {"passwrod": "x"},
    "not published": {"isPublished": "false"},
    "scheduled": {"publish_at": "2030-01-01"},
    "out of date": {"expires_at": "2026-11-21"},
    "a guard that can't be read": {"embargo": "some day"},
    "a status that nobody knows": {"status": "nearly"},
    "an impossible date": {"date": "30 February 2026"},
}
# Live, but for its text.
NOT_PUBLIC = {
    "paid": {"access": "paid"},
    "registered": {"access": "registered"},
    "not free": {"isAccessibleForFree": "false"},
}
WORDS = {
    "title": f"{CANARY} title",
    "summary": f"{CANARY} summary",
    "author": f"{CANARY} Author",
    "section": f"{CANARY} section",
    "tags": f"{CANARY}tag",
    "slug": f"{CANARY}-slug",
    "link": f"https://harbourpost.example/{CANARY}-link",
    "id": f"tag:{CANARY}.example,2026:id",
    "rights": f"{CANARY} rights",
    "provider": f"{CANARY} agency",
    "image": f"https://harbourpost.example/{CANARY}.jpg",
    "correction": f"{CANARY} correction",
    "language": "fr-CA",
}
BODY = f"{CANARY} text, with [a link](https://harbourpost.example/{CANARY}-body)."


def front_matter(values: dict[str, str], body: str = BODY) -> str:
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items()) + f"---\n\n{body}\n"


def as_json(values: dict[str, str], body: str = BODY) -> str:
    return json.dumps({**values, "content_text": body})


def as_page(values: dict[str, str], body: str = BODY) -> str:
    """Front matter before a page, as site generators have it."""
    return front_matter(values, f"<html><body><article><p>{body}</p></article></body></html>")


WRITERS: dict[str, Callable[..., str]] = {"md": front_matter, "txt": front_matter, "json": as_json, "html": as_page}


def run(site: Site, *arguments: str) -> str:
    """What a command printed, the log too where it was asked for."""
    done = subprocess.run(
        [sys.executable, "-m", "publish", *arguments],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(int(site.now.timestamp()))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout + done.stderr


def ask(site: Site, *arguments: str) -> str:
    """The same within this process, which is quicker."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
        patch.chdir(site.root)
        patch.setenv("SOURCE_DATE_EPOCH", str(int(site.now.timestamp())))
        assert cli.main(arguments) in (0, 1), printed.getvalue()
    return printed.getvalue()


def places(site: Site) -> Iterator[tuple[str, str]]:
    """Every place where something may come out: commands' output, files below the folder and their names."""
    for command in ("state export", "build --dry-run", "build --dry-run --json", "status", "status --json"):
        yield command, ask(site, *command.split())
    for file in sorted(site.root.rglob("*")):
        path = file.relative_to(site.root)
        if path.parts[0] in ("articles", ".masthead", "masthead.toml") or not file.is_file():
            continue
        yield f"the name of {path}", str(path)
        yield str(path), file.read_text("utf-8")


def found(site: Site, said: str, word: str = CANARY) -> list[str]:
    """The places where a word is."""
    shown = [("build", said), *places(site)]
    return [place for place, text in shown if word in unicodedata.normalize("NFKC", text).casefold()]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication with one article that anyone may read."""
    site = Site(tmp_path, EVERYTHING)
    site.write("live.md", front_matter({"title": "A tour", "date": "2026-11-20", "section": "China"}, "A lab."))
    return site


@pytest.mark.parametrize("options", [("--verbose",), ("--json",)], ids=["verbose", "json"])
def test_nothing_of_what_is_not_live(site: Site, options: tuple[str, ...]) -> None:
    """No word of an article that is not live is in any file or its name, or is printed, whatever it is written in."""
    for suffix, write in WRITERS.items():
        for number, guard in enumerate(GUARDS.values()):
            words = {
                key: f"{value}-{suffix}-{number}" if key in ("link", "id") else value for key, value in WORDS.items()
            }
            site.write(f"{suffix}{number}.{suffix}", write({"date": "2026-11-20", **words, **guard}))
    said = run(site, "build", *options)
    assert found(site, said) == []
    assert [item["title"] for item in json.loads(site.read("all.json"))["items"]] == ["A tour"]


@pytest.mark.parametrize("guard", NOT_PUBLIC)
@pytest.mark.parametrize("summary", ["", "What anyone may know."])
def test_of_text_that_is_not_public_only_the_declared_summary_leaves(site: Site, guard: str, summary: str) -> None:
    """Title and declared summary of what is paid for are shown; no word of its text is, in any format."""
    for suffix, write in WRITERS.items():
        body = f"{CANARY} first paragraph.\n\n{CANARY} second."
        values = {
            "title": f"Paid {suffix}",
            "date": "2026-11-20",
            "correction": f"{CANARY} correction",
            "enclosure": f"https://harbourpost.example/{CANARY}.mp3",
            **NOT_PUBLIC[guard],
        }
        text = write({**values, **({"summary": summary} if summary else {})}, body)
        site.write(f"paid-{suffix}.{suffix}", text)
    site.write("untitled.md", front_matter({"date": "2026-11-20", **NOT_PUBLIC[guard]}, f"{CANARY} text."))
    said = run(site, "build", "--verbose")
    assert found(site, said) == []
    items = {item["title"]: item for item in json.loads(site.read("all.json"))["items"]}
    for suffix in WRITERS:
        assert items[f"Paid {suffix}"].get("summary", "") == summary


# How pages say that they are not free, well or badly.
WALLS = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false,}</script>',
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false};</script>',
    '<script type="application/ld+json">{"@type": "NewsArticle" "isAccessibleForFree": "False"}</script>',
    '<script type="application/ld+json">{"@type": "WebPage", "isAccessibleForFree": false,'
    ' "mainEntity": {"@type": "NewsArticle"}}</script>',
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "isPartOf": {"@id": "#page"}},'
    ' {"@type": "WebPage", "@id": "#page", "isAccessibleForFree": false}]}</script>',
    '<meta itemprop="isAccessibleForFree" content="false">',
)


def test_no_text_of_a_page_behind_a_wall(site: Site) -> None:
    """Of saved pages that are not free only title and description leave, however badly they say so."""
    for number, wall in enumerate(WALLS):
        head = f'<title>Paid {number}</title><meta name="date" content="2026-11-20">{wall}'
        page = f"<html><head>{head}</head><body><article><p>{CANARY} first paragraph. {'Words. ' * 20}</p></article>"
        site.write(f"page-{number}.html", page)
    said = run(site, "build", "--verbose")
    assert found(site, said) == []
    titles = {item["title"] for item in json.loads(site.read("all.json"))["items"]}
    assert titles == {"A tour", *(f"Paid {number}" for number in range(len(WALLS)))}


def test_no_excerpt_that_ghost_cut(site: Site) -> None:
    """What Ghost gives as the excerpt of a paid post was cut from its text, unless its author wrote one."""
    post = {"published_at": "2026-11-20", "visibility": "paid", "html": f"<p>{CANARY}</p>"}
    site.write("cut.json", json.dumps({**post, "title": "Cut", "excerpt": f"{CANARY} cut", "custom_excerpt": None}))
    site.write("own.json", json.dumps({**post, "title": "Own", "excerpt": "Losses.", "custom_excerpt": "Losses."}))
    assert found(site, run(site, "build", "--verbose")) == []
    items = {item["title"]: item.get("summary") for item in json.loads(site.read("all.json"))["items"]}
    assert (items["Cut"], items["Own"]) == (None, "Losses.")


def test_no_word_of_a_protected_post(site: Site) -> None:
    """Of a post that WordPress asks a password for only the title leaves: its excerpt was cut from the text."""
    texts = {"content": f"<p>{CANARY}</p>", "excerpt": f"<p>{CANARY} cut [&hellip;]</p>"}
    post = {name: {"rendered": text, "protected": True} for name, text in texts.items()}
    rest = {"id": 7, "title": {"rendered": "Protected"}, "date_gmt": "2026-11-20T09:00:00", "status": "publish"}
    site.write("posts.json", json.dumps([{**rest, **post}, {**rest, **post, "id": 8, "status": "private"}]))
    assert found(site, run(site, "build", "--verbose")) == []
    assert {item["title"] for item in json.loads(site.read("all.json"))["items"]} == {"A tour", "Protected"}


def test_what_is_not_syndicated_is_in_no_document(site: Site) -> None:
    """syndicate: none keeps an article out of every document; syndicate: summary all but its first paragraph."""
    site.write("none.md", front_matter({**WORDS, "date": "2026-11-20", "syndicate": "none"}))
    body = f"The first paragraph.\n\n{CANARY} second."
    site.write("summary.md", front_matter({"title": "Part", "date": "2026-11-20", "syndicate": "summary"}, body))
    ask(site, "build")
    assert [place for place, text in places(site) if place.startswith("public") and CANARY in text.casefold()] == []
    assert {item["title"] for item in json.loads(site.read("all.json"))["items"]} == {"A tour", "Part"}


# The last edit of an article that was live: what it says of itself now.
ENDS = {
    "draft": {"draft": "true"},
    "withdrawn": {"status": "withdrawn", "note": "We were wrong."},
    "expired": {"expires": "2026-11-21"},
    "not syndicated": {"syndicate": "none"},
}


@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_left_in_any_document(site: Site, end: str) -> None:
    """An article that was live and is not any more leaves no word of its own in any document or listing of feeds."""
    words = {"title": f"{CANARY} title", "summary": f"{CANARY} summary", "image": WORDS["image"]}
    values = {"date": "2026-11-20", "section": "China", "tags": "science", "author": "Ann Ho", **words}
    site.write("gone.md", front_matter(values))
    ask(site, "build")
    assert CANARY in site.read("all.rss")
    site.now += timedelta(hours=1)
    site.write("gone.md", front_matter({**values, **ENDS[end]}))
    ask(site, "build")
    assert [path for path, text in site.published().items() if CANARY in text.decode().casefold()] == []
    assert CANARY not in ask(site, "status") + ask(site, "status", "--json")
    assert [place for place in found(site, "") if place not in ("state export", "masthead.ids.jsonl")] == []


@pytest.mark.parametrize("end", ENDS)
def test_nothing_of_the_last_edit_leaves(site: Site, end: str) -> None:
    """What an article came to say in the very edit that took it down is nowhere, not even in the ledger."""
    site.write("gone.md", front_matter({"title": "Before", "date": "2026-11-20", "section": "China"}, "Some text."))
    ask(site, "build")
    site.now += timedelta(hours=1)
    words = {key: value for key, value in WORDS.items() if key not in ("id", "link", "language")}
    site.write("gone.md", front_matter({"date": "2026-11-20", **words, **ENDS[end]}))
    said = run(site, "build", "--verbose")
    if end == "not syndicated":
        # It is live, so its address and title are remembered like any other's.
        assert [path for path, text in site.published().items() if CANARY in text.decode().casefold()] == []
    else:
        assert found(site, said) == []


def test_a_paid_article_takes_its_text_back(site: Site) -> None:
    """An article that is put behind the wall leaves title and declared summary, and nothing of its text."""
    values = {"title": "Accounts", "date": "2026-11-20", "summary": "Losses."}
    site.write("paid.md", front_matter(values))
    ask(site, "build")
    assert CANARY in site.read("all.rss")
    site.now += timedelta(hours=1)
    site.write("paid.md", front_matter({**values, "access": "paid"}))
    assert found(site, run(site, "build", "--verbose")) == []
    (item,) = (item for item in json.loads(site.read("all.json"))["items"] if item["title"] == "Accounts")
    assert item["summary"] == "Losses."


STUBS = {
    "md": "---\nstatus: withdrawn\nnote: We were wrong.\n---\n",
    "txt": "---\nstatus: withdrawn\nnote: We were wrong.\n---\n",
    "html": "---\nstatus: withdrawn\nnote: We were wrong.\n---\n",
    "json": '{"status": "withdrawn", "note": "We were wrong."}',
}


@pytest.mark.parametrize("suffix", STUBS)
def test_a_withdrawal_may_say_nothing_else(site: Site, suffix: str) -> None:
    """A stub in an article's place: the note stands under the same id, link and date in every feed it was in."""
    values = {"title": "Before", "date": "2026-11-20", "section": "China", "tags": "port"}
    site.write(f"gone.{suffix}", WRITERS[suffix](values))
    ask(site, "build")
    before = {feed: json.loads(site.read(f"{feed}.json"))["items"] for feed in ("all", "section/china", "tag/port")}
    site.now += timedelta(hours=1)
    site.write(f"gone.{suffix}", STUBS[suffix])
    assert found(site, ask(site, "build")) == []
    kept = ("id", "url", "date_published")
    for feed, items in before.items():
        (was,) = (item for item in items if item["title"] == "Before")
        (item,) = (item for item in json.loads(site.read(f"{feed}.json"))["items"] if item["id"] == was["id"])
        assert {name: item[name] for name in kept} == {name: was[name] for name in kept}
        assert item["title"] == "Article withdrawn"
        assert item["summary"] == "We were wrong."


def test_held_titles_are_shown_on_request(site: Site) -> None:
    """--show-held, and nothing else, shows the titles of what is held."""
    site.write("draft.md", front_matter({**WORDS, "date": "2026-11-20", "draft": "true"}))
    assert CANARY not in run(site, "build", "--verbose")
    assert f"{CANARY} title" in ask(site, "build", "--show-held")
    assert f"{CANARY} title" in ask(site, "status", "--show-held")


ODD = f"A lab.\n\n{{{{< {CANARY} >}}}}\n"
REASONS = ("draft", "embargo", "future", "expired", "withdrawn", "private", "an impossible date")


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_what_is_odd_about_a_held_article_is_no_news(site: Site, reason: str, options: tuple[str, ...]) -> None:
    """A repair quotes the text and says that it is published: of what is not, it is neither told nor counted."""
    site.write("held.md", front_matter({"title": "Held", "date": "2026-11-20", **GUARDS[reason]}, ODD))
    site.write("live.md", front_matter({"title": "A tour", "date": "2026-11-20"}, "Text.\n\n{{< harmless >}}"))
    said = ask(site, "build", *options)
    assert CANARY not in said
    assert "harmless" in said
    assert found(site, said) == []


@pytest.mark.parametrize("reason", ["draft", "embargo", "future"])
def test_what_is_odd_about_a_held_article_is_shown_on_request(site: Site, reason: str) -> None:
    """By --show-held, and without it from its release on."""
    site.write("held.md", front_matter({"title": "Held", "date": "2026-11-20", **GUARDS[reason]}, ODD))
    for command in ("build --show-held", "build --show-held --json", "status --show-held", "status --show-held --json"):
        assert CANARY in ask(site, *command.split())
    assert "repaired and published" not in ask(site, "status", "--show-held")
    if reason == "draft":
        site.write("held.md", front_matter({"title": "Held", "date": "2026-11-20"}, ODD))
    site.now += timedelta(days=1200)
    shown = json.loads(ask(site, "build", "--json"))
    assert [(each["code"], each["new"]) for each in shown["problems"]] == [("shortcode", True)]
    assert CANARY in ask(site, "status")
    site.now += timedelta(days=1)
    shown = json.loads(ask(site, "build", "--json"))
    assert [(each["code"], each["new"]) for each in shown["problems"]] == [("shortcode", False)]


def test_what_is_odd_about_one_article_of_many_in_a_file(site: Site) -> None:
    """Of a file that holds a draft too, the others' repairs are told."""
    rows = [
        {"id": "tag:x.example,2026:1", "title": "Held", "language": CANARY + "!", "draft": True},
        {"id": "tag:x.example,2026:2", "title": "Live", "language": "harmless!"},
    ]
    more = {"date_published": "2026-11-20T00:00:00Z", "content_text": "Text."}
    site.write("rows.jsonl", "".join(json.dumps({**row, **more}) + "\n" for row in rows))
    said = ask(site, "build")
    assert CANARY not in said
    assert "harmless!" in said


@pytest.mark.parametrize("end", [{"draft": "true"}, {"status": "withdrawn", "note": "We were wrong."}])
def test_an_article_that_is_taken_down_takes_along_what_was_odd_about_it(site: Site, end: dict[str, str]) -> None:
    """What was told of it while it was live is told no more."""
    values = {"title": "Held", "date": "2026-11-20"}
    site.write("held.md", front_matter(values, ODD))
    assert CANARY in ask(site, "build")
    site.write("held.md", front_matter({**values, **end}, ODD))
    assert CANARY not in ask(site, "build") + ask(site, "status")
