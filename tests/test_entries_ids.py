"""Ids are minted from where an article is kept, and are valid wherever they stand."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.ids import canonical, mint, stem

PUBLICATION = "tag:harbourpost.example,2026"
# RFC 4151, section 2.1, with no character that RFC 3986 does not let stand in a path.
TAG = re.compile(r"tag:harbourpost\.example,2026:(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("a.md", "a"),
        ("china/tour.en.md", "china/tour.en"),
        ("china/tour.markdown", "china/tour"),
        ("no-suffix", "no-suffix"),
        ("v1.0", "v1.0"),
        ("china/.hidden", "china/.hidden"),
        ("a.b/c", "a.b/c"),
    ],
)
def test_stem(key: str, expected: str) -> None:
    """Only a file's last suffix is no part of its name."""
    assert stem(key) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("desk", "china/tour.md"), f"{PUBLICATION}:desk/china/tour"),
        (("desk", "my story.txt"), f"{PUBLICATION}:desk/my%20story"),
        (("desk", "港聞/巴士.md"), f"{PUBLICATION}:desk/%E6%B8%AF%E8%81%9E/%E5%B7%B4%E5%A3%AB"),
        (("a/b", "c.md"), f"{PUBLICATION}:a%2Fb/c"),
        (("desk", "all.json", "17"), f"{PUBLICATION}:desk/all:17"),
        (("desk", "all.json", "https://x.example/a?b"), f"{PUBLICATION}:desk/all:https%3A%2F%2Fx.example%2Fa%3Fb"),
        (("desk", "a#b?c.md"), f"{PUBLICATION}:desk/a%23b%3Fc"),
        (("desk", "caf\udce9.md"), f"{PUBLICATION}:desk/caf~dce9"),
        (("desk", "my%20story.md"), f"{PUBLICATION}:desk/my~2520story"),
    ],
)
def test_minted(arguments: tuple[str, ...], expected: str) -> None:
    """An id says publication, source and key, percent-encoded where a tag: URI asks for it."""
    assert mint(PUBLICATION, *arguments) == expected


def test_one_name_in_two_normal_forms_gives_one_id() -> None:
    """A file system that decomposes names (é as e and an accent) changes no id."""
    assert mint(PUBLICATION, "desk", "cafe\u0301.md") == mint(PUBLICATION, "desk", "caf\u00e9.md")


def test_a_twin_has_an_id_of_its_own() -> None:
    """Where the id of a key is in use elsewhere, six digits of the article's link tell the two apart."""
    twin = mint(PUBLICATION, "desk", "a.md", twin="https://x.example/new")
    assert re.fullmatch(re.escape(f"{PUBLICATION}:desk/a~") + "[0-9a-f]{6}", twin)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_any_key_gives_a_valid_tag(source: str, key: str, inner: str) -> None:
    """Whatever a file is called, its id is a tag: URI that normalising does not change."""
    minted = mint(PUBLICATION, source, key, inner)
    assert TAG.fullmatch(minted)
    assert canonical(minted, PUBLICATION) == minted


@pytest.mark.parametrize(
    "declared",
    [
        "https://example.org/p/1",
        "https://example.org/?p=123",
        "http://example.org/a%20b?q=%C3%BC#top",
        "tag:example.org,2026:p17",
        "tag:ann@example.org,2026-11-22:a/b?c",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "urn:isbn:0451450523",
    ],
)
def test_a_valid_declared_id_is_kept_to_the_letter(declared: str) -> None:
    """What an author declares and every reader accepts is the id."""
    assert canonical(declared, PUBLICATION) == declared


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("https://bücher.example/straße/a b?q=1&r=ü#ö",
         "https://xn--bcher-kva.example/stra%C3%9Fe/a%20b?q=1&r=%C3%BC#%C3%B6"),
        ("HTTPS://Example.ORG:443", "https://example.org/"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/%7eann/%c3%bc", "https://example.org/~ann/%C3%BC"),
        ("https://example.org/cafe%CC%81", "https://example.org/caf%C3%A9"),
        ("  tag:example.org,2026:p17 ", "tag:example.org,2026:p17"),
        ("tag:example.org,2026:%7ea", "tag:example.org,2026:~a"),
        ("17", f"{PUBLICATION}:id:17"),
        ("tag:Example.org,2026:p", f"{PUBLICATION}:id:tag%3AExample.org%2C2026%3Ap"),
        ("urn:uuid:17", f"{PUBLICATION}:id:urn%3Auuid%3A17"),
        ("news/港聞 1", f"{PUBLICATION}:id:news%2F%E6%B8%AF%E8%81%9E%201"),
        ("https://example.org/caf%E9", f"{PUBLICATION}:id:https%3A%2F%2Fexample.org%2Fcaf~25E9"),
        ("https://", f"{PUBLICATION}:id:https%3A%2F%2F"),
    ],
)  # fmt: skip
def test_any_other_declared_id_becomes_an_iri(declared: str, expected: str) -> None:
    """An address is put into its normal form; what is no IRI is wrapped in the publication's id."""
    assert canonical(declared, PUBLICATION) == expected


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1) | st.text(min_size=1).map("https://example.org/".__add__))
def test_what_is_canonical_stays(declared: str) -> None:
    """The id of an id is that id, and it is ASCII."""
    once = canonical(declared, PUBLICATION)
    assert once.isascii()
    assert canonical(once, PUBLICATION) == once
    assert unquote(once, errors="strict")
