"""When two numbers are equal: where they agree to 28 digits, of the 34 that a calculation carries.

Thirds, conversions and long sums leave traces in the last digits, others in another order of the rows or in another
spelling of a formula. Such traces decide nothing: numbers that agree are equal, the difference of two that agree is
zero, as is a sum whose terms cancel so far, and a number that agrees with a step of rounding stands on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce

from ruleengine.formula.amount import CONTEXT

#: How many digits decide. A million rows, each wrong in its last digit alike, leave so many right.
DIGITS = 28
#: A sum is looked at more closely where it is smaller than its largest term by so many digits.
_SUSPECT = DIGITS - 8
_ZERO = Decimal(0)
#: Room for what is larger than any number of a calculation, so that a look at numbers never fails.
_WIDE = CONTEXT.copy()
_WIDE.Emax = 999_999
_SETTLED = _WIDE.copy()
_SETTLED.prec = DIGITS


def agree(first: Decimal, second: Decimal) -> bool:
    """Whether two numbers differ by less than one unit in the 28th digit of the larger; zero agrees with zero alone."""
    if first == second:
        return True
    place, other = first.adjusted(), second.adjusted()
    if not -2 < place - other < 2 or not first or not second or first.is_signed() is not second.is_signed():
        return False
    return (first - second).adjusted() <= max(place, other) - DIGITS


def less(first: Decimal, second: Decimal) -> bool:
    """Whether the first number is smaller, and not equal."""
    return first < second and not agree(first, second)


def at_most(first: Decimal, second: Decimal) -> bool:
    """Whether the first number is smaller or equal."""
    return first <= second or agree(first, second)


def sum_of_two(first: Decimal, second: Decimal) -> Decimal:
    """The sum of two numbers, zero where they agree but for their signs."""
    found = first + second
    if found and first and second and found.adjusted() <= max(first.adjusted(), second.adjusted()) - DIGITS:
        return _ZERO
    return found


def difference(first: Decimal, second: Decimal) -> Decimal:
    """The difference of two numbers, zero where they agree."""
    return sum_of_two(first, -second)


def total(numbers: Sequence[Decimal]) -> Decimal:
    """The sum of many numbers, zero where their signs cancel it to less than one unit in the 28th digit of all."""
    return unless_cancelled(sum(numbers, _ZERO), numbers)


def unless_cancelled(found: Decimal, terms: Sequence[Decimal]) -> Decimal:
    """The sum of some terms, or zero where they cancel."""
    if found and len(terms) > 1:
        largest = max(terms)
        if largest > 0 and found.adjusted() <= largest.adjusted() - _SUSPECT:
            whole = reduce(_WIDE.add, map(abs, terms))
            return _ZERO if found.adjusted() <= whole.adjusted() - DIGITS else found
    return found


def settled(value: Decimal) -> Decimal:
    """A number to the digits that decide."""
    return _SETTLED.plus(value)


def settled_for(value: Decimal, places: int) -> Decimal:
    """A number about to be rounded to decimal places: to the digits that decide, where the places lie within them."""
    return settled(value) if value.adjusted() + 1 + places < DIGITS else value


def rounded(value: Decimal, places: int, rounding: str) -> Decimal:
    """Rounded to decimal places; a number that has no more places stays as it is, however large."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value
    found = settled_for(value, places).quantize(Decimal(1).scaleb(-places), rounding=rounding)
    return found if found else abs(found)
