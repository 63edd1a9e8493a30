"""What the columns of a portfolio of nested Parquet say, where their names alone do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.portfolio.columns import plain_name

#: Products that are looked at together.
_PIECE = 4_096


@frozen(eq=False)
class GivenColumns:
    """The columns of a file by plain name: inputs, and columns of tables as `table.column`."""

    path: Path
    _known: dict[tuple[str, str], bool] = field(init=False, factory=dict)

    def has_rows(self, table: str) -> bool:
        """Whether any product has a row in a table."""
        return self._asked("rows", table)

    def says(self, name: str) -> bool:
        """Whether any product, or row, has a value."""
        return self._asked("says", name)

    def lacks(self, name: str) -> bool:
        """Whether any product, or row, has none."""
        return self._asked("lacks", name)

    def _asked(self, what: str, name: str) -> bool:
        if (what, name) not in self._known:
            self._known[what, name] = any(_answers(what, array) for array in self._arrays(name))
        return self._known[what, name]

    def _arrays(self, name: str) -> Iterator[Any]:
        """The values of a column, or the rows of a table, piece by piece."""
        table, _, column = name.partition(".")
        file = pq.ParquetFile(self.path)
        named = [n for n in file.schema_arrow.names if plain_name(n) == table]
        for batch in file.iter_batches(_PIECE, columns=named[:1]) if named else ():
            array = batch.column(0)
            if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
                array = array.flatten()
            if column and pa.types.is_struct(array.type):
                own = [i for i, f in enumerate(array.type) if plain_name(f.name) == column]
                array = array.flatten()[own[0]] if own else pa.nulls(len(array))
            yield array


def _answers(what: str, array: Any) -> bool:
    if what == "rows":
        return len(array) > 0
    return bool(array.null_count < len(array) if what == "says" else array.null_count)
