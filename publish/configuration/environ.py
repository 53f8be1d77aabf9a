"""What the environment says in place of masthead.toml.

    MASTHEAD_PUBLICATION_FEEDS_URL        publication.feeds_url
    MASTHEAD_STATE_PATH                   state.path
    MASTHEAD_TARGETS_PUBLIC_PATH          path of the [[targets]] named "public"
    MASTHEAD_TARGETS_PUBLIC_TOKEN_FILE    its key token, out of the file named here: for secrets

Without `name` a table has the one that it has by default. A name that no table has is a mistake. A list is
separated by spaces. Other variables that begin with MASTHEAD_ are not ours: a container platform sets some
of its own for a service of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publish.configuration.mistakes import Mistakes, Place
from publish.configuration.tables import default_name

PREFIX = "MASTHEAD_"
SINGLE = ("publication", "page", "sitemaps", "state", "schedule", "notify")
_NAMED = ("sources", "targets")
_TRUTHS = (
    ("publication", "authors_contact"),
    ("page", "path"),
    ("page", "opml"),
    ("sitemaps", "path"),
    ("sitemaps", "news"),
    ("notify", "allow_private"),
)


def overrides(content: dict[str, Any], environ: Mapping[str, str], mistakes: Mistakes) -> None:  # Any: TOML values
    """Put what the environment says into `content`, and remember in `mistakes` whose saying it was."""
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        table, _, key = variable.removeprefix(PREFIX).lower().partition("_")
        if table in SINGLE:
            _set(content.setdefault(table, {}), (table,), key, variable, environ, mistakes)
        elif table in _NAMED and isinstance(content.get(table), list):
            _set_named(content[table], table, key, variable, environ, mistakes)


def _set_named(
    listed: list[object], table: str, key: str, variable: str, environ: Mapping[str, str], mistakes: Mistakes
) -> None:
    """Of "news" and "news_old" the longer name is meant where both fit."""
    given = [one.get("name") or default_name(one, table) if isinstance(one, dict) else None for one in listed]
    names = [_as_variable(name or "") for name in given]
    meant = max((name for name in names if name and key.startswith(f"{name}_")), key=len, default=None)
    if meant is None:
        known = ", ".join(f"{PREFIX}{table}_{name}_".upper() + "…" for name in dict.fromkeys(names) if name)
        mistakes.found.append((0, f"{variable} names none of [[{table}]]" + (f"; known: {known}" if known else "")))
        return
    for number, one in enumerate(listed):
        if isinstance(one, dict) and names[number] == meant:
            # What is remembered belongs to the name: another path must not make another name.
            one.setdefault("name", given[number])
            _set(one, (table, number), key.removeprefix(f"{meant}_"), variable, environ, mistakes)


def _as_variable(name: object) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in str(name)).lower()


def _set(table: object, place: Place, key: str, variable: str, environ: Mapping[str, str], mistakes: Mistakes) -> None:
    if not isinstance(table, dict):
        return
    value = environ[variable]
    if key.endswith("_file"):
        key = key.removesuffix("_file")
        try:
            value = Path(value).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            mistakes.found.append((0, f"{variable} names {value}, which is not readable ({error})"))
            return
    mistakes.origins[*place, key] = variable
    table[key] = _typed(place[0], key, value)


def _typed(table: object, key: str, value: str) -> object:
    """The environment holds text; lists and truth values are written in it as people would."""
    if key in ("hubs", "compress"):
        return value.split()
    if (table, key) in _TRUTHS:
        return {"true": True, "false": False}.get(value.lower(), value)
    return value
