"""The exact evaluator: decimal arithmetic, one product, every step kept. It is the specification of the language.

Missing and not-applicable values: arithmetic on a missing value is missing, else on a not-applicable one not
applicable; a missing row makes a sum missing, a not-applicable row is left out; `and`/`or` are three-valued.

The order of the rows never matters. An aggregate evaluates all its rows: an error in one of them is an error of the
whole and outweighs a missing condition, value or weight, which makes the whole missing. In `any` and `all` a missing
condition (`where`) does so too, a missing value only where no other row decides. With `by`, each group stands by
itself, and rows whose reference is absent belong to no group. A column with an error in a row has no value in any row.
What is not evaluated cannot fail: the side not chosen, in `and`/`or` what stands behind the part that decides, and a
check whose condition does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import localcontext

from attrs import frozen

from ruleengine.formula import typed as t
from ruleengine.formula.amount import CONTEXT as CONTEXT
from ruleengine.formula.typed import values
from ruleengine.inventory.model import Absent, Inventory
from ruleengine.program.program import Program, Step
from ruleengine.run import fold
from ruleengine.run.operations import OPERATIONS
from ruleengine.run.values import Calculated, CalculationError, Datum, Unusable


@frozen
class StepError:
    """An error in one step, in a row (from 0) where it is a column."""

    step: Step
    row: int | None
    error: CalculationError


@frozen
class Calculation:
    """All values of a run by name, and the errors of the steps that have none."""

    values: Mapping[str, Calculated]
    errors: tuple[StepError, ...]


def calculate(program: Program, inventory: Inventory) -> Calculation:
    """Run every step of a program on an inventory, in 34-digit decimal arithmetic."""
    with localcontext(CONTEXT):
        evaluator = Evaluator(program, inventory)
        evaluator.run()
    return Calculation(evaluator.values, tuple(evaluator.errors))


class Evaluator:
    """Evaluates typed trees; `values` grows step by step."""

    def __init__(
        self, program: Program, inventory: Inventory, values: Mapping[str, Calculated] | None = None
    ):
        self.program, self.inventory = program, inventory
        self.errors: list[StepError] = []
        self.failed: set[str] = set()
        self.values: dict[str, Calculated] = dict(values) if values is not None else self._inputs()
        self._keys: dict[str, dict[str, int]] = {}
        self._groups: dict[int, list[list[int]]] = {}
        self._same: dict[int, Datum | CalculationError | Unusable] = {}

    def _inputs(self) -> dict[str, Calculated]:
        values: dict[str, Calculated] = {k: c.value for k, c in self.inventory.values.items()}
        for name, parameter in self.program.parameters.items():
            values[name] = parameter.value
        for name, table in self.program.tables.items():
            rows = self.inventory.tables[name]
            for column in table.columns:
                values[f"{name}.{column}"] = tuple(row[column].value for row in rows)
        return values

    def run(self) -> None:
        """Calculate all steps; a check only where the condition of its requirement holds."""
        for step in self.program.figures():
            self.step(step)
        for requirement in self.program.requirements:
            applies, check = requirement.applies, requirement.check
            if applies is not None:
                self.step(applies)
            if check is not None and (applies is None or self.values.get(applies.name) is True):
                self.step(check)

    def step(self, step: Step) -> None:
        """Calculate one step and keep its value or its error."""
        if step.type.table is None:
            value = self._guarded(step, None)
            if value is not None:
                self.values[step.name] = value
        else:
            column = [self._guarded(step, row) for row in range(len(self.inventory.tables[step.type.table]))]
            there = tuple(v for v in column if v is not None)
            if len(there) == len(column):
                self.values[step.name] = there

    def _guarded(self, step: Step, row: int | None) -> Datum | None:
        """The value of a step in a row; None when it failed or rests on something that failed."""
        try:
            return self.evaluate(step.typed, row)
        except CalculationError as error:
            is_footprint = step.kind == "footprint"
            self.errors.append(
                self._where_defined(step, error) if is_footprint else StepError(step, row, error)
            )
        except Unusable:
            pass
        self.failed.add(step.name)
        return None

    def _where_defined(self, step: Step, error: CalculationError) -> StepError:
        """A sum of the footprint that is too large is told where the part is defined that makes it so."""
        name = values(error.part)[-1]
        emission = self.program.step(name)
        if emission is not None:
            return StepError(emission, None, CalculationError("E702.emissions", emission.typed))
        flow = self.program.reference_flow or step
        return StepError(flow, None, CalculationError("E702.per_unit", flow.typed))

    def evaluate(self, node: t.Typed, row: int | None = None) -> Datum:
        """The value of a typed tree, in one row of its table where it is a column."""
        return OPERATIONS[type(node)](self, node, row)

    def once(self, node: t.Aggregate) -> Datum:
        """The value of an aggregate that rows ask for and that is the same in all of them; its failure, too."""
        if id(node) not in self._same:
            try:
                self._same[id(node)] = self.evaluate(node)
            except (CalculationError, Unusable) as failure:
                self._same[id(node)] = failure
        found = self._same[id(node)]
        if isinstance(found, Exception):
            raise found.with_traceback(None)
        return found

    def row(self, table: str, key: str) -> int:
        """The row (from 0) of an input table that has this key."""
        return self._rows(table)[key]

    def _rows(self, table: str) -> dict[str, int]:
        if table not in self._keys:
            key = self.program.tables[table].key or ""
            self._keys[table] = self.inventory.key_rows(table, key)
        return self._keys[table]

    def members(self, node: t.Aggregate, by: t.Typed) -> list[list[int]]:
        """For each row of the table that `by` refers to: the rows that point at it."""
        if id(node) not in self._groups:
            target = by.type.target or ""
            found: list[list[int]] = [[] for _ in self.inventory.tables[target]]
            for index in range(len(self.inventory.tables[node.table])):
                key = self.evaluate(by, index)
                if not isinstance(key, Absent):
                    found[self.row(target, str(key))].append(index)
            self._groups[id(node)] = found
        return self._groups[id(node)]

    item = fold.item
