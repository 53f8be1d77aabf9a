"""The list of all feeds, from the store: what the page for people and OPML show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from feeds.build import variant_of
from feeds.lead_image import FORMATS, lead_image
from feeds.model import Catalogue, FeedSpec, Listed
from feeds.paths import document_paths
from publish.building.fragments import variant_key, version

if TYPE_CHECKING:
    from publish.run import Run

LATEST = 20


def catalogue(this: Run) -> Catalogue | None:
    """Every feed that is kept up, and the latest entries; None while no feed was published."""
    agenda, config = this.store.agenda, this.parts.config
    publication = config.publication
    specs = {spec.path: spec for spec in config.feeds}
    order = {path: number for number, path in enumerate(specs)}
    suffixes = {name: make().suffix for name, make in this.parts.formats.items()}
    rows = [row for row in agenda.feeds() if row.spec in specs and row.updated is not None]
    if not rows:
        return None
    listed = []
    for row in sorted(rows, key=lambda row: (order[row.spec], row.title.casefold(), row.path)):
        spec = specs[row.spec]
        paths = document_paths(spec, row.path, {name: suffixes[name] for name in spec.formats}, row.key)
        listed.append(
            Listed(
                path=row.path,
                title=row.title,
                description=spec.description or publication.description,
                link=spec.link or publication.link,
                language=spec.language or publication.language,
                per=spec.per,
                urls={name: publication.feeds_url + path for name, path in paths.items()},
                entries=row.entries,
            )
        )
    general = [row for row in rows if specs[row.spec].per is None] or rows
    newest = sorted(
        {(published, id) for row in general for id, published in agenda.window(row.feed, LATEST)},
        key=lambda each: (-each[0].timestamp(), each[1]),
    )[:LATEST]
    records = this.store.ledger.records(id for _, id in newest)
    latest = tuple(record for _, id in newest if (record := records[id].record).withdrawn is None)
    return Catalogue(
        publication=publication,
        feeds=tuple(listed),
        latest=latest,
        updated=max(row.updated for row in rows if row.updated is not None),
        images=_images(this, [specs[row.spec] for row in general], [record.id for record in latest]),
        opml=config.page.opml,
    )


def _images(this: Run, specs: Iterable[FeedSpec], ids: Iterable[str]) -> dict[str, str]:
    """Lead images by id, as the feeds show them: what may not leave is in no feed."""
    agenda, publication = this.store.agenda, this.parts.config.publication
    images: dict[str, str] = {}
    wanted = set(ids)
    for spec in specs:
        name = next((name for name in FORMATS if name in spec.formats), None)
        if name is None or not wanted:
            continue
        variant = variant_key(variant_of(spec, publication))
        shown = agenda.fragments(sorted(wanted), name, variant, version(this.parts.formats[name]()))
        images |= {id: image for id, fragment in shown.items() if (image := lead_image(name, fragment)) is not None}
        wanted -= shown.keys()
    return images
