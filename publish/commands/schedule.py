"""masthead schedule: prints the unit that runs Masthead, for the system that is to run it."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
from argparse import Namespace
from pathlib import Path
from urllib.parse import urlsplit

from entries.slugs import slugify
from publish.cli import Surroundings
from publish.commands._parts import configuration
from publish.errors import InvalidConfig
from publish.scheduling import units
from publish.settings import Config
from publish.terminal.screen import escape


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Print it. Nothing is installed."""
    settings = configuration(options, surroundings)
    site = installation(settings)
    if settings.schedule.feeds and not options.run:
        surroundings.screen.say(
            f"note: {escape(', '.join(settings.schedule.feeds))} has a schedule of its own, which only masthead run"
            " keeps: masthead schedule … --run"
        )
    if options.system == "systemd":
        text = units.systemd(site, run=options.run)
    elif options.system == "cron":
        if options.run:
            raise InvalidConfig(["cron starts what ends; for masthead run: masthead schedule systemd --run"])
        text = units.crontab(site)
    else:
        if options.image is None:
            raise InvalidConfig(["kubernetes needs --image IMAGE: a container image with masthead in it"])
        text = units.kubernetes(site, options.image, run=options.run)
    surroundings.screen.out.write(text)
    return 0


def installation(settings: Config) -> units.Installation:
    """What is installed and configured here. Raises InvalidConfig without a masthead.toml."""
    if settings.file is None:
        raise InvalidConfig(["masthead schedule needs a masthead.toml: masthead init"])
    publication, root = settings.publication, settings.root
    written = [path for each in settings.targets if isinstance(path := each.options.get("path"), Path)]
    written.append(settings.state.path.parent)
    if settings.state.ledger is not None:
        written.append(settings.state.ledger.parent)
    used = [path for each in settings.sources if isinstance(path := each.options.get("path"), Path)] + written
    return units.Installation(
        name=f"masthead-{slugify(urlsplit(publication.link).hostname or 'site')}"[:52],
        title=" ".join(publication.title.split()),  # a line break would end a comment in a crontab
        command=_command(),
        config=settings.file,
        root=root,
        state=settings.state.path.parent,
        writes=tuple(dict.fromkeys(_existing(path) for path in written)),
        outside=tuple(dict.fromkeys(path for path in used if not path.is_relative_to(root))),
        user=getpass.getuser(),
        zone=publication.timezone,
        every=settings.schedule.every,
        cron=settings.schedule.cron,
    )


def _command() -> tuple[str, ...]:
    """The installed program, by its absolute path; else this interpreter with the package."""
    called = Path(sys.argv[0])
    found = str(called.absolute()) if called.name == "masthead" and called.exists() else shutil.which("masthead")
    return (os.path.abspath(found),) if found else (sys.executable, "-m", "publish")


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest above it that is there: a unit can open no path that is not."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
