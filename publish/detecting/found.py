"""What a site generator's configuration says of a publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publish.detecting import clues


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


def author(values: Mapping[str, object]) -> str | None:
    """Whoever writes all that names no author: a name, or a table with one."""
    return clues.string(values, "author") or clues.string(table(values.get("author")), "name")


def table(value: object) -> Mapping[str, object]:
    """A table of a configuration; empty where it is something else."""
    return value if isinstance(value, Mapping) else {}
