"""Edits that wait: versions of live stories go out at intervals, and a text that was emptied has a minute."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from publish.outcome import Outcome, exit_status
from publish.terminal.report import as_json, summary
from publish.terminal.screen import Screen
from publish.testing import CONFIG, Site

MINUTE = timedelta(minutes=1)


def story(text: str, **values: str) -> str:
    said = {"title": "Polls close", "date": "2026-11-22 11:00", "section": "City", "labels": "live", **values}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items() if value) + f"---\n{text}\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("polls.md", story("Version one."))
    site.write("harbour.md", "---\ntitle: A harbour\ndate: 2026-11-20\n---\nText.\n")
    site.build()
    return site


def shows(site: Site, text: str) -> bool:
    return all(text in site.read(f"all.{suffix}") for suffix in ("atom", "rss", "json"))


def edit(site: Site, text: str, after: timedelta = MINUTE, **values: str) -> Outcome:
    site.now += after
    site.write("polls.md", story(text, **values))
    return site.build()


def test_the_first_version_of_a_live_story_goes_out_at_once(site: Site) -> None:
    """What nobody has seen waits for nothing."""
    assert shows(site, "Version one.")


def test_another_version_waits_for_its_interval(site: Site) -> None:
    """An edit a minute later changes no document, and is no problem."""
    before = site.published()
    outcome = edit(site, "Version two.")
    assert site.published() == before
    assert (outcome.written, outcome.counts.updated, outcome.problems, exit_status(outcome)) == (0, 0, [], 0)


def test_the_report_says_how_long_a_live_story_waits(site: Site) -> None:
    """The run, a dry run, --json and status name the moment."""
    outcome = edit(site, "Version two.")
    screen = Screen(StringIO(), StringIO())
    assert "1 live story waits until 22 Nov 12:10 UTC." in summary(outcome, screen, now=site.now)
    assert as_json(outcome)["waiting"] == {"stories": 1, "until": "2026-11-22T12:10:00Z"}
    assert as_json(site.build(dry_run=True))["waiting"]["stories"] == 1
    edit(site, "Version three.")
    assert "1 live story waits until 22 Nov 12:10 UTC." in summary(site.build(), screen, now=site.now)


def test_the_newest_version_goes_out_when_it_is_due(site: Site) -> None:
    """A run after the interval shows the last of several edits, though no file changed since."""
    edit(site, "Version two.")
    edit(site, "Version three.")
    site.now += 7 * MINUTE
    assert site.build().written == 0
    site.now += MINUTE
    outcome = site.build()
    assert shows(site, "Version three.")
    assert (outcome.counts.updated, outcome.waiting) == (1, 0)
    assert "2026-11-22T12:10:00Z" in site.read("all.atom")


def test_a_run_that_looks_at_no_file_publishes_what_is_due(site: Site) -> None:
    """A resident process that wakes for a story reads that one and nothing else."""
    edit(site, "Version two.")
    store = site.store()
    due = store.ledger.next_wake()
    store.close()
    assert due == site.now + 9 * MINUTE
    site.now = due
    site.build(changed=())
    assert shows(site, "Version two.")


def test_the_interval_counts_from_the_version_that_is_shown(site: Site) -> None:
    """Each version that goes out begins another interval."""
    edit(site, "Version two.", 12 * MINUTE)
    assert shows(site, "Version two.")
    edit(site, "Version three.", 9 * MINUTE)
    assert not shows(site, "Version three.")
    site.now += MINUTE
    site.build()
    assert shows(site, "Version three.")


@pytest.mark.parametrize(
    "values",
    [
        {"labels": ""},
        {"correction": "An earlier version named the wrong ward."},
        {"link": "https://harbourpost.example/polls-closed"},
        {"labels": "[live, sponsored]"},
        {"expires": "2026-11-23"},
    ],
    ids=["final", "correction", "address", "label", "expiry"],
)
def test_what_changes_more_than_the_text_goes_out_at_once(site: Site, values: dict[str, str]) -> None:
    """The final version, a correction, another address, label or expiry."""
    edit(site, "Version two.", MINUTE, **values)
    assert shows(site, "Version two.")


def test_a_second_correction_goes_out_at_once(site: Site) -> None:
    """Each correction counts; a text with one that was there before waits."""
    edit(site, "Version two.", correction="One thing.")
    edit(site, "Version three.", correction="One thing.")
    assert not shows(site, "Version three.")
    edit(site, "Version four.", correction="[One thing., Another.]")
    assert shows(site, "Version four.")


def test_a_live_story_is_withdrawn_at_once(site: Site) -> None:
    """Although a version of it waits."""
    edit(site, "Version two.")
    outcome = edit(site, "Version three.", status="withdrawn", note="Taken back.")
    assert outcome.counts.withdrawn == 1
    assert shows(site, "Taken back.")
    assert not shows(site, "Version one.")


def test_text_that_may_not_leave_any_more_goes_at_once(site: Site) -> None:
    """A story that is closed to the public does not wait."""
    edit(site, "Version two.", access="paid")
    assert not shows(site, "Version one.")


def test_an_edit_that_was_undone_waits_for_nothing(site: Site) -> None:
    """What is shown already needs no other moment."""
    edit(site, "Version two.")
    assert edit(site, "Version one.").waiting == 0


def test_a_deleted_story_leaves_although_a_version_waits(site: Site) -> None:
    """Its removal is no version."""
    edit(site, "Version two.")
    site.remove("polls.md")
    outcome = site.build()
    assert not shows(site, "Polls close")
    assert outcome.waiting == 0


def test_a_feed_that_is_built_anew_shows_the_newest_version(site: Site) -> None:
    """Where the text is needed again there is no other than the newest."""
    edit(site, "Version two.")
    site.configure(CONFIG + '\n[[feeds]]\npath = "all"\n\n[[feeds]]\npath = "short"\ncontent = "summary"\n')
    outcome = site.build()
    assert "Version two." in site.read("short.atom")
    assert shows(site, "Version two.")
    assert outcome.problems == []


def test_the_interval_can_be_set(tmp_path: Path) -> None:
    """Each source has its own; with none nothing waits."""
    site = Site(tmp_path, CONFIG.replace('settle = "0 s"', 'settle = "0 s"\nlive_interval = "0 min"'))
    site.write("polls.md", story("Version one."))
    site.build()
    edit(site, "Version two.")
    assert shows(site, "Version two.")


def test_a_version_that_could_not_be_read_when_due_is_read_later(site: Site) -> None:
    """A source that is away for a moment loses no edit."""
    edit(site, "Version two.")
    articles = site.root / "articles"
    articles.rename(site.root / "away")
    site.now += 9 * MINUTE
    site.build()
    (site.root / "away").rename(articles)
    site.now += MINUTE
    site.build(changed=())
    assert shows(site, "Version two.")


def test_a_text_that_was_emptied_has_a_minute(tmp_path: Path) -> None:
    """Runs that follow each other at once don't publish it; one a minute later does."""
    site = Site(tmp_path)
    site.write("long.md", "---\ntitle: Long\ndate: 2026-11-21\n---\n" + "word " * 500)
    site.build()
    site.write("long.md", "---\ntitle: Long\ndate: 2026-11-21\n---\nOops.\n")
    for _ in range(4):
        assert [each.problem.code for each in site.build().problems] == ["shrunk"]
        assert not shows(site, "Oops.")
        site.now += timedelta(seconds=19)
    site.build()
    assert shows(site, "Oops.")


def test_a_text_that_was_emptied_is_not_shown_by_a_feed_built_anew(tmp_path: Path) -> None:
    """A feed that needs its text again shows what it showed, or leaves it out for that minute."""
    site = Site(tmp_path)
    site.write("long.md", "---\ntitle: Long\ndate: 2026-11-21\n---\n" + "word " * 500)
    site.build()
    site.write("long.md", "---\ntitle: Long\ndate: 2026-11-21\n---\nOops.\n")
    site.configure(CONFIG + '\n[[feeds]]\npath = "all"\n\n[[feeds]]\npath = "short"\ncontent = "summary"\n')
    site.build()
    assert not any(b"Oops." in body for body in site.published().values())
    site.now += MINUTE
    outcome = site.build()
    assert "Oops." in site.read("short.atom")
    assert outcome.problems == []


@pytest.mark.slow
def test_a_resident_process_wakes_for_a_story(tmp_path: Path) -> None:
    """`masthead run` shows the first edit at once and the last of those that follow when it is due, by itself."""
    site = Site(tmp_path, CONFIG.replace('settle = "0 s"', 'settle = "0.1 s"\nlive_interval = "3 s"'))
    site.write("polls.md", story("Version one."))
    process = subprocess.Popen(
        [sys.executable, "-m", "publish", "run"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def shown_after(text: str) -> float:
        began = time.monotonic()
        while not ((tmp_path / "public/all.atom").exists() and shows(site, text)):
            assert time.monotonic() < began + 20
            time.sleep(0.02)
        return time.monotonic() - began

    try:
        shown_after("Version one.")
        (tmp_path / "articles/polls.md").write_text(story("Version two."), "utf-8")
        (tmp_path / "articles/polls.md").write_text(story("Version three."), "utf-8")
        assert 1 < shown_after("Version three.") < 10
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
