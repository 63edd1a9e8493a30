"""What is known of a result without calculating exactly: sign, bound, magnitude, certainty, function by function.

One entry a function: see `Known`. `arrays/ties.py` asks for it where rounding may decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from attrs import frozen

from ruleengine.arrays.arrays import PRESENT, Array, Floats, Rows, Truths, is_all_present
from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, complete

_WHOLE = 2.0**53


class Looks(Protocol):
    """What the functions below ask about the trees of a run; arrays are on the table named, else on the tree's own."""

    def sign(self, node: t.Typed) -> int:
        """1 or -1 where no part of a tree can cancel another, so that it is no smaller than its magnitude; else 0."""
        ...

    def bound(self, node: t.Typed) -> float:
        """What no magnitude of a tree exceeds in this run."""
        ...

    def magnitude_in(self, node: t.Typed, table: str | None) -> Any:
        """What a tree comes to when every part is taken without its sign."""
        ...

    def amplified(self, node: t.Typed) -> Any:
        """By how much the relative error of a tree is larger than that of its parts."""
        ...

    def certain_in(self, node: t.Typed, table: str | None, whole: bool) -> Any:
        """Where a value is right to the last digit; with `whole`, a whole number so made."""
        ...

    def all_certain(self, nodes: tuple[t.Typed, ...], table: str | None, whole: bool) -> Any:
        """Where all of several trees are certain."""
        ...

    def certain_as_given(self, node: t.Typed, whole: bool) -> Any:
        """The certainty of a number that nothing was calculated for."""
        ...

    def array(self, node: t.Typed, table: str | None) -> Array:
        """The values of a tree with their states."""
        ...

    def values(self, node: t.Typed, table: str | None) -> Any:
        """The values of a tree."""
        ...

    def rows(self, table: str) -> Rows:
        """The rows of a table."""
        ...

    def total(self, node: t.Aggregate, values: Floats) -> Floats:
        """The sum of other values over the rows and groups of an aggregate."""
        ...


def _common_sign(ties: Looks, nodes: tuple[t.Typed, ...]) -> int:
    signs = {ties.sign(node) for node in nodes}
    return signs.pop() if len(signs) == 1 else 0


def _sign_of_sum(ties: Looks, node: t.Arithmetic) -> int:
    first, second = ties.sign(node.left), ties.sign(node.right)
    return first if first == (second if node.operator == "+" else -second) else 0


def _sign_of_rows(ties: Looks, node: t.Aggregate) -> int:
    if node.argument is None:
        return 1
    return ties.sign(node.argument) * (1 if node.weight is None else ties.sign(node.weight))


def _bound_of_quotient(ties: Looks, node: t.Arithmetic) -> float:
    first, second = ties.bound(node.left), ties.bound(node.right)
    least = _least(ties.values(node.right, node.right.type.table))
    return first / least * max(second / least, 1.0) if least else np.inf


def _largest_bound(ties: Looks, node: t.Apply) -> float:
    return max(ties.bound(a) for a in node.arguments)


def _bound_of_total(ties: Looks, node: t.Aggregate) -> float:
    if node.argument is None:
        return np.inf
    counts = ties.rows(node.table).offsets
    rows = np.diff(counts).max(initial=0) if node.by is None else counts[-1]
    return ties.bound(node.argument) * float(rows)


def _own(ties: Looks, node: t.Typed) -> Any:
    """The value without its sign, for what cannot err more than its last digit."""
    return np.abs(ties.values(node, node.type.table))


def _both(ties: Looks, node: t.Arithmetic) -> tuple[Any, Any]:
    return ties.magnitude_in(node.left, node.type.table), ties.magnitude_in(node.right, node.type.table)


def _magnitude_of_sum(ties: Looks, node: t.Arithmetic) -> Any:
    first, second = _both(ties, node)
    return first + second


def _magnitude_of_product(ties: Looks, node: t.Arithmetic) -> Any:
    first, second = _both(ties, node)
    return first * second


def _magnitude_of_quotient(ties: Looks, node: t.Arithmetic) -> Any:
    first, second = _both(ties, node)
    divisor = np.abs(ties.values(node.right, node.type.table))
    safe = np.where(divisor == 0, 1.0, divisor)
    return first / safe * np.maximum(second / safe, 1.0)


def _largest_magnitude(ties: Looks, node: t.Apply) -> Any:
    found = ties.magnitude_in(node.arguments[0], node.type.table)
    for argument in node.arguments[1:]:
        found = np.maximum(found, ties.magnitude_in(argument, node.type.table))
    return found


def _magnitude_of_exp(ties: Looks, node: t.Apply) -> Any:
    return _own(ties, node) * (1.0 + ties.magnitude_in(node.arguments[0], node.type.table))


def _magnitude_of_log(ties: Looks, node: t.Apply) -> Any:
    return _own(ties, node) + ties.amplified(node.arguments[0])


def _magnitudes(ties: Looks, node: t.Aggregate, inner: t.Typed) -> Any:
    """The magnitudes of the rows that have a value."""
    magnitudes: Any = ties.magnitude_in(inner, node.table)
    array = ties.array(inner, node.table)
    if is_all_present(array.state):
        return magnitudes
    return np.where(array.state == PRESENT, magnitudes, 0.0)


def _magnitude_of_rows(ties: Looks, node: t.Aggregate) -> Any:
    if node.argument is None:
        return _own(ties, node)
    return ties.total(node, _magnitudes(ties, node, node.argument))


def _magnitude_of_mean(ties: Looks, node: t.Aggregate) -> Any:
    if node.argument is None:
        return _own(ties, node)
    magnitudes = _magnitudes(ties, node, node.argument)
    if node.weight is None:
        weights: Any = np.ones(len(magnitudes))
        sums = weights
    else:
        weights, sums = ties.magnitude_in(node.weight, node.table), ties.values(node.weight, node.table)
    divisor = np.abs(ties.total(node, sums))
    return ties.total(node, magnitudes * weights) / np.where(divisor == 0, 1.0, divisor)


def _certain_whole(ties: Looks, node: t.Arithmetic, whole: bool) -> Any:
    made = is_whole(ties.values(node, node.type.table))
    return ties.all_certain((node.left, node.right), node.type.table, True) & made


def _certain_quotient(ties: Looks, node: t.Arithmetic, whole: bool) -> Any:
    table = node.type.table
    back = ties.values(node, node.type.table) * ties.values(node.right, table)
    return _certain_whole(ties, node, whole) & (back == ties.values(node.left, table))


def _certain_rows(ties: Looks, node: t.Aggregate, exactly: bool) -> Any:
    """Where every row is certain, and the result a whole number where `exactly` asks for one."""
    if node.argument is None:
        return False
    wrong = np.broadcast_to(
        ~np.asarray(ties.certain_in(node.argument, node.table, exactly)), ties.rows(node.table).count
    )
    sums: Any = ties.values(node, node.type.table)
    made = is_whole(sums) if exactly else np.ones(len(sums), np.bool_)
    return (ties.total(node, wrong.astype(np.float64)) == 0) & made


def _least(values: Any) -> float:
    return float(np.abs(values).min()) if len(values) else 1.0


def is_whole(values: Any) -> Truths:
    """Where numbers are whole and small enough that double precision holds them exactly."""
    found: Truths = (values == np.rint(values)) & (np.abs(values) < _WHOLE)
    return found


N = TypeVar("N", t.Arithmetic, t.Apply, t.Aggregate)


@frozen
class Known(Generic[N]):
    """What is known of the results of a function or operator: see the methods of `Looks` of these names.

    `vanishes`: a result can be too small for double precision where no argument is zero; `is_count`: no result is
    rounded at all.
    """

    sign: Callable[[Looks, N], int]
    bound: Callable[[Looks, N], float]
    magnitude: Callable[[Looks, N], Any]
    certain: Callable[[Looks, N, bool], Any]
    vanishes: bool = False
    is_count: bool = False


def _any_sign(ties: Looks, node: t.Typed) -> int:
    """The parts may cancel each other."""
    return 0


def _no_bound(ties: Looks, node: t.Typed) -> float:
    return float(np.inf)


def _uncertain(ties: Looks, node: t.Typed, whole: bool) -> bool:
    return False


def _certain_arguments(ties: Looks, node: t.Apply, whole: bool) -> Any:
    return ties.all_certain(node.arguments, node.type.table, whole)


ARITHMETIC_KNOWN: Mapping[str, Known[t.Arithmetic]] = complete("arrays/known", ARITHMETIC, {
    "+": Known(
        _sign_of_sum, lambda ties, node: ties.bound(node.left) + ties.bound(node.right),
        _magnitude_of_sum, _certain_whole,
    ),
    "-": Known(
        _sign_of_sum, lambda ties, node: ties.bound(node.left) + ties.bound(node.right),
        _magnitude_of_sum, _certain_whole,
    ),
    "*": Known(
        lambda ties, node: ties.sign(node.left) * ties.sign(node.right),
        lambda ties, node: ties.bound(node.left) * ties.bound(node.right),
        _magnitude_of_product, _certain_whole, vanishes=True,
    ),
    "/": Known(
        lambda ties, node: ties.sign(node.left) * ties.sign(node.right),
        _bound_of_quotient, _magnitude_of_quotient, _certain_quotient, vanishes=True,
    ),
})  # fmt: skip
_CONDITION = Known[t.Apply](_any_sign, _no_bound, _largest_magnitude, _uncertain)
_EXTREME = Known[t.Apply](
    lambda ties, node: _common_sign(ties, node.arguments), _largest_bound, _largest_magnitude,
    _certain_arguments,
)  # fmt: skip
APPLIED_KNOWN: Mapping[str, Known[t.Apply]] = complete("arrays/known", APPLIED, {
    "not": _CONDITION,
    "in": _CONDITION,
    "given": _CONDITION,
    "neg": Known(
        lambda ties, node: -ties.sign(node.arguments[0]), _largest_bound, _largest_magnitude,
        _certain_arguments,
    ),
    "abs": Known(
        lambda ties, node: abs(ties.sign(node.arguments[0])), _largest_bound, _largest_magnitude,
        _certain_arguments,
    ),
    "min": _EXTREME,
    "max": _EXTREME,
    "exp": Known(_any_sign, _no_bound, _magnitude_of_exp, _uncertain, vanishes=True),
    "log": Known(_any_sign, _no_bound, _magnitude_of_log, _uncertain),
    "round_half_even": Known(_any_sign, _no_bound, _largest_magnitude, _uncertain),
})  # fmt: skip
_ANY_ROW = Known[t.Aggregate](_sign_of_rows, _no_bound, _magnitude_of_rows, _uncertain)
_EXTREME_ROW = Known[t.Aggregate](
    _sign_of_rows, _no_bound, _magnitude_of_rows, _certain_rows,
)  # fmt: skip
AGGREGATE_KNOWN: Mapping[str, Known[t.Aggregate]] = complete("arrays/known", AGGREGATES, {
    "sum": Known(
        _sign_of_rows, _bound_of_total, _magnitude_of_rows,
        lambda ties, node, whole: _certain_rows(ties, node, True),
    ),
    "count": Known(
        _sign_of_rows, _no_bound, _own, lambda ties, node, whole: ties.certain_as_given(node, whole), is_count=True,
    ),
    "mean": Known(_sign_of_rows, _no_bound, _magnitude_of_mean, _uncertain),
    "min": _EXTREME_ROW,
    "max": _EXTREME_ROW,
    "any": _ANY_ROW,
    "all": _ANY_ROW,
})  # fmt: skip


def may_vanish(node: t.Typed) -> bool:
    """Whether a result can be too small for double precision where no argument is zero."""
    match node:
        case t.Convert() | t.Power():
            return True
        case t.Arithmetic():
            return ARITHMETIC_KNOWN[node.operator].vanishes
        case t.Apply():
            return APPLIED_KNOWN[node.function].vanishes
        case t.Constant() | t.Value() | t.Find() | t.Follow() | t.Compare() | t.Connect() | t.Select():
            return False
        case t.Aggregate():
            return AGGREGATE_KNOWN[node.function].vanishes
