"""What a site generator's folders say about the articles in them."""

from __future__ import annotations

import json

import pytest

from entries import fields
from entries.frontmatter import split
from entries.ignore import ignorer
from entries.languages import is_language, is_language_tag
from entries.layouts import Place, holds_articles, is_article, is_bundle, language_folders, place, put, section_folder
from entries.model import Article


@pytest.mark.parametrize(
    ("layout", "key", "section", "slug", "date"),
    [
        ("plain", "tour.txt", None, "tour", None),
        ("plain", "china/tour.txt", "china", "tour", None),
        ("plain", "china/deep/down/tour.txt", "china", "tour", None),
        ("plain", "2026-02-28-tour.txt", None, "tour", "2026-02-28"),
        ("plain", "2026/02/28/tour.txt", None, "tour", "2026-02-28"),
        ("plain", "china/2026/02/28/tour.txt", "china", "tour", "2026-02-28"),
        ("plain", "2026-02-28/tour.txt", None, "tour", "2026-02-28"),
        ("plain", "2026/china/tour.txt", "china", "tour", None),
        ("plain", "20260228-tour.txt", None, "tour", "2026-02-28"),
        ("plain", "2026-02-30-tour.txt", None, "tour", None),
        ("plain", "港聞/一.md", "港聞", "一", None),
        ("plain", "china/tour/index.html", "china", "tour", None),
        ("hugo", "posts/tour/index.md", "posts", "tour", None),
        ("hugo", "posts/2026-02-28-tour/index.md", "posts", "tour", "2026-02-28"),
        ("hugo", "tour/index.md", None, "tour", None),
        ("hugo", "posts/release.zh.md", "posts", "release", None),
        ("jekyll", "_posts/2026-02-28-tour.md", None, "tour", "2026-02-28"),
        ("jekyll", "china/_posts/2026-02-28-tour.md", "china", "tour", "2026-02-28"),
        ("pelican", "china/tour.md", "china", "tour", None),
        ("eleventy", "posts/tour.md", "posts", "tour", None),
        ("astro", "blog/tour.md", "blog", "tour", None),
    ],
)
def test_a_path_says_section_slug_and_date(
    layout: str, key: str, section: str | None, slug: str, date: str | None
) -> None:
    """Section from the first folder that is no date, slug from the name, date from either."""
    at = place(layout, "content", key)
    assert (at.section, at.slug, at.date) == (section, slug, date)


@pytest.mark.parametrize(
    ("key", "language", "slug"),
    [
        ("zh/china/tour.md", "zh", "tour"),
        ("zh/china/tour/index.md", "zh", "tour"),
        ("china/tour.pt-br.md", "pt-br", "tour"),
        ("china/tour/index.zh-Hant.md", "zh-Hant", "tour"),
        ("china/node.js.md", None, "node-js"),
        ("china/tour.md", None, "tour"),
    ],
)
def test_hugo_languages(key: str, language: str | None, slug: str) -> None:
    """A language is a folder of its own or a part of the name; the section and the slug are without it."""
    at = place("hugo", "content", key, frozenset({"en", "zh"}))
    assert (at.language, at.section, at.slug) == (language, "china", slug)


def test_language_folders_are_all_or_none() -> None:
    """A folder "uk" among sections is a section; folders that are languages throughout are languages."""
    assert language_folders("hugo", ["en", "zh-Hant"]) == {"en", "zh-Hant"}
    assert language_folders("hugo", ["uk", "sport"]) == frozenset()
    assert language_folders("plain", ["en", "zh"]) == frozenset()


@pytest.mark.parametrize(("name", "is_one"), [("zh", True), ("zh_TW", True), ("zh-Hant-HK", True), ("yue", True)])
def test_languages(name: str, is_one: bool) -> None:
    """Two and three letters with script and region."""
    assert is_language(name) is is_one


@pytest.mark.parametrize("name", ["js", "news", "xx", "ZH", "2", "", "tech"])
def test_no_languages(name: str) -> None:
    """Anything else is none, however short."""
    assert not is_language(name)


def test_drafts_folder_has_the_last_word() -> None:
    """A file in Jekyll's _drafts is a draft, whatever it says itself."""
    at = place("jekyll", "site", "_drafts/tour.md")
    assert put(Article(where="a", draft="false"), at).draft == "true"
    assert put(Article(where="a"), place("jekyll", "site", "_posts/tour.md")).draft is None


def test_what_is_declared_stays() -> None:
    """Section and language of a path are only used where the article says none."""
    at = place("hugo", "content", "china/tour.zh.md")
    article = put(Article(where="a", section="Asia", language="en"), at, "China")
    assert (article.section, article.language) == ("Asia", "en")
    article = put(Article(where="a"), at, "China")
    assert (article.section, article.language) == ("China", "zh")


def test_articles_of_one_file_do_not_share_its_name() -> None:
    """Slug and date of a file's name belong to the only article in it."""
    at = place("plain", "a", "2026-02-28-all.json")
    article = put(Article(where="a", inner="7"), at)
    assert (article.path_slug, article.path_date) == (None, None)


def test_leaf_bundles() -> None:
    """An index makes a folder a bundle, in Hugo and below the root only."""
    assert is_bundle("hugo", "china/tour", ["index.zh.md"])
    assert not is_bundle("hugo", "", ["index.md"])
    assert not is_bundle("plain", "china", ["index.md"])
    assert is_article("hugo", "china/tour", "index.md", bundle=True)
    assert not is_article("hugo", "china/tour", "notes.md", bundle=True)


@pytest.mark.parametrize(
    ("layout", "root", "folder", "holds"),
    [
        ("jekyll", "site", "", False),
        ("jekyll", "site", "assets", False),
        ("jekyll", "site", "china/_posts/2026", True),
        ("jekyll", "_posts", "", True),
        ("pelican", "content", "pages", False),
        ("pelican", "content", "pages/more", False),
        ("pelican", "content", "news/pages", True),
        ("plain", "content", "pages", True),
    ],
)
def test_folders_of_a_sites_own_pages(layout: str, root: str, folder: str, holds: bool) -> None:
    """Jekyll's posts are in _posts, Pelican's pages are no articles."""
    assert holds_articles(layout, root, folder) is holds


def test_eleventy_data_files_are_no_articles() -> None:
    """posts/posts.json and *.11tydata.json are data of the folder."""
    assert not is_article("eleventy", "posts", "posts.json", bundle=False)
    assert not is_article("eleventy", "posts", "tour.11tydata.json", bundle=False)
    assert not is_article("eleventy", "", "posts.json", bundle=False, root="posts")
    assert is_article("eleventy", "posts", "tour.json", bundle=False)


def test_section_folder() -> None:
    """The folder whose _index.md titles a section."""
    assert section_folder("hugo", "zh/china/deep", frozenset({"zh"})) == "zh/china"
    assert section_folder("hugo", "2026/02", frozenset()) is None


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.md", "_private.md", "README", "README.md", "README.zh-CN.md", "readme.md", "LICENSE-MIT",
        "licence.txt", "robots.txt", "humans.txt", "ads.txt", "tour.md.part", "tour.tmp", ".tour.md.swp", "tour.swp",
        "~$tour.md", "tour.md~",
        "#tour.md#", "tour (Ann's conflicted copy 2026-02-28).md", "tour (Case Conflict).md",
        "tour.sync-conflict-20260228-101112-ABCDEFG.md", "tour_conflict-20260228-101112.md", "node_modules",
        "package.json",
    ],
)  # fmt: skip
def test_ignored_names(name: str) -> None:
    """Hidden, private, the repository's own, half-written and conflicted files are no articles."""
    assert ignorer()(name, name)


@pytest.mark.parametrize(
    "name",
    [
        "tour.md",
        "readme-culture.md",
        "licensed-to-kill.md",
        "robots.md",
        "tour (copy).md",
        "party.md",
        "a~b.md",
        "港聞.txt",
    ],
)
def test_names_that_stay(name: str) -> None:
    """Words that only look like those are articles."""
    assert not ignorer()(name, name)


@pytest.mark.parametrize(
    ("glob", "key", "ignored"),
    [
        ("*.bak.md", "china/tour.bak.md", True),
        ("notes/*", "notes/deep/a.md", True),
        ("notes/*", "china/notes/a.md", False),
        ("notes", "china/notes", True),
        ("notes/", "china/notes", True),
        ("/notes", "china/notes", False),
        ("**/notes/*", "notes/a.md", True),
        ("**/notes/*", "china/notes/a.md", True),
        ("a.md", "ba.md", False),
    ],
)
def test_globs(glob: str, key: str, ignored: bool) -> None:
    """A glob with a slash is matched against the path below the root, any other against the name."""
    assert ignorer([glob])(key.rpartition("/")[2], key) is ignored


def test_a_layout_keeps_its_own_names() -> None:
    """Jekyll's _posts is entered, unless a glob excludes it."""
    own = frozenset({"_posts"})
    assert not ignorer((), own)("_posts", "_posts")
    assert ignorer(["_posts"], own)("_posts", "_posts")


def test_place_is_complete() -> None:
    """Everything a path says, in one value."""
    assert place("hugo", "content", "china/tour/index.md") == Place(
        section="china",
        section_folder="china",
        slug="tour",
        date=None,
        language=None,
        draft=False,
        above=("china",),
        stem="tour",
    )


@pytest.mark.parametrize(
    ("layout", "key", "slug", "path"),
    [
        ("hugo", "posts/tour.md", None, "posts/tour"),
        ("hugo", "posts/2024/Rye Bread.md", None, "posts/2024/rye-bread"),
        ("hugo", "posts/alps/tour/index.md", None, "posts/alps/tour"),
        ("hugo", "posts/tour/index.zh.md", None, "posts/tour"),
        ("hugo", "posts/tour.md", "A-Custom_Slug", "posts/a-custom_slug"),
        ("hugo", "posts/tour/index.md", "Hello, World! (2nd)", "posts/hello-world-2nd"),
        ("hugo", "posts/2024-03-01-dated.md", None, "posts/2024-03-01-dated"),
        ("hugo", "recipes/C++ & Rust's.guide.md", None, "recipes/c++--rusts.guide"),
        ("hugo", "recipes/double--dash__under.md", None, "recipes/double--dash__under"),
        ("hugo", "Großer Bereich/Käse_Brot.md", None, "großer-bereich/käse_brot"),
        ("hugo", "about.md", None, "about"),
        ("eleventy", "2024/2024-03-01-Tour.md", None, "2024/Tour"),
        ("eleventy", "tour/index.md", None, "tour"),
        ("astro", "blog/2024/Tour & Café.mdx", None, "blog/2024/tour--café"),
        ("plain", "china/tour.txt", None, None),
        ("jekyll", "_posts/2026-02-28-Tour_de Force.md", None, "food & drink/Tour_de-Force"),
        ("jekyll", "blog/_posts/2026/2026-02-28-tour.md", "x", "blog/food & drink/x"),
        ("pelican", "Food/tour.md", None, "a-tour-d-azur"),
        ("pelican", "Food/tour.md", "Own-Slug", "own-slug"),
    ],
)
def test_the_generators_own_address(layout: str, key: str, slug: str | None, path: str | None) -> None:
    """As Hugo 0.168 and the others' documentation have it; only Jekyll's holds categories, only Pelican's titles."""
    article = Article(where="a.md", slug=slug, title="A tour: «d-Azur»", section="Food & Drink")
    assert put(article, place(layout, "content", key), None, layout).path_link == path


def test_jekyll_puts_all_categories_into_an_address() -> None:
    """Those of the folders first: https://jekyllrb.com/docs/posts/#categories"""
    article = Article(where="a.md", section="Jekyll", tags=("update",), categories=("Jekyll", "update"))
    at = place("jekyll", ".", "jekyll/_posts/2026-02-28-tour.md")
    assert put(article, at, None, "jekyll").path_link == "jekyll/update/tour"


def test_a_language_is_no_part_of_the_path() -> None:
    """It comes before it where it is not the site's main language."""
    at = place("hugo", "content", "zh/posts/tour.md", frozenset({"en", "zh"}))
    article = put(Article(where="a.md"), at, None, "hugo")
    assert (article.path_link, article.path_language) == ("posts/tour", "zh")


@pytest.mark.parametrize(
    ("layout", "key", "declared", "section", "tags"),
    [
        ("hugo", "posts/tour.md", "Mountains", "posts", ("alps", "Mountains")),
        ("hugo", "tour.md", "Mountains", "Mountains", ("alps",)),
        ("plain", "posts/tour.md", "Mountains", "Mountains", ("alps",)),
    ],
)
def test_a_hugo_section_is_where_a_page_lies(
    layout: str, key: str, declared: str, section: str, tags: tuple[str, ...]
) -> None:
    """In a Hugo site the folder is the section and a category one more term; elsewhere the first category is it."""
    article = Article(where=key, section=declared, categories=(declared,), tags=("alps",))
    said = put(article, place(layout, "content", key), None, layout)
    assert (said.section, said.tags) == (section, tags)


def declared(text: str, key: str, layout: str) -> Article:
    front, _, _ = split(f"---\n{text}\n---\n", key)
    assert front is not None
    return put(fields.article(front.values, front.lines, key), place(layout, "site", key), None, layout)


@pytest.mark.parametrize(
    ("layout", "text", "section", "tags"),
    [
        ("jekyll", "categories: alpha beta", "alpha", ("beta",)),
        ("jekyll", "tags: one two", None, ("one", "two")),
        ("jekyll", "categories: alpha beta\ntags: one beta", "alpha", ("one", "beta")),
        ("jekyll", "category: Own\ncategories: alpha beta", "Own", ("alpha", "beta")),
        ("jekyll", "tags: Hong Kong", None, ("Hong", "Kong")),
        ("jekyll", "tags: Hong Kong, Macau", None, ("Hong Kong", "Macau")),
        ("jekyll", "tags: [Hong Kong]", None, ("Hong Kong",)),
        ("jekyll", "tag: hong kong", None, ("hong kong",)),
        ("jekyll", "category: hong kong", "hong kong", ()),
        ("jekyll", "keywords: hong kong", None, ("hong kong",)),
        ("hugo", "tags: one two", None, ("one two",)),
        ("plain", "categories: alpha beta", "alpha beta", ()),
    ],
)
def test_words_are_tags_of_their_own_in_jekyll(
    layout: str, text: str, section: str | None, tags: tuple[str, ...]
) -> None:
    """Under the names in the plural, in one text without commas: https://jekyllrb.com/docs/posts/#tags"""
    found = declared(text, "_posts/2024-03-05-hello.md" if layout == "jekyll" else "hello.md", layout)
    assert (found.section, found.tags) == (section, tags)


def test_categories_in_one_text_are_folders_of_the_address() -> None:
    """As if they were a list."""
    assert declared("categories: alpha beta", "_posts/2024-03-05-hello.md", "jekyll").path_link == "alpha/beta/hello"


POST = "_posts/2024-03-05-hello.md"


@pytest.mark.parametrize(
    ("layout", "key", "permalink", "template"),
    [
        ("jekyll", POST, "/blog/:year/:title/", "/blog/{year}/{name}/"),
        ("jekyll", POST, "/:categories/:i_month/:i_day/:slug", "/{folder}/{i_month}/{i_day}/{slug}"),
        ("jekyll", POST, "/:short_year/:title", "/{short_year}/{name}"),
        ("jekyll", POST, "/a-:title:output_ext", "/a-{name}.html"),
        ("jekyll", "_drafts/hello.md", "/blog/:title/", "/blog/{name}/"),
        ("jekyll", "_drafts/hello.md", "/blog/:year/:title/", None),
        ("jekyll", POST, "/:y_day/:title/", None),
        ("jekyll", POST, "/{{ page.title }}/:title/", None),
        ("jekyll", POST, "pretty", None),
        ("eleventy", "posts/p.md", "/blog/{{ page.fileSlug }}/", "/blog/{name}/"),
        ("eleventy", "posts/p.md", "/blog/{{page.fileSlug}}/index.html", "/blog/{name}/"),
        ("eleventy", "posts/p.md", "/blog/{{ title | slugify }}/", None),
        ("eleventy", "posts/p.md", "{% if a %}/a/{% endif %}", None),
        ("plain", "posts/p.md", "/blog/:year/:title/", None),
    ],
)
def test_a_pattern_of_an_article_s_own(layout: str, key: str, permalink: str, template: str | None) -> None:
    """It is followed where a template says exactly the same, and remembered where none does."""
    found = declared(f"permalink: {json.dumps(permalink)}", key, layout)
    assert (found.link, found.permalink, found.link_template) == (None, permalink, template)


@pytest.mark.parametrize(
    "link", ["/blog/hello/", "https://a.example:8080/x", "https://a.example/a:b", "/a/b:c/", "https://[fe80::a]/"]
)
def test_an_address_is_no_pattern(link: str) -> None:
    """A colon may stand in one."""
    found = declared(f"permalink: {json.dumps(link)}", POST, "jekyll")
    assert (found.link, found.permalink) == (link, None)


@pytest.mark.parametrize("tag", ["en", "zh-Hant-HK", "yue", "pt-BR", "de-CH-1996", "es-419", "en-a-bbb", "EN-gb"])
def test_a_language_tag_has_the_shape_of_one(tag: str) -> None:
    """https://www.rfc-editor.org/rfc/rfc5646#section-2.1"""
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", "e", "English", "en_HK", "en-", "-en", "en--HK", "en-x", "en-HongKongs", "12", "ça", "en HK", "en\n"]
)
def test_all_else_is_no_language_tag(tag: str) -> None:
    """Least of all the name of a language."""
    assert not is_language_tag(tag)
