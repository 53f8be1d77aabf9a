"""Shortcodes and Liquid tags: understood, or gone, and untouched in code."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries import shortcodes
from entries.complete import render as render_markup
from entries.markdown import plain_render, render
from entries.model import Article
from entries.parsers.html import HTML
from entries.shortcode_html import problems
from entries.titles import title


def names(markup: str) -> list[str]:
    return [problem.problem.split('"')[1] for problem in problems(markup, plain_render, "a.md", 1)]


def page(body: str) -> Article:
    """An HTML file with front matter."""
    (found,) = HTML().parse(f"---\ntitle: T\n---\n{body}\n".encode(), "f.html")
    assert isinstance(found, Article)
    return found


def test_html_with_front_matter_holds_shortcodes_too() -> None:
    """Hugo fills them in HTML as in Markdown: what is known means what it says, any other is named and gone."""
    article = page('<p><a href="{{< ref "c.md" >}}">x</a>\n{{< tweet user="a" id="1" >}} end</p>')
    assert article.markup_type == "template"
    assert render_markup(article.markup, article.markup_type) == '<p><a href="../c/">x</a>\n end</p>\n'
    (problem,) = article.repairs
    assert (problem.code, problem.line) == ("shortcode", 5)
    assert problem.problem == 'the shortcode "tweet" is not known here and was removed.'


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('<p id="x">{{< figure src="b" >}}</p>', '<p id="x"></p>\n<figure><img src="b" alt=""></figure>\n'),
        ("<p>{% raw %}{{ a }}{% endraw %}</p>", "<p>{{ a }}</p>"),
        ("<pre>{{ page.title }}</pre>", "<pre>{{ page.title }}</pre>"),
        ('<img src="{{ site.baseurl }}/a.png">', '<img src="/blog/a.png">'),
        ("<style>a{color:red}</style>", "<style>a{color:red}</style>"),
        ("<p>{: .note} {#part}</p>", "<p>{: .note} {#part}</p>"),
        ("<p>*a* &amp; b\n\n\n    c</p>", "<p>*a* &amp; b\n\n\n    c</p>"),
    ],
)
def test_all_else_in_html_stays_as_it_is(body: str, html: str) -> None:
    """It is no Markdown, and what is in code stays."""
    article = page(body)
    assert article.repairs == ()
    assert render_markup(article.markup.strip(), article.markup_type, "/blog") == html


def test_a_saved_page_has_no_shortcodes() -> None:
    """Braces on somebody's page are what readers see there."""
    text = "<p>" + "Write {{ name }} where the name goes, and {% if %} for a choice. " * 8 + "</p>"
    (article,) = HTML().parse(f"<html><body><article><h1>T</h1>{text}</article></body></html>".encode(), "f.html")
    assert isinstance(article, Article)
    assert article.markup_type == "html"
    assert "{{ name }}" in article.markup


def test_no_title_is_made_of_shortcodes() -> None:
    """A title that is the text's beginning has none of them."""
    assert title(page("<p>Hi {{< x >}}there</p>")._replace(title=None), "slug", open_text=True) == "Hi there"


def test_a_figure_is_a_figure() -> None:
    """Source, alternative text, caption with its Markdown, credit, size."""
    html = render('{{< figure src="a.jpg" alt="A \\"lab\\"" caption="The *lab*" attr="Handout" width=300 link="/b" >}}')
    assert html == (
        '<figure><a href="/b"><img src="a.jpg" alt="A &quot;lab&quot;" width="300"></a>'
        "<figcaption>The <em>lab</em> Handout</figcaption></figure>\n"
    )


def test_a_figure_ends_the_paragraph_it_stands_in() -> None:
    """A paragraph holds no figure: https://html.spec.whatwg.org/multipage/grouping-content.html#the-p-element"""
    assert render("a {{< figure src=x.png >}} b") == '<p>a </p>\n<figure><img src="x.png" alt=""></figure>\n<p> b</p>\n'


@pytest.mark.parametrize("tag", ["{{< youtube w7Ft2ymGmfc >}}", '{{< youtube id="w7Ft2ymGmfc" autoplay="true" >}}'])
def test_a_video_is_a_link(tag: str) -> None:
    """Readers show no frames."""
    address = "https://www.youtube.com/watch?v=w7Ft2ymGmfc"
    assert render(tag) == f'<p><a href="{address}">{address}</a></p>\n'


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ('{{< ref "blog/post.md" >}}', "blog/post/"),
        ('{{< relref "../about/_index.md#team" >}}', "../../about/#team"),
        ('{{% ref path="/a/index.md" %}}', "/a/"),
        ('{{< ref "#part" >}}', "#part"),
        ('{{< ref "a b.md" >}}', "../a-b/"),
        ('{{< ref "post" >}}', "../post/"),
        ('{{< ref "/recipes/Rye Bread.md" >}}', "/recipes/rye-bread/"),
    ],
)
def test_a_reference_is_the_address_of_its_page(tag: str, address: str) -> None:
    """As Hugo makes addresses unless told otherwise."""
    assert render(f"[x]({tag})") == f'<p><a href="{address}">x</a></p>\n'


@pytest.mark.parametrize(
    "markup",
    [
        '{{< highlight go "linenos=table" >}}\na < b\n\n**c**\n{{< /highlight >}}',
        "{% highlight go %}\na < b\n\n**c**\n{% endhighlight %}",
    ],
)
def test_highlighted_code_is_code(markup: str) -> None:
    """No Markdown is read inside it, blank lines do not end it."""
    assert render(markup) == '<pre><code class="language-go">a &lt; b\n\n**c**\n</code></pre>\n'


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("a `{{< x >}}` b", "<p>a <code>{{&lt; x &gt;}}</code> b</p>\n"),
        ("```\n{{< x >}} {% y %}\n```", "<pre><code>{{&lt; x &gt;}} {% y %}\n</code></pre>\n"),
        ("    {{ x.y }}", "<pre><code>{{ x.y }}\n</code></pre>\n"),
        ("`{{</* x */>}}`", "<p><code>{{&lt; x &gt;}}</code></p>\n"),
        ("```\n{% raw %}{{ x }}{% endraw %}\n```", "<pre><code>{{ x }}\n</code></pre>\n"),
        ("``{{< ` >}}``", "<p><code>{{&lt; ` &gt;}}</code></p>\n"),
        ("<pre>{{< x >}}</pre>", "<pre>{{&lt; x &gt;}}</pre>\n"),
    ],
)
def test_nothing_is_touched_in_code(markup: str, html: str) -> None:
    """What is written about shortcodes shows them; marks that only shield them are gone."""
    assert render(markup) == html
    assert problems(markup, plain_render, "a.md", 1) == ()


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("a {{< tweet 1 >}} b", "<p>a  b</p>\n"),
        ("{{< tweet 1 >}}\n\nb", "<p>b</p>\n"),
        ("{{% note %}}\n**b**\n{{% /note %}}", "<p>\n<strong>b</strong>\n</p>\n"),
        ("a {{ page.title }} b", "<p>a  b</p>\n"),
        ("{% include x.html a=1 %}", ""),
        ("{% if a %}b{% endif %}", "<p>b</p>\n"),
        ("[b]({% post_url 2026-01-01-x %})", '<p><a href="">b</a></p>\n'),
        ("![a]({{ site.baseurl }}/b.png)", '<p><img src="/b.png" alt="a" /></p>\n'),
        ("![a]({{ '/b.png' | relative_url }})", '<p><img src="/b.png" alt="a" /></p>\n'),
        ("a{% comment %}secret{% endcomment %}b", "<p>ab</p>\n"),
        ("text\n{: .lead}", "<p>text\n</p>\n"),
        ("## Two {#two}", "<h2>Two </h2>\n"),
    ],
)
def test_what_is_not_understood_is_gone(markup: str, html: str) -> None:
    """Never shown raw; what it encloses stays."""
    assert render(markup) == html


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ("{{< tweet 1 >}} {{< tweet 2 >}} {% include a %}", ["tweet", "include"]),
        ("{{% note %}}x{{% /note %}} {% if a %}b{% endif %}", ["note", "if"]),
        ("{{< figure src=a >}} {: .x} {{ site.url }} {% comment %}{% endcomment %}", []),
    ],
)
def test_each_removed_tag_is_named_once(markup: str, named: list[str]) -> None:
    """Closing tags and what has no meaning outside its theme need no warning."""
    assert names(markup) == named


@pytest.mark.parametrize(
    "text", ["{a}", "{{a}}", "100 {%} x", "{: not: attributes }", "{{<", "f(x) = {# comment", "{{< a\n\nb >}}"]
)
def test_other_braces_are_text(text: str) -> None:
    """A formula, a lonely brace, a tag whose end is missing."""
    assert list(shortcodes.find(text)) == []


@pytest.mark.parametrize(
    "markup",
    [
        "{{< figure " + '" ' * 1_900 + ">}}",
        ("{{< figure " + '"\\' * 1_990 + " >}}") * 50,
        ("{{< figure " + "a  " * 1_300 + ">}}") * 50,
        "{% raw %}" * 20_000,
        "{: ." * 50_000,
        "{#a" * 50_000 + "}",
        "<" * 50_000 + "{{< a >}}",
    ],
)
def test_hostile_tags_take_linear_time(markup: str) -> None:
    """Nothing is searched for again and again."""
    start = time.process_time()
    render(markup)
    assert time.process_time() - start < 10


_TAGS = ["{{<", ">}}", "{{%", "%}}", "{{", "}}", "{%", "%}", "/", "ref", "figure", "highlight", "raw", "endraw"]
_TEXT = [" ", "\n", "`", "```\n", '"', "=", "x", "xmastheadx0z", "<b", ">"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_TAGS + _TEXT), max_size=30))
def test_any_mixture_of_tags_is_rendered(parts: list[str]) -> None:
    """Nothing raises, and none of our own marks is left behind."""
    markup = "".join(parts)
    html = render(markup)
    assert html.count("xmastheadx") <= markup.count("xmastheadx")


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('[b]({{< ref "/posts/b.md#c" >}})', "/blog/posts/b/#c"),
        ('[b]({{< relref "posts/b.md" >}})', "posts/b/"),
        ("[b]({{ site.baseurl }}/b.png)", "/blog/b.png"),
        ("[b]({{ site.url }}{{ site.baseurl }}/b.png)", "/blog/b.png"),
        ("[b]({{ site.url }}/b.png)", "/b.png"),
        ("[b]({{ '/b.png' | absolute_url }})", "/blog/b.png"),
        ("[b]({{ 'b.png' | url }})", "b.png"),
        ("[b](/b.png)", "/b.png"),
    ],
)
def test_an_address_in_a_site_below_a_path(markup: str, address: str) -> None:
    """What a tag names by its place in the site is below the site's own path; what Markdown names is not."""
    assert render(markup, "/blog") == f'<p><a href="{address}">b</a></p>\n'
