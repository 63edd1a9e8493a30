"""Characters: which of them nobody sees, how a text is made visible, how wide it stands in a terminal.

Hidden is what Unicode calls control, format, line or paragraph separator or surrogate (categories Cc, Cf, Zl, Zp, Cs),
what has its property Default_Ignorable_Code_Point (fillers, joiners, variation selectors, tags), and noncharacters. Not
hidden are line feed and tab, which texts are laid out with, and the number signs of Arabic, Syriac and Kaithi (property
Prepended_Concatenation_Mark), which are format characters and are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category, east_asian_width, normalize

#: The ranges of the hidden characters of the Basic Multilingual Plane after Unicode 15.1, first and last of each.
_BASIC = (
    (0x0000, 0x0008), (0x000B, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F),
    (0x3164, 0x3164), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
)  # fmt: skip
#: The same of the other planes, without the two noncharacters at the end of each.
_BEYOND = ((0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF))
_NONCHARACTERS = tuple((plane * 0x10000 + 0xFFFE, plane * 0x10000 + 0xFFFF) for plane in range(1, 17))
_SURROGATES = (0xD800, 0xDFFF)


def _set(*ranges: tuple[int, int]) -> str:
    return "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + "]"


#: One hidden character, as a regular expression for engines that read UTF-8 (no surrogates).
HIDDEN_PATTERN = _set(*_BASIC, *_BEYOND, *_NONCHARACTERS)
_HIDDEN = re.compile(_set(*_BASIC, _SURROGATES, *_BEYOND, *_NONCHARACTERS))
_ESCAPED = re.compile(_set(*_BASIC, (0x0009, 0x000A), _SURROGATES, *_BEYOND, *_NONCHARACTERS))


def hidden_in(text: str) -> int | None:
    """The index of the first hidden character of a text; None where there is none."""
    if text.isascii() and text.isprintable():
        return None
    found = _HIDDEN.search(text)
    return found.start() if found else None


def code_point(character: str) -> str:
    """A character by its number: `U+200B`."""
    return f"U+{ord(character):04X}"


def escape(character: str) -> str:
    """A character as YAML, JSON and Python write it in double quotes: `\\u200b`, `\\U000e0001`."""
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """The text with hidden characters, tabs and line feeds as escapes, so that no terminal acts on them."""
    return _ESCAPED.sub(lambda found: escape(found[0]), text)


def harmless(text: str) -> str:
    """The text with hidden characters as escapes; its lines and tabs stay."""
    return _HIDDEN.sub(lambda found: escape(found[0]), text)


def harmless_json(text: str) -> str:
    """A text in JSON with the hidden characters of its strings as JSON escapes them: it says the same."""
    return _HIDDEN.sub(_in_json, text)


def _in_json(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def readable(text: str) -> str:
    """The text without hidden characters, which could make it read as something else; white space becomes spaces."""
    return _HIDDEN.sub("", re.sub(r"[\t\n\r\u2028\u2029]", " ", text))


def one_line(text: str) -> str:
    """The text on one line: each run of white space or hidden characters becomes one space."""
    return " ".join(_ESCAPED.sub(" ", text).split())


def is_wide(character: str) -> bool:
    """Whether a character takes two columns, as Chinese ones do."""
    return east_asian_width(character) in "WF"


def width(text: str) -> int:
    """Columns a text takes in a terminal; East Asian wide characters take two."""
    return len(text) if text.isascii() else sum(2 if is_wide(c) else 1 for c in text)


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs (`Ａ１（`) as the plain ones that they stand for."""
    return "".join(normalize("NFKC", c) if east_asian_width(c) == "F" else c for c in text)


def compatible(text: str) -> str:
    """The text with characters that are another one in a special form (`²`, `㎡`, `ｋ`) as that one."""
    return normalize("NFKC", text)


def characters(text: str) -> Iterator[str]:
    """The characters as a reader sees them: a letter with its accents, an emoji with its parts, a flag, a syllable."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _belongs(text[start:index], text[index]):
            yield text[start:index]
            start = index


def _belongs(before: str, character: str) -> bool:
    """Whether a character is one with those before: a mark, what a joiner joins, a second regional letter, a jamo."""
    code, last = ord(character), ord(before[-1])
    if category(character).startswith("M") or code in (0x200C, 0x200D) or 0xE0020 <= code <= 0xE007F:
        return True
    if 0x1F3FB <= code <= 0x1F3FF or last == 0x200D:
        return True
    if 0x1F1E6 <= code <= 0x1F1FF:
        return 0x1F1E6 <= last <= 0x1F1FF and len(before) == 1
    return 0x1100 <= last <= 0x11FF and 0x1100 <= code <= 0x11FF
