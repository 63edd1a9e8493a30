"""Values stated for inputs that only the new version asks for: one value for all products of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path as FilePath

from attrs import frozen

from ruleengine.diagnostics import Diagnostic, Fact, Fault, Report, nearest
from ruleengine.diagnostics.facts import facts_of
from ruleengine.inventory.model import NOT_APPLICABLE, Absent
from ruleengine.inventory.unknown_names import unknown_column, unknown_input
from ruleengine.inventory.values import is_not_applicable, read_value
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, InputTable, Program, Scalar
from ruleengine.source.checked import read_checked
from ruleengine.source.document import Document, Path
from ruleengine.source.wording import shown_text

#: What is assumed of one input: its value, or that there is none to give; of a whole table its rows.
Assumed = Scalar | Absent | tuple[Mapping[str, Scalar], ...]


def read_assumptions(path: FilePath, program: Program) -> dict[str, Assumed]:
    """The values of a file of assumptions, in the units of the program, by input, `table.column` or table.

    Raises `Refused` with everything that is wrong in it.
    """
    report = Report()
    found = assumed_values(read_checked(path, "assumptions"), program, report)
    report.stop_on_errors()
    return found


def assumed_values(document: Document, program: Program, report: Report) -> dict[str, Assumed]:
    """The values of a document whose shape is right; what cannot be taken is told in `report` and left out."""
    data = as_map(document.data)
    named, reference = str(data["assumptions"]), str(program.resolved.reference)
    if named != reference:
        place = document.place(("assumptions",))
        report.tell("E610.assumptions", place, named=named, ruleset=reference)
    reader = _Reader(document, program, report)
    found = {str(n): reader.value(str(n), given) for n, given in as_map(data["values"]).items()}
    return {n: value for n, value in found.items() if value is not None}


@frozen(eq=False)
class _Reader:
    document: Document
    program: Program
    report: Report

    def value(self, name: str, given: object) -> Assumed | None:
        """The value of an input, a column or a table; None where it cannot be taken, which is told."""
        path: Path = ("values", name)
        table_name, _, column = name.partition(".")
        table = self.program.tables.get(table_name)
        if column and table is not None:
            field = table.columns.get(column)
            if field is None:
                self._tell(
                    *unknown_column(table, column, nearest(column, table.columns)), path=path, element=name
                )
                return None
            return self._scalar(field, given, path, name)
        if not column and table is not None:
            return self._rows(table, given, path)
        field = None if column else self.program.fields.get(name)
        if field is None:
            known = (*self.program.fields, *self.program.tables)
            self._tell(
                *unknown_input(self.program, name, nearest(name, known)), path=path, element=shown_text(name)
            )
            return None
        return self._scalar(field, given, path, name)

    def _tell(self, key: str, facts: Mapping[str, Fact | None], path: Path, element: str) -> None:
        given = facts_of(facts)
        self.report.take([Diagnostic(key, given, self.document.key_place(path), element)])

    def _scalar(self, field: Field, given: object, path: Path, element: str) -> Scalar | Assumed | None:
        if is_not_applicable(field, given):
            return NOT_APPLICABLE
        try:
            return read_value(field, Decimal(given) if type(given) is int else given)
        except Fault as fault:
            self.report.take([fault.diagnostic(self.document.place(path), element=element)])
            return None

    def _rows(self, table: InputTable, given: object, path: Path) -> Assumed | None:
        """The rows of a whole table, the same for all products."""
        if not isinstance(given, list):
            self.report.tell(
                "E604.assumed_rows", self.document.place(path), element=table.name, table=table.name
            )
            return None
        rows: list[Mapping[str, Scalar]] = []
        for number, row in enumerate(given):
            cells: dict[str, Scalar] = {}
            for column, cell in as_map(row).items():
                inner: Path = (*path, number, str(column))
                element = f"{table.name}.{column}"
                field = table.columns.get(str(column))
                if field is None:
                    near = nearest(str(column), table.columns)
                    self._tell(*unknown_column(table, str(column), near), path=inner, element=element)
                    continue
                value = self._scalar(field, cell, inner, element)
                if isinstance(value, Decimal | str | bool):
                    cells[field.name] = value
            rows.append(cells)
        return tuple(rows)
