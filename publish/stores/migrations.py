"""The tables, as an append-only list of migrations: one transaction each, never edited once released.

Plain SQL in the common subset of SQLite and PostgreSQL. Moments are whole seconds since 1970 UTC.
"""

from __future__ import annotations

_ADD = (
    "INSERT INTO tally SELECT NEW.source, NEW.present, NEW.live, 0 WHERE NOT EXISTS (SELECT 1 FROM tally "
    "WHERE source = NEW.source AND present = NEW.present AND live = NEW.live); UPDATE tally SET entries = entries + 1 "
    "WHERE source = NEW.source AND present = NEW.present AND live = NEW.live;"
)
_SUBTRACT = (
    "UPDATE tally SET entries = entries - 1 "
    "WHERE source = OLD.source AND present = OLD.present AND live = OLD.live;"
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        # A source's cursor belongs to the settings it was made under.
        "CREATE TABLE source (name TEXT PRIMARY KEY, settings TEXT NOT NULL, cursor BLOB, scanned INTEGER NOT NULL)",
        """CREATE TABLE ref (
            source TEXT NOT NULL, folder TEXT NOT NULL, key TEXT NOT NULL, signature TEXT NOT NULL,
            PRIMARY KEY (source, folder, key)) WITHOUT ROWID""",
        # present: some source still yields it; an absent one keeps its id and dates for good.
        # content: a digest of everything its author wrote, to tell a touched file from a changed one.
        """CREATE TABLE entry (
            id TEXT PRIMARY KEY, source TEXT NOT NULL, ref TEXT NOT NULL, inner_key TEXT NOT NULL,
            stem TEXT NOT NULL, link TEXT NOT NULL, title TEXT NOT NULL, published INTEGER NOT NULL,
            updated INTEGER NOT NULL, digest TEXT NOT NULL, content TEXT NOT NULL, present INTEGER NOT NULL,
            live INTEGER NOT NULL, wake_at INTEGER, record TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX entry_key ON entry (source, ref, inner_key)",
        "CREATE INDEX entry_stem ON entry (source, stem)",
        "CREATE INDEX entry_link ON entry (link)",
        "CREATE INDEX entry_title ON entry (title, published)",
        "CREATE INDEX entry_wake ON entry (wake_at) WHERE wake_at IS NOT NULL",
        "CREATE INDEX entry_held ON entry (id) WHERE present = 1 AND live = 0",
        "CREATE INDEX entry_state ON entry (source, present, live)",
        # What is wrong with an article or a source, remembered until it is read again.
        """CREATE TABLE problem (
            source TEXT NOT NULL, ref TEXT NOT NULL, inner_key TEXT NOT NULL, code TEXT NOT NULL,
            level TEXT NOT NULL, place TEXT NOT NULL, line INTEGER, problem TEXT NOT NULL, remedy TEXT NOT NULL,
            since INTEGER NOT NULL, PRIMARY KEY (source, ref, inner_key, code))""",
        # window_floor: minus the published date of the oldest entry shown; what lies beyond is not rendered.
        """CREATE TABLE feed (
            feed INTEGER PRIMARY KEY, spec TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
            id TEXT NOT NULL, was TEXT NOT NULL, spec_digest TEXT NOT NULL, list_digest TEXT NOT NULL,
            updated INTEGER, window_floor INTEGER, entries INTEGER NOT NULL, title TEXT NOT NULL,
            dirty_seq INTEGER NOT NULL, rendered_seq INTEGER NOT NULL, ended INTEGER NOT NULL)""",
        "CREATE UNIQUE INDEX feed_key ON feed (spec, key)",
        "CREATE UNIQUE INDEX feed_path ON feed (path)",
        "CREATE INDEX feed_due ON feed (feed) WHERE dirty_seq > rendered_seq",
        # Only live entries are members. minus_published makes the natural order the one that is shown.
        """CREATE TABLE member (
            feed INTEGER NOT NULL, minus_published INTEGER NOT NULL, id TEXT NOT NULL,
            PRIMARY KEY (feed, minus_published, id)) WITHOUT ROWID""",
        "CREATE INDEX member_id ON member (id)",
        """CREATE TABLE document (
            feed INTEGER NOT NULL, format TEXT NOT NULL, path TEXT NOT NULL, etag TEXT NOT NULL,
            PRIMARY KEY (feed, format, path))""",
        # What each target holds. An empty ETag is an intent: about to be written, or written and not yet recorded.
        """CREATE TABLE held (
            target TEXT NOT NULL, path TEXT NOT NULL, etag TEXT NOT NULL, signature TEXT NOT NULL,
            PRIMARY KEY (target, path)) WITHOUT ROWID""",
        """CREATE TABLE fragment (
            id TEXT NOT NULL, format TEXT NOT NULL, variant TEXT NOT NULL, version INTEGER NOT NULL,
            body BLOB NOT NULL, PRIMARY KEY (id, format, variant))""",
    ),
    (
        # Pings that hubs have not received yet. looked and next_at are in milliseconds since 1970.
        """CREATE TABLE owed (
            hub TEXT NOT NULL, topic TEXT NOT NULL, etag TEXT NOT NULL, since INTEGER NOT NULL, looked INTEGER,
            attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, error TEXT NOT NULL,
            PRIMARY KEY (hub, topic))""",
        "CREATE INDEX owed_due ON owed (hub, next_at, topic)",
        "CREATE INDEX owed_failed ON owed (hub) WHERE attempts > 0",
    ),
    (
        # Which page of a feed's archive holds an entry for good; page 0 is none yet.
        """CREATE TABLE archived (
            feed INTEGER NOT NULL, id TEXT NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (feed, id)) WITHOUT ROWID""",
        "CREATE INDEX archived_page ON archived (feed, page, id)",
        "CREATE INDEX archived_id ON archived (id)",
        # Entries that were withdrawn and have left a feed that says so.
        """CREATE TABLE tombstone (
            feed INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (feed, id)) WITHOUT ROWID""",
    ),
    (
        # What each run did. cause: what began it; status: as an exit status; outcome: JSON.
        """CREATE TABLE run (
            run INTEGER PRIMARY KEY, started INTEGER NOT NULL, finished INTEGER NOT NULL, cause TEXT NOT NULL,
            status INTEGER NOT NULL, outcome TEXT NOT NULL)""",
    ),
    (
        # The last versions of each document, the latest with the highest seq. entries: eight bytes for each that it
        # shows, in its order.
        """CREATE TABLE version (
            path TEXT NOT NULL, etag TEXT NOT NULL, seq INTEGER NOT NULL, url TEXT NOT NULL, media_type TEXT NOT NULL,
            updated INTEGER NOT NULL, entries BLOB NOT NULL, PRIMARY KEY (path, etag)) WITHOUT ROWID""",
    ),
    (
        # Several problems of one code may stand of one article: number tells them apart, in the order of the article.
        """CREATE TABLE problem_numbered (
            source TEXT NOT NULL, ref TEXT NOT NULL, inner_key TEXT NOT NULL, code TEXT NOT NULL,
            level TEXT NOT NULL, place TEXT NOT NULL, line INTEGER, problem TEXT NOT NULL, remedy TEXT NOT NULL,
            since INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (source, ref, inner_key, code, number))""",
        "INSERT INTO problem_numbered "
        "SELECT source, ref, inner_key, code, level, place, line, problem, remedy, since, 0 FROM problem",
        "DROP TABLE problem",
        "ALTER TABLE problem_numbered RENAME TO problem",
    ),
    (
        # How many entries there are of each state, kept by the database itself: counting them takes long.
        """CREATE TABLE tally (
            source TEXT NOT NULL, present INTEGER NOT NULL, live INTEGER NOT NULL, entries INTEGER NOT NULL,
            PRIMARY KEY (source, present, live)) WITHOUT ROWID""",
        "INSERT INTO tally SELECT source, present, live, count(*) FROM entry GROUP BY source, present, live",
        "DROP INDEX entry_state",
        f"CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN {_ADD} END",
        f"CREATE TRIGGER entry_deleted AFTER DELETE ON entry BEGIN {_SUBTRACT} END",
        "CREATE TRIGGER entry_changed AFTER UPDATE OF source, present, live ON entry WHEN OLD.source <> NEW.source "
        f"OR OLD.present <> NEW.present OR OLD.live <> NEW.live BEGIN {_SUBTRACT} {_ADD} END",
    ),
)
