"""CSV, one file a table, as nested Parquet: rows are brought to their products whatever the order of the files.

`PREFIX.csv` has the products, `PREFIX.<table>.csv` the rows of a table with the product each belongs to; or a folder
with `products.csv` and `<table>.csv`. Memory holds the product ids and some thousands of products at a time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.ipc
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.diagnostics import Place, Refused, Report, nearest, quoted
from ruleengine.program.program import Program
from ruleengine.run.portfolio_columns import ID_COLUMNS
from ruleengine.run.portfolio_files import unreadable

#: Products of a bucket: as many are put together at a time.
_BUCKET = 32_768
_GROUP = 16_384
_ROW = "[row]"
_PRODUCTS = "products"
_OWNER = ("inventory", "product_id", "product")


def files_of(portfolio: Path, program: Program) -> dict[str, Path]:
    """The file of the products (under an empty name) and those of the tables; raises `Refused` (E101, E615)."""
    if portfolio.is_dir():
        main = portfolio / f"{_PRODUCTS}.csv"
        others = {p.stem: p for p in sorted(portfolio.glob("*.csv")) if p != main}
    else:
        main = portfolio
        begin = portfolio.stem + "."
        siblings = sorted(p for p in portfolio.parent.glob("*.csv") if p.name.startswith(begin) and p != main)
        others = {p.stem.removeprefix(begin): p for p in siblings}
    report = Report()
    if not main.is_file():
        report.add("E101", f"`{main.as_posix()}` is not there", Place(main.as_posix()))
    for name, path in others.items():
        if name not in program.tables:
            message = f"`{program.resolved.reference}` has no input table `{name}`"
            near = nearest(name, program.tables)
            report.add(
                "E601", message, Place(path.as_posix()), suggestion=near, expected=quoted(program.tables)
            )
    report.stop_on_errors()
    return {"": main, **others}


def stage_tables(portfolio: Path, program: Program, target: Path, folder: Path) -> None:
    """Write a portfolio of CSV files as nested Parquet; raises `Refused` where they do not fit together."""
    files = files_of(portfolio, program)
    main = _Csv(files.pop(""))
    ids = pa.chunked_array([b.column(main.owner(ID_COLUMNS, program)) for b in main.batches()], pa.string())
    ids = ids.combine_chunks() if ids.num_chunks else pa.array([], pa.string())
    tables = {name: _Table(name, _Csv(path), folder) for name, path in files.items()}
    for table in tables.values():
        table.spill(ids)
    _put_together(main, tables, len(ids), target)


def _put_together(main: _Csv, tables: dict[str, _Table], size: int, target: Path) -> None:
    writer: Any = None
    try:
        for bucket, products in enumerate(_buckets(main)):
            columns = {n: products.column(i) for i, n in enumerate(products.schema.names)}
            for name, table in tables.items():
                columns[name] = table.lists(bucket, products.num_rows)
            piece = pa.table(columns)
            writer = writer or pq.ParquetWriter(target, piece.schema)
            writer.write_table(piece, row_group_size=_GROUP)
        if writer is None:
            empty: dict[str, Any] = {n: pa.array([], pa.string()) for n in main.names}
            empty |= {name: table.lists(0, 0) for name, table in tables.items()}
            writer = pq.ParquetWriter(target, pa.table(empty).schema)
    finally:
        if writer is not None:
            writer.close()
        for table in tables.values():
            table.remove()


def _buckets(main: _Csv) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in main.batches():
        while batch.num_rows:
            part = batch.slice(0, _BUCKET - count)
            batch = batch.slice(part.num_rows)
            held.append(part)
            count += part.num_rows
            if count == _BUCKET:
                yield pa.Table.from_batches(held).combine_chunks()
                held, count = [], 0
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


@frozen
class _Csv:
    """One CSV file, all columns as texts; an empty cell is a missing value."""

    path: Path
    names: tuple[str, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        shown = self.path.as_posix()
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                names = tuple(n.strip() for n in next(csv.reader(file), []))
        except (OSError, ValueError, csv.Error) as error:
            raise unreadable(shown, error) from None
        twice = [n for n in names if names.count(n) > 1]
        if twice or not names:
            raise unreadable(
                shown, ValueError(f"the column `{twice[0]}` occurs twice" if twice else "it is empty")
            )
        object.__setattr__(self, "names", names)

    def owner(self, known: tuple[str, ...], program: Program | None = None) -> str:
        """The column with the product ids; raises `Refused` (E618) where there is none."""
        for name in known:
            if name in self.names and not (program and name in program.fields):
                return name
        report = Report()
        message = "no column has the product ids"
        report.add("E618", message, Place(self.path.as_posix()), expected=f"a column {quoted(known)}")
        raise Refused(report.items)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows; raises `Refused` (E615) where a line has too many or too few cells."""
        try:
            reader = pacsv.open_csv(
                self.path,
                pacsv.ReadOptions(column_names=list(self.names), skip_rows=1, block_size=16 << 20),
                pacsv.ParseOptions(newlines_in_values=True),
                pacsv.ConvertOptions(
                    column_types={n: pa.string() for n in self.names},
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            yield from reader
        except (pa.ArrowException, OSError) as error:
            if "Empty CSV" not in str(error):
                raise unreadable(self.path.as_posix(), error) from None


@frozen(eq=False)
class _Table:
    """The rows of a table, kept by bucket of products until they are put together."""

    name: str
    source: _Csv
    folder: Path

    def _bucket(self, bucket: int) -> Path:
        return self.folder / f"staged-{self.name}-{bucket:06d}.tmp"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table, without the one that names the product."""
        owner = self.source.owner(_OWNER)
        return tuple(n for n in self.source.names if n != owner)

    def spill(self, ids: pa.Array) -> None:
        """Write each row to the bucket of its product; raises `Refused` (E607) where there is no such product."""
        owner = self.source.owner(_OWNER)
        schema = pa.schema([(_ROW, pa.int64()), *((n, pa.string()) for n in self.columns)])
        writers: dict[int, Any] = {}
        try:
            for batch in self.source.batches():
                found = pc.index_in(batch.column(owner), value_set=ids)
                if found.null_count:
                    self._orphans(batch.column(owner).filter(found.is_null()))
                rows = found.to_numpy(zero_copy_only=False).astype(np.int64)
                values = [pa.array(rows), *(batch.column(n) for n in self.columns)]
                placed = pa.RecordBatch.from_arrays(values, schema=schema)
                buckets = rows // _BUCKET
                for bucket in np.unique(buckets):
                    if bucket not in writers:
                        writers[bucket] = pa.ipc.new_file(str(self._bucket(bucket)), schema)
                    writers[bucket].write_batch(placed.filter(pa.array(buckets == bucket)))
        finally:
            for writer in writers.values():
                writer.close()

    def _orphans(self, ids: pa.Array) -> None:
        named = [str(i) for i in pc.unique(ids).to_pylist()]
        report = Report()
        message = f"rows of `{self.name}` belong to products that are not there"
        place = Place(self.source.path.as_posix())
        report.add("E607", message, place, element=self.name, found=quoted(named, 5))
        raise Refused(report.items)

    def lists(self, bucket: int, size: int) -> pa.Array:
        """The rows of the products of a bucket, a list each, in the order of the file."""
        kind = pa.struct([(n, pa.string()) for n in self.columns])
        path = self._bucket(bucket)
        if not path.is_file():
            return pa.ListArray.from_arrays(pa.array(np.zeros(size + 1), pa.int32()), pa.array([], kind))
        with pa.OSFile(str(path), "rb") as source:
            rows = pa.ipc.open_file(source).read_all().combine_chunks()
        owner = rows.column(0).to_numpy() - bucket * _BUCKET
        order = pa.array(np.argsort(owner, kind="stable"))
        offsets = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=size))])
        cells = [rows.column(n).combine_chunks().take(order) for n in self.columns]
        struct = pa.StructArray.from_arrays(cells, fields=list(kind))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), struct)

    def remove(self) -> None:
        """Remove what was spilled."""
        for path in self.folder.glob(f"staged-{self.name}-*.tmp"):
            path.unlink()
