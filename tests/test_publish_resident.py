"""`masthead run` as a process: signals, files that change, its supervisor, its children, and what may befall it."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any
from xml.etree import ElementTree

import pytest

from publish.errors import StoreError
from publish.running.beside import Beside
from publish.stores.sqlite import SQLiteStore
from publish.testing import CONFIG, Site

pytest.importorskip("watchfiles", reason="watchfiles is not installed")

PLAIN = CONFIG.replace('settle = "0 s"\n', "")
PATIENCE = 30.0


def until(what: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Wait for it."""
    deadline = time.monotonic() + patience
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)


class Resident:
    """A `masthead run --json` in a site, and what it tells."""

    def __init__(self, site: Site, *arguments: str, prefix: tuple[str, ...] = (), **environ: str) -> None:
        self.site = site
        command = [*prefix, sys.executable, "-m", "publish", "run", "--json", *arguments, "--config"]
        self.process = subprocess.Popen(
            [*command, str(site.root / "masthead.toml")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        self.runs: Queue[dict[str, Any]] = Queue()
        self.said = ""
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.runs.put(json.loads(line))

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def ran(self, cause: str | None = None, **entries: int) -> dict[str, Any]:
        """
        The next run with this cause that came to its end and did this with entries.

        What is saved in the first two seconds may be found by the second look that follows the start.
        """
        seen = []
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                found = self.runs.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"no such run: {seen} {self.said}") from None
            seen.append(found)
            counts = found.get("entries")
            if counts is not None and cause in (None, found["run"]) and entries.items() <= counts.items():
                return found

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def running(site: Site, *arguments: str, **environ: str) -> Iterator[Resident]:
    """One that has done its first run."""
    resident = Resident(site, *arguments, **environ)
    try:
        resident.ran("start")
        yield resident
    finally:
        if resident.process.poll() is None:
            resident.process.kill()
            resident.process.wait()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication with one article, with files settling as they do by default."""
    found = Site(tmp_path / "site", PLAIN)
    found.write("china/tour.md", "---\ntitle: Tour\ndate: 2026-11-20\n---\nText.")
    return found


def save(site: Site, name: str, title: str) -> Path:
    """Write an article as an editor does, now."""
    path = site.root / "articles/china" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\ntitle: {title}\ndate: 2026-11-21\n---\nText of {title}.", "utf-8")
    return path


# Files and signals.



def test_it_says_at_once_what_it_does(site: Site) -> None:
    """Which folders it watches, and when everything is looked through; not among the objects."""
    with running(site) as resident:
        line = resident.said.partition("\n")[0]
        assert re.fullmatch(
            r"\d\d:\d\d:\d\d watching articles; everything is looked through now, and again .*\d\d:\d\d UTC", line
        )
        assert resident.end() == 0


@pytest.mark.parametrize("option", [("--port", "8081"), ("--host", "0.0.0.0")])
def test_a_place_to_serve_at_needs_a_server(site: Site, option: tuple[str, str]) -> None:
    """Without --serve it would be ignored, so it is refused."""
    resident = Resident(site, *option)
    assert resident.process.wait(PATIENCE) == 2
    until(lambda: f"{option[0]} can only be said with --serve" in resident.said)


def test_it_publishes_what_is_saved_however_it_is_saved_and_ends_well(site: Site) -> None:
    """Written in place, renamed over, moved in with its folder, in a new folder; SIGTERM ends it with status 0."""
    with running(site) as resident:
        path = save(site, "ferry.md", "Ferry")
        resident.ran(new=1)
        temporary = path.with_name(".ferry.md.tmp")
        temporary.write_text(path.read_text().replace("Ferry", "Second ferry"))
        temporary.rename(path)
        resident.ran(updated=1)
        folder = site.root / "hongkong"
        folder.mkdir()
        (folder / "moved.md").write_text("---\ntitle: Moved\ndate: 2026-11-21\n---\nText.")
        folder.rename(site.root / "articles/hongkong")
        resident.ran(new=1)
        deep = site.root / "articles/world/deep"
        deep.mkdir(parents=True)
        (deep / "new.md").write_text("---\ntitle: Deep\ndate: 2026-11-21\n---\nText.")
        resident.ran(new=1)
        began = time.monotonic()
        assert resident.end() == 0
        assert time.monotonic() - began < 10
    text = site.read("all.atom")
    assert all(title in text for title in ("Tour", "Second ferry", "Moved", "Deep"))


def test_a_removed_file_leaves_two_seconds_later(site: Site) -> None:
    """Seen twice to be gone it is removed, by itself."""
    path = save(site, "ferry.md", "Ferry")
    with running(site) as resident:
        path.unlink()
        began = time.monotonic()
        resident.ran("again", removed=1)
        assert time.monotonic() - began >= 1.9


def test_build_by_hand_works_beside_it(site: Site) -> None:
    """The lock is held for a run only, and what the other recorded is noticed."""
    with running(site) as resident:
        done = subprocess.run(
            [sys.executable, "-m", "publish", "build", "--wait", "20", "--config", str(site.root / "masthead.toml")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        save(site, "ferry.md", "Ferry")
        resident.ran(new=1)


@pytest.mark.slow
def test_a_configuration_is_taken_up_and_a_broken_one_is_not(site: Site) -> None:
    """Both by themselves; SIGHUP asks for it in so many words."""
    with running(site) as resident:
        site.configure(PLAIN.replace("The Harbour Post", "The Quay Post"))
        resident.ran("configuration")
        assert "The Quay Post" in site.read("all.atom")
        site.configure(PLAIN.replace("title =", "titel ="))
        until(lambda: "The configuration stays as it was." in resident.said)
        save(site, "ferry.md", "Ferry")
        resident.ran(new=1)
        site.configure(PLAIN)
        resident.ran("configuration")
        resident.process.send_signal(signal.SIGHUP)
        resident.ran("configuration")


def test_a_mistake_at_the_start_is_status_2(site: Site) -> None:
    """Nothing runs with a configuration that can't be read."""
    site.configure(PLAIN.replace("title =", "titel ="))
    resident = Resident(site)
    assert resident.process.wait(PATIENCE) == 2


def test_without_the_library_the_extra_is_named(site: Site, tmp_path: Path) -> None:
    """The message says what to install."""
    (tmp_path / "watchfiles.py").write_text("raise ImportError\n")
    resident = Resident(site, PYTHONPATH=str(tmp_path))
    assert resident.process.wait(PATIENCE) == 2
    until(lambda: 'pip install "masthead[run]"' in resident.said)


def test_a_second_signal_ends_it_at_once(site: Site) -> None:
    """While the lock of another is waited for, one signal ends it well; a second would not wait even for that."""
    import fcntl

    with running(site) as resident:
        with open(site.parts.store_path.with_suffix(".lock"), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            save(site, "ferry.md", "Ferry")
            until(lambda: not resident.runs.qsize())
            assert resident.end() == 0
        assert "Traceback" not in resident.said


# Its supervisor and its health.


def test_it_tells_its_supervisor(site: Site, tmp_path: Path) -> None:
    """READY=1, a status after each run, WATCHDOG=1 in between, RELOADING=1 and STOPPING=1, as sd_notify(3) has them."""
    address = str(tmp_path / "n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address)
        channel.settimeout(PATIENCE)
        said: list[str] = []

        def wait_for(line: str) -> None:
            while not said or line not in said[-1].split("\n"):
                said.append(channel.recv(4096).decode())

        with running(site, NOTIFY_SOCKET=address, WATCHDOG_USEC="1000000") as resident:
            wait_for("READY=1")
            wait_for("WATCHDOG=1")
            resident.process.send_signal(signal.SIGHUP)
            wait_for("RELOADING=1")
            assert any(line.startswith("MONOTONIC_USEC=") for line in said[-1].split("\n"))
            wait_for("READY=1")
            assert resident.end() == 0
            wait_for("STOPPING=1")
    assert any("last run" in message for message in said)


def test_status_knows_the_last_run_and_whether_it_is_well(site: Site) -> None:
    """`status` shows the last run and the next, `status --health` is 0 where the last is recent and worked."""
    command = [sys.executable, "-m", "publish", "status", "--config", str(site.root / "masthead.toml")]
    assert subprocess.run([*command, "--health"], capture_output=True, check=False).returncode == 1
    with running(site):
        pass
    shown = json.loads(subprocess.run([*command, "--json"], capture_output=True, check=True).stdout)
    assert shown["last_run"]["cause"] == "start"
    assert shown["last_run"]["entries"]["new"] == 1
    assert shown["next_run"] > shown["last_run"]["started"]
    done = subprocess.run([*command, "--health"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "well\n")
    assert "Last run " in subprocess.run(command, capture_output=True, text=True, check=True).stdout


# What runs beside it.


def test_a_child_that_dies_is_started_again_and_ended_with_it() -> None:
    """First after a second, then later and later; `stop` ends it."""
    said: list[str] = []
    clock = [0.0]
    command = [sys.executable, "-c", "import sys; sys.stdin.read(); import time; time.sleep(600)"]
    beside = Beside(now=lambda: None, timer=lambda: clock[0], say=said.append, notify=False, serve=command)  # type: ignore[arg-type, return-value]  # no hub asks for the time
    parts: Any = None
    beside.look(parts)
    first = beside._child
    assert first is not None
    first.kill()
    first.wait()
    beside.look(parts)
    assert beside._child is None
    clock[0] = 1.0
    beside.look(parts)
    second = beside._child
    assert second is not None
    beside.stop()
    assert second.returncode == -signal.SIGTERM
    assert said == ["masthead serve ended with status -9; it is started again."]


def test_what_another_process_owes_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build or a withdrawal beside the process rings, too; a state that stays as it is does not."""
    rung: Queue[float] = Queue()

    def announce(parts: object, store: object, clock: object, bell: Any, **given: object) -> None:
        while not bell.stopped:
            bell.wait(None)
            rung.put(time.monotonic())

    monkeypatch.setattr("publish.running.beside.announce", announce)
    site = Site(tmp_path, CONFIG.replace("[[sources]]", 'hubs = ["https://hub.example/"]\n\n[[sources]]', 1))
    site.write("tour.md", "---\ntitle: Tour\n---\nText.")
    site.build()
    beside = Beside(now=lambda: None, timer=lambda: 0.0, say=print, notify=True, serve=None)  # type: ignore[arg-type, return-value]  # the double asks for no time
    beside.look(site.parts)
    rung.get(timeout=PATIENCE)
    beside._has_changed(site.parts)  # the thread has opened the state
    assert not beside._has_changed(site.parts)
    site.write("ferry.md", "---\ntitle: Ferry\n---\nText.")
    site.build()
    beside.look(site.parts)
    rung.get(timeout=PATIENCE)
    beside.stop()


def test_hubs_that_can_not_be_told_are_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a state is damaged it is asked later and later, and said again only when the reason is another one."""
    said: list[str] = []
    clock, tried = [0.0], list[float]()
    reason = ["The state is damaged."]

    def announce(*given: object, **named: object) -> None:
        tried.append(clock[0])
        raise StoreError(reason[0])

    monkeypatch.setattr("publish.running.beside.announce", announce)
    site = Site(tmp_path, CONFIG.replace("[[sources]]", 'hubs = ["https://hub.example/"]\n\n[[sources]]', 1))
    site.build()
    beside = Beside(now=lambda: None, timer=lambda: clock[0], say=said.append, notify=True, serve=None)  # type: ignore[arg-type, return-value]  # the double asks for no time
    for second in range(200):
        clock[0] = float(second)
        reason[0] = "The state is damaged." if second < 100 else "The state is locked."
        beside.look(site.parts)
        if beside._thread is not None:
            beside._thread.join()
    beside.stop()
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183]
    assert said == [
        "Hubs can't be told now; it is tried again until it goes: The state is damaged.",
        "Hubs can't be told now; it is tried again until it goes: The state is locked.",
    ]


def test_the_server_ends_with_a_process_that_is_killed(site: Site) -> None:
    """Whoever starts `run --serve` once more after a SIGKILL finds the port free; with --json only objects come out."""
    pytest.importorskip("granian", reason="granian is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    with running(site, "--serve", "--port", str(port)) as resident:
        until(listens)
        resident.end(signal.SIGKILL)
        until(lambda: not listens())
    assert "Traceback" not in resident.said


def test_a_port_that_something_else_has_is_named(site: Site) -> None:
    """Publishing goes on without a server, and says why there is none."""
    pytest.importorskip("granian", reason="granian is not installed")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with running(site, "--serve", "--port", str(port)) as resident:
            until(lambda: "masthead serve can't start, see above; publishing goes on." in resident.said)
            assert f"Nothing can listen at 127.0.0.1 port {port}: Address already in use." in resident.said
            save(site, "ferry.md", "Ferry")
            resident.ran(new=1)


# What may befall it.


def whole(site: Site) -> None:
    """Every document in its place is complete."""
    for file in (site.root / "public").rglob("*"):
        if file.is_file() and not file.name.startswith(".masthead-"):
            data = file.read_bytes()
            if file.suffix in (".rss", ".atom", ".opml"):
                ElementTree.fromstring(data)
            elif file.suffix == ".json":
                json.loads(data)


def identities(site: Site) -> dict[str, tuple[str, str]]:
    """Each entry's id and published date by its title's first word."""
    items = json.loads(site.read("all.json"))["items"]
    return {item["title"].split()[0]: (item["id"], item["date_published"]) for item in items}


@pytest.mark.slow
def test_killed_at_random_moments(site: Site) -> None:
    """SIGKILL while it publishes, forty times: documents are whole, no id or date moves, nothing is owed at last."""
    chance = random.Random(20261122)
    for number in range(20):
        site.write(f"china/n{number}.md", f"---\ntitle: n{number} zero\n---\nText. " + "word " * 200)
    with running(site):
        before = identities(site)
    assert len(before) == 21
    for round in range(40):
        resident = Resident(site)
        with suppress(AssertionError):
            if round % 2:
                resident.ran("start")
        for number in range(20):
            path = site.root / f"articles/china/n{number}.md"
            path.write_text(f"---\ntitle: n{number} round {round}\n---\nText {round}. " + "word " * 200)
        with suppress(subprocess.TimeoutExpired):
            resident.process.wait(chance.uniform(0.0, 0.25 if round % 2 else 0.7))
        resident.process.kill()
        resident.process.wait()
        whole(site)
        assert identities(site) == before
    with running(site):
        pass
    text = site.read("all.atom")
    assert all(f"n{number} round 39" in text for number in range(20))
    assert identities(site) == before


@pytest.mark.slow
def test_a_locked_database_is_waited_for(site: Site) -> None:
    """Another process keeps the state locked: it is named, and what was saved is published once it lets go."""
    with running(site) as resident:
        other = sqlite3.connect(site.parts.store_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        save(site, "ferry.md", "Ferry")
        until(lambda: "locked by another process" in resident.said)
        other.execute("ROLLBACK")
        other.close()
        resident.ran(new=1)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of a size of its own; only root may mount one."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("mounting a file system takes root")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_named_and_waited_out(tmp_path: Path) -> None:
    """No room for documents: the old ones are whole, the process stays, and with room again it goes on."""
    site = Site(tmp_path / "site", PLAIN)
    save(site, "tour.md", "Tour")
    with small_disk(site.root / "public", "200k"), running(site) as resident:
        filler = site.root / "public/filler"
        with suppress(OSError):
            filler.write_bytes(b"x" * 1_000_000)
        save(site, "ferry.md", "Ferry")
        until(lambda: "No space left on device" in resident.said)
        whole(site)
        filler.unlink()
        until(lambda: "Ferry" in site.read("all.atom"))


def test_a_read_only_folder_is_named_and_waited_out(tmp_path: Path) -> None:
    """The target can't be written: likewise."""
    site = Site(tmp_path / "site", PLAIN)
    save(site, "tour.md", "Tour")
    public = site.root / "public"
    with small_disk(public, "1m"), running(site) as resident:
        subprocess.run(["mount", "-o", "remount,ro", str(public)], check=True)
        save(site, "ferry.md", "Ferry")
        until(lambda: "Read-only file system" in resident.said)
        subprocess.run(["mount", "-o", "remount,rw", str(public)], check=True)
        until(lambda: "Ferry" in site.read("all.atom"))


def test_nothing_is_forgotten_of_what_a_process_did(site: Site) -> None:
    """Runs stand in the store with what began them."""
    with running(site) as resident:
        save(site, "ferry.md", "Ferry")
        found = resident.ran(new=1)
        assert resident.end() == 0
    store = SQLiteStore(site.parts.store_path)
    last = store.runs.last()
    assert last is not None
    assert (last.cause, last.status, last.told["entries"]["new"]) == (found["run"], 0, 1)
    store.close()
