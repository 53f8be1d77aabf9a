"""Site generators, known by their configuration, and what it says of the publication."""

from __future__ import annotations

import re
from pathlib import Path

from publish.detecting import clues
from publish.detecting.found import Found, author
from publish.detecting.hugo import hugo
from publish.detecting.permalinks import of_eleventy, of_jekyll


def _jekyll(root: Path) -> Found | None:
    path = clues.first(root, ("_config.yml", "_config.yaml", "_config.toml"))
    if path is None and not (root / "_posts").is_dir():
        return None
    values = clues.values(path) if path is not None else {}
    address = clues.string(values, "url")
    base = (clues.string(values, "baseurl") or "").strip("/")
    pattern = clues.string(values, "permalink") or "date"
    path_of_articles = of_jekyll(pattern)
    return Found(
        generator="Jekyll",
        layout="jekyll",
        articles=".",
        # Jekyll empties _site at every build, and copies folders like this one into it.
        target="feeds",
        article_path=path_of_articles or of_jekyll("date") or "",
        link=clues.address(f"{address.rstrip('/')}/{base}" if address else None),
        title=clues.string(values, "title", "name"),
        description=clues.string(values, "description"),
        author=author(values),
        language=clues.tag(clues.string(values, "lang", "locale")),
        timezone=clues.zone(clues.string(values, "timezone")),
        remarks=() if path_of_articles else clues.not_followed("Jekyll", f"permalink: {pattern}"),
    )


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
    pattern, path_of_articles = of_eleventy(root / articles)
    return Found(
        generator="Eleventy",
        layout="eleventy",
        articles=articles,
        target="_site/feeds",
        article_path=path_of_articles or (f"{section}/{{path}}/" if in_section else "{path}/"),
        ignore=("node_modules", "_site") if articles == "." else (),
        remarks=clues.not_followed("Eleventy", f"permalink: {pattern}") if pattern and not path_of_articles else (),
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


GENERATORS = (hugo, _jekyll, _pelican, _eleventy, _astro)
