"""masthead state export|import: what is remembered between runs, as JSON Lines."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from publish import ledger
from publish.cli import Surroundings
from publish.commands._parts import absolute, alone, configuration, opened
from publish.errors import InvalidConfig
from publish.settings import Config
from publish.terminal.report import count
from publish.terminal.screen import escape

# Every line of a ledger, and so the file, begins with this.
_BEGINNING = b'{"'


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Write the ledger to a file or standard output, or take one over."""
    settings = configuration(options, surroundings)
    file = None if options.file == "-" else Path(absolute(surroundings, options.file))
    if options.action == "export":
        _refuse_other(settings, file)
        return _export(settings.state.path, file, surroundings)
    return _import(settings, file, options, surroundings)


def _refuse_other(settings: Config, file: Path | None) -> None:
    """A file that is there and no ledger is somebody's."""
    if file is None or not file.is_file() or file == settings.state.ledger:
        return
    with file.open("rb") as there:
        begun = there.read(len(_BEGINNING))
    if begun and begun != _BEGINNING:
        raise InvalidConfig([f"{file} is no ledger, and is not replaced. Name another file."])


def _export(path: Path, file: Path | None, surroundings: Surroundings) -> int:
    screen = surroundings.screen
    if not path.exists():
        raise InvalidConfig([f"Nothing is remembered yet: there is no {path}"])
    with opened(path, scratch=True) as store:
        if file is None:
            screen.print(*ledger.export(store))
        else:
            ledger.write(store, file, alone=False)
            screen.say(f"Written: {escape(str(file))}")
    return 0


def _import(settings: Config, file: Path | None, options: Namespace, surroundings: Surroundings) -> int:
    text = surroundings.input.read() if file is None else ledger.read(file)
    path = settings.state.path
    with (
        alone(settings, options.wait, surroundings.now),
        opened(path, scratch=False) as store,
        store.transaction(),
    ):
        taken = ledger.load(store, text)
    surroundings.screen.say(f"{count(taken, 'article', 'articles')} taken over, with id and dates.")
    return 0
