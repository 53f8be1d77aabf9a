"""What a process that stays says of its runs: a line for each that did something, and every problem once."""

from __future__ import annotations

import json
from datetime import datetime
from traceback import format_exception
from typing import TYPE_CHECKING

from publish import runs
from publish.errors import PublishError
from publish.terminal import report
from publish.terminal.screen import Screen, escape, fit
from publish.zones import zone_of

if TYPE_CHECKING:
    from publish.outcome import Outcome
    from publish.settings import Config

_TITLE = 60  # columns


class Told:
    """Writes to a screen. `json`: each run as an object on standard output; `verbose`: quiet runs too."""

    def __init__(self, screen: Screen, *, json: bool = False, verbose: bool = False) -> None:
        self._screen = screen
        self._json = json
        self._verbose = verbose
        self._problems: set[tuple[str, str]] = set()
        self._error = ""

    def say(self, sentence: str, now: datetime, config: Config) -> None:
        """One line with the time of day in the publication's zone."""
        local = now.astimezone(zone_of(config.publication.timezone))
        self._screen.say(f"{local:%H:%M:%S} {escape(sentence)}")
        self._screen.flush()

    def ran(self, outcome: Outcome, cause: str, took: float, now: datetime, config: Config) -> None:
        """A run came to its end after `took` seconds."""
        self._error = ""
        zone = zone_of(config.publication.timezone)
        standing = {(each.problem.code, str(each.problem)) for each in outcome.problems}
        for each in outcome.problems:
            if (each.problem.code, str(each.problem)) not in self._problems:
                self.say(f"{each.problem.level}: {report.sentence(each, now, zone)}", now, config)
        self._problems = standing
        for note in outcome.notes:
            self.say(f"note: {note}", now, config)
        done = summary(outcome)
        if self._verbose or (done and cause != runs.LIST):
            self.say(f"{done or 'nothing new'} ({took:.2f} s)", now, config)
        if self._json:
            told = {"run": cause, "at": report.iso(now), **report.as_json(outcome), "took": round(took, 3)}
            self._screen.print(json.dumps(told))
            self._screen.flush()

    def failed(self, error: Exception, cause: str, retry: float, now: datetime, config: Config) -> None:
        """A run ended by an error, and the next attempt comes in `retry` seconds. The same error is said once."""
        sentence = " ".join(str(error).split("\n")) or type(error).__name__
        if sentence != self._error:
            self.say(f"{sentence} It is tried again until it goes.", now, config)
            if not isinstance(error, (PublishError, OSError)):
                self._screen.say("This is a defect of Masthead, not of your articles.", *format_exception(error))
        self._error = sentence
        if self._json:
            told = {"run": cause, "at": report.iso(now), "error": sentence, "retry": retry}
            self._screen.print(json.dumps(told))
            self._screen.flush()


def summary(outcome: Outcome) -> str:
    """ "published 3 documents, 1 new: Ferry returns…", or "" where nothing happened."""
    counts = outcome.counts
    kinds = ("new", "updated", "moved", "withdrawn", "removed")
    done = [f"{getattr(counts, kind)} {kind}" for kind in kinds if getattr(counts, kind)]
    if not outcome.written and not done:
        return ""
    said = ", ".join([f"published {report.count(outcome.written, 'document', 'documents')}", *done])
    title = outcome.changes[0].title if outcome.changes else ""
    return f"{said}: {fit(title, _TITLE)}" if title else said
