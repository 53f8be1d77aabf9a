"""JSON files: articles as objects, in JSON Lines, or a JSON Feed document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import cast

from entries import fields, ghost, jsonitems, wordpress
from entries.errors import InvalidEntry
from entries.fieldnames import normal
from entries.guards import is_public
from entries.model import Article, MarkupType, Problem
from entries.patterns import pattern
from entries.repairs import unfit
from entries.text import clean, decode

_BODIES: tuple[tuple[str, MarkupType | None], ...] = (
    ("contenthtml", "html"),
    ("html", "html"),
    ("bodyhtml", "html"),
    ("markdown", "markdown"),
    ("contentmarkdown", "markdown"),
    ("content", None),
    ("body", None),
    ("articlebody", None),
    ("contenttext", "text"),
    ("text", "text"),
)
_HTML = pattern(r"<[A-Za-z/!]|&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#x[0-9A-Fa-f]+);")
# A declared id, a table's own key, an address.
_INNER = ("id", "guid", "key", "pk", "uuid", "link", "url", "permalink")
# What a JSON Feed says once for all its items.
_SHARED = ("authors", "author", "language")


class JSON:
    """Reads every article of a JSON text; one that is wrong does not stop the others."""

    suffixes = frozenset((".json", ".jsonl", ".ndjson"))
    media_types = frozenset(
        ("application/json", "application/feed+json", "application/jsonl", "application/x-ndjson")
    )

    def parse(self, data: bytes, where: str) -> Iterator[Article | InvalidEntry]:
        """Yield the articles in `data`, in order."""
        try:
            text, repairs = decode(data, where)
        except InvalidEntry as error:
            yield error
            return
        document = jsonitems.read(text, where.lower().endswith((".jsonl", ".ndjson")))
        shared = {key: document.around[key] for key in _SHARED if document.around.get(key)}
        seen: set[str] = set()
        for item in document.items:
            try:
                values = _values(item, where)
                if ghost.is_page(values):
                    continue
                inner = "" if document.single else _inner(values, item.source)
                if inner in seen:
                    raise _refused(where, item.line, "duplicate-id", f'"{inner}" is there twice; the first keeps it.')
                seen.add(inner)
                values = {**_inherited(shared, values), **_named(values, document.around)}
                yield _article(values, item, inner, where, repairs)
            except InvalidEntry as error:
                yield error


def _values(item: jsonitems.Item, where: str) -> dict[str, object]:
    if item.problem:
        raise _refused(where, item.line, "invalid-json", f"is not valid JSON: {item.problem}.", remedy=item.remedy)
    if not isinstance(item.value, dict):
        raise _refused(where, item.line, "no-article", "is no JSON object, so no article.")
    return cast(dict[str, object], item.value)


def _named(values: dict[str, object], around: Mapping[str, object]) -> dict[str, object]:
    """An article under the names that any may have, where it came out of a system with its own."""
    if wordpress.is_post(values):
        return wordpress.read(values)
    return ghost.read(values, around) if ghost.is_post(values) else values


def _inherited(shared: Mapping[str, object], values: Mapping[str, object]) -> dict[str, object]:
    """What an item that says nothing else has from its document."""
    own = {normal(key).rstrip("s") for key in values}
    return {key: value for key, value in shared.items() if key.rstrip("s") not in own}


def _article(
    values: dict[str, object], item: jsonitems.Item, inner: str, where: str, repairs: tuple[Problem, ...]
) -> Article:
    fit = _clean(values)
    if fit != values:
        repairs = (*repairs, unfit(where, item.line))
    values = cast(dict[str, object], fit)
    try:
        markup, markup_type = _body(values)
        found = fields.article(
            values,
            jsonitems.member_lines(item),
            where,
            line=item.line,
            inner=inner,
            markup=markup,
            markup_type=markup_type,
            repairs=repairs,
        )
    except ValueError as error:
        raise _refused(where, item.line, "unreadable-field", f"{error}.", inner) from error
    except InvalidEntry as error:
        # A key within a table has no line of its own here; the article has one.
        raise InvalidEntry(error.problem._replace(line=error.problem.line or item.line), inner) from error
    if not (found.markup or found.title or found.summary or found.status):
        raise _refused(where, item.line, "no-article", "has neither a title nor a text, so it is no article.", inner)
    if found.access and not is_public(found.access) and _is_cut(item):
        return found._replace(summary=None)
    return found


def _is_cut(item: jsonitems.Item) -> bool:
    """Whether an article's excerpt may have been cut from its text."""
    return isinstance(item.value, dict) and wordpress.is_post(item.value)


def _body(values: Mapping[str, object]) -> tuple[str, MarkupType]:
    given = {normal(key): value for key, value in values.items()}
    for name, markup_type in _BODIES:
        value = given.get(name)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise ValueError(f"{name} is no text")
        return value, markup_type or ("html" if _HTML.search(value) else "text")
    return "", "html"


def _inner(values: Mapping[str, object], source: str) -> str:
    """The declared id, else the primary key, else the link, else a digest of the item's own text."""
    given = {normal(key): value for key, value in values.items()}
    for name in _INNER:
        value = given.get(name)
        if isinstance(value, str) and value.strip():
            return clean(value.strip())
    return sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _clean(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _refused(where: str, line: int, code: str, problem: str, inner: str = "", remedy: str = "") -> InvalidEntry:
    return InvalidEntry(
        Problem(level="refused", code=code, where=where, line=line, problem=problem, remedy=remedy), inner
    )
