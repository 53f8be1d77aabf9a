"""What several commands begin with, the configuration and the state as it is now; and how a run of them may end."""

from __future__ import annotations

import os.path
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from publish import config, plugins
from publish.cli import Surroundings
from publish.errors import InvalidConfig, StoreError
from publish.settings import Config
from publish.zones import zone_of

if TYPE_CHECKING:
    from publish.compose import Parts
    from publish.outcome import Outcome
    from publish.store import Store


def configuration(options: Namespace, surroundings: Surroundings) -> Config:
    """The configuration that is named, or found here or above. Raises InvalidConfig."""
    if options.config is not None:
        return config.load(surroundings.folder / options.config, surroundings.environ)
    found = config.find(surroundings.folder)
    if found is None:
        raise InvalidConfig(
            [
                f"No {config.FILE_NAME} here or above. To write one: masthead init. To do without:"
                " masthead build FOLDER --link URL --to DIR"
            ]
        )
    return config.load(found, surroundings.environ)


@contextmanager
def opened(path: Path, *, scratch: bool) -> Iterator[Store]:
    """The state; with `scratch` a copy in memory that is thrown away, and nothing is created or changed on the disk."""
    make = plugins.load("store", "sqlite")
    store: Store = make(None, of=path if path.exists() else None) if scratch else make(path)
    try:
        yield store
    finally:
        store.close()


def absolute(surroundings: Surroundings, path: str) -> str:
    """A path as someone typed it, from the folder the command runs in; links in it are not followed."""
    return os.path.abspath(surroundings.folder / Path(path).expanduser())


def alone(
    settings: Config, wait: float, now: datetime, sleep: Callable[[float], None] = time.sleep
) -> AbstractContextManager[object]:
    """One run at a time for one state. Raises Locked after `wait` seconds, StoreError where a lock means nothing."""
    from publish.lock import hold, network_filesystem

    path = settings.state.path
    if kind := network_filesystem(path):
        raise StoreError(
            f"{path} lies on a network file system ({kind}), where the state can't be kept safely."
            " Put [state] path on a local disk, and set [state] ledger to keep ids and dates with the articles."
        )
    zone = zone_of(settings.publication.timezone)
    return hold(path.with_suffix(".lock"), wait, now=now.astimezone(zone), sleep=sleep)


def notified(
    parts: Parts, outcome: Outcome, surroundings: Surroundings, *, quiet: bool = False, verbose: bool = False
) -> int:
    """Tell hubs after a run, and how many pings are owed still; the outcome knows then what was sent.

    The lock is free by then: others may publish while hubs are waited for.
    """
    from publish.commands.notify import send

    announced, left = send(parts, surroundings, quiet=quiet, verbose=verbose)
    outcome.sent, outcome.owed, outcome.unseen = announced.sent, len(left), len(announced.unseen)
    return outcome.owed
