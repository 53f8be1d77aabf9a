"""Safe HTML: what stays, what goes, and that strict parsers agree."""

from __future__ import annotations

import json
import re
import time
from html import escape
from pathlib import Path

import html5lib
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.addresses import link
from entries.html import ALLOWED, first_paragraph, plain, sanitise
from entries.text import clean as fit

BASE = "https://harbourpost.example/china/tour"
VECTORS = Path(__file__).parents[1].parent / "shared" / "schemas" / "xss_vectors.json"
# The elements that the W3C feed validator knows (NotHtml) and takes to be safe (SecurityRisk).
VALIDATOR_ELEMENTS = frozenset(
    """a abbr acronym address area article aside audio b bdi big blockquote br caption center cite code col colgroup
    data dd del details dfn dialog dir div dl dt em figcaption figure footer font h1 h2 h3 h4 h5 h6 header hgroup hr i
    img ins kbd li main map mark menu meter nav ol p picture pre q rp rt ruby s samp section small source span strike
    strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr""".split()  # noqa: SIM905 - a table of words, read as one
)
SOUP = (
    *sorted(ALLOWED),
    *("form", "button", "select", "option", "svg", "math", "font", "nobr", "main", "object", "marquee", "template"),
    *("nav", "fieldset", "input", "textarea", "iframe", "noscript", "style", "script", "title", "body", "frameset"),
    *("image", "rb", "menu", "dir", "listing", "xmp", "plaintext", "center", "bdo", "x-y"),
)
ATTRIBUTES = (
    *(' href="a"', " src=b.png", ' srcset="a 1x, b 2x"', " width=1 height=1", " data-src=q.png", ' title="<p>"'),
    *(" id=fn1", " class=x", " onload=x()", "/", ' src="data:x"', ' href="java\nscript:x"', " cite=x", ' poster="p"'),
)
WORDS = (
    *("x", " ", "\n", "&nbsp;", "&#x80;", "&#1;", "&lt;", "<", ">", "&", '"', "]]>", "\x00", "\x85", "\ufffd", "<!--"),
    *("-->", "<![CDATA[", "&amp;lt;", "中文", "\u202e", "&#xFFFE;", "&#xD800;", "&copy", "&notit;", "\r\n", "\ud800"),
)


def clean(html: str) -> str:
    return sanitise(html, BASE)


def strict(html: str) -> None:
    """Raise where html5lib, as the W3C feed validator uses it, finds an error."""
    html5lib.HTMLParser(strict=True).parseFragment(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<p>a<style>*{}</style>b</p>", "<p>ab</p>"),
        ("<p onclick='x()' class=c style='color:red' data-id=7 nonce=n>a</p>", "<p>a</p>"),
        ("<svg onload=x><text>a</text></svg>b", "b"),
        ("<math><mi>a</mi></math>b", "b"),
        ("<form action=/x><p>a</p><input><button>Go</button><textarea>t</textarea></form>", "<p>a</p>"),
        ("<iframe src='https://evil.example/'></iframe>b", "b"),
        ("<object data=x><p>a</p></object><embed src=x>b", "b"),
        ("<template><p>a</p></template>b", "b"),
        ("a<!-- c -->b<![CDATA[d]]>", "ab"),
        ("<marquee><blink>a</blink></marquee>", "a"),
        ("<base href='https://evil.example/'><meta http-equiv=refresh content=0><link href=x>a", "a"),
        ("<p>a < b & c &copy; d</p>", "<p>a &lt; b &amp; c © d</p>"),
        ("a > b", "a &gt; b"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_what_does_harm_is_gone(html: str, expected: str) -> None:
    """Scripts, styles, forms, handlers, frames and comments leave nothing behind; the text around them stays."""
    assert clean(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<h2>a</h2><ul><li>b</li></ul><ol start=\"3\"><li value=\"4\">c</li></ol><dl><dt>d</dt><dd>e</dd></dl>",
        '<figure><img src="https://a.example/b.jpg" alt="c" width="4" height="3"><figcaption>d</figcaption></figure>',
        '<table><caption>a</caption><thead><tr><th scope="col">b</th></tr></thead>'
        '<tbody><tr><td colspan="2">c</td></tr></tbody></table>',
        "<blockquote><p>a</p></blockquote><pre><code>b\n  c</code></pre>",
        "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <del>a</del><ins>b</ins> <sup>1</sup><sub>2</sub></p>",
        '<p><time datetime="2026-05-01">1 May</time> <abbr title="Royal Mail">RM</abbr> <mark>a</mark></p>',
        "<details><summary>a</summary><p>b</p></details>",
        '<p lang="ar" dir="rtl">a</p>',
        '<a href="https://a.example/" title="b" rel="nofollow" hreflang="fr">c</a>',
        '<picture><source srcset="https://a.example/b.webp 2x" media="(min-width: 9em)" type="image/webp">'
        '<img src="https://a.example/b.jpg"></picture>',
        '<video poster="https://a.example/p.jpg" controls=""><source src="https://a.example/v.mp4" type="video/mp4">'
        '<track kind="captions" src="https://a.example/c.vtt" srclang="en" label="English"></video>',
        '<audio src="https://a.example/a.mp3" controls=""></audio>',
    ],
)
def test_news_markup_stays_as_it_is(html: str) -> None:
    """What articles are written with comes out unchanged."""
    assert clean(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/b">a</a>', '<a href="https://harbourpost.example/b">a</a>'),
        ('<a href="b?c=d&amp;e">a</a>', '<a href="https://harbourpost.example/china/b?c=d&amp;e">a</a>'),
        ('<a href="//b.example/c">a</a>', '<a href="https://b.example/c">a</a>'),
        ('<a href="/../b/./c">a</a>', '<a href="https://harbourpost.example/b/c">a</a>'),
        ('<a href="?p=2">a</a>', '<a href="https://harbourpost.example/china/tour?p=2">a</a>'),
        ('<a href="#fn1">1</a>', '<a href="https://harbourpost.example/china/tour#fn1">1</a>'),
        ('<a href=" https://b.example/ü b ">a</a>', '<a href="https://b.example/%C3%BC%20b">a</a>'),
        ('<a href="http://例え.example/">a</a>', '<a href="http://xn--r8jz45g.example/">a</a>'),
        ('<a href="mailto:a@b.example?subject=x y">a</a>', '<a href="mailto:a@b.example?subject=x%20y">a</a>'),
        ('<a href="tel:+852 1234">a</a>', '<a href="tel:+852%201234">a</a>'),
        ('<img src="b.jpg">', '<img src="https://harbourpost.example/china/b.jpg">'),
        (
            '<img src="b.jpg" srcset="b.jpg 1x, /c.jpg 2x">',
            '<img src="https://harbourpost.example/china/b.jpg" '
            'srcset="https://harbourpost.example/china/b.jpg 1x, https://harbourpost.example/c.jpg 2x">',
        ),
        ('<video poster="/p.jpg"></video>', '<video poster="https://harbourpost.example/p.jpg" controls=""></video>'),
        ('<q cite="/c">a</q>', '<q cite="https://harbourpost.example/c">a</q>'),
        ('<blockquote cite="javascript:x">a</blockquote>', "<blockquote>a</blockquote>"),
    ],
)
def test_addresses_are_absolute(html: str, expected: str) -> None:
    """Every address is absolute and ASCII; in-page links lead into the article's own page."""
    assert clean(html) == expected


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "\u202ejavascript:alert(1)",
        "java\u00adscript:alert(1)",
        "java\u200bscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:https://a.example/1",
        "http://[::1",
        "https://a.example:99999/",
    ],
)
def test_other_schemes_are_no_links(href: str) -> None:
    """Only http, https, mailto and tel are followed; what hides another scheme does not hide it."""
    assert clean(f'<a href="{href}">a</a>') == "<a>a</a>"


def test_mail_is_no_image() -> None:
    """An image comes over http or https, or not at all."""
    assert clean('<p>a<img src="mailto:a@b.example"><img src="data:image/png;base64,AA"></p>') == "<p>a</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="x" id="fn1">', True),
        ('<li id="fn:1">a</li>', True),
        ('<sup id="fnref-1">a</sup>', True),
        ('<li id="user-content-fn-1">a</li>', True),
        ('<p id="cookie">a</p>', False),
        ('<p id="ref">a</p>', False),
    ],
)
def test_only_notes_keep_their_id(html: str, expected: bool) -> None:
    """An id that is not a note's could be taken for one of the page that shows the text."""
    assert (" id=" in clean(html)) is expected


@pytest.mark.parametrize(
    "html",
    [
        '<img class="lazy" src="blank.gif" data-src="b.jpg">',
        '<img src="data:image/gif;base64,AA" data-original="b.jpg">',
        "<img data-lazy-src='b.jpg' src=''>",
        '<img src="blank.gif"><noscript><img src="b.jpg"></noscript>',
        '<span><img src="blank.gif"></span><noscript><img src="b.jpg"></noscript>',
        '<noscript><img src="b.jpg"></noscript>',
        '<img srcset="b.jpg 1x">',
        '<img data-srcset="b.jpg 1x, c.jpg 2x">',
        '<IMG SRC="data:x" DATA-SRC=b.jpg>',
        "<img src='data:x' alt='a > b' data-src='b.jpg'>",
    ],
)
def test_late_images_are_in_place(html: str) -> None:
    """Images that a script would load show without it, once."""
    result = clean(html)
    assert 'src="https://harbourpost.example/china/b.jpg"' in result
    assert result.count("<img") == 1
    assert "blank.gif" not in result


def test_a_picture_that_loads_late() -> None:
    """The sources of a picture are in place too."""
    html = '<picture><source data-srcset="b.webp"><img data-src="b.jpg"></picture>'
    assert clean(html) == (
        '<picture><source srcset="https://harbourpost.example/china/b.webp">'
        '<img src="https://harbourpost.example/china/b.jpg"></picture>'
    )


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://t.example/p.gif" width="1" height="1">',
        '<img height=1 width=1 src="https://t.example/p.gif">',
        '<img src="https://t.example/p.gif" width="0" height="0" alt="">',
        "<img width=1px height=1px src=p.gif>",
    ],
)
def test_pixels_that_count_readers_are_gone(html: str) -> None:
    """An image of one pixel shows nothing and tells who reads."""
    assert clean(f"<p>a{html}</p>") == "<p>a</p>"


def test_a_thin_image_is_no_pixel() -> None:
    """One side of one pixel is a line, not a counter."""
    assert "<img" in clean('<img src="a.png" width="600" height="1">')


@pytest.mark.parametrize(
    ("source", "link"),
    [
        ("https://www.youtube.com/embed/a1B2c3D4e5F?rel=0", "https://www.youtube.com/watch?v=a1B2c3D4e5F"),
        ("//www.youtube-nocookie.com/embed/a1B2c3D4e5F", "https://www.youtube.com/watch?v=a1B2c3D4e5F"),
        ("https://player.vimeo.com/video/123456", "https://vimeo.com/123456"),
    ],
)
def test_players_become_links(source: str, link: str) -> None:
    """A video of a known host is a link to it; any other frame is gone."""
    assert clean(f'<iframe src="{source}" title="A &amp; B"></iframe>') == f'<a href="{link}">A &amp; B</a>'
    assert clean(f'<iframe src="{source}"></iframe>') == f'<a href="{link}">{link}</a>'


@pytest.mark.parametrize(
    "html",
    ["<p></p><p>a</p>", "<p>a</p><p> &nbsp;</p>\n", "<br><p><br></p> <p>a</p><br>", "&nbsp;<p>a</p>&nbsp;<p></p>"],
)
def test_blank_ends_are_gone(html: str) -> None:
    """Empty paragraphs and breaks at both ends show nothing."""
    assert clean(html) == "<p>a</p>"


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x0bb", "a\ufffeb", "a\ud800b", "a&#1;b", "a&#xFFFE;b", "a\x85b", "a&#x85;b"]
)
def test_the_result_is_fit_for_xml(text: str) -> None:
    """No control, surrogate or non-character is left, written as itself or as a reference."""
    result = clean(f"<p>{text}</p>")
    assert " ".join(lxml.html.fragment_fromstring(result).text_content().split()) == plain(result)
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]", result) is None


def test_only_elements_that_validators_know() -> None:
    """Every element that is kept is one that the W3C feed validator knows and takes to be safe."""
    assert ALLOWED <= VALIDATOR_ELEMENTS


@pytest.mark.parametrize(
    "html",
    [
        "<h3><main><h3>a",
        "<h1><table><h1>a",
        "<p><object></p><p>a",
        "<h4><a href=x>b<h3></input><a href=y>c",
        "<li><form><li>a",
        "<a href=x><table><a href=y>b",
        "<ruby>\n<span><rp>(</rp></span></ruby>a",
        "<ruby><dl><rp>a</rp></dl></ruby>",
        "<dt><figcaption><dt>a</dt></figcaption></dt>",
        "<div><li>a<summary><li>b</summary></div>",
        "<pre>\n\n\na</pre>",
        "<b><i>a</b>b</i>",
        "<p><b>a<p>b",
        "<table>a<tr>b<td>c",
        "<li></blockquote><table>\n<li></blockquote>",
        "<p></b><b></i>a",
        "<picture><picture>a",
    ],
)
def test_known_classes_of_bad_markup(html: str) -> None:
    """Soup that the first reading leaves in a state strict parsers object to is read again until they do not."""
    result = clean(html)
    strict(result)
    assert clean(result) == result


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds("<{}{}>".format, st.sampled_from(SOUP), st.sampled_from(("", "", *ATTRIBUTES))),
            st.builds("</{}>".format, st.sampled_from(SOUP)),
            st.sampled_from(WORDS),
        ),
        max_size=14,
    ).map("".join)
)
def test_any_soup(html: str) -> None:
    """Whatever goes in, what comes out is valid, and comes out of a second time unchanged."""
    result = clean(html)
    strict(result)
    assert clean(result) == result


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Escaped text comes back as itself, less what XML forbids and white space at both ends."""
    words = " ".join(fit(text).split())
    assert plain(clean(f"<p>{escape(text)}</p>")) == words


def vectors() -> list[str]:
    return [vector["html"] for vector in json.loads(VECTORS.read_text("utf-8"))] if VECTORS.exists() else []


@pytest.mark.skipif(not VECTORS.exists(), reason="the attack vectors are not beside the repository")
def test_attack_vectors() -> None:
    """No vector of feedparser's and of the Big List of Naughty Strings leaves a script, a style or a handler."""
    for vector in vectors():
        result = clean(vector)
        assert clean(result) == result
        strict(result)
        html5 = html5lib.parseFragment(result, namespaceHTMLElements=False)
        for tree in (html5, lxml.html.fragment_fromstring(result, "div")):
            for element in tree.iter():
                if element is tree or not isinstance(element.tag, str):
                    continue
                assert element.tag in ALLOWED, (vector, result)
                for name, value in element.attrib.items():
                    assert not name.startswith("on"), (vector, result)
                    if name in ("href", "src", "cite", "poster"):
                        assert value.startswith(("http://", "https://", "mailto:", "tel:")), (vector, result)


HOSTILE = {
    "deep": "<div>" * 10_000 + "a",
    "deep and closed": "<ul><li>" * 6_000 + "a" + "</li></ul>" * 6_000,
    "lists": "<ul><li>" * 12_000,
    "formatting left open": "".join(f"<p><b title={n}>" for n in range(6_000)),
    "formatting closed by blocks": "".join(f"<p><b title={n}></p></i>" for n in range(4_000)),
    "links in blocks": "<a><div>" * 12_000,
    "summaries": "<summary><li>" * 7_000,
    "long attribute": f"<p title='{'x' * 1_000_000}'>a</p>",
    "long address": f"<a href='{'x' * 1_000_000}'>a</a>",
    "many attributes": "<p " + " ".join(f"a{n}=1" for n in range(15_000)) + ">a",
    "commas": f"<img src=a srcset='{', ' * 50_000}'>",
    "noscripts": "<noscript><img>" * 6_000,
    "frames": "<iframe src='" * 7_000,
    "late images": "<img data-src=" * 7_000,
    "open quotes": '<a "' * 25_000,
    "open comments": "<!--" * 25_000,
    "rubies": "<ruby><rt>" * 10_000,
    "angle brackets": "<" * 100_000,
    "ampersands": "&" * 100_000,
    "blank paragraphs": "<p> <br> </p>" * 8_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_takes_bounded_time(html: str) -> None:
    """Markup made to be slow takes a second of CPU for 100 KB at most, and so does finding its text."""
    start = time.process_time()
    first_paragraph(clean(html))
    plain(html)
    assert time.process_time() - start < 1.0 * max(1, len(html) / 100_000)


@pytest.mark.parametrize("name", ["deep", "deep and closed", "lists"])
def test_no_element_is_too_deep(name: str) -> None:
    """What is nested more than 256 deep keeps its text and loses its tags."""
    depth = deepest = 0
    for part in clean(HOSTILE[name] + "b").split("<")[1:]:
        depth += -1 if part.startswith("/") else 1
        deepest = max(deepest, depth)
    assert 200 < deepest <= 256
    assert clean(HOSTILE[name] + "bottom").count("bottom") == 1


def test_text_too_deep_stays() -> None:
    """Ten thousand elements around it do not take a text away."""
    assert "a" in clean(HOSTILE["deep"])


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a b"),
        ("<b>A</b>rea", "Area"),
        ("a<br>b", "a b"),
        ("<td>a</td><td>b</td>", "a b"),
        ("a &amp; b &lt;c&gt; &nbsp;d", "a & b <c> d"),
        ("a<!-- b -->c", "ac"),
        ("a<script>b</script>c", "ac"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字", "漢字"),
        ("a < b and c > d", "a < b and c > d"),
        (" a\n\tb ", "a b"),
        ("", ""),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    """Blocks separate words, inline elements do not; references are decoded once."""
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a"),
        ("<h2>t</h2><p>a</p>", "a"),
        ("<p></p><p> </p><p>a</p>", "a"),
        ("<figure><img><figcaption><p>c</p></figcaption></figure><p>a</p>", "a"),
        ("<table><tbody><tr><td><p>c</p></td></tr></tbody></table><p>a</p>", "a"),
        ("<blockquote><p>q</p></blockquote><p>a</p>", "a"),
        ("<p><strong>Correction:</strong> c</p><p>a</p>", "a"),
        ("<p>更正：c</p><p>a</p>", "a"),
        ("<div>a<br>b</div>", "a"),
        ("<h2>t</h2>a<ul><li>b</li></ul>", "a"),
        ("<ul><li>b</li></ul>", "b"),
        ("<p><img></p><p>a &amp; <b>b</b></p>", "a & b"),
        ("<h2>t</h2>", ""),
        ("", ""),
    ],
)
def test_first_paragraph(html: str, text: str) -> None:
    """No heading, caption, table, quotation or correction is the first paragraph."""
    assert first_paragraph(html) == text


@pytest.mark.parametrize(
    "above",
    [
        "<p>Photo: Jane Roe</p>",
        "<p><img> <em>The lab on Monday. Photo: Jane Roe</em></p>",
        "<p>FILE PHOTO: The lab on Monday.</p>",
        "<p>Image caption, The lab opened on Monday.</p>",
        "<p><em>By Ann Lee, 4 March 2024</em></p>",
        "<p>By <a>Ann Lee</a></p><p>4 March 2024</p>",
        "<p><strong>Ann Lee, Senior Correspondent</strong></p>",
        "<p>Editor’s note: This is old.</p>",
        "<p>文／王小明</p>",
        "<div>By Ann Lee</div><div>4 March 2024</div><p>Photo: Jane Roe</p>",
    ],
)
def test_what_stands_above_the_text_is_not_its_first_paragraph(above: str) -> None:
    """Captions, bylines, dates and notes, in whatever markup."""
    assert first_paragraph(f"{above}<p>The council met on Monday.</p>") == "The council met on Monday."
    assert first_paragraph(f"{above}<div>The council met</div>".replace("<p>", "<div>").replace("</p>", "</div>")) == (
        "The council met"
    )


@pytest.mark.parametrize(
    "opening",
    [
        "By Friday, the council had met.",
        "By design",
        "Photo: how a city lost its ferries",
        "Breaking news: the council met",
        "The council met (see map).",
        "On 4 March 2024 the council met",
        "Words fail me",
        "圖書館昨日重開",
    ],
)
def test_a_short_first_paragraph_is_the_first(opening: str) -> None:
    """Though it begins as a byline or a caption does."""
    assert first_paragraph(f"<p>{opening}</p><p>More.</p>") == opening


def test_a_caption_that_is_all_there_is_is_the_first_paragraph() -> None:
    """A picture may be all of a post."""
    assert first_paragraph("<h2>t</h2><p>Photo: sunset</p>") == "Photo: sunset"
    assert first_paragraph("<div>Photo: sunset</div>") == "Photo: sunset"


def test_no_more_than_the_first_paragraphs_are_looked_at_closely() -> None:
    """A page of nothing but captions takes no time."""
    assert first_paragraph("<p>Photo: one</p>" * 8 + "<p>Photo: two</p>" * 1_000_000) == "Photo: two"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("{static}/images/a.png", "https://harbourpost.example/images/a.png"),
        ("%7Bstatic%7D/images/a.png", "https://harbourpost.example/images/a.png"),
        ("{attach}a.png", "https://harbourpost.example/china/a.png"),
        ("{filename}../other.md", None),
        ("{static}javascript:alert(1)", None),
    ],
)
def test_pelicans_addresses(address: str, expected: str | None) -> None:
    """Its files lie where they lie in its folder; pages that only it can look up are no links."""
    assert link(address, "https://harbourpost.example/china/tour.html") == expected
