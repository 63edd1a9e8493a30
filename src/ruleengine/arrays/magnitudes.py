"""What trees come to when every part is taken without its sign: what rounding errors are to be held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from ruleengine.arrays.arrays import PRESENT, is_all_present
from ruleengine.arrays.elementwise import present
from ruleengine.arrays.fold import Fold
from ruleengine.arrays.protocol import ArrayRun
from ruleengine.arrays.signs import sign
from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, complete


def magnitude(run: ArrayRun, node: t.Typed) -> Any:
    """What a tree comes to without signs, on its own table."""
    key = run.plan.key(node)
    if key not in run.looked.magnitudes:
        plain = sign(run, node) != 0
        run.looked.magnitudes[key] = np.abs(run.evaluate(node).values) if plain else _magnitude(run, node)
    return run.looked.magnitudes[key]


def magnitude_over(run: ArrayRun, node: t.Typed, table: str | None) -> Any:
    """The magnitude of a tree, for each row of the table where it is one value a product."""
    found = magnitude(run, node)
    if table is None or node.type.table is not None:
        return found
    return found[run.products.rows[table].owner]


def _magnitude(run: ArrayRun, node: t.Typed) -> Any:
    value = np.abs(run.evaluate(node).values)
    table = node.type.table
    match node:
        case t.Value(name=name) if name in run.plan.steps:
            known = run.looked.magnitudes
            return run.plan.through(name, partial(magnitude, run), lambda part: run.plan.key(part) in known)
        case t.Follow(target=inner):
            rows = run.evaluate(node.reference).values.astype(np.int64, copy=False)
            found = magnitude_over(run, inner, inner.type.table)
            return found[rows] if len(found) else np.zeros(len(rows))
        case t.Convert(operand=inner, factor=factor):
            return magnitude(run, inner) * abs(float(factor))
        case t.Constant() | t.Absence() | t.Value() | t.Find() | t.Compare() | t.Connect():
            return value
        case t.Power(operand=inner, exponent=exponent):
            return value * np.maximum(_amplified(run, inner), 1.0) ** max(1.0, abs(float(exponent)))
        case t.Total():
            return _total(run, node)
        case t.Select(condition=condition, then=left, otherwise=right):
            chosen = values_over(run, condition, table).astype(np.bool_, copy=False)
            return np.where(chosen, magnitude_over(run, left, table), magnitude_over(run, right, table))
        case t.Arithmetic():
            return _ARITHMETIC[node.operator](run, node)
        case t.Apply():
            return _APPLIED[node.function](run, node)
        case t.Aggregate():
            return _AGGREGATES[node.function](run, node)


def values_over(run: ArrayRun, node: t.Typed, table: str | None) -> Any:
    """The values of a tree, for each row of the table where it is one value a product."""
    return run.spread(run.evaluate(node), table).values


def _amplified(run: ArrayRun, node: t.Typed) -> Any:
    """By how much the relative error of a tree is larger than that of its parts."""
    value = np.abs(run.evaluate(node).values)
    return magnitude(run, node) / np.where(value == 0, 1.0, value)


def _total(run: ArrayRun, node: t.Total) -> Any:
    total: Any = np.zeros(run.products.size)
    for part in node.parts:
        total = total + np.where(present(run.evaluate(part)), magnitude(run, part), 0.0)
    return total


def _own(run: ArrayRun, node: t.Typed) -> Any:
    """The value without its sign, for what cannot err more than its last digit."""
    return np.abs(run.evaluate(node).values)


def _both(run: ArrayRun, node: t.Arithmetic) -> tuple[Any, Any]:
    table = node.type.table
    return magnitude_over(run, node.left, table), magnitude_over(run, node.right, table)


def _sum(run: ArrayRun, node: t.Arithmetic) -> Any:
    first, second = _both(run, node)
    return first + second


def _product(run: ArrayRun, node: t.Arithmetic) -> Any:
    first, second = _both(run, node)
    return first * second


def _quotient(run: ArrayRun, node: t.Arithmetic) -> Any:
    first, second = _both(run, node)
    divisor = np.abs(values_over(run, node.right, node.type.table))
    safe = np.where(divisor == 0, 1.0, divisor)
    return first / safe * np.maximum(second / safe, 1.0)


def _largest(run: ArrayRun, node: t.Apply) -> Any:
    found = magnitude_over(run, node.arguments[0], node.type.table)
    for argument in node.arguments[1:]:
        found = np.maximum(found, magnitude_over(run, argument, node.type.table))
    return found


def _rounded(run: ArrayRun, node: t.Apply) -> Any:
    """The decision is right or doubtful; what is left is the digits of argument and result."""
    return np.maximum(magnitude_over(run, node.arguments[0], node.type.table), _own(run, node))


def _exp(run: ArrayRun, node: t.Apply) -> Any:
    return _own(run, node) * (1.0 + magnitude_over(run, node.arguments[0], node.type.table))


def _log(run: ArrayRun, node: t.Apply) -> Any:
    return _own(run, node) + _amplified(run, node.arguments[0])


def _of_rows(run: ArrayRun, node: t.Aggregate, inner: t.Typed) -> Any:
    """The magnitudes of the rows that have a value."""
    magnitudes: Any = magnitude_over(run, inner, node.table)
    array = run.spread(run.evaluate(inner), node.table)
    if is_all_present(array.state):
        return magnitudes
    return np.where(array.state == PRESENT, magnitudes, 0.0)


def _rows(run: ArrayRun, node: t.Aggregate) -> Any:
    if node.argument is None:
        return _own(run, node)
    return Fold(run, node).total(_of_rows(run, node, node.argument))


def _mean(run: ArrayRun, node: t.Aggregate) -> Any:
    if node.argument is None:
        return _own(run, node)
    magnitudes = _of_rows(run, node, node.argument)
    if node.weight is None:
        weights: Any = np.ones(len(magnitudes))
        sums = weights
    else:
        weights, sums = (
            magnitude_over(run, node.weight, node.table),
            values_over(run, node.weight, node.table),
        )
    divisor = np.abs(Fold(run, node).total(sums))
    return Fold(run, node).total(magnitudes * weights) / np.where(divisor == 0, 1.0, divisor)


_ARITHMETIC: Mapping[str, Callable[[ArrayRun, t.Arithmetic], Any]] = complete("arrays/magnitudes", ARITHMETIC, {
    "+": _sum, "-": _sum, "*": _product, "/": _quotient,
})  # fmt: skip
_APPLIED: Mapping[str, Callable[[ArrayRun, t.Apply], Any]] = complete("arrays/magnitudes", APPLIED, {
    "neg": _largest, "abs": _largest, "min": _largest, "max": _largest, "not": _largest, "in": _largest,
    "given": _largest, "round_half_even": _rounded, "ceil": _rounded, "floor": _rounded, "exp": _exp, "log": _log,
})  # fmt: skip
_AGGREGATES: Mapping[str, Callable[[ArrayRun, t.Aggregate], Any]] = complete("arrays/magnitudes", AGGREGATES, {
    "sum": _rows, "count": _own, "mean": _mean, "min": _rows, "max": _rows, "any": _rows, "all": _rows,
})  # fmt: skip
