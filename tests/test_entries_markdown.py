"""Markdown files become articles, Markdown becomes HTML, and nothing hostile takes long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.errors import InvalidEntry
from entries.headings import take
from entries.markdown import render, text
from entries.model import Article
from entries.parsers.markdown import Markdown


def read(source: str | bytes) -> Article:
    data = source.encode() if isinstance(source, str) else source
    (found,) = Markdown().parse(data, "a.md")
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("**b** *i* `c`", "<p><strong>b</strong> <em>i</em> <code>c</code></p>\n"),
        ("~~gone~~", "<p><del>gone</del></p>\n"),
        ("## Two", "<h2>Two</h2>\n"),
        ("a https://h.example/x.", '<p>a <a href="https://h.example/x">https://h.example/x</a>.</p>\n'),
        ('<div class="x">\n<b>raw</b>\n</div>', '<div class="x">\n<b>raw</b>\n</div>\n'),
        ("AT&T a < b", "<p>AT&amp;T a &lt; b</p>\n"),
        ("[x]", "<p>[x]</p>\n"),
        ("- [x] done", "<ul>\n<li>[x] done</li>\n</ul>\n"),
        ("他說**「好。」**然後", "<p>他說<strong>「好。」</strong>然後</p>\n"),
        ('"quotes" -- ...', "<p>&quot;quotes&quot; -- ...</p>\n"),
    ],
)
def test_markdown_is_commonmark_with_what_newsrooms_use(markup: str, html: str) -> None:
    """Strikethrough, bare addresses, raw HTML, emphasis between Chinese characters; text is text."""
    assert render(markup) == html


def test_tables_are_tables() -> None:
    """With a head, and the alignment as written."""
    html = render("| a | b |\n|:-:|---|\n| c | d |\n")
    assert '<th align="center">a</th>' in html
    assert "<td>d</td>" in html


def test_footnotes_of_two_entries_do_not_meet() -> None:
    """Every address of a note leads to an id of the same fragment; the same markup gives the same ids."""
    one, other = render("a[^1] b[^x]\n\n[^1]: One\n[^x]: Two"), render("c[^1]\n\n[^1]: Other")
    ids, targets = (set(re.findall(pattern, one)) for pattern in (r' id="([^"]+)"', r'href="#([^"]+)"'))
    assert len(ids) == 4
    assert targets == ids
    assert not ids & set(re.findall(r' id="([^"]+)"', other))
    assert render("a[^1] b[^x]\n\n[^1]: One\n[^x]: Two") == one


@pytest.mark.parametrize(
    "markup",
    [
        "[" * 50_000,
        "[a](" * 50_000,
        "![" * 50_000,
        "".join("e" + "`" * n for n in range(1, 1_200)),
        "*a " * 50_000,
        "*a **b " * 50_000,
        "a_b_" * 50_000,
        "**x [a*b**c*](d)" * 5_000,
        ">" * 50_000 + "a",
        "\n".join("> " * (n % 300) + "a" for n in range(5_000)),
        "- " * 50_000 + "a",
        "1. " * 50_000 + "a",
        "a " * 500_000,
        "a" * 1_000_000,
        "<" * 50_000,
        "<!-- " * 50_000,
        "a <!A " * 50_000,
        "a <![CDATA[ " * 50_000,
        "&" * 50_000,
        "\n".join("[a]: b" for _ in range(50_000)),
        "[^1]" * 50_000 + "\n\n[^1]: a",
        "[^1]: " * 50_000,
        "|" * 2_000 + "\n" + "|".join("-" * 2_001) + "\n" + "a|\n" * 2_000,
        "www." * 50_000,
        "a@" * 50_000,
        "{{<" * 50_000,
        "{% highlight x %}" * 20_000,
        "{{< figure >}}" * 20_000,
        "{{ a" * 50_000,
    ],
)
def test_hostile_markdown_is_rendered_in_bounded_time(markup: str) -> None:
    """And grows within bounds: what was known to hang other readers of Markdown."""
    start = time.process_time()
    html = render(markup)
    assert time.process_time() - start < 10
    assert len(html) < 20 * len(markup) + 1_000_000


def test_a_thousand_nested_quotations_are_cut_at_a_hundred() -> None:
    """No reader shows more, and what comes after has to keep up."""
    assert render(">" * 1_000 + " deep").count("<blockquote>") == 100


@pytest.mark.parametrize(
    ("markup", "plain"),
    [("The *Big* `x` & [link](u)", "The Big x & link"), ("Plain", "Plain"), ("1 < 2 <b>b</b>", "1 < 2 b")],
)
def test_the_text_of_a_heading_is_plain(markup: str, plain: str) -> None:
    """A title is text."""
    assert text(markup) == plain


@pytest.mark.parametrize(
    ("markup", "title", "rest"),
    [
        ("# Tour\n\nText", "Tour", "Text"),
        ("# Tour #\nText", "Tour", "Text"),
        ("# C#\nText", "C#", "Text"),
        ("\nTour\n===\n\nText", "Tour", "Text"),
        ("Two\nlines\n====\nText", "Two lines", "Text"),
        ("Before\n\n# Tour\n\nText", "Tour", "Before\n\nText"),
        ("```\n# no\n```\n# Tour", "Tour", "```\n# no\n```\n\n"),
        ("~~~~\n~~~\n# no\n~~~~\n# Tour\n", "Tour", "~~~~\n~~~\n# no\n~~~~\n\n"),
        ("#hashtag\n\n## Two\n\n    # code", None, "#hashtag\n\n## Two\n\n    # code"),
        ("Text\n\n===", None, "Text\n\n==="),
        ("- item\n===", None, "- item\n==="),
        ("", None, ""),
        ("#\ntext", "", "text"),
    ],
)
def test_the_first_heading_is_found_and_leaves_the_body(markup: str, title: str | None, rest: str) -> None:
    """Written with a mark or underlined, never in code."""
    assert take(markup) == (title, rest)


def test_a_heading_is_the_title_where_none_is_declared() -> None:
    """And it is not said twice."""
    found = read("# The *big* tour\n\nText\n")
    assert (found.title, found.markup, found.markup_type) == ("The big tour", "Text", "markdown")


def test_a_declared_title_wins_and_its_repetition_leaves_the_body() -> None:
    """Another heading stays where it is."""
    assert read("---\ntitle: Tour\n---\n# Tour\n\nText").markup == "Text"
    assert read("---\ntitle: Tour\n---\n# Other\n\nText").markup == "# Other\n\nText"


def test_front_matter_and_body_make_an_article() -> None:
    """The markup is the author's source, the lines are the file's."""
    found = read("---\ntitle: Tour\ndate: 2026-02-28\n---\n\nText **b**\n")
    assert (found.title, found.published, found.markup) == ("Tour", "2026-02-28", "Text **b**")
    assert found.lines == {"title": 2, "published": 3}


def test_pelican_lines_above_the_text_are_read() -> None:
    """A draft among them is one."""
    found = read("Title: Tour\nDate: 2026-02-28\nStatus: draft\n\nText\n")
    assert (found.title, found.status, found.markup) == ("Tour", "draft", "Text")


def test_a_byte_order_mark_and_other_line_ends_do_not_matter() -> None:
    """Windows writes both."""
    found = read(b"\xef\xbb\xbf---\r\ntitle: Tour\r\n---\r\nText\r\n")
    assert (found.title, found.markup) == ("Tour", "Text")


def test_control_characters_are_taken_out_with_a_warning() -> None:
    """Never a reason to refuse the article."""
    found = read("---\ntitle: A\x07B\n---\nText\x00")
    assert (found.title, found.markup) == ("AB", "Text")
    assert [problem.code for problem in found.repairs] == ["characters"]


def test_broken_front_matter_is_one_refused_article() -> None:
    """A value, with file and line; nothing is raised."""
    (found,) = Markdown().parse(b"---\ntitle: 'A\n---\nText", "a.md")
    assert isinstance(found, InvalidEntry)
    assert (found.problem.where, found.problem.line) == ("a.md", 2)


def test_unknown_shortcodes_are_named_with_their_line() -> None:
    """Not those in code, not those that are understood."""
    found = read("---\ntitle: T\n---\n\n`{{< tweet >}}` {{< youtube abcdefghijk >}}\n\n{{< gist a >}}\n")
    assert [(problem.level, problem.code, problem.line) for problem in found.repairs] == [("repaired", "shortcode", 7)]
    assert '"gist"' in found.repairs[0].problem
    assert "{{< gist a >}}" in found.markup


_MARKS = st.sampled_from("#*_`[]()<>{}%|~=-\n \t:!&\\^")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=[]) | _MARKS, max_size=150))
def test_any_text_is_an_article_or_refused(source: str) -> None:
    """Whatever the bytes: one article or one InvalidEntry, and what is an article can be rendered."""
    (found,) = Markdown().parse(source.encode("utf-8", "surrogatepass"), "a.md")
    if isinstance(found, Article):
        render(found.markup)


@pytest.mark.parametrize("source", ["---\nlayout: x\n---\n", "---\nlayout: x\ndate: 2026-01-02\n---\n\n \n"])
def test_front_matter_alone_is_no_article(source: str) -> None:
    """Without a title and a text there is nothing to publish; JSON says the same."""
    (error,) = Markdown().parse(source.encode(), "a.md")
    assert isinstance(error, InvalidEntry)
    assert error.problem.code == "no-article"


@pytest.mark.parametrize(
    "source", ["title: Ice", "status: withdrawn", "summary: It froze.", "image: a.jpg", "draft: true"]
)
def test_front_matter_may_be_all_of_an_article(source: str) -> None:
    """A title, a summary or a picture is enough, and a word that takes the article back."""
    assert read(f"---\n{source}\n---\n").markup == ""


def test_a_heading_alone_is_an_article() -> None:
    """It is the title."""
    assert read("# Ice\n").title == "Ice"
