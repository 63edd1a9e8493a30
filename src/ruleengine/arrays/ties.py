"""Where rounding may decide: comparisons near a tie, divisors near zero, roundings near a half, results near zero.

Double precision errs by less than 1e-12 of an expression's magnitude: what it comes to when every part is taken without
its sign, so that differences of nearly equal numbers are seen. What lies within that is left to the exact evaluator;
unless both sides are known to be right to the last digit, as 500 km ≥ 500 km is.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ruleengine.arrays.arrays import Array
from ruleengine.arrays.bounds import bound
from ruleengine.arrays.certainty import all_certain, given
from ruleengine.arrays.elementwise import present
from ruleengine.arrays.fold import Fold
from ruleengine.arrays.magnitudes import magnitude_over
from ruleengine.arrays.protocol import ArrayRun
from ruleengine.arrays.signs import sign
from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, complete

#: How near, relative to the magnitude, is too near to be decided in double precision.
NEAR = 1e-12
#: Below this, double precision has fewer than 16 digits.
_SMALLEST = 2.0**-1022


def compared(run: ArrayRun, node: t.Compare, left: Array, right: Array) -> None:
    """Mark where the two sides are too near each other."""
    if node.left.type.kind != "number":
        return
    if given(run, node.left) and given(run, node.right):
        return
    table = node.type.table
    gap = np.abs(left.values - right.values)
    if not len(gap) or gap.min() > NEAR * (bound(run, node.left) + bound(run, node.right)):
        return
    near = gap <= NEAR * (magnitude_over(run, node.left, table) + magnitude_over(run, node.right, table))
    if not near.any():
        return
    magnitude = magnitude_over(run, node.left, table) + magnitude_over(run, node.right, table)
    near &= (magnitude > 0) & present(left) & present(right)
    if near.any():
        certain = all_certain(run, (node.left, node.right), table, False)
        run.doubt(near & ~certain, table)


def near_zero(run: ArrayRun, node: t.Typed, array: Array, table: str | None) -> None:
    """Mark where a divisor, or what a root or logarithm is taken of, may be zero but for rounding."""
    if sign(run, node) != 0 or not len(array.values):
        return
    if np.abs(array.values).min() > NEAR * bound(run, node):
        return
    magnitude = magnitude_over(run, node, table)
    near = (np.abs(array.values) <= NEAR * magnitude) & (magnitude > 0) & present(array)
    if near.any():
        run.doubt(near & ~all_certain(run, (node,), table, True), table)


def cancelled(run: ArrayRun, node: t.Typed, array: Array) -> None:
    """Mark where a number that results tell may be the trace that terms leave which cancel."""
    if array.table is not None or not len(array.values) or sign(run, node) != 0:
        return
    sizes = np.abs(array.values)
    trace = (sizes > 0) & (sizes <= NEAR * bound(run, node)) & present(array)
    if not trace.any():
        return
    trace &= sizes <= NEAR * magnitude_over(run, node, None)
    if trace.any():
        run.doubt(trace & ~all_certain(run, (node,), None, True), None)


def balanced(run: ArrayRun, node: t.Aggregate) -> None:
    """Mark where the weights of a mean cancel each other but for rounding."""
    if node.weight is None or node.argument is None or sign(run, node.weight) != 0:
        return
    item, weight = run.together((node.argument, node.weight), node.table)
    counts = present(item) & present(weight)
    total = Fold(run, node).total(np.where(counts, weight.values, 0.0))
    magnitude = Fold(run, node).total(np.where(counts, magnitude_over(run, node.weight, node.table), 0.0))
    near = (np.abs(total) <= NEAR * magnitude) & (magnitude > 0)
    if near.any():
        run.doubt(near, node.type.table)


def vanished(run: ArrayRun, node: t.Typed, array: Array) -> None:
    """Mark where a product, quotient or power of numbers that are not zero is too small for double precision."""
    if not _may_vanish(node):
        return
    small = (np.abs(array.values) < _SMALLEST) & present(array)
    for part in run.together(t.parts(node), node.type.table):
        small &= part.values != 0
    if small.any():
        run.doubt(small, node.type.table)


def _may_vanish(node: t.Typed) -> bool:
    """Whether a result can be too small for double precision where no argument is zero."""
    match node:
        case t.Convert() | t.Power():
            return True
        case t.Arithmetic():
            return _ARITHMETIC[node.operator]
        case t.Apply():
            return _APPLIED[node.function]
        case t.Aggregate():
            return _AGGREGATES[node.function]
        case t.Absence():
            return False
        case t.Constant() | t.Value() | t.Find() | t.Follow() | t.Compare() | t.Connect() | t.Select():
            return False
        case t.Total():
            return False


def rounded(run: ArrayRun, node: t.Apply, first: Array, places: Array) -> None:
    """Mark where the number to be rounded is near the middle of two."""
    power = 10.0**places.values
    lifted = np.abs(first.values * power)
    magnitude = magnitude_over(run, node.arguments[0], node.type.table) * power
    near = (np.abs(lifted - np.floor(lifted) - 0.5) <= NEAR * magnitude) & present(first)
    if near.any():
        run.doubt(near, node.type.table)


def whole(run: ArrayRun, node: t.Apply, first: Array) -> None:
    """Mark where the number to be rounded up or down is near a whole one, unless it is one to the last digit."""
    magnitude = magnitude_over(run, node.arguments[0], node.type.table)
    near = (
        (np.abs(first.values - np.rint(first.values)) <= NEAR * magnitude) & (magnitude > 0) & present(first)
    )
    if near.any():
        run.doubt(near & ~all_certain(run, node.arguments, node.type.table, True), node.type.table)


#: Whether a result can be too small for double precision where no argument is zero.
_ARITHMETIC: Mapping[str, bool] = complete(
    "arrays/ties", ARITHMETIC, {"+": False, "-": False, "*": True, "/": True}
)
_APPLIED: Mapping[str, bool] = complete("arrays/ties", APPLIED, {
    "neg": False, "abs": False, "min": False, "max": False, "not": False, "in": False, "given": False,
    "exp": True, "log": False, "round_half_even": False, "ceil": False, "floor": False,
})  # fmt: skip
_AGGREGATES: Mapping[str, bool] = complete("arrays/ties", AGGREGATES, {
    "sum": False, "count": False, "mean": False, "min": False, "max": False, "any": False, "all": False,
})  # fmt: skip
