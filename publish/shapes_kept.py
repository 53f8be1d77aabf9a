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
    found = (find_spec(name) for name in ("feedgen", "lxml"))
    installed = [os.stat(spec.origin).st_mtime_ns for spec in found if spec is not None and spec.origin is not None]
    return f"{VERSION} {dict(versions)} {installed}"
