"""Who wrote an article, from its byline."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.bylines import read_byline


def shown(line: str) -> str:
    """A byline in one line: authors; + contributors; @ place; § provider."""
    byline = read_byline(line)
    if byline is None:
        return "none"
    parts = ["; ".join(person.name for person in byline.authors)]
    if byline.contributors:
        parts.append("+ " + "; ".join(person.name for person in byline.contributors))
    if byline.place:
        parts.append("@ " + byline.place)
    if byline.provider:
        parts.append("§ " + byline.provider)
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Ng Kang-chung", "Ng Kang-chung"),
        ("By Jane Roe, John Doe and Li Ming", "Jane Roe; John Doe; Li Ming"),
        ("By Jane Roe, John Doe, and Li Ming", "Jane Roe; John Doe; Li Ming"),
        ("By Jane Roe & John Doe", "Jane Roe; John Doe"),
        ("BY JANE ROE AND JOHN DOE", "JANE ROE; JOHN DOE"),
        ("by Jane Roe", "Jane Roe"),
        ("By: Jane Roe", "Jane Roe"),
        ("Byline: Jane Roe", "Jane Roe"),
        ("Author: Jane Roe", "Jane Roe"),
        ("Written by Jane Roe", "Jane Roe"),
        ("Words: Jane Roe", "Jane Roe"),
        ("Opinion by Jane Roe", "Jane Roe"),
        ("— Jane Roe", "Jane Roe"),
        ("– By Jane Roe", "Jane Roe"),
        ("By\u00a0Jane\u00a0Roe", "Jane Roe"),
        ("By Madonna", "Madonna"),
    ],
)
def test_authors_of_a_byline(line: str, people: str) -> None:
    """One author or several, in whatever way newsrooms introduce them."""
    assert shown(line) == people


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Robert Downey, Jr.", "Robert Downey Jr."),
        ("By Robert Downey, Jr., and Jane Roe", "Robert Downey Jr.; Jane Roe"),
        ("By Dr. Jane Roe, PhD", "Dr. Jane Roe PhD"),
        ("By J. K. Rowling", "J. K. Rowling"),
        ("By J.K. Rowling and George R. R. Martin", "J.K. Rowling; George R. R. Martin"),
        ("By Ludwig van Beethoven and Ursula von der Leyen", "Ludwig van Beethoven; Ursula von der Leyen"),
        ("By Conan O’Brien and Jean-Claude D'Angelo", "Conan O’Brien; Jean-Claude D'Angelo"),
        ("By Mohammed bin Salman al-Saud", "Mohammed bin Salman al-Saud"),
        ("By José Núñez", "José Núñez"),
        ("By Иван Петров", "Иван Петров"),
        ("By Ng Kang-chung and 陳大文", "Ng Kang-chung; 陳大文"),
    ],
)
def test_names_of_every_kind(line: str, people: str) -> None:
    """Initials, suffixes, particles, hyphens, accents, other scripts."""
    assert shown(line) == people


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Jane Roe, Senior Correspondent", "Jane Roe"),
        ("By Jane Roe, Senior Correspondent, and John Doe, Political Editor", "Jane Roe; John Doe"),
        ("By Jane Roe, Bureau Chief in Beijing", "Jane Roe @ Beijing"),
        ("By Jane Roe, Editor at Large, The Harbour Post", "Jane Roe § The Harbour Post"),
        ("Jane Roe, Senior Correspondent", "Jane Roe"),
        ("By Jane Roe in Lima", "Jane Roe @ Lima"),
        ("By Jane Roe in Lima, Peru", "Jane Roe @ Lima, Peru"),
        ("By Jane Roe, Hong Kong", "Jane Roe @ Hong Kong"),
        ("By Jane Roe in Hong Kong and Beijing", "Jane Roe @ Hong Kong, Beijing"),
        ("By Jane Roe in Hong Kong and Li Ming in Beijing", "Jane Roe; Li Ming @ Hong Kong, Beijing"),
        ("By Jane Roe | Reuters", "Jane Roe § Reuters"),
        ("By Jane Roe, The Associated Press", "Jane Roe § The Associated Press"),
        ("By Jane Roe (Reuters)", "Jane Roe § Reuters"),
        ("By Jane Roe for Reuters", "Jane Roe § Reuters"),
        ("Jane Roe | Reuters", "Jane Roe § Reuters"),
        ("By Reuters", "Reuters § Reuters"),
        ("By AFP in Paris", "AFP @ Paris § AFP"),
        ("By Staff Reporter", "Staff Reporter"),
        ("By The Editorial Board", "The Editorial Board"),
        ("By Jane Roe and agencies", "Jane Roe"),
    ],
)
def test_roles_places_and_agencies_are_no_authors(line: str, people: str) -> None:
    """They are told from names; an agency alone is the author."""
    assert shown(line) == people


@pytest.mark.parametrize("line", ["By Jane Roe jane@roe.example", "By Jane Roe (jane@roe.example)"])
def test_an_address_is_no_part_of_a_name(line: str) -> None:
    """It is kept beside it."""
    byline = read_byline(line)
    assert byline is not None
    assert [(person.name, person.email) for person in byline.authors] == [("Jane Roe", "jane@roe.example")]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Additional reporting by John Doe and Li Ming in Beijing", "+ John Doe; Li Ming @ Beijing"),
        ("(Reporting by Jane Roe in Lima; Editing by John Doe)", "Jane Roe + John Doe @ Lima"),
        ("By Jane Roe; additional reporting by Li Ming", "Jane Roe + Li Ming"),
        ("By Jane Roe with additional reporting by Li Ming", "Jane Roe + Li Ming"),
        ("Words by Jane Roe. Photographs by John Doe", "Jane Roe + John Doe"),
        ("By Jane Roe as told to John Doe", "Jane Roe + John Doe"),
        ("責任編輯：王小明", "+ 王小明"),
    ],
)
def test_those_who_helped_are_contributors(line: str, people: str) -> None:
    """Reporters, editors, photographers."""
    assert shown(line) == people


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("記者 陳大文、李小明", "陳大文; 李小明"),
        ("記者陳大文", "陳大文"),
        ("記者：陳大文", "陳大文"),
        ("本報記者 陳大文 李小明", "陳大文; 李小明"),
        ("记者 王小明 李大同", "王小明; 李大同"),
        ("本报记者 王小明 北京报道", "王小明 @ 北京"),
        ("文 王小明", "王小明"),
        ("文／王小明", "王小明"),
        ("文 / 王小明", "王小明"),
        ("文／王小明 圖／李大同", "王小明 + 李大同"),
        ("撰文：王小明、李大同", "王小明; 李大同"),
        ("撰文：王小明 攝影：李大同", "王小明 + 李大同"),
        ("撰文：Jane Roe", "Jane Roe"),
        ("作者：編輯部", "編輯部"),
        ("作者：王小明 來源：新華社", "王小明 § 新華社"),
        ("【記者陳大文／台北報導】", "陳大文 @ 台北"),
        ("記者陳大文台北報導", "陳大文 @ 台北"),
        ("（中央社記者陳大文台北28日電）", "陳大文 @ 台北 § 中央社"),
        ("新华社记者 王 明", "王明 § 新华社"),
        ("記者 尼古拉·特斯拉", "尼古拉·特斯拉"),
    ],
)
def test_bylines_in_chinese(line: str, people: str) -> None:
    """Traditional and simplified, with and without marks between label and name."""
    assert shown(line) == people


@pytest.mark.parametrize(
    "line",
    [
        *("By the time the ferry reached the pier, it was dark.", "By Friday", "By Friday, the harbour had closed"),
        "By the end of 2021, 312 of the world’s top 500 companies had a presence in Chongqing.",
        *(
            "By popular demand",
            "By land and by sea",
            "By Air, Land and Sea",
            "By contrast, London is cheap",
            "By Design",
        ),
        *("By The Time You Read This", "By the Numbers", "By Order of the Court", "By train, bus and ferry", "By 2030"),
        *(
            "By Xi Jinping’s side stood Li Keqiang.",
            "By his own account, Lee was tired.",
            "By Jove!",
            "By Monday morning",
        ),
        *("Words fail me", "Text of the speech", "Author of the Year", "Reporting by the book is hard.", "More News"),
        *("Additional reporting requirements were announced.", "Editing by committee rarely works", "Breaking News"),
        *("Hong Kong, China", "Hong Kong – A city of ferries", "— and so it goes", "The Associated Press", "Jane Roe"),
        *("記者會", "記者會今日舉行", "記者節快樂", "記者問：為什麼？", "記者們都到場", "文化局今日公布", "作者已死"),
        *(
            "文件顯示，政府將會檢討有關安排。",
            "圖：政府新聞處",
            "整理房間",
            "來源不明",
            "Photo: Handout",
            "",
            "By",
            "By ",
        ),
    ],
)
def test_what_only_begins_like_a_byline_is_none(line: str) -> None:
    """Sentences, headings and captions name no author."""
    assert shown(line) == "none"


@given(st.text(max_size=80).map(lambda text: f"By {text}") | st.text("By JaneRo,&|/記者陳大文：、（） .", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_line_is_a_byline_with_names_or_none(line: str) -> None:
    """Never an error, never an empty name."""
    byline = read_byline(line)
    if byline is not None:
        assert byline.authors or byline.contributors or byline.provider
        assert all(person.name.strip() for person in (*byline.authors, *byline.contributors))


@pytest.mark.parametrize(
    "part", ["记者", "駐京", "By A, ", "By a and ", "記者陳大文、", "本報記者", "Jr. ", "a@b.", "—— "]
)
def test_a_hostile_line_takes_no_time(part: str) -> None:
    """No pattern tries the ways to part a repeated text one by one: this would not end."""
    for length in (80, 160, 240):
        read_byline((part * length)[:length] + "!")
