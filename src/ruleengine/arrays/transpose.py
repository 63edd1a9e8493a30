"""The transpose of a program that is linear in rates: from a result back to every rate, in one walk.

Derivatives (`formula.derivative`) are linear in the rates of change. Forwards, each direction is a run of its own;
backwards, one walk from the footprint tells what each rate adds to it, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Any

import numpy as np

from ruleengine.arrays.arrays import FAILED, PRESENT, Array, Floats, Integers, is_all_present
from ruleengine.arrays.elementwise import scaled
from ruleengine.arrays.fold import Fold
from ruleengine.arrays.kernel import Kernel
from ruleengine.formula import typed as t

#: Parts of a part, each with what a unit of its rate adds to the result, row by row.
Shares = list[tuple[t.Typed, Floats]]


class Transpose:
    """Walks back through a program of one product; its kernel knows all values, all rates being zero.

    `rates` are the names of the rates that are given and of the steps that calculate one.
    """

    def __init__(self, kernel: Kernel, rates: Set[str]):
        self.kernel, self.rates = kernel, rates
        self.steps = [step for step in kernel.program.all_steps() if step.name in rates]

    def weights(self, result: str) -> dict[str, Floats]:
        """What each rate given adds to the rate `result`, row by row; NaN where there is no derivative."""
        found: dict[str, Floats] = {result: np.ones(1)}
        for step in reversed(self.steps):
            weight = found.pop(step.name, None)
            if weight is not None:
                with np.errstate(all="ignore"):
                    self._through(step.typed, weight, found)
        return found

    def _through(self, tree: t.Typed, weight: Floats, found: dict[str, Floats]) -> None:
        """From a tree to the rates in it, each part once and after all that it stands in."""
        order = list(t.upwards(tree))
        moving = self._moving(order)
        weights = {id(tree): weight}
        for node in reversed(order):
            if id(node) not in moving or id(node) not in weights:
                continue
            mine = self._as_it_counts(node, weights.pop(id(node)))
            if isinstance(node, t.Value):
                found[node.name] = found.get(node.name, 0.0) + mine
                continue
            for part, share in _SHARES[type(node)](self, node, mine):
                if id(part) in moving:
                    weights[id(part)] = weights.get(id(part), 0.0) + self._gathered(part, share)

    def _moving(self, upwards: list[t.Typed]) -> set[int]:
        """The parts that rest on a rate, by identity; conditions do not move, though one may ask for a rate."""
        moving: set[int] = set()
        for node in upwards:
            is_rate = isinstance(node, t.Value) and node.name in self.rates
            if node.type.kind == "number" and (is_rate or any(id(p) in moving for p in t.parts(node))):
                moving.add(id(node))
        return moving

    def _as_it_counts(self, node: t.Typed, weight: Floats) -> Floats:
        """The weights of a part: none where it has no value, none that is known where it could not be calculated."""
        state = self.kernel.evaluate(node).state
        if is_all_present(state):
            return weight
        lost = (state == FAILED) & (weight != 0)
        return np.where(lost, np.nan, np.where(state == PRESENT, weight, 0.0))

    def _gathered(self, part: t.Typed, weight: Floats) -> Floats:
        """The weight of one value that stands for many rows: the sum of theirs, in their order."""
        if part.type.table is not None or len(weight) == 1:
            return weight
        return _sums(np.zeros(len(weight), np.int64), weight, 1)

    def known(self, node: t.Typed, table: str | None) -> Array:
        """A part that does not move, for the rows of the table."""
        return self.kernel.spread(self.kernel.evaluate(node), table)


def _arithmetic(walk: Transpose, node: t.Arithmetic, weight: Floats) -> Shares:
    left, right, table = node.left, node.right, node.type.table
    match node.operator:
        case "*":
            return [
                (left, _times(weight, walk.known(right, table))),
                (right, _times(weight, walk.known(left, table))),
            ]
        case "/":
            divisor = walk.known(right, table).values
            return [(left, weight / np.where(divisor == 0, 1.0, divisor))]
    return [(left, weight), (right, weight if node.operator == "+" else -weight)]


def _times(weight: Floats, factor: Array) -> Floats:
    """Weights times numbers; what is multiplied by zero adds nothing, even where nothing is known of it."""
    return np.where(factor.values == 0, 0.0, weight * factor.values)


def _follow(walk: Transpose, node: t.Follow, weight: Floats) -> Shares:
    reference = walk.kernel.evaluate(node.reference)
    count = len(walk.kernel.evaluate(node.target).values)
    kept = reference.state == PRESENT
    rows = reference.values.astype(np.int64, copy=False)[kept]
    return [(node.target, _sums(rows, weight[kept], count))]


def _sums(groups: Integers, values: Floats, count: int) -> Floats:
    """Sums by group, added in the order of the rows."""
    return np.bincount(groups, weights=values, minlength=count).astype(np.float64, copy=False)


def _select(walk: Transpose, node: t.Select, weight: Floats) -> Shares:
    """The side that is taken; where a rate is asked whether it is zero, the side where it is not."""
    if any(isinstance(part, t.Value) and part.name in walk.rates for part in t.walk(node.condition)):
        return [(node.otherwise, weight)]
    chosen = walk.known(node.condition, node.type.table).values.astype(np.bool_, copy=False)
    return [(node.then, np.where(chosen, weight, 0.0)), (node.otherwise, np.where(chosen, 0.0, weight))]


_SHARES: Mapping[type[t.Typed], Callable[[Transpose, Any, Floats], Shares]] = {
    t.Arithmetic: _arithmetic,
    t.Convert: lambda walk, node, weight: [(node.operand, scaled(weight, node.factor))],
    t.Follow: _follow,
    t.Select: _select,
    t.Apply: lambda walk, node, weight: [(node.arguments[0], -weight)],
    t.Total: lambda walk, node, weight: [(part, weight) for part in node.parts],
    t.Aggregate: lambda walk, node, weight: [(node.argument, Fold(walk.kernel, node).shared(weight))],
}
