"""The values that pass from reading to publishing.

An article becomes an entry in three steps, each a frozen value:

    Article   what a parser read: text as its author wrote it, every field optional
    Record    what is remembered of it: identity, dates, what decides where it goes
    Entry     complete and rendered, as a feed shows it (RFC 4287, section 4.1.2)

Dates in an Article are the author's own text; in a Record and an Entry they are aware
datetimes in UTC, in whole seconds.
"""

# Named tuples, because a run after one edit makes these classes and few values of them: a dataclass takes ten times as
# long to make. Real annotations: named tuples compile those that are text.

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from entries.person import Person as Person
from entries.problem import Level as Level
from entries.problem import Problem as Problem
from entries.refs import Ref as Ref
from entries.refs import Unchanged as Unchanged

# A template is HTML with shortcodes.
MarkupType = Literal["text", "markdown", "html", "template"]
Access = Literal["public", "registered", "paid"]
Syndicate = Literal["full", "summary", "none"]


class Link(NamedTuple):
    """A typed link other than the entry's own address, e.g. rel "related" or "via"."""

    href: str
    rel: str = "related"
    type: str | None = None
    title: str | None = None
    hreflang: str | None = None


class Enclosure(NamedTuple):
    """A file that belongs to an entry. `length` is in bytes, None while unknown."""

    url: str
    type: str | None = None
    length: int | None = None
    title: str | None = None


class Image(NamedTuple):
    """The lead image. Without `url` it is only a caption: a figcaption, never a media element."""

    url: str | None = None
    alt: str = ""
    caption: str = ""
    credit: str = ""
    type: str | None = None
    width: int | None = None
    height: int | None = None
    rights: str = ""
    syndicate: Syndicate = "full"


class Update(NamedTuple):
    """One update of a live story; `time` is the author's text, `markup` in the article's markup."""

    time: str
    title: str = ""
    markup: str = ""


class Article(NamedTuple):
    """What a parser read, in its author's own words. Nothing is decided here.

    `where` names the file as an editor knows it; `line` is where this article starts in it.
    `inner` tells apart the articles of one Ref ("" where it holds a single one).
    `base` is what relative addresses in `markup` and `image` resolve against when that is not the link.
    `path_slug` and `path_date` come from the file's name and are used when nothing is declared.
    `path_link` is the path that the site generator gives the file, in its `path_language`; None where none is known.
    `categories` are as declared; `section` and `tags` hold them too. `standfirst` stands between the headline and the
    text; it may be the summary as well.
    `permalink` is a link that is a pattern of the author's site generator, `link_template` the template of ours that
    says the same. `spaced` are texts of several words that Jekyll alone takes for that many tags or categories.
    `noindex` asks to be left out of sitemaps.
    `lines` gives the line of a field's value, by field name.
    """

    where: str
    line: int = 1
    inner: str = ""
    id: str | None = None
    title: str | None = None
    link: str | None = None
    slug: str | None = None
    published: str | None = None
    updated: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    summary: str | None = None
    standfirst: str | None = None
    markup: str = ""
    markup_type: MarkupType = "html"
    base: str | None = None
    language: str | None = None
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    links: tuple[Link, ...] = ()
    rights: str | None = None
    license: str | None = None
    provider: str | None = None
    syndicate: str | None = None
    access: str | None = None
    labels: tuple[str, ...] = ()
    correction: tuple[str, ...] = ()
    note: str | None = None
    draft: str | None = None
    embargo: str | None = None
    expires: str | None = None
    status: str | None = None
    minor: str | None = None
    noindex: bool = False
    updates: tuple[Update, ...] = ()
    path_slug: str | None = None
    path_date: str | None = None
    path_link: str | None = None
    path_language: str | None = None
    permalink: str | None = None
    link_template: str | None = None
    spaced: tuple[str, ...] = ()
    lines: Mapping[str, int] = {}
    repairs: tuple[Problem, ...] = ()


class Record(NamedTuple):
    """What is remembered of an article, whether it is live or held.

    `published` is the date that feeds show and order by: the declared (or first-seen) date, or the
    moment of release where that is later. `published_text` is the author's own text of it, None where
    none was declared. `first_seen` never moves. `digest` is the SHA-256 of the source text that counts
    as an edit, "" where it is unknown because the record was found again in a published document.
    `withdrawn` is the moment the withdrawal was first seen; `taken_back` says that it was by command, whatever the
    article says, and though it may be gone. `format_ids` are the ids of formats (sorted by name)
    in which it is published under another one than `id`: those of feeds that were adopted. Of a live story, `shown` is
    when its version went out, and `waits` until when a later one waits, None where there is none.
    """

    source: str
    ref: str
    id: str
    link: str
    title: str
    slug: str
    published: datetime
    updated: datetime
    first_seen: datetime
    inner: str = ""
    published_text: str | None = None
    digest: str = ""
    section: str | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[Person, ...] = ()
    language: str | None = None
    access: Access = "public"
    syndicate: Syndicate = "full"
    provider: str | None = None
    labels: tuple[str, ...] = ()
    corrected: bool = False
    noindex: bool = False
    draft: bool = False
    embargo: datetime | None = None
    expires: datetime | None = None
    withdrawn: datetime | None = None
    taken_back: bool = False
    note: str = ""
    shown: datetime | None = None
    waits: datetime | None = None
    released: bool = False
    format_ids: tuple[tuple[str, str], ...] = ()


class Entry(NamedTuple):
    """What a feed shows. Text is plain and safe for XML; `body` is a sanitised HTML fragment.

    Every URL is absolute. `body` is None where only the summary may leave (access, syndicate).
    `summary` is "" where there is none. `format_ids` as in a Record.
    """

    id: str
    link: str
    title: str
    published: datetime
    updated: datetime
    summary: str = ""
    body: str | None = None
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    language: str | None = None
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    links: tuple[Link, ...] = ()
    rights: str = ""
    license: str | None = None
    provider: str | None = None
    format_ids: tuple[tuple[str, str], ...] = ()
