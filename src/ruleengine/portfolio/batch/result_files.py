"""Results as files, written table by table: Parquet, and CSV and XLSX for spreadsheet programs.

In CSV and XLSX the unit of a column stands in its name, as portfolios have it. No text is taken for a formula: in CSV
an apostrophe stands before one that begins so, in XLSX texts are cells of texts.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.resolve.standing import Standing, standing_sentences
from ruleengine.run.unit_of_analysis import UnitInWords
from ruleengine.source.paths import ending_of

#: The endings of files of results.
RESULT_ENDINGS = (".parquet", ".csv", ".xlsx")
#: Products of a row group of the output, and of a piece that is written to a sheet.
GROUP, _PIECE = 131_072, 8_192
#: Rows of a sheet, with that of the names.
SHEET_ROWS = 1_048_576
#: With these a spreadsheet program takes a text for a formula.
_FORMULA = "^[=+\\-@\t\r]"
#: Columns of a sheet, and characters of a cell, counted as UTF-16 does.
_COLUMNS, _CELL = 16_384, 32_767
#: Widths of columns, in characters: the ids, all others, what is said of the results.
_WIDE, _NARROW, _TEXT = 24, 16, 100
#: The time of day that stands in every workbook: the same results are the same file.
NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)


class ResultFile(Protocol):
    """A file of results that is being written."""

    def write_table(self, table: pa.Table) -> None:
        """Add the rows of a table."""

    def close(self) -> None:
        """Complete the file."""

    def discard(self) -> None:
        """Let go of the file as it is, complete or not."""


def result_file(path: Path, schema: pa.Schema, output: Path) -> ResultFile:
    """A file of results of the kind of the ending of `output`, written to `path`, where it is as long as it grows."""
    ending = ending_of(output)
    if ending == ".csv":
        return _CsvFile(path, schema)
    return _Workbook(path, schema, output.as_posix()) if ending == ".xlsx" else _ParquetFile(path, schema)


class _ParquetFile:
    def __init__(self, path: Path, schema: pa.Schema):
        texts = [f.name for f in schema if pa.types.is_dictionary(f.type)]
        self.writer = pq.ParquetWriter(path, schema, use_dictionary=texts, write_page_checksum=True)

    def write_table(self, table: pa.Table) -> None:
        self.writer.write_table(table, row_group_size=GROUP)

    def close(self) -> None:
        self.writer.close()

    discard = close


class _CsvFile:
    """UTF-8 with a byte order mark, without which Excel does not show Chinese."""

    def __init__(self, path: Path, schema: pa.Schema):
        self.schema = _plain_schema(schema)
        self.file = path.open("wb")
        self.file.write(b"\xef\xbb\xbf")
        self.writer = pacsv.CSVWriter(self.file, self.schema)

    def write_table(self, table: pa.Table) -> None:
        self.writer.write_table(pa.table([_harmless(c) for c in table.columns], schema=self.schema))

    def close(self) -> None:
        self.writer.close()
        self.file.close()

    discard = close


class _Workbook:
    """A sheet of results, its rows written as they come, in a folder that is there as long as the file is written.

    A second sheet says what the results rest on. Texts are cells of text, whatever they look like; numbers keep all
    their digits.
    """

    def __init__(self, path: Path, schema: pa.Schema, shown: str):
        from xlsxwriter import Workbook

        self.shown, self.rows = shown, 1
        if len(schema) > _COLUMNS:
            report = Report()
            report.tell("E804.columns", Place(self.shown), columns=len(schema), most=_COLUMNS)
            raise Refused(report.items)
        self.folder = path.with_name(f"{path.name}.sheets")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.book: Any = Workbook(path, {"constant_memory": True, "tmpdir": str(self.folder)})
        self.book.use_zip64()
        self.book.set_properties({"created": NO_TIME})
        self.plain = self.book.add_format()
        bold = self.book.add_format({"bold": True})
        self.sheet: Any = self.book.add_worksheet("results")
        self.sheet.freeze_panes(1, 1)
        for number, name in enumerate(_plain_schema(schema).names):
            self.sheet.set_column(number, number, _NARROW if number else _WIDE)
            self.sheet.write_string(0, number, name, bold)
        about = self.book.add_worksheet("about")
        about.set_column(0, 0, _NARROW)
        about.set_column(1, 1, _TEXT)
        for row, (name, text) in enumerate(_about(schema)):
            about.write_string(row, 0, name, bold)
            about.write_string(row, 1, text)

    def write_table(self, table: pa.Table) -> None:
        first = self.rows
        self.rows += table.num_rows
        if self.rows > SHEET_ROWS:
            report = Report()
            report.tell("E804.sheet", Place(self.shown), most=SHEET_ROWS - 1)
            raise Refused(report.items)
        for batch in table.to_batches(_PIECE):
            columns = [c.to_pylist() for c in batch.columns]
            for row, cells in enumerate(zip(*columns, strict=True), first):
                for column, value in enumerate(cells):
                    write_cell(self.sheet, (row, column), value, self.plain, self.shown)
            first += batch.num_rows

    def close(self) -> None:
        from xlsxwriter.exceptions import FileCreateError

        try:
            self.book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        shutil.rmtree(self.folder)

    def discard(self) -> None:
        """Let go of the sheets; where they are complete there is nothing left of them."""
        self.book.fileclosed = True
        for sheet in self.book.worksheets():
            sheet.row_data_fh.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _about(schema: pa.Schema) -> Iterator[tuple[str, str]]:
    """What is said of the results as a whole: names and texts, those of people in both languages, `zh / en`."""
    about = {name.decode(): text.decode() for name, text in (schema.metadata or {}).items()}
    for name in ("ruleset", "hash", "status", "engine"):
        yield name, about.get(f"ruleengine.{name}", "")
    standings = [Standing(**s) for s in json.loads(about.get("ruleengine.standing", "[]"))]
    for sentences in zip(*(standing_sentences(standings, x) for x in ("zh", "en")), strict=True):
        yield "standing", " / ".join(sentences)
    for name, column in (("unit_of_analysis", "per_unit"), ("basis", "total")):
        per = schema.field(column).metadata if column in schema.names else {}
        if b"per" in per:
            kind, zh, en = (per[key].decode() for key in (b"per", b"per.zh", b"per.en"))
            yield name, UnitInWords(kind, {"zh": zh, "en": en}, None).paired


def write_cell(sheet: Any, at: tuple[int, int], value: object, plain: Any, shown: str) -> None:
    """Write a number, true or false, a text, or nothing to a cell of a sheet; no text is taken for a formula.

    `plain` is a format of the workbook, `shown` the file as messages call it. Raises `Refused` (E804) for a text that
    no cell takes.
    """
    row, column = at
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, float):
        sheet.write_number(row, column, _Exact(value))
    elif value is not None:
        _write_text(sheet, at, str(value), plain, shown)


def _write_text(sheet: Any, at: tuple[int, int], text: str, plain: Any, shown: str) -> None:
    """A cell of text; of one that begins with `<r>` two parts: in one, the library would take it for XML."""
    row, column = at
    if len(text) > _CELL // 2 and len(text.encode("utf-16-le")) > 2 * _CELL:
        report = Report()
        report.tell("E804.cell", Place(shown), row=row + 1, most=_CELL)
        raise Refused(report.items)
    if text.startswith("<r>"):
        sheet.write_rich_string(row, column, text[0], plain, text[1:])
    else:
        sheet.write_string(row, column, text)


class _Exact(float):
    """A number that is written with as many digits as it takes to read the same number."""

    def __format__(self, form: str) -> str:
        return float.__repr__(self)


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    """The columns with their units in their names, texts in full."""
    return pa.schema([(_named(f), pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema])


def _named(column: pa.Field) -> str:
    unit = (column.metadata or {}).get(b"unit", b"1").decode()
    return column.name if unit == "1" else f"{column.name} [{unit}]"


def _harmless(column: Any) -> Any:
    """Texts in full, those that would begin as a formula behind an apostrophe; other columns as they are."""
    if not (pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)):
        return column
    texts = column.cast(pa.string())
    formulas = pc.match_substring_regex(texts, _FORMULA)
    return pc.if_else(formulas, pc.binary_join_element_wise("'", texts, ""), texts)
