"""Whether a document can be fetched at its own address as it was published."""

from __future__ import annotations

from collections.abc import Collection

from entries.errors import PrivateAddress, RequestFailed
from entries.http import request
from feeds.etags import etag_of
from publish.notifying.pings import Result


def look(topic: str, etag: str, *, agent: str, private: Collection[str]) -> Result | None:
    """None where `topic` answers with the bytes of `etag`; else what it answers with.

    `private` are the hosts that may be at a private address.
    """
    try:
        # RFC 9111, section 5.2.1.4: a cache on the way is to ask where it has its answers from.
        answer = request(topic, agent=agent, headers={"Cache-Control": "no-cache"}, private=private)
    except PrivateAddress as error:
        return Result("private", f"{error.reason}; if that is meant, set allow_private in [notify]")
    except RequestFailed as error:
        return Result("absent", error.reason)
    if answer.status != 200:
        return Result("absent", f"its address answers {answer.status}")
    return None if etag_of(answer.body) == etag else Result("absent", "its address answers with other bytes")
