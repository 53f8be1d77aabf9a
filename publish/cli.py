"""The command line: arguments in, exit status out. The only place that reads the clock and the environment.

Exit status: 0 done; 1 an article was refused or something was held back, the rest is published; 2 usage or
configuration; 3 nothing could be published; 4 another run went on longer than --wait; 130 interrupted.
"""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TextIO

from publish.errors import InvalidConfig, PublishError
from publish.terminal.arguments import parser
from publish.terminal.help import OVERVIEW
from publish.terminal.screen import Screen, escape, of_process


class Surroundings(NamedTuple):
    """What a command is run in. `now` is the moment of the run, in UTC and whole seconds; `folder` is absolute.

    `clock` tells the time, in UTC and as precise as it can, to what stays longer than a moment.
    """

    now: datetime
    clock: Callable[[], datetime]
    environ: Mapping[str, str]
    folder: Path
    input: TextIO
    screen: Screen


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments:
        sys.stdout.write(OVERVIEW)
        return 0
    options = parser(arguments).parse_args(arguments)
    if options.command is None:
        sys.stdout.write(OVERVIEW)
        return 0
    # Collecting every 700 new objects costs a run without changes 2.5 % of its time, and finds nothing.
    gc.set_threshold(50_000)
    screen = of_process(os.environ, colour=not options.no_color)
    try:
        status = _run(options, screen)
        screen.flush()
        # Else Python looks through all there is once more before it ends: 5 % of a run without changes.
        gc.freeze()
        return status
    except KeyboardInterrupt:
        screen.say("Interrupted. The next run finishes what is owed.")
        return 130
    except BrokenPipeError:
        # Who read our output has gone. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except PublishError as error:
        _explain(error, screen, verbose=options.verbose)
        return error.status
    except OSError as error:
        _explain(error, screen, verbose=options.verbose)
        return 3
    except Exception:
        import traceback

        traceback.print_exc(file=screen.err)
        screen.say("This is a defect of Masthead, not of your articles. What was published before is intact.")
        return 3


def _run(options: Namespace, screen: Screen) -> int:
    if options.verbose:
        import logging

        logging.basicConfig(stream=screen.err, level=logging.DEBUG, format="%(name)s: %(message)s")
    surroundings = Surroundings(
        now=_now(os.environ),
        clock=lambda: datetime.now(UTC),
        environ=os.environ,
        folder=Path.cwd(),
        input=sys.stdin,
        screen=screen,
    )
    status: int = import_module(f"publish.commands.{options.command}").run(options, surroundings)
    return status


def _now(environ: Mapping[str, str]) -> datetime:
    """The clock's time, or SOURCE_DATE_EPOCH's (https://reproducible-builds.org/specs/source-date-epoch/)."""
    given = environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidConfig([f'SOURCE_DATE_EPOCH: "{given}" is no number of seconds since 1970']) from error


def _explain(error: Exception, screen: Screen, *, verbose: bool) -> None:
    if verbose:
        import traceback

        traceback.print_exception(error, file=screen.err)
    for line in str(error).split("\n"):
        screen.say(escape(line))
