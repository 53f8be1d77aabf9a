"""The page for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import html5lib
import pytest

from feeds.formats.page import Page
from feeds.provenance import is_ours

Make = Callable[..., Any]
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def source(a_catalogue: Make) -> Make:
    """The page of a catalogue as text."""
    return lambda *feeds, **given: Page().document(a_catalogue(*feeds, **given), "feeds.html").body.decode()


@pytest.fixture(scope="module")
def page(source: Make) -> Make:
    """The page as html5lib reads it, which fails for the smallest mistake."""
    return lambda *feeds, **given: html5lib.HTMLParser(strict=True).parse(source(*feeds, **given))


def all_text(element: Any) -> str:
    """The text of an element and what is in it."""
    return "".join(element.itertext())


def elements(page: Any, *tags: str) -> list[Any]:
    """The elements of these tags, in order."""
    return [element for element in page.iter() if element.tag in {HTML + tag for tag in tags}]


def links(page: Any) -> list[str]:
    """The addresses of all links in the text."""
    return [element.get("href") for element in elements(page, "a")]


def test_every_feed_with_its_formats(page: Make, a_listed: Make) -> None:
    """Each feed has plain https links to its documents, the preferred first."""
    found = links(page(a_listed("all", "All"), a_listed("section/a", "A", per="section", formats=("json", "rss"))))
    base = "https://harbourpost.example/feeds/"
    assert found[:5] == [base + path for path in ("all.rss", "all.atom", "all.json", "section/a.rss", "section/a.json")]


def test_links_say_which_feed_they_are(page: Make, a_listed: Make) -> None:
    """Read alone, as a screen reader lists them, each link names format and feed."""
    labels = [link.get("aria-label") for link in elements(page(a_listed("all", "R&D <all>")), "a")]
    assert labels[:3] == ["RSS: R&D <all>", "Atom: R&D <all>", "JSON: R&D <all>"]


def test_autodiscovery_is_absolute_and_preferred_first(page: Make, a_listed: Make) -> None:
    """readers 36: feeds of no family, RSS first; families would bury them."""
    found = [
        (link.get("type"), link.get("title"), link.get("href"))
        for link in elements(page(a_listed("section/a", "A", per="section"), a_listed("all", "All")), "link")
        if link.get("rel") == "alternate"
    ]
    assert found == [
        ("application/rss+xml", "All (RSS)", "https://harbourpost.example/feeds/all.rss"),
        ("application/atom+xml", "All (Atom)", "https://harbourpost.example/feeds/all.atom"),
        ("application/feed+json", "All (JSON)", "https://harbourpost.example/feeds/all.json"),
    ]


def test_with_families_alone_the_first_is_discovered(page: Make, a_listed: Make) -> None:
    """A page without any autodiscovery would be of no use to a reader."""
    written = page(a_listed("section/a", "A", per="section"), a_listed("section/b", "B", per="section"))
    found = [link.get("href") for link in elements(written, "link") if link.get("rel") == "alternate"]
    assert found[0] == "https://harbourpost.example/feeds/section/a.rss"
    assert len(found) == 3


def test_latest_headlines_with_link_and_date(page: Make, an_entry: Make) -> None:
    """The newest entries, their day in the publication's own time zone."""
    entry = an_entry(title="AT&T <3")
    written = page(latest=[entry], timezone="Pacific/Auckland")
    assert entry.link in links(written)
    assert "AT&T <3" in all_text(written)
    (time,) = elements(written, "time")
    assert (time.get("datetime"), time.text) == ("2026-05-01T12:00:00Z", "2 May 2026")


@pytest.mark.parametrize(
    ("language", "lang", "heading", "date"),
    [
        (None, "en", "Feeds of The Harbour Post", "1 May 2026"),
        ("en-HK", "en-HK", "Feeds of The Harbour Post", "1 May 2026"),
        ("fr", "en", "Feeds of The Harbour Post", "1 May 2026"),
        ("zh-Hant-HK", "zh-Hant-HK", "The Harbour Post的訂閱源", "2026年5月1日"),
        ("zh-TW", "zh-TW", "The Harbour Post的訂閱源", "2026年5月1日"),
        ("zh-Hans-HK", "zh-Hans-HK", "The Harbour Post的订阅源", "2026年5月1日"),
        ("zh", "zh", "The Harbour Post的订阅源", "2026年5月1日"),
        ("yue", "zh-Hant", "The Harbour Post的訂閱源", "2026年5月1日"),
    ],
)
def test_the_page_speaks_the_publications_language(
    language: str | None, lang: str, heading: str, date: str, page: Make, an_entry: Make
) -> None:
    """English, Traditional and Simplified Chinese; `lang` says what the page speaks."""
    written = page(language=language, latest=[an_entry()])
    assert elements(written, "html")[0].get("lang") == lang
    assert all_text(elements(written, "h1")[0]) == heading
    assert elements(written, "time")[0].text == date


def test_other_languages_are_marked(page: Make, a_listed: Make, an_entry: Make) -> None:
    """A title in another language than the page's says so, for voices and fonts."""
    written = page(a_listed("zh", "海港郵報", language="zh-Hant"), latest=[an_entry(language="zh-Hant")], language="en")
    assert [element.get("lang") for element in elements(written, "span", "li") if element.get("lang")] == [
        "zh-Hant"
    ] * 2


def test_headings_and_landmarks_are_in_order(page: Make, a_listed: Make, an_entry: Make) -> None:
    """One h1, then h2 only, in header, main and footer."""
    written = page(
        a_listed("all", "All"), *(a_listed(f"tag/{n}", str(n), per="tag") for n in range(40)), latest=[an_entry()]
    )
    headings = [element.tag.removeprefix(HTML) for element in elements(written, "h1", "h2", "h3")]
    assert headings == ["h1", "h2", "h2", "h2"]
    assert [len(elements(written, tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]


def test_the_publications_description_is_said_once(page: Make, a_listed: Make) -> None:
    """Sections that have no description of their own do not repeat it."""
    written = page(
        a_listed("all", "All", description="News"),
        a_listed("section/a", "A", per="section", description="News"),
        a_listed("section/b", "B", per="section", description="Ships"),
        description="News",
    )
    assert [small.text for small in elements(written, "small")] == ["News", "Ships"]


@pytest.mark.parametrize(("number", "folded"), [(30, 0), (31, 1)])
def test_long_families_are_folded(number: int, folded: int, page: Make, a_listed: Make) -> None:
    """With hundreds of feeds the page stays short: a family of more than thirty opens when asked to."""
    written = page(*(a_listed(f"tag/{n}", str(n), per="tag") for n in range(number)))
    assert len(elements(written, "details")) == folded


def test_the_page_asks_for_nothing_else(source: Make, a_listed: Make) -> None:
    """No script, no image, no style sheet, font or request of any kind."""
    written = source(a_listed("all", "All"))
    assert not re.search(r"<script|<img|<iframe|stylesheet|@import|url\(|\bsrc=|feed:", written)


def test_the_list_for_readers_is_linked(page: Make) -> None:
    """The OPML file beside it, and the site."""
    assert links(page()) == ["https://harbourpost.example/feeds/feeds.opml", "https://harbourpost.example/"]


def test_text_is_text(page: Make, a_listed: Make, an_entry: Make) -> None:
    """Markup, placeholders and bad characters in any title come out as written, or not at all."""
    title = "</title><script>alert(1)</script> $title {title} %s \x00\ud800 \"'"
    written = page(a_listed("all", title, description=title), latest=[an_entry(title=title)], title=title)
    assert elements(written, "script") == []
    assert all_text(written).count("<script>alert(1)</script> $title {title} %s") >= 4


def test_the_document_is_recognised_as_ours(a_catalogue: Make) -> None:
    """A later run may replace it, wherever it stands."""
    document = Page().document(a_catalogue(), "index.html")
    assert is_ours(document.body)
    assert (document.path, document.url) == ("index.html", "https://harbourpost.example/feeds/index.html")
    assert document.updated == a_catalogue().updated
