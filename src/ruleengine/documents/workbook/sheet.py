"""A workbook as plain data: sheets of cells with formulas and their values, before any file is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import define, field, frozen

from ruleengine.office.workbook import column_letters

#: What stands in a cell, as spreadsheets know it; errors are texts such as `#N/A`.
CellValue = float | str | bool | date | None

#: Stands for the number of the row in the formula of a column; no text of a rule set or inventory can have it.
ROW = "\x01"


@frozen
class WorkCell:
    """A cell: a value that is typed in, or a formula (without `=`) with the value that it comes to.

    `style` names a style of `styles.STYLES`; `link` is a sheet to go to.
    """

    value: CellValue = None
    formula: str | None = None
    style: str = "plain"
    link: str | None = None


@frozen
class Choices:
    """A list to choose from in the cells of a column, from the first row to the last."""

    column: int
    first: int
    last: int
    options: tuple[str, ...]


@frozen
class Judged:
    """Cells that are coloured by the word that stands in them."""

    first: tuple[int, int]
    last: tuple[int, int]
    good: str
    bad: str


@define
class WorkSheet:
    """A sheet that is being filled; rows and columns are counted from 0."""

    name: str
    cells: dict[tuple[int, int], WorkCell] = field(factory=dict)
    widths: dict[int, float] = field(factory=dict)
    heights: dict[int, float] = field(factory=dict)
    merged: list[tuple[int, int, int]] = field(factory=list)
    choices: list[Choices] = field(factory=list)
    judged: list[Judged] = field(factory=list)
    frozen_at: tuple[int, int] = (0, 0)
    repeated: tuple[int, int] | None = None
    hidden: bool = False

    def put(self, row: int, column: int, cell: WorkCell) -> None:
        """Fill a cell."""
        self.cells[row, column] = cell

    def text(self, row: int, column: int, text: str, style: str = "plain") -> None:
        """Fill a cell with a text that is never a formula."""
        self.put(row, column, WorkCell(text or None, style=style))

    def line(self, row: int, texts: Sequence[str], style: str) -> None:
        """Fill the cells of a row from its first one on."""
        for column, text in enumerate(texts):
            self.text(row, column, text, style)

    def across(self, row: int, last: int, text: str, style: str) -> None:
        """A text over the cells of a row up to a column."""
        self.text(row, 0, text, style)
        if last > 0:
            self.merged.append((row, 0, last))

    def place(self, row: int, column: int, last: int | None = None) -> str:
        """The absolute place of a cell, or of the cells below it down to a row, as names are defined."""
        quoted = "'" + self.name.replace("'", "''") + "'"
        first = f"{quoted}!${column_letters(column + 1)}${row + 1}"
        return first if last is None else f"{first}:${column_letters(column + 1)}${last + 1}"


@define
class Book:
    """Sheets in their order, and the names of cells and ranges with their places."""

    sheets: list[WorkSheet] = field(factory=list)
    names: dict[str, str] = field(factory=dict)
    facts: Mapping[str, str] = field(factory=dict)
