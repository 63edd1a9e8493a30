"""A lighting portfolio in which every product is refused, each for one of four reasons in turn.

    python benchmarks/refused_portfolio.py PRODUCTS OUT.parquet

A power below zero (E603), a mass of a material that is missing (E605), a material of a part that is not there (E607), a
market whose electricity factor is missing, which only the calculation comes upon (E704).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
KINDS = 4


def refused(table: pa.Table) -> pa.Table:
    """The products of a portfolio, each with one of the four mistakes."""
    kind = np.arange(table.num_rows) % KINDS
    power = np.where(kind == 0, -1.0, table["rated_power"].to_numpy())
    market = ["other" if k == 3 else m for k, m in zip(kind, table["market"].to_pylist(), strict=True)]
    factor = pa.array([None] * table.num_rows, pa.float64())
    changed = {"rated_power": pa.array(power), "market": pa.array(market), "market_electricity": factor}
    changed["materials"] = _materials(table["materials"].combine_chunks(), kind)
    for name, column in changed.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table


def _materials(lists: Any, kind: Any) -> pa.Array:
    """Materials of which the first has no mass, or belongs to no part."""
    first = lists.offsets.to_numpy()[:-1]
    rows = lists.values
    cells = {field.name: rows.field(field.name) for field in rows.type}
    mass = cells["mass"].to_numpy()
    parts = cells["part"].cast(pa.string()).to_pylist()
    for row in first[kind == 2]:
        parts[row] = "nose"
    gone = np.isin(np.arange(len(rows)), first[kind == 1])
    cells |= {"mass": pa.array(mass, mask=gone), "part": pa.array(parts, pa.string())}
    struct = pa.StructArray.from_arrays(list(cells.values()), names=list(cells))
    return pa.ListArray.from_arrays(lists.offsets, struct)


def write(path: Path, products: int) -> None:
    """Write such a portfolio as nested Parquet."""
    sys.path.insert(0, ROOT.as_posix())
    from benchmarks.lighting_portfolio import blocks

    table = pa.Table.from_batches(list(blocks(products)))
    pq.write_table(refused(table), path)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
