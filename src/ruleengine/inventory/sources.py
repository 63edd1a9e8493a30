"""Where the numbers of an inventory come from: the row of `data_sources` that each names, or nothing that is known.

Nothing is known of a number with neither a source nor an uncertainty. What the rule set calls exact is known whoever
gives it, and a default is a number of the rule set, with a source there.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ruleengine.inventory.model import Cell, Inventory, Row
from ruleengine.program.number_sources import SOURCES, input_pointer, pointer
from ruleengine.program.program import Field, InputTable, Program


def pointers(program: Program) -> dict[str, str | None]:
    """The `pointer` of each column of numbers of input tables (`materials.mass`)."""
    found = numbers_with_sources(program)
    return {name: pointer(table, field.name) for name, table, field in found if table is not None}


def source_in(row: Row, column: str | None) -> str | None:
    """The source that a row names in a column, or the single values in an input: the `pointer` of a number."""
    value = row[column].value if column is not None else None
    return value if isinstance(value, str) else None


def is_unknown(field: Field, cell: Cell, of_row: str | None) -> bool:
    """Whether a number comes with nothing that says how good it is; `of_row` is the source that its row names."""
    if not isinstance(cell.value, Decimal) or field.exact or cell.default:
        return False
    return not (cell.source or of_row) and cell.uncertainty is None


def numbers_with_sources(program: Program) -> Iterator[tuple[str, InputTable | None, Field]]:
    """The inputs (without a table) and columns of numbers that have sources; the rows of `data_sources` are sources."""
    for name, field in program.fields.items():
        if field.type.kind == "number":
            yield name, None, field
    for table in program.tables.values():
        for column, field in table.columns.items():
            if field.type.kind == "number" and table.name != SOURCES:
                yield f"{table.name}.{column}", table, field


def unknown_numbers(program: Program, inventory: Inventory) -> dict[str, tuple[bool, ...]]:
    """Inputs and columns with numbers of which nothing is known: name → whether that is so, one a row."""
    found: dict[str, tuple[bool, ...]] = {}
    for name, table, field in numbers_with_sources(program):
        if table is None:
            source = source_in(inventory.values, input_pointer(program, name))
            flags: tuple[bool, ...] = (is_unknown(field, inventory.values[name], source),)
        else:
            named, rows = pointer(table, field.name), inventory.tables[table.name]
            flags = tuple(is_unknown(field, row[field.name], source_in(row, named)) for row in rows)
        if any(flags):
            found[name] = flags
    return found
