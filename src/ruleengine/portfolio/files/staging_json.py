"""JSON lines, one inventory a line, as nested Parquet of texts.

What is no JSON stays with its product as the reason why it is refused. What columns do not hold, because it is of
another kind, unknown or more than values, marks its product: such a line is read again as the inventory that it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.inventory.from_document import NOT_APPLICABLE_WORDS
from ruleengine.portfolio.columns import LINE, OFFSET, REFUSED, SOURCED, STAGED_COLUMNS, UNSURE
from ruleengine.portfolio.files.about_line import is_usual, is_usual_note
from ruleengine.portfolio.files.json_line import NotALine, read_line
from ruleengine.portfolio.files.lengths import too_many_rows
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.portfolio.limits import LONGEST_LINE, MAX_ROWS
from ruleengine.portfolio.rejects import ProductPlace, reasons_of
from ruleengine.program.number_sources import SOURCES, pointer
from ruleengine.program.program import Field, InputTable, Program

#: Lines, and bytes of lines, that are held as Python values, and as columns before they are written.
_LINES, _LINES_BYTES = 512, 8_000_000
_GROUP, _GROUP_BYTES = 16_384, 64_000_000
#: What a value may have beside it that is not calculated with.
_BESIDE = {"value", "source", "note"}


class _Number(str):
    """The literal of a number, to tell it from a text."""

    __slots__ = ()


def staged_schema(program: Program) -> pa.Schema:
    """All inputs as texts: the checks of columns read numbers, conditions and units from them."""
    fields = [pa.field(n, pa.string()) for n in ("inventory", "ruleset", *program.fields)]
    fields += STAGED_COLUMNS
    for name, table in program.tables.items():
        rows = pa.struct([pa.field(c, pa.string()) for c in table.columns])
        fields.append(pa.field(name, pa.list_(rows)))
    return pa.schema(fields)


def stage_lines(
    portfolio: Path, program: Program, target: Path, progress: Callable[[int, int], None] | None = None
) -> None:
    """Write a file of JSON lines as nested Parquet; raises `Refused` (E101, E615) where it cannot be read."""
    schema = staged_schema(program)
    try:
        source = portfolio.open("rb")
    except OSError as error:
        raise unreadable(portfolio.as_posix(), error) from None
    size = portfolio.stat().st_size
    with source, pq.ParquetWriter(target, schema, write_page_checksum=True) as writer:
        for group in _groups(_tables(source, _LineReader(program, portfolio.as_posix()), schema)):
            writer.write_table(group)
            if progress:
                progress(source.tell(), size)


@frozen
class JsonLine:
    """A line of the file: its number, where it begins, and whether it is short enough to be read."""

    content: bytes
    number: int
    offset: int
    whole: bool


def _tables(source: BinaryIO, reader: _LineReader, schema: pa.Schema) -> Iterator[pa.Table]:
    """Some lines at a time as columns."""
    rows: list[dict[str, object]] = []
    size = 0
    for product, line in enumerate(lines_of(source), 1):
        rows.append(reader.row(line, product))
        size += len(line.content) if line.whole else 0
        if len(rows) == _LINES or size >= _LINES_BYTES:
            yield pa.Table.from_pylist(rows, schema=schema)
            rows, size = [], 0
    yield pa.Table.from_pylist(rows, schema=schema)


def _groups(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The row groups that are written."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        if sum(t.num_rows for t in held) >= _GROUP or sum(t.nbytes for t in held) >= _GROUP_BYTES:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def lines_of(source: BinaryIO) -> Iterator[JsonLine]:
    """The lines that are not blank."""
    offset = number = 0
    try:
        while line := source.readline(LONGEST_LINE):
            begin, number, whole = offset, number + 1, True
            offset += len(line)
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                whole = False
                while rest := source.readline(LONGEST_LINE):
                    offset += len(rest)
                    if rest.endswith(b"\n"):
                        break
            if not whole or line.strip():
                yield JsonLine(line if whole else b"", number, begin, whole)
    except OSError as error:
        raise unreadable(str(source.name), error) from None


class _Unsure(Exception):
    """The line has something that columns do not hold."""


@frozen
class _LineReader:
    program: Program
    shown: str
    #: For each table its columns, and which types of values can be taken as they are.
    columns: dict[str, list[tuple[str, Field, tuple[type, ...]]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        due: dict[str, tuple[type, ...]] = {"number": (_Number, str), "boolean": ()}
        columns = {
            name: [(n, c, due.get(c.type.kind, (str,))) for n, c in table.columns.items()]
            for name, table in self.program.tables.items()
        }
        object.__setattr__(self, "columns", columns)

    def row(self, line: JsonLine, product: int) -> dict[str, object]:
        """One line as a row; refused where it cannot be read, unsure where columns do not hold all of it."""
        row: dict[str, object] = {LINE: line.number, OFFSET: line.offset}
        place = ProductPlace(self.shown, line.number, row=product)
        try:
            if not line.whole:
                raise NotALine("E102.line", limit=LONGEST_LINE)
            self.product(read_line(line.content, _Number, _Number), row, place)
        except NotALine as error:
            row[REFUSED] = reasons_of([error.diagnostic(place)])
        except _Unsure:
            row[UNSURE] = True
        return row

    def product(self, data: object, row: dict[str, object], place: ProductPlace) -> None:
        """One inventory: its id, its rule set and its values as texts, put into `row`."""
        if not isinstance(data, dict):
            raise NotALine("E604.line")
        identity, named, values = data.get("inventory"), data.get("ruleset"), data.get("values")
        row["inventory"] = str(identity) if isinstance(identity, str) else None
        row["ruleset"] = named if isinstance(named, str) else None
        if not isinstance(values, dict):
            raise _Unsure
        self.check_lengths(values, row, place)
        known = self.program.fields.keys() | self.program.tables.keys()
        if not (named is None or isinstance(named, str)) or not values.keys() <= known or not is_usual(data):
            raise _Unsure
        sources = _keys_of(values.get(SOURCES))
        for name, wanted in self.program.fields.items():
            row[name] = self.cell(wanted, values.get(name), sources)
        row[SOURCED] = " ".join(n for n in self.program.fields if _has_source(values.get(n))) or None
        for name, table in self.program.tables.items():
            row[name] = self.table(table, values.get(name), sources)

    def check_lengths(self, values: dict[str, object], row: dict[str, object], place: ProductPlace) -> None:
        """Refuse a product with more rows than can be calculated with."""
        lengths = {name: len(v) for name in self.program.tables if isinstance(v := values.get(name), list)}
        told = too_many_rows({n: count for n, count in lengths.items() if count > MAX_ROWS}, place)
        if told:
            row[REFUSED] = reasons_of(told)
            raise _Unsure

    def table(self, table: InputTable, given: object, sources: frozenset[str]) -> list[Any] | None:
        """The rows of a table; none where it is declared not applicable."""
        if given is None:
            return None
        if isinstance(given, str) and given in NOT_APPLICABLE_WORDS and not table.required:
            return []
        if not isinstance(given, list):
            raise _Unsure
        return [self.table_row(table, item, sources) for item in given]

    def table_row(self, table: InputTable, given: object, sources: frozenset[str]) -> dict[str, str | None]:
        if not isinstance(given, dict) or not given.keys() <= table.columns.keys():
            raise _Unsure
        row: dict[str, str | None] = {}
        for name, column, due in self.columns[table.name]:
            value = given.get(name)
            taken = value is None or type(value) in due
            row[name] = value if taken else self.cell(column, value, sources)
            if not taken and column.type.kind == "number" and _has_source(value):
                own = pointer(table, name)
                if own is None or given.get(own) is None:
                    raise _Unsure
        return row

    def cell(self, wanted: Field, given: object, sources: frozenset[str]) -> str | None:
        """One value as a text."""
        if isinstance(given, dict):
            source = given.get("source")
            if not given.keys() <= _BESIDE or not is_usual_note(given.get("note")):
                raise _Unsure
            if source is not None and not (isinstance(source, str) and source in sources):
                raise _Unsure
            given = given.get("value")
        if given is None:
            return None
        kind = wanted.type.kind
        if isinstance(given, bool) and kind == "boolean":
            return "true" if given else "false"
        if isinstance(given, _Number) and kind == "number":
            return str(given)
        text = isinstance(given, str) and not isinstance(given, _Number)
        if text and (kind != "boolean" or given in NOT_APPLICABLE_WORDS):
            return str(given)
        raise _Unsure


def _has_source(given: object) -> bool:
    return isinstance(given, dict) and given.get("source") is not None


def _keys_of(rows: object) -> frozenset[str]:
    """The ids of the rows of `data_sources`."""
    if not isinstance(rows, list):
        return frozenset()
    cells = [row.get("id") for row in rows if isinstance(row, dict)]
    return frozenset(str(c.get("value") if isinstance(c, dict) else c) for c in cells)
