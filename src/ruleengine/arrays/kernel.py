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
    ABSENT_MISSING,
    FAILED,
    PRESENT,
    Array,
    Products,
    Truths,
    all_present,
    is_all_present,
)
from ruleengine.arrays.elementwise import finite, scaled, spread_over
from ruleengine.arrays.operations import OPERATIONS, constant_array
from ruleengine.arrays.plan import Plan
from ruleengine.arrays.protocol import Looked
from ruleengine.formula import typed as t
from ruleengine.formula.units import CO2E
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.model import SPECIES, STAGES


@frozen(eq=False)
class Calculated:
    """All values of a run by name. A product that failed a step has state `FAILED` in it and in all that rests on it.

    `doubtful` marks products for which a comparison is so near a tie, or a divisor so near zero, that rounding may have
    decided it: there the exact evaluator is to be asked.
    """

    products: Products
    values: dict[str, Array]
    doubtful: Truths


def calculate_arrays(program: Program, products: Products, plan: Plan | None = None) -> Calculated:
    """Run every step of a program on many products; `plan` is that of the program, where it is used more than once."""
    with np.errstate(all="ignore"):
        kernel = Kernel(program, products, plan)
    with np.errstate(all="ignore", over="call", under="call", call=kernel.note):
        kernel.run()
    return Calculated(products, kernel.values, kernel.doubtful)


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
        """Calculate all steps, the footprint between emissions and indicators."""
        for step in self.program.steps:
            self.step(step)
        if self.program.reference_flow:
            self.step(self.program.reference_flow)
        self._footprint()
        for step in self.program.indicators:
            self.step(step)
        for requirement in self.program.requirements:
            for condition in (requirement.applies, requirement.check):
                if condition:
                    self.step(condition)

    def step(self, step: Step) -> None:
        """Calculate one step; overflow and undefined results become failures."""
        array = self.spread(self.evaluate(step.typed), step.type.table)
        if step.type.kind == "number":
            array = finite(array)
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

    def _footprint(self) -> None:
        size = self.products.size
        sums = {f"footprint.{part}": np.zeros(size) for part in (*STAGES, *SPECIES, "total")}
        state = all_present(size)
        for step in self.program.emissions:
            array = self.values[step.name]
            amounts: Any = scaled(array.values, step.type.unit.factor_to(CO2E))
            if not is_all_present(array.state):
                amounts = np.where(array.state == PRESENT, amounts, 0.0)
                lost = np.where(array.state >= ABSENT_MISSING, FAILED, PRESENT).astype(np.uint8)
                state = np.maximum(state, lost)
            for part in (step.stage, step.species, "total"):
                sums[f"footprint.{part}"] += amounts
        for name, total in sums.items():
            self.values[name] = finite(Array(total, state))
        flow = self.values.get("reference_flow")
        if flow is not None:
            if not is_all_present(flow.state):
                state = np.where(flow.state == PRESENT, state, FAILED).astype(np.uint8)
            self.values["footprint.per_unit"] = finite(Array(sums["footprint.total"] * flow.values, state))

    def evaluate(self, node: t.Typed) -> Array:
        """The array of a typed tree, evaluated once."""
        key = self.plan.key(node)
        found = self.known.get(key)
        if found is None:
            found = OPERATIONS[type(node)](self, node)
            if self.out_of_range:
                self.out_of_range, found = False, finite(found)
                ties.vanished(self, node, found)
            if not isinstance(node, t.Constant | t.Value):
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
