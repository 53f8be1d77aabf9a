"""Hubs of WebSub (https://www.w3.org/TR/websub/), which pass a document on to whoever subscribed to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from urllib.parse import urlencode

from entries.errors import RequestFailed
from entries.http import LIMITS, Limits, request
from publish.pings import Result

_TYPE = "application/x-www-form-urlencoded"


class WebSub:
    """Implements publish.notifier.Notifier. `agent` is the User-Agent, `private` the hosts that may be private."""

    def __init__(self, *, agent: str, private: Collection[str] = (), limits: Limits = LIMITS) -> None:
        self._agent = agent
        self._private = private
        self._limits = limits

    def notify(self, hub: str, topic: str) -> Result:
        """Send the ping that all hubs understand.

        https://www.w3.org/TR/websub/#publishing leaves the way to publisher and hub; they have agreed on a form with
        hub.mode, and either hub.url or hub.topic.
        """
        form = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
        try:
            answer = request(
                hub,
                agent=self._agent,
                method="POST",
                headers={"Content-Type": _TYPE},
                body=form,
                private=self._private,
                limits=self._limits,
            )
        except RequestFailed as error:
            return Result("failed", f"the hub can't be reached: {error.reason}")
        if 200 <= answer.status < 300:
            return Result("received")
        if answer.status in (408, 429) or answer.status >= 500:
            pause = _seconds(answer.headers.get("retry-after", ""))
            return Result("failed", f"the hub answers {answer.status}", pause)
        if answer.status in (404, 410):
            return Result("refused", f"there is no hub at that address any more ({answer.status})")
        said = " ".join(answer.body[:200].decode("utf-8", "replace").split())
        return Result("refused", f"the hub refuses it ({answer.status}) {said}".rstrip())


def _seconds(retry_after: str) -> timedelta | None:
    """Retry-After in seconds (RFC 9110, section 10.2.3). A date would be by the clock of a hub that is in trouble."""
    digits = retry_after.strip()
    return timedelta(seconds=int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 8 else None
