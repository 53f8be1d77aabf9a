"""Which feeds an entry belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from entries.model import Record
from entries.slugs import compare_key
from feeds.model import Membership
from feeds.spec import FeedSpec, Publication, Term

Selector = Callable[[Record], tuple[Membership, ...]]
_Keys = dict[str, tuple[str, str]]  # a name as written -> its key as compared, and the name to show
_Test = Callable[[Record], bool]


def selector(specs: Sequence[FeedSpec], publication: Publication) -> Selector:
    """What tells the feeds that a record belongs to, whether or not it may be shown now. The specs are prepared once.

    Names are compared after NFKC, case folding and trimming; an alias counts as the term it is an alias of.
    What may not be syndicated belongs nowhere.
    """
    section, tag, author = (
        _namer(terms) for terms in (publication.sections, publication.tags, publication.authors)
    )
    language = _namer({})
    keys: dict[str, Callable[[Record], Iterable[tuple[str, str]]]] = {
        "section": lambda record: (section(record.section),) if record.section else (),
        "tag": lambda record: map(tag, record.tags),
        "author": lambda record: (author(person.name) for person in record.authors),
        "language": lambda record: (language(found),) if (found := record.language or publication.language) else (),
    }
    namers = {"section": section, "tags": tag, "authors": author}
    families = [
        (
            spec,
            Membership(spec=spec.path),
            keys[spec.per] if spec.per is not None else None,
            [_test(field, values, namers, publication) for field, values in sorted(spec.include.items())],
            [_test(field, values, namers, publication) for field, values in sorted(spec.exclude.items())],
        )
        for spec in specs
    ]

    def select(record: Record) -> tuple[Membership, ...]:
        if record.syndicate == "none":
            return ()
        found: list[Membership] = []
        for spec, whole, family, include, exclude in families:
            if include and not all(test(record) for test in include):
                continue
            if exclude and any(test(record) for test in exclude):
                continue
            if family is None:
                found.append(whole)
                continue
            seen: set[str] = set()
            for key, name in family(record):
                if key and key not in seen:
                    seen.add(key)
                    found.append(Membership(spec=spec.path, key=key, name=name))
        return tuple(found)

    return select


def _namer(terms: Mapping[str, Term]) -> Callable[[str | None], tuple[str, str]]:
    """From a name as written to its key and the name to show; an alias shows the term itself."""
    aliases = {
        compare_key(alias): (compare_key(term), term) for term, said in terms.items() for alias in said.aliases
    }
    known: _Keys = {}

    def name_of(name: str | None) -> tuple[str, str]:
        name = name or ""
        found = known.get(name)
        if found is None:
            key = compare_key(name)
            found = known[name] = aliases.get(key, (key, name))
        return found

    return name_of


def _test(
    field: str,
    values: tuple[str, ...],
    namers: Mapping[str, Callable[[str | None], tuple[str, str]]],
    publication: Publication,
) -> _Test:
    """Whether any of a record's values for a field is among the wanted ones."""
    if field in namers:
        key = namers[field]
        wanted = {key(value)[0] for value in values}
        if field == "section":
            return lambda record: record.section is not None and key(record.section)[0] in wanted
        if field == "tags":
            return lambda record: any(key(tag)[0] in wanted for tag in record.tags)
        return lambda record: any(key(person.name)[0] in wanted for person in record.authors)
    wanted = {compare_key(value) for value in values}
    if field == "labels":
        return lambda record: any(compare_key(label) in wanted for label in record.labels)
    if field == "corrected":
        return lambda record: ("true" if record.corrected else "false") in wanted
    if field == "language":
        return lambda record: _speaks((record.language or publication.language or "").casefold(), wanted)
    return lambda record: compare_key(str(getattr(record, field) or "")) in wanted


def _speaks(language: str, wanted: set[str]) -> bool:
    """Whether a language range matches (RFC 4647, section 3.3.1): "zh" is zh-Hant too."""
    return any(language == each or language.startswith(each + "-") for each in wanted)
