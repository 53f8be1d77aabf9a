"""How long after a save the documents are in place in `masthead run`: python latency.py [--articles N …] [--edits N]

With --hub in place of that how long after a save a hub on this machine has received the pings.

Each edit changes one of the newest articles and waits for the run to end, so the feed of everything, a section, three
tags and an author are written in three formats. Saves alternate between writing the file in place and renaming
another over it. Progress goes to stderr, the table to stdout.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from queue import Queue
from statistics import median, quantiles
from threading import Thread
from typing import Any

import corpus
import hub
import sites

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
TICKS = os.sysconf("SC_CLK_TCK")
IDLE = 10.0  # seconds


class Resident:
    """A `masthead run` that is ready."""

    def __init__(self, site: Path, *options: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "publish", "run", "--json", *options, "--config", str(site / "masthead.toml")],
            stdout=subprocess.PIPE, env=ENVIRONMENT, text=True,
        )  # fmt: skip
        self._lines: Queue[dict[str, Any]] = Queue()
        Thread(target=self._read, daemon=True).start()
        self.ran()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(json.loads(line))

    def ran(self, *, listing: bool = False) -> dict[str, Any]:
        """The next run, as it reports itself; or that which writes the list of all feeds, some time after an edit."""
        while ((run := self._lines.get(timeout=300)).get("run") == "list") != listing:
            pass
        return run

    def cpu(self) -> float:
        """User and system time so far, in seconds."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """What is resident, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def end(self) -> float:
        """Ask it to end; how long that took, in seconds."""
        began = time.monotonic()
        self._process.terminate()
        self._process.wait(60)
        return time.monotonic() - began


def edit(site: Path, number: int, count: int, mark: str, *, rename: bool) -> float:
    """Save one article with another text; the moment at which the save was done."""
    path, text = corpus.article(number, count)
    file = site / "content" / path
    target = file.with_name(f".{file.name}.new") if rename else file
    with target.open("w", encoding="utf-8") as saved:
        saved.write(f"{text}\n{mark}\n")
    if rename:
        target.rename(file)
    return time.monotonic()


def in_place(document: Path, before: int, since: float) -> float:
    """Seconds from `since` until another file stands at the document's path."""
    while document.stat().st_ino == before:
        if time.monotonic() - since > 30:
            raise TimeoutError(document)
        time.sleep(0.001)
    return time.monotonic() - since


def told(count: int, edits: int, folder: Path) -> str:
    """One row of the table of what a hub receives."""
    site, documents = folder / f"site-{count}", folder / f"site-{count}" / "public" / "feeds"
    corpus.write(count, site / "content")
    told, web = hub.Hub(), hub.Web(documents)
    with hub.listening(told) as hub_url, hub.listening(web=web) as feeds_url:
        feeds = f'feeds_url = "{sites.SITE}feeds/"\n'
        named = f'feeds_url = "{feeds_url}"\nhubs = ["{hub_url}"]\n'
        toml = sites.MASTHEAD.replace(feeds, named) + "\n[notify]\nallow_private = true\n"
        (site / "masthead.toml").write_text(toml, encoding="utf-8")
        print(f"{count:,} articles: first build", file=sys.stderr)
        began = time.monotonic()
        resident = Resident(site)
        owed = sum(path.suffix in (".rss", ".atom", ".json") for path in documents.rglob("*"))
        told.wait(lambda: len(told.told) == owed, 300)
        print(f"{owed:,} pings: {time.monotonic() - began:.1f} s after the start", file=sys.stderr)
        first, main, last, sent = [], [], [], []
        for number in range(edits):
            before, document = len(told.told), (documents / "all.atom").stat().st_ino
            saved = edit(site, count - 1 - number % 40, count, f"Edit {number}.", rename=number % 2 == 1)
            placed = saved + in_place(documents / "all.atom", document, saved)
            told.wait(lambda: f"{feeds_url}all.atom" in told.topics[before:])  # noqa: B023  # waited for here
            resident.ran()
            time.sleep(0.3)
            moments = told.moments[before:]
            first.append(moments[0] - saved)
            main.append(moments[told.topics[before:].index(f"{feeds_url}all.atom")] - saved)
            last.append(moments[-1] - saved)
            sent.append(moments[0] - placed)
        resident.end()
    cells = [
        f"{median(times) * 1000:.0f} / {quantiles(times, n=20)[-1] * 1000:.0f}" for times in (first, main, last, sent)
    ]
    return f"| {count:,} | {' | '.join(cells)} |"


def measure(count: int, edits: int, folder: Path) -> str:
    """One row of the table."""
    site = folder / f"site-{count}"
    corpus.write(count, site / "content")
    (site / "masthead.toml").write_text(sites.MASTHEAD, encoding="utf-8")
    print(f"{count:,} articles: first build", file=sys.stderr)
    command = [sys.executable, "-m", "publish", "build", "--quiet", "--config", str(site / "masthead.toml")]
    subprocess.run(command, check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    resident = Resident(site, "--no-notify")
    document = site / "public" / "feeds" / "all.atom"
    seen, whole, took, costs = [], [], [], []
    for number in range(edits):
        before, cpu = document.stat().st_ino, resident.cpu()
        saved = edit(site, count - 1 - number % 40, count, f"Edit {number}.", rename=number % 2 == 1)
        seen.append(in_place(document, before, saved))
        while not (run := resident.ran())["documents"]["written"]:
            pass  # the other name of a file that was renamed is looked at too
        whole.append(time.monotonic() - saved)
        took.append(run["took"])
        costs.append(resident.cpu() - cpu)
        time.sleep(0.05)
    cpu = resident.cpu()
    resident.ran(listing=True)
    memory, listing = resident.memory(), resident.cpu() - cpu
    cpu = resident.cpu()
    time.sleep(IDLE)
    idle = (resident.cpu() - cpu) / IDLE
    end = resident.end()
    cells = [
        f"{count:,}",
        *(f"{median(times) * 1000:.0f} / {quantiles(times, n=20)[-1] * 1000:.0f}" for times in (seen, whole, took)),
        f"{sum(costs) / len(costs) * 1000:.0f} ms",
        f"{listing * 1000:.0f} ms",
        f"{memory:.0f} MB",
        f"{idle * 100:.2f} %",
        f"{end * 1000:.0f} ms",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure each number of articles and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--articles", nargs="+", type=int, default=[10_000])
    arguments.add_argument("--edits", type=int, default=40)
    arguments.add_argument("--hub", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [(told if given.hub else measure)(count, given.edits, Path(folder)) for count in given.articles]
    heads = ["articles", "first ping", "ping of all.atom", "last ping", "first ping after all.atom is written"]
    if not given.hub:
        heads = ["articles", "first document", "all written", "the run", "CPU an edit", "CPU of the list"]
        heads += ["resident", "idle", "to end"]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
