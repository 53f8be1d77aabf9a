"""What shortcodes and Liquid tags become in HTML.

Inside code nothing is touched. To know what is code, every tag is replaced by a word before the Markdown
is rendered, and the word by what the tag means afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from entries.default_paths import default_path
from entries.model import Problem
from entries.patterns import pattern
from entries.shortcodes import Tag, find

_PAGE = pattern(r"(?:(?:^|(?<=/))_?index)?\.(?:md|markdown|html?)\Z")
_YOUTUBE = pattern(r"[\w-]{5,20}\Z")
_EMPTY = pattern(r"<p>\s*</p>\n?")
_BLOCKS = frozenset(("figure", "highlight"))


def render(markup: str, renderer: Callable[[str], str], folder: str = "") -> str:
    """Render Markdown that may hold tags; `renderer` makes HTML of plain Markdown.

    `folder` is the path of the site without its last slash, "" where it is the whole of its host.
    """
    return _Restoring(markup, renderer, folder).html


def fill(markup: str, folder: str = "") -> str:
    """HTML that may hold tags without them, as `render` gives that of Markdown."""
    return _Restoring(markup, None, folder).html


def problems(
    markup: str, renderer: Callable[[str], str] | None, where: str, line: int
) -> tuple[Problem, ...]:
    """A warning for each tag that is removed because nobody knows it; `line` is where `markup` starts.

    `renderer` is that of `render`, None for what is HTML already.
    """
    first: dict[str, Tag] = {}
    for tag in _Restoring(markup, renderer).removed:
        first.setdefault(tag.name, tag)
    return tuple(
        Problem(
            level="repaired",
            code="shortcode",
            where=where,
            line=line + markup.count("\n", 0, tag.start),
            problem=f"the shortcode {_shown(tag)} is not known here and was removed.",
            remedy="Write what it shows as Markdown or HTML.",
        )
        for tag in sorted(first.values(), key=lambda tag: tag.start)
    )


def _shown(tag: Tag) -> str:
    return tag.name[:80] if tag.name.startswith("{") else f'"{tag.name[:80]}"'


class _Restoring:
    """A rendering on its way: where in the HTML we are, and what was removed."""

    def __init__(self, markup: str, renderer: Callable[[str], str] | None, folder: str = "") -> None:
        self.renderer = renderer or str
        self.folder = folder
        self.removed: list[Tag] = []
        self.code = 0
        self.paragraph = False
        # Attributes for a theme ({: .note}, {#part}) are Markdown's; in HTML they are text.
        self.tags = [tag for tag in find(markup) if tag.name or renderer is not None]
        word = "xmastheadx"
        while word in markup:
            word += "x"
        pieces: list[str] = []
        position = 0
        for number, tag in enumerate(self.tags):
            pieces += (markup[position : tag.start], f"{word}{number}z")
            position = tag.end
        pieces.append(markup[position:])
        self.word = re.compile(rf"{word}(\d+)z")
        # An element's tag, or our word in text.
        steps = re.compile(rf"<[^<>]*>|{word}\d+z")
        self.html = _EMPTY.sub("", steps.sub(self._step, self.renderer("".join(pieces))))

    def _step(self, found: re.Match[str]) -> str:
        step = found[0]
        if step[0] != "<":
            return self.word.sub(self._in_code if self.code else self._in_text, step)
        if step.startswith(("<code", "<pre")):
            self.code += 1
        elif step.startswith(("</code", "</pre")):
            self.code = max(self.code - 1, 0)
        elif step.startswith(("<p>", "<p ", "</p>")):
            self.paragraph = step.startswith("<p")
        return self.word.sub(self._in_attribute, step)

    def _in_code(self, found: re.Match[str]) -> str:
        tag = self.tags[int(found[1])]
        if tag.name in ("raw", "endraw"):
            return ""
        return escape(tag.parameters[0] if tag.name == "/*" else tag.source)

    def _in_attribute(self, found: re.Match[str]) -> str:
        tag = self.tags[int(found[1])]
        if tag.name in ("ref", "relref"):
            address = _address(tag.get("path", 0))
            return escape(self.folder + address if address.startswith("/") else address)
        if tag.name == "below":
            return escape(self.folder + tag.parameters[0])
        if tag.name in ("address", "/*"):
            return escape(tag.parameters[0])
        if not tag.known:
            self.removed.append(tag)
        return ""

    def _in_text(self, found: re.Match[str]) -> str:
        tag = self.tags[int(found[1])]
        if tag.name in _BLOCKS:
            block = self._figure(tag) if tag.name == "figure" else _code(tag)
            return f"</p>\n{block}\n<p>" if self.paragraph else block
        if tag.name == "youtube":
            return _youtube(tag)
        return self._in_attribute(found)

    def _figure(self, tag: Tag) -> str:
        caption = " ".join(part for part in (tag.get("title"), tag.get("caption"), tag.get("attr")) if part)
        source = tag.get("src", 0)
        inside = ""
        if source:
            alt = tag.get("alt") or tag.get("caption")
            sizes = "".join(
                f' {name}="{value}"' for name in ("width", "height") if (value := tag.get(name)).isdecimal()
            )
            inside = f'<img src="{escape(source)}" alt="{escape(alt)}"{sizes}>'
            if link := tag.get("link"):
                inside = f'<a href="{escape(link)}">{inside}</a>'
        if caption:
            line = self.renderer(caption).strip().removeprefix("<p>").removesuffix("</p>")
            inside += f"<figcaption>{line}</figcaption>"
        return f"<figure>{inside}</figure>" if inside else ""


def _code(tag: Tag) -> str:
    language = tag.get("lang", 0)
    mark = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{mark}>{escape(tag.inner.strip(chr(10)), quote=False)}\n</code></pre>"


def _youtube(tag: Tag) -> str:
    video = tag.get("id", 0)
    if not _YOUTUBE.match(video):
        return ""
    address = f"https://www.youtube.com/watch?v={video}"
    return f'<a href="{address}">{escape(tag.get("title") or address)}</a>'


def _address(path: str) -> str:
    """The address of a page whose file is named, as Hugo's default addresses are: a/b.md is at a/b/.

    Files are named as seen from the folder of the file they are named in, whose own address is a folder in that.
    """
    path, mark, fragment = path.strip().partition("#")
    page = _PAGE.sub("", path)
    if page and not page.endswith("/"):
        page += "/"
    page = "/".join(part if part == ".." else default_path("hugo", (), part) for part in page.split("/"))
    if page and (page.startswith("..") or page.count("/") == 1) and not page.startswith("/"):
        page = f"../{page}"
    return quote(page, safe="/:?=&%~+,;@!$'()*") + mark + quote(fragment, safe="-._~%:")
