"""CSV, one file a table, as nested Parquet: rows are brought to their products whatever the order of the files.

`PREFIX.csv` has the products, `PREFIX.<table>.csv` the rows of a table with the product each belongs to; or a folder
with `products.csv` and `<table>.csv`. The rows of each product are counted first; then they are spilled to buckets of
some thousands of products with not too many rows, and put together bucket by bucket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
from attrs import frozen

from ruleengine.arrays.arrays import Integers
from ruleengine.diagnostics import Phrase, Place, Refused, Report, nearest_name
from ruleengine.portfolio.columns import ID_COLUMNS, REFUSED_COLUMN
from ruleengine.portfolio.files.csv_file import CsvFile, Owners
from ruleengine.portfolio.files.lengths import too_many_rows
from ruleengine.portfolio.files.portfolio_file import sized, unreadable
from ruleengine.portfolio.limits import MAX_ROWS
from ruleengine.portfolio.rejects import ProductPlace, reasons_of
from ruleengine.program.program import Program

#: Products of a bucket, and rows of all of its tables, at most.
_BUCKET, _BUCKET_ROWS = 16_384, 500_000
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
        shown = main.as_posix()
        report.tell("E101.unreadable", Place(shown), file=shown, reason=Phrase("system.missing"))
    for name, path in others.items():
        if name not in program.tables:
            report.tell(
                "E601.portfolio_table", Place(path.as_posix()), reference=str(program.resolved.reference),
                name=name, nearest=nearest_name(name, program.tables), known=tuple(program.tables),
            )  # fmt: skip
    report.stop_on_errors()
    return {"": main, **others}


def stage_tables(
    portfolio: Path, program: Program, target: Path, folder: Path, progress: Callable[[int, int], None] | None = None
) -> None:  # fmt: skip
    """Write a portfolio of CSV files as nested Parquet; raises `Refused` where they do not fit together."""
    files = files_of(portfolio, program)
    done, size = 0, 2 * sum(path.stat().st_size for path in files.values())

    def tell(read: int) -> None:
        nonlocal done
        done += read
        if progress:
            progress(done, size)

    main = CsvFile(files.pop(""), tell)
    owner = main.owner(ID_COLUMNS, program)
    ids = pa.chunked_array([b.column(0) for b in main.batches([owner])], pa.string()).combine_chunks()
    owners = Owners(ids)
    tables = {name: _Table(name, CsvFile(path, tell), folder) for name, path in files.items()}
    _check_names(main, tables)
    counts = {name: table.counts(owners) for name, table in tables.items()}
    refused: dict[int, dict[str, int]] = {}
    for name, own in counts.items():
        for product in np.flatnonzero(own > MAX_ROWS):
            refused.setdefault(int(product), {})[name] = int(own[product])
    rows = sum(counts.values(), np.zeros(len(ids), np.int64))
    rows[list(refused)] = 0
    starts = _starts(rows)
    for table in tables.values():
        table.spill(owners, starts, refused)
    _put_together(main, tables, starts, refused, target)


def _check_names(main: CsvFile, tables: Mapping[str, _Table]) -> None:
    """Refuse a column that has the name of a table with a file of its own (E618)."""
    report = Report()
    for name in main.names:
        if name in tables:
            report.tell("E618.table_twice", Place(main.path.as_posix()), element=name, table=name)
    report.stop_on_errors()


def _starts(rows: Integers) -> Integers:
    """The first product of each bucket, and the number of products as the end of the last one."""
    ends = np.cumsum(rows)
    starts = [0]
    while starts[-1] < len(rows):
        first = starts[-1]
        before = int(ends[first - 1]) if first else 0
        end = int(np.searchsorted(ends, before + _BUCKET_ROWS, side="right"))
        starts.append(max(first + 1, min(end, first + _BUCKET, len(rows))))
    return np.array(starts, np.int64)


def _put_together(
    main: CsvFile,
    tables: Mapping[str, _Table],
    starts: Integers,
    refused: Mapping[int, Mapping[str, int]],
    target: Path,
) -> None:
    empty: dict[str, Any] = {n: pa.array([], pa.string()) for n in main.names}
    empty |= {name: table.lists(0, 0, 0) for name, table in tables.items()}
    fields = [pa.field(name, column.type) for name, column in empty.items()]
    schema = pa.schema([*fields, REFUSED_COLUMN] if refused else fields)
    with pq.ParquetWriter(target, schema, write_page_checksum=True) as writer:
        for bucket, products in enumerate(_buckets(main, np.diff(starts))):
            first = int(starts[bucket])
            columns = list(products.columns)
            columns += [table.lists(bucket, first, products.num_rows) for table in tables.values()]
            if refused:
                numbers = range(first, first + products.num_rows)
                told = [_refusal(main, n, refused[n]) if n in refused else None for n in numbers]
                columns.append(pa.array(told, pa.string()))
            writer.write_table(pa.table(columns, schema=schema), row_group_size=_GROUP)


def _refusal(main: CsvFile, product: int, tables: Mapping[str, int]) -> str:
    """Why a product with too many rows is refused, as JSON."""
    place = ProductPlace(main.path.as_posix(), row=product + 1)
    return reasons_of(too_many_rows(tables, place))


def _buckets(main: CsvFile, sizes: Integers) -> Iterator[pa.RecordBatch]:
    """The products in pieces of these sizes; raises `Refused` (E615) where there are others than were counted."""
    try:
        yield from sized(main.batches(), sizes.tolist())
    except ValueError as error:
        raise unreadable(main.path.as_posix(), error) from None


@frozen(eq=False)
class _Table:
    """The rows of a table, kept by bucket of products until they are put together."""

    name: str
    source: CsvFile
    folder: Path

    def _bucket(self, bucket: int) -> Path:
        return self.folder / f"staged-{self.name}-{bucket:06d}.tmp"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table, without the one that names the product."""
        owner = self.source.owner(_OWNER)
        return tuple(n for n in self.source.names if n != owner)

    def counts(self, owners: Owners) -> Integers:
        """How many rows each product has; raises `Refused` (E607) for rows of products that are not there."""
        counts = np.zeros(len(owners.ids), np.int64)
        for batch in self.source.batches([self.source.owner(_OWNER)]):
            found = owners.find(batch.column(0))
            if (found < 0).any():
                self._orphans(batch.column(0).filter(pa.array(found < 0)))
            counts += np.bincount(found, minlength=len(counts))
        return counts

    def _orphans(self, ids: pa.Array) -> None:
        report = Report()
        place = Place(self.source.path.as_posix())
        named = [str(i)[:60] for i in ids.drop_null().unique().to_pylist()]
        if named:
            report.tell("E607.owner", place, element=self.name, table=self.name, ids=tuple(named))
        if ids.null_count:
            report.tell("E605.owner", place, element=self.name, table=self.name)
        raise Refused(report.items)

    def spill(self, owners: Owners, starts: Integers, refused: Mapping[int, object]) -> None:
        """Write each row to the bucket of its product, but for products that are refused."""
        owner = self.source.owner(_OWNER)
        schema = pa.schema([(_ROW, pa.int64()), *((n, pa.string()) for n in self.columns)])
        left_out = np.array(list(refused), np.int64)
        for batch in self.source.batches():
            rows = owners.find(batch.column(owner))
            values = [pa.array(rows), *(batch.column(n) for n in self.columns)]
            placed = pa.RecordBatch.from_arrays(values, schema=schema)
            buckets = np.searchsorted(starts, rows, side="right") - 1
            buckets[np.isin(rows, left_out)] = -1
            for bucket in np.unique(buckets[buckets >= 0]):
                with (
                    self._bucket(bucket).open("ab") as file,
                    pa.ipc.new_stream(file, schema) as writer,
                ):
                    writer.write_batch(placed.filter(pa.array(buckets == bucket)))

    def lists(self, bucket: int, first: int, size: int) -> pa.Array:
        """The rows of the products of a bucket, a list each, in the order of the file."""
        kind = pa.struct([(n, pa.string()) for n in self.columns])
        path = self._bucket(bucket)
        if not size or not path.is_file():
            return pa.ListArray.from_arrays(pa.array(np.zeros(size + 1), pa.int32()), pa.array([], kind))
        with pa.OSFile(str(path), "rb") as source:
            pieces = []
            while source.tell() < source.size():
                pieces.append(pa.ipc.open_stream(source).read_all())
        path.unlink()
        rows = pa.concat_tables(pieces).combine_chunks()
        owner = rows.column(0).to_numpy() - first
        order = pa.array(np.argsort(owner, kind="stable"))
        offsets = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=size))])
        cells = [rows.column(n).combine_chunks().take(order) for n in self.columns]
        struct = pa.StructArray.from_arrays(cells, fields=list(kind))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), struct)
