"""The folder source: what it lists, what it leaves alone, and how it reads."""

from __future__ import annotations

import logging
import os
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.errors import InvalidEntry, SourceUnavailable
from entries.model import Article, Problem, Ref, Unchanged
from entries.sources._keys import key_of, path_of
from entries.sources._settled import LARGEST
from entries.sources.folder import Folder
from entries.stillness import seconds_left

NOW = 1_800_000_000.0
OLD = NOW - 3600


class Lines:
    """A parser: the first line is the title, the rest the text. "boom" raises, "refuse" is refused."""

    suffixes = frozenset({".md", ".txt"})
    media_types: frozenset[str] = frozenset()

    def parse(self, data: bytes, where: str) -> Iterator[Article | InvalidEntry]:
        title, _, text = data.decode().partition("\n")
        if title == "boom":
            raise RuntimeError(text)
        if title == "refuse":
            yield InvalidEntry(Problem(level="refused", code="x", where=where, problem="no."))
            return
        yield Article(where=where, title=title, markup=text)


class Clock:
    """A file system's clock that only sleeping moves."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def folder(root: Path, clock: Clock | None = None, **more: object) -> Folder:
    clock = clock or Clock()
    options: dict[str, object] = {"suffixes": Lines.suffixes, "parsers": lambda suffix: Lines(), **more}
    return Folder(name="desk", root=root, shown="articles", clock=clock, sleep=clock.sleep, **options)  # type: ignore[arg-type]


def write(path: Path, text: str = "Tour\nText", when: float = OLD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (when, when))
    return path


def listed(source: Folder, cursor: bytes | None = None, *only: str) -> list[str]:
    """Keys, and "= folder" for one that is unchanged."""
    scan = source.scan(cursor, frozenset(only) if only else None)
    return [f"= {item.prefix}" if isinstance(item, Unchanged) else item.key for item in scan.items]


def scanned(source: Folder, cursor: bytes | None = None) -> tuple[list[Ref | Unchanged], bytes]:
    scan = source.scan(cursor)
    items = list(scan.items)
    after = scan.cursor()
    assert after is not None
    return items, after


def only_article(source: Folder, key: str) -> Article:
    (article,) = source.read(Ref(key=key, signature=""))
    assert isinstance(article, Article), article
    return article


def only_problem(source: Folder, key: str) -> Problem:
    (refused,) = source.read(Ref(key=key, signature=""))
    assert isinstance(refused, InvalidEntry)
    return refused.problem


def test_files_are_listed_folder_by_folder(tmp_path: Path) -> None:
    """Sorted within each folder, a folder's own files before those below it."""
    for name in ("b.md", "a.txt", "china/z.md", "china/deep/y.md", "asia/x.md"):
        write(tmp_path / name)
    assert listed(folder(tmp_path)) == ["a.txt", "b.md", "asia/x.md", "china/z.md", "china/deep/y.md"]


def test_what_is_no_article_is_counted(tmp_path: Path) -> None:
    """Other types, README, hidden and empty files are left out, whether the folder is gone through or not."""
    for name in ("a.md", "README.md", ".b.md", "_c.md", "photo.jpg"):
        write(tmp_path / name)
    write(tmp_path / "empty.md", "")
    source = folder(tmp_path)
    scan = source.scan(None)
    assert [item.key for item in scan.items if isinstance(item, Ref)] == ["a.md"]
    assert scan.ignored() == 5
    again = source.scan(scan.cursor())
    assert list(again.items) == [Unchanged(prefix="")]
    assert again.ignored() == 5


def test_only_the_folder_that_changed_is_gone_through(tmp_path: Path) -> None:
    """Unchanged speaks for a folder's own files, never for those below it."""
    write(tmp_path / "a.md")
    write(tmp_path / "china/b.md")
    write(tmp_path / "china/deep/c.md")
    source = folder(tmp_path)
    _, cursor = scanned(source)
    assert listed(source, cursor) == ["= ", "= china", "= china/deep"]
    write(tmp_path / "china/deep/c.md", "Other")
    assert listed(source, cursor) == ["= ", "= china", "china/deep/c.md"]
    (tmp_path / "china/b.md").unlink()
    assert listed(source, cursor) == ["= ", "china/deep/c.md"]


def test_the_same_files_give_the_same_cursor(tmp_path: Path) -> None:
    """A cursor is a function of what is there."""
    write(tmp_path / "a.md")
    write(tmp_path / "china/b.md")
    first, cursor = scanned(folder(tmp_path))
    second, again = scanned(folder(tmp_path))
    assert (first, cursor) == (second, again)
    assert scanned(folder(tmp_path), cursor)[1] == cursor


def test_a_signature_is_mtime_size_and_inode(tmp_path: Path) -> None:
    """A file that another took the place of is another, with the same name, time and size."""
    path = write(tmp_path / "a.md", "one")
    (before,), _ = scanned(folder(tmp_path))
    write(tmp_path / "b.tmp", "two").rename(path)
    (after,), _ = scanned(folder(tmp_path))
    assert before != after


def test_a_file_changed_within_two_seconds_is_read_again(tmp_path: Path) -> None:
    """Its signature is another at the next scan, though nothing about the file is."""
    write(tmp_path / "a.md", when=NOW - 1)
    (first,), cursor = scanned(folder(tmp_path))
    later = folder(tmp_path, Clock(NOW + 60))
    (second,), cursor = scanned(later, cursor)
    assert isinstance(first, Ref)
    assert isinstance(second, Ref)
    assert first.signature != second.signature
    assert listed(later, cursor) == ["= "]


def test_other_rules_make_a_cursor_worthless(tmp_path: Path) -> None:
    """With another `ignore` or layout every folder is gone through again."""
    write(tmp_path / "a.md")
    write(tmp_path / "b.md")
    _, cursor = scanned(folder(tmp_path))
    assert listed(folder(tmp_path, ignore=("b.*",)), cursor) == ["a.md"]


def test_a_scan_asks_for_no_parser(tmp_path: Path) -> None:
    """Listing needs the suffixes alone."""
    write(tmp_path / "a.md")

    def never(suffix: str) -> Lines:
        raise AssertionError(suffix)

    assert listed(folder(tmp_path, parsers=never)) == ["a.md"]


def test_one_parser_for_every_file(tmp_path: Path) -> None:
    """Without suffixes every file that is not ignored is an article."""
    write(tmp_path / "a")
    write(tmp_path / "b.article")
    write(tmp_path / "c.md~")
    assert listed(folder(tmp_path, suffixes=None)) == ["a", "b.article"]


def test_targets_and_state_are_never_looked_at(tmp_path: Path) -> None:
    """What we write ourselves below the root is neither read nor counted."""
    write(tmp_path / "public/feeds/page.md")
    write(tmp_path / "public/a.md")
    source = folder(tmp_path, exclude=("public/feeds",))
    scan = source.scan(None)
    assert [item.key for item in scan.items if isinstance(item, Ref)] == ["public/a.md"]
    assert scan.ignored() == 0


def test_nothing_is_read_out_of_what_we_wrote(tmp_path: Path) -> None:
    """Of web pages and JSON texts is asked whether they are our own; anything else may say what it likes."""
    for name in ("a.html", "b.JSON", "c.md"):
        write(tmp_path / name, "Ours\nText")
    source = folder(tmp_path, suffixes=None, own=lambda data: data.startswith(b"Ours"))
    read = {key: list(source.read(Ref(key=key, signature=""))) for key in listed(source)}
    assert [key for key, items in read.items() if items] == ["c.md"]


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    """Neither to a file, nor to a folder, nor in a circle; what was below them is not gone."""
    outside = write(tmp_path / "outside/secret.md").parent
    root = tmp_path / "root"
    write(root / "a.md")
    (root / "file.md").symlink_to(outside / "secret.md")
    (root / "out").symlink_to(outside)
    (root / "loop").symlink_to(root)
    scan = folder(root).scan(None)
    assert [item.key for item in scan.items if isinstance(item, Ref)] == ["a.md"]
    assert [(problem.where, problem.level) for problem in scan.problems] == [
        ("articles/file.md", "refused"),
        ("articles/loop", "refused"),
        ("articles/out", "refused"),
    ]
    assert scan.unlisted == ["file.md", "loop", "out"]


def test_pipes_sockets_and_devices_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for a FIFO; every run names it, though nothing changed."""
    os.mkfifo(tmp_path / "pipe.md")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket")
        if os.geteuid() == 0:
            os.mknod(tmp_path / "zero.md", 0o666 | stat.S_IFCHR, os.makedev(1, 5))
        source = folder(tmp_path)
        cursor = None
        for _ in range(2):
            scan = source.scan(cursor)
            assert list(scan.items) == []
            said = {problem.where: (problem.level, problem.problem) for problem in scan.problems}
            assert said["articles/pipe.md"] == ("refused", "is a FIFO, no file.")
            assert said["articles/socket"] == ("repaired", "is a socket, no file.")
            if os.geteuid() == 0:
                assert said["articles/zero.md"] == ("refused", "is a device, no file.")
            cursor = scan.cursor()


def test_a_pipe_that_took_the_place_of_a_file_is_not_read(tmp_path: Path) -> None:
    """Reading never blocks and never follows a link, even where the scan saw a file."""
    os.mkfifo(tmp_path / "a.md")
    (tmp_path / "b.md").symlink_to("/dev/zero")
    write(tmp_path / "real/c.md")
    (tmp_path / "linked").symlink_to("real")
    source = folder(tmp_path)
    assert only_problem(source, "a.md").code == "vanished"
    assert only_problem(source, "b.md").code == "unreadable"
    assert only_problem(source, "linked/c.md").code == "vanished"
    assert only_problem(source, "nowhere.md").code == "vanished"


def test_a_missing_root_is_a_source_that_is_down(tmp_path: Path) -> None:
    """The whole source is unavailable, whether everything is scanned or one path."""
    source = folder(tmp_path / "none")
    for only in (None, frozenset({"a.md"})):
        with pytest.raises(SourceUnavailable, match="No such file") as caught:
            list(source.scan(None, only).items)
        assert str(caught.value) == "articles/: not readable (No such file or directory)."
    write(tmp_path / "file")
    with pytest.raises(SourceUnavailable):
        folder(tmp_path / "file").scan(None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_what_permissions_forbid_is_named_and_not_gone(tmp_path: Path) -> None:
    """A file and a folder that can't be read keep what they published; readable again, they are listed again."""
    for above in (tmp_path, *tmp_path.parents):
        if above.owner() == "root" and above != Path("/") and "pytest" in above.as_posix():
            above.chmod(0o755)
    root = tmp_path / "root"
    write(root / "a.md")
    write(root / "file.md").chmod(0o600)
    write(root / "closed/b.md").parent.chmod(0o700)
    program = """
        import os, sys
        sys.path[:0] = sys.argv[2:]
        from pathlib import Path
        from entries.model import Ref
        from entries.sources.folder import Folder
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
        def clock(): return 1.8e9
        options = {"clock": clock, "parsers": None, "suffixes": frozenset({".md"})}
        source = Folder(name="d", root=Path(sys.argv[1]), shown="articles", **options)
        cursor = None
        for _ in range(2):
            scan = source.scan(cursor)
            print([item.key for item in scan.items if isinstance(item, Ref)], scan.unlisted)
            print(*scan.problems, sep="\\n")
            cursor = scan.cursor()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(root), *sys.path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    once = (
        "['a.md'] ['file.md', 'closed']\n"
        "articles/file.md: not readable (Permission denied).\n"
        "articles/closed: not readable (Permission denied).\n"
    )
    assert (done.stdout, done.stderr) == (once * 2, "")


def test_a_folder_the_system_fails_on_is_named_and_not_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error below the root costs that folder alone."""
    write(tmp_path / "a.md")
    write(tmp_path / "bad/b.md")
    scandir = os.scandir

    def failing(path: bytes) -> object:
        if path.endswith(b"/bad"):
            raise OSError(5, "Input/output error")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    scan = folder(tmp_path).scan(None)
    assert [item.key for item in scan.items if isinstance(item, Ref)] == ["a.md"]
    assert [str(problem) for problem in scan.problems] == ["articles/bad: not readable (Input/output error)."]
    assert scan.unlisted == ["bad"]


def test_a_file_just_emptied_is_not_gone(tmp_path: Path) -> None:
    """Between being emptied and being written an article stays as it was published."""
    write(tmp_path / "a.md", "", when=NOW - 1)
    write(tmp_path / "b.md", "")
    scan = folder(tmp_path).scan(None)
    assert list(scan.items) == []
    assert scan.unlisted == ["a.md"]


def test_named_paths_alone_are_looked_at(tmp_path: Path) -> None:
    """Files and folders that a caller names; what is absent or no article is not listed."""
    for name in ("a.md", "b.md", "china/c.md", "china/d.md", "_private/e.md", "f.jpg"):
        write(tmp_path / name)
    source = folder(tmp_path)
    assert listed(source, None, "a.md", "none.md", "_private/e.md", "f.jpg") == ["a.md"]
    assert listed(source, None, "china") == ["china/c.md", "china/d.md"]
    assert listed(source, None, "") == ["a.md", "b.md", "china/c.md", "china/d.md"]


def test_a_named_path_below_a_link_is_not_looked_at(tmp_path: Path) -> None:
    """Naming a path is no way around the rule for links."""
    write(tmp_path / "outside/a.md")
    (tmp_path / "root").mkdir()
    (tmp_path / "root/out").symlink_to(tmp_path / "outside")
    assert listed(folder(tmp_path / "root"), None, "out/a.md") == []


def test_a_named_change_makes_the_next_sweep_look(tmp_path: Path) -> None:
    """Otherwise a file put back as it was would pass for unchanged while its other version is recorded."""
    write(tmp_path / "a.md")
    write(tmp_path / "china/b.md")
    source = folder(tmp_path)
    _, cursor = scanned(source)
    scan = source.scan(cursor, frozenset({"a.md"}))
    assert len(list(scan.items)) == 1
    assert listed(source, scan.cursor()) == ["a.md", "= china"]


def test_keys_of_paths(tmp_path: Path) -> None:
    """By the path as given and with links above the file resolved; None outside."""
    write(tmp_path / "root/china/a.md")
    (tmp_path / "way").symlink_to(tmp_path / "root")
    source = folder(tmp_path / "way")
    assert source.key_of(f"{tmp_path}/way/china/a.md") == "china/a.md"
    assert source.key_of(f"{tmp_path}/root/china/gone.md") == "china/gone.md"
    assert source.key_of(f"{tmp_path}/way/china/../b.md") == "b.md"
    assert source.key_of(f"{tmp_path}/root") == ""
    assert source.key_of(f"{tmp_path}/rooted/a.md") is None


@given(st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name))
@settings(max_examples=200, deadline=None)
def test_every_name_has_a_key_of_its_own(name: bytes) -> None:
    """Any bytes come back from their key, which is UTF-8 text on one line."""
    key = key_of(name)
    assert path_of(key) == name
    assert len(key.encode().splitlines()) == 1
    assert not any(ord(character) < 32 for character in key)


def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    """They are listed, read and remembered under an escaped name."""
    root = os.fsencode(tmp_path)
    with open(root + b"/caf\xe9\n.md", "wb") as file:
        file.write(b"Tour\nText")
    source = folder(tmp_path, Clock(4e9))
    _, cursor = scanned(source)
    assert listed(source) == ["caf\\xe9\\x0a.md"]
    assert listed(source, cursor) == ["= "]
    assert only_article(source, "caf\\xe9\\x0a.md").where == "articles/caf\\xe9\\x0a.md"


def test_an_article_is_read_with_what_its_place_says(tmp_path: Path) -> None:
    """Section, slug and date come from the path."""
    write(tmp_path / "china/2026-02-28-tour.md")
    article = only_article(folder(tmp_path), "china/2026-02-28-tour.md")
    assert (article.where, article.title) == ("articles/china/2026-02-28-tour.md", "Tour")
    assert (article.section, article.path_slug, article.path_date) == ("china", "tour", "2026-02-28")


def test_a_refused_article_passes_through(tmp_path: Path) -> None:
    """A value, as the parser gave it."""
    write(tmp_path / "a.md", "refuse")
    assert only_problem(folder(tmp_path), "a.md").code == "x"


def test_a_parser_that_fails_costs_one_article(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The defect is named and logged where it happened, without a word of the article."""
    write(tmp_path / "a.md", "boom\nCANARY")
    with caplog.at_level(logging.ERROR, "masthead.entries"):
        problem = only_problem(folder(tmp_path), "a.md")
    assert (problem.code, problem.problem) == ("parser-failed", "could not be read (RuntimeError).")
    assert "in parse" in caplog.text
    assert "articles/a.md" in caplog.text
    assert "CANARY" not in str(problem) + caplog.text


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    """The cap is named, and nothing of the file is read."""
    path = write(tmp_path / "a.md")
    os.truncate(path, LARGEST + 1)
    assert str(only_problem(folder(tmp_path), "a.md")).startswith("articles/a.md: is larger than 20 MB.")


def test_a_young_file_is_waited_for_once(tmp_path: Path) -> None:
    """One younger than `settle` is read when it has stood still that long; an older one at once."""
    write(tmp_path / "a.md", when=NOW - 0.05)
    write(tmp_path / "b.md", when=NOW - 0.5)
    write(tmp_path / "c.md", when=NOW + 3600)
    clock = Clock()
    source = folder(tmp_path, clock)
    for key in ("b.md", "c.md"):
        only_article(source, key)
    assert clock.slept == []
    with open(tmp_path / "a.md", "ab"):
        only_article(source, "a.md")
    assert clock.slept == [pytest.approx(0.05, abs=1e-5)]


def test_a_young_file_that_nobody_writes_is_waited_for_a_quarter_as_long(tmp_path: Path) -> None:
    """Where no process has it open for writing, a quarter of `settle` is enough."""
    write(tmp_path / "a.md", when=NOW - 0.02)
    write(tmp_path / "b.md", when=NOW - 0.03)
    with open(tmp_path / "a.md", "rb") as file:
        if seconds_left(file.fileno(), os.fstat(file.fileno()), 0.1, NOW) > 0.05:
            pytest.skip("the system does not say whether a file is open for writing")
    clock = Clock()
    source = folder(tmp_path, clock)
    only_article(source, "b.md")
    assert clock.slept == []
    only_article(source, "a.md")
    assert clock.slept == [pytest.approx(0.005, abs=1e-5)]


def test_a_file_written_in_two_goes_is_read_whole(tmp_path: Path) -> None:
    """A file that grows while it is waited for is waited for again."""
    path = write(tmp_path / "a.md", "Tour\nHalf", when=NOW)
    clock = Clock()
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        waits.append(seconds)
        if len(waits) == 1:
            write(path, "Tour\nHalf and half", when=clock.now)

    source = Folder(
        name="d", root=tmp_path, shown="", clock=clock, sleep=sleep, suffixes=Lines.suffixes, parsers=lambda _: Lines()
    )
    assert only_article(source, "a.md").markup == "Half and half"
    assert len(waits) == 2


def test_a_file_that_never_stands_still_waits_for_the_next_run(tmp_path: Path) -> None:
    """The wait is bounded and the file named."""
    path = write(tmp_path / "a.md", when=NOW)
    clock = Clock()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        write(path, when=clock.now)

    source = Folder(
        name="d", root=tmp_path, shown="", clock=clock, sleep=sleep, suffixes=Lines.suffixes, parsers=lambda _: Lines()
    )
    assert str(only_problem(source, "a.md")) == "a.md: is still being written; the next run reads it."
    assert clock.now < NOW + 2


def test_hugo_bundles_and_section_pages(tmp_path: Path) -> None:
    """A bundle is one article, its other pages are not, and _index.md gives its section's name."""
    for name in ("china/tour/index.md", "china/tour/notes.md", "china/tour/more/deep.md", "china/other.md"):
        write(tmp_path / name)
    write(tmp_path / "china/_index.md", "China\n")
    source = folder(tmp_path, layout="hugo")
    assert listed(source) == ["china/other.md", "china/tour/index.md"]
    assert listed(source, None, "china/tour/notes.md", "china/tour/more/deep.md") == []
    assert listed(source, None, "china/tour/index.md") == ["china/tour/index.md"]
    assert only_article(source, "china/tour/index.md").section == "China"


def test_a_section_page_is_part_of_its_articles(tmp_path: Path) -> None:
    """Another title for a section means that all below it are read again."""
    write(tmp_path / "china/deep/tour.md")
    write(tmp_path / "asia/tour.md")
    write(tmp_path / "china/_index.md", "China\n")
    source = folder(tmp_path, layout="hugo")
    before, cursor = scanned(source)
    write(tmp_path / "china/_index.md", "CHINA!\n")
    assert listed(source, cursor) == ["= ", "= asia", "china/deep/tour.md"]
    after, _ = scanned(source)
    assert before != after
    assert listed(source, None, "china/_index.md") == ["china/deep/tour.md"]


def test_a_section_page_with_another_name_leaves_links_alone(tmp_path: Path) -> None:
    """Where the title would give another address the folder's name stays."""
    write(tmp_path / "china/tour.md")
    write(tmp_path / "china/_index.md", "News from China\n")
    assert only_article(folder(tmp_path, layout="hugo"), "china/tour.md").section == "china"


def fail_to_list(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> None:
    """os.listdir fails for folders of that name, as it does once they were moved or locked."""
    listdir = os.listdir

    def failing(path: bytes) -> list[bytes]:
        if path.endswith(b"/" + name.encode()):
            raise error
        return listdir(path)

    monkeypatch.setattr(os, "listdir", failing)


GONE, LOCKED = FileNotFoundError(2, "No such file or directory"), PermissionError(13, "Permission denied")


@pytest.mark.parametrize("error", [GONE, LOCKED], ids=["moved", "locked"])
def test_a_section_that_goes_while_it_is_read_costs_only_its_title(
    error: OSError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is an article all the same, and the others have their own sections."""
    for name in ("china", "world"):
        write(tmp_path / name / "tour.md")
        write(tmp_path / name / "_index.md", f"{name.upper()}\n")
    fail_to_list(monkeypatch, "china", error)
    source = folder(tmp_path, layout="hugo")
    assert only_article(source, "china/tour.md").section == "china"
    assert only_article(source, "world/tour.md").section == "WORLD"


@pytest.mark.parametrize(("error", "said"), [(GONE, []), (LOCKED, ["Permission denied"])], ids=["moved", "locked"])
def test_a_folder_that_goes_while_a_file_in_it_is_asked_for_costs_that_file(
    error: OSError, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other named files are listed; one that can't be looked at is named and not gone."""
    for name in ("china", "world"):
        write(tmp_path / name / "tour.md")
    fail_to_list(monkeypatch, "china", error)
    scan = folder(tmp_path, layout="hugo").scan(None, frozenset({"china/tour.md", "world/tour.md"}))
    assert [item.key for item in scan.items if isinstance(item, Ref)] == ["world/tour.md"]
    assert [str(each) for each in scan.problems] == [f"articles/china/tour.md: not readable ({why})." for why in said]
    assert scan.unlisted == ["china/tour.md"] * len(said)


def test_hugo_language_folders(tmp_path: Path) -> None:
    """Folders that are all languages are, for a file read without a scan too."""
    write(tmp_path / "en/china/tour.md")
    write(tmp_path / "zh/china/tour.md")
    article = only_article(folder(tmp_path, layout="hugo"), "zh/china/tour.md")
    assert (article.language, article.section) == ("zh", "china")


def test_jekyll_posts_and_drafts(tmp_path: Path) -> None:
    """Posts anywhere, drafts as drafts, the site's own pages not at all."""
    for name in ("about.md", "_posts/2026-02-28-tour.md", "china/_posts/a.md", "_drafts/b.md", "_includes/c.md"):
        write(tmp_path / name)
    source = folder(tmp_path, layout="jekyll")
    assert listed(source) == ["_drafts/b.md", "_posts/2026-02-28-tour.md", "china/_posts/a.md"]
    assert only_article(source, "_drafts/b.md").draft == "true"
