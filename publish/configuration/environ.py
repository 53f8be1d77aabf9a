"""What the environment says in place of masthead.toml.

    MASTHEAD_PUBLICATION_FEEDS_URL        publication.feeds_url
    MASTHEAD_STATE_PATH                   state.path
    MASTHEAD_TARGETS_PUBLIC_PATH          path of the [[targets]] named "public"
    MASTHEAD_TARGETS_PUBLIC_TOKEN_FILE    its key token, out of the file named here: for secrets

A list is separated by spaces. Other variables that begin with MASTHEAD_ are not ours: a container
platform sets some of its own for a service of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publish.configuration.mistakes import Mistakes, Place

PREFIX = "MASTHEAD_"
_SINGLE = ("publication", "page", "sitemaps", "state", "schedule", "notify")
_NAMED = ("sources", "targets")
_TRUTHS = (("publication", "authors_contact"), ("page", "path"), ("page", "opml"), ("notify", "allow_private"))


def overrides(content: dict[str, Any], environ: Mapping[str, str], mistakes: Mistakes) -> None:  # Any: TOML values
    """Put what the environment says into `content`, and remember in `mistakes` whose saying it was."""
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        table, _, key = variable.removeprefix(PREFIX).lower().partition("_")
        if table in _SINGLE:
            _set(content.setdefault(table, {}), (table,), key, variable, environ, mistakes)
        elif table in _NAMED and isinstance(content.get(table), list):
            for number, one in enumerate(content[table]):
                name = _as_variable(one.get("name", "")) if isinstance(one, dict) else ""
                if name and key.startswith(f"{name}_"):
                    _set(one, (table, number), key.removeprefix(f"{name}_"), variable, environ, mistakes)


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
