"""Which way a tree goes: where no part of it can cancel another, it is no smaller than its magnitude."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ruleengine.arrays.protocol import ArrayRun
from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, complete


def sign(run: ArrayRun, node: t.Typed) -> int:
    """1 or -1 where no part of a tree can cancel another, so that it is no smaller than its magnitude; else 0."""
    key = run.plan.key(node)
    if key not in run.looked.signs:
        run.looked.signs[key] = _sign(run, node)
    return run.looked.signs[key]


def _sign(run: ArrayRun, node: t.Typed) -> int:
    match node:
        case t.Value(name=name) if name in run.plan.steps:
            known = run.looked.signs
            return run.plan.through(name, partial(sign, run), lambda part: run.plan.key(part) in known)
        case t.Constant() | t.Absence() | t.Value() | t.Find():
            return _sign_of(run.evaluate(node).values)
        case t.Follow(target=inner) | t.Convert(operand=inner):
            return sign(run, inner)
        case t.Compare() | t.Connect():
            return 0
        case t.Total(parts=parts):
            return _common(run, parts) if parts else 1
        case t.Select(then=left, otherwise=right):
            sides = tuple(side for side in (left, right) if not isinstance(side, t.Absence))
            return _common(run, sides)
        case t.Power(operand=inner):
            return 1 if sign(run, inner) == 1 else 0
        case t.Arithmetic():
            return _ARITHMETIC[node.operator](run, node)
        case t.Apply():
            return _APPLIED[node.function](run, node)
        case t.Aggregate():
            return _AGGREGATES[node.function](run, node)


def _common(run: ArrayRun, nodes: tuple[t.Typed, ...]) -> int:
    signs = {sign(run, node) for node in nodes}
    return signs.pop() if len(signs) == 1 else 0


def _sum(run: ArrayRun, node: t.Arithmetic) -> int:
    first, second = sign(run, node.left), sign(run, node.right)
    return first if first == (second if node.operator == "+" else -second) else 0


def _product(run: ArrayRun, node: t.Arithmetic) -> int:
    return sign(run, node.left) * sign(run, node.right)


def _rows(run: ArrayRun, node: t.Aggregate) -> int:
    if node.argument is None:
        return 1
    return sign(run, node.argument) * (1 if node.weight is None else sign(run, node.weight))


def _any(run: ArrayRun, node: t.Typed) -> int:
    """The parts may cancel each other."""
    return 0


def _sign_of(values: Any) -> int:
    """1 where no value is below zero, -1 where none is above, else 0."""
    if not len(values) or values.min() >= 0:
        return 1
    return -1 if values.max() <= 0 else 0


_ARITHMETIC: Mapping[str, Callable[[ArrayRun, t.Arithmetic], int]] = complete("arrays/signs", ARITHMETIC, {
    "+": _sum, "-": _sum, "*": _product, "/": _product,
})  # fmt: skip
_APPLIED: Mapping[str, Callable[[ArrayRun, t.Apply], int]] = complete("arrays/signs", APPLIED, {
    "neg": lambda run, node: -sign(run, node.arguments[0]),
    "abs": lambda run, node: abs(sign(run, node.arguments[0])),
    "min": lambda run, node: _common(run, node.arguments),
    "max": lambda run, node: _common(run, node.arguments),
    "not": _any, "in": _any, "given": _any, "exp": _any, "log": _any,
    "round_half_even": _any, "ceil": _any, "floor": _any,
})  # fmt: skip
_AGGREGATES: Mapping[str, Callable[[ArrayRun, t.Aggregate], int]] = complete("arrays/signs", AGGREGATES, {
    "sum": _rows, "count": _rows, "mean": _rows, "min": _rows, "max": _rows, "any": _rows, "all": _rows,
})  # fmt: skip
