"""Patterns of addresses of site generators as link templates, where these say exactly the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from publish.detecting import clues

_DATE = {"year": "{year}", "month": "{month}", "day": "{day}"}
# https://gohugo.io/configuration/permalinks/#tokens. Those that are made of the title are not among them: a template
# has none. The names of files are, which differ from {name} only where an article declares a slug.
_HUGO = {
    **_DATE,
    "section": "{section}",
    "sections": "{folder}",
    "contentbasename": "{name}",
    "slugorcontentbasename": "{name}",
    "filename": "{name}",
    "slugorfilename": "{name}",
}
# https://jekyllrb.com/docs/permalinks/#placeholders: :title is the name of the file.
_JEKYLL = {**_DATE, "title": "{name}", "slug": "{slug}", "categories": "{folder}", "output_ext": ".html"}
_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title:output_ext",
}
# https://www.11ty.dev/docs/data-eleventy-supplied/#page-variable
_ELEVENTY = {"page.fileslug": "{name}"}


def of_jekyll(pattern: str) -> str | None:
    """A style or a pattern as the path below the site; None for what no template says (:y_day, ordinal …)."""
    return _filled(_JEKYLL_STYLES.get(pattern, pattern), _JEKYLL)


def of_hugo(patterns: Mapping[str, object], content: Path) -> str | None:
    """The one template for all that is in `content`; None where sections differ, or a pattern is not exactly followed.

    `patterns` are those of pages, by section.
    """
    sections = [path.name.lower() for path in clues.children(content) if _is_section(path)]
    said = {pattern for name in sections if isinstance(pattern := patterns.get(name), str)}
    if len(said) != 1 or not all(name in patterns for name in sections):
        return None
    path = _filled(said.pop(), _HUGO)
    return path if path is not None and path.endswith("/") else None


def of_eleventy(folder: Path) -> tuple[str | None, str | None]:
    """The permalink of a folder's data file (posts.json, posts.11tydata.json), and the template where that is one."""
    for name in (f"{folder.name}.json", f"{folder.name}.11tydata.json"):
        try:
            values = json.loads(clues.text(folder / name))
        except ValueError:
            continue
        pattern = values.get("permalink") if isinstance(values, dict) else None
        if isinstance(pattern, str):
            marked = re.sub(r"\{\{-?\s*([\w.]+)\s*-?\}\}", lambda found: ":" + found[1].lower(), pattern)
            path = _filled(marked.removesuffix("index.html"), _ELEVENTY, r":([\w.]*\w)")
            return pattern, path
    return None, None


def _is_section(path: Path) -> bool:
    bundle = any((path / f"index{suffix}").is_file() for suffix in (".md", ".html"))
    return path.is_dir() and not bundle and clues.holds_articles(path)


def _filled(pattern: str, fields: Mapping[str, str], token: str = r":(\w+)") -> str | None:
    names: Iterable[str] = re.findall(token, pattern)
    path = re.sub(token, lambda found: fields.get(found[1], ""), pattern)
    path = re.sub(r"/{2,}", "/", path).lstrip("/")
    known = all(name in fields for name in names)
    if not known or not re.search(r"\{(?:name|slug)\}", path) or re.search(r"[\s\\<>\"`^|:]", path):
        return None
    return path
