"""The ids of an entry that was published before: by another program, or by a state that is lost."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from entries.ids import canonical
from entries.patterns import pattern

# What an IRI may hold (RFC 3987, section 2.2, https://www.rfc-editor.org/rfc/rfc3987#section-2.2): no space, no
# control character, none of <>"{}|\^`, and "%" only before two hexadecimal digits.
_IRI = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\x00-\x20\x7f-\xa0<>\"{}|\\^`%\ud800-\udfff]|%[0-9A-Fa-f]{2})+\Z")
# Formats whose id is any text. Where one has none of its own, the first of "atom" and these stands in for it.
_VERBATIM = ("json", "rss")


def ids_of(given: Mapping[str, str], publication_id: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The id of an entry, and those of the formats that show another one, sorted by format.

    `given` maps at least one format ("atom", "json", "rss") to the id in it. An Atom id stays as it is, for it is
    compared character by character (RFC 4287, section 4.2.6.1), unless it is no IRI; those of RSS and JSON Feed
    stay in any case. An Atom id that is made from one of these is in its normal form.
    """
    first = next(given[format] for format in ("atom", *_VERBATIM) if format in given)
    id = first if "atom" in given and is_iri(first, publication_id) else _normal(first, publication_id)
    shown = {format: given.get(format, first) for format in _VERBATIM}
    return id, tuple((format, each) for format, each in sorted(shown.items()) if each != id)


def is_iri(id: str, publication_id: str) -> bool:
    """Whether it may stand as an atom:id: an absolute IRI; of tag: and urn: only a well-formed one."""
    if _is_minted(id, publication_id):
        return True
    if id[:4].lower() in ("tag:", "urn:"):
        return not canonical(id, "").startswith(":id:")
    if not _IRI.match(id):
        return False
    try:
        return not id.lower().startswith(("http:", "https:")) or bool(urlsplit(id).hostname)
    except ValueError:
        return False


def _normal(id: str, publication_id: str) -> str:
    return id if _is_minted(id, publication_id) else canonical(id, publication_id)


def _is_minted(id: str, publication_id: str) -> bool:
    """Whether it begins as every id does that this publication makes."""
    return id.startswith(f"{publication_id}:")
