"""The only place where a name of the configuration becomes a class.

The program's own parts are in the table below. Any other name is looked up among the entry points that
installed packages declare in the group masthead.<kind>, and nowhere else.
"""

from __future__ import annotations

from typing import Any

from publish.errors import InvalidConfig

BUILT_IN = {
    ("source", "folder"): "entries.sources.folder:Folder",
    ("parser", "plaintext"): "entries.parsers.plaintext:PlainText",
    ("parser", "markdown"): "entries.parsers.markdown:Markdown",
    ("parser", "html"): "entries.parsers.html:HTML",
    ("parser", "json"): "entries.parsers.json:JSON",
    ("format", "rss"): "feeds.formats.rss:RSS",
    ("format", "atom"): "feeds.formats.atom:Atom",
    ("format", "json"): "feeds.formats.jsonfeed:JSONFeed",
    ("list", "page"): "feeds.formats.page:Page",
    ("list", "opml"): "feeds.formats.opml:OPML",
    ("target", "folder"): "publish.targets.folder:FolderTarget",
    ("target", "objects"): "publish.targets.objects:ObjectsTarget",
    ("notifier", "websub"): "publish.notifiers.websub:WebSub",
    ("store", "sqlite"): "publish.stores.sqlite:SQLiteStore",
}

# What the built-in parsers declare, so that a scan need not load them; a test holds the two together.
SUFFIXES = {
    "plaintext": frozenset({".txt"}),
    "markdown": frozenset({".md", ".markdown", ".mdown"}),
    "html": frozenset({".html", ".htm", ".xhtml"}),
    "json": frozenset({".json", ".jsonl", ".ndjson"}),
}


def load(kind: str, name: str) -> Any:  # Any: what a kind's classes are called with differs from kind to kind
    """The class that `name` means. Raises InvalidConfig for a name that fits nothing, or a part that won't load."""
    target = BUILT_IN.get((kind, name))
    if target is not None:
        from importlib import import_module

        module, _, attribute = target.partition(":")
        return getattr(import_module(module), attribute)
    found = [point for point in _entry_points(kind) if point.name == name]
    if not found:
        raise InvalidConfig([unknown(kind, name) or name])
    if len({point.value for point in found}) > 1:
        offered = ", ".join(_origin(point) for point in found)
        raise InvalidConfig([f'two installed packages offer a {kind} called "{name}": {offered}'])
    try:
        return found[0].load()
    except (ImportError, AttributeError) as error:
        raise InvalidConfig([f'{kind} "{name}" of {_origin(found[0])} can\'t be loaded: {error}']) from error


def unknown(kind: str, name: str) -> str | None:
    """What is to be said of a name that fits nothing, None of one that fits. Nothing is loaded for it."""
    if (kind, name) in BUILT_IN or name in (names := known(kind)):
        return None
    return f'no {kind} is called "{name}"; known: {", ".join(names)}'


def known(kind: str) -> list[str]:
    """Every name of a kind: the program's own first, then those of installed packages."""
    own = [name for of, name in BUILT_IN if of == kind]
    return own + sorted({point.name for point in _entry_points(kind)}.difference(own))


def _entry_points(kind: str) -> list[Any]:  # Any: importlib.metadata is not loaded for a type
    from importlib.metadata import entry_points

    return sorted(entry_points(group=f"masthead.{kind}"), key=lambda point: point.value)


def _origin(point: Any) -> str:  # Any: as above
    return str(point.dist.name) if point.dist is not None else str(point.value)
