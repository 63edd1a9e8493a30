"""Values stated for what only another version asks for: from a file of assumptions or from an inventory of it.

A file of assumptions names inputs, `table.column` (for all rows) and whole tables. Of an inventory its single values
and tables are taken, and of rows those with the same key or, in a table without one, the same first column; where
several have it or the inventory lacks it, the one that says the same in all else. Each value is kept as it is written,
since inventories that people read are written with it, and as it is in the units of the inputs, for columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path as FilePath

from attrs import field, frozen

from ruleengine.diagnostics import Diagnostic, Fact, Fault, Refused, Report, nearest
from ruleengine.diagnostics.facts import facts_of
from ruleengine.inventory.model import NOT_APPLICABLE, Absent
from ruleengine.inventory.unknown_names import unknown_column, unknown_input
from ruleengine.inventory.values import is_not_applicable, read_value
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, InputTable, Program, Scalar
from ruleengine.source.document import Document, Path
from ruleengine.source.kind import read_any, read_of_kind
from ruleengine.source.wording import shown_text

#: What is assumed of one input: its value, or that there is none to give; of a whole table its rows.
Assumed = Scalar | Absent | tuple[Mapping[str, Scalar], ...]


@frozen
class StatedValues:
    """Stated values by input, `table.column` or table: as they are written, and `checked` in the units of inputs."""

    values: Mapping[str, object] = field(factory=dict)
    checked: Mapping[str, Assumed] = field(factory=dict)

    def value_of(self, name: str) -> object:
        """The stated value of an input, a whole table or a column for all rows; None where there is none."""
        return self.values.get(name)

    def cell_of(self, table: InputTable, row: Mapping[str, object], column: str) -> object:
        """The stated value of a column for a row, whose values are by the names of the new version."""
        name = f"{table.name}.{column}"
        if name in self.values:
            return self.values[name]
        key = table.key or next(iter(table.columns))
        found = self._alike(table, row, key)
        values = [r[column] for r in found if r.get(column) is not None]
        return (
            values[0]
            if values and len(values) == len(found) and all(v == values[0] for v in values)
            else None
        )

    def _alike(self, table: InputTable, row: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
        """The stated rows that are this one: that with its key; of several, or without one, those that agree in all."""
        given = self.values.get(table.name)
        rows = [r for r in given if isinstance(r, Mapping)] if isinstance(given, list) else []
        named = [r for r in rows if row.get(key) is not None and bare(r.get(key)) == bare(row[key])]
        if len(named) == 1 or (named and table.key):
            return named
        both = named or rows
        return [
            r
            for r in both
            if all(bare(r[c]) == bare(v) for c, v in row.items() if v is not None and r.get(c) is not None)
        ]

    def row_of(self, table: InputTable, key: str) -> object:
        """The stated row of a table with this key; None where there is none."""
        rows = self.values.get(table.name)
        found = (
            [r for r in rows if bare(as_map(r).get(str(table.key))) == key] if isinstance(rows, list) else []
        )
        return found[0] if len(found) == 1 else None


def bare(given: object) -> object:
    """A value without what may stand beside it."""
    return given.get("value") if isinstance(given, Mapping) else given


def read_assumed(path: FilePath, program: Program) -> StatedValues:
    """The values of a file of assumptions, or of an inventory of the version of the program.

    Raises `Refused` with everything that is wrong in it.
    """
    report = Report()
    kind, _ = read_any(path, report)
    report.stop_on_errors()
    document = read_of_kind(path, "inventory" if kind == "inventory" else "assumptions", report)
    if document is None:
        raise Refused(report.items)
    found = stated_values(document, program, report)
    report.stop_on_errors()
    return found


def stated_values(document: Document, program: Program, report: Report) -> StatedValues:
    """The values of a document whose shape is right; what cannot be taken is told in `report` and left out."""
    data = as_map(document.data)
    key = "assumptions" if "assumptions" in data else "ruleset"
    named, reference = shown_text(str(data[key])), str(program.resolved.reference)
    if data[key] != reference:
        place = document.place((key,))
        if key == "ruleset":
            report.tell("E610.other", place, given=named, reference=reference)
        else:
            report.tell("E610.assumptions", place, named=named, ruleset=reference)
    reader = _Reader(document, program, report)
    values = {str(n): given for n, given in as_map(data["values"]).items()}
    found = {name: reader.value(name, given) for name, given in values.items()}
    return StatedValues(values, {n: v for n, v in found.items() if v is not None})


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

    def _scalar(self, field: Field, stated: object, path: Path, element: str) -> Scalar | Absent | None:
        given = bare(stated)
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
