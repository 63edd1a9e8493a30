"""What the exact evaluator comes upon: each part of a formula in each row, its value, and what was evaluated for it.

A trace is taken afterwards and only of what it is asked for: the evaluator runs over that part once more, and what it
asks for is noted. So there is one meaning of every part; missing causes, explanation and reasons read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from attrs import Factory, define, frozen

from ruleengine.formula import typed as t
from ruleengine.inventory.model import NOT_EVALUATED, Inventory
from ruleengine.program.program import Program, Step
from ruleengine.run.exact import Evaluator
from ruleengine.run.fold import item
from ruleengine.run.operations import OPERATIONS
from ruleengine.run.values import Calculated, CalculationError, Datum, Unusable


@frozen(eq=False)
class TracedRow:
    """A row (from 0) that an aggregate looked at; `kept` is whether its condition holds."""

    index: int
    kept: bool
    parts: tuple[Traced, ...]


class Traced:
    """One part of a formula, in one row (from 0) where it is a column.

    `value` is None where there is none because of an error, its own or that of the step it rests on.
    """

    __slots__ = ("_evaluated", "_trace", "node", "row", "value")

    def __init__(
        self,
        trace: Trace,
        node: t.Typed,
        row: int | None,
        value: Datum | None,
        evaluated: _Evaluated | None = None,
    ):
        self.node, self.row, self.value = node, row, value
        self._trace = trace
        self._evaluated = evaluated

    @property
    def parts(self) -> tuple[Traced, ...]:
        """What was evaluated for it, in that order.

        Of a choice the condition and the side taken, of `and` and `or` the parts up to the one that decided.
        """
        return tuple(self._all().parts)

    @property
    def rows(self) -> tuple[TracedRow, ...]:
        """The rows that an aggregate looked at, with what was evaluated for each."""
        return tuple(self._all().rows)

    @property
    def datum(self) -> Datum:
        """The value of a part of a calculation that went through."""
        if self.value is None:
            raise AssertionError("a part of a calculation that failed")
        return self.value

    def walk(self) -> Iterator[Traced]:
        """This and everything that was evaluated for it, the parts of rows included."""
        yield self
        for part in self.parts:
            yield from part.walk()
        for row in self.rows:
            for part in row.parts:
                yield from part.walk()

    def _all(self) -> _Evaluated:
        if self._evaluated is None:
            self._evaluated = self._trace.evaluated_for(self.node, self.row)
        return self._evaluated


class Trace:
    """The trace of a calculation. Runs in the caller's decimal context; every part is traced once."""

    def __init__(self, program: Program, inventory: Inventory, values: Mapping[str, Calculated]):
        failed = {s.name for s in program.all_steps() if _is_lost(values.get(s.name))}
        if not failed.isdisjoint(values):
            values = {name: value for name, value in values.items() if name not in failed}
        self.program, self.inventory, self.values = program, inventory, values
        self._known: dict[tuple[int, int | None], Traced] = {}
        self._evaluator = Evaluator(program, inventory, values)
        self._evaluator.failed = failed

    def of(self, node: t.Typed, row: int | None = None) -> Traced:
        """A part of a formula in a row; a single value is the same in every row."""
        at = None if node.type.table is None else row
        found = self._known.get((id(node), at))
        if found is None:
            if isinstance(node, t.Aggregate):
                evaluated = self.evaluated_for(node, at)
                found = Traced(self, node, at, evaluated.value, evaluated)
            else:
                found = Traced(self, node, at, self.value(node, at))
            self._known[id(node), at] = found
        return found

    def value(self, node: t.Typed, row: int | None = None) -> Datum | None:
        """The value of a part in a row; None where it has none because of an error."""
        try:
            return self._evaluator.evaluate(node, row)
        except (CalculationError, Unusable):
            return None

    def of_step(self, step: Step) -> Iterator[Traced]:
        """The formula of a step, in every row where it is a column."""
        if step.type.table is None:
            yield self.of(step.typed)
        else:
            yield from (
                self.of(step.typed, row) for row in range(len(self.inventory.tables[step.type.table]))
            )

    def evaluated_for(self, node: t.Typed, row: int | None) -> _Evaluated:
        """What the evaluator asks for when it evaluates a part."""
        return _Recorder(self, self._evaluator).noted(node, row)


def _is_lost(value: Calculated | None) -> bool:
    """Whether a step has no value because of an error."""
    return (
        value is None or value is NOT_EVALUATED or (isinstance(value, tuple) and NOT_EVALUATED in value[:1])
    )


@define
class _Evaluated:
    """What was evaluated for one part, and what it came to."""

    value: Datum | None = None
    parts: list[Traced] = Factory(list)
    rows: list[TracedRow] = Factory(list)


class _Recorder:
    """A run of the exact evaluator over one part, noting what that part asks for."""

    def __init__(self, trace: Trace, evaluator: Evaluator):
        self.trace, self.evaluator = trace, evaluator
        self.program, self.inventory = evaluator.program, evaluator.inventory
        self.values, self.failed = evaluator.values, evaluator.failed
        self.found = _Evaluated()

    def noted(self, node: t.Typed, row: int | None) -> _Evaluated:
        """What a part asks for."""
        with suppress(CalculationError, Unusable):
            self.found.value = OPERATIONS[type(node)](self, node, row)
        return self.found

    def evaluate(self, node: t.Typed, row: int | None) -> Datum:
        """The value of what is asked for, which is noted."""
        part = self.trace.of(node, row)
        self.found.parts.append(part)
        return part.value if part.value is not None else self.evaluator.evaluate(node, row)

    def once(self, node: t.Aggregate) -> Datum:
        """The value of an aggregate that rows ask for; it is traced as one part, in no row."""
        return self.evaluate(node, None)

    def row(self, table: str, key: str) -> int:
        """The row of an input table that has this key."""
        return self.evaluator.row(table, key)

    def members(self, node: t.Aggregate, by: t.Typed) -> list[list[int]]:
        """The rows of each group; which group a row belongs to is not noted, it is the same for all of them."""
        return self.evaluator.members(node, by)

    def item(self, node: t.Aggregate, index: int, outer: int | None) -> tuple[Datum, Datum] | None:
        """A row of an aggregate; what it evaluates is noted with the row."""
        before = len(self.found.parts)
        try:
            return item(self, node, index, outer)
        finally:
            parts = tuple(self.found.parts[before:])
            del self.found.parts[before:]
            self.found.rows.append(TracedRow(index, node.where is None or parts[0].value is True, parts))
