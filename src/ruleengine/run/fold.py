"""Aggregates of the exact evaluator: the rows of a table folded into one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException

from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, complete
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE
from ruleengine.run.agreement import total
from ruleengine.run.protocol import ExactRun
from ruleengine.run.values import CalculationError, Datum, Unusable, numbers_of

_ONE = Decimal(1)


def aggregate(run: ExactRun, node: t.Aggregate, row: int | None) -> Datum:
    """An aggregate over all rows of its table, or, with `by`, over those that point at the row.

    Over all rows it is the same in every row that asks for it: it is asked for once.
    """
    if node.by is None and row is not None:
        return run.once(node)
    if node.table in run.inventory.missing_tables:
        return MISSING
    if node.by is None:
        return _reduce(run, node, range(len(run.inventory.tables[node.table])), row)
    return _reduce(run, node, run.members(node, node.by)[row or 0], row)


def _reduce(run: ExactRun, node: t.Aggregate, rows: range | list[int], outer: int | None) -> Datum:
    """Fold the rows of an aggregate: all of them, so that an error does not depend on what else is missing."""
    found: list[tuple[Datum, Datum] | None] = []
    failures: list[CalculationError | Unusable] = []
    for index in rows:
        try:
            found.append(run.item(node, index, outer))
        except (CalculationError, Unusable) as failure:
            failures.append(failure)
    if failures:
        raise min(failures, key=_first_told)
    kept = [item for item in found if item is not None]
    items = [value for value, _ in kept]
    if any(value is MISSING for value in items) and (
        node.function not in ("any", "all") or any(weight is MISSING for _, weight in kept)
    ):
        return MISSING
    return _fold(node, items, [weight for _, weight in kept if isinstance(weight, Decimal)])


def item(run: ExactRun, node: t.Aggregate, index: int, outer: int | None) -> tuple[Datum, Datum] | None:
    """A row's value and weight; None where the row is left out. Both are missing where the condition is."""
    if node.where is not None:
        kept = run.evaluate(node.where, index if node.where.type.table else outer)
        if kept is MISSING:
            return MISSING, MISSING
        if kept is not True:
            return None
    value: Datum = True if node.argument is None else run.evaluate(node.argument, index)
    if value is NOT_APPLICABLE:
        return None
    if value is MISSING or node.weight is None:
        return value, _ONE
    weight = run.evaluate(node.weight, index if node.weight.type.table else outer)
    if weight is MISSING:
        return MISSING, MISSING
    return (value, weight) if isinstance(weight, Decimal) else None


def _fold(node: t.Aggregate, items: list[Datum], weights: list[Decimal]) -> Datum:
    try:
        return _AGGREGATES[node.function](items, weights, node)
    except DecimalException:
        raise CalculationError("E702.overflow", node) from None


def _first_told(failure: CalculationError | Unusable) -> tuple[int, str, str, tuple[int, int]]:
    """Which failure of several rows is told, whatever their order: errors before what rests on other steps."""
    if isinstance(failure, Unusable):
        return 1, "", "", (0, 0)
    return 0, failure.key, str(failure.facts), failure.part.span


def _decided(items: list[Datum], decisive: bool) -> Datum:
    """`any` (decisive: True) or `all` (decisive: False) of conditions that may be missing."""
    if decisive in items:
        return decisive
    return MISSING if MISSING in items else not decisive


def _mean(items: list[Datum], weights: list[Decimal], node: t.Aggregate) -> Datum:
    if not items:
        return NOT_APPLICABLE
    weight = total(weights)
    if weight == 0:
        raise CalculationError("E701.weights", node)
    return total([n * w for n, w in zip(numbers_of(items), weights, strict=True)]) / weight


#: Folds of the values of the rows kept; `weights` are those of a mean, in the order of the values.
_AGGREGATES: Mapping[str, Callable[[list[Datum], list[Decimal], t.Aggregate], Datum]] = complete(
    "run/fold", AGGREGATES, {
        "sum": lambda items, weights, node: total(numbers_of(items)),
        "count": lambda items, weights, node: Decimal(len(items)),
        "mean": _mean,
        "min": lambda items, weights, node: min(numbers_of(items)) if items else NOT_APPLICABLE,
        "max": lambda items, weights, node: max(numbers_of(items)) if items else NOT_APPLICABLE,
        "any": lambda items, weights, node: _decided(items, True),
        "all": lambda items, weights, node: _decided(items, False),
    },
)  # fmt: skip
