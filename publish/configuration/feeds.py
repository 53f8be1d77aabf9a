"""[[feeds]]: which feeds there are, and that no two of them want the same document."""

from __future__ import annotations

from feeds.spec import FeedSpec
from publish.configuration import keys
from publish.configuration.mistakes import Mistakes, Place, read, tables
from publish.configuration.templates import fields_of
from publish.configuration.values import hint
from publish.plugins import BUILT_IN, known
from publish.settings import PageConfig, SitemapsConfig, WhenConfig

# Without any [[feeds]]: one feed of everything, and one for each section.
DEFAULT = (FeedSpec(path="all"), FeedSpec(path="section/{section}", per="section"))
_TAG_MIN = 3


def feed_specs(
    value: object, page: PageConfig, sitemaps: SitemapsConfig, mistakes: Mistakes
) -> tuple[tuple[FeedSpec, ...], dict[str, WhenConfig]]:
    """Every [[feeds]] table as a FeedSpec, in the order of the file; and by path when those with a schedule are due."""
    lists = (
        ("page", "path", page.path),
        ("page", "opml", page.opml),
        ("sitemaps", "path", sitemaps.path),
        ("sitemaps", "news", sitemaps.news),
    )
    taken: dict[str, str] = {}
    for list_table, key, path in lists:
        own = f"[{list_table}] {key}"
        if path and (owner := taken.setdefault(path.casefold(), own)) != own:
            mistakes.add((list_table, key), f'"{path}" is taken by {owner}')
    if value is None:
        for number, spec in enumerate(DEFAULT):
            _check_documents(spec, ("feeds", number), taken, mistakes)
        return DEFAULT, {}
    specs = []
    schedules = {}
    for number, table in enumerate(tables(value, ("feeds",), mistakes)):
        place: Place = ("feeds", number)
        values = read(table, keys.FEED, place, mistakes)
        if values.get("per") == "tag":
            values.setdefault("min", _TAG_MIN)
        when = WhenConfig(values.pop("every", None), values.pop("cron", None))
        if when.every is not None and when.cron is not None:
            mistakes.add((*place, "cron"), "says when a second time; keep one of every and cron")
        if "path" not in values:
            continue
        if isinstance(pages := values.get("archive"), bool):
            values["archive"] = values.get("limit", FeedSpec._field_defaults["limit"]) if pages else 0
        spec = FeedSpec(**values)
        if spec.archive > spec.limit:
            mistakes.add((*place, "archive"), f"is over limit, {spec.limit}; a feed shows what is on no page yet")
        if when != WhenConfig():
            schedules[spec.path] = when
        _check_family(spec, place, mistakes)
        _check_formats(spec, place, mistakes)
        _check_documents(spec, place, taken, mistakes)
        specs.append(spec)
    _check_swaps(specs, mistakes)
    return tuple(specs), schedules


def _check_family(spec: FeedSpec, place: Place, mistakes: Mistakes) -> None:
    """A family's paths differ by its own field, and only a family has one."""
    fields = set(fields_of(spec.path))
    if spec.per is not None and spec.per not in fields:
        mistakes.add((*place, "path"), f'needs {{{spec.per}}} in it, for per = "{spec.per}" makes many feeds')
    own = {spec.per} if spec.per else set()
    for name in sorted(fields - own):
        mistakes.add((*place, "path"), f'{{{name}}} is never filled here; only per = "{name}" fills it')
    for key in ("title", "description", "link"):
        for name in fields_of(getattr(spec, key) or ""):
            if name not in (spec.per, "publication"):
                mistakes.add((*place, key), f'{{{name}}} is never filled here; only per = "{name}" fills it')
    for path in spec.was:
        if set(fields_of(path)) != fields:
            mistakes.add((*place, "was"), f'"{path}" must have the same fields as "{spec.path}"')
    if spec.min > 1 and spec.per is None:
        mistakes.add((*place, "min"), "is for a family of feeds only, with per = …")


def _check_swaps(specs: list[FeedSpec], mistakes: Mistakes) -> None:
    """Feeds that take each other's paths can't be told from feeds that stay: which is which is known by the path."""
    renamed = {old: spec.path for spec in specs for old in spec.was}
    paths = {spec.path for spec in specs}
    for number, spec in enumerate(specs):
        path, passed = renamed.get(spec.path), [spec.path]
        while path in paths and path not in passed:
            passed.append(path)
            path = renamed.get(path)
        if path == spec.path and len(passed) > 1:
            others = ", ".join(f'"{other}"' for other in passed[1:])
            mistakes.add(
                ("feeds", number, "was"),
                f"and {others} take each other's paths, so their subscribers would be lost. Give one of them a path "
                "of its own first, and build",
            )


def _check_formats(spec: FeedSpec, place: Place, mistakes: Mistakes) -> None:
    for name in spec.formats:
        if ("format", name) not in BUILT_IN and name not in (formats := known("format")):
            near = hint(name, formats) or "; known: " + ", ".join(formats)
            mistakes.add((*place, "formats"), f'no format "{name}"{near}')
    if not spec.formats:
        mistakes.add((*place, "formats"), "names no format; a feed without documents can't be read")
    for name, path in spec.files.items():
        if name not in spec.formats:
            mistakes.add((*place, "files"), f'"{name}" is not among this feed\'s formats: {", ".join(spec.formats)}')
        if set(fields_of(path)) != set(fields_of(spec.path)):
            mistakes.add((*place, "files"), f'"{path}" must have the same fields as "{spec.path}"')


def _check_documents(spec: FeedSpec, place: Place, taken: dict[str, str], mistakes: Mistakes) -> None:
    """Compared without case: some file systems keep no more than that."""
    if spec.path.casefold() in taken:
        mistakes.add((*place, "path"), f'"{spec.path}" is taken by {taken[spec.path.casefold()]}')
        return
    taken[spec.path.casefold()] = f"feeds[{int(place[1]) + 1}]"
    for format in spec.formats:
        path = spec.files.get(format, f"{spec.path}.{format}")
        owner = taken.setdefault(path.casefold(), f"feeds[{int(place[1]) + 1}] as {format}")
        if owner != f"feeds[{int(place[1]) + 1}] as {format}":
            mistakes.add((*place, "files"), f'"{path}" is taken by {owner}')
