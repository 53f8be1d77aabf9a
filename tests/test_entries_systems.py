"""Posts as content management systems hand them out: WordPress's REST API, Ghost's APIs and its export."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.errors import InvalidEntry
from entries.model import Article, Image, Person
from entries.parsers.json import JSON

WORDPRESS: dict[str, Any] = {
    "id": 42,
    "date": "2026-02-28T17:15:00",
    "date_gmt": "2026-02-28T09:15:00",
    "guid": {"rendered": "https://post.example/?p=42"},
    "modified": "2026-03-01T17:15:00",
    "modified_gmt": "2026-03-01T09:15:00",
    "slug": "ice",
    "status": "publish",
    "type": "post",
    "link": "https://post.example/ice/",
    "title": {"rendered": "Ice &#8211; Tom &amp; Ann&#8217;s <em>day</em>"},
    "content": {"rendered": "<p>The harbour froze.</p>\n", "protected": False},
    "excerpt": {"rendered": '<p>The harbour [&hellip;] <a class="more-link" href="/ice/">More</a></p>'},
    "author": 5,
    "featured_media": 7,
    "comment_status": "open",
    "sticky": False,
    "format": "standard",
    "meta": [],
    "categories": [3],
    "tags": [],
}
GHOST: dict[str, Any] = {
    "id": "5f0",
    "uuid": "0b1c",
    "title": "Ice",
    "slug": "ice",
    "html": "<p><img src=\"__GHOST_URL__/content/a.jpg\"> It froze.</p>",
    "feature_image": "__GHOST_URL__/content/ice.jpg",
    "status": "published",
    "visibility": "public",
    "type": "post",
    "published_at": "2026-02-28T09:15:00.000Z",
    "updated_at": "2026-03-01T09:15:00.000Z",
    "created_at": "2026-01-01T00:00:00.000Z",
    "custom_excerpt": None,
}
TABLES: dict[str, Any] = {
    "posts": [GHOST, {**GHOST, "id": "5f1", "slug": "about", "type": "page"}, {**GHOST, "id": "5f2", "slug": "melt"}],
    "posts_authors": [
        {"post_id": "5f0", "author_id": "2", "sort_order": 1},
        {"post_id": "5f0", "author_id": "1", "sort_order": 0},
    ],
    "users": [
        {"id": "1", "name": "Ann Lee", "email": "ann@post.example", "website": "https://ann.example/"},
        {"id": "2", "name": "Tom Dell", "email": "tom@post.example", "website": None},
    ],
    "posts_tags": [{"post_id": "5f0", "tag_id": "t"}, {"post_id": "5f0", "tag_id": "u"}],
    "tags": [{"id": "t", "name": "Winter"}, {"id": "u", "name": "#wide", "visibility": "internal"}],
}


def read(value: object, indent: int | None = None) -> list[Article | InvalidEntry]:
    return list(JSON().parse(json.dumps(value, indent=indent).encode(), "a.json"))


def one(value: object) -> Article:
    [article] = read(value)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("value", [WORDPRESS, [WORDPRESS]])
def test_a_post_of_wordpress(value: object) -> None:
    """Its rendered texts are HTML, its dates are UTC, its guid is its id, its numbers of people are nobody's names."""
    article = one(value)
    assert (article.id, article.link) == ("https://post.example/?p=42", "https://post.example/ice/")
    assert article.title == "Ice – Tom & Ann’s day"
    assert (article.markup, article.markup_type) == ("<p>The harbour froze.</p>\n", "html")
    assert (article.published, article.updated) == ("2026-02-28T09:15:00Z", "2026-03-01T09:15:00Z")
    assert (article.slug, article.status, article.summary) == ("ice", "publish", "The harbour …")
    assert (article.authors, article.section, article.tags, article.access) == ((), None, (), None)


def test_what_wordpress_embeds() -> None:
    """`?_embed` gives the names of authors and terms, and the picture."""
    terms = [
        [{"name": "News &amp; Views", "taxonomy": "category"}],
        [{"name": "Winter", "taxonomy": "post_tag"}, {"name": "x", "taxonomy": "series"}],
    ]
    picture = {"source_url": "https://post.example/ice.jpg", "alt_text": "Ice", "caption": {"rendered": "<p>Sun</p>"}}
    author = {"id": 5, "name": "Ann Lee", "link": "https://post.example/author/ann/"}
    embedded = {"author": [author], "wp:term": terms, "wp:featuredmedia": [picture]}
    article = one({**WORDPRESS, "_embedded": embedded})
    assert article.authors == (Person(name="Ann Lee", uri="https://post.example/author/ann/"),)
    assert (article.section, article.tags) == ("News & Views", ("Winter",))
    assert article.image == Image(url="https://post.example/ice.jpg", alt="Ice", caption="Sun")


@pytest.mark.parametrize(
    ("more", "access"),
    [
        ({"content": {"rendered": "", "protected": True}}, "registered"),
        ({"excerpt": {"rendered": "<p>Cut</p>", "protected": True}}, "registered"),
        ({"password": "abc"}, "registered"),
        ({"visibility": "paid"}, "paid"),
        ({"isAccessibleForFree": False}, "paid"),
    ],
)
def test_no_excerpt_of_a_post_that_is_not_public(more: dict[str, object], access: str) -> None:
    """WordPress cuts most excerpts from the text, which is not for everyone."""
    article = one({**WORDPRESS, **more})
    assert (article.access, article.summary) == (access, None)


@pytest.mark.parametrize("status", ["draft", "private", "future", "pending"])
def test_the_status_of_wordpress_counts(status: str) -> None:
    """A post that is not out is not out here; without a date in UTC its own date counts."""
    article = one({**WORDPRESS, "status": status, "date_gmt": "0000-00-00T00:00:00"})
    assert (article.status, article.published) == (status, "2026-02-28T17:15:00")


def test_other_objects_with_tables_are_refused() -> None:
    """A text that is an object without the rendered text can't be read."""
    [error] = read({"title": "A", "content": {"blocks": []}})
    assert isinstance(error, InvalidEntry)
    assert error.problem.code == "unreadable-field"


def test_a_post_of_ghost() -> None:
    """The date it was published, its text in HTML, addresses below its site; who asked for it is no guard."""
    article = one({"posts": [{**GHOST, "access": True, "url": "https://post.example/ice/"}], "meta": {}})
    assert (article.id, article.title, article.slug) == ("5f0", "Ice", "ice")
    assert article.link == "https://post.example/ice/"
    assert article.published == "2026-02-28T09:15:00.000Z"
    assert article.markup == '<p><img src="/content/a.jpg"> It froze.</p>'
    assert article.image == Image(url="/content/ice.jpg")
    assert (article.status, article.access, article.summary) == ("published", "public", None)


def test_authors_and_tags_of_ghost() -> None:
    """Names and pages, but not the addresses that people log in with, nor tags for the site's own use."""
    authors = [{"name": "Ann Lee", "email": "ann@post.example", "url": "https://post.example/author/ann/"}]
    tags = [{"name": "Winter", "visibility": "public"}, {"name": "#wide", "visibility": "internal"}]
    article = one({"posts": [{**GHOST, "authors": authors, "tags": tags}]})
    assert article.authors == (Person(name="Ann Lee", uri="https://post.example/author/ann/"),)
    assert article.tags == ("Winter",)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("wrap", [lambda data: {"db": [{"meta": {}, "data": data}]}, lambda data: {"data": data}])
def test_an_export_of_ghost(wrap: Any, indent: int | None) -> None:
    """Its posts, each at its line, with the people and tags of the other tables; its pages are no articles."""
    text = json.dumps(wrap(TABLES), indent=indent)
    ice, melt = read(wrap(TABLES), indent)
    assert isinstance(ice, Article)
    assert isinstance(melt, Article)
    assert ice.authors == (Person(name="Ann Lee", uri="https://ann.example/"), Person(name="Tom Dell"))
    assert (ice.tags, melt.authors, melt.tags) == (("Winter",), (), ())
    assert (ice.inner, melt.inner) == ("5f0", "5f2")
    assert melt.lines["slug"] == text[: text.index('"slug": "melt"')].count("\n") + 1


def test_visibility_of_ghost() -> None:
    """What members pay for is not public, whoever asked for it; another word for access beside it is not lost."""
    assert one({**GHOST, "visibility": "paid", "access": True}).access == "paid"
    [error] = read({**GHOST, "access": "paid"})
    assert isinstance(error, InvalidEntry)
    assert error.problem.code == "unreadable-guard"


_KEYS = st.sampled_from(
    [*WORDPRESS, *GHOST, "rendered", "protected", "_embedded", "wp:term", "name", "authors", "access", "sort_order"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(_KEYS, part, max_size=4),
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=4), st.sampled_from(list(TABLES)), _VALUES)
def test_whatever_a_post_holds_is_read_or_refused(more: dict[str, Any], table: str, rows: object) -> None:
    """A post of any shape is an article or a refusal, never an exception."""
    export = {"db": [{"data": {**TABLES, "posts": [{**GHOST, **more}], table: rows}}]}
    for value in ({**WORDPRESS, **more}, {"posts": [{**GHOST, **more}]}, export):
        assert all(isinstance(each, Article | InvalidEntry) for each in read(value))
