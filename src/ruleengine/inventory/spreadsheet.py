"""A filled workbook to the document of an inventory: each value with its sheet and cell, nothing guessed.

Percent cells are read as they show their number, formulas and merged cells are refused, and dates are texts, which
numbers refuse. What the values mean is asked where all inventories are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path as FilePath

from attrs import define, field, frozen

from ruleengine.diagnostics import Diagnostic, Fact, Fault, Place, Report
from ruleengine.diagnostics.facts import facts_of
from ruleengine.figures import plain
from ruleengine.inventory import spreadsheet_form as form
from ruleengine.office.archive import MAX_FILE, parts_of
from ruleengine.office.workbook import OfficeCell, Sheet, column_letters, read_sheets
from ruleengine.source.document import Document, Path
from ruleengine.source.paths import ending_of
from ruleengine.source.reader import raw_bytes
from ruleengine.source.wording import shown_text

_TRUTHS = {"TRUE": True, "FALSE": False}


@frozen
class SheetPlace(Place):
    """A cell of a workbook; `line` and `column` are its row and column."""

    sheet: str = ""

    def __str__(self) -> str:
        cell = f"{column_letters(self.column)}{self.line}" if self.line else ""
        return f"{self.file}: {self.sheet}{'!' if cell else ''}{cell}" if self.sheet else self.file

    def data(self) -> dict[str, object]:
        """The place as JSON-able data: file, sheet and cell."""
        found: dict[str, object] = {"file": self.file}
        if self.sheet:
            found["sheet"] = self.sheet
        return found | ({"cell": f"{column_letters(self.column)}{self.line}"} if self.line else {})


@frozen
class SpreadsheetDocument(Document):
    """The document of an inventory that is a workbook; `cells` are the sheet, row and column of what it says."""

    cells: Mapping[Path, tuple[str, int, int]] = field(factory=dict)
    headings: Mapping[Path, tuple[str, int, int]] = field(factory=dict)
    unread: tuple[str, ...] = ()  # sheets that are not of the form
    notes: int = 0  # notes of cells, which are not read

    def place(self, path: Path = ()) -> Place:
        """The cell of the value at `path`, or of the nearest value around it."""
        while path and path not in self.cells:
            path = path[:-1]
        return self._place(self.cells.get(path))

    def key_place(self, path: Path) -> Place:
        """The cell of the value at `path`; where it has none, of the heading of its column."""
        if path in self.cells:
            return self.place(path)
        heading = self.headings.get((path[1], path[3])) if len(path) > 3 else None
        return self._place(heading) if heading else self.place(path)

    def _place(self, cell: tuple[str, int, int] | None) -> Place:
        if cell is None:
            return Place(self.file)
        sheet, row, column = cell
        return SheetPlace(self.file, row, column, sheet=sheet)


def is_spreadsheet(path: FilePath) -> bool:
    """Whether a path is that of a workbook, by its ending."""
    return ending_of(path) == ".xlsx"


def spreadsheet_document(path: FilePath, report: Report, shown: str | None = None) -> Document | None:
    """The inventory in a workbook; None where `report` says why not (E650, E660)."""
    name = shown or path.as_posix()
    raw = raw_bytes(path, report, name, MAX_FILE + 1)
    return None if raw is None else spreadsheet_of_bytes(raw, name, report)


def spreadsheet_of_bytes(raw: bytes, name: str, report: Report) -> SpreadsheetDocument | None:
    """The inventory in the bytes of a workbook of this name; None where `report` says why not (E650, E660)."""
    try:
        parts = parts_of(raw)
        sheets = read_sheets(parts)
    except Fault as fault:
        report.take([fault.diagnostic(Place(name))])
        return None
    notes = sum(c.count(b"<comment ") for n, c in parts.items() if n.lower().startswith("xl/comments"))
    return _FilledInventory(name, report, sheets, notes).document()


def is_of_another_form(path: FilePath) -> bool:
    """Whether a workbook has nothing of the form of an inventory; one that lost a part of it, or is broken, is one."""
    report = Report()
    raw = raw_bytes(path, report, path.as_posix(), MAX_FILE + 1)
    try:
        sheets = {} if raw is None else read_sheets(parts_of(raw))
    except Fault:
        return False
    meta = sheets.get(form.META_SHEET)
    marks = {sheet.text(n, 1) for sheet in sheets.values() if sheet is not meta for n in sheet.rows if n < 10}
    known = meta is not None and form.KIND in {meta.text(n, 2) for n in meta.rows}
    return raw is not None and not known and not {form.COLUMNS_MARK, form.HEADINGS_MARK} & marks


@define
class _FilledInventory:
    name: str
    report: Report
    sheets: Mapping[str, Sheet]
    notes: int
    data: dict[str, object] = field(factory=dict)
    values: dict[str, object] = field(factory=dict)
    cells: dict[Path, tuple[str, int, int]] = field(factory=dict)
    headings: dict[Path, tuple[str, int, int]] = field(factory=dict)

    def document(self) -> SpreadsheetDocument | None:
        """All sheets that the hidden one names."""
        before = self.report.count_of_errors
        meta = self.sheets.get(form.META_SHEET)
        facts = (
            {} if meta is None else {meta.text(n, 1): meta.text(n, 2) for n in meta.rows if meta.text(n, 1)}
        )
        if meta is None or facts.get(form.KIND_KEY) != form.KIND:
            self.report.tell("E650.no_form", Place(self.name))
            return None
        expected = {(meta.text(n, 4), meta.text(n, 5)): meta.text(n, 6) for n in meta.rows if meta.text(n, 4)}
        for title, table in facts.items():
            if title != form.KIND_KEY:
                self._sheet(title, table, expected)
        data = {**self.data, "values": self.values}
        if self.report.count_of_errors > before:
            return None
        unread = tuple(t for t in self.sheets if t not in facts and t != form.META_SHEET)
        return SpreadsheetDocument(
            self.name, data, {}, {}, self.cells, self.headings, unread=unread, notes=self.notes
        )

    def tell(self, key: str, sheet: str, row: int, column: int, /, **facts: Fact | None) -> None:
        """Tell what is wrong in a cell."""
        place = SheetPlace(self.name, row, column, sheet=sheet)
        self.report.take([Diagnostic(key, facts_of(facts), place)])

    def _sheet(self, title: str, table: str, expected: Mapping[tuple[str, str], str]) -> None:
        sheet = self.sheets.get(title)
        if sheet is None:
            self.report.tell("E650.sheet", Place(self.name), sheet=shown_text(title))
            return
        marks = {sheet.text(n, 1): n for n in sorted(sheet.rows, reverse=True) if sheet.text(n, 1)}
        at = marks.get(form.COLUMNS_MARK)
        if at is None:
            self.tell("E650.columns", title, 1, 1, sheet=shown_text(title))
            return
        names = {column: cell.text for column, cell in sheet.rows[at].items() if column > 1}
        shown_at = marks.get(form.HEADINGS_MARK, at)
        for column, name in names.items():
            self.headings[table, name] = (title, at, column)
            due = expected.get((title, name))
            if due is not None and sheet.text(shown_at, column) != due:
                found = sheet.text(shown_at, column)
                self.tell(
                    "E650.heading", title, shown_at, column, name=name, heading=shown_text(due), text=shown_text(found)
                )  # fmt: skip
        examples = [n for n in sheet.rows if sheet.text(n, 1) == form.EXAMPLE_MARK]
        first = max(*examples, shown_at, at) + 1 if examples else max(shown_at, at) + 1
        rows = [n for n in sorted(sheet.rows) if n >= first]
        self._check(sheet, rows, names)
        if table in (form.PRODUCT_TABLE, form.VALUES_TABLE):
            self._listed(sheet, table, rows, names)
        else:
            self._table(sheet, table, rows, names, marks.get(form.GIVEN_MARK))

    def _check(self, sheet: Sheet, rows: list[int], names: Mapping[int, str]) -> None:
        """Tell cells that cannot be read as they are, and what stands beside the columns."""
        for row in rows:
            for column, cell in sheet.rows[row].items():
                if column == 1:
                    continue
                if cell.kind == "formula":
                    self.tell("E650.formula", sheet.title, row, column)
                elif cell.kind == "error":
                    self.tell("E650.error", sheet.title, row, column, text=cell.text)
                elif (merged := sheet.merged_over(row, column)) is not None:
                    self.tell("E650.merged", sheet.title, row, column, cells=merged)
                elif column not in names:
                    self.tell("E650.beside", sheet.title, row, column, text=shown_text(cell.text))

    def _listed(self, sheet: Sheet, table: str, rows: list[int], names: Mapping[int, str]) -> None:
        """A sheet with one line for each value: its name, the value, and perhaps a source."""
        columns = {name: column for column, name in names.items()}
        for row in rows:
            name = sheet.text(row, 1)
            value = sheet.rows[row].get(columns.get("value", 0))
            source = sheet.rows[row].get(columns.get("source", 0))
            if not name:
                if value is not None:
                    self.tell("E650.beside", sheet.title, row, columns["value"], text=shown_text(value.text))
                continue
            steps: Path = ("values", name) if table == form.VALUES_TABLE else tuple(name.split("."))
            cell = (sheet.title, row, columns.get("value", 2))
            self.cells[steps] = cell
            if value is None:
                continue
            said: object = _read(value) if table == form.VALUES_TABLE else value.text
            if source is not None:
                said = {"value": said, "source": source.text}
                self.cells[*steps, "value"], self.cells[*steps, "source"] = (
                    cell, (sheet.title, row, columns["source"]),
                )  # fmt: skip
            self._put(steps, said)

    def _put(self, steps: Path, said: object) -> None:
        if steps[0] == "values":
            self.values[str(steps[1])] = said
            return
        around = self.data
        for step in steps[:-1]:
            inner = around.setdefault(str(step), {})
            if not isinstance(inner, dict):
                return
            around = inner
        around[str(steps[-1])] = said

    def _table(
        self, sheet: Sheet, table: str, rows: list[int], names: Mapping[int, str], given: int | None
    ) -> None:  # fmt: skip
        """The rows of a table; without any, what the sheet says of that: a table left empty is not given."""
        self.cells["values", table] = (sheet.title, given or 1, 3)
        found: list[dict[str, object]] = []
        for row in rows:
            cells = {n: c for n, c in sheet.rows[row].items() if n in names}
            if not cells:
                continue
            index, said = len(found), dict[str, object]()
            self.cells["values", table, index] = (sheet.title, row, min(cells))
            for column, cell in sorted(cells.items()):
                said[names[column]] = _read(cell)
                self.cells["values", table, index, names[column]] = (sheet.title, row, column)
            found.append(said)
        word = sheet.text(given, 3) if given is not None else ""
        if word and found and word in (*form.NO_ROWS, *form.NOT_APPLICABLE):
            self.tell("E650.rows", sheet.title, given or 1, 3, text=word)
        elif found:
            self.values[table] = found
        elif word in form.NO_ROWS:
            self.values[table] = []
        elif word in form.NOT_APPLICABLE:
            self.values[table] = "not applicable"
        elif word:
            known = (form.NO_ROWS[0], form.NOT_APPLICABLE[0])
            self.tell("E650.word", sheet.title, given or 1, 3, text=shown_text(word), known=known)


def _read(cell: OfficeCell) -> object:
    """A cell as an inventory says it: a percentage with its sign, a number, a truth value, else the text."""
    if cell.kind == "truth":
        return cell.text == "true"
    if cell.is_percent:
        return f"{plain(Decimal(cell.text) * 100)} %"
    if cell.kind == "number":
        number = Decimal(cell.text)
        return int(number) if number == number.to_integral_value() else number
    text = cell.text.strip()
    return _TRUTHS.get(text, text)
