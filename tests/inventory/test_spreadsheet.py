"""Inventories as workbooks: filled in by another program, read as the YAML that says the same, refused cell by cell."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.documents.inventory_workbook import inventory_workbook
from ruleengine.pipeline import Programs
from ruleengine.ruleset.library import Library
from tests.inventory.filled_workbook import cell_of, filled, opened, put, single_of
from tests.library_builder import RULES

EXAMPLE = "gb/lighting/examples/0.2.0/worked-by-hand.yaml"
PROGRAMS = Programs(Library(RULES), "gb/lighting")


@pytest.fixture(scope="module")
def example() -> object:
    """A product as YAML has it."""
    return PROGRAMS.product(RULES / EXAMPLE)


def test_a_filled_workbook_is_the_inventory_that_says_the_same(example, tmp_path: Path) -> None:
    filled(example.result.program, example.inventory.as_given, tmp_path / "a.xlsx")
    read = PROGRAMS.product(tmp_path / "a.xlsx")
    assert read.inventory.fingerprint == example.inventory.fingerprint
    assert read.result.per_unit == example.result.per_unit


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name",
    ["gb/fibers/examples/0.2.0/polyester-filament", "gb/plastics/examples/pe-film-works",
     "gb/lighting/examples/0.2.0/led-panel-600", "gb/engines/examples/0.2.0/nonroad-diesel-110"],
)  # fmt: skip
def test_examples_of_real_size_too(name: str, tmp_path: Path) -> None:
    programs = Programs(Library(RULES), "/".join(name.split("/")[:2]))
    wanted = programs.product(RULES / f"{name}.yaml")
    filled(wanted.result.program, wanted.inventory.as_given, tmp_path / "a.xlsx")
    assert programs.product(tmp_path / "a.xlsx").inventory.fingerprint == wanted.inventory.fingerprint


def told(example, folder: Path, change: Callable[[openpyxl.Workbook], None]) -> list[Diagnostic]:
    """What is told of the workbook after a change."""
    path = folder / "a.xlsx"
    book = filled(example.result.program, example.inventory.as_given, path)
    change(book)
    book.save(path)
    with pytest.raises(Refused) as refusal:
        PROGRAMS.product(path)
    return [d for d in refusal.value.diagnostics if d.severity == "error"]


def typed(value: object, row: int = 0, column: str = "mass") -> Callable[[openpyxl.Workbook], None]:
    """Something typed into a cell of the bill of materials."""

    def change(book: openpyxl.Workbook) -> None:
        cell = cell_of(book, "materials", row, column)
        cell.value = value
        if isinstance(value, str) and not value.startswith("="):
            cell.data_type = "s"

    return change


def _merge(book: openpyxl.Workbook) -> None:
    cell = cell_of(book, "materials", 0, "mass")
    book["materials"].merge_cells(start_row=8, end_row=9, start_column=cell.column, end_column=cell.column)


def _rename_heading(book: openpyxl.Workbook) -> None:
    sheet = book["materials"]
    sheet.cell(4, cell_of(book, "materials", 0, "mass").column).value = "weight"


def _rename_column(book: openpyxl.Workbook) -> None:
    sheet = book["materials"]
    sheet.cell(3, cell_of(book, "materials", 0, "mass").column).value = "masss"


def _rename_sheet(book: openpyxl.Workbook) -> None:
    book["materials"].title = "BOM"


def _lose_marks(book: openpyxl.Workbook) -> None:
    book["materials"].cell(3, 1).value = None


def _empty(book: openpyxl.Workbook) -> None:
    sheet = book["wastes"]
    for row in range(8, 30):
        for column in range(2, 30):
            sheet.cell(row, column).value = None
    sheet.cell(2, 3).value = None


@pytest.mark.parametrize(
    ("change", "key", "place"),
    [
        (typed("=1+1"), "E650.formula", "materials!D8"),
        (typed(datetime.date(2025, 3, 1)), "E604.amount", "materials!D8"),
        (typed("0,62 kg"), "E604.amount", "materials!D8"),
        (typed("0.62 kW"), "E602.dimension", "materials!D8"),
        (typed(-1), "E603.limits", "materials!D8"),
        (typed("nobody", column="part"), "E607.", "materials!C8"),
        (typed(None), "E605.value", "materials!D"),
        (_merge, "E650.merged", "materials!D8"),
        (_rename_heading, "E650.heading", "materials!D4"),
        (_rename_sheet, "E650.sheet", ""),
        (_lose_marks, "E650.columns", "materials!A1"),
        (_empty, "E605.table", "wastes!"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_sheet_and_cell(
    example, tmp_path: Path, change, key: str, place: str
) -> None:
    found = told(example, tmp_path, change)
    first = next((d for d in found if d.key.startswith(key)), None)
    assert first is not None, [(d.key, str(d.place)) for d in found]
    assert place in str(first.place)


def test_a_renamed_column_is_told_at_its_name(example, tmp_path: Path) -> None:
    found = told(example, tmp_path, _rename_column)
    assert {d.key for d in found} == {"E601.column"}
    assert "materials!D" in str(found[0].place)


def test_percent_cells_are_read_as_they_show_their_number(example, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = filled(example.result.program, example.inventory.as_given, path)
    cell = cell_of(book, "materials", 0, "utilization")
    cell.value = 0.875
    cell.number_format = "0.0%"
    book.save(path)
    row = PROGRAMS.product(path).inventory.tables["materials"][0]
    assert str(row["utilization"].value) == "87.5"
    assert row["utilization"].given == "87.5 %"


def test_an_empty_workbook_says_what_is_missing_and_no_zip_or_other_workbook_is_taken(
    example, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    book = opened(example.result.program)
    for language in ("zh", "en"):
        put(single_of(book, f"product.name.{language}"), "x")
    book.save(path)
    with pytest.raises(Refused) as refusal:
        PROGRAMS.product(path)
    assert {"E605.value", "E605.table"} <= {d.key for d in refusal.value.diagnostics}
    openpyxl.Workbook().save(path)
    with pytest.raises(Refused) as refusal:
        PROGRAMS.product(path)
    assert [d.key for d in refusal.value.diagnostics] == ["E650.no_form"]
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(Refused) as refusal:
        PROGRAMS.product(path)
    assert [d.key for d in refusal.value.diagnostics] == ["E660.broken"]


def test_the_same_rule_set_gives_the_same_workbook_and_a_supplier_gets_a_part(example) -> None:
    program = example.result.program
    assert inventory_workbook(program, "x") == inventory_workbook(program, "x")
    part = inventory_workbook(program, "x", ("materials",))
    assert len(part) < len(inventory_workbook(program, "x")) / 4


def test_texts_of_the_product_stay_texts(example, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = filled(example.result.program, example.inventory.as_given, path)
    put(single_of(book, "product.model"), "=HYPERLINK(1)")
    book.save(path)
    assert PROGRAMS.product(path).inventory.product["model"] == "=HYPERLINK(1)"
