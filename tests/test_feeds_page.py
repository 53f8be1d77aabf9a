"""The page for people."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import tomllib
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest

from feeds.formats import _page_feeds
from feeds.formats._same_site import beside
from feeds.formats._texts import TEMPLATES
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


def in_class(page: Any, name: str) -> list[Any]:
    """The elements of a class, in order."""
    return [element for element in page.iter() if name in (element.get("class") or "").split()]


def formats(page: Any) -> list[Any]:
    """The plain links to documents."""
    return [link for span in in_class(page, "formats") for link in elements(span, "a")]


def test_every_feed_with_its_formats(page: Make, a_listed: Make) -> None:
    """Each feed has plain https links to its documents, the preferred first."""
    written = page(a_listed("all", "All"), a_listed("section/a", "A", per="section", formats=("json", "rss")))
    base = "https://harbourpost.example/feeds/"
    assert [link.get("href") for link in formats(written)] == [
        base + path for path in ("all.rss", "all.atom", "all.json", "section/a.rss", "section/a.json")
    ]


def test_links_and_buttons_say_which_feed_they_are(page: Make, a_listed: Make) -> None:
    """Read alone, as a screen reader lists them, each names what it does and the feed."""
    written = page(a_listed("all", "R&D <all>"))
    assert [link.get("aria-label") for link in formats(written)] == [
        "RSS: R&D <all>",
        "Atom: R&D <all>",
        "JSON: R&D <all>",
    ]
    labels = [element.get("aria-label") for element in (*in_class(written, "menu")[0], *in_class(written, "copy")[:1])]
    assert labels == ["Subscribe: R&D <all>", None, "Copy: R&D <all>"]


def test_a_feed_opens_in_readers(page: Make, a_listed: Make) -> None:
    """An app by the feed: scheme, and the readers that take an address; it is the preferred document's, encoded."""
    written = page(a_listed("section/r-d", "R&D", per="section", formats=("json", "atom")))
    (menu,) = in_class(written, "menu")
    url = "https://harbourpost.example/feeds/section/r-d.atom"
    given = "https%3A%2F%2Fharbourpost.example%2Ffeeds%2Fsection%2Fr-d.atom"
    assert links(menu) == [
        f"feed:{url}",
        f"https://feedly.com/i/subscription/feed%2F{given}",
        f"https://www.inoreader.com/?add_feed={given}",
        f"https://www.newsblur.com/?url={given}",
        f"https://reader.miniflux.app/bookmarklet?uri={given}",
    ]


@pytest.mark.parametrize(
    "address", ["https://h.example/f?a=b&c=%20d", "https://h.example/港聞.rss", 'https://h.example/"<']
)
def test_any_address_is_encoded_whole(address: str, page: Make, a_listed: Make) -> None:
    """What a reader decodes is the feed's address, character by character."""
    feed = a_listed("all", "All")._replace(urls={"rss": address})
    written = page(feed)
    assert [unquote(link.partition("=")[2]) for link in links(in_class(written, "menu")[0])[2:]] == [address] * 3
    assert formats(written)[0].get("href") == address


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
    """A title in another language than the page's says so, for voices and fonts; the page's own words do not."""
    written = page(a_listed("zh", "海港郵報", language="zh-Hant"), latest=[an_entry(language="zh-Hant")], language="en")
    marked = [
        element for element in elements(written, "div", "a", "li", "ul", "time", "p", "span") if element.get("lang")
    ]
    assert [(element.get("lang"), all_text(element)) for element in marked] == [
        ("zh-Hant", "海港郵報"),
        ("zh-Hant", "A tour of the laboratory"),
    ]


def test_headings_and_landmarks_are_in_order(page: Make, a_listed: Make, an_entry: Make) -> None:
    """One h1, then h2 only; one header, main, footer and list of contents."""
    written = page(
        a_listed("all", "All"), *(a_listed(f"tag/{n}", str(n), per="tag") for n in range(40)), latest=[an_entry()]
    )
    headings = [element.tag.removeprefix(HTML) for element in elements(written, "h1", "h2", "h3")]
    assert headings == ["h1", *["h2"] * 4]
    assert [len(elements(written, tag)) for tag in ("header", "main", "footer", "nav")] == [1, 1, 1, 1]


def test_the_publications_description_is_said_once(page: Make, a_listed: Make) -> None:
    """Sections that have no description of their own do not repeat it."""
    written = page(
        a_listed("all", "All", description="News"),
        a_listed("section/a", "A", per="section", description="News"),
        a_listed("section/b", "B", per="section", description="Ships"),
        description="News",
    )
    assert [elements(about, "p")[0].text for about in in_class(written, "about") if len(about) > 1] == ["News", "Ships"]


@pytest.mark.parametrize(("number", "folded"), [(30, 0), (31, 1)])
def test_long_families_are_folded(number: int, folded: int, page: Make, a_listed: Make) -> None:
    """With hundreds of feeds the page stays short: a family of more than thirty opens when asked to."""
    written = page(*(a_listed(f"tag/{n}", str(n), per="tag") for n in range(number)))
    assert sum("fold" in family.get("class").split() for family in in_class(written, "family")) == folded


def test_the_page_asks_for_nothing_else(source: Make, a_listed: Make) -> None:
    """No style sheet, font, frame or script from anywhere, and the page's own policy refuses them."""
    written = source(a_listed("all", "All"))
    assert not re.search(r"<iframe|stylesheet|@import|url\(|\bsrc=", written)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', written)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;; img-src &#x27;self&#x27;")
    assert "unsafe" not in policy[1]


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_lets_in_the_pages_own_style_and_script(tag: str, source: Make, a_listed: Make) -> None:
    """By their hashes: an injected one is another."""
    written = source(a_listed("all", "All"))
    (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", written, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"{tag}-src &#x27;sha256-{digest}&#x27;" in written


def test_images_of_the_site_itself_are_shown(page: Make, an_entry: Make) -> None:
    """The icon and the headlines' images, relative to the page, so that no other server is asked."""
    ours, theirs = an_entry(name="ours"), an_entry(name="theirs")
    images = {ours.id: "https://harbourpost.example/images/a.jpg?w=96", theirs.id: "https://cdn.example/b.jpg"}
    written = page(latest=[ours, theirs], images=images, icon="https://harbourpost.example/icon.png")
    found = [(image.get("src"), image.get("alt")) for image in elements(written, "img")]
    assert found == [("../icon.png", ""), ("../images/a.jpg?w=96", "")]
    assert [link.get("href") for link in elements(written, "link") if link.get("rel") == "icon"] == ["../icon.png"]


@pytest.mark.parametrize(
    ("address", "page", "reference"),
    [
        ("https://h.example/a.png", "https://h.example/feeds/feeds.html", "../a.png"),
        ("https://h.example/feeds/a.png", "https://h.example/feeds/feeds.html", "./a.png"),
        ("https://H.example/a/b.png?v=1#x", "https://h.example/index.html", "./a/b.png?v=1"),
        ("https://h.example/a:b.png", "https://h.example/index.html", "./a:b.png"),
        ("https://h.example//other.example/a.png", "https://h.example/index.html", "./other.example/a.png"),
        (r"https://h.example/\other.example/a.png", "https://h.example/index.html", r"./\other.example/a.png"),
        ("https://h.example:8443/a.png", "https://h.example/index.html", None),
        ("http://h.example/a.png", "https://h.example/index.html", None),
        ("https://h.example/", "https://h.example/index.html", None),
        ("data:image/png;base64,AA", "https://h.example/index.html", None),
        ("https://[h.example/a.png", "https://h.example/index.html", None),
    ],
)
def test_a_reference_stays_on_the_pages_own_server(address: str, page: str, reference: str | None) -> None:
    """Another server's image, scheme or port is none; what is left resolves to the address it came from."""
    assert beside(address, page) == reference


def test_a_field_to_find_feeds_where_there_are_many(page: Make, a_listed: Make) -> None:
    """From twenty feeds on; it is hidden until the script runs."""
    few, many = (page(*(a_listed(str(n), str(n)) for n in range(number))) for number in (19, 20))
    assert (len(in_class(few, "find")), len(in_class(many, "find"))) == (0, 1)


def test_the_snippet_for_ones_own_site(page: Make, a_listed: Make) -> None:
    """Autodiscovery of the preferred format of each feed that is no family's, to be pasted as it stands."""
    written = page(a_listed("all", "R&D"), a_listed("section/a", "A", per="section"), a_listed("news", "News"))
    (code,) = elements(written, "code")
    assert all_text(code).splitlines() == [
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="https://harbourpost.example/feeds/{path}.rss">'
        for path, title in (("all", "R&amp;D"), ("news", "News"))
    ]


def test_every_text_is_there_in_every_language() -> None:
    """No language lacks a word, and none holds another language's."""
    texts = tomllib.loads((TEMPLATES / "texts.toml").read_text("utf-8"))
    assert {language: set(words) - {"months"} for language, words in texts.items()} == dict.fromkeys(
        ("en", "zh-Hant", "zh-Hans"), set(texts["en"]) - {"months"}
    )


def test_a_page_of_many_feeds_stays_small(source: Make, a_listed: Make) -> None:
    """521 feeds in three formats: below 720 KB, and below 40 KB as web servers send it."""
    families = (("section", 20), ("tag", 300), ("author", 200))
    feeds = [a_listed(f"{per}/some-{n}", f"Some {per} {n}", per=per) for per, number in families for n in range(number)]
    written = source(a_listed("all", "All"), *feeds).encode()
    assert len(written) < 720_000
    assert len(gzip.compress(written, 6)) < 40_000


def test_the_same_page_for_the_same_feeds(source: Make, a_listed: Make) -> None:
    """Byte by byte, whether or not its rows are remembered."""
    feeds = [a_listed("all", "All"), a_listed("tag/a", "A", per="tag")]
    first = source(*feeds)
    _page_feeds._item.cache_clear()
    assert source(*feeds) == first


def test_the_list_for_readers_is_linked(page: Make) -> None:
    """The site, and the OPML file, wherever it is."""
    expected = ["#main", "https://harbourpost.example/", "https://harbourpost.example/feeds/lists/all.opml"]
    assert links(page(opml="lists/all.opml")) == expected


def test_a_list_that_is_left_out_is_not_linked(page: Make) -> None:
    """`opml = false` leaves no link to nothing."""
    assert links(page(opml=None)) == ["#main", "https://harbourpost.example/"]


def test_text_is_text(page: Make, a_listed: Make, an_entry: Make) -> None:
    """Markup, placeholders and bad characters in any title come out as written, or not at all."""
    title = "</title></script><script>alert(1)</script> $title {title} %s FEED \x00\ud800 \"'"
    written = page(a_listed("all", title, description=title), latest=[an_entry(title=title)], title=title)
    assert len(elements(written, "script")) == 1
    assert all_text(written).count("<script>alert(1)</script> $title {title} %s FEED") >= 5
    labels = [element.get("aria-label") for element in written.iter() if element.get("aria-label")]
    assert sum("<script>alert(1)</script> $title {title} %s FEED" in label for label in labels) == 5


def test_the_document_is_recognised_as_ours(a_catalogue: Make) -> None:
    """A later run may replace it, wherever it stands."""
    document = Page().document(a_catalogue(), "index.html")
    assert is_ours(document.body)
    assert (document.path, document.url) == ("index.html", "https://harbourpost.example/feeds/index.html")
    assert document.updated == a_catalogue().updated
