"""Tables of comments as workbooks: forms with lists to choose from and protected texts. No text becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from attrs import define, field

from ruleengine.characters import width
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
from ruleengine.language import Texts

#: The time that stands in every workbook: the same comments are the same file.
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
_SHEET: Texts = ("comments", "意见")
_UNIT = ("提出单位（填写一次即可）", "MB/NC or commenter (once)")
_GREY, _HEAD, _LINE = "#EEF1F3", "#D9E2E7", "#9AA7AE"
#: With these a spreadsheet program takes a text for a formula when it is edited.
_SIGNS = tuple("=+-@\t\r")
_FIRST = len(HIDDEN)
#: The highest row that a sheet can have, in points.
_HIGHEST = 409
_BASE = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "num_format": "@"}


def workbook_of(form: Form) -> bytes:
    """The workbook of a form; the same form gives the same bytes."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _NO_TIME, "title": form.title.replace("\n", " "), "author": "ruleengine"})
    _Sheets(book, form).write()
    book.close()
    return made.getvalue()


@define
class _Sheets:
    """The sheet that people see, and the one with what a form says of itself."""

    book: Any
    form: Form
    _formats: dict[str, Any] = field(factory=dict)

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

    def _format(self, name: str, **more: object) -> Any:
        if name not in self._formats:
            self._formats[name] = self.book.add_format({**_BASE, **more})
        return self._formats[name]

    def _columns(self, sheet: Any) -> None:
        sheet.set_column(0, _FIRST - 1, 4, None, {"hidden": True})
        for number, key in enumerate(self.form.columns, start=_FIRST):
            sheet.set_column(number, number, WIDTHS[key])

    def _head(self, sheet: Any) -> int:
        """Title, facts, notes and the place for who comments; the row behind them."""
        form, last = self.form, _FIRST + len(self.form.columns) - 1
        lines = form.title.split("\n")
        title = self._format("title", bold=True, font_size=15, align="center", valign="vcenter")
        _merged(sheet, 0, _FIRST, last, form.title, title)
        sheet.set_row(0, 22 * len(lines) + 6)
        row = 1
        label, plain = self._format("label", bold=True), self._format("fact")
        for name, text in form.facts:
            _merged(sheet, row, _FIRST, _FIRST + 1, name, label)
            _merged(sheet, row, _FIRST + 2, last, text, plain)
            row += 1
        for note in form.notes:
            _merged(sheet, row, _FIRST, last, note, plain)
            sheet.set_row(row, _height(note, sum(WIDTHS[key] for key in form.columns)))
            row += 1
        if form.asks_unit:
            sheet.write_string(row, 0, "unit")
            _merged(sheet, row, _FIRST, _FIRST + 2, worded(_UNIT, form.language), label)
            _merged(sheet, row, _FIRST + 3, _FIRST + 5, "", self._answer())
            sheet.set_row(row, 30)
            row += 1
        return row

    def _answer(self) -> Any:
        return self._format("answer", border=1, border_color=_LINE, locked=False)

    def _headings(self, sheet: Any, row: int) -> None:
        for number, key in enumerate((MARK, *HIDDEN[1:], *self.form.columns)):
            sheet.write_string(row, number, key)
        sheet.set_row(row, None, None, {"hidden": True})
        head = self._format(
            "head", bold=True, border=1, border_color=_LINE, bg_color=_HEAD, align="center", valign="vcenter"
        )
        for number, key in enumerate(self.form.columns, start=_FIRST):
            sheet.write_string(row + 1, number, worded(HEADINGS[key], self.form.language), head)
        sheet.set_row(row + 1, 44)

    def _row(self, sheet: Any, number: int, row: FormRow) -> None:
        for column, mark in enumerate(row.marks):
            if mark:
                sheet.write_string(number, column, mark)
        sheet.set_row(number, max(_height(row.cells.get(key, ""), WIDTHS[key]) for key in self.form.columns))
        grey = self._format("printed", border=1, border_color=_LINE, bg_color=_GREY)
        for column, key in enumerate(self.form.columns, start=_FIRST):
            text, is_open = row.cells.get(key, ""), key in row.open
            shown = self._answer() if is_open else grey
            if text.startswith(_SIGNS):
                more = {"locked": False} if is_open else {"bg_color": _GREY}
                shown = self._format(
                    f"sign {is_open}", border=1, border_color=_LINE, quote_prefix=True, **more
                )
            if not text:
                sheet.write_blank(number, column, None, shown)
            elif text.startswith("<r>"):  # in one part, the library would take it for XML
                sheet.write_rich_string(number, column, text[0], self._format("plain"), text[1:], shown)
            else:
                sheet.write_string(number, column, text, shown)

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
        sheet.protect("", _ALLOWED)


def _height(text: str, room: int) -> int:
    """How high a row is that shows a text in a column of so many characters, in points."""
    lines = sum(1 + max(0, width(line) - 1) // (room * 7 // 6) for line in text.split("\n"))
    return min(14 * lines + 3, _HIGHEST)


#: What a protected sheet still lets people do.
_ALLOWED: Mapping[str, bool] = {
    "format_columns": True, "format_rows": True, "autofilter": True, "sort": True,
}  # fmt: skip


def _merged(sheet: Any, row: int, first: int, last: int, text: str, shown: Any) -> None:
    """A text over several columns; written as text whatever it begins with."""
    sheet.merge_range(row, first, row, last, "", shown)
    if text:
        sheet.write_string(row, first, text, shown)
