"""Hostile text, names and markup through a whole build: what comes out is what went in, safe, and below the target."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import feedparser
import html5lib
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from entries.text import clean, line
from feeds.formats._texts import TEMPLATES
from publish.testing import CONFIG, Site

SCHEMAS = Path(__file__).parents[1].parent / "shared" / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}"

ALL = CONFIG + '\n[[feeds]]\npath = "all"\nlimit = 1000\n'
FAMILIES = ALL + "".join(
    f'\n[[feeds]]\npath = "{per}/{{{per}}}"\nper = "{per}"\nmin = 1\n' for per in ("section", "tag", "author")
)

# Every script, emoji of several code points, marks, right-to-left, markup, and what XML forbids.
PIECES = (
    "]]>", "<![CDATA[", "</title>", "</description>", "<b>bold</b>", "<script>alert(1)</script>", "&amp;", "&#x26;",
    "&lt;b&gt;", "&nbsp;", "&bogus;", "AT&T", "a < b", "R&D", "&", "<", ">", '"', "'", "<!-- -->", "<?xml?>", "--",
    "{}", "{{ x }}", "{% x %}", "$x", "%b", "%20", "\\", "/", "#", "*x*", "[x](y)", "`x`", "=", "|", "~~~",
    "\x00", "\x07", "\x08", "\x0b", "\x1b[31m", "\x7f", "\x80", "\x85", "\x92", "\x9f", "\r", "\r\n", "\t", "\n",
    "\ud800", "\udce9", "\udfff\ud800", "\ud83d\ude00", "\ufdd0", "\ufdef", "\ufffe", "\uffff", "\ufffd", "\U0001fffe",
    "\U0010ffff", "\ufeff", "\u200b", "\u200d", "\u2028", "\u2029", "\u00a0", "\u00ad", "\u3000", "\u202e", "\u2066",
    "e\u0301", "Å", "ß", "İ", "\ufb00", "Привет", "שלום", "مرحبا", "नमस्ते", "สวัสดี", "გამარჯობა", "አማርኛ", "한국어",
    "日本語", "維港", "\U00020000", "\U0001d573", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\ue000", "\U000e0041",
    "\U0001f9d1\U0001f3fd\u200d\U0001f680", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "1️⃣", "🇭🇰",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), min_size=1, max_size=5).map("".join)
articles = st.lists(st.tuples(hostile, hostile, hostile, hostile, hostile, hostile), min_size=1, max_size=6)


def row(number: int, values: tuple[str, ...]) -> dict[str, Any]:
    """An article as JSON: text in every place, surrogates as \\u escapes."""
    title, summary, body, author, tag, caption = values
    return {
        "id": f"tag:x.example,2026:{number}",
        "link": f"https://x.example/{number}",
        "date": f"2026-11-{number + 1:02}",
        "title": title,
        "summary": summary,
        "content_text": "x" + body,
        "authors": [{"name": "x" + author}],
        "tags": ["x" + tag],
        "section": "x" + tag + "s",
        "image": {"url": "https://x.example/a.jpg", "caption": "x" + caption},
    }


def built(rows: list[dict[str, Any]], root: str, toml: str = ALL) -> Site:
    site = Site(Path(root), toml)
    site.write("rows.jsonl", "\n".join(map(json.dumps, rows)))
    outcome = site.build()
    refused = [str(each.problem) for each in outcome.problems if each.problem.level != "repaired"]
    assert refused == []
    return site


def looks_misread(text: str) -> bool:
    """Whether feedparser takes text for UTF-8 that was read as Latin-1, and "mends" it."""
    try:
        return text.encode("latin-1").decode("utf-8") != text
    except UnicodeError:
        return False


def letters(text: str) -> str:
    """What is neither space nor an invisible mark: paragraphs are made of lines, and their ends are tidied."""
    return re.sub(r"[\s\u200b-\u200d\u2060\ufeff]", "", line(text))


def text_of(markup: str) -> str:
    """The text of a fragment."""
    return "".join(html5lib.parseFragment(markup, namespaceHTMLElements=False).itertext())


@given(values=articles)
@example(values=[tuple(f"x{piece}y" for piece in PIECES[at : at + 6]) for at in range(0, len(PIECES) - 5, 6)])
# A build takes a while, and shrinking a failure hundreds of them.
@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_what_goes_in_comes_out(values: list[tuple[str, ...]]) -> None:
    """Titles, summaries, bodies, authors, tags, sections and captions are read back as they went in, cleaned."""
    rows = [row(number, each) for number, each in enumerate(values)]
    with TemporaryDirectory() as root:
        site = built(rows, root)
        rss, atom = (etree.fromstring(site.read(f"all.{name}").encode()) for name in ("rss", "atom"))
        items = {item["id"]: item for item in json.loads(site.read("all.json"))["items"]}
        read = {
            name: feedparser.parse(site.read(f"all.{name}").encode(), sanitize_html=False, resolve_relative_uris=False)
            for name in ("rss", "atom")
        }
    in_rss = {item.findtext("guid"): item for item in rss.iter("item")}
    in_atom = {entry.findtext(f"{ATOM}id"): entry for entry in atom.iter(f"{ATOM}entry")}
    assert len(rows) == len(items) == len(in_rss) == len(in_atom)
    for said in rows:
        item, rss_item, entry = (each[said["id"]] for each in (items, in_rss, in_atom))
        title = line(said["title"])
        if title:
            assert item["title"] == rss_item.findtext("title") == entry.findtext(f"{ATOM}title") == title
        assert item["title"].strip() == item["title"] != ""
        summary = line(said["summary"])
        if summary:
            assert item["summary"] == summary
            assert unescape(rss_item.findtext("description")) == summary
            assert unescape(entry.findtext(f"{ATOM}summary")) == summary
        body = item["content_html"]
        assert body == rss_item.findtext(CONTENT) == entry.findtext(f"{ATOM}content")
        assert letters(text_of(body)).endswith(letters(said["content_text"]))
        author = line(said["authors"][0]["name"])
        if "@" not in author:
            assert [one["name"] for one in item["authors"]] == [author] == [rss_item.findtext(CREATOR)]
            assert entry.findtext(f"{ATOM}author/{ATOM}name") == author
        section, tag = line(said["section"]), line(said["tags"][0])
        assert item["tags"] == [category.text for category in rss_item.iter("category")] == [section, tag]
        assert [category.get("term") for category in entry.iter(f"{ATOM}category")] == [section, tag]
        caption = line(said["image"]["caption"])
        for described in (rss_item, entry) if "<b>" not in caption else ():  # a caption may have markup
            assert described.findtext(f"{MEDIA}content/{MEDIA}description") == caption
    for name, found in read.items():
        assert not found.bozo
        for entry in found.entries:
            item = items[entry.id]
            assert entry.content[-1].value == item["content_html"].strip() or looks_misread(item["content_html"])
            if name == "atom" and not looks_misread(item["title"]):
                assert entry.title == item["title"]


HOSTILE_NAMES = (
    "../x", "../../etc/passwd", "/etc", "CON", "con", "aux.txt", "-rf", "LPT1", "a/b", "a\\b", "..", ".", "...", ".h",
    "港聞", "港闻", "Health & Environment", "x" * 300, "港" * 300, "a\x00b", "a\nb", "a b", "a_b", "a-b", "a.b", "A B",
    "Straße", "strasse", "STRASSE", "é", "e\u0301", "É", "E", "ﬁsh", "fish", "Ⅳ", "IV", "²", "2", "%2e%2e%2f", "a%2fb",
    "{section}", "all", "feeds.html", "feeds", "index", "~root", "$HOME", "`id`", "a:b", "a|b", "a?b", "a*b", '"', "'",
    "<script>", "]]>", "\u202eevil", "\u200b", "  spaces   inside  ", "trailing.", "trailing ", "\ud800", "\ufeff",
    "a-0123ab", "x-ed6d53", "İstanbul", "istanbul", "ISTANBUL", "\u0131stanbul", "🇭🇰", "C++", "C#", "C", "c",
    "nul\x00.txt", "news.rss", "feeds.opml", ".masthead", "public", "COM¹", "a" * 100, "a" * 101, "a" * 99 + "é", "a/x",
)  # fmt: skip
SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A publication in which every hostile name is a section, a tag and an author."""
    rows = [
        {
            "id": f"tag:x.example,2026:{number}",
            "link": f"https://x.example/{number}",
            "date": "2026-11-20",
            "title": f"Number {number}",
            "text": "Text.",
            "section": name,
            "tags": [name],
            "authors": [{"name": name}],
        }
        for number, name in enumerate(HOSTILE_NAMES)
    ]
    return built(rows, str(tmp_path_factory.mktemp("named")), FAMILIES)


def test_every_path_is_safe(named: Site) -> None:
    """Every file is below the target's root, its name is of [A-Za-z0-9._-], and no device of Windows."""
    everything = {path.relative_to(named.root).parts[0] for path in named.root.rglob("*")}
    assert everything == {"articles", "masthead.toml", "public", ".masthead"}
    for path in (named.root / "public").rglob("*"):
        assert SAFE.fullmatch(path.name), path
        assert not DEVICES.fullmatch(path.name.partition(".")[0]), path
        assert len(path.name.encode()) < 200
        assert not path.is_symlink()
        assert path.resolve().is_relative_to((named.root / "public").resolve())
    assert {path.name for path in (named.root / "public").iterdir() if path.is_dir()} == {"section", "tag", "author"}


def test_no_two_feeds_share_a_path(named: Site) -> None:
    """Paths differ where a file system can't tell capitals or forms of a letter apart."""
    paths = list(named.published())
    assert len({unicodedata.normalize("NFKC", path).casefold() for path in paths}) == len(paths)


def expected_feeds() -> Iterator[tuple[str, set[int]]]:
    """The names that are one: alike after NFKC, case folding and trimming. The first, and the articles of all."""
    groups: dict[str, tuple[str, set[int]]] = {}
    for number, name in enumerate(HOSTILE_NAMES):
        if shown := line(name):
            folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())
            key = " ".join(unicodedata.normalize("NFKC", folded.casefold()).split())
            groups.setdefault(key, (f"The Harbour Post: {shown}", set()))[1].add(number)
    yield from groups.values()


@pytest.mark.parametrize("per", ["section", "tag", "author"])
def test_each_name_has_one_feed_with_its_own_title(per: str, named: Site) -> None:
    """A feed shows its name as it was first written, and holds the articles of every spelling of it."""
    feeds = {
        feed["title"]: {int(item["id"].rpartition(":")[2]) for item in feed["items"]}
        for feed in (json.loads(data) for path, data in named.published().items() if re.match(rf"{per}/.*json$", path))
    }
    assert feeds == dict(expected_feeds())


def test_every_feed_is_read(named: Site) -> None:
    """Every document is well-formed and says its own address, which is the file's."""
    for path, data in named.published().items():
        if path.endswith((".rss", ".atom")):
            root = etree.fromstring(data)
            (own,) = {link.get("href") for link in root.iter(f"{ATOM}link") if link.get("rel") == "self"}
            assert own == f"https://harbourpost.example/feeds/{path}"
    html5lib.HTMLParser(strict=True).parse(named.published()["feeds.html"])


ACTIVE = {"script", "style", "iframe", "object", "embed", "applet", "form", "input", "button", "textarea", "select"} | {
    "svg", "math", "base", "link", "meta", "frame", "frameset", "template", "noscript", "title", "dialog", "portal",
}  # fmt: skip
ADDRESSES = {"href", "src", "poster", "cite", "action", "formaction", "data", "background", "srcset", "longdesc"}


def assert_inert(fragment: str) -> None:
    """No element, attribute or address that does anything, by two parsers."""
    trees = [
        html5lib.parseFragment(fragment, namespaceHTMLElements=False),
        html.fragment_fromstring(fragment, create_parent=True) if fragment.strip() else html.Element("div"),
    ]
    for tree in trees:
        for element in tree.iter():
            assert isinstance(element.tag, str), fragment  # no comment, no processing instruction
            assert element.tag not in ACTIVE | {f"{{{space}}}svg" for space in ("http://www.w3.org/2000/svg",)}, (
                fragment
            )
            assert ":" not in element.tag.partition("}")[2], fragment
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on"), fragment
                assert name not in ("style", "srcdoc", "is", "slot", "xmlns"), fragment
                if name in ADDRESSES:
                    first = re.sub(r"[\x00-\x20\u202a-\u202e\u2066-\u2069]", "", value).casefold()
                    assert first.startswith(("https://", "http://", "mailto:", "tel:")), fragment


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A thousand known attacks as bodies, titles, summaries, names, tags and captions; and as Markdown."""
    if not SCHEMAS.is_dir():
        pytest.skip("the known attacks are not beside this repository")
    vectors = [each["html"] for each in json.loads((SCHEMAS / "xss_vectors.json").read_text("utf-8"))]
    site = Site(
        tmp_path_factory.mktemp("attacked"),
        ALL.replace("limit = 1000", "limit = 1000\nformats = ['rss', 'atom', 'json']"),
    )
    rows = [
        {
            "id": f"tag:x.example,2026:{number}",
            "link": f"https://x.example/{number}",
            "date": "2026-11-20",
            "title": vector,
            "summary": vector,
            "content_html": vector,
            "authors": [{"name": vector}],
            "tags": [vector],
            "image": {"url": vector, "caption": vector, "credit": vector, "alt": vector},
            "rights": vector,
            "correction": vector,
        }
        for number, vector in enumerate(vectors)
        if line(vector)
    ]
    for half in (0, 1):
        site.write(f"rows{half}.jsonl", "\n".join(map(json.dumps, rows[half::2])))
    for number, vector in enumerate(vectors[::10]):
        site.write(
            f"md/{number}.md", f"---\ntitle: M\ndate: 2026-10-20\nlink: https://x.example/m/{number}\n---\n\n{vector}\n"
        )
    outcome = site.build()
    assert [str(each.problem) for each in outcome.problems if each.problem.level != "repaired"] == []
    return site


def test_no_attack_survives(attacked: Site) -> None:
    """No document holds an active element, attribute or address in any text that a reader shows as HTML."""
    items = json.loads(attacked.read("all.json"))["items"]
    assert len(items) >= 1000
    for item in items:
        assert_inert(item.get("content_html", ""))
    rss = etree.fromstring(attacked.read("all.rss").encode())
    for name in ("description", CONTENT):
        for element in rss.iter(name):
            assert_inert(element.text or "")
    atom = etree.fromstring(attacked.read("all.atom").encode())
    for name in (f"{ATOM}summary", f"{ATOM}content"):
        for element in atom.iter(name):
            assert element.get("type") == "html"
            assert_inert(element.text or "")
    for element in rss.iter(f"{MEDIA}description", f"{MEDIA}title"):
        assert element.get("type", "plain") == "plain"
    for element in [*rss.iter(), *atom.iter()]:
        for name in ("href", "url", "src"):
            assert element.get(name, "https://").startswith(("https://", "http://")), element.attrib


def test_the_page_shows_attacks_as_text(attacked: Site) -> None:
    """On the page for people the titles are text: no script but its own, no handler, no address but known ones."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(attacked.read("feeds.html"))
    ours = ("https://harbourpost.example/", "https://x.example/", "feed:https://harbourpost.example/", "#", "data:,")
    readers = ("https://feedly.com/i/", "https://www.inoreader.com/?", "https://www.newsblur.com/?")
    for element in page.iter():
        assert element.tag not in {"iframe", "object", "embed", "svg", "img"}
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            if name in ADDRESSES:
                assert value.startswith((*ours, *readers, "https://reader.miniflux.app/bookmarklet?"))
    (script,) = page.iter("script")
    assert script.text == (TEMPLATES / "page.js").read_text("utf-8")
    assert [form.get("method") for form in page.iter("form")] == ["dialog"]


def test_attacks_come_back_as_they_are_where_text_is_text(attacked: Site) -> None:
    """A title is text: what looks like markup in it is shown, and nothing of it is lost."""
    vectors = [each["html"] for each in json.loads((SCHEMAS / "xss_vectors.json").read_text("utf-8"))]
    for item in json.loads(attacked.read("all.json"))["items"]:
        source, _, number = item["id"].rpartition(":")
        if source == "tag:x.example,2026" and line(vectors[int(number)]):
            assert item["title"] == line(clean(vectors[int(number)]))
