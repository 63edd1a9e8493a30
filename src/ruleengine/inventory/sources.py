"""Where the numbers of an inventory come from: the row of `data_sources` that each names, or nothing that is known.

Nothing is known of a number with neither a source nor an uncertainty. What the rule set calls exact is known whoever
gives it, and a default is a number of the rule set, with a source there.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ruleengine.inventory.model import Cell, Inventory, Row
from ruleengine.program.program import Field, InputTable, Program

#: The input table whose rows are sources.
SOURCES = "data_sources"


def pointer(table: InputTable, column: str) -> str | None:
    """The column that names the source of the numbers of a column; None where there is none.

    It is `factor_source` for the column `factor`, else `source`, else the first that refers to `data_sources`.
    """
    pointers = [name for name, field in table.columns.items() if field.type.target == SOURCES]
    named = (name for name in (f"{column}_source", "source") if name in pointers)
    return next(named, pointers[0] if pointers else None)


def row_source(table: InputTable, row: Row, column: str) -> str | None:
    """The source that a row names for the number in a column."""
    found = pointer(table, column)
    value = row[found].value if found is not None else None
    return value if isinstance(value, str) else None


def is_unknown(field: Field, cell: Cell, of_row: str | None) -> bool:
    """Whether a number comes with nothing that says how good it is; `of_row` is the source that its row names."""
    said = cell.source or of_row or cell.uncertainty is not None
    return field.type.kind == "number" and not (field.exact or cell.default or said)


def numbers_of_rows(table: InputTable) -> Iterator[Field]:
    """The columns of a table whose numbers are data that have a source; the rows of `data_sources` are sources."""
    return (c for c in table.columns.values() if c.type.kind == "number" and table.name != SOURCES)


def unknown_numbers(program: Program, inventory: Inventory) -> dict[str, tuple[bool, ...]]:
    """Inputs and columns with numbers of which nothing is known: name → whether that is so, one a row."""
    found: dict[str, tuple[bool, ...]] = {}
    for name, field in program.fields.items():
        cell = inventory.values[name]
        if isinstance(cell.value, Decimal) and is_unknown(field, cell, None):
            found[name] = (True,)
    for table in program.tables.values():
        for field in numbers_of_rows(table):
            flags = tuple(
                isinstance(row[field.name].value, Decimal)
                and is_unknown(field, row[field.name], row_source(table, row, field.name))
                for row in inventory.tables[table.name]
            )
            if any(flags):
                found[f"{table.name}.{field.name}"] = flags
    return found
