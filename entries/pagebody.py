"""The text of a page's article: what its markup says is the text, without what surrounds and interrupts it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from entries.errors import InvalidEntry
from entries.microformats import classes, properties
from entries.model import Problem
from entries.patterns import pattern

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What marks the text of an article and nothing else, surest first.
_MARKED = (
    frozenset({"e-content"}),
    frozenset({"articleBody"}),
    frozenset({"entry-content", "post-content", "article-body", "article__body", "article-content", "story-body"}),
    frozenset({"post-body", "article-text", "story-content", "article_body", "articlebody", "c-entry-content"}),
)
_NEVER = frozenset(("nav", "form", "script", "style", "template", "dialog", "button", "input", "select", "textarea"))
# Words that a class or id has for what stands between the paragraphs.
_BESIDE = pattern(
    r"(?:^|[-_ ])(?:share|sharing|sharedaddy|social|addthis|addtoany|related|relate|relatedposts|recommended|"
    r"recommendations?|newsletter|subscribe|subscription|signup|promo|advert|advertisement|ads?|adslot|sponsor|outbrain|taboola|comments?|"
    r"disqus|breadcrumbs?|pagination|toolbar|most-read|mostread|read-more|readmore|cookie|consent|skip-link|sr-only|"
    r"screen-reader-text|visually-hidden|noprint|sidebar|paywall-prompt|offre|offer|more-stories|editor)(?:$|[-_ ])"
)
# In an <article> the heading and its surroundings are part of the element, but not of the text.
_ABOVE = pattern(
    r"(?:^|[-_ ])(?:byline|author|kicker|eyebrow|timestamp|dateline|published|pubdate|meta|post-meta|standfirst|chapo|"
    r"subtitle|deck|dek|lede-title|tags|tag-list)(?:$|[-_ ])"
)
_SHORTEST = 80  # characters; less is no article but a note that there is one
_LONG = 250  # characters; of more an extractor knows what is the text


def marked_body(entry: HtmlElement) -> str | None:
    """The HTML of what an entry's markup says is its text; None where it says nothing."""
    for names in _MARKED:
        outer: list[HtmlElement] = []
        within: set[HtmlElement] = set()
        for one in entry.iter():
            if one not in within and names & {*classes(one), *properties(one)}:
                outer.append(one)
                within.update(one.iterdescendants())
        if outer:
            for one in outer:
                _prune(one, above=False)
            return "\n".join(_inner(one) for one in outer)
    return None


def article_body(entry: HtmlElement) -> str | None:
    """The HTML of an <article> without its heading; None where next to nothing is left."""
    if entry.tag != "article":
        return None
    _prune(entry, above=True)
    return _inner(entry) if len(_words(entry)) >= _SHORTEST else None


def bare_body(page: HtmlElement) -> str | None:
    """The HTML of a page that is its article and nothing else, without the heading that is its title."""
    body = page.find("body")
    if body is None or next(body.iter("nav", "script", "header", "aside", "form"), None) is not None:
        return None
    paragraphs = len(list(body.iter("p")))
    if not paragraphs or len(list(body.iter("a"))) > 2 * paragraphs:
        return None
    heading = next(body.iter("h1"), None)
    if heading is not None:
        heading.drop_tree()
    for footer in [one for part in (body, *body.iterchildren("main")) for one in part.iterchildren("footer")]:
        footer.drop_tree()
    return _inner(body)


def short_body(page: HtmlElement, entry: HtmlElement | None) -> str | None:
    """The HTML of an article of a few lines, where the page says by its elements where it is; None where it does not.

    `entry` is the page's own. An extractor takes so little for nothing, and then all words of the page for the text.
    """
    main = next((one for one in page.iter("main", "div", "section") if one.tag == "main" or _has_role(one)), None)
    body = main if main is not None else page.find("body")
    article = entry if entry is not None and entry.tag == "article" else None
    if body is None or (main is None and article is None):
        return None
    _prune(body, above=True)
    if len(_words(body)) >= _LONG:
        return None
    return next((_inner(one) for one in (article, main) if one is not None and _words(one)), None)


def short_page(page: HtmlElement) -> str | None:
    """The HTML of a page without what its elements say is not the text; None where that leaves more than a few lines.

    Where there is little to find, an extractor takes all words of the page.
    """
    from lxml.etree import tostring

    for one in list(page.iter("nav", "header", "footer", "aside", "script", "style", "template")):
        if one.getparent() is not None:
            one.drop_tree()
    body = page.find("body")
    if body is None or len(_words(body)) >= _LONG:
        return None
    return str(tostring(page, encoding="unicode", method="html"))


def extracted_body(html: str, where: str) -> str | None:
    """What trafilatura takes for the article; None where it finds none.

    Raises InvalidEntry where it is not installed.
    """
    try:
        from trafilatura import extract
    except ImportError as error:
        raise InvalidEntry(
            Problem(
                level="refused",
                code="no-extractor",
                where=where,
                problem="does not mark which part of the page is the article.",
                remedy="To have it found: pip install 'masthead[web]'. Or save only the article, in <article>.",
            )
        ) from error
    found = extract(
        html,
        output_format="html",
        include_comments=False,
        include_formatting=True,
        include_images=True,
        include_links=True,
        include_tables=True,
    )
    if not found:
        return None
    return re.sub(r"\A\s*<html>\s*<body>|</body>\s*</html>\s*\Z", "", str(found)).strip() or None


def _prune(root: HtmlElement, *, above: bool) -> None:
    """Take out of `root` what is not the article's text."""
    gone = [one for one in root.iterdescendants() if isinstance(one.tag, str) and _is_beside(one, above)]
    for one in gone:
        if one.tag == "header":
            # A lead image often stands with the heading.
            for figure in reversed(list(one.iter("figure"))):
                one.addnext(figure)
        if one.getparent() is not None:
            one.drop_tree()


def _is_beside(one: HtmlElement, above: bool) -> bool:
    if one.tag in _NEVER or one.get("hidden") is not None or one.get("aria-hidden") == "true":
        return True
    name = f"{one.get('class') or ''} {one.get('id') or ''}".lower()
    if "footnote" in name:
        return False
    if one.tag == "aside" or _BESIDE.search(name):
        return one.tag not in ("img", "picture", "figure", "body")
    return above and (one.tag in ("header", "footer", "h1") or bool(_ABOVE.search(name)))


def _has_role(one: HtmlElement) -> bool:
    return str(one.get("role") or "").lower() == "main"


def _words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _inner(element: HtmlElement) -> str:
    from html import escape

    from lxml.etree import tostring

    parts = [escape(element.text or "", quote=False)]
    parts.extend(str(tostring(child, encoding="unicode", method="html")) for child in element)
    return "".join(parts).strip()
