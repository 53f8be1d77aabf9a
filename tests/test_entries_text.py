"""Bytes to text, and text that XML can carry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from entries.errors import InvalidEntry
from entries.text import LARGEST, clean, decode, excerpt, line

TRADITIONAL = (
    "行政長官訪問重慶\n\n記者 陳大文\n\n行政長官李家超昨日表示，香港與重慶的大學應當加強合作，並且推動科研成果轉化。"
    "他說這次訪問的目的是要了解當地的發展。\n"
)
SIMPLIFIED = (
    "行政长官访问重庆\n\n记者 陈大文\n\n行政长官李家超昨日表示，香港与重庆的大学应当加强合作，并且推动科研成果转化。"
    "他说这次访问的目的是要了解当地的发展。\n"
)
CANTONESE = "港鐵今早故障\n\n東鐵綫今早發生訊號故障，大批乘客喺月台等候，有市民話等咗成個鐘頭，嘅士亦都截唔到。\n"
ENGLISH = (
    "Leader’s tour\n\nBy José Núñez\n\nHong Kong’s leader — “in a hurry” — spent £5 at the café in São Paulo with "
    "Mr Müller, who said that the harbour would be open again before the end of the year…\n"
)
FRENCH = "Le maire a déclaré aujourd’hui que le projet serait prêt à Noël. Ça, c’est sûr : 5 €.\n"
GERMAN = "Der Bürgermeister sagte „heute“, dass die Straße nächstes Jahr fertig würde. Österreich hört zu.\n"
JAPANESE = (
    "東京都は今日、新しい計画を発表した。これは国の政策に基づくもので、多くの人が利用する。\n"
    "会議は来年の三月に行われる。\n"
)
KOREAN = "서울시는 오늘 새로운 계획을 발표했다. 많은 시민이 이용하게 될 것이라고 밝혔다.\n회의는 내년 삼월에 열린다.\n"
RUSSIAN = "Мэр города заявил сегодня, что новый план будет готов в марте.\nОн добавил.\n"  # noqa: RUF001  # Cyrillic
CZECH = "Starosta města dnes řekl, že nový plán bude hotový v březnu příštího roku. Dvořák to potvrdil.\n"
POLISH = "Burmistrz miasta powiedział dziś, że nowy plan będzie gotowy w marcu. Święto żółte.\n"
TURKISH = "Belediye başkanı bugün yeni planın mart ayında hazır olacağını söyledi. İstanbul şehri.\n"  # noqa: RUF001  # Turkish has two letters i


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (SIMPLIFIED, "gb2312"),
        (SIMPLIFIED, "gb18030"),
        (CANTONESE, "big5hkscs"),
        (ENGLISH, "windows-1252"),
        (FRENCH, "windows-1252"),
        (GERMAN, "windows-1252"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (SIMPLIFIED, "utf-16-le"),
        (TRADITIONAL, "utf-16-be"),
        (JAPANESE, "utf-16-le"),
    ],
)
def test_an_encoding_that_nothing_declares_is_read_where_it_is_certain_and_named(text: str, encoding: str) -> None:
    """Text in these encodings is read exactly, and an editor is told to save it as UTF-8."""
    read, problems = decode(text.encode(encoding), "a.txt")
    assert read == text
    assert [(one.level, one.code, one.where) for one in problems] == [("repaired", "encoding", "a.txt")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [ENGLISH, TRADITIONAL, JAPANESE])
def test_utf_8_and_byte_order_marks_say_what_they_are(text: str, encoding: str) -> None:
    """UTF-8, and UTF-16 or UTF-32 with a mark, are read without a word; the mark is gone."""
    assert decode(text.encode(encoding), "a.txt") == (text, ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (CZECH, "cp1250"),
        (POLISH, "cp1250"),
        (POLISH, "iso-8859-2"),
        (TURKISH, "cp1254"),
        (ENGLISH.replace("“", "").replace("”", ""), "mac_roman"),
        (FRENCH.replace("’", "'").replace("€", "e"), "cp850"),
    ],
)
def test_an_uncertain_encoding_is_refused_and_never_guessed(text: str, encoding: str) -> None:
    """No text in another encoding comes out as something else: the file is named, and what to do."""
    with pytest.raises(InvalidEntry) as refused:
        decode(text.encode(encoding), "desk/a.txt")
    problem = refused.value.problem
    assert (problem.level, problem.code, problem.where) == ("refused", "unknown-encoding", "desk/a.txt")
    assert problem.remedy == "Save it as UTF-8."


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (KOREAN, "cp949", "euc-kr"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (POLISH, "iso-8859-2", " iso-8859-2 "),
        (ENGLISH, "windows-1252", "ISO-8859-1"),
    ],
)
def test_a_declared_encoding_is_believed(text: str, encoding: str, label: str) -> None:
    """A label means what it means to a browser."""
    assert decode(text.encode(encoding), "a.html", label) == (text, ())


@pytest.mark.parametrize("label", ["iso-8859-1", "gb18030", "utf-16", "nonsense", "rot13", "zlib", "unicode_escape"])
def test_utf_8_wins_over_a_declaration_that_is_wrong(label: str) -> None:
    """Bytes that are UTF-8 beyond ASCII are UTF-8, whatever a page says, and no other codec is ever looked up."""
    assert decode(ENGLISH.encode(), "a.html", label) == (ENGLISH, ())


def test_one_bad_byte_in_utf_8_is_named_with_its_line() -> None:
    """An editor reads where the byte is."""
    data = "港聞\n\nça et là — où\n".encode() + b"It\x92s\n"
    with pytest.raises(InvalidEntry, match=r"^a\.txt:4 UTF-8 but for the byte 0x92 \(character 3 of the line\)"):
        decode(data, "a.txt")


def test_line_breaks_of_every_system_become_one() -> None:
    """CRLF and CR are LF."""
    assert decode(b"a\r\nb\rc\n", "a.txt") == ("a\nb\nc\n", ())


def test_a_zero_in_sound_text_is_not_taken_for_utf_16() -> None:
    """The character is dropped later; the text stays."""
    assert decode(b"NUL\0 here, and a text of more than a few words\n", "a.txt")[0].startswith("NUL\0 here")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", bytes(100), b"\x1f\x8b\x08\0abc\xff\xfe\x99"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    """Pictures, zeros and archives have no encoding."""
    with pytest.raises(InvalidEntry):
        decode(data, "a.txt")


def test_a_file_over_the_cap_is_refused_and_the_cap_is_named() -> None:
    """20 MB a file."""
    with pytest.raises(InvalidEntry, match="20 MB") as refused:
        decode(b"x" * (LARGEST + 1), "a.txt")
    assert refused.value.problem.code == "too-large"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Bell\x07 and\x0bvertical tab", "Bell and\nvertical tab"),
        ("It\x92s \x93quoted\x94", "It’s “quoted”"),
        ("caf\x85", "caf…"),
        ("Euro \x80 and dash \x96", "Euro € and dash –"),
        ("no meaning \x81\x8d\x8f\x90\x9d.", "no meaning ."),
        ("caf\udce9 from a file name", "café from a file name"),
        ("lone \ud800 high", "lone  high"),
        ("\ud83d\udc68 of two halves", "👨 of two halves"),
        ("\ud800\udc00", "\U00010000"),
        ("\ud83f\udffe", ""),
        ("non\ufffecharacters\uffff\ufdd0\U0001fffe", "noncharacters"),
        ("lost \ufffd character", "lost  character"),
        ("NUL\0", "NUL"),
        ("a\r\nb\rc\fd", "a\nb\nc\nd"),
        ("\x7f", ""),
    ],
)
def test_what_xml_forbids_is_mended_or_dropped(text: str, cleaned: str) -> None:
    """Controls, C1, surrogates, non-characters and U+FFFD: the rest of the text stays."""
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "AT&T <3 \"quotes\" & 'apos' 1 < 2 > 0 ]]>",
        "\u202eevil\u202c 👨‍👩‍👧 e\u0301 אב \U00020000",
        "tab\tand\nnew line\u00a0\u3000\u200b\ufeff",
        "How to write &amp; and &lt;b&gt;",
    ],
)
def test_everything_else_stays_exactly_as_it_was(text: str) -> None:
    """Markup, emoji, directions and every kind of space are the author's own."""
    assert clean(text) == text


@given(st.text(st.characters(), max_size=60) | st.text(st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=300, deadline=None)
def test_clean_text_survives_xml_and_a_second_cleaning(text: str) -> None:
    """lxml reads back exactly what went in, and clean text is unchanged."""
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    element = etree.Element("t")
    element.text = cleaned
    assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == cleaned


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but InvalidEntry is ever raised."""
    try:
        text, _ = decode(data, "a.txt")
    except InvalidEntry:
        return
    assert "\r" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\u00a0b\t\n c ", "a b c"),
        ("\u200b\ufeff a \u200d", "a"),
        ("क्षि\u200d", "क्षि"),
        ("\u3000港聞\u3000", "港聞"),
        ("", ""),
    ],
)
def test_a_line_has_single_spaces_and_nothing_unseen_at_its_ends(text: str, expected: str) -> None:
    """White space of every kind is one space."""
    assert line(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("The quick brown fox", 12, "The quick…"),
        ("The quick, brown fox", 12, "The quick…"),
        ("中文沒有空格的長句子", 5, "中文沒有…"),
        ("a" * 30, 10, "a" * 9 + "…"),
        ("e\u0301" * 10, 6, "e\u0301e\u0301…"),
        ("👨‍👩‍👧👨‍👩‍👧", 8, "👨‍👩‍👧…"),
        ("anything", 0, ""),
    ],
)
def test_an_excerpt_ends_after_a_word_and_within_no_character(text: str, limit: int, expected: str) -> None:
    """At most `limit` characters, the ellipsis among them."""
    assert excerpt(text, limit) == expected


@given(st.text(max_size=80), st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_an_excerpt_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    """Whatever the text."""
    assert len(excerpt(text, limit)) <= limit
