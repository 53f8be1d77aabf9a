"""From an article and its record to the entry: rendering, summary, what may leave, and what stays behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from entries.complete import complete
from entries.html import sanitise
from entries.live import live_body
from entries.media import media_type
from entries.model import Article, Enclosure, Entry, Image, Link, Person, Record, Update
from entries.phrases import is_correction, phrases

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LINK = "https://harbourpost.example/china/tour"
CANARY = "canary"


def record(**given: Any) -> Record:
    said: dict[str, Any] = {
        "source": "desk",
        "ref": "tour.md",
        "id": "tag:harbourpost.example,2026:desk/tour",
        "link": LINK,
        "title": "A tour",
        "slug": "tour",
        "published": NOON,
        "updated": NOON,
        "first_seen": NOON,
    }
    return Record(**(said | given))


def entry(article: dict[str, Any] | None = None, language: str | None = "en", **given: Any) -> Entry:
    said: dict[str, Any] = {"where": "tour.md", "markup": "<p>Text.</p>", "markup_type": "html"}
    return complete(Article(**(said | (article or {}))), record(**given), language)


def leaves(entry: Entry) -> bool:
    """Whether the canary stands anywhere in an entry."""
    return CANARY in repr(entry)


@pytest.mark.parametrize(
    ("markup_type", "markup", "body"),
    [
        ("html", "<p onclick='x()'>a <b>b</b></p>", "<p>a <b>b</b></p>"),
        ("markdown", "a *b*\n\n<script>x</script>\n", "<p>a <em>b</em></p>"),
        ("text", "a <blink> & b", "<p>a &lt;blink&gt; &amp; b</p>"),
        ("template", "<p>a {{< tweet 1 >}}b</p>", "<p>a b</p>"),
    ],
)
def test_markup_is_rendered_and_safe(markup_type: str, markup: str, body: str) -> None:
    """Each kind of markup becomes safe HTML; text stays text."""
    assert entry({"markup": markup, "markup_type": markup_type}).body == body


def test_addresses_are_seen_from_the_base() -> None:
    """Relative addresses are seen from the article's base, else from its link."""
    assert entry({"markup": '<a href="b">a</a>'}).body == '<a href="https://harbourpost.example/china/b">a</a>'
    body = entry({"markup": '<a href="b">a</a>', "base": "https://cdn.example/x/"}).body
    assert body == '<a href="https://cdn.example/x/b">a</a>'


@pytest.mark.parametrize(
    ("summary", "markup_type", "expected"),
    [
        ("A  summary.\n", "html", "A summary."),
        ("<p>A <b>bold</b> &amp; short one</p>", "html", "A bold & short one"),
        ("Type &amp;amp; to get &amp;.", "html", "Type &amp;amp; to get &amp;."),
        ("a < b & c", "html", "a < b & c"),
        ("A **bold** [word](/x)", "markdown", "A bold word"),
        ("2026. A year of snake_case", "markdown", "2026. A year of snake_case"),
        ("<b>text</b>", "text", "<b>text</b>"),
        ("bell\x07", "text", "bell"),
    ],
)
def test_declared_summary(summary: str, markup_type: str, expected: str) -> None:
    """The author's summary stays as it is, on one line and without markup."""
    assert entry({"summary": summary, "markup": "x", "markup_type": markup_type}).summary == expected


@pytest.mark.parametrize(
    ("markup_type", "markup", "expected"),
    [
        ("html", "<h2>t</h2><p>First &amp; foremost.</p><p>Second.</p>", "First & foremost."),
        ("markdown", "## t\n\n> quoted\n\nFirst.\n\nSecond.", "First."),
        ("markdown", "Photo: Jane Roe\n\nFirst.", "First."),
        ("markdown", "![x](a.jpg)\n*The lab on Monday. Photo: Jane Roe*\n\nFirst.", "First."),
        ("markdown", "# T\n\n*By Ann Lee, 4 March 2024*\n\nFirst.", "First."),
        ("text", "HUARAZ, Peru — First.\n\nSecond.", "First."),
        ("text", "By Ann Lee, 4 March 2024\n\nFirst.", "First."),
        ("html", "", ""),
    ],
)
def test_summary_from_the_text(markup_type: str, markup: str, expected: str) -> None:
    """Without a declared one, the first paragraph is the summary, without its dateline."""
    assert entry({"markup": markup, "markup_type": markup_type}).summary == expected


def test_a_long_first_paragraph_is_cut_after_a_sentence() -> None:
    """At most 500 characters, cut where a sentence ends."""
    summary = entry({"markup": f"<p>{'This sentence has thirty-six letters. ' * 20}</p>"}).summary
    assert 150 <= len(summary) <= 500
    assert summary.endswith("letters.")


def test_a_long_sentence_is_cut_after_a_word() -> None:
    """Where no sentence ends in time, a word does, and an ellipsis says so."""
    summary = entry({"markup": f"<p>{'word ' * 200}</p>"}).summary
    assert len(summary) <= 500
    assert summary.endswith("word…")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "<p><strong>Correction:</strong> It was 3 &lt; 4.</p>\n<p>Text.</p>"),
        ("zh-Hant-HK", "<p><strong>更正：</strong> It was 3 &lt; 4.</p>\n<p>Text.</p>"),
        ("fr-CA", "<p><strong>Rectificatif&nbsp;:</strong> It was 3 &lt; 4.</p>\n<p>Text.</p>"),
    ],
)
def test_a_correction_stands_first(language: str, expected: str) -> None:
    """A correction is the first paragraph of the body in the entry's language; the summary stays."""
    found = entry({"correction": ("It was 3 < 4.",)}, language=language)
    assert (found.body, found.summary) == (expected, "Text.")


def test_corrections_in_the_newsrooms_own_words() -> None:
    """A text that says it is a correction is not said to be one again; each has its own paragraph."""
    body = entry({"correction": ("Correction (4 May): It was four.", "  ", "更正：是四。")}).body
    assert body == (
        "<p><strong>Correction (4 May):</strong> It was four.</p>\n<p><strong>更正：</strong> 是四。</p>\n<p>Text.</p>"
    )


def test_the_lead_image_stands_first() -> None:
    """The lead image is a figure before the text, with caption and credit."""
    image = Image(url="/a b.jpg", alt='A "bay"', caption="The bay", credit="Ann", width=4, height=3)
    found = entry({"image": image})
    assert found.body == (
        '<figure><img src="https://harbourpost.example/a%20b.jpg" alt="A &quot;bay&quot;" width="4" height="3">'
        "<figcaption>The bay <small>Ann</small></figcaption></figure>\n<p>Text.</p>"
    )
    assert found.image is not None
    assert (found.image.url, found.image.type) == ("https://harbourpost.example/a%20b.jpg", "image/jpeg")


@pytest.mark.parametrize("source", ["/a.jpg", "https://harbourpost.example/a-300x200.jpg", "/a.jpg?w=300", "/a@2x.jpg"])
def test_the_lead_image_is_not_shown_twice(source: str) -> None:
    """An image that the text shows already, in whatever size, is not put before it."""
    body = entry({"image": Image(url="/a-1200x630.jpg"), "markup": f'<p><img src="{source}"></p>'}).body
    assert body is not None
    assert body.count("<img") == 1


def test_a_longer_name_is_another_image() -> None:
    """An image whose name only begins alike is another one."""
    body = entry({"image": Image(url="/ice.jpg"), "markup": '<p><img src="/iceberg.jpg"></p>'}).body
    assert body is not None
    assert body.count("<img") == 2


def test_a_caption_without_an_address() -> None:
    """An image without an address is a caption, and no media."""
    found = entry({"image": Image(caption="The bay", credit="Handout")})
    assert found.body == "<figure><figcaption>The bay <small>Handout</small></figcaption></figure>\n<p>Text.</p>"
    assert found.image is not None
    assert found.image.url is None


def test_a_caption_that_the_text_has_already() -> None:
    """A caption that stands in the text is not repeated."""
    markup = "<figure><figcaption>The bay</figcaption></figure><p>Text.</p>"
    assert entry({"image": Image(caption="The bay"), "markup": markup}).body == markup


def test_a_figure_is_what_sanitising_leaves_alone() -> None:
    """What is put before the text is as safe as the text."""
    image = Image(url="/a'b&c.jpg", alt="<\"'\u00a0&>", caption="a <b> & \u00a0'c'", credit='"d"')
    body = entry({"image": image, "correction": ("'a' < \"b\"\u00a0c",)}).body
    assert body is not None
    assert sanitise(body, LINK) == body


@pytest.mark.parametrize("access", ["paid", "registered"])
def test_nothing_of_a_text_that_is_not_public(access: str) -> None:
    """Of an article that is not public only the declared summary leaves; no excerpt is cut."""
    closed = {
        "markup": f"<p>{CANARY}</p>",
        "image": Image(url="/a.jpg", alt=CANARY, caption=CANARY),
        "correction": (CANARY,),
        "enclosures": (Enclosure(url=f"https://a.example/{CANARY}.mp3"),),
        "updates": (Update(time="10:00", markup=CANARY),),
    }
    found = entry(closed, access=access)
    assert not leaves(found)
    assert (found.summary, found.body) == ("", None)
    assert entry(closed | {"summary": "Free."}, access=access).summary == "Free."


def test_syndicated_as_a_summary() -> None:
    """Of an agency's text that may only be summarised, the summary leaves."""
    found = entry({"markup": f"<p>First.</p><p>{CANARY}</p>", "correction": (CANARY,)}, syndicate="summary")
    assert (found.summary, found.body, leaves(found)) == ("First.", None, False)


def test_not_syndicated() -> None:
    """Of a text that may not be syndicated, the title alone leaves."""
    found = entry({"markup": CANARY, "summary": CANARY, "image": Image(url=f"/{CANARY}.jpg")}, syndicate="none")
    assert (found.summary, found.body, leaves(found)) == ("", None, False)


def test_an_image_that_may_not_be_syndicated() -> None:
    """An image without the right to leave is neither before the text, nor in it, nor media."""
    image = Image(url=f"/{CANARY}.jpg", caption=CANARY, syndicate="none")
    markup = f'<p>a</p><figure><img src="/{CANARY}.jpg"><figcaption>{CANARY}</figcaption></figure><p>b</p>'
    found = entry({"image": image, "markup": markup})
    assert (found.body, found.image, leaves(found)) == ("<p>a</p><p>b</p>", None, False)


def test_withdrawn() -> None:
    """A withdrawn article keeps its id, link and dates; its text is the note, and nothing else of it is left."""
    found = entry(
        {"markup": CANARY, "summary": CANARY, "image": Image(url=f"/{CANARY}"), "rights": CANARY},
        withdrawn=NOON,
        note="Published in error.",
        title=CANARY,
        section=CANARY,
        tags=(CANARY,),
        labels=(CANARY,),
        authors=(Person(name=CANARY),),
        provider=CANARY,
        language="es-MX",
    )
    assert not leaves(found)
    assert (found.title, found.body, found.link) == ("Artículo retirado", "<p>Published in error.</p>", LINK)
    assert found.summary == "Published in error."


def test_withdrawn_without_a_note() -> None:
    """Without a note its title is its text."""
    assert entry(withdrawn=NOON).body == "<p>Article withdrawn</p>"


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Sponsored: A tour"), ("zh-HK", "贊助內容：A tour"), (None, "Sponsored: A tour")]
)
def test_sponsored(language: str | None, title: str) -> None:
    """Sponsored is said in the title, in the publication's language, and stays a label."""
    spoken = record(labels=("sponsored",), tags=("Travel",), language="de" if language else None)
    found = complete(Article(where="tour.md", markup="x"), spoken, language)
    assert (found.title, found.tags, found.labels) == (title, ("Travel",), ("sponsored",))


def test_people_are_presentable() -> None:
    """An address in a name is the person's, names are clean and each once, one without a name is nobody."""
    people = (
        Person(name="Ann  Lee <ann@harbour.example>"),
        Person(name="Ann Lee", email="other@harbour.example"),
        Person(name="<bo@harbour.example>", uri="/bo"),
        Person(name="Tom & Jerry <tj>", uri="https://a.example/ü"),
        Person(name=" \x07"),
        Person(name="Di", email="no address"),
    )
    assert entry(authors=people).authors == (
        Person(name="Ann Lee", email="ann@harbour.example"),
        Person(name="bo", email="bo@harbour.example"),
        Person(name="Tom & Jerry <tj>", uri="https://a.example/%C3%BC"),
        Person(name="Di"),
    )


def test_tags_are_distinct() -> None:
    """No tag is blank, none is there twice."""
    assert entry(tags=("a", " a ", "", "b\n c", "\x07")).tags == ("a", "b c")


def test_enclosures() -> None:
    """Files have absolute addresses and a type; a length that is not known stays unknown."""
    files = (
        Enclosure(url="/a.mp3", length=0),
        Enclosure(url="javascript:x"),
        Enclosure(url="/b", type="Audio/MPEG", length=9, title=" B "),
        Enclosure(url="/a.mp3"),
    )
    assert entry({"enclosures": files}).enclosures == (
        Enclosure(url="https://harbourpost.example/a.mp3", type="audio/mpeg"),
        Enclosure(url="https://harbourpost.example/b", type="audio/mpeg", length=9, title="B"),
    )


def test_links_and_license() -> None:
    """Typed links are absolute or gone; a license that is no address is none."""
    found = entry({"links": (Link(href="/b"), Link(href="data:x")), "license": "https://a.example/by", "rights": "© A"})
    assert [link.href for link in found.links] == ["https://harbourpost.example/b"]
    assert (found.license, found.rights) == ("https://a.example/by", "© A")


def updates(times: list[str]) -> tuple[Update, ...]:
    return tuple(Update(time=time, title=f"U{time}", markup=f"<p>{time}</p>") for time in times)


@pytest.mark.parametrize("order", [1, -1])
def test_a_live_story(order: int) -> None:
    """A live story is its summary and the latest ten updates, newest first, whichever way they were written."""
    times = [f"2026-05-01T{hour:02}:00" for hour in range(12)][::order]
    body = live_body(Article(where="a", updates=updates(times)), "So far.", lambda markup: markup)
    assert body.startswith("<p>So far.</p>\n<h3>2026-05-01T11:00 U2026-05-01T11:00</h3>\n<p>2026-05-01T11:00</p>")
    assert body.count("<h3>") == 10
    assert "T01:00" not in body


def test_updates_are_rendered() -> None:
    """An update is written in the article's markup."""
    found = entry({"markup_type": "markdown", "markup": "So far.", "updates": (Update(time="10:00", markup="a *b*"),)})
    assert found.body == "<p>So far.</p>\n<h3>10:00</h3>\n<p>a <em>b</em></p>"


@pytest.mark.parametrize(
    ("language", "withdrawn"),
    [
        ("en", "Article withdrawn"),
        ("en-GB", "Article withdrawn"),
        ("zh-Hant", "文章已撤回"),
        ("zh-TW", "文章已撤回"),
        ("zh-Hans-SG", "文章已撤回"),
        ("de_AT", "Artikel zurückgezogen"),
        ("xx", "Article withdrawn"),
        (None, "Article withdrawn"),
    ],
)
def test_phrases(language: str | None, withdrawn: str) -> None:
    """Words come from the longest prefix of a language tag that has some, else in English."""
    assert phrases(language).withdrawn == withdrawn


@pytest.mark.parametrize(
    ("tag", "label"), [("zh-HK", "贊助內容："), ("zh-Hans-HK", "赞助内容："), ("zh", "赞助内容：")]
)
def test_scripts_of_chinese(tag: str, label: str) -> None:
    """A region says which script is meant where the tag does not."""
    assert phrases(tag).sponsored == label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Correction: it was four.", True),
        ("CLARIFICATION (4 May): it was four.", True),
        ("更正：是四。", True),
        ("Rectificatif : quatre.", True),
        ("Correction fluid sells well.", False),
        ("The correction: late.", False),
    ],
)
def test_corrections_are_known(text: str, expected: bool) -> None:
    """A paragraph that begins with a newsroom's word for it and a colon is a correction."""
    assert is_correction(text) is expected


@pytest.mark.parametrize(
    ("url", "type"),
    [("https://a.example/b.MP3?c=d.jpg", "audio/mpeg"), ("https://a.example/b", None), ("https://a.example/b.c", None)],
)
def test_media_types(url: str, type: str | None) -> None:
    """A type is what the ending of the path stands for, or unknown."""
    assert media_type(url) == type


def test_completing_is_pure() -> None:
    """The same article and record come to the same entry."""
    article = {"markup": "a *b*", "markup_type": "markdown", "image": Image(url="/a.jpg")}
    assert entry(article) == entry(article)


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("https://harbourpost.example/", "https://harbourpost.example/posts/b/"),
        ("https://harbourpost.example/blog/", "https://harbourpost.example/blog/posts/b/"),
        ("https://other.example/blog/", "https://harbourpost.example/posts/b/"),
    ],
)
def test_a_page_is_named_by_its_place_in_the_site(site: str, address: str) -> None:
    """A site below a path has its pages there; an article that is elsewhere is in no such site."""
    article = Article(where="tour.md", markup='[b]({{< ref "/posts/b.md" >}})', markup_type="markdown")
    found = complete(article, record(link="https://harbourpost.example/blog/tour/"), "en", site)
    assert found.body == f'<p><a href="{address}">b</a></p>'


@pytest.mark.parametrize(
    ("article", "body"),
    [
        ({}, "<p><strong>Ferries &lt;again&gt;.</strong></p>\n<p>Text.</p>"),
        ({"markup": "<p>Ferries &lt;again&gt;.</p>"}, "<p>Ferries &lt;again&gt;.</p>"),
        ({"markup": "<h2>One</h2><p>Ferries &lt;again&gt;. And so on.</p>"}, None),
        (
            {"image": Image(url="https://p.example/a.jpg")},
            "<p><strong>Ferries &lt;again&gt;.</strong></p>\n"
            '<figure><img src="https://p.example/a.jpg" alt=""></figure>\n<p>Text.</p>',
        ),
        (
            {"correction": ("No.",)},
            "<p><strong>Correction:</strong> No.</p>\n<p><strong>Ferries &lt;again&gt;.</strong></p>\n<p>Text.</p>",
        ),
        ({"markup": ""}, "<p><strong>Ferries &lt;again&gt;.</strong></p>\n"),
    ],
)
def test_a_standfirst_stands_before_the_text(article: dict[str, Any], body: str | None) -> None:
    """Unless the text begins with it; the summary stays what it is."""
    found = entry({"standfirst": "Ferries <again>.", "summary": "A summary."} | article)
    assert (found.body, found.summary) == (body or found.body, "A summary.")
    assert (found.body or "").count("again") == 1


def test_a_standfirst_does_not_leave_with_a_summary_alone() -> None:
    """Where only the declared summary may leave nothing else does."""
    found = entry({"standfirst": f"{CANARY}.", "summary": "A summary."}, access="paid")
    assert not leaves(found)
