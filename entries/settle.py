"""From what an author wrote and what is remembered to what is remembered from now on. Pure: `now` is passed in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from entries import ids, links, timing
from entries.digest import digest
from entries.errors import InvalidEntry
from entries.languages import is_language_tag
from entries.model import Article, Person, Problem, Record
from entries.patterns import pattern
from entries.source import SourceSettings
from entries.status import is_live
from entries.titles import distinct, one_line, title

_END_TAG = pattern(r"(?i:</[a-z]\w*>)")
_LABELS = frozenset({"sponsored", "opinion", "analysis", "live", "satire"})


class Settled(NamedTuple):
    """A Record to remember, and what an editor should read about it."""

    record: Record
    problems: tuple[Problem, ...] = ()


def settle(
    article: Article, ref: str, known: Record | None, settings: SourceSettings, now: datetime, first_seen: datetime
) -> Settled:
    """Identity, dates and link of one article. Raises InvalidEntry for what can't be published as it is.

    `known` is the Record that the article was matched with. `now` is the run's moment; `first_seen` is the date
    that an article without any gets when it is new. Both are aware and in UTC.
    """
    from entries.guards import read as read_guards

    if now.microsecond or first_seen.microsecond:
        now, first_seen = now.replace(microsecond=0), first_seen.replace(microsecond=0)
    zone = settings.zone
    guards = read_guards(article, zone)
    dates = timing.release(article, known, guards, zone, now, first_seen, hold=settings.future == "hold")
    language, problems = _language(article, settings)
    content = digest(article, guards.withdrawn)
    taken_back = known if known is not None and known.taken_back else None
    slug = links.slug_of(article, ref)
    id, link = _address(article, ref, known, settings, slug, language, dates.written)
    if article.id and id != article.id and id != (declared := ids.canonical(article.id, settings.publication_id)):
        problems.append(_id_kept(article, declared, id))
    record = Record(
        source=settings.source,
        ref=ref,
        inner=article.inner,
        id=id,
        link=link,
        title=title(article, slug, open_text=guards.access == "public" and guards.syndicate == "full"),
        slug=slug,
        published=dates.published,
        updated=timing.updated(article, known, content, dates.published, guards.minor, zone, now),
        first_seen=dates.first_seen,
        published_text=dates.text,
        digest=content,
        section=(one_line(article.section) or None) if article.section else None,
        tags=distinct(article.tags),
        authors=_people(article.authors),
        language=language,
        access=guards.access,
        syndicate=guards.syndicate,
        provider=(one_line(article.provider) or None) if article.provider else None,
        labels=_labels(article.labels) if article.labels else (),
        corrected=bool(article.correction),
        noindex=article.noindex,
        draft=guards.draft,
        embargo=dates.embargo,
        expires=guards.expires,
        withdrawn=((known.withdrawn if known is not None else None) or now) if guards.withdrawn or taken_back else None,
        taken_back=taken_back is not None,
        note=article.note or "" if taken_back is None else taken_back.note,
        released=dates.released,
        format_ids=known.format_ids if known is not None and known.id == id else (),
    )
    if is_live(record, now):
        problems += timing.odd_dates(article, record, now)
        if record.withdrawn is None and _END_TAG.search(record.title):
            problems.append(_title_markup(article))
        if article.permalink and (article.link_template is None or not settings.site):
            problems.append(_not_followed(article, link))
    return Settled(record=record, problems=tuple(problems))


def _address(
    article: Article,
    ref: str,
    known: Record | None,
    settings: SourceSettings,
    slug: str,
    language: str | None,
    written: datetime,
) -> tuple[str, str]:
    """The id and the link; a template of the one may hold the other."""
    id = None
    if known is not None and (known.released or not article.id):
        id = known.id
    elif article.id:
        id = ids.canonical(article.id, settings.publication_id)
    own = article.link_template if settings.site else None
    if article.link is None and own is None and settings.link is None:
        remedy = 'Add `link:` to it, or  link = "https://…/{section}/{slug}"  to [[sources]].'
        raise _refused(article, "no-link", "no link and no template.", remedy)

    def filled(template: str, **more: str) -> str:
        given = links.values(
            article,
            template,
            ref=ref,
            source=settings.source,
            slug=slug,
            language=language,
            written=written,
            zone=settings.zone,
            site_language=settings.site_language,
        )
        return links.expand(template, {**given, **more})

    minted = id or ids.mint(settings.publication_id, settings.source, ref, article.inner)
    if article.link is not None:
        link = links.declared(article.link, settings.site)
    elif own is not None:
        link = links.declared(filled(own), settings.site)
    else:
        template = settings.link or ""
        link = filled(template, id=quote(minted, safe="")) if "{id}" in template else filled(template)
    link = _absolute(article, link)
    if id is None and settings.id is not None:
        minted = ids.canonical(filled(settings.id, link=link), settings.publication_id)
    return minted, link


def _absolute(article: Article, link: str) -> str:
    from entries.slugs import to_uri

    try:
        return to_uri(link)
    except ValueError:
        problem, remedy = f'link "{link}" is no web address.', "Write it whole, beginning with https://."
        raise _refused(article, "bad-link", problem, remedy, article.lines.get("link")) from None


def _language(article: Article, settings: SourceSettings) -> tuple[str | None, list[Problem]]:
    """A BCP 47 tag, None where it is not known."""
    if not article.language:
        return settings.language, []
    tag = article.language.strip().replace("_", "-")
    if is_language_tag(tag):
        return _cased(tag), []
    problem = Problem(
        level="repaired",
        code="bad-language",
        where=article.where,
        line=article.lines.get("language"),
        problem=f'language "{article.language}" is no language tag (BCP 47) and is not used.',
        remedy="Write it like en or zh-Hant.",
    )
    return settings.language, [problem]


def _cased(tag: str) -> str:
    """As tags are usually written: zh-Hant-HK (RFC 5646, section 2.1.1, https://www.rfc-editor.org/rfc/rfc5646)."""
    language, *others = tag.lower().split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join([language, *(cases.get(len(part), str)(part) for part in others)])


def _labels(given: tuple[str, ...]) -> tuple[str, ...]:
    """The labels that mean something are told by their word, however they are spelt; others stay as written."""
    return tuple(dict.fromkeys(low if (low := name.lower()) in _LABELS else name for name in distinct(given)))


def _people(given: tuple[Person, ...]) -> tuple[Person, ...]:
    if all(person.name == one_line(person.name) != "" for person in given):
        return given
    named = (person._replace(name=one_line(person.name)) for person in given)
    return tuple(person for person in named if person.name)


def _not_followed(article: Article, link: str) -> Problem:
    return Problem(
        level="repaired",
        code="permalink",
        where=article.where,
        line=article.lines.get("link"),
        problem=f'"{article.permalink}" is not followed here: its link {link} was made from the template.',
        remedy="Write the address itself where that is another.",
    )


def _title_markup(article: Article) -> Problem:
    return Problem(
        level="repaired",
        code="title-markup",
        where=article.where,
        line=article.lines.get("title"),
        problem="the title holds a tag, as text.",
        remedy="Some readers drop it; a title is best without.",
    )


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
