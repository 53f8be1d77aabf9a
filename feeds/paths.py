"""Where a feed's documents are, and the feed's own id. Minted once for each key and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping
from urllib.parse import quote

from entries.slugs import path_name
from feeds.spec import FeedSpec


def feed_path(spec: FeedSpec, key: str, name: str, taken: Container[str] = frozenset()) -> str:
    """The path of a feed, without suffix: the spec's template with the key as a safe name.

    The key and not the name as written: however a section is spelt, its path is the same. `taken` are the
    paths of other feeds, case-folded: one file system in three can't tell "All" from "all".
    """
    path = _filled(spec.path, spec, key)
    if path.casefold() in taken:
        path += "-" + hashlib.sha256(f"{spec.path}\x1f{key or name}".encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return path


def document_paths(spec: FeedSpec, path: str, suffixes: Mapping[str, str], key: str = "") -> dict[str, str]:
    """The path of each format's document. `suffixes` maps a format's name to its suffix, with the dot.

    The spec's `files` give a format's document another path; in a family only where they hold its field.
    """
    paths = {format: path + suffix for format, suffix in suffixes.items()}
    for format, file in spec.files.items():
        if format in paths and (spec.per is None or (key and f"{{{spec.per}}}" in file)):
            paths[format] = _filled(file, spec, key)
    return paths


def earlier_paths(
    spec: FeedSpec, key: str, name: str, standing: Container[str], paths: Container[str]
) -> tuple[str, ...]:
    """Of the paths that the spec says a feed had before, those of `standing`: where documents of ours are.

    `paths` are those of all specs: what another feed has now is no earlier path of this one.
    """
    found: dict[str, None] = {}
    for old in spec.was:
        if old not in paths:
            before = spec._replace(path=old)
            path = feed_path(before, key, name)
            told_apart = feed_path(before, key, name, {path.casefold()})
            found.update(dict.fromkeys([each for each in (told_apart, path) if each in standing][:1]))
    return tuple(found)


def feed_id(publication_id: str, path: str) -> str:
    """The feed's atom:id, minted once for its path. No entry's id looks like it: those hold "/" before any ":"."""
    return f"{publication_id}:feed:{quote(path, safe='/')}"


def _filled(template: str, spec: FeedSpec, key: str) -> str:
    return template if spec.per is None else template.replace(f"{{{spec.per}}}", path_name(key))
