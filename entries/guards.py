"""Guards: what an author declares so that an article does not leave, or not yet, or not whole.

A guard that can't be read never publishes: whatever is odd in one refuses the article.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple, TypeVar

from entries.errors import InvalidEntry
from entries.model import Access, Article, Problem, Syndicate

_Word = TypeVar("_Word", bound=str)

_TRUE = frozenset(("true", "yes", "on", "1"))
_FALSE = frozenset(("false", "no", "off", "0"))

_Status = Literal["live", "draft", "scheduled", "withdrawn"]
_STATUS: dict[str, _Status] = {
    **dict.fromkeys(("published", "publish", "public", "live", "final", "ready"), "live"),
    **dict.fromkeys(("draft", "private", "pending", "hidden", "skip", "unpublished", "unlisted"), "draft"),
    **dict.fromkeys(("trash", "trashed", "deleted", "auto-draft", "inherit", "in review", "review"), "draft"),
    **dict.fromkeys(("future", "scheduled", "embargoed"), "scheduled"),
    **dict.fromkeys(("withdrawn", "retracted"), "withdrawn"),
}
_ACCESS: dict[str, Access] = {
    **dict.fromkeys(("public", "free", "open"), "public"),
    **dict.fromkeys(("registered", "members", "member", "registration"), "registered"),
    **dict.fromkeys(("paid", "premium", "subscribers", "subscriber", "tiers"), "paid"),
}
_WORDS = {
    "status": "published, draft, scheduled or withdrawn",
    "access": "public, registered or paid",
    "syndicate": "full, summary or none",
}
_SYNDICATE: dict[str, Syndicate] = {
    **dict.fromkeys(("full", *_TRUE), "full"),
    "summary": "summary",
    **dict.fromkeys(("none", *_FALSE), "none"),
}


class Guards(NamedTuple):
    """What an article's guards say. Dates are aware and in UTC; `minor` is no guard but read like one."""

    draft: bool = False
    embargo: datetime | None = None
    expires: datetime | None = None
    access: Access = "public"
    syndicate: Syndicate = "full"
    withdrawn: bool = False
    minor: bool = False


_OPEN = Guards()


def read(article: Article, zone: tzinfo) -> Guards:
    """Read an article's guards; a date without a zone is in `zone`.

    Raises InvalidEntry ("unreadable-guard") with the line for any value it does not know.
    """
    if not (
        article.draft
        or article.embargo
        or article.expires
        or article.status
        or article.access
        or article.syndicate
        or article.minor
    ):
        return _OPEN
    draft = _switch(article, "draft", article.draft)
    embargo = _date(article, "embargo", article.embargo, zone)
    status = _one_of(article, "status", article.status, _STATUS, "live")
    if status == "scheduled" and embargo is None:
        # Scheduled without a date to wait for is never due.
        embargo = _date(article, "published", article.published, zone)
        draft = draft or embargo is None
    return Guards(
        draft=draft or status == "draft",
        embargo=embargo,
        expires=_date(article, "expires", article.expires, zone),
        access=_one_of(article, "access", article.access, _ACCESS, "public"),
        syndicate=_one_of(article, "syndicate", article.syndicate, _SYNDICATE, "full"),
        withdrawn=status == "withdrawn",
        minor=_switch(article, "minor", article.minor),
    )


def switch(value: str) -> bool | None:
    """What an author means by true, yes, on, 1 or their opposites; None for anything else."""
    word = value.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def is_public(value: str) -> bool:
    """Whether a word of access lets everyone read."""
    return _ACCESS.get(value.strip().lower()) == "public"


def syndication(value: str) -> Syndicate | None:
    """How far something may be passed on; None for a word that does not say."""
    return _SYNDICATE.get(value.strip().lower())


def unreadable(where: str, line: int | None, key: str, problem: str, remedy: str, inner: str = "") -> InvalidEntry:
    """The refusal of an article whose guard `key` can't be read."""
    return InvalidEntry(
        Problem(
            level="refused",
            code="unreadable-guard",
            where=where,
            line=line,
            problem=f"{key} {problem}, so it is not published.",
            remedy=remedy,
        ),
        inner,
    )


def _switch(article: Article, name: str, value: str | None) -> bool:
    if not value or not value.strip():
        return False
    found = switch(value)
    if found is None:
        raise _unknown(article, name, value, "Write true or false.")
    return found


def _one_of(article: Article, name: str, value: str | None, known: Mapping[str, _Word], default: _Word) -> _Word:
    if not value or not value.strip():
        return default
    word = value.strip().lower()
    if word not in known:
        raise _unknown(article, name, value, f"Write {_WORDS[name]}.")
    return known[word]


def _date(article: Article, name: str, value: str | None, zone: tzinfo) -> datetime | None:
    if not value or not value.strip():
        return None
    from entries.dates import DateError, parse

    try:
        return parse(value, zone)
    except DateError as error:
        problem = f"can't be read: {error.problem.rstrip('.')}"
        raise unreadable(article.where, article.lines.get(name), name, problem, error.remedy, article.inner) from error


def _unknown(article: Article, name: str, value: str, remedy: str) -> InvalidEntry:
    problem = f'"{value[:80]}" can\'t be read'
    return unreadable(article.where, article.lines.get(name), name, problem, remedy, article.inner)
