"""A filled form of comments as a workbook: its marks and cells as texts; formulas are refused."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from ruleengine.consultation.filled import FilledForm, FilledRow, form_of
from ruleengine.consultation.form import HIDDEN, MARK
from ruleengine.diagnostics import Place, Report
from ruleengine.figures import plain

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: The sheet that nobody sees, with what a form says of itself and the lists to choose from.
META_SHEET = "ruleengine"
#: Rows of a sheet that are looked at, and columns.
_ROWS, _COLUMNS = 20_000, 60


def read_workbook(raw: bytes, name: str, report: Report) -> FilledForm | None:
    """The form in a workbook whose archive is within limits; None where `report` says why not (E660, E661)."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(raw), data_only=False, keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, BadZipFile, SyntaxError, OSError):
        report.tell("E660.broken", Place(name))
        return None
    meta = _meta(book)
    for sheet in book.worksheets:
        found = _marked(sheet)
        if found is not None and meta:
            return _read(sheet, *found, meta, name, report)
    report.tell("E660.no_form", Place(name))
    return None


def _meta(book: Any) -> dict[str, str]:
    if META_SHEET not in book.sheetnames:
        return {}
    pairs = book[META_SHEET].iter_rows(max_row=20, max_col=2, values_only=True)
    return {str(key): str(value) for key, value in pairs if key is not None and value is not None}


def _marked(sheet: Worksheet) -> tuple[int, dict[str, int]] | None:
    """The row of keys, and the column of each key."""
    last, wide = min(sheet.max_row, 60), min(sheet.max_column, _COLUMNS)
    for number, row in enumerate(sheet.iter_rows(max_row=last, max_col=wide, values_only=True), start=1):
        if row and row[0] == MARK:
            return number, {str(key): n for n, key in enumerate(row) if key is not None and n}
    return None


def _read(
    sheet: Worksheet, keys_at: int, columns: dict[str, int], meta: dict[str, str], name: str, report: Report
) -> FilledForm | None:
    rows: list[FilledRow] = []
    before = report.count_of_errors
    unit = ""
    last, wide = min(sheet.max_row, _ROWS), min(sheet.max_column, _COLUMNS)
    for number, row in enumerate(sheet.iter_rows(max_row=last, max_col=wide), start=1):
        for cell in row:
            if cell.data_type == "f":
                report.tell("E661.formula", Place(name), cell=f"{sheet.title}!{cell.coordinate}")
        texts = [_text(cell.value) for cell in row]
        if number < keys_at and texts[0] == "unit":
            unit = next((text for text in texts[5:] if text), "")
        if number > keys_at and any(texts):
            rows.append(_row(number, texts, columns))
    return form_of(meta, unit, rows, name) if report.count_of_errors == before else None


def _row(number: int, texts: list[str], columns: dict[str, int]) -> FilledRow:
    marks = (texts[0], *(texts[columns[k]] if k in columns else "" for k in HIDDEN[1:]))
    cells = {key: texts[n] for key, n in columns.items() if key not in HIDDEN and n < len(texts)}
    return FilledRow(number, (marks[0], marks[1], marks[2]), cells)


def _text(value: object) -> str:
    """What a cell says, as a text."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return plain(Decimal(repr(value)))
        case datetime():
            return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
        case date():
            return value.isoformat()
    return "".join(_plain_parts(value))


def _plain_parts(value: object) -> Iterator[str]:
    """A text; of one in several fonts its parts."""
    if isinstance(value, list):
        yield from (str(part) for part in value)
    else:
        yield str(value)
