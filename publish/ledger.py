"""The ledger as JSON Lines: every id and date that was ever published, sorted, fit for git or a CI cache.

One object a line. Entries come first, by id:

    {"id", "key": [source, key, inner key], "link", "first_seen", "published", "updated", "status", "digest", …}

with "ids": {format: id} where a format shows another id than that, "withdrawn" and, where that was by command, "note".
One that was withdrawn has what decides which feeds its note is in, as far as it is known: "slug", "section", "tags",
"authors" (their names), "labels", "language", "provider", "corrected", "access" and "syndicate".

Then come feeds, by path: {"feed", "spec", "key", "name", "id", "updated", "documents": {path: ETag}, …},
with "was": [path] where it had others before; then archive pages, by path: {"page", "number", "spec", "key",
"entries": [id], …}.
Moments are RFC 3339 in UTC. Status is "live" or "gone". What was never released is not in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # what a line's values are is said above

from entries.model import Person, Record
from publish.building import archives
from publish.durable import sync_folder
from publish.errors import PublishError
from publish.kept import Kept, without_key
from publish.store import CATALOGUE, RECOVERED, Store

# What each kind of line holds, and what it may hold besides. A list is of texts, and a table leads to texts.
_Shape = Mapping[str, type]
_SHAPES: Mapping[str, tuple[_Shape, _Shape]] = {
    "id": (
        {
            **dict.fromkeys(("id", "link", "first_seen", "published", "updated", "status", "digest", "title"), str),
            "key": list,
        },
        {
            **dict.fromkeys(("dated", "withdrawn", "note"), str),
            **dict.fromkeys(("slug", "section", "language", "provider", "access", "syndicate"), str),
            **dict.fromkeys(("tags", "authors", "labels"), list),
            "ids": dict,
            "corrected": bool,
        },
    ),
    "feed": (
        {**dict.fromkeys(("feed", "spec", "key", "name", "id", "updated"), str), "documents": dict},
        {"was": list},
    ),
    "page": (
        {**dict.fromkeys(("page", "spec", "key", "updated"), str), "number": int, "documents": dict, "entries": list},
        {},
    ),
}
# What, besides its source, decides which feeds an entry is in. The slug says that all of this is known.
_SELECTING = (
    "slug", "section", "tags", "authors", "labels", "language", "provider", "corrected", "access", "syndicate"
)  # fmt: skip
_MOMENTS = frozenset(("first_seen", "published", "updated", "withdrawn"))


def read(path: Path) -> str:
    """The text of a ledger file. Raises PublishError where it can't be read."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise PublishError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PublishError(f"{path} is not UTF-8: it is no ledger.") from error


def export(store: Store) -> Iterator[str]:
    """The ledger's lines, without their newline."""
    for kept in store.ledger.everything():
        if kept.record.released:
            yield _line(_entry(kept))
    documents = store.agenda.documents()
    for row in sorted(store.agenda.feeds(), key=lambda row: row.path):
        if row.updated is None or row.spec.startswith(CATALOGUE):
            continue
        values = {
            "feed": row.path,
            "spec": row.spec,
            "key": row.key,
            "name": row.name,
            "id": row.id,
            "updated": _text(row.updated),
            "documents": {path: etag for (_, path), etag in sorted(documents.get(row.feed, {}).items())},
        }
        if row.was:
            values["was"] = list(row.was)
        yield _line(values)
    yield from map(_line, archives.exported(store, documents))


def load(store: Store, text: str) -> int:
    """Take over what the store does not know yet; within a transaction. Returns how many entries were taken over.

    What it knows stands: where another entry has the place of one that is taken over, that one keeps its id and
    dates and no place, and a feed whose path another one has is left out.
    Raises PublishError naming the line that is no part of a ledger.
    """
    taken: dict[str, Kept] = {}
    places: set[tuple[str, str, str]] = set()
    rows = store.agenda.feeds()
    known, paths = {(row.spec, row.key) for row in rows}, {row.path for row in rows}
    # No other end of a line: a title may hold whatever else str.splitlines takes for one.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            kind = next((name for name in ("page", "feed") if name in values), "id")
            _check(values, *_SHAPES[kind])
            if kind == "page":
                archives.take_page(store, values)
            elif kind == "feed":
                if (values["spec"], values["key"]) not in known and values["feed"] not in paths:
                    _take_feed(store, values)
                    known.add((values["spec"], values["key"]))
                    paths.add(values["feed"])
            elif store.ledger.by_id(values["id"]) is None:
                kept = _taken(values)
                place = kept.record.source, kept.record.ref, kept.record.inner
                if place in places or store.ledger.by_key(*place) is not None:
                    kept = without_key(kept)._replace(content="")
                places.add(place)
                taken.setdefault(kept.record.id, kept)
        except (ValueError, KeyError, TypeError) as error:
            raise PublishError(
                f"line {number} of the ledger can't be read ({error}). Restore the file, or remove the line."
            ) from error
    store.ledger.save(taken.values())
    return len(taken)


def write(store: Store, path: Path, *, alone: bool = True) -> bool:
    """Bring the ledger file in step, whole or not at all. True if it was written.

    `alone`: no other process writes this file now, as within a run. Raises PublishError where it can't be written.
    """
    try:
        return _write(store, path, alone=alone)
    except OSError as error:
        raise PublishError(f"The ledger {path} can't be written: {error.strerror}.") from error


def _write(store: Store, path: Path, *, alone: bool) -> bool:
    text = "".join(line + "\n" for line in export(store)).encode()
    try:
        if path.read_bytes() == text:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    # Always the same name where that can be, so that what a killed run left is taken up by the next.
    temporary = path.with_name(f".masthead-{path.name}{'' if alone else f'-{os.getpid()}'}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        with open(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(str(path.parent))
    return True


def _check(values: object, always: _Shape, perhaps: _Shape) -> None:
    """Raises TypeError or ValueError where a line is not what it should be."""
    if not isinstance(values, dict):
        raise TypeError("it is no object")
    for name, kind in {**always, **perhaps}.items():
        if name not in values:
            if name in always:
                raise ValueError(f'"{name}" is missing')
            continue
        value = values[name]
        texts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
        if not isinstance(value, kind) or not all(isinstance(text, str) for text in texts):
            raise TypeError(f'"{name}" is not what it should be')
        if name in _MOMENTS:
            _moment(str(value))


def _entry(kept: Kept) -> dict[str, Any]:
    record = kept.record
    values: dict[str, Any] = {
        "id": record.id,
        "key": [record.source, record.ref, record.inner],
        "link": record.link,
        "first_seen": _text(record.first_seen),
        "published": _text(record.published),
        "updated": _text(record.updated),
        "status": "live" if kept.live else "gone",
        "digest": record.digest,
        "title": record.title,
    }
    if record.published_text is not None:
        values["dated"] = record.published_text
    if record.format_ids:
        values["ids"] = dict(record.format_ids)
    if record.withdrawn is not None:
        values["withdrawn"] = _text(record.withdrawn)
        values |= _selecting(record)
    if record.taken_back:
        values["note"] = record.note
    return values


def _selecting(record: Record) -> dict[str, Any]:
    """What decides which feeds an entry is in; what is as by default is left out."""
    defaults = Record._field_defaults
    found = {name: getattr(record, name) for name in _SELECTING if getattr(record, name) != defaults.get(name, "")}
    if "authors" in found:
        found["authors"] = [person.name for person in record.authors]
    return found


def _selected(values: dict[str, Any]) -> dict[str, Any]:
    """The same as fields of a Record."""
    found = {name: values[name] for name in _SELECTING if name in values}
    for name in found.keys() & {"tags", "labels"}:
        found[name] = tuple(found[name])
    if "authors" in found:
        found["authors"] = tuple(Person(name=name) for name in found["authors"])
    return found


def _taken(values: dict[str, Any]) -> Kept:
    source, ref, inner = values["key"]
    withdrawn = _moment(values["withdrawn"]) if "withdrawn" in values else None
    taken_back = "note" in values
    record = Record(
        source=source,
        ref=ref,
        inner=inner,
        id=values["id"],
        link=values["link"],
        title=values["title"],
        slug="",
        published=_moment(values["published"]),
        updated=_moment(values["updated"]),
        first_seen=_moment(values["first_seen"]),
        published_text=values.get("dated"),
        digest=values["digest"],
        withdrawn=withdrawn,
        taken_back=taken_back,
        note=values.get("note", ""),
        released=True,
        format_ids=tuple(sorted(values.get("ids", {}).items())),
    )
    if withdrawn is not None:
        record = record._replace(**_selected(values))
    live = values["status"] == "live"
    if taken_back:
        # Its note is shown from the next run on, wherever it is; unless the article had left before it.
        return Kept(record, "", False, False, withdrawn if live else None)
    return Kept(record, RECOVERED if live else "", False, False, None)


def _take_feed(store: Store, values: dict[str, Any]) -> None:
    row = store.agenda.mint(values["spec"], values["key"], values["name"], values["feed"], values["id"])
    row = row._replace(updated=_moment(values["updated"]), was=tuple(values.get("was", ())))
    documents = [("", path, etag) for path, etag in values["documents"].items()]
    store.agenda.finish(row, 0, documents)


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f'"{text}" has no zone')
    return moment
