"""Names of people as feeds may show them."""

from __future__ import annotations

from collections.abc import Iterable

from entries.model import Person
from entries.patterns import pattern
from entries.slugs import to_uri
from entries.text import line

_ADDRESS = pattern(r"<\s*(?:mailto:)?([^\s<>@]+@[^\s<>@]+)\s*>")
_EMAIL = pattern(r"[^\s<>@(),;:\"\[\]]+@[^\s<>@(),;:\"\[\]]+\.[^\s<>@(),;:\"\[\].]+")


def presentable(people: Iterable[Person]) -> tuple[Person, ...]:
    """`people` with clean names, each once; one without a name is left out.

    An address in a name ("Ann <ann@harbour.example>") moves to `email`: readers show names, and the feed
    validator warns of it. https://validator.w3.org/feed/docs/warning/ContainsEmail.html
    """
    found: dict[str, Person] = {}
    for person in people:
        name, email = line(person.name), person.email
        if "<" in name and (match := _ADDRESS.search(name)):
            email = email or match[1]
            name = line(_ADDRESS.sub(" ", name)).strip(" ,;") or match[1].partition("@")[0]
        if name and name not in found:
            address = (email or "").strip().removeprefix("mailto:")
            found[name] = Person(
                name=name,
                uri=_uri(person.uri) if person.uri else None,
                email=address if _EMAIL.fullmatch(address) else None,
            )
    return tuple(found.values())


def _uri(text: str) -> str | None:
    try:
        return to_uri(text.strip())
    except ValueError:
        return None
