"""From declared values to an Article, whatever program the author's keys come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from entries import declared, loose, permalinks
from entries.errors import InvalidEntry
from entries.fieldnames import FREE, GUARDS, LOOSE, NESTED, OF, RESTRICTED, SWITCHES, normal, slipped
from entries.guards import is_public, switch, unreadable
from entries.model import Article, Image, Link, Person, Problem
from entries.patterns import pattern

_TEXTS = frozenset(
    (
        *("id", "title", "slug", "published", "updated", "section", "summary", "standfirst", "language", "rights"),
        *("license", "provider", "syndicate", "access", "note", "minor", "embargo", "expires", "status"),
    )
)
_TABLES: dict[str, Callable[[object], object]] = {
    "contributors": declared.people,
    "image": declared.image,
    "enclosures": declared.enclosures,
    "links": declared.links,
    "labels": declared.words,
    "correction": declared.corrections,
    "updates": declared.updates,
}
_SPACED = pattern(r"[^\s,;，、；]+(?:\s+[^\s,;，、；]+)+\Z")
# Eleventy's words for a date that only its build knows.
_NO_DATES = frozenset(("last modified", "created", "git created", "git last modified"))


# Any field of Article may be in `rest`, each with its own type.
def article(values: Mapping[str, object], lines: Mapping[str, int], where: str, **rest: Any) -> Article:
    """Make an Article of what its author declared; `rest` gives fields of Article where nothing is declared.

    `values` are as written (str, None, list, dict), `lines` the lines of their keys; "outer.inner" for keys
    of a table. Raises InvalidEntry for a value of the wrong kind, and for a guard that can't be read or
    whose name was mistyped.
    """
    found, holds = _match(values, lines, where)
    fields: dict[str, Any] = dict(rest)
    places: dict[str, int] = {}
    for name, (key, value) in found.items():
        try:
            read = _read(name, value, key, "layout" in values)
        except ValueError as error:
            raise _wrong(where, lines.get(key), name, key, str(error)) from error
        if read:
            fields[name] = read
            if key in lines:
                places[name] = lines[key]
    _hold(fields, places, holds, lines, where)
    _words(fields)
    _image(fields)
    if standfirst := fields.get("standfirst"):
        fields.setdefault("summary", standfirst)
    if "link" in fields and permalinks.is_pattern(fields["link"]):
        fields["permalink"] = fields.pop("link")
    if spaced := _spaced(found):
        fields["spaced"] = spaced
    if loose.is_unindexed(values):
        fields["noindex"] = True
    if external := fields.pop("externalurl", None):
        fields["links"] = (*fields.get("links", ()), Link(href=external))
    return Article(where=where, lines=places, **fields)


_Found = dict[str, tuple[str, object]]
_Holds = list[tuple[str, object, bool]]


def _match(values: Mapping[str, object], lines: Mapping[str, int], where: str) -> tuple[_Found, _Holds]:
    """The key and value of every field that is declared; apart from them, switches that hold an article back.

    A hold is (key, value, what the switch must be for the article to be held).
    """
    ranks: dict[str, int] = {}
    found: _Found = {}
    # Ghost cuts an excerpt out of the text where its author wrote none: only what is declared is a summary.
    cut = "excerpt" if any(normal(key) == "customexcerpt" for key in values) else ""
    closed = ""
    holds: _Holds = []
    if unlisted := loose.unlisted(values):
        holds.append((unlisted, "true", True))
    for key, value in _flat(values):
        name = normal(key.rpartition(".")[2])
        fields = OF.get(name)
        if (access := RESTRICTED.get(name)) and value and not (isinstance(value, str) and switch(value) is False):
            fields, value = OF["access"], access
        elif name == "category" and isinstance(value, list):
            fields = OF["categories"]
        elif name == "haspart" and loose.has_closed_part(value):
            closed = key
        elif name in FREE:
            free = loose.is_free(value) if value else True
            if free is None:
                raise unreadable(where, lines.get(key), key, "can't be read", "Write true or false.")
            closed = closed if free else key
            continue
        if fields is None:
            if name not in RESTRICTED and (guard := slipped(name, value)):
                problem = f"looks like {guard} mistyped"
                raise unreadable(where, lines.get(key), key, problem, f"Write {guard}, or remove it.")
            continue
        if value is None or value == "" or name == cut or (name in LOOSE and not loose.fits(fields[0][0], value)):
            continue
        for field, rank in fields:
            if field == "draft":
                holds.append((key, value, True))
            elif field == "publish" or (name in SWITCHES and _is_switch(value)):
                holds.append((key, value, False))
            elif field == "fed":
                continue  # what else a feed is told is not for us
            elif field in GUARDS and field in found and found[field][1] != value:
                problem = f"and {found[field][0]} say different things"
                raise unreadable(where, lines.get(key), key, problem, "Keep one of them.")
            elif rank < ranks.get(field, 99):
                ranks[field] = rank
                found[field] = (key, value)
    if closed:
        _close(closed, found, where, lines)
    return found, holds


def _close(key: str, found: _Found, where: str, lines: Mapping[str, int]) -> None:
    """Make an article that is not free a paid one, unless it is declared to be for some readers only."""
    declared_by, said = found.setdefault("access", (key, "paid"))
    if isinstance(said, str) and is_public(said):
        problem = f"and {declared_by} say different things"
        raise unreadable(where, lines.get(key), key, problem, "Keep one of them.")


def _flat(values: Mapping[str, object]) -> list[tuple[str, object]]:
    flat = list(values.items())
    for outer in NESTED:
        inner = values.get(outer)
        if isinstance(inner, dict):
            flat += [(f"{outer}.{key}", value) for key, value in cast(dict[str, object], inner).items()]
    return flat


def _is_switch(value: object) -> bool:
    return isinstance(value, str) and switch(value) is not None


def _read(name: str, value: object, key: str, jekyll: bool) -> object:
    if name == "updated" and isinstance(value, dict):
        value = cast(dict[str, object], value).get("date")  # Docusaurus: by whom as well
    if name in _TEXTS:
        found = declared.text(value)
        if found and name in ("published", "updated") and found.lower() in _NO_DATES:
            return None
        return found
    if key == "header" and not isinstance(value, dict):
        return None
    if name in _TABLES:
        return _TABLES[name](value)
    if name == "authors":
        if isinstance(value, str) and normal(key.rpartition(".")[2]) == "byline" and (said := _byline(value)):
            return said
        several = isinstance(value, str) and key.lower().endswith("authors")
        return declared.people_in_line(cast(str, value)) if several else declared.people(value)
    if name in ("tags", "categories"):
        return declared.words(value, spaces=jekyll)
    if name == "link" and isinstance(value, dict):
        return None
    return declared.text(value)


def _byline(text: str) -> tuple[Person, ...]:
    from entries.bylines import read_byline

    found = read_byline(text)
    return found.authors if found is not None else ()


def _hold(
    fields: dict[str, Any], places: dict[str, int], holds: _Holds, lines: Mapping[str, int], where: str
) -> None:
    for key, value, held in holds:
        said = switch(value) if isinstance(value, str) else None
        if said is None:
            shown = f'"{value[:80]}" ' if isinstance(value, str) else ""
            raise unreadable(where, lines.get(key), key, f"{shown}can't be read", "Write true or false.")
        if said is held or "draft" not in fields:
            fields["draft"] = "true" if said is held else fields.get("draft", "false")
            if key in lines:
                places["draft"] = lines[key]


def _words(fields: dict[str, Any]) -> None:
    """Tags, and categories: the first of them is the section where none is declared, the others are tags."""
    categories = fields.get("categories", ())
    if categories and not fields.get("section"):
        fields["section"], categories = categories[0], categories[1:]
    if categories or "tags" in fields:
        fields["tags"] = tuple(dict.fromkeys((*fields.get("tags", ()), *categories)))


def _image(fields: dict[str, Any]) -> None:
    """Keys beside the image's own (imageAlt, image_caption) fill what its table leaves open."""
    beside = {name: fields.pop(f"image{name}", None) for name in ("alt", "caption", "credit")}
    if not any(beside.values()):
        return
    image = fields.get("image") or Image()
    given = {name: value for name, value in beside.items() if value and not getattr(image, name)}
    if image.url or given.get("caption"):
        fields["image"] = image._replace(**given)


def _spaced(found: _Found) -> tuple[str, ...]:
    declared = (found[name] for name in ("tags", "categories") if name in found)
    return tuple(
        text
        for key, value in declared
        if isinstance(value, str) and normal(key) in ("tags", "categories") and _SPACED.match(text := value.strip())
    )


def _wrong(where: str, line: int | None, name: str, key: str, problem: str) -> InvalidEntry:
    if name in GUARDS or "syndicate" in problem:
        return unreadable(where, line, key, problem, "")
    return InvalidEntry(
        Problem(level="refused", code="unreadable-field", where=where, line=line, problem=f"{key} {problem}.")
    )
