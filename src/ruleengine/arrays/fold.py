"""Aggregates of the array kernel: the rows of a table folded into products, or into the rows that `by` points at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ruleengine.arrays.arrays import (
    ABSENT_MISSING,
    ABSENT_NOT_APPLICABLE,
    FAILED,
    PRESENT,
    Array,
    Floats,
    Integers,
    States,
    Truths,
    all_present,
    is_all_present,
)
from ruleengine.arrays.protocol import ArrayRun
from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, complete


class Fold:
    """One aggregate. `kept` is None while no row is left out."""

    def __init__(self, run: ArrayRun, node: t.Aggregate):
        self.run, self.node = run, node
        self.rows = run.products.rows[node.table]
        self.group: Integers = self.rows.owner
        self.size = run.products.size
        self.kept: Truths | None = None
        if node.by is not None:
            by = run.evaluate(node.by)
            self.size = run.products.rows[node.by.type.target or ""].count
            self.group = by.values.astype(np.int64, copy=False)
            if not is_all_present(by.state):
                self.kept = by.state == PRESENT
                self.group = np.where(self.kept, self.group, 0)
        self.state: States = all_present(self.size)

    def result(self) -> Array:
        """The folded array with its states."""
        node = self.node
        if node.where is not None:
            self._restrict(self.run.spread(self.run.evaluate(node.where), node.table))
        argument = None
        if node.argument is not None:
            argument = self.run.spread(self.run.evaluate(node.argument), node.table)
        values = self._fold(argument)
        missing = self.rows.missing
        if missing.any():
            if node.by is not None:
                missing = missing[self.run.products.rows[node.by.type.target or ""].owner]
            self.state = np.where(missing, ABSENT_MISSING, self.state).astype(np.uint8)
        return Array(values, self.state, node.type.table)

    def total(self, values: Floats) -> Floats:
        """The sum by group of other values of the same rows, those that `where` keeps."""
        if self.node.where is not None:
            self._restrict(self.run.spread(self.run.evaluate(self.node.where), self.node.table))
        return self._sum(values, self.kept)

    def shared(self, values: Floats) -> Floats:
        """The transpose of a sum or mean: values of the groups handed to their rows, as much as each row counts."""
        node = self.node
        if node.argument is None or not self.size:
            return np.zeros(self.rows.count)
        if node.where is not None:
            self._restrict(self.run.spread(self.run.evaluate(node.where), node.table))
        rows = self._present(self.run.spread(self.run.evaluate(node.argument), node.table))
        found = values[self.group]
        if node.function == "mean":
            weights, rows = self._weights(rows)
            total = self._sum(weights, rows)
            found = found * weights / np.where(total == 0, 1.0, total)[self.group]
        return found if rows is None else np.where(rows, found, 0.0)

    def _restrict(self, where: Array) -> None:
        self._mark_absent(where)
        self._keep(where.values.astype(np.bool_, copy=False))
        if not is_all_present(where.state):
            self._keep(where.state == PRESENT)

    def _keep(self, rows: Truths) -> None:
        self.kept = rows if self.kept is None else self.kept & rows

    def _mark_absent(self, array: Array) -> None:
        """Failures and missing values of the rows kept decide over their groups."""
        if is_all_present(array.state):
            return
        for state in (FAILED, ABSENT_MISSING):
            rows = array.state == state
            self._mark(rows if self.kept is None else self.kept & rows, state)

    def _mark(self, rows: Truths, state: int) -> None:
        """Give the groups of these rows a state, unless they have a weightier one."""
        if rows.any():
            self._weigh(self._touched(rows), state)

    def _weigh(self, groups: Truths, state: int) -> None:
        if groups.any():
            self.state = np.where(groups, np.maximum(self.state, state), self.state).astype(np.uint8)

    def _touched(self, rows: Truths) -> Truths:
        """The groups that have at least one of these rows."""
        touched = np.zeros(self.size, np.bool_)
        if rows.any():
            touched[self.group[rows]] = True
        return touched

    def _sum(self, values: Any, rows: Truths | None) -> Floats:
        """Sums by group, added in the order of the rows, so that they do not depend on what else is calculated."""
        weights = values if rows is None else np.where(rows, values, 0.0)
        # Rows that belong to no group stand in group 0, with nothing to add, even where there is no group.
        sums = np.bincount(self.group, weights=weights, minlength=self.size)[: self.size]
        return sums.astype(np.float64, copy=False)

    def _count(self, rows: Truths | None) -> Integers:
        if rows is not None:
            return np.bincount(self.group[rows], minlength=self.size)
        return (
            np.diff(self.rows.offsets)
            if self.node.by is None
            else np.bincount(self.group, minlength=self.size)
        )

    def _present(self, array: Array) -> Truths | None:
        """The rows kept that have a value; None for all rows."""
        if is_all_present(array.state):
            return self.kept
        present: Truths = array.state == PRESENT
        return present if self.kept is None else self.kept & present

    def _fold(self, argument: Array | None) -> Floats | Truths:
        if argument is None:
            return self._count(self.kept).astype(np.float64)
        return _AGGREGATES[self.node.function](self, argument)

    def _numbers(self, argument: Array) -> Truths | None:
        """The rows kept that have a value, the others having been marked."""
        self._mark_absent(argument)
        return self._present(argument)

    def _total(self, argument: Array) -> Floats:
        return self._sum(argument.values, self._numbers(argument))

    def _decide(self, argument: Array, decisive: bool) -> Truths:
        values = argument.values.astype(np.bool_, copy=False)
        rows = self._present(argument)
        wanted = values if decisive else ~values
        decided = self._touched(wanted if rows is None else wanted & rows)
        before = self.state
        self._mark_absent(argument)
        if self.state is not before:
            self.state = np.where(decided & (self.state == ABSENT_MISSING), before, self.state).astype(
                np.uint8
            )
        return decided if decisive else ~decided

    def _extreme(self, argument: Array, fold: np.ufunc, start: float) -> Floats:
        rows = self._numbers(argument)
        empty = self._count(rows) == 0
        values = np.full(self.size, start)
        chosen = slice(None) if rows is None else rows
        fold.at(values, self.group[chosen], argument.values[chosen])
        self._weigh(empty, ABSENT_NOT_APPLICABLE)
        return np.where(empty, 0.0, values)

    def _weights(self, rows: Truths | None) -> tuple[Any, Truths | None]:
        """The weights of a mean, and which of the rows have one; those that should have are marked."""
        if self.node.weight is None:
            return np.broadcast_to(np.float64(1), self.rows.count), rows
        weight = self.run.spread(self.run.evaluate(self.node.weight), self.node.table)
        if not is_all_present(weight.state):
            kept = np.ones(self.rows.count, np.bool_) if rows is None else rows
            self._mark(kept & (weight.state == FAILED), FAILED)
            self._mark(kept & (weight.state == ABSENT_MISSING), ABSENT_MISSING)
            rows = kept & (weight.state == PRESENT)
        return weight.values, rows

    def _mean(self, argument: Array) -> Floats:
        weights, rows = self._weights(self._numbers(argument))
        total = self._sum(weights, rows)
        empty = self._count(rows) == 0
        zero = (total == 0) & ~empty & (self.state == PRESENT)
        self._weigh(empty, ABSENT_NOT_APPLICABLE)
        self._weigh(zero, FAILED)
        return self._sum(argument.values * weights, rows) / np.where(total == 0, 1.0, total)


_AGGREGATES: Mapping[str, Callable[[Fold, Array], Floats | Truths]] = complete("arrays/fold", AGGREGATES, {
    "sum": Fold._total,
    "count": lambda fold, argument: fold._count(fold._numbers(argument)).astype(np.float64),
    "mean": Fold._mean,
    "min": lambda fold, argument: fold._extreme(argument, np.minimum, np.inf),
    "max": lambda fold, argument: fold._extreme(argument, np.maximum, -np.inf),
    "any": lambda fold, argument: fold._decide(argument, True),
    "all": lambda fold, argument: fold._decide(argument, False),
})  # fmt: skip
