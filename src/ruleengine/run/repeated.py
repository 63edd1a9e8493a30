"""One product as many: the same inventory over and over, some of its numbers different each time.

What does not depend on the numbers that differ is calculated once, and only what the footprint needs is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

import numpy as np
from attrs import evolve, frozen

from ruleengine.formula import typed as t
from ruleengine.formula.typed import NUMBER
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program, Step
from ruleengine.run.arrays import Array, Floats, Products, Rows, products_of, rows_of
from ruleengine.run.kernel import Calculated, Plan, calculate_arrays

#: Values of one block: small enough for a processor's cache to hold what a step works on.
BLOCK_VALUES = 200_000


@frozen(eq=False)
class Repeatable:
    """A program reduced to what the footprint needs, and the arrays of the one product with all that stays constant."""

    program: Program
    base: Products
    targets: Mapping[str, str]
    plan: Plan

    def calculate(self, count: int, changed: Mapping[str, Floats]) -> Calculated:
        """What comes of the product `count` times with the numbers `changed` (see `products`)."""
        return calculate_arrays(self.program, self.products(count, changed), self.plan)

    def block(self) -> int:
        """How many repetitions fit one block."""
        return max(16, BLOCK_VALUES // max(1, sum(r.count for r in self.base.rows.values())))

    def products(self, count: int, changed: Mapping[str, Floats]) -> Products:
        """The product `count` times; `changed` gives numbers as arrays of shape (count, rows), (count, 1) for one."""
        rows = {name: _repeated_rows(r, count) for name, r in self.base.rows.items()}
        values = {name: self._repeated(name, array, count) for name, array in self.base.values.items()}
        for name, matrix in changed.items():
            known = values[name]
            values[name] = Array(np.ascontiguousarray(matrix).reshape(-1), known.state, known.table)
        return Products(count, values, rows)

    def _repeated(self, name: str, array: Array, count: int) -> Array:
        values: Any = np.tile(array.values, count)
        target = self.targets.get(name)
        if target is not None:
            step = self.base.rows[target].count
            values = values + np.repeat(np.arange(count, dtype=np.int64) * step, len(array.values))
        return Array(values, np.tile(array.state, count), array.table, array.words)


def _repeated_rows(rows: Rows, count: int) -> Rows:
    return rows_of([rows.count] * count, [bool(rows.missing[0])] * count)


def repeatable(
    program: Program,
    inventory: Inventory,
    changing: Set[str],
    rates: Mapping[str, str] | None = None,
    results: Set[str] = frozenset(),
) -> Repeatable:
    """What has to be calculated again when the numbers named in `changing` differ.

    Parameters among them become inputs, and so does the factor 1 of all numbers of a column of a look-up table
    (`electricity.factor`). `rates` names values to add, zero in the base, each with the value whose
    shape it has. `results` are steps that are kept though the footprint does not rest on them.
    """
    added = rates or {}
    factors = {f"{a}.{c}" for a, table in program.lookups.items() for c in table.columns} & changing
    program = _with_factors(program, factors) if factors else program
    base = products_of(program, [inventory])
    one = Array(np.ones(1), np.zeros(1, np.uint8))
    base = Products(1, {**base.values, **dict.fromkeys(factors, one)}, base.rows)
    first = calculate_arrays(evolve(program, indicators=(), requirements=()), base)
    steps, constant = _split(program, changing | added.keys(), results)
    flow = program.reference_flow
    needed = {name for step in (*steps, *([flow] if flow else [])) for name in _read(step)}
    values = {n: a for n, a in first.values.items() if n in needed and (n in base.values or n in constant)}
    for name in program.parameters.keys() & changing & needed:
        values[name] = first.values[name]
    for rate, name in added.items():
        like = first.values.get(name, one)
        values[rate] = Array(np.zeros(len(like.values)), like.state, like.table)
    parameters = {k: v for k, v in program.parameters.items() if k not in changing}
    kept = evolve(program, steps=tuple(steps), parameters=parameters, indicators=(), requirements=())
    targets = {
        f"{table.name}.{column.name}": column.type.target
        for table in program.tables.values()
        for column in table.columns.values()
        if column.type.target
    }
    return Repeatable(kept, Products(1, values, base.rows), targets, Plan(kept))


def _with_factors(program: Program, names: Set[str]) -> Program:
    """The program with what it finds in these columns of look-up tables times a value of the column's name."""

    def change(node: t.Typed) -> t.Typed:
        if not isinstance(node, t.Find) or f"{node.table}.{node.column}" not in names:
            return node
        return t.Arithmetic("*", node, t.Value(f"{node.table}.{node.column}", NUMBER), node.type)

    def changed(step: Step) -> Step:
        return evolve(step, typed=t.replaced(step.typed, change))

    flow = program.reference_flow
    steps = tuple(changed(s) for s in program.steps)
    return evolve(program, steps=steps, reference_flow=changed(flow) if flow else None)


def _read(step: Step) -> Iterator[str]:
    return (part.name for part in t.walk(step.typed) if isinstance(part, t.Value))


def _split(program: Program, changing: Set[str], results: Set[str]) -> tuple[list[Step], set[str]]:
    """The steps to calculate each time, and the names of values that stay as they are.

    Emissions are added up by the kernel, so one that is constant stays as a step that only reads its value.
    """
    moving = set(changing)
    steps: list[Step] = []
    constant: set[str] = set()
    for step in program.steps:
        if moving.intersection(_read(step)):
            moving.add(step.name)
            steps.append(step)
            continue
        constant.add(step.name)
        if step.kind == "emission":
            steps.append(evolve(step, typed=t.Value(step.name, step.type)))
    return _used(program, steps, results), constant


def _used(program: Program, steps: list[Step], results: Set[str]) -> list[Step]:
    """The steps that emissions, the reference flow or other results rest on, in their order."""
    wanted = {*results, *(s.name for s in steps if s.kind == "emission")}
    wanted.update(_read(program.reference_flow) if program.reference_flow else ())
    for step in reversed(steps):
        if step.name in wanted:
            wanted.update(_read(step))
    return [s for s in steps if s.name in wanted]
