"""What publishing the same feeds costs with Masthead and with Hugo: python compare.py [--articles N …]

Both publish one corpus in turn, several rounds; a ratio is taken within a round and the median of them is shown.
CPU is user and system time of the command and all its children. Progress goes to stderr, the table to stdout.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import corpus
import sites

# As installed: compiled modules are kept.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ITEMS = {".rss": re.compile(rb"<item[ >]"), ".atom": re.compile(rb"<entry[ >]")}
SWEEP = """
import os, sys
folders = [sys.argv[1]]
while folders:
    for found in os.scandir(folders.pop()):
        if found.is_dir(follow_symlinks=False):
            folders.append(found.path)
        else:
            found.stat(follow_symlinks=False)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one command took: CPU and wall time in seconds, the largest process in MB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One publisher: its command, where its documents appear, what to delete before a cold run."""

    name: str
    command: Sequence[str]
    documents: str
    made: Sequence[str]


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end; exits when it fails."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=ENVIRONMENT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{shlex.join(command)} ended with {process.returncode}:\n{said.read().decode(errors='replace')}")
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, memory=usage.ru_maxrss / scale)


def edit(article: Path, mark: str) -> None:
    """Change one article. It is dated back a little, as if nobody were typing at this very moment."""
    text = article.read_text(encoding="utf-8")
    article.write_text(f"{text}\nAn edit: {mark}.\n", encoding="utf-8")
    past = time.time_ns() - 10_000_000_000
    os.utime(article, ns=(past, past))


def clear(folder: Path, names: Iterable[str]) -> None:
    """Put aside what a publisher made. Not deleted: ext4 is slow to make files for a minute after many were deleted."""
    aside = folder.with_name(f"{folder.name} aside")
    aside.mkdir(exist_ok=True)
    for name in names:
        if (folder / name).exists():
            (folder / name).rename(aside / f"{len(os.listdir(aside))}")


def counted(folder: Path) -> dict[str, tuple[int, int]]:
    """Suffix -> how many documents there are and how many entries they hold together."""
    counts: dict[str, tuple[int, int]] = {}
    for suffix in (".rss", ".atom", ".json"):
        documents = [path.read_bytes() for path in folder.rglob(f"*{suffix}")]
        if suffix == ".json":
            entries = sum(len(json.loads(body)["items"]) for body in documents)
        else:
            entries = sum(len(ITEMS[suffix].findall(body)) for body in documents)
        counts[suffix] = len(documents), entries
    return counts


def compare(peers: Sequence[Peer], count: int, rounds: int, folder: Path) -> dict[tuple[str, str], list[Cost]]:
    """(case, peer's name) -> its costs by round. The peers take turns at going first."""
    article = folder / "content" / corpus.article(count - 1, count)[0]
    costs: dict[tuple[str, str], list[Cost]] = {}
    for round_ in range(rounds):
        for case in ("cold", "nothing changed", "one edit"):
            for peer in peers if round_ % 2 == 0 else reversed(peers):
                if case == "cold":
                    clear(folder, peer.made)
                if case == "one edit":
                    edit(article, f"{peer.name}, round {round_}")
                cost = run(peer.command, folder)
                costs.setdefault((case, peer.name), []).append(cost)
                print(f"{count} {case} {peer.name}: {cost.cpu:.2f} s CPU, {cost.memory:.0f} MB", file=sys.stderr)
    return costs


def startup(masthead: Peer, folder: Path, rounds: int) -> str:
    """A sentence about the run that finds nothing to do, against a bare interpreter and a bare sweep.

    The least of several rounds, because so short a time is easily disturbed.
    """

    def least(command: Sequence[str]) -> float:
        return min(run(command, folder).cpu for _ in range(rounds))

    bare = least([sys.executable, "-c", "pass"])
    sweep = max(0.0, least([sys.executable, "-c", SWEEP, "content"]) - bare)
    idle = least(masthead.command)
    return (
        f"Nothing changed: {idle * 1000:.0f} ms CPU; `python -c pass` {bare * 1000:.1f} ms, a bare sweep of the files "
        f"{sweep * 1000:.1f} ms; without the sweep {(idle - sweep) / bare:.1f} × the bare interpreter."
    )


def rows(peers: Sequence[Peer], count: int, costs: dict[tuple[str, str], list[Cost]]) -> Iterable[str]:
    """The table's lines for one size."""
    for case in dict.fromkeys(case for case, _ in costs):
        ours, *theirs = (costs[case, peer.name] for peer in peers)
        cells = [f"{count:,}", case, *summed(ours)]
        for other in theirs:
            ratio = median(mine.cpu / its.cpu for mine, its in zip(ours, other, strict=True))
            cells += [*summed(other), f"{ratio:.3f}"]
        yield "| " + " | ".join(cells) + " |"


def summed(costs: Sequence[Cost]) -> tuple[str, str]:
    """The median CPU time and the largest memory of several rounds."""
    return f"{median(cost.cpu for cost in costs):.2f} s", f"{max(cost.memory for cost in costs):.0f} MB"


def binary(hugo: str) -> str:
    """Hugo itself: a launcher in Python (as some packages install) would add its own start-up to Hugo's cost."""
    found = shutil.which(hugo)
    if found is None:
        sys.exit(f"{hugo} is not there; install Hugo, name it with --hugo, or leave it out with --no-hugo")
    if Path(found).read_bytes()[:2] != b"#!":
        return found
    real = sorted(Path(found).parents[1].glob("lib/python*/site-packages/hugo/binaries/hugo"))
    return str(real[0]) if real else found


def said(command: Sequence[str]) -> str:
    """The first line that a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


def processor() -> str:
    """What the machine calls its processor."""
    try:
        names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        names = []
    return names[0] if names else platform.processor()


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the cost of publishing with that of Hugo.")
    parser.add_argument("--articles", type=int, nargs="+", default=[1000], metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--masthead", default=str(Path(sys.executable).with_name("masthead")), metavar="COMMAND")
    parser.add_argument("--hugo", default="hugo", metavar="COMMAND")
    parser.add_argument("--no-hugo", action="store_true", help="measure Masthead alone")
    parser.add_argument("--plain", action="store_true", help="measure Hugo with templates that cache nothing as well")
    parser.add_argument("--work", type=Path, help="a folder for the corpus, kept afterwards")
    given = parser.parse_args()

    masthead = Peer(
        name="Masthead",
        command=[*shlex.split(given.masthead), "build"],
        documents="public/feeds",
        made=["public", ".masthead"],
    )
    peers = [masthead]
    if not given.no_hugo:
        hugo = [binary(given.hugo), "--quiet"]
        peers.append(Peer(name="Hugo", command=hugo, documents="public-hugo", made=["public-hugo", "resources"]))
        if given.plain:
            peers.append(
                Peer(
                    name="plain Hugo",
                    command=[*hugo, "--config", "hugo-plain.toml"],
                    documents="public-hugo-plain",
                    made=["public-hugo-plain", "resources"],
                )
            )

    heads = ["articles", "case"] + [f"{peer.name} {what}" for peer in peers for what in ("CPU", "memory")]
    heads += ["CPU ratio"] * (len(peers) - 1)
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    notes = []
    with tempfile.TemporaryDirectory() as temporary:
        for count in given.articles:
            folder = (given.work or Path(temporary)) / str(count)
            shutil.rmtree(folder, ignore_errors=True)
            corpus.write(count, folder / "content")
            sites.write_masthead(folder)
            sites.write_hugo(folder)
            sites.write_hugo(folder, name="hugo-plain", cached=False)
            time.sleep(2.1)  # A file that changed within two seconds of a scan is read again by the next one.
            costs = compare(peers, count, given.rounds, folder)
            shutil.rmtree(folder.with_name(f"{folder.name} aside"), ignore_errors=True)
            print("\n".join(rows(peers, count, costs)), flush=True)
            counts = {peer.name: counted(folder / peer.documents) for peer in peers}
            if len(set(map(str, counts.values()))) > 1:
                sys.exit(f"They did not publish the same: {counts}")
            documents, entries = map(sum, zip(*counts["Masthead"].values(), strict=True))
            notes.append(f"{count:,} articles: {documents:,} documents with {entries:,} entries together.")
            run(masthead.command, folder)
            notes.append(startup(masthead, folder, 2 * given.rounds + 1))
    print("\n" + "\n".join(notes))
    print(f"\nCommand: `python tests/benchmarks/compare.py {shlex.join(sys.argv[1:])}`, {given.rounds} rounds.")
    versions = [said([*shlex.split(given.masthead), "--version"]), f"Python {platform.python_version()}"]
    versions += [said([peer.command[0], "version"]) for peer in peers[1:2]]
    print("Versions: " + "; ".join([*versions, f"{platform.system()}, {os.cpu_count()} × {processor()}"]) + ".")


if __name__ == "__main__":
    main()
