"""The address that a site generator gives a file unless something else is declared, as the path below the site.

Pure functions. Paths are unencoded text, without the site, a suffix or a slash at either end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DATE_PREFIX = re.compile(r"\d{4}-\d\d-\d\d-(?=.)")
_KEPT = "._#+~-@"  # besides letters, digits and marks
_READY = re.compile(r"[a-z0-9._#+~@-]*")
_NO_WORD = re.compile(r"[^\w\s-]")


def default_path(layout: str, folders: Sequence[str], stem: str, slug: str | None = None) -> str:
    """The path for a file without its suffix in `folders`; a page bundle's own folder is its stem.

    A declared `slug` takes the place of the last part.
    """
    name = _last(layout, stem) if not slug else _of_slug(layout, slug)
    return "/".join([*(_segment(layout, folder) for folder in folders), name])


def _last(layout: str, stem: str) -> str:
    # A date in front is part of Hugo's and Astro's addresses and not of Eleventy's:
    # https://www.11ty.dev/docs/dates/#filename-dates
    return _segment(layout, _DATE_PREFIX.sub("", stem) if layout == "eleventy" else stem)


def _of_slug(layout: str, slug: str) -> str:
    return _segment(layout, unicodedata.normalize("NFC", slug.strip()).strip("/"))


def _segment(layout: str, name: str) -> str:
    if layout == "hugo":
        return _hugo(name)
    if layout == "astro":
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
