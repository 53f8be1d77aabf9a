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
        ("By Dr. María José de la Cruz-O'Neill Jr. and Ann Lee", "Dr. María José de la Cruz-O'Neill Jr.; Ann Lee"),
        ("By Prof. Jane Roe", "Prof. Jane Roe"),
        ("By Capt. Jane Roe and Lt. Col. John Doe", "Capt. Jane Roe; Lt. Col. John Doe"),
        ("Words by Prof. Jane Roe. Photographs by John Doe", "Prof. Jane Roe + John Doe"),
    ],
)
def test_names_of_every_kind(line: str, people: str) -> None:
    """Initials, titles, suffixes, particles, hyphens, accents, other scripts."""
    assert shown(line) == people


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By April Chan", "April Chan"),
        ("By June Chan and Jane Roe", "June Chan; Jane Roe"),
        ("BY AUGUST WILSON", "AUGUST WILSON"),
        ("By Will Bunch", "Will Bunch"),
        ("By He Huifeng in Guangdong", "He Huifeng @ Guangdong"),
        ("By Violet Law", "Violet Law"),
        ("BY VIOLET LAW", "VIOLET LAW"),
        ("By Law Kar-ying", "Law Kar-ying"),
        ("By Doris Day and Wendy May Day", "Doris Day; Wendy May Day"),
        ("By Violet Law and Jane Roe in London, Ann Lee in Paris", "Violet Law; Jane Roe; Ann Lee @ London, Paris"),
        ("By Mary A Smith", "Mary A Smith"),
        ("By Nguyễn Văn A and Trần Thị B", "Nguyễn Văn A; Trần Thị B"),
    ],
)
def test_names_that_are_words_too(line: str, people: str) -> None:
    """Months, "Will", "Law", "Day" and a single letter are names where names have them."""
    assert shown(line) == people


@pytest.mark.parametrize(
    "line",
    [
        *("By April", "By April 2024", "By Late April", "By June and July", "By April, May and June", "By May Day"),
        *("By April Fools", "By April Fools' Day", "By June Next Year", "By August at the Latest", "By Tuesday Night"),
        *("By Will", "By Will Power", "By Will of God", "By Free Will", "By He Who Dares"),
        *("By Law", "By Law and Order", "By Common Law", "By Federal Law", "By US Law", "By Hong Kong Law"),
        *("By God’s Law", "By Law Enforcement", "BY COMMON LAW", "By Day", "By Night and Day", "By Election Day"),
        *("By Independence Day", "By New Year's Day", "By VE Day", "By Day Three", "By Law, the fare is five dollars"),
        *("By A Nose", "By A Single Vote", "By Taking A Stand", "By Route A", "By a Smith"),
    ],
)
def test_words_that_are_names_too_are_words_elsewhere(line: str) -> None:
    """Dates, laws and phrases in title case name no author."""
    assert shown(line) == "none"


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Jane Roe, Senior Correspondent", "Jane Roe"),
        ("By Jane Roe, Senior Correspondent, and John Doe, Political Editor", "Jane Roe; John Doe"),
        ("By Jane Roe, Bureau Chief in Beijing", "Jane Roe @ Beijing"),
        ("By Jane Roe, Editor at Large, The Harbour Post", "Jane Roe § The Harbour Post"),
        ("Jane Roe, Senior Correspondent", "Jane Roe"),
        ("By Jane Roe, Health and Science Correspondent", "Jane Roe"),
        ("By Jane Roe, Education & Society Editor", "Jane Roe"),
        ("By Jane Roe, Foreign Affairs and Defence Editor in Lima", "Jane Roe @ Lima"),
        ("By Jane Roe, Health, Science and Environment Correspondent", "Jane Roe"),
        ("By Jane Roe, Health, Science, and Environment Correspondent", "Jane Roe"),
        ("By Jane Roe and John Doe, Health and Science Correspondents", "Jane Roe; John Doe"),
        ("By Jane Roe, Health and Science Correspondent, and John Doe, Political Editor", "Jane Roe; John Doe"),
        ("By Jane Roe, Editor and Publisher", "Jane Roe"),
        ("By Jane Roe, Head of News", "Jane Roe"),
        ("By Jane Roe, US Editor, in New York", "Jane Roe @ New York"),
        ("By Jane Roe, in Lima", "Jane Roe @ Lima"),
        ("By Jane Roe, ProPublica", "Jane Roe § ProPublica"),
        ("By Jane Roe, ProPublica, and John Doe, The Texas Tribune", "Jane Roe; John Doe § ProPublica"),
        ("By Jane Roe, The Texas Tribune, and John Doe, ProPublica", "Jane Roe; John Doe § The Texas Tribune"),
        ("By Jane Roe, Grist, and John Doe, The Texas Tribune", "Jane Roe; John Doe § The Texas Tribune"),
        ("By Jane Roe, CNN, and John Doe, BBC", "Jane Roe; John Doe § CNN"),
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


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Jane Roe, Madonna, and Li Ming", "Jane Roe; Madonna; Li Ming"),
        ("By Jane Roe, Madonna, and Li Ming, Bono", "Jane Roe; Madonna; Li Ming; Bono"),
        ("By Jane Roe, John Doe, and Ann Lee, The Texas Tribune", "Jane Roe; John Doe; Ann Lee § The Texas Tribune"),
        ("By Jane Roe, John Doe and Science Correspondent", "Jane Roe; John Doe"),
        ("By Jane Roe, Madonna, and Staff Reporter", "Jane Roe; Madonna"),
        ("By JANE ROE, CHER, AND LI MING", "JANE ROE; CHER; LI MING"),
    ],
)
def test_people_beside_roles_and_agencies_are_authors(line: str, people: str) -> None:
    """What stands between two names, or before a role, is a person where it may be one."""
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
