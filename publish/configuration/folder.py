"""A configuration for `masthead build FOLDER --link URL --to DIR`, where no masthead.toml is there to say more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from feeds.spec import Publication
from publish.configuration import values
from publish.configuration.feeds import DEFAULT
from publish.errors import InvalidConfig
from publish.settings import Config, SourceConfig, StateConfig, TargetConfig

# Part of every minted id. Not the folder's name: the folder may be renamed, and checked out anywhere.
SOURCE_NAME = "articles"

Value = TypeVar("Value")


def without_file(
    folder: Path,
    link: str,
    to: Path,
    *,
    here: Path,
    title: str | None = None,
    feeds_url: str | None = None,
    timezone: str | None = None,
    id: str | None = None,
) -> Config:
    """Defaults for whatever is not said, each in a note. `here` is the folder that paths are shown from.

    The publication's id, unless given, is the site's address: it needs no clock and no memory, so it is the
    same after any loss of state. (A tag: URI would need a date on which its host was the publisher's.)
    Raises InvalidConfig.
    """
    mistakes: list[str] = []

    def read(option: str, reader: Callable[[object], Value], value: str) -> Value | None:
        try:
            return reader(value)
        except ValueError as error:
            mistakes.append(f"{option}: {error}")
            return None

    site = read("--link", values.folder_url, link)
    zone = read("--timezone", values.zone, timezone or "UTC")
    publication_id = read("--id", values.iri, id) if id else site
    address = feeds_url or (f"{site}{to.name}/" if site else None)
    documents = read("--feeds-url", values.folder_url, address) if address else None
    if to == folder:
        mistakes.append(f"--to: {to} is the articles' own folder; put the documents into another")
    if site is None or zone is None or publication_id is None or documents is None or mistakes:
        raise InvalidConfig(mistakes)
    host = urlsplit(site).hostname or ""
    state = _state_path(to)
    template = f"{site}{{section}}/{{slug}}"
    said = {
        f"the title is {host}; another: --title": title,
        f"the documents will be reached below {documents}; elsewhere: --feeds-url": feeds_url,
        "dates without a time zone are UTC; another: --timezone": timezone,
        f"an article without a link gets {template}": None,
        f"ids begin with {site}; with something else: --id": id,
        f"what is remembered between runs is in {state}": None,
    }
    return Config(
        root=here,
        file=None,
        publication=Publication(id=publication_id, title=title or host, link=site, feeds_url=documents, timezone=zone),
        sources=(SourceConfig(name=SOURCE_NAME, link=template, options={"path": folder}),),
        feeds=DEFAULT,
        targets=(TargetConfig(name="feeds", options={"path": to}),),
        state=StateConfig(path=state),
        notes=tuple(note for note, value in said.items() if value is None),
    )


def _state_path(to: Path) -> Path:
    """In the user's state folder, by the target's absolute path."""
    from platformdirs import user_state_path

    digest = hashlib.sha256(str(to).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return user_state_path("masthead", appauthor=False) / digest / "state.sqlite"
