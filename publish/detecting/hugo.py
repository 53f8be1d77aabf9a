"""A Hugo site, known by its configuration, and what that and its content say of the publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from publish.detecting import clues
from publish.detecting.found import Found, author, table
from publish.detecting.permalinks import of_hugo


def hugo(root: Path) -> Found | None:
    """What is found of a Hugo site in `root`, None where there is none."""
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
    addresses = _pages_of_hugo(values)
    one = None if str(values.get("uglyurls")).lower() == "true" else of_hugo(addresses, root / content)
    own = {key.lower(): value for key, value in table(table(values.get("languages")).get(main)).items()}
    return Found(
        generator="Hugo",
        layout="hugo",
        articles=content,
        target=(clues.string(values, "publishdir") or "public") + "/feeds",
        article_path=one or _hugo_path(values),
        link=clues.address(clues.string(values, "baseurl")),
        title=clues.string(own, "title") or clues.string(values, "title"),
        language=clues.tag(
            clues.string(own, "locale", "languagecode")
            or (main if own else clues.string(values, "locale", "languagecode", "defaultcontentlanguage"))
        ),
        description=clues.string(table(values.get("params")), "description"),
        author=author(table(values.get("params"))) or author(values),
        timezone=clues.zone(clues.string(values, "timezone")),
        section_titles=tuple(_section_titles(root / content)),
        ignore=tuple(_undated_pages(root / content)) if "date" not in _front_matter_of_hugo(values) else (),
        remarks=_not_followed(values, {} if one else addresses),
    )


def _hugo_path(values: Mapping[str, object]) -> str:
    """Where Hugo puts a page by default: https://gohugo.io/content-management/urls/"""
    dates = _front_matter_of_hugo(values).get("date")
    # With :filename, a date in front of a file's name is no part of its address.
    named = isinstance(dates, list) and any(str(name).startswith(":filename") for name in dates)
    path = "{folder}/{slug}" if named else "{path}"
    return path + (".html" if str(values.get("uglyurls")).lower() == "true" else "/")


def _front_matter_of_hugo(values: Mapping[str, object]) -> Mapping[str, object]:
    """Where dates come from: https://gohugo.io/configuration/front-matter/"""
    return {key.lower(): value for key, value in table(values.get("frontmatter")).items()}


def _undated_pages(content: Path) -> Iterator[str]:
    """Globs for pages in no section and without a date: about, contact, search. As articles they would be new today."""
    for path in clues.children(content):
        page = path / "index.md" if path.is_dir() else path
        if page.suffix != ".md" or not page.is_file() or re.search(r"[*?\[\]\\!]", path.name):
            continue
        if not re.search(r"""^[ \t{]*["']?\w*date["']?[ \t]*[:=]""", clues.text(page), re.MULTILINE | re.IGNORECASE):
            yield f"/{path.name}" + ("/" if path.is_dir() else "")


def _pages_of_hugo(values: Mapping[str, object]) -> Mapping[str, object]:
    """Patterns of addresses by section: https://gohugo.io/configuration/permalinks/"""
    patterns = table(values.get("permalinks"))
    others = {name: pattern for name, pattern in patterns.items() if name not in ("section", "term", "taxonomy")}
    return {**table(patterns.get("page")), **{name: each for name, each in others.items() if isinstance(each, str)}}


def _not_followed(values: Mapping[str, object], addresses: Mapping[str, object]) -> tuple[str, ...]:
    """What of the addresses is not in the template."""
    said = [f'permalinks.{name} = "{pattern}"' for name, pattern in addresses.items() if isinstance(pattern, str)]
    if str(values.get("defaultcontentlanguageinsubdir")).lower() == "true":
        said.append("defaultContentLanguageInSubdir = true")
    return clues.not_followed("Hugo", *said)


def _section_titles(content: Path) -> Iterator[tuple[str, str]]:
    from entries.slugs import slugify

    for folder in clues.children(content):
        path = folder / "_index.md"
        if folder.is_dir() and path.is_file():
            match = re.search(r"""^title\s*[:=]\s*(["']?)(.+?)\1\s*$""", clues.text(path), re.MULTILINE)
            if match is not None and slugify(match[2]) != slugify(folder.name):
                yield folder.name, match[2]
