"""One product as many: the same inventory over and over, some of its numbers different each time.

What does not depend on the numbers that differ is calculated once, and only what the footprint needs is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import localcontext
from typing import Any

import numpy as np
from attrs import evolve, frozen

from ruleengine.arrays.arrays import Array, Floats, Products, Rows, array_of, products_of, rows_of
from ruleengine.arrays.kernel import CalculatedProducts, calculate_arrays
from ruleengine.arrays.plan import Plan
from ruleengine.formula import typed as t
from ruleengine.formula.typed import NUMBER
from ruleengine.inventory.model import Cell, Inventory
from ruleengine.program.program import Program, Step
from ruleengine.run.exact import CONTEXT, Evaluator
from ruleengine.run.values import Calculated, CalculationError, Unusable

#: Values of one block: small enough for a processor's cache to hold what a step works on.
BLOCK_VALUES = 200_000
#: Values of all inputs and steps of one block: what memory holds of a product with very many of them.
_MOST_HELD = 8_000_000


@frozen(eq=False)
class Repeatable:
    """A program reduced to what the footprint needs, and the arrays of the one product with all that stays constant."""

    program: Program
    base: Products
    targets: Mapping[str, str]
    plan: Plan

    def calculate(self, count: int, changed: Mapping[str, Floats]) -> CalculatedProducts:
        """What comes of the product `count` times with the numbers `changed` (see `products`)."""
        return calculate_arrays(self.program, self.products(count, changed), self.plan)

    def block(self) -> int:
        """How many repetitions fit one block."""
        rows = sum(r.count for r in self.base.rows.values())
        return max(16, min(BLOCK_VALUES // max(1, rows), _MOST_HELD // self.held()))

    def held(self) -> int:
        """How many values one repetition holds."""
        return max(1, sum(len(a.values) for a in self.base.values.values()) + len(self.program.steps))

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
    base = products_of(program, [inventory])
    factors = {f"{a}.{c}" for a, table in program.lookups.items() for c in table.columns} & changing
    known = dict(base.values) | dict.fromkeys(factors, _ONE)
    for name in program.parameters.keys() & (changing | set(added.values())):
        known[name] = Array(np.asarray([float(program.parameters[name].value)]), _ONE.state)
    for rate, name in added.items():
        like = known.get(name, _ONE)
        known[rate] = Array(np.zeros(len(like.values)), like.state, like.table)
    steps = _Constants(program, inventory, base, known).replaced(changing | added.keys(), factors, results)
    steps = _used(steps, results)
    needed = {*added, *(name for step in steps for name in _read(step))}
    flow = next((s for s in steps if s.kind == "reference_flow"), None)
    parameters = {k: v for k, v in program.parameters.items() if k not in changing}
    kept = evolve(
        program, steps=tuple(s for s in steps if s is not flow), reference_flow=flow, parameters=parameters,
        indicators=(), requirements=(), preconditions=(),
    )  # fmt: skip
    values = {
        n: a for n, a in known.items() if n in needed and (n in changing or n not in program.parameters)
    }
    return Repeatable(kept, Products(1, values, base.rows), _targets(program), Plan(kept))


_ONE = Array(np.ones(1), np.zeros(1, np.uint8))


def _targets(program: Program) -> dict[str, str]:
    """The inputs and columns that refer to rows of a table, with the table."""
    columns = {f"{t.name}.{c.name}": c for t in program.tables.values() for c in t.columns.values()}
    fields = {**program.fields, **columns}
    return {name: field.type.target for name, field in fields.items() if field.type.target}


@frozen(eq=False)
class _Constants:
    """The parts of a program that do not change, calculated once by the exact evaluator.

    The same part in every repetition is decided in the same way: where rounding would decide a comparison wrongly, it
    would do so in all of them. What is found is put into `known`.
    """

    program: Program
    inventory: Inventory
    base: Products
    known: dict[str, Array]

    def replaced(self, changing: Set[str], factors: Set[str], results: Set[str]) -> list[Step]:
        """The steps that change, and results, emissions and reference flow anyhow, constant parts as known values."""
        with localcontext(CONTEXT):
            evaluator = Evaluator(self.program, self.inventory)
            moving = set(changing)
            flow = self.program.reference_flow
            with_factors: dict[int, t.Typed] = {}
            with_known: dict[int, t.Typed] = {}
            kept = []
            for step in (*self.program.steps, *([flow] if flow else [])):
                typed = _with_factors(step.typed, factors, with_factors) if factors else step.typed
                moves = _moving_parts(typed, moving)
                if id(typed) in moves:
                    moving.add(step.name)
                else:
                    evaluator.step(step)
                    if step.name in evaluator.values:
                        self._know(step.name, step.type, evaluator.values[step.name])
                if id(typed) in moves or step.name in results or step.kind in ("emission", "reference_flow"):
                    kept.append(evolve(step, typed=self._with_known(typed, moves, evaluator, with_known)))
        return kept

    def _with_known(
        self, node: t.Typed, moves: Set[int], evaluator: Evaluator, changed: dict[int, t.Typed]
    ) -> t.Typed:
        """The tree with its constant parts as values; those that cannot be calculated stay, perhaps never asked for.

        A part that stands in it several times is changed once.
        """
        if isinstance(node, t.Constant | t.Absence | t.Value) or node.type.kind not in (
            "number",
            "boolean",
        ):
            return node
        if id(node) not in changed:
            if id(node) in moves:
                inner = [self._with_known(part, moves, evaluator, changed) for part in t.parts(node)]
                changed[id(node)] = t.with_parts(node, inner)
            else:
                changed[id(node)] = self._as_known(node, evaluator)
        return changed[id(node)]

    def _as_known(self, node: t.Typed, evaluator: Evaluator) -> t.Typed:
        """A constant part as a value of its own; the part itself where it cannot be calculated."""
        try:
            found = self._evaluated(node, evaluator)
        except (CalculationError, Unusable):
            return node
        name = f"={len(self.known)}"
        self._know(name, node.type, found)
        return t.Value(name, node.type, node.span)

    def _evaluated(self, node: t.Typed, evaluator: Evaluator) -> Calculated:
        if node.type.table is None:
            return evaluator.evaluate(node)
        rows = range(len(self.inventory.tables[node.type.table]))
        return tuple(evaluator.evaluate(node, row) for row in rows)

    def _know(self, name: str, type_: t.Type, found: Calculated) -> None:
        """Put an exact value among the known arrays."""
        if type_.kind not in ("number", "boolean"):
            return
        cells = [Cell(v) for v in (found if isinstance(found, tuple) else (found,))]
        self.known[name] = array_of(type_.kind, cells, type_.table)


def _moving_parts(node: t.Typed, moving: Set[str]) -> set[int]:
    """The parts of a tree that rest on a value that moves, by identity."""
    found: set[int] = set()
    for part in t.upwards(node):
        below = any(id(inner) in found for inner in t.parts(part))
        if below or (isinstance(part, t.Value) and part.name in moving):
            found.add(id(part))
    return found


def _with_factors(node: t.Typed, names: Set[str], known: dict[int, t.Typed]) -> t.Typed:
    """The tree with what it finds in these columns of look-up tables times a value of the column's name."""
    if id(node) not in known:
        changed = t.with_parts(node, [_with_factors(part, names, known) for part in t.parts(node)])
        if isinstance(changed, t.Find) and f"{changed.table}.{changed.column}" in names:
            factor = t.Value(f"{changed.table}.{changed.column}", NUMBER)
            changed = t.Arithmetic("*", changed, factor, changed.type)
        known[id(node)] = changed
    return known[id(node)]


def _read(step: Step) -> Iterator[str]:
    return (part.name for part in t.walk(step.typed) if isinstance(part, t.Value))


def _used(steps: Sequence[Step], results: Set[str]) -> list[Step]:
    """The steps that emissions, the reference flow or other results rest on, in their order."""
    wanted = {*results, *(s.name for s in steps if s.kind in ("emission", "reference_flow"))}
    for step in reversed(steps):
        if step.name in wanted:
            wanted.update(_read(step))
    return [s for s in steps if s.name in wanted]
