"""Language tags: by their shape, and as file and folder names carry them."""

from __future__ import annotations

import re

from entries.patterns import pattern

# ISO 639-1, with the three-letter codes that sites in Cantonese, Mandarin, Filipino, Hawaiian and Asturian use.
_CODES = frozenset(
    re.findall(
        "[a-z]+",
        """
        aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
        el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it
        iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my
        na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn
        so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
        yue cmn fil haw ast
        """,
    )
)
_TAG = pattern(r"([a-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")


def is_language_tag(tag: str) -> bool:
    """True for the shape of a BCP 47 tag whose language ISO 639 has a code for: "en", "zh-Hant-HK", and no "English".

    https://www.rfc-editor.org/rfc/rfc5646#section-2.1
    """
    language, *others = tag.split("-")
    return (
        tag.isascii()
        and language.isalpha()
        and 2 <= len(language) <= 3
        and all(part.isalnum() and len(part) <= 8 for part in others)
        and (not others or len(others[-1]) > 1)
    )


def is_language(name: str) -> bool:
    """True for a language, with a script or region where given: "zh", "zh-Hant", "pt-br", "zh_TW"."""
    match = _TAG.fullmatch(name)
    return match is not None and match[1] in _CODES
