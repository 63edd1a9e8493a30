"""JSON lines, one inventory a line, as nested Parquet of texts; what a line does wrong stays with its product."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.diagnostics import nearest, quoted
from ruleengine.inventory.from_document import NOT_APPLICABLE_WORDS
from ruleengine.portfolio.columns import ABOUT, REFUSED, REFUSED_COLUMN
from ruleengine.portfolio.files.lengths import too_many_rows
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.portfolio.reading.from_arrow import MAX_ROWS, TOLD_IN_ALL
from ruleengine.portfolio.rejects import Reason, reasons_to_json
from ruleengine.program.program import Field, InputTable, Program

#: A line may be as long as this many bytes.
LONGEST_LINE = 32_000_000
#: Lines, and bytes of lines, that are held as Python values, and as columns before they are written.
_LINES, _LINES_BYTES = 512, 8_000_000
_GROUP, _GROUP_BYTES = 16_384, 64_000_000
_CELL = ("value", "source", "note", "uncertainty")


class _Number(str):
    """The literal of a number, to tell it from a text."""

    __slots__ = ()


class _Wrong(ValueError):
    def __init__(self, reason: Reason):
        super().__init__(reason.message)
        self.reason = reason


def staged_schema(program: Program) -> pa.Schema:
    """All inputs as texts: the checks of columns read numbers, conditions and units from them."""
    fields = [pa.field(n, pa.string()) for n in ("inventory", "ruleset", *program.fields)]
    fields.append(REFUSED_COLUMN)
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
        for group in _groups(_tables(source, _Reader(program), schema)):
            writer.write_table(group)
            if progress:
                progress(source.tell(), size)


def _tables(source: BinaryIO, reader: _Reader, schema: pa.Schema) -> Iterator[pa.Table]:
    """Some lines at a time as columns."""
    rows: list[dict[str, object]] = []
    size = 0
    for line in _lines(source):
        rows.append(reader.row(line))
        size += 0 if isinstance(line, Reason) else len(line)
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


def _lines(source: BinaryIO) -> Iterator[bytes | Reason]:
    """The lines that are not blank; a reason in place of one that is too long."""
    try:
        while line := source.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    continue
                yield Reason("E102", f"the line is longer than {LONGEST_LINE} bytes")
            elif line.strip():
                yield line
    except OSError as error:
        raise unreadable(str(source.name), error) from None


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(n for n, count in Counter(n for n, _ in pairs).items() if count > 1)
        raise _Wrong(Reason("E108", f"the key `{_shown(twice)}` occurs twice", _shown(twice)))
    return found


def _shown(text: object) -> str:
    """A text of the line as it is told."""
    return str(text)[:60]


def _constant(text: str) -> object:
    raise _Wrong(Reason("E104", f"`{text}` is not a number of JSON"))


@frozen
class _Reader:
    program: Program
    reasons: list[Reason] = field(factory=list)
    #: For each table its columns, and which types of values can be taken as they are.
    columns: dict[str, list[tuple[str, Field, tuple[type, ...]]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        due: dict[str, tuple[type, ...]] = {"number": (_Number, str), "boolean": ()}
        columns = {
            name: [(n, c, due.get(c.type.kind, (str,))) for n, c in table.columns.items()]
            for name, table in self.program.tables.items()
        }
        object.__setattr__(self, "columns", columns)

    def row(self, line: bytes | Reason) -> dict[str, object]:
        """One line as a row; with reasons when it cannot be used as it is."""
        self.reasons.clear()
        row: dict[str, object] = {}
        if isinstance(line, Reason):
            self.reasons.append(line)
        else:
            try:
                data = json.loads(
                    line.decode("utf-8-sig"), parse_float=_Number, parse_int=_Number, parse_constant=_constant,
                    object_pairs_hook=_pairs,
                )  # fmt: skip
                self.product(data, row)
            except _Wrong as error:
                self.reasons.append(error.reason)
            except UnicodeDecodeError:
                self.reasons.append(Reason("E103", "the line is not UTF-8 text"))
            except json.JSONDecodeError as error:
                message = f"the line is not JSON: {error.msg.lower()} at column {error.colno}"
                self.reasons.append(Reason("E104", message))
            except RecursionError:
                self.reasons.append(Reason("E105", "lists and maps are nested too deeply"))
            if rb"\ud" in line.lower() and not _is_text(row, self.reasons):
                row = {}
                self.reasons[:] = [
                    Reason("E103", "a text of the line has half of a character", None, "UTF-8")
                ]
        row[REFUSED] = reasons_to_json(self.reasons) if self.reasons else None
        return row

    def refuse(self, code: str, message: str, element: str, expected: str | None = None) -> None:
        """Note a reason; a line with very many is not looked at any further."""
        if len(self.reasons) == TOLD_IN_ALL:
            raise _Wrong(Reason(code, f"there are more errors than these {TOLD_IN_ALL}"))
        self.reasons.append(Reason(code, message, element, expected))

    def product(self, data: object, row: dict[str, object]) -> None:
        """One inventory: its id, its rule set and its values as texts, put into `row`."""
        if not isinstance(data, dict):
            raise _Wrong(Reason("E604", "a line is a map with `inventory` and `values`"))
        for name in data:
            if name not in ("inventory", "values", *ABOUT):
                due = quoted(("inventory", "values", *ABOUT))
                self.refuse("E601", f"an inventory has no `{_shown(name)}`", _shown(name), due)
        identity, named = data.get("inventory"), data.get("ruleset")
        row["inventory"] = str(identity) if isinstance(identity, str) else None
        row["ruleset"] = str(named) if isinstance(named, str) else None
        if not (named is None or isinstance(named, str)):
            self.refuse("E604", "`ruleset` takes a text", "ruleset", f"`{self.program.resolved.reference}`")
        values = data.get("values")
        if not isinstance(values, dict):
            raise _Wrong(Reason("E605", "`values` is missing", "values", "a map of the inputs"))
        known = [*self.program.fields, *self.program.tables]
        for name in values:
            if name not in known:
                message = f"`{self.program.resolved.reference}` has no input `{_shown(name)}`"
                self.refuse("E601", message, _shown(name), nearest(_shown(name), known))
        sources = _keys_of(values.get("data_sources"))
        for name, wanted in self.program.fields.items():
            row[name] = self.cell(wanted, values.get(name), name, sources)
        for name, table in self.program.tables.items():
            row[name] = self.table(table, values.get(name), sources)

    def table(self, table: InputTable, given: object, sources: frozenset[str]) -> list[Any] | None:
        """The rows of a table; none where it is declared not applicable."""
        if given is None:
            return None
        if isinstance(given, str) and given in NOT_APPLICABLE_WORDS:
            if table.required:
                self.refuse("E611", f"`{table.name}` may not be declared not applicable", table.name)
            return []
        if not isinstance(given, list):
            self.refuse("E604", f"`{table.name}` takes a table", table.name, "a list of rows")
            return None
        if len(given) > MAX_ROWS:
            self.reasons.append(too_many_rows(table.name, len(given)))
            return None
        return [self.table_row(table, item, number, sources) for number, item in enumerate(given, 1)]

    def table_row(
        self, table: InputTable, given: object, number: int, sources: frozenset[str]
    ) -> dict[str, str | None]:
        if not isinstance(given, dict):
            self.refuse(
                "E604", f"a row of `{table.name}` is a map of its columns", f"{table.name} row {number}"
            )
            return {}
        unknown = () if given.keys() <= table.columns.keys() else [n for n in given if n not in table.columns]
        for name in unknown:
            message = f"the table `{table.name}` has no column `{_shown(name)}`"
            where = f"{table.name} row {number}, {_shown(name)}"
            self.refuse("E601", message, where, quoted(table.columns))
        row: dict[str, str | None] = {}
        for name, column, due in self.columns[table.name]:
            value = given.get(name)
            if value is None or type(value) in due:
                row[name] = value
            else:
                row[name] = self.cell(column, value, f"{table.name} row {number}, {name}", sources)
        return row

    def cell(self, wanted: Field, given: object, where: str, sources: frozenset[str]) -> str | None:
        """One value as a text; refused where its kind does not fit."""
        if isinstance(given, dict):
            for key in given:
                if key not in _CELL:
                    self.refuse("E601", f"a value has no `{_shown(key)}`", where, quoted(_CELL))
            source = given.get("source")
            if source is not None and str(source) not in sources:
                self.refuse("E607", f"`{_shown(source)}` is not a row of `data_sources`", f"{where}, source")
            given = given.get("value")
        if given is None:
            return None
        kind = wanted.type.kind
        if isinstance(given, bool):
            if kind == "boolean":
                return "true" if given else "false"
        elif isinstance(given, _Number):
            if kind == "number":
                return str(given)
        elif isinstance(given, str) and (kind != "boolean" or given in NOT_APPLICABLE_WORDS):
            return str(given)
        due = {"number": "a number", "boolean": "a condition"}.get(kind, "a text")
        self.refuse("E604", f"`{wanted.name}` takes {due}", where, str(wanted.type.of(None)))
        return None


def _keys_of(rows: object) -> frozenset[str]:
    """The ids of the rows of `data_sources`."""
    if not isinstance(rows, list):
        return frozenset()
    cells = [row.get("id") for row in rows if isinstance(row, dict)]
    return frozenset(str(c.get("value") if isinstance(c, dict) else c) for c in cells)


def _is_text(row: Mapping[str, object], reasons: Sequence[Reason]) -> bool:
    """Whether all texts are characters: JSON can write one half of a pair that only together is a character."""
    try:
        (json.dumps(row, ensure_ascii=False) + reasons_to_json(reasons)).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
