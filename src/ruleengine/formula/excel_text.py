"""Pieces of formulas of spreadsheets: numbers and texts, rounding, units; brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from ruleengine.figures import plain

#: The cell that says what stands where there is nothing to have a value, and the one with the tolerance.
NOT_APPLICABLE, TOLERANCE = "not_applicable", "tolerance"
#: How strongly a text of a formula binds: comparisons least, then sums, products, powers, all else.
COMPARISON, SUM, PRODUCT, POWER, ATOM = range(5)
_MOST_TEXT = 250
_EXACT_DIGITS = 15


@frozen
class Printed:
    """A part of a formula, and how strongly it binds."""

    text: str
    level: int = ATOM

    def at(self, level: int) -> str:
        """The text where something that binds so strongly is asked for."""
        return self.text if self.level >= level else f"({self.text})"


def constant(value: Decimal | str | bool) -> Printed:
    """A number, a text or a truth value as formulas write it."""
    if isinstance(value, bool):
        return Printed("TRUE" if value else "FALSE")
    if isinstance(value, str):
        parts = [value[n : n + _MOST_TEXT] for n in range(0, len(value), _MOST_TEXT)] or [""]
        quoted = ['"' + part.replace('"', '""') + '"' for part in parts]
        return Printed("&".join(quoted), ATOM if len(quoted) == 1 else COMPARISON)
    is_exact = (
        len(value.as_tuple().digits) <= _EXACT_DIGITS and -_EXACT_DIGITS < value.adjusted() < _EXACT_DIGITS
    )
    text = plain(value) if is_exact else repr(float(value)).upper()
    return Printed(text, SUM if text.startswith("-") else ATOM)


def half_even(number: str, places: str) -> str:
    """Rounding half to even (GB/T 8170) of a cell, in functions that every spreadsheet has."""
    scaled = f"ABS({number})*10^{places}"
    tie = f"ROUND({scaled}-INT({scaled}),9)=0.5"
    return f"IF({tie},SIGN({number})*2*ROUND({scaled}/2,0)/10^{places},ROUND({number},{places}))"


def difference(left: str, right: str) -> Printed:
    """The difference of two cells, zero where they agree: no trace of a last digit decides"""
    return Printed(f"IF(ABS({left}-{right})<={TOLERANCE}*ABS({left}),0,{left}-{right})")


def unless_not_applicable(asked: Sequence[str], found: str) -> str:
    """A formula for where none of these cells is not applicable."""
    tests = [f"{a}={NOT_APPLICABLE}" for a in dict.fromkeys(asked)]
    if not tests:
        return found
    test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
    return f"IF({test},{NOT_APPLICABLE},{found})"


def scaled_by(operand: Printed, factor: Fraction) -> Printed:
    """A part in another unit: times an exact fraction."""
    text = operand.at(PRODUCT)
    if factor.numerator != 1 or factor.denominator == 1:
        text += f"*{factor.numerator}"
    if factor.denominator != 1:
        text += f"/{factor.denominator}"
    return Printed(text, PRODUCT)
