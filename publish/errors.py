"""What can go wrong while publishing.

    PublishError
    ├── InvalidConfig         the configuration, every mistake at once
    ├── Locked                another run is publishing here
    ├── ForeignFile           a file in a target that no run of ours wrote
    ├── TargetUnavailable     a target that can't be read or written
    │   └── PutByAnother      what another publisher put into a target, and is left there
    ├── NothingPublished      what was published can't be kept up, and nobody said that it may go
    ├── Stopped               the process was asked to end
    └── StoreError            the state can't be used: newer than the program, damaged, on a network file system
        └── StoreUnwritable   the state can't be written now: a full disk, a read-only folder

Each carries the exit status it ends a command with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class PublishError(Exception):
    """Base of every error that `publish` raises on purpose. `status` is the command's exit status."""

    status = 2


class InvalidConfig(PublishError):
    """`mistakes` are complete sentences that begin with where: "masthead.toml:9 publication.lnaguage: …"."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class Locked(PublishError):
    """Another run holds the lock past the time this one would wait."""

    status = 4


class ForeignFile(PublishError):
    """`path` in a target was not written by a Masthead run and is not replaced."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class TargetUnavailable(PublishError):
    """A target can't be read or written; `status` 3 because nothing could be published there."""

    status = 3


class PutByAnother(TargetUnavailable):
    """Documents that another publisher put there are left as they are. All others were written, or deleted.

    `signatures` are those of the documents that were written, by path.
    """

    def __init__(self, message: str, signatures: Mapping[str, str]) -> None:
        super().__init__(message)
        self.signatures = signatures


class NothingPublished(PublishError):
    """What was published can't be kept up, and nobody said that it may go; every document stays as it is."""

    status = 3


class StoreError(PublishError):
    """The state can't be used."""


class StoreUnwritable(StoreError):
    """The state can't be written now, and nothing is wrong with it; `status` 3 because nothing could be published."""

    status = 3


class Stopped(PublishError):
    """The process was asked to end. What is owed is owed still, and the next run does it."""

    status = 0
