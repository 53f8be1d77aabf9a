"""From an article and its record to the entry that feeds show: rendered, safe, and no more than may leave."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from entries import lead, people, summary
from entries.addresses import address
from entries.html import sanitise
from entries.live import live_body
from entries.media import media_type
from entries.model import Article, Enclosure, Entry, Image, Link, MarkupType, Record
from entries.phrases import is_correction, phrases
from entries.plain import first_paragraph, plain
from entries.text import line

# Raised whenever the same article and record come to another entry: what is rendered already is rendered again.
VERSION = 3


def complete(article: Article, record: Record, base_language: str | None, site: str = "") -> Entry:
    """The entry for `article`. Pure: the same for the same arguments.

    `base_language` is the publication's BCP 47 tag, `site` its address: what shortcodes name by its place in the site
    is below that.

    Only the declared summary of what is not public leaves, or the title alone; of what may be syndicated as a
    summary, that or the first paragraph; of what is withdrawn, the note. Raises InvalidEntry where the markup can't
    be rendered.
    """
    language = record.language or base_language
    if record.withdrawn is not None:
        return _withdrawn(record, language)
    base = urljoin(record.link, article.base) if article.base else record.link
    title = record.title
    if "sponsored" in record.labels:
        # Formats write labels before other categories, so that it is the first of them as well.
        title = phrases(base_language or record.language).sponsored + title
    leaving = _leaving(article, record, base, language, _folder(site, record.link))
    return Entry(
        id=record.id,
        format_ids=record.format_ids,
        link=record.link,
        title=title,
        published=record.published,
        updated=record.updated,
        summary=leaving.summary,
        body=leaving.body,
        authors=people.presentable(record.authors),
        contributors=people.presentable(article.contributors),
        section=record.section,
        tags=_distinct(record.tags),
        labels=record.labels,
        language=record.language,
        image=leaving.image,
        enclosures=leaving.enclosures,
        links=leaving.links,
        rights=line(article.rights) if article.rights else "",
        license=address(article.license, base) if article.license else None,
        provider=record.provider,
    )


def _folder(site: str, link: str) -> str:
    """The path of the site without its last slash, where it is this article's."""
    return urlsplit(site).path.rstrip("/") if site and link.startswith(site) else ""


def render(markup: str, markup_type: MarkupType, folder: str = "") -> str:
    """Markup as HTML that is not safe yet. For `folder` see entries.markdown."""
    if markup_type == "html":
        return markup
    if markup_type == "text":
        from entries.paragraphs import from_text

        return from_text(markup)
    if markup_type == "template":
        from entries.shortcode_html import fill

        return fill(markup, folder)
    from entries.markdown import render as render_markdown

    return render_markdown(markup, folder)


def _withdrawn(record: Record, language: str | None) -> Entry:
    """Its id, link and dates with the note, and nothing else of it."""
    title = phrases(language).withdrawn
    note = line(record.note)
    return Entry(
        id=record.id,
        format_ids=record.format_ids,
        link=record.link,
        title=title,
        published=record.published,
        updated=record.updated,
        summary=note,
        body=f"<p>{escape(note or title, quote=False)}</p>",
        language=record.language,
    )


class _Leaving(NamedTuple):
    """What of an article's content may leave."""

    summary: str = ""
    body: str | None = None
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    links: tuple[Link, ...] = ()


def _leaving(article: Article, record: Record, base: str, language: str | None, folder: str) -> _Leaving:
    if record.syndicate == "none":
        return _Leaving()
    declared = summary.declared(article)
    image = lead.presentable(article.image, base)
    if record.access != "public":
        return _Leaving(summary=declared, image=_bare(image))
    body = _body(article, base, declared, folder)
    short = declared or summary.derived(article, body)
    if record.syndicate == "summary":
        return _Leaving(summary=short, image=image)
    if article.image and article.image.url and article.image.syndicate == "none":
        url = address(article.image.url, base)
        body = lead.without(url, body) if url else body
    return _Leaving(
        summary=short,
        body=_corrections(article.correction, language) + _standfirst(article, body) + _with_lead(image, body),
        image=image,
        enclosures=_enclosures(article.enclosures, base),
        links=_links(article.links, base),
    )


def _body(article: Article, base: str, declared: str, folder: str) -> str:
    def safe(markup: str) -> str:
        return sanitise(render(markup, article.markup_type, folder), base)

    return live_body(article, declared, safe) if article.updates else safe(article.markup)


def _standfirst(article: Article, body: str) -> str:
    """As a paragraph before the text: readers that show the text show nothing but that."""
    text = summary.standfirst(article)
    if not text or plain(body).startswith(text) or first_paragraph(body).startswith(text):
        return ""
    return f"<p><strong>{escape(text, quote=False)}</strong></p>\n".replace("\u00a0", "&nbsp;")


def _with_lead(image: Image | None, body: str) -> str:
    if image is None or lead.shown(image, body):
        return body
    return lead.figure(image) + "\n" + body if body else lead.figure(image)


def _corrections(texts: tuple[str, ...], language: str | None) -> str:
    """Each correction as a paragraph of its own, with the word for it where the newsroom's text has none."""
    if not texts:
        return ""
    word = phrases(language).correction
    paragraphs = []
    for text in texts:
        text = line(text)
        if not text:
            continue
        if is_correction(text):
            end = min(at for at in (text.find(":"), text.find("：")) if at >= 0) + 1
            own, text = text[:end], text[end:].lstrip()
        else:
            own = word
        paragraphs.append(f"<p><strong>{escape(own, quote=False)}</strong> {escape(text, quote=False)}</p>\n")
    return "".join(paragraphs).replace("\u00a0", "&nbsp;")


def _bare(image: Image | None) -> Image | None:
    """An image without its words: they are text of an article that is not public."""
    return image._replace(alt="", caption="") if image and image.url else None


def _enclosures(enclosures: Iterable[Enclosure], base: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for enclosure in enclosures:
        url = address(enclosure.url, base)
        if url and url not in found:
            length = enclosure.length if enclosure.length and enclosure.length > 0 else None
            found[url] = Enclosure(
                url=url,
                type=line(enclosure.type or "").lower() or media_type(url),
                length=length,
                title=line(enclosure.title or "") or None,
            )
    return tuple(found.values())


def _links(links: Iterable[Link], base: str) -> tuple[Link, ...]:
    return tuple(
        link._replace(href=href, title=line(link.title or "") or None)
        for link in links
        if (href := address(link.href, base))
    )


def _distinct(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags on one line each, none blank, none twice."""
    return tuple(dict.fromkeys(tag for text in tags if (tag := line(text))))
