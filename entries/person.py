"""A person as feeds name them. Apart from entries.model because the configuration names one too, on every run."""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """An author or contributor (atomPersonConstruct, RFC 4287, section 3.2)."""

    name: str
    uri: str | None = None
    email: str | None = None
