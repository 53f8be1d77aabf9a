"""Hubs are told of what changed, once it is there, and in the end of all of it."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hub import Hub, Web, listening

from feeds.etags import etag_of
from publish.announce import Announced, Bell, announce
from publish.cli import main
from publish.compose import Parts
from publish.notifying.pings import Ping, Result
from publish.stores.sqlite import SQLiteStore
from publish.testing import CONFIG, RecordingNotifier, Site

HUB = "https://hub.example/"
FEEDS = "https://harbourpost.example/feeds/"
ARTICLE = "---\ntitle: {title}\ndate: 2026-11-20\n---\nA lab.\n"
# Pauses of seconds to an hour pass so many times faster.
HASTE = 50


def with_hubs(*hubs: str, feeds_url: str = FEEDS, **notify: object) -> str:
    """A configuration that names hubs."""
    named = f"hubs = {json.dumps(hubs)}\n"
    if notify:
        named += "[notify]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in notify.items())
    return CONFIG.replace(FEEDS, feeds_url).replace("[[sources]]", f"{named}\n[[sources]]", 1)


class Newsroom:
    """A publication, served on this machine, with hubs of its own."""

    def __init__(self, site: Site, web: object, url: str) -> None:
        self.site = site
        self.web = web
        self.url = url
        self.said: list[str] = []

    def configure(self, *hubs: str, **notify: object) -> None:
        """Name these hubs."""
        self.site.configure(with_hubs(*hubs, feeds_url=self.url, **{"allow_private": True, **notify}))

    def publish(self, title: str = "Tour") -> None:
        """Build with an article of this title: six documents."""
        self.site.write("world/tour.md", ARTICLE.format(title=title))
        self.site.build()

    def announce(
        self, seconds: float = 60, *, haste: int = HASTE, parts: Parts | None = None, bell: Bell | None = None
    ) -> Announced:
        """Announce what is owed, for at most so long by a clock that is in haste."""
        clock, quick = hurry(haste)
        store = self.site.store()
        try:
            until = clock() + timedelta(seconds=seconds)
            return announce(parts or self.site.parts, store, clock, bell or quick, until=until, tell=self.said.append)
        finally:
            store.close()

    def owed(self) -> list[Ping]:
        """What is owed."""
        store = self.site.store()
        try:
            return store.owed.all()
        finally:
            store.close()

    @property
    def topics(self) -> list[str]:
        """The addresses of all its documents."""
        return sorted(self.url + path for path in self.site.published() if not path.startswith("feeds."))


def until(reached: Callable[[], bool]) -> None:
    """Wait for what no ping tells of."""
    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def hurry(haste: int) -> tuple[Callable[[], datetime], Bell]:
    """A clock that goes so many times faster, and a bell that waits by it."""
    begun, start = time.monotonic(), datetime.now(UTC)

    class Quick(Bell):
        def wait(self, seconds: float | None) -> None:
            super().wait(None if seconds is None else seconds / haste)

    return lambda: start + timedelta(seconds=(time.monotonic() - begun) * haste), Quick()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A publication served on this machine; it names no hub yet."""
    site = Site(tmp_path)
    site.now = datetime.now(UTC).replace(microsecond=0)
    web = Web(tmp_path / "public")
    with listening(web=web) as url:
        yield Newsroom(site, web, url)


def test_a_hub_is_told_of_each_document(newsroom: Newsroom) -> None:
    """A hub receives the form it understands once for each document, and then nothing is owed."""
    hub = Hub()
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        assert newsroom.announce() == Announced(sent=6)
    assert sorted(hub.topics) == newsroom.topics
    assert all(form == {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
               for form, topic in zip(hub.told, hub.topics, strict=True))  # fmt: skip
    assert newsroom.owed() == []
    assert newsroom.announce() == Announced()


def test_documents_are_looked_for_past_caches(newsroom: Newsroom) -> None:
    """The look at a document's address asks caches to ask the site, and says who looks."""
    with listening(Hub()) as url:
        newsroom.configure(url)
        newsroom.publish()
        newsroom.announce()
    assert {sent["cache-control"] for sent in newsroom.web.headers} == {"no-cache"}
    assert {sent["user-agent"].partition("/")[0] for sent in newsroom.web.headers} == {"Masthead"}


def test_a_hub_is_told_only_of_what_can_be_fetched(newsroom: Newsroom) -> None:
    """While a cache in front of the site has the old bytes of a document no hub is told of it, and then at once."""
    hub = Hub()
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish("One")
        newsroom.announce()
        hub.told.clear()
        old = newsroom.web.body("/all.atom")
        newsroom.publish("Two")
        newsroom.web.stale["/all.atom"] = old
        newsroom.web.fetched.clear()
        announcing = threading.Thread(target=newsroom.announce, args=(300,))
        announcing.start()
        hub.wait(lambda: len(hub.told) == 5)
        until(lambda: newsroom.web.fetched.count("/all.atom") >= 8)
        assert f"{newsroom.url}all.atom" not in hub.topics
        newsroom.web.stale.clear()
        announcing.join(20)
    assert sorted(hub.topics) == newsroom.topics


def test_a_document_that_never_comes_is_told_of_in_the_end(newsroom: Newsroom) -> None:
    """Once live_timeout is over hubs are told all the same, and that is reported."""
    hub = Hub()
    with listening(hub) as url:
        newsroom.configure(url, live_timeout="40 s")
        newsroom.publish()
        newsroom.web.stale["/all.rss"] = b"old"
        clock, bell = hurry(HASTE)
        before = clock()
        sent = newsroom.announce(60, bell=bell)
        assert sent == Announced(sent=6, unseen=(f"{newsroom.url}all.rss",))
        assert clock() - before >= timedelta(seconds=40)
    assert newsroom.said == [
        f"{newsroom.url}all.rss: its address answers with other bytes; {url} was told all the same"
    ]


def test_without_a_live_timeout_nothing_is_looked_for(newsroom: Newsroom) -> None:
    """live_timeout = "0 s": hubs are told at once."""
    with listening(Hub()) as url:
        newsroom.configure(url, live_timeout="0 s")
        newsroom.publish()
        assert newsroom.announce().sent == 6
    assert newsroom.web.fetched == []


@pytest.mark.parametrize("status", [500, 502, 429, 503, 408])
def test_a_hub_that_fails_is_told_later(status: int, newsroom: Newsroom) -> None:
    """A hub that fails is asked again until it is well, once for each document."""
    hub = Hub()
    hub.answer = lambda topic: (status if hub.asked <= 9 else 202, {})
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        assert newsroom.announce(600).sent == 6
    assert sorted(hub.topics) == newsroom.topics


def test_a_failing_hub_is_not_stormed(newsroom: Newsroom) -> None:
    """While a hub fails one ping at a time finds out whether it is well, after ever longer pauses."""
    hub = Hub(lambda topic: (500, {}))
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        assert newsroom.announce(60) == Announced(owed=6)
    assert 6 <= hub.asked <= 16
    assert {ping.error for ping in newsroom.owed()} == {"the hub answers 500"}


@pytest.mark.parametrize(
    "asked",
    [
        {"Retry-After": "1800"},
        {"Retry-After": "Sun, 22 Nov 2026 12:30:00 GMT", "Date": "Sun, 22 Nov 2026 12:00:00 GMT"},
    ],
)
def test_a_hub_that_asks_for_time_gets_it(asked: dict[str, str], newsroom: Newsroom) -> None:
    """Retry-After, in seconds or as a date by the hub's clock, is how long a hub is left alone at the least."""
    hub = Hub(lambda topic: (503, asked))
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        begun = datetime.now(UTC)
        newsroom.announce(60)
    assert all(ping.next_at - begun >= timedelta(seconds=1799) for ping in newsroom.owed())


def test_a_hub_that_was_gone_is_told_when_it_is_back(newsroom: Newsroom) -> None:
    """Where nobody answers pings are kept, and each is delivered when someone does: the last state of each document."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    newsroom.configure(f"http://127.0.0.1:{port}/")
    newsroom.publish("One")
    assert newsroom.announce(5) == Announced(owed=6)
    newsroom.publish("Two")
    assert "can't be reached" in newsroom.said[0]
    hub = Hub()
    with listening(hub, port=port):
        assert newsroom.announce(3600).sent == 6
    assert sorted(hub.topics) == newsroom.topics


@pytest.mark.parametrize("anew", [False, True])
def test_a_clock_put_back_an_hour_delays_no_ping(anew: bool, newsroom: Newsroom) -> None:
    """What failed just before is sent again as soon, by the same process and by another."""
    put_back = timedelta(0)
    hub = Hub(lambda topic: (500, {}))
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        store, bell = newsroom.site.store(), Bell()

        def clock() -> datetime:
            return datetime.now(UTC) - put_back

        def heard(sentence: str) -> None:
            nonlocal put_back
            newsroom.said.append(sentence)
            if len(newsroom.said) == 6:  # each has failed once
                put_back = timedelta(hours=1)
                hub.answer = lambda topic: (204, {})

        if anew:
            newsroom.announce(0.5, haste=1)
            put_back = timedelta(hours=1)
            hub.answer = lambda topic: (204, {})
        impatience = threading.Timer(20, bell.stop)
        impatience.start()
        announce(newsroom.site.parts, store, clock, bell, until=clock() + timedelta(seconds=20), tell=heard)
        impatience.cancel()
        assert store.owed.all() == []
        store.close()
    assert sorted(set(hub.topics)) == newsroom.topics


@pytest.mark.parametrize("status", [410, 403])
def test_a_hub_that_refuses_is_reported_and_asked_again_slowly(status: int, newsroom: Newsroom) -> None:
    """A refused ping stays owed for another day, is said, and keeps no other one back."""
    hub = Hub(lambda topic: (status if "all." in topic else 204, {}))
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        assert newsroom.announce(60) == Announced(sent=3, owed=3)
        assert newsroom.announce(60) == Announced(owed=3)
        assert hub.asked == 6
        assert len(newsroom.said) == 3
        hub.answer = lambda topic: (204, {})
        assert newsroom.announce(7200, haste=5000) == Announced(sent=3)


def test_a_hub_that_moved_is_followed(newsroom: Newsroom) -> None:
    """A redirect of the same host is followed with the ping."""
    hub, door = Hub(), Hub()
    with listening(hub) as url, listening(door) as entrance:
        door.answer = lambda topic: (307, {"Location": url})
        newsroom.configure(entrance)
        newsroom.publish()
        assert newsroom.announce().sent == 6
    assert sorted(hub.topics) == newsroom.topics


def test_a_hub_that_hangs_holds_no_other_up(newsroom: Newsroom) -> None:
    """While one hub hangs with all it was sent, another is told of everything."""
    released = threading.Event()
    hanging, well = Hub(lambda topic: (204, {}) if released.wait(20) else (500, {})), Hub()
    with listening(hanging) as first, listening(well) as second:
        newsroom.configure(first, second)
        newsroom.publish()
        announcing = threading.Thread(target=newsroom.announce, kwargs={"haste": 1})
        announcing.start()
        well.wait(lambda: len(well.told) == 6)
        assert hanging.told == []
        released.set()
        announcing.join(20)
    assert sorted(hanging.topics) == newsroom.topics


def test_a_ping_on_its_way_settles_nothing_newer(newsroom: Newsroom) -> None:
    """What changes while a hub takes its time is sent again when it has answered."""
    released = threading.Event()
    hub = Hub(lambda topic: (204, {}) if released.wait(20) else (500, {}))
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish("One")
        announcing = threading.Thread(target=newsroom.announce, kwargs={"haste": 1})
        announcing.start()
        hub.wait(lambda: hub.asked == 6)
        newsroom.publish("Two")
        released.set()
        announcing.join(20)
    assert sorted(hub.topics) == sorted(newsroom.topics * 2)
    assert newsroom.owed() == []


def test_a_hub_that_documents_name_no_more_is_forgotten(newsroom: Newsroom) -> None:
    """Nothing is sent to a hub that is not configured, and that is said."""
    former, hub = Hub(), Hub()
    with listening(former) as first, listening(hub) as second:
        newsroom.configure(first)
        newsroom.publish()
        newsroom.configure(second)
        newsroom.site.build()
        assert newsroom.announce().sent == 6
    assert former.asked == 0
    assert newsroom.said == [f"{first} is no hub of this publication any more: what was owed to it is forgotten"]


def test_a_private_hub_is_told_only_if_that_is_meant(newsroom: Newsroom) -> None:
    """A hub at a private address gets nothing unless the configuration allows it."""
    hub = Hub()
    with listening(hub) as url:
        newsroom.site.configure(with_hubs(url, feeds_url="https://harbourpost.example/", live_timeout="0 s"))
        newsroom.publish()
        assert newsroom.announce(5) == Announced(owed=6)
    assert hub.asked == 0
    assert "is no public address" in newsroom.owed()[0].error


def test_a_notifier_of_ones_own(newsroom: Newsroom) -> None:
    """Another notifier is called with hub and topic; whatever it raises, what it was to tell stays owed."""
    newsroom.configure(HUB)
    newsroom.publish()
    parts = newsroom.site.parts
    notifier = RecordingNotifier(lambda hub, topic: Result("received") if topic.endswith("rss") else 1 / 0)  # type: ignore[arg-type,return-value]
    parts.notifier = lambda: notifier
    assert newsroom.announce(1, parts=parts) == Announced(sent=2, owed=4)
    assert {hub for hub, _ in notifier.pings} == {HUB}
    assert newsroom.owed()[0].error == "ZeroDivisionError: division by zero"


def test_a_process_that_stays_is_told_when_to_look(newsroom: Newsroom) -> None:
    """Without an end an announcement goes on until it is stopped, and looks whenever it is rung."""
    hub, bell = Hub(), Bell()
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish("One")
        parts, path = newsroom.site.parts, newsroom.site.parts.store_path
        sent: list[Announced] = []

        def stay() -> None:
            store = SQLiteStore(path)
            sent.append(announce(parts, store, lambda: datetime.now(UTC), bell))
            store.close()

        staying = threading.Thread(target=stay)
        staying.start()
        hub.wait(lambda: len(hub.told) == 6)
        newsroom.publish("Two")
        bell.ring()
        hub.wait(lambda: len(hub.told) == 12)
        until(lambda: not newsroom.owed())
        bell.stop()
        staying.join(20)
    assert sent == [Announced(sent=12)]


# The commands.


def command(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run a command in the publication's folder."""
    monkeypatch.chdir(newsroom.site.root)
    return main(arguments)


def test_notify_sends_what_is_owed(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """masthead notify after a deploy: 0 and a line when hubs know, and nothing the second time."""
    hub = Hub()
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        assert command(newsroom, monkeypatch, "notify") == 0
        assert capsys.readouterr().out == "6 pings sent.\n"
        assert command(newsroom, monkeypatch, "notify") == 0
        assert capsys.readouterr().out == "Nothing is owed: hubs know of every document.\n"
    assert len(hub.told) == 6


def test_notify_says_what_is_owed_still(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1 and each ping with its reason; a pause counts for nothing when someone asks."""
    hub = Hub(lambda topic: (503, {"Retry-After": "1000"}))
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        assert command(newsroom, monkeypatch, "notify", "--wait", "0", "--json") == 1
        said = json.loads(capsys.readouterr().out)
        assert said["pings"] == {"sent": 0, "owed": 6}
        assert {ping["error"] for ping in said["owed"]} == {"the hub answers 503"}
        assert {ping["topic"] for ping in said["owed"]} == set(newsroom.topics)
        assert command(newsroom, monkeypatch, "status") == 0
        shown = capsys.readouterr().out
        assert "6 pings are owed to hubs" in shown
        assert f"{newsroom.url}all.atom: the hub answers 503" in shown
        assert command(newsroom, monkeypatch, "status", "--json") == 0
        assert len(json.loads(capsys.readouterr().out)["owed"]) == 6
        hub.answer = lambda topic: (204, {})
        assert command(newsroom, monkeypatch, "notify", "--wait", "0") == 0


def test_build_notifies_only_when_asked(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """build tells hubs with --notify and never in a dry run; otherwise it says what is owed."""
    hub = Hub()
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.site.write("world/tour.md", ARTICLE.format(title="Tour"))
        assert command(newsroom, monkeypatch, "build", "--dry-run", "--notify") == 0
        assert command(newsroom, monkeypatch, "build") == 0
        assert "6 pings are owed to hubs: masthead notify" in capsys.readouterr().out
        assert hub.asked == 0
        assert command(newsroom, monkeypatch, "build", "--notify", "--json") == 0
        assert json.loads(capsys.readouterr().out)["pings"] == {"sent": 6, "owed": 0}
        newsroom.site.write("world/tour.md", ARTICLE.format(title="Two"))
        assert command(newsroom, monkeypatch, "build", "--notify") == 0
        assert "6 pings sent to hubs." in capsys.readouterr().out


def test_build_says_what_was_not_seen_at_its_address(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What never appears is told of all the same, and reported by whichever command told of it."""
    hub = Hub()
    newsroom.web.stale["/all.rss"] = b"old"
    with listening(hub) as url:
        newsroom.configure(url, live_timeout="1 s")
        newsroom.site.write("world/tour.md", ARTICLE.format(title="Tour"))
        assert command(newsroom, monkeypatch, "build", "--notify") == 0
    assert "6 pings sent to hubs, 1 of them before the document was at its address." in capsys.readouterr().out


def test_a_withdrawal_is_told_first(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was owed before, documents that take an article back go first; withdraw tells hubs with --notify."""
    hub = Hub()
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.site.write("asia/rail.md", ARTICLE.format(title="Rail"))
        newsroom.publish()
        assert command(newsroom, monkeypatch, "withdraw", "articles/world/tour.md") == 0
        assert hub.asked == 0
        store = newsroom.site.store()
        due = [ping.topic.removeprefix(newsroom.url) for ping in store.owed.due(url, datetime.now(UTC), 20)]
        store.close()
        told = [topic.partition(".")[0] for topic in due]
        assert told == ["all"] * 3 + ["section/world"] * 3 + ["section/asia"] * 3
        capsys.readouterr()
        assert command(newsroom, monkeypatch, "withdraw", "articles/asia/rail.md", "--notify") == 0
        assert "9 pings sent to hubs." in capsys.readouterr().out
        hub.answer = lambda topic: (503, {})
        newsroom.configure(url, live_timeout="0 s")
        undo = ("withdraw", "articles/asia/rail.md", "--undo", "--notify")
        assert command(newsroom, monkeypatch, *undo, "--dry-run") == 0
        assert command(newsroom, monkeypatch, *undo) == 1
        assert "pings are owed to hubs" in capsys.readouterr().out


def test_notify_says_why_a_preview_is_kept_quiet(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Documents at an address that nobody else reaches are announced to nobody, and that is said."""
    newsroom.configure(HUB, allow_private=False)
    newsroom.publish()
    assert command(newsroom, monkeypatch, "build", "--notify") == 0
    assert "No hub is told: http://127.0.0.1" in capsys.readouterr().err


def test_notify_says_that_there_is_no_hub(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where documents name no hub there is nothing to do, before the first build too, and that is said."""
    assert command(newsroom, monkeypatch, "notify") == 0
    assert capsys.readouterr().err == "note: There is no hub to tell: name one in hubs of [publication].\n"
    assert not newsroom.site.parts.store_path.exists()


def test_a_build_without_changes_loads_nothing_for_hubs(newsroom: Newsroom) -> None:
    """A run that finds nothing to do loads no more for a publication with a hub than what counts what is owed."""
    newsroom.configure(HUB)
    newsroom.publish()
    code = "import sys; from publish.cli import main; main(['build']); print(*sys.modules, file=sys.stderr)"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=newsroom.site.root, env=environ, capture_output=True, text=True, check=True
    )
    assert "6 pings are owed" in done.stdout
    heavy = {"http.client", "ssl", "publish.announce", "publish.building.printing", "dataclasses", "email"}
    assert heavy.intersection(done.stderr.split()) == set()


# Whatever happens.


@pytest.mark.slow
def test_a_hanging_hub_among_many_topics(newsroom: Newsroom) -> None:
    """Of five hundred topics a hub that hangs learns nothing for a while, and a well one everything in seconds."""
    released = threading.Event()
    hanging, well = Hub(lambda topic: (204, {}) if released.wait(60) else (500, {})), Hub()
    with listening(hanging) as first, listening(well) as second:
        newsroom.configure(first, second)
        newsroom.publish()
        body = newsroom.web.body("/all.atom")
        topics = [f"{newsroom.url}{number}.atom" for number in range(494)]
        newsroom.web.stale.update((f"/{number}.atom", body) for number in range(494))
        store = newsroom.site.store()
        with store.transaction():
            store.owed.owe(
                [(hub, topic, etag_of(body)) for hub in (first, second) for topic in topics], newsroom.site.now
            )
        store.close()
        begun = time.monotonic()
        announcing = threading.Thread(target=newsroom.announce, kwargs={"haste": 1})
        announcing.start()
        well.wait(lambda: len(well.told) == 500)
        assert time.monotonic() - begun < 10
        assert hanging.told == []
        released.set()
        announcing.join(60)
    assert len(hanging.told) == 500


# Makes a child for each line it reads, which announces until it is killed or done. It alone has no threads.
KILLED = """
import os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from publish import config
from publish.announce import Bell, announce
from publish.commands import notify
from publish.compose import compose
from publish.notifiers import websub
from publish.stores import owed
from publish.stores.sqlite import SQLiteStore

parts = compose(config.load(Path("masthead.toml"), {}))
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        store = SQLiteStore(parts.store_path)
        clock = lambda: datetime.now(UTC)
        announce(parts, store, clock, Bell(), until=clock() + timedelta(seconds=float(line)))
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@pytest.mark.slow
def test_nothing_owed_is_lost_when_killed(newsroom: Newsroom) -> None:
    """Killed at two hundred random moments, with a hub that fails at random: hubs learn the last state of each."""
    chance = random.Random(3)
    told: dict[str, str] = {}

    def answer(topic: str) -> tuple[int, dict[str, str]]:
        if chance.random() < 0.2:
            return 500, {}
        # What a hub would fetch when it is told.
        told[topic] = etag_of(newsroom.web.body(topic.removeprefix(newsroom.url[:-1])))
        return 204, {}

    hub = Hub(answer)
    with listening(hub) as url:
        newsroom.configure(url)
        newsroom.publish()
        path = newsroom.site.parts.store_path
        paths = [f"/{number}.atom" for number in range(20)]
        store = SQLiteStore(path)
        killing = subprocess.Popen(
            [sys.executable, "-c", KILLED],
            cwd=newsroom.site.root,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert killing.stdin is not None
        assert killing.stdout is not None
        killed = 0
        for moment in range(200):
            changed = chance.sample(paths, 5)
            for each in changed:
                newsroom.web.stale[each] = f"{each} {moment}".encode()
            with store.transaction():
                pings = [(url, newsroom.url + each[1:], etag_of(newsroom.web.stale[each])) for each in changed]
                store.owed.owe(pings, newsroom.site.now)
            killing.stdin.write("0.5\n")
            killing.stdin.flush()
            child = int(killing.stdout.readline())
            time.sleep(chance.random() * 0.06)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
                killed += 1
            assert killing.stdout.readline() == "gone\n"
            owed = {ping.topic for ping in store.owed.all()}
            for each in newsroom.web.stale:
                topic = newsroom.url + each[1:]
                assert topic in owed or told.get(topic) == etag_of(newsroom.web.stale[each])
        killing.stdin.close()
        killing.wait(20)
        store.close()
        assert killed > 50
        assert newsroom.announce(7200, haste=1000).owed == 0
    assert told == {topic: etag_of(newsroom.web.body(topic.removeprefix(newsroom.url[:-1]))) for topic in told}
    assert len(told) == 26
