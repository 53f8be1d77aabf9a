"""From an article and what is remembered to what is remembered from now on."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entries.errors import InvalidEntry
from entries.firstwords import opening
from entries.model import Article, Enclosure, Image, MarkupType, Person, Problem, Record, Update
from entries.settle import settle
from entries.source import SourceSettings
from entries.timing import zone_hint

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
SETTINGS = SourceSettings(
    publication_id="tag:harbourpost.example,2026",
    source="desk",
    zone=ZoneInfo("Asia/Hong_Kong"),
    link="https://harbourpost.example/{section}/{slug}",
    site="https://harbourpost.example/",
)
ARTICLE = Article(
    where="articles/china/tour.md",
    title="Tour",
    section="China",
    markup="Text.",
    markup_type="markdown",
    path_slug="tour",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def record(
    article: Article = ARTICLE, known: Record | None = None, now: datetime = NOW, settings: SourceSettings = SETTINGS
) -> Record:
    return settle(article, "china/tour.md", known, settings, now, NOW - 3 * SECOND).record


def problems(article: Article, known: Record | None = None, settings: SourceSettings = SETTINGS) -> list[str]:
    return [str(each) for each in settle(article, "china/tour.md", known, settings, NOW, NOW).problems]


def refusal(article: Article, settings: SourceSettings = SETTINGS) -> Problem:
    with pytest.raises(InvalidEntry) as caught:
        record(article, settings=settings)
    return caught.value.problem


def says(**changes: Any) -> Article:
    return ARTICLE._replace(**changes)


def test_the_id_is_made_of_publication_source_and_key() -> None:
    """A minted id holds no clock, no order and no section."""
    assert record().id == "tag:harbourpost.example,2026:desk/china/tour"


def test_an_id_never_changes() -> None:
    """Another title, slug, section, domain and format: the id stays."""
    first = record()
    moved = SETTINGS._replace(link="https://new.example/{slug}", source="wire")
    after = record(says(title="New", slug="other", section="World", markup_type="html"), first, settings=moved)
    assert after.id == first.id
    assert after.link == "https://new.example/other"


def test_a_declared_id_is_the_id() -> None:
    """What an author declares is kept to the letter."""
    assert record(says(id="urn:isbn:0451450523")).id == "urn:isbn:0451450523"


def test_a_template_gives_ids_to_new_entries_only() -> None:
    """`id = "{link}"` is for entries never published before."""
    settings = SETTINGS._replace(id="{link}")
    assert record(settings=settings).id == "https://harbourpost.example/china/tour"
    assert record(known=record(), settings=settings).id == "tag:harbourpost.example,2026:desk/china/tour"


def test_a_different_declared_id_is_named_with_the_one_that_stays() -> None:
    """Once published, the stored id wins, and the problem says how to mean the other."""
    article = says(id="urn:isbn:0451450523", lines={"id": 2})
    assert record(article, record()).id == record().id
    assert problems(article, record()) == [
        'articles/china/tour.md:2 declares the id "urn:isbn:0451450523" but is published as '
        '"tag:harbourpost.example,2026:desk/china/tour", which it keeps. Declare that one. '
        "To publish it as a new entry: masthead build --allow-resurfacing"
    ]


def test_a_declared_id_still_counts_while_nobody_saw_another() -> None:
    """A draft may get its id as long as it is one."""
    draft = record(says(draft="true"))
    assert record(says(id="urn:isbn:0451450523"), draft).id == "urn:isbn:0451450523"


def test_an_adopted_id_that_is_declared_is_no_conflict() -> None:
    """An old guid that is no IRI is the same id when its author declares it."""
    assert problems(says(id="17"), record()._replace(id="17")) == []


LINKS = [
    ({"link": "https://x.example/a b/ü?q=ü#ö"}, {}, "https://x.example/a%20b/%C3%BC?q=%C3%BC#%C3%B6"),
    ({"link": "/a/b/"}, {}, "https://harbourpost.example/a/b/"),
    ({"link": "a/b"}, {"site": "https://harbourpost.example/blog/"}, "https://harbourpost.example/blog/a/b"),
    ({"link": "//cdn.example/a"}, {}, "https://cdn.example/a"),
    ({}, {}, "https://harbourpost.example/china/tour"),
    ({"section": None}, {}, "https://harbourpost.example/tour"),
    ({"section": "!!!"}, {}, "https://harbourpost.example/tour"),
    ({"section": "Health & Environment"}, {}, "https://harbourpost.example/health-environment/tour"),
    ({"section": "港聞"}, {}, "https://harbourpost.example/%E6%B8%AF%E8%81%9E/tour"),
    ({"slug": "巴士"}, {}, "https://harbourpost.example/china/%E5%B7%B4%E5%A3%AB"),
    ({"slug": "cafe\u0301"}, {}, "https://harbourpost.example/china/caf%C3%A9"),
    ({"slug": "../../x"}, {}, "https://harbourpost.example/china/tour"),
    ({"slug": "a?b#c"}, {}, "https://harbourpost.example/china/a%3Fb%23c"),
    ({"path_slug": None}, {}, "https://harbourpost.example/china/tour"),
    ({"path_slug": None, "inner": "https://old.example/x/story.html"}, {}, "https://harbourpost.example/china/story"),
    (
        {"published": "2026-02-28 23:30"},
        {"link": "https://x.example/{year}/{month}/{day}/{slug}"},
        "https://x.example/2026/02/28/tour",
    ),
    ({}, {"link": "https://x.example/{language}/{source}/{path}"}, "https://x.example/desk/china/tour"),
    ({"language": "zh_Hant"}, {"link": "https://x.example/{language}/{key}"}, "https://x.example/zh-Hant/china/tour"),
    ({"path_link": "a+b/ö"}, {"link": "https://x.example/{path}/"}, "https://x.example/a+b/%C3%B6/"),
    ({"path_link": "a/b/c"}, {"link": "https://x.example/{folder}/{slug}/"}, "https://x.example/a/b/tour/"),
    (
        {"path_link": "a b/c/Tour", "published": "2026-02-28"},
        {"link": "https://x.example/{folder}/{year}/{name}.html"},
        "https://x.example/a%20b/c/2026/Tour.html",
    ),
    ({"path_link": "b"}, {"link": "https://x.example/{folder}/{slug}/"}, "https://x.example/tour/"),
    *[
        (
            {"path_link": "a/b", "path_language": own},
            {"link": "https://x.example/{path}/", "site_language": site},
            f"https://x.example/{prefix}a/b/",
        )
        for own, site, prefix in [
            ("zh", "en-GB", "zh/"),
            ("en", "en-GB", ""),
            ("en", None, ""),
            ("zh-Hant", "zh-Hans", "zh-hant/"),
            (None, "en", ""),
        ]
    ],
    ({"id": "urn:x-a:1"}, {"link": "https://x.example/?id={id}"}, "https://x.example/?id=urn%3Ax-a%3A1"),
    ({"section": None}, {"link": "https://x.example/{section}?u=https://y.example//z"},
     "https://x.example/?u=https://y.example//z"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "settings", "expected"), LINKS)
def test_link(fields: dict[str, Any], settings: dict[str, Any], expected: str) -> None:
    """A link is declared or made from the template: absolute, ASCII, and without a hole where a field is empty."""
    assert record(says(**fields), settings=SETTINGS._replace(**settings)).link == expected


def test_no_link_and_no_template() -> None:
    """The refusal says both ways to give a link."""
    problem = refusal(says(where="articles/a.txt"), SETTINGS._replace(link=None))
    assert str(problem) == (
        "articles/a.txt: no link and no template. "
        'Add `link:` to it, or  link = "https://…/{section}/{slug}"  to [[sources]].'
    )


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/to?from=http://a.example/", "https://harbourpost.example/to?from=http://a.example/"),
        ("to?from=http://a.example/", "https://harbourpost.example/to?from=http://a.example/"),
        ("/web/#http://a.example/", "https://harbourpost.example/web/#http://a.example/"),
    ],
)
def test_an_address_within_a_path(link: str, address: str) -> None:
    """Only what stands before the path, the query and the fragment can be a scheme."""
    assert record(says(link=link)).link == address


@pytest.mark.parametrize(
    "link", ["mailto:a@b.org", "javascript:alert(1)", "https://", "http://a b/", "www.x.org/a", "ht tp://x"]
)
def test_what_is_no_web_address_is_no_link(link: str) -> None:
    """A link leads to a page or the article is refused, with the line."""
    problem = refusal(says(link=link, lines={"link": 3}))
    assert (problem.code, problem.line) == ("bad-link", 3)


def test_a_zone_less_date_is_in_the_publications_zone() -> None:
    """18:30 in Hong Kong is 10:30 UTC."""
    assert record(says(published="2026-02-28 18:30")).published == at("2026-02-28T10:30Z")


def test_the_path_dates_what_declares_nothing() -> None:
    """Declared, else the path, else first seen."""
    assert record(says(path_date="2026-02-28")).published == at("2026-02-27T16:00Z")
    assert record(says(published="2026-03-01", path_date="2026-02-28")).published == at("2026-02-28T16:00Z")
    assert record().published == record().first_seen == NOW - 3 * SECOND


def test_a_first_seen_date_stays() -> None:
    """An undated article is dated when it was first seen, whenever it is read again."""
    assert record(says(markup="Other."), record(), NOW + DAY).published == NOW - 3 * SECOND


@pytest.mark.parametrize(("text", "code"), [("10/05/2026", "ambiguous-date"), ("30 February 2026", "impossible-date")])
def test_an_uncertain_date_is_refused_with_its_line(text: str, code: str) -> None:
    """A wrong date is worse than none."""
    problem = refusal(says(published=text, lines={"published": 4}))
    assert (problem.code, problem.line, problem.where) == (code, 4, "articles/china/tour.md")


def test_a_published_date_moves_only_with_its_authors_text() -> None:
    """Another zone moves nothing that is out; another text does."""
    first = record(says(published="2026-02-28 18:30"))
    utc = SETTINGS._replace(zone=UTC)
    assert record(says(published="2026-02-28 18:30"), first, settings=utc).published == first.published
    assert record(says(published="2026-02-28 19:30"), first, settings=utc).published == at("2026-02-28T19:30Z")
    assert record(says(published=None), first).published == first.published


def test_moving_a_file_into_a_folder_of_dates_moves_no_date() -> None:
    """A path's date is for the first sight; a renamed dated file says another date."""
    assert record(says(path_date="2026-01-01"), record()).published == NOW - 3 * SECOND
    dated = record(says(path_date="2026-01-01"))
    assert record(says(path_date="2026-01-02"), dated).published == at("2026-01-01T16:00Z")


def test_a_date_found_in_a_document_stays() -> None:
    """After a loss of state the document's date stands; from then on the author's text counts."""
    found = record()._replace(digest="", published_text=None, published=at("2026-03-01T00:00Z"))
    again = record(says(published="2026-02-28"), found)
    assert again.published == found.published
    assert again.updated == found.updated
    assert record(says(published="2026-04-01"), again).published == at("2026-03-31T16:00Z")


def test_a_future_date_is_an_embargo() -> None:
    """It goes out then, dated then."""
    held = record(says(published="2026-11-23T08:00Z"))
    assert (held.embargo, held.published, held.released) == (at("2026-11-23T08:00Z"), at("2026-11-23T08:00Z"), False)


def test_a_future_date_may_be_published_at_once() -> None:
    """`future = "publish"` opts out, and an editor is warned of what readers make of it."""
    settings = SETTINGS._replace(future="publish")
    article = says(published="2026-11-23T08:00Z")
    assert record(article, settings=settings).released
    assert "published 2026-11-23 is in the future" in problems(article, settings=settings)[0]


@pytest.mark.parametrize(("ahead", "named"), [(timedelta(minutes=10), False), (timedelta(minutes=10, seconds=1), True)])
def test_clocks_may_differ_by_ten_minutes(ahead: timedelta, named: bool) -> None:
    """A date that is no later than that is not in the future."""
    article = says(published=(NOW + ahead).isoformat())
    assert bool(problems(article, settings=SETTINGS._replace(future="publish"))) is named


def test_a_title_with_a_tag_is_named() -> None:
    """readers 11: with its line; a lesser sign is none, and the note of a withdrawn article has another title."""
    article = says(title="A <b>bold</b> title", lines={"title": 2})
    assert problems(article) == [
        "articles/china/tour.md:2 the title holds a tag, as text. Some readers drop it; a title is best without."
    ]
    assert problems(article._replace(title="1 < 2 </ 3>")) == []
    assert problems(article._replace(draft="true")) == []
    released = record(article)
    assert problems(article._replace(status="withdrawn"), released) == []


def test_dates_before_1970_are_named() -> None:
    """newsboat shows them in 2096."""
    assert "published 1969-07-19 is before 1970" in problems(says(published="1969-07-20"))[0]


def test_an_entry_surfaces_at_its_release() -> None:
    """Dated max(published, release), or it would sink below the window."""
    assert record(says(published="2026-01-01", embargo="2026-11-20T08:00Z")).published == at("2026-11-20T08:00Z")
    assert record(says(published="2026-11-21T08:00Z", embargo="2026-11-20")).published == at("2026-11-21T08:00Z")


def test_a_draft_surfaces_when_it_goes_live() -> None:
    """A draft of January that is published in November is news of November, and keeps that date."""
    draft = record(says(published="2026-01-01", draft="true"), now=NOW - DAY)
    assert not draft.released
    live = record(says(published="2026-01-01"), draft)
    assert (live.published, live.updated, live.released) == (NOW, NOW, True)
    assert record(says(published="2026-01-01", markup="More."), live, NOW + DAY).published == NOW


def test_an_embargo_lifted_early_surfaces_now() -> None:
    """Taking an embargo away is a release too."""
    held = record(says(published="2026-01-01", embargo="2026-12-24"), now=NOW - DAY)
    assert record(says(published="2026-01-01"), held).published == NOW


def test_an_embargo_that_time_ended_dates_by_itself() -> None:
    """An entry read after its embargo is dated when that ended, not when it was read."""
    held = record(says(published="2026-01-01", embargo="2026-11-22T09:00Z"), now=NOW - DAY)
    assert record(says(published="2026-01-01", embargo="2026-11-22T09:00Z"), held).published == NOW - HOUR


def test_unpublishing_and_publishing_again_keeps_the_date() -> None:
    """What was out once does not come back as news."""
    out = record(says(published="2026-01-01"))
    draft = record(says(published="2026-01-01", draft="true"), out)
    assert record(says(published="2026-01-01"), draft, NOW + DAY).published == out.published


def test_a_new_embargo_takes_back_what_was_out() -> None:
    """An author's new wish counts; a clock that went back is none."""
    article = says(published="2026-11-22T09:00Z")
    out = record(article)
    assert not record(article._replace(embargo="2026-12-24"), out).released
    assert not record(says(published="2026-12-24"), out).released
    assert record(article._replace(embargo="2026-11-22T09:00Z"), out, NOW - DAY).released


def test_withdrawal_is_dated_when_first_seen() -> None:
    """The thirty days of the note count from there; undone, nothing of it is left."""
    out = record()
    gone = record(says(status="withdrawn", note="Wrong."), out)
    assert (gone.withdrawn, gone.note, gone.id, gone.link) == (NOW, "Wrong.", out.id, out.link)
    assert record(says(status="withdrawn", note="Wrong."), gone, NOW + DAY).withdrawn == NOW
    assert record(known=gone).withdrawn is None


EDITS: list[dict[str, Any]] = [
    {"title": "Other"},
    {"summary": "Other"},
    {"markup": "Other."},
    {"authors": (Person(name="Ann"),)},
    {"image": Image(url="/a.png")},
    {"enclosures": (Enclosure(url="/a.mp3"),)},
    {"correction": ("It was two.",)},
    {"updates": (Update(time="10:00", markup="More."),)},
    {"status": "withdrawn"},
]
NO_EDITS: list[dict[str, Any]] = [
    {},
    {"markup": "  Text.\n\n"},
    {"section": "World"},
    {"tags": ("a",)},
    {"link": "https://x.example/other"},
    {"language": "en"},
    {"image": Image(caption="A tour", credit="Handout")},
    {"published": "2026-01-01"},
    {"updated": "2026-11-22T09:59:59Z"},
    {"provider": "AFP", "rights": "All", "labels": ("opinion",)},
    {"markup": "Other.", "minor": "true"},
]


@pytest.mark.parametrize("fields", EDITS)
def test_an_edit_moves_updated(fields: dict[str, Any]) -> None:
    """What the author wrote has changed: `updated` is the run's moment."""
    assert record(says(**fields), record(), NOW + DAY).updated == NOW + DAY


@pytest.mark.parametrize("fields", NO_EDITS)
def test_nothing_else_moves_updated(fields: dict[str, Any]) -> None:
    """Section, tags, link, language, credit, white space and dates are no edits, nor is a minor one."""
    assert record(says(**fields), record(), NOW + DAY).updated == record().updated


def test_a_declared_update_counts_when_it_is_later() -> None:
    """Same digest, unchanged; else the declared one if greater than the stored, else now; never backwards."""
    first = record(says(published="2026-01-01", updated="2026-01-05T00:00Z"))
    assert first.updated == at("2026-01-05T00:00Z")
    later = says(published="2026-01-01", markup="More.", updated="2026-01-06T00:00Z")
    assert record(later, first).updated == at("2026-01-06T00:00Z")
    earlier = later._replace(updated="2026-01-04T00:00Z")
    assert record(earlier, first).updated == NOW
    assert record(earlier, first._replace(updated=NOW + DAY)).updated == NOW + DAY + SECOND


def test_edits_before_the_release_do_not_count() -> None:
    """First sight is when anybody could see it: `updated` is then the published date."""
    draft = record(says(published="2026-01-01", draft="true"), now=NOW - 2 * DAY)
    draft = record(says(published="2026-01-01", draft="true", markup="More."), draft, NOW - DAY)
    assert record(says(published="2026-01-01", markup="More."), draft).updated == NOW


def test_an_entry_is_not_updated_before_it_is_published() -> None:
    """An embargoed article edited before its release is as new as its release."""
    article = says(published="2026-01-01", updated="2026-01-02", embargo="2026-11-20T08:00Z")
    assert record(article).updated == at("2026-11-20T08:00Z")


TITLES = [
    ({"title": 'AT&T <3 "quotes" 1 < 2'}, 'AT&T <3 "quotes" 1 < 2'),
    ({"title": "How to write &amp; and &lt;b&gt;"}, "How to write &amp; and &lt;b&gt;"),
    ({"title": "  A\n  tour  "}, "A tour"),
    ({"title": None, "markup": "**Bold** start.\n\nNext."}, "Bold start. Next."),
    ({"title": " ", "markup": "One <b>\n\nTwo.", "markup_type": "text"}, "One <b>"),
    ({"title": None, "markup": "<p>A &amp; b</p><p>c</p>", "markup_type": "html"}, "A & b c"),
    ({"title": None, "markup": "", "summary": "A summary."}, "A summary."),
    ({"title": None, "markup": "", "slug": "hi-tech-tour"}, "hi tech tour"),
    ({"title": None, "markup": "Secret.", "access": "paid", "summary": "Open."}, "Open."),
    ({"title": None, "markup": "Secret.", "access": "paid"}, "tour"),
    ({"title": None, "markup": "Secret.", "syndicate": "none"}, "tour"),
]


@pytest.mark.parametrize(("fields", "expected"), TITLES)
def test_title(fields: dict[str, Any], expected: str) -> None:
    """As written, else from the text that may leave, never empty."""
    assert record(says(**fields)).title == expected


PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 15_000


@pytest.mark.parametrize(
    ("markup", "type"),
    [
        (f"![]({PICTURE})\n\nThe first *words*.", "markdown"),
        (f"![](<{PICTURE}>)\n\nThe first words.", "markdown"),
        (f"![]({PICTURE})\n\n" * 3 + "The first words.", "markdown"),
        ("![](data:image/svg+xml;base64,PHN2Zz4=)\n\nThe first words.", "markdown"),
        (f'<img src="{PICTURE}">\n\nThe first words.', "markdown"),
        (f"![][ice]\n\nThe first words.\n\n[ice]: {PICTURE}", "markdown"),
        (f'<p><img src="{PICTURE}"></p><p>The first words.</p>', "html"),
        (f"<p><img alt='' src='{PICTURE}'>The <b>first</b> words.</p>", "html"),
        (f'<p title="a > b {"x" * 70_000}">The first words.</p>', "html"),
        (f"<p data-all=\"{'{&quot;a&quot;: <1>} ' * 5_000}\">The first words.</p>", "html"),
        (f"<!-- {'<p>Not this.</p>' * 5_000} --><p>The first words.</p>", "html"),
        (f"<style>{'p > a { color: red } ' * 5_000}</style><p>The first words.</p>", "html"),
        (f"<p>{'<i></i>' * 20}The first words.</p><img src={PICTURE}", "html"),
    ],
    ids=range(13),
)
def test_a_title_from_a_text_that_begins_with_a_picture(markup: str, type: MarkupType) -> None:
    """What takes room in the markup and shows no word is not in the way of the first words."""
    assert record(says(title=None, markup=markup, markup_type=type)).title == "The first words."


@pytest.mark.parametrize(
    ("markup", "type"),
    [
        ("If 1 <b and so on, the sum is less. " + "More. " * 3_000, "markdown"),
        ("If 1 < b and so on, the sum is less. " + "More. " * 3_000, "html"),
        ("If 1 &lt;b and so on, the sum is less. " + "More. " * 3_000, "html"),
    ],
)
def test_a_title_from_a_long_text_with_a_sign_in_it(markup: str, type: MarkupType) -> None:
    """What only looks like the beginning of a tag takes nothing away."""
    title = record(says(title=None, markup=markup, markup_type=type)).title
    assert title.startswith("If 1 <")
    assert "b and so on, the sum is less. More." in title


@pytest.mark.parametrize(
    "piece", ["<a ", '<a ="', "<a =\"'", "<!--", "<style>", "![](data:", "[](", "<p>", "<", '"><a ="']
)
@pytest.mark.parametrize("type", ["markdown", "html"])
def test_no_body_makes_a_title_dear(piece: str, type: MarkupType) -> None:
    """A title is found in time linear in the length of the body, whatever it is made of."""
    opening(piece * 2_000, type, 10_000)
    start = time.process_time()
    opening(piece * 300_000, type, 10_000)
    assert time.process_time() - start < 10


def test_a_title_from_the_text_is_short() -> None:
    """At most 100 characters, cut at a word."""
    title = record(says(title=None, markup="word " * 100, markup_type="text")).title
    assert len(title) <= 100
    assert title.endswith("word…")


def test_names_are_cleaned_and_none_is_empty() -> None:
    """Tags, authors and labels are on one line each; labels that mean something are told by their word."""
    article = says(
        tags=("", " R&D ", "a<b", "R&D"), authors=(Person(name="Ann\u0007 Author"), Person(name=" ")),
        labels=("Sponsored", "Our pick"), section=" More  News ",
    )  # fmt: skip
    settled = record(article)
    assert settled.tags == ("R&D", "a<b")
    assert settled.authors == (Person(name="Ann Author"),)
    assert settled.labels == ("sponsored", "Our pick")
    assert settled.section == "More News"


def test_a_language_that_is_none_is_named() -> None:
    """`zh_Hant` is zh-Hant; "English please" is no tag, and the source's language counts."""
    assert record(says(language="zh_hant_hk")).language == "zh-Hant-HK"
    odd = says(language="English please", lines={"language": 5})
    assert record(odd, settings=SETTINGS._replace(language="en")).language == "en"
    assert problems(odd)[0].startswith('articles/china/tour.md:5 language "English please" is no language tag')
    named = says(language="English")
    assert record(named, settings=SETTINGS._replace(language="en")).language == "en"
    assert problems(named)[0].startswith('articles/china/tour.md: language "English" is no language tag')


def test_a_guard_that_cannot_be_read_refuses() -> None:
    """What an author wanted to hold back does not go out by a slip."""
    assert refusal(says(draft="flase", lines={"draft": 2})).line == 2


def test_a_date_at_the_end_of_time_is_only_late() -> None:
    """Year 9999 is how some programs write "never"."""
    settings = SETTINGS._replace(link="https://x.example/{year}/{slug}")
    assert record(says(published="9999-12-31T23:59:59Z"), settings=settings).embargo == at("9999-12-31T23:59:59+00:00")
    last = record()._replace(updated=datetime.max.replace(microsecond=0, tzinfo=UTC))
    assert record(says(markup="More."), last).updated == last.updated


HINTS = [
    ("2026-11-22 18:30", UTC, "held until 18:30 UTC; if 18:30 was Hong Kong time, set publication.timezone"),
    ("2026-11-22T18:30Z", UTC, ""),
    ("2026-11-23 00:30", UTC, ""),
    ("2026-11-22 09:30", UTC, ""),
    ("2026-11-22 18:30", ZoneInfo("Asia/Hong_Kong"), ""),
]


@pytest.mark.parametrize(("text", "zone", "expected"), HINTS)
def test_a_date_without_a_zone_a_few_hours_ahead_says_so(text: str, zone: Any, expected: str) -> None:
    """An article held by the missing zone alone is explained; one held on purpose is not."""
    article = says(published=text)
    held = record(article, settings=SETTINGS._replace(zone=zone))
    assert zone_hint(article, held, zone, NOW, "Hong Kong") == expected


def test_a_pattern_of_an_article_s_own_makes_its_link() -> None:
    """Below the site, with the day as its author has it; names of Jekyll's are filled in too."""
    template = "/{folder}/{year}/{short_year}/{i_month}/{i_day}/{name}/"
    article = says(published="2024-03-05", path_link="china/tour", permalink="/…", link_template=template)
    assert record(article).link == "https://harbourpost.example/china/2024/24/3/5/tour/"
    assert problems(article) == []


def test_a_pattern_that_is_not_followed_is_named() -> None:
    """With its line and the link that was made in its place; of a draft nothing is said."""
    article = says(permalink="/:y_day/:title/", lines={"link": 4})
    assert problems(article) == [
        'articles/china/tour.md:4 "/:y_day/:title/" is not followed here: its link '
        "https://harbourpost.example/china/tour was made from the template. "
        "Write the address itself where that is another."
    ]
    assert problems(article._replace(draft="true")) == []
    assert problems(article._replace(link="/own/", permalink=None)) == []


def test_a_pattern_needs_a_site() -> None:
    """Without one the template makes the link."""
    article = says(permalink="/:title/", path_link="china/tour", link_template="/{name}/")
    nowhere = SETTINGS._replace(site="")
    assert record(article, settings=nowhere).link == "https://harbourpost.example/china/tour"
    assert len(problems(article, settings=nowhere)) == 1
    assert refusal(article, nowhere._replace(link=None)).code == "no-link"
