"""Single products of a block as documents: what an inventory file says of them, each value with its place.

So whatever has to be decided or told of one product goes through the reading that single inventories go through.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from ruleengine.diagnostics import Diagnostic, Place, Report
from ruleengine.figures import shortest
from ruleengine.formula.amount import convert
from ruleengine.portfolio.columns import LINE, Column, Layout, TableColumns, is_text
from ruleengine.portfolio.files.staging_csv import csv_name
from ruleengine.portfolio.reading.words import LONGEST_TEXT, PLAIN_NUMBER, as_double, coded
from ruleengine.portfolio.rejects import ProductPlace
from ruleengine.source.document import Document, Path

_PLAIN = re.compile(PLAIN_NUMBER)


@frozen
class ProductDocument(Document):
    """One product of a portfolio: the data of an inventory; `row` counts products from 1, `line` lines of the file.

    `tables` says for tables in files of their own on which lines of them its rows stand. `alone` is set where the
    product is calculated by itself.
    """

    row: int = 0
    line: int = 0
    tables: Mapping[str, Sequence[int]] = {}
    alone: bool = False

    def place(self, path: Path = ()) -> Place:
        """The place of the value at `path`."""
        file, line = self.file, self.line
        if self.tables and line:
            table = str(path[1]) if len(path) > 2 and path[1] in self.tables else ""
            file = csv_name(file, table)
            line = self.tables[table][path[2]] if table and isinstance(path[2], int) else line
        return ProductPlace(file, line, row=self.row, steps=path)

    def cell_place(self, path: Path) -> Place | None:
        """Nothing in a batch: table and row say where a value of a product stands."""
        return self.place(path) if self.alone else None

    def key_place(self, path: Path) -> Place:
        """The place of the key at `path`: that of its value."""
        return self.place(path)


def product_documents(
    batch: pa.RecordBatch, layout: Layout, shown: str, rows: Sequence[int]
) -> Iterator[ProductDocument]:
    """The products of a batch, each as the document of an inventory; `rows` are their numbers in the portfolio."""
    fields = {
        c.field.name: _cells(c, _at(batch, c.position), _at(batch, c.absent), batch.num_rows)
        for c in layout.fields
    }
    tables = {t.table.name: _lists(t, batch) for t in layout.tables if t.position is not None}
    ids = batch.column(layout.id).cast(pa.string()).to_pylist()
    named = [None] * batch.num_rows if layout.ruleset is None else _texts(batch.column(layout.ruleset))
    given: dict[str, Sequence[object]] = {**fields, **tables}
    lines, of_tables = _lines(batch, layout)
    for number, row in enumerate(rows):
        values = {name: column[number] for name, column in given.items() if column[number] is not None}
        data: dict[str, object] = {"inventory": ids[number] or "", "values": values}
        if named[number] is not None:
            data["ruleset"] = named[number]
        own = {name: column[number] or () for name, column in of_tables.items()}
        yield ProductDocument(shown, data, {}, {}, row, lines[number], own)


def id_faults(identity: str | None, repeated: frozenset[str], place: Place) -> list[Diagnostic]:
    """What is wrong with an id in a portfolio: it is missing or too long (E605, E604), or there twice (E616)."""
    report = Report()
    if identity is None or not identity.strip():
        report.tell("E605.id", place, element="product id")
    elif len(identity) > LONGEST_TEXT:
        report.tell("E604.long_id", place, element="product id", limit=LONGEST_TEXT)
    elif identity in repeated:
        report.tell("E616.id", place, element="product id", id=identity)
    return report.items


def _lines(batch: pa.RecordBatch, layout: Layout) -> tuple[list[int], dict[str, list[Sequence[int] | None]]]:
    """The line of each product, and those of the rows of its tables, where staging has them; else 0."""
    if LINE not in layout.staged:
        return [0] * batch.num_rows, {}
    tables = {}
    for table in layout.tables:
        if table.line is not None:
            lists = batch.column(table.position)
            own = lists.flatten().field(table.line).to_pylist()
            ends = np.cumsum(lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)).tolist()
            tables[table.table.name] = [own[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    return batch.column(layout.staged[LINE]).to_pylist(), tables


def _at(batch: pa.RecordBatch, position: int | None) -> Any:
    return None if position is None else batch.column(position)


def _lists(given: TableColumns, batch: pa.RecordBatch) -> list[list[Mapping[str, object] | None] | None]:
    """The rows of a table, a list a product; None where nothing is said of it, or of one of its rows."""
    lists = _at(batch, given.position)
    if pa.types.is_null(lists.type):
        return [None] * batch.num_rows
    items = lists.flatten()
    rows: list[Mapping[str, object] | None] = [None] * len(items)
    if pa.types.is_struct(items.type):
        rows = _rows(given, items)
    counts = lists.value_lengths().to_pylist()
    found: list[list[Mapping[str, object] | None] | None] = []
    first = 0
    for count in counts:
        found.append(None if count is None else rows[first : first + count])
        first += count or 0
    return found


def _rows(given: TableColumns, items: pa.StructArray) -> list[Mapping[str, object] | None]:
    names = [c.field.name for c in given.columns]
    children = items.flatten()
    columns = [
        _cells(
            c,
            None if c.position is None else children[c.position],
            None if c.absent is None else children[c.absent],
            len(items),
        )
        for c in given.columns
    ]
    rows: list[Mapping[str, object] | None] = [
        dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)
    ] or [{}] * len(items)
    if items.null_count:
        there = items.is_valid().to_pylist()
        rows = [row if here else None for row, here in zip(rows, there, strict=True)]
    return rows


def _cells(column: Column, given: Any, absent: Any, size: int) -> list[object]:
    """The values of a column as inventories have them."""
    if given is None or pa.types.is_null(given.type):
        found: list[object] = [None] * size
    elif is_text(given.type):
        found = _words(column, given)
    elif column.field.type.kind == "number":
        found = _numbers(column, given)
    else:
        found = given.to_pylist()
    if absent is not None and not pa.types.is_null(absent.type):
        found = ["not applicable" if a else v for v, a in zip(found, absent.to_pylist(), strict=True)]
    return found


def _texts(given: Any) -> list[str | None]:
    """A column of texts, plain or by code."""
    if pa.types.is_null(given.type):
        return [None] * len(given)
    texts = coded(given)
    words = texts.words.to_pylist()
    if texts.valid is None:
        return [words[code] for code in texts.codes.tolist()]
    pairs = zip(texts.codes.tolist(), texts.valid.tolist(), strict=True)
    return [words[code] if there else None for code, there in pairs]


def _words(column: Column, given: Any) -> list[object]:
    """Texts, with those that stand for plain numbers or conditions as such."""
    texts = _texts(given)
    known: dict[str | None, object] = {word: _meant(column, word) for word in set(texts)}
    return [known[word] for word in texts]


def _meant(column: Column, word: str | None) -> object:
    kind = column.field.type.kind
    if word is None:
        return None
    if kind == "boolean" and word.lower() in ("true", "false"):
        return word.lower() == "true"
    if kind == "number" and _PLAIN.match(word):
        return _in_unit(column, Decimal(word))
    return word


def _numbers(column: Column, given: Any) -> list[object]:
    """Numbers by the digits they are printed with; what is not finite as the text of it."""
    kind = given.type
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return [None if v is None else _in_unit(column, Decimal(v)) for v in given.to_pylist()]
    if pa.types.is_float64(kind) and not given.null_count:
        doubles: list[float | None] = given.to_numpy(zero_copy_only=False).tolist()
    else:
        doubles = [None if v is None else as_double(v, kind) for v in given.to_pylist()]
    return [None if v is None else _number(column, v) for v in doubles]


def _number(column: Column, value: float) -> object:
    return _in_unit(column, shortest(value)) if math.isfinite(value) else str(np.float64(value))


def _in_unit(column: Column, value: Decimal) -> Decimal:
    return value if column.unit is None else convert(value, column.unit, column.field.type.unit)
