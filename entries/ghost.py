"""Posts as Ghost's APIs and its export give them. https://ghost.org/docs/content-api/#posts"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import cast

_Values = dict[str, object]

# What an export has in place of the site's address.
_SITE = "__GHOST_URL__/"


def is_post(values: Mapping[str, object]) -> bool:
    """Whether an object is a post of Ghost's."""
    return "visibility" in values and ("custom_excerpt" in values or "published_at" in values)


def is_page(values: Mapping[str, object]) -> bool:
    """Whether it is one of the site's own pages (About, Contact), which are no articles."""
    return is_post(values) and (values.get("type") == "page" or values.get("page") in ("true", "1"))


def data(members: Mapping[str, object]) -> _Values | None:
    """The tables of an export, {"db": [{"data": {…}}]} or {"data": {…}}; None of anything else."""
    given = members.get("db")
    first = given[0] if isinstance(given, list) and given else members
    tables = cast(_Values, first).get("data") if isinstance(first, dict) else None
    return cast(_Values, tables) if isinstance(tables, dict) and isinstance(tables.get("posts"), list) else None


def read(post: Mapping[str, object], tables: Mapping[str, object]) -> _Values:
    """The same post under the names that every article may have; `tables` are those of its export, if it is of one."""
    values = {name: _placed(value) for name, value in post.items() if name != "primary_tag"}
    if values.get("access") == "true":
        del values["access"]  # whether who asked the API may read it; `visibility` says who else may
    # Ghost's own words for what has no text of its own in HTML.
    if not values.get("html") and values.get("plaintext"):
        values["text"] = values["plaintext"]
    if "users" in tables:
        values["authors"] = list(_joined(post, tables, "posts_authors", "author_id", "users"))
        values["tags"] = list(_joined(post, tables, "posts_tags", "tag_id", "tags"))
    # The addresses that its staff log in with are nobody's business.
    values["authors"] = _changed(values.get("authors"), lambda user: {**user, "email": None, "url": _page(user)})
    # Tags that begin with # are for the site's own use.
    values["tags"] = _changed(values.get("tags"), lambda tag: tag if tag.get("visibility") != "internal" else None)
    return {name: value for name, value in values.items() if value is not None or name == "custom_excerpt"}


def _changed(rows: object, change: Callable[[_Values], _Values | None]) -> object:
    if not isinstance(rows, list):
        return rows
    changed = [change(cast(_Values, row)) if isinstance(row, dict) else row for row in rows]
    return [row for row in changed if row is not None]


def _page(user: Mapping[str, object]) -> object:
    return user.get("url") or user.get("website")


def _placed(value: object) -> object:
    return value.replace(_SITE, "/") if isinstance(value, str) and _SITE in value else value


def _joined(
    post: Mapping[str, object], tables: Mapping[str, object], between: str, name: str, table: str
) -> Iterator[_Values]:
    """The rows of `table` that belong to a post, in its order."""
    rows = [row for row in _tables(tables.get(between)) if row.get("post_id") == post.get("id")]
    rows.sort(key=lambda row: int(str(row.get("sort_order"))) if str(row.get("sort_order")).isdigit() else 0)
    found = {str(row["id"]): row for row in _tables(tables.get(table)) if row.get("id")}
    wanted = [row.get(name) for row in rows] or [post.get(name)]
    yield from (found[str(id)] for id in wanted if str(id) in found)


def _tables(value: object) -> Iterator[_Values]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield cast(_Values, item)
