"""The promise of a target: where documents are put."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from feeds.model import Document


class Target(Protocol):
    """Keeps documents for subscribers. A document is the complete old one or the complete new one, at every instant.

    name    stable; what it holds is remembered under it
    """

    name: str

    def signatures(self, paths: Sequence[str]) -> dict[str, str]:
        """What is there now: path -> a signature that changes when the bytes may have changed.

        Where a target can keep the same bytes in several ways, the way follows a space; a document that is kept in
        another way than before is put again. Paths that are absent are left out. Raises TargetUnavailable.
        """
        ...

    def where(self, path: str) -> str:
        """How people name the document at a path: its absolute file name, its URL."""
        ...

    def read(self, path: str) -> bytes | None:
        """The bytes at a path, None where there are none; b"" for what is no document: a folder, a link.

        Raises TargetUnavailable.
        """
        ...

    def listing(self) -> Iterable[str]:
        """Every path in the target, to find documents of an earlier state and foreign files.

        Raises TargetUnavailable, at once or on the way.
        """
        ...

    def put(self, documents: Sequence[Document]) -> dict[str, str]:
        """Write all of them, each whole, and return their signatures. What has returned outlasts a loss of power.

        Raises TargetUnavailable, and ForeignFile where the name of a file that is there is in the way; then each
        document is still whole, old or new. Raises PutByAnother once all are written but those that another
        publisher's are left in place of.
        """
        ...

    def delete(self, paths: Sequence[str]) -> None:
        """Remove documents, for good once it returns. An absent path is no error.

        Raises TargetUnavailable; then some may be gone.
        """
        ...


@runtime_checkable
class SharedTarget(Protocol):
    """What a Target keeps besides where several publishers may write: none replaces a newer document of another.

    Publishers know each other's documents by the ids of their states.
    """

    def recorded(self, signatures: Mapping[str, str], state: str) -> None:
        """Hear what this publication put there last, by path ("" where that is not known), and the id of its state."""
        ...

    def is_by_another(self, path: str) -> bool:
        """Whether what is there now is not what was recorded, and was put there from another state."""
        ...


@runtime_checkable
class LocalTarget(Protocol):
    """What a target can do besides, where it is cheap to know whether somebody else was there."""

    def is_as_left(self) -> bool:
        """Whether nobody else made, renamed or deleted anything since this process last looked or wrote there."""
        ...
