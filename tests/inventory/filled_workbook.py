"""Workbooks of inventories as people fill them in, with a library that has nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from ruleengine.documents.inventory_workbook import inventory_workbook
from ruleengine.program.program import Program


def opened(program: Program) -> openpyxl.Workbook:
    """The empty workbook of a rule set."""
    return openpyxl.load_workbook(BytesIO(inventory_workbook(program, "sample")))


def cell_of(book: openpyxl.Workbook, table: str, row: int, column: str) -> Any:
    """The cell of a column in a row of data (from 0)."""
    sheet = book[table[:31]]
    (at,) = (r for r in range(1, 10) if sheet.cell(r, 1).value == "#columns")
    number = next(c for c in range(2, 200) if sheet.cell(at, c).value == column)
    return sheet.cell(8 + row, number)


def single_of(book: openpyxl.Workbook, name: str, column: int = 3) -> Any:
    """The cell of a single value, or of its source (5); of what is said of the product too."""
    for sheet in list(book)[:2]:
        for row in range(4, sheet.max_row + 1):
            if sheet.cell(row, 1).value == name:
                return sheet.cell(row, column)
    raise KeyError(name)


def put(cell: Any, value: object) -> None:
    """Type something into a cell."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def filled(program: Program, data: Mapping[str, object], path: Path) -> openpyxl.Workbook:
    """The workbook with all that an inventory says, saved."""
    book = opened(program)
    for name, value in _flat(data, ()):
        if name[0] not in ("values", "note") or name[0] == "note":
            put(single_of(book, ".".join(name)), value)
    values = data["values"]
    assert isinstance(values, Mapping)
    for name, value in values.items():
        if isinstance(value, list):
            if not value:
                put(book[name[:31]].cell(2, 3), "无 none")
            for number, row in enumerate(value):
                for column, one in row.items():
                    put(
                        cell_of(book, name, number, column),
                        one if not isinstance(one, Mapping) else one["value"],
                    )
        elif isinstance(value, Mapping):
            put(single_of(book, name), value["value"])
            if "source" in value:
                put(single_of(book, name, 5), value["source"])
        else:
            put(single_of(book, name), value)
    book.save(path)
    return book


def _flat(data: object, steps: tuple[str, ...]) -> list[tuple[tuple[str, ...], object]]:
    if isinstance(data, Mapping):
        return [x for k, v in data.items() if k != "values" for x in _flat(v, (*steps, str(k)))]
    return [(steps, str(data))]
