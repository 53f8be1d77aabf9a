"""From what an author wrote and what is remembered to what is remembered from now on. Pure: `now` is passed in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Literal

from entries import ids, links
from entries.digest import digest
from entries.errors import InvalidEntry
from entries.model import Article, Person, Problem, Record
from entries.status import is_live

if TYPE_CHECKING:
    from entries.guards import Guards

_SECOND = timedelta(seconds=1)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """What a source's configuration says about all its articles.

    `zone` is the zone of dates without one. `link` and `id` are templates, None where there is none.
    `future` says whether a published date in the future holds an article back. `site` is the publication's
    address; declared links may be relative to it. `order` is the source's place in the configuration and
    `shown` how it is named to people.
    """

    publication_id: str
    source: str
    zone: tzinfo
    link: str | None = None
    id: str | None = None
    future: Literal["hold", "publish"] = "hold"
    language: str | None = None
    site: str = ""
    order: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A Record to remember, and what an editor should read about it."""

    record: Record
    problems: tuple[Problem, ...] = ()


def settle(
    article: Article, ref: str, known: Record | None, settings: SourceSettings, now: datetime, first_seen: datetime
) -> Settled:
    """Identity, dates and link of one article. Raises InvalidEntry for what can't be published as it is.

    `known` is the Record that the article was matched with. `now` is the run's moment; `first_seen` is the
    date that an article without any gets when it is new. Both are aware and in UTC.

    - An id that was once out stays, whatever the author declares now.
    - A published date that was once out moves only when the author's own text of it does. A Record that was
      found again in a published document keeps its date: what its author had written then is not known.
    - `updated` never moves back, and moves only when the digest does.
    """
    from entries.guards import read as read_guards

    now = now.replace(microsecond=0)
    guards = read_guards(article, settings.zone)
    dates = _dates(article, known, settings, guards, now, first_seen)
    language, problems = _language(article, settings)
    content = digest(article, guards.withdrawn)
    slug = links.slug_of(article, ref)
    id, link = _address(article, ref, known, settings, slug, language, dates.written)
    if article.id and id != (declared := ids.canonical(article.id, settings.publication_id)) and id != article.id:
        problems.append(_id_kept(article, declared, id))
    record = Record(
        source=settings.source,
        ref=ref,
        inner=article.inner,
        id=id,
        link=link,
        title=_title(article, slug),
        slug=slug,
        published=dates.published,
        updated=_updated(article, known, settings, content, dates.published, guards.minor, now),
        first_seen=dates.first_seen,
        published_text=dates.text,
        digest=content,
        section=_name(article.section) or None if article.section else None,
        tags=_names(article.tags),
        authors=_people(article.authors),
        language=language,
        access=guards.access,
        syndicate=guards.syndicate,
        provider=article.provider,
        labels=article.labels,
        corrected=bool(article.correction),
        draft=guards.draft,
        embargo=dates.embargo,
        expires=guards.expires,
        withdrawn=((known.withdrawn if known is not None else None) or now) if guards.withdrawn else None,
        note=article.note or "",
        released=dates.released,
    )
    if is_live(record, now):
        if not record.released:
            record = replace(record, released=True)
        problems += _odd_dates(article, record, now)
    return Settled(record=record, problems=tuple(problems))


@dataclass(frozen=True, slots=True)
class _Dates:
    published: datetime
    written: datetime
    text: str | None
    first_seen: datetime
    embargo: datetime | None
    released: bool


def _dates(
    article: Article,
    known: Record | None,
    settings: SourceSettings,
    guards: Guards,
    now: datetime,
    first_seen: datetime,
) -> _Dates:
    text = article.published or article.path_date
    released = known is not None and known.released
    embargo = guards.embargo
    if known is not None:
        first_seen = known.first_seen
    elif text is not None:
        first_seen = now
    written = first_seen if text is None else _date(article, "published", text, settings.zone)

    if known is not None and released and _text_stands(article, known):
        published = known.published
        # The embargo it was released from is never later than its date: this one is a new wish.
        if embargo is not None and embargo > max(now, published):
            published, released = embargo, False
        text = text if text is not None else known.published_text
        return _Dates(published, written, text, first_seen, embargo, released)

    if written > now and settings.future == "hold":
        embargo = max(embargo, written) if embargo is not None else written
    published = max(written, embargo) if embargo is not None else written
    held = guards.draft or (embargo is not None and embargo > now)
    if held:
        released = released and guards.draft and (embargo is None or embargo <= now)
    elif known is not None and not released and (known.draft or (known.embargo is not None and known.embargo > now)):
        # It was held until this very edit: it surfaces now, or it would sink below the window.
        published = max(published, now)
    return _Dates(published, written, text, first_seen, embargo, released)


def _text_stands(article: Article, known: Record) -> bool:
    if not known.digest:
        return True
    if article.published is None and (article.path_date is None or known.published_text is None):
        # No date any more, or only a folder that became one: neither is the author's own text of it.
        return True
    return (article.published or article.path_date) == known.published_text


def _updated(
    article: Article,
    known: Record | None,
    settings: SourceSettings,
    content: str,
    published: datetime,
    minor: bool,
    now: datetime,
) -> datetime:
    declared = _date(article, "updated", article.updated, settings.zone) if article.updated else None
    if known is None or not known.released:
        return published if declared is None else max(declared, published)
    if minor or known.digest in ("", content):
        return known.updated
    if declared is not None and declared > known.updated:
        return declared
    return max(now, known.updated + _SECOND)


def _date(article: Article, name: str, text: str, zone: tzinfo) -> datetime:
    from entries.dates import DateError, parse

    try:
        return parse(text, zone)
    except DateError as error:
        raise InvalidEntry(
            Problem(
                level="refused",
                code=error.code,
                where=article.where,
                line=article.lines.get(name),
                problem=error.problem,
                remedy=error.remedy,
            ),
            article.inner,
        ) from error


def _address(
    article: Article,
    ref: str,
    known: Record | None,
    settings: SourceSettings,
    slug: str,
    language: str | None,
    written: datetime,
) -> tuple[str, str]:
    """The id and the link. A template of one may hold the other."""
    id = None
    if known is not None and (known.released or not article.id):
        id = known.id
    elif article.id:
        id = ids.canonical(article.id, settings.publication_id)
    template = settings.link if article.link is None else None
    if article.link is None and template is None:
        raise _refused(
            article,
            "no-link",
            "no link and no template.",
            'Add `link:` to it, or  link = "https://…/{section}/{slug}"  to [[sources]].',
        )
    date = written.astimezone(settings.zone)
    minted = id or ids.mint(settings.publication_id, settings.source, ref, article.inner)
    if template is None:
        link = links.declared(article.link or "", settings.site)
    else:
        given = links.values(
            article, template, ref=ref, source=settings.source, slug=slug, language=language, date=date
        )
        link = links.expand(template, {**given, "id": ids.escaped(minted, safe="")})
    link = _absolute(article, link)
    if id is None and settings.id is not None:
        given = links.values(
            article, settings.id, ref=ref, source=settings.source, slug=slug, language=language, date=date
        )
        minted = ids.canonical(links.expand(settings.id, {**given, "link": link}), settings.publication_id)
    return minted, link


def _absolute(article: Article, link: str) -> str:
    from entries.slugs import to_uri

    try:
        return to_uri(link)
    except ValueError:
        raise _refused(
            article,
            "bad-link",
            f'link "{link}" is no web address.',
            "Write it whole, beginning with https://.",
            article.lines.get("link"),
        ) from None


def _title(article: Article, slug: str) -> str:
    """As written; where there is none, from the text (https://www.rfc-editor.org/rfc/rfc4287#section-4.2.14)."""
    if article.title and (title := _name(article.title)):
        return title
    from entries import text

    found = _name(_plain(article)) or _name(article.summary or "") or slug.replace("-", " ")
    return text.excerpt(found, 100)


def _plain(article: Article) -> str:
    # The beginning is enough for a hundred characters.
    markup = article.markup[:10_000]
    if article.markup_type == "text" or not markup.strip():
        return markup.strip().partition("\n\n")[0]
    from entries import html

    if article.markup_type == "markdown":
        from entries.markdown import render

        markup = render(markup)
    return html.plain(markup)


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in given if (name := _name(each))))


def _people(given: tuple[Person, ...]) -> tuple[Person, ...]:
    if all(person.name == _name(person.name) != "" for person in given):
        return given
    named = (replace(person, name=_name(person.name)) for person in given)
    return tuple(person for person in named if person.name)


def _name(given: str) -> str:
    if given.isascii() and given.isprintable() and "  " not in given:
        return given.strip()
    from entries.text import line

    return line(given)


def _language(article: Article, settings: SourceSettings) -> tuple[str | None, list[Problem]]:
    """A BCP 47 tag, None where it is not known."""
    if not article.language:
        return settings.language, []
    tag = article.language.strip().replace("_", "-")
    if _LANGUAGE.match(tag):
        return tag, []
    problem = Problem(
        level="repaired",
        code="bad-language",
        where=article.where,
        line=article.lines.get("language"),
        problem=f'language "{article.language}" is no language tag (BCP 47) and was left out.',
        remedy="Write it like en or zh-Hant.",
    )
    return settings.language, [problem]


def _odd_dates(article: Article, record: Record, now: datetime) -> list[Problem]:
    found = []
    for name, date in (("published", record.published), ("updated", record.updated)):
        if date > now or date.year < 1970:
            shown = "in the future" if date > now else "before 1970"
            found.append(
                Problem(
                    level="repaired",
                    code="odd-date",
                    where=article.where,
                    line=article.lines.get(name),
                    problem=f"{name} {date:%Y-%m-%d} is {shown}; some readers show it in a wrong place or year.",
                )
            )
    return found


def _id_kept(article: Article, declared: str, id: str) -> Problem:
    return Problem(
        level="repaired",
        code="id-kept",
        where=article.where,
        line=article.lines.get("id"),
        problem=f'declares the id "{declared}" but is published as "{id}", which it keeps.',
        remedy="Declare that one. To publish it as a new entry: masthead build --allow-resurfacing",
    )


def _refused(article: Article, code: str, problem: str, remedy: str, line: int | None = None) -> InvalidEntry:
    return InvalidEntry(
        Problem(level="refused", code=code, where=article.where, line=line, problem=problem, remedy=remedy),
        article.inner,
    )


def zone_hint(article: Article, record: Record, settings: SourceSettings, now: datetime, place: str = "local") -> str:
    """What to say of an article held by a date without zone, read as UTC, up to 14 hours ahead; "" otherwise.

    The farthest zone is 14 hours ahead of UTC: any such date may be one that is past where it was written.
    `place` names that zone ("Hong Kong") where it is known. The text names no article.
    """
    from entries.dates import DateError, parse

    date, text = record.embargo, article.embargo or article.published
    if date is None or not now < date <= now + timedelta(hours=14) or not text:
        return ""
    if settings.zone.utcoffset(date.replace(tzinfo=None)):
        return ""
    try:
        if parse(text, UTC) == parse(text, _elsewhere()):
            return ""
    except DateError:
        return ""
    return f"held until {date:%H:%M} UTC; if {date:%H:%M} was {place} time, set publication.timezone"


def _elsewhere() -> tzinfo:
    from datetime import timezone

    return timezone(timedelta(hours=1))
