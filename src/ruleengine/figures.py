"""Numbers as text: in full, with so many digits or places, with a unit. Calculation never passes through here."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

#: Wide enough for every number of the calculation, whose exponents go from -6176 to 6144.
_WIDE = Context(prec=20_000, rounding=ROUND_HALF_EVEN, Emax=20_000, Emin=-20_000)


def plain(number: Decimal | int) -> str:
    """A number in plain decimal notation without trailing zeros: `0.50` → `0.5`, `1E+3` → `1000`."""
    text = in_full(Decimal(number))
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def shortest(value: float) -> Decimal:
    """The number that a double stands for: the shortest decimal that reads as it."""
    return Decimal(repr(float(value)))


def in_full(number: Decimal) -> str:
    """A number in plain decimal notation with the digits it has, its zeros kept: `68.90`, `1270`."""
    return f"{number:f}"


def round_places(value: Decimal, places: int) -> Decimal:
    """The value with a number of decimal places, half to even: 12.1498 → 12.1 for one place, 0.35 → 0.4, 1.05 → 1.0."""
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def round_significant(value: Decimal, digits: int) -> Decimal:
    """The value with a number of significant digits, half to even: 1268 → 1.27E+3 for three."""
    if value == 0:
        return Decimal(0)
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), context=_WIDE)
    if rounded.adjusted() != value.adjusted():  # 9.996 → 10.00: one digit fewer behind the point
        rounded = value.quantize(Decimal(1).scaleb(rounded.adjusted() - digits + 1), context=_WIDE)
    return rounded


def significant(value: Decimal, digits: int) -> str:
    """A value with at most so many significant digits in plain notation, without zeros at the end."""
    return plain(round_significant(value, digits))


def fixed(value: Decimal, places: int) -> str:
    """A value rounded to decimal places in plain notation, never `-0`."""
    rounded = round_places(value, places)
    return in_full(abs(rounded) if rounded == 0 else rounded)


def with_unit(number: str, unit: object) -> str:
    """A number and its unit; the unit one is not written."""
    return f"{number} {unit}".removesuffix(" 1").rstrip()


def figure(value: Decimal, unit: object, digits: int = 4) -> str:
    """A value with four significant digits and its unit."""
    return with_unit(significant(value, digits), unit)


def figure_long(value: Decimal) -> str:
    """A value with ten significant digits, in powers of ten where it is very large or small."""
    return f"{value:.10g}"


def short(value: Decimal | float, digits: int = 6) -> str:
    """Few significant digits, no zeros at the end, in powers of ten where the number is very large or small."""
    number = float(value)
    return f"{number:.{digits}g}" if math.isfinite(number) else f"{value:.{digits}g}"


def percent(value: Decimal | float | None) -> str:
    """A share as per cent with one place; a dash where there is none."""
    return "–" if value is None else f"{value * 100:.1f} %"


def places(value: Decimal | float, digits: int) -> int:
    """How many decimals show a number with so many significant digits; 0 for large ones and for zero."""
    number = Decimal(value)
    return max(0, digits - 1 - number.adjusted()) if number else 0


def with_places(value: Decimal | float | None, decimals: int) -> str:
    """A number in plain notation with so many decimals, or in powers of ten where it would be very long."""
    if value is None:
        return "–"
    return f"{value:.{decimals}f}" if decimals <= 12 else f"{value:.3e}"


def signed(value: Decimal | float, decimals: int) -> str:
    """A number with so many decimals and its sign, `+` too; what is rounded to zero has none."""
    text = f"{value:+.{decimals}f}"
    return text if text.strip("+-0.") else text[1:]
