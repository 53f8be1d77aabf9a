"""An article described in JSON-LD with the schema.org vocabulary. https://schema.org/Article"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape

from entries.model import Image, Person, Update
from entries.pagefacts import Facts, one_line, words
from entries.patterns import pattern

_Node = dict[str, object]

_ARTICLES = frozenset(
    (
        *("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle"),
        *("ReviewNewsArticle", "BackgroundNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "Report"),
        *("LiveBlogPosting", "SatiricalArticle", "ScholarlyArticle", "TechArticle", "SocialMediaPosting"),
    )
)
_WRAPPER = pattern(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)?(.*?)(?:-->|(?://\s*)?\]\]>)?\s*\Z", re.DOTALL)
_DEEPEST = 30


def read(scripts: Iterable[str], addresses: frozenset[str]) -> Facts:
    """What the texts of a page's JSON-LD scripts say; where several are of articles, the one at one of `addresses`."""
    nodes = [node for script in scripts for node in _nodes(_parsed(script))]
    by_id: dict[str, _Node] = {}
    for node in nodes:
        if isinstance(id := node.get("@id"), str) and len(node) > len(by_id.get(id, ())):
            by_id[id] = node
    articles = [node for node in nodes if _types(node) & _ARTICLES]
    if not articles:
        return Facts()
    here = (node for node in articles if addresses & {address for address in _addresses(node) if address})
    return _facts(next(here, articles[0]), by_id)


def _parsed(script: str) -> object:
    match = _WRAPPER.match(script)
    try:
        # Line breaks inside strings are a common slip, and certain to mend.
        return json.loads(match[1] if match else script, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object, depth: int = 0) -> Iterator[_Node]:
    """Every object in lists and graphs, and those that are the main entity of a page."""
    if isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if depth < _DEEPEST and isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth + 1)


def _types(node: _Node) -> set[str]:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return {name.rpartition("/")[2] for name in names if isinstance(name, str)}


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
        access="paid" if _is_closed(node) else None,
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


def _is_closed(node: _Node) -> bool:
    """Whether some of it is not free. https://developers.google.com/search/docs/appearance/structured-data/paywalled-content"""
    parts = node.get("hasPart")
    pieces = [node, *(parts if isinstance(parts, list) else [parts])]
    return any(
        str(piece.get("isAccessibleForFree")).rpartition("/")[2].lower() in ("false", "no", "0")
        for piece in pieces
        if isinstance(piece, dict)
    )


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
