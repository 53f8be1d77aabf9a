"""The shapes that formats have written, from run to run: a run after one edit need not load what writes them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from feeds import shapes
from publish.version import VERSION

if TYPE_CHECKING:
    from publish.store import Store

_NAME = "shapes"


def load(store: Store, versions: Mapping[str, int]) -> frozenset[str]:
    """Take over what an earlier run wrote, if the same program wrote it; `versions` are those of the formats."""
    writer, kept = json.loads(store.ledger.meta(_NAME) or '["", {}]')
    if writer != _writer(versions):
        return frozenset()
    shapes.known.update(kept)
    return frozenset(kept)


def save(store: Store, versions: Mapping[str, int], loaded: frozenset[str]) -> None:
    """Keep what is written now, where that is more than was `loaded`."""
    if not loaded.issuperset(shapes.known):
        with store.transaction():
            store.ledger.set_meta(_NAME, json.dumps([_writer(versions), shapes.known]))


def _writer(versions: Mapping[str, int]) -> str:
    """What decides on the bytes: this program, its formats, and the libraries as they are installed now."""
    found = [spec.origin for name in ("feedgen", "lxml") if (spec := find_spec(name)) is not None and spec.origin]
    # Where files keep the time of a release, or none, their folder is named after it, or their size differs.
    installed = [(origin, status.st_mtime_ns, status.st_size) for origin in found for status in [os.stat(origin)]]
    return f"{VERSION} {dict(versions)} {installed}"
