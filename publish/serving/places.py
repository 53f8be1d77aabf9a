"""What the configuration and the state come to for those who ask: a path -> a document, a redirect or an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from entries.slugs import path_name
from feeds.spec import FeedSpec
from publish.building.versions import Standing
from publish.respond import Response, gone, moved
from publish.serving.shelved import LONGEST, SHORTEST, Shelved
from publish.settings import Config

_OTHER_TYPES = {".html": "text/html", ".opml": "text/x-opml"}


class Kinds(NamedTuple):
    """Of the configured formats, by name: the suffix of a document's path and its media type."""

    suffixes: Mapping[str, str]
    media_types: Mapping[str, str]


def base_of(config: Config) -> str:
    """The path below which documents are reached: "/feeds/". From the configuration, and never from a request."""
    return unquote(urlsplit(config.publication.feeds_url).path) or "/"


def document(row: Standing, spec: FeedSpec | None, config: Config, kinds: Kinds, *, hidden: bool) -> Shelved:
    """One document that the target holds; `spec` is that of its feed, None where it is of none that is configured."""
    ttl = 0 if spec is None or spec.ttl is None else spec.ttl * 60
    return Shelved(
        path=row.path,
        url=row.url or config.publication.feeds_url + row.path,
        media_type=row.media_type or _media_type(row, kinds),
        etag=row.etag,
        modified=row.updated,
        max_age=min(max(ttl, SHORTEST), LONGEST),
        hubs=config.publication.hubs if spec is not None else (),
        hidden=hidden,
    )


def _media_type(row: Standing, kinds: Kinds) -> str:
    suffix = "." + row.path.rpartition(".")[2]
    return kinds.media_types.get(row.format) or _OTHER_TYPES.get(suffix, "application/xml")


def places(
    rows: Iterable[Standing], documents: Mapping[str, Shelved], config: Config, kinds: Kinds
) -> dict[str, Shelved | Response]:
    """Every path that has an answer. What a person wrote about a path comes before what happens to be there."""
    rows, base = list(rows), base_of(config)
    found: dict[str, Shelved | Response] = {}
    if (page := documents.get(config.page.path or "")) is not None:
        # Relative, so that it leads on from wherever this is mounted.
        found[base] = moved(page.path, 302)
    found.update((base + path, moved(url)) for path, url in _was(rows, documents, kinds))
    found.update((each.place, each) for each in documents.values())
    # The last documents of a feed that another one took the place of stand there until they are pruned.
    specs = {spec.path for spec in config.feeds}
    kept_up = {row.path for row in rows if row.spec in specs and row.format != "was"}
    replaced = ((path, url) for path, url in _moved(rows, documents, config, kinds) if path not in kept_up)
    found.update((base + path, moved(url)) for path, url in replaced)
    for path in config.gone:
        for suffix in ("", *kinds.suffixes.values()):
            found[base + path + suffix] = gone()
    return found


def _moved(
    rows: Iterable[Standing], documents: Mapping[str, Shelved], config: Config, kinds: Kinds
) -> Iterator[tuple[str, str]]:
    """[[moved]]: the old paths of feeds that another one took the place of, with the addresses of that one."""
    per = {spec.path: spec.per for spec in config.feeds}
    for old, new in config.moved:
        for row in rows:
            if row.path in documents and row.format in kinds.suffixes and new in (row.spec, row.feed_path):
                field = f"{{{per.get(row.spec)}}}"
                yield old.replace(field, path_name(row.key)) + kinds.suffixes[row.format], documents[row.path].url


def _was(
    rows: Iterable[Standing], documents: Mapping[str, Shelved], kinds: Kinds
) -> Iterator[tuple[str, str]]:
    """The earlier paths of feeds that moved, with their present addresses."""
    rows = list(rows)
    now = {(row.feed_path, row.format): row.path for row in rows}
    for row in rows:
        if row.format == "was":
            for format, suffix in kinds.suffixes.items():
                path = now.get((row.feed_path, format), "")
                if row.path.endswith(suffix) and path in documents:
                    yield row.path, documents[path].url
