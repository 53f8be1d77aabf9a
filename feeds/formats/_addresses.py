"""Which addresses may leave."""

from __future__ import annotations

import re
from typing import TypeGuard

from entries.patterns import pattern

# Nothing that a URI must percent-encode (https://www.rfc-editor.org/rfc/rfc3986#section-2).
_WEB = pattern(r"https?://[^\s<>\"{}|\\^`]+")
_MAIL = pattern(r"[\w.!#$%&'*+/=?^`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+", re.ASCII)


def is_web(url: str | None) -> TypeGuard[str]:
    """Whether this is an http or https address, the only kinds that leave in links and files."""
    return url is not None and _WEB.fullmatch(url) is not None


def is_mail(address: str | None) -> TypeGuard[str]:
    """Whether this is a mail address (an addr-spec without quoting, RFC 4287, section 3.2.3)."""
    return address is not None and _MAIL.fullmatch(address) is not None
