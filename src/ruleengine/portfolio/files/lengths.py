"""How many rows each product of a Parquet file has, known before these are read: one narrow column a table is enough.

So a block is never larger than memory allows, and a product with too many rows is refused without being read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import evolve, frozen

from ruleengine.arrays.arrays import Integers
from ruleengine.diagnostics import Diagnostic, Report
from ruleengine.portfolio.columns import Layout
from ruleengine.portfolio.limits import MAX_ROWS
from ruleengine.portfolio.rejects import ProductPlace

#: Blocks with more rows of tables than this are made of fewer products.
MOST_ROWS = 1_000_000
_PRODUCTS_READ = 16_384
#: Physical types of Parquet, the narrowest first.
_NARROW = ("BOOLEAN", "INT32", "FLOAT", "INT64", "DOUBLE")


@frozen(eq=False)
class Lengths:
    """Rows of the tables of each product. `ends` are the sums up to each product, without those refused.

    `values` is the number of values in all; `refused` says by product (from 0) which tables are too long, and how long.
    """

    ends: Integers
    values: int
    refused: dict[int, dict[str, int]]

    def rows(self, first: int, products: int) -> int:
        """The rows of `products` products from `first` on."""
        return int(self.ends[first + products] - self.ends[first])

    def fitting(self, first: int, most: int) -> int:
        """How many products from `first` on, at most `most` and at least one, make a block."""
        end = int(np.searchsorted(self.ends, self.ends[first] + MOST_ROWS, side="right")) - 1
        return max(1, min(most, end - first))

    def at_a_time(self, first: int, products: int, most: int) -> int:
        """How many of these products may be read at a time: `most`, or less where they have many rows."""
        while most > 1:
            edges = np.append(np.arange(first, first + products, most), first + products)
            if np.diff(self.ends[edges]).max(initial=0) <= 2 * MOST_ROWS:
                break
            most //= 2
        return most


def lengths_of(file: pq.ParquetFile, layout: Layout) -> Lengths:
    """The lengths of the tables of all products; raises what the reader raises where the file is damaged."""
    names = layout.schema.names
    tables = [(names[t.position], t) for t in layout.tables if t.position is not None and t.columns]
    leaves = _narrow_leaves(file, [name for name, _ in tables])
    counts = [np.zeros(1, np.int64)]
    values, products = 0, 0
    refused: dict[int, dict[str, int]] = {}
    for batch in file.iter_batches(_PRODUCTS_READ, columns=leaves) if leaves else ():
        total = np.zeros(batch.num_rows, np.int64)
        for name, table in tables:
            lists = batch.column(name)
            own = lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
            for product in np.flatnonzero(own > MAX_ROWS):
                refused.setdefault(products + int(product), {})[table.table.name] = int(own[product])
            total += own
            values += int(own.sum()) * len(table.columns)
        counts.append(total)
        products += batch.num_rows
    products = file.metadata.num_rows
    rows = np.concatenate(counts) if leaves else np.zeros(products + 1, np.int64)
    if len(rows) != products + 1:
        raise ValueError(f"{len(rows) - 1} rows were found where {products} are due")
    rows[[product + 1 for product in refused]] = 0
    return Lengths(np.cumsum(rows), values + products * len(layout.fields), refused)


def too_many_rows(tables: Mapping[str, int], place: ProductPlace) -> list[Diagnostic]:
    """Why a product with so many rows in these tables is refused (E617)."""
    report = Report()
    for table, count in tables.items():
        report.tell(
            "E617.rows",
            evolve(place, steps=("values", table)),
            element=table,
            table=table,
            count=count,
            most=MAX_ROWS,
        )
    return report.items


def _narrow_leaves(file: pq.ParquetFile, tables: Sequence[str]) -> list[str]:
    """The path of the narrowest column of each table."""
    narrowest: dict[str, pq.ColumnSchema] = {}
    for leaf in map(file.schema.column, range(len(file.schema))):
        table = leaf.path.partition(".")[0]
        if table not in narrowest or _width(leaf) < _width(narrowest[table]):
            narrowest[table] = leaf
    return [narrowest[table].path for table in tables]


def _width(leaf: pq.ColumnSchema) -> int:
    kind = leaf.physical_type
    return _NARROW.index(kind) if kind in _NARROW else len(_NARROW)


def without_rows(lists: pa.Array, products: Sequence[int]) -> pa.Array:
    """Lists with those of some products replaced by empty ones; what they held is let go of."""
    ends = pa.array([0, 0], lists.offsets.type)
    none = type(lists).from_arrays(ends, lists.values.slice(0, 0), type=lists.type)
    pieces, start = [], 0
    for product in sorted(products):
        pieces += [lists.slice(start, product - start), none]
        start = product + 1
    return pa.concat_arrays([*pieces, lists.slice(start)])


def joined(parts: Sequence[pa.Array]) -> pa.Array:
    """Lists of rows with one column each as lists of rows with all of these columns."""
    if len(parts) == 1:
        return parts[0]
    rows = [part.flatten() for part in parts]
    fields = [part.type.value_type.field(0) for part in parts]
    struct = pa.StructArray.from_arrays([r.field(0) for r in rows], fields=fields, mask=rows[0].is_null())
    offsets = pc.subtract(parts[0].offsets, parts[0].offsets[0])
    return type(parts[0]).from_arrays(offsets, struct, mask=parts[0].is_null())
