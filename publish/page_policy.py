"""The Content Security Policy of a page of ours: its own styles and scripts, and images; nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

from publish.codings import decoded

_INLINE = re.compile(rb"<(style|script)(?:\s[^>]*)?>(.*?)</\1>", re.DOTALL)


@lru_cache(maxsize=16)
def content_security_policy(body: bytes, coding: str) -> str:
    """For a page's bytes, which no one but us wrote: each inline style and script is named by its hash
    (https://www.w3.org/TR/CSP3/#grammardef-hash-source), so that nothing an article holds could be one."""
    allowed: dict[bytes, list[str]] = {b"style": [], b"script": []}
    for kind, text in _INLINE.findall(decoded(body, coding)):
        digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
        allowed[kind].append(f"'sha256-{digest}'")
    styles, scripts = (" ".join(allowed[kind]) or "'none'" for kind in (b"style", b"script"))
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src https: http: data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
