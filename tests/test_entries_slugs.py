"""Slugs, file names and addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entries.slugs import compare_key, path_name, slugify, stem_slug, to_uri


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hong Kong’s leader", "hong-kongs-leader"),
        ("Health & Environment", "health-environment"),
        ("港聞", "港聞"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("Cafe\u0301", "café"),
        ("v1.2: now!", "v1-2-now"),
        ("hi_tech--tour", "hi_tech-tour"),
        ("  ../x ", "x"),
        ("🎉", ""),
    ],
)
def test_a_slug_keeps_its_own_script(text: str, slug: str) -> None:
    """Words in lower case, joined by hyphens, in NFC."""
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("news/2026-02-28-tour.md", "tour"),
        ("news/20260228_tour.txt", "tour"),
        ("news/tour/index.md", "tour"),
        ("news/tour/index.zh-Hant.md", "tour"),
        ("news/2026-02-28-tour/index.html", "tour"),
        ("2026/02/28/tour.txt", "tour"),
        ("2026-02-28.md", "2026-02-28"),
        ("index.md", "index"),
        ("2026-02-28 港聞.txt", "港聞"),
        ("3.5-percent.txt", "3-5-percent"),
        ("🎉.txt", "x-614629"),
    ],
)
def test_a_path_gives_the_slug(path: str, slug: str) -> None:
    """The file's name without ending and date; its folder for an index."""
    assert stem_slug(path) == slug


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("China", "china"),
        ("More News", "more_news"),
        ("Jean-Paul Roe", "jean-paul_roe"),
        ("Health & Environment", "health_environment-36394a"),
        ("港聞", "x-d965c4"),
        ("../x", "x-d6b96a"),
        ("..", "x-5ec1f7"),
        ("con", "con-1143da"),
        ("NUL.txt", "nul_txt-7f3cbd"),
        (".hidden", "hidden-169241"),
        ("a/b", "a_b-c14cdd"),
        ("", "x-e3b0c4"),
    ],
)
def test_a_name_is_safe_as_a_file(name: str, path: str) -> None:
    """No separator, device name, leading dot or capital; six figures of a digest where the name lost something."""
    assert path_name(name) == path


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_every_name_is_safe_everywhere(name: str) -> None:
    """Of safe characters, in lower case, not too long, no dots at the ends."""
    path = path_name(name)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?", path)
    assert len(path) <= 107
    assert ".." not in path


@given(
    st.text("ab-_ .&é1", max_size=6) | st.text(max_size=6),
    st.text("ab-_ .&é1", max_size=6) | st.text(max_size=6),
)
@settings(max_examples=500, deadline=None)
def test_different_names_have_different_paths(one: str, other: str) -> None:
    """Whatever is left of them in ASCII."""
    assume(compare_key(one) != compare_key(other))
    assert path_name(one) != path_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("More  News ", "more news"),
        ("STRASSE", "Straße"),
        ("ﬁnance", "Finance"),
        ("Cafe\u0301", "CAFÉ"),
        ("\uff21\uff22\uff23", "abc"),
    ],
)
def test_spellings_of_one_name_compare_equal(one: str, other: str) -> None:
    """NFKC, case folding, spaces."""
    assert compare_key(one) == compare_key(other)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_a_compared_key_is_its_own_key(name: str) -> None:
    """Folding twice changes nothing."""
    assert compare_key(compare_key(name)) == compare_key(name)


@pytest.mark.parametrize(
    ("iri", "uri"),
    [
        (
            "https://bücher.example/straße/a b?q=1&r=ü#ö",
            "https://xn--bcher-kva.example/stra%C3%9Fe/a%20b?q=1&r=%C3%BC#%C3%B6",
        ),
        ("https://harbourpost.example/港聞/tour", "https://harbourpost.example/%E6%B8%AF%E8%81%9E/tour"),
        ("https://a.example/a%2Fb%zz", "https://a.example/a%2Fb%25zz"),
        ("HTTPS://EXAMPLE.org/A", "https://example.org/A"),
        (" https://a.example/x ", "https://a.example/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://例え.jp", "https://xn--r8jz45g.jp"),
        ("https://a.example/[x]|y", "https://a.example/%5Bx%5D%7Cy"),
        ("https://a.example\\@evil.example/", "https://a.example/@evil.example/"),
    ],
)
def test_an_address_becomes_ascii(iri: str, uri: str) -> None:
    """Host in IDNA, the rest percent-encoded, what was encoded left alone."""
    assert to_uri(iri) == uri


@pytest.mark.parametrize(
    "iri",
    [
        *(
            "javascript:alert(1)",
            "//a.example/x",
            "/x",
            "",
            "https://",
            "https:///x",
            "ftp://a.example/",
            "mailto:a@b.example",
        ),
        *(
            "https://a..b/",
            "https://a b/",
            "https://[::1",
            "https://[zz]/",
            "https://a.example:99999/",
            "https://a\x00.example/",
        ),
        *("https://a.example/\ud800", "https://a.example/\nx", "https://-/"),
    ],
)
def test_what_is_no_web_address_is_refused(iri: str) -> None:
    """Only absolute http and https."""
    with pytest.raises(ValueError):  # noqa: PT011  # the promise is the type; messages differ by cause
        to_uri(iri)


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_an_address_is_ascii_and_stays_what_it_is(host: str, path: str) -> None:
    """Encoding twice changes nothing."""
    for iri in (f"https://{host}.example/{path}", f"https://a.example/{path}?{host}#{path}"):
        try:
            uri = to_uri(iri)
        except ValueError:
            continue
        assert uri.isascii()
        assert not re.search(r"[\s<>\"{}|\\^`]", uri)
        assert to_uri(uri) == uri
