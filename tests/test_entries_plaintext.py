"""News articles saved as plain text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.errors import InvalidEntry
from entries.model import Article
from entries.paragraphs import first_text_paragraph, from_text
from entries.parsers.plaintext import PlainText

TOUR = Path(__file__).parents[1].parent / "shared" / "articles" / "hi-tech-tour.txt"


def read(text: str | bytes) -> Article:
    """The one article in `text`."""
    [article] = PlainText().parse(text.encode() if isinstance(text, str) else text, "desk/a.txt")
    assert isinstance(article, Article), str(article)
    return article


def refused(text: str | bytes) -> str:
    """What an editor reads of `text`."""
    [error] = PlainText().parse(text.encode() if isinstance(text, str) else text, "desk/a.txt")
    assert isinstance(error, InvalidEntry)
    return str(error.problem)


def authors(article: Article) -> list[str]:
    """Their names."""
    return [person.name for person in article.authors]


def paragraphs(article: Article) -> list[str]:
    """Those of its markup."""
    return article.markup.split("\n\n")


@pytest.mark.skipif(not TOUR.exists(), reason="the real article is not beside this repository")
def test_a_real_article_reads_as_its_newsroom_means_it() -> None:
    """Section, headline, author, text, caption: each in its place, white space tidied."""
    article = read(TOUR.read_bytes())
    assert article.section == "More News"
    assert article.title == (
        "Hi-tech tour for Hong Kong leader John Lee during Chongqing visit prompts call for more cooperation on "
        "research between 2 cities"
    )
    assert authors(article) == ["Ng Kang-chung"]
    assert article.markup_type == "text"
    assert len(paragraphs(article)) == 16
    assert paragraphs(article)[0] == (
        "Hong Kong’s leader has called for more robust exchanges between local universities and research institutes "
        "and their counterparts in Chongqing as he continued a three-day visit to the megacity in mainland China’s "
        "southwest."
    )
    assert first_text_paragraph(article.markup) == paragraphs(article)[0]
    assert article.image is not None
    assert (article.image.caption, article.image.credit, article.image.url) == (
        "Scientists give John Lee (left) a tour of the lab.",
        "Handout",
        None,
    )
    html = from_text(article.markup).split("\n")
    assert html[4] == (
        "<figure><figcaption>Scientists give John Lee (left) a tour of the lab. Photo: Handout</figcaption></figure>"
    )
    assert sum(line.startswith("<p>") for line in html) == 15
    assert article.lines == {"section": 1, "title": 3, "authors": 6, "image": 16}
    assert (article.published, article.summary, article.link) == (None, None, None)


FERRIES = """• Harbour

Ferries return

By Jane Roe and John Doe in Lima | Reuters
Published: 11:30am, 20 Apr, 2023
Updated: 2:15pm, 20 Apr, 2023

Correction: An earlier version of this article misstated the fare.

HUARAZ, Peru — The first ferry crossed the harbour on Monday.

Passengers wave. Picture: Li Ming

By the time it arrived, it was dark.

Additional reporting by Ann Poe
"""


def test_everything_that_news_copy_may_hold_is_found() -> None:
    """Each field in its author's own words, with its line."""
    article = read(FERRIES)
    assert (article.section, article.title) == ("Harbour", "Ferries return")
    assert authors(article) == ["Jane Roe", "John Doe"]
    assert [person.name for person in article.contributors] == ["Ann Poe"]
    assert article.provider == "Reuters"
    assert (article.published, article.updated) == ("11:30am, 20 Apr, 2023", "2:15pm, 20 Apr, 2023")
    assert article.correction == ("Correction: An earlier version of this article misstated the fare.",)
    assert paragraphs(article) == [
        "HUARAZ, Peru — The first ferry crossed the harbour on Monday.",
        "Passengers wave. Picture: Li Ming",
        "By the time it arrived, it was dark.",
        "Additional reporting by Ann Poe",
    ]
    assert first_text_paragraph(article.markup) == "The first ferry crossed the harbour on Monday."
    assert dict(article.lines) == {
        **{"section": 1, "title": 3, "authors": 5, "published": 6, "updated": 7, "correction": 9, "image": 13}
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\n\t"),
        lambda text: "\n".join("    " + line + "  " for line in text.split("\n")),
        lambda text: text.replace(" ", "\u00a0 "),
        lambda text: "\n\n \n" + text + "\n\n",
    ],
)
def test_white_space_makes_no_difference(change: object) -> None:
    """CRLF, a byte order mark, tabs, indentation, no-break spaces, blank lines."""
    assert callable(change)
    article, plain = read(change(FERRIES)), read(FERRIES)
    assert (article.title, article.authors, article.markup) == (plain.title, plain.authors, plain.markup)
    assert (article.published, article.correction) == (plain.published, plain.correction)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "gb18030", "big5"])
def test_chinese_news_copy_in_every_encoding(encoding: str) -> None:
    """Section, byline, date, correction, dateline and credit as a Chinese newsroom writes them."""
    article = read(
        """【港聞】
渡輪服務恢復
記者 陳大文、李小明
發布：2026年2月28日 18:30

更正：較早版本誤植票價，應為五元。

【本報訊】渡輪服務昨日恢復，首班船載客二百人，由東碼頭開出，沿途乘客歡呼，場面熱鬧，不少市民一早到場等候。

首班渡輪昨日開出。圖：政府新聞處

船公司表示，年內不會加價，並且會視乎乘客的人數考慮增加班次。
""".encode(encoding)
    )
    assert (article.section, article.title) == ("港聞", "渡輪服務恢復")
    assert authors(article) == ["陳大文", "李小明"]
    assert article.published == "2026年2月28日 18:30"
    assert article.correction == ("更正：較早版本誤植票價，應為五元。",)
    assert article.image is not None
    assert article.image.credit == "政府新聞處"
    assert first_text_paragraph(article.markup).startswith("渡輪服務昨日恢復")
    assert paragraphs(article)[0].startswith("【本報訊】")


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_western_news_copy_in_every_encoding(encoding: str) -> None:
    """Typographic quotation marks and accents come out as themselves."""
    article = read(
        "Harbour’s café\n\nBy José Núñez\n\n“Open again,” said the owner — after two long years.\n".encode(encoding)
    )
    assert article.title == "Harbour’s café"
    assert authors(article) == ["José Núñez"]
    assert article.markup == "“Open again,” said the owner — after two long years."


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ("Ferries return\nBy Jane Roe\n\nThe first one crossed.\n", "Ferries return", ["Jane Roe"]),
        ("Ferries return\nBy Jane Roe\nThe first one crossed.\nMore will.\n", "Ferries return", ["Jane Roe"]),
        ("By Jane Roe\n\nFerries return\n\nThe first one crossed.\n", "Ferries return", ["Jane Roe"]),
        ("Ferries return\n\nThe first one crossed.\n\nIt was late.\n\n— Jane Roe\n", "Ferries return", ["Jane Roe"]),
        (
            "Ferries return\n\nA standfirst: no fares\n\nBy Jane Roe\n\nThe first crossed.\n",
            "Ferries return",
            ["Jane Roe"],
        ),
        ("Ferries return\n\nBy JANE ROE\nAssociated Press\n\nThe first one crossed.\n", "Ferries return", ["JANE ROE"]),
        ("Ferries return\n\nBy Jane Roe\nPolitical Editor\n\nThe first one crossed.\n", "Ferries return", ["Jane Roe"]),
        ("Ferries return\n\n20 Apr 2023 By Jane Roe\n\nThe first one crossed.\n", "Ferries return", ["Jane Roe"]),
        (
            "Ferries return to harbour after\ntwo years\n\nThe first one crossed.\n",
            "Ferries return to harbour after two years",
            [],
        ),
        ("Business\nFerries return\n\nThe first one crossed.\n", "Ferries return", []),
        ("Headline: Ferries return\nByline: Jane Roe\n\nThe first one crossed.\n", "Ferries return", ["Jane Roe"]),
        ("-----\nFerries return\n\nThe first one crossed.\n", "Ferries return", []),
        ("渡輪恢復\n\n\u3014記者陳大文／台北報導\u3015渡輪昨日恢復。\n", "渡輪恢復", ["陳大文"]),
        ("轮渡恢复\n2026年02月28日 18:30 来源：新华社 作者：王小明\n\n轮渡昨日恢复通航。\n", "轮渡恢复", ["王小明"]),
    ],
)
def test_newsrooms_vary(text: str, title: str, names: list[str]) -> None:
    """Where headline and byline stand differs; they are found, and the text begins after them."""
    article = read(text)
    assert (article.title, authors(article)) == (title, names)
    assert "Jane Roe" not in article.markup
    assert "Editor" not in article.markup


@pytest.mark.parametrize(
    "headline",
    [
        "Photo: how a city lost its ferries",
        "By the sea: a walk",
        "By Royal Decree",
        "— Reuters",
        "Correction: the fall of the market",
        "<b>AT&T</b> a < b",
        "{sic}",
    ],
)
def test_a_headline_is_whatever_stands_first(headline: str) -> None:
    """Words that mean something further down mean nothing in it."""
    article = read(f"{headline}\n\nThe first ferry crossed the harbour.\n")
    assert (article.title, article.markup) == (headline, "The first ferry crossed the harbour.")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Roe in Washington and John Doe in London", ["Jane Roe", "John Doe"]),
        ("Jane Roe in Lima, Ann Poe in Paris and John Doe in New York", ["Jane Roe", "Ann Poe", "John Doe"]),
        ("Jane Roe in Washington\n\n20 Apr 2023", ["Jane Roe"]),
    ],
)
def test_people_with_their_places_below_the_headline_are_authors(line: str, names: list[str]) -> None:
    """Some newsrooms write no "By"."""
    article = read(f"Ferries return to the harbour\n\n{line}\n\nThe first one crossed.\n")
    assert (authors(article), article.markup) == (names, "The first one crossed.")


@pytest.mark.parametrize(
    ("headline", "line"),
    [
        ("Fires and Floods", "Big Fires in Greece and Heavy Floods in Italy"),
        ("Ferries return to the harbour", "Jane Roe in Washington"),
        ("Ferries return to the harbour", "Fires in Greece and floods in Italy"),
        ("Ferries return to the harbour", "Ferries in Lima and trains in Rome are late"),
        ("Ferries return to the harbour", "Jane Roe in Lima and John Doe in tears"),
    ],
)
def test_what_only_looks_like_people_with_places_is_text(headline: str, line: str) -> None:
    """Where a line in capitals may be a headline's second half, or names nobody, it stays."""
    article = read(f"{headline}\n\n{line}\n\nThe first one crossed.\n")
    assert (authors(article), paragraphs(article)[0]) == ([], line)


def test_people_with_their_places_in_the_text_are_text() -> None:
    """Only right below the headline do they sign."""
    line = "Jane Roe in Washington and John Doe in London"
    article = read(f"Ferries return to the harbour\n\nThe first one crossed.\n\n{line}\n\nIt was late.\n")
    assert (authors(article), paragraphs(article)[1]) == ([], line)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_captions_as_a_page_labels_them_are_no_text(gap: str) -> None:
    """Each is a paragraph of its own, and who took the picture stands beside what it shows."""
    text = "The first ferry in two years crossed the harbour on Monday,\ncarrying 200 people who had waited."
    article = read(
        gap.join(("Ferries return", "Image source, Getty Images", "Image caption, A boat on Monday", text)) + "\n"
    )
    assert article.image is not None
    assert (article.image.caption, article.image.credit) == ("A boat on Monday", "Getty Images")
    assert first_text_paragraph(article.markup) == text.replace("\n", " ")


def test_a_photographer_is_no_author() -> None:
    """Though the line names a reporter."""
    article = read("轮渡恢复\n\n轮渡昨日开出。\n\n中新社记者 陈大文 摄\n\n轮渡昨日恢复通航。\n")
    assert article.authors == ()
    assert paragraphs(article) == ["轮渡昨日开出。", "中新社记者 陈大文 摄", "轮渡昨日恢复通航。"]


def test_a_paragraph_that_begins_like_a_byline_stays_in_the_text() -> None:
    """By the time, By the end of: no authors."""
    text = "By the time the ferry reached the pier, it was dark."
    article = read(f"Ferries return\n\n{text}\n\nBy Friday, all was well again.\n")
    assert article.authors == ()
    assert paragraphs(article) == [text, "By Friday, all was well again."]


def test_a_date_in_the_text_is_none_of_the_article() -> None:
    """Neither prose nor a dateline dates it."""
    article = read(
        "Ferries return\n\nLONDON, April 20, 2023 — On 3 May 2023 the ferry sank.\n\nIt rose on 4 May 2023.\n"
    )
    assert (article.published, article.updated) == (None, None)


def test_an_impossible_date_line_keeps_its_line() -> None:
    """The author's text goes on to where it is read, with the line to name."""
    article = read("Ferries return\n\nPublished: 30 February 2026\n\nThe first one crossed.\n")
    assert (article.published, article.lines["published"]) == ("30 February 2026", 3)


def test_an_agency_in_a_dateline_is_the_provider() -> None:
    """Reuters writes it there."""
    assert read("Ferries return\n\nLONDON, Feb 28 (Reuters) - The first one crossed.\n").provider == "Reuters"


def test_credits_below_the_text_are_contributors_and_stay() -> None:
    """Those who are named as authors above are not named twice."""
    article = read(
        "Ferries\n\nBy Jane Roe\n\nThe first crossed.\n\n(Reporting by Jane Roe in Lima; Editing by John Doe)\n"
    )
    assert [person.name for person in article.contributors] == ["John Doe"]
    assert paragraphs(article)[-1].startswith("(Reporting by")


def test_front_matter_declares_and_the_text_fills_in() -> None:
    """What is declared wins; byline and text are read as in any news copy."""
    article = read(
        "---\ntitle: Ferries return\nsection: Harbour\ndate: 2026-02-28\n---\n"
        "By Jane Roe\nPublished: 2020-01-01\n\nThe first crossed.\n"
    )
    assert (article.title, article.section, article.published) == ("Ferries return", "Harbour", "2026-02-28")
    assert authors(article) == ["Jane Roe"]
    assert article.markup == "The first crossed."
    assert (article.lines["title"], article.lines["authors"]) == (2, 6)


def test_front_matter_without_a_title_leaves_the_headline_to_the_text() -> None:
    """Its line counts from the top of the file."""
    article = read("+++\nsection = 'Harbour'\n+++\nFerries return\n\nThe first crossed.\n")
    assert (article.title, article.lines["title"]) == ("Ferries return", 4)


def test_a_headline_that_repeats_the_declared_title_is_shown_once() -> None:
    """The text begins below it."""
    assert (
        read("---\ntitle: Ferries  return\n---\nFerries return\n\nThe first crossed.\n").markup == "The first crossed."
    )


def test_a_mistyped_guard_refuses_the_article() -> None:
    """Front matter is read with the same care as everywhere."""
    assert refused("---\ntitle: A\ndrfat: true\n---\nThe first crossed.\n").startswith("desk/a.txt:3 ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "desk/a.txt:1 no headline. Begin with a line for it, then the text below."),
        (" \n\ufeff\n", "desk/a.txt:1 no headline. Begin with a line for it, then the text below."),
        (
            "\nFerries return\n",
            "desk/a.txt:2 a headline without text. Write at least one paragraph below it, after a blank line.",
        ),
        (
            "Ferries return\n\nBy Jane Roe\n\nA boat. Photo: Handout\n",
            "desk/a.txt:1 a headline without text. Write at least one paragraph below it, after a blank line.",
        ),
        (
            "long " * 100,
            "desk/a.txt:1 no headline: the first paragraph has 499 characters. "
            "Put a headline on a line of its own above it.",
        ),
    ],
)
def test_news_copy_needs_a_headline_and_a_paragraph(text: str, problem: str) -> None:
    """An editor reads what is missing and how to give it."""
    assert refused(text) == problem


def test_control_characters_are_taken_out_and_named() -> None:
    """A repair, and no reason to refuse."""
    article = read("Ferries\x07 return\n\nIt\x92s \x1bback.\n".encode())
    assert (article.title, article.markup) == ("Ferries return", "It’s back.")
    assert [problem.code for problem in article.repairs] == ["characters"]


@given(
    st.text(max_size=300) | st.text("By Jane Roe\n .Photo:記者圖—(1)2026-02", max_size=120) | st.binary(max_size=100)
)
@settings(max_examples=300, deadline=None)
def test_any_file_is_one_article_or_one_refusal(data: str | bytes) -> None:
    """Never an exception; what is read has a headline and text."""
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    [found] = PlainText().parse(data, "a.txt")
    if isinstance(found, Article):
        assert found.title
        assert found.markup
