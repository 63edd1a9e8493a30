"""Amounts and contributions that add up to the last digit, whatever adds them and in whatever order.

Double precision loses digits when numbers are added, and others in another order. So what is told of one product is
rounded to one grid, a power of two some 14 decimal digits below the largest amount: sums and differences of such
numbers are exact. What then is left of a difference goes to the largest contribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
from attrs import frozen

from ruleengine.arrays.arrays import Floats, Truths

#: Binary digits of the largest amount that are kept; the others are headroom for sums of up to 128 of them.
_DIGITS = 45
#: What may be left of a difference, relative to the largest amount, where its parts are those of the same numbers.
_LEFT = 1e-9


@frozen(eq=False)
class Settled:
    """Amounts of many products on their grids; `whole` says of which the contributions add up to the difference."""

    old: Floats
    new: Floats
    difference: Floats
    contributions: tuple[Floats, ...]
    whole: Truths


def grid_of(amounts: Sequence[Floats]) -> Floats:
    """The grid of each product: a power of two; 1 where there is nothing but zeros."""
    largest = np.zeros(len(amounts[0]))
    for amount in amounts:
        largest = np.fmax(largest, np.abs(amount))
    exponent: Any = np.frexp(largest)[1]
    return np.where(np.isfinite(largest) & (largest > 0), np.ldexp(1.0, exponent - _DIGITS), 1.0)


def on_grid(amount: Floats, grid: Floats) -> Floats:
    """The nearest numbers on the grids."""
    found: Floats = np.rint(amount / grid) * grid + 0.0
    return found


def settled(old: Floats, new: Floats, contributions: Sequence[Floats]) -> Settled:
    """Amounts with contributions that add up to their difference.

    Where they do not, but for rounding, nothing is added to any of them and the product is not `whole`.
    """
    grids = grid_of((old, new, *contributions))
    before, after = on_grid(old, grids), on_grid(new, grids)
    difference = after - before
    found = [on_grid(c, grids) for c in contributions]
    left = difference - sum(found, np.zeros(len(old)))
    bound = _LEFT * np.fmax(np.abs(before), np.abs(after)) + (len(found) + 2) * grids
    whole = np.isfinite(left) & (np.abs(left) <= bound)
    if found:
        largest = np.argmax([np.where(np.isnan(f), -1.0, np.abs(f)) for f in found], axis=0)
        for place, contribution in enumerate(found):
            found[place] = np.where(whole & (largest == place), contribution + left, contribution)
    else:
        whole &= left == 0
    return Settled(before, after, difference, tuple(found), whole)


def rounded_parts(parts: Sequence[Decimal], whole: Decimal, places: int) -> list[Decimal]:
    """Parts rounded to so many places so that they add up to the rounded whole.

    Those with the largest remainders are rounded the other way, by one unit of the last place each.
    """
    unit = Decimal(1).scaleb(-places)
    rounded = [p.quantize(unit, ROUND_HALF_EVEN) for p in parts]
    left = int((whole.quantize(unit, ROUND_HALF_EVEN) - sum(rounded, Decimal(0))) / unit)
    step = 1 if left > 0 else -1
    order = sorted(range(len(parts)), key=lambda i: (step * (rounded[i] - parts[i]), -abs(parts[i]), i))
    for number in range(abs(left) if parts else 0):
        rounded[order[number % len(order)]] += step * unit
    return rounded
