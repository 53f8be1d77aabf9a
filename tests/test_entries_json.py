"""JSON in all its forms becomes articles; one that is wrong is named and the others go on."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.errors import InvalidEntry
from entries.model import Article, Enclosure, Link, Person
from entries.parsers.json import JSON

_TRICKY = Path(__file__).parents[1].parent / "shared" / "articles" / "tricky.json"


def parse(text: str | bytes, where: str = "a.json") -> list[Article | InvalidEntry]:
    return list(JSON().parse(text.encode() if isinstance(text, str) else text, where))


def articles(text: str, where: str = "a.json") -> list[Article]:
    found = [each for each in parse(text, where) if isinstance(each, Article)]
    assert len(found) == len(parse(text, where)), parse(text, where)
    return found


def problems(text: str, where: str = "a.json") -> list[tuple[str, int | None]]:
    return [(each.problem.code, each.problem.line) for each in parse(text, where) if isinstance(each, InvalidEntry)]


@pytest.mark.skipif(not _TRICKY.exists(), reason="the twenty tricky articles are not there")
def test_twenty_tricky_articles_are_read_without_losing_a_value() -> None:
    """Every text that XML can carry comes out as it went in."""
    written = json.loads(_TRICKY.read_text())["articles"]
    found = list(JSON().parse(_TRICKY.read_bytes(), "tricky.json"))
    assert len(found) == 20
    for given_, read in zip(written, found, strict=True):
        assert isinstance(read, Article), read
        assert (read.id, read.link, read.inner) == (given_["id"], given_["link"], given_["id"])
        assert (read.published, read.updated) == (given_["published"], given_["updated"])
        if not read.repairs:
            assert (read.title, read.markup) == (given_["title"], given_["content"])
            assert (read.summary or "") == given_["summary"]
        people = [(person.name, person.email) for person in read.authors]
        assert people == [(author["name"], author["email"]) for author in given_["authors"]]
        assert list(read.tags) == [tag for tag in given_["tags"] if tag]
    assert found[19].enclosures == (  # type: ignore[union-attr]
        Enclosure(url="https://example.org/media/my song & more.mp3", type="audio/mpeg"),
    )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('{"title": "A", "body": "x"}', ["A"]),
        ('[{"title": "A"}, {"title": "B"}]', ["A", "B"]),
        ('{"meta": 1, "articles": [{"title": "A"}], "more": {}}', ["A"]),
        ('{"entries": [{"title": "A"}]}', ["A"]),
        ('{"posts": [{"title": "A"}]}', ["A"]),
        ('{"title": "A"}\n\n{"title": "B"}\n', ["A", "B"]),
        ("[]", []),
        ('{"items": []}', []),
        ("\ufeff [ ]", []),
    ],
)
def test_articles_are_found_in_every_form(text: str, titles: list[str]) -> None:
    """One object, an array, an object that holds one, JSON Lines."""
    assert [article.title for article in articles(text)] == titles


def test_a_json_feed_is_read() -> None:
    """Authors and language of the feed hold for items that name none: https://www.jsonfeed.org/version/1.1/"""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Feed",
        "authors": [{"name": "Ed", "url": "https://e.example/"}],
        "language": "en",
        "items": [
            {
                "id": 1,
                "url": "https://h.example/1",
                "external_url": "https://o.example/",
                "title": "A",
                "content_html": "<p>x</p>",
                "content_text": "x",
                "image": "https://h.example/a.jpg",
                "date_published": "2026-02-28T09:15:00Z",
                "date_modified": "2026-03-01T09:15:00Z",
                "tags": ["lab"],
                "attachments": [{"url": "https://h.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12}],
            },
            {"id": "2", "content_text": "1 < 2 & so on", "author": {"name": "Ann"}, "language": "fr"},
        ],
    }
    one, two = articles(json.dumps(feed))
    assert (one.id, one.inner, one.link, one.markup, one.markup_type) == (
        *("1", "1", "https://h.example/1"),
        *("<p>x</p>", "html"),
    )
    assert one.authors == (Person(name="Ed", uri="https://e.example/"),)
    assert (one.language, one.tags) == ("en", ("lab",))
    assert (one.published, one.updated) == ("2026-02-28T09:15:00Z", "2026-03-01T09:15:00Z")
    assert one.enclosures == (Enclosure(url="https://h.example/a.mp3", type="audio/mpeg", length=12),)
    assert one.links == (Link(href="https://o.example/"),)
    assert one.image is not None
    assert (two.title, two.markup, two.markup_type) == (None, "1 < 2 & so on", "text")
    assert (two.authors, two.language) == ((Person(name="Ann"),), "fr")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"content": "<p>x</p>"}, "html"),
        ({"content": "AT&amp;T"}, "html"),
        ({"content": "AT&T, 1 < 2"}, "text"),
        ({"body": "plain"}, "text"),
        ({"markdown": "**x**"}, "markdown"),
        ({"html": "plain"}, "html"),
        ({"text": "<b>"}, "text"),
        ({"title": "A"}, "html"),
    ],
)
def test_the_body_is_what_its_name_or_its_look_says(value: dict[str, str], expected: str) -> None:
    """A name that leaves it open means HTML where there is a tag or an entity in it."""
    assert articles(json.dumps(value))[0].markup_type == expected


@pytest.mark.parametrize(
    ("value", "inner"),
    [
        ({"id": 7, "key": "k", "link": "l"}, "7"),
        ({"guid": "g", "pk": 1}, "g"),
        ({"pk": 1, "url": "u"}, "1"),
        ({"uuid": "u", "link": "l"}, "u"),
        ({"link": "https://h.example/", "n": 3}, "https://h.example/"),
    ],
)
def test_an_article_in_a_file_of_several_has_a_key(value: dict[str, object], inner: str) -> None:
    """The declared id, else the primary key, else the link."""
    assert articles(json.dumps([{"title": "T", **value}]))[0].inner == inner


def test_an_article_without_any_key_is_known_by_its_text() -> None:
    """The digest of its own text, wherever it stands; alone in a file it needs none."""
    one, two = articles('[{"title": "A"}, {"title": "B"}]')
    (again,) = articles('[\n\n{"title": "B"}]')
    assert one.inner != two.inner == again.inner
    assert articles('{"title": "A", "id": "x"}')[0].inner == ""


def test_every_article_has_its_line() -> None:
    """Of an array and of JSON Lines alike."""
    assert [each.line for each in articles('{"x": 1,\n"items": [\n{"title": "A"},\n\n {"title": "B"}]}')] == [3, 5]
    assert [each.line for each in articles('{"title": "A"}\n\n{"title": "B"}', "a.jsonl")] == [1, 3]


def test_every_value_has_its_line() -> None:
    """Where an object stands on several lines; a name within a table, or in a text, is none of its own."""
    text = '''[{"id": 1,
  "author": {
    "date": "no", "name": "Ann"},
  "body": "a \\"date\\": {[
", "da\\u0074e": "2026-02-28"
},
{"title": "B", "date": "2026-02-28"}]'''
    one, two = articles(text)
    assert one.lines == {"id": 1, "authors": 2, "published": 5}
    assert two.lines == {"title": 7, "published": 7}
    assert articles('{"title": "A"}\n{"title": "B", "date": "2026"}', "a.jsonl")[1].lines["published"] == 2


def test_a_bad_value_is_named_with_its_line() -> None:
    """The line of the value where it has one, else that of the article."""
    assert problems('[{"title": "A"},\n{"title": "B",\n"summary": ["a", "b"]}]') == [("unreadable-field", 3)]
    assert problems('[{"title": "A"},\n{"title": "B",\n"draft": "some"}]') == [("unreadable-guard", 3)]
    assert problems('[{"title": "A"},\n{"title": "B",\n"params": {"draft": "some"}}]') == [("unreadable-guard", 2)]


def test_the_second_of_two_with_one_key_is_refused() -> None:
    """The first keeps it."""
    text = '[{"id": 1, "title": "A"},\n{"id": "1", "title": "B"},\n{"id": 2, "title": "C"}]'
    assert problems(text) == [("duplicate-id", 2)]
    assert [each.title for each in parse(text) if isinstance(each, Article)] == ["A", "C"]


@pytest.mark.parametrize("where", ["a.jsonl", "a.ndjson", "a.json"])
def test_a_bad_line_is_one_refused_article(where: str) -> None:
    """The lines around it are read."""
    text = '{"title": "A"}\n{"title": "B",\n{"title": "C"}\n[1]\n'
    assert problems(text, where) == [("invalid-json", 2), ("no-article", 4)]
    assert [each.title for each in parse(text, where) if isinstance(each, Article)] == ["A", "C"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('{"title": "A"', 1, "column 14: ',' is missing"),
        ('{\n "title": }', 2, "column 11: expecting value"),
        ('{"title": "A"} x', 1, "column 16: something follows"),
        ('[{"title": "A"},\n{"title" 2}]', 2, "column 10"),
        ("null", 1, "neither an object nor an array"),
        ("", 1, "neither an object nor an array"),
        ("{1: 2}", 1, "a name in quotation marks"),
        ("[" * 100_000, 1, "nested deeper"),
        ('{"a":' * 10_000, 1, "nested deeper"),
        ('{"title": "A", "authors": ' + "[" * 300 + "]" * 300 + "}", 1, "nested deeper"),
        ('{"title": "A", "title": "B"}', 1, "'title' is there twice"),
        ('[{"image": {"url": "a", "url": "b"}}]', 1, "'url' is there twice"),
    ],
)
def test_invalid_json_is_named_with_line_and_column(text: str, line: int, says: str) -> None:
    """And nothing of an article that is not whole is published."""
    found = [each for each in parse(text) if isinstance(each, InvalidEntry)]
    assert len(found) == 1
    assert found[0].problem.line == line
    assert says in found[0].problem.problem


@pytest.mark.parametrize("text", ['{"title": "A", "title": "B"}', '{"a": "A", "a": "B"}\n{"title": "C"}\n'])
def test_what_is_said_twice_has_a_remedy(text: str) -> None:
    """In one document and in lines."""
    (found,) = (each for each in parse(text) if isinstance(each, InvalidEntry))
    assert found.problem.remedy == "Keep one of them."


def test_articles_before_a_mistake_are_read() -> None:
    """A document is read from its beginning."""
    text = '{"items": [{"title": "A"},\n{"title": "B"},\n{"title":'
    assert [each.title for each in parse(text) if isinstance(each, Article)] == ["A", "B"]
    assert problems(text) == [("invalid-json", 3)]


@pytest.mark.parametrize("value", ["3", '"x"', "[]", "null", "{}", '{"n": 1}'])
def test_what_is_no_article_is_named(value: str) -> None:
    """The others of its file are read."""
    assert problems(f'[{value}, {{"title": "A"}}]') == [("no-article", 1)]


def test_a_guard_that_cannot_be_read_refuses_one_article() -> None:
    """With its line and its key, so that what was published of it before is known."""
    good, bad = parse('[{"title": "A"},\n{"id": "b", "title": "B", "drfat": true}]')
    assert isinstance(good, Article)
    assert isinstance(bad, InvalidEntry)
    assert (bad.problem.code, bad.problem.line, bad.inner) == ("unreadable-guard", 2, "b")


def test_switches_and_numbers_are_what_is_written() -> None:
    """However long a number is."""
    digits = "1" * 5_000
    (found,) = articles(f'{{"title": "A", "draft": true, "date": 20260228, "id": {digits}, "note": NaN}}')
    assert (found.draft, found.published, found.id, found.note) == ("true", "20260228", digits, "NaN")


def test_characters_that_no_feed_may_hold_are_mended_with_a_warning() -> None:
    """A lone surrogate, a NUL, a smuggled byte; a pair is the character it stands for."""
    (found,) = articles('{"title": "caf\\udce9 \\ud83d\\ude00", "html": "<p>a\\u0000b\\ud800</p>"}')
    assert (found.title, found.markup) == ("café 😀", "<p>ab</p>")
    assert [problem.code for problem in found.repairs] == ["characters"]


def test_a_body_that_is_no_text_is_refused() -> None:
    """Its name is given."""
    assert problems('{"title": "A", "content": {"a": "b"}}') == [("unreadable-field", 1)]


def test_twenty_thousand_articles_take_linear_time() -> None:
    """No line is counted twice."""
    text = "[" + ",\n".join(f'{{"id": {n}, "title": "T", "body": "x"}}' for n in range(20_000)) + "]"
    start = time.process_time()
    assert articles(text)[-1].line == 20_000
    assert time.process_time() - start < 20


_KEYS = st.sampled_from(["title", "id", "items", "articles", "content", "draft", "authors", "image", "date", "links"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=5), part, max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(_VALUES, st.integers(0, 200))
def test_any_json_whole_or_cut_gives_values(value: object, cut: int) -> None:
    """Articles and refusals, never an exception; none of them holds what UTF-8 can't."""
    text = json.dumps(value)
    for each in (*parse(text), *parse(text[:cut]), *parse(text, "a.jsonl")):
        assert isinstance(each, Article | InvalidEntry)
        str(each).encode() if isinstance(each, InvalidEntry) else each.markup.encode()
