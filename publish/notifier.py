"""The promise of a notifier: a hub is told that a document has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from publish.notifying.pings import Result


class Notifier(Protocol):
    """Tells hubs. Called by several threads at once, and never for longer than half a minute."""

    def notify(self, hub: str, topic: str) -> Result:
        """Tell `hub` that the document at `topic` has changed: "received", "failed" or "refused".

        What goes wrong is in the result and never raised.
        """
        ...
