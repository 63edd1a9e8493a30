"""A sheet for each input table: what is reported, the values used in the units of the rule set, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import define, field

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.entries import ReportedColumn
from ruleengine.documents.workbook.naming import CellNames, lines_of
from ruleengine.documents.workbook.sheet import ROW, Book, CellValue, Choices, WorkCell, WorkSheet
from ruleengine.documents.workbook.words import WorkbookLanguage, said
from ruleengine.office.workbook import column_letters

#: Rows of the heading: title, facts, bands of columns, labels, names, units, formulas; then the data.
_BAND, _LABEL, _NAME, _UNIT, _FORMULA, FIRST = 2, 3, 4, 5, 6, 7
_NARROW, _WIDE = 6.0, 30.0


@define
class TableSheet:
    """The sheet of a table of so many rows. `columns` are the columns by the name that formulas have for them."""

    book: Book
    sheet: WorkSheet
    names: CellNames
    language: WorkbookLanguage
    table: str
    count: int
    keys: list[str] = field(factory=list)
    columns: dict[str, int] = field(factory=dict)
    next: int = 1
    _parts: int = 0

    @property
    def last(self) -> int:
        """The last row of data; one row is kept where there are none."""
        return FIRST + max(self.count, 1) - 1

    def head(self, title: str, facts: str) -> None:
        """Title, facts and the column with the numbers of rows."""
        sheet = self.sheet
        sheet.text(0, 0, title, "title")
        sheet.text(1, 0, facts, "fact")
        sheet.widths[0] = _NARROW
        self._column_head(0, said(words.HEADINGS["number"], self.language), "", "", "", "")
        for row in range(self.count):
            sheet.put(FIRST + row, 0, WorkCell(float(row + 1), style="number"))
        if not self.count:
            sheet.text(FIRST, 0, "–", "number")
        self.book.names[self.names.of(f"{self.table}.row_number")] = sheet.place(FIRST, 0, self.last)
        sheet.frozen_at = (FIRST, 1)
        sheet.repeated = (_LABEL, _FORMULA)

    def given(self, column: int, is_given: bool) -> None:
        """The cell that says whether the table is given."""
        self.sheet.text(1, column, said(words.GIVEN, self.language, " "), "fact")
        self.sheet.put(1, column + 1, WorkCell(is_given, style="entry"))
        self.book.names[self.names.of(f"{self.table}.is_given")] = self.sheet.place(1, column + 1)

    def _column_head(self, column: int, label: str, name: str, unit: str, formula: str, band: str) -> None:
        sheet = self.sheet
        if band:
            sheet.text(_BAND, column, band, "band")
        sheet.text(_LABEL, column, label, "head")
        sheet.text(_NAME, column, name, "head_code")
        sheet.text(_UNIT, column, unit, "head_unit")
        sheet.text(_FORMULA, column, formula, "head_formula")
        wide = sheet.widths.get(column, 14.0)
        for row, text in ((_LABEL, label), (_FORMULA, formula), (_NAME, name)):
            sheet.heights[row] = max(sheet.heights.get(row, 15.0), min(15.0 * lines_of(text, wide), 200.0))

    def add_entries(self, entry: ReportedColumn, band: str) -> None:
        """The cells of a column as they are reported; with their units where these are not those of the rule set."""
        column = self.next
        sheet = self.sheet
        sheet.widths[column] = _WIDE if entry.is_text else 14.0
        unit = entry.unit if not entry.has_units else ""
        self._column_head(column, entry.label, entry.name, unit, entry.need, band)
        for row, value in enumerate(entry.values):
            sheet.put(FIRST + row, column, WorkCell(value, style=entry.style))
        if entry.options and self.count:
            sheet.choices.append(Choices(column, FIRST, self.last, entry.options))
        self.next += 1
        if entry.has_units:
            self._column_head(self.next, said(words.HEADINGS["entry_unit"], self.language), "", "", "", "")
            for row, text in enumerate(entry.units):
                sheet.text(FIRST + row, self.next, text, "unit")
            self.next += 1
        entry.column = column

    def add_used(
        self, entry: ReportedColumn, formulas: Sequence[str], values: Sequence[CellValue], band: str
    ) -> None:
        """The values used of a column that is reported, each by its own formula over what is reported."""
        self._next_column(entry.full_name, entry.label, entry.unit, "", band)
        column = self.columns[entry.full_name]
        self.sheet.widths[column] = 16.0 if entry.is_text else 13.0
        for row, (formula, value) in enumerate(zip(formulas, values, strict=True)):
            text = formula.replace(ROW, str(FIRST + row + 1))
            self.sheet.put(FIRST + row, column, WorkCell(value, text, "value"))

    def entry_cell(self, entry: ReportedColumn) -> str:
        """The cell of what is reported in a column, in the row that is written."""
        return f"${column_letters(entry.column + 1)}{ROW}"

    def add(
        self, name: str, label: str, unit: str, text: str, formula: str, value: Callable[[int], CellValue],
        band: str = "",
    ) -> None:  # fmt: skip
        """A column with a formula."""
        self._next_column(name, label, unit, text, band)
        column = self.columns[name]
        for row in range(self.count):
            cell = WorkCell(value(row), formula.replace(ROW, str(FIRST + row + 1)), "value")
            self.sheet.put(FIRST + row, column, cell)

    def add_part(self, text: str, kind: str, formula: str, value: Callable[[int], CellValue]) -> str:
        """A column for a part of a formula; its name."""
        self._parts += 1
        name = f"{self.table}.part_{self._parts}"
        self.add(name, said(words.PARTS[kind], self.language), "", text, formula, value)
        return name

    def add_pointer(self, name: str, of: str, formula: str, value: Callable[[int], CellValue]) -> None:
        """A column with the numbers of the rows that a reference points at."""
        self.add(name, said(words.PARTS["pointer"], self.language), "", of, formula, value)

    def _next_column(self, name: str, label: str, unit: str, text: str, band: str) -> None:
        column = self.next
        self.next += 1
        self.columns[name] = column
        self.sheet.widths[column] = 16.0
        excel_name = self.names.of(name)
        self._column_head(column, label, excel_name, unit, text, band)
        self.book.names[excel_name] = self.sheet.place(FIRST, column, self.last)
