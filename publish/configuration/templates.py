"""Readers of templates and of document paths: text with {fields} in braces."""

from __future__ import annotations

from collections.abc import Mapping

from publish.configuration.values import Reader, hint, shown, text, texts

# What an article's link may be made of; its id may be made of the link too.
LINK_FIELDS = ("section", "slug", "year", "month", "day", "language", "key", "path", "folder", "name")
ARTICLE_FIELDS = (*LINK_FIELDS, "link")
# What a person may select by: fields of what is remembered of an article.
SELECT_FIELDS = ("section", "tags", "authors", "language", "labels", "access", "provider", "source", "corrected")
FAMILIES = ("section", "tag", "author", "language")

_IN_PATHS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/")


def fields_of(template: str) -> tuple[str, ...]:
    """The names in braces, in order. Raises ValueError for a brace without its partner."""
    names = []
    rest = template
    while rest:
        before, opened, rest = rest.partition("{")
        name, closed, rest = rest.partition("}") if opened else ("", "}", "")
        if "}" in before or not closed or "{" in name:
            raise ValueError(f"{shown(template)} has a brace without its partner")
        if opened:
            names.append(name)
    return tuple(names)


def template(*known: str) -> Reader:
    """Text with fields out of `known`."""

    def read(value: object) -> str:
        given = text(value)
        for name in fields_of(given):
            if name not in known:
                raise ValueError(f"no field {{{name}}}{hint(name, known) or '; known: ' + ', '.join(known)}")
        return given

    return read


def link(*known: str) -> Reader:
    """A template of an absolute URL; the host is not part of the template."""
    read_template = template(*known)

    def read(value: object) -> str:
        given = str(read_template(value))
        scheme, separator, rest = given.partition("://")
        host = rest.partition("/")[0]
        if scheme not in ("http", "https") or not separator or not host or fields_of(host) or " " in given:
            raise ValueError(f'{shown(given)} makes no absolute URL; begin it like "https://harbourpost.example/"')
        return given

    return read


def identity(value: object) -> str:
    """A template of an article's id that names one article and no other."""
    given = str(template(*ARTICLE_FIELDS)(value))
    names = fields_of(given)
    if not {"link", "key", "path", "name", "slug"}.intersection(names):
        raise ValueError(f"{shown(given)} is the same for many articles; use {{link}}, {{key}} or {{slug}} in it")
    if given.partition(":")[0] == given and not given.startswith("{link}"):
        raise ValueError(f'{shown(given)} makes no absolute IRI; begin it with {{link}} or like "tag:…:"')
    return given


def document(value: object) -> str:
    """The path of a document below its target: letters, digits, ".", "-", "_" and "/"."""
    path = text(value)
    parts = path.split("/")
    if not _IN_PATHS.issuperset(path) or any(part.startswith(".") or not part for part in parts):
        raise ValueError(f'{shown(path)} is no path below the target; use letters, digits, ".", "-", "_" and "/"')
    return path


def document_or_false(value: object) -> str | None:
    """A document's path, or false to leave the document out."""
    if value is False:
        return None
    if not isinstance(value, str):
        raise ValueError("must be a path in quotes, or false to leave the document out")
    return document(value)


def documents(value: object) -> tuple[str, ...]:
    """One document path, or a list of them."""
    return tuple(document(path) for path in texts(value))


def feed_path(value: object) -> str:
    """The path of a feed, or of a family of feeds, without suffix."""
    given = text(value)
    names = fields_of(given)
    for name in names:
        if name not in FAMILIES:
            raise ValueError(f"no field {{{name}}}{hint(name, FAMILIES) or '; known: ' + ', '.join(FAMILIES)}")
    filled = given
    for name in names:
        filled = filled.replace(f"{{{name}}}", "x")
    document(filled)
    return given


def feed_paths(value: object) -> tuple[str, ...]:
    """One feed path, or a list of them."""
    return tuple(feed_path(path) for path in texts(value))


def files(value: object) -> dict[str, str]:
    """{ rss = "index.xml" }: a format's document under another path."""
    if not isinstance(value, Mapping):
        raise ValueError('must be a table like { rss = "index.xml" }')
    return {format: feed_path(path) for format, path in value.items()}


def selection(value: object) -> dict[str, tuple[str, ...]]:
    """{ labels = ["opinion", "analysis"], section = "China" }: fields with the values that match."""
    if not isinstance(value, Mapping):
        raise ValueError('must be a table like { labels = ["sponsored"] }')
    conditions: dict[str, tuple[str, ...]] = {}
    for field, wanted in value.items():
        if field not in SELECT_FIELDS:
            known = hint(field, SELECT_FIELDS) or "; known: " + ", ".join(SELECT_FIELDS)
            raise ValueError(f'no field "{field}" to select by{known}')
        if field == "corrected":
            if not isinstance(wanted, bool):
                raise ValueError('"corrected" must be true or false, without quotes')
            conditions[field] = (str(wanted).lower(),)
            continue
        try:
            conditions[field] = texts(wanted)
        except ValueError as error:
            raise ValueError(f'"{field}" {error}') from None
        if not conditions[field]:
            raise ValueError(f'"{field}" names no value')
    return conditions
