"""Where the numbers of an inventory come from: the row of `data_sources` that each names, or nothing that is known.

Nothing is known of a number with neither a source nor an uncertainty. What the rule set calls exact is known whoever
gives it, and a default is a number of the rule set, with a source there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleengine.inventory.model import Cell, Row
from ruleengine.program.program import Field, InputTable

#: The input table whose rows are sources.
SOURCES = "data_sources"


def pointer(columns: Mapping[str, Field]) -> str | None:
    """The column that names the source of a row; None where a table has none."""
    return next((c.name for c in columns.values() if c.type.target == SOURCES), None)


def source_of_row(table: InputTable, row: Row) -> str | None:
    """The source that a row names for all its values."""
    column = pointer(table.columns)
    value = row[column].value if column is not None else None
    return value if isinstance(value, str) else None


def is_unknown(field: Field, cell: Cell, row_source: str | None) -> bool:
    """Whether a number comes with nothing that says how good it is; `row_source` is the source that its row names."""
    said = cell.source or row_source or cell.uncertainty is not None
    return field.type.kind == "number" and not (field.exact or cell.default or said)


def numbers_of_rows(table: InputTable) -> Iterator[Field]:
    """The columns of a table whose numbers are data that have a source; the rows of `data_sources` are sources."""
    return (c for c in table.columns.values() if c.type.kind == "number" and table.name != SOURCES)
