"""The first-level heading that is a Markdown article's title."""

from __future__ import annotations

from entries.patterns import pattern

_ATX = pattern(r" {0,3}#(?!#)(?:[ \t]|\Z)")
_FENCE = pattern(r" {0,3}(`{3,}|~{3,})")
_UNDERLINE = pattern(r" {0,3}=+[ \t]*\Z")
_NO_PARAGRAPH = pattern(r"(?: {4}|\t| {0,3}(?:[-+*>#|<]|\d{1,9}[.)][ \t]))")


def take(markup: str) -> tuple[str | None, str]:
    """The text of the first `# heading` (or one underlined by `===`), and the markup without it.

    Headings in fenced code are none. (None, markup) where there is no heading.
    """
    fence = ""
    position = 0
    paragraph = -1  # where the paragraph began that the last line belongs to
    while position < len(markup):
        end = markup.find("\n", position)
        end = len(markup) if end < 0 else end
        line = markup[position:end]
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
        elif found:
            fence, paragraph = found[1], -1
        elif _ATX.match(line):
            text = line.strip()[1:].strip()
            closed = text.rstrip("#")
            return (closed.rstrip() if not closed or closed[-1] in " \t" else text), _without(markup, position, end)
        elif paragraph >= 0 and _UNDERLINE.match(line):
            return " ".join(markup[paragraph:position].split()), _without(markup, paragraph, end)
        elif not line.strip():
            paragraph = -1
        elif paragraph < 0 and not _NO_PARAGRAPH.match(line):
            paragraph = position
        position = end + 1
    return None, markup


def _without(markup: str, start: int, end: int) -> str:
    before, after = markup[:start].rstrip(), markup[end:].lstrip("\n")
    return f"{before}\n\n{after}" if before else after
