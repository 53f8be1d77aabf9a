"""What a changed article is: new, known, moved, or one that must not go out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from entries import ids
from entries.decide import Decision, decide
from entries.model import Article, Record
from entries.source import SourceSettings

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = SourceSettings(
    publication_id="tag:harbourpost.example,2026",
    source="desk",
    zone=UTC,
    link="https://harbourpost.example/{slug}",
    site="https://harbourpost.example/",
)
A_ID = "tag:harbourpost.example,2026:desk/a"


@dataclass(frozen=True)
class Kept:
    record: Record


@dataclass
class Memory:
    """Everything that is remembered, in lists; `there` are the keys that this scan holds, `left` were gone before.

    `refused` are keys of articles whose address another one has.
    """

    records: list[Record] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    before: list[Record] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def by_id(self, id: str) -> Kept | None:
        return next((Kept(each) for each in self.records if each.id == id), None)

    def by_key(self, source: str, ref: str, inner: str) -> Kept | None:
        key = (source, ref, inner)
        return next((Kept(each) for each in self.records if (each.source, each.ref, each.inner) == key), None)

    def by_stem(self, source: str, stem: str) -> Sequence[Kept]:
        return [Kept(each) for each in self.records if each.source == source and ids.stem(each.ref) == stem]

    def by_digest(self, digest: str, title: str) -> Sequence[Kept]:
        vanished = {each.id for each in self.before if each.digest == digest and each.ref not in self.there}
        return [Kept(each) for each in self.records if each.id in vanished]

    def by_link(self, link: str) -> Sequence[Kept]:
        return [Kept(each) for each in self.records if each.link == link]

    def by_title(self, title: str, published: datetime) -> Sequence[Kept]:
        found = [each.id for each in self.before if (each.title, each.published) == (title, published)]
        return [Kept(each) for each in self.records if each.id in found]

    def is_there(self, kept: Kept) -> bool:
        return kept.record.ref in self.there

    def was_refused(self, source: str, ref: str, inner: str) -> bool:
        return ref in self.refused

    def had_left(self, kept: Kept) -> bool:
        return kept.record.ref in self.left

    def run(self, *files: tuple[str, Article], now: datetime = NOW, **options: Any) -> list[Decision[Kept]]:
        """One scan that holds `files` and what was there and still is."""
        self.before = list(self.records)
        self.there |= {ref for ref, _ in files}
        decisions = []
        for ref, article in files:
            article = article._replace(where=ref, path_slug=article.path_slug or ids.stem(ref).rpartition("/")[2])
            decision = decide(article, ref, SETTINGS, self, now, now, **options)
            decisions.append(decision)
            if decision.record is not None:
                old = {each.record.id for each in (decision.previous, decision.retired) if each is not None}
                self.records = [each for each in self.records if each.id not in old] + [decision.record]
                if decision.retired is not None and decision.retired.record.released:
                    gone = decision.retired.record
                    self.records.append(gone._replace(source="", ref=gone.id, inner=""))
        self.left = {each.ref for each in self.records} - self.there
        return decisions

    def without(self, *refs: str) -> "Memory":
        """The same memory at a scan that does not list `refs`."""
        return Memory(records=list(self.records), there=self.there - set(refs), left=set(self.left))


def article(**fields: Any) -> Article:
    return Article(where="", **{"title": "Tour", "markup": "Text.", "published": "2026-11-20", **fields})


TOUR = article()


@pytest.fixture
def known() -> Memory:
    """a.md was published yesterday."""
    memory = Memory()
    memory.run(("a.md", TOUR), now=NOW - DAY)
    return memory


def test_what_nobody_knows_is_new() -> None:
    """A first run mints an id from the key."""
    (decision,) = Memory().run(("a.md", TOUR))
    assert decision.record is not None
    assert (decision.kind, decision.record.id, decision.previous) == ("new", A_ID, None)


def test_an_edit_is_the_same_entry(known: Memory) -> None:
    """The same key is the same article, whatever is in it now."""
    (decision,) = known.run(("a.md", article(title="New", slug="other", published="2026-11-21")))
    assert decision.record is not None
    assert (decision.kind, decision.record.id) == ("same", A_ID)


MOVES = [
    pytest.param("a.txt", article(title="Other", slug="x", markup="Other.", published="2026-01-01"), id="suffix"),
    pytest.param("b.md", article(), id="digest"),
    pytest.param("b.md", article(markup="Rewritten.", title="Other", slug="a"), id="link"),
    pytest.param("b.md", article(markup="Rewritten."), id="title and date"),
    pytest.param("b.md", article(id=A_ID, title="Other", markup="Other.", published="2026-01-01"), id="declared"),
]


@pytest.mark.parametrize(("ref", "moved"), MOVES)
def test_a_moved_article_keeps_its_id(known: Memory, ref: str, moved: Article) -> None:
    """One hit is enough once the old key vanished: declared id, stem, digest, link, or title and date."""
    (decision,) = known.without("a.md").run((ref, moved))
    assert decision.record is not None
    assert (decision.kind, decision.record.id, decision.record.ref) == ("moved", A_ID, ref)
    assert decision.record.first_seen == NOW - DAY


def test_a_draft_that_moves_is_dated_when_it_goes_live() -> None:
    """_drafts/tour.md becomes _posts/tour.md: one article, published now."""
    memory = Memory()
    memory.run(("_drafts/tour.md", article(draft="true")), now=NOW - DAY)
    (decision,) = memory.without("_drafts/tour.md").run(("_posts/tour.md", TOUR))
    assert decision.record is not None
    assert (decision.kind, decision.record.published) == ("moved", NOW)


def test_a_copy_is_no_move(known: Memory) -> None:
    """A digest moves an id only from a key that vanished."""
    (decision,) = known.run(("b.md", article(published="2026-11-21")))
    assert decision.record is not None
    assert (decision.kind, decision.record.id) == ("new", "tag:harbourpost.example,2026:desk/b")


def test_two_vanished_copies_are_no_move() -> None:
    """What is ambiguous is never guessed."""
    memory = Memory()
    memory.run(("a.md", article(published="2026-11-01")), ("b.md", article(published="2026-11-02")), now=NOW - DAY)
    (decision,) = memory.without("a.md", "b.md").run(("c.md", article(published="2026-11-03")))
    assert decision.kind == "new"


def test_two_copies_of_a_vanished_article_are_not_both_it(known: Memory) -> None:
    """The first takes its place; the second would be shown again."""
    decisions = known.without("a.md").run(("b.md", TOUR), ("c.md", TOUR))
    assert [decision.kind for decision in decisions] == ["moved", "resurfacing"]


def test_a_gone_article_that_comes_back_is_itself(known: Memory) -> None:
    """A file deleted and restored keeps its id and date."""
    (decision,) = known.without("a.md").run(("a.md", TOUR))
    assert decision.record is not None
    assert (decision.kind, decision.record.id, decision.record.first_seen) == ("same", A_ID, NOW - DAY)


def test_a_taken_slug_is_refused(known: Memory) -> None:
    """Two present keys make one address: the first keeps it and the text names both."""
    (decision,) = known.run(("b.md", article(title="Other", slug="a", published="2026-01-01")))
    assert (decision.kind, decision.record) == ("duplicate", None)
    assert str(decision.problems[0]) == (
        "b.md and a.md both make https://harbourpost.example/a; a.md was first and keeps it. Give b.md `slug:`."
    )


@pytest.mark.parametrize("first", [("a.md", "b.md"), ("b.md", "a.md")])
def test_the_one_that_was_first_keeps_it(first: tuple[str, str]) -> None:
    """The ledger's holder keeps an address whatever the names are; in one scan the one that is read first."""
    memory = Memory()
    memory.run((first[0], article(slug="x")), now=NOW - DAY)
    (decision,) = memory.run((first[1], article(slug="x", title="Other")))
    assert decision.problems[0].problem.startswith(f"{first[1]} and {first[0]} both make")


def test_a_taken_declared_link_is_refused(known: Memory) -> None:
    """The remedy names what the author wrote."""
    (decision,) = known.run(("b.md", article(title="Other", link="/a")))
    assert decision.problems[0].code == "link-taken"
    assert decision.problems[0].remedy == "Give b.md another `link:`."


def test_a_taken_declared_id_is_refused(known: Memory) -> None:
    """Two present keys declare one id."""
    (decision,) = known.run(("b.md", article(title="Other", id=A_ID)))
    assert str(decision.problems[0]) == (
        f"b.md and a.md both declare the id {A_ID}; a.md was first and keeps it. Give b.md another `id:`."
    )


def test_an_edit_into_a_taken_slug_is_refused(known: Memory) -> None:
    """A published article that takes another's address stays as it was."""
    known.run(("b.md", article(title="Other", published="2026-11-01")))
    (decision,) = known.run(("b.md", article(title="Other", published="2026-11-01", slug="a")))
    assert (decision.kind, decision.record) == ("duplicate", None)


def test_the_address_of_a_gone_article_is_free_for_a_known_one(known: Memory) -> None:
    """Only what is there holds an address."""
    known.run(("b.md", article(title="Other", published="2026-11-01")))
    later = known.without("a.md")
    (decision,) = later.run(("b.md", article(title="Other", published="2026-11-01", slug="a")))
    assert decision.kind == "same"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"published": "2024-02-30", "lines": {"published": 9}}, 9),
        ({"published": "2024-02-30"}, 7),
        ({"link": "https://exa mple.com/"}, 7),
        ({"language": "nobody's"}, 7),
        ({"link": "/a"}, 7),
    ],
)
def test_a_problem_of_one_of_several_articles_names_its_line(known: Memory, fields: dict[str, Any], line: int) -> None:
    """The line of the value, else the one where the article begins; of a file of one article none is made up."""
    several = article(**{"title": "Fifth", "inner": "5", "line": 7, "slug": "fifth", **fields})
    problems = decide(several, "e.json", SETTINGS, known, NOW, NOW).problems
    assert [problem.line for problem in problems] == [line]
    single = decide(several._replace(inner="", lines={}), "e.json", SETTINGS, known, NOW, NOW).problems
    assert [problem.line for problem in single] == [None]


def test_a_second_showing_is_held(known: Memory) -> None:
    """A new id under a title and date that are out is held, named and no title is shown."""
    (decision,) = known.run(("b.md", article(markup="Rewritten.")))
    assert (decision.kind, decision.record) == ("resurfacing", None)
    (problem,) = decision.problems
    assert (problem.level, problem.code, problem.where) == ("held", "resurfacing", "b.md")
    assert A_ID in problem.problem
    assert "Tour" not in str(problem)


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ({"markup": "Rewritten."}, {"allow_resurfacing": True}),
        ({"markup": "Rewritten.", "draft": "true"}, {}),
        ({"markup": "Rewritten.", "published": "2026-11-21"}, {}),
        ({"markup": "Rewritten.", "title": "Other"}, {}),
    ],
)
def test_what_is_no_second_showing(known: Memory, fields: dict[str, Any], options: dict[str, Any]) -> None:
    """Allowed, a draft, of another day or under another title: an article of its own."""
    (decision,) = known.run(("b.md", article(**fields)), **options)
    assert decision.kind == "new"


def test_a_translation_is_no_second_showing() -> None:
    """The same title and date in another language is another entry."""
    memory = Memory()
    memory.run(("a.en.md", article(language="en")), now=NOW - DAY)
    (decision,) = memory.run(("a.fr.md", article(language="fr")))
    assert decision.kind == "new"


def test_a_draft_that_would_be_a_second_showing_is_held_when_it_goes_live(known: Memory) -> None:
    """The question is asked when the entry would be seen for the first time."""
    known.run(("b.md", article(markup="Rewritten.", draft="true", title="Draft")))
    early = article(markup="Rewritten.", published="2026-11-20")
    known.records = [each._replace(draft=False) if each.ref == "b.md" else each for each in known.records]
    (decision,) = known.run(("b.md", early))
    assert decision.kind == "resurfacing"


def test_articles_of_one_first_scan_are_no_second_showing() -> None:
    """Nobody has seen either of them."""
    decisions = Memory().run(("a.md", TOUR), ("b.md", article(markup="Other.")))
    assert [decision.kind for decision in decisions] == ["new", "new"]


def test_a_new_declared_id_on_a_published_address_does_not_resurface(known: Memory) -> None:
    """The stored id wins, and the problem names both."""
    (decision,) = known.without("a.md").run(("b.md", article(id="urn:x-a:1", slug="a", markup="Rewritten.")))
    assert decision.record is not None
    assert (decision.kind, decision.record.id) == ("moved", A_ID)
    assert [problem.code for problem in decision.problems] == ["id-kept"]


def test_a_new_declared_id_may_be_meant(known: Memory) -> None:
    """With --allow-resurfacing the declared id begins a new entry, and the old one is retired."""
    (decision,) = known.run(("a.md", article(id="urn:x-a:1")), allow_resurfacing=True)
    assert decision.record is not None
    assert (decision.kind, decision.record.id) == ("new", "urn:x-a:1")
    assert decision.retired is not None
    assert decision.retired.record.id == A_ID


def test_a_draft_takes_the_id_it_declares() -> None:
    """An id that nobody saw is not kept."""
    memory = Memory()
    memory.run(("a.md", article(draft="true")), now=NOW - DAY)
    (decision,) = memory.run(("a.md", article(id="urn:x-a:1")))
    assert decision.record is not None
    assert (decision.kind, decision.record.id, decision.problems) == ("same", "urn:x-a:1", ())
    assert decision.retired is not None
    assert decision.retired.record.id == A_ID


def test_a_published_article_that_declares_anothers_id_keeps_its_own(known: Memory) -> None:
    """Both stay what they are, and the problem names both ids."""
    known.run(("b.md", article(title="Other")))
    (decision,) = known.run(("b.md", article(title="Other", id=A_ID)))
    assert decision.record is not None
    assert decision.record.id == "tag:harbourpost.example,2026:desk/b"
    assert [problem.code for problem in decision.problems] == ["id-kept"]


def test_a_file_renamed_over_another_takes_its_place(known: Memory) -> None:
    """a.md with a declared id becomes b.md: the entry moves, and the one that b.md held is retired."""
    known.run(("a.md", article(id=A_ID)), ("b.md", article(title="Other")))
    (decision,) = known.without("a.md").run(("b.md", article(id=A_ID)))
    assert decision.record is not None
    assert (decision.kind, decision.record.id) == ("moved", A_ID)
    assert decision.retired is not None
    assert decision.retired.record.id == "tag:harbourpost.example,2026:desk/b"


def test_a_new_article_at_a_key_that_was_left_has_an_id_of_its_own(known: Memory) -> None:
    """The id of a key stays with the article that moved away from it."""
    moved = known.without("a.md")
    moved.run(("b.md", TOUR))
    (decision,) = moved.run(("a.md", article(title="Other", markup="Other.")))
    assert decision.record is not None
    assert decision.kind == "new"
    assert decision.record.id.startswith(A_ID + "~")


@pytest.fixture
def left(known: Memory) -> Memory:
    """a.md was published and has been gone since yesterday."""
    gone = known.without("a.md")
    gone.run()
    return gone


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Other", "markup": "Other."},
        {"markup": "Other.", "published": "2026-11-22"},
        {"title": "Other", "markup": "Other.", "published": "2026-11-22", "link": "https://harbourpost.example/a"},
        {"title": "Other", "markup": "Other.", "published": "2026-11-22", "id": A_ID},
    ],
)
def test_an_article_that_comes_back_with_edits_is_itself(left: Memory, fields: dict[str, Any]) -> None:
    """The same title, date, declared link or declared id is enough."""
    (decision,) = left.run(("a.md", article(**fields)))
    assert decision.record is not None
    assert decision.record.id == A_ID


@pytest.mark.parametrize("ref", ["a.md", "a.txt", "2026-11-22-a.md"])
def test_the_name_of_an_article_that_left_may_serve_another(left: Memory, ref: str) -> None:
    """Another title, text and date: another article, whose id is not the one that readers know."""
    (decision,) = left.run((ref, article(title="Other", markup="Other.", published="2026-11-22", path_slug="a")))
    assert decision.record is not None
    assert (decision.kind, decision.record.id == A_ID) == ("new", False)
    assert decision.record.link == "https://harbourpost.example/a"


def test_every_article_of_a_name_that_serves_many_has_its_own_id(left: Memory) -> None:
    """today.md is a new article every day: no two have the same id, and an edit changes none."""
    seen = {A_ID}
    for day in range(1, 5):
        daily = article(title=f"Day {day}", markup=f"Day {day}.", published=f"2026-11-1{day}")
        (decision,) = left.run(("a.md", daily))
        assert decision.record is not None
        seen.add(decision.record.id)
        (edited,) = left.run(("a.md", daily._replace(markup="Corrected.")))
        assert edited.record is not None
        assert edited.record.id == decision.record.id
        left = left.without("a.md")
        left.run()
    assert len(seen) == 5


def test_an_article_that_comes_back_to_an_address_that_is_taken_is_refused(left: Memory) -> None:
    """Another article has its address by now."""
    left.run(("a.md", article(title="Other", markup="Other.", published="2026-11-22")))
    (decision,) = left.run(("b.md", article(path_slug="a")))
    assert (decision.kind, decision.record) == ("duplicate", None)


FOUND = Record(
    source="", ref=A_ID, id=A_ID, link="https://harbourpost.example/a", title="Tour", slug="", released=True,
    published=NOW - DAY, updated=NOW - DAY, first_seen=NOW - DAY,
)  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"slug": "other", "title": "Other"},
        {"id": A_ID, "slug": "other"},
    ],
)
def test_an_entry_found_in_a_document_is_known(fields: dict[str, Any]) -> None:
    """After a loss of state the id that the key gives is enough, or the link: same id, same dates, no move."""
    (decision,) = Memory(records=[FOUND]).run(("a.md", article(**fields)))
    assert decision.record is not None
    assert (decision.kind, decision.record.id, decision.record.published) == ("same", A_ID, NOW - DAY)
    assert decision.record.updated == NOW - DAY


def test_an_entry_found_in_a_document_is_known_by_its_link() -> None:
    """An adopted id says nothing of a key; its link does."""
    found = FOUND._replace(id="https://old.example/?p=17", ref="https://old.example/?p=17")
    (decision,) = Memory(records=[found]).run(("a.md", article()))
    assert decision.record is not None
    assert (decision.kind, decision.record.id) == ("same", "https://old.example/?p=17")


def test_articles_of_one_file_are_told_apart() -> None:
    """The inner key is part of the id, and of the name in a problem."""
    decisions = Memory().run(
        ("all.json", article(inner="1", slug="x")),
        ("all.json", article(inner="2", title="B")),
        ("all.json", article(inner="3", slug="x", title="C")),
    )
    assert [decision.record and decision.record.id for decision in decisions] == [
        "tag:harbourpost.example,2026:desk/all:1",
        "tag:harbourpost.example,2026:desk/all:2",
        None,
    ]
    assert "all.json (3) and all.json (1) both make" in str(decisions[2].problems[0])


def test_what_cannot_be_settled_is_refused(known: Memory) -> None:
    """An error is a value: the version published before stays."""
    (decision,) = known.run(("a.md", article(published="30 February 2026")))
    assert (decision.kind, decision.record) == ("refused", None)
    assert decision.problems[0].code == "impossible-date"
    assert decision.previous is not None


def test_what_was_never_out_has_no_address() -> None:
    """A draft neither keeps an address nor is refused one; it asks for it when it is released."""
    memory = Memory()
    (draft,) = memory.run(("a.md", article(slug="x", draft="true")), now=NOW - DAY)
    (live, second) = memory.run(
        ("b.md", article(title="Other", slug="x")), ("c.md", article(title="Third", slug="x", draft="true"))
    )
    assert [decision.kind for decision in (draft, live, second)] == ["new", "new", "new"]
    (released,) = memory.run(("a.md", article(title="Released", slug="x")))
    assert (released.kind, released.wanted) == ("duplicate", "https://harbourpost.example/x")
    assert "b.md was first and keeps it" in released.problems[0].problem


OTHER = {"title": "Other", "markup": "Other.", "published": "2026-11-22"}
# At an address that is made of the file's name alone.
SAME_ADDRESS = {"path_slug": "a"}


@pytest.mark.parametrize(
    ("fields", "moved"),
    [
        pytest.param({}, False, id="nothing"),
        pytest.param({"title": "Tour"}, True, id="title"),
        pytest.param({"published": "2026-11-20"}, True, id="date"),
        pytest.param({"slug": "a"}, True, id="declared slug"),
        pytest.param({"link": "/a"}, True, id="declared link"),
        pytest.param({"published": None}, False, id="no date"),
        pytest.param({"title": None, "published": None, "access": "paid"}, False, id="no title"),
    ],
)
def test_an_address_alone_makes_no_move(known: Memory, fields: dict[str, Any], moved: bool) -> None:
    """Of one that has left in this very scan, too: what its file's name makes says nothing of the article."""
    said = article(**{**OTHER, **SAME_ADDRESS, **fields})
    (decision,) = known.without("a.md").run(("2025/b.md", said))
    assert decision.record is not None
    assert decision.record.link == "https://harbourpost.example/a"
    assert (decision.kind, decision.record.id == A_ID) == (("moved", True) if moved else ("new", False))


def test_a_title_that_the_file_is_named_by_says_nothing() -> None:
    """Two articles without a title, of one name in two folders."""
    untitled = {"title": None, "access": "paid", "published": None}
    memory = Memory()
    memory.run(("2024/fair.md", article(**untitled)), now=NOW - DAY)
    (decision,) = memory.without("2024/fair.md").run(("2025/fair.md", article(**untitled, markup="Other.")))
    assert decision.kind == "new"


def test_the_id_of_a_key_stays_with_what_moved_away_and_leaves() -> None:
    """a.md became b.md; as b.md goes, a.md is another article, and its id another one."""
    memory = Memory()
    memory.run(("a.md", TOUR), now=NOW - DAY)
    memory = memory.without("a.md")
    memory.run(("b.md", TOUR))
    (decision,) = memory.without("b.md").run(("a.md", article(**OTHER)))
    assert decision.record is not None
    assert decision.record.id.startswith(A_ID + "~")


@pytest.mark.parametrize(
    ("fields", "moved"),
    [({}, False), ({"published": "2026-11-20"}, False), ({"slug": "a"}, False), ({"title": "Tour"}, True)],
)
def test_what_was_refused_beside_another_is_another(known: Memory, fields: dict[str, Any], moved: bool) -> None:
    """It was there at a time with the one that left: only a copy that says so has its id."""
    later = known.without("a.md")
    later.refused = {"b.md"}
    (decision,) = later.run(("b.md", article(**{**OTHER, **SAME_ADDRESS, **fields})))
    assert decision.record is not None
    assert (decision.record.id == A_ID) == moved
