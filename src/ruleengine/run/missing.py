"""Which inputs are missing behind a value that could not be calculated.

Only what the calculation came upon is followed: not the side of a choice that was not taken, not what `given(…)` asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleengine.formula import typed as t
from ruleengine.inventory.model import MISSING, Absent, Inventory
from ruleengine.program.program import Program, Step
from ruleengine.run.exact import Evaluator
from ruleengine.run.values import Calculated, CalculationError, Unusable


def missing_inputs(
    program: Program, inventory: Inventory, values: Mapping[str, Calculated], step: Step
) -> list[str]:
    """What is missing behind a step, e.g. `materials.mass (row 3)`, in the order of the formulas.

    `values` are those of the calculation. Runs in the caller's decimal context.
    """
    tracer = _Tracer(program, inventory, values)
    rows = range(len(inventory.tables[step.type.table])) if step.type.table else (None,)
    return list(dict.fromkeys(name for row in rows for name in tracer.trace(step.typed, row)))


class _Tracer:
    """Follows missing values back; each named value is followed once a row."""

    def __init__(self, program: Program, inventory: Inventory, values: Mapping[str, Calculated]):
        self.program, self.inventory = program, inventory
        self.evaluator = Evaluator(program, inventory, values)
        self.evaluator.failed = {s.name for s in program.all_steps() if s.name not in values}
        self.seen: set[tuple[str, int | None]] = set()

    def trace(self, node: t.Typed, row: int | None) -> Iterator[str]:
        """The missing inputs that make this part missing; nothing where it has a value."""
        if self._value(node, row) is not MISSING:
            return
        match node:
            case t.Value():
                yield from self._named(node, row)
            case t.Follow():
                yield from self._followed(node, row)
            case t.Find():
                yield from self._found(node, row)
            case t.Select():
                yield from self._chosen(node, row)
            case t.Aggregate():
                yield from self._folded(node, row)
            case _:
                for part in t.parts(node):
                    yield from self.trace(part, row)

    def _value(self, node: t.Typed, row: int | None) -> object:
        """The value of a part; None where it has none because of an error, which is reported on its own."""
        try:
            return self.evaluator.evaluate(node, row)
        except (CalculationError, Unusable):
            return None

    def _named(self, node: t.Value, row: int | None) -> Iterator[str]:
        at = row if node.type.table else None
        if (node.name, at) in self.seen:
            return
        self.seen.add((node.name, at))
        earlier = self.program.step(node.name)
        if earlier is not None:
            yield from self.trace(earlier.typed, at)
        else:
            yield node.name if at is None else f"{node.name} (row {at + 1})"

    def _followed(self, node: t.Follow, row: int | None) -> Iterator[str]:
        key = self._value(node.reference, row)
        if isinstance(key, Absent):
            yield from self.trace(node.reference, row)
        else:
            yield from self.trace(node.target, self.evaluator.row(node.reference.type.target or "", str(key)))

    def _found(self, node: t.Find, row: int | None) -> Iterator[str]:
        keys = [self._value(k, row) for k in node.keys]
        if MISSING in keys:
            for key in node.keys:
                yield from self.trace(key, row)
        else:
            shown = ", ".join(f"`{k}`" for k in keys)
            yield f"{node.table}.{node.column} (no value for {shown})"

    def _chosen(self, node: t.Select, row: int | None) -> Iterator[str]:
        condition = self._value(node.condition, row)
        if isinstance(condition, bool):
            yield from self.trace(node.then if condition else node.otherwise, row)
        else:
            yield from self.trace(node.condition, row)

    def _folded(self, node: t.Aggregate, row: int | None) -> Iterator[str]:
        if node.table in self.inventory.missing_tables:
            yield f"{node.table} (the table; `[]` where it has no rows)"
            return
        for index in self._members(node, row):
            if node.where is not None:
                kept = self._value(node.where, index if node.where.type.table else row)
                if kept is not True:
                    yield from self.trace(node.where, index if node.where.type.table else row)
                    continue
            for part in (node.argument, node.weight):
                if part is not None:
                    yield from self.trace(part, index if part.type.table else row)

    def _members(self, node: t.Aggregate, row: int | None) -> Iterator[int]:
        """The rows that an aggregate runs over; with `by` those that point at the row asked for."""
        for index in range(len(self.inventory.tables[node.table])):
            if node.by is None:
                yield index
                continue
            key = self._value(node.by, index)
            if isinstance(key, str) and self.evaluator.row(node.by.type.target or "", key) == row:
                yield index
