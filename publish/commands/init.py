"""masthead init: a first masthead.toml from what is there."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from publish import init
from publish.cli import Surroundings
from publish.commands._parts import absolute
from publish.terminal.screen import escape


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Write masthead.toml into a folder that has none."""
    folder = Path(absolute(surroundings, options.folder))
    written = init.run(folder, options.link, options.title, surroundings.now, options.timezone)
    surroundings.screen.say(f"Written: {escape(str(written))}. Look it through, then: masthead build --dry-run")
    return 0
