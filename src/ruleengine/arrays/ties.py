"""Where rounding may decide: comparisons near a tie, divisors near zero, roundings near a half.

Double precision errs by less than 1e-12 of an expression's magnitude: what it comes to when every part is taken without
its sign, so that differences of nearly equal numbers are seen. What lies within that is left to the exact evaluator;
unless both sides are known to be right to the last digit, as 500 km ≥ 500 km is.
"""

from __future__ import annotations

import weakref
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ruleengine.arrays.arrays import PRESENT, Array, Floats, Rows, is_all_present
from ruleengine.arrays.fold import Fold
from ruleengine.arrays.known import AGGREGATE_KNOWN, APPLIED_KNOWN, ARITHMETIC_KNOWN, is_whole, may_vanish
from ruleengine.formula import typed as t
from ruleengine.formula.units import CO2E

if TYPE_CHECKING:
    from ruleengine.arrays.kernel import Kernel

#: How near, relative to the magnitude, is too near to be decided in double precision.
NEAR = 1e-12
#: Below this, double precision has fewer than 16 digits.
_SMALLEST = 2.0**-1022


class Ties:
    """Looks at the comparisons, divisors and roundings of one kernel run and marks doubtful products."""

    def __init__(self, kernel: Kernel):
        self.of = weakref.ref(kernel)
        self.steps = {s.name: s for s in kernel.program.all_steps()}
        self.known: dict[int, Floats] = {}
        self.signs: dict[int, int] = {}
        self.bounds: dict[int, float] = {}
        self.sure: dict[tuple[int, bool], Any] = {}

    @property
    def kernel(self) -> Kernel:
        """The run that is looked at, which owns this and so is there."""
        found = self.of()
        if found is None:
            raise AssertionError("the kernel run is over")
        return found

    def compared(self, node: t.Compare, left: Array, right: Array) -> None:
        """Mark where the two sides are too near each other."""
        if self._given(node.left) and self._given(node.right):
            return
        table = node.type.table
        gap = np.abs(left.values - right.values)
        if not len(gap) or gap.min() > NEAR * (self.bound(node.left) + self.bound(node.right)):
            return
        near = gap <= NEAR * (self.magnitude_in(node.left, table) + self.magnitude_in(node.right, table))
        if not near.any():
            return
        magnitude = self.magnitude_in(node.left, table) + self.magnitude_in(node.right, table)
        near &= (magnitude > 0) & _present(left) & _present(right)
        if near.any():
            certain = self.all_certain((node.left, node.right), table, False)
            self.kernel.doubt(near & ~certain, table)

    def near_zero(self, node: t.Typed, array: Array, table: str | None) -> None:
        """Mark where a divisor, or what a root or logarithm is taken of, may be zero but for rounding."""
        if self.sign(node) != 0 or not len(array.values):
            return
        if np.abs(array.values).min() > NEAR * self.bound(node):
            return
        magnitude = self.magnitude_in(node, table)
        near = (np.abs(array.values) <= NEAR * magnitude) & (magnitude > 0) & _present(array)
        if near.any():
            self.kernel.doubt(near & ~self.all_certain((node,), table, True), table)

    def vanished(self, node: t.Typed, array: Array) -> None:
        """Mark where a product, quotient or power of numbers that are not zero is too small for double precision."""
        if not may_vanish(node):
            return
        small = (np.abs(array.values) < _SMALLEST) & _present(array)
        for part in self.kernel.together(t.parts(node), node.type.table):
            small &= part.values != 0
        if small.any():
            self.kernel.doubt(small, node.type.table)

    def rounded(self, node: t.Apply, first: Array, places: Array) -> None:
        """Mark where the number to be rounded is near the middle of two."""
        power = 10.0**places.values
        lifted = np.abs(first.values * power)
        magnitude = self.magnitude_in(node.arguments[0], node.type.table) * power
        near = (np.abs(lifted - np.floor(lifted) - 0.5) <= NEAR * magnitude) & _present(first)
        if near.any():
            self.kernel.doubt(near, node.type.table)

    def sign(self, node: t.Typed) -> int:
        """1 or -1 where no part of a tree can cancel another, so that it is no smaller than its magnitude; else 0."""
        key = id(self.kernel.plan.same.get(id(node), node))
        if key not in self.signs:
            self.signs[key] = self._sign(node)
        return self.signs[key]

    def _sign(self, node: t.Typed) -> int:
        match node:
            case t.Constant() | t.Find():
                return _sign_of(self.kernel.evaluate(node).values)
            case t.Value(name=name) if name in self.steps:
                return self.sign(self.steps[name].typed)
            case t.Value(name=name):
                return 0 if name.startswith("footprint.") else _sign_of(self.kernel.evaluate(node).values)
            case t.Follow(target=inner) | t.Convert(operand=inner):
                return self.sign(inner)
            case t.Compare() | t.Connect():
                return 0
            case t.Select(then=left, otherwise=right):
                return self.sign(left) if self.sign(left) == self.sign(right) else 0
            case t.Power(operand=inner):
                return 1 if self.sign(inner) == 1 else 0
            case t.Arithmetic():
                return ARITHMETIC_KNOWN[node.operator].sign(self, node)
            case t.Apply():
                return APPLIED_KNOWN[node.function].sign(self, node)
            case t.Aggregate():
                return AGGREGATE_KNOWN[node.function].sign(self, node)

    def bound(self, node: t.Typed) -> float:
        """What no magnitude of a tree exceeds in this run: one number, so that most trees need no second look."""
        key = id(self.kernel.plan.same.get(id(node), node))
        if key not in self.bounds:
            values = self.kernel.evaluate(node).values if self.sign(node) else np.zeros(0)
            self.bounds[key] = _largest(values) if self.sign(node) else self._bound(node)
        return self.bounds[key]

    def _bound(self, node: t.Typed) -> float:
        match node:
            case t.Value(name=name) if name in self.steps:
                return self.bound(self.steps[name].typed)
            case t.Value(name=name) if name.startswith("footprint."):
                if name.endswith("per_unit"):
                    return np.inf
                factors = [float(s.type.unit.factor_to(CO2E)) for s in self.kernel.program.emissions]
                bounds = [self.bound(s.typed) for s in self.kernel.program.emissions]
                return sum(b * f for b, f in zip(bounds, factors, strict=True))
            case t.Constant() | t.Value() | t.Find():
                return _largest(self.kernel.evaluate(node).values)
            case t.Follow(target=inner):
                return self.bound(inner)
            case t.Convert(operand=inner, factor=factor):
                return self.bound(inner) * abs(float(factor))
            case t.Compare() | t.Connect() | t.Power():
                return np.inf
            case t.Select(then=left, otherwise=right):
                return max(self.bound(left), self.bound(right))
            case t.Arithmetic():
                return ARITHMETIC_KNOWN[node.operator].bound(self, node)
            case t.Apply():
                return APPLIED_KNOWN[node.function].bound(self, node)
            case t.Aggregate():
                return AGGREGATE_KNOWN[node.function].bound(self, node)

    def magnitude(self, node: t.Typed) -> Any:
        """What a tree comes to without signs, on its own table."""
        key = id(self.kernel.plan.same.get(id(node), node))
        if key not in self.known:
            plain = self.sign(node) != 0
            self.known[key] = np.abs(self.kernel.evaluate(node).values) if plain else self._magnitude(node)
        return self.known[key]

    def magnitude_in(self, node: t.Typed, table: str | None) -> Any:
        """What a tree comes to without signs, for the rows of a table."""
        magnitude = self.magnitude(node)
        if table is None or node.type.table is not None:
            return magnitude
        return magnitude[self.kernel.products.rows[table].owner]

    def _magnitude(self, node: t.Typed) -> Any:
        value = np.abs(self.kernel.evaluate(node).values)
        table = node.type.table
        match node:
            case t.Value(name=name) if name in self.steps:
                return self.magnitude(self.steps[name].typed)
            case t.Value(name=name) if name.startswith("footprint."):
                return self._footprint(name.partition(".")[2])
            case t.Follow(target=inner):
                rows = self.kernel.evaluate(node.reference).values.astype(np.int64, copy=False)
                found = self.magnitude_in(inner, inner.type.table)
                return found[rows] if len(found) else np.zeros(len(rows))
            case t.Convert(operand=inner, factor=factor):
                return self.magnitude(inner) * abs(float(factor))
            case t.Constant() | t.Value() | t.Find() | t.Compare() | t.Connect():
                return value
            case t.Power(operand=inner, exponent=exponent):
                return value * np.maximum(self.amplified(inner), 1.0) ** max(1.0, abs(float(exponent)))
            case t.Select(condition=condition, then=left, otherwise=right):
                chosen = self.values(condition, table).astype(np.bool_, copy=False)
                return np.where(chosen, self.magnitude_in(left, table), self.magnitude_in(right, table))
            case t.Arithmetic():
                return ARITHMETIC_KNOWN[node.operator].magnitude(self, node)
            case t.Apply():
                return APPLIED_KNOWN[node.function].magnitude(self, node)
            case t.Aggregate():
                return AGGREGATE_KNOWN[node.function].magnitude(self, node)

    def array(self, node: t.Typed, table: str | None) -> Array:
        """The values of a tree with their states, for the rows of a table."""
        return self.kernel.spread(self.kernel.evaluate(node), table)

    def values(self, node: t.Typed, table: str | None) -> Any:
        """The values of a tree, for the rows of a table."""
        return self.array(node, table).values

    def rows(self, table: str) -> Rows:
        """The rows of a table."""
        return self.kernel.products.rows[table]

    def total(self, node: t.Aggregate, values: Floats) -> Floats:
        """The sum of other values over the rows and groups of an aggregate."""
        return Fold(self.kernel, node).total(values)

    def amplified(self, node: t.Typed) -> Any:
        """By how much the relative error of a tree is larger than that of its parts."""
        value = np.abs(self.kernel.evaluate(node).values)
        return self.magnitude(node) / np.where(value == 0, 1.0, value)

    def _footprint(self, part: str) -> Any:
        """The magnitude of a sum of emissions, in the unit of the footprint."""
        total: Any = np.zeros(self.kernel.products.size)
        for step in self.kernel.program.emissions:
            if part in (step.stage, step.species, "total", "per_unit"):
                array = self.kernel.values[step.name]
                factor = float(step.type.unit.factor_to(CO2E))
                total = total + np.where(_present(array), self.magnitude(step.typed) * factor, 0.0)
        flow = self.kernel.program.reference_flow
        return total * self.magnitude(flow.typed) if part == "per_unit" and flow else total

    def _given(self, node: t.Typed) -> bool:
        """Whether a tree is a number as it was given, so that a comparison with another such one is exact."""
        match node:
            case t.Constant():
                return True
            case t.Value(name=name):
                inner = name not in self.steps and not name.startswith("footprint.")
                return inner and not self.kernel.evaluate(node).converted
            case t.Aggregate(function=function):
                return AGGREGATE_KNOWN[function].is_count
            case t.Find() | t.Follow() | t.Convert() | t.Arithmetic() | t.Power() | t.Compare():
                return False
            case t.Connect() | t.Select() | t.Apply():
                return False

    def certain(self, node: t.Typed, whole: bool) -> Any:
        """Where a value is right to the last digit: given as it is, or, with `whole`, a whole number so made."""
        key = (id(self.kernel.plan.same.get(id(node), node)), whole)
        if key not in self.sure:
            self.sure[key] = self._find_certain(node, whole)
        return self.sure[key]

    def _find_certain(self, node: t.Typed, whole: bool) -> Any:
        table = node.type.table
        match node:
            case t.Value(name=name) if name in self.steps:
                return self.certain(self.steps[name].typed, whole)
            case t.Constant() | t.Value() | t.Find():
                return self.certain_as_given(node, whole)
            case t.Compare() | t.Connect() | t.Power():
                return False
            case t.Follow(target=inner):
                found = self.certain(inner, whole)
                rows = self.kernel.evaluate(node.reference).values.astype(np.int64, copy=False)
                return (
                    found[rows]
                    if isinstance(found, np.ndarray) and len(found) and inner.type.table
                    else False
                )
            case t.Convert(operand=inner, factor=factor):
                return self._converted(node, inner, factor, whole)
            case t.Select(condition=condition, then=left, otherwise=right):
                chosen = self.values(condition, table).astype(np.bool_, copy=False)
                sides = self.certain_in(left, table, whole), self.certain_in(right, table, whole)
                return np.where(chosen, *sides)
            case t.Arithmetic():
                return ARITHMETIC_KNOWN[node.operator].certain(self, node, whole)
            case t.Apply():
                return APPLIED_KNOWN[node.function].certain(self, node, whole)
            case t.Aggregate():
                return AGGREGATE_KNOWN[node.function].certain(self, node, whole)

    def certain_as_given(self, node: t.Typed, whole: bool) -> Any:
        """The certainty of a number that nothing was calculated for."""
        is_given = isinstance(node, t.Find) or self._given(node)
        return is_whole(self.kernel.evaluate(node).values) if whole and is_given else is_given

    def _converted(self, node: t.Convert, inner: t.Typed, factor: Fraction, whole: bool) -> Any:
        """One multiplication or division of a whole number is rounded once, to the nearest of what is meant."""
        if factor.numerator != 1 and factor.denominator != 1:
            return False
        made = is_whole(self.kernel.evaluate(node).values) if whole else True
        return np.asarray(self.certain(inner, True)) & made

    def certain_in(self, node: t.Typed, table: str | None, whole: bool) -> Any:
        """Where a value is certain, for the rows of a table."""
        found = self.certain(node, whole)
        if isinstance(found, np.ndarray) and found.ndim and table is not None and node.type.table is None:
            return found[self.kernel.products.rows[table].owner]
        return found

    def all_certain(self, nodes: tuple[t.Typed, ...], table: str | None, whole: bool) -> Any:
        """Where all of several trees are certain."""
        found: Any = np.True_
        for node in nodes:
            found = found & np.asarray(self.certain_in(node, table, whole))
        return found


def _sign_of(values: Any) -> int:
    """1 where no value is below zero, -1 where none is above, else 0."""
    if not len(values) or values.min() >= 0:
        return 1
    return -1 if values.max() <= 0 else 0


def _largest(values: Any) -> float:
    return max(abs(float(values.max())), abs(float(values.min()))) if len(values) else 0.0


def _present(array: Array) -> Any:
    return np.True_ if is_all_present(array.state) else array.state == PRESENT
