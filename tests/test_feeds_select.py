"""Which feeds an entry belongs to."""

from datetime import UTC, datetime
from typing import Any

import pytest

from entries.model import Person, Record
from feeds.model import Membership
from feeds.select import selector
from feeds.spec import FeedSpec, Publication, Term

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
RECORD = Record(
    source="desk", ref="a.md", id="tag:x,2026:a", link="https://x.example/a", title="A", slug="a", published=NOW,
    updated=NOW, first_seen=NOW, section="China", tags=("R&D", "Rail"), authors=(Person(name="Ann Author"),),
)  # fmt: skip
PUBLICATION = Publication(
    id="tag:x,2026",
    title="The Harbour Post",
    link="https://x.example/",
    feeds_url="https://x.example/feeds/",
    language="en-HK",
    sections={"Sport": Term(aliases=("Sports", "Sport news"))},
    tags={"Rail": Term(aliases=("Railways",))},
)


def found(record: Record, *specs: FeedSpec) -> list[tuple[str, str, str]]:
    return [(each.spec, each.key, each.name) for each in selector(specs, PUBLICATION)(record)]


def test_one_feed_for_all() -> None:
    """A feed that is no family has no key."""
    assert selector([FeedSpec(path="all")], PUBLICATION)(RECORD) == (Membership(spec="all"),)


FAMILIES: list[tuple[Any, dict[str, Any], list[tuple[str, str]]]] = [
    ("section", {}, [("china", "China")]),
    ("section", {"section": None}, []),
    ("section", {"section": "Health & Environment"}, [("health & environment", "Health & Environment")]),
    ("section", {"section": "港聞"}, [("港聞", "港聞")]),
    ("section", {"section": "\uff23hina"}, [("china", "\uff23hina")]),  # a full-width C
    ("section", {"section": "sport"}, [("sport", "sport")]),
    ("section", {"section": "SPORTS"}, [("sport", "Sport")]),
    ("tag", {}, [("r&d", "R&D"), ("rail", "Rail")]),
    ("tag", {"tags": ("rail", "Rail", "RAIL ", "railways")}, [("rail", "rail")]),
    ("tag", {"tags": ()}, []),
    ("author", {"authors": (Person(name="Ann"), Person(name="Bob"))}, [("ann", "Ann"), ("bob", "Bob")]),
    ("author", {"authors": ()}, []),
    ("language", {}, [("en-hk", "en-HK")]),
    ("language", {"language": "zh-Hant"}, [("zh-hant", "zh-Hant")]),
]


@pytest.mark.parametrize(("per", "fields", "expected"), FAMILIES)
def test_families(per: Any, fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """An entry joins one feed for each of its keys, compared without case and shown as written."""
    spec = FeedSpec(path=f"{per}/{{{per}}}", per=per)
    assert [each[1:] for each in found(RECORD._replace(**fields), spec)] == expected


CONDITIONS: list[tuple[dict[str, Any], dict[str, tuple[str, ...]], bool]] = [
    ({}, {"section": ("china",)}, True),
    ({}, {"section": ("World", "CHINA")}, True),
    ({}, {"section": ("World",)}, False),
    ({"section": None}, {"section": ("China",)}, False),
    ({"section": "Sport news"}, {"section": ("sports",)}, True),
    ({}, {"tags": ("railways",)}, True),
    ({}, {"tags": ("Bus",)}, False),
    ({}, {"authors": ("ann author",)}, True),
    ({"labels": ("sponsored",)}, {"labels": ("Sponsored", "opinion")}, True),
    ({}, {"labels": ("sponsored",)}, False),
    ({"corrected": True}, {"corrected": ("true",)}, True),
    ({}, {"corrected": ("true",)}, False),
    ({"access": "paid"}, {"access": ("paid", "registered")}, True),
    ({"provider": "AFP"}, {"provider": ("afp",)}, True),
    ({}, {"provider": ("afp",)}, False),
    ({}, {"source": ("desk",)}, True),
    ({}, {"language": ("en",)}, True),
    ({"language": "zh-Hant"}, {"language": ("zh",)}, True),
    ({"language": "zha"}, {"language": ("zh",)}, False),
    ({}, {"section": ("China",), "tags": ("Rail",)}, True),
    ({}, {"section": ("China",), "tags": ("Bus",)}, False),
]


@pytest.mark.parametrize(("fields", "conditions", "holds"), CONDITIONS)
def test_include(fields: dict[str, Any], conditions: dict[str, tuple[str, ...]], holds: bool) -> None:
    """Every include condition must hold; values within one mean any."""
    assert bool(found(RECORD._replace(**fields), FeedSpec(path="some", include=conditions))) is holds


def test_exclude() -> None:
    """No exclude condition may hold."""
    spec = FeedSpec(path="some", exclude={"labels": ("sponsored",), "section": ("Sport",)})
    assert found(RECORD, spec)
    assert not found(RECORD._replace(labels=("sponsored",)), spec)
    assert not found(RECORD._replace(section="Sports"), spec)


def test_what_may_not_be_syndicated_belongs_nowhere() -> None:
    """`syndicate: none` leaves by no feed."""
    assert found(RECORD._replace(syndicate="none"), FeedSpec(path="all")) == []


def test_a_selector_serves_many_records() -> None:
    """It answers the same each time, in the order of the specs."""
    specs = [FeedSpec(path="all"), FeedSpec(path="tag/{tag}", per="tag"), FeedSpec(path="s/{section}", per="section")]
    select = selector(specs, PUBLICATION)
    assert select(RECORD) == select(RECORD)
    assert [each.spec for each in select(RECORD)] == ["all", "tag/{tag}", "tag/{tag}", "s/{section}"]
