"""What an author wrote, as a digest that tells a touched file from a changed one."""

from __future__ import annotations

import hashlib

from entries.model import Article

# An edit that leaves less than this of a published body waits one more run: an editor may have pasted nothing.
SHRUNK_TO, SHRUNK_FROM = 0.2, 1000


def content_of(article: Article) -> str:
    """The body's length, a digest of everything the author wrote, wherever it stands, and one of its corrections."""
    a = article
    written = (
        a.id, a.title, a.link, a.slug, a.published, a.updated, a.section, a.tags, a.authors, a.contributors, a.summary,
        a.markup_type, a.base, a.language, a.image, a.enclosures, a.links, a.rights, a.license, a.provider,
        a.syndicate, a.access, a.labels, a.correction, a.note, a.draft, a.embargo, a.expires, a.status, a.minor,
        a.updates, a.path_slug, a.path_date, a.path_link,
    )  # fmt: skip
    text = f"{written!r}\x1e{a.markup}"
    if a.standfirst:
        text += f"\x1e{a.standfirst}"
    if a.permalink:
        text += f"\x1epermalink {a.permalink} {a.link_template}"
    if a.noindex:
        text += "\x1enoindex"
    content = f"{len(a.markup)}:{_digest(text)}"
    return f"{content}:{_digest(repr(a.correction))}" if a.correction else content


def corrections_in(content: str) -> str:
    """What tells an article's corrections from others, "" where it has none."""
    return content.partition(":")[2].partition(":")[2]


def lost(before: str, after: str) -> tuple[int, int] | None:
    """How many characters of how many an edit took away, None where it left most; both as `content_of` gives them."""
    was, now = _length(before), _length(after)
    return (was - now, was) if was >= SHRUNK_FROM and now < was * SHRUNK_TO else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _length(content: str) -> int:
    return int(content.partition(":")[0] or 0)
