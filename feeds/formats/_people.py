"""Whose an entry is, by what names, and with which addresses."""

from __future__ import annotations

from entries.model import Entry, Person
from entries.patterns import pattern
from feeds.formats._addresses import is_mail, is_web
from feeds.model import Variant

_ADDRESS_IN_NAME = pattern(r"\s*<[^<>\s]*@[^<>\s]*>")


def people(persons: tuple[Person, ...], contact: bool) -> list[Person]:
    """Those who have a name, without the mail address some write into it; URI and mail only if `contact`."""
    shown = []
    for person in persons:
        name = person.name
        if "@" in name:
            name = _ADDRESS_IN_NAME.sub("", name)
        name = name.strip()
        if not name:
            continue
        if contact:
            uri = person.uri if is_web(person.uri) else None
            email = person.email if is_mail(person.email) else None
            shown.append(Person(name=name, uri=uri, email=email))
        else:
            shown.append(Person(name=name))
    return shown


def authors(entry: Entry, variant: Variant) -> list[Person]:
    """Who wrote it; an agency's copy without a byline is by the agency."""
    if entry.authors:
        return people(entry.authors, variant.authors_contact)
    return people((Person(name=entry.provider),), False) if entry.provider else []
