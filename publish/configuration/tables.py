"""The tables of masthead.toml, but for [[feeds]], each read into its value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from feeds.spec import Edition, FeedSpec, Publication, Term
from publish.configuration import keys
from publish.configuration.keys import Key
from publish.configuration.mistakes import Mistakes, Place, Values, named, read, tables
from publish.configuration.templates import fields_of
from publish.configuration.values import hint
from publish.configuration.values import language as language_tag
from publish.plugins import unknown
from publish.settings import (
    NotifyConfig,
    PageConfig,
    ScheduleConfig,
    SitemapsConfig,
    SourceConfig,
    StateConfig,
    TargetConfig,
)

STATE_PATH = ".masthead/state.sqlite"
# The kinds that are the program's own, with the keys of each.
_KINDS: dict[str, dict[str, tuple[Key, ...]]] = {
    "sources": {"folder": keys.SOURCE_FOLDER},
    "targets": {"folder": keys.TARGET_FOLDER, "objects": keys.TARGET_OBJECTS},
}


def publication(content: Values, path: Path, mistakes: Mistakes) -> Publication:
    """[publication] with what [sections], [authors], [tags] and [editions] say."""
    table = content.get("publication", {})
    values = read(table, keys.PUBLICATION, ("publication",), mistakes, explained=("id",))
    if isinstance(table, Mapping) and "id" not in table:
        mistakes.add(("publication",), _missing_id(values, path))
    editions = {}
    for name, edition in named(content.get("editions", {}), ("editions",), mistakes).items():
        place: Place = ("editions", name)
        try:
            language_tag(name)
        except ValueError as error:
            mistakes.add(place, str(error))
        editions[name] = Edition(**read(edition, keys.EDITION, place, mistakes))
    return Publication(
        **{**dict.fromkeys(("id", "title", "link", "feeds_url"), ""), **values},
        editions=editions,
        sections=_terms(content, "sections", mistakes),
        authors=_terms(content, "authors", mistakes),
        tags=_terms(content, "tags", mistakes),
    )


def _missing_id(values: Values, path: Path) -> str:
    """RFC 4151, section 2.1: the date is one on which the authority was the minter's; the file's own will do."""
    host = urlsplit(values.get("link", "")).hostname or "harbourpost.example"
    year = datetime.fromtimestamp(path.stat().st_mtime, UTC).year
    return f'id is missing. Run masthead init, or add once and for all:  id = "tag:{host},{year}"'


def _terms(content: Values, name: str, mistakes: Mistakes) -> dict[str, Term]:
    listed = named(content.get(name, {}), (name,), mistakes)
    return {term: Term(**read(table, keys.TERM, (name, term), mistakes)) for term, table in listed.items()}


def sources(content: Values, root: Path, mistakes: Mistakes) -> tuple[SourceConfig, ...]:
    """[[sources]]; at least one."""
    if "sources" not in content:
        mistakes.add((), 'no [[sources]]: say where the articles are, with  path = "articles"  below that line')
    found = _parts(content, "sources", keys.SOURCE, root, mistakes)
    return tuple(SourceConfig(**fields, options=options) for fields, options in found)


def targets(content: Values, root: Path, mistakes: Mistakes) -> tuple[TargetConfig, ...]:
    """[[targets]]; at least one."""
    if "targets" not in content:
        mistakes.add((), 'no [[targets]]: say where the documents go, with  path = "public/feeds"  below that line')
    found = _parts(content, "targets", keys.TARGET, root, mistakes)
    return tuple(TargetConfig(**fields, options=options) for fields, options in found)


def _parts(
    content: Values, name: str, general: tuple[Key, ...], root: Path, mistakes: Mistakes
) -> list[tuple[Values, Values]]:
    """Every table of an array as (the keys of any kind, the keys of its kind). Each has a name of its own."""
    parts: list[tuple[Values, Values]] = []
    names: set[str] = set()
    for number, table in enumerate(tables(content.get(name, []), (name,), mistakes)):
        place: Place = (name, number)
        kind = str(table.get("kind", "folder")) if isinstance(table, Mapping) else "folder"
        plugin = kind not in _KINDS[name]
        values = read(table, general + _KINDS[name].get(kind, ()), place, mistakes, open=plugin)
        fields = {key.name: values.pop(key.name) for key in general if key.name in values}
        if (by_default := default_name(table, name)) is not None:
            fields.setdefault("name", by_default)
        misnamed = _misnamed(fields, {"kind": name.removesuffix("s"), "parser": "parser"}, place, mistakes)
        if not plugin and "path" in values:
            values["path"] = _resolved(root, values["path"])
        elif plugin and "name" not in fields and "kind" in fields and "kind" not in misnamed:
            mistakes.add(place, "name is missing. It is remembered, so never change it")
        taken = str(fields.setdefault("name", "")).casefold()
        if taken and taken in names:
            mistakes.add((*place, "name"), f'"{fields["name"]}" is the name of another of [[{name}]]')
        names.add(taken)
        parts.append((fields, values))
    return parts


def _misnamed(values: Values, kinds: Mapping[str, str], place: Place, mistakes: Mistakes) -> list[str]:
    """The keys that name a part which is neither ours nor an installed package's. `kinds`: of what each names one."""
    found = []
    for key, kind in kinds.items():
        if key in values and (problem := unknown(kind, values[key])) is not None:
            mistakes.add((*place, key), problem)
            found.append(key)
    return found


def default_name(table: object, array: str) -> str | None:
    """The name of a table without one, None where its kind is a plugin's or it says no place.

    The last part of the path as it is written, never of the folder's own path: a checkout may be anywhere.
    """
    if not isinstance(table, Mapping) or str(table.get("kind", "folder")) not in _KINDS[array]:
        return None
    at = table.get("path") or table.get("url")
    if not isinstance(at, str) or not at.strip():
        return None
    last = Path(at.strip()).name
    return last if last not in ("", "..") else {"sources": "articles", "targets": "feeds"}[array]


def _resolved(root: Path, path: str) -> Path:
    return Path(os.path.abspath(root / Path(path).expanduser()))


def state(content: Values, root: Path, targets: tuple[TargetConfig, ...], mistakes: Mistakes) -> StateConfig:
    """[state]. The state is private, so it is never below a target."""
    table = content.get("state", {})
    if isinstance(table, Mapping) and "url" in table:
        mistakes.add(("state", "url"), "not available: the state is one SQLite file; say where with state.path")
        table = {key: value for key, value in table.items() if key != "url"}
    values = read(table, keys.STATE, ("state",), mistakes)
    path = _resolved(root, values.get("path", STATE_PATH))
    for target in targets:
        if (folder := target.options.get("path")) in path.parents:
            mistakes.add(("state", "path"), f"{path} lies in the target {folder}, where everybody could fetch it")
    return StateConfig(path=path, ledger=_resolved(root, values["ledger"]) if "ledger" in values else None)


def sitemaps(content: Values, publication: Publication, mistakes: Mistakes) -> SitemapsConfig:
    """[sitemaps]."""
    found = SitemapsConfig(**read(content.get("sitemaps", {}), keys.SITEMAPS, ("sitemaps",), mistakes))
    if found.news is not None and publication.language is None:
        mistakes.add(("sitemaps", "news"), 'needs publication.language, e.g. "en": Google News asks for it')
    for key, path in found._asdict().items():
        if path is not None and not path.endswith(".xml"):
            mistakes.add(("sitemaps", key), f'"{path}" must end in .xml')
    return found


def page(content: Values, mistakes: Mistakes) -> PageConfig:
    """[page]."""
    return PageConfig(**read(content.get("page", {}), keys.PAGE, ("page",), mistakes))


def schedule(content: Values, mistakes: Mistakes) -> ScheduleConfig:
    """[schedule]: one of two ways."""
    values = read(content.get("schedule", {}), keys.SCHEDULE, ("schedule",), mistakes)
    if len(values) > 1:
        mistakes.add(("schedule", "cron"), "says when a second time; keep one of every and cron")
    return ScheduleConfig(**values)


def notify(content: Values, mistakes: Mistakes) -> NotifyConfig:
    """[notify]."""
    values = read(content.get("notify", {}), keys.NOTIFY, ("notify",), mistakes)
    _misnamed(values, {"kind": "notifier"}, ("notify",), mistakes)
    return NotifyConfig(**values)


def gone(content: Values, mistakes: Mistakes) -> tuple[str, ...]:
    """gone, at the top."""
    table = {"gone": content["gone"]} if "gone" in content else {}
    return read(table, keys.TOP, (), mistakes).get("gone", ())  # type: ignore[no-any-return]  # read by its reader


def moved(content: Values, feeds: tuple[FeedSpec, ...], mistakes: Mistakes) -> tuple[tuple[str, str], ...]:
    """[[moved]]: from a path that no feed has to one that a feed has, or may have."""
    pairs = []
    for number, table in enumerate(tables(content.get("moved", []), ("moved",), mistakes)):
        place: Place = ("moved", number)
        pair = read(table, keys.MOVED, place, mistakes)
        if "from" in pair and "to" in pair:
            _check_move(pair["from"], pair["to"], feeds, place, mistakes)
            pairs.append((pair["from"], pair["to"]))
    return tuple(pairs)


def _check_move(old: str, new: str, feeds: tuple[FeedSpec, ...], place: Place, mistakes: Mistakes) -> None:
    """Which feeds a family makes is known when articles are read; until then all that its path allows may be."""
    paths = [spec.path for spec in feeds]
    if old == new:
        mistakes.add((*place, "to"), f'"{new}" is the path it is from; name the feed that takes its place')
    elif old in paths:
        mistakes.add((*place, "from"), f'"{old}" is still a feed; leave this out, or end that feed')
    elif new not in paths and not any(_makes(spec, new) for spec in feeds):
        mistakes.add((*place, "to"), f'no feed "{new}"{hint(new, paths) or "; known: " + ", ".join(paths)}')
    elif set(fields_of(old)) != set(fields_of(new)):
        mistakes.add((*place, "from"), f'"{old}" must have the same fields as "{new}"')


def _makes(spec: FeedSpec, path: str) -> bool:
    """Whether a family may have a feed of this path."""
    before, field, after = spec.path.partition(f"{{{spec.per}}}")
    return bool(field) and len(path) > len(before + after) and path.startswith(before) and path.endswith(after)
