"""Results as files, written table by table: Parquet, and CSV and XLSX for spreadsheet programs.

In CSV and XLSX the unit of a column stands in its name, as portfolios have it. No text is taken for a formula: in CSV
an apostrophe stands before one that begins so, in XLSX texts are cells of texts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ruleengine.diagnostics import Place, Refused, Report

#: The endings of files of results.
RESULT_ENDINGS = (".parquet", ".csv", ".xlsx")
#: Products of a row group of the output, and of a piece that is written to a sheet.
GROUP, _PIECE = 131_072, 8_192
#: Rows of a sheet, with that of the names.
SHEET_ROWS = 1_048_576
#: With these a spreadsheet program takes a text for a formula.
_FORMULA = "^[=+\\-@\t\r]"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\r|_(?=x[0-9A-Fa-f]{4}_)")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: The parts of a workbook with one sheet, but for the sheet.
_WORKBOOK = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="results" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


class ResultFile(Protocol):
    """A file of results that is being written."""

    def write_table(self, table: pa.Table) -> None:
        """Add the rows of a table."""

    def close(self) -> None:
        """Complete the file."""


def result_file(path: Path, schema: pa.Schema, ending: str) -> ResultFile:
    """A file of results of the kind of its ending, to be written to `path`."""
    if ending == ".csv":
        return _CsvFile(path, schema)
    return _Workbook(path, schema) if ending == ".xlsx" else _ParquetFile(path, schema)


class _ParquetFile:
    def __init__(self, path: Path, schema: pa.Schema):
        texts = [f.name for f in schema if pa.types.is_dictionary(f.type)]
        self.writer = pq.ParquetWriter(path, schema, use_dictionary=texts, write_page_checksum=True)

    def write_table(self, table: pa.Table) -> None:
        self.writer.write_table(table, row_group_size=GROUP)

    def close(self) -> None:
        self.writer.close()


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


class _Workbook:
    """One sheet, its rows written to the archive as they come; texts are text cells, which are never evaluated."""

    def __init__(self, path: Path, schema: pa.Schema):
        self.path, self.rows = path, 1
        self.archive = ZipFile(path, "w", ZIP_DEFLATED)
        for name, content in _WORKBOOK.items():
            self.archive.writestr(_part(name), _XML + content)
        self.sheet: Any = self.archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True)
        self._write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>')
        self._write("<row>" + "".join(_cell(name) for name in _plain_schema(schema).names) + "</row>")

    def write_table(self, table: pa.Table) -> None:
        self.rows += table.num_rows
        if self.rows > SHEET_ROWS:
            report, shown = Report(), self.path.as_posix()
            report.tell("E804.sheet", Place(shown), most=SHEET_ROWS - 1)
            raise Refused(report.items)
        for batch in table.to_batches(_PIECE):
            columns = [c.to_pylist() for c in batch.columns]
            rows = ("".join(map(_cell, row)) for row in zip(*columns, strict=True))
            self._write("".join(f"<row>{row}</row>" for row in rows))

    def _write(self, text: str) -> None:
        self.sheet.write(text.encode())

    def close(self) -> None:
        if not self.sheet.closed:
            self._write("</sheetData></worksheet>")
            self.sheet.close()
        self.archive.close()


def _part(name: str) -> ZipInfo:
    """A part of a workbook, with no time of day."""
    part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    part.compress_type = ZIP_DEFLATED
    return part


def _cell(value: object) -> str:
    """A cell of a sheet: a number, true or false, a text, or nothing."""
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):
        return f"<c><v>{value!r}</v></c>"
    text = escape(_CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", str(value)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


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
