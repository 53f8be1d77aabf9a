"""Saved web pages: what is read from them, and that each vocabulary is understood."""

from __future__ import annotations

import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from entries import jsonld, jsontolerant
from entries.errors import InvalidEntry
from entries.html import sanitise
from entries.model import Article
from entries.parsers.html import HTML

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.glob("webpage-*"))
TEXT = "<p>The harbour froze for the first time in eleven years, and children walked to school across it.</p>"
PAGE = "https://harbourpost.example/news/ice"


def read(page: str | bytes, where: str = "page.html") -> Article:
    [article] = HTML().parse(page.encode() if isinstance(page, str) else page, where)
    assert isinstance(article, Article), article
    return article


def refused(page: str | bytes) -> InvalidEntry:
    [error] = HTML().parse(page.encode() if isinstance(page, str) else page, "page.html")
    assert isinstance(error, InvalidEntry)
    return error


def with_head(head: str, body: str = f"<article>{TEXT}</article>") -> Article:
    return read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")


def with_data(data: str) -> Article:
    return with_head(f'<script type="application/ld+json">{data}</script>')


def needs_extractor(case: str) -> None:
    if case == "webpage-chinese":
        pytest.importorskip("trafilatura", reason="the page marks no text: masthead[web] finds it")


@pytest.mark.parametrize("case", CASES)
def test_golden_pages(case: str) -> None:
    """Each saved page gives the article that its article.toml says, for the reasons in WHY.md."""
    needs_extractor(case)
    expected: dict[str, Any] = tomllib.loads((GOLDEN / case / "article.toml").read_text("utf-8"))
    article = read((GOLDEN / case / "page.html").read_bytes(), f"{case}.html")
    expected.pop("body")
    image = expected.pop("image", None)
    for name in ("title", "link", "published", "updated", "section", "summary", "language", "access", "rights"):
        assert (name, getattr(article, name)) == (name, expected.pop(name, None))
    for name in ("authors", "contributors"):
        assert [person.name for person in getattr(article, name)] == expected.pop(name, [])
    assert list(article.tags) == expected.pop("tags", [])
    assert expected == {}
    if image is None:
        assert article.image is None
    else:
        assert article.image is not None
        assert {name: getattr(article.image, name) for name in image} == image


@pytest.mark.parametrize("case", CASES)
def test_golden_bodies(case: str) -> None:
    """The text of each saved page is whole, and nothing around it is in it."""
    needs_extractor(case)
    body = tomllib.loads((GOLDEN / case / "article.toml").read_text("utf-8"))["body"]
    article = read((GOLDEN / case / "page.html").read_bytes())
    html = sanitise(article.markup, article.base or PAGE)
    assert [text for text in body["holds"] if text not in html] == []
    assert [text for text in body["lacks"] if text in html] == []


@pytest.mark.parametrize("case", CASES)
def test_golden_cases_explain_themselves(case: str) -> None:
    """Each saved page says why it is here."""
    assert (GOLDEN / case / "WHY.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("type", ["NewsArticle", "BlogPosting", "ReportageNewsArticle", "http://schema.org/Article"])
def test_types_of_article(type: str) -> None:
    """Every schema.org type of article is one, by its name or its address."""
    assert with_data(f'{{"@type": "{type}", "headline": "Ice"}}').title == "Ice"


def test_what_is_no_article_is_not_read() -> None:
    """An organisation's name is no headline."""
    assert with_data('{"@type": "Organization", "name": "The Harbour Post"}').title is None


def test_the_article_at_the_pages_address_counts() -> None:
    """Where a page describes several articles, its own is the one at its own address."""
    article = with_head(
        f'<link rel="canonical" href="{PAGE}"><script type="application/ld+json">'
        '[{"@type": "NewsArticle", "headline": "Other", "url": "https://harbourpost.example/other"},'
        f'{{"@type": "NewsArticle", "headline": "Ice", "mainEntityOfPage": {{"@id": "{PAGE}"}}}}]</script>'
    )
    assert article.title == "Ice"


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ('"Mairi Blair"', ["Mairi Blair"]),
        ('["Mairi Blair", {"name": "Tom Dell"}]', ["Mairi Blair", "Tom Dell"]),
        ('{"@type": "Person", "name": ["Mairi Blair", "Tom Dell"]}', ["Mairi Blair", "Tom Dell"]),
        ('{"@id": "#nobody"}', []),
        ("null", []),
        ("7", []),
    ],
)
def test_shapes_of_authors(data: str, names: list[str]) -> None:
    """Authors are texts, objects or lists of them; what names nobody is nobody."""
    article = with_data(f'{{"@type": "NewsArticle", "author": {data}}}')
    assert [person.name for person in article.authors] == names


@pytest.mark.parametrize("value", ["false", '"False"', '"https://schema.org/False"'])
def test_what_is_not_free_is_paid(value: str) -> None:
    """isAccessibleForFree: false, however it is written, keeps the text from leaving."""
    assert with_data(f'{{"@type": "NewsArticle", "isAccessibleForFree": {value}}}').access == "paid"


def test_a_part_that_is_not_free_is_paid() -> None:
    """A page that says it only of a part has a paywall all the same."""
    part = '{"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".rest"}'
    assert with_data(f'{{"@type": "NewsArticle", "isAccessibleForFree": true, "hasPart": [{part}]}}').access == "paid"


def test_content_tier_is_access() -> None:
    """Facebook's tier is the page's access."""
    assert with_head('<meta property="article:content_tier" content="locked">').access == "paid"
    assert with_head('<meta property="article:content_tier" content="free">').access is None


NOT_FREE = '"@type": "NewsArticle", "headline": "Ice", "author": "Mairi Blair", "isAccessibleForFree": false'
FREE = NOT_FREE.replace("false", "true")


@pytest.mark.parametrize(
    "data",
    [
        f"{{{NOT_FREE},}}",
        f"{{{NOT_FREE},\n\t}};",
        f'{{{NOT_FREE}, "keywords": ["a, ] b",],}}',
        f"<!-- {{{NOT_FREE}}} -->",
        f"//<![CDATA[\n{{{NOT_FREE}}}\n//]]>",
        f"/* <![CDATA[ */ {{{NOT_FREE}}} /* ]]> */",
        f"<!--//--><![CDATA[//><!--\n{{{NOT_FREE}}}\n//--><!]]>",
        f"\xa0{{{NOT_FREE}\xa0}}\u200b",
        f'{{{NOT_FREE}, /* by hand */ "name": "a // b, /* c */,}}"}}',
        f"{{{NOT_FREE}}}".replace('"', "&quot;"),
    ],
)
def test_slips_in_data_are_mended(data: str) -> None:
    """A comma too many, a semicolon or a comment around it: the data is read, and its word that it is not free."""
    article = with_data(data)
    assert (article.title, [person.name for person in article.authors]) == ("Ice", ["Mairi Blair"])
    assert (article.access, article.repairs) == ("paid", ())
    assert with_data(data.replace("false", "true")).access is None


@pytest.mark.parametrize(
    ("data", "access"),
    [
        ('{"@type": "NewsArticle" "isAccessibleForFree": false}', "paid"),
        ("{'@type': 'NewsArticle', 'isAccessibleForFree': 'False'}", "paid"),
        ('{"@type": "NewsArticle", "isaccessibleforfree" : "no"', "paid"),
        ('{"headline": "The "ice"", "isAccessibleForFree": "http:\\/\\/schema.org\\/False"}', "paid"),
        ('{"headline": "The "ice"", "isAccessibleForFree": {{ article.free }}}', "paid"),
        ('{"headline": "The "ice"", "isAccessibleForFree": true, "hasPart": {"isAccessibleForFree": false}}', "paid"),
        ('{"headline": "The "ice"", "isAccessibleForFree": true}', None),
        ('{"headline": "The "ice"", "isAccessibleForFree": "https:\\/\\/schema.org\\/True"}', None),
        ('{"headline": "The "ice""}', None),
    ],
)
def test_data_that_cant_be_read_is_named_and_never_opens_a_paywall(data: str, access: str | None) -> None:
    """Whatever else is lost with it, an article that may not be free is not published as one that is."""
    article = with_data(data)
    assert article.access == access
    [problem] = article.repairs
    assert (problem.level, problem.code, problem.line) == ("repaired", "unreadable-data", 1)
    assert "script 1 of JSON-LD can't be read" in problem.problem


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "WebPage", "isAccessibleForFree": false, "mainEntity": {"@type": "NewsArticle"}}',
        '{"@graph": [{"@type": "NewsArticle", "isPartOf": {"@id": "#p"}},'
        ' {"@type": "WebPage", "@id": "#p", "isAccessibleForFree": false}]}',
        '{"@type": "NewsArticle", "isPartOf": {"@type": "WebPage", "isAccessibleForFree": false}}',
        '{"@type": "NewsArticle", "isAccessibleForFree": true, "mainEntityOfPage": {"isAccessibleForFree": "False"}}',
        '{"@graph": [{"@type": "NewsArticle", "hasPart": {"@id": "#r"}}, {"@id": "#r", "isAccessibleForFree": false}]}',
        '[{"@type": "NewsArticle"}, {"@type": "Article", "isAccessibleForFree": false}]',
        '[{"@type": "NewsArticle", "@id": "#a"}, {"@id": "#a", "isAccessibleForFree": false}]',
        '{"@type": "NewsArticle", "schema:isAccessibleForFree": {"@value": false}}',
        '{"@type": "NewsArticle", "isAccessibleForFree": ["true", "https://schema.org/False"]}',
        '{"@type": "NewsArticle", "isAccessibleForFree": "partly"}',
        '{"@type": "NewsArticle", "isPartOf": {"@type": "Periodical", "isAccessibleForFree": false}}',
        '{"@type": "WebPage", "isAccessibleForFree": false}',
        '{"@type": "Product", "subjectOf": {"@type": "NewsArticle", "isAccessibleForFree": false}}',
    ],
)
def test_a_page_that_is_not_free_is_paid(data: str) -> None:
    """Whichever object says it: the article, its page, what it is part of, a part of it, a second description."""
    assert with_data(data).access == "paid"


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "NewsArticle", "isAccessibleForFree": true}',
        '{"@type": "NewsArticle", "isAccessibleForFree": null}',
        '[{"@type": "NewsArticle"}, {"@type": "Event", "isAccessibleForFree": false}]',
        '{"@type": "NewsArticle", "about": {"@type": "Museum", "isAccessibleForFree": false}}',
        f'[{{"@type": "NewsArticle", "url": "{PAGE}"}},'
        ' {"@type": "NewsArticle", "url": "https://a.example/other", "isAccessibleForFree": false}]',
        '[{"@type": "NewsArticle"}, {"@type": "ItemList", "itemListElement":'
        ' [{"@type": "NewsArticle", "isAccessibleForFree": false}]}]',
        '{"@type": "NewsArticle", "isAccessibleForFree": true,'
        ' "isPartOf": {"@type": "Periodical", "isAccessibleForFree": false}}',
    ],
)
def test_what_else_costs_something_closes_no_article(data: str) -> None:
    """An event that takes a fee, another article, a newspaper of which this article is free."""
    assert with_data(data).access is None


@pytest.mark.parametrize(
    ("body", "access"),
    [
        ('<meta itemprop="isAccessibleForFree" content="false">', "paid"),
        ('<meta itemprop="isAccessibleForFree" content="False"><meta itemprop="isAccessibleForFree">', "paid"),
        ('<link itemprop="isAccessibleForFree" href="https://schema.org/False">', "paid"),
        ('<span itemprop="name isAccessibleForFree">no</span>', "paid"),
        ('<meta property="schema:isAccessibleForFree" content="false">', "paid"),
        ('<meta name="isAccessibleForFree" content="false">', "paid"),
        ('<meta itemprop="isAccessibleForFree" content="true">', None),
        (
            '<div itemscope itemtype="https://schema.org/Event"><meta itemprop="isAccessibleForFree" content="false">'
            "</div>",
            None,
        ),
        ("<p>isAccessibleForFree: false</p>", None),
    ],
)
def test_markup_that_says_it_is_not_free(body: str, access: str | None) -> None:
    """Microdata and RDFa close an article as JSON-LD does; what they say of an event does not."""
    article = f'<article itemscope itemtype="https://schema.org/NewsArticle">{body}{TEXT}</article>'
    assert with_head("", article).access == access
    assert with_head(body).access == access


def test_a_paywall_is_found_in_linear_time() -> None:
    """However many objects a page describes, each part of the next, and whatever a script is made of."""
    chain = [{"@type": "WebPage", "@id": f"#{n}", "isPartOf": {"@id": f"#{n + 1}"}} for n in range(20_000)]
    graph = [{"@type": "NewsArticle"}, *chain]
    start = time.process_time()
    assert jsonld.read([{"@graph": graph}], frozenset()).access is None
    closed = {"@type": "WebPage", "@id": "#20000", "isAccessibleForFree": False}
    assert jsonld.read([{"@graph": [*graph, closed]}], frozenset()).access == "paid"
    for piece in (",", "[,", "<!--", " ;", '"', "/*", "&quot;"):
        with pytest.raises(ValueError, match="line 1"):
            jsontolerant.parse(piece * 100_000 + "?")
    assert time.process_time() - start < 20


def test_a_tier_that_nobody_knows_is_no_free_one() -> None:
    """An access guard that can't be read does not let the text go."""
    assert with_head('<meta property="article:content_tier" content="subscribers">').access == "paid"
    assert with_head('<meta property="article:content_tier" content="Metered">').access == "registered"


@pytest.mark.parametrize("data", ["", "{", "[" * 100_000, "null", "3", '{"@type": 3}', "<!-- {} -->", '{"@graph": {}}'])
def test_broken_data_is_left_out(data: str) -> None:
    """JSON-LD that can't be read says nothing, and the page is read without it."""
    assert "froze" in with_data(data).markup


def test_data_with_line_breaks_in_a_text() -> None:
    """A raw line break in a JSON text is a slip that is mended."""
    assert with_data('{"@type": "NewsArticle", "headline": "Ice\nin the harbour"}').title == "Ice in the harbour"


def test_updates_of_a_live_story() -> None:
    """A LiveBlogPosting brings its updates, as text."""
    article = with_data(
        '{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "Now",'
        ' "datePublished": "2026-05-01T10:00:00Z", "articleBody": "1 < 2"}]}'
    )
    [update] = article.updates
    assert (update.time, update.title, update.markup) == ("2026-05-01T10:00:00Z", "Now", "<p>1 &lt; 2</p>")


def test_article_body_in_data() -> None:
    """Without a marked text, the one in the data is the article: plain text."""
    words = "The harbour froze. " * 20
    data = f'{{"@type": "NewsArticle", "articleBody": "{words}"}}'
    article = with_head(f'<script type="application/ld+json">{data}</script>', "<div><nav></nav><b>Menu</b></div>")
    assert (article.markup_type, article.markup) == ("text", words)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Ice – The Post</title>", "Ice – The Post"),
        ('<title>Ice</title><meta property="og:title" content="Ice | The Post">', "Ice | The Post"),
        ('<meta property="og:site_name" content="The Post"><meta property="og:title" content="Ice | The Post">', "Ice"),
        ('<meta property="og:site_name" content="The Post"><title>The Post: Ice</title>', "Ice"),
        ('<meta property="og:title" content="Tom &amp;amp; Ann">', "Tom & Ann"),
    ],
)
def test_titles(head: str, title: str) -> None:
    """The site's name is no part of a title."""
    assert with_head(head).title == title


def test_a_heading_tells_where_the_title_ends() -> None:
    """Of a <title> with the site's name, only what the heading says is the title."""
    article = with_head("<title>Ice_Harbour News</title>", f"<h1>Ice</h1><h1>News</h1><article>{TEXT}</article>")
    assert article.title == "Ice"


def test_a_cut_headline_is_made_whole() -> None:
    """A headline that was cut for search engines is as long as the page shows it."""
    head = '<meta property="og:title" content="Ice in the…">'
    article = with_head(head, f"<article><h1>Ice in the bay</h1>{TEXT}</article>")
    assert article.title == "Ice in the bay"


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("By Mairi Blair and Tom Dell", ["Mairi Blair", "Tom Dell"]),
        ("Mairi Blair, Tom Dell", ["Mairi Blair", "Tom Dell"]),
        ("李文静、王海", ["李文静", "王海"]),
        ("https://social.example/mairi", []),
        ("@mairi", []),
    ],
)
def test_authors_in_meta(content: str, names: list[str]) -> None:
    """One <meta> may name several people; a profile's address is no name."""
    assert [person.name for person in with_head(f'<meta name="author" content="{content}">').authors] == names


def test_authors_of_citations() -> None:
    """citation_author has each author for itself, the last name first."""
    head = '<meta name="citation_author" content="Blair, Mairi"><meta name="citation_author" content="Dell, Tom">'
    assert [person.name for person in with_head(head).authors] == ["Mairi Blair", "Tom Dell"]


@pytest.mark.parametrize(
    ("head", "link"),
    [
        (f'<link rel="canonical" href="{PAGE}">', PAGE),
        (f'<link rel="CANONICAL nofollow" href=" {PAGE} ">', PAGE),
        (f'<meta property="og:url" content="{PAGE}"><link rel="canonical" href="https://harbourpost.example/">', PAGE),
        ('<base href="https://harbourpost.example/news/"><link rel="canonical" href="ice">', PAGE),
        (f"<!-- saved from url=(0036){PAGE} -->", PAGE),
        ('<link rel="canonical" href="file:///home/ann/ice.html">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ("", None),
    ],
)
def test_links(head: str, link: str | None) -> None:
    """The article's link is the canonical one, seen from the base; the front page and other schemes are none."""
    assert with_head(head).link == link


def test_relative_addresses_are_seen_from_the_base() -> None:
    """<base href> is what a page's relative addresses are seen from, the link is what they are seen from else."""
    head = f'<base href="https://cdn.example/x/"><link rel="canonical" href="{PAGE}">'
    assert with_head(head).base == "https://cdn.example/x/"
    assert with_head(f'<link rel="canonical" href="{PAGE}">').base == PAGE


def test_the_caption_comes_from_the_figure_that_shows_the_image() -> None:
    """The lead image's figure gives its caption and credit, in whatever size it shows it."""
    caption = "<figcaption>Ice on Sunday. Photo: Ewan Muir</figcaption>"
    figure = f'<figure><img src="/ice-300x200.jpg" alt="Ice">{caption}</figure>'
    head = '<meta property="og:image" content="https://harbourpost.example/ice-1200x630.jpg">'
    image = with_head(head, f"{figure}<article>{TEXT}</article>").image
    assert image is not None
    assert (image.caption, image.credit, image.alt) == ("Ice on Sunday.", "Ewan Muir", "Ice")


def test_an_h_entry() -> None:
    """Microformats alone are enough."""
    article = read(
        '<body lang="en"><div class="h-entry"><h1 class="p-name">Ice</h1>'
        '<a class="p-author h-card" href="/ann">Ann Lee</a><a class="u-url" href="https://a.example/ice"></a>'
        '<time class="dt-published" datetime="2026-01-02T03:04Z">then</time>'
        f'<img class="u-featured" src="/ice.jpg"><div class="e-content">{TEXT}</div>'
        '<a class="p-category">winter</a></div>'
    )
    assert (article.title, article.published, article.link) == ("Ice", "2026-01-02T03:04Z", "https://a.example/ice")
    assert [(person.name, person.uri) for person in article.authors] == [("Ann Lee", "https://a.example/ann")]
    assert (article.tags, article.markup) == (("winter",), TEXT)
    assert article.image is not None
    assert article.image.url == "/ice.jpg"


def test_a_page_that_is_only_its_text() -> None:
    """A page without anything around its text is the article, as Pelican's are; its status counts."""
    article = with_head(
        '<title>Ice</title><meta name="date" content="2026-01-02"><meta name="status" content="draft">'
        '<meta name="category" content="News"><meta name="tags" content="ice, winter">',
        f"<h1>Ice</h1>{TEXT}",
    )
    assert (article.title, article.published, article.status) == ("Ice", "2026-01-02", "draft")
    assert (article.section, article.tags, article.markup) == ("News", ("ice", "winter"), TEXT)


@pytest.mark.parametrize(("robots", "noindex"), [("noindex, follow", True), ("index,follow", False), ("none", True)])
def test_a_page_may_be_kept_from_search_engines(robots: str, noindex: bool) -> None:
    """What a page tells robots counts for sitemaps."""
    assert with_head(f'<title>Ice</title><meta name="ROBOTS" content="{robots}">').noindex is noindex


BRIEF = "<p>The ferry is late again today because of the wind.</p>"


@pytest.mark.parametrize(
    "body",
    [
        f"<nav>Home Sections</nav><main><article><h1>Ferry</h1>{BRIEF}</article></main>",
        f"<header>The Post</header><article><header><h1>Ferry</h1></header>{BRIEF}</article><footer>By us</footer>",
        f"<nav><p>Home</p></nav><main><h1>Ferry</h1>{BRIEF}<aside><p>Read this</p></aside></main>",
        f'<nav><p>Home</p></nav><div role="main">{BRIEF}<footer>By us</footer></div><p>Imprint</p>',
        f"<nav><p>Home</p></nav><main><article>{BRIEF}</article><article><p>Other news.</p></article></main>",
        f"<h1>Ferry</h1>{BRIEF}<footer><p>Imprint</p></footer>",
    ],
)
def test_a_brief_is_its_own_text(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a page with a few lines of text, those are the article, and never the navigation around them."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert with_head("<title>Ferry</title>", body).markup == BRIEF


def test_a_brief_in_no_element_that_says_so() -> None:
    """Where only the navigation is marked, what is found is found beside it."""
    pytest.importorskip("trafilatura", reason="the page marks no text: masthead[web] finds it")
    above = "<nav><p>Home Sections</p></nav><header><p>The Post</p></header>"
    markup = with_head("<title>Ferry</title>", f"{above}<div>{BRIEF}</div><footer><p>Imprint</p></footer>").markup
    assert BRIEF in markup
    assert not any(word in markup for word in ("Home", "Post", "Imprint"))


def test_a_teaser_is_not_the_article() -> None:
    """A short <article> beside a long text is a note that there is another one."""
    pytest.importorskip("trafilatura", reason="the page marks no text: masthead[web] finds it")
    article = with_head("", f"<nav>Home</nav><main><article>{BRIEF}</article><div>{TEXT * 10}</div></main>")
    assert "froze" in article.markup


def test_navigation_alone_is_no_article() -> None:
    """A page whose <article> is empty is refused."""
    pytest.importorskip("trafilatura", reason="the page marks no text: masthead[web] finds it")
    assert refused("<body><nav>Home Sections</nav><article><h1>Ferry</h1></article>").problem.code == "no-article"


def test_front_matter() -> None:
    """An HTML file with front matter is an article of a site generator: its body is the markup as it is."""
    article = read("---\ntitle: Ice\ndate: 2026-01-02\n---\n<p>Short.</p>\n")
    assert (article.title, article.published, article.markup_type) == ("Ice", "2026-01-02", "html")
    assert article.markup.strip() == "<p>Short.</p>"


def test_the_lead_figure_of_a_header_stays() -> None:
    """An <article>'s header leaves, but for the figure in it."""
    header = '<header><h1>Ice</h1><p class="byline">By Ann</p><figure><img src="/ice.jpg"></figure></header>'
    assert "/ice.jpg" in read(f"<article>{header}{TEXT}</article>").markup


def test_noindex_is_no_draft() -> None:
    """What search engines may not list may still be read."""
    article = with_head('<meta name="robots" content="noindex">')
    assert (article.draft, article.status) == (None, None)


def test_the_declared_encoding_counts() -> None:
    """A page in windows-1252 that says so is read as such, and one without a mark as UTF-8."""
    page = '<html><head><meta charset="windows-1252"><title>Caf\xe9</title></head><article>' + TEXT
    assert read(page.encode("windows-1252")).title == "Café"
    assert read(f"<title>Café</title><article>{TEXT}").title == "Café"


def test_an_xml_declaration() -> None:
    """XHTML with a declaration is read like any page."""
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<html xml:lang="fr"><title>Été</title><article>{TEXT}</article>'
    assert (read(page).title, read(page).language) == ("Été", "fr")


def test_a_page_without_text_is_refused() -> None:
    """A page without an article is named with what to do."""
    problem = refused("<html><body></body></html>").problem
    assert (problem.level, problem.code) == ("refused", "no-article")


def test_the_extractor_is_named_when_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose text only an extractor finds says how to install it."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    problem = refused(f"<html><body><nav>Menu</nav><div>{TEXT}</div></body></html>").problem
    assert problem.code == "no-extractor"
    assert "pip install 'masthead[web]'" in problem.remedy


def test_marked_text_needs_no_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that says where its text is, is read without an extractor."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert "froze" in with_head("").markup


def test_deep_pages_keep_their_text() -> None:
    """Ten thousand nested elements do not hide the text inside."""
    assert "froze" in read(f"<article>{'<div>' * 10_000}{TEXT}").markup


def test_control_characters_are_a_repair() -> None:
    """What no feed may hold is taken out and told."""
    article = read(f"<title>I\x07ce</title><article>{TEXT}</article>")
    assert (article.title, [problem.code for problem in article.repairs]) == ("Ice", ["characters"])
