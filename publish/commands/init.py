"""masthead init: a first masthead.toml from what is there."""

from __future__ import annotations

import shlex
from argparse import Namespace
from pathlib import Path

from publish import config, init
from publish.cli import Surroundings
from publish.commands._parts import absolute
from publish.errors import InvalidConfig
from publish.terminal.screen import escape


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Write masthead.toml into a folder that has none; 2 where something in it has to be mended by hand."""
    folder, screen = Path(absolute(surroundings, options.folder)), surroundings.screen
    command = "masthead init" if options.folder == "." else f"masthead init {shlex.quote(options.folder)}"
    written = init.run(folder, options.link, options.title, surroundings.now, options.timezone, command=command)
    try:
        loaded = config.load(written, {})
    except InvalidConfig as error:
        screen.say(f"Written: {escape(str(written))}. What was found here is not all fit for it; mend this first:")
        screen.say(*map(escape, error.mistakes))
        return 2
    screen.say(f"Written: {escape(str(written))}. Look it through, then: masthead build --dry-run")
    for source in loaded.sources:
        path = Path(str(source.options["path"]))
        if not path.is_dir():
            missing = f"There is no folder {escape(str(path))} yet"
            screen.say(f"{missing}: put articles there, as .txt, .md, .html or .json files.")
    return 0
