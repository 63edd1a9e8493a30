"""What a calculation finds: values, and what stands where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ruleengine.diagnostics import Fact, Fault
from ruleengine.formula import typed as t
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent
from ruleengine.program.program import Scalar

#: One value, or why there is none.
Datum = Scalar | Absent
#: What a step comes to: one value, or one for each row of its table.
Calculated = Datum | tuple[Datum, ...]


class CalculationError(Fault):
    """A step that has no value for this inventory: what happened, and the part of the formula concerned."""

    def __init__(self, key: str, part: t.Typed, **facts: Fact):
        super().__init__(key, span=part.span, **facts)
        self.part = part

    @property
    def code(self) -> str:
        """The code, a key of `codes.CODES`."""
        return self.key.partition(".")[0]


class Unusable(Exception):
    """A value rests on a step that failed, or a sum on a part that is missing; that is reported where it is."""


def absent_of(values: Sequence[Datum]) -> Absent | None:
    """What absent arguments make of an operation: missing outweighs not applicable; None when all are there."""
    found = None
    # By identity: a number asked whether it equals a word looks for its kind of number first.
    for value in values:
        if value is MISSING:
            return MISSING
        if value is NOT_APPLICABLE:
            found = NOT_APPLICABLE
    return found


def numbers_of(values: Sequence[Datum]) -> list[Decimal]:
    """The numbers among some values."""
    return [v for v in values if isinstance(v, Decimal)]


def scaled(value: Decimal, factor: Fraction) -> Decimal:
    """The value times an exact fraction, multiplied before it is divided."""
    return value * factor.numerator / factor.denominator
