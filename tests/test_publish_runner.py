"""The loop, step by step: what it does next, with clocks that the test moves and no thread or process beside it."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from publish import runs
from publish.compose import Parts, compose
from publish.config import load
from publish.errors import StoreError
from publish.runner import Clocks, Runner
from publish.running.absences import Absences
from publish.running.asked import Asked
from publish.running.backoff import Backoff
from publish.running.beside import Beside
from publish.running.changes import MANY
from publish.running.health import illness
from publish.running.supervisor import Supervisor
from publish.running.told import Told
from publish.running.warm import Warm
from publish.stores.ledger import SQLLedger
from publish.terminal.screen import Screen
from publish.testing import CONFIG, NOON, Site

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Loop:
    """A Runner in a site, one turn at a time. Moving the clock moves both clocks."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.now: datetime = NOON
        self.timer = 1000.0
        self.out, self.err = io.StringIO(), io.StringIO()
        self.asked = Asked()
        self.loads = 0
        clocks = Clocks(now=lambda: self.now, timer=lambda: self.timer)
        self.warm = Warm(
            site.parts, lambda *given: nullcontext(),
            stopping=lambda: self.asked.stop, alive=lambda: None, ring=lambda: None,
        )  # fmt: skip
        self.runner = Runner(
            load=self._load,
            warm=self.warm,
            clocks=clocks,
            told=Told(Screen(self.out, self.err), json=True),
            supervisor=Supervisor({}),
            beside=Beside(now=clocks.now, timer=clocks.timer, say=self.asked.to_say, notify=False, serve=None),
            asked=self.asked,
        )

    def _load(self) -> Parts:
        self.loads += 1
        return compose(load(self.site.root / "masthead.toml", {}))

    def pass_time(self, time: timedelta) -> None:
        self.now += time
        self.timer += time.total_seconds()

    def change(self, *paths: Path) -> None:
        """The system tells that these have changed."""
        for source, key in self.runner._changes.add(map(str, paths)):
            self.runner._absences.touched(source, key)

    def turn(self) -> tuple[str, bool] | None:
        """Do what is next: its cause, and whether everything is looked at; None where there is nothing to do."""
        turn = self.runner._next()
        if turn is None:
            return None
        self.runner._do(turn)
        return turn.cause, turn.changed is None

    def told(self) -> list[dict[str, object]]:
        """What each run so far reported."""
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    def last(self) -> runs.RunRow | None:
        return self.warm.store().runs.last()


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    """A loop over a publication with one article, after its first run."""
    site = Site(tmp_path)
    site.write("china/tour.md", "---\ntitle: Tour\ndate: 2026-11-20\n---\nText.")
    found = Loop(site)
    assert found.turn() == (runs.START, True)
    yield found
    found.warm.close()


def article(site: Site, name: str, more: str = "") -> Path:
    return site.write(f"china/{name}.md", f"---\ntitle: {name}\ndate: 2026-11-21\n{more}---\nText.")


def test_everything_is_looked_at_first(loop: Loop) -> None:
    """What changed while nothing ran is published at the start, and then there is nothing to do."""
    assert "Tour" in loop.site.read("all.atom")
    assert loop.turn() is None


def test_a_change_is_published_without_looking_at_anything_else(loop: Loop) -> None:
    """Only the file that the system named is read, though another has changed as well."""
    path = article(loop.site, "Ferry")
    article(loop.site, "Unseen")
    loop.change(path)
    assert loop.turn() == (runs.CHANGE, False)
    assert "Ferry" in loop.site.read("all.atom")
    assert "Unseen" not in loop.site.read("all.atom")


def test_the_schedule_finds_what_no_event_told(loop: Loop) -> None:
    """Without a schedule of its own a publication is looked through a quarter of an hour later."""
    article(loop.site, "Unseen")
    loop.pass_time(15 * MINUTE)
    assert loop.turn() == (runs.SCHEDULE, True)
    assert "Unseen" in loop.site.read("all.atom")


def test_what_changed_before_watching_began_is_found(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the first look and the first event that the system tells of nothing is lost: there is a second look."""
    monkeypatch.setattr("publish.running.watching.Watch.start", lambda watch: None)
    loop.runner._look_around()
    assert loop.turn() == (runs.CHANGE, True)
    article(loop.site, "Unseen")
    assert loop.turn() is None
    loop.pass_time(timedelta(seconds=2))
    assert loop.turn() == (runs.AGAIN, True)
    assert "Unseen" in loop.site.read("all.atom")
    loop.pass_time(timedelta(seconds=5))
    assert loop.turn() is None


def test_an_embargo_ends_at_the_very_second(loop: Loop) -> None:
    """Not a second earlier, and without looking at a file."""
    loop.change(article(loop.site, "Secret", "embargo: 2026-11-22T12:05:00Z\n"))
    loop.turn()
    loop.pass_time(5 * MINUTE - timedelta(milliseconds=1))
    assert loop.turn() is None
    assert "Secret" not in loop.site.read("all.atom")
    loop.pass_time(timedelta(milliseconds=1))
    assert loop.turn() == (runs.TIME, False)
    assert "Secret" in loop.site.read("all.atom")


def test_an_embargo_that_ends_while_nothing_works_is_not_forgotten(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run for its sake that failed is tried again, and not only by the next scheduled one."""
    loop.change(article(loop.site, "Secret", "embargo: 2026-11-22T12:05:00Z\n"))
    loop.turn()
    loop.pass_time(5 * MINUTE)

    def fail(*given: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(loop.warm, "run", fail)
        assert loop.turn() == (runs.TIME, False)
    loop.pass_time(timedelta(seconds=2))
    assert loop.turn() == (runs.TIME, False)
    assert "Secret" in loop.site.read("all.atom")


def test_an_entry_expires_at_the_very_second(loop: Loop) -> None:
    """It leaves the feeds when its time is over."""
    loop.change(article(loop.site, "Offer", "expires: 2026-11-22T12:05:00Z\n"))
    loop.turn()
    assert "Offer" in loop.site.read("all.atom")
    loop.pass_time(5 * MINUTE)
    assert loop.turn() == (runs.TIME, False)
    assert "Offer" not in loop.site.read("all.atom")


def test_the_next_wake_is_no_busy_loop(loop: Loop) -> None:
    """An entry whose moment has passed is woken once."""
    loop.change(article(loop.site, "Secret", "embargo: 2026-11-22T12:05:00Z\n"))
    loop.turn()
    loop.pass_time(6 * MINUTE)
    assert loop.turn() == (runs.TIME, False)
    assert loop.turn() is None


# Removals.


def test_a_removal_needs_two_scans_two_seconds_apart(loop: Loop) -> None:
    """Missed once it stays; missed again two seconds later it is gone."""
    path = article(loop.site, "Ferry")
    loop.change(path)
    loop.turn()
    path.unlink()
    loop.change(path)
    assert loop.turn() == (runs.CHANGE, False)
    loop.pass_time(timedelta(seconds=1.9))
    assert loop.turn() == (runs.LIST, False)
    assert loop.turn() is None
    assert "Ferry" in loop.site.read("all.atom")
    loop.pass_time(timedelta(seconds=0.1))
    assert loop.turn() == (runs.AGAIN, True)
    assert "Ferry" not in loop.site.read("all.atom")


def test_files_that_vanish_from_one_folder_together_all_leave(loop: Loop) -> None:
    """A temporary file of an editor's beside them is one of those that the system names, and hides none."""
    paths = [article(loop.site, name) for name in ("Ferry", "Tide")]
    loop.change(*paths)
    loop.turn()
    for path in paths:
        path.unlink()
    loop.change(loop.site.root / "articles" / "china" / ".Ferry.md.tmp", *paths)
    assert loop.turn() == (runs.CHANGE, False)
    loop.pass_time(timedelta(seconds=2))
    assert loop.turn() == (runs.AGAIN, True)
    assert not {"Ferry", "Tide"} & set(loop.site.read("all.atom").split())
    for path in paths:
        assert path.stem not in loop.site.read("all.atom")


def test_a_removal_that_failed_is_tried_again(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look found the file gone, but its run came to nothing: a third one waits for no schedule."""
    path = article(loop.site, "Ferry")
    loop.change(path)
    loop.turn()
    path.unlink()
    loop.change(path)
    assert loop.turn() == (runs.CHANGE, False)
    loop.pass_time(timedelta(seconds=2))

    def locked(*given: object) -> None:
        raise StoreError("locked by another process")

    with monkeypatch.context() as patched:
        patched.setattr(SQLLedger, "save", locked)
        patched.setattr(SQLLedger, "forget", locked)
        assert loop.turn() == (runs.AGAIN, True)
    assert "Ferry" in loop.site.read("all.atom")
    loop.pass_time(timedelta(seconds=1))
    assert loop.turn() == (runs.AGAIN, True)
    assert "Ferry" not in loop.site.read("all.atom")


def test_an_editor_that_saves_by_removing_loses_nothing(loop: Loop) -> None:
    """The file is back a second later: the entry keeps its id and is never out of the feed."""
    path = loop.site.root / "articles/china/tour.md"
    text = path.read_text()
    path.unlink()
    loop.change(path)
    loop.turn()
    assert "Tour" in loop.site.read("all.atom")
    loop.pass_time(timedelta(seconds=1))
    loop.change(loop.site.write("china/tour.md", text.replace("Text.", "Another text.")))
    loop.turn()
    assert "Another text." in loop.site.read("all.atom")
    assert loop.told()[-1]["entries"]["updated"] == 1  # type: ignore[index]  # JSON
    loop.pass_time(timedelta(seconds=5))
    assert loop.turn() == (runs.LIST, False)
    assert loop.turn() is None


def test_a_sweep_alone_removes_nothing_at_once(loop: Loop) -> None:
    """What a scheduled run misses for the first time is looked for again two seconds later, though no event came."""
    article(loop.site, "Ferry")
    loop.pass_time(15 * MINUTE)
    loop.turn()
    loop.site.remove("china/Ferry.md")
    loop.pass_time(15 * MINUTE)
    assert loop.turn() == (runs.SCHEDULE, True)
    assert "Ferry" in loop.site.read("all.atom")
    loop.pass_time(timedelta(seconds=2))
    assert loop.turn() == (runs.AGAIN, True)
    assert "Ferry" not in loop.site.read("all.atom")


def test_a_renamed_file_is_one_article(loop: Loop) -> None:
    """The old name is gone and the new one there in one go: the entry keeps its id, and nothing is refused."""
    before = loop.site.read("all.atom")
    old = loop.site.root / "articles/china/tour.md"
    new = old.rename(old.with_name("visit.md"))
    loop.change(old, new)
    loop.turn()
    loop.pass_time(timedelta(seconds=3))
    loop.turn()
    id = before.partition("<entry>")[2].partition("<id>")[2].partition("</id>")[0]
    assert loop.site.read("all.atom").count("<entry>") == 1
    assert id in loop.site.read("all.atom")


def test_many_removals_are_held_however_slowly_they_come(loop: Loop) -> None:
    """Files that vanish one after the other are judged together: the guard sees them all."""
    paths = [article(loop.site, f"n{number}") for number in range(12)]
    loop.change(*paths)
    loop.turn()
    for path in paths[:10]:
        path.unlink()
        loop.change(path)
        loop.turn()
        loop.pass_time(timedelta(seconds=1))
    loop.pass_time(timedelta(seconds=1))
    assert loop.turn() == (runs.AGAIN, True)
    assert loop.site.read("all.atom").count("<entry>") == 13
    assert "held 10 removals" in loop.err.getvalue()
    loop.pass_time(15 * MINUTE)
    loop.turn()
    assert loop.site.read("all.atom").count("<entry>") == 13


def test_absences_are_never_put_off_for_ever() -> None:
    """While more and more goes missing the second look waits, but no longer than a minute."""
    time = [0.0]
    absences = Absences(lambda: time[0])
    for second in range(70):
        time[0] = float(second)
        absences.removable("desk", frozenset({f"{second}.md"}))
    assert absences.due_at() == 62.0


# Files that are being written.


def test_a_file_that_is_being_written_holds_no_other_back(tmp_path: Path) -> None:
    """The one that is open for writing waits until it has settled; the other one is published meanwhile."""
    site = Site(tmp_path, CONFIG.replace('settle = "0 s"', 'settle = "0.4 s"'))
    loop = Loop(site)
    loop.turn()
    whole, half = article(site, "Whole"), article(site, "Half")
    with half.open("a") as file:
        file.write("More")
        file.flush()
        os.utime(half, (NOON.timestamp(), NOON.timestamp()))
        loop.change(whole, half)
        assert loop.turn() == (runs.CHANGE, False)
        assert "Whole" in site.read("all.atom")
        assert "Half" not in site.read("all.atom")
        assert loop.turn() is None
    due = loop.runner._changes.due_at()
    assert due is not None
    assert due - loop.timer <= 0.4
    loop.pass_time(timedelta(seconds=0.4))
    assert loop.turn() == (runs.CHANGE, False)
    assert "Half" in site.read("all.atom")
    loop.warm.close()


def test_a_flood_of_changes_is_one_look_at_everything(loop: Loop) -> None:
    """So many events may be not all of them."""
    article(loop.site, "Ferry")
    loop.change(*(loop.site.root / f"articles/n{number}.md" for number in range(MANY + 1)))
    assert loop.turn() == (runs.CHANGE, True)
    assert "Ferry" in loop.site.read("all.atom")
    assert loop.turn() is None


# Feeds with a schedule of their own.

DIGEST = CONFIG + '[[feeds]]\npath = "all"\n[[feeds]]\npath = "digest"\nevery = "1 h"\n'


def test_a_feed_waits_for_its_own_time(tmp_path: Path) -> None:
    """The others have the article at once, this one an hour after it was last let out, all at once."""
    loop = Loop(Site(tmp_path, DIGEST))
    article(loop.site, "Tour")
    loop.turn()
    assert "Tour" in loop.site.read("digest.atom")
    loop.pass_time(MINUTE)
    loop.change(article(loop.site, "Ferry"))
    loop.turn()
    assert "Ferry" in loop.site.read("all.atom")
    assert "Ferry" not in loop.site.read("digest.atom")
    loop.pass_time(15 * MINUTE)
    assert loop.turn() == (runs.SCHEDULE, True)
    assert "Ferry" not in loop.site.read("digest.atom")
    loop.pass_time(44 * MINUTE)
    while loop.turn() is not None:
        pass
    assert "Ferry" in loop.site.read("digest.atom")
    loop.warm.close()


@pytest.mark.parametrize(
    "line", ["status: withdrawn", "draft: true", "access: paid", "access: registered", "syndicate: none"]
)
def test_what_is_taken_back_waits_for_no_schedule(line: str, tmp_path: Path) -> None:
    """What may not be shown any more leaves a feed before the feed's time has come: the article, or its text."""
    loop = Loop(Site(tmp_path, DIGEST))
    path = article(loop.site, "Libel")
    loop.turn()
    assert "Text." in loop.site.read("digest.atom")
    text = path.read_text()
    loop.change(loop.site.write("china/Libel.md", text.replace("---\nText.", f"{line}\n---\nText.")))
    loop.turn()
    assert "Text." not in loop.site.read("digest.atom")
    loop.warm.close()


@pytest.mark.parametrize("lost", ["public", "public/section", "public/section/world.atom"])
def test_documents_that_somebody_deleted_are_back_with_the_next_change(lost: str, tmp_path: Path) -> None:
    """Whatever the change is about: a folder in which somebody was is compared, and not taken to be as it was."""
    loop = Loop(Site(tmp_path, CONFIG))
    article(loop.site, "Tour")
    loop.site.write("world/vote.md", "---\ntitle: Vote\ndate: 2026-11-21\n---\nText.")
    loop.turn()
    before = loop.site.published()
    loop.pass_time(MINUTE)
    loop.change(article(loop.site, "Ferry"))
    loop.turn()
    place = loop.site.root / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    loop.change(article(loop.site, "Rail"))
    loop.turn()
    after = loop.site.published()
    assert after.keys() == before.keys()
    assert after["section/world.atom"] == before["section/world.atom"]
    assert "Rail" in loop.site.read("all.atom")
    loop.warm.close()


def test_what_leaves_another_feed_lets_none_out_early(tmp_path: Path) -> None:
    """A feed waits on with its news when something is taken back that it never showed."""
    loop = Loop(Site(tmp_path, DIGEST + 'include = { section = "world" }\n'))
    article(loop.site, "Libel")
    loop.turn()
    loop.change(loop.site.write("world/vote.md", "---\ntitle: Vote\ndate: 2026-11-21\n---\nText."))
    loop.turn()
    loop.pass_time(MINUTE)
    loop.change(loop.site.write("china/Libel.md", "---\ntitle: Libel\ndate: 2026-11-20\ndraft: true\n---\nText."))
    loop.turn()
    assert "Libel" not in loop.site.read("all.atom")
    assert "digest.atom" not in loop.site.published()
    loop.warm.close()


def test_a_restart_lets_no_feed_out_early(tmp_path: Path) -> None:
    """When it was last let out is remembered; after a process that ended well the feed goes on waiting."""
    for number in range(2):
        loop = Loop(Site(tmp_path, DIGEST))
        article(loop.site, f"n{number}")
        loop.pass_time(number * MINUTE)
        loop.turn()
        loop.warm.end()
    assert "n1" in loop.site.read("all.atom")
    assert "n1" not in loop.site.read("digest.atom")


def test_after_a_death_nothing_waits(tmp_path: Path) -> None:
    """It may have been killed between recording that something is taken back and writing it."""
    for number in range(2):
        loop = Loop(Site(tmp_path, DIGEST))
        article(loop.site, f"n{number}")
        loop.pass_time(number * MINUTE)
        loop.turn()
        loop.warm.close()
    assert "n1" in loop.site.read("digest.atom")


# The configuration.


def test_a_changed_configuration_is_taken_up(loop: Loop) -> None:
    """A second after masthead.toml was saved it holds."""
    loop.site.configure(CONFIG.replace("The Harbour Post", "The Quay Post"))
    loop.runner._look_around()
    assert loop.turn() == (runs.CONFIGURATION, True)
    assert "The Quay Post" in loop.site.read("all.atom")


def test_a_broken_configuration_is_named_and_the_old_one_goes_on(loop: Loop) -> None:
    """Nothing stops, the mistake is said once, and mended it is taken up."""
    loop.runner._look_around()
    loop.turn()
    loop.site.configure(CONFIG.replace("title =", "titel ="))
    loop.runner._look_around()
    loop.runner._look_around()
    assert loop.loads == 1
    assert "no such key; did you mean title? The configuration stays as it was." in loop.err.getvalue()
    loop.change(article(loop.site, "Ferry"))
    assert loop.turn() == (runs.CHANGE, False)
    loop.site.configure(CONFIG + "# mended\n")
    loop.runner._look_around()
    assert loop.turn() == (runs.CONFIGURATION, True)


# Errors.


def test_an_error_is_named_once_and_tried_again(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process goes on, waits longer each time, and nothing of what changed is forgotten."""
    calls: list[float] = []

    def broken(*given: object) -> None:
        calls.append(loop.timer)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("publish.pipeline.run", broken)
        loop.change(article(loop.site, "Ferry"))
        for _ in range(200):
            loop.turn()
            loop.pass_time(timedelta(seconds=0.5))
    gaps = [later - earlier for earlier, later in pairwise(calls)]
    assert gaps[:5] == [0.5, 1, 2, 4, 8]
    assert loop.err.getvalue().count("No space left on device") == 1
    loop.pass_time(MINUTE)
    assert loop.turn() == (runs.CHANGE, False)
    assert "Ferry" in loop.site.read("all.atom")


def test_a_failure_stands_in_the_store_until_a_run_works(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last run is the failed one, which is no health; then one that worked."""
    with monkeypatch.context() as patched:
        patched.setattr("publish.pipeline.run", lambda *given: (_ for _ in ()).throw(OSError(30, "Read-only")))
        loop.change(article(loop.site, "Ferry"))
        loop.turn()
    row = loop.last()
    assert row is not None
    assert (row.cause, row.status) == (runs.CHANGE, 3)
    assert "Read-only" in (illness(loop.site.parts.config, row, None, loop.now) or "")
    loop.pass_time(MINUTE)
    loop.turn()
    row = loop.last()
    assert row is not None
    assert row.told["entries"]["new"] == 1
    assert illness(loop.site.parts.config, row, None, loop.now) is None


def test_a_defect_is_shown_whole_and_does_not_end_the_process(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody thought of is named as ours, with where it came from."""
    with monkeypatch.context() as patched:
        patched.setattr("publish.pipeline.run", lambda *given: 1 // 0)
        loop.change(article(loop.site, "Ferry"))
        loop.turn()
    assert "This is a defect of Masthead" in loop.err.getvalue()
    assert "ZeroDivisionError" in loop.err.getvalue()


def test_a_source_that_is_away_is_looked_for_again(loop: Loop) -> None:
    """Its documents stay, and it is back seconds after it is back, not at the next scheduled run."""
    articles, away = loop.site.root / "articles", loop.site.root / "away"
    articles.rename(away)
    loop.pass_time(15 * MINUTE)
    loop.turn()
    assert "Tour" in loop.site.read("all.atom")
    away.rename(articles)
    article(loop.site, "Ferry")
    loop.pass_time(timedelta(seconds=2))
    assert loop.turn() == (runs.AGAIN, True)
    assert "Ferry" in loop.site.read("all.atom")


def test_a_clock_set_back_moves_no_date(loop: Loop) -> None:
    """An hour back: the dates of what is published stay, and the next change is published."""
    path = article(loop.site, "Undated").with_name("undated.md")
    loop.change(loop.site.write("china/undated.md", "---\ntitle: Undated\n---\nText."))
    loop.turn()
    before = loop.site.read("all.json")
    loop.now -= HOUR
    loop.change(path, article(loop.site, "Ferry"))
    assert loop.turn() == (runs.CHANGE, False)
    dates = [{item["id"]: item["date_published"] for item in json.loads(text)["items"]}
             for text in (before, loop.site.read("all.json"))]  # fmt: skip
    assert dates[0].items() <= dates[1].items()
    assert "Ferry" in loop.site.read("all.json")
    loop.now += 15 * MINUTE
    assert loop.turn() == (runs.SCHEDULE, True)


def test_a_state_that_is_replaced_is_noticed(loop: Loop) -> None:
    """The file is another one by now: it is that one which the next run works with."""
    state = loop.site.parts.store_path
    for file in state.parent.glob("state.sqlite*"):
        file.unlink()
    loop.change(article(loop.site, "Ferry"))
    loop.turn()
    assert state.exists()
    assert "Ferry" in loop.site.read("all.atom")


# What is told and remembered.


def test_runs_are_remembered_and_old_ones_forgotten(loop: Loop) -> None:
    """The last thousand, each with what it did."""
    store = loop.warm.store()
    with store.transaction():
        for number in range(1100):
            store.runs.add(runs.failed(str(number), 3, NOON, NOON, runs.CHANGE))
    (count,) = store._db.execute("SELECT count(*) FROM run").fetchone()  # type: ignore[attr-defined]  # SQLiteStore's
    assert count == 1000
    row = store.runs.last()
    assert row is not None
    assert row.told == {"error": "1099"}


def test_a_quiet_run_says_nothing(loop: Loop) -> None:
    """Only a run that did something has a line."""
    before = loop.err.getvalue()
    loop.pass_time(15 * MINUTE)
    assert loop.turn() == (runs.SCHEDULE, True)
    assert loop.err.getvalue() == before
    assert len(loop.told()) == 2


def test_the_list_of_feeds_follows_the_feeds(loop: Loop) -> None:
    """Subscribers come first: the page shows what changed a second later, once for all of it, and says nothing."""
    for name in ("Ferry", "Harbour"):
        loop.change(article(loop.site, name))
        assert loop.turn() == (runs.CHANGE, False)
    assert loop.turn() is None
    assert "Ferry" not in loop.site.read("feeds.html")
    said = loop.err.getvalue()
    loop.pass_time(timedelta(seconds=1))
    assert loop.turn() == (runs.LIST, False)
    assert "Ferry" in loop.site.read("feeds.html")
    assert "Harbour" in loop.site.read("feeds.html")
    assert loop.turn() is None
    assert loop.err.getvalue() == said


def test_a_list_that_is_owed_outlives_the_process(loop: Loop) -> None:
    """Whoever runs next brings it up to date."""
    loop.change(article(loop.site, "Ferry"))
    loop.turn()
    loop.warm.close()
    assert Loop(loop.site).turn() == (runs.START, True)
    assert "Ferry" in loop.site.read("feeds.html")


def test_a_run_has_one_line(loop: Loop) -> None:
    """The time of day, how many documents, what they hold, and how long it took."""
    loop.change(article(loop.site, "Ferry returns"))
    loop.turn()
    assert loop.err.getvalue().splitlines()[-1] == "12:00:00 published 6 documents, 1 new: Ferry returns (0.00 s)"


def test_a_problem_is_said_once(loop: Loop) -> None:
    """It stands in every run's report, and is said when it is new."""
    loop.change(article(loop.site, "Bad", "embargo: whenever\n"))
    loop.turn()
    loop.pass_time(15 * MINUTE)
    loop.turn()
    assert loop.err.getvalue().count("refused: articles/china/Bad.md") == 1


@pytest.mark.parametrize(
    ("age", "looked", "expected"),
    [
        (15 * MINUTE, None, None),
        (21 * MINUTE, None, "no run since"),
        (2 * DAY, 1 * MINUTE, None),
        (None, None, "nothing has run yet"),
    ],
)  # fmt: skip
def test_health(tmp_path: Path, age: timedelta | None, looked: timedelta | None, expected: str | None) -> None:
    """Well is a run that did not fail and is no more than five minutes late; any process that looked counts."""
    row = None if age is None else runs.RunRow(NOON - age, NOON - age, runs.SCHEDULE, 0, "{}")
    found = illness(Site(tmp_path).parts.config, row, None if looked is None else NOON - looked, NOON)
    assert (found is None) if expected is None else (found or "").startswith(expected)


def test_waits_grow_to_a_limit() -> None:
    """Twice as long each time, and from the beginning again once it works."""
    backoff = Backoff(0.5, 60.0)
    waits = [backoff.failed() for _ in range(2000)]
    assert (waits[:4], waits[-1]) == ([0.5, 1, 2, 4], 60)
    backoff.worked()
    assert backoff.failed() == 0.5


def test_what_waits_in_the_inbox_is_taken_at_once() -> None:
    """A wish ends the wait; paths that came in between are not lost."""
    asked = Asked()
    asked.to_read(frozenset({"a"}))
    asked.to_stop()
    asked.to_read(frozenset({"b"}))
    assert list(asked.wait(60)) == [frozenset({"a"}), frozenset({"b"})]
    assert asked.stop


def test_a_supervisor_is_told_nothing_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without NOTIFY_SOCKET no socket is made."""
    said: list[Callable[[], None]] = []
    monkeypatch.setattr("socket.socket", lambda *given: said.append(lambda: None))
    Supervisor({}).ready("x")
    assert not said
