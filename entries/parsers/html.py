"""Saved web pages: one article each, from what the page says of it and what its markup shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from entries import fields, frontmatter, jsonld, jsontolerant, microformats, pagebody, pagemeta, paywalls, shortcodes
from entries.addresses import address
from entries.captions import read_caption
from entries.errors import InvalidEntry
from entries.lead import same_image
from entries.loose import forbids_index
from entries.model import Article, Image, MarkupType, Person, Problem
from entries.nesting import balance
from entries.pagefacts import Facts, merge, one_line
from entries.patterns import pattern
from entries.plain import plain
from entries.repairs import unfit, unreadable_data
from entries.text import clean, decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = pattern(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]{0,100}encoding=["']([\w.-]+)""", re.IGNORECASE
)
_DECLARATION = pattern(r"\A\s*<\?xml[^>]*\?>")
# Browsers and SingleFile write where a page was saved from.
_SAVED = pattern(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)")
_SEPARATOR = r"\s*(?:[|–—·•»«:_]|\s-)\s*"
_MOST_PICTURES = 20
_LEAST_BODY = 200  # characters; a shorter articleBody is a teaser


class HTML:
    """Reads one article from a saved web page, or from an HTML file with front matter."""

    suffixes = frozenset((".html", ".htm", ".xhtml"))
    media_types = frozenset(("text/html", "application/xhtml+xml"))

    def parse(self, data: bytes, where: str) -> Iterator[Article | InvalidEntry]:
        """Yield the article in `data`."""
        try:
            yield _article(data, where)
        except InvalidEntry as error:
            yield error


def _article(data: bytes, where: str) -> Article:
    charset = _CHARSET.search(data[:4096])
    text, repairs = decode(data, where, (charset[1] or charset[2]).decode("ascii") if charset else None)
    if (fit := clean(text)) != text:
        text, repairs = fit, (*repairs, unfit(where))
    front, body, line = frontmatter.split(text, where)
    if front is None:
        return _from_page(text, where, repairs)
    markup_type: MarkupType = "html"
    if shortcodes.present(body):
        from entries.shortcode_html import problems

        markup_type, repairs = "template", (*repairs, *problems(body, None, where, line))
    return fields.article(front.values, front.lines, where, markup=body, markup_type=markup_type, repairs=repairs)


def _from_page(text: str, where: str, repairs: tuple[Problem, ...]) -> Article:
    page = _tree(_DECLARATION.sub("", text), where)
    metas = pagemeta.metas(page)
    head = pagemeta.read(metas)
    saved = _SAVED.search(text[:4096])
    link, base = _addresses(page, head, saved[1] if saved else None)
    data, unread = _data(page, where)
    described = jsonld.read(data, frozenset(address for address in (link, head.link) if address))
    # What can't be read of a guard never publishes.
    closed = paywalls.shown(page) or (bool(unread) and paywalls.mentioned(text))
    entry = microformats.entry(page)
    marked = microformats.read(entry) if entry is not None else Facts()
    shown = Facts(language=one_line(page.get("lang") or page.get("xml:lang")))
    facts = merge((replace(shown, title=_title(page, described, head, marked, metas)), described, head, marked))
    image = _captioned(facts.image, page)
    markup, markup_type = _body(page, entry, facts.body, text, where)
    link = link or (urljoin(base or "", facts.link) if facts.link else None)
    return Article(
        where=where,
        title=facts.title,
        link=link if link and urlsplit(link).scheme in ("http", "https") else None,
        published=facts.published,
        updated=facts.updated,
        section=facts.section,
        tags=facts.tags,
        authors=_resolved(facts.authors, base or link),
        contributors=_resolved(facts.contributors, base or link),
        summary=facts.summary,
        markup=markup,
        markup_type=markup_type,
        base=base or link,
        language=facts.language,
        image=image,
        rights=facts.rights,
        license=facts.license,
        access="paid" if closed else facts.access,
        updates=facts.updates,
        slug=metas.get("slug", [None])[0],
        status=metas.get("status", [None])[0],
        noindex=any(forbids_index(robots) for robots in metas.get("robots", ())),
        repairs=(*repairs, *unread),
    )


def _data(page: HtmlElement, where: str) -> tuple[list[object], tuple[Problem, ...]]:
    """What a page's JSON-LD scripts hold, and those that can't be read."""
    values: list[object] = []
    unread: list[Problem] = []
    scripts = (one for one in page.iter("script") if "ld+json" in str(one.get("type")).lower())
    for number, script in enumerate(scripts, 1):
        try:
            values.append(jsontolerant.parse(str(script.text or "")))
        except ValueError as error:
            unread.append(unreadable_data(where, script.sourceline, number, str(error)))
    return values, tuple(unread)


def _tree(text: str, where: str) -> HtmlElement:
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    try:
        # Elements nested deeper than libxml2 goes would take the text within them away.
        return document_fromstring(balance(text).encode(), parser=HTMLParser(encoding="utf-8", huge_tree=True))
    except LxmlError as error:
        raise _no_article(where) from error


def _addresses(page: HtmlElement, head: Facts, saved: str | None) -> tuple[str | None, str | None]:
    """The article's own address, and what relative ones are seen from where that is another."""
    element = next((one for one in page.iter("base") if one.get("href")), None)
    base = str(element.get("href")).strip() if element is not None else None
    canonical = next(
        (str(one.get("href")) for one in page.iter("link") if one.get("href") and _is(one, "canonical")), None
    )
    around = saved or head.link or ""
    base = urljoin(around, base) if base else None
    found = [urljoin(base or around, link.strip()) for link in (canonical, head.link, saved) if link]
    # A canonical link to the front page is a mistake of the template: no article is there.
    link = next((one for one in found if urlsplit(one).path.strip("/")), found[0] if found else None)
    return link, base or saved


def _is(element: HtmlElement, relation: str) -> bool:
    return relation in str(element.get("rel") or "").lower().split()


def _title(page: HtmlElement, described: Facts, head: Facts, marked: Facts, metas: dict[str, list[str]]) -> str | None:
    """The headline without the name of the site, as the page shows it where that is the longer one."""
    headings = [text for one in page.iter("h1") if (text := one_line(one.text_content()))]
    whole = next((text for one in page.iter("title") if (text := one_line(one.text_content()))), None)
    title = described.title or head.title or marked.title or (headings[0] if len(headings) == 1 else None)
    if title is None and whole:
        title = next((text for text in headings if text in whole), whole)
    if title is None:
        return headings[0] if headings else None
    for site in metas.get("og:site_name", ()):
        title = re.sub(rf"{_SEPARATOR}{re.escape(site)}\s*$|^\s*{re.escape(site)}{_SEPARATOR}", "", title) or title
    # Search engines cut long headlines, so some pages do it for them.
    stem = title.rstrip(" .…")
    return next((text for text in headings if title.endswith(("…", "...")) and text.startswith(stem)), title)


def _captioned(image: Image | None, page: HtmlElement) -> Image | None:
    """`image` with caption, credit and description from the figure on the page that shows it."""
    if image is None or image.url is None:
        return image
    for figure in page.iter("figure"):
        pictures = islice(figure.iter("img"), _MOST_PICTURES)
        shown = next((one for one in pictures if _shows(one, image.url)), None)
        if shown is None:
            continue
        caption = next((one_line(one.text_content()) for one in figure.iter("figcaption")), None) or ""
        words, credit = read_caption(caption) or (caption, "")
        return image._replace(
            alt=image.alt or str(shown.get("alt") or ""),
            caption=image.caption or words,
            credit=image.credit or credit,
        )
    return image


def _shows(picture: HtmlElement, url: str) -> bool:
    """Whether one of an <img>'s attributes, or the first address in a srcset, is the image at `url` in some size."""
    values = (str(value).split(maxsplit=1)[0] for value in picture.values() if str(value).strip())
    return any(same_image(url, found) for value in values if (found := address(value, url)))


def _body(page: HtmlElement, entry: HtmlElement | None, told: str, text: str, where: str) -> tuple[str, MarkupType]:
    """The surest of: what is marked as the text, an <article>, the page's own plain text, what an extractor finds."""
    markup = pagebody.marked_body(entry if entry is not None else page) or pagebody.marked_body(page)
    if (markup is None or not plain(markup)) and entry is not None:
        markup = pagebody.article_body(entry)
    if markup:
        return markup, "html"
    if len(told) >= _LEAST_BODY and "<" not in told:
        return told, "text"
    markup = pagebody.bare_body(page) or pagebody.short_body(page, entry)
    markup = markup or pagebody.extracted_body(pagebody.short_page(page) or text, where)
    if not markup:
        raise _no_article(where)
    return markup, "html"


def _resolved(people: tuple[Person, ...], base: str | None) -> tuple[Person, ...]:
    return tuple(one._replace(uri=urljoin(base, one.uri)) if base and one.uri else one for one in people)


def _no_article(where: str) -> InvalidEntry:
    return InvalidEntry(
        Problem(
            level="refused",
            code="no-article",
            where=where,
            problem="holds no text of an article.",
            remedy="Save the article's own page, or put the text into <article>.",
        )
    )
