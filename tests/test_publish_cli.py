"""The command line: what is asked for, where it goes, and with which status a command ends."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from entries.model import Problem
from publish import cli, pipeline
from publish.errors import ForeignFile, Locked, TargetUnavailable
from publish.outcome import Counts, Options, Outcome, Reported
from publish.terminal import arguments, help
from publish.terminal.progress import Bar, Stopwatch
from publish.version import VERSION

ROOT = Path(__file__).parents[1]
CONFIGURATION = """\
[publication]
id = "tag:harbourpost.example,2026"
title = "The Harbour Post"
link = "https://harbourpost.example/"
feeds_url = "https://harbourpost.example/feeds/"

[[sources]]
path = "articles"
link = "https://harbourpost.example/{section}/{slug}"

[[targets]]
path = "public/feeds"
"""
REFUSED = Reported(
    problem=Problem(level="refused", code="no-link", where="articles/a.txt", problem="no link and no template."),
    since=datetime(2026, 11, 22, tzinfo=UTC),
)


def counts_of(**given: int) -> Counts:
    """So many entries of each kind, none of any other."""
    counts = Counts()
    for name, value in given.items():
        setattr(counts, name, value)
    return counts


def outcome_of(**given: Any) -> Outcome:
    """A run that came to this."""
    outcome = Outcome()
    for name, value in given.items():
        setattr(outcome, name, value)
    return outcome


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and one article, as the working folder."""
    (tmp_path / "masthead.toml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "tour.md").write_text("---\ntitle: Tour\ndate: 2026-11-20\n---\nA lab.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Options, datetime]]:
    """What a run was asked for, without running it."""
    calls: list[tuple[Options, datetime]] = []

    def run(parts: object, store: object, options: Options, now: datetime, progress: object) -> Outcome:
        calls.append((options, now))
        return outcome_of(live=1, articles=1)

    monkeypatch.setattr(pipeline, "run", run)
    return calls


def with_outcome(monkeypatch: pytest.MonkeyPatch, make: Callable[[], Outcome]) -> None:
    """A run that ends so."""
    monkeypatch.setattr(pipeline, "run", lambda *_: make())


def test_masthead_alone_gives_an_overview(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command the program says what it is for, in a few lines."""
    assert cli.main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) < 20


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version is the version in pyproject.toml."""
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert capsys.readouterr().out == f"masthead {VERSION}\n" == f"masthead {project['version']}\n"


@pytest.mark.parametrize("command", help.COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--help of each command explains every option and ends with examples; the general one names it."""
    with pytest.raises(SystemExit) as caught:
        cli.main([command, "--help"])
    assert caught.value.code == 0
    assert "examples:\n  masthead " in capsys.readouterr().out
    assert f"masthead {command}" in help.OVERVIEW
    (actions,) = (action for action in arguments.parser([command])._actions if action.choices)
    assert all(option.help for option in actions.choices[command]._actions)  # type: ignore[index]


@pytest.mark.parametrize(
    "arguments",
    [
        ["biuld"],
        ["build", "--wait", "x"],
        ["build", "--fail-on", "some"],
        ["build", "--allow-removals", "-1"],
        ["state", "x"],
    ],
)
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake on the command line is status 2."""
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: masthead" in capsys.readouterr().err


def test_options_reach_the_run(folder: Path, asked: list[tuple[Options, datetime]]) -> None:
    """Every option of build is what the run is asked for; paths are absolute."""
    options = [
        "--changed",
        "articles/a.md",
        "b.md",
        "--allow-removals",
        "61",
        "--allow-resurfacing",
        "--new-publication",
        "--prune",
    ]
    assert cli.main(["build", *options, "--adopt-file", "all.rss", "--adopt-file", "public/feeds/all.atom"]) == 0
    ((given, _),) = asked
    assert given.changed == (str(folder / "articles" / "a.md"), str(folder / "b.md"))
    assert given.allow_removals == 61
    assert given.allow_resurfacing
    assert given.new_publication
    assert given.prune
    assert {"all.rss", "all.atom"} <= set(given.adopt_files)


def test_changed_from_standard_input(
    folder: Path, asked: list[tuple[Options, datetime]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """--changed - reads paths from standard input, one a line; none at all is none, not everything."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("articles/a b.md\r\n\narticles/c.md\n"))
    cli.main(["build", "--changed", "-"])
    assert asked[0][0].changed == (str(folder / "articles" / "a b.md"), str(folder / "articles" / "c.md"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    cli.main(["build", "--changed", "-"])
    assert asked[1][0].changed == ()


def test_source_date_epoch_is_now(
    folder: Path, asked: list[tuple[Options, datetime]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH is the moment of the run; without it that is the clock's, in whole seconds."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    cli.main(["build"])
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    cli.main(["build"])
    assert asked[0][1] == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert asked[1][1].microsecond == 0


def test_bad_source_date_epoch(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A SOURCE_DATE_EPOCH that is no number is a mistake, not the clock's time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert cli.main(["build"]) == 2
    assert capsys.readouterr().err == 'SOURCE_DATE_EPOCH: "yesterday" is no number of seconds since 1970\n'


def test_no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no configuration the message says how to get one, and how to do without."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["build"]) == 2
    message = capsys.readouterr().err
    assert "masthead init" in message
    assert "masthead build FOLDER --link URL --to DIR" in message


def test_mistakes_in_the_configuration(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mistakes go to standard error, one a line, with status 2 and without a traceback."""
    (folder / "masthead.toml").write_text(CONFIGURATION.replace("title", "titel"), "utf-8")
    assert cli.main(["build"]) == 2
    output = capsys.readouterr()
    assert output.err == "masthead.toml:3 publication.titel: no such key; did you mean title?\n"
    assert output.out == ""


@pytest.mark.parametrize("json_too", [False, True])
def test_refused_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch, json_too: bool) -> None:
    """An article that was refused is status 1, whatever is printed."""
    with_outcome(monkeypatch, lambda: outcome_of(counts=counts_of(refused=1), live=3, articles=4, problems=[REFUSED]))
    assert cli.main(["build", "--json"] if json_too else ["build"]) == 1
    assert cli.main(["build", "--fail-on", "none"]) == 0


def test_all_refused_is_three(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing could be published the status is 3."""
    with_outcome(monkeypatch, lambda: outcome_of(counts=counts_of(refused=1), articles=1, problems=[REFUSED]))
    assert cli.main(["build"]) == 3


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Locked("Another masthead (pid 411, since 09:15) is publishing here; waited 60 s, left everything to it."), 4),
        (ForeignFile("all.rss", "all.rss was not written by Masthead."), 2),
        (TargetUnavailable("public/feeds: not writable."), 3),
        (OSError(28, "No space left on device"), 3),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 141),
    ],
)
def test_errors_have_their_status(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], error: BaseException, status: int
) -> None:
    """What ends a run has a status of its own and a sentence, without a traceback."""

    def fail(*_: object) -> Outcome:
        raise error

    monkeypatch.setattr(pipeline, "run", fail)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    assert cli.main(["build"]) == status
    assert "Traceback" not in capfd.readouterr().err


def test_tracebacks_are_for_defects(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback is shown for a defect of ours, and for an expected error only with --verbose."""
    with_outcome(monkeypatch, lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    assert cli.main(["build"]) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err

    def fail() -> Outcome:
        raise TargetUnavailable("public/feeds: not writable.")

    with_outcome(monkeypatch, fail)
    cli.main(["build", "--verbose"])
    assert "Traceback" in capsys.readouterr().err


def test_messages_never_steer_the_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control characters out of names are shown as escapes in reports and errors."""
    problem = Problem(level="refused", code="no-link", where="a\x1b[2J.md", problem="no\u202elink.")
    reported = Reported(problem=problem, since=REFUSED.since)
    with_outcome(monkeypatch, lambda: outcome_of(live=1, articles=2, problems=[reported], notes=["\x9b1m"]))
    cli.main(["build"])
    cli.main(["build", "--config", "\x1b[2J.toml"])
    output = capsys.readouterr()
    assert not {"\x1b", "\u202e", "\x9b"} & set(output.out + output.err)


def test_json_is_one_object(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints one object to standard output and nothing else."""
    with_outcome(monkeypatch, lambda: outcome_of(live=1, articles=1, notes=["something"]))
    assert cli.main(["build", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == {"written": 0, "unchanged": 0}


def test_quiet(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """--quiet prints nothing where nothing is wrong."""
    with_outcome(monkeypatch, lambda: outcome_of(live=1, articles=1, notes=["something"]))
    assert cli.main(["build", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_dry_run_leaves_nothing_behind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--dry-run shows what would be new and creates no state, no lock and no document."""
    before = sorted(folder.rglob("*"))
    assert cli.main(["build", "--dry-run"]) == 0
    assert "new        Tour" in capsys.readouterr().out
    assert sorted(folder.rglob("*")) == before


def test_check_and_status_leave_nothing_behind(folder: Path) -> None:
    """check and status only look."""
    before = sorted(folder.rglob("*"))
    assert cli.main(["check"]) == 0
    assert cli.main(["status"]) == 0
    assert sorted(folder.rglob("*")) == before


def test_build_twice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build publishes; another finds nothing to do."""
    assert cli.main(["build"]) == 0
    assert (folder / "public" / "feeds" / "all.rss").exists()
    assert capsys.readouterr().out.startswith("Published 1 new: 1 article in 1 feed")
    assert cli.main(["build"]) == 0
    assert capsys.readouterr().out == "Nothing has changed: 1 article in 1 feed.\n"


def test_without_a_configuration(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, a link and a target are enough; the defaults are said once."""
    (folder / "masthead.toml").unlink()
    command = ["build", "articles", "--link", "https://harbourpost.example/", "--to", "out"]
    assert cli.main(command) == 0
    assert (folder / "out" / "all.rss").exists()
    assert "note: the title is harbourpost.example; another: --title" in capsys.readouterr().err
    assert cli.main(command) == 0
    assert "note: the title" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["articles", "--link", "https://a.example/", "--to", "out"],
            "says where the articles are; leave out articles",
        ),
        (["--link", "https://a.example/"], "--link needs a folder of articles"),
    ],
)
def test_configuration_and_command_line_never_mix(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """Where there is a configuration it alone says where things are."""
    assert cli.main(["build", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_with_a_configuration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`masthead build FOLDER` takes the configuration that lies in the folder."""
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert cli.main(["build", ".."]) == 0
    assert (folder / "public" / "feeds" / "all.rss").exists()


def test_check_shows_one_article_in_full(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """check FILE shows the article as a build would read it."""
    assert cli.main(["check", "articles/tour.md"]) == 0
    lines = [line.split(None, 1) for line in capsys.readouterr().out.splitlines()]
    assert ["title", "Tour"] in lines
    assert ["link", "https://harbourpost.example/tour"] in lines
    assert ["feeds", "all"] in lines


def test_check_of_what_is_no_article(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that no source holds is a mistake on the command line, not an article in order."""
    assert cli.main(["check", "masthead.toml"]) == 2
    assert capsys.readouterr().err == "No source has an article there: masthead.toml\n"


def test_check_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """check --json lists every article with its problems; one that would be refused is status 1."""
    (folder / "articles" / "bad.md").write_text("---\ntitle: Bad\ndate: 30 February 2026\n---\nX\n", "utf-8")
    assert cli.main(["check", "--json"]) == 1
    bad, tour = json.loads(capsys.readouterr().out)["articles"]
    assert (bad["status"], bad["problems"][0]["line"]) == ("refused", 3)
    assert (tour["status"], tour["published"]) == ("live", "2026-11-20T00:00:00Z")


def test_status_lists_feeds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """status says that nothing is published, and later which feeds there are."""
    assert cli.main(["status"]) == 0
    assert capsys.readouterr().out == "Nothing has been published yet: masthead build\n"
    cli.main(["build", "--quiet"])
    assert cli.main(["status"]) == 0
    assert "all\tThe Harbour Post\t1\t20 Nov" in capsys.readouterr().out


def test_a_run_that_failed_is_no_health(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither one whose source is missing nor one whose ledger can't be written; the next that works is, again."""
    (folder / "articles").rename(folder / "away")
    assert cli.main(["build"]) == 3
    assert "Nothing could be published." in capsys.readouterr().out
    assert cli.main(["status", "--health"]) == 1
    assert "the last run failed" in capsys.readouterr().out
    (folder / "away").rename(folder / "articles")
    assert cli.main(["build", "--quiet"]) == 0
    assert cli.main(["status", "--health"]) == 0
    (folder / "masthead.toml").write_text(CONFIGURATION + '\n[state]\nledger = "articles"\n', "utf-8")
    assert cli.main(["build"]) == 2
    assert "can't be written: Is a directory." in capsys.readouterr().err
    assert cli.main(["status", "--health"]) == 1
    (folder / "masthead.toml").write_text(CONFIGURATION, "utf-8")
    assert cli.main(["build", "--quiet"]) == 0
    assert cli.main(["build", "--quiet"]) == 0
    assert cli.main(["status", "--health"]) == 0


def test_status_knows_of_runs_that_did_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next run is due after the last look, not after the last change; a withdrawal is a run as well."""
    cli.main(["build", "--quiet"])
    lock = next(folder.rglob("*.lock"))
    later = lock.stat().st_mtime + 7200
    os.utime(lock, (later, later))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(later) + 60))
    capsys.readouterr()
    assert cli.main(["status", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["last_run"]["started"] < said["last_look"] < said["next_run"]
    assert cli.main(["status"]) == 0
    assert "Looked again" in capsys.readouterr().out
    assert cli.main(["withdraw", "articles/tour.md"]) == 0
    capsys.readouterr()
    assert cli.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["last_run"]["entries"] == {"withdrawn": 1}


@pytest.mark.parametrize("columns", [0, 1, 7, 40])
def test_any_terminal_will_do(folder: Path, columns: int) -> None:
    """Also one that says it has no columns, as those of containers may: nothing fails for want of room."""
    for said_to in (["build"], ["build", "--dry-run"], ["status"], ["check"], ["--help"], ["build", "--help"]):
        mine, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        command = [sys.executable, "-m", "publish", *said_to]
        environ = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {"TERM": "xterm"}
        done = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environ, cwd=folder)
        os.close(its)
        said = b""
        with suppress(OSError):  # the other end is closed
            while part := os.read(mine, 65536):
                said += part
        os.close(mine)
        assert done.wait(30) == 0, said.decode()
        assert b"Traceback" not in said


def test_state_export_replaces_only_ledgers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the configuration, nor an article."""
    cli.main(["build", "--quiet"])
    before = (folder / "masthead.toml").read_text("utf-8")
    assert cli.main(["state", "export", "masthead.toml"]) == 2
    assert "is no ledger, and is not replaced" in capsys.readouterr().err
    assert (folder / "masthead.toml").read_text("utf-8") == before
    assert cli.main(["state", "export", "ids.jsonl"]) == 0
    assert cli.main(["state", "export", "ids.jsonl"]) == 0


def test_state_moves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What state export writes, state import takes over: the next build goes on where the first one was."""
    assert cli.main(["state", "export"]) == 2
    cli.main(["build", "--quiet"])
    assert cli.main(["state", "export", "ids.jsonl"]) == 0
    (folder / ".masthead" / "state.sqlite").unlink()
    assert cli.main(["state", "import", "ids.jsonl"]) == 0
    assert capsys.readouterr().err.endswith("1 article taken over, with id and dates.\n")
    cli.main(["build", "--quiet"])
    assert cli.main(["state", "export"]) == 0
    assert capsys.readouterr().out == (folder / "ids.jsonl").read_text("utf-8")


def test_the_module_is_the_command(folder: Path) -> None:
    """python -m publish is masthead; what is broken off is no error of ours."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = f'"{sys.executable}" -m publish --version'
    done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"masthead {VERSION}\n"


def test_bars_wait() -> None:
    """Nothing is drawn for a short run, and nothing for that is loaded."""
    bar = Bar(lambda: 0.0)
    bar.step("read", 10)
    bar.advance(10)
    bar.close()
    assert bar._bars is None


def test_steps_are_timed() -> None:
    """Each step's wall time is taken down under its name."""
    times = iter([0.0, 1.0, 3.0, 3.5])
    watch = Stopwatch(Bar(lambda: 0.0), lambda: next(times))
    for step in ("scan", "read", "scan"):
        watch.step(step)
    watch.end()
    assert watch.seconds == {"scan": 1.5, "read": 2.0}


def test_runs_load_little(folder: Path) -> None:
    """The command line loads no library of others before there is work."""
    code = "import sys; from publish import cli; cli.main(['status']); print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    ours = {"entries", "feeds", "publish"}
    loaded = {name.partition(".")[0] for name in done.stdout.split()} - ours - set(sys.stdlib_module_names)
    assert not {"rich", "lxml", "feedgen", "dateutil", "nh3", "yaml", "platformdirs"} & loaded


@pytest.mark.parametrize("command", help.COMMANDS)
def test_help_fits_a_terminal(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing in it is wider than the 80 columns that a terminal opens with."""
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        arguments.parser([command]).parse_args([command, "--help"])
    for line in (help.OVERVIEW + capsys.readouterr().out).splitlines():
        assert len(line) <= 80, line
