"""What the exact evaluator comes upon: each part of a formula in each row, its value, and what was evaluated for it.

A trace is taken afterwards and only of what it is asked for: the evaluator runs over that part once more and what it
asks for on the way is noted. So there is one meaning of every part; missing causes, explanation and reasons read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from ruleengine.formula import typed as t
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program, Step
from ruleengine.run.exact import Evaluator
from ruleengine.run.values import Calculated, CalculationError, Datum, Unusable


@frozen(eq=False)
class TracedRow:
    """A row (from 0) that an aggregate looked at; `kept` is whether its condition holds."""

    index: int
    kept: bool
    parts: tuple[Traced, ...]


@frozen(eq=False)
class Traced:
    """One part of a formula, in one row (from 0) where it is a column.

    `value` is None where there is none because of an error: `error`, or that of the step it rests on. `parts` are
    what was evaluated for it, in that order: of a choice the condition and the side taken, of `and` and `or` the parts
    up to the one that decided. `rows` are those of an aggregate, the parts of which are evaluated row by row.
    """

    node: t.Typed
    row: int | None
    value: Datum | None
    error: CalculationError | None
    parts: tuple[Traced, ...]
    rows: tuple[TracedRow, ...]

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


class Trace:
    """The trace of a calculation. Runs in the caller's decimal context; every part is traced once."""

    def __init__(self, program: Program, inventory: Inventory, values: Mapping[str, Calculated]):
        self.program, self.inventory, self.values = program, inventory, values
        self._recorder = _Recorder(program, inventory, values)
        self._recorder.failed = {s.name for s in program.all_steps() if s.name not in values}

    def of(self, node: t.Typed, row: int | None = None) -> Traced:
        """A part of a formula in a row."""
        return self._recorder.traced(node, row)

    def of_step(self, step: Step) -> Iterator[Traced]:
        """The formula of a step, in every row where it is a column."""
        if step.type.table is None:
            yield self.of(step.typed)
        else:
            yield from (
                self.of(step.typed, row) for row in range(len(self.inventory.tables[step.type.table]))
            )


class _Frame:
    """What was evaluated so far for the part that is being evaluated."""

    def __init__(self) -> None:
        self.parts: list[Traced] = []
        self.rows: list[TracedRow] = []


class _Recorder(Evaluator):
    """The evaluator, noting what it is asked for."""

    def __init__(self, program: Program, inventory: Inventory, values: Mapping[str, Calculated]):
        super().__init__(program, inventory, values)
        self._known: dict[tuple[int, int | None], Traced] = {}
        self._frames: list[_Frame] = []

    def traced(self, node: t.Typed, row: int | None) -> Traced:
        """The trace of a part; a single value is the same in every row."""
        at = None if node.type.table is None else row
        found = self._known.get((id(node), at))
        if found is None:
            found = self._known[id(node), at] = self._noted(node, at)
        return found

    def _noted(self, node: t.Typed, row: int | None) -> Traced:
        frame = _Frame()
        self._frames.append(frame)
        value: Datum | None = None
        error: CalculationError | None = None
        try:
            value = super().evaluate(node, row)
        except CalculationError as found:
            error = found
        except Unusable:
            pass
        finally:
            self._frames.pop()
        return Traced(node, row, value, error, tuple(frame.parts), tuple(frame.rows))

    def evaluate(self, node: t.Typed, row: int | None = None) -> Datum:
        """The value of a part, which is noted for the part that asks for it."""
        found = self.traced(node, row)
        if self._frames:
            self._frames[-1].parts.append(found)
        if found.value is not None:
            return found.value
        raise found.error or Unusable

    def members(self, node: t.Aggregate, by: t.Typed) -> list[list[int]]:
        """The rows of each group; which group a row belongs to is not noted, it is the same for all of them."""
        frame = self._frames[-1]
        before = len(frame.parts)
        try:
            return super().members(node, by)
        finally:
            del frame.parts[before:]

    def item(self, node: t.Aggregate, index: int, outer: int | None) -> tuple[Datum, Datum] | None:
        """A row of an aggregate; what it evaluates is noted with the row."""
        frame = self._frames[-1]
        before = len(frame.parts)
        try:
            return super().item(node, index, outer)
        finally:
            parts = tuple(frame.parts[before:])
            del frame.parts[before:]
            frame.rows.append(TracedRow(index, node.where is None or parts[0].value is True, parts))
