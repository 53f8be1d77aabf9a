"""Promise 3, end to end: whatever is wrong with an article, a file or a disk, the rest is published and it is named."""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publish.testing import CONFIG, Site

ROOT = Path(__file__).parents[1]
NOW = "1795348800"  # 2026-11-22 12:00 UTC
LIMIT = 20  # seconds for a run, whatever it is given to read


def run(root: Path, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """The real command, as somebody would type it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": NOW, "XDG_STATE_HOME": str(root / "st")}
    return subprocess.run(
        [sys.executable, "-m", "publish", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
        **more,  # type: ignore[call-overload]  # subprocess.run's own
    )


def article(title: str, date: str = "2026-11-20", body: str = "Some text.") -> str:
    return f"---\ntitle: {title}\ndate: {date}\n---\n\n{body}\n"


def titles(site: Site) -> set[str]:
    return {item["title"] for item in json.loads(site.read("all.json"))["items"]}


def mtimes(site: Site) -> dict[str, int]:
    return {path: (site.root / "public" / path).stat().st_mtime_ns for path in site.published()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A publication with two good articles."""
    site = Site(tmp_path)
    site.write("china/tour.md", article("A tour"))
    site.write("world/vote.md", article("A vote"))
    return site


def test_one_broken_article_among_a_thousand(tmp_path: Path) -> None:
    """999 are published, the exit status is 1, and the one line about it says where, what, and what to do."""
    site = Site(tmp_path, CONFIG + '\n[[feeds]]\npath = "all"\nlimit = 1000\n')
    for number in range(1000):
        date = "10/05/2026" if number == 500 else f"2026-{number % 10 + 1:02}-{number % 28 + 1:02}"
        site.write(f"s{number % 20}/n{number}.md", article(f"Number {number}", date))
    done = run(site.root, "build")
    assert done.returncode == 1
    assert len(titles(site)) == 999
    assert "Number 500" not in titles(site)
    said = 'articles/s0/n500.md:3 date "10/05/2026" is 10 May or 5 October. Write 2026-05-10 or 2026-10-05.'
    assert said in done.stdout
    assert "Published 999 new: 999 articles" in done.stdout


def test_all_broken(site: Site) -> None:
    """Nothing can be published: exit status 3, and every old document keeps its bytes and its modification time."""
    assert run(site.root, "build").returncode == 0
    before, when = site.published(), mtimes(site)
    for path in ("china/tour.md", "world/vote.md"):
        site.write(path, article("Broken", "30 February 2026"))
    done = run(site.root, "build")
    assert done.returncode == 3
    assert "Nothing could be published: 2 of 2 refused, the feeds are unchanged. First: articles/china" in done.stdout
    assert (site.published(), mtimes(site)) == (before, when)


def test_all_broken_from_the_start(tmp_path: Path) -> None:
    """The first run of all finds nothing it can publish: exit status 3, and no document is made."""
    site = Site(tmp_path)
    site.write("a.md", article("Broken", "30 February 2026"))
    assert run(site.root, "build").returncode == 3
    assert site.published() == {}


def good(body: str) -> bytes:
    return article("Good", body=body).encode()


def head(title: str, *lines: str) -> bytes:
    """Front matter in YAML."""
    return "\n".join(["---", f"title: {title}", *lines, "---", "", "Text.", ""]).encode()


def toml(line: str) -> bytes:
    """Front matter in TOML."""
    return f'+++\ntitle = "Bad"\n{line}\n+++\n\nText.\n'.encode()


# What each kind of bad input gets: a file's name, its bytes, and whether the article in it is published all the same.
Make = Callable[[], bytes]
INPUTS: dict[str, tuple[str, Make, bool]] = {
    "25 MB": ("big.md", lambda: article("Bad").encode() + b"word " * 5_000_000, False),
    "25 MB of JSON": ("big.json", lambda: b'{"title":"Bad","text":"' + b"word " * 5_000_000 + b'"}', False),
    "HTML 10,000 deep": ("deep.md", lambda: good("<div>" * 10_000 + "x" + "</div>" * 10_000), True),
    "unclosed HTML 10,000 deep": ("open.md", lambda: good("<b><i>" * 5_000 + "x"), True),
    "brackets": ("brackets.md", lambda: good("[" * 50_000), True),
    "back-ticks": ("ticks.md", lambda: good(" ".join("`" * n for n in range(1, 700))), True),
    "quotes 10,000 deep": ("quotes.md", lambda: good(">" * 10_000 + " x"), True),
    "lists 5,000 deep": ("lists.md", lambda: good("* " * 5_000 + "x"), True),
    "emphasis": ("stars.md", lambda: good("*a_ " * 20_000), True),
    "a line of 1 MB": ("line.md", lambda: good("word " * 200_000), True),
    "a word of 1 MB": ("word.md", lambda: good("x" * 1_000_000), True),
    "an attribute of 1 MB": ("attr.md", lambda: good(f'<p title="{"x" * 1_000_000}">x</p>'), True),
    "a title of 950 kB": ("title.md", lambda: article("Good" + " word" * 190_000).encode(), True),
    "news copy of one line of 1 MB": ("copy.txt", lambda: b"Good\n\nBy Ann Ho\n\n" + b"word " * 200_000, True),
    "a YAML bomb": (
        "bomb.md",
        lambda: b"---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 10))
        + b"title: Bad\n---\n\nText.\n",
        False,
    ),
    "YAML 5,000 deep": ("nested.md", lambda: head("Bad", "x: " + "[" * 5_000 + "]" * 5_000), False),
    "YAML that would run code": ("t.md", lambda: head("Good", "x: !!python/object/apply:os.abort []"), True),
    "TOML 5,000 deep": ("toml.md", lambda: toml("x = " + "[" * 5_000 + "]" * 5_000), False),
    "TOML keys 20,000 deep": ("keys.md", lambda: toml("a." * 20_000 + "b = 1"), False),
    "JSON 100,000 deep": ("deep.json", lambda: b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}", False),
    "a number of 100,000 digits": ("n.json", lambda: b'{"title":"Good","text":"T.","x":' + b"9" * 100_000 + b"}", True),
    "no text": ("binary.md", lambda: bytes(range(256)) * 40, False),
    "half of a character": ("cut.md", lambda: article("Bad").encode() + "港".encode()[:2], False),
    "a title that is a list": ("list.md", lambda: b"---\ntitle: [Bad, worse]\n---\n\nT.\n", False),
    "front matter without an end": ("endless.md", lambda: b"---\ntitle: Bad\n\nText.\n", False),
    "white space": ("space.md", lambda: b" \n\t\n" * 1000, False),
}  # fmt: skip


@pytest.mark.parametrize("kind", INPUTS)
def test_no_input_takes_the_feed_down(kind: str, site: Site) -> None:
    """The others are published; what can't be is named with its file."""
    name, make, good = INPUTS[kind]
    site.write(name, make())
    outcome = site.build()
    assert {"A tour", "A vote"} <= titles(site)
    assert any(title.startswith("Good") for title in titles(site)) is good
    assert not any(title.startswith("Bad") for title in titles(site))
    refused = [each.problem.where for each in outcome.problems if each.problem.level != "repaired"]
    assert refused == ([] if good else [f"articles/{name}"])


def test_all_of_them_together(site: Site) -> None:
    """One run over every bad input keeps to its time and its memory, and nobody sees a traceback."""
    for name, make, _ in INPUTS.values():
        site.write(name, make())
    done = run(site.root, "build", "--json")
    assert done.returncode == 1
    assert done.stderr == ""
    named = {problem["where"] for problem in json.loads(done.stdout)["problems"] if problem["level"] != "repaired"}
    assert named == {f"articles/{name}" for name, _, good in INPUTS.values() if not good}
    assert {"A tour", "A vote"} <= titles(site)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600_000  # kB


def test_a_fifo_is_named_and_not_waited_for(site: Site) -> None:
    """A pipe where an article should be is never opened."""
    os.mkfifo(site.root / "articles" / "pipe.md")
    done = run(site.root, "build")
    assert done.returncode == 1
    assert "articles/pipe.md" in done.stdout
    assert titles(site) == {"A tour", "A vote"}


def test_links_are_not_followed_out_nor_in_circles(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A link to itself, to a folder above, or to a file elsewhere adds nothing; the file that is a link is named."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    elsewhere.write_text(article("Secret"), "utf-8")
    articles = site.root / "articles"
    (articles / "loop.md").symlink_to("loop.md")
    (articles / "secret.md").symlink_to(elsewhere)
    (articles / "china" / "up").symlink_to(articles, target_is_directory=True)
    (articles / "dangling.md").symlink_to("nothing.md")
    done = run(site.root, "build")
    assert titles(site) == {"A tour", "A vote"}
    assert done.returncode == 1
    for name in ("loop.md", "secret.md", "dangling.md"):
        assert f"articles/{name}" in done.stdout


# Rights that root has and nobody else: reading and writing whatever the permissions say
# (https://man7.org/linux/man-pages/man7/capabilities.7.html).
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2
PR_CAPBSET_DROP = 24


def drop_rights() -> None:
    """From the next exec on, permissions apply to root too."""
    libc = ctypes.CDLL(None, use_errno=True)
    for right in (DAC_OVERRIDE, DAC_READ_SEARCH):
        if libc.prctl(PR_CAPBSET_DROP, right, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "permissions do not apply here")


@pytest.fixture
def restricted(site: Site) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Runs the command as somebody to whom permissions apply, whoever runs the tests."""
    more: dict[str, object] = {"preexec_fn": drop_rights} if os.geteuid() == 0 else {}
    probe = site.root / "probe"
    probe.touch(0)
    if not subprocess.run(["cat", probe], stderr=subprocess.DEVNULL, check=False, **more).returncode:  # type: ignore[call-overload]
        pytest.skip("permissions do not apply here")
    probe.unlink()
    yield lambda *arguments: run(site.root, *arguments, **more)
    for path in [site.root / "articles", *site.root.rglob("*")]:
        path.chmod(0o700)


def test_an_unreadable_article(site: Site, restricted: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """A file that may not be read is named, the others are published; once readable it goes out."""
    file = site.write("china/closed.md", article("Closed"))
    file.chmod(0)
    done = restricted("build")
    assert done.returncode == 1
    assert "articles/china/closed.md" in done.stdout
    assert "Permission denied" in done.stdout
    assert titles(site) == {"A tour", "A vote"}
    file.chmod(0o644)
    assert restricted("build").returncode == 0
    assert titles(site) == {"A tour", "A vote", "Closed"}


def test_an_unreadable_folder(site: Site, restricted: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """A folder that can't be listed any more removes nothing: its articles stay as published, and it is named."""
    assert restricted("build").returncode == 0
    (site.root / "articles" / "china").chmod(0)
    done = restricted("build")
    assert done.returncode == 1
    assert "articles/china" in done.stdout
    assert titles(site) == {"A tour", "A vote"}


def test_a_source_that_is_down(site: Site, restricted: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """A source that can't be listed at all: everything stays, and the line says why and since when."""
    assert restricted("build").returncode == 0
    before, when = site.published(), mtimes(site)
    (site.root / "articles").chmod(0)
    done = restricted("build")
    (site.root / "articles").chmod(0o755)
    assert done.returncode == 1
    said = "articles/: not readable (Permission denied). Its 2 entries stay as published on 22 Nov 12:00."
    assert said in re.sub(r"\s+", " ", done.stdout)
    assert (site.published(), mtimes(site)) == (before, when)


def test_a_read_only_target(site: Site, restricted: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """A target that may not be written to: status 3, the file named, old documents whole; the next run finishes."""
    assert restricted("build").returncode == 0
    before = site.published()
    folders = [site.root / "public", *(path for path in (site.root / "public").rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    site.write("china/new.md", article("New"))
    done = restricted("build")
    assert done.returncode == 3
    assert "public" in done.stderr
    assert "Permission denied" in done.stderr
    assert "Traceback" not in done.stderr
    assert site.published() == before
    for folder in folders:
        folder.chmod(0o755)
    assert restricted("build").returncode == 0
    assert "New" in titles(site)


@pytest.mark.parametrize("size", [0, 3_000, 50_000])
def test_a_disk_that_is_full(size: int, site: Site) -> None:
    """No file may grow beyond so many bytes: a sentence, whole documents, and the next run finishes."""
    assert run(site.root, "build").returncode == 0
    before = site.published()
    for number in range(60):
        site.write(f"china/n{number}.md", article(f"New {number}", body="word " * 2_000))
    limit = (size, size)
    done = run(site.root, "build", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    for path, data in site.published().items():
        assert data == before[path] or data.rstrip().endswith((b"</feed>", b"</rss>", b"}", b"</html>", b"</opml>"))
    assert not [file for file in (site.root / "public").rglob("*") if file.name.startswith(".masthead")]
    assert run(site.root, "build").returncode == 0
    assert len(titles(site)) > len(before)


def test_a_full_file_system(site: Site) -> None:
    """A target on a file system without room: status 3 and a sentence; what is there is whole."""
    public = site.root / "public"
    public.mkdir()
    mounted = (
        shutil.which("mount")
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "masthead-test", str(public)], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("no small file system can be mounted here")
    try:
        assert run(site.root, "build").returncode == 0
        for number in range(30):
            site.write(f"china/n{number}.md", article(f"New {number}", body="word " * 1_000))
        done = run(site.root, "build")
        assert done.returncode == 3
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
        assert titles(site) == {"A tour", "A vote"}
        subprocess.run(["mount", "-o", "remount,size=16m", str(public)], check=True)
        assert run(site.root, "build").returncode == 0
        assert len(titles(site)) == 32
    finally:
        subprocess.run(["umount", str(public)], check=True)


def test_time_does_not_grow_with_bad_articles(site: Site) -> None:
    """A hundred broken articles cost no more than a hundred good ones: no retries, no waiting."""
    for number in range(100):
        site.write(f"bad{number}.md", article("Broken", "30 February 2026"))
    started = time.monotonic()
    done = run(site.root, "build")
    assert time.monotonic() - started < 5
    assert "100 articles refused" in done.stdout
    assert "and 80 more: --json lists all" in done.stdout
