"""The lead image: as a value every feed can use, and as a figure before the text."""

from __future__ import annotations

import re
from html import escape

from entries.addresses import address
from entries.media import media_type
from entries.model import Image
from entries.patterns import pattern
from entries.plain import unmarked
from entries.text import line

# What content systems put into a file name for each size of one image ("-300x200", "_1024x", "@2x", "-scaled").
_SIZE = r"(?:[-_]\d{2,4}x\d{0,4}|@\dx|-scaled|-rotated)?\.\w{2,5}"
_ENDING = pattern(_SIZE + "$")
_LARGEST = 100_000


def presentable(image: Image | None, base: str) -> Image | None:
    """`image` with an absolute address and clean text; None where neither an address nor a caption is left."""
    if image is None or image.syndicate == "none":
        return None
    url = address(image.url, base) if image.url else None
    caption = line(unmarked(image.caption))
    if url is None and not caption:
        return None
    return image._replace(
        url=url,
        alt=line(image.alt) if url else "",
        caption=caption,
        credit=line(unmarked(image.credit)),
        type=(image.type or media_type(url)) if url else None,
        width=image.width if image.width and 0 < image.width < _LARGEST else None,
        height=image.height if image.height and 0 < image.height < _LARGEST else None,
        rights=line(image.rights),
    )


def figure(image: Image) -> str:
    """`image` as a figure; without an address its caption alone."""
    parts = ["<figure>"]
    if image.url:
        lengths = (("width", image.width), ("height", image.height))
        size = "".join(f' {name}="{value}"' for name, value in lengths if value)
        parts.append(f'<img src="{_attribute(image.url)}" alt="{_attribute(image.alt)}"{size}>')
    words = " ".join(
        (_text(image.caption), f"<small>{_text(image.credit)}</small>" if image.credit else "")
    ).strip()
    if words:
        parts.append(f"<figcaption>{words}</figcaption>")
    return "".join((*parts, "</figure>"))


def shown(image: Image, body: str) -> bool:
    """Whether `body`, sanitised, shows the image already, in any size; one without an address, its caption."""
    if image.url is None:
        return _text(image.caption) in body
    if "<img" not in body:
        return False
    stem = _attribute(_stem(image.url))
    return stem in body and re.search(rf"{re.escape(stem)}(?:{_SIZE})?[\"?#\s&]", body) is not None


def same_image(one: str, other: str) -> bool:
    """Whether two absolute addresses are of one image, be it in two sizes."""
    return _stem(one) == _stem(other)


def _stem(url: str) -> str:
    return _ENDING.sub("", url.partition("?")[0].partition("#")[0].partition("://")[2])


def without(url: str, body: str) -> str:
    """`body` without the image at `url`, and without its figure."""
    source = re.escape(f'src="{_attribute(url)}"')
    body = re.sub(rf"<figure\b[^>]*>(?:(?!</figure>).)*?{source}.*?</figure>", "", body, flags=re.DOTALL)
    return re.sub(rf"<img\b[^>]*?{source}[^>]*>", "", body)


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\u00a0", "&nbsp;")


def _attribute(text: str) -> str:
    return escape(text).replace("&#x27;", "'").replace("\u00a0", "&nbsp;")
