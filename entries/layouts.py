"""What a site generator's folders say about the articles in them.

Every layout takes the section from the first folder and the date from names like 2026-02-28-… or
2026/02/28/. The generators add their own: Hugo's page bundles and languages, Jekyll's _posts and _drafts …
All pure functions of a key: the path below the source's root, with "/".
"""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from entries.languages import is_language
from entries.patterns import pattern

if TYPE_CHECKING:
    from entries.model import Article

LAYOUTS = ("plain", "hugo", "jekyll", "pelican", "eleventy", "astro")

# Folder names that begin with "_" and hold articles all the same.
OWN_NAMES = {"jekyll": frozenset({"_posts", "_drafts"})}

# Generators that keep one folder for each language: content/en/…, content/zh/…
WITH_LANGUAGES = frozenset({"hugo", "eleventy", "astro"})

# Generators for which x/index.md has the address of x.
_WITH_INDEX = frozenset({"hugo", "eleventy", "astro"})

_MARKUP = r"\.(?:md|markdown|mdown|html?|txt|adoc|org|rst|pandoc)"
_INDEX = pattern(rf"(?i:index(?:\.[\w-]+)?{_MARKUP})")
_SECTION_PAGE = pattern(rf"(?i:_index(?:\.[\w-]+)?{_MARKUP})")
_DATED_NAME = pattern(r"((?:19|20)\d\d)(?:([-_.])(\d\d?)\2(\d\d?)|(\d\d)(\d\d))(?=[-_. T]|$)")
_DATE_FOLDER = pattern(r"(?:19|20)\d\d(?:-\d\d){0,2}|\d\d?")
_DATED_FOLDERS = pattern(r"(?:^|/)((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)/")


class Place(NamedTuple):
    """What a path says. `date` is YYYY-MM-DD; `section_folder` is where the section's own page would be.

    `above` are the folders that the article lies in and `stem` its name there, as they are written; a language's
    folder and suffix are left out, and a bundle is named like its folder.
    """

    section: str | None
    section_folder: str | None
    slug: str
    date: str | None
    language: str | None
    draft: bool
    above: tuple[str, ...] = ()
    stem: str = ""


def is_bundle(layout: str, folder: str, names: Iterable[str]) -> bool:
    """True for a Hugo leaf bundle: its index is the article, all else in it and below it are that article's files.

    https://gohugo.io/content-management/page-bundles/
    """
    return layout == "hugo" and folder != "" and any(_INDEX.fullmatch(name) for name in names)


def is_section_page(layout: str, name: str) -> bool:
    """True for Hugo's _index.md, which describes its folder and is no article."""
    return layout == "hugo" and _SECTION_PAGE.fullmatch(name) is not None


def holds_articles(layout: str, root: str, folder: str) -> bool:
    """False for a folder whose files are the site's own pages and data. `root` is the name of the source's root."""
    if layout == "jekyll" and not root.startswith("_"):
        return not OWN_NAMES["jekyll"].isdisjoint(folder.split("/"))
    if layout == "pelican":
        return folder.partition("/")[0] not in ("pages", "extra", "images")
    return True


def is_article(layout: str, folder: str, name: str, *, bundle: bool, root: str = "") -> bool:
    """True where a file of an article's type is one, in a folder that holds articles. `root` names the root."""
    if bundle:
        return _INDEX.fullmatch(name) is not None
    if layout == "eleventy":
        # Directory data files: https://www.11ty.dev/docs/data-template-dir/
        data = (folder.rpartition("/")[2] or root) + ".json"
        return not name.endswith(".11tydata.json") and name != data
    return True


def place(layout: str, root: str, key: str, languages: frozenset[str] = frozenset()) -> Place:
    """Read `key`. `languages` are the root's folders that stand for languages (see `language_folders`)."""
    from entries.slugs import stem_slug

    *folders, name = key.split("/")
    above: list[str] = []
    language = None
    if folders and folders[0] in languages:
        language = folders[0]
        above, folders = folders[:1], folders[1:]
    if layout == "hugo":
        language_of_name, name = _language_suffix(name)
        language = language_of_name or language
    own = OWN_NAMES.get(layout, frozenset())
    draft = root == "_drafts" or "_drafts" in folders if own else False
    bundle = layout == "hugo" and bool(folders) and _INDEX.fullmatch(name) is not None
    # A bundle's folder is the article itself: content/tour/index.md stands in no section.
    at = _section_at(folders[:-1] if bundle else folders, own)
    path = "/".join((*folders, name))
    stem = name.rpartition(".")[0] or name
    in_index = bool(folders) and layout in _WITH_INDEX and stem.lower() == "index"
    return Place(
        section=None if at is None else folders[at],
        section_folder=None if at is None else "/".join((*above, *folders[: at + 1])),
        slug=stem_slug(path),
        date=_date(path, folders[-1] if bundle else name),
        language=None if language is None else language.replace("_", "-"),
        draft=draft,
        above=tuple(folders[:-1] if in_index else folders),
        stem=folders[-1] if in_index else stem,
    )


def section_folder(layout: str, folder: str, languages: frozenset[str]) -> str | None:
    """The folder of the section that a folder belongs to."""
    folders = folder.split("/")
    first = 1 if folders[0] in languages else 0
    at = _section_at(folders[first:], OWN_NAMES.get(layout, frozenset()))
    return None if at is None else "/".join(folders[: first + at + 1])


def put(article: "Article", at: Place, section_title: str | None = None, layout: str = "plain") -> "Article":
    """The article with what its place says wherever it says nothing itself; a drafts folder has the last word."""
    single = article.inner == ""  # the others of one file share its name
    if layout == "jekyll" and article.spaced:
        article = _split(article)
    section, tags = article.section, article.tags
    folder = section_title or at.section
    if layout == "hugo" and folder is not None and article.categories[:1] == (section,):
        # A section is where a page lies, categories are terms: https://gohugo.io/content-management/sections/
        section, tags = None, tuple(dict.fromkeys((*tags, *article.categories)))
    if section is None:
        section = folder
    return article._replace(
        section=section,
        tags=tags,
        path_slug=at.slug if single else article.path_slug,
        path_date=at.date if single else article.path_date,
        path_link=_path_link(article, at, layout) if single else None,
        path_language=at.language,
        language=article.language or at.language,
        draft="true" if at.draft else article.draft,
        link_template=_link_template(article, at, layout) if single and article.permalink else None,
    )


def _split(article: "Article") -> "Article":
    """Words with spaces between them are one tag or category each: https://jekyllrb.com/docs/posts/#tags"""
    section, tags, categories = article.section, article.tags, article.categories
    for text in article.spaced:
        words = tuple(text.split())
        if categories == (text,):
            categories = words
            if section == text:
                section, tags = words[0], (*tags, *words[1:])
        tags = tuple(word for tag in tags for word in (words if tag == text else (tag,)))
    return article._replace(section=section, tags=tuple(dict.fromkeys(tags)), categories=categories)


def _link_template(article: "Article", at: Place, layout: str) -> str | None:
    from entries.permalinks import template

    return template(article, layout, at.date)


def _path_link(article: "Article", at: Place, layout: str) -> str | None:
    """Where its generator puts it by default, None where that is not known."""
    from entries.default_paths import default_path

    above, stem = at.above, at.stem
    if layout == "plain":
        return None
    if layout == "jekyll":
        # https://jekyllrb.com/docs/posts/#categories: the folders above _posts, then what is declared
        own = next((at for at, folder in enumerate(above) if folder in OWN_NAMES["jekyll"]), 0)
        above = (*above[:own], *(article.categories or ((article.section,) if article.section else ())))
    if layout == "pelican":
        # SLUGIFY_SOURCE is the title unless it is set: https://docs.getpelican.com/en/stable/settings.html
        above, stem = (), article.title or stem
    return default_path(layout, above, stem, article.slug) or None


def language_folders(layout: str, folders: Iterable[str]) -> frozenset[str]:
    """The root's folders as languages, where all of them are: a lone "uk" or "it" among others is a section."""
    found = frozenset(folders)
    if layout in WITH_LANGUAGES and all(is_language(folder) for folder in found):
        return found
    return frozenset()


def _section_at(folders: Sequence[str], own: frozenset[str]) -> int | None:
    for at, folder in enumerate(folders):
        if folder not in own and not _DATE_FOLDER.fullmatch(folder):
            return at
    return None


def _language_suffix(name: str) -> tuple[str | None, str]:
    stem, dot, suffix = name.rpartition(".")
    first, inner_dot, language = stem.rpartition(".")
    if first and inner_dot and is_language(language):
        return language, first + dot + suffix
    return None, name


def _date(path: str, name: str) -> str | None:
    if (match := _DATED_NAME.match(name)) is not None:
        year, month, day = match[1], match[3] or match[5], match[4] or match[6]
    elif (match := _DATED_FOLDERS.search(path)) is not None:
        year, month, day = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None  # figures that only look like a date: nothing is declared here, so nothing is refused
