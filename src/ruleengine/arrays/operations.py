"""What each construct of the language means over arrays: one function a construct, as in the exact evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ruleengine.arrays import ties
from ruleengine.arrays.arrays import (
    ABSENT_MISSING,
    ABSENT_NOT_APPLICABLE,
    FAILED,
    PRESENT,
    Array,
    Floats,
    Integers,
    States,
    all_present,
    is_all_present,
)
from ruleengine.arrays.elementwise import (
    outermost,
    present,
    scaled,
    spread_over,
    translated,
    with_failures,
    worst,
)
from ruleengine.arrays.fold import Fold
from ruleengine.arrays.protocol import ArrayRun
from ruleengine.formula import typed as t
from ruleengine.formula.functions import APPLIED, ARITHMETIC, COMPARISONS, complete

#: Quotients are divided where the divisor is not zero.
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = complete("arrays/operations", ARITHMETIC, {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
})  # fmt: skip
#: Look-up tables with more combinations of words than this are not kept from one call to the next.
_KEPT = 10_000
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = complete("arrays/operations", COMPARISONS, {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
})  # fmt: skip


def constant_array(run: ArrayRun, value: float | bool) -> Array:
    """One number or truth value for every product."""
    size = run.products.size
    values: Any = np.broadcast_to(np.bool_(value) if isinstance(value, bool) else np.float64(value), size)
    return Array(values, all_present(size))


def _constant(run: ArrayRun, node: t.Constant) -> Array:
    if isinstance(node.value, str):
        size = run.products.size
        return Array(np.broadcast_to(np.int64(0), size), all_present(size), None, (node.value,))
    return constant_array(run, node.value if isinstance(node.value, bool) else float(node.value))


def _not_applicable(run: ArrayRun, node: t.Absence) -> Array:
    size = run.products.size
    kind = {"text": np.int64, "boolean": np.bool_}.get(node.type.kind, np.float64)
    states = np.full(size, ABSENT_NOT_APPLICABLE, np.uint8)
    return Array(np.zeros(size, kind), states, None, ("",) if node.type.kind == "text" else None)


def _value(run: ArrayRun, node: t.Value) -> Array:
    found = run.values.get(node.name)
    if found is not None:
        return found
    size = run.products.rows[node.type.table].count if node.type.table else run.products.size
    return Array(np.zeros(size), np.full(size, ABSENT_MISSING, np.uint8), node.type.table)


def _follow(run: ArrayRun, node: t.Follow) -> Array:
    reference = run.evaluate(node.reference)
    target = run.spread(run.evaluate(node.target), node.target.type.table)
    if not len(target.values):
        empty: Any = np.zeros(len(reference.values), target.values.dtype)
        return Array(empty, reference.state, node.type.table, target.words)
    rows = reference.values.astype(np.int64, copy=False)
    if is_all_present(reference.state):
        return Array(
            spread_over(target.values, rows),
            spread_over(target.state, rows),
            node.type.table,
            target.words,
        )
    present = reference.state == PRESENT
    rows = np.where(present, rows, 0)
    state = np.where(present, target.state[rows], reference.state).astype(np.uint8)
    return Array(target.values[rows], state, node.type.table, target.words)


def _find(run: ArrayRun, node: t.Find) -> Array:
    keys = run.together(node.keys, node.type.table)
    words = tuple(k.words or ("",) for k in keys)
    position: Integers = np.zeros(len(keys[0].values), np.int64)
    for key, texts in zip(keys, words, strict=True):
        position = position * len(texts) + key.values.astype(np.int64, copy=False)
    values, states = _table(run, node, words)
    absent = worst(keys)
    state: States = absent
    if not (is_all_present(absent) and is_all_present(states)):
        state = np.where(absent == PRESENT, states[position], absent).astype(np.uint8)
    return Array(values[position], state, node.type.table)


def _table(run: ArrayRun, node: t.Find, words: tuple[tuple[str, ...], ...]) -> tuple[Floats, States]:
    """The column of a look-up table for every combination of these words; a failure where it has no row."""
    known = run.plan.tables.get((node.table, node.column, words))
    if known is not None:
        return known
    shape = [len(texts) for texts in words]
    values = np.zeros(int(np.prod(shape)))
    states = np.full(len(values), FAILED, np.uint8)
    for flat, index in enumerate(np.ndindex(*shape)):
        row = run.program.lookups[node.table].rows.get(tuple(t[i] for t, i in zip(words, index, strict=True)))
        if row is not None:
            cell = row[node.column]
            states[flat] = ABSENT_MISSING if cell is None else PRESENT
            values[flat] = 0.0 if cell is None else float(cell)
    found = (values, all_present(len(values)) if not states.any() else states)
    if len(values) < _KEPT:
        run.plan.tables[node.table, node.column, words] = found
    return found


def _convert(run: ArrayRun, node: t.Convert) -> Array:
    operand = run.evaluate(node.operand)
    return Array(scaled(operand.values, node.factor), operand.state, operand.table)


def _arithmetic(run: ArrayRun, node: t.Arithmetic) -> Array:
    left, right = run.together((node.left, node.right), node.type.table)
    state = worst([left, right])
    if node.operator == "/":
        zero = right.values == 0
        divisor = right.values
        if zero.any():
            divisor = np.where(zero, 1.0, right.values)
            state = with_failures(state, zero)
        ties.near_zero(run, node.right, right, node.type.table)
        return Array(np.divide(left.values, divisor), state, node.type.table)
    return Array(_ARITHMETIC[node.operator](left.values, right.values), state, node.type.table)


def _power(run: ArrayRun, node: t.Power) -> Array:
    operand = run.evaluate(node.operand)
    base, exponent = operand.values, node.exponent
    wrong = np.zeros(len(base), np.bool_)
    if exponent < 0:
        wrong |= base == 0
    if exponent.denominator == 2:
        wrong |= base < 0
    if exponent < 0 or exponent.denominator == 2:
        ties.near_zero(run, node.operand, operand, operand.table)
    values = np.power(np.ascontiguousarray(np.where(wrong, 1.0, base)), float(exponent))
    return Array(values, with_failures(operand.state, wrong), operand.table)


def _compare(run: ArrayRun, node: t.Compare) -> Array:
    left, right = run.together((node.left, node.right), node.type.table)
    values: Any
    if left.words is not None and right.words is not None:
        codes = {word: code for code, word in enumerate(left.words)}
        translate = np.asarray([codes.get(word, -1) for word in right.words] or [-1], np.int64)
        same = left.values == spread_over(translate, right.values)
        values = same if node.operator == "==" else ~same
    else:
        values = _COMPARE[node.operator](left.values, right.values)
        if node.left.type.kind == "number":
            ties.compared(run, node, left, right)
    return Array(values, worst([left, right]), node.type.table)


def _connect(run: ArrayRun, node: t.Connect) -> Array:
    """Three-valued, and lazy in failures: a part behind a decisive one is not evaluated by the specification."""
    decisive = node.operator == "or"
    parts = run.together(node.operands, node.type.table)
    if all(is_all_present(part.state) for part in parts):
        values: Any = parts[0].values.astype(np.bool_, copy=False)
        for part in parts[1:]:
            values = values | part.values if decisive else values & part.values
        return Array(values, parts[0].state, node.type.table)
    size = len(parts[0].values)
    decided = np.zeros(size, np.bool_)
    state = np.zeros(size, np.uint8)
    for part in parts:
        open_ = ~decided & (state != FAILED)
        decided |= open_ & (part.state == PRESENT) & (part.values == decisive)
        state = np.where(open_ & ~decided, np.maximum(state, part.state), state).astype(np.uint8)
    values = decided if decisive else ~decided
    return Array(values, np.where(decided, PRESENT, state).astype(np.uint8), node.type.table)


def _select(run: ArrayRun, node: t.Select) -> Array:
    condition, then, otherwise = run.together((node.condition, node.then, node.otherwise), node.type.table)
    chosen = condition.values.astype(np.bool_, copy=False)
    words = None
    left: Any = then.values
    right: Any = otherwise.values
    if then.words is not None and otherwise.words is not None:
        words = tuple(dict.fromkeys((*then.words, *otherwise.words)))
        codes = {word: code for code, word in enumerate(words)}
        left, right = translated(then, codes), translated(otherwise, codes)
    state = condition.state
    if not (is_all_present(then.state) and is_all_present(otherwise.state) and is_all_present(state)):
        state = np.where(chosen, then.state, otherwise.state)
        state = np.where(condition.state == PRESENT, state, condition.state).astype(np.uint8)
    return Array(np.where(chosen, left, right), state, node.type.table, words)


def _apply(run: ArrayRun, node: t.Apply) -> Array:
    return _APPLIED[node.function](run, node)


def _given(run: ArrayRun, node: t.Apply) -> Array:
    first = run.together(node.arguments, node.type.table)[0]
    absent = (first.state == ABSENT_MISSING) | (first.state == ABSENT_NOT_APPLICABLE)
    state = first.state
    if not is_all_present(state):
        state = np.where(state == FAILED, FAILED, PRESENT).astype(np.uint8)
    return Array(~absent, state, node.type.table)


def _log(run: ArrayRun, node: t.Apply) -> Array:
    (first,) = run.together(node.arguments, node.type.table)
    ties.near_zero(run, node.arguments[0], first, node.type.table)
    wrong = first.values <= 0
    values = np.log(np.where(wrong, 1.0, first.values))
    return Array(values, with_failures(first.state, wrong), node.type.table)


def _rounded(run: ArrayRun, node: t.Apply) -> Array:
    first, places = run.together(node.arguments, node.type.table)
    ties.rounded(run, node, first, places)
    power = 10.0**places.values
    return Array(np.round(first.values * power) / power + 0.0, worst([first, places]), node.type.table)


def _whole(run: ArrayRun, node: t.Apply, change: np.ufunc) -> Array:
    (first,) = run.together(node.arguments, node.type.table)
    ties.whole(run, node, first)
    return Array(change(first.values) + 0.0, first.state, node.type.table)


def _membership(run: ArrayRun, node: t.Apply) -> Array:
    item = run.evaluate(node.arguments[0])
    options = {a.value for a in node.arguments[1:] if isinstance(a, t.Constant)}
    inside = np.asarray([word in options for word in item.words or ()] or [False], np.bool_)
    return Array(spread_over(inside, item.values), item.state, item.table)


def _aggregate(run: ArrayRun, node: t.Aggregate) -> Array:
    ties.balanced(run, node)
    return Fold(run, node).result()


def _total(run: ArrayRun, node: t.Total) -> Array:
    size = run.products.size
    total: Floats = np.zeros(size)
    state: States = all_present(size)
    for part in node.parts:
        array = run.evaluate(part)
        if is_all_present(array.state):
            total = total + array.values
        else:
            total = total + np.where(array.state == PRESENT, array.values, 0.0)
            state = with_failures(state, array.state >= ABSENT_MISSING)
    if node.whole is not None:
        state = with_failures(state, ~present(run.evaluate(node.whole)))
    return Array(total, state)


def _plain(change: Callable[[list[Any]], Any]) -> Callable[[ArrayRun, t.Apply], Array]:
    """A function of values that are all there, which cannot fail but by growing too large."""

    def applied(run: ArrayRun, node: t.Apply) -> Array:
        arguments = run.together(node.arguments, node.type.table)
        return Array(change([a.values for a in arguments]), worst(arguments), node.type.table)

    return applied


_APPLIED: Mapping[str, Callable[[ArrayRun, t.Apply], Array]] = complete("arrays/operations", APPLIED, {
    "given": _given,
    "in": _membership,
    "log": _log,
    "round_half_even": _rounded,
    "ceil": lambda run, node: _whole(run, node, np.ceil),
    "floor": lambda run, node: _whole(run, node, np.floor),
    "not": _plain(lambda values: ~values[0].astype(np.bool_, copy=False)),
    "neg": _plain(lambda values: -values[0]),
    "abs": _plain(lambda values: np.abs(values[0])),
    "exp": _plain(lambda values: np.exp(np.ascontiguousarray(values[0]))),
    "min": _plain(lambda values: outermost(values, np.minimum)),
    "max": _plain(lambda values: outermost(values, np.maximum)),
})  # fmt: skip

OPERATIONS: Mapping[type[t.Typed], Callable[..., Array]] = {
    t.Constant: _constant, t.Absence: _not_applicable, t.Value: _value, t.Follow: _follow, t.Find: _find,
    t.Convert: _convert,
    t.Arithmetic: _arithmetic, t.Power: _power, t.Compare: _compare, t.Connect: _connect, t.Select: _select,
    t.Apply: _apply, t.Aggregate: _aggregate, t.Total: _total,
}  # fmt: skip
