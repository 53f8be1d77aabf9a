"""An article described in JSON-LD with the schema.org vocabulary. https://schema.org/Article"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape

from entries import paywalls
from entries.model import Image, Person, Update
from entries.pagefacts import Facts, one_line, words
from entries.paywalls import types

_Node = dict[str, object]

_ARTICLES = frozenset(
    (
        *("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle"),
        *("ReviewNewsArticle", "BackgroundNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "Report"),
        *("LiveBlogPosting", "SatiricalArticle", "ScholarlyArticle", "TechArticle", "SocialMediaPosting"),
    )
)
_LISTS = frozenset(("itemListElement", "item"))
_DEEPEST = 30


def read(values: Iterable[object], addresses: frozenset[str]) -> Facts:
    """What the JSON-LD of a page says; where several objects are of articles, the one at one of `addresses`."""
    values = list(values)
    nodes = [found for value in values for found in _nodes(value)]
    by_id: dict[str, _Node] = {}
    for node, _ in nodes:
        if isinstance(id := node.get("@id"), str):
            known = by_id.get(id, {})
            by_id[id] = {**known, **node} if len(node) > len(known) else {**node, **known}
    articles = [node for node, _ in nodes if types(node) & _ARTICLES]
    if not articles:
        return Facts(access="paid" if any(_is_closed_text(value) for value in values) else None)
    here = (node for node in articles if addresses & {address for address in _addresses(node) if address})
    article = next(here, articles[0])
    return replace(_facts(article, by_id), access="paid" if _is_closed(article, nodes, by_id, addresses) else None)


def _nodes(value: object, depth: int = 0, *, listed: bool = False) -> Iterator[tuple[_Node, bool]]:
    """Every object in lists and graphs, and those that are the main entity of a page.

    With each, whether it is one of a list of things, which may well be other articles.
    """
    if isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from _nodes(item, depth + 1, listed=listed)
    elif isinstance(value, dict):
        yield value, listed
        for key in ("@graph", "mainEntity", "mainEntityOfPage", *_LISTS):
            if depth < _DEEPEST and isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth + 1, listed=listed or key in _LISTS)


def _addresses(node: _Node) -> Iterator[str | None]:
    page = node.get("mainEntityOfPage")
    for value in (node.get("url"), page, *((page.get("@id"), page.get("url")) if isinstance(page, dict) else ())):
        yield one_line(value)


def _facts(node: _Node, by_id: dict[str, _Node]) -> Facts:
    keywords = node.get("keywords")
    return Facts(
        title=_text(node, "headline", "name"),
        published=_text(node, "datePublished", "dateCreated"),
        updated=_text(node, "dateModified"),
        section=next(_strings(node.get("articleSection")), None),
        tags=words(keywords) if isinstance(keywords, str) else tuple(dict.fromkeys(_strings(keywords))),
        authors=tuple(_people(node.get("author") or node.get("creator"), by_id)),
        contributors=tuple(_people(node.get("contributor"), by_id)),
        summary=_text(node, "description", "abstract"),
        link=next((address for address in _addresses(node) if address and "#" not in address), None),
        language=next(_strings(node.get("inLanguage"), "alternateName", "name"), None),
        image=_image(node.get("image"), by_id),
        rights=_text(node, "copyrightNotice"),
        license=next(_strings(node.get("license"), "url", "@id"), None),
        body=str(node["articleBody"]) if isinstance(node.get("articleBody"), str) else "",
        updates=tuple(_updates(node.get("liveBlogUpdate"))),
    )


def _text(node: _Node, *keys: str) -> str | None:
    return next((text for key in keys if (text := one_line(node.get(key)))), None)


def _strings(value: object, *keys: str) -> Iterator[str]:
    """The texts in a value that may be one, a list, or objects that have one under one of `keys`."""
    for item in value if isinstance(value, list) else [value]:
        text = _text(item, *(keys or ("name",))) if isinstance(item, dict) else one_line(item)
        if text:
            yield text


def _people(value: object, by_id: dict[str, _Node]) -> Iterator[Person]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and (name := one_line(item)):
            yield Person(name=name)
        elif isinstance(item, dict):
            person = {**by_id.get(str(item.get("@id")), {}), **item}
            for name in _strings(person.get("name")):
                yield Person(
                    name=name,
                    uri=next(_strings(person.get("url"), "@id", "url"), None),
                    email=_text(person, "email"),
                )


def _image(value: object, by_id: dict[str, _Node]) -> Image | None:
    item = value[0] if isinstance(value, list) and value else value
    if isinstance(item, str):
        return Image(url=item.strip()) if item.strip() else None
    if not isinstance(item, dict):
        return None
    image = {**by_id.get(str(item.get("@id")), {}), **item}
    url = _text(image, "url", "contentUrl")
    if url is None:
        return None
    return Image(
        url=url,
        caption=next(_strings(image.get("caption")), ""),
        credit=next(_strings(image.get("creditText")), "") or next(_strings(image.get("copyrightHolder")), ""),
        width=_length(image.get("width")),
        height=_length(image.get("height")),
    )


def _length(value: object) -> int | None:
    """Pixels from 640, "640", "640px" or a QuantitativeValue."""
    number = value.get("value") if isinstance(value, dict) else value
    match = re.match(r"\s*(\d{1,5})\b", str(number))
    return int(match[1]) if match else None


def _is_closed(
    article: _Node, nodes: Iterable[tuple[_Node, bool]], by_id: dict[str, _Node], addresses: frozenset[str]
) -> bool:
    """Whether some of an article is not free: it says so, or its page does, or another description of it."""
    if paywalls.closed(article, by_id):
        return True
    free = paywalls.says(article) is True
    own = {_compared(address) for address in (*addresses, *_addresses(article)) if address}
    seen: set[str] = set()
    for node, listed in nodes:
        names = types(node)
        if listed or node is article or not paywalls.is_text(names):
            continue
        if not paywalls.closed(node, by_id, seen, free=free):
            continue
        others = {_compared(address) for address in _addresses(node) if address} if names & _ARTICLES else set()
        if not (own and others and own.isdisjoint(others)):
            return True
    return False


def _is_closed_text(value: object, depth: int = 0) -> bool:
    """Whether anything that can be read is not free in a value that tells of no article where articles are told of."""
    if isinstance(value, dict) and types(value) and paywalls.is_text(types(value)) and paywalls.says(value) is False:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth < _DEEPEST and any(_is_closed_text(item, depth + 1) for item in inner)


def _compared(address: str) -> str:
    """An address without what may differ where two mean one page."""
    return re.split(r"[?#]", address.partition("//")[2])[0].removeprefix("www.").rstrip("/").lower()


def _updates(value: object) -> Iterator[Update]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            body = item.get("articleBody")
            paragraphs = body.split("\n") if isinstance(body, str) else []
            yield Update(
                time=_text(item, "datePublished") or "",
                title=_text(item, "headline") or "",
                markup="".join(f"<p>{escape(text)}</p>" for part in paragraphs if (text := one_line(part))),
            )
