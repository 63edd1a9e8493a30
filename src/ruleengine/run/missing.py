"""Which inputs are missing behind a value that could not be calculated.

Only what the calculation came upon is followed: not the side of a choice that was not taken, not what `given(…)` asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from ruleengine.diagnostics import Phrase
from ruleengine.formula import typed as t
from ruleengine.inventory.model import MISSING
from ruleengine.program.preconditions import inputs_behind
from ruleengine.program.program import Step
from ruleengine.run.trace import Trace, Traced
from ruleengine.source.document import Path


@frozen
class MissingInput:
    """What is not given: a value, a cell (`row`, from 0), a table, or what a look-up table lacks for some `keys`.

    `least` are the rows that a table has to have.
    `key` is the input that named the first of the keys, with its row; None where the formula names them.
    """

    name: str
    row: int | None = None
    keys: tuple[str, ...] = ()
    is_table: bool = False
    least: int = 0
    key: tuple[str, int | None] | None = field(default=None, eq=False)

    @property
    def path(self) -> Path:
        """Where it would stand in the inventory; of what a look-up table lacks, where its key stands."""
        if self.keys:
            return path_of(*self.key) if self.key is not None else ("values",)
        return path_of(self.name, self.row)

    @property
    def phrase(self) -> Phrase:
        """The input in words, e.g. `materials.mass (row 3)`."""
        if self.is_table:
            key = "missing.rows" if self.least else "missing.table"
            return Phrase(key, name=self.name, least=self.least or None)
        if self.keys:
            return Phrase("missing.factor", name=self.name, keys=self.keys)
        if self.row is not None:
            return Phrase("missing.cell", name=self.name, row=self.row + 1)
        return Phrase("missing.value", name=self.name)


def path_of(name: str, row: int | None = None) -> Path:
    """Where a single input, a table or, in a row (from 0), a column (`materials.mass`) stands in an inventory."""
    table, _, column = name.partition(".")
    return ("values", name) if row is None or not column else ("values", table, row, column)


def missing_inputs(trace: Trace, step: Step) -> list[MissingInput]:
    """What is missing behind a step, in the order of the formulas. Runs in the caller's decimal context."""
    search = _Search(trace)
    return list(dict.fromkeys(found for part in trace.of_step(step) for found in search.behind(part)))


class _Search:
    """Follows missing values back; each named value is followed once a row."""

    def __init__(self, trace: Trace):
        self.trace = trace
        self.seen: set[tuple[str, int | None]] = set()

    def behind(self, part: Traced) -> Iterator[MissingInput]:
        """The missing inputs that make this part missing; nothing where it has a value."""
        waiting: list[Traced | MissingInput] = [part]
        while waiting:
            found = waiting.pop()
            if isinstance(found, MissingInput):
                yield found
            elif found.value is MISSING:
                waiting.extend(reversed([*self._nearest(found)]))

    def _nearest(self, part: Traced) -> Iterator[Traced | MissingInput]:
        """What makes a missing part missing: an input, or parts to be looked behind."""
        match part.node:
            case t.Value(name=name):
                if (name, part.row) not in self.seen:
                    self.seen.add((name, part.row))
                    yield self._named(part.node, part.row)
            case t.Aggregate():
                yield from self._folded(part, part.node)
            case t.Find(table=table, column=column) if all(k.value is not MISSING for k in part.parts):
                asked = inputs_behind(self.trace.program, *part.node.keys)
                yield MissingInput(
                    f"{table}.{column}", keys=tuple(str(k.value) for k in part.parts),
                    key=(asked[0], part.row) if asked else None,
                )  # fmt: skip
            case _:
                yield from part.parts

    def _named(self, node: t.Value, row: int | None) -> Traced | MissingInput:
        earlier = self.trace.program.step(node.name)
        return MissingInput(node.name, row) if earlier is None else self.trace.of(earlier.typed, row)

    def _folded(self, part: Traced, node: t.Aggregate) -> Iterator[Traced | MissingInput]:
        if node.table in self.trace.inventory.missing_tables:
            least = self.trace.program.tables[node.table].min_rows
            yield MissingInput(node.table, is_table=True, least=least)
        for row in part.rows:
            yield from row.parts
            # Where the value of a row is missing its weight was not asked for, and may be missing too.
            if node.weight is not None and row.kept:
                yield self.trace.of(node.weight, row.index)
