"""Which values are right to the last digit, so that a comparison of them is decided though they are near or equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from ruleengine.arrays.arrays import Truths
from ruleengine.arrays.fold import Fold
from ruleengine.arrays.magnitudes import values_over
from ruleengine.arrays.protocol import ArrayRun
from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, complete

#: Below this, every whole number is a double.
_WHOLE = 2.0**53


def given(run: ArrayRun, node: t.Typed) -> bool:
    """Whether a tree is a number as it was given, so that a comparison with another such one is exact."""
    match node:
        case t.Constant() | t.Absence():
            return True
        case t.Value(name=name):
            return name not in run.plan.steps and not run.evaluate(node).converted
        case t.Aggregate(function=function):
            return _AGGREGATES[function] is _as_given
        case t.Find() | t.Follow() | t.Convert() | t.Arithmetic() | t.Power() | t.Compare():
            return False
        case t.Connect() | t.Select() | t.Apply() | t.Total():
            return False


def certain(run: ArrayRun, node: t.Typed, whole: bool) -> Any:
    """Where a value is right to the last digit: given as it is, or, with `whole`, a whole number so made."""
    key = (run.plan.key(node), whole)
    if key not in run.looked.certain:
        run.looked.certain[key] = _find_certain(run, node, whole)
    return run.looked.certain[key]


def _find_certain(run: ArrayRun, node: t.Typed, whole: bool) -> Any:
    table = node.type.table
    match node:
        case t.Value(name=name) if name in run.plan.steps:
            known = run.looked.certain
            look = partial(certain, run, whole=whole)
            return run.plan.through(name, look, lambda part: (run.plan.key(part), whole) in known)
        case t.Constant() | t.Absence() | t.Value() | t.Find():
            return _as_given(run, node, whole)
        case t.Compare() | t.Connect() | t.Power() | t.Total():
            return False
        case t.Follow(target=inner):
            found = certain(run, inner, whole)
            rows = run.evaluate(node.reference).values.astype(np.int64, copy=False)
            return found[rows] if isinstance(found, np.ndarray) and len(found) and inner.type.table else False
        case t.Convert(operand=inner, factor=factor):
            return _converted(run, node, inner, factor, whole)
        case t.Select(condition=condition, then=left, otherwise=right):
            chosen = values_over(run, condition, table).astype(np.bool_, copy=False)
            sides = _certain(run, left, table, whole), _certain(run, right, table, whole)
            return np.where(chosen, *sides)
        case t.Arithmetic():
            return _ARITHMETIC[node.operator](run, node, whole)
        case t.Apply():
            return _APPLIED[node.function](run, node, whole)
        case t.Aggregate():
            return _AGGREGATES[node.function](run, node, whole)


def _as_given(run: ArrayRun, node: t.Typed, whole: bool) -> Any:
    is_given = isinstance(node, t.Find) or given(run, node)
    return _is_whole(run.evaluate(node).values) if whole and is_given else is_given


def _whole(run: ArrayRun, node: t.Arithmetic, whole: bool) -> Any:
    made = _is_whole(run.evaluate(node).values)
    return all_certain(run, (node.left, node.right), node.type.table, True) & made


def _quotient(run: ArrayRun, node: t.Arithmetic, whole: bool) -> Any:
    table = node.type.table
    back = run.evaluate(node).values * values_over(run, node.right, table)
    return _whole(run, node, whole) & (back == values_over(run, node.left, table))


def _arguments(run: ArrayRun, node: t.Apply, whole: bool) -> Any:
    return all_certain(run, node.arguments, node.type.table, whole)


def _rows(run: ArrayRun, node: t.Aggregate, exactly: bool) -> Any:
    """Where every row is certain, and the result a whole number where `exactly` asks for one."""
    if node.argument is None:
        return False
    rows = run.products.rows[node.table].count
    wrong = np.broadcast_to(~np.asarray(_certain(run, node.argument, node.table, exactly)), rows)
    sums: Any = run.evaluate(node).values
    made = _is_whole(sums) if exactly else np.ones(len(sums), np.bool_)
    return (Fold(run, node).total(wrong.astype(np.float64)) == 0) & made


def _never(run: ArrayRun, node: t.Typed, whole: bool) -> bool:
    return False


def _made_whole(run: ArrayRun, node: t.Apply, whole: bool) -> Any:
    """Rounded up or down; where the number to be rounded was too near a whole one the product is doubtful anyway."""
    return _is_whole(run.evaluate(node).values)


def _converted(run: ArrayRun, node: t.Convert, inner: t.Typed, factor: Fraction, whole: bool) -> Any:
    """One multiplication or division of a whole number is rounded once, to the nearest of what is meant."""
    if factor.numerator != 1 and factor.denominator != 1:
        return False
    made = _is_whole(run.evaluate(node).values) if whole else True
    return np.asarray(certain(run, inner, True)) & made


def _certain(run: ArrayRun, node: t.Typed, table: str | None, whole: bool) -> Any:
    found = certain(run, node, whole)
    if isinstance(found, np.ndarray) and found.ndim and table is not None and node.type.table is None:
        return found[run.products.rows[table].owner]
    return found


def all_certain(run: ArrayRun, nodes: tuple[t.Typed, ...], table: str | None, whole: bool) -> Any:
    """Where all of several trees are right to the last digit, for the rows of the table."""
    found: Any = np.True_
    for node in nodes:
        found = found & np.asarray(_certain(run, node, table, whole))
    return found


def _is_whole(values: Any) -> Truths:
    found: Truths = (values == np.rint(values)) & (np.abs(values) < _WHOLE)
    return found


_ARITHMETIC: Mapping[str, Callable[[ArrayRun, t.Arithmetic, bool], Any]] = complete("arrays/certainty", ARITHMETIC, {
    "+": _whole, "-": _whole, "*": _whole, "/": _quotient,
})  # fmt: skip
_APPLIED: Mapping[str, Callable[[ArrayRun, t.Apply, bool], Any]] = complete("arrays/certainty", APPLIED, {
    "neg": _arguments, "abs": _arguments, "min": _arguments, "max": _arguments, "not": _never, "in": _never,
    "given": _never, "exp": _never, "log": _never, "round_half_even": _never,
    "ceil": _made_whole, "floor": _made_whole,
})  # fmt: skip
#: What counts is not rounded at all: it is as good as given.
_AGGREGATES: Mapping[str, Callable[[ArrayRun, t.Aggregate, bool], Any]] = complete("arrays/certainty", AGGREGATES, {
    "sum": lambda run, node, whole: _rows(run, node, True),
    "count": _as_given, "mean": _never, "min": _rows, "max": _rows, "any": _never, "all": _never,
})  # fmt: skip
