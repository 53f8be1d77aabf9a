"""Declared values become an Article, whatever program their names come from; guards are read or refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries import fields, guards
from entries.errors import InvalidEntry
from entries.frontmatter import split
from entries.model import Article, Enclosure, Image, Link, Person, Update


def article(**values: object) -> Article:
    return fields.article(values, {}, "a.md")


def declared(text: str) -> Article:
    front, body, _ = split(f"---\n{text}\n---\n", "a.md")
    assert front is not None
    return fields.article(front.values, front.lines, "a.md", markup=body, markup_type="markdown")


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("isAccessibleForFree: false", "paid"),
        ("isAccessibleForFree: 'False'", "paid"),
        ("is_accessible_for_free: no", "paid"),
        ("isAccessibleForFree: https://schema.org/False", "paid"),
        ("isAccessibleForFree: false\naccess: registered", "registered"),
        ("visibility: members\nisAccessibleForFree: false", "members"),
        ("params: {isAccessibleForFree: false}", "paid"),
        ("isAccessibleForFree: true\nhasPart: [{isAccessibleForFree: false, cssSelector: .rest}]", "paid"),
        ("isAccessibleForFree: true\nhasPart: {isAccessibleForFree: true}", None),
        ("isAccessibleForFree: true", None),
        ("isAccessibleForFree: https://schema.org/True", None),
        ("isAccessibleForFree:", None),
        ("isAccessibleForFree: true\naccess: paid", "paid"),
        ("hasPart: Chapter 1", None),
    ],
)
def test_what_is_not_free_is_paid(text: str, access: str | None) -> None:
    """schema.org's word for it closes an article as `access: paid` does."""
    assert declared(text).access == access


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("isAccessibleForFree: partly", "isAccessibleForFree can't be read, so it is not published. Write true or"),
        ("isAccessibleForFree: [false]", "isAccessibleForFree can't be read"),
        ("isAccesibleForFree: false", "looks like isaccessibleforfree mistyped"),
        ("isAccessibleForFree: false\naccess: public", "isAccessibleForFree and access say different things"),
        ("access: open\nisAccessibleForFree: false", "isAccessibleForFree and access say different things"),
    ],
)
def test_a_word_on_free_access_that_cant_be_read_never_publishes(text: str, says: str) -> None:
    """It is a guard like any other."""
    with pytest.raises(InvalidEntry) as caught:
        declared(text)
    assert caught.value.problem.code == "unreadable-guard"
    assert says in str(caught.value.problem)


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ({"excerpt": "Cut from the text", "custom_excerpt": None}, None),
        ({"excerpt": "Cut from the text", "custom_excerpt": ""}, None),
        ({"excerpt": "Cut from the text", "custom_excerpt": "Written."}, "Written."),
        ({"custom_excerpt": "Written.", "excerpt": "Written."}, "Written."),
        ({"custom_excerpt": None, "excerpt": "Cut from the text", "meta_description": "Found by."}, "Found by."),
        ({"excerpt": "Written."}, "Written."),
    ],
)
def test_what_ghost_cut_from_the_text_is_no_summary(values: dict[str, object], summary: str | None) -> None:
    """https://ghost.org/docs/content-api/#posts: `excerpt` is made of the text where no custom_excerpt is written."""
    assert article(**values, visibility="paid").summary == summary


@pytest.mark.parametrize(
    ("text", "unindexed"),
    [
        ("noindex: true", True),
        ("noIndex: false", False),
        ("robotsNoIndex: yes", True),
        ("sitemap: false", True),
        ("sitemap: true", False),
        ("sitemap: sitemap.xml", False),
        ("sitemap: {disable: true}", True),
        ("sitemap: {priority: 0.5, disable: false}", False),
        ("sitemap_exclude: true", True),
        ("robots: NOINDEX,follow", True),
        ("robots: none", True),
        ("robots: [noindex, nofollow]", True),
        ("robots: index, follow, max-snippet:-1", False),
        ("robots: {index: false}", True),
        ("robots: {index: true}", False),
        ("seo: {noindex: true}", True),
        ("seo: {robots: noindex}", True),
        ("params: {sitemap: false}", True),
        ("other: {noindex: true}", False),
    ],
)
def test_a_page_may_be_kept_from_search_engines(text: str, unindexed: bool) -> None:
    """As Jekyll, Hugo, Eleventy and their themes write it; whatever else is said of it holds nothing back."""
    assert declared(text).noindex is unindexed


HUGO = """
title: Tour
date: 2026-02-28T09:15:00+08:00
publishDate: 2026-03-01
expiryDate: 2027-01-01
lastmod: 2026-03-02
draft: false
tags: [lab, AI]
categories: [China, Science]
description: A tour
slug: hi-tech-tour
url: /china/tour/
aliases: [/old/]
images: [img/a.jpg, img/b.jpg]
layout: story
type: posts
weight: 3
translationKey: tour
menu: {main: {weight: 1}}
params:
  author: Jane Doe
"""
JEKYLL = """
layout: post
title: Tour
date: 2026-02-28 09:15:00 +0800
categories: china science
tags: [lab, AI]
published: true
permalink: /china/tour/
last_modified_at: 2026-03-02
author: Jane Doe
excerpt: A tour
"""
ASTRO = """
title: Tour
pubDate: 2026-02-28
updatedDate: 2026-03-02
heroImage:
  src: img/a.jpg
  alt: A lab
author: Jane Doe
draft: false
description: A tour
tags: [lab, AI]
"""
ELEVENTY = """
title: Tour
date: 2026-02-28
tags: [lab, AI]
permalink: "/china/{{ title | slug }}/"
eleventyExcludeFromCollections: false
draft: false
"""


def test_hugo_front_matter_works_as_it_is() -> None:
    """publishDate is an embargo, the first category the section, params hold fields too."""
    found = declared(HUGO)
    assert (found.title, found.slug, found.link) == ("Tour", "hi-tech-tour", "/china/tour/")
    assert (found.published, found.updated) == ("2026-02-28T09:15:00+08:00", "2026-03-02")
    assert (found.embargo, found.expires, found.draft) == ("2026-03-01", "2027-01-01", "false")
    assert (found.section, found.tags) == ("China", ("lab", "AI", "Science"))
    assert found.image == Image(url="img/a.jpg")
    assert found.authors == (Person(name="Jane Doe"),)
    assert found.summary == "A tour"


def test_jekyll_front_matter_works_as_it_is() -> None:
    """Words in `categories` are one each; `published: true` is no date."""
    found = declared(JEKYLL)
    assert (found.section, found.tags) == ("china", ("lab", "AI", "science"))
    assert (found.published, found.updated) == ("2026-02-28 09:15:00 +0800", "2026-03-02")
    assert (found.draft, found.link, found.summary) == ("false", "/china/tour/", "A tour")


def test_astro_front_matter_works_as_it_is() -> None:
    """pubDate, updatedDate and heroImage as a table."""
    found = declared(ASTRO)
    assert (found.published, found.updated) == ("2026-02-28", "2026-03-02")
    assert found.image == Image(url="img/a.jpg", alt="A lab")


def test_eleventy_front_matter_works_as_it_is() -> None:
    """A permalink that only Eleventy can fill in is no link."""
    found = declared(ELEVENTY)
    assert (found.link, found.permalink) == (None, "/china/{{ title | slug }}/")
    assert (found.tags, found.draft) == (("lab", "AI"), "false")


def test_pelican_names_in_capitals_work_as_they_are() -> None:
    """Names are compared without case; several authors stand in one line."""
    found = article(Title="T", Date="2026-02-28", Modified="2026-03-02", Authors="Ann Ho, Ben Ng, Jr.", Status="draft")
    assert (found.title, found.published, found.updated) == ("T", "2026-02-28", "2026-03-02")
    assert [person.name for person in found.authors] == ["Ann Ho", "Ben Ng, Jr."]
    assert found.status == "draft"


def test_zola_tables_work_as_they_are() -> None:
    """Taxonomies and extra count like keys of their own."""
    found = article(taxonomies={"tags": ["a"], "categories": ["News"]}, extra={"author": "Ann Ho"})
    assert (found.section, found.tags, found.authors) == ("News", ("a",), (Person(name="Ann Ho"),))


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("Jane Doe", [Person(name="Jane Doe")]),
        (["Jane Doe", {"name": "Wei", "url": "https://w.example/"}], None),
        ({"name": "Jane", "email": "j@h.example"}, [Person(name="Jane", email="j@h.example")]),
        ("Jane Doe <jane@h.example>", [Person(name="Jane Doe", email="jane@h.example")]),
        ("Tom & Jerry <tj>", [Person(name="Tom & Jerry <tj>")]),
        ([], []),
        (None, []),
        ({"email": "jane@h.example"}, [Person(name="jane", email="jane@h.example")]),
        ([["Ann"], "Ben"], [Person(name="Ann"), Person(name="Ben")]),
        ([{"name": "Ann"}, {"firstname": "Cy", "last_name": "Poe"}], [Person(name="Ann"), Person(name="Cy Poe")]),
        ({"givenName": "Cy", "familyName": "Poe", "title": "Dr"}, [Person(name="Cy Poe")]),
        ({"surname": "Poe", "display_name": "C. P."}, [Person(name="C. P.")]),
        ({"jane": {"name": "Jane Doe"}, "wei": {"name": "Wei", "url": "https://w.example/"}}, None),
        ({"ann": {"avatar": "a.png"}}, []),
        ({}, []),
    ],
)
def test_authors_may_be_names_or_tables(value: object, people: list[Person] | None) -> None:
    """A name, names, a table, tables, a table of tables, and mixtures of them."""
    people = people if people is not None else [Person(name="Jane Doe"), Person(name="Wei", uri="https://w.example/")]
    assert list(article(author=value).authors) == people


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ann Ho, Ben Ng", ["Ann Ho", "Ben Ng"]),
        ("Ho, Ann; Ng, Ben", ["Ho, Ann", "Ng, Ben"]),
        ("陳大文、李小明", ["陳大文", "李小明"]),
        ("Ann Ho", ["Ann Ho"]),
    ],
)
def test_several_authors_may_stand_in_one_text(value: str, names: list[str]) -> None:
    """Only under a name in the plural: `author: Ho, Ann` is one person."""
    assert [person.name for person in article(authors=value).authors] == names
    assert [person.name for person in article(author=value).authors] == [value]


def test_everything_of_our_own_is_read() -> None:
    """Every field of an Article has a name in front matter."""
    found = article(
        id="tag:h.example,2026:1",
        published="2026-02-28",
        contributors=["Ben Ng"],
        tags="lab, AI；港聞",
        image={"url": "a.jpg", "caption": "c", "credit": "Handout", "width": "640px", "height": "x", "syndicate": "no"},
        enclosure={"url": "a.mp3", "type": "audio/mpeg", "length": "12", "title": "t"},
        links=["https://o.example/", {"href": "https://v.example/", "rel": "via"}],
        labels=["opinion"],
        corrections=["one", {"date": "2026-03-01", "text": "two"}],
        updates=[{"time": "10:00", "title": "t", "text": "x"}],
        note="n",
        minor="true",
        rights="r",
        licence="l",
        provider="Reuters",
        syndicate="summary",
        access="paid",
        lang="zh-Hant",
    )
    assert found.tags == ("lab", "AI", "港聞")
    assert found.image == Image(url="a.jpg", caption="c", credit="Handout", width=640, syndicate="none")
    assert found.enclosures == (Enclosure(url="a.mp3", type="audio/mpeg", length=12, title="t"),)
    assert found.links == (Link(href="https://o.example/"), Link(href="https://v.example/", rel="via"))
    assert found.correction == ("one", "2026-03-01: two")
    assert found.updates == (Update(time="10:00", title="t", markup="x"),)
    assert (found.labels, found.note, found.minor, found.rights) == (("opinion",), "n", "true", "r")
    assert (found.license, found.provider, found.syndicate, found.access) == ("l", "Reuters", "summary", "paid")
    assert (found.language, found.contributors) == ("zh-Hant", (Person(name="Ben Ng"),))


def test_what_stands_beside_an_image_fills_it() -> None:
    """imageAlt and image_caption; the image's own table wins."""
    assert article(image="a.jpg", imageAlt="x", image_caption="y").image == Image(url="a.jpg", alt="x", caption="y")
    assert article(image={"url": "a", "alt": "own"}, image_alt="x").image == Image(url="a", alt="own")
    assert article(image_alt="x").image is None


def test_declared_fields_win_over_those_that_were_found() -> None:
    """What a parser made out of the text counts where nothing is declared."""
    found = fields.article({"title": "T", "tags": None}, {}, "a.txt", title="found", tags=("t",), section="s")
    assert (found.title, found.tags, found.section) == ("T", ("t",), "s")


def test_lines_are_kept_by_field() -> None:
    """A problem with `updated` names the line of `lastmod`."""
    found = declared("title: T\nlastmod: x\nparams:\n  author: A")
    assert found.lines == {"title": 2, "updated": 3, "authors": 5}


def test_a_value_of_the_wrong_kind_is_refused_with_its_line() -> None:
    """A title that is a table is nobody's title."""
    with pytest.raises(InvalidEntry, match=r"a\.md:3 title is a table") as caught:
        declared("slug: x\ntitle: {a: b}")
    assert caught.value.problem.code == "unreadable-field"


@pytest.mark.parametrize(
    "text",
    [
        "drfat: true",
        "daft: true",
        "Drafts: true",
        "embago: 2026-01-01",
        "embargoo: 2026-01-01",
        "expirse: 2026-01-01",
        "expiry_dat: 2026-01-01",
        "publishDat: 2026-01-01",
        "staus: draft",
        "acess: paid",
        "pubished: false",
        "sindicate: none",
        "params: {drfat: true}",
        "hiden: true",
        "unlited: true",
        "privte: true",
        "is_darft: true",
        "paywal: true",
        "premuim: true",
        "subscribers_onyl: true",
        "members_olny: {tier: gold}",
        "passwrod: x",
        "post_pasword: x",
        "embargo_untl: 2030-01-01",
        "publsih_at: 2030-01-01",
        "expiers_at: 2020-01-01",
        "isPublihsed: false",
        "permalnk: false",
        "excludeFromFed: true",
        "poststatuss: draft",
        "draft: maybe",
        "draft: flase",
        "draft: [true]",
        "draft: {a: b}",
        "hidden: perhaps",
        "publish: maybe",
        "status: [draft, published]",
        "access: {paid: yes}",
        "eleventyExcludeFromCollections: some",
        "embargo: 2026-01-01\nembargoUntil: 2026-02-02",
        "syndicate: [none, full]",
        "image: {url: a, syndicate: sometimes}",
    ],
)
def test_a_guard_that_cannot_be_read_refuses_the_article(text: str) -> None:
    """An odd value, or a name one slip away from a guard: never published, and the line is named."""
    with pytest.raises(InvalidEntry) as caught:
        declared(f"title: T\n{text}")
    assert caught.value.problem.code == "unreadable-guard"
    assert caught.value.problem.line in (3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "layout: post",
        "type: posts",
        "weight: 3",
        "menu: main",
        "aliases: [/a/]",
        "publisher: Harbour Press",
        "stats: 3",
        "cascade: {draft: x}",
        "toc: true",
        "hiden:",
        "embargo_untl: ''",
        "permalinks: {blog: /:year/}",
        "headlines: [a, b]",
        "hide: [navigation, toc]",
        "public: Ministers and mayors",
        "deleted: 2 scenes",
        "craft: true",
        "primate: gibbon",
        "empire: Ming",
        "premiums: 300",
        "privacy: strict",
        "noCSS: true",
        "norms: x",
        "seed: false",
        "css: false",
        "published_in: Nature",
        "republish: true",
        "hiddenInHomeList: true",
        "searchHidden: true",
        "hide_title: true",
        "hide_table_of_contents: true",
        "sidebar_position: 3",
        "expand: true",
        "comment_status: closed",
        "ping_status: open",
        "publish_path: /a",
        "isCJKLanguage: true",
        "cssclasses: [wide]",
        "outputs: [html]",
        "pagefind: false",
        "feature: x",
    ],
)
def test_other_keys_are_left_alone(text: str) -> None:
    """What belongs to other programs is no business of ours, two letters off is no slip."""
    assert declared(f"title: T\n{text}").title == "T"


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("draft: true", True),
        ("draft: 'on'", True),
        ("DRAFT: YES", True),
        ("draft: 0", False),
        ("draft:", False),
        ("draft: off", False),
        ("published: false", True),
        ("published: no", True),
        ("publish: false", True),
        ("publish: true", False),
        ("permalink: false", True),
        ("hidden: true", True),
        ("draft: false\nhidden: true", True),
        ("hidden: true\ndraft: false", True),
        ("draft: false\npublished: false", True),
        ("status: draft", True),
        ("status: Private", True),
        ("status: pending", True),
        ("status: trash", True),
        ("status: published", False),
        ("status: future", True),
        ("status: future\ndate: 2030-01-01", False),
        ("eleventyExcludeFromCollections: true", True),
        ("is_published: false", True),
        ("isPublished: 'no'", True),
        ("isPublished: true", False),
        ("public: false", True),
        ("public: true", False),
        ("listed: false", True),
        ("hide: true", True),
        ("hide: false", False),
        ("is_hidden: true", True),
        ("unpublished: true", True),
        ("deleted: true", True),
        ("includeInFeed: false", True),
        ("feeds: false", True),
        ("feeds: true", False),
        ("feeds: {atom: /a.xml}", False),
        ("publish_status: draft", True),
    ],
)
def test_drafts_are_recognised_in_every_dialect(text: str, draft: bool) -> None:
    """One switch that holds is enough."""
    assert guards.read(declared(text), UTC).draft is draft


def test_dates_of_guards_are_in_the_given_zone() -> None:
    """Aware and in UTC afterwards."""
    found = guards.read(article(embargo="2026-03-01 09:00", expires="2026-04-01"), timezone(timedelta(hours=8)))
    assert found.embargo == datetime(2026, 3, 1, 1, tzinfo=UTC)
    assert found.expires == datetime(2026, 3, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["publish_at", "publishAt", "scheduled_for", "embargo_date", "publishDate", "embargoUntil", "go_live_at"]
)
def test_a_date_to_publish_at_is_an_embargo(name: str) -> None:
    """However its program calls it."""
    assert guards.read(article(**{name: "2030-01-01"}), UTC).embargo == datetime(2030, 1, 1, tzinfo=UTC)


def test_when_something_was_published_is_no_embargo() -> None:
    """published_at is its date; publish_at is the date where there is no other."""
    found = article(published_at="2026-01-01", publish_at="2025-12-31")
    assert (found.published, found.embargo) == ("2026-01-01", "2025-12-31")
    assert article(published_at="2026-01-01").embargo is None
    assert article(publish_at="2025-12-31").published == "2025-12-31"


@pytest.mark.parametrize("name", ["expires_at", "expiresAt", "expires_on", "expire", "unpublish_at", "expiration_date"])
def test_a_date_to_leave_at_is_an_expiry(name: str) -> None:
    """However its program calls it."""
    assert guards.read(article(**{name: "2020-01-01"}), UTC).expires == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "access"),
    [
        ({"subscriber_only": "true"}, "paid"),
        ({"isPremium": "true"}, "paid"),
        ({"paywalled": "false"}, "public"),
        ({"member_only": "true"}, "registered"),
        ({"login_required": "yes"}, "registered"),
        ({"password_protected": "no"}, "public"),
    ],
)
def test_who_may_read_is_said_in_many_ways(values: dict[str, Any], access: str) -> None:
    """Whatever is not false is meant."""
    assert guards.read(article(**values), UTC).access == access


def test_a_scheduled_article_waits_for_its_date() -> None:
    """WordPress' future status says that the date is to be waited for."""
    found = guards.read(article(status="future", date="2030-01-01"), UTC)
    assert found.embargo == datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"draft": "maybe"}, "draft"),
        ({"embargo": "soon"}, "embargo"),
        ({"embargo": "30 February 2026"}, "embargo"),
        ({"expires": "10/05/2026"}, "expires"),
        ({"status": "almost"}, "status"),
        ({"access": "some"}, "access"),
        ({"syndicate": "perhaps"}, "syndicate"),
        ({"status": "future", "published": "soon"}, "published"),
    ],
)
def test_an_odd_guard_of_any_parser_is_refused(values: dict[str, Any], says: str) -> None:
    """Whoever read the article, settling it refuses what can't be read."""
    lines = dict.fromkeys(values, 7)
    with pytest.raises(InvalidEntry) as caught:
        guards.read(Article(where="a.html", inner="x", lines=lines, **values), UTC)
    problem = caught.value.problem
    assert (problem.code, problem.line, caught.value.inner) == ("unreadable-guard", 7, "x")
    assert problem.problem.startswith(says)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, guards.Guards()),
        ({"status": "withdrawn"}, guards.Guards(withdrawn=True)),
        ({"access": "Members"}, guards.Guards(access="registered")),
        ({"access": "premium"}, guards.Guards(access="paid")),
        ({"syndicate": "none"}, guards.Guards(syndicate="none")),
        ({"syndicate": "no"}, guards.Guards(syndicate="none")),
        ({"minor": "yes"}, guards.Guards(minor=True)),
    ],
)
def test_guards_say_what_they_say(values: dict[str, Any], expected: guards.Guards) -> None:
    """Synonyms of other programs mean the same."""
    assert guards.read(Article(where="a.md", **values), UTC) == expected


_NAMES = st.sampled_from(["title", "Draft", "date", "authors", "author", "image", "tags", "params", "links", "updates"])
_VALUES = st.recursive(
    st.none() | st.text(max_size=10),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(_NAMES | st.text(max_size=8), part, max_size=3),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_NAMES | st.text(max_size=10), _VALUES, max_size=6))
def test_whatever_is_declared_makes_an_article_or_is_refused(values: dict[str, object]) -> None:
    """Nothing but InvalidEntry comes out of hostile values."""
    try:
        guards.read(fields.article(values, {}, "a.md"), UTC)
    except InvalidEntry:
        return


@pytest.mark.parametrize(
    ("said", "summary", "standfirst"),
    [
        ({"subtitle": "S"}, "S", "S"),
        ({"deck": "S", "description": "D"}, "D", "S"),
        ({"standfirst": "S", "description": "D"}, "S", "S"),
        ({"sub_heading": "S", "summary": "D"}, "D", "S"),
        ({"description": "D"}, "D", None),
        ({"deck": ["one", "two"]}, None, None),
        ({"subtitle": {"en": "S"}}, None, None),
    ],
)
def test_a_standfirst_is_the_summary_where_there_is_no_other(
    said: dict[str, object], summary: str | None, standfirst: str | None
) -> None:
    """Whatever a program calls it; what is no text is something else."""
    found = fields.article(said, {}, "a.md")
    assert (found.summary, found.standfirst) == (summary, standfirst)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pubDatetime: 2026-01-02", {"published": "2026-01-02"}),
        ("modDatetime: 2026-01-02", {"updated": "2026-01-02"}),
        ("last_update:\n  date: 2026-01-02\n  author: Ann", {"updated": "2026-01-02"}),
        ("lastUpdated: false", {}),
        ("byline: By Ann Lee and Bo Ng", {"authors": (Person(name="Ann Lee"), Person(name="Bo Ng"))}),
        ("byline: Reuters", {"authors": (Person(name="Reuters"),)}),
        ("reporter: Ann Lee", {"authors": (Person(name="Ann Lee"),)}),
        ("taxonomy:\n  category: [News]\n  tag: [a, b]", {"section": "News", "tags": ("a", "b")}),
        ("category: [News, Travel]", {"section": "News", "tags": ("Travel",)}),
        ("custom_excerpt: Words.", {"summary": "Words."}),
        ("lead: true", {}),
        ("feature_image: /a.jpg\nfeature_image_alt: A", {"image": Image(url="/a.jpg", alt="A")}),
        ("background: /img/a.jpg", {"image": Image(url="/img/a.jpg")}),
        ("background: '#fff'", {}),
        ("banner: We are moving house.", {}),
        ("audio: a.mp3", {"enclosures": (Enclosure(url="a.mp3"),)}),
        ("podcast:\n  file: a.mp3\n  bytes: 5", {"enclosures": (Enclosure(url="a.mp3", length=5),)}),
        ("episode: 5", {}),
        ("video: https://www.youtube.com/watch?v=1", {}),
        (
            "enclosure: |\n  https://p.example/a.mp3\n  5\n  audio/mpeg",
            {"enclosures": (Enclosure(url="https://p.example/a.mp3", length=5, type="audio/mpeg"),)},
        ),
        ("errata: One was wrong.", {"correction": ("One was wrong.",)}),
    ],
)
def test_names_of_other_programs_are_read(text: str, said: dict[str, object]) -> None:
    """Each is what its users expect; a name that is used for other things as well counts where it looks the part."""
    names = ("published", "updated", "authors", "section", "tags", "summary", "image", "enclosures", "correction")
    plain = Article(where="")
    found = declared(text)
    assert {name: getattr(found, name) for name in names if getattr(found, name) != getattr(plain, name)} == said


@pytest.mark.parametrize(
    ("text", "draft", "access"),
    [
        ("isDraft: true", "true", None),
        ("exclude_from_feed: true", "true", None),
        ("rss: false", "true", None),
        ("rss: true", "false", None),
        ("feed:\n  excerpt_only: true", None, None),
        ("build:\n  list: never", "true", None),
        ("_build:\n  render: false\n  list: false", "true", None),
        ("build:\n  list: always", None, None),
        ("password: secret", None, "registered"),
        ("password: ''", None, None),
        ("members_only: true", None, "registered"),
        ("premium: false", None, None),
        ("paywall: metered", None, "paid"),
    ],
)
def test_what_keeps_an_article_back_elsewhere_keeps_it_back(text: str, draft: str | None, access: str | None) -> None:
    """What is in no list of its site is in no feed, and what needs a password is not for everyone."""
    found = declared(text)
    assert (found.draft, found.access) == (draft, access)


def test_two_words_on_who_may_read_it_refuse_an_article() -> None:
    """The one says that it is for all, the other that it is not."""
    with pytest.raises(InvalidEntry, match="say different things"):
        declared("access: public\npaywall: true")
