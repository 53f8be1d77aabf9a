"""Names for addresses: slugs in links, file names in a target, keys to compare by."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from entries.patterns import pattern

# In characters. File systems allow 255 bytes for a name, and a suffix and a temporary's ending must fit too.
_LONGEST_NAME = 100
_LONGEST_SLUG = 200

_APOSTROPHES = pattern(r"(?<=\w)['’\u02bc‘`\u00b4\uff07](?=\w)")
_NO_WORD = pattern(r"[\x00-,./:-@\[-^`{-\x7f-]+")
_DATE_PREFIX = pattern(r"\d{4}([-_.]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?:[-_. T]+)(?=.)")
_INDEX = pattern(r"_?index(?:\.[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*)?", re.IGNORECASE)
_SAFE_NAME = pattern(r"[a-z0-9](?:[a-z0-9._ -]*[a-z0-9_-])?")
_UNSAFE = pattern(r"[^a-z0-9._-]+")
_HASHED = pattern(r".*-[0-9a-f]{6}")
# Device names, with any ending: https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
_RESERVED = pattern(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")

# What RFC 3986 lets stand in a path (section 3.3); "%" is looked at by itself.
_PATH = "/:@!$&'()*+,;=~"
_READY = pattern(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,4})?"
    r"(?:/(?:[A-Za-z0-9._~/:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9._~/?:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\#(?:[A-Za-z0-9._~/?:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
)
_LONE_PERCENT = pattern(r"%(?![0-9A-Fa-f]{2})")
_LABEL = pattern(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST_HOST = 253  # RFC 1035, section 2.3.4, without the dot that may end it
_CONTROLS = pattern(r"[\x00-\x1f\x7f-\x9f]")


def slugify(text: str) -> str:
    """`text` as a part of a link: lower case, words joined by "-", in its own script (NFC). "" where it has no word."""
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text)).lower()
    if not text.isascii():
        text = "".join(character if _in_word(character) else "-" for character in unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", _NO_WORD.sub("-", text).strip("-_")[:_LONGEST_SLUG].rstrip("-_"))


def _in_word(character: str) -> bool:
    """Letters, digits and marks: no Hindi, Thai or Arabic word is whole without its marks."""
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def stem_slug(path: str) -> str:
    """The slug that a file's path gives: "news/2026-02-28-tour.md" and "news/tour/index.md" are both "tour".

    A name without a word in it gives "x-" and six hex digits of its digest.
    """
    *folders, name = [part for part in path.replace("\\", "/").split("/") if part] or [""]
    stem = name.rpartition(".")[0] or name
    if folders and _INDEX.fullmatch(stem):
        stem = folders[-1]
    stem = _DATE_PREFIX.sub("", stem, count=1) if _DATE_PREFIX.match(stem) else stem
    return slugify(stem) or f"x-{_digest(compare_key(stem))}"


def compare_key(name: str) -> str:
    """What two spellings of one name have in common: NFKC, case folded, spaces collapsed and trimmed."""
    if name.isascii():
        return " ".join(name.lower().split())
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Folding can undo the normal form, and normalising the fold: twice is enough (Unicode, section 3.13, D145 to D147).
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold()).split())


def path_name(name: str) -> str:
    """A name for a file or folder that is safe everywhere, of [a-z0-9._-] alone, in lower case.

    Spaces become "_". A name that can't be written so is transliterated as far as ASCII goes, and gets "-" and six
    hex digits of its compared key: names with different keys differ, but for a collision of those digits.
    """
    key = compare_key(name)
    if (
        len(key) <= _LONGEST_NAME
        and _SAFE_NAME.fullmatch(key)
        and "_" not in key
        and ".." not in key
        and not _HASHED.fullmatch(key)
        and not _RESERVED.fullmatch(key)
    ):
        return key.replace(" ", "_")
    ascii_part = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    readable = re.sub(r"\.{2,}", ".", _UNSAFE.sub("_", ascii_part))
    readable = re.sub(r"_{2,}", "_", readable).strip("._-")[:_LONGEST_NAME].rstrip("._-")
    if _RESERVED.fullmatch(readable):
        readable = readable.replace(".", "_")
    return f"{readable or 'x'}-{_digest(key)}"


def to_uri(iri: str) -> str:
    """An absolute http or https address as ASCII (RFC 3987, section 3.1): host in IDNA, the rest percent-encoded.

    What is encoded already stays as it is. Raises ValueError for anything else than such an address.
    """
    if _READY.fullmatch(iri) and ".." not in iri.split("/", 3)[2]:
        return iri
    from urllib.parse import urlsplit

    iri = iri.strip()
    if _CONTROLS.search(iri):
        raise ValueError(f"{iri!r} holds a control character")
    parts = urlsplit(iri.replace("\\", "/"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{iri!r} is no http or https address")
    user, at, _ = parts.netloc.rpartition("@")
    netloc = _encoded(user, "!$&'()*+,;=:~") + at + _host(parts.hostname)
    if parts.port is not None:
        netloc += f":{parts.port}"
    uri = f"{parts.scheme}://{netloc}{_encoded(parts.path, _PATH)}"
    if parts.query:
        uri += "?" + _encoded(parts.query, _PATH + "?")
    if parts.fragment:
        uri += "#" + _encoded(parts.fragment, _PATH + "?")
    return uri


def _encoded(part: str, safe: str) -> str:
    from urllib.parse import quote

    try:
        return quote(_LONE_PERCENT.sub("%25", part), safe=safe + "%")
    except UnicodeEncodeError as error:
        raise ValueError(f"{part!r} holds half a character") from error


def _host(host: str) -> str:
    """A host name in ASCII, as browsers look it up (ß stays a letter of its own: UTS 46, non-transitional)."""
    if ":" in host:
        import ipaddress

        return f"[{ipaddress.IPv6Address(host.partition('%')[0]).compressed}]"
    if len(host) > _LONGEST_HOST:
        raise ValueError(f"{host[:40]!r}… is no host name")
    labels = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", host).lower()).replace("。", ".").split(".")
    if labels[-1] == "" and len(labels) > 1:
        labels.pop()
    found = ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels)
    wellformed = all(_LABEL.fullmatch(label) for label in found.split(".")) and len(found) <= _LONGEST_HOST
    if not wellformed or not all(_in_word(character) or character in "-." for character in ".".join(labels)):
        raise ValueError(f"{host!r} is no host name")
    return found


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:6]
