"""What a changed article is: new, one that is known, one that moved, or one that must not go out. Pure.

Matching, first hit wins: declared id; same key, unless it holds word for word what a key held that vanished in this
scan; same key but for the suffix; a key that vanished in this scan with the same digest; the id that its key gives;
same link; same title and published date, if unique.

An article is matched with one that had left before this scan only if something in it says that it is the same one (see
`_is_another`), and so it is, by nothing but that id or link, with one that has left in this scan (see `_may_be`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Generic, Literal, NamedTuple

from entries import ids
from entries.errors import InvalidEntry
from entries.ids import Kept, Known
from entries.model import Article, Problem, Record
from entries.settle import Settled, settle
from entries.source import SourceSettings

Kind = Literal["new", "same", "moved", "duplicate", "resurfacing", "refused"]


class Decision(NamedTuple, Generic[Kept]):
    """What to do with an article.

    `record` is what to remember, None where the article is refused or held; then whatever was published of it
    stays as it is. `previous` is what it was matched with. `retired` is what it takes the place of: that id
    is not used any more, or its key holds this article now. `wanted` is the address that is refused to it, "" where
    that is not what it is refused for.
    """

    kind: Kind
    record: Record | None = None
    problems: tuple[Problem, ...] = ()
    previous: Kept | None = None
    retired: Kept | None = None
    wanted: str = ""


def decide(
    article: Article,
    ref: str,
    settings: SourceSettings,
    known: Known[Kept],
    now: datetime,
    first_seen: datetime,
    *,
    allow_resurfacing: bool = False,
) -> Decision[Kept]:
    """Match and settle one article that was read from `ref`. For `now` and `first_seen` see `settle`."""
    here = known.by_key(settings.source, ref, article.inner)
    try:
        decision = _Case(article, ref, settings, known, now, first_seen, allow_resurfacing).decide(here)
    except InvalidEntry as error:
        decision = Decision(kind="refused", problems=(error.problem,), previous=here)
    if not decision.problems or not article.inner:
        return decision
    # Of several articles in one file a problem of none of its lines is of the one that begins there.
    return decision._replace(
        problems=tuple(
            problem if problem.line is not None else problem._replace(line=article.line)
            for problem in decision.problems
        )
    )


class _Case(NamedTuple, Generic[Kept]):
    article: Article
    ref: str
    settings: SourceSettings
    known: Known[Kept]
    now: datetime
    first_seen: datetime
    allow: bool

    def decide(self, here: Kept | None) -> Decision[Kept]:
        match, retired, apart = here, None, False
        declared = self._declared()
        if (
            here is not None
            and here.record.id not in declared
            and self.known.had_left(here)
            and self._is_another(here, self._settle(None).record)
        ):
            here, match, retired = None, None, here
        if declared and (here is None or here.record.id not in declared):
            holder = next((kept for id in declared if (kept := self.known.by_id(id)) is not None), None)
            out = here is not None and here.record.released
            if holder is not None and not self._there(holder):
                match, retired = holder, here or retired
            elif holder is not None:
                if not out:
                    return self._duplicate(holder, "id", declared[-1], here)
                # An id that is out stays; settle names both.
            elif self.allow and (out or here is None):
                match, retired, apart = None, here or retired, True
            elif not out:
                retired = here or retired  # nobody has seen its id yet: the declared one takes its place
        if match is None and not apart:
            stem = self.known.by_stem(self.settings.source, ids.stem(self.ref))
            beside = [kept for kept in stem if kept.record.inner == self.article.inner and not self._there(kept)]
            match = self._absent(beside, self._settle(None).record) if beside else None
        settled = self._settle(match)
        if match is None and not apart:
            match, settled = self._by_content(settled)
        elif not declared and here is not None and (moved := self._moved_onto(here, settled)) is not None:
            match, retired = moved, here
            settled = self._settle(match)
        return self._checked(settled, match, retired)

    def _moved_onto(self, here: Kept, settled: Settled) -> Kept | None:
        """What moved to a key that held another article: both keep their own ids, wherever that other one is now."""
        if settled.record.digest == here.record.digest:
            return None
        found = self.known.by_digest(settled.record.digest, settled.record.title)
        return self._absent(found, settled.record) if len(found) == 1 else None

    def _by_content(self, settled: Settled) -> tuple[Kept | None, Settled]:
        """Look for an article that no key names by what it says and where it is read."""
        record, known = settled.record, self.known
        holder = known.by_id(record.id)
        same = known.by_digest(record.digest, record.title)
        match = self._absent(same, record) if len(same) == 1 else None
        if match is None and holder is not None:
            meant = self.settings.id is not None or not holder.record.released
            match = self._absent([holder], record) if meant or self._may_be(holder, record) else None
        if match is None:
            match = self._absent((kept for kept in known.by_link(record.link) if self._may_be(kept, record)), record)
        if match is None:
            twins = self._twins(record)
            match = self._absent(twins, record) if len(twins) == 1 else None
        if match is not None:
            return match, self._settle(match)
        if holder is not None:
            # The id that its key gives stays with an article that moved away from here, or left.
            id = self._twin(record.link)
            if known.by_id(id) is not None:
                id = self._twin(record.digest)
            settled = Settled(record=record._replace(id=id), problems=settled.problems)
        return None, settled

    def _twin(self, own: str) -> str:
        settings = self.settings
        return ids.mint(settings.publication_id, settings.source, self.ref, self.article.inner, twin=own)

    def _is_another(self, kept: Kept, record: Record) -> bool:
        """Whether what left long ago is not what is read now, although it had that key or that address.

        The same text, title, declared date, or declared link or slug says that it came back. An address made of
        nothing but the file's name does not. An id that its author declares, or makes by a template, is meant.
        """
        if not kept.record.released or self.settings.id is not None or not self.known.had_left(kept):
            return False
        return not self._agrees(kept.record, record)

    def _may_be(self, kept: Kept, record: Record) -> bool:
        """Whether what has this id or address may be the same article. Of one that was found again in a document that
        is all there is to tell."""
        return kept.record.source == "" or self._agrees(kept.record, record)

    def _agrees(self, was: Record, record: Record) -> bool:
        """Whether something that an author wrote is the same, and not only what is made of the file's name."""
        article = self.article
        if was.digest == record.digest:
            return True
        if was.title == record.title and (article.title or record.title != record.slug.replace("-", " ")):
            return True
        if self.known.was_refused(record.source, record.ref, record.inner):
            return False  # both were there at a time, at one address and perhaps of one day: they are two
        if was.published_text is not None and was.published_text == record.published_text:
            return True
        return bool(article.link or article.slug) and was.link == record.link

    def _checked(self, settled: Settled, match: Kept | None, retired: Kept | None) -> Decision[Kept]:
        """Refuse an address that is taken, and hold what would be shown a second time as unread."""
        record = settled.record
        mine = {record.id, *(kept.record.id for kept in (match, retired) if kept is not None)}
        was = match.record if match is not None else None
        had_none = was is None or not was.released or was.link != record.link
        # What nobody may see yet neither has an address nor asks for one: it does once it is released.
        if record.released and (had_none or (match is not None and self.known.had_left(match))):
            for other in self.known.by_link(record.link):
                if other.record.id not in mine and other.record.released and self._there(other):
                    return self._duplicate(other, "link", record.link, match)
        if not (was is not None and was.released) and not record.draft and not self.allow:
            for twin in self._twins(record):
                if twin.record.id not in mine:
                    return Decision(kind="resurfacing", problems=(self._resurfacing(twin.record),), previous=match)
        if was is None:
            kind: Kind = "new"
        elif not was.source or (was.source, was.ref, was.inner) == (record.source, record.ref, record.inner):
            kind = "same"
        else:
            kind = "moved"
        return Decision(kind=kind, record=record, problems=settled.problems, previous=match, retired=retired)

    def _declared(self) -> tuple[str, ...]:
        """The declared id as written (an adopted id stays as it was) and as it is stored."""
        if not self.article.id:
            return ()
        canonical = ids.canonical(self.article.id, self.settings.publication_id)
        return (canonical,) if canonical == self.article.id else (self.article.id, canonical)

    def _twins(self, record: Record) -> list[Kept]:
        """What is out under the same title and date, but for translations."""
        return [
            kept
            for kept in self.known.by_title(record.title, record.published)
            if kept.record.released and len({kept.record.language, record.language} - {None}) < 2
        ]

    def _there(self, kept: Kept) -> bool:
        # A Record that was found again in a document has no source until its article is read.
        return kept.record.source != "" and self.known.is_there(kept)

    def _absent(self, found: Iterable[Kept], record: Record) -> Kept | None:
        return next((kept for kept in found if not self._there(kept) and not self._is_another(kept, record)), None)

    def _settle(self, match: Kept | None) -> Settled:
        record = match.record if match is not None else None
        return settle(self.article, self.ref, record, self.settings, self.now, self.first_seen)

    def _duplicate(self, holder: Kept, field: str, value: str, previous: Kept | None) -> Decision[Kept]:
        article, other = self.article, self._name(holder.record)
        name = f"{article.where} ({article.inner})" if article.inner else article.where
        if field == "id":
            code, verb, remedy = "id-taken", "declare the id", "another `id:`"
        elif article.link is None:
            code, verb, remedy = "slug-taken", "make", "`slug:`"
        else:
            code, verb, remedy = "link-taken", "have the link", "another `link:`"
        problem = Problem(
            level="refused",
            code=code,
            where=article.where,
            problem=f"{name} and {other} both {verb} {value}; {other} was first and keeps it.",
            remedy=f"Give {name} {remedy}.",
        )
        wanted = value if field == "link" else ""
        return Decision(kind="duplicate", problems=(problem,), previous=previous, wanted=wanted)

    def _resurfacing(self, twin: Record) -> Problem:
        return Problem(
            level="held",
            code="resurfacing",
            where=self.article.where,
            line=self.article.lines.get("title"),
            problem=f'would be shown again as unread: its title and date are already published as "{twin.id}".',
            remedy="If it is that entry, give it this `id:`. If it is another: masthead build --allow-resurfacing",
        )

    def _name(self, record: Record) -> str:
        """Another article as an editor knows it: named like this one where both are of one source."""
        if not record.source:
            return record.id
        before = ""
        if record.source == self.settings.source and self.article.where.endswith(self.ref):
            before = self.article.where[: len(self.article.where) - len(self.ref)]
        return f"{before}{record.ref} ({record.inner})" if record.inner else before + record.ref
