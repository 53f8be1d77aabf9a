"""Whatever a newsroom does, and whenever a run dies: ids stand, dates never go back, every document is whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch
from xml.etree import ElementTree

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from publish.stores.sqlite import SQLiteStore
from publish.targets.folder import FolderTarget
from publish.testing import CONFIG, Site

ATOM = "{http://www.w3.org/2005/Atom}"
CANARY = "CANARY"
FOLDERS = ("china", "world", "")
PATHS = tuple(f"{folder}/{name}".lstrip("/") for folder in FOLDERS for name in ("a", "b", "c"))
GUARDS = ("draft: true\n", "embargo: 2027-01-01\n", "expires: 2026-11-21\n", "")
FEEDS = (
    'path = "all"\nlimit = 4\nkeep = "0 s"',
    'path = "section/{section}"\nper = "section"',
    'path = "tag/{tag}"\nper = "tag"\nmin = 2\ncontent = "summary"',
)


class Killed(BaseException):
    """The process is gone."""


class Story(NamedTuple):
    """One article, whatever file it is in. `number` is in its title, which never changes."""

    number: int
    text: int = 0
    tag: int = 0
    guard: str = ""

    def source(self) -> str:
        canary = f"{CANARY} " if self.guard else ""
        return (
            f"---\ntitle: {canary}Story {self.number}\ndate: 2026-11-{self.number % 20 + 1:02}\n"
            f"tags: [T{self.tag}]\n{self.guard}---\n{canary}Version {self.text} of story {self.number}.\n"
        )


@contextmanager
def killed_at(moment: int) -> Iterator[None]:
    """The process dies at that commit or that file, counted from the start of the run."""
    left = moment
    transaction, put = SQLiteStore.transaction, FolderTarget.put

    def passes() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    @contextmanager
    def dying(self: SQLiteStore) -> Iterator[None]:
        with transaction(self):
            yield
        passes()

    def dying_put(self: FolderTarget, documents: list[object]) -> dict[str, str]:
        signatures: dict[str, str] = {}
        for document in documents:
            passes()
            signatures |= put(self, [document])  # type: ignore[list-item]  # a Document
        return signatures

    with patch.object(SQLiteStore, "transaction", dying), patch.object(FolderTarget, "put", dying_put):
        yield


class Newsroom(RuleBasedStateMachine):
    """Edits, settings, runs and deaths."""

    @initialize()
    def open(self) -> None:
        """An empty publication."""
        self.folder = Path(tempfile.mkdtemp())
        self.site = Site(self.folder)
        self.desk, self.title, self.link, self.zone, self.limit = "desk", "Post", "{section}/{slug}", "UTC", 4
        self.publication, self.formats = "harbourpost", '"rss", "atom", "json"'
        self.files: dict[str, Story] = {}
        self.deleted: dict[str, Story] = {}
        self.count = 0
        self.ids: dict[str, str] = {}
        self.updated: dict[str, str] = {}
        self.unclear: set[int] = set()
        self.configure()

    def configure(self) -> None:
        feeds = [FEEDS[0].replace("limit = 4", f"limit = {self.limit}\nformats = [{self.formats}]"), *FEEDS[1:]]
        text = CONFIG.replace("The Harbour Post", self.title).replace('name = "desk"', f'name = "{self.desk}"')
        text = text.replace("{section}/{slug}", self.link).replace("tag:harbourpost", f"tag:{self.publication}")
        text = text.replace("[[sources]]", f'timezone = "{self.zone}"\n\n[[sources]]', 1)
        text += "".join(f"\n[[feeds]]\n{feed}\n" for feed in feeds) + '\n[state]\nledger = "ids.jsonl"\n'
        self.site.configure(text)

    def put(self, path: str, story: Story) -> None:
        self.files[path] = story
        self.site.write(path, story.source())

    # What people do.

    @rule(path=st.sampled_from(PATHS), tag=st.integers(0, 1), guard=st.sampled_from(["", "", "draft: true\n"]))
    def write(self, path: str, tag: int, guard: str) -> None:
        """A new article, where no file is."""
        if any(f"{path}{suffix}" in self.files for suffix in (".md", ".txt")):
            return
        self.count += 1
        self.put(path + ".md", Story(self.count, 0, tag, guard))

    @rule(data=st.data(), tag=st.integers(0, 1))
    def edit(self, data: st.DataObject, tag: int) -> None:
        """Other text, perhaps another tag."""
        if path := self.one_of(data):
            story = self.files[path]
            self.put(path, story._replace(text=story.text + 1, tag=tag))

    @rule(data=st.data(), guard=st.sampled_from(GUARDS))
    def hold(self, data: st.DataObject, guard: str) -> None:
        """Taken back, or let out."""
        if path := self.one_of(data):
            self.put(path, self.files[path]._replace(guard=guard))

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """A file goes."""
        if path := self.one_of(data):
            self.deleted[path] = self.files.pop(path)
            self.site.remove(path)

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """A deleted file comes back where it was, if no other is there."""
        free = sorted(path for path in self.deleted if path not in self.files)
        if free:
            path = data.draw(st.sampled_from(free))
            self.put(path, self.deleted.pop(path))

    @rule(data=st.data(), to=st.sampled_from(PATHS), suffix=st.sampled_from([".md", ".txt"]))
    def rename(self, data: st.DataObject, to: str, suffix: str) -> None:
        """A file moves, perhaps into another format."""
        path = self.one_of(data)
        if not path or to + suffix in self.files or any(to + each in self.deleted for each in (".md", ".txt")):
            return
        if any(to + each in self.files and to + each != path for each in (".md", ".txt")):
            return
        self.site.build(allow_removals=1000)  # one thing at a time: a move and an edit in one run is another story
        self.note()
        story = self.files.pop(path)
        self.site.remove(path)
        self.put(to + suffix, story)
        self.site.build(allow_removals=1000)
        self.note()

    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        """Two files change places: to anyone who looks at files, both were edited."""
        if len(self.files) < 2:
            return
        one, other = sorted(self.files)[:2]
        first, second = self.files[one], self.files[other]
        self.unclear |= {first.number, second.number}
        self.put(one, second)
        self.put(other, first)

    # What people set.

    @rule(title=st.sampled_from(["Post", "Times"]), limit=st.sampled_from([2, 4, 8]))
    def retitle(self, title: str, limit: int) -> None:
        """Another title, another length."""
        self.title, self.limit = title, limit
        self.configure()

    @rule(
        link=st.sampled_from(["{section}/{slug}", "x/{section}/{slug}", "{year}/{month}/{day}/{section}/{slug}"]),
        zone=st.sampled_from(["UTC", "Asia/Hong_Kong"]),
    )
    def readdress(self, link: str, zone: str) -> None:
        """Other links, another time zone."""
        self.link, self.zone = link, zone
        self.configure()

    @rule(desk=st.sampled_from(["desk", "news"]), publication=st.sampled_from(["harbourpost", "times"]))
    def rename_source(self, desk: str, publication: str) -> None:
        """Another name of the source, another id of the publication."""
        self.desk, self.publication = desk, publication
        self.configure()

    @rule(formats=st.sampled_from(['"rss", "atom", "json"', '"rss", "atom"']))
    def reformat(self, formats: str) -> None:
        """A format comes or goes."""
        self.formats = formats
        self.configure()

    # What runs do.

    @rule(hours=st.integers(0, 30))
    def build(self, hours: int) -> None:
        """A run, and one after it that finds nothing to do."""
        self.site.now += timedelta(hours=hours)
        self.site.build(allow_removals=1000)
        self.note()
        before = self.site.published()
        again = self.site.build(allow_removals=1000)
        assert (again.written, self.site.published()) == (0, before)

    @rule(moment=st.integers(0, 25))
    def die(self, moment: int) -> None:
        """A run that ends before its time."""
        try:
            with killed_at(moment):
                self.site.build(allow_removals=1000)
        except Killed:
            pass
        self.note()

    @rule(data=st.data())
    def look_at_one(self, data: st.DataObject) -> None:
        """A run over one named file."""
        if path := self.one_of(data):
            self.site.build(allow_removals=1000, changed=(str(self.folder / "articles" / path),))
            self.note()

    @rule()
    def lose_state(self) -> None:
        """With the ledger nothing is lost with the state."""
        self.site.build(allow_removals=1000)
        self.note()
        before = self.site.published()
        shutil.rmtree(self.folder / ".masthead")
        self.site.build(allow_removals=1000)
        self.note()
        assert self.site.published() == before

    # What must hold.

    def one_of(self, data: st.DataObject) -> str | None:
        return data.draw(st.sampled_from(sorted(self.files))) if self.files else None

    def note(self) -> None:
        """Look at every document; compare with what was seen before."""
        for path, body in self.site.published().items():
            assert CANARY.encode() not in body, path
            if path.endswith(".atom"):
                root = ElementTree.fromstring(body)
                self.later(path, root.findtext(f"{ATOM}updated") or "")
                entries = root.findall(f"{ATOM}entry")
                ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
                assert len(ids) == len(set(ids)), path
                for id, entry in zip(ids, entries, strict=True):
                    self.later(id, entry.findtext(f"{ATOM}updated") or "")
                    title = entry.findtext(f"{ATOM}title") or ""
                    if int(title.rpartition(" ")[2]) not in self.unclear:
                        assert self.ids.setdefault(title, id) == id, (title, id)
            elif path.endswith(".rss"):
                channel = ElementTree.fromstring(body).find("channel")
                assert channel is not None
                parsedate_to_datetime(channel.findtext("lastBuildDate") or "")
            elif path.endswith(".json"):
                json.loads(body)

    def later(self, what: str, date: str) -> None:
        assert self.updated.get(what, "") <= date, what
        self.updated[what] = date

    @invariant()
    def nothing_leaks(self) -> None:
        """Nor does it in the ledger or the state's neighbours."""
        ledger = self.folder / "ids.jsonl"
        assert not ledger.exists() or CANARY not in ledger.read_text(encoding="utf-8")

    def teardown(self) -> None:
        """Without a ledger too, what is in the documents comes back as it was."""
        if not hasattr(self, "folder"):
            return
        try:
            self.site.build(allow_removals=1000)
            self.note()
            self.complete()
            self.forget_everything()
        finally:
            shutil.rmtree(self.folder)

    def entries(self) -> dict[tuple[str, str], bytes]:
        """Every entry of every section: (document, title) -> its bytes."""
        return {
            (path, entry.findtext(f"{ATOM}title") or ""): ElementTree.tostring(entry)
            for path, body in self.site.published().items()
            if path.startswith("section/") and path.endswith(".atom")
            for entry in ElementTree.fromstring(body).findall(f"{ATOM}entry")
        }

    def forget_everything(self) -> None:
        """Ids and dates come back out of the documents."""
        before = self.entries()
        shutil.rmtree(self.folder / ".masthead")
        (self.folder / "ids.jsonl").unlink()
        self.site.build(allow_removals=1000)
        self.note()
        assert self.entries() == before

    def complete(self) -> None:
        """Every article that may be out is out."""
        titles = {title for _, title in self.entries()}
        wanted = {
            f"Story {story.number}"
            for path, story in self.files.items()
            if not story.guard and "/" in path and story.number not in self.unclear
        }
        assert wanted <= titles


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(
    max_examples=20,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
