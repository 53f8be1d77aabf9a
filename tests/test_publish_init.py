"""A first masthead.toml from what a folder holds."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish import cli, config
from publish.detecting.detect import detect
from publish.errors import InvalidConfig
from publish.init import mint, run

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def write(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def written(root: Path, link: str | None = "https://harbourpost.example/") -> dict[str, object]:
    return tomllib.loads(run(root, link, None, NOW, None).read_text(encoding="utf-8"))


def test_a_plain_folder(tmp_path: Path) -> None:
    """Its articles, and defaults that read as they are."""
    write(tmp_path / "articles/tour.txt")
    text = run(tmp_path, "https://harbourpost.example", "The Harbour Post", NOW, "Asia/Hong_Kong").read_text()
    content = tomllib.loads(text)
    assert content["publication"] == {
        "id": "tag:harbourpost.example,2026",
        "title": "The Harbour Post",
        "link": "https://harbourpost.example/",
        "feeds_url": "https://harbourpost.example/feeds/",
        "timezone": "Asia/Hong_Kong",
    }
    assert content["sources"] == [
        {"name": "articles", "path": "articles", "link": "https://harbourpost.example/{section}/{slug}"}
    ]
    assert content["targets"] == [{"path": "public/feeds"}]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A masthead.toml that is there stays, and is named."""
    write(tmp_path / "masthead.toml", "mine")
    with pytest.raises(InvalidConfig, match="is there already"):
        run(tmp_path, "https://harbourpost.example/", None, NOW, None)
    assert (tmp_path / "masthead.toml").read_text() == "mine"


def test_the_address_must_be_known(tmp_path: Path) -> None:
    """Without it nothing is written, and the sentence says what to add."""
    with pytest.raises(InvalidConfig, match="--link https://"):
        run(tmp_path, None, None, NOW, None)
    write(tmp_path / "hugo.toml", 'baseURL = "https://h.example/a b/"')
    with pytest.raises(InvalidConfig, match=r"--link https://\S+$") as caught:
        run(tmp_path, None, None, NOW, None)
    assert 'where the site is: "https://h.example/a b/" is no absolute URL' in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["hugo.toml"]


def test_what_is_passed_is_read_as_a_build_would_read_it(tmp_path: Path) -> None:
    """Every mistake is named with its option, and nothing is written."""
    with pytest.raises(InvalidConfig) as caught:
        run(tmp_path, "https://x.example/a b", "  ", NOW, "Asia/Tokio")
    assert caught.value.mistakes == (
        '--link: "https://x.example/a b" is no absolute URL; write one like "https://harbourpost.example/"',
        "--title: is empty; give it text, or leave the key out",
        '--timezone: "Asia/Tokio" is no IANA time zone; did you mean Asia/Tokyo?',
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named before anything is asked, and advice repeats the folder that was."""
    assert cli.main(["init", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'none'} is no folder. Make it and")
    (tmp_path / "a site").mkdir()
    assert cli.main(["init", str(tmp_path / "a site")]) == 2
    assert f"masthead init '{tmp_path / 'a site'}' --link https://" in capsys.readouterr().err


def test_where_articles_are_to_be_put(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said where the folder that was written is not there yet, and not where it is."""
    assert cli.main(["init", str(tmp_path), "--link", "https://h.example/"]) == 0
    assert f"There is no folder {tmp_path / 'articles'} yet: put articles there" in capsys.readouterr().err
    (tmp_path / "masthead.toml").unlink()
    (tmp_path / "articles").mkdir()
    assert cli.main(["init", str(tmp_path), "--link", "https://h.example/"]) == 0
    assert "There is no folder" not in capsys.readouterr().err


def test_what_has_to_be_mended_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What no option says is written as far as it goes, and its mistakes are told at once."""
    assert cli.main(["init", str(tmp_path), "--link", "https://[::1]/"]) == 2
    assert "masthead.toml:5 publication.id: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("link", "id"),
    [
        ("https://harbourpost.example/", "tag:harbourpost.example,2026"),
        ("https://Harbourpost.Example:8443/~ann/", "tag:harbourpost.example,2026:~ann"),
        ("https://bücher.example/", "tag:xn--bcher-kva.example,2026"),
    ],
)
def test_ids_are_tag_uris(link: str, id: str) -> None:
    """RFC 4151: a host in ASCII, a year, the path where one host has many sites."""
    assert mint(link, NOW) == id


def test_hugo(tmp_path: Path) -> None:
    """Title, address and language from its configuration; section titles from _index.md."""
    write(tmp_path / "hugo.toml", 'baseURL = "https://h.example/"\ntitle = "The \\"H\\""\nlanguageCode = "zh-Hant"\n')
    write(tmp_path / "content/china/_index.md", "---\ntitle: 'News from China'\n---\n")
    write(tmp_path / "content/asia/_index.md", '+++\ntitle = "Asia"\n+++\n')
    content = written(tmp_path, None)
    publication = content["publication"]
    assert isinstance(publication, dict)
    assert (publication["title"], publication["link"], publication["language"]) == (
        'The "H"',
        "https://h.example/",
        "zh-Hant",
    )
    assert content["sources"] == [
        {"name": "articles", "path": "content", "layout": "hugo", "link": "https://h.example/{path}/"}
    ]
    assert content["sections"] == {"china": {"title": "News from China"}}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("hugo.toml", "[params]\nauthor = 'Ann Ho'"),
        ("hugo.toml", "[params.author]\nname = 'Ann Ho'"),
        ("_config.yml", "author: Ann Ho"),
        ("_config.yml", "author:\n  name: Ann Ho\n  email: a@h.example"),
        ("pelicanconf.py", "AUTHOR = 'Ann Ho'"),
    ],
)
def test_the_author_of_a_whole_site(tmp_path: Path, file: str, text: str) -> None:
    """Named for articles that name none."""
    write(tmp_path / file, text)
    publication = written(tmp_path)["publication"]
    assert isinstance(publication, dict)
    assert publication["author"] == "Ann Ho"


@pytest.mark.parametrize("name", ["config.yaml", "config/_default/hugo.yaml", "hugo.json"])
def test_hugo_in_other_files(tmp_path: Path, name: str) -> None:
    """YAML and JSON, and the folder of configurations."""
    write(tmp_path / name, '{"baseurl": "https://h.example/", "title": "H"}')
    (tmp_path / "content").mkdir()
    found = detect(tmp_path)
    assert (found.generator, found.link, found.title) == ("Hugo", "https://h.example/", "H")


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("", "{path}/"),
        ("uglyURLs = true", "{path}.html"),
        ("[frontmatter]\ndate = [':filename', ':default']", "{folder}/{slug}/"),
        ("[frontmatter]\ndate = ['date']", "{path}/"),
    ],
)
def test_where_hugo_puts_pages(tmp_path: Path, said: str, path: str) -> None:
    """Its folders and names; a date in a file's name is left out where Hugo reads it."""
    write(tmp_path / "hugo.toml", said)
    assert detect(tmp_path).article_path == path


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("[permalinks]\nposts = '/:year/:slug/'", 'permalinks.posts = "/:year/:slug/"'),
        ("[permalinks.page]\nposts = '/:title/'", 'permalinks.posts = "/:title/"'),
        ("defaultContentLanguageInSubdir = true", "defaultContentLanguageInSubdir = true"),
    ],
)
def test_what_of_hugo_is_not_followed_is_said(tmp_path: Path, said: str, shown: str) -> None:
    """Above the template that has to be looked at, as a comment."""
    write(tmp_path / "hugo.toml", said)
    text = run(tmp_path, "https://h.example/", None, NOW, None).read_text()
    assert f"# Hugo's configuration has  {shown}  which is not followed here.\n# For articles" in text


@pytest.mark.parametrize(
    ("posts", "notes", "path"),
    [
        ("/:year/:month/:contentbasename/", "/:year/:month/:contentbasename/", "{year}/{month}/{name}/"),
        ("/:sections/:slugorcontentbasename/", "/:sections/:slugorcontentbasename/", "{folder}/{name}/"),
        ("/:section/:day/:filename/", "/:section/:day/:filename/", "{section}/{day}/{name}/"),
        ("/:year/:filename/", "", None),
        ("/:year/:filename/", "/:filename/", None),
        ("/:year/:title/", "/:year/:title/", None),
        ("/:filename", "/:filename", None),
    ],
)
def test_patterns_of_hugo_that_one_template_says_are_followed(
    tmp_path: Path, posts: str, notes: str, path: str | None
) -> None:
    """Where all sections have the same, and nothing in it is made of the title; else they are named."""
    both = f"posts = '{posts}'\n" + (f"notes = '{notes}'\n" if notes else "")
    write(tmp_path / "hugo.toml", "[permalinks.page]\n" + both)
    for section in ("posts", "notes"):
        write(tmp_path / "content" / section / "tour.md", "---\ndate: 2026-11-20\n---\n")
    found = detect(tmp_path)
    assert found.article_path == (path or "{path}/")
    assert bool(found.remarks) == (path is None)


def test_patterns_of_other_kinds_are_not_articles(tmp_path: Path) -> None:
    """Addresses of taxonomies are of no interest, and a line break begins no line of masthead.toml."""
    write(tmp_path / "hugo.yaml", 'permalinks: {term: {tags: "/t/:slug/"}, page: {posts: "/:slug\\n[x]/"}}')
    assert detect(tmp_path).remarks == ()


def test_hugo_in_several_languages(tmp_path: Path) -> None:
    """The publication's title and language are those of the main language."""
    write(
        tmp_path / "hugo.yaml",
        "languageCode: en-us\ntitle: None\ndefaultContentLanguage: de\n"
        "languages: {en: {title: The H}, de: {title: Das H, locale: de-AT}}\n",
    )
    assert (found := detect(tmp_path)).title == "Das H"
    assert found.language == "de-AT"
    write(tmp_path / "hugo.yaml", "languageCode: en-us\nlanguages: {en: {title: The H}}\n")
    assert (detect(tmp_path).title, detect(tmp_path).language) == ("The H", "en")


def test_pages_of_hugo_that_are_no_articles(tmp_path: Path) -> None:
    """Those in no section without a date, unless the date comes from elsewhere."""
    write(tmp_path / "hugo.toml", "[params]\ndescription = 'News'")
    write(tmp_path / "content/about.md", "---\ntitle: About\nupdated: no\n---\nx\n")
    write(tmp_path / "content/contact/index.md", "+++\ntitle = 'Contact'\n+++\n")
    write(tmp_path / "content/dated.md", "---\ndate: 2026-11-20\n---\nx\n")
    write(tmp_path / "content/json.md", '{ "date": "2026-11-20" }\nx\n')
    write(tmp_path / "content/posts/undated.md", "x\n")
    found = detect(tmp_path)
    assert (found.ignore, found.description) == (("/about.md", "/contact/"), "News")
    text = run(tmp_path, "https://h.example/", None, NOW, None).read_text()
    assert 'ignore = ["/about.md", "/contact/"]  # pages' in text
    write(tmp_path / "hugo.toml", "[frontmatter]\ndate = [':git']")
    assert detect(tmp_path).ignore == ()


def test_a_config_without_content_is_not_hugo(tmp_path: Path) -> None:
    """Many programs have a config.toml."""
    write(tmp_path / "config.toml", 'title = "x"')
    assert detect(tmp_path).generator is None


def test_jekyll(tmp_path: Path) -> None:
    """Address from url and baseurl, permalinks as a template, feeds where Jekyll leaves them alone."""
    write(
        tmp_path / "_config.yml",
        "title: The J\nurl: https://j.example\nbaseurl: /news\nlang: en_GB\ntimezone: Europe/London\n"
        "permalink: /:categories/:year/:title/\n",
    )
    found = detect(tmp_path)
    assert (found.layout, found.articles, found.target) == ("jekyll", ".", "feeds")
    assert (found.link, found.language, found.timezone) == ("https://j.example/news/", "en-GB", "Europe/London")
    assert found.article_path == "{folder}/{year}/{name}/"


def test_jekyll_without_a_permalink(tmp_path: Path) -> None:
    """Its own default: https://jekyllrb.com/docs/permalinks/"""
    (tmp_path / "_posts").mkdir()
    assert detect(tmp_path).article_path == "{folder}/{year}/{month}/{day}/{name}.html"


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("pretty", "{folder}/{year}/{month}/{day}/{name}/"),
        ("none", "{folder}/{name}.html"),
        ("/blog/:year/:slug:output_ext", "blog/{year}/{slug}.html"),
        ("ordinal", None),
        ("weekdate", None),
        ("/:i_month/:title/", None),
        ("/:year/", None),
    ],
)
def test_permalinks_of_jekyll(tmp_path: Path, pattern: str, path: str | None) -> None:
    """A style or a pattern is followed where a template says the same, and named where none does."""
    write(tmp_path / "_config.yml", f"permalink: {pattern}\n")
    found = detect(tmp_path)
    assert found.article_path == (path or "{folder}/{year}/{month}/{day}/{name}.html")
    said = f"Jekyll's configuration has  permalink: {pattern}  which is not followed here."
    assert found.remarks == (() if path else (said,))


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/news/{{ page.fileSlug }}/", "news/{name}/"),
        ("/{{page.fileSlug}}/index.html", "{name}/"),
        ("/{{ page.filePathStem }}/", None),
        ("/{{ page.date | year }}/{{ page.fileSlug }}/", None),
        ("/{{ title | slugify }}/", None),
    ],
)
def test_permalinks_of_eleventy(tmp_path: Path, pattern: str, path: str | None) -> None:
    """What the folder's data file says of its posts."""
    write(tmp_path / ".eleventy.js", "")
    write(tmp_path / "posts" / "tour.md", "---\ndate: 2026-11-20\n---\n")
    write(tmp_path / "posts" / "posts.json", json.dumps({"permalink": pattern}))
    found = detect(tmp_path)
    assert (found.article_path, bool(found.remarks)) == (path or "posts/{path}/", path is None)


def test_pelican(tmp_path: Path) -> None:
    """Read as text and never run; publishconf.py goes before pelicanconf.py."""
    write(
        tmp_path / "pelicanconf.py",
        "raise SystemExit\nSITENAME = 'The P'\nSITEURL = ''\nPATH = \"content\"\nTIMEZONE = 'No/Where'\n"
        "DEFAULT_LANG = 'fr'\nARTICLE_URL = '{date:%Y}/{category}/{slug}/'\n",
    )
    write(tmp_path / "publishconf.py", "SITEURL = 'https://p.example'\n")
    found = detect(tmp_path)
    assert (found.generator, found.title, found.link, found.language) == (
        "Pelican",
        "The P",
        "https://p.example/",
        "fr",
    )
    assert (found.article_path, found.timezone) == ("{year}/{section}/{path}/", None)
    write(tmp_path / "publishconf.py", "SLUGIFY_SOURCE = 'basename'\n")
    assert detect(tmp_path).article_path == "{year}/{section}/{slug}/"


def test_eleventy(tmp_path: Path) -> None:
    """The folder that holds the posts."""
    write(tmp_path / "eleventy.config.mjs")
    write(tmp_path / "content/blog/tour.md")
    found = detect(tmp_path)
    assert (found.generator, found.articles, found.article_path) == ("Eleventy", "content/blog", "blog/{path}/")


def test_astro(tmp_path: Path) -> None:
    """Its address is a literal in the configuration."""
    write(tmp_path / "astro.config.mjs", "export default defineConfig({ site: 'https://a.example', base: '/docs' })")
    write(tmp_path / "src/content/blog/tour.md")
    found = detect(tmp_path)
    assert (found.generator, found.articles, found.link) == ("Astro", "src/content", "https://a.example/docs/")


def test_an_existing_feed(tmp_path: Path) -> None:
    """It is named, and says what nothing else does."""
    write(
        tmp_path / "public/index.xml",
        "<?xml version='1.0'?><rss version='2.0'><channel><title><![CDATA[Ham &amp; Eggs]]></title>"
        "<link>https://f.example</link><language>en-us</language><item><title>No</title></item></channel></rss>",
    )
    write(tmp_path / "public/feed.xml", "<not-a-feed/>")
    found = detect(tmp_path)
    assert found.feeds == ("public/index.xml",)
    assert (found.title, found.link, found.language) == ("Ham & Eggs", "https://f.example/", "en-us")
    assert "# There is a feed already: public/index.xml\n" in run(tmp_path, None, None, NOW, None).read_text()


@pytest.mark.parametrize(
    ("names", "articles"),
    [
        (("a.txt", "README.md"), "."),
        (("README.md", "stories/a.html"), "stories"),
        (("README.md", "texte/a.md"), "texte"),
        (("one/a.md", "two/b.md"), "."),
        (("README.md",), "articles"),
    ],
)
def test_where_plain_articles_are(tmp_path: Path, names: tuple[str, ...], articles: str) -> None:
    """A usual name, the folder itself, or the only folder that holds any."""
    for name in names:
        write(tmp_path / name)
    assert detect(tmp_path).articles == articles


@pytest.mark.parametrize("text", ["\0\xff{{{", "[", "- a\n- b", "a: &x [*x]", "x" * 300_000, ""])
@pytest.mark.parametrize("name", ["hugo.toml", "hugo.yaml", "_config.yml", "pelicanconf.py", "astro.config.mjs"])
def test_a_broken_configuration_is_no_error(tmp_path: Path, name: str, text: str) -> None:
    """Whatever can't be read is asked for, not guessed."""
    write(tmp_path / name, text)
    assert detect(tmp_path).title is None


@pytest.mark.parametrize("title", ['Quotes "and" \\ back', "tab\tand\nline", "\x7f\x00", "港聞 🗞", "''' \"\"\""])
def test_any_title_is_valid_toml(tmp_path: Path, title: str) -> None:
    """What goes in is read back."""
    content = tomllib.loads(run(tmp_path, "https://h.example/", title, NOW, None).read_text(encoding="utf-8"))
    assert content["publication"]["title"] == title


@pytest.mark.parametrize(
    "generator", ["hugo.toml", "_config.yml", "pelicanconf.py", ".eleventy.js", "astro.config.mjs", None]
)
def test_what_is_written_is_a_configuration(tmp_path: Path, generator: str | None) -> None:
    """It loads without a mistake, for every generator and for none."""
    if generator is not None:
        write(tmp_path / generator, "")
    path = run(tmp_path, "https://h.example/", None, NOW, None)
    loaded = config.load(path, {})
    assert loaded.publication.id == "tag:h.example,2026"
    assert [feed.path for feed in loaded.feeds] == ["all", "section/{section}"]
