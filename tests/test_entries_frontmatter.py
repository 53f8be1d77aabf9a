"""Front matter: found, split off, read as its author wrote it, or refused with the line."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from entries import frontmatter, yamlplain, yamltext
from entries.errors import InvalidEntry


def values(text: str) -> dict[str, object]:
    front, _, _ = frontmatter.split(text, "a.md")
    assert front is not None
    return dict(front.values)


def refusal(text: str) -> tuple[int | None, str]:
    with pytest.raises(InvalidEntry) as caught:
        frontmatter.split(text, "a.md")
    return caught.value.problem.line, str(caught.value)


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\ntitle: A\n---\nBody\n", "Body\n", 4),
        ("---\ntitle: A\n...\nBody\n", "Body\n", 4),
        ("\n\n---  \ntitle: A\n---\t\n\nBody\n", "\nBody\n", 6),
        ("+++\ntitle = 'A'\n+++\nBody", "Body", 4),
        (';;;\n{"title": "A"}\n;;;\nBody', "Body", 4),
        ('{\n "title": "A"\n}\n\nBody', "\nBody", 4),
        ("---\ntitle: A\n---", "", 4),
    ],
)
def test_front_matter_is_split_from_the_body(text: str, body: str, line: int) -> None:
    """Every fence gives the same values, what follows it, and the line that starts on."""
    front, rest, first = frontmatter.split(text, "a.md")
    assert front is not None
    assert front.values == {"title": "A"}
    assert (rest, first) == (body, line)


@pytest.mark.parametrize(
    "text",
    ["", "Text", "----\na: b\n----\n", "{% include x %}\n", "{{< x >}}", "{: .note}", "Text\n---\na: b\n---\n", "{a}"],
)
def test_other_text_has_no_front_matter(text: str) -> None:
    """A thematic break further down, a shortcode or a brace is text."""
    assert frontmatter.split(text, "a.md") == (None, text, 1)


def test_empty_front_matter_declares_nothing() -> None:
    """Two fences with nothing between them are front matter all the same."""
    assert values("---\n---\nBody") == {}
    assert values("---\n# a comment\n---\nBody") == {}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2026-02-28", "2026-02-28"),
        ("2026-02-28 09:15:00 +0800", "2026-02-28 09:15:00 +0800"),
        ("yes", "yes"),
        ("0777", "0777"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("1e3", "1e3"),
        ('"null"', "null"),
        ("null", None),
        ("~", None),
        ("", None),
        ("!!python/object/apply:os.system [x]", ["x"]),
        ("!!int 3", "3"),
        ("港聞", "港聞"),
        ("'it''s'", "it's"),
        ("[a, 1, {b: no}]", ["a", "1", {"b": "no"}]),
        (">\n  folded\n  text", "folded text\n"),
    ],
)
def test_yaml_scalars_stay_text(written: str, value: object) -> None:
    """No date, number, switch or object is made of what an author wrote."""
    assert values(f"---\nkey: {written}\n---\n") == {"key": value}


def test_toml_values_become_text() -> None:
    """Dates are ISO 8601 again, numbers as written, switches words."""
    text = "+++\nd = 2026-02-28\nt = 2026-02-28T09:15:00+08:00\nn = 1.10\ni = 7\nb = true\n[image]\nurl = 'x'\n+++\n"
    assert values(text) == {
        "d": "2026-02-28",
        "t": "2026-02-28T09:15:00+08:00",
        "n": "1.10",
        "i": "7",
        "b": "true",
        "image": {"url": "x"},
    }


def test_json_values_become_text() -> None:
    """Numbers stay as written, however long."""
    digits = "9" * 5_000
    assert values(f'{{"a": {digits}, "b": 1.10, "c": [true, null]}}') == {"a": digits, "b": "1.10", "c": ["true", None]}


def test_aliases_and_merges_give_what_they_stand_for() -> None:
    """A key of its own wins over one that is merged in, which a guard must not get lost by."""
    text = "---\nbase: &b {draft: 'true', tags: [x]}\n<<: *b\ntags: [y]\nmore: *b\n---\n"
    found = values(text)
    assert (found["draft"], found["tags"]) == ("true", ["y"])
    assert found["more"] == found["base"]


def test_every_key_has_its_line() -> None:
    """Lines are the file's, keys of a table are named with it."""
    text = "---\n# note\ntitle: A\nsummary: >\n  x\n  y\nimage:\n  url: u\n  alt: v\n---\n"
    front, _, _ = frontmatter.split(text, "a.md")
    assert front is not None
    assert front.lines == {"title": 3, "summary": 4, "image": 7, "image.url": 8, "image.alt": 9}
    front, _, _ = frontmatter.split("+++\ntitle = 'A'\n\ndraft = true\n[image]\nurl = 'x'\n+++\n", "a.md")
    assert front is not None
    assert front.lines == {"title": 2, "draft": 4, "image": 5}
    front, _, _ = frontmatter.split('{\n"title": "A",\n  "draft": true\n}', "a.md")
    assert front is not None
    assert front.lines == {"title": 2, "draft": 3}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("---\ntitle: A\nBody\n", 1, "no end"),
        ("---\ntitle: A\nsub: b: c\n---\n", 3, "not valid YAML"),
        ("---\ntitle: 'A\n---\n", 2, "not valid YAML"),
        ("---\ntitle: A\nslug: b\ntitle: C\n---\n", 4, "there twice"),
        ("---\na: {b: 1, b: 2}\n---\n", 2, "there twice"),
        ("---\njust text\n---\n", 2, "key: value"),
        ("---\n- a\n- b\n---\n", 2, "key: value"),
        ("---\na: *b\n---\n", 2, "not valid YAML"),
        ("---\na: &a [*a]\n---\n", 2, "stands for nothing"),
        ("---\n? [a, b]\n: c\n---\n", 2, "no text"),
        ("+++\ntitle = 'A'\nb = \n+++\n", 3, "not valid TOML"),
        ("+++\na = 1\na = 2\n+++\n", 3, "not valid TOML"),
        ("+++\na = " + "9" * 5_000 + "\n+++\n", 2, "not valid TOML"),
        ('{\n"a": 1,\n"b" 2}\nBody', 3, "not valid JSON"),
        ('{"a": 1, "a": 2}\n', 1, "there twice"),
        ('{"a": 1} x\n', 1, "text follows"),
        (";;;\n[1]\n;;;\n", 2, "no JSON object"),
        (';;;\n{"a": 1}\n{}\n;;;\n', 2, "goes on"),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    """The editor reads the file, the line and what is wrong."""
    found, message = refusal(text)
    assert found == line
    assert says in message
    assert message.startswith(f"a.md:{line} ")


@pytest.mark.parametrize(
    ("block", "remedy"),
    [
        ("title: A\ntitle: B", "Keep one of them."),
        ("a: {b: 1, b: 2}", "Keep one of them."),
        ("title: A\n\ttags: b", "Indent it with spaces: YAML takes no tabs there."),
        ("tags:\n\t- a", "Indent it with spaces: YAML takes no tabs there."),
        ("- a\n- b", "Begin each line with a key and a colon, such as  title: …"),
        ("just text", "Begin each line with a key and a colon, such as  title: …"),
        ("? [a]\n: b", "Write one word before the colon."),
        ("a: *b", "A value that begins with * needs quotation marks around it."),
        ("title: a: b", 'A value with ": ", "#" or a quotation mark in it needs quotation marks around it.'),
        ("title: it's 'a': b\tc", 'A value with ": ", "#" or a quotation mark in it needs quotation marks around it.'),
    ],
)
def test_each_mistake_has_its_own_remedy(block: str, remedy: str) -> None:
    """Quotation marks help where a sign is in the way, and nowhere else."""
    assert refusal(f"---\n{block}\n---\n")[1].endswith(f". {remedy}")


@pytest.mark.parametrize(
    "block",
    [
        "a: &a [x]\n" + "".join(f"{y}: &{y} [{','.join([f'*{x}'] * 9)}]\n" for x, y in ("ab", "bc", "cd", "de", "ef")),
        "a: " + "[" * 200_000,
        "a: " + "{" * 200_000,
        "- " * 100_000,
        "".join(" " * i + "a:\n" for i in range(500)),
        "a: [" + "x," * 10_000 + "]",
        "".join(f"k{i}: v\n" for i in range(100_000)),
        "&a " * 50_000,
        "a: \ud800",
        "? " * 50_000,
    ],
    ids=["laughs", "brackets", "braces", "dashes", "deep", "items", "keys", "anchors", "surrogate", "questions"],
)
def test_hostile_yaml_is_refused_or_read_in_bounded_time(block: str) -> None:
    """Depth, nodes and aliases are limited while they come in."""
    start = time.process_time()
    with suppress(InvalidEntry):
        frontmatter.split(f"---\n{block}\n---\n", "a.md")
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "block",
    [
        "a = " + "[" * 100_000,
        "a." * 50_000 + "b = 1",
        "a = {" + '"x" . ' * 50_000 + "b = 1}",
        "[" + "a." * 50_000 + "b]",
        "[[a]]\n" * 20_000,
        "a" * 500_000,
        "a = '''" * 9,
        "".join(f"a{n} = {{{'b.' * 30}c = 1}}\n" for n in range(2_000)),
    ],
    ids=["brackets", "dots", "quoted dots", "table", "tables", "word", "quotes", "many"],
)
def test_hostile_toml_is_refused_or_read_in_bounded_time(block: str) -> None:
    """Nesting beyond reason is an error of the article's, not of the run's."""
    start = time.process_time()
    with suppress(InvalidEntry):
        frontmatter.split(f"+++\n{block}\n+++\n", "a.md")
    assert time.process_time() - start < 10


def test_control_characters_are_taken_out_and_no_reason_to_refuse() -> None:
    """YAML forbids them; an editor can't even see them."""
    assert values("---\ntitle: A\x07B\n---\n") == {"title": "AB"}


def test_front_matter_has_a_limit_that_is_named() -> None:
    """A forgotten fence must not make a whole book front matter."""
    assert "1,000,000 characters" in refusal("---\na: " + "x" * 1_000_001 + "\n---\n")[1]


def test_plain_metadata_lines_are_a_header() -> None:
    """Pelican's Markdown files declare without fences; four spaces go on with a value."""
    text = "Title: A: b\nDate: 2026-02-28\nSummary: one\n    two\nTags:\n\nBody: not any more\n"
    front, body, line = frontmatter.header(text, "a.md")
    assert front is not None
    assert front.values == {"Title": "A: b", "Date": "2026-02-28", "Summary": "one two", "Tags": None}
    assert front.lines["Tags"] == 5
    assert (body.strip(), line) == ("Body: not any more", 6)


@pytest.mark.parametrize("text", ["Note: this is prose.\n\nMore.", "https://a.example/\n", "# Title: x\n", "", ": x"])
def test_prose_with_a_colon_is_no_header(text: str) -> None:
    """Only what declares something that prose does not begin with is metadata."""
    assert frontmatter.header(text, "a.md") == (None, text, 1)


def test_a_header_key_given_twice_is_refused() -> None:
    """Which one is meant nobody can know."""
    with pytest.raises(InvalidEntry, match="twice"):
        frontmatter.header("Title: A\nStatus: draft\nStatus: published\n", "a.md")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=[]) | st.sampled_from("-:{}[]&*!|>'\"#%@`,?\n\t ~.=+")))
def test_hostile_front_matter_raises_nothing_else(block: str) -> None:
    """Whatever is between the fences: values, or InvalidEntry."""
    for text in (f"---\n{block}\n---\nx", f"+++\n{block}\n+++\nx", f";;;\n{block}\n;;;\nx", "{" + block, block):
        for split in (frontmatter.split, frontmatter.header):
            with suppress(InvalidEntry):
                split(text, "a.md")


_SCALARS = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=20)
_VALUES = st.recursive(_SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(_SCALARS, part, max_size=3))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_SCALARS, _VALUES, max_size=5))
def test_what_a_yaml_writer_writes_is_read_back(declared: dict[str, object]) -> None:
    """PyYAML's own safe writer, with everything quoted, is the oracle."""
    if "<<" in str(declared):
        return
    text = yaml.safe_dump(declared, allow_unicode=True, default_style='"')
    assert yamltext.read(text)[0] == declared


@pytest.mark.parametrize(
    "block",
    [
        "title: A\ntags: [a, {b: ~}]\nimage: &i\n  url: x\nmore: *i\nsummary: |\n  x\n  y\n",
        "",
        "a: 'b",
        "a: b\x07",
        "- a",
    ],
)
def test_where_libyaml_is_missing_the_same_is_read(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML without its C part gives the same values, lines and refusals."""

    def outcome() -> object:
        try:
            return yamltext.read(block)
        except yamltext.YAMLError as error:
            return error.line

    fast = outcome()
    monkeypatch.setattr(yamltext, "_Loader", yaml.BaseLoader)
    assert outcome() == fast


_FRAGMENTS = (
    "title¦a¦b:¦: ¦:¦key: ¦tags:\n¦\n¦  - ¦- ¦ - ¦    - ¦[¦]¦[a, b]¦, ¦\"¦'¦\"\"¦''¦null¦~¦#¦ #¦ ¦  ¦x y¦12:30¦"
    "https://a.example/b?c=d&e¦\\¦|¦@¦%¦&¦*¦!¦?¦{¦}¦é¦\u2028¦\ufeff¦\t¦...¦---¦a.b¦港聞¦“q”¦<<: "
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(_FRAGMENTS.split("¦")), max_size=12).map("".join))
def test_plain_yaml_is_read_as_the_whole_parser_reads_it(block: str) -> None:
    """What the short way reads, values and lines, is what PyYAML makes of it; it takes nothing that PyYAML refuses."""
    found = yamlplain.read(block)
    if found is not None:
        assert found == yamltext.read(block)


@pytest.mark.parametrize(
    "block",
    [
        "title: \"A: b\"\ndate: 2026-01-02T03:04:05Z\ntags:\n  - x y\n  - 'z'\nauthors: [Ada Ho, Ben Ng]\n",
        "draft:\nlink: https://news.example/a?b=c&d=e\ntags:\n- a\n\n- b\nnote: null\n",
        "",
    ],
)
def test_usual_front_matter_is_read_the_short_way(block: str) -> None:
    """Scalars plain and quoted, lists below their key and beside it, empty values and blank lines."""
    assert yamlplain.read(block) == yamltext.read(block)


def test_a_hostile_line_is_given_up_in_linear_time() -> None:
    """Nothing in a line that is no plain YAML after all makes reading it slow."""
    began = time.process_time()
    for text in ("a: b" + " " * 7000 + "#", "a: [b" + ", b" * 2000 + "#", "a: " + "b:c" * 2000 + ": "):
        assert yamlplain.read(text) is None
    assert time.process_time() - began < 2
