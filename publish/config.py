"""masthead.toml and the environment, read into values. Every mistake is found at once, each with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from publish.configuration import keys
from publish.configuration import tables as read_tables
from publish.configuration.environ import overrides
from publish.configuration.feeds import feed_specs
from publish.configuration.mistakes import Mistakes, Values
from publish.configuration.values import hint
from publish.errors import InvalidConfig
from publish.settings import Config

FILE_NAME = "masthead.toml"


def find(start: Path) -> Path | None:
    """masthead.toml in a folder or the nearest one above it."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """Read one configuration file. Paths in it are taken from its folder. Raises InvalidConfig."""
    path = path.absolute()
    text = _text(path)
    try:
        content: Values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem, _, at = str(error).removesuffix(")").partition(" (at ")
        line = at.removeprefix("line ").partition(",")[0] if at.startswith("line ") else str(text.count("\n") + 1)
        raise InvalidConfig([f"{path.name}:{line} {problem}: this is no TOML (https://toml.io)"]) from error
    mistakes = Mistakes(name=path.name, text=text)
    overrides(content, environ, mistakes)
    _refuse_unknown(content, mistakes)
    targets = read_tables.targets(content, path.parent, mistakes)
    page = read_tables.page(content, mistakes)
    publication = read_tables.publication(content, path, mistakes)
    sitemaps = read_tables.sitemaps(content, publication, mistakes)
    feeds, schedules = feed_specs(content.get("feeds"), page, sitemaps, mistakes)
    config = Config(
        root=path.parent,
        file=path,
        publication=publication,
        sources=read_tables.sources(content, path.parent, mistakes),
        feeds=feeds,
        targets=targets,
        state=read_tables.state(content, path.parent, targets, mistakes),
        page=page,
        sitemaps=sitemaps,
        schedule=read_tables.schedule(content, mistakes)._replace(feeds=schedules),
        gone=read_tables.gone(content, mistakes),
        moved=read_tables.moved(content, feeds, mistakes),
        notify=read_tables.notify(content, mistakes),
    )
    mistakes.finish()
    return config


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InvalidConfig([f"{path.name}:{line} this line is not UTF-8; save the file in that encoding"]) from error
    except OSError as error:
        raise InvalidConfig([f"{path}: not readable ({error.strerror})"]) from error


def _refuse_unknown(content: Values, mistakes: Mistakes) -> None:
    known = [heading.strip("[]").partition(".")[0] for heading in keys.TABLES if heading]
    known += [key.name for key in keys.TOP]
    for name in content:
        if name not in known:
            mistakes.add((name,), f"no such table{hint(name, known) or '; known: ' + ', '.join(known)}")
