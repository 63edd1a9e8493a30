"""The checklist as a workbook: lists to choose from, printed texts protected, what is open seen by its colour."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from attrs import define

from ruleengine.answers.form import (
    COLUMNS,
    DEVIATION,
    FINDING_WORDS,
    MARK,
    MARKS,
    META_SHEET,
    SHEETS,
    AnswerKind,
    FillableChecklist,
    FormColumn,
    FormLine,
    FormPart,
    choice_word,
    choices,
    worded,
)
from ruleengine.documents.workbook_cells import ALLOWED, GREY, HEAD, LINE, CellWriter, height, new_book

_FIRST = len(MARKS)
_BOX: dict[str, object] = {"border": 1, "border_color": LINE}
_PRINTED: dict[str, object] = {**_BOX, "bg_color": GREY}
_ANSWER: dict[str, object] = {**_BOX, "locked": False}
_HEADING: dict[str, object] = {**_BOX, "bold": True, "bg_color": HEAD, "align": "center", "valign": "vcenter"}
#: Colours of findings.
_COLOURS = {
    "major": "#F6C7C3",
    "minor": "#FBE3B5",
    "observation": "#DCE9F7",
    "conform": "#DDEFD9",
    "not_applicable": "#E4E4E4",
}
_SOURCES = ("来源", "Sources")
_DEVIATION = ("偏差", "Deviation")
_PARTS: tuple[FormPart, ...] = ("requirements", "values")
_NOTES = (
    "白色单元格为填写处，其余受保护；每行一项。所见证据有多个文件时，在单元格内分行，日期和页码与文件同行。带单位填写数值，小数用小数点。",
    "Write in the white cells; all others are protected. Several documents stand on lines of one cell, their dates and "
    "pages on the same lines. Write amounts with their units, and decimals behind a point.",
)


def checklist_workbook(form: FillableChecklist) -> bytes:
    """The workbook of a checklist; the same form gives the same bytes."""
    made = io.BytesIO()
    book = new_book(made, form.title)
    _Book(book, form, CellWriter(book)).write()
    book.close()
    return made.getvalue()


@define
class _Book:
    book: Any
    form: FillableChecklist
    cells: CellWriter

    def write(self) -> None:
        """Write the sheets: checklist, data, summary, sources, and the one that nobody sees."""
        first: dict[FormPart, int] = {}
        for part in _PARTS:
            if self.form.lines(part):
                sheet = self.book.add_worksheet(worded(SHEETS[part], self.form.tongue))
                first[part] = _Lines(self, sheet, part).write()
        self._summary(first)
        self._sources()
        self._meta()

    def _summary(self, first: Mapping[FormPart, int]) -> None:
        """Head and conclusion to be filled in, and how many findings there are of each kind."""
        form, cells = self.form, self.cells
        sheet = self.book.add_worksheet(worded(SHEETS["head"], form.tongue))
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 80)
        sheet.write_string(0, 0, f"{MARK}:head")
        cells.merged(sheet, 0, 1, 2, form.title, bold=True, font_size=15, align="center", valign="vcenter")
        sheet.set_row(0, 22 * (form.title.count("\n") + 1) + 6)
        row = 1
        for name, text in form.facts:
            cells.text(sheet, row, 1, name, **_PRINTED, bold=True)
            cells.text(sheet, row, 2, text, **_PRINTED)
            sheet.set_row(row, height(text, 80))
            row += 1
        for column in COLUMNS["head"]:
            sheet.write_string(row, 0, f"answer:{column.key}")
            cells.text(sheet, row, 1, column.heading(form.tongue, " "), **_PRINTED, bold=True)
            cells.text(sheet, row, 2, form.head.get(column.key, ""), **_ANSWER)
            sheet.set_row(row, 90 if column.key == "text" else 20)
            self.validate(sheet, column.kind, row, row, 2)
            row += 1
        self._counts(sheet, row + 1, first)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.protect("", dict(ALLOWED))

    def _counts(self, sheet: Any, row: int, first: Mapping[FormPart, int]) -> None:
        """The number of each finding, counted by the spreadsheet program and by us."""
        lines, top = self.form.requirements, first.get("requirements", 0)
        column = _FIRST + [c.key for c in COLUMNS["requirements"]].index("finding")
        letters = _letters(column)
        title = worded(SHEETS["requirements"], self.form.tongue)
        cells = f"'{title}'!${letters}${top + 1}:${letters}${top + len(lines)}"
        for name in FINDING_WORDS:
            word = choice_word("finding", name, self.form.tongue)
            count = sum(1 for line in lines if line.answers.get("finding") == word)
            self.cells.text(sheet, row, 1, word, **_PRINTED, bold=True)
            shown = self.cells.format(**_PRINTED, align="left", num_format="0")
            sheet.write_formula(row, 2, f'=COUNTIF({cells},"{word}")', shown, count)
            row += 1
        open_ = worded(("未判断", "not judged"), self.form.tongue)
        self.cells.text(sheet, row, 1, open_, **_PRINTED, bold=True)
        count = sum(1 for line in lines if "finding" not in line.answers)
        shown = self.cells.format(**_PRINTED, align="left", num_format="0")
        sheet.write_formula(row, 2, f"=COUNTBLANK({cells})", shown, count)

    def _sources(self) -> None:
        sheet = self.book.add_worksheet(worded(_SOURCES, self.form.tongue))
        for column, wide in enumerate((24, 60, 40, 8, 16)):
            sheet.set_column(column, column, wide)
        for number, row in enumerate(self.form.sources):
            for column, text in enumerate(row):
                self.cells.text(sheet, number, column, text, **(_PRINTED if number else _HEADING))
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.protect("", dict(ALLOWED))

    def _meta(self) -> None:
        """What the form says of itself, and the names and hashes of its lines."""
        sheet = self.book.add_worksheet(META_SHEET)
        for row, (key, value) in enumerate({"form": MARK, **self.form.meta}.items()):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        lines = [(part, line) for part in _PARTS for line in self.form.lines(part)]
        for row, (part, line) in enumerate(lines):
            for column, text in enumerate((part, line.name, line.hash), start=3):
                sheet.write_string(row, column, text)
        sheet.very_hidden()
        sheet.protect()

    def validate(self, sheet: Any, kind: AnswerKind | None, first: int, last: int, column: int) -> None:
        """A list to choose from, over some rows; what is no choice is told when the form is read."""
        given = choices(kind, self.form.tongue) if kind else ()
        if given:
            sheet.data_validation(
                first, column, last, column, {"validate": "list", "source": list(given), "error_type": "stop"}
            )


@define
class _Lines:
    """The sheet of a part: a row for each line."""

    whole: _Book
    sheet: Any
    part: FormPart

    @property
    def columns(self) -> tuple[FormColumn, ...]:
        """The columns that are seen."""
        return COLUMNS[self.part]

    def write(self) -> int:
        """Write the sheet; the number of its first line (from 0)."""
        sheet, form, cells = self.sheet, self.whole.form, self.whole.cells
        sheet.set_column(0, _FIRST - 1, 4, None, {"hidden": True})
        for number, column in enumerate(self.columns, start=_FIRST):
            shown = None if column.kind is None else cells.format(**_ANSWER)
            sheet.set_column(number, number, column.width, shown)  # for cells that are empty
        last = _FIRST + len(self.columns)
        shown = min(last, _FIRST + 8)
        cells.merged(sheet, 0, _FIRST, shown, form.title.replace("\n", " "), bold=True, font_size=14)
        cells.merged(sheet, 1, _FIRST, shown, worded(_NOTES, form.tongue, "\n"))
        plain = cells.format()
        sheet.set_row(0, 24, plain)
        sheet.set_row(1, height(worded(_NOTES, form.tongue, "\n"), 140), plain)
        self._headings(2)
        lines = form.lines(self.part)
        for row, line in enumerate(lines, start=4):
            self._line(row, line)
        self._conditions(4, 3 + len(lines))
        self._page(3, 3 + len(lines))
        return 4

    def _headings(self, row: int) -> None:
        sheet, form, cells = self.sheet, self.whole.form, self.whole.cells
        for number, key in enumerate((f"{MARK}:{self.part}", *MARKS[1:], *(c.key for c in self.columns))):
            sheet.write_string(row, number, key)
        sheet.set_row(row, None, cells.format(), {"hidden": True})
        for number, column in enumerate(self.columns, start=_FIRST):
            cells.text(sheet, row + 1, number, column.heading(form.tongue), **_HEADING)
        if self.part == "requirements":
            number = _FIRST + len(self.columns)
            sheet.write_string(row, number, DEVIATION)
            cells.text(sheet, row + 1, number, worded(_DEVIATION, form.tongue, "\n"), **_HEADING)
            sheet.set_column(number, number, 11)
        sheet.set_row(row + 1, 44, cells.format())

    def _line(self, row: int, line: FormLine) -> None:
        sheet, cells = self.sheet, self.whole.cells
        for number, mark in enumerate((line.name, line.hash, line.seal(self.part))):
            sheet.write_string(row, number, mark)
        shown = {**line.cells, **line.answers}
        sheet.set_row(row, max(18, *(height(shown.get(c.key, ""), c.width) for c in self.columns)))
        for number, column in enumerate(self.columns, start=_FIRST):
            is_printed = column.kind is None or column.key in line.fixed
            text, style = shown.get(column.key, ""), _PRINTED if is_printed else _ANSWER
            if text or is_printed:
                cells.text(sheet, row, number, text, **style)
        if self.part == "requirements":
            self._deviation(row, line)

    def _deviation(self, row: int, line: FormLine) -> None:
        """How far the verified value is from the reported one, worked out by the spreadsheet program."""
        keys = [c.key for c in self.columns]
        reported, verified = (
            f"{_letters(_FIRST + keys.index(k))}{row + 1}" for k in ("reported", "verified")
        )
        number = 'VALUE(LEFT({0}&" ",FIND(" ",{0}&" ")-1))'
        formula = f'=IFERROR({number.format(verified)}/{number.format(reported)}-1,"")'
        shown = self.whole.cells.format(**_PRINTED, num_format="0.0%")
        self.sheet.write_formula(row, _FIRST + len(keys), formula, shown, "")

    def _conditions(self, first: int, last: int) -> None:
        """Lists to choose from, and the colours of findings."""
        form = self.whole.form
        for number, column in enumerate(self.columns, start=_FIRST):
            self.whole.validate(self.sheet, column.kind, first, last, number)
            if column.kind == "finding":
                for name, colour in _COLOURS.items():
                    shown = self.whole.book.add_format({"bg_color": colour})
                    word = choice_word("finding", name, form.tongue)
                    self.sheet.conditional_format(
                        first, number, last, number,
                        {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": shown},
                    )  # fmt: skip

    def _page(self, heading: int, last: int) -> None:
        sheet = self.sheet
        wide = _FIRST + len(self.columns)
        sheet.set_default_row(hide_unused_rows=True)
        sheet.freeze_panes(heading + 1, _FIRST + 4)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(heading)
        sheet.set_header(f"&R{self.whole.form.status}")
        sheet.set_footer("&C&P / &N")
        sheet.autofilter(heading, _FIRST, last, wide - 1)
        sheet.protect("", dict(ALLOWED))


def _letters(column: int) -> str:
    from ruleengine.office.workbook import column_letters

    return column_letters(column + 1)
