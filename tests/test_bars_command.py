"""The real command from outside: exit statuses 0 to 4, the shape of --json, and what goes to which stream."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from publish.testing import CONFIG, Site

ROOT = Path(__file__).parents[1]
GOOD = "---\ntitle: A tour\ndate: 2026-11-20\nsection: China\n---\n\nA lab.\n"
BAD = "---\ntitle: Bad\ndate: 30 February 2026\n---\n\nText.\n"
EMBARGOED = "---\ntitle: Later\ndate: 2026-11-20\nembargo: 2030-01-01\n---\n\nText.\n"
REPAIRED = b"---\ntitle: Mended\x07\ndate: 2026-11-19\n---\n\nText.\n"


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a person or a script would get."""
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MASTHEAD_")},
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1795348800",  # 2026-11-22 12:00 UTC
        "XDG_STATE_HOME": str(folder / "state"),
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-m", "publish", *arguments],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication with one good article."""
    site = Site(tmp_path)
    site.write("tour.md", GOOD)
    return site


@pytest.fixture
def lock(site: Site) -> Iterator[None]:
    """Another run that is publishing here."""
    file = site.root / ".masthead" / "state.lock"
    file.parent.mkdir()
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def test_0_done(site: Site) -> None:
    """Published, held for its embargo, mended: all of that is status 0."""
    site.write("later.md", EMBARGOED)
    site.write("mended.md", REPAIRED)
    done = run(site.root, "build")
    assert done.returncode == 0
    assert "Published 2 new: 2 articles in 2 feeds" in done.stdout
    assert "1 article is held; the next is released 1 Jan 2030" in done.stdout
    assert "1 repaired and published" in done.stdout


def test_0_nothing_to_do(site: Site) -> None:
    """A second run has nothing to do, says so in a line, and has nothing to add on standard error."""
    run(site.root, "build")
    done = run(site.root, "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Nothing has changed: 1 article in 2 feeds.\n"


def test_1_refused(site: Site) -> None:
    """One article is refused: status 1, and the others are published."""
    site.write("bad.md", BAD)
    done = run(site.root, "build")
    assert done.returncode == 1
    assert 'articles/bad.md:3 date "30 February 2026" is no day of any calendar.' in done.stdout
    assert "Published 1 new" in done.stdout


def test_1_removals_held(site: Site) -> None:
    """The last article is gone: its removal is held, and the line says how to mean it."""
    run(site.root, "build")
    site.remove("tour.md")
    done = run(site.root, "build")
    assert done.returncode == 1
    assert "If meant: masthead build --allow-removals 1" in done.stdout
    assert run(site.root, "build", "--allow-removals", "1").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "invalid choice: 'biuld'"),
        (["build", "--wait", "soon"], "--wait"),
        (["build", "--config", "none.toml"], "none.toml"),
        (["check", "nothing.md"], "No source has an article there: nothing.md"),
        (["state", "import", "none.jsonl"], "none.jsonl can't be read: No such file or directory."),
    ],
    ids=["command", "value", "file", "article", "ledger"],
)
def test_2_usage(arguments: list[str], said: str, site: Site) -> None:
    """A mistake on the command line is status 2, told on standard error."""
    done = run(site.root, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_2_configuration(site: Site) -> None:
    """Every mistake in the configuration at once, each on its line with its key; nothing is published."""
    site.configure(CONFIG.replace("title =", "titel =").replace('settle = "0 s"', "settle = 0"))
    done = run(site.root, "build")
    assert (done.returncode, done.stdout) == (2, "")
    assert "masthead.toml:3 publication.titel: no such key; did you mean title?" in done.stderr
    assert re.search(r"masthead\.toml:\d+ sources\[1\]\.settle", done.stderr)
    assert not (site.root / "public").exists()


def test_2_no_configuration(tmp_path: Path) -> None:
    """Without a configuration the message says both ways on."""
    done = run(tmp_path, "build")
    assert (done.returncode, done.stdout) == (2, "")
    assert "masthead init" in done.stderr
    assert "masthead build FOLDER --link URL --to DIR" in done.stderr


def test_2_foreign_file(site: Site) -> None:
    """A file that another program wrote is never replaced, and is named."""
    (site.root / "public").mkdir()
    (site.root / "public" / "all.rss").write_text("<rss/>")
    done = run(site.root, "build")
    assert (done.returncode, done.stdout) == (2, "")
    assert "all.rss" in done.stderr
    assert site.read("all.rss") == "<rss/>"


def test_2_state_of_another_program(site: Site) -> None:
    """A state file that is none is named, and left as it is."""
    (site.root / ".masthead").mkdir()
    file = site.root / ".masthead" / "state.sqlite"
    file.write_bytes(b"no database at all" * 100)
    done = run(site.root, "build")
    assert (done.returncode, done.stdout) == (2, "")
    assert "state.sqlite" in done.stderr
    assert file.read_bytes() == b"no database at all" * 100


@pytest.mark.parametrize("json_too", [False, True])
def test_3_nothing_could_be_published(site: Site, json_too: bool) -> None:
    """Every article is refused: status 3."""
    site.write("tour.md", BAD)
    done = run(site.root, "build", *(["--json"] if json_too else []))
    assert done.returncode == 3
    if not json_too:
        assert "Nothing could be published: 1 of 1 refused, the feeds are unchanged." in done.stdout


def test_3_no_source(site: Site) -> None:
    """The only source is not there and never was: status 3, and its folder is named."""
    site.remove("tour.md")
    (site.root / "articles").rmdir()
    done = run(site.root, "build")
    assert done.returncode == 3
    assert "articles/" in done.stdout


def test_a_source_that_is_not_there_is_no_article(site: Site) -> None:
    """`check` does not count it as one, nor call the configuration that names it in order."""
    site.remove("tour.md")
    (site.root / "articles").rmdir()
    done = run(site.root, "check")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        1, "  articles/: not readable (No such file or directory)."
    )  # fmt: skip
    assert done.stderr == "masthead.toml: 1 source or file can't be read. 0 articles, 0 refused.\n"


@pytest.mark.usefixtures("lock")
def test_4_locked(site: Site) -> None:
    """Another run is publishing here past --wait: status 4, a sentence, and nothing is done."""
    done = run(site.root, "build", "--wait", "0.2")
    assert (done.returncode, done.stdout) == (4, "")
    assert "is publishing here" in done.stderr
    assert not (site.root / "public").exists()


@pytest.mark.usefixtures("lock")
@pytest.mark.parametrize("arguments", [["check"], ["status"], ["build", "--dry-run"]], ids=" ".join)
def test_looking_takes_no_lock(site: Site, arguments: list[str]) -> None:
    """check, status and --dry-run do not wait for another run."""
    assert run(site.root, *arguments).returncode == 0


@pytest.mark.parametrize(
    ("fail_on", "statuses"), [("any", [1, 1, 1]), ("new", [1, 0, 1]), ("none", [0, 0, 0])], ids=["any", "new", "none"]
)
def test_fail_on(site: Site, fail_on: str, statuses: list[int]) -> None:
    """any: red at every run; new: red once for each problem; none: never, though it is still told."""
    site.write("bad.md", BAD)
    found = []
    for minute in range(3):
        if minute == 2:
            site.write("worse.md", BAD)
        moment = str(1795348800 + 60 * minute)
        found.append(run(site.root, "build", "--fail-on", fail_on, SOURCE_DATE_EPOCH=moment))
    assert [done.returncode for done in found] == statuses
    assert all("articles/bad.md:3" in done.stdout for done in found)


def test_json_has_the_shape_that_is_promised(site: Site) -> None:
    """build --json: one object with these keys and kinds of values, and nothing on standard error."""
    site.write("bad.md", BAD)
    site.write("later.md", EMBARGOED)
    site.write("mended.md", REPAIRED)
    site.write("_ignored.md", GOOD)
    done = run(site.root, "build", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    entries = {"read": 4, "new": 2, "updated": 0, "unchanged": 0, "moved": 0, "held": 1, "withdrawn": 0}
    assert said["entries"] == {**entries, "removed": 0, "refused": 1, "ignored": 1}
    assert said["documents"] == {"written": 8, "unchanged": 0}
    assert said["pings"] == {"sent": 0, "owed": 0}
    assert [(feed["path"], feed["entries"]) for feed in said["feeds"]] == [("all", 2), ("section/china", 1)]
    for feed in said["feeds"]:
        assert set(feed["etags"]) == {"rss", "atom", "json"}
        assert all(re.fullmatch(r"[0-9a-f]{32}", etag) for etag in feed["etags"].values())
    for problem in said["problems"]:
        assert set(problem) >= {"level", "code", "where", "line", "problem", "remedy", "since"}
        assert datetime.fromisoformat(problem["since"]).isoformat() == "2026-11-22T12:00:00+00:00"
    (refused,) = (problem for problem in said["problems"] if problem["level"] == "refused")
    assert (refused["code"], refused["where"], refused["line"]) == ("impossible-date", "articles/bad.md", 3)
    assert all(isinstance(said["seconds"][step], float) for step in ("scan", "read", "build"))


def test_json_of_every_command(site: Site) -> None:
    """Every command that prints data prints one JSON object where it is asked to, before and after a build."""
    for _ in range(2):
        for arguments in (["status"], ["check"], ["check", "articles/tour.md"], ["build", "--dry-run"], ["build"]):
            done = run(site.root, *arguments, "--json")
            assert isinstance(json.loads(done.stdout), dict)
            assert done.returncode == 0


def test_export_is_json_lines(site: Site) -> None:
    """state export prints a line for each entry and each feed, and nothing else."""
    run(site.root, "build")
    lines = [json.loads(line) for line in run(site.root, "state", "export").stdout.splitlines()]
    assert [line.get("id") for line in lines][:1] == ["tag:harbourpost.example,2026:desk/tour"]
    assert [line["feed"] for line in lines[1:]] == ["all", "section/china"]


@pytest.mark.parametrize(
    "environment", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, {"TERM": "dumb"}]
)
def test_no_colours_where_nobody_sees_them(site: Site, environment: dict[str, str]) -> None:
    """Into a pipe, with NO_COLOR or on a dumb terminal there are no escape sequences and no progress bars."""
    site.write("bad.md", BAD)
    done = run(site.root, "build", **environment)
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr


def test_notes_and_logs_are_no_data(site: Site) -> None:
    """With --verbose the log goes to standard error; standard output is the report alone, the same without it."""
    other = Site(site.root / "other")
    other.write("tour.md", GOOD)
    quiet, verbose = run(site.root, "build"), run(other.root, "build", "--verbose")
    assert verbose.stdout == quiet.stdout
    assert "note: 1 article carries no link" in quiet.stderr


def test_no_name_steers_the_terminal(site: Site) -> None:
    """Control and direction marks in file names and values are shown as escapes."""
    site.write("bad\x1b[31m\u202e\n.md", BAD.replace("30 February 2026", "\u202e\x9b31m tomorrow"))
    done = run(site.root, "build")
    assert done.returncode == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.stdout + done.stderr)


def test_a_name_that_is_no_utf_8(site: Site) -> None:
    """A file whose name is no UTF-8 is published or named, and never the end of the run."""
    name = os.fsencode(site.root / "articles") + b"/caf\xe9.md"
    with open(name, "w") as file:
        file.write(GOOD.replace("A tour", "Coffee"))
    done = run(site.root, "build", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0, done.stdout
    assert {item["title"] for item in json.loads(site.read("all.json"))["items"]} == {"A tour", "Coffee"}
    assert json.loads(run(site.root, "check", "--json").stdout)


def test_a_closed_pipe_is_no_error_of_ours(site: Site) -> None:
    """`masthead status | head -0`: no traceback, whatever the status."""
    run(site.root, "build")
    command = f"{sys.executable} -m publish status | true"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
