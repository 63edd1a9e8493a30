"""A filled checklist as a workbook: its sheets by their hidden marks, every cell that is filled in accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.answers.filled import FilledAnswer, FilledChecklist, FilledLine, filled_checklist
from ruleengine.answers.form import (
    COLUMNS,
    DEVIATION,
    MARK,
    MARKS,
    META_SHEET,
    SHEETS,
    FormColumn,
    FormPart,
    FormTongue,
    tongue_of,
    worded,
)
from ruleengine.diagnostics import Place, Report
from ruleengine.figures import plain
from ruleengine.office.workbook import OfficeCell, Sheet, read_sheets
from ruleengine.source.wording import shown_text

_FIRST = len(MARKS) + 1
_PARTS: tuple[FormPart, ...] = ("requirements", "values", "head")


def read_workbook(parts: Mapping[str, bytes], name: str, report: Report) -> FilledChecklist | None:
    """The checklist in the parts of a workbook; None where it is none. What was edited is told (E661, E670)."""
    sheets = read_sheets(parts)
    hidden = sheets.get(META_SHEET)
    marked = {sheet.text(n, 1): (sheet, n) for sheet in sheets.values() for n in sheet.rows}
    if hidden is None:
        if any(mark.startswith(MARK) for mark in marked):
            report.tell("E670.sheet", Place(name), sheet=META_SHEET)
        return None
    meta = {hidden.text(n, 1): hidden.text(n, 2) for n in hidden.rows if hidden.text(n, 1)}
    if meta.get("form") != MARK:
        return None
    tongue = tongue_of(meta.get("language", ""))
    expected: dict[tuple[FormPart, str], str] = {}
    for n in hidden.rows:
        for part in _PARTS:
            if hidden.text(n, 4) == part:
                expected[part, hidden.text(n, 5)] = hidden.text(n, 6)
    lines: list[FilledLine] = []
    for part in _PARTS:
        found = marked.get(f"{MARK}:{part}")
        if found is not None:
            lines += _PartReader(part, found[0], found[1], tongue, name, report).lines()
        elif part == "head" or any(p == part for p, _ in expected):
            report.tell("E670.sheet", Place(name), sheet=worded(SHEETS[part], tongue))
    return filled_checklist(name, meta, lines, expected)


@frozen
class _PartReader:
    part: FormPart
    sheet: Sheet
    keys_at: int
    tongue: FormTongue
    file: str
    report: Report

    def lines(self) -> Iterator[FilledLine]:
        """The lines of a sheet, or the one of the head."""
        if self.part == "head":
            yield self._head()
            return
        columns = self._columns()
        if columns is None:
            return
        for number in sorted(self.sheet.rows):
            if number > self.keys_at + 1:
                line = self._line(number, columns)
                if line is not None:
                    yield line

    def _tell_outside(self, row: int, column: int, text: str) -> None:
        place, at = Place(self.file), self.sheet.at(row, column)
        self.report.tell("E670.outside", place, at=at, text=shown_text(text))

    def _tell_heading(self, row: int, column: int, heading: str) -> None:
        place, text = Place(self.file), shown_text(self.sheet.text(row, column))
        due = heading.replace("\n", " ")
        self.report.tell("E670.heading", place, at=self.sheet.at(row, column), heading=due, text=text)

    def _columns(self) -> dict[int, FormColumn] | None:
        """The columns by their numbers; None where one is gone or is called otherwise, which is told (E670)."""
        before = self.report.count_of_errors
        keys = {
            self.sheet.text(self.keys_at, n): n for n in sorted(self.sheet.rows[self.keys_at], reverse=True)
        }
        found: dict[int, FormColumn] = {}
        for column in COLUMNS[self.part]:
            at, heading = keys.get(column.key), column.heading(self.tongue)
            if at is None:
                self.report.tell(
                    "E670.column", Place(self.file), sheet=self.sheet.title, column=heading.replace("\n", " ")
                )
                continue
            said = self.sheet.text(self.keys_at + 1, at)
            if "".join(said.split()) != "".join(heading.split()):
                self._tell_heading(self.keys_at + 1, at, heading)
            found[at] = column
        return found if self.report.count_of_errors == before else None

    def _line(self, number: int, columns: Mapping[int, FormColumn]) -> FilledLine | None:
        row, name = self.sheet.rows[number], self.sheet.text(number, 1)
        if not name:
            for at, cell in row.items():
                if cell.text.strip():
                    self._tell_outside(number, at, cell.text)
            return None
        answers: dict[str, FilledAnswer] = {}
        for at, cell in row.items():
            column = columns.get(at)
            if column is None and at >= _FIRST and cell.text.strip():
                if cell.kind != "formula" or self.sheet.text(self.keys_at, at) != DEVIATION:
                    self._tell_outside(number, at, cell.text)
            elif column is not None and cell.kind == "formula":
                self._tell_formula(number, at)
            elif column is not None and column.kind is not None:
                answers[column.key] = FilledAnswer(_shown(cell), self.sheet.at(number, at), cell.kind)
        for at in columns:
            merged = self.sheet.merged_over(number, at) if self.sheet.merged else None
            if merged is not None:
                self.report.tell("E670.merged", Place(self.file), at=self.sheet.at(number, at), cells=merged)
                break
        printed = {c.key: self.sheet.text(number, at) for at, c in columns.items() if c.kind is None}
        marks = [self.sheet.text(number, n) for n in range(1, _FIRST)]
        return FilledLine(
            self.part, marks[0], marks[1], marks[2], self.sheet.at(number, _FIRST), answers, printed
        )

    def _tell_formula(self, row: int, column: int) -> None:
        self.report.tell("E661.formula", Place(self.file), cell=self.sheet.at(row, column))

    def _head(self) -> FilledLine:
        """What is answered once: the mark of each answer stands in the first cell of its row, the answer behind it."""
        answers: dict[str, FilledAnswer] = {}
        due = {f"answer:{c.key}": c for c in COLUMNS["head"]}
        for number in sorted(self.sheet.rows):
            column = due.pop(self.sheet.text(number, 1), None)
            if column is None:
                continue
            heading = column.heading(self.tongue, " ")
            if "".join(self.sheet.text(number, 2).split()) != "".join(heading.split()):
                self._tell_heading(number, 2, heading)
            cell = self.sheet.rows[number].get(3)
            if cell is not None and cell.kind == "formula":
                self._tell_formula(number, 3)
            elif cell is not None:
                answers[column.key] = FilledAnswer(cell.text, self.sheet.at(number, 3), cell.kind)
        for column in due.values():
            self.report.tell(
                "E670.column",
                Place(self.file),
                sheet=self.sheet.title,
                column=column.heading(self.tongue, " "),
            )
        return FilledLine("head", "", "", "", self.sheet.at(self.keys_at, 1), answers)


def _shown(cell: OfficeCell) -> str:
    """What a cell says; a percentage as the cell shows it."""
    return f"{plain(Decimal(cell.text) * 100)} %" if cell.is_percent else cell.text
