"""Captions, datelines, and text as HTML."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.captions import read_caption
from entries.datelines import split_dateline
from entries.paragraphs import first_text_paragraph, from_text, split


@pytest.mark.parametrize(
    ("paragraph", "caption", "credit"),
    [
        (
            "Scientists give John Lee (left) a tour of the lab. Photo: Handout",
            "Scientists give John Lee (left) a tour of the lab.",
            "Handout",
        ),
        ("A boat. Picture: Jane Roe", "A boat.", "Jane Roe"),
        ("A boat. Photograph: Jane Roe/The Guardian", "A boat.", "Jane Roe/The Guardian"),
        ("A boat. Photograph by Jane Roe", "A boat.", "Jane Roe"),
        ("A boat. Image: Getty Images", "A boat.", "Getty Images"),
        ("A boat. File photo: AFP", "A boat.", "AFP"),
        ("A boat. PHOTO: REUTERS", "A boat.", "REUTERS"),
        ("A boat. Photo: supplied", "A boat.", "supplied"),
        ("A boat. Photo: Handout.", "A boat.", "Handout"),
        ("A boat. Photo: St. John Ambulance", "A boat.", "St. John Ambulance"),
        ("“A boat,” he said. Photo: AFP", "“A boat,” he said.", "AFP"),
        ("A boat | Photo: Handout", "A boat", "Handout"),
        ("A boat (Photo: Jane Roe)", "A boat", "Jane Roe"),
        ("A boat. [Photo: Handout]", "A boat.", "Handout"),
        ("A boat. (AP Photo/Jane Roe)", "A boat.", "AP Photo/Jane Roe"),
        ("A boat. (Jane Roe/Reuters)", "A boat.", "Jane Roe/Reuters"),
        ("A boat. Photo credit: Jane Roe", "A boat.", "Jane Roe"),
        ("A boat. Photo courtesy of the museum", "A boat.", "the museum"),
        ("A boat. Credit: Jane Roe", "A boat.", "Jane Roe"),
        ("渡輪昨日開出。圖：政府新聞處", "渡輪昨日開出。", "政府新聞處"),
        ("轮渡昨日开出。图片：新华社", "轮渡昨日开出。", "新华社"),
        ("渡輪昨日開出。（圖：政府新聞處）", "渡輪昨日開出。", "政府新聞處"),
        ("渡輪昨日開出 圖／法新社", "渡輪昨日開出", "法新社"),
        ("渡輪昨日開出。（陳大文攝）", "渡輪昨日開出。", "陳大文攝"),
        ("圖：渡輪昨日開出，載客二百人，場面熱鬧。", "渡輪昨日開出，載客二百人，場面熱鬧。", ""),
        ("FILE PHOTO: A boat in Lima, Peru. REUTERS/Jane Roe", "A boat in Lima, Peru.", "REUTERS/Jane Roe"),
        ("File photo: A boat in Lima, Peru, on Monday.", "A boat in Lima, Peru, on Monday.", ""),
        ("A boat. REUTERS/Jane Roe/File Photo", "A boat.", "REUTERS/Jane Roe/File Photo"),
        ("A boat. Jane van der Roe/AFP via Getty Images", "A boat.", "Jane van der Roe/AFP via Getty Images"),
        ("A boat on Monday [Jane Roe/Reuters]", "A boat on Monday", "Jane Roe/Reuters"),
        ("A boat on Monday. [File: Jane Roe/Al Jazeera]", "A boat on Monday.", "File: Jane Roe/Al Jazeera"),
        ("A boat on Monday [Reuters]", "A boat on Monday", "Reuters"),
        ("A boat. CREDIT: JANE ROE", "A boat.", "JANE ROE"),
        ("Ein Boot. Foto: dpa", "Ein Boot.", "dpa"),
        ("Un bateau. Crédit photo : AFP", "Un bateau.", "AFP"),
        ("渡輪昨日開出。陳大文攝", "渡輪昨日開出。", "陳大文攝"),
        ("渡輪昨日開出。記者陳大文／攝影", "渡輪昨日開出。", "記者陳大文／攝影"),
        ("轮渡昨日开出。中新社记者 陈大文 摄", "轮渡昨日开出。", "中新社记者 陈大文 摄"),
        ("轮渡昨日开出 中新社记者 陈大文 摄", "轮渡昨日开出", "中新社记者 陈大文 摄"),
        ("中新社记者 陈大文 摄", "", "中新社记者 陈大文 摄"),
        ("渡輪昨日開出。(美聯社)", "渡輪昨日開出。", "美聯社"),
        ("渡輪昨日開出（法新社資料照）", "渡輪昨日開出", "法新社資料照"),
        ("Image source, Getty Images", "", "Getty Images"),
        ("Image copyright Jane Roe", "", "Jane Roe"),
        ("Image caption, A boat on Monday", "A boat on Monday", ""),
        ("Image caption A boat on Monday", "A boat on Monday", ""),
        ("Photo: Handout", "", "Handout"),
        ("Photo: A man walks past the harbour on Monday.", "A man walks past the harbour on Monday.", ""),
    ],
)
def test_a_caption_has_its_credit(paragraph: str, caption: str, credit: str) -> None:
    """In the ways that newsrooms write them."""
    assert read_caption(paragraph) == (caption, credit)


@pytest.mark.parametrize(
    "paragraph",
    [
        'He captioned it "Photo: me and the boss" before deleting it.',
        "The sign read. Photo: no flash allowed in the gallery after dark.",
        "He asked for one thing. Photo: he wanted it in colour. Nothing else.",
        "Photo: how a city lost its ferries",
        "The picture: a bleak one, experts say.",
        "Image is everything.",
        "Big picture: the economy grew by 3 per cent last year, and the outlook is good for exporters.",
        "政府試圖：一、減低成本；二、增加收入。",
        "他說：圖片顯示，渡輪已經開出。",
        "The economy grew (see graphic).",
        "Lee said so. (Reuters)",
        "意圖：不明",
        "He was asked for a reply. N/A",
        "He answered at once. [Yes/No]",
        "Lee said so. [Reuters]",
        "The poll was made by Reuters/Ipsos.",
        "The poll was wrong. Reuters/Ipsos polls often are.",
        "The poll was wrong. The AP/NORC poll was, too.",
        "Credit: where it is due",
        "CREDIT CRUNCH: Banks fail",
        "Image caption contest winners are announced on Monday.",
        "Image source code is online, the company said.",
        "他喜歡攝影",
        "渡輪昨日開出。全劇在香港拍攝",
        "渡輪昨日開出，場面 熱鬧拍攝",
        "渡輪昨日開出。船公司說不會加價。（美聯社）",
        "渡輪昨日開出，" * 12 + "場面熱鬧。（美聯社）",
        "A long paragraph. " * 60 + "Photo: Handout",
    ],
)
def test_prose_with_a_label_in_it_is_no_caption(paragraph: str) -> None:
    """Within a sentence, or before one, the word is only a word."""
    assert read_caption(paragraph) is None


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("HUARAZ, Peru — The lake is full.", "The lake is full."),
        ("HUARAZ, Peru (AP) — The lake is full.", "The lake is full."),
        ("LONDON, Feb 28 (Reuters) - The lake is full.", "The lake is full."),
        ("HONG KONG, April 20, 2023 — The lake is full.", "The lake is full."),
        ("NEW YORK -- The lake is full.", "The lake is full."),
        ("WASHINGTON, D.C. — “Full,” he said.", "“Full,” he said."),
        ("London (AP) — The lake is full.", "The lake is full."),
        ("Lima, Peru — The lake is full.", "The lake is full."),
        ("SÃO PAULO — The lake is full.", "The lake is full."),
        ("（中央社記者陳大文台北28日電）湖水已滿。", "湖水已滿。"),
        ("【本報訊】（記者 陳大文）湖水已滿。", "湖水已滿。"),
        ("新华社北京2月28日电（记者 王小明）湖水已满。", "湖水已满。"),
        ("本報訊 湖水已滿。", "湖水已滿。"),
    ],
)
def test_a_dateline_is_no_part_of_the_summary(paragraph: str, text: str) -> None:
    """It stays in the text, and the text begins after it."""
    dateline, rest = split_dateline(paragraph)
    assert rest == text
    assert paragraph.startswith(dateline)
    assert first_text_paragraph(paragraph) == text


@pytest.mark.parametrize(
    "paragraph",
    [
        "NASA — The agency that flew to the moon — said so.",
        "IBM — which makes computers — said so.",
        "The ferry — a big one — left.",
        "JOHN SMITH, 45, was jailed.",
        "Hong Kong – a city of ferries – has none.",
        "（編按：以下為全文）湖水已滿。",
    ],
)
def test_a_dash_makes_no_dateline(paragraph: str) -> None:
    """A subject between dashes, or a bracket, is part of its sentence."""
    assert split_dateline(paragraph) == ("", paragraph)


def test_the_first_text_is_no_caption_correction_note_or_subheading() -> None:
    """What a summary is cut from."""
    markup = (
        "The harbour\n\nA boat. Photo: Handout\n\nCorrection: It was two.\n\nEditor’s note: It is deep.\n\n"
        "This article has been updated.\n\nHUARAZ, Peru — The lake is full.\n\nMore."
    )
    assert first_text_paragraph(markup) == "The lake is full."


@pytest.mark.parametrize(
    "byline",
    ["By Jane Roe, 4 March 2024", "By Jane Roe and 3 others", "BY JANE ROE FOR THE 7PM NEWS", "By Order, Jr."],
)
def test_a_byline_that_cannot_be_read_is_no_summary(byline: str) -> None:
    """It stays in the text, even where it is all of it."""
    assert first_text_paragraph(f"{byline}\n\nThe lake is full.") == "The lake is full."
    assert first_text_paragraph(byline) == ""


@pytest.mark.parametrize(
    "opening", ["By Friday, the lake was full.", "By the lake", "By Monday the list read:", "“By Jove,” he said"]
)
def test_a_sentence_that_begins_as_a_byline_is_a_summary(opening: str) -> None:
    """What a byline does not do is to end, or to go on in small letters."""
    assert first_text_paragraph(opening + "\n") == opening


def test_the_first_text_is_a_short_line_where_there_is_no_other() -> None:
    """Better than none."""
    assert first_text_paragraph("Full at last") == "Full at last"


def test_text_is_text_in_html() -> None:
    """Markup in it comes out as itself, captions as figures, credits as written."""
    assert from_text("Tom & <blink>Jerry</blink>, a < b\n\nA boat. Photo: AT&T") == (
        "<p>Tom &amp; &lt;blink&gt;Jerry&lt;/blink&gt;, a &lt; b</p>\n"
        "<figure><figcaption>A boat. Photo: AT&amp;T</figcaption></figure>"
    )


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One\n\n\n Two \n", ["One", "Two"]),
        (
            "The first ferry in two years crossed the harbour on Monday,\n"
            "carrying 200 people who had waited since the early\nmorning.\n\nTickets cost five dollars.",
            [
                "The first ferry in two years crossed the harbour on Monday, carrying 200 people who had waited since "
                "the early morning.",
                "Tickets cost five dollars.",
            ],
        ),
        (
            "The first ferry crossed the harbour on Monday. Passengers cheered.\n"
            "It carried 200 people, the operator said, and more will follow soon.\nTickets cost five dollars.",
            [
                "The first ferry crossed the harbour on Monday. Passengers cheered.",
                "It carried 200 people, the operator said, and more will follow soon.",
                "Tickets cost five dollars.",
            ],
        ),
        ("Up " * 100 + "\n" + "Up " * 100, [("Up " * 100).strip()] * 2),
        ("The ferry goes\nAcross the bay", ["The ferry goes", "Across the bay"]),
        ("What changes:\n- Fares\n- Times", ["What changes:", "- Fares", "- Times"]),
        (
            "　　渡輪服務昨日恢復，首班船載客二百人，由東碼頭開出，沿途乘客歡呼，\n場面熱鬧。\n　　票價為五元。",
            ["渡輪服務昨日恢復，首班船載客二百人，由東碼頭開出，沿途乘客歡呼，場面熱鬧。", "票價為五元。"],
        ),
        ("One\u2029Two\u2028Three", ["One", "Two", "Three"]),
    ],
)
def test_lines_become_paragraphs(text: str, paragraphs: list[str]) -> None:
    """Wrapped lines are joined; a paragraph on each line, a list and a poem are not."""
    assert [one.text for one in split(text)] == paragraphs


def test_paragraphs_know_their_lines() -> None:
    """Counted from the line that the text starts on in its file."""
    assert [(one.line, one.text) for one in split("\nOne\n\nTwo", first=7)] == [(8, "One"), (10, "Two")]


@given(st.text(max_size=200) | st.text("ab .\n\u3000港聞。-", max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost_between_text_and_html(text: str) -> None:
    """All that is not white space is there, in order, and reading the paragraphs again changes nothing."""
    markup = "\n\n".join(one.text for one in split(text))
    assert "\n\n".join(one.text for one in split(markup)) == markup
    shown = from_text(markup)
    for tag in ("<p>", "</p>", "<figure><figcaption>", "</figcaption></figure>"):
        shown = shown.replace(tag, "")
    assert "".join(unescape(shown).split()) == "".join(markup.split())
