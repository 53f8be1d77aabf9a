"""The second step of a run: read what changed, decide what it is, record it and mark the feeds it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from entries.decide import decide
from entries.errors import InvalidEntry
from entries.model import Article, Problem, Record, Ref
from entries.source import Source
from entries.status import as_seen, is_live, next_change
from entries.timing import zone_hint
from publish.ingesting.articles import ArticleCache
from publish.ingesting.content import content_of
from publish.ingesting.known import ADDRESS_TAKEN, KnownInRun
from publish.ingesting.members import Members, says_no_less
from publish.ingesting.patience import shown, shrunk, waits_until
from publish.ingesting.survey import Survey, folder_of
from publish.kept import Kept, key_of, without_key
from publish.outcome import Change, Outcome
from publish.store import LEDGER_OWED, RECOVERED, Store

# What an article may be refused for because of another one, which may give way in the same run.
CONTESTED = ADDRESS_TAKEN | {"id-taken", "resurfacing"}
BATCH = 500


class Ingest:
    """Records what was read, within a transaction that the caller holds.

    `patient` says whether edits of live stories wait. `new_live` counts, by source, the entries that this run brought
    into the feeds.
    """

    def __init__(
        self,
        *,
        store: Store,
        members: Members,
        known: KnownInRun,
        articles: ArticleCache,
        outcome: Outcome,
        now: datetime,
        allow_resurfacing: bool = False,
        patient: bool = True,
    ) -> None:
        self.store = store
        self.members = members
        self.known = known
        self.articles = articles
        self.outcome = outcome
        self.now = now
        self.allow_resurfacing = allow_resurfacing
        self.patient = patient
        self.undated = 0
        self.contested: list[tuple[Survey, Ref]] = []
        self.new_live: Counter[str] = Counter()
        self._new_undated = 0
        self._undated_at = ""
        self._made_links: list[str] = []
        # The Refs of which some problem stands, as (source, key).
        self._troubled = {(source, ref) for _, _, source, ref, _ in store.ledger.problems() if ref}
        self._save: list[Kept] = []
        self._refs: list[tuple[str, str, str]] = []

    def take(self, found: Survey, ref: Ref, items: Sequence[Article | InvalidEntry]) -> None:
        """Record every article of one Ref. All of it was read first, for what has gone decides who another one is."""
        source = found.source
        before = self.known.of_ref(source.name, ref.key)
        problems: list[tuple[str, Problem]] = []
        failed = any(isinstance(item, InvalidEntry) for item in items)
        seen = {item.inner for item in items}
        if not failed:
            self.known.reading(source.name, ref.key, seen)
        for item in items:
            if isinstance(item, InvalidEntry):
                problems.append((item.inner, item.problem))
                continue
            said = self._article(item, ref, found)
            problems += ((item.inner, problem) for problem in said)
            if any(problem.code in CONTESTED for problem in said):
                self.contested.append((found, ref))
            failed |= any(problem.level in ("refused", "held") for problem in said)
        if not failed:
            self.known.missing.update((kept.record.id, kept) for kept in before if kept.record.inner not in seen)
        self._refs.append((folder_of(ref.key), ref.key, ref.signature))
        if problems or (source.name, ref.key) in self._troubled:
            self.store.ledger.set_problems(source.name, ref.key, problems, self.now)
            self._troubled.add((source.name, ref.key))
        if len(self._refs) >= BATCH:
            self.flush(source)

    def _article(self, article: Article, ref: Ref, found: Survey) -> list[Problem]:
        """Decide what an article is and record it. What an editor should read of it."""
        first_seen = self.now - timedelta(seconds=self.undated)
        decision = decide(
            article, ref.key, found.settings, self.known, self.now, first_seen, allow_resurfacing=self.allow_resurfacing
        )
        record, previous = decision.record, decision.previous
        if record is None:
            if decision.wanted:
                self.known.refused((found.source.name, ref.key, article.inner), previous, decision.wanted)
            return list(decision.problems)  # nothing that was repaired is published
        # A note stands in place of a withdrawn text, repaired or not.
        problems = [*(article.repairs if record.withdrawn is None else ()), *decision.problems]
        if hint := zone_hint(article, record, found.settings.zone, self.now):
            problems.append(Problem(level="repaired", code="zone", where=article.where, problem=f"{hint}."))
        content = content_of(article)
        interval = found.settings.live_interval if self.patient else timedelta(0)
        if previous is not None and (until := waits_until(record, content, previous, interval, self.now)) is not None:
            self._wait(previous, until)
            return problems
        if previous is not None and (gone := self._shrunk(article, content, previous)) is not None:
            return [*problems, gone]
        if previous is None:
            if article.published is None and article.path_date is None:
                self.undated += 1
                if is_live(record, self.now):
                    self._new_undated += 1
                    self._undated_at = self._undated_at or article.where
            if article.link is None and article.link_template is None and is_live(record, self.now):
                self._made_links.append(record.link)
        self.articles.put(found.source.name, ref.key, article)
        if decision.retired is not None and decision.retired.record.id != record.id:
            self._retire(decision.retired)
        self._record(record, content, previous, decision.kind, article.where)
        return problems

    def _shrunk(self, article: Article, content: str, previous: Kept) -> Problem | None:
        if not self.known.is_there(previous):
            return None  # it moved: nothing of it stays where it was
        return shrunk(article, content, previous, self.known.standing_since(previous, "shrunk"), self.now)

    def _wait(self, previous: Kept, until: datetime) -> None:
        """What is shown of a live story stays as it is till then."""
        record = previous.record._replace(waits=until)
        kept = previous._replace(record=record, present=True, wake_at=next_change(record, self.now))
        self.known.add(kept, new=False)
        if kept != previous:
            self._save.append(kept)

    def _retire(self, kept: Kept) -> None:
        """Another article takes this one's place: it keeps its id, if it was ever out, and no key."""
        gone = without_key(kept)
        self.members.update(kept, gone)
        self.store.agenda.drop_fragments([kept.record.id])
        if kept.record.released:
            self.keep([gone])
        else:
            self.store.ledger.forget(kept.record.id)

    def keep(self, kept: Sequence[Kept]) -> None:
        """Hand entries to the store."""
        if kept:
            self.store.ledger.save(kept)
            self.store.ledger.set_meta(LEDGER_OWED, "1")

    def _record(self, record: Record, content: str, previous: Kept | None, kind: str, where: str) -> None:
        live = is_live(record, self.now)
        if live and not record.released:
            record = record._replace(released=True)
        seen = as_seen(record, None if previous is None else previous.record, self.now)
        if not live and seen != record:
            content = ""  # other than what its author wrote by now: it is read again when it comes back
        record = seen._replace(shown=shown(seen, content, previous, self.now))
        kept = Kept(record, content, True, live, next_change(record, self.now))
        self.known.add(kept, new=previous is None)
        if previous == kept:
            return
        self._save.append(kept)
        self.move(previous, kept)
        self.new_live[record.source] += live and (previous is None or not previous.live)
        if live and previous is not None and previous.present and not previous.live:
            self.release(previous)
        if previous is not None and previous.live:
            if live and record.withdrawn is None and says_no_less(record, previous.record):
                self.store.agenda.stale_fragments([record.id])
            else:
                # What must not leave has no last version to fall back on.
                self.store.agenda.drop_fragments([record.id])
        if previous is None or previous.content != RECOVERED:
            self._count(record, live, previous, kind, where)

    def release(self, kept: Kept) -> None:
        """What was held goes out, and what is odd about it is told from now on."""
        self.store.ledger.begin_problems(kept.record, self.now)
        self.outcome.released.add(key_of(kept))

    def move(self, before: Kept | None, after: Kept) -> None:
        """Into the feeds it belongs to now, and out of others; what was withdrawn leaves a tombstone there."""
        if before is not None and before.live and not after.live and after.record.withdrawn is not None:
            self.members.bury(after.record.id, self.now)
        self.members.update(before, after)

    def _count(self, record: Record, live: bool, previous: Kept | None, kind: str, where: str) -> None:
        was_live = previous is not None and previous.live
        if not live and not was_live:
            return
        if not live:
            kind = "removed"
        elif record.withdrawn is not None:
            kind = "withdrawn"
        elif not was_live:
            kind = "new"
        elif kind != "moved":
            kind = "updated"
        self.changed(kind, record, where)

    def changed(self, kind: str, record: Record, where: str) -> None:
        """Count and name what became of an entry."""
        counts = self.outcome.counts
        setattr(counts, kind, getattr(counts, kind) + 1)
        self.outcome.changes.append(Change(kind=kind, title=record.title, link=record.link, where=where))

    def flush(self, source: Source) -> None:
        """Hand what was gathered to the store."""
        self.keep(self._save)
        self.members.flush()
        self.store.ledger.set_refs(source.name, self._refs)
        self._save, self._refs = [], []
        self.known.flushed()

    def take_made_links(self) -> tuple[int, str]:
        """How many new articles were given a link since this was last asked, and one of them."""
        links, self._made_links = self._made_links, []
        return len(links), links[0] if links else ""

    def take_undated(self) -> tuple[int, str]:
        """How many new articles had no date since this was last asked, and where one is; not counting what is held."""
        count, self._new_undated = self._new_undated, 0
        where, self._undated_at = self._undated_at, ""
        return count, where
