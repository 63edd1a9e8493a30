"""What no magnitude of a tree exceeds in a run: one number, which spares most trees a look at every product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from ruleengine.arrays.protocol import ArrayRun
from ruleengine.arrays.signs import sign
from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, complete


def bound(run: ArrayRun, node: t.Typed) -> float:
    """What no magnitude of a tree exceeds in this run: one number, so that most trees need no second look."""
    key = run.plan.key(node)
    if key not in run.looked.bounds:
        plain = sign(run, node) != 0
        run.looked.bounds[key] = _largest(run.evaluate(node).values) if plain else _bound(run, node)
    return run.looked.bounds[key]


def _bound(run: ArrayRun, node: t.Typed) -> float:
    match node:
        case t.Value(name=name) if name in run.plan.steps:
            known = run.looked.bounds
            return run.plan.through(name, partial(bound, run), lambda part: run.plan.key(part) in known)
        case t.Constant() | t.Absence() | t.Value() | t.Find():
            return _largest(run.evaluate(node).values)
        case t.Follow(target=inner):
            return bound(run, inner)
        case t.Convert(operand=inner, factor=factor):
            return bound(run, inner) * abs(float(factor))
        case t.Compare() | t.Connect() | t.Power():
            return np.inf
        case t.Total(parts=parts):
            return sum(bound(run, part) for part in parts)
        case t.Select(then=left, otherwise=right):
            return max(bound(run, left), bound(run, right))
        case t.Arithmetic():
            return _ARITHMETIC[node.operator](run, node)
        case t.Apply():
            return _APPLIED[node.function](run, node)
        case t.Aggregate():
            return _AGGREGATES[node.function](run, node)


def _sum(run: ArrayRun, node: t.Arithmetic) -> float:
    return bound(run, node.left) + bound(run, node.right)


def _quotient(run: ArrayRun, node: t.Arithmetic) -> float:
    first, second = bound(run, node.left), bound(run, node.right)
    least = _least(run.evaluate(node.right).values)
    return first / least * max(second / least, 1.0) if least else np.inf


def _greatest(run: ArrayRun, node: t.Apply) -> float:
    return max(bound(run, a) for a in node.arguments)


def _total(run: ArrayRun, node: t.Aggregate) -> float:
    if node.argument is None:
        return np.inf
    counts = run.products.rows[node.table].offsets
    rows = np.diff(counts).max(initial=0) if node.by is None else counts[-1]
    return bound(run, node.argument) * float(rows)


def _none(run: ArrayRun, node: t.Typed) -> float:
    """Nothing is known: every product is looked at."""
    return np.inf


def _largest(values: Any) -> float:
    return max(abs(float(values.max())), abs(float(values.min()))) if len(values) else 0.0


def _least(values: Any) -> float:
    return float(np.abs(values).min()) if len(values) else 1.0


_ARITHMETIC: Mapping[str, Callable[[ArrayRun, t.Arithmetic], float]] = complete("arrays/bounds", ARITHMETIC, {
    "+": _sum, "-": _sum, "*": lambda run, node: bound(run, node.left) * bound(run, node.right), "/": _quotient,
})  # fmt: skip
_APPLIED: Mapping[str, Callable[[ArrayRun, t.Apply], float]] = complete("arrays/bounds", APPLIED, {
    "neg": _greatest, "abs": _greatest, "min": _greatest, "max": _greatest, "not": _none, "in": _none,
    "given": _none, "exp": _none, "log": _none, "round_half_even": _none, "ceil": _none, "floor": _none,
})  # fmt: skip
_AGGREGATES: Mapping[str, Callable[[ArrayRun, t.Aggregate], float]] = complete("arrays/bounds", AGGREGATES, {
    "sum": _total, "count": _none, "mean": _none, "min": _none, "max": _none, "any": _none, "all": _none,
})  # fmt: skip
