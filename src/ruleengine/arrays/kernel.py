"""The array kernel: the same program over many products at once, in double precision, without a loop over products.

It has the shape of the exact evaluator: steps here, one function a construct in `operations`, aggregates in `fold`.
Where the two could differ by more than rounding, the exact evaluator is right.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from ruleengine.arrays import ties
from ruleengine.arrays.arrays import (
    FAILED,
    Array,
    Products,
    Truths,
    is_all_present,
)
from ruleengine.arrays.elementwise import finite, spread_over
from ruleengine.arrays.operations import OPERATIONS, constant_array
from ruleengine.arrays.plan import Plan
from ruleengine.arrays.protocol import Looked
from ruleengine.formula import typed as t
from ruleengine.program.program import Program, Step


@frozen(eq=False)
class CalculatedProducts:
    """All values of a run by name. A product that failed a step has state `FAILED` in it and in all that rests on it.

    `doubtful` marks products for which a comparison is so near a tie, or a divisor or result so near zero, that
    rounding may have decided it: there the exact evaluator is to be asked.
    """

    products: Products
    values: dict[str, Array]
    doubtful: Truths


def calculate_arrays(program: Program, products: Products, plan: Plan | None = None) -> CalculatedProducts:
    """Run every step of a program on many products; `plan` is that of the program, where it is used more than once."""
    with np.errstate(all="ignore"):
        kernel = Kernel(program, products, plan)
    kernel.run()
    return CalculatedProducts(products, kernel.values, kernel.doubtful)


#: The kinds of steps whose numbers results tell, and shares of the footprint are taken of.
_TOLD = ("emission", "footprint", "indicator")


class Kernel:
    """Evaluates typed trees over arrays; a tree that occurs twice is evaluated once."""

    def __init__(self, program: Program, products: Products, plan: Plan | None = None):
        self.program, self.products = program, products
        self.plan = plan or Plan(program)
        self.values: dict[str, Array] = dict(products.values)
        self.known: dict[int, Array] = {}
        self.spreads: dict[tuple[int, str], tuple[Array, Array]] = {}
        self.doubtful: Truths = np.zeros(products.size, np.bool_)
        self.out_of_range = False
        self.looked = Looked()
        for name, parameter in program.parameters.items():
            self.values[name] = constant_array(self, float(parameter.value))

    def run(self) -> None:
        """Calculate all steps."""
        with np.errstate(all="ignore", over="call", under="call", call=self.note):
            for step in self.program.all_steps():
                self.step(step)

    def step(self, step: Step) -> None:
        """Calculate one step; overflow and undefined results become failures."""
        array = self.spread(self.evaluate(step.typed), step.type.table)
        if step.type.kind == "number":
            array = finite(array)
            if step.kind in _TOLD:
                ties.cancelled(self, step.typed, array)
        self.values[step.name] = self._whole(array)

    def _whole(self, array: Array) -> Array:
        """A column that fails in one row of a product has no value in any of its rows."""
        if array.table is None or is_all_present(array.state):
            return array
        failed = array.state == FAILED
        if not failed.any():
            return array
        owner = self.products.rows[array.table].owner
        lost = np.zeros(self.products.size, np.bool_)
        lost[owner[failed]] = True
        state = np.where(lost[owner], FAILED, array.state).astype(np.uint8)
        return Array(array.values, state, array.table, array.words)

    def note(self, error: str, flag: int) -> None:
        """Called by NumPy where a number became too large, or too small, for double precision."""
        self.out_of_range = True

    def evaluate(self, node: t.Typed) -> Array:
        """The array of a typed tree, evaluated once."""
        key = self.plan.key(node)
        found = self.known.get(key)
        if found is None:
            found = OPERATIONS[type(node)](self, node)
            if self.out_of_range:
                self.out_of_range, found = False, finite(found)
                ties.vanished(self, node, found)
            if not isinstance(node, t.Constant | t.Absence | t.Value):
                self.known[key] = found
        return found

    def spread(self, array: Array, table: str | None) -> Array:
        """One value a product as one value for each row of a table; other arrays as they are."""
        if table is None or array.table is not None:
            return array
        known = self.spreads.get((id(array), table))
        if known is None:
            rows = self.products.rows[table]
            values: Any = spread_over(array.values, rows.owner)
            spread = Array(values, spread_over(array.state, rows.owner), table, array.words)
            known = self.spreads[id(array), table] = (spread, array)
        return known[0]

    def together(self, nodes: tuple[t.Typed, ...], table: str | None) -> list[Array]:
        """The arrays of several trees, all of them for the rows of the table."""
        return [self.spread(self.evaluate(n), table) for n in nodes]

    def doubt(self, rows: Truths, table: str | None) -> None:
        """Mark the products of these rows (or products) as doubtful."""
        if table is None:
            self.doubtful |= rows
        else:
            self.doubtful[self.products.rows[table].owner[rows]] = True
