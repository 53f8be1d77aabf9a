"""Hubs of WebSub (https://www.w3.org/TR/websub/), which pass a document on to whoever subscribed to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from entries.errors import RequestFailed
from entries.http import LIMITS, Limits, request
from publish.notifying.pings import Result

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
            return Result("failed", f"the hub answers {answer.status}", _pause(answer.headers))
        if answer.status in (404, 410):
            return Result("refused", f"there is no hub at that address any more ({answer.status})")
        said = " ".join(answer.body[:200].decode("utf-8", "replace").split())
        return Result("refused", f"the hub refuses it ({answer.status}) {said}".rstrip())


def _pause(headers: Mapping[str, str]) -> timedelta | None:
    """Retry-After: seconds, or a date (RFC 9110, section 10.2.3), which is then by the hub's own clock."""
    retry_after = headers.get("retry-after", "").strip()
    if retry_after.isascii() and retry_after.isdigit():
        return timedelta(seconds=int(retry_after[:8]))
    try:
        return parsedate_to_datetime(retry_after) - parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError, TypeError):
        return None
