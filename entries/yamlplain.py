"""The YAML that nearly all front matter is: `key: value` lines and lists of words, read line by line.

A fifth of the time of a whole YAML parser, on every article of a first run. Whatever is not plainly of this form is
for that parser: `read` gives up on it, and never guesses.
"""

from __future__ import annotations

from entries.patterns import pattern

# In characters: below it no limit of the whole parser (on nodes, on the length of a key) can be reached.
_LONGEST = 8_000

# A plain scalar on one line, with the spaces after it: it begins with no indicator, and has no ": " and no " #" in it
# (YAML 1.1, section 9.1.3, https://yaml.org/spec/1.1/#id907281). "#" is not read here at all.
_PLAIN = r"\w(?:[\w .,;()/+=~!?$^&*%@'\"\[\]{}<>|’‘“”–—…-]|:(?=[^\s]))*"
# In a flow collection what ends its items ends a scalar too (in the same section).
_IN_FLOW = r"\w[\w .;()/+=~!$^*%@'<>’‘“”–—…-]*"
# Nothing that YAML unescapes or forbids: a control character, a line separator, a surrogate, a mark of byte order.
_UNFIT = "\\\\\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_SCALAR = rf"(?:({_PLAIN})|(?:\"([^\"{_UNFIT}]*)\"|'([^'{_UNFIT}]*)') *)"
_LINE = pattern(
    rf"(?:([A-Za-z_][\w-]{{0,99}}):(?: +(?:{_SCALAR}|\[ *((?:{_IN_FLOW}(?:, *{_IN_FLOW})*)?)\] *)?)?"
    rf"|( *)- +{_SCALAR}| *)(?:\n|\Z)"
)


def read(block: str) -> tuple[dict[str, object], dict[str, int]] | None:
    """The values (str, None or a list of them) of a mapping, and the line of every key, from 0.

    None where the text is anything but of the plain form, broken or not.
    """
    if len(block) > _LONGEST:
        return None
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    alone = ""  # the key that has nothing beside it: what is listed below is its value
    indent = ""
    position = number = 0
    while position < len(block):
        found = _LINE.match(block, position)
        if found is None:
            return None
        key, plain, double, single, flow, here, item, double_item, single_item = found.groups()
        if key is not None:
            if key in values:
                return None
            lines[key], alone = number, ""
            if plain is not None or double is not None or single is not None:
                values[key] = _text(plain, double, single)
            elif flow is not None:
                values[key] = [_text(each, None, None) for each in flow.split(",")] if flow else []
            else:
                values[key], alone = None, key
        elif here is not None:
            text = _text(item, double_item, single_item)
            listed = values.get(alone)
            if isinstance(listed, list) and here == indent:
                listed.append(text)
            elif alone and listed is None:
                values[alone], indent = [text], here
            else:
                return None
        position, number = found.end(), number + 1
    return values, lines


def _text(plain: str | None, double: str | None, single: str | None) -> str | None:
    if plain is None:
        return double if double is not None else single
    plain = plain.strip(" ")
    return None if plain == "null" else plain
