"""A feed, computed: its words, its date and the entries it shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from entries.model import Person, Record
from feeds.build import Channel, build, next_date, spec_digest, variant_of
from feeds.errors import InvalidFeed
from feeds.model import Feed
from feeds.spec import Edition, FeedSpec, Publication, Term
from feeds.window import cut

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
ALL, SECTION = FeedSpec(path="all"), FeedSpec(path="section/{section}", per="section")
LANGUAGE = FeedSpec(path="language/{language}", per="language")
WHOLE = Channel(path="all", id="tag:x,2026:feed:all")
CHINA = Channel(path="section/china", id="tag:x,2026:feed:section/china", key="china", name="China")
CHINESE = Channel(path="language/zh-hant", id="tag:x,2026:feed:language/zh-hant", key="zh-hant", name="zh-Hant")
PUBLICATION = Publication(
    id="tag:x,2026",
    title="The Harbour Post",
    link="https://x.example/",
    feeds_url="https://x.example/feeds/",
    description="News from the harbour",
    language="en-HK",
    image="https://x.example/logo.png",
)


@dataclass
class Format:
    suffix: str


FORMATS: Any = {"rss": Format(".rss"), "atom": Format(".atom")}


def record(name: str, published: datetime = NOW, **fields: Any) -> Record:
    given: dict[str, Any] = {"updated": published, **fields}
    return Record(
        source="desk", ref=f"{name}.md", id=f"tag:x,2026:desk/{name}", link=f"https://x.example/{name}", title=name,
        slug=name, published=published, first_seen=published, **given,
    )  # fmt: skip


def feed(
    spec: FeedSpec = ALL,
    channel: Channel = WHOLE,
    records: tuple[Record, ...] = (record("a"),),
    publication: Publication = PUBLICATION,
    stored: datetime | None = None,
) -> Feed:
    return build(spec, channel, records, publication, FORMATS, stored)


# The window.


def rows(*hours: int) -> list[tuple[str, datetime]]:
    return [(str(place), NOW - hour * HOUR) for place, hour in enumerate(hours)]


@pytest.mark.parametrize(
    ("given", "limit", "shown"),
    [
        ([], 2, 0),
        (rows(0), 2, 1),
        (rows(0, 30, 60), 2, 2),
        (rows(0, 1, 2, 24, 25), 2, 4),
        (rows(*[0] * 20), 2, 8),
        (rows(*[100] * 7, 130), 3, 7),
    ],
)
def test_window(given: list[tuple[str, datetime]], limit: int, shown: int) -> None:
    """The newest `limit`, and what came within a day of the newest one, at most four times as many."""
    assert cut(given, limit, DAY) == [id for id, _ in given[:shown]]


def test_a_window_does_not_know_the_clock() -> None:
    """An archive of last year has the window it had then."""
    old = [(id, published - 365 * DAY) for id, published in rows(0, 1, 30)]
    assert cut(old, 1, DAY) == cut(rows(0, 1, 30), 1, DAY)


# What it says.


TITLES: list[tuple[FeedSpec, Channel, dict[str, Any], str]] = [
    (ALL, WHOLE, {}, "The Harbour Post"),
    (ALL._replace(title="All of it"), WHOLE, {}, "All of it"),
    (SECTION, CHINA, {}, "The Harbour Post: China"),
    (SECTION, CHINA, {"sections": {"CHINA": Term(title="Mainland")}}, "The Harbour Post: Mainland"),
    (SECTION._replace(title="{section} – Harbour Post"), CHINA, {}, "China – Harbour Post"),
    (LANGUAGE, CHINESE, {"editions": {"zh-Hant": Edition(title="海港郵報")}}, "海港郵報"),
    (LANGUAGE, CHINESE, {"editions": {"zh": Edition(title="海港郵報")}}, "海港郵報"),
    (LANGUAGE, CHINESE, {}, "The Harbour Post: zh-Hant"),
]


@pytest.mark.parametrize(("spec", "channel", "said", "expected"), TITLES)
def test_title(spec: FeedSpec, channel: Channel, said: dict[str, Any], expected: str) -> None:
    """The publication's, and the name as written; what the configuration says of a term or an edition wins."""
    assert feed(spec, channel, publication=PUBLICATION._replace(**said)).title == expected


def test_a_term_gives_its_words_and_its_picture() -> None:
    """[sections.china] says what its feed is about."""
    term = Term(description="From the mainland", image="https://x.example/china.png")
    shown = feed(SECTION, CHINA, publication=PUBLICATION._replace(sections={"China": term}))
    assert (shown.description, shown.image) == ("From the mainland", "https://x.example/china.png")
    assert feed(SECTION, CHINA).image == PUBLICATION.image


def test_a_description_is_never_empty() -> None:
    """RSS asks for one: the title, where nobody wrote any."""
    assert feed(publication=PUBLICATION._replace(description="")).description == "The Harbour Post"


def test_an_edition_overlays_the_publication() -> None:
    """A per-language feed has its edition's addresses, and its own language."""
    edition = Edition(title="海港郵報", link="https://x.example/zh/", feeds_url="https://x.example/zh/feeds/")
    shown = feed(LANGUAGE, CHINESE, publication=PUBLICATION._replace(editions={"zh-Hant": edition}))
    assert (shown.link, shown.url_of("rss")) == (edition.link, "https://x.example/zh/feeds/language/zh-hant.rss")
    assert (shown.language, shown.description) == ("zh-Hant", PUBLICATION.description)


def test_a_family_may_stand_for_pages() -> None:
    """A link with the family's field is that section's page."""
    spec = SECTION._replace(link="https://x.example/{section}/")
    channel = CHINA._replace(name="Health & Environment")
    assert feed(spec, channel).link == "https://x.example/health-environment/"


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ((None, None), "en-HK"),
        (("zh-Hant", "zh-Hant"), "zh-Hant"),
        (("zh-Hant", None), None),
        (("en-HK", None), "en-HK"),
    ],
)
def test_language(languages: tuple[str | None, ...], expected: str | None) -> None:
    """The one that all entries share, or none; those that say nothing are in the publication's."""
    records = tuple(record(str(place), language=language) for place, language in enumerate(languages))
    assert feed(records=records).language == expected
    assert feed(ALL._replace(language="fr"), records=records).language == "fr"


def test_a_feed_has_an_author() -> None:
    """The publication's, else the publication itself."""
    assert feed().author == Person(name="The Harbour Post")
    assert feed(publication=PUBLICATION._replace(author=Person(name="Ed"))).author == Person(name="Ed")


def test_documents_are_those_of_the_formats() -> None:
    """Each format has its document below feeds_url."""
    assert feed().documents == {"rss": "all.rss", "atom": "all.atom"}
    assert feed().url_of("atom") == "https://x.example/feeds/all.atom"


# What it shows, and its date.


def test_entries_are_newest_first_then_by_id() -> None:
    """The order is the same whatever order they come in."""
    records = (record("b"), record("c", NOW - HOUR), record("a"))
    assert [each.title for each in feed(records=records).records] == ["a", "b", "c"]


def test_an_id_is_never_there_twice() -> None:
    """newsboat, Thunderbird and others lose items: such a feed is refused."""
    with pytest.raises(InvalidFeed, match="holds the id"):
        feed(records=(record("a"), record("a")))


def test_the_date_is_that_of_the_newest_change() -> None:
    """Not the newest entry's publication, and never the clock."""
    assert feed(records=(record("a"), record("b", NOW - DAY, updated=NOW + HOUR))).updated == NOW + HOUR


def test_the_date_never_goes_back() -> None:
    """A newest entry that left does not turn the feed's date back; the same content keeps it."""
    assert feed(records=(record("b", NOW - DAY),), stored=NOW).updated == NOW
    assert feed(records=(), stored=NOW).updated == NOW


def test_another_document_has_a_later_date() -> None:
    """A change that no entry's date shows moves the feed's by one second."""
    assert next_date(feed(stored=NOW), NOW) == NOW + SECOND
    assert next_date(feed(stored=NOW - DAY), NOW - DAY) == NOW


def test_a_feed_that_never_had_an_entry_has_no_date() -> None:
    """There is nothing to date it by, and the clock is no date."""
    with pytest.raises(InvalidFeed, match="no date"):
        feed(records=())


def test_the_end_of_time_is_no_error() -> None:
    """The last date there is has no second after it."""
    last = datetime.max.replace(tzinfo=UTC, microsecond=0)
    assert next_date(feed(stored=last), last) == last


# Digests and variants.


def test_a_variant_is_what_changes_an_entry() -> None:
    """Two feeds with the same options share their fragments."""
    assert variant_of(ALL, PUBLICATION) == variant_of(SECTION, PUBLICATION) == feed().variant
    assert variant_of(ALL._replace(content="summary"), PUBLICATION) != variant_of(ALL, PUBLICATION)


CHANGES: list[tuple[FeedSpec, dict[str, Any], dict[str, Any], bool]] = [
    (ALL, {"limit": 20}, {}, True),
    (ALL, {"include": {"section": ("China",)}}, {}, True),
    (ALL, {}, {"title": "Other"}, True),
    (ALL, {}, {"sections": {"China": Term(title="x")}}, False),
    (SECTION, {}, {"sections": {"China": Term(title="x")}}, True),
    (SECTION, {}, {"authors": {"Ann": Term(title="x")}}, False),
    (ALL, {}, {"editions": {"zh": Edition(title="x")}}, False),
    (LANGUAGE, {}, {"editions": {"zh": Edition(title="x")}}, True),
]


@pytest.mark.parametrize(("spec", "changed", "said", "differs"), CHANGES)
def test_spec_digest(spec: FeedSpec, changed: dict[str, Any], said: dict[str, Any], differs: bool) -> None:
    """It changes with what the family shows or selects by, and with nothing else."""
    after = spec_digest(spec._replace(**changed), PUBLICATION._replace(**said), {"rss": 1})
    assert (after != spec_digest(spec, PUBLICATION, {"rss": 1})) is differs


def test_spec_digest_knows_the_renderers_of_its_formats() -> None:
    """Another version of a format that the feed has makes it due."""
    assert spec_digest(ALL, PUBLICATION, {"rss": 1}) != spec_digest(ALL, PUBLICATION, {"rss": 2})
    assert spec_digest(ALL, PUBLICATION, {"rss": 1}) == spec_digest(ALL, PUBLICATION, {"rss": 1, "x": 2})


def test_spec_digest_does_not_know_the_order_of_a_table() -> None:
    """The same configuration written in another order is the same."""
    one = ALL._replace(include={"section": ("China",), "tags": ("Rail",)})
    other = ALL._replace(include={"tags": ("Rail",), "section": ("China",)})
    assert spec_digest(one, PUBLICATION, {}) == spec_digest(other, PUBLICATION, {})
