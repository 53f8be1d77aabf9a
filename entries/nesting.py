"""How deep elements are, and which stand where a strict parser does not expect them."""

from __future__ import annotations

import re

from entries.patterns import pattern
from entries.tags import VOID, tags

# As deep as any program reads; libxml2, which many are built on, refuses more.
DEPTH = 256

# Start tags that end an open paragraph. https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
_BLOCKS = frozenset(
    """address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hgroup hr li dd dt listing main menu nav ol p pre section summary table ul xmp""".split()  # noqa: SIM905 - a table of words, read as one
)
_APART = _BLOCKS - {"address", "div", "p", "li", "dd", "dt"} | {"applet", "button", "marquee", "object", "td", "th"}
_ROWS = frozenset({"tbody", "tfoot", "thead"})
# Start tags that end another of their own kind, and the elements that keep them apart.
_KINDS = {
    "li": (frozenset({"li"}), _APART | {"dd", "dt"}),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), _APART | {"li"})),
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), frozenset({"tr", "table"}))),
    "tr": (frozenset({"tr"}), _ROWS | {"table"}),
    **dict.fromkeys(_ROWS, (_ROWS, frozenset({"table"}))),
}
_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
# What the parser opens again in every later block when it was not closed: the way to make much out of little.
_REOPENED = frozenset(("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))
_RAW = pattern(r"script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext", re.IGNORECASE)

# So many tags without an end, or reopened elements left open, are nothing that anyone wrote.
FEW = 200
_LEFT_OPEN = 100


def balance(html: str) -> str:
    """`html` itself, or where building its tree could take more than its length: every element closed, none too deep.

    The tree builder takes time by depth for every list item, and copies what was left open into every later block.
    """
    ends = html.count("</")
    if ends <= DEPTH and html.count("<") - 2 * ends <= FEW:
        return html
    written: list[str] = []
    open_: list[str] = []
    deep: dict[str, int] = {}
    left_open = 0
    at = 0

    def close(count: int, *, asked: str = "") -> None:
        nonlocal left_open
        left_open += sum(name in _REOPENED for name in open_[len(open_) - count :]) - (asked in _REOPENED)
        written.extend(f"</{open_.pop()}>" for _ in range(count))

    raw = ""
    for tag in tags(html):
        name = (tag[2] or "").lower()
        if raw:
            if tag[1] and name == raw:
                raw = ""
            continue
        written.append(html[at : tag.start()])
        at = tag.end()
        if not name or not tag[4]:
            continue
        if tag[1]:
            if deep.get(name):
                deep[name] -= 1
            elif name in open_:
                close(open_[::-1].index(name) + 1, asked=name)
        elif name in VOID:
            written.append(tag[0])
        elif _RAW.fullmatch(name):
            # Its text holds no tags: it stays as it is, up to and with its end tag.
            raw = name
            at = tag.start()
        else:
            if name in _BLOCKS and "p" in open_:
                close(open_[::-1].index("p") + 1)
            own, apart = _KINDS.get(name, _NONE)
            for count, other in enumerate(reversed(open_) if own else (), 1):
                if other in own:
                    close(count)
                if other in own or other in apart:
                    break
            if len(open_) < DEPTH:
                open_.append(name)
                written.append(tag[0])
            else:
                deep[name] = deep.get(name, 0) + 1
    written.append(html[at:])
    close(len(open_))
    return "".join(written) if deep or left_open > _LEFT_OPEN else html


def unwrap(html: str) -> str:
    """Clean `html` without the tags, not the text, of what is too deep or where HTML does not allow it.

    A ruby's `rt` and `rp` stand directly in it; a list item does not stand in a caption or a summary without a list.
    https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-ruby-element
    """
    written: list[str] = []
    open_: list[tuple[str, bool]] = []
    at = 0
    for tag in tags(html):
        name = tag[2]
        written.append(html[at : tag.start()])
        at = tag.end()
        if name in VOID:
            keep = True
        elif tag[1]:
            keep = open_.pop()[1] if open_ else False
        else:
            keep = len(open_) < DEPTH and _stands_well(name, open_)
            open_.append((name, keep))
        if keep:
            written.append(tag[0])
    return "".join((*written, html[at:]))


def _stands_well(name: str, open_: list[tuple[str, bool]]) -> bool:
    if name in ("rt", "rp"):
        return bool(open_) and open_[-1] == ("ruby", True)
    if name in ("li", "dd", "dt"):
        for other, _ in reversed(open_):
            if other in ("ul", "ol", "dl", "table"):
                return True
            if other in ("figcaption", "summary"):
                return False
    return True
