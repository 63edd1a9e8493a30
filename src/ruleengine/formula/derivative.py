"""The exact derivative of a typed tree, as another typed tree.

The derivative is taken in a direction: beside every value `x` that changes stands its rate of change, the value
`d(x)` (`rate_name`). The derivative of a tree is a tree over values and rates, linear in the rates, that either
evaluator can run: one rate set to 1 and the others to 0 gives the partial derivative, rates in proportion to the
values give the effect of a joint relative change.

A column of a look-up table (`electricity.factor`) may change too, all its rows in one proportion: its rate is
relative.

Conditions, keys of look-ups, counts and rounding are constant but for jumps: their derivative is zero, and that of a
choice is the derivative of the side that is taken. Where two arguments of `min` or `max` are equal, the first
decides; of the rows of a column that are equal, their mean. A root at zero has no derivative: dividing by it fails
as any other division does. A derivative is missing or not applicable where the value is.

Parts that stand in a derivative several times, those of the tree itself among them, are one object: it is as large as
the tree, and who walks it looks at each object once.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from decimal import Decimal
from fractions import Fraction

from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, complete
from ruleengine.formula.typed import BOOLEAN, NUMBER


def rate_name(name: str) -> str:
    """The name of the rate of change of a value; no formula can write such a name."""
    return f"d({name})"


def derivative(node: t.Typed, changing: Set[str]) -> t.Typed | None:
    """The rate of change of a tree when the values in `changing` change at their rates; None where it is constant.

    The unit of the result is that of the tree for each unit of the direction; the units inside the new tree are not
    kept up.
    """
    match node:
        case t.Constant() | t.Absence() | t.Compare() | t.Connect():
            return None
        case t.Value(name=name):
            moves = node.type.kind == "number" and name in changing
            return t.Value(rate_name(name), node.type, node.span) if moves else None
        case t.Find(table=table, column=column):
            named = f"{table}.{column}"
            return _join("*", node, t.Value(rate_name(named), NUMBER)) if named in changing else None
        case t.Follow(reference=reference, target=target):
            inner = derivative(target, changing)
            return None if inner is None else t.Follow(reference, inner, node.type, node.span)
        case t.Convert(operand=operand, factor=factor):
            inner = derivative(operand, changing)
            return None if inner is None else t.Convert(inner, factor, node.type, node.span)
        case t.Arithmetic():
            return _arithmetic(node, changing)
        case t.Power(operand=operand, exponent=exponent):
            inner = derivative(operand, changing)
            return None if inner is None else _power(node, operand, exponent, inner)
        case t.Select(condition=condition, then=then, otherwise=otherwise):
            return _chosen(
                condition, (then, derivative(then, changing)), (otherwise, derivative(otherwise, changing))
            )
        case t.Apply():
            return _applied(node, changing)
        case t.Total(parts=parts):
            rates = [rate for part in parts if (rate := derivative(part, changing)) is not None]
            return t.Total(tuple(rates), None, node.type, node.span) if rates else None
        case t.Aggregate():
            return _AGGREGATE[node.function](node, changing)


def _number(value: Decimal | int) -> t.Constant:
    return t.Constant(Decimal(value), NUMBER)


def _join(operator: str, left: t.Typed, right: t.Typed) -> t.Arithmetic:
    """Two numbers joined row by row."""
    return t.Arithmetic(operator, left, right, NUMBER.of(left.type.table or right.type.table))


def _still(node: t.Typed) -> t.Typed:
    """Zero where the tree has a value, and absent where it has none."""
    return _number(0) if isinstance(node, t.Constant) else _join("*", node, _number(0))


def _sum(left: t.Typed | None, right: t.Typed | None) -> t.Typed | None:
    if left is None or right is None:
        return left or right
    return _join("+", left, right)


def _arithmetic(node: t.Arithmetic, changing: Set[str]) -> t.Typed | None:
    left, right = derivative(node.left, changing), derivative(node.right, changing)
    if left is None and right is None:
        return None
    return _ARITHMETIC[node.operator](node, left, right)


def _added(node: t.Arithmetic, left: t.Typed | None, right: t.Typed | None) -> t.Typed | None:
    """(a ± b)' = a' ± b'."""
    return _join(node.operator, left or _still(node.left), right or _still(node.right))


def _product(node: t.Arithmetic, left: t.Typed | None, right: t.Typed | None) -> t.Typed | None:
    """(a b)' = a' b + a b'."""
    first = None if left is None else _join("*", left, node.right)
    return _sum(first, None if right is None else _join("*", node.left, right))


def _quotient(node: t.Arithmetic, left: t.Typed | None, right: t.Typed | None) -> t.Typed | None:
    """(a / b)' = (a' − (a / b) b') / b."""
    change = left
    if right is not None:
        drop = _join("*", node, right)
        change = _join("-", left or _still(node.left), drop)
    return None if change is None else _join("/", change, node.right)


def _power(node: t.Typed, operand: t.Typed, exponent: Fraction, rate: t.Typed) -> t.Typed:
    """(uᵖ)' = p uᵖ⁻¹ u'."""
    if exponent == 0:
        return _still(operand)
    if exponent == 1:
        return rate
    coefficient = _number(Decimal(exponent.numerator) / Decimal(exponent.denominator))
    slope = _join("*", coefficient, t.Power(operand, exponent - 1, NUMBER.of(operand.type.table)))
    found = _join("*", slope, rate)
    return found if exponent.denominator == 1 else _unless_still(rate, found)


def _unless_still(rate: t.Typed, found: t.Typed) -> t.Typed:
    """The derivative where the argument changes at all: the slope of a root at zero is asked for only there."""
    still = t.Compare("==", rate, _number(0), BOOLEAN.of(rate.type.table))
    return t.Select(still, rate, found, NUMBER.of(found.type.table))


def _chosen(
    condition: t.Typed, then: tuple[t.Typed, t.Typed | None], otherwise: tuple[t.Typed, t.Typed | None]
) -> t.Typed | None:
    """The rate of the side that a condition takes."""
    if then[1] is None and otherwise[1] is None:
        return None
    first, second = then[1] or _still(then[0]), otherwise[1] or _still(otherwise[0])
    table = condition.type.table or first.type.table or second.type.table
    return t.Select(condition, first, second, NUMBER.of(table))


def _applied(node: t.Apply, changing: Set[str]) -> t.Typed | None:
    rates = [derivative(a, changing) for a in node.arguments]
    if all(rate is None for rate in rates):
        return None
    return _APPLIED[node.function](node, rates)


def _of_one(
    change: Callable[[t.Apply, t.Typed], t.Typed],
) -> Callable[[t.Apply, list[t.Typed | None]], t.Typed | None]:
    """The rule of a function that changes with its first argument only."""
    return lambda node, rates: None if rates[0] is None else change(node, rates[0])


def _constant(node: t.Apply, rates: list[t.Typed | None]) -> None:
    """Conditions do not change but for jumps."""


def _negated(node: t.Apply, rate: t.Typed) -> t.Typed:
    return t.Apply("neg", (rate,), NUMBER.of(node.arguments[0].type.table))


def _absolute(node: t.Apply, rate: t.Typed) -> t.Typed:
    table = node.arguments[0].type.table
    above = t.Compare(">=", node.arguments[0], _number(0), BOOLEAN.of(table))
    return t.Select(above, rate, _negated(node, rate), NUMBER.of(table))


def _extreme(node: t.Apply, rates: list[t.Typed | None]) -> t.Typed | None:
    """The rate of the smallest or largest of several numbers.

    Neighbours are held against each other, then the better of each two, so that many arguments make no deep tree.
    """
    rivals = list(zip(node.arguments, rates, strict=True))
    while len(rivals) > 1:
        pairs = zip(rivals[::2], rivals[1::2], strict=False)
        left_over = rivals[len(rivals) & ~1 :]
        rivals = [_better(node.function, first, second) for first, second in pairs] + left_over
    return rivals[0][1]


def _better(
    function: str, first: tuple[t.Typed, t.Typed | None], second: tuple[t.Typed, t.Typed | None]
) -> tuple[t.Typed, t.Typed | None]:
    """The smaller or larger of two numbers, the first where they are equal, and its rate."""
    table = first[0].type.table or second[0].type.table
    ahead = t.Compare("<=" if function == "min" else ">=", first[0], second[0], BOOLEAN.of(table))
    return t.Apply(function, (first[0], second[0]), NUMBER.of(table)), _chosen(ahead, first, second)


def _unmoved(node: t.Aggregate, changing: Set[str]) -> None:
    """Counts and conditions do not change but for jumps."""


def _total(node: t.Aggregate, changing: Set[str]) -> t.Typed | None:
    rate = None if node.argument is None else derivative(node.argument, changing)
    return None if rate is None else _folded(node, "sum", rate, node.where)


def _average(node: t.Aggregate, changing: Set[str]) -> t.Typed | None:
    rate = None if node.argument is None else derivative(node.argument, changing)
    weight_rate = None if node.weight is None else derivative(node.weight, changing)
    return None if rate is None and weight_rate is None else _mean(node, rate, weight_rate)


def _outermost(node: t.Aggregate, changing: Set[str]) -> t.Typed | None:
    rate = None if node.argument is None else derivative(node.argument, changing)
    return None if rate is None or node.argument is None else _extreme_row(node, node.argument, rate)


def _folded(node: t.Aggregate, function: str, argument: t.Typed, where: t.Typed | None) -> t.Aggregate:
    """Another aggregate over the same rows and groups, without weights."""
    return t.Aggregate(function, node.table, argument, where, node.by, None, NUMBER.of(node.type.table))


def _extreme_row(node: t.Aggregate, argument: t.Typed, rate: t.Typed) -> t.Typed:
    """The mean rate of the rows that have the extreme value."""
    here = t.Compare("==", argument, node, BOOLEAN.of(node.table))
    where = here if node.where is None else t.Connect("and", (node.where, here), BOOLEAN.of(node.table))
    return _folded(node, "mean", rate, where)


def _mean(node: t.Aggregate, rate: t.Typed | None, weight_rate: t.Typed | None) -> t.Typed | None:
    """With m = Σ w a / Σ w: m' = Σ w a' / Σ w + Σ (a − m) w' / Σ w."""
    first: t.Typed | None = None
    if rate is not None:
        first = t.Aggregate("mean", node.table, rate, node.where, None, node.weight, NUMBER)
    if weight_rate is None or node.argument is None or node.weight is None:
        return first
    shifted = _join("*", _join("-", node.argument, node), weight_rate)
    weights = _join("+", node.weight, _still(node.argument))
    second = _join("/", _folded(node, "sum", shifted, node.where), _folded(node, "sum", weights, node.where))
    return _sum(first, t.Select(t.Apply("given", (node,), BOOLEAN), second, _still(node), NUMBER))


_ARITHMETIC = complete(
    "formula/derivative", ARITHMETIC, {"+": _added, "-": _added, "*": _product, "/": _quotient}
)
_APPLIED = complete("formula/derivative", APPLIED, {
    "not": _constant,
    "in": _constant,
    "given": _constant,
    "neg": _of_one(_negated),
    "abs": _of_one(_absolute),
    "exp": _of_one(lambda node, rate: _join("*", node, rate)),
    "log": _of_one(lambda node, rate: _join("/", rate, node.arguments[0])),
    "round_half_even": _of_one(lambda node, rate: _still(node)),
    "ceil": _of_one(lambda node, rate: _still(node)),
    "floor": _of_one(lambda node, rate: _still(node)),
    "min": _extreme,
    "max": _extreme,
})  # fmt: skip
_AGGREGATE = complete("formula/derivative", AGGREGATES, {
    "sum": _total,
    "mean": _average,
    "min": _outermost,
    "max": _outermost,
    "count": _unmoved,
    "any": _unmoved,
    "all": _unmoved,
})  # fmt: skip
