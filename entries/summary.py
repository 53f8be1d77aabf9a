"""The summary of an entry: as its author wrote it, or how its text begins."""

from __future__ import annotations

from entries.model import Article, MarkupType
from entries.patterns import pattern
from entries.plain import first_paragraph, plain, unmarked
from entries.text import clean, excerpt, line

# In characters: most first paragraphs of news are whole, and a reader's list shows about half as much.
_LONGEST = 500
_SHORTEST = 150
_SENTENCE_END = pattern(r"[.!?…][\"'”’)\]]*(?=\s)|[。！？][」』”’）]*")
_MARKDOWN = pattern(r"\*\*\S|\]\(|`\S|(?<![\w*])\*\w[^*]*\w\*(?![\w*])|(?<!\w)_\w[^_]*\w_(?!\w)")


def declared(article: Article) -> str:
    """The summary that the author wrote, on one line and without markup; "" where there is none."""
    return _plain(article.summary, article.markup_type)


def standfirst(article: Article) -> str:
    """What the author wrote to stand between the headline and the text, in the same way."""
    return _plain(article.standfirst, article.markup_type)


def _plain(text: str | None, markup_type: MarkupType) -> str:
    # In plain text everything is text.
    text = clean(text or "")
    if markup_type == "markdown" and _MARKDOWN.search(text):
        from entries.markdown import render

        text = plain(render(text))
    elif markup_type != "text":
        text = unmarked(text)
    return line(text)


def derived(article: Article, body: str) -> str:
    """How the text begins: its first paragraph, cut after a sentence or a word where it is long."""
    if article.markup_type == "text":
        from entries.paragraphs import first_text_paragraph

        text = line(first_text_paragraph(article.markup))
    else:
        text = first_paragraph(body)
    if len(text) <= _LONGEST:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, _SHORTEST, _LONGEST + 1)]
    return text[: ends[-1]] if ends else excerpt(text, _LONGEST)
