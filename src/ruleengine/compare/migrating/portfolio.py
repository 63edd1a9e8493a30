"""A portfolio under another version of its rule set, written as the kind of file that it was.

Nothing that a product gives is lost: what the new version does not take stays in the old files, which are left alone,
and in inventories as comments. What was written is read again; where it does not say what was planned, it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import evolve

from ruleengine.compare.given_columns import GivenColumns
from ruleengine.compare.inventory_files import inventory_files, read_inventories
from ruleengine.compare.migrating.csv_files import MovedCsv
from ruleengine.compare.migrating.lines import documents_of, line_of
from ruleengine.compare.migrating.passages import Passages
from ruleengine.compare.migrating.saying import said_of
from ruleengine.compare.migrating.told_columns import migration_of_columns
from ruleengine.compare.migration import Migration
from ruleengine.compare.migration_text import file_name, migrated_text
from ruleengine.compare.moved_columns import MovedColumns, write_moved
from ruleengine.compare.passage import Passage
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.inventory.spreadsheet import SpreadsheetDocument
from ruleengine.portfolio.files.named_rule_sets import named_by
from ruleengine.portfolio.files.portfolio_file import Portfolio, open_portfolio
from ruleengine.portfolio.files.staging import kind_of_path, stage
from ruleengine.portfolio.files.staging_csv import csv_name
from ruleengine.portfolio.reading.inventories import is_tables
from ruleengine.portfolio.reading.single_products import ProductDocument, product_documents
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.source.paths import ending_of, is_folder

#: Told how many products are done.
MovedCount = Callable[[int], None]
#: Writes the inventory of a workbook, moved, as a workbook of the new version.
WorkbookWriter = Callable[[SpreadsheetDocument, Migration], bytes]
_PLAIN = "portfolio"


def kind_of(path: Path) -> str | None:
    """`inventories`, `csv`, `json_lines` or `parquet`; None for a single inventory, or what is none of these."""
    if is_folder(path) and not is_tables(path) and inventory_files(path):
        return "inventories"
    return kind_of_path(path)


def moved_portfolio(
    portfolio: Path,
    kind: str,
    passages: Passages,
    folder: Path,
    tell: MovedCount,
    as_workbook: WorkbookWriter,
) -> list[tuple[str, bytes]]:
    """The files of a portfolio moved, each with its name; what is told of them is in `passages`.

    Workbooks stay workbooks, which `as_workbook` writes.

    `folder` is for what is written on the way. Raises `Refused` where the portfolio cannot be read under its version, a
    version is not there, or what was written does not say what was planned (E810).
    """
    if kind == "inventories":
        return list(_inventories(portfolio, passages, tell, as_workbook))
    if kind == "json_lines":
        return [(portfolio.name, b"".join(_lines(portfolio, passages, tell)))]
    named = list(dict.fromkeys(name for name, _ in named_by(portfolio)))
    passage = passages.of(next((n for n in named), None))
    if passage is None:
        if passages.already:
            staged = stage(portfolio, passages.new, folder, keep=False)
            passages.already = open_portfolio(staged, portfolio.as_posix(), passages.new).products
        return []
    staged = stage(portfolio, passage.old, folder, keep=False)
    opened = open_portfolio(staged, portfolio.as_posix(), passage.old)
    opened.refuse_mixed(passage.old.resolved.reference.id)
    if kind == "parquet":
        return _columns(portfolio, opened, passages, passage, folder)
    return _tables(portfolio, opened, passages, passage, folder, tell)


def _inventories(
    portfolio: Path, passages: Passages, tell: MovedCount, as_workbook: WorkbookWriter
) -> Iterator[tuple[str, bytes]]:
    """The inventories of a folder, texts with their comments; files of other kinds are passed over."""
    report = Report()
    for number, (file, document) in enumerate(read_inventories(inventory_files(portfolio), report)):
        found = None if document is None else passages.moved(document)
        if document is None or found is None:
            continue
        if isinstance(document, SpreadsheetDocument):
            yield file.name, as_workbook(document, found)
        else:
            made = migrated_text(document, file.read_bytes().decode("utf-8-sig"), found)
            if made is None:
                report.tell("E810.in_place", document.place(), file=document.file)
                continue
            yield Path(file_name(document)).name, made.encode()
        tell(number + 1)
    report.stop_on_errors()


def _lines(portfolio: Path, passages: Passages, tell: MovedCount) -> Iterator[bytes]:
    for number, (line, document) in enumerate(documents_of(portfolio)):
        found = None if document is None else passages.moved(document)
        yield line if found is None else line_of(found.data)
        tell(number + 1)


def _documents(opened: Portfolio) -> Iterator[ProductDocument]:
    size = opened.block_products(None)
    spans = opened.spans(size)
    for span, batch in opened.blocks(spans, size, frozenset(s.number for s in spans)):
        rows = range(span.first + 1, span.first + batch.num_rows + 1)
        yield from product_documents(batch, opened.layout, opened.shown, rows)


def _tables(
    portfolio: Path, opened: Portfolio, passages: Passages, passage: Passage, folder: Path, tell: MovedCount
) -> list[tuple[str, bytes]]:
    """CSV files, which are read again."""
    moved, planned = MovedCsv(portfolio, passage), []
    old = str(passage.old.resolved.reference)
    for number, document in enumerate(_documents(opened)):
        data = {"ruleset": old, **as_map(document.data)}
        found = passages.moved(evolve(document, data=data))
        if found is not None:
            moved.make(document, found)
        planned.append(said_of(found.data if found else as_map(document.data), passage.new))
        tell(number + 1)
    again = folder / f"{_PLAIN}.csv"
    files = list(moved.files())
    for table, content in files:
        Path(csv_name(again.as_posix(), table)).write_bytes(content)
    lenient = without_demands(passage.new)
    below = folder / "again"
    below.mkdir()
    read = open_portfolio(stage(again, lenient, below, keep=False), again.as_posix(), lenient)
    for document, due in zip(_documents(read), planned, strict=True):
        if said_of(as_map(document.data), passage.new) != due:
            report, shown = Report(), portfolio.as_posix()
            report.tell("E810.columns", Place(shown), file=shown, id=str(as_map(document.data)["inventory"]))
            raise Refused(report.items)
    main = portfolio.name if ending_of(portfolio) == ".csv" else "products.csv"
    return [(_csv_name(portfolio, main, table), content) for table, content in files]


def _csv_name(portfolio: Path, main: str, table: str) -> str:
    return csv_name(main, table) if ending_of(portfolio) == ".csv" or not table else f"{table}.csv"


def without_demands(program: Program) -> Program:
    """A program that reads what is not complete."""
    fields = {n: evolve(f, required=False) for n, f in program.fields.items()}
    tables = {
        n: evolve(t, required=False, columns={c: evolve(f, required=False) for c, f in t.columns.items()})
        for n, t in program.tables.items()
    }
    return evolve(program, fields=fields, tables=tables)


def _columns(
    portfolio: Path, opened: Portfolio, passages: Passages, passage: Passage, folder: Path
) -> list[tuple[str, bytes]]:
    """Nested Parquet; what is told of it is told of its columns."""
    moved = MovedColumns(passage, passages.stated.checked, named=True)
    target = folder / "moved.parquet"
    write_moved(portfolio, moved, target)
    told = passages.told[str(passage.old.resolved.reference)]
    given = GivenColumns(portfolio)
    told.add(migration_of_columns(moved, opened.layout.schema, given), opened.products)
    return [(portfolio.name, target.read_bytes())]
