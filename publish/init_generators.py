"""Site generators, known by their configuration, and what it says of the publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publish import init_clues as clues


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found. Paths are relative to the folder; `article_path`, `feeds_path` to the site's address.

    `section_titles` are (folder, title) where the title's slug would be another than the folder's. `remarks` are
    what a person has to look at, of the addresses of articles.
    """

    generator: str | None = None
    layout: str = "plain"
    articles: str = "articles"
    target: str = "public/feeds"
    feeds_path: str = "feeds/"
    article_path: str = "{section}/{slug}"
    title: str | None = None
    description: str | None = None
    author: str | None = None
    link: str | None = None
    language: str | None = None
    timezone: str | None = None
    ignore: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    section_titles: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def _hugo(root: Path) -> Found | None:
    names = (
        "hugo.toml",
        "hugo.yaml",
        "hugo.yml",
        "hugo.json",
        "config.toml",
        "config.yaml",
        "config.yml",
        "config.json",
    )
    path = clues.first(root, (*names, *(f"config/_default/{name}" for name in names)))
    if path is None or (path.name.startswith("config") and not (root / "content").is_dir()):
        return None
    # Hugo's keys are read without regard to case.
    values = {key.lower(): value for key, value in clues.values(path).items()}
    content = clues.string(values, "contentdir") or "content"
    main = (clues.string(values, "defaultcontentlanguage") or "en").lower()
    own = {key.lower(): value for key, value in _table(_table(values.get("languages")).get(main)).items()}
    return Found(
        generator="Hugo",
        layout="hugo",
        articles=content,
        target=(clues.string(values, "publishdir") or "public") + "/feeds",
        article_path=_hugo_path(values),
        link=clues.address(clues.string(values, "baseurl")),
        title=clues.string(own, "title") or clues.string(values, "title"),
        language=clues.tag(
            clues.string(own, "locale", "languagecode")
            or (main if own else clues.string(values, "locale", "languagecode", "defaultcontentlanguage"))
        ),
        author=_author(_table(values.get("params"))) or _author(values),
        timezone=clues.zone(clues.string(values, "timezone")),
        section_titles=tuple(_section_titles(root / content)),
        remarks=_permalinks_of_hugo(values),
    )


def _hugo_path(values: Mapping[str, object]) -> str:
    """Where Hugo puts a page by default: https://gohugo.io/content-management/urls/"""
    dates = _table({key.lower(): value for key, value in _table(values.get("frontmatter")).items()}).get("date")
    # With :filename, a date in front of a file's name is no part of its address.
    named = isinstance(dates, list) and any(str(name).startswith(":filename") for name in dates)
    path = "{folder}/{slug}" if named else "{path}"
    return path + (".html" if str(values.get("uglyurls")).lower() == "true" else "/")


def _permalinks_of_hugo(values: Mapping[str, object]) -> tuple[str, ...]:
    """Patterns of sections, which no one template says: https://gohugo.io/configuration/permalinks/"""
    patterns = _table(values.get("permalinks"))
    pages = [(name, pattern) for name, pattern in _table(patterns.get("page")).items()]
    pages += [pair for pair in patterns.items() if pair[0] not in ("section", "term", "taxonomy")]
    said = [f'permalinks.{name} = "{pattern}"' for name, pattern in pages if isinstance(pattern, str)]
    if str(values.get("defaultcontentlanguageinsubdir")).lower() == "true":
        said.append("defaultContentLanguageInSubdir = true")
    return tuple(f"Hugo's configuration has  {one}  which is not followed here." for one in said if one.isprintable())


def _author(values: Mapping[str, object]) -> str | None:
    """Whoever writes all that names no author: a name, or a table with one."""
    return clues.string(values, "author") or clues.string(_table(values.get("author")), "name")


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _jekyll(root: Path) -> Found | None:
    path = clues.first(root, ("_config.yml", "_config.yaml", "_config.toml"))
    if path is None and not (root / "_posts").is_dir():
        return None
    values = clues.values(path) if path is not None else {}
    address = clues.string(values, "url")
    base = (clues.string(values, "baseurl") or "").strip("/")
    return Found(
        generator="Jekyll",
        layout="jekyll",
        articles=".",
        # Jekyll empties _site at every build, and copies folders like this one into it.
        target="feeds",
        article_path=_permalink(clues.string(values, "permalink") or "date"),
        link=clues.address(f"{address.rstrip('/')}/{base}" if address else None),
        title=clues.string(values, "title", "name"),
        description=clues.string(values, "description"),
        author=_author(values),
        language=clues.tag(clues.string(values, "lang", "locale")),
        timezone=clues.zone(clues.string(values, "timezone")),
    )


_PERMALINKS = {
    "date": "{folder}/{year}/{month}/{day}/{name}.html",
    "pretty": "{folder}/{year}/{month}/{day}/{name}/",
    "none": "{folder}/{name}.html",
}


def _permalink(pattern: str) -> str:
    """Jekyll's pattern as a template: https://jekyllrb.com/docs/permalinks/"""
    if pattern in _PERMALINKS:
        return _PERMALINKS[pattern]
    fields = {"year": "{year}", "month": "{month}", "day": "{day}", "title": "{name}", "slug": "{slug}"}
    fields |= {"i_month": "{month}", "i_day": "{day}", "categories": "{folder}", "output_ext": ".html"}
    path = re.sub(r":(\w+)", lambda match: fields.get(match[1], ""), pattern)
    path = re.sub(r"/{2,}", "/", path).lstrip("/")
    if not re.search(r"\{(?:name|slug)\}", path) or re.search(r"[\s\\<>\"`^|]", path):
        return _PERMALINKS["date"]
    return path


def _pelican(root: Path) -> Found | None:
    path = clues.first(root, ("pelicanconf.py",))
    if path is None:
        return None
    published = clues.first(root, ("publishconf.py",))  # what is set there goes before
    texts = [clues.text(file) for file in (published, path) if file is not None]
    url = clues.python(texts, "ARTICLE_URL") or "{slug}.html"
    for date, field in (("%Y", "year"), ("%m", "month"), ("%d", "day")):
        url = url.replace(f"{{date:{date}}}", f"{{{field}}}")
    url = url.replace("{category}", "{section}").replace("{lang}", "{language}").lstrip("/")
    if re.search(r"\{(?!(?:section|slug|year|month|day|language)\})", url) or "{slug}" not in url:
        url = "{slug}.html"
    if clues.python(texts, "SLUGIFY_SOURCE") != "basename":
        url = url.replace("{slug}", "{path}")
    return Found(
        generator="Pelican",
        layout="pelican",
        articles=(clues.python(texts, "PATH") or "content").strip("/") or ".",
        target="output/feeds",
        article_path=url,
        link=clues.address(clues.python(texts, "SITEURL")),
        title=clues.python(texts, "SITENAME"),
        author=clues.python(texts, "AUTHOR"),
        language=clues.tag(clues.python(texts, "DEFAULT_LANG")),
        timezone=clues.zone(clues.python(texts, "TIMEZONE")),
    )


def _eleventy(root: Path) -> Found | None:
    names = (".eleventy.js", *(f"eleventy.config.{ending}" for ending in ("js", "mjs", "cjs", "ts")))
    path = clues.first(root, names)
    if path is None:
        return None
    folders = (
        "src/posts",
        "src/blog",
        "content/blog",
        "content/posts",
        "posts",
        "blog",
        "src/content",
        "content",
        "src",
    )
    articles = next((folder for folder in folders if clues.holds_articles(root / folder)), ".")
    section = articles.rpartition("/")[2]
    in_section = section in ("posts", "blog")
    return Found(
        generator="Eleventy",
        layout="eleventy",
        articles=articles,
        target="_site/feeds",
        article_path=f"{section}/{{path}}/" if in_section else "{path}/",
        ignore=("node_modules", "_site") if articles == "." else (),
    )


def _astro(root: Path) -> Found | None:
    path = clues.first(root, tuple(f"astro.config.{ending}" for ending in ("mjs", "js", "ts", "cjs", "mts")))
    if path is None:
        return None
    site = re.search(r"""\bsite\s*:\s*['"](https?://[^'"\s]+)['"]""", clues.text(path))
    base = re.search(r"""\bbase\s*:\s*['"]/?([^'"\s]*)['"]""", clues.text(path))
    link = site[1].rstrip("/") + "/" + base[1] if site and base else site[1] if site else None
    folder = next((name for name in ("src/content", "src/data") if clues.holds_articles(root / name)), "src/content")
    return Found(
        generator="Astro",
        layout="astro",
        articles=folder,
        target="public/feeds",  # Astro copies it into what it builds
        article_path="{path}/",
        link=clues.address(link),
    )


def _section_titles(content: Path) -> Iterator[tuple[str, str]]:
    from entries.slugs import slugify

    for folder in clues.children(content):
        path = folder / "_index.md"
        if folder.is_dir() and path.is_file():
            match = re.search(r"""^title\s*[:=]\s*(["']?)(.+?)\1\s*$""", clues.text(path), re.MULTILINE)
            if match is not None and slugify(match[2]) != slugify(folder.name):
                yield folder.name, match[2]


GENERATORS = (_hugo, _jekyll, _pelican, _eleventy, _astro)
