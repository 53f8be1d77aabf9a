"""Load on loopback: `masthead serve` beside servers that answer the same without a question asked.

    python tests/benchmarks/load.py --seconds 20 --rounds 3

Needs wrk, and what pip install "masthead[serve,test]" brings; nginx is measured too where it is. Every round measures
each server once, one after the other, so that a ratio is taken between neighbours; the table shows medians. CPU is
what the server's processes used for one request, which a busy machine changes least.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CONFIG = """\
[publication]
id = "tag:post.example,2026"
title = "The Post"
link = "https://post.example/"
feeds_url = "https://post.example/feeds/"

[[sources]]
path = "articles"
link = "https://post.example/{slug}"

[[feeds]]
path = "all"

[[targets]]
path = "public/feeds"
"""
CASES = {"304": {}, "identity": {}, "gzip": {"Accept-Encoding": "gzip"}, "br": {"Accept-Encoding": "br"}}
PATH = "/feeds/all.rss"
TICK = os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """A server to measure: its command (with {port}), and the cases it knows with the path of each."""

    name: str
    command: list[str]
    paths: dict[str, str]
    environ: Mapping[str, str] = {}


class Measured(NamedTuple):
    """One run of wrk: requests a second, CPU in microseconds a request, errors, and memory in MB afterwards."""

    rate: float
    cpu: float
    errors: int
    memory: float


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--only", nargs="*", help="names of servers")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = publication(Path(folder) / "site")
        measure_all(site, Path(folder) / "raw", asked)


def publication(folder: Path) -> Path:
    """A publication whose feed of everything has about 100 KB."""
    (folder / "articles").mkdir(parents=True)
    (folder / "masthead.toml").write_text(CONFIG)
    words = (ROOT / "README.md").read_text().split()
    for number in range(50):
        text = " ".join(words[(number * 37) % 1500 :][:230]).replace("<", "").replace("`", "").replace("|", "")
        day = f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}"
        front = f"---\ntitle: Article {number}\ndate: {day}\n---\n\n"
        (folder / "articles" / f"a{number}.md").write_text(front + text + "\n")
    subprocess.run([sys.executable, "-m", "publish", "build", "--quiet"], cwd=folder, env=environ(), check=True)
    return folder


def environ(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}", **more}


def measure_all(site: Path, raw: Path, asked: argparse.Namespace) -> None:
    tag = prepare(site, raw)
    measured: dict[tuple[str, str], list[Measured]] = {}
    for number in range(asked.rounds):
        for server in servers(site, raw):
            if asked.only and server.name not in asked.only:
                continue
            with_server(server, site, lambda port, pid, server=server: measure(server, port, pid, tag, asked, measured))
            print(f"round {number + 1}: {server.name}", file=sys.stderr)
    report(measured)


def prepare(site: Path, raw: Path) -> str:
    """What `masthead serve` answers, for the others to repeat; returns the ETag."""
    raw.mkdir()
    port = free_port()
    command = [sys.executable, "-m", "publish", "serve", "--quiet", "--port", str(port)]
    process = subprocess.Popen(command, cwd=site, env=environ())
    wait_for(port)
    answers = {}
    tag = ""
    for name, headers in CASES.items():
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", PATH, headers={**headers, **({"If-None-Match": tag} if name == "304" else {})})
        answer = connection.getresponse()
        body = answer.read()
        if name == "304":
            tag = answer.headers["ETag"]
            connection.request("GET", PATH, headers={"If-None-Match": tag})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 304
        sent = [(k.lower(), v) for k, v in answer.getheaders() if k.lower() not in ("server", "date")]
        file = f"{name}.body" if body else ""
        if body:
            (raw / file).write_bytes(body)
        answers[f"/{name}"] = (answer.status, sent, file)
        print(f"{name}: {answer.status}, {len(body):,} bytes", file=sys.stderr)
    (raw / "headers.json").write_text(json.dumps(answers))
    process.terminate()
    process.wait()
    return tag


def servers(site: Path, raw: Path) -> list[Server]:
    """Masthead, bare servers, and servers of files."""
    serve = [sys.executable, "-m", "publish", "serve", "--port", "{port}"]
    granian = [sys.executable, "-m", "granian", "--port", "{port}", "--no-ws", "--loop", "uvloop"]
    granian += ["--log-level", "critical"]
    uvicorn = [sys.executable, "-m", "uvicorn", "--port", "{port}", "--loop", "uvloop", "--http", "httptools"]
    uvicorn += ["--no-access-log", "--log-level", "critical"]
    own, same = dict.fromkeys(CASES, PATH), {name: f"/{name}" for name in CASES}
    files = {"304": "/all.rss", "identity": "/all.rss"}
    public = str(site / "public" / "feeds")
    found = [
        Server("masthead serve", [*serve, "--quiet"], own),
        Server("masthead serve, with a log", [*serve, "--access-log", "access.log"], own),
        Server("granian, bare RSGI", [*granian, "--interface", "rsgi", "raw:rsgi"], same, {"LOAD": str(raw)}),
        Server("granian, bare ASGI", [*granian, "--interface", "asgi", "raw:asgi"], same, {"LOAD": str(raw)}),
        Server("uvicorn, bare ASGI", [*uvicorn, "raw:asgi"], same, {"LOAD": str(raw)}),
        Server("uvicorn, StaticFiles", [*uvicorn, "raw:files"], files, {"LOAD_STATIC": public}),
        Server("granian, StaticFiles", [*granian, "--interface", "asgi", "raw:files"], files, {"LOAD_STATIC": public}),
    ]
    if nginx := shutil.which("nginx"):
        found.append(Server("nginx, files", [nginx, "-c", "{config}", "-p", str(raw)], files, {"LOAD_NGINX": public}))
    return found


def with_server(server: Server, site: Path, use: Callable[[int, int], None]) -> None:
    port = free_port()
    config = site / "nginx.conf"
    if "LOAD_NGINX" in server.environ:
        config.write_text(
            f"daemon off; worker_processes 1; pid {site}/nginx.pid; error_log stderr crit; user root;\n"
            "events { worker_connections 1024; }\n"
            f"http {{ access_log off; types {{ application/rss+xml rss; }} server {{ listen 127.0.0.1:{port};\n"
            f"keepalive_requests 100000000; root {server.environ['LOAD_NGINX']}; }} }}\n"
        )
    command = [part.replace("{port}", str(port)).replace("{config}", str(config)) for part in server.command]
    process = subprocess.Popen(command, cwd=site, env=environ(**server.environ))
    try:
        wait_for(port)
        use(port, process.pid)
    finally:
        everyone = family(process.pid)
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            for each in everyone:
                os.kill(each, signal.SIGKILL)
            process.wait()


def measure(
    server: Server,
    port: int,
    pid: int,
    tag: str,
    asked: argparse.Namespace,
    measured: dict[tuple[str, str], list[Measured]],
) -> None:
    for case, path in server.paths.items():
        headers = dict(CASES[case])
        if case == "304":
            headers["If-None-Match"] = tag if path != "/all.rss" else etag_of(port, path)
        url = f"http://127.0.0.1:{port}{path}"
        wrk(url, headers, 1, asked.connections)
        before = cpu(pid)
        rate, count, errors = wrk(url, headers, asked.seconds, asked.connections, 304 if case == "304" else 200)
        used = (cpu(pid) - before) / max(count, 1) * 1e6
        measured.setdefault((server.name, case), []).append(Measured(rate, used, errors, memory(pid)))


def wrk(url: str, headers: dict[str, str], seconds: int, connections: int, status: int = 0) -> tuple[float, int, int]:
    """Requests a second, how many, and how many went wrong."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    rate, count = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"(\d+) requests in", said)
    assert rate is not None
    assert count is not None
    errors = int(failed[1]) if failed else 0
    return float(rate[1]), int(count[1]), errors + (sum(map(int, broken.groups())) if broken else 0)


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def cpu(pid: int) -> float:
    """Seconds of CPU used so far."""
    ticks = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICK


def memory(pid: int) -> float:
    """Resident memory in MB."""
    sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{each}/status").read_text()) for each in family(pid)]
    return sum(int(size[1]) for size in sizes if size) / 1024


def etag_of(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.headers["ETag"] or ""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)


def report(measured: dict[tuple[str, str], list[Measured]]) -> None:
    """The table, as it stands in RESULTS.md."""
    print("| server | " + " | ".join(f"{case}: requests/s | CPU" for case in CASES) + " | errors | memory |")
    print("|---|" + "---|" * (2 * len(CASES) + 2))
    for name in dict.fromkeys(name for name, _ in measured):
        cells = []
        for case in CASES:
            runs = measured.get((name, case))
            if runs is None:
                cells += ["", ""]
                continue
            cells.append(f"{statistics.median(run.rate for run in runs):,.0f}")
            cells.append(f"{statistics.median(run.cpu for run in runs):.0f} µs")
        runs = [run for (server, _), some in measured.items() if server == name for run in some]
        sizes = [run.memory for run in runs]
        cells += [f"{sum(run.errors for run in runs)}", f"{min(sizes):.0f}–{max(sizes):.0f} MB"]
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
