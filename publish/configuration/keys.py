"""Every key of masthead.toml: how it is read, what it means, what holds without it. The reference is made from this."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from typing import NamedTuple

from publish.configuration import schedule, templates, values
from publish.configuration.values import Reader


class Key(NamedTuple):
    """One key of a table. `default` is for people: what holds when the key is left out, "" for nothing."""

    name: str
    read: Reader
    meaning: str
    default: str = ""
    required: bool = False


_naming = templates.template("publication", *templates.FAMILIES)

PUBLICATION = (
    Key("id", values.iri, 'Begins every minted id: "tag:harbourpost.example,2026". Never change it.', required=True),
    Key("title", values.text, "The publication's name.", required=True),
    Key("description", values.text, "One sentence about it.", "the title"),
    Key("link", values.folder_url, "The address of the site.", required=True),
    Key("feeds_url", values.folder_url, "Where the documents will be reached.", required=True),
    Key("language", values.language, 'BCP 47, e.g. "en-HK".', "not stated"),
    Key("timezone", values.zone, 'IANA name, e.g. "Asia/Hong_Kong": the zone of dates that name none.', "UTC"),
    Key("author", values.person, "A name, or { name, email, uri }: for entries without an author.", "the title"),
    Key("rights", values.text, 'A line such as "© The Harbour Post". No year is added.'),
    Key("license", values.url, "The address of a licence."),
    Key("image", values.url, "The address of a logo."),
    Key("icon", values.url, "The address of a small square icon."),
    Key("hubs", values.urls, "WebSub hubs that documents name.", "none"),
    Key("managing_editor", values.text, "RSS managingEditor. Some readers show it as every entry's author."),
    Key("authors_contact", values.boolean, "Whether authors' mail addresses and pages are shown.", "false"),
)

SOURCE = (
    Key("name", values.text, "Part of every minted id: never change it.", "the folder's name"),
    Key("kind", values.text, "Where the articles are kept.", "folder"),
    Key("link", templates.link(*templates.LINK_FIELDS), "The address of an article that carries none, with fields."),
    Key("id", templates.identity, "The id of an article that carries none, with fields.", "minted"),
    Key("timezone", values.zone, "As in [publication], for this source.", "the publication's"),
    Key("language", values.language, "The language of articles that do not say.", "the publication's"),
    Key("future", values.choice("hold", "publish"), "What a publication date in the future means.", "hold"),
    Key("parser", values.text, "One parser for every file.", "by suffix"),
    Key("settle", values.seconds, "How long a file must stand still; a quarter of it if no one has it open.", "0.1 s"),
    Key("live_interval", values.duration, "The time between two versions of an article labelled live.", "10 min"),
)

# The keys that sources and targets of our own kinds have besides; those of any other kind are the plugin's own.
SOURCE_FOLDER = (
    Key("path", values.text, "The folder, from masthead.toml.", required=True),
    Key(
        "layout",
        values.choice("hugo", "jekyll", "pelican", "eleventy", "astro", "plain"),
        "Whose habits the folder follows.",
        "plain",
    ),
    Key("ignore", values.texts, 'Files that are no articles: ["notes/*", "*.bak.md"].', "none"),
)
TARGET_FOLDER = (
    Key("path", values.text, "A folder's path, from masthead.toml.", required=True),
    Key("compress", values.choices("gzip", "br"), 'Compressed neighbours in the folder: ["gzip", "br"].', "none"),
)
TARGET_OBJECTS = (
    Key("url", values.bucket_url, 'Of kind "objects": "s3://bucket/feeds".', required=True),
    Key("endpoint", values.url, "Of objects: the address of a server that is not Amazon's.", "Amazon S3"),
    Key("region", values.text, "Of objects.", "AWS_REGION, or us-east-1"),
    Key("cache_control", values.header, "Of objects: how long caches may keep a document.", "public, max-age=900"),
)

FEED = (
    Key("path", templates.feed_path, 'Without suffix: "all", "section/{section}".', required=True),
    Key("per", values.choice(*templates.FAMILIES), "One feed for each section, tag, author or language."),
    Key("title", _naming, 'With fields: "{publication}: {section}".', "the publication's, of a family with the name"),
    Key("description", _naming, "With fields.", "the publication's"),
    Key("link", templates.link(*templates.FAMILIES), "Its own page, with fields.", "the publication's"),
    Key("language", values.language, "The language of the whole feed.", "its entries', where all agree"),
    Key("include", templates.selection, 'Only these: { section = "China", labels = ["opinion", "analysis"] }.', "all"),
    Key("exclude", templates.selection, "None of these; the same fields.", "none"),
    Key("limit", values.count(1, 1000), "How many entries.", "50"),
    Key("keep", values.duration, "What went live this long before the newest entry stays beyond limit.", "24 h"),
    Key("min", values.count(1, 1000), "Entries a feed of a family needs to begin.", '3 for per = "tag", else 1'),
    Key("content", values.choice("full", "summary"), "The text, or only its summary.", "full"),
    Key("formats", values.texts, "Which documents.", "rss, atom, json"),
    Key("files", templates.files, 'A format\'s document under another path: { rss = "index.xml" }.', "path and suffix"),
    Key("image", values.url, "As in [publication], for this feed.", "the publication's"),
    Key("icon", values.url, "As in [publication], for this feed.", "the publication's"),
    Key("rights", values.text, "As in [publication], for this feed.", "the publication's"),
    Key("ttl", values.count(1, 10_080), "Minutes a reader may wait between visits."),
    Key("archive", values.pages, "Keeps every entry, in pages: true, or how many on a page (RFC 5005).", "false"),
    Key("tombstones", values.boolean, "Its Atom document names what was withdrawn and has left (RFC 6721).", "false"),
    Key("was", templates.feed_paths, "Paths it had before: it keeps its id, and they stay up to date.", "none"),
    Key("every", schedule.interval, '"1 h": `masthead run` holds what is new for it that long.', "at once"),
    Key("cron", schedule.cron, '"0 7 * * *": `masthead run` holds what is new for it till then.', "at once"),
)

TARGET = (
    Key("name", values.text, "What it holds is remembered under this name.", "the folder's name"),
    Key("kind", values.text, "Where the documents go.", "folder"),
)

PAGE = (
    Key("path", templates.document_or_false, "The page for people; false leaves it out.", "feeds.html"),
    Key("opml", templates.document_or_false, "The list for feed readers; false leaves it out.", "feeds.opml"),
)

SITEMAPS = (
    Key("path", templates.document_or_false, 'A plain sitemap: "sitemap.xml" lists one for each month.', "none"),
    Key("news", templates.document_or_false, 'One for Google News, as "news.xml"; needs publication.language.', "none"),
)

STATE = (
    Key("path", values.text, "What is remembered between runs, from masthead.toml.", ".masthead/state.sqlite"),
    Key("ledger", values.text, "A JSON Lines file kept in step with it, fit for git or a CI cache.", "none"),
)

SCHEDULE = (
    Key("every", schedule.interval, '"15 min": the time between two runs.'),
    Key("cron", schedule.cron, '"*/15 6-23 * * *": minute, hour, day, month, weekday.'),
)

NOTIFY = (
    Key("kind", values.text, "How hubs are told.", "websub"),
    Key("live_timeout", values.duration, "How long hubs wait for a document to be at its address.", "10 min"),
    Key("allow_private", values.boolean, "Whether feeds_url and hubs may be at private addresses.", "false"),
)

TERM = (
    Key("title", values.text, "The name to show.", "the earliest spelling"),
    Key("description", values.text, "One sentence for its feed."),
    Key("image", values.url, "The address of a picture."),
    Key("uri", values.url, "Its page."),
    Key("aliases", values.texts, "Other spellings of the same.", "none"),
)

EDITION = (
    Key("title", values.text, "The publication's name in this language.", "the publication's"),
    Key("description", values.text, "One sentence about it in this language.", "the publication's"),
    Key("link", values.folder_url, "The site in this language.", "the publication's"),
    Key("feeds_url", values.folder_url, "Where this language's documents will be reached.", "the publication's"),
    Key("timezone", values.zone, "The edition's time zone.", "the publication's"),
)

MOVED = (
    Key("from", templates.feed_path, "The path of a feed that is no more.", required=True),
    Key("to", templates.feed_path, "The feed that takes its place.", required=True),
)

TOP = (
    Key("gone", templates.documents, 'Paths of feeds that have ended for good: ["weekly"]. Above any table.', "none"),
)

# What may stand at the top of masthead.toml, as it is written there.
TABLES = {
    "[publication]": PUBLICATION,
    "[[sources]]": SOURCE + SOURCE_FOLDER,
    "[[feeds]]": FEED,
    "[[targets]]": TARGET + TARGET_FOLDER + TARGET_OBJECTS,
    "[page]": PAGE,
    "[sitemaps]": SITEMAPS,
    "[state]": STATE,
    "[schedule]": SCHEDULE,
    "[notify]": NOTIFY,
    "[sections.NAME]": TERM,
    "[authors.NAME]": TERM,
    "[tags.NAME]": TERM,
    "[editions.LANGUAGE]": EDITION,
    "[[moved]]": MOVED,
    "": TOP,
}
