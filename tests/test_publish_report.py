"""What an editor reads: every sentence as it stands."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entries.model import Problem
from publish.outcome import Change, Counts, FeedState, Outcome, Reported, exit_status
from publish.terminal import report
from publish.terminal.screen import Screen, escape

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Hong_Kong")
PLAIN = Screen(out=io.StringIO(), err=io.StringIO())


def impossible(published: datetime | None = datetime(2026, 11, 21, tzinfo=UTC), *, new: bool = False) -> Reported:
    """A date that no calendar has, in an article that was published before."""
    problem = Problem(
        level="refused",
        code="impossible-date",
        where="content/china/tour.md",
        line=3,
        problem='date "30 February 2026" is no day of any calendar.',
    )
    return Reported(problem=problem, since=NOW - timedelta(days=1), published=published, new=new)


def of_level(level: str, where: str = "a.md", *, new: bool = True) -> Reported:
    """Some problem of a level."""
    problem = Problem(level=level, code="some-code", where=where, problem="something.")  # type: ignore[arg-type]
    return Reported(problem=problem, since=NOW, new=new)


def counts_of(**given: int) -> Counts:
    """So many entries of each kind, none of any other."""
    counts = Counts()
    for name, value in given.items():
        setattr(counts, name, value)
    return counts


def outcome_of(**given: Any) -> Outcome:
    """A run that came to this."""
    outcome = Outcome()
    for name, value in given.items():
        setattr(outcome, name, value)
    return outcome


def feed(path: str, *, ended: bool = False) -> FeedState:
    """A feed with one entry."""
    return FeedState(path=path, title=path, entries=1, etags={"rss": "e1"}, ended=ended)


def written(outcome: Outcome, **options: bool) -> str:
    """The report of a run as one text."""
    return "\n".join(report.summary(outcome, PLAIN, now=NOW, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("problem", "published", "text"),
    [
        (
            Problem(
                level="refused",
                code="no-link",
                where="articles/a.txt",
                problem="no link and no template.",
                remedy='Add `link:` to it, or  link = "https://…/{section}/{slug}"  to [[sources]].',
            ),
            None,
            'articles/a.txt: no link and no template. Add `link:` to it, or  link = "https://…/{section}/{slug}"'
            "  to [[sources]].",
        ),
        (
            Problem(
                level="refused",
                code="ambiguous-date",
                where="a.md",
                line=4,
                problem='date "10/05/2026" is 10 May or 5 October.',
                remedy="Write 2026-05-10 or 2026-10-05.",
            ),
            None,
            'a.md:4 date "10/05/2026" is 10 May or 5 October. Write 2026-05-10 or 2026-10-05.',
        ),
        (
            impossible().problem,
            datetime(2026, 11, 21, tzinfo=UTC),
            'content/china/tour.md:3 date "30 February 2026" is no day of any calendar. '
            "The version published on 21 Nov stays in the feeds until this is mended.",
        ),
        (
            impossible().problem,
            datetime(2025, 3, 2, tzinfo=UTC),
            'content/china/tour.md:3 date "30 February 2026" is no day of any calendar. '
            "The version published on 2 Mar 2025 stays in the feeds until this is mended.",
        ),
        (
            Problem(
                level="refused",
                code="slug-taken",
                where="b.md",
                problem="b.md and a.md both make https://…/china/tour; a.md was first and keeps it.",
                remedy="Give b.md `slug:`.",
            ),
            None,
            "b.md and a.md both make https://…/china/tour; a.md was first and keeps it. Give b.md `slug:`.",
        ),
    ],
)
def test_sentences(problem: Problem, published: datetime | None, text: str) -> None:
    """A problem says where, what, what to do, and what is still published."""
    reported = Reported(problem=problem, since=NOW, published=published)
    assert report.sentence(reported, NOW) == text


def test_problems_come_first() -> None:
    """Problems stand above what was published, each with its code and since when."""
    outcome = outcome_of(counts=counts_of(new=3, refused=1), written=12, standing=1, live=240, articles=241)
    outcome.problems = [impossible()]
    assert written(outcome) == (
        "1 article refused\n"
        '  content/china/tour.md:3 date "30 February 2026" is no day of any calendar. '
        "The version published on 21 Nov stays in the feeds until this is mended.\n"
        "    impossible-date, since 21 Nov 09:15 UTC\n"
        "\n"
        "Published 3 new: 240 articles in 1 feed, 12 documents written."
    )


def test_nothing_changed() -> None:
    """A run that found nothing to do says so, and what stands."""
    outcome = outcome_of(counts=counts_of(unchanged=240), standing=1, live=240, articles=240)
    assert written(outcome) == "Nothing has changed: 240 articles in 1 feed."


def test_no_article_yet() -> None:
    """Where nothing is to be found it says so, and how many files it took for something else."""
    assert written(outcome_of()) == "There is no article yet."
    assert written(outcome_of(counts=counts_of(ignored=3))) == "There is no article yet; 3 files are none."


def test_all_refused() -> None:
    """When every article was refused the report ends with that, and names the first."""
    outcome = outcome_of(counts=counts_of(refused=2), problems=[impossible(), of_level("refused")], articles=2)
    last = written(outcome).splitlines()[-1]
    assert last == (
        "Nothing could be published: 2 of 2 refused, the feeds are unchanged. "
        'First: content/china/tour.md:3 date "30 February 2026" is no day of any calendar.'
    )


def test_many_problems_are_counted() -> None:
    """Of many problems of one kind the first twenty are shown, and how many there are more."""
    outcome = outcome_of(counts=counts_of(refused=401), articles=500, live=99)
    outcome.problems = [of_level("refused", f"{number}.md") for number in range(401)]
    lines = written(outcome).splitlines()
    assert lines[0] == "401 articles refused"
    assert sum("something." in line for line in lines) == 20
    assert "  and 381 more: --json lists all" in lines


def test_held_entries_are_a_number() -> None:
    """Held entries are a number and a time; their titles only where someone asked for them."""
    outcome = outcome_of(counts=counts_of(held=2), live=1, articles=3, held_titles=["The merger"])
    outcome.held_until = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert "2 articles are held; the next is released 23 Nov 01:00 UTC." in written(outcome)
    assert "merger" not in written(outcome)
    assert "merger" not in json.dumps(report.as_json(outcome))
    assert "  The merger" in written(outcome, show_held=True).splitlines()
    assert report.as_json(outcome, show_held=True)["held"] == ["The merger"]


def test_removed_is_not_withdrawn() -> None:
    """When articles left the feeds the report says what that does not do."""
    outcome = outcome_of(counts=counts_of(removed=1), written=3, live=1, articles=1)
    assert "1 article has left the feeds. Who has read or stored one keeps it" in written(outcome)


def test_quiet_shows_what_counts() -> None:
    """--quiet shows problems that someone has to see to, and nothing else."""
    outcome = outcome_of(counts=counts_of(new=1), written=3, live=1, articles=1, problems=[of_level("repaired")])
    assert written(outcome, quiet=True) == ""
    outcome.problems.append(of_level("held"))
    assert written(outcome, quiet=True).startswith("1 change held back")


def test_times_are_the_publications() -> None:
    """Times are shown in the publication's zone."""
    assert report.moment(NOW, NOW, ZONE) == "22 Nov 17:15"
    assert report.day(datetime(2026, 11, 21, 17, tzinfo=UTC), NOW, ZONE) == "22 Nov"


@pytest.mark.parametrize(
    ("levels", "fail_on", "status"),
    [
        ([], "any", 0),
        (["repaired"], "any", 0),
        (["refused"], "any", 1),
        (["held"], "any", 1),
        (["unavailable"], "any", 1),
        (["refused"], "new", 1),
        (["refused"], "none", 0),
    ],
)
def test_exit_status(levels: list[str], fail_on: str, status: int) -> None:
    """1 for what was refused or held back; repairs never change the status."""
    outcome = outcome_of(live=5, articles=6, problems=[of_level(level) for level in levels])
    outcome.counts.refused = levels.count("refused")
    assert exit_status(outcome, fail_on) == status


def test_known_problems_fail_once() -> None:
    """With --fail-on new a problem that stands since an earlier run is no failure; one more is."""
    outcome = outcome_of(counts=counts_of(refused=1), live=5, articles=6, problems=[of_level("refused", new=False)])
    assert (exit_status(outcome, "any"), exit_status(outcome, "new")) == (1, 0)
    outcome.problems.append(of_level("refused"))
    assert exit_status(outcome, "new") == 1


def test_embargoes_are_no_problem() -> None:
    """Held entries alone never change the status."""
    assert exit_status(outcome_of(counts=counts_of(held=3), articles=3)) == 0


def test_held_removals_are_one() -> None:
    """Removals that wait for a person change the status."""
    assert exit_status(outcome_of(held_removals=61, live=240, articles=240)) == 1


def test_nothing_published_is_three() -> None:
    """3 when every article was refused, or when the only source is down and never gave one."""
    assert (
        exit_status(outcome_of(counts=counts_of(refused=12), articles=12, problems=[of_level("refused")])) == 3
    )
    assert exit_status(outcome_of(problems=[of_level("unavailable")])) == 3
    assert exit_status(outcome_of(live=3, articles=3, problems=[of_level("unavailable")])) == 1


def test_json() -> None:
    """--json holds the counts, the documents, the feeds and every problem in full."""
    outcome = outcome_of(
        counts=counts_of(new=1, refused=1), written=3, unchanged=2, feeds=[feed("all")], live=1, articles=2
    )
    outcome.problems, outcome.seconds = [impossible()], {"scan": 0.00123}
    shown = report.as_json(outcome)
    assert list(shown["entries"]) == [
        "read", "new", "updated", "unchanged", "moved", "held", "withdrawn", "removed", "refused", "ignored",
    ]  # fmt: skip
    assert shown["documents"] == {"written": 3, "unchanged": 2}
    assert shown["pings"] == {"sent": 0, "owed": 0}
    assert shown["feeds"] == [{"path": "all", "entries": 1, "etags": {"rss": "e1"}}]
    assert shown["seconds"] == {"scan": 0.001}
    (problem,) = shown["problems"]
    assert (problem["code"], problem["line"], problem["since"]) == ("impossible-date", 3, "2026-11-21T09:15:00Z")
    json.dumps(shown)


def test_dry_run() -> None:
    """--dry-run lists what subscribers would see, and says that nothing was written."""
    outcome = outcome_of(counts=counts_of(new=1), live=1, articles=1)
    outcome.changes = [Change(kind="new", title="Tour", link="https://a.example/tour", where="tour.md")]
    assert list(report.change_lines(outcome, PLAIN)) == ["new        Tour", "           https://a.example/tour", ""]
    assert written(outcome, dry_run=True) == "Would publish 1 new; nothing was written."
    assert report.as_json(outcome, dry_run=True)["changes"][0]["kind"] == "new"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("fdp\u202etxt.exe", "fdp\\u202etxt.exe"),
        ("a\nb", "a\\x0ab"),
        ("a\x9bb", "a\\x9bb"),
        ("x\u2028y", "x\\u2028y"),
        ("港聞 – “AT&T” 😀", "港聞 – “AT&T” 😀"),
    ],
)
def test_nothing_reaches_the_terminal(text: str, shown: str) -> None:
    """Control and bidirectional characters in names and titles are shown as escapes; every script as it is."""
    assert escape(text) == shown


def test_long_sentences_are_wrapped_between_words() -> None:
    """On a terminal sentences are wrapped, and a path is never broken."""
    where = "content/" + "very-long-folder/" * 6 + "tour.md"
    narrow = Screen(out=io.StringIO(), err=io.StringIO(), width=60)
    lines = list(report.problem_lines([of_level("refused", where)], narrow, now=NOW, zone=UTC))
    assert f"  {where}:" in lines


def test_colours_only_where_wanted() -> None:
    """Nothing is coloured in a file; on a terminal the place stands out."""
    colour = Screen(out=io.StringIO(), err=io.StringIO(), colour=True, width=100)
    outcome = outcome_of(problems=[impossible()], live=1, articles=2)
    assert "\x1b" not in written(outcome)
    assert "\x1b[1mcontent/china/tour.md:3\x1b[0m date" in "\n".join(report.summary(outcome, colour, now=NOW))
