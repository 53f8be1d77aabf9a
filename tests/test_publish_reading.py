"""What a run makes of what it reads: who is who, what is held, and what is said of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from publish import ledger
from publish.examine import examine
from publish.ingesting import known
from publish.ingesting.sieve import Sieve
from publish.outcome import exit_status
from publish.testing import CONFIG, Site

TWO_SOURCES = (
    CONFIG + '\n[[sources]]\nname = "wire"\npath = "wire"\nlink = "https://harbourpost.example/{section}/{slug}"\n'
)


def article(title: str = "A tour", date: str | None = "2026-11-20", body: str = "Some text.", **values: str) -> str:
    said = {"title": title, **({"date": date} if date else {}), **values}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items()) + f"---\n{body}\n"


def codes(site: Site) -> list[str]:
    """Build, and the code of every problem that stands then."""
    return sorted(reported.problem.code for reported in site.build().problems)


def ids(site: Site) -> dict[str, str]:
    """Title -> id of every entry in the feed of everything."""
    return {item["title"]: item["id"] for item in json.loads(site.read("all.json"))["items"]}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_sieve_lets_all_through_that_was_added() -> None:
    """What was added may be there, of other texts hardly any."""
    sieve = Sieve()
    for number in range(1000):
        sieve.add(f"article {number}")
    assert all(sieve.may_hold(f"article {number}") for number in range(1000))
    assert sum(sieve.may_hold(f"article {number}") for number in range(1000, 3000)) < 5


def test_a_first_run_knows_what_it_no_longer_has_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that was taken many articles ago is still taken."""
    monkeypatch.setattr(known, "OVERLAY", 0)
    site = Site(tmp_path, TWO_SOURCES)
    site.write("china/tour.md", article("A tour"))
    (tmp_path / "wire" / "china").mkdir(parents=True)
    (tmp_path / "wire" / "china" / "tour.md").write_text(article("Another tour"))
    assert codes(site) == ["slug-taken"]


def test_the_first_article_ever_may_have_been_refused(site: Site) -> None:
    """What was refused before anything was published is no problem any more once it is mended."""
    site.write("china/tour.md", article("A tour", "2026-02-30"))
    assert codes(site) == ["impossible-date"]
    site.write("china/tour.md", article("A tour"))
    assert codes(site) == []


def test_another_article_under_a_name_that_was_deleted_has_its_own_id(site: Site) -> None:
    """A reader who has read the first is shown the second; the first keeps its id, and both do without their state."""
    site.configure(CONFIG + '\n[state]\nledger = "ids.jsonl"\n')
    site.write("china/stays.md", article("A vote", "2026-11-01"))
    site.write("china/today.md", article("A tour", "2026-11-18"))
    site.build()
    first = ids(site)["A tour"]
    site.remove("china/today.md")
    site.build()
    site.write("china/today.md", article("A railway", "2026-11-19", "Other text."))
    site.build()
    second = ids(site)["A railway"]
    assert first != second
    (site.root / ".masthead" / "state.sqlite").unlink()
    site.write("china/today.md", article("A railway, mended", "2026-11-19", "Other text."))
    site.write("world/tour.md", article("A tour", "2026-11-18"))
    site.build()
    assert (ids(site)["A tour"], ids(site)["A railway, mended"]) == (first, second)


def test_a_file_that_was_deleted_by_accident_keeps_its_id(site: Site) -> None:
    """Restored with another text it is the same article."""
    site.write("china/stays.md", article("A vote", "2026-11-01"))
    site.write("china/tour.md", article("A tour", "2026-11-18"))
    site.build()
    first = ids(site)["A tour"]
    site.remove("china/tour.md")
    site.build()
    site.write("china/tour.md", article("A tour, and what it cost", "2026-11-18", "Other text."))
    site.build()
    assert ids(site)["A tour, and what it cost"] == first


def links(site: Site) -> dict[str, str]:
    """Title -> the last part of the link of every entry."""
    return {item["title"]: item["url"].rpartition("/")[2] for item in json.loads(site.read("all.json"))["items"]}


def test_articles_may_take_each_others_addresses(site: Site) -> None:
    """Two swap their slugs, three pass them on, in one scan; a fourth that wants one of them too gets none."""
    names = ("A", "B", "C", "D", "E")
    for day, name in enumerate(names, 10):
        site.write(f"china/{name}.md", article(name, f"2026-11-{day}", slug=name.lower()))
    site.build()
    for day, (name, slug) in enumerate(zip(names, "badec", strict=True), 10):
        site.write(f"china/{name}.md", article(name, f"2026-11-{day}", slug=slug))
    assert codes(site) == []
    assert links(site) == dict(zip(names, "badec", strict=True))


def foreseen(site: Site, *paths: str) -> dict[str | None, tuple[str, str | None]]:
    """Title -> what check says that the next build makes of it: status and the last part of its link."""
    store = site.store()
    named = [str(site.root / "articles" / path) for path in paths] or None
    found = {each.title: (each.status, each.link) for each in examine(site.parts, store, named, site.now)}
    store.close()
    return {title: (status, link and link.rpartition("/")[2]) for title, (status, link) in found.items()}


def test_check_knows_that_articles_take_each_others_addresses(site: Site) -> None:
    """As the build does, also where only one of them is asked for; what stays taken is refused."""
    for day, name in enumerate("ABCD", 10):
        site.write(f"china/{name}.md", article(name, f"2026-11-{day}", slug=name.lower()))
    site.build()
    for day, (name, slug) in enumerate(zip("ABCD", "bcad", strict=True), 10):
        site.write(f"china/{name}.md", article(name, f"2026-11-{day}", slug=slug))
    expected = {name: ("live", slug) for name, slug in zip("ABCD", "bcad", strict=True)}
    assert foreseen(site) == expected
    assert foreseen(site, "china/B.md") == {"B": ("live", "c")}
    site.write("china/B.md", article("B", "2026-11-11", slug="d"))
    assert {title: status for title, (status, _) in foreseen(site).items()} == {
        "A": "refused",
        "B": "refused",
        "C": "refused",
        "D": "live",
    }
    assert foreseen(site, "china/A.md")["A"][0] == "refused"
    assert codes(site) == ["slug-taken"] * 3


def test_an_address_that_is_not_given_up_after_all_stays_taken(site: Site) -> None:
    """A wants B's slug, B wants C's, and C stays: nobody moves."""
    for day, name in enumerate("ABC", 10):
        site.write(f"china/{name}.md", article(name, f"2026-11-{day}", slug=name.lower()))
    site.build()
    site.write("china/A.md", article("A", "2026-11-10", slug="b"))
    site.write("china/B.md", article("B", "2026-11-11", slug="c"))
    assert codes(site) == ["slug-taken", "slug-taken"]
    assert links(site) == {"A": "a", "B": "b", "C": "c"}


def test_of_two_that_want_one_address_that_is_given_up_the_first_gets_it(site: Site) -> None:
    """Never two entries of one address."""
    for day, name in enumerate("ABC", 10):
        site.write(f"china/{name}.md", article(name, f"2026-11-{day}", slug=name.lower()))
    site.build()
    for day, (name, slug) in enumerate(zip("ABC", "cxc", strict=True), 10):
        site.write(f"china/{name}.md", article(name, f"2026-11-{day}", slug=slug))
    site.write("china/N.md", article("N", "2026-11-15", slug="b"))
    site.build()
    assert len(set(links(site).values())) == len(links(site))


def test_files_of_types_that_are_not_read_are_counted_once(site: Site) -> None:
    """One note says how many there are of each type, and none as long as that is as it was."""
    site.write("china/tour.md", article())
    for name in ("a.mdx", "b.MDX", "c.rst", "photo.jpg"):
        site.write(f"china/{name}", "x")
    outcome = site.build()
    said = "articles/ has 3 files of types that are not read: .mdx 2, .rst 1"
    assert said in outcome.notes
    assert outcome.counts.ignored == 4
    site.write("world/vote.md", article("A vote"))
    later = site.build()
    assert (said in later.notes, later.counts.ignored) == (False, 4)
    site.write("world/d.adoc", "x")
    assert "articles/ has 4 files of types that are not read: .adoc 1, .mdx 2, .rst 1" in site.build().notes


def test_a_look_at_named_paths_keeps_what_is_wrong_elsewhere(site: Site) -> None:
    """A link stays listed while others are looked at, is listed once it is named, and forgotten once it is gone."""
    site.write("china/tour.md", article())
    articles = site.root / "articles"
    (articles / "china" / "link.md").symlink_to("tour.md")
    assert codes(site) == ["link"]
    site.write("world/vote.md", article("A vote"))
    (articles / "world" / "link.md").symlink_to("vote.md")

    def look(*paths: str) -> list[str]:
        outcome = site.build(changed=tuple(str(articles / path) for path in paths))
        return [reported.problem.where for reported in outcome.problems]

    assert look("world/vote.md") == ["articles/china/link.md"]
    assert look("world/link.md") == ["articles/china/link.md", "articles/world/link.md"]
    (articles / "china" / "link.md").unlink()
    assert look("world/vote.md") == ["articles/china/link.md", "articles/world/link.md"]
    assert look("china/link.md") == ["articles/world/link.md"]


def test_what_stood_before_is_not_new_although_no_time_passed(site: Site) -> None:
    """Two runs of one SOURCE_DATE_EPOCH: --fail-on new fails the first alone."""
    site.write("china/tour.md", article())
    site.write("china/vote.md", article("A vote", "2026-02-30"))
    assert exit_status(site.build(), "new") == 1
    assert exit_status(site.build(), "new") == 0
    site.write("china/rail.md", article("A railway", "2026-02-30"))
    assert exit_status(site.build(), "new") == 1


def test_a_ledger_is_merged_into_what_is_known(tmp_path: Path) -> None:
    """Where both know a file or a feed, what is known stands; the ledger's id is remembered, without its place."""
    here, there = Site(tmp_path / "here"), Site(tmp_path / "there", CONFIG.replace("2026", "2020"))
    for each in (here, there):
        each.write("china/tour.md", article())
        each.build()
    there.write("world/vote.md", article("A vote"))
    there.build()
    store = there.store()
    text = "\n".join(ledger.export(store))
    store.close()
    store = here.store()
    with store.transaction():
        assert ledger.load(store, f"{text}\n{text}") == 2
    assert {kept.record.id: kept.record.ref for kept in store.ledger.everything()} == {
        "tag:harbourpost.example,2026:desk/china/tour": "china/tour.md",
        "tag:harbourpost.example,2020:desk/china/tour": "tag:harbourpost.example,2020:desk/china/tour",
        "tag:harbourpost.example,2020:desk/world/vote": "world/vote.md",
    }
    store.close()
    here.build()
    assert ids(here) == {"A tour": "tag:harbourpost.example,2026:desk/china/tour"}


def test_every_problem_of_an_article_reaches_the_build(site: Site) -> None:
    """Two of one kind in one file are both named, with the moment since when each stands."""
    one, two = "{{< gallery x >}}", "{{< map y >}}"
    site.write("china/tour.md", article(body=f"{one}\n\nText."))
    first = site.now
    assert codes(site) == ["shortcode"]
    site.now += timedelta(hours=1)
    site.write("china/tour.md", article(body=f"{one}\n\nText.\n\n{two}"))
    found = site.build().problems
    assert [(each.problem.line, each.since) for each in found] == [(5, first), (9, site.now)]


# Why an article is held, as front matter says it, and when the embargo ends.
HELD = [{"draft": "true"}, {"embargo": "2026-11-25"}]


def refusals(site: Site) -> list[str]:
    """Build, and every problem that stands then."""
    return [str(reported.problem) for reported in site.build().problems]


@pytest.mark.parametrize("guard", HELD)
@pytest.mark.parametrize("declared", [{}, {"slug": "tour"}, {"link": "https://harbourpost.example/news/tour"}])
@pytest.mark.parametrize("held", ["x/tour.md", "z/tour.md"])
@pytest.mark.parametrize("together", [True, False])
def test_what_was_never_released_takes_no_address(
    site: Site, guard: dict[str, str], declared: dict[str, str], held: str, together: bool
) -> None:
    """Whichever is read first, and whether in one run or another, what is live is published and nothing is refused."""
    site.write(held, article("Held", "2026-11-19", section="News", **declared, **guard))
    if not together:
        assert refusals(site) == []
    site.write("y/tour.md", article("Live", section="News", **declared))
    outcome = site.build()
    assert (outcome.problems, outcome.live, outcome.counts.held, exit_status(outcome)) == ([], 1, 1, 0)
    assert links(site) == {"Live": "tour"}


@pytest.mark.parametrize("held", ["x/tour.md", "z/tour.md"])
def test_what_is_released_to_an_address_that_is_taken_is_refused(site: Site, held: str) -> None:
    """By an edit, as any other; and it goes out once the other one gives way."""
    site.write(held, article("Held", "2026-11-19", section="News", draft="true"))
    site.write("y/tour.md", article("Live", section="News"))
    site.build()
    site.write(held, article("Held", "2026-11-19", section="News"))
    assert refusals(site) == [
        f"articles/{held} and articles/y/tour.md both make https://harbourpost.example/news/tour; "
        f"articles/y/tour.md was first and keeps it. Give articles/{held} `slug:`."
    ]
    assert links(site) == {"Live": "tour"}
    site.write("y/tour.md", article("Live", section="News", slug="the-tour"))
    assert refusals(site) == []
    assert links(site) == {"Live": "the-tour", "Held": "tour"}


@pytest.mark.parametrize("held", ["x/tour.md", "z/tour.md"])
def test_what_time_releases_to_an_address_that_is_taken_is_refused(site: Site, held: str) -> None:
    """It stays named until the other one is gone, and then goes out by itself."""
    site.write(held, article("Held", "2026-11-19", section="News", embargo="2026-11-25"))
    site.write("y/tour.md", article("Live", section="News"))
    site.write("y/vote.md", article("A vote"))
    assert refusals(site) == []
    site.now += timedelta(days=7)
    for _ in range(2):
        assert len(refusals(site)) == 1
        assert links(site) == {"Live": "tour", "A vote": "vote"}
    site.remove("y/tour.md")
    assert refusals(site) == []
    assert links(site) == {"Held": "tour", "A vote": "vote"}


def test_of_two_that_time_releases_to_one_address_the_first_gets_it(site: Site) -> None:
    """Never two entries of one address; a third that is a draft is no matter."""
    for folder in "xyz":
        guard = {"draft": "true"} if folder == "x" else {"embargo": "2026-11-25"}
        site.write(f"{folder}/tour.md", article(folder, "2026-11-19", section="News", **guard))
    assert refusals(site) == []
    site.now += timedelta(days=7)
    (refused,) = refusals(site)
    assert refused.startswith("articles/z/tour.md and articles/y/tour.md both make")
    assert links(site) == {"y": "tour"}


def test_an_embargo_that_nobody_gets_ahead_of_ends_unread(site: Site) -> None:
    """Another article at the same address that was deleted, or is a draft, keeps nothing from being released."""
    site.write("x/tour.md", article("Gone", "2026-11-18", section="News"))
    site.write("x/vote.md", article("A vote", section="News"))
    site.build()
    site.remove("x/tour.md")
    site.build()
    site.write("y/tour.md", article("Held", "2026-11-19", section="News", embargo="2026-11-25"))
    site.write("z/tour.md", article("Draft", "2026-11-19", section="News", draft="true"))
    site.build()
    site.now += timedelta(days=7)
    outcome = site.build()
    assert (outcome.problems, outcome.counts.read) == ([], 0)
    assert links(site) == {"Held": "tour", "A vote": "vote"}


def test_what_was_once_out_keeps_its_address_as_a_draft(site: Site) -> None:
    """Readers have its address: another article does not get it while the first is taken down."""
    site.write("x/tour.md", article("Out", section="News"))
    site.write("x/vote.md", article("A vote", section="News"))
    site.build()
    site.write("x/tour.md", article("Out", section="News", draft="true"))
    site.write("y/tour.md", article("Second", "2026-11-21", section="News"))
    assert codes(site) == ["slug-taken"]


def test_a_live_article_takes_an_address_that_only_a_held_one_wants(site: Site) -> None:
    """Of a chain in which the last address belongs to a draft, everybody moves."""
    site.write("x/A.md", article("A", "2026-11-10", section="News", slug="a"))
    site.write("x/B.md", article("B", "2026-11-11", section="News", slug="b"))
    site.write("x/C.md", article("C", "2026-11-12", section="News", slug="c", draft="true"))
    site.build()
    site.write("x/A.md", article("A", "2026-11-10", section="News", slug="b"))
    site.write("x/B.md", article("B", "2026-11-11", section="News", slug="c"))
    assert codes(site) == []
    assert links(site) == {"A": "b", "B": "c"}


def test_check_foresees_who_gets_an_address(site: Site) -> None:
    """As the build does, whichever is read first."""
    site.write("x/tour.md", article("Draft", "2026-11-19", section="News", draft="true"))
    site.write("y/tour.md", article("Live", section="News"))
    site.write("z/tour.md", article("Embargo", "2026-11-19", section="News", embargo="2026-11-25"))
    expected = {"Draft": ("draft", "tour"), "Live": ("live", "tour"), "Embargo": ("embargo", "tour")}
    assert foreseen(site) == expected
    site.build()
    assert foreseen(site) == expected
    site.now += timedelta(days=7)
    assert foreseen(site) == {**expected, "Embargo": ("refused", None)}


def test_when_an_embargo_ends_is_told_although_its_article_is_held(tmp_path: Path) -> None:
    """The one thing that is said of a single held article: a date without a zone may mean another hour."""
    site = Site(tmp_path)
    site.write("china/tour.md", article("A tour", "2026-11-22 18:30"))
    assert codes(site) == ["zone"]


def test_next_years_article_is_not_last_years(site: Site) -> None:
    """Of one name, section and so of one address: the first is removed as the second comes."""
    site.write("2024/fair.md", article("Fair 2024", "2024-05-01", section="News"))
    site.write("2024/vote.md", article("A vote", "2024-05-02", section="News"))
    site.build()
    first = ids(site)["Fair 2024"]
    site.remove("2024/fair.md")
    site.write("2025/fair.md", article("Fair 2025", "2025-05-01", "Other text.", section="News"))
    outcome = site.build()
    assert (outcome.counts.new, outcome.counts.moved, outcome.counts.removed) == (1, 0, 1)
    assert ids(site)["Fair 2025"] == "tag:harbourpost.example,2026:desk/2025/fair" != first


@pytest.mark.parametrize("declared", [{}, {"slug": "fair"}, {"link": "https://harbourpost.example/news/fair"}])
def test_the_one_that_was_refused_has_an_id_of_its_own(site: Site, declared: dict[str, str]) -> None:
    """Of two of one address and day the first is deleted, and the other one is published in its place."""
    site.write("x/fair.md", article("The first", section="News", **declared))
    site.write("y/fair.md", article("The second", body="Other text.", section="News", **declared))
    site.write("y/vote.md", article("A vote", "2024-05-02", section="News"))
    assert len(codes(site)) == 1
    site.remove("x/fair.md")
    assert codes(site) == []
    assert ids(site)["The second"] == "tag:harbourpost.example,2026:desk/y/fair"


@pytest.mark.parametrize(
    ("title", "date", "body"),
    [("A fair", "2024-05-01", "Some text, mended."), ("A fair", "2024-05-02", "Mended."), ("Fair", "2024-05-01", "M.")],
)
def test_a_file_that_is_moved_and_edited_keeps_its_id(site: Site, title: str, date: str, body: str) -> None:
    """Its address stays, and its title or its date."""
    site.write("2024/fair.md", article("A fair", "2024-05-01", section="News"))
    site.write("2024/vote.md", article("A vote", "2024-05-02", section="News"))
    site.build()
    first = ids(site)["A fair"]
    site.remove("2024/fair.md")
    site.write("archive/fair.md", article(title, date, body, section="News"))
    assert site.build().counts.moved == 1
    assert ids(site)[title] == first


TAKEN = (
    "would be refused when it is released: articles/y/tour.md has its address https://harbourpost.example/news/tour. "
    "Give it another `slug:` or `link:`."
)


@pytest.mark.parametrize("held", ["x/tour.md", "z/tour.md"])
def test_an_editor_may_know_of_an_address_that_is_taken_beforehand(site: Site, held: str) -> None:
    """Who asks for what is held, or checks articles, is told; whichever is read first."""
    site.write(held, article("Held", "2026-11-19", section="News", draft="true"))
    site.write("y/tour.md", article("Live", section="News"))
    site.write("y/vote.md", article("A vote", "2026-11-19", section="News", draft="true"))
    said = [f"articles/{held}: {TAKEN}"]
    for _ in range(2):
        store = site.store()
        examined = examine(site.parts, store, None, site.now)
        store.close()
        assert [str(problem) for each in examined for problem in each.problems] == said
        outcome = site.build(show_held=True)
        assert [str(each.problem) for each in outcome.held_problems] == said
        assert (outcome.problems, exit_status(outcome)) == ([], 0)
    assert site.build().held_problems == []
    site.write(held, article("Held", "2026-11-19", section="News"))
    outcome = site.build(show_held=True)
    assert ([each.problem.code for each in outcome.problems], outcome.held_problems) == (["slug-taken"], [])


def test_what_comes_back_says_what_it_says_now(site: Site) -> None:
    """An article that was out, and in one edit is retitled and held for later: it returns with its new title."""
    site.write("china/tour.md", article("A tour", "2026-11-20"))
    site.build()
    later = site.now + timedelta(hours=2)
    site.write("china/tour.md", article("Another tour", later.isoformat()))
    site.build()
    assert ids(site) == {}
    site.now = later + timedelta(minutes=1)
    site.build()
    assert ids(site) == {"Another tour": "tag:harbourpost.example,2026:desk/china/tour"}
