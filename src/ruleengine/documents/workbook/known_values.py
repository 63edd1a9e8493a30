"""What the cells of a workbook come to, by the exact evaluator: written beside each formula."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext

from attrs import define, field

from ruleengine.diagnostics import Fault, Place, Refused
from ruleengine.documents.workbook.sheet import CellValue
from ruleengine.figures import figure_long
from ruleengine.formula import typed as t
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, NOT_EVALUATED, Absent
from ruleengine.run.exact import CONTEXT, Evaluator
from ruleengine.run.result import Result
from ruleengine.run.values import Calculated, CalculationError, Datum, Unusable

MISSING_VALUE = "#N/A"
_ERRORS = {"E701": "#DIV/0!", "E702": "#NUM!", "E703": MISSING_VALUE}
_FAILED = "#VALUE!"
_SMALLEST, _LARGEST = Decimal("1E-300"), Decimal("1E300")
_MOST_ROWS = 1_000_000
_NONE_KEPT = ""


def lacks(value: Calculated) -> bool:
    """Whether a step has failed."""
    return value is NOT_EVALUATED or (isinstance(value, tuple) and NOT_EVALUATED in value)


@define
class KnownValues:
    """The exact values of parts, as cells have them; `absent` is the word for what is not applicable."""

    result: Result
    absent: str
    _run: Evaluator = field(init=False)

    @_run.default
    def _evaluator(self) -> Evaluator:
        known = {name: value for name, value in self.result.values.items() if not lacks(value)}
        run = Evaluator(self.result.program, self.result.inventory, known)
        run.failed |= self.result.values.keys() - known.keys()
        return run

    def rows(self, table: str) -> range:
        """The rows of an input table, from 0."""
        return range(len(self.result.inventory.tables[table]))

    def of(self, node: t.Typed, row: int | None = None) -> CellValue:
        """What a part comes to, in a row."""
        return self._guarded(lambda: self._run.evaluate(node, row))

    def step(self, name: str, row: int | None = None) -> CellValue:
        """The value of a step or an input, in a row; a step that failed is an error."""
        if name not in self.result.values:
            return _FAILED
        value = self.result.values[name]
        return self.shown(value[row or 0] if isinstance(value, tuple) else value)

    def item(self, node: t.Aggregate, row: int, weighted: bool, counted: bool) -> CellValue:
        """What a row adds to an aggregate: its value, times its weight if `weighted`; 1 where rows are counted."""

        def found() -> Datum:
            item = self._run.item(node, row, None)
            if item is None and not weighted and not counted and self._is_kept(node, row):
                return NOT_APPLICABLE
            if item is None:
                raise _NotKept
            value, weight = item
            if counted and not isinstance(value, Absent):
                return Decimal(1)
            if weighted and isinstance(value, Decimal) and isinstance(weight, Decimal):
                return value * weight
            return value

        return self._kept(found)

    def _is_kept(self, node: t.Aggregate, row: int) -> bool:
        """Whether the condition of an aggregate holds in a row."""
        return node.where is None or self._run.evaluate(node.where, row) is True

    def weight(self, node: t.Aggregate, row: int) -> CellValue:
        """The weight of a row of a mean."""

        def found() -> Datum:
            item = self._run.item(node, row, None)
            if item is None:
                raise _NotKept
            return item[0] if isinstance(item[0], Absent) else item[1]

        return self._kept(found)

    def pointed(self, reference: t.Typed, row: int | None) -> CellValue:
        """The number (from 1) of the row that a reference points at."""
        key = self.of(reference, row)
        rows = self.result.inventory.key_rows(target_of(reference), self.key_of(reference))
        return float(rows[key] + 1) if isinstance(key, str) and key in rows else key

    def key_of(self, reference: t.Typed) -> str:
        """The column that a reference points by."""
        return self.result.program.tables[target_of(reference)].key or ""

    def _kept(self, action: Callable[[], Datum]) -> CellValue:
        try:
            return self._guarded(action)
        except _NotKept:
            return _NONE_KEPT

    def _guarded(self, action: Callable[[], Datum]) -> CellValue:
        try:
            with localcontext(CONTEXT):
                return self.shown(action())
        except CalculationError as error:
            return _ERRORS.get(error.code, _FAILED)
        except Unusable:
            return _FAILED

    def shown(self, value: Datum) -> CellValue:
        """A value as a cell has it."""
        if value is MISSING:
            return MISSING_VALUE
        if value is NOT_APPLICABLE:
            return self.absent
        if isinstance(value, Absent):
            return _FAILED
        return as_double(value) if isinstance(value, Decimal) else value


class _NotKept(Exception):
    """A row is left out of an aggregate."""


def target_of(reference: t.Typed) -> str:
    """The table that a reference points at."""
    return reference.type.target or ""


def as_double(value: Decimal) -> float | str:
    """A number as a cell has it; the error of one that is too large for cells."""
    return float(value) if abs(value) < _LARGEST else "#NUM!"


def refuse_unfit(result: Result) -> None:
    """Raise `Refused` (E819) where cells cannot hold the numbers of a calculation, or sheets its rows."""
    inventory = result.inventory
    for table, rows in inventory.tables.items():
        if len(rows) > _MOST_ROWS:
            raise Refused(
                [Fault("E819.rows", table=table, count=len(rows)).diagnostic(Place(inventory.file))]
            )
    for name, value in result.values.items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Decimal) and one and not _SMALLEST < abs(one) < _LARGEST:
                fault = Fault("E819.number", name=name, value=figure_long(one))
                raise Refused([fault.diagnostic(Place(inventory.file))])
