"""Cells of workbooks that other programs wrote: kinds, dates, percentages, merged ranges, what is damaged."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from ruleengine.diagnostics import Fault
from ruleengine.office.archive import parts_of
from ruleengine.office.workbook import MAX_ROW, column_letters, read_sheets

SHEET = "xl/worksheets/sheet1.xml"


def written(*rows: tuple[object, ...], **formats: str) -> dict[str, bytes]:
    """The parts of a workbook with these rows; cells by name have formats."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, code in formats.items():
        book.active[name].number_format = code
    made = io.BytesIO()
    book.save(made)
    return dict(parts_of(made.getvalue()))


def test_each_cell_says_its_text_and_its_kind() -> None:
    rich = CellRichText("a", TextBlock(InlineFont(b=True), "b"))
    row = (
        "text",
        0.1,
        45992,
        date(2026, 3, 31),
        datetime(2026, 3, 31, 12, 30),
        True,
        "=1+1",
        "#N/A",
        None,
        rich,
    )
    sheet = read_sheets(written(row, (0.125,), A2="0.0%", B1="General"))["Sheet"]
    assert [(c.text, c.kind) for c in sheet.rows[1].values()] == [
        ("text", "text"), ("0.1", "number"), ("45992", "number"), ("2026-03-31", "date"),
        ("2026-03-31 12:30:00", "date"), ("true", "truth"), ("", "formula"), ("#N/A", "error"), ("ab", "text"),
    ]  # fmt: skip
    assert (sheet.rows[2][1].text, sheet.rows[2][1].is_percent) == ("0.125", True)
    assert sheet.at(1, 9) == "Sheet!I1"
    assert (sheet.text(1, 1), sheet.text(9, 9)) == ("text", "")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy-mm-dd", "date"), ('yyyy"年"m"月"', "date"), ("[h]:mm", "date"), ("0.00", "number"),
        ('0.0" days"', "number"), ("[Red]0", "number"), ("#,##0\\d", "number"), ("General", "number"),
    ],
)  # fmt: skip
def test_a_number_is_a_date_where_its_format_shows_one(code: str, kind: str) -> None:
    assert read_sheets(written((2,), A1=code))["Sheet"].rows[1][1].kind == kind


def test_merged_ranges_are_known_with_every_cell_of_them() -> None:
    parts = written(("a",))
    parts[SHEET] = parts[SHEET].replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B2:D3"/></mergeCells>'
    )
    sheet = read_sheets(parts)["Sheet"]
    assert [sheet.merged_over(*at) for at in ((2, 2), (3, 4), (1, 2), (4, 4))] == [
        "B2:D3",
        "B2:D3",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'r="A1"', b'r="A2"', "E660.broken"),
        (b'r="A1"', b'r="?"', "E660.broken"),
        (b'r="A1"', f'r="A{MAX_ROW + 1}"'.encode(), "E660.broken"),
        (b"<row", b'<row r="%d"><c><v>1</v></c></row><row' % (MAX_ROW + 1), "E660.cells"),
        (b"<v>1</v>", b"<v>x</v>", "E660.broken"),
        (b"</row>", b'<c r="A1"><v>2</v></c></row>', "E660.broken"),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B2"/></mergeCells>', "E660.broken"),
        (b"<row", b'<row r="1"><c t="s"><v>99</v></c></row><row', "E660.broken"),
    ],
)
def test_what_is_damaged_is_refused(old: bytes, new: bytes, told: str) -> None:
    parts = written((1,))
    assert old in parts[SHEET]
    parts[SHEET] = parts[SHEET].replace(old, new, 1)
    with pytest.raises(Fault) as refused:
        read_sheets(parts)
    assert refused.value.key == told


def test_an_archive_of_a_part_twice_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", b"a")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/workbook.xml", b"b")
    with pytest.raises(Fault) as refused:
        parts_of(made.getvalue())
    assert refused.value.key == "E660.broken"


def test_columns_have_letters() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 28, 702, 703)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
