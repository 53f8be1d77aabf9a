"""The few words that Masthead itself says in an entry, in the entry's language."""

from __future__ import annotations

import re
from typing import NamedTuple

from entries.patterns import pattern


class Phrases(NamedTuple):
    """`correction` stands before the text of one, `sponsored` before a title; both bring their own punctuation."""

    correction: str
    withdrawn: str
    sponsored: str


_ENGLISH = Phrases(correction="Correction:", withdrawn="Article withdrawn", sponsored="Sponsored: ")
_HANT = Phrases(correction="更正：", withdrawn="文章已撤回", sponsored="贊助內容：")
_HANS = Phrases(correction="更正：", withdrawn="文章已撤回", sponsored="赞助内容：")

_BY_TAG = {
    "en": _ENGLISH,
    "zh": _HANS,
    "zh-hant": _HANT,
    "zh-hans": _HANS,
    "zh-hk": _HANT,
    "zh-mo": _HANT,
    "zh-tw": _HANT,
    "yue": _HANT,
    "yue-hans": _HANS,
    "es": Phrases(
        correction="Corrección:",
        withdrawn="Artículo retirado",
        sponsored="Contenido patrocinado: ",
    ),
    "fr": Phrases(
        correction="Rectificatif\u00a0:",
        withdrawn="Article retiré",
        sponsored="Contenu sponsorisé\u00a0: ",
    ),
    "de": Phrases(correction="Korrektur:", withdrawn="Artikel zurückgezogen", sponsored="Anzeige: "),
    "pt": Phrases(
        correction="Correção:",
        withdrawn="Artigo retirado",
        sponsored="Conteúdo patrocinado: ",
    ),
    "it": Phrases(
        correction="Rettifica:",
        withdrawn="Articolo ritirato",
        sponsored="Contenuto sponsorizzato: ",
    ),
    "ja": Phrases(correction="訂正：", withdrawn="この記事は取り下げられました", sponsored="【PR】"),
    "ko": Phrases(correction="정정:", withdrawn="철회된 기사", sponsored="[광고] "),
}

# Also what newsrooms write themselves before a correction.
_CORRECTION = pattern(
    r"(?:correction|clarification|corrigendum|erratum|更正|勘誤|勘误|訂正|澄清|corrección|rectificación|rectificatif|"
    r"korrektur|berichtigung|correção|rettifica|errata corrige|정정|바로잡습니다)"
    r"(?:\s*\([^()]{0,40}\)|\s*（[^（）]{0,40}）)?\s*[:：]",
    re.IGNORECASE,
)


def phrases(language: str | None) -> Phrases:
    """The phrases for a BCP 47 tag: its longest prefix that has some, else English (RFC 4647, section 3.4)."""
    tag = (language or "en").lower().replace("_", "-")
    while tag:
        if tag in _BY_TAG:
            return _BY_TAG[tag]
        tag = tag.rpartition("-")[0]
    return _ENGLISH


def says_withdrawn(title: str) -> bool:
    """Whether a title is the one that Masthead gives to what was withdrawn, in any language."""
    return any(title == each.withdrawn for each in _BY_TAG.values())


def is_correction(text: str) -> bool:
    """Whether a paragraph is a newsroom's correction note and not the article."""
    return _CORRECTION.match(text) is not None
