"""Posts as WordPress's REST API gives them. https://developer.wordpress.org/rest-api/reference/posts/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from entries.patterns import pattern
from entries.plain import plain

_Values = dict[str, object]

_RENDERED = ("title", "content", "excerpt", "guid", "caption", "description")
# What stands where an excerpt was cut out of the text: a mark, and a link to all of it.
_CUT = pattern(r"\[(?:&hellip;|&#8230;|…|\.\.\.)\]")
_MORE = pattern(r"<a\b[^<>]*\bmore-link\b[^<>]*>[^<>]*(?:<span\b[^<>]*>[^<>]*</span>)?[^<>]*</a>")


def is_post(values: Mapping[str, object]) -> bool:
    """Whether an object is a post of this kind: its texts are objects that hold them rendered."""
    return any(_rendered(values.get(name)) is not None for name in ("title", "content", "excerpt"))


def read(post: Mapping[str, object]) -> _Values:
    """The same post under the names that every article may have.

    Its numbers for people, terms and pictures are left out: their names are known where they are embedded. `excerpt`
    is most often cut from the text.
    """
    values = {name: value for name, value in post.items() if not _is_number(name, value)}
    for name in _RENDERED:
        if (text := _rendered(post.get(name))) is not None:
            values[name] = text
    values["title"] = plain(str(values.get("title") or ""))
    values["excerpt"] = plain(_MORE.sub("", _CUT.sub("…", str(values.get("excerpt") or ""))))
    values["contenthtml"] = values.pop("content", None)
    values["id"] = values.pop("guid", None) or post.get("id")
    for name, in_utc in (("date", "date_gmt"), ("modified", "modified_gmt")):
        time = values.pop(in_utc, None)
        if isinstance(time, str) and time and not time.startswith("0000"):
            values[name] = time if time.endswith("Z") else f"{time}Z"
    if any(isinstance(part, dict) and part.get("protected") not in (None, "false") for part in post.values()):
        values["password"] = "true"
    return {**_embedded(post), **values}


def _rendered(value: object) -> str | None:
    text = cast(_Values, value).get("rendered") if isinstance(value, dict) else None
    return text if isinstance(text, str) else None


def _is_number(name: str, value: object) -> bool:
    """Whether a field names somebody or something by number."""
    if name not in ("author", "categories", "tags"):
        return False
    return all(isinstance(item, str) and item.isdigit() for item in (value if isinstance(value, list) else [value]))


def _embedded(post: Mapping[str, object]) -> _Values:
    """The names of what `?_embed` put into a post."""
    given = post.get("_embedded")
    if not isinstance(given, dict):
        return {}
    terms = [term for terms in _lists(given.get("wp:term")) for term in _tables(terms)]
    found: _Values = {
        "author": [{"name": one.get("name"), "url": one.get("link")} for one in _tables(given.get("author"))],
        "categories": [_name(term) for term in terms if term.get("taxonomy") == "category"],
        "tags": [_name(term) for term in terms if term.get("taxonomy") == "post_tag"],
    }
    for picture in _tables(given.get("wp:featuredmedia")):
        if url := picture.get("source_url"):
            caption = plain(_rendered(picture.get("caption")) or "")
            found["image"] = {"url": url, "alt": picture.get("alt_text"), "caption": caption}
    return {name: value for name, value in found.items() if value}


def _name(term: Mapping[str, object]) -> str:
    return plain(str(term.get("name") or ""))


def _lists(value: object) -> Iterator[list[object]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, list):
            yield item


def _tables(value: object) -> Iterator[_Values]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield cast(_Values, item)
