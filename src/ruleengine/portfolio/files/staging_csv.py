"""CSV, one file a table, as nested Parquet: rows are brought to their products whatever the order of the files.

`PREFIX.csv` has the products, `PREFIX.<table>.csv` the rows of a table with the product each belongs to; or a folder
with `products.csv` and `<table>.csv`. The rows of each product are counted first; then they are spilled to buckets of
some thousands of products with not too many rows, and put together bucket by bucket.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
from attrs import define, field, frozen

from ruleengine.arrays.arrays import Integers
from ruleengine.diagnostics import Phrase, Place, Refused, Report, nearest
from ruleengine.diagnostics.facts import MOST_NAMES
from ruleengine.portfolio.columns import ID_COLUMNS, LINE, LINE_COLUMN, REFUSED_COLUMN, layout_of
from ruleengine.portfolio.files.csv_file import CsvFile, Owners, blank, open_csv
from ruleengine.portfolio.files.lengths import too_many_rows
from ruleengine.portfolio.files.portfolio_file import sized, unreadable
from ruleengine.portfolio.limits import MAX_ROWS
from ruleengine.portfolio.rejects import ProductPlace, reasons_of
from ruleengine.program.program import Program
from ruleengine.resolve.aliases import present_path
from ruleengine.source.paths import ending_of, is_file, is_folder
from ruleengine.source.reader import refuse_special

#: Products of a bucket, and rows of all of its tables, at most.
_BUCKET, _BUCKET_ROWS = 16_384, 500_000
_GROUP = 16_384
_ROW = "[row]"
#: Of products that are not there about as many are named.
_IDS = 1000
_PRODUCTS = "products"
#: Columns that name the product of a row.
OWNER_NAMES = ("inventory", "product_id", "product")
#: Columns of which a file of a portfolio has one, whichever of its files it is.
ID_NAMES = tuple(dict.fromkeys((*ID_COLUMNS, *OWNER_NAMES)))


def csv_name(portfolio: str, table: str = "") -> str:
    """The name of the file of a table, or of the products, of a portfolio that is named by its folder or main file."""
    if portfolio.lower().endswith(".csv"):
        return f"{portfolio[:-4]}.{table}{portfolio[-4:]}" if table else portfolio
    return f"{portfolio}/{table or _PRODUCTS}.csv"


def files_of(portfolio: Path, program: Program) -> dict[str, Path]:
    """The file of the products (under an empty name) and those of the tables; raises `Refused` (E101, E601)."""
    report = Report()
    found = _files(portfolio, program, report)
    report.stop_on_errors()
    return found


def _files(portfolio: Path, program: Program, report: Report) -> dict[str, Path]:
    if is_folder(portfolio):
        main = portfolio / f"{_PRODUCTS}.csv"
        others = {p.stem: p for p in sorted(portfolio.glob("*")) if _is_csv(p) and p != main}
    else:
        main = portfolio
        begin = portfolio.stem + "."
        beside = [p for p in sorted(portfolio.parent.glob("*")) if p.name.startswith(begin) and _is_csv(p)]
        others = {p.stem.removeprefix(begin): p for p in beside if p != main}
    special = [p for p in (main, *others.values()) if refuse_special(p, report, p.as_posix())]
    if not is_file(main) and main not in special:
        shown = main.as_posix()
        report.tell("E101.unreadable", Place(shown), file=shown, reason=Phrase("system.missing"))
    for name, path in others.items():
        now = None if name in program.tables else present_path(program.resolved, f"inputs.{name}")
        if now is not None:
            report.tell(
                "E601.portfolio_renamed", Place(path.as_posix()), reference=str(program.resolved.reference),
                name=name, now=now.partition(".")[2],
            )  # fmt: skip
        elif name not in program.tables:
            report.tell(
                "E601.portfolio_table", Place(path.as_posix()), reference=str(program.resolved.reference),
                name=name, nearest=nearest(name, program.tables), known=tuple(program.tables),
            )  # fmt: skip
    return {"": main, **others}


def _is_csv(path: Path) -> bool:
    return ending_of(path) == ".csv"


def stage_tables(
    portfolio: Path, program: Program, target: Path, folder: Path, progress: Callable[[int, int], None] | None = None
) -> None:  # fmt: skip
    """Write a portfolio of CSV files as nested Parquet; raises `Refused` with what is wrong with all of them."""
    report = Report()
    main, tables = _open_all(portfolio, program, folder, progress, report)
    ids, counts = _counted(main, tables, report)
    report.stop_on_errors()
    if main is None:
        raise AssertionError("no errors and no products")
    owners = Owners(ids)
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


def check_tables(portfolio: Path, program: Program, report: Report) -> None:
    """Tell what keeps a portfolio of CSV files from being staged; nothing is written."""
    main, tables = _open_all(portfolio, program, portfolio.parent, None, report)
    _counted(main, tables, report)


def portfolio_of(path: Path) -> Path:
    """The portfolio to which a CSV file belongs, as a portfolio is named: its main file, or its folder."""
    parts = path.stem.split(".")
    mains = (path.with_name(".".join(parts[:n]) + path.suffix) for n in range(1, len(parts)))
    main = next((m for m in mains if is_file(m)), None)
    if main is not None or not is_file(path.with_name(f"{_PRODUCTS}.csv")):
        return main or path
    tables = path.stem == _PRODUCTS and any(path.parent.glob(f"{_PRODUCTS}.*.csv"))
    return path if tables else path.parent


def _open_all(
    portfolio: Path, program: Program, folder: Path, progress: Callable[[int, int], None] | None, report: Report
) -> tuple[CsvFile | None, dict[str, _Table]]:  # fmt: skip
    """The file of the products and the tables; what cannot be read or does not fit the program is told."""
    files = _files(portfolio, program, report)
    done, size = 0, 2 * sum(path.stat().st_size for path in files.values() if is_file(path))

    def tell(read: int) -> None:
        nonlocal done
        before, done = done, min(done + read, size)
        if progress and done > before:
            progress(done, size)

    main = open_csv(files[""], ID_COLUMNS, tell, report, program) if is_file(files[""]) else None
    tables = {}
    for name in files.keys() & program.tables.keys():
        special = refuse_special(files[name], report, files[name].as_posix())
        source = None if special else open_csv(files[name], OWNER_NAMES, tell, report)
        if source is not None:
            tables[name] = _Table(name, source, folder)
    tables = {name: tables[name] for name in files if name in tables}
    if main is not None:
        _check_columns(main, tables, program, report, files)
    return main, tables


def _check_columns(
    main: CsvFile, tables: Mapping[str, _Table], program: Program, report: Report, given: Container[str]
) -> None:
    """Tell columns that do not fit the program, at the line that names them (E601, E602, E618).

    Tables `given` in a file that cannot be read are not told to be missing as well.
    """
    for name in main.names:
        if name in tables:
            report.tell("E618.table_twice", main.place, element=name, table=name)
    if not any(name in tables for name in main.names):
        places = {name: table.source.place for name, table in tables.items()}
        found = Report()
        layout_of(_schema(main, tables, False), program, main.place, found, places)
        report.take(d for d in found.items if d.key != "E618.no_table" or d.element not in given)


def _counted(
    main: CsvFile | None, tables: Mapping[str, _Table], report: Report
) -> tuple[pa.Array, dict[str, Integers]]:
    """The product ids, and how many rows each product has in each table; what cannot be read is told."""
    ids = None if main is None else _told(partial(_ids, main), report)
    owners = Owners(pa.array([], pa.string()) if ids is None else ids)
    counts = {
        name: _told(partial(table.counts, owners, ids is not None), report) for name, table in tables.items()
    }
    return owners.ids, {name: own for name, own in counts.items() if own is not None}


def _ids(main: CsvFile) -> pa.Array:
    return pa.chunked_array([found for found, _ in main.owners()], pa.string()).combine_chunks()


def _told(read: Callable[[], Any], report: Report) -> Any:
    """What is read; None where it is refused, which is told."""
    try:
        return read()
    except Refused as refused:
        report.take(refused.diagnostics)
        return None


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
    schema = _schema(main, tables, bool(refused))
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


def _schema(main: CsvFile, tables: Mapping[str, _Table], refused: bool) -> pa.Schema:
    """The columns that are staged: texts and tables, the line of each product, and why some are refused."""
    fields = [pa.field(name, pa.string()) for name in main.names]
    fields += [LINE_COLUMN, *(pa.field(name, pa.list_(table.kind)) for name, table in tables.items())]
    return pa.schema([*fields, REFUSED_COLUMN] if refused else fields)


def _refusal(main: CsvFile, product: int, tables: Mapping[str, int]) -> str:
    """Why a product with too many rows is refused, as JSON."""
    place = ProductPlace(main.path.as_posix(), row=product + 1)
    return reasons_of(too_many_rows(tables, place))


def _buckets(main: CsvFile, sizes: Integers) -> Iterator[pa.RecordBatch]:
    """The products in pieces of these sizes; raises `Refused` (E615) where there are others than were counted."""
    try:
        yield from sized(main.rows(), sizes.tolist())
    except ValueError as error:
        raise unreadable(main.path.as_posix(), error) from None


@define
class _Lost:
    """Rows that belong to no product: how many, and of the first ones the lines and what they name."""

    ids: dict[str, None] = field(factory=dict)
    lines: list[int] = field(factory=list)
    count: int = 0

    def add(self, ids: pa.Array, mask: Any, lines: Callable[[Any], list[int]]) -> None:
        """Take the rows of a batch that are marked."""
        if not mask.any():
            return
        self.count += int(mask.sum())
        if len(self.lines) < MOST_NAMES:
            self.lines += lines(mask)[: MOST_NAMES - len(self.lines)]
        if len(self.ids) < _IDS:
            self.ids |= dict.fromkeys(str(i)[:60] for i in ids.filter(pa.array(mask)).unique().to_pylist())


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
        return tuple(n for n in self.source.names if n != self.source.owner)

    @property
    def kind(self) -> pa.DataType:
        """The type of a row: its columns, and the line it stands on."""
        return pa.struct([*(pa.field(n, pa.string()) for n in self.columns), LINE_COLUMN])

    def counts(self, owners: Owners, known: bool) -> Integers:
        """How many rows each product has; raises `Refused` (E605, E607) for rows that belong to none, where `known`."""
        counts = np.zeros(len(owners.ids), np.int64)
        lost = {"E607.owner": _Lost(), "E605.owner": _Lost()}
        for ids, lines in self.source.owners():
            found = owners.find(ids)
            if known and (found < 0).any():
                empty = blank(ids)
                lost["E607.owner"].add(ids, (found < 0) & ~empty, lines)
                lost["E605.owner"].add(ids, (found < 0) & empty, lines)
            counts += np.bincount(found[found >= 0], minlength=len(counts))
        report = Report()
        for key, rows in lost.items():
            if rows.lines:
                place = Place(self.source.path.as_posix(), rows.lines[0], 1)
                named = tuple(rows.ids) if key == "E607.owner" else None
                report.tell(
                    key, place, element=self.name, table=self.name, lines=tuple(rows.lines), count=rows.count,
                    ids=named,
                )  # fmt: skip
        report.stop_on_errors()
        return counts

    def spill(self, owners: Owners, starts: Integers, refused: Mapping[int, object]) -> None:
        """Write each row to the bucket of its product, but for products that are refused."""
        names = [*self.columns, LINE]
        schema = pa.schema([(_ROW, pa.int64()), *self.kind])
        left_out = np.array(list(refused), np.int64)
        for batch in self.source.rows():
            rows = owners.find(batch.column(self.source.owner))
            values = [pa.array(rows), *(batch.column(n) for n in names)]
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
        kind = self.kind
        path = self._bucket(bucket)
        if not size or not is_file(path):
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
        cells = [rows.column(n).combine_chunks().take(order) for n in (*self.columns, LINE)]
        struct = pa.StructArray.from_arrays(cells, fields=list(kind))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), struct)
