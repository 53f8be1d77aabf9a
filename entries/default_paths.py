"""The address that a site generator gives a file unless something else is declared, as the path below the site.

Pure functions. Paths are unencoded text, without the site, a suffix or a slash at either end.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from entries.patterns import pattern

_DATE_PREFIX = pattern(r"\d{2,4}-\d\d?-\d\d?-(?=.)")
_KEPT = "._#+~-@"  # besides letters, digits and marks
_READY = pattern(r"[a-z0-9._#+~@-]*")
_NO_WORD = pattern(r"[^\w\s-]")
_SPACES = pattern(r"[-\s]+")
_NOT_PRETTY = pattern(r"[^\w.~!$&'()+,;=@]+")


def default_path(layout: str, folders: Sequence[str], stem: str, slug: str | None = None) -> str:
    """The path for a file without its suffix in `folders`; a page bundle's own folder is its stem.

    A declared `slug` takes the place of the last part. Jekyll's folders are an article's categories, Pelican's
    stem its title.
    """
    if slug:
        name = _segment(layout, unicodedata.normalize("NFC", slug.strip()).strip("/"))
    else:
        # A date in front is part of Hugo's and Astro's addresses and not of the others':
        # https://www.11ty.dev/docs/dates/#filename-dates
        name = _segment(layout, _DATE_PREFIX.sub("", stem, count=1) if layout in ("jekyll", "eleventy") else stem)
    if layout == "jekyll":
        return "/".join([*dict.fromkeys(folder.lower() for folder in folders), name])
    return "/".join([*(_segment(layout, folder) for folder in folders), name])


def _segment(layout: str, name: str) -> str:
    match layout:
        case "hugo":
            return _hugo(name)
        case "jekyll":
            # https://jekyllrb.com/docs/permalinks/: the "pretty" way, in the letters as they are
            return _NOT_PRETTY.sub("-", name).strip("-")
        case "pelican":
            # https://docs.getpelican.com/en/stable/settings.html: SLUG_REGEX_SUBSTITUTIONS
            plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
            return _SPACES.sub("-", _NO_WORD.sub("", plain).strip()).lower()
        case "astro":
            # https://docs.astro.build/en/guides/content-collections/: ids are made by github-slugger
            return _NO_WORD.sub("", name.lower()).strip().replace(" ", "-")
    return name


def _hugo(name: str) -> str:
    """In lower case, "-" for a space; signs but a few are left out: https://gohugo.io/functions/urls/urlize/"""
    name = name.lower().replace(" ", "-")
    if _READY.fullmatch(name):
        return name
    return "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if character in _KEPT or character == "/" or character.isalnum() or unicodedata.category(character)[0] == "M"
    )
