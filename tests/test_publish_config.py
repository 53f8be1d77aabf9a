"""masthead.toml: what it comes to, and what is said of every mistake in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from entries import links
from entries.model import Article
from feeds.spec import FeedSpec
from publish import config, plugins
from publish.configuration.feeds import DEFAULT
from publish.configuration.folder import without_file
from publish.configuration.keys import TABLES
from publish.configuration.lines import line_of
from publish.configuration.templates import LINK_FIELDS
from publish.errors import InvalidConfig
from publish.settings import Config

PUBLICATION = """\
[publication]
id = "tag:harbourpost.example,2026"
title = "The Harbour Post"
link = "https://harbourpost.example/"
feeds_url = "https://harbourpost.example/feeds/"
"""
PARTS = """
[[sources]]
path = "articles"

[[targets]]
path = "public/feeds"
"""
WHOLE = PUBLICATION + PARTS


def load(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration that a text comes to."""
    (folder / "masthead.toml").write_text(text, "utf-8")
    return config.load(folder / "masthead.toml", environ or {})


def mistakes(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> list[str]:
    """What is said of a configuration with mistakes."""
    with pytest.raises(InvalidConfig) as caught:
        load(folder, text, environ)
    return list(caught.value.mistakes)


def test_smallest_configuration(tmp_path: Path) -> None:
    """Four keys of the publication, one source and one target are enough."""
    found = load(tmp_path, WHOLE)
    assert found.publication.title == "The Harbour Post"
    assert found.sources[0].options["path"] == tmp_path / "articles"
    assert (found.sources[0].name, found.targets[0].name) == ("articles", "feeds")
    assert found.state.path == tmp_path / ".masthead" / "state.sqlite"


def test_without_feeds_there_are_two_kinds(tmp_path: Path) -> None:
    """Where no [[feeds]] is written there is one feed of everything and one for each section."""
    assert (FeedSpec(path="all"), FeedSpec(path="section/{section}", per="section")) == DEFAULT
    assert load(tmp_path, WHOLE).feeds == DEFAULT


def test_tag_feeds_begin_with_three_entries(tmp_path: Path) -> None:
    """A family of tag feeds has min = 3 unless it says otherwise."""
    text = WHOLE + '[[feeds]]\npath = "tag/{tag}"\nper = "tag"\n[[feeds]]\npath = "t/{tag}"\nper = "tag"\nmin = 1\n'
    assert [feed.min for feed in load(tmp_path, text).feeds] == [3, 1]


def test_feed_keys(tmp_path: Path) -> None:
    """A feed's keys come out as values: durations, selections, other paths."""
    text = (
        WHOLE
        + """
[[feeds]]
path = "all"
keep = "36 h"
include = { section = "China", labels = ["opinion", "analysis"], corrected = true }
files = { rss = "index.xml" }
was = "news"
"""
    )
    (feed,) = load(tmp_path, text).feeds
    assert feed.keep == timedelta(hours=36)
    assert feed.include == {"section": ("China",), "labels": ("opinion", "analysis"), "corrected": ("true",)}
    assert feed.files == {"rss": "index.xml"}
    assert feed.was == ("news",)


def test_urls_are_complete(tmp_path: Path) -> None:
    """An address that others are appended to ends with a slash, whether or not it was written so."""
    found = load(tmp_path, WHOLE.replace('example/feeds/"', 'example/feeds"').replace('example/"', 'example"'))
    assert found.publication.feeds_url == "https://harbourpost.example/feeds/"
    assert found.publication.link == "https://harbourpost.example/"


def test_pages_can_be_left_out(tmp_path: Path) -> None:
    """false leaves out the page for people or the list for feed readers."""
    page = load(tmp_path, WHOLE + "[page]\npath = false\n").page
    assert (page.path, page.opml) == (None, "feeds.opml")


def test_an_author_is_a_name_or_a_table(tmp_path: Path) -> None:
    """The publication's author is written as a name, or with a mail address and a page."""
    table = '{ name = "The Desk", email = "desk@harbourpost.example" }'
    plain = load(tmp_path, WHOLE.replace("[publication]", '[publication]\nauthor = "The Desk"')).publication.author
    full = load(tmp_path, WHOLE.replace("[publication]", f"[publication]\nauthor = {table}")).publication.author
    assert plain is not None
    assert full is not None
    assert (plain.name, plain.email, full.email) == ("The Desk", None, "desk@harbourpost.example")


def test_unknown_key_names_line_and_nearest(tmp_path: Path) -> None:
    """A misspelt key is refused with its file, line, path and the key that was meant."""
    text = "# a comment\n\n" + PUBLICATION + '\nlnaguage = "en"\n' + PARTS
    assert mistakes(tmp_path, text) == ["masthead.toml:9 publication.lnaguage: no such key; did you mean language?"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('timezone = "Hong Kong"', 'timezone: "Hong Kong" is no IANA time zone; did you mean Asia/Hong_Kong?'),
        ('timezone = "+08:00"', 'timezone: "+08:00" is no IANA time zone, e.g. "Asia/Hong_Kong" or "UTC"'),
        ('timezone = "../etc"', 'timezone: "../etc" is no IANA time zone, e.g. "Asia/Hong_Kong" or "UTC"'),
        ('language = "English"', 'language: "English" is no language tag (BCP 47), e.g. "en" or "zh-Hant-HK"'),
        ('language = "en_HK"', 'language: "en_HK" is no language tag (BCP 47); did you mean en-HK?'),
        (
            'language = "english please"',
            'language: "english please" is no language tag (BCP 47), e.g. "en" or "zh-Hant-HK"',
        ),
        ('image = "logo.png"', 'image: "logo.png" is no absolute URL; write one like "https://harbourpost.example/"'),
        ('icon = "ftp://a.example/i"', 'icon: "ftp://a.example/i" is no absolute URL; write one like'),
        ('license = "https://a b.example/"', 'license: "https://a b.example/" is no absolute URL; write one like'),
        ('hubs = ["https://ann:secret@hub.example/"]', "hubs: has a user name or a password in it"),
        ('image = "https://[::1"', 'image: "https://[::1" is no absolute URL; write one like'),
        ("rights = 2026", 'rights: must be text in quotes, e.g. "…"'),
        ('rights = " "', "rights: is empty; give it text, or leave the key out"),
        ('authors_contact = "yes"', "authors_contact: must be true or false, without quotes"),
        ('hubs = ["hub.example"]', 'hubs: "hub.example" is no absolute URL; write one like'),
        ('author = { nmae = "A" }', 'author: has no key "nmae"; did you mean name?'),
        ('author = { name = "A", email = "a" }', 'author: "a" is no mail address'),
    ],
)
def test_values_of_the_publication(tmp_path: Path, line: str, said: str) -> None:
    """Each wrong value is named on its line, with what would be right."""
    (found,) = mistakes(tmp_path, PUBLICATION + line + "\n" + PARTS)
    assert found.startswith(f"masthead.toml:6 publication.{said}")


@pytest.mark.parametrize(
    "id",
    ["tag:harbourpost.example,2026", "tag:desk@harbourpost.example,2026-11-22:a", "urn:x-desk:1", "https://a.example/"],
)
def test_ids_that_are_iris(tmp_path: Path, id: str) -> None:
    """An absolute IRI is an id; a tag: URI has an authority and a date (RFC 4151)."""
    assert load(tmp_path, WHOLE.replace("tag:harbourpost.example,2026", id)).publication.id == id


@pytest.mark.parametrize(
    "id", ["harbourpost", "tag:harbourpost.example", "tag:,2026", "tag:a.example,26", "tag:a b,2026"]
)
def test_ids_that_are_none(tmp_path: Path, id: str) -> None:
    """What is no absolute IRI is refused before it gets into the first feed."""
    (found,) = mistakes(tmp_path, WHOLE.replace("tag:harbourpost.example,2026", id))
    assert found.startswith("masthead.toml:2 publication.id: ")


def test_a_missing_id_is_proposed(tmp_path: Path) -> None:
    """Without an id the message holds the line to add, with the site's host and the year of the file."""
    (tmp_path / "masthead.toml").write_text(WHOLE.replace('id = "tag:harbourpost.example,2026"\n', ""), "utf-8")
    os.utime(tmp_path / "masthead.toml", (1_700_000_000, 1_700_000_000))
    with pytest.raises(InvalidConfig) as caught:
        config.load(tmp_path / "masthead.toml", {})
    assert caught.value.mistakes == (
        "masthead.toml:1 publication: id is missing. "
        'Run masthead init, or add once and for all:  id = "tag:harbourpost.example,2023"',
    )


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        ('path = "all"\nlimit = 0', "feeds[1].limit: must be a whole number from 1 to 1000, not 0"),
        ('path = "all"\nlimit = "50"', 'feeds[1].limit: must be a whole number from 1 to 1000, not "50"'),
        ('path = "all"\nlimit = true', "feeds[1].limit: must be a whole number from 1 to 1000, not true"),
        ('path = "all"\nmin = 2', "feeds[1].min: is for a family of feeds only, with per = …"),
        ('path = "all"\nkeep = "24"', 'feeds[1].keep: "24" is no duration; write one like "24 h", "15 min" or "0.1 s"'),
        ('path = "all"\nkeep = "-1 h"', 'feeds[1].keep: "-1 h" is no duration'),
        ('path = "all"\nkeep = "4000 d"', 'feeds[1].keep: "4000 d" is longer than ten years'),
        ('path = "all"\ncontent = "ful"', 'feeds[1].content: "ful" is not one of full, summary; did you mean full?'),
        ('path = "all"\nformats = ["rss", "atm"]', 'feeds[1].formats: no format "atm"; did you mean atom?'),
        ('path = "all"\nformats = []', "feeds[1].formats: names no format"),
        ('path = "all"\nfiles = { jsn = "x" }', 'feeds[1].files: "jsn" is not among this feed\'s formats'),
        ('path = "s"\nper = "section"', 'feeds[1].path: needs {section} in it, for per = "section" makes many feeds'),
        ('path = "s/{section}"', 'feeds[1].path: {section} is never filled here; only per = "section" fills it'),
        ('path = "s/{sction}"', "feeds[1].path: no field {sction}; did you mean section?"),
        ('path = "s/{section"', 'feeds[1].path: "s/{section" has a brace without its partner'),
        ('path = "../all"', 'feeds[1].path: "../all" is no path below the target'),
        ('path = "/all"', 'feeds[1].path: "/all" is no path below the target'),
        ('path = "feeds.html"', 'feeds[1].path: "feeds.html" is taken by [page] path'),
        ('path = "all"\ntitle = "{section}"', "feeds[1].title: {section} is never filled here"),
        ('path = "all"\nlink = "/news"', 'feeds[1].link: "/news" makes no absolute URL'),
        (
            'path = "all"\ninclude = { label = "x" }',
            'feeds[1].include: no field "label" to select by; did you mean labels?',
        ),
        ('path = "all"\nexclude = { tags = 3 }', 'feeds[1].exclude: "tags" must be text in quotes'),
        ('path = "all"\nexclude = { corrected = "no" }', 'feeds[1].exclude: "corrected" must be true or false'),
        ('path = "all"\nper = "category"', 'feeds[1].per: "category" is not one of section, tag, author, language'),
        ('path = "all"\nttl = 0', "feeds[1].ttl: must be a whole number from 1 to 10080, not 0"),
        ('path = "all"\nwas = "old/{section}"', 'feeds[1].was: "old/{section}" must have the same fields as "all"'),
        ('title = "x"', "feeds[1]: path is missing"),
    ],
)
def test_mistakes_in_feeds(tmp_path: Path, feed: str, said: str) -> None:
    """Each mistake in a [[feeds]] table is named with its key."""
    (found,) = mistakes(tmp_path, WHOLE + "[[feeds]]\n" + feed + "\n")
    assert found.partition(" ")[2].startswith(said)


def test_feeds_that_take_each_others_paths_are_told_how(tmp_path: Path) -> None:
    """A path alone tells which feed is which, so a swap takes two builds; a path that was left may be used again."""
    swap = '[[feeds]]\npath = "news"\nwas = "all"\n[[feeds]]\npath = "all"\nwas = "news"\n'
    assert [found.partition(" ")[2][:60] for found in mistakes(tmp_path, WHOLE + swap)] == [
        """feeds[1].was: and "all" take each other's paths, so their su""",
        """feeds[2].was: and "news" take each other's paths, so their s""",
    ]
    again = '[[feeds]]\npath = "news"\nwas = "all"\n[[feeds]]\npath = "all"\n'
    assert [feed.path for feed in load(tmp_path, WHOLE + again).feeds] == ["news", "all"]


def test_two_feeds_at_one_path(tmp_path: Path) -> None:
    """Two feeds never want one path, nor paths that differ only by case."""
    text = WHOLE + '[[feeds]]\npath = "all"\n[[feeds]]\npath = "All"\n'
    assert mistakes(tmp_path, text) == ['masthead.toml:15 feeds[2].path: "All" is taken by feeds[1]']


def test_two_documents_at_one_path(tmp_path: Path) -> None:
    """A document given another path must not lie on that of another feed."""
    text = WHOLE + '[[feeds]]\npath = "all"\n[[feeds]]\npath = "news"\nfiles = { rss = "all.atom" }\n'
    assert mistakes(tmp_path, text) == ['masthead.toml:16 feeds[2].files: "all.atom" is taken by feeds[1] as atom']


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'path = "articles"',
            'path = "articles"\nlink = "https://a.example/{sluggg}"',
            "sources[1].link: no field {sluggg}",
        ),
        (
            'path = "articles"',
            'path = "articles"\nlink = "https://a.example/{link}"',
            "sources[1].link: no field {link}",
        ),
        ('path = "articles"', 'path = "articles"\nid = "tag:a.example,2026:{year}"', "sources[1].id: "),
        ('path = "articles"', 'path = "articles"\nlayout = "hgo"', 'sources[1].layout: "hgo" is not one of hugo'),
        (
            'path = "articles"',
            'path = "articles"\nfuture = "maybe"',
            'sources[1].future: "maybe" is not one of hold, publish',
        ),
        ('path = "articles"', 'path = "articles"\nsettle = 0.1', "sources[1].settle: 0.1 is no duration"),
        ('path = "articles"', 'name = "x"', "sources[1]: path is missing"),
        ("[[sources]]", "[sources]", "sources: write [[sources]], with two brackets: there may be several"),
        ('[[sources]]\npath = "articles"', "", "no [[sources]]: say where the articles are"),
        ('[[targets]]\npath = "public/feeds"', "", "no [[targets]]: say where the documents go"),
        (
            "[[targets]]\n",
            '[[targets]]\npath = "b"\n[[targets]]\nname = "B"\n',
            'targets[2].name: "B" is the name of another',
        ),
        ("[publication]", '[state]\npath = "public/feeds/s"\n[publication]', "state.path: "),
        ("[publication]", '[state]\nurl = "postgres:"\n[publication]', "state.url: not available"),
        ("[publication]", '[schedule]\nevery = "0 s"\n[publication]', 'schedule.every: "0 s" is shorter than a second'),
        (
            "[publication]",
            '[schedule]\nevery = "99999999999 d"\n[publication]',
            'schedule.every: "99999999999 d" is longer than ten years',
        ),
        (
            'path = "articles"',
            f'path = "articles"\nsettle = "{"9" * 401} s"',
            f'sources[1].settle: "{"9" * 78}… is longer than ten years',
        ),
        (
            "[publication]",
            '[schedule]\ncron = "61 * * * *"\n[publication]',
            'schedule.cron: "61" in "61 * * * *" is no cron',
        ),
        (
            "[publication]",
            '[schedule]\ncron = "* * * *"\n[publication]',
            'schedule.cron: "* * * *" is no cron expression',
        ),
        ("[publication]", "[editions.zh_Hant]\n[publication]", 'editions.zh_Hant: "zh_Hant" is no language tag'),
        (
            "[publication]",
            '[sections.China]\nttle = "x"\n[publication]',
            "sections.China.ttle: no such key; did you mean title?",
        ),
        ('path = "articles"', 'kind = ["folder"]', "sources[1].kind: must be text in quotes"),
        ("[publication]", "[pages]\n[publication]", "pages: no such table; did you mean page?"),
        ("[publication]", '[[moved]]\nfrom = "a"\n[publication]', "moved[1]: to is missing"),
        (
            'path = "public/feeds"',
            'path = "public/feeds"\ngone = ["weekly"]',
            "targets[1].gone: stands outside every table: put it above the first [table] of the file",
        ),
        ("[publication]", 'gone = ["../x"]\n[publication]', 'gone: "../x" is no path below the target'),
    ],
)
def test_mistakes_elsewhere(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Each mistake in the other tables is named with its table and key."""
    assert old in WHOLE
    (found,) = mistakes(tmp_path, WHOLE.replace(old, new, 1))
    assert found.partition(" ")[2].startswith(said)


@pytest.mark.usefixtures("installed")
def test_a_source_without_a_name_is_not_called_none(tmp_path: Path) -> None:
    """A missing name is one mistake; it is nobody else's name."""
    text = WHOLE + '[[sources]]\nname = "None"\npath = "b"\n[[sources]]\nkind = "cms"\n[[sources]]\nkind = "cms"\n'
    said = "name is missing. It is remembered, so never change it"
    found = [mistake.partition(" ")[2] for mistake in mistakes(tmp_path, text)]
    assert found == [f"sources[3]: {said}", f"sources[4]: {said}"]


def test_an_interval_of_ten_years_is_one(tmp_path: Path) -> None:
    """The longest there is."""
    assert load(tmp_path, WHOLE + '[schedule]\nevery = "3652 d"\n').schedule.every == "3652 d"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weekly", "al", 'to: no feed "al"; did you mean all?'),
        ("weekly", "digest", 'to: no feed "digest"; known: all, section/{section}'),
        ("weekly", "weekly", 'to: "weekly" is the path it is from; name the feed that takes its place'),
        ("all", "section/china", 'from: "all" is still a feed; leave this out, or end that feed'),
        ("topic/{section}", "all", 'from: "topic/{section}" must have the same fields as "all"'),
        ("weekly", "section/{section}", 'from: "weekly" must have the same fields as "section/{section}"'),
        ("section/china", "all", None),
        ("weekly", "section/china", None),
        ("topic/{section}", "section/{section}", None),
    ],
)
def test_moves_that_lead_nowhere(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    """Of [[moved]] is said what can't be; what a family may have is let be."""
    text = WHOLE + f'\n[[moved]]\nfrom = "{old}"\nto = "{new}"\n'
    if said is None:
        assert load(tmp_path, text).moved == ((old, new),)
    else:
        (found,) = mistakes(tmp_path, text)
        line = text.split("\n").index(f'{said.partition(":")[0]} = "{old if said.startswith("from") else new}"') + 1
        assert found == f"masthead.toml:{line} moved[1].{said}"


@pytest.mark.parametrize(
    "cron", ["*/15 6-23 * * *", "0 0 1 jan *", "5,35 * * * mon-fri", "0 9 * * 7", "59 23 31 12 0-6/2"]
)
def test_cron_expressions(tmp_path: Path, cron: str) -> None:
    """Cron expressions as crontab(5) has them are taken as they are."""
    assert load(tmp_path, WHOLE + f'[schedule]\ncron = "{cron}"\n').schedule.cron == cron


def test_every_mistake_at_once(tmp_path: Path) -> None:
    """All mistakes are named in one go, in the order of the file."""
    text = WHOLE.replace("title =", "titel =").replace("path = ", "pth = ")
    lines = [int(mistake.partition(":")[2].partition(" ")[0]) for mistake in mistakes(tmp_path, text)]
    assert lines == sorted(lines)
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[publication\n", "masthead.toml:1 "),
        ('[publication]\ntitle = "a"\ntitle = "b"\n', "masthead.toml:3 "),
        ('[publication]\ntitle = "a', "masthead.toml:2 "),
    ],
)
def test_what_is_no_toml(tmp_path: Path, text: str, said: str) -> None:
    """A file that is no TOML is refused with the line."""
    (found,) = mistakes(tmp_path, text)
    assert found.startswith(said)
    assert found.endswith("this is no TOML (https://toml.io)")


def test_other_encodings(tmp_path: Path) -> None:
    """A byte order mark is no mistake; another encoding is, with its line."""
    (tmp_path / "masthead.toml").write_bytes(b"\xef\xbb\xbf" + WHOLE.encode())
    assert config.load(tmp_path / "masthead.toml", {}).publication.title == "The Harbour Post"
    (tmp_path / "masthead.toml").write_bytes(b"# a\n# \xff\n")
    with pytest.raises(InvalidConfig, match=r"masthead\.toml:2 this line is not UTF-8"):
        config.load(tmp_path / "masthead.toml", {})


def test_environment_overrides(tmp_path: Path) -> None:
    """Variables stand in for keys of single tables, and of sources and targets by their name."""
    environ = {
        "MASTHEAD_PUBLICATION_FEEDS_URL": "https://cdn.example/f",
        "MASTHEAD_PUBLICATION_HUBS": "https://a.example/ https://b.example/",
        "MASTHEAD_PAGE_OPML": "false",
        "MASTHEAD_SITEMAPS_PATH": "false",
        "MASTHEAD_TARGETS_OUT_PATH": "elsewhere",
    }
    found = load(tmp_path, WHOLE.replace("[[targets]]", '[[targets]]\nname = "out"'), environ)
    assert found.publication.feeds_url == "https://cdn.example/f/"
    assert found.publication.hubs == ("https://a.example/", "https://b.example/")
    assert (found.page.opml, found.sitemaps.path) == (None, None)
    assert found.targets[0].options["path"] == tmp_path / "elsewhere"


def test_a_name_by_default_is_a_name_to_the_environment(tmp_path: Path) -> None:
    """A table without a name is overridden by the one it has by default, and keeps it under another path."""
    environ = {"MASTHEAD_TARGETS_FEEDS_PATH": "out2", "MASTHEAD_SOURCES_ARTICLES_PATH": "texts"}
    found = load(tmp_path, WHOLE, environ)
    assert (found.targets[0].name, found.targets[0].options["path"]) == ("feeds", tmp_path / "out2")
    assert (found.sources[0].name, found.sources[0].options["path"]) == ("articles", tmp_path / "texts")
    (said,) = mistakes(tmp_path, WHOLE, {"MASTHEAD_SOURCES_ARTICLES_SETTLE": "abc"})
    assert said.startswith('MASTHEAD_SOURCES_ARTICLES_SETTLE "abc" is no duration')


@pytest.mark.parametrize("key", ["PATH", "TOKEN_FILE"])
def test_a_name_that_no_table_has(tmp_path: Path, key: str) -> None:
    """A variable for a target that is not there changes nothing unnoticed: what would fit is named."""
    text = WHOLE + '[[targets]]\nname = "the CDN"\npath = "cdn"\n'
    assert mistakes(tmp_path, text, {f"MASTHEAD_TARGETS_PUBLC_{key}": "out2"}) == [
        f"MASTHEAD_TARGETS_PUBLC_{key} names none of [[targets]]; "
        "known: MASTHEAD_TARGETS_FEEDS_…, MASTHEAD_TARGETS_THE_CDN_…"
    ]


def test_the_longer_of_two_names_is_meant(tmp_path: Path) -> None:
    """A name that begins with another's is not taken for that one and a key of it."""
    text = WHOLE + '[[targets]]\nname = "feeds-old"\npath = "old"\n'
    found = load(tmp_path, text, {"MASTHEAD_TARGETS_FEEDS_OLD_PATH": "x"})
    assert [target.options["path"] for target in found.targets] == [tmp_path / "public" / "feeds", tmp_path / "x"]


def test_mistakes_in_the_environment(tmp_path: Path) -> None:
    """A wrong value out of the environment is named by its variable."""
    found = mistakes(tmp_path, WHOLE, {"MASTHEAD_PUBLICATION_ICON": "x", "MASTHEAD_PUBLICATION_TITEL": "y"})
    assert found == [
        'MASTHEAD_PUBLICATION_ICON "x" is no absolute URL; write one like "https://harbourpost.example/"',
        "MASTHEAD_PUBLICATION_TITEL no such key; did you mean title?",
    ]


def test_other_peoples_variables(tmp_path: Path) -> None:
    """What a container platform sets for a service of our name is none of our business."""
    environ = {"MASTHEAD_SERVICE_HOST": "10.0.0.1", "MASTHEAD_PORT": "tcp://10.0.0.1:80"}
    assert load(tmp_path, WHOLE, environ) == load(tmp_path, WHOLE)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that offers a source called "cms" and a target called "bucket"."""
    offered = {"source": "cms", "target": "bucket"}
    monkeypatch.setattr(plugins, "_entry_points", lambda kind: [EntryPoint(offered[kind], "package:Part", "masthead")])


@pytest.mark.usefixtures("installed")
def test_secrets_come_from_files(tmp_path: Path) -> None:
    """A variable that ends with _FILE names the file that holds a secret."""
    (tmp_path / "secret").write_text("s3cret\n", "utf-8")
    text = WHOLE + '[[targets]]\nname = "cdn"\nkind = "bucket"\n'
    found = load(tmp_path, text, {"MASTHEAD_TARGETS_CDN_TOKEN_FILE": str(tmp_path / "secret")})
    assert found.targets[1].options == {"token": "s3cret"}
    (said,) = mistakes(tmp_path, text, {"MASTHEAD_TARGETS_CDN_TOKEN_FILE": str(tmp_path / "none")})
    assert said.startswith("MASTHEAD_TARGETS_CDN_TOKEN_FILE names ")


@pytest.mark.usefixtures("installed")
def test_keys_of_plugins_are_kept(tmp_path: Path) -> None:
    """A source of a kind that is not ours keeps keys that we do not know."""
    text = WHOLE.replace("[[sources]]", '[[sources]]\nname = "cms"\nkind = "cms"\nquery = "x"', 1)
    assert load(tmp_path, text).sources[0].options == {"query": "x", "path": "articles"}


def test_configuration_is_found_above(tmp_path: Path) -> None:
    """masthead.toml is found in the folder or the nearest above it."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "masthead.toml").write_text(WHOLE, "utf-8")
    assert config.find(tmp_path / "a" / "b") == tmp_path / "masthead.toml"


def test_names_do_not_depend_on_the_checkout(tmp_path: Path) -> None:
    """A source in the configuration's own folder has the same name wherever that folder lies."""
    names = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        names.append(load(folder, WHOLE.replace('path = "articles"', 'path = "."')).sources[0].name)
    assert names == ["articles", "articles"]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("a", "x"), 2),
        (("a", "y", "z"), 3),
        (("b", 0, "k"), 8),
        (("b", 1, "k"), 10),
        (("b", 1, "sub", "k"), 12),
        (("c", "d e", "k"), 15),
        (("a", "long"), 4),
        (("top",), 1),
        (("b", 1, "missing"), 9),
        (("nowhere",), 1),
    ],
)
def test_lines_of_keys(place: tuple[str | int, ...], line: int) -> None:
    """Every key of a file is found on its line: in arrays, inline tables, behind long values."""
    text = '''top.x = 1
a.x = 1
a.y = { z = 1 }
a.long = [
  "[[b]]", # "
]
[[b]]
k = 1
[[b]]
k = 1
[b.sub]
k = """
[c]"""
[c."d e"]
k = 2
'''
    assert line_of(text, place) == line


def test_every_key_says_what_it_means() -> None:
    """Each key of each table has a sentence for the reference, and each table has no key twice."""
    for keys in TABLES.values():
        assert all(key.meaning.endswith((".", "}.", '".')) for key in keys)
        assert len({key.name for key in keys}) == len(keys)


def test_fields_are_those_that_links_fill() -> None:
    """What the configuration accepts in a template is what an article's link can be made of."""
    article = Article(where="china/tour.md", section="China", path_link="china/tour")
    for field in LINK_FIELDS:
        filled = links.values(
            article,
            f"https://harbourpost.example/{{{field}}}",
            ref="china/tour.md",
            source="desk",
            slug="tour",
            language="en",
            written=datetime(2026, 11, 20, tzinfo=UTC),
            zone=UTC,
        )
        assert filled[field], field


def test_without_a_file(tmp_path: Path) -> None:
    """A folder, a link and a target are a configuration; every default is said in a note."""
    found = without_file(tmp_path / "a", "https://harbourpost.example", tmp_path / "feeds", here=tmp_path)
    publication = found.publication
    assert (publication.title, publication.timezone, publication.language) == ("harbourpost.example", "UTC", None)
    assert publication.feeds_url == "https://harbourpost.example/feeds/"
    assert found.sources[0].link == "https://harbourpost.example/{section}/{slug}"
    assert found.feeds == DEFAULT
    assert len(found.notes) == 6


def test_without_a_file_ids_need_no_memory(tmp_path: Path) -> None:
    """What ids begin with depends on the link alone, not on folders, clocks or memory."""
    one = without_file(tmp_path / "a", "https://harbourpost.example/", tmp_path / "f", here=tmp_path)
    two = without_file(tmp_path / "b", "https://harbourpost.example", tmp_path / "g", here=tmp_path / "b")
    assert (one.publication.id, one.sources[0].name) == (two.publication.id, two.sources[0].name)
    assert one.publication.id == "https://harbourpost.example/"


def test_without_a_file_state_belongs_to_the_target(tmp_path: Path) -> None:
    """The state is in the user's own folder, one for each target."""
    states = {
        without_file(tmp_path / "a", "https://a.example/", tmp_path / name, here=tmp_path).state.path
        for name in ("f", "g", "f")
    }
    assert len(states) == 2
    assert not any(tmp_path in path.parents for path in states)


def test_without_a_file_mistakes_name_the_option(tmp_path: Path) -> None:
    """Every wrong option is named, all at once."""
    with pytest.raises(InvalidConfig) as caught:
        without_file(tmp_path, "a.example", tmp_path, here=tmp_path, timezone="HK", feeds_url="x", id="y")
    assert [mistake.partition(":")[0] for mistake in caught.value.mistakes] == [
        "--link", "--timezone", "--id", "--feeds-url", "--to",
    ]  # fmt: skip


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """What would be made of a wrong option is not called wrong too."""
    with pytest.raises(InvalidConfig) as caught:
        without_file(tmp_path, "a.example", tmp_path / "out", here=tmp_path)
    assert len(caught.value.mistakes) == 1
