"""The latest headlines on the page for people."""

from __future__ import annotations

import html
from datetime import UTC, tzinfo

from entries.model import Record
from feeds.formats._dates import rfc3339
from feeds.formats._page_feeds import lang
from feeds.formats._same_site import beside
from feeds.formats._texts import Texts
from feeds.model import Catalogue

_escaped = html.escape


def latest(texts: Texts, catalogue: Catalogue, page: str, language: str) -> str:
    """The newest entries of the page at the address `page`; "" where there is none."""
    if not catalogue.latest:
        return ""
    zone = _zone(catalogue.publication.timezone)
    dated = [(record, record.published.astimezone(zone)) for record in catalogue.latest]
    items = "\n".join(
        f"<li>{_image(catalogue.images.get(record.id), page)}"
        f'<div><a href="{_escaped(record.link)}"{lang(record.language, language)}>{_title(record, texts)}</a>'
        f'<time datetime="{rfc3339(record.published)}">{texts.date(day)}</time></div></li>'
        for record, day in dated
    )
    return (
        f'<section class="latest" aria-labelledby="latest">\n<h2 id="latest">{_escaped(texts["latest"])}</h2>\n'
        f"<ul>\n{items}\n</ul>\n</section>"
    )


def _image(address: str | None, page: str) -> str:
    """Without an alternative text: it says nothing that the headline beside it does not."""
    reference = beside(address, page) if address else None
    if reference is None:
        return ""
    return f'<img src="{_escaped(reference)}" alt="" width="96" height="64" loading="lazy" decoding="async">'


def _title(record: Record, texts: Texts) -> str:
    """What was paid for says so before anything else, here as in the feeds."""
    return _escaped(texts["sponsored"] + record.title if "sponsored" in record.labels else record.title)


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
