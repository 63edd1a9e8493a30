"""A filled form of comments as a workbook: its marks and cells as texts; formulas are refused."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.consultation.filled import FilledForm, FilledRow, form_of
from ruleengine.consultation.form import HIDDEN, MARK
from ruleengine.diagnostics import Place, Report
from ruleengine.office.workbook import Sheet, read_sheets

#: The sheet that nobody sees, with what a form says of itself and the lists to choose from.
META_SHEET = "ruleengine"
#: The rows in which the keys of the columns are looked for.
_HEAD = 60


def read_workbook(parts: Mapping[str, bytes], name: str, report: Report) -> FilledForm | None:
    """The form in the parts of a workbook; None where `report` says why not (E660, E661). Raises `Fault` (E660)."""
    sheets = read_sheets(parts)
    meta = _meta(sheets)
    for sheet in sheets.values():
        keys_at = next((n for n in sorted(sheet.rows)[:_HEAD] if sheet.text(n, 1) == MARK), None)
        if keys_at is not None and meta:
            return _read(sheet, keys_at, meta, name, report)
    report.tell("E660.no_form", Place(name))
    return None


def _meta(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    if META_SHEET not in sheets:
        return {}
    sheet = sheets[META_SHEET]
    return {sheet.text(n, 1): sheet.text(n, 2) for n in sheet.rows if sheet.text(n, 1)}


def _read(sheet: Sheet, keys_at: int, meta: dict[str, str], name: str, report: Report) -> FilledForm | None:
    before, unit = report.count_of_errors, ""
    for number, row in sheet.rows.items():
        for column, cell in row.items():
            if cell.kind == "formula":
                report.tell("E661.formula", Place(name), cell=sheet.at(number, column))
        if number < keys_at and sheet.text(number, 1) == "unit":
            unit = next((cell.text for column, cell in sorted(row.items()) if column > 5), "")
    columns = {cell.text: column for column, cell in sheet.rows[keys_at].items() if column > 1}
    rows = [_row(sheet, n, columns) for n in sorted(sheet.rows) if n > keys_at]
    return form_of(meta, unit, rows, name) if report.count_of_errors == before else None


def _row(sheet: Sheet, number: int, columns: Mapping[str, int]) -> FilledRow:
    marks = (sheet.text(number, 1), *(sheet.text(number, columns.get(k, 0)) for k in HIDDEN[1:]))
    cells = {key: sheet.text(number, column) for key, column in columns.items() if key not in HIDDEN}
    return FilledRow(number, (marks[0], marks[1], marks[2]), cells)
