"""One entry as XML. Most differ in their words alone, so each shape of them is written once."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from entries.model import Entry, Person
from entries.text import clean
from feeds import shapes
from feeds.formats import _people, _shown
from feeds.formats._dates import rfc822, rfc3339
from feeds.formats._safely import safely
from feeds.model import Variant


def entry(write: Callable[[Entry, Variant], bytes], format: str, entry: Entry, variant: Variant) -> bytes:
    """`write(entry, variant)`, safely."""
    title, (summary, body) = entry.title.strip(), _shown.texts(entry, variant)
    fixed = f"{entry.language} {variant!r}"
    names = [person.name for person in _people.authors(entry, variant)]
    categories = _shown.categories(entry)
    if (
        not title
        or not (summary and body)
        or clean(summary) != summary
        or clean(body) != body
        or not all(map(shapes.is_plain, (title, *names, *categories)))
        or not (shapes.is_address(entry.link) and shapes.is_address(entry.id))
        or any((entry.image, entry.enclosures, entry.links, entry.contributors, entry.rights, entry.license))
        or entry.format_ids
        or variant.authors_contact
        or shapes.holds_stand_in(fixed)
    ):
        return safely(lambda shown: write(shown, variant), entry)

    key = f"{format} entry {len(names)} {len(categories)} {fixed} edited: "
    if f"{key}{entry.updated != entry.published}" not in shapes.known:
        shape = Entry(
            id=shapes.stand_in("id"),
            link=shapes.stand_in("link"),
            title=shapes.stand_in("title"),
            published=shapes.PUBLISHED,
            updated=shapes.PUBLISHED,
            summary=shapes.stand_in("summary"),
            body=shapes.stand_in("body"),
            authors=tuple(Person(name=shapes.stand_in(f"name{number}")) for number in range(len(names))),
            tags=tuple(shapes.stand_in(f"category{number}") for number in range(len(categories))),
            language=entry.language,
        )
        # The other one of the two is what an edit will ask for.
        shapes.learn(f"{key}False", write(shape, variant))
        shapes.learn(f"{key}True", write(shape._replace(updated=shapes.UPDATED), variant))
    words = {
        "id": entry.id,
        "link": entry.link,
        "@link": entry.link,
        "title": shapes.in_plain(title),
        "summary": shapes.in_element(escape(summary, quote=False)),
        "body": shapes.in_element(body),
        "published": rfc3339(entry.published),
        "published in words": rfc822(entry.published),
        "updated": rfc3339(entry.updated),
        **{f"name{number}": shapes.in_plain(name) for number, name in enumerate(names)},
        **{f"category{number}": shapes.in_plain(name) for number, name in enumerate(categories)},
        **{f"@category{number}": shapes.in_attribute(name) for number, name in enumerate(categories)},
    }
    return shapes.filled(f"{key}{entry.updated != entry.published}", words)
