"""Promise 1, end to end: what a build publishes of real articles is valid, and says what their authors wrote."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import feedparser
import html5lib
import pytest
from lxml import etree, isoschematron

from feeds.model import Document

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT.parent / "shared" / "articles"
NOW = "1795348800"  # 2026-11-22 12:00 UTC
MEDIA_TYPES = {
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
    ".opml": "text/x-opml",
}
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

CONFIG = """\
[publication]
id = "tag:example.org,2026"
title = "Tricky & friends"
description = "Twenty tricky articles"
link = "https://example.org/"
feeds_url = "https://example.org/feeds/"
timezone = "Europe/Berlin"
language = "en"

[[sources]]
name = "desk"
path = "articles"
link = "https://example.org/{section}/{slug}"
settle = "0 s"

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
path = "summaries"
content = "summary"

[[feeds]]
path = "history"
limit = 5
archive = true

[[targets]]
path = "public"
"""

Validator = Callable[..., dict[str, list[str]]]


class Published(NamedTuple):
    """A publication that was built once. `said` is what `build --json` said."""

    public: Path
    url: str
    said: dict[str, Any]

    def documents(self) -> Iterator[Document]:
        """Every feed and the OPML file, as they would be served."""
        for file in sorted(self.public.rglob("*")):
            if file.suffix in MEDIA_TYPES:
                path = file.relative_to(self.public).as_posix()
                yield Document(
                    path=path,
                    url=self.url + path,
                    media_type=MEDIA_TYPES[file.suffix],
                    body=file.read_bytes(),
                    etag="",
                    updated=datetime(2026, 11, 22, tzinfo=UTC),
                )

    def files(self, suffix: str) -> list[Path]:
        """Every document of a format, by path."""
        return sorted(self.public.rglob(f"*{suffix}"))


def build(folder: Path, public: Path, url: str) -> Published:
    run = subprocess.run(
        [sys.executable, "-m", "publish", "build", "--json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": NOW},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return Published(public, url, json.loads(run.stdout))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A news article saved as plain text, and twenty tricky ones, published in every kind of feed."""
    if not ARTICLES.is_dir():
        pytest.skip("the real articles are not beside this repository")
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(ARTICLES, folder / "articles")
    (folder / "masthead.toml").write_text(CONFIG, "utf-8")
    return build(folder, folder / "public", "https://example.org/feeds/")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The example newsroom."""
    folder = tmp_path_factory.mktemp("example") / "newsroom"
    ignored = shutil.ignore_patterns("public", ".masthead")
    shutil.copytree(ROOT / "examples" / "newsroom", folder, ignore=ignored)
    return build(folder, folder / "public" / "feeds", "https://harbourpost.example/feeds/")


@pytest.fixture(params=["newsroom", "real"])
def published(request: pytest.FixtureRequest) -> Published:
    """Both, one after the other."""
    found: Published = request.getfixturevalue(request.param)
    return found


def test_w3c_finds_nothing(published: Published, w3c: Validator) -> None:
    """No error and no warning on any document that it can read, under its own URL and media type."""
    documents = [document for document in published.documents() if not document.path.endswith(".json")]
    assert len(documents) > 20
    assert w3c(documents, now="2026-11-22T12:00:01Z") == {}


def test_atom_keeps_its_schemas(published: Published, schemas: Path) -> None:
    """Every Atom document is valid by the RELAX NG schema of RFC 4287 and the rules that no grammar can say."""
    grammar = etree.RelaxNG(etree.parse(schemas / "atom-rfc4287.rng"))
    rules = isoschematron.Schematron(etree.parse(schemas / "atom-extra.sch"), store_report=True)
    for file in published.files(".atom"):
        document = etree.parse(file)
        grammar.assertValid(document)
        assert rules.validate(document), (file, rules.validation_report)


def test_rss_keeps_its_profile(published: Published, schemas: Path) -> None:
    """Every RSS document keeps the rules of the Best Practices Profile."""
    rules = isoschematron.Schematron(etree.parse(schemas / "rss20-profile.sch"), store_report=True)
    for file in published.files(".rss"):
        assert rules.validate(etree.parse(file)), (file, rules.validation_report)


def test_json_keeps_its_schema(published: Published, schemas: Path) -> None:
    """Every JSON document is valid by the schema of JSON Feed 1.1."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(json.loads((schemas / "jsonfeed-1.1.schema.json").read_text("utf-8")))
    for file in published.files(".json"):
        assert list(validator.iter_errors(json.loads(file.read_bytes()))) == [], file


def test_the_page_is_html(published: Published) -> None:
    """The page for people is read by a strict HTML parser without an error."""
    html5lib.HTMLParser(strict=True).parse((published.public / "feeds.html").read_bytes())


def test_every_text_is_html(published: Published) -> None:
    """The content of every entry is read by a strict HTML parser without an error, in each format the same."""
    for file in published.files(".json"):
        texts = {item["id"]: item.get("content_html") for item in json.loads(file.read_bytes())["items"]}
        for text in filter(None, texts.values()):
            html5lib.HTMLParser(strict=True).parseFragment(text)
        atom = etree.parse(file.with_suffix(".atom"))
        assert texts == {e.findtext(f"{ATOM}id"): e.findtext(f"{ATOM}content") for e in atom.iter(f"{ATOM}entry")}
        for item in etree.parse(file.with_suffix(".rss")).iter("item"):
            shown = item.findtext(CONTENT) or item.findtext("description")
            assert texts[item.findtext("guid")] in (shown, None)


def test_the_list_names_every_feed(published: Published) -> None:
    """The OPML file leads to each feed's RSS document, and to nothing else: no archive page."""
    opml = etree.parse(published.public / "feeds.opml")
    shown = {outline.get("xmlUrl") for outline in opml.iter("outline") if outline.get("xmlUrl")}
    files = [file.relative_to(published.public).as_posix() for file in published.files(".rss")]
    assert shown == {published.url + path for path in files if "/archive/" not in path}


def test_every_document_says_where_it_is(published: Published) -> None:
    """readers 23: each document's self link is its own address."""
    for document in published.documents():
        if document.path.endswith((".rss", ".atom")):
            root = etree.fromstring(document.body)
            (own,) = (link for link in root.iter(f"{ATOM}link") if link.get("rel") == "self")
            assert (own.get("href"), own.get("type")) == (document.url, document.media_type)
        elif document.path.endswith(".json"):
            assert json.loads(document.body)["feed_url"] == document.url


class Expected(NamedTuple):
    """What a person would expect of a tricky article. Dates are UTC; None where the number says it all."""

    title: str
    summary: str
    authors: tuple[str, ...] = ("Ann Author",)
    content: str | None = None
    tags: tuple[str, ...] = ("news",)


ANN = ("Ann Author",)
# By the article's number. Where nothing is said: id and link "https://example.org/p/N", dated the Nth of November 2026
# at 07:30 and updated at 08:30, "<p>Body of N.</p>".
TRICKY = {
    1: Expected("Article 1", "Summary of 1."),
    2: Expected("AT&T <3 \"quotes\" & 'apos' 1 < 2 > 0", "Summary of 2.", tags=("R&D", "a<b")),
    3: Expected(
        "How to write &amp; and &lt;b&gt; in HTML",
        "Type &amp;amp; to get &amp;.",
        content="<p>Write <code>&amp;amp;</code> to show <code>&amp;</code>.</p>",
    ),
    4: Expected(
        "CDATA ends with ]]> here",
        "a[b[0]]>c",
        content='<pre>if (a[b[0]]&gt;c) { x = "]]&gt;"; }</pre><p>and &lt;![CDATA[</p>',
    ),
    5: Expected("Bell and vertical tab", "esc[31mred", content="<p>NUL here and  too</p>"),
    6: Expected("It’s “quoted”", "caf…", content="<p>Euro € and dash –</p>"),
    7: Expected("café from a Latin-1 file name", "Summary of 7.", content="<p>lone  high</p>"),
    8: Expected(
        "\u202eevil\u202c \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 אב \U00020000",
        "\U0001f9d1\U0001f3fd\u200d\U0001f680",
        content="<p>中文 \U0001d573\U0001d58a</p>",
    ),
    9: Expected("noncharacters", "Summary of 9.", content="<p> and </p>"),
    10: Expected(
        "Article 10", "Summary of 10.", content='<p>Hi<a>j</a><a>d</a><img src="https://example.org/p/x"></p>'
    ),
    11: Expected(
        "Article 11",
        "Summary of 11.",
        content='<p><a href="https://example.org/about">about</a> <a href="https://example.org/p/11#n1">note</a> '
        '<img src="https://example.org/img/a.png" '
        'srcset="https://example.org/p/a.png 1x, https://example.org/p/b.png 2x" alt=""> '
        '<a href="mailto:a@example.org">m</a></p>',
    ),
    12: Expected(
        "Article 12",
        "Summary of 12.",
        content="<p>unclosed <b>bold <i>both</i></b><i> text</i></p><table><tbody><tr><td>x<p>Next </p>"
        "<div>block in p</div> &amp; bare © 1 &lt; 2</td></tr></tbody></table>",
    ),
    13: Expected("Article 13", "Summary of 13.", authors=()),
    14: Expected("Article 14", "Summary of 14.", authors=("Tom & Jerry <tj>",)),
    15: Expected("Article 15", "Summary of 15.", authors=('José "Pepe" (Núñez), Jr.', "山田 太郎")),
    16: Expected("Body of 16.", "Summary of 16."),
    17: Expected("Article 17", "Summary of 17."),
    18: Expected("Article 18", "Summary of 18."),
    19: Expected("Article 19", "Summary of 19."),
    20: Expected("Article 20", "", content="", tags=()),
}
IDS = {17: "tag:example.org,2026:p17", 18: "https://xn--bcher-kva.example/stra%C3%9Fe/a%20b?q=1&r=%C3%BC#%C3%B6"}
LINKS = {17: "https://example.org/tag-example-org-2026-p17", 18: IDS[18]}
# A clock time that the change to summer time leaves out is the one before it, an hour later on the new clock.
DATES = {19: (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC))}


def dates(number: int) -> tuple[datetime, datetime]:
    day = datetime(2026, 11, number, tzinfo=UTC)
    return DATES.get(number, (day.replace(hour=7, minute=30), day.replace(hour=8, minute=30)))


def identity(number: int) -> tuple[str, str]:
    own = f"https://example.org/p/{number}"
    return IDS.get(number, own), LINKS.get(number, own)


def content(number: int) -> str:
    said = TRICKY[number].content
    return f"<p>Body of {number}.</p>" if said is None else said


@pytest.fixture(scope="module")
def items(real: Published) -> dict[str, dict[str, Any]]:
    """The items of the JSON feed of everything, by their id."""
    return {item["id"]: item for item in json.loads((real.public / "all.json").read_bytes())["items"]}


@pytest.mark.parametrize("number", TRICKY)
def test_tricky_articles_in_json(number: int, items: dict[str, dict[str, Any]]) -> None:
    """Each tricky value comes out of the JSON feed as its author meant it."""
    expected, (id, link) = TRICKY[number], identity(number)
    item = items[id]
    assert item["url"] == link
    assert item["title"] == expected.title
    assert item.get("summary", "") == expected.summary
    assert item.get("content_html", "") == content(number)
    assert tuple(author["name"] for author in item.get("authors", ())) == expected.authors
    assert tuple(item.get("tags", ())) == expected.tags
    shown = item["date_published"], item["date_modified"]
    assert tuple(map(datetime.fromisoformat, shown)) == dates(number)


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("number", TRICKY)
def test_tricky_articles_in_xml(number: int, format: str, real: Published) -> None:
    """feedparser, told to change nothing, finds the same in RSS and Atom."""
    expected, (id, link) = TRICKY[number], identity(number)
    read = feedparser.parse(
        (real.public / f"all.{format}").read_bytes(), sanitize_html=False, resolve_relative_uris=False
    )
    assert not read.bozo
    (entry,) = (entry for entry in read.entries if entry.id == id)
    assert entry.link == link
    if format == "atom" or "&" not in expected.title:
        # In RSS no reader can know whether a title is text; feedparser takes what has an entity in it for HTML.
        assert entry.title == expected.title
    texts = [entry.get("summary", ""), *(one.value for one in entry.get("content", ()))]
    if expected.summary:
        assert unescape(texts[0]) == expected.summary
    if content(number):
        assert texts[-1] == content(number)
    if format == "atom":
        # RFC 4287, section 4.1.2: without an author of its own an entry has the publication's.
        assert tuple(author.name for author in entry.authors) == (expected.authors or ("Tricky & friends",))
    else:
        assert entry.get("author", "") == ", ".join(expected.authors)
    assert tuple(tag.term for tag in entry.get("tags", ())) == expected.tags
    published, updated = dates(number)
    assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == published
    if format == "atom" or published != updated:
        assert datetime(*entry.updated_parsed[:6], tzinfo=UTC) == updated


def test_tricky_title_in_rss(real: Published) -> None:
    """lxml reads every title out of RSS exactly as it was written."""
    items = etree.parse(real.public / "all.rss").iter("item")
    titles = {item.findtext("guid"): item.findtext("title") for item in items}
    assert {number: titles[identity(number)[0]] for number in TRICKY} == {
        number: expected.title for number, expected in TRICKY.items()
    }


def test_an_enclosure_without_a_length(real: Published, items: dict[str, dict[str, Any]]) -> None:
    """The twentieth's file has an address, a type and no invented length: RSS must say one, and says 0."""
    url = "https://example.org/media/my%20song%20&%20more.mp3"
    assert items["https://example.org/p/20"]["attachments"] == [{"url": url, "mime_type": "audio/mpeg"}]
    (enclosure,) = etree.parse(real.public / "all.rss").iter("enclosure")
    assert dict(enclosure.attrib) == {"url": url, "type": "audio/mpeg", "length": "0"}
    links = etree.parse(real.public / "all.atom").iter(f"{ATOM}link")
    (link,) = (one for one in links if one.get("rel") == "enclosure")
    assert dict(link.attrib) == {"rel": "enclosure", "href": url, "type": "audio/mpeg"}


def test_an_empty_tag_is_none(real: Published) -> None:
    """No category and no feed is made of a tag without a name."""
    assert sorted(file.stem for file in (real.public / "tag").glob("*.rss")) == ["a_b-4a826a", "news", "r_d-dacc7c"]


def test_repairs_are_named(real: Published) -> None:
    """What was mended is said with its line; nothing is refused."""
    said = [(problem["level"], problem["code"], problem["where"]) for problem in real.said["problems"]]
    assert said == [("repaired", "characters", "articles/tricky.json")] * 4
    lines = (ARTICLES / "tricky.json").read_text("utf-8").split("\n")
    numbers = [
        int(re.sub(r"\D", "", next(line for line in lines[problem["line"] - 1 :] if '"n":' in line)))
        for problem in real.said["problems"]
    ]
    assert numbers == [5, 6, 7, 9]
    assert real.said["entries"]["new"] == 21


HEADLINE = (
    "Hi-tech tour for Hong Kong leader John Lee during Chongqing visit prompts call for more cooperation "
    "on research between 2 cities"
)
CAPTION = "Scientists give John Lee (left) a tour of the lab."


@pytest.fixture(scope="module")
def tour(items: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The article saved as plain text."""
    return items["tag:example.org,2026:desk/hi-tech-tour"]


@pytest.fixture(scope="module")
def paragraphs(real: Published) -> list[str]:
    """What its file says below the byline, in order, the caption among it."""
    text = (ARTICLES / "hi-tech-tour.txt").read_text("utf-8").replace("\u00a0", " ")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return lines[lines.index("By Ng Kang-chung") + 1 :]


def test_news_copy_is_read(tour: dict[str, Any], paragraphs: list[str]) -> None:
    """Section, headline, author and summary are those of the file; without a date it is the moment first seen."""
    assert tour["title"] == HEADLINE
    assert tour["authors"] == [{"name": "Ng Kang-chung"}]
    assert tour["tags"] == ["More News"]
    assert tour["summary"] == paragraphs[0]
    assert tour["url"] == "https://example.org/more-news/hi-tech-tour"
    assert tour["date_published"] == tour["date_modified"] == "2026-11-22T12:00:00Z"


def test_every_paragraph_is_there_in_order(tour: dict[str, Any], paragraphs: list[str]) -> None:
    """The body is every paragraph as <p>, and the caption as a <figure>'s <figcaption> where it stood."""
    body = html5lib.parseFragment(tour["content_html"], namespaceHTMLElements=False)
    shown = [(element.tag, "".join(element.itertext())) for element in body]
    assert len(paragraphs) == 16
    assert shown == [("figure" if paragraph.startswith(CAPTION) else "p", paragraph) for paragraph in paragraphs]
    (figcaption,) = body.iter("figcaption")
    assert figcaption.text == f"{CAPTION} Photo: Handout"
    assert body.find(".//img") is None


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("path", ["all", "section/more_news", "author/ng_kang-chung"])
def test_news_copy_in_every_feed(path: str, format: str, tour: dict[str, Any], real: Published) -> None:
    """The same in RSS and Atom, and in the feeds of its section and its author."""
    read = feedparser.parse(
        (real.public / f"{path}.{format}").read_bytes(), sanitize_html=False, resolve_relative_uris=False
    )
    (entry,) = (entry for entry in read.entries if entry.id == tour["id"])
    assert (entry.title, entry.author, entry.link) == (HEADLINE, "Ng Kang-chung", tour["url"])
    assert (unescape(entry.summary), entry.content[0].value) == (tour["summary"], tour["content_html"])
    assert [tag.term for tag in entry.tags] == ["More News"]
    assert "media_content" not in entry
    assert "media_thumbnail" not in entry


def test_section_is_shown_as_written(real: Published) -> None:
    """The section's feed is titled as the section is written."""
    assert json.loads((real.public / "section/more_news.json").read_bytes())["title"] == "Tricky & friends: More News"


def test_the_page_says_what_was_paid_for(newsroom: Published) -> None:
    """A sponsored headline begins with the word for it on the page as in the feeds."""
    titles = [item["title"] for item in json.loads((newsroom.public / "all.json").read_bytes())["items"]]
    (sponsored,) = (title for title in titles if "cold store" in title)
    assert sponsored.startswith("Sponsored: ")
    assert f">{sponsored}</a>" in (newsroom.public / "feeds.html").read_text("utf-8")
