"""What each construct of the language means for one product: one function a construct."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, DecimalException

from ruleengine.formula import typed as t
from ruleengine.formula.functions import APPLIED, ARITHMETIC, COMPARISONS, complete
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent
from ruleengine.run.agreement import agree, at_most, difference, less, rounded, sum_of_two, unless_cancelled
from ruleengine.run.fold import aggregate
from ruleengine.run.protocol import ExactRun
from ruleengine.run.values import CalculationError, Datum, Unusable, absent_of, numbers_of, scaled

_ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = complete("run/operations", ARITHMETIC, {
    "+": sum_of_two, "-": difference, "*": operator.mul, "/": operator.truediv,
})  # fmt: skip
_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = complete("run/operations", COMPARISONS, {
    "==": agree, "!=": lambda left, right: not agree(left, right),
    "<": less, "<=": at_most,
    ">": lambda left, right: less(right, left), ">=": lambda left, right: at_most(right, left),
})  # fmt: skip


def _constant(run: ExactRun, node: t.Constant, row: int | None) -> Datum:
    return node.value


def _not_applicable(run: ExactRun, node: t.Absence, row: int | None) -> Datum:
    return NOT_APPLICABLE


def _value(run: ExactRun, node: t.Value, row: int | None) -> Datum:
    try:
        value = run.values[node.name]
    except KeyError:
        if node.name in run.failed:
            raise Unusable from None
        return MISSING
    if isinstance(value, tuple):
        if row is None:
            raise AssertionError(f"{node.name} is a column")
        return value[row]
    return value


def _follow(run: ExactRun, node: t.Follow, row: int | None) -> Datum:
    key = run.evaluate(node.reference, row)
    if isinstance(key, Absent):
        return key
    target = node.reference.type.target or ""
    return run.evaluate(node.target, run.row(target, str(key)))


def _find(run: ExactRun, node: t.Find, row: int | None) -> Datum:
    keys = [run.evaluate(k, row) for k in node.keys]
    absent = absent_of(keys)
    if absent:
        return absent
    found = run.program.lookups[node.table].rows.get(tuple(str(k) for k in keys))
    if found is None:
        raise CalculationError("E703.row", node, table=node.table, keys=tuple(str(k) for k in keys))
    value = found[node.column]
    return MISSING if value is None else value


def _convert(run: ExactRun, node: t.Convert, row: int | None) -> Datum:
    value = run.evaluate(node.operand, row)
    return _checked(node, lambda: scaled(value, node.factor)) if isinstance(value, Decimal) else value


def _arithmetic(run: ExactRun, node: t.Arithmetic, row: int | None) -> Datum:
    left, right = run.evaluate(node.left, row), run.evaluate(node.right, row)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        if node.operator == "/" and right == 0:
            raise CalculationError("E701.division", node)
        try:
            return _ARITHMETIC[node.operator](left, right)
        except DecimalException:
            raise CalculationError("E702.overflow", node) from None
    return absent_of((left, right)) or MISSING


def _checked(node: t.Typed, action: Callable[[], Decimal]) -> Decimal:
    try:
        return action()
    except DecimalException:
        raise CalculationError("E702.overflow", node) from None


def _power(run: ExactRun, node: t.Power, row: int | None) -> Datum:
    value = run.evaluate(node.operand, row)
    if not isinstance(value, Decimal):
        return value
    exponent = node.exponent
    if value == 0 and exponent < 0:
        raise CalculationError("E701.division", node)
    if exponent.denominator == 2:
        if value < 0:
            raise CalculationError("E702.root", node)
        return _checked(node, lambda: value.sqrt() ** exponent.numerator)
    return _checked(node, lambda: Decimal(1) if exponent == 0 else value ** int(exponent))


def _compare(run: ExactRun, node: t.Compare, row: int | None) -> Datum:
    left, right = run.evaluate(node.left, row), run.evaluate(node.right, row)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _COMPARISONS[node.operator](left, right)
    return absent_of((left, right)) or (left == right) is (node.operator == "==")


def _connect(run: ExactRun, node: t.Connect, row: int | None) -> Datum:
    """Three-valued: one False decides `and`, one True decides `or`, whatever is absent."""
    decisive = node.operator == "or"
    absent: Absent | None = None
    for operand in node.operands:
        value = run.evaluate(operand, row)
        if value is decisive:
            return decisive
        if isinstance(value, Absent):
            absent = MISSING if MISSING in (absent, value) else value
    return not decisive if absent is None else absent


def _select(run: ExactRun, node: t.Select, row: int | None) -> Datum:
    condition = run.evaluate(node.condition, row)
    if isinstance(condition, Absent):
        return condition
    return run.evaluate(node.then if condition else node.otherwise, row)


def _apply(run: ExactRun, node: t.Apply, row: int | None) -> Datum:
    values = [run.evaluate(a, row) for a in node.arguments]
    if node.function == "given":
        return not isinstance(values[0], Absent)
    absent = absent_of(values)
    if absent:
        return absent
    try:
        return _APPLIED[node.function](values, node)
    except DecimalException:
        raise CalculationError("E702.overflow", node) from None


def _log(numbers: list[Decimal], node: t.Apply) -> Decimal:
    if numbers[0] <= 0:
        raise CalculationError("E702.logarithm", node)
    return numbers[0].ln()


def _total(run: ExactRun, node: t.Total, row: int | None) -> Datum:
    if node.whole is not None and isinstance(run.evaluate(node.whole, row), Absent):
        raise Unusable
    total, terms = Decimal(0), []
    for part in node.parts:
        value = run.evaluate(part, row)
        if value is MISSING:
            raise Unusable
        if isinstance(value, Decimal):
            total = _added(total, value, part)
            terms.append(value)
    return unless_cancelled(total, terms)


def _added(total: Decimal, value: Decimal, part: t.Typed) -> Decimal:
    return _checked(part, lambda: total + value)


def _rounded(numbers: list[Decimal], rounding: str) -> Decimal:
    """To the decimal places that are the second number."""
    return rounded(numbers[0], int(numbers[1]), rounding)


#: Functions of values that are all there; whether `given` is true is asked of those that are not.
_APPLIED: Mapping[str, Callable[[list[Datum], t.Apply], Datum]] = complete("run/operations", APPLIED, {
    "given": lambda values, node: True,
    "not": lambda values, node: not values[0],
    "in": lambda values, node: values[0] in values[1:],
    "neg": lambda values, node: -numbers_of(values)[0],
    "abs": lambda values, node: abs(numbers_of(values)[0]),
    "exp": lambda values, node: numbers_of(values)[0].exp(),
    "log": lambda values, node: _log(numbers_of(values), node),
    "min": lambda values, node: min(numbers_of(values)),
    "max": lambda values, node: max(numbers_of(values)),
    "round_half_even": lambda values, node: _rounded(numbers_of(values), ROUND_HALF_EVEN),
    "ceil": lambda values, node: rounded(numbers_of(values)[0], 0, ROUND_CEILING),
    "floor": lambda values, node: rounded(numbers_of(values)[0], 0, ROUND_FLOOR),
})  # fmt: skip
OPERATIONS: Mapping[type[t.Typed], Callable[..., Datum]] = {
    t.Constant: _constant, t.Absence: _not_applicable, t.Value: _value, t.Follow: _follow, t.Find: _find,
    t.Convert: _convert,
    t.Arithmetic: _arithmetic, t.Power: _power, t.Compare: _compare, t.Connect: _connect, t.Select: _select,
    t.Apply: _apply, t.Aggregate: aggregate, t.Total: _total,
}  # fmt: skip
