"""masthead build: one run."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

from publish import config
from publish.cli import Surroundings
from publish.commands._parts import absolute, alone, configuration, notified, opened
from publish.commands._run import carry_out
from publish.compose import Parts, compose
from publish.errors import InvalidConfig
from publish.outcome import Options, Outcome, exit_status
from publish.settings import Config
from publish.terminal import report
from publish.terminal.progress import watching
from publish.terminal.screen import Screen, escape
from publish.zones import zone_of


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Publish what changed, report it, and return the exit status."""
    screen = surroundings.screen
    settings = _configuration(options, surroundings)
    parts = compose(settings)
    if not parts.store_path.exists():
        _note(settings.notes, screen)
    outcome = _publish(parts, options, surroundings)
    status = exit_status(outcome, options.fail_on)
    if options.notify and not options.dry_run:
        owed = notified(parts, outcome, surroundings, quiet=options.quiet, verbose=options.verbose)
        status = max(status, 1 if owed and options.fail_on != "none" else 0)
    if options.json:
        import json

        screen.print(json.dumps(report.as_json(outcome, show_held=options.show_held, dry_run=options.dry_run)))
        return status
    if not options.quiet:
        _note(outcome.notes, screen)
    if options.dry_run:
        screen.print(*report.change_lines(outcome, screen))
    screen.print(
        *report.summary(
            outcome,
            screen,
            now=surroundings.now,
            zone=zone_of(settings.publication.timezone),
            quiet=options.quiet,
            show_held=options.show_held,
            dry_run=options.dry_run,
        )
    )
    return status


def _note(notes: Iterable[str], screen: Screen) -> None:
    for note in notes:
        screen.say(*report.wrap(f"note: {escape(note)}", screen, "", "      "))


def _configuration(options: Namespace, surroundings: Surroundings) -> Config:
    """masthead.toml; or the command line in its place, where a folder is named and there is none."""
    defaults = ("link", "to", "title", "feeds_url", "timezone", "id")
    given = [f"--{name.replace('_', '-')}" for name in defaults if getattr(options, name) is not None]
    if options.folder is None:
        if given:
            raise InvalidConfig([f"{given[0]} needs a folder of articles: masthead build FOLDER --link URL --to DIR"])
        return configuration(options, surroundings)
    folder = Path(absolute(surroundings, options.folder))
    if not given and (folder / config.FILE_NAME).is_file():
        return config.load(folder / config.FILE_NAME, surroundings.environ)
    found = options.config or config.find(surroundings.folder)
    if found is not None:
        raise InvalidConfig([f"{found} says where the articles are; leave out {' '.join([options.folder, *given])}"])
    if options.link is None or options.to is None:
        raise InvalidConfig(
            ["Without a masthead.toml two things have to be said: masthead build FOLDER --link URL --to DIR"]
        )
    from publish.configuration.folder import without_file

    return without_file(
        folder,
        options.link,
        Path(absolute(surroundings, options.to)),
        here=surroundings.folder,
        title=options.title,
        feeds_url=options.feeds_url,
        timezone=options.timezone,
        id=options.id,
    )


def _publish(parts: Parts, options: Namespace, surroundings: Surroundings) -> Outcome:
    asked = Options(
        changed=_changed(options, surroundings),
        dry_run=options.dry_run,
        allow_removals=options.allow_removals,
        allow_resurfacing=options.allow_resurfacing,
        adopt_files=_documents(options, parts.config, surroundings),
        new_publication=options.new_publication,
        prune=options.prune,
        listed=options.json,
        show_held=options.show_held,
    )
    scratch = options.dry_run
    with (
        nullcontext() if scratch else alone(parts.config, options.wait, surroundings.now),
        opened(parts.store_path, scratch=scratch) as store,
        watching(surroundings.screen, quiet=options.quiet, verbose=options.verbose) as progress,
    ):
        return carry_out(parts, store, asked, surroundings.now, progress)


def _changed(options: Namespace, surroundings: Surroundings) -> tuple[str, ...] | None:
    """The paths of --changed, absolute; "-" stands for those on standard input."""
    if options.changed is None:
        return None
    named = [path for path in options.changed if path != "-"]
    if "-" in options.changed:
        named += [line.rstrip("\r\n") for line in surroundings.input]
    return tuple(dict.fromkeys(absolute(surroundings, path) for path in named if path))


def _documents(options: Namespace, settings: Config, surroundings: Surroundings) -> tuple[str, ...]:
    """The paths of --adopt-file, absolute, and below their target: typed so, or as files that lie in one."""
    documents = list(options.adopt_file)
    for path in options.adopt_file:
        file = Path(absolute(surroundings, path))
        documents.append(str(file))
        for target in settings.targets:
            folder = target.options.get("path")
            if isinstance(folder, Path) and file.is_relative_to(folder):
                documents.append(file.relative_to(folder).as_posix())
    return tuple(documents)
