"""Tables of comments as workbooks: forms with lists to choose from and protected texts. No text becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import count
from typing import Any

from attrs import define

from ruleengine.consultation.filled_workbook import META_SHEET
from ruleengine.consultation.form import (
    HEADINGS,
    HIDDEN,
    MARK,
    WIDTHS,
    Form,
    FormRow,
    choices,
    worded,
)
from ruleengine.documents.workbook_cells import ALLOWED, GREY, HEAD, LINE, CellWriter, height, new_book
from ruleengine.language import Texts

_SHEET: Texts = ("comments", "意见")
_UNIT = ("提出单位（填写一次即可）", "MB/NC or commenter (once)")
_FIRST = len(HIDDEN)
_PRINTED: dict[str, object] = {"border": 1, "border_color": LINE, "bg_color": GREY}
_ANSWER: dict[str, object] = {"border": 1, "border_color": LINE, "locked": False}
_HEADING: dict[str, object] = {
    "bold": True, "border": 1, "border_color": LINE, "bg_color": HEAD, "align": "center", "valign": "vcenter",
}  # fmt: skip


def workbook_of(form: Form) -> bytes:
    """The workbook of a form; the same form gives the same bytes."""
    made = io.BytesIO()
    book = new_book(made, form.title)
    _Sheets(book, form, CellWriter(book)).write()
    book.close()
    return made.getvalue()


@define
class _Sheets:
    """The sheet that people see, and the one with what a form says of itself."""

    book: Any
    form: Form
    cells: CellWriter

    def write(self) -> None:
        """Write both sheets."""
        form = self.form
        sheet = self.book.add_worksheet(_SHEET[form.language != "en"])
        self._meta_sheet()
        self._columns(sheet)
        row = self._head(sheet)
        self._headings(sheet, row)
        for number, given in enumerate(form.rows, start=row + 2):
            self._row(sheet, number, given)
        self._choices(sheet, row + 2)
        self._page(sheet, row)

    def _meta_sheet(self) -> None:
        sheet = self.book.add_worksheet(META_SHEET)
        for row, (key, value) in enumerate(self.form.meta.items()):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        for row, label in enumerate(self.form.lists):
            sheet.write_string(row, 3, label)
        sheet.very_hidden()
        sheet.protect()

    def _columns(self, sheet: Any) -> None:
        sheet.set_column(0, _FIRST - 1, 4, None, {"hidden": True})
        for number, key in enumerate(self.form.columns, start=_FIRST):
            sheet.set_column(number, number, WIDTHS[key])

    def _head(self, sheet: Any) -> int:
        """Title, facts, notes and the place for who comments; the row behind them."""
        form, last = self.form, _FIRST + len(self.form.columns) - 1
        lines = form.title.split("\n")
        merged = self.cells.merged
        merged(sheet, 0, _FIRST, last, form.title, bold=True, font_size=15, align="center", valign="vcenter")
        sheet.set_row(0, 22 * len(lines) + 6)
        row = 1
        for name, text in form.facts:
            merged(sheet, row, _FIRST, _FIRST + 1, name, bold=True)
            merged(sheet, row, _FIRST + 2, last, text)
            row += 1
        for note in form.notes:
            merged(sheet, row, _FIRST, last, note)
            sheet.set_row(row, height(note, sum(WIDTHS[key] for key in form.columns)))
            row += 1
        if form.asks_unit:
            sheet.write_string(row, 0, "unit")
            merged(sheet, row, _FIRST, _FIRST + 2, worded(_UNIT, form.language), bold=True)
            merged(sheet, row, _FIRST + 3, _FIRST + 5, "", **_ANSWER)
            sheet.set_row(row, 30)
            row += 1
        return row

    def _headings(self, sheet: Any, row: int) -> None:
        for number, key in enumerate((MARK, *HIDDEN[1:], *self.form.columns)):
            sheet.write_string(row, number, key)
        sheet.set_row(row, None, None, {"hidden": True})
        for number, key in enumerate(self.form.columns, start=_FIRST):
            self.cells.text(sheet, row + 1, number, worded(HEADINGS[key], self.form.language), **_HEADING)
        sheet.set_row(row + 1, 44)

    def _row(self, sheet: Any, number: int, row: FormRow) -> None:
        for column, mark in enumerate(row.marks):
            if mark:
                sheet.write_string(number, column, mark)
        sheet.set_row(number, max(height(row.cells.get(key, ""), WIDTHS[key]) for key in self.form.columns))
        for column, key in enumerate(self.form.columns, start=_FIRST):
            shown = _ANSWER if key in row.open else _PRINTED
            self.cells.text(sheet, number, column, row.cells.get(key, ""), **shown)

    def _choices(self, sheet: Any, first: int) -> None:
        """The lists to choose from, over all rows in which a column can be filled in."""
        form = self.form
        for column, key in enumerate(form.columns, start=_FIRST):
            given = choices(key, form.language)
            is_list = key == "text" and bool(form.lists)
            if not given and not is_list:
                continue
            source: Sequence[str] | str = list(given)
            if is_list:
                source = f"={META_SHEET}!$D$1:$D${len(form.lists)}"
            rows = [n for n, row in zip(count(first), form.rows, strict=False) if key in row.open]
            if rows:
                # A text that is not in the list is told by `collect` and kept, so the program only warns.
                sheet.data_validation(
                    rows[0], column, rows[-1], column,
                    {"validate": "list", "source": source, "error_type": "warning"},
                )  # fmt: skip

    def _page(self, sheet: Any, row: int) -> None:
        form = self.form
        sheet.freeze_panes(row + 2, _FIRST)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(row + 1)
        sheet.set_footer("&C&P / &N")
        last = row + 1 + len(form.rows)
        sheet.autofilter(row + 1, _FIRST, last, _FIRST + len(form.columns) - 1)
        sheet.protect("", ALLOWED)
