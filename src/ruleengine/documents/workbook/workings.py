"""The sheet of workings: single parts of formulas that are needed in several places."""

from __future__ import annotations

from itertools import count

from attrs import define, field

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.naming import CellNames, lines_of
from ruleengine.documents.workbook.sheet import Book, CellValue, WorkCell, WorkSheet
from ruleengine.documents.workbook.words import WorkbookLanguage, said
from ruleengine.formula.typed import Type

_COLUMNS = (("number", 6), ("part", 60), ("name", 16), ("value", 18), ("unit", 16))


@define
class Workings:
    """Parts by number, each a row with its formula."""

    book: Book
    sheet: WorkSheet
    names: CellNames
    language: WorkbookLanguage
    _numbers: count[int] = field(factory=lambda: count(1))
    row: int = 2

    def head(self) -> None:
        """Title and headings."""
        self.sheet.across(0, len(_COLUMNS) - 1, said(words.WORKINGS, self.language, " "), "title")
        for column, (key, width) in enumerate(_COLUMNS):
            self.sheet.widths[column] = width
            self.sheet.text(1, column, said(words.HEADINGS[key], self.language), "head")
        self.sheet.heights[1] = 32
        self.sheet.frozen_at = (2, 0)

    def add(self, text: str, formula: str, value: CellValue, kind: Type) -> str:
        """A cell for a part; its name."""
        number, row = next(self._numbers), self.row
        self.row += 1
        name = self.names.of(f"working.{number}")
        self.sheet.put(row, 0, WorkCell(float(number), style="number"))
        self.sheet.text(row, 1, text, "formula_text")
        self.sheet.text(row, 2, name, "code")
        self.sheet.put(row, 3, WorkCell(value, formula, "value"))
        self.sheet.text(row, 4, str(kind.unit) if kind.kind == "number" else "", "unit")
        self.sheet.heights[row] = 15.0 * lines_of(text, 60)
        self.book.names[name] = self.sheet.place(row, 3)
        return name
