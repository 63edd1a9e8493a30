"""Amounts as people write them: `812 g`, `28.9 W`, `5 %`, `1 000 kWh`; and the arithmetic all numbers are in."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from ruleengine.formula.units import Unit, UnknownUnit, unit

_AMOUNT = re.compile(
    r"(-?(?:0|[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?)\s*(.*)\Z", re.DOTALL
)
MAX_DIGITS = 34
#: Decimal128's precision; overflow and undefined results are errors, never infinities.
CONTEXT = Context(
    prec=MAX_DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, Overflow, InvalidOperation],
)


class NotAnAmount(ValueError):
    """The text is no number with a unit; the message says why."""


def amount(text: str) -> tuple[Decimal, Unit | None]:
    """The number and the unit of a text; None where no unit is given.

    Thousands may be set apart by spaces. Raises `NotAnAmount`, also for an unknown unit.
    """
    match = _AMOUNT.match(text.strip())
    if not match:
        raise NotAnAmount(f"`{text[:60]}` is not a number with a unit, such as `812 g`")
    digits = re.sub(r"[^0-9.\-]", "", match.group(1))
    if sum(c.isdigit() for c in digits) > MAX_DIGITS:
        raise NotAnAmount(f"the number has more than {MAX_DIGITS} digits")
    if not match.group(2):
        return Decimal(digits), None
    try:
        return Decimal(digits), unit(match.group(2).strip())
    except UnknownUnit as error:
        raise NotAnAmount(error.diagnostic().message) from None


def convert(value: Decimal, given: Unit, wanted: Unit) -> Decimal:
    """A value from one unit to another of the same dimension, exactly where 34 digits allow."""
    factor = given.factor_to(wanted)
    if factor == 1:
        return value
    return CONTEXT.divide(CONTEXT.multiply(value, factor.numerator), factor.denominator)
