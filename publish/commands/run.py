"""masthead run: stays, and publishes on time and on change."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from types import FrameType

from publish import config
from publish.cli import Surroundings
from publish.commands._parts import alone, configuration
from publish.compose import Parts, compose
from publish.errors import InvalidConfig
from publish.runner import Clocks, Runner
from publish.running import watching
from publish.running.asked import Asked
from publish.running.beside import Beside
from publish.running.supervisor import Supervisor
from publish.running.told import Told
from publish.running.warm import Warm
from publish.scheduling.timetable import schedules_of
from publish.settings import Config
from publish.terminal import report
from publish.zones import zone_of


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Publish until a signal asks to end. Raises InvalidConfig for a mistake at the start."""
    _check(options)
    watching.require()
    settings = configuration(options, surroundings)
    file = settings.file
    if file is None:
        raise InvalidConfig(["masthead run needs a masthead.toml: masthead init"])

    def load() -> Parts:
        read = config.load(file, surroundings.environ)
        parts = compose(read)
        for schedule in schedules_of(read).values():
            schedule.next_after(surroundings.now)  # a date that never comes is a mistake now, not when it is due
        return parts

    parts = load()
    asked = Asked()
    _listen(asked)
    clocks = Clocks(now=surroundings.clock, timer=time.monotonic)
    beside = Beside(
        now=clocks.now,
        timer=clocks.timer,
        say=asked.to_say,
        notify=not options.no_notify,
        serve=_serve(options, file) if options.serve else None,
        out=2 if options.json else None,  # standard output is for objects alone
    )
    supervisor = Supervisor(surroundings.environ)
    told = Told(surroundings.screen, json=options.json, verbose=options.verbose)
    runner = Runner(
        load=load,
        warm=Warm(parts, alone, stopping=lambda: asked.stop, alive=supervisor.alive, ring=beside.ring),
        clocks=clocks,
        told=told,
        supervisor=supervisor,
        beside=beside,
        asked=asked,
    )
    # A process that stays can't put collecting off to its end.
    gc.set_threshold(5_000, 5, 5)
    # The thread that tells hubs would wait 5 ms for the interpreter whenever it has heard from the network.
    sys.setswitchinterval(0.0005)
    now = clocks.now()
    told.say(_beginning(settings, now), now, settings)
    runner.run()
    return 0


def _beginning(settings: Config, now: datetime) -> str:
    """What is watched, and when everything is looked through."""
    folders = [os.path.relpath(path, settings.root) for path, _, _ in watching.places(settings)]
    due = report.moment(schedules_of(settings)[None].next_after(now), now, zone_of(settings.publication.timezone))
    watched = f"watching {' and '.join(folders)}; everything" if folders else "everything"
    return f"{watched} is looked through now, and again {due}"


def _check(options: Namespace) -> None:
    """Options that say where to serve are for who serves."""
    idle = [name for name, value in (("--host", options.host), ("--port", options.port)) if value is not None]
    if idle and not options.serve:
        raise InvalidConfig([f"{' and '.join(idle)} can only be said with --serve: masthead run --serve"])


def _serve(options: Namespace, file: Path) -> list[str]:
    """The command of the child process."""
    where = (("--host", options.host), ("--port", options.port))
    given = [part for name, value in where if value is not None for part in (name, str(value))]
    return [sys.executable, "-m", "publish", "serve", "--end-with-input", *given, "--config", str(file)]


def _listen(asked: Asked) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        if asked.stop:
            os._exit(128 + number)
        asked.to_stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    signal.signal(signal.SIGHUP, lambda number, frame: asked.to_reload())
