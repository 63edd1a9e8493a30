"""The sheets of all input tables, and the sheet of single inputs."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.cells import Places
from ruleengine.documents.workbook.entries import ReportedColumn, entry_of, used_formula
from ruleengine.documents.workbook.known_values import as_double
from ruleengine.documents.workbook.naming import lines_of
from ruleengine.documents.workbook.sheet import ROW, Choices, WorkCell, WorkSheet
from ruleengine.documents.workbook.table_sheets import TableSheet
from ruleengine.documents.workbook.words import said
from ruleengine.formula import typed as t
from ruleengine.inventory.model import Cell
from ruleengine.program.number_sources import SOURCES
from ruleengine.program.program import Field, InputTable, Program
from ruleengine.run.labels import row_label

_INPUTS = (
    ("label", 34), ("name", 26), ("entry", 16), ("entry_unit", 12), ("value", 16), ("unit", 12), ("need", 14),
    ("clause", 10), ("source", 40),
)  # fmt: skip


def read_columns(program: Program) -> frozenset[str]:
    """The columns that formulas read, the keys of tables referred to, and what stands in for what is not given."""
    parts = [part for step in program.all_steps() for part in t.walk(step.typed)]
    read = {part.name for part in parts if isinstance(part, t.Value)}
    targets = {part.type.target for part in parts if part.type.kind == "reference" and part.type.target}
    read |= {f"{name}.{program.tables[name].key}" for name in targets}
    for table in program.tables.values():
        for column in table.columns.values():
            if column.otherwise and f"{table.name}.{column.name}" in read:
                read.add(f"{table.name}.{column.otherwise}")
    return frozenset(read)


@define
class InputSheets:
    """Fills the sheets of inputs and tables."""

    places: Places

    def table(self, table: InputTable, sheet: TableSheet, read: frozenset[str]) -> None:
        """The sheet of a table: what is reported, then the values used of the columns that formulas read."""
        language, inventory = self.places.language, self.places.known.result.inventory
        rows = inventory.tables[table.name]
        label = said(table.label, language, " ") or table.name
        facts = [table.name, *([table.clause] if table.clause else [])]
        sheet.head(label, "  ".join(facts) + ("" if rows else f"  （{said(words.NO_ROWS, language, ' ')}）"))
        if not table.required:
            sheet.given(3, table.name not in inventory.missing_tables)
        entries: dict[str, ReportedColumn] = {}
        for name, field in table.columns.items():
            entry = entry_of(field, f"{table.name}.{name}", [row[name] for row in rows], language)
            band = "" if entries else said(words.REPORTED, language, " ")
            sheet.add_entries(entry, band)
            entries[name] = entry
        first = True
        for name, field in self._in_order(table):
            if f"{table.name}.{name}" in read:
                self._used(sheet, field, entries, said(words.USED, language, " ") if first else "")
                first = False
        if table.key is not None:
            sheet.keys = [str(row[table.key].value) for row in rows]

    def _in_order(self, table: InputTable) -> list[tuple[str, Field]]:
        """The columns, those that stand in for others before these."""
        items = list(table.columns.items())
        return [i for i in items if i[1].otherwise is None] + [i for i in items if i[1].otherwise is not None]

    def _used(
        self, sheet: TableSheet, field: Field, entries: Mapping[str, ReportedColumn], band: str
    ) -> None:
        entry = entries[field.name]
        cells = self.places.printer(sheet.table).cells
        otherwise = cells.value(f"{sheet.table}.{field.otherwise}") if field.otherwise else None
        formulas = [used_formula(field, sheet.entry_cell(entry), f, otherwise) for f in entry.factors]
        known = self.places.known
        values = [known.step(entry.full_name, row) for row in known.rows(sheet.table)]
        sheet.add_used(entry, formulas, values, band)

    def single(self, sheet: WorkSheet) -> None:
        """The sheet of inputs that are no tables."""
        language, program = self.places.language, self.places.program
        sheet.across(0, len(_INPUTS) - 1, said(words.INPUTS, language, " "), "title")
        for column, (key, width) in enumerate(_INPUTS):
            sheet.widths[column] = width
            sheet.text(2, column, said(words.HEADINGS[key], language), "head")
        sheet.heights[2] = 32
        sheet.frozen_at = (3, 0)
        for row, (name, field) in enumerate(program.fields.items(), start=3):
            self._input(sheet, row, name, field)

    def _input(self, sheet: WorkSheet, row: int, name: str, field: Field) -> None:
        places, inventory = self.places, self.places.known.result.inventory
        cell = inventory.values[name]
        entry = entry_of(field, name, [cell], places.language)
        sheet.text(row, 0, entry.label, "label")
        sheet.text(row, 1, places.names.of(name), "code")
        sheet.put(row, 2, WorkCell(entry.values[0], style=entry.style))
        sheet.text(row, 3, entry.units[0], "unit")
        formula = used_formula(field, f"$C{ROW}", entry.factors[0], None).replace(ROW, str(row + 1))
        sheet.put(row, 4, WorkCell(places.known.step(name), formula, "value"))
        sheet.text(row, 5, entry.unit, "unit")
        sheet.text(row, 6, entry.need, "plain")
        sheet.text(row, 7, field.clause or "", "plain")
        sheet.text(row, 8, self._source(cell), "plain")
        sheet.heights[row] = 15.0 * max(lines_of(entry.label, 34), lines_of(self._source(cell), 40))
        if entry.options:
            sheet.choices.append(Choices(2, row, row, entry.options))
        places.book.names[places.names.of(name)] = sheet.place(row, 4)

    def _source(self, cell: Cell) -> str:
        """The title of the source that a value names."""
        inventory, program = self.places.known.result.inventory, self.places.program
        if cell.source is None or SOURCES not in program.tables:
            return cell.source or ""
        table = program.tables[SOURCES]
        for row in inventory.tables[SOURCES]:
            if table.key and row[table.key].value == cell.source:
                title = row["title"].value if "title" in row else row_label(table, row)
                return f"{cell.source}: {title}"
        return cell.source


def parameters(places: Places, sheet: WorkSheet) -> None:
    """The sheet of the parameters of the rule set, each with its source and the grade of that."""
    from ruleengine.documents.workbook.citing import grade_words, source_words

    language, program = places.language, places.program
    heads = (
        ("label", 40),
        ("name", 28),
        ("value", 16),
        ("unit", 16),
        ("clause", 10),
        ("source", 56),
        ("grade", 18),
    )
    sheet.across(0, len(heads) - 1, said(words.PARAMETERS, language, " "), "title")
    for column, (key, width) in enumerate(heads):
        sheet.widths[column] = width
        sheet.text(2, column, said(words.HEADINGS[key], language), "head")
    sheet.heights[2] = 32
    sheet.frozen_at = (3, 0)
    for row, (name, parameter) in enumerate(program.parameters.items(), start=3):
        element = parameter.element
        label, source = (
            said(_label(element.fields), language),
            source_words(program, element.fields, language),
        )
        sheet.text(row, 0, label or name, "label")
        sheet.text(row, 1, places.names.of(name), "code")
        sheet.put(row, 2, WorkCell(as_double(parameter.value), style="factor"))
        sheet.text(row, 3, str(parameter.unit) if parameter.unit.symbols else "", "unit")
        sheet.text(row, 4, element.clause or "", "plain")
        sheet.text(row, 5, source, "plain")
        sheet.text(row, 6, grade_words(program.resolved.grade_of(element.fields), language), "plain")
        sheet.heights[row] = 15.0 * max(lines_of(label, 40), lines_of(source, 56))
        places.book.names[places.names.of(name)] = sheet.place(row, 2)


def _label(fields: Mapping[str, object]) -> Mapping[str, object]:
    label = fields.get("label")
    return label if isinstance(label, Mapping) else {}
