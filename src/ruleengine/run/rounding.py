"""Rounding after GB/T 8170-2008: half to even, one step, at the end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal

#: Wide enough for every number of the calculation, whose exponents go from -6176 to 6144.
_WIDE = Context(prec=20_000, rounding=ROUND_HALF_EVEN, Emax=20_000, Emin=-20_000)


def round_places(value: Decimal, places: int) -> Decimal:
    """The value with a number of decimal places: 12.1498 → 12.1 for one place, 0.35 → 0.4, 1.05 → 1.0."""
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def round_significant(value: Decimal, digits: int) -> Decimal:
    """The value with a number of significant digits: 1268 → 1.27E+3 for three."""
    if value == 0:
        return Decimal(0)
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), context=_WIDE)
    if rounded.adjusted() != value.adjusted():  # 9.996 → 10.00: one digit fewer behind the point
        rounded = value.quantize(Decimal(1).scaleb(rounded.adjusted() - digits + 1), context=_WIDE)
    return rounded


def round_as(value: Decimal, rule: Mapping[str, object]) -> Decimal:
    """The value rounded as a rule set's `rounding` says (`places` or `significant`; three significant digits else)."""
    places, significant = rule.get("places"), rule.get("significant")
    if isinstance(places, int):
        return round_places(value, places)
    return round_significant(value, significant if isinstance(significant, int) else 3)


def shown(value: Decimal) -> str:
    """A rounded value in plain notation, its zeros kept: `68.90`, `1270`."""
    return f"{value:f}"
