"""Numbers, units and foreign text as documents print them."""

from __future__ import annotations

import re
from functools import lru_cache

from ruleengine.characters import readable
from ruleengine.figures import percent

THIN_SPACE = "\u202f"
MINUS = "\u2212"
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_POWER = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNIT_WORDS = {
    "kgCO2e": "kgCO₂e",
    "gCO2e": "gCO₂e",
    "tCO2e": "tCO₂e",
    "tkm": "t⋅km",
    "m2": "m²",
    "m3": "m³",
    "cm2": "cm²",
    "mm2": "mm²",
    "Nm3": "Nm³",
    "Wh": "W⋅h",
    "kWh": "kW⋅h",
    "MWh": "MW⋅h",
    "Ah": "A⋅h",
}
_REPLACED = (
    (re.compile(r"(?<![A-Za-z0-9_])((?:k?g|t)?CO)2(?=e?(?![A-Za-z0-9_]))"), "\\1₂"),
    (re.compile(r"(?<=[A-Za-z0-9)])·(?=[A-Za-z])"), "⋅"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), THIN_SPACE),
    (re.compile(r"(?<=\d) (?=[%°℃]|[A-Za-zµΩ]{1,4}(?![A-Za-z]))"), "\u00a0"),
)


@lru_cache(maxsize=16384)
def clean_text(text: str) -> str:
    """Text without control and direction characters, which could make it read as something else.

    The 2 of CO2 becomes a subscript, and a number stays on one line with its digits and unit.
    """
    cleaned = readable(text)
    for pattern, replacement in _REPLACED:
        cleaned = pattern.sub(replacement, cleaned)
    return cleaned


def _grouped(digits: str) -> str:
    """A whole number with its digits in threes when there are five or more; a year stays as it is."""
    if len(digits) < 5:
        return digits
    first = len(digits) % 3 or 3
    return THIN_SPACE.join([digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))])


def number_text(value: str) -> str:
    """A decimal number with grouped digits and a true minus sign; other text as it is.

    >>> number_text("-12345.6")
    '−12 345.6'
    """
    if not _NUMBER.fullmatch(value):
        return value
    mantissa, _, exponent = value.lower().partition("e")
    whole, point, decimals = mantissa.lstrip("+-").partition(".")
    sign = MINUS if mantissa.startswith("-") else ""
    text = f"{sign}{_grouped(whole)}{point}{decimals}"
    return f"{text} × 10{str(int(exponent)).translate(_POWER)}" if exponent else text


def unit_text(unit: str, lang: str = "en") -> str:
    """A unit of the rule set format as it is printed; the unit one is empty. Only `piece` differs between languages.

    >>> unit_text("kgCO2e/(t*km)")
    'kgCO₂e/(t⋅km)'
    """
    if unit == "1":
        return ""
    words = re.sub(r"[A-Za-z]\w*", lambda match: _UNIT_WORDS.get(match[0], match[0]), unit)
    if lang != "en":
        words = re.sub(r"\bpiece\b", "件", words)
    words = re.sub(r"(?:\*\*|\^)\(?(-?\d+)\)?", lambda match: match[1].translate(_POWER), words)
    printed = words.replace("*", "⋅").replace(" ", "")
    return re.sub(r"/(\w+(?:⋅\w+)+)", r"/(\1)", printed)


def share_text(share: float) -> str:
    """A fraction as per cent with one decimal."""
    return percent(share).replace("-", MINUS)
