"""The columns of a portfolio as another version of the rules asks for them.

What was renamed has its new name, numbers keep their unit, what is no longer asked for is left out. What only the new
version asks for is taken from what is assumed, one value for all products; nothing is assumed that nobody has stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.compare.given_columns import GivenColumns
from ruleengine.compare.passage import FieldWay, Passage, TableWay
from ruleengine.figures import plain
from ruleengine.formula.amount import convert
from ruleengine.formula.units import Unit, unit
from ruleengine.inventory.assumptions import Assumed
from ruleengine.inventory.model import NOT_APPLICABLE, Absent
from ruleengine.portfolio.columns import ABOUT, ID_COLUMNS, STAGED_COLUMNS, is_text, plain_name
from ruleengine.program.program import Field, InputTable, Program, Scalar


@frozen(eq=False)
class MovedColumns:
    """How the columns of a portfolio of one program become those of another.

    `assumed` are values by input, `table.column` or table, in the units of the new program. With `named`, the column of
    rule sets names the new one; else it is left out, as nothing needs it.
    """

    passage: Passage
    assumed: Mapping[str, Assumed] = field(factory=dict)
    named: bool = False

    @property
    def old(self) -> Program:
        """The program of the portfolio as it is."""
        return self.passage.old

    @property
    def new(self) -> Program:
        """The program that it is moved to."""
        return self.passage.new

    def is_same(self, schema: pa.Schema) -> bool:
        """Whether a file of these columns is read by the new program as it is."""
        if self.old.resolved.reference != self.new.resolved.reference and "ruleset" in schema.names:
            return False
        return self.passage.is_same and not self.assumed

    def batch(self, given: pa.RecordBatch) -> pa.RecordBatch:
        """Some products with the columns of the new program."""
        found: dict[str, tuple[pa.Field, Any]] = {}
        for name, column, array in self._kept(given):
            found[name] = (pa.field(name, array.type, metadata=column.metadata), array)
        held = {plain_name(name) for name in found}
        for name, value in self._assumed_inputs(held):
            for column_name, array in _constant(name, value, self.new.fields.get(name), given.num_rows):
                found[column_name] = (pa.field(column_name, array.type), array)
        fields = [f for f, _ in found.values()]
        return pa.RecordBatch.from_arrays([a for _, a in found.values()], schema=pa.schema(fields))

    def _kept(self, given: pa.RecordBatch) -> Iterator[tuple[str, pa.Field, Any]]:
        """What is of the products themselves, and the inputs that the new program has."""
        staged = {f.name for f in STAGED_COLUMNS}
        inputs = {*self.old.fields, *self.old.tables}
        for column, array in zip(given.schema, given.columns, strict=True):
            named = plain_name(column.name)
            if column.name in staged or (named not in inputs and column.name in (*ID_COLUMNS, *ABOUT)):
                if column.name != "ruleset":
                    yield column.name, column, array
                elif self.named:
                    yield (
                        column.name,
                        column,
                        pa.array([str(self.new.resolved.reference)] * len(array), pa.string()),
                    )
                continue
            if named in self.passage.tables:
                table = self.passage.tables[named]
                yield table.after.name, column, self._rows(table, array)
            elif named in self.passage.fields:
                way = self.passage.fields[named]
                stated = self.assumed.get(way.after.name)
                yield _stated(column, way), column, filled(_reworded(array, way), column, way, stated)

    def _rows(self, way: TableWay, lists: Any) -> Any:
        """The rows of a table with the columns of the new program."""
        if not (pa.types.is_list(lists.type) or pa.types.is_large_list(lists.type)):
            return lists
        rows, table = lists.flatten(), way.after
        if not pa.types.is_struct(rows.type):
            return lists
        found: dict[str, tuple[pa.Field, Any]] = {}
        for column, array in zip(rows.type, rows.flatten(), strict=True):
            named = plain_name(column.name)
            if named not in way.before.columns:
                found[column.name] = (column, array)
            elif named in way.columns:
                own = way.columns[named]
                value = self.assumed.get(f"{table.name}.{own.after.name}")
                stated, words = _stated(column, own), filled(_reworded(array, own), column, own, value)
                found[stated] = (pa.field(stated, words.type, metadata=column.metadata), words)
        held = {plain_name(name) for name in found}
        for name in (c for c, f in table.columns.items() if f.required and c not in held):
            if f"{table.name}.{name}" not in self.assumed and found:
                found[name] = (pa.field(name, pa.null()), pa.nulls(len(rows)))
        for name, value in self._assumed_columns(table, held):
            for column_name, array in _constant(name, value, table.columns[name], len(rows)):
                found[column_name] = (pa.field(column_name, array.type), array)
        struct = pa.StructArray.from_arrays(
            [a for _, a in found.values()], fields=[f for f, _ in found.values()]
        )
        counts = lists.value_lengths()
        offsets = np.concatenate([[0], np.cumsum(counts.fill_null(0).to_numpy(zero_copy_only=False))])
        absent = counts.is_null() if counts.null_count else None
        return pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), struct, mask=absent)

    def _assumed_inputs(self, held: set[str]) -> Iterator[tuple[str, Assumed]]:
        for name, value in self.assumed.items():
            if "." not in name and name not in held:
                yield name, value

    def _assumed_columns(self, table: InputTable, held: set[str]) -> Iterator[tuple[str, Assumed]]:
        for name, value in self.assumed.items():
            owner, _, column = name.partition(".")
            if owner == table.name and column and column not in held:
                yield column, value

    def taken(self, schema: pa.Schema, given: GivenColumns) -> tuple[str, ...]:
        """The assumed values that stand for something that the portfolio, or a product of it, does not give."""
        before, ways = self._given_by(schema, {}), self._ways(schema)
        after = self._given_by(schema, self.assumed)
        return tuple(
            n
            for n in after
            if n in self.assumed
            and (n not in before or (n in ways and is_filled(ways[n][1]) and given.lacks(ways[n][0])))
        )

    def _ways(self, schema: pa.Schema) -> dict[str, tuple[str, FieldWay]]:
        """The inputs and columns of the file that the new program takes: new name → old name and way."""
        found = {w.after.name: (n, w) for n, w in self.passage.fields.items()}
        for name, table in self.passage.tables.items():
            for column, way in table.columns.items():
                found[f"{table.after.name}.{way.after.name}"] = (f"{name}.{column}", way)
        there = {*columns_given(schema)}
        return {new: pair for new, pair in found.items() if pair[0] in there}

    def lacking(self, schema: pa.Schema, given: GivenColumns) -> tuple[str, ...]:
        """The inputs, tables and columns that the new program requires and no product gives.

        A column of no rows lacks nothing; one of which no row says anything is as if it were not there.
        """
        made, before, ways = (
            self._given_by(schema, self.assumed),
            self._given_by(schema, {}),
            self._ways(schema),
        )
        wanted = [n for n, f in self.new.fields.items() if f.required and f.default is None]
        for name, table in self.new.tables.items():
            if name not in made:
                wanted += [name] if table.required else []
            elif name in before or not isinstance(self.assumed.get(name), tuple):
                wanted += [
                    f"{name}.{c}" for c, f in table.columns.items() if f.required and f.default is None
                ]
        old = {w.after.name: n for n, w in self.passage.tables.items()}
        found = []
        for name in wanted:
            table_name = name.partition(".")[0]
            asked = name in ways and not ways[name][1].before.required and name not in self.assumed
            if name in made and not (asked and not given.says(ways[name][0])):
                continue
            if "." not in name or table_name not in old or given.has_rows(old[table_name]):
                found.append(name)
        return tuple(found)

    def left_out(self, schema: pa.Schema) -> tuple[str, ...]:
        """What the portfolio gives and the new program does not ask for."""
        found = []
        for name in dict.fromkeys(plain_name(f.name) for f in schema):
            way = self.passage.tables.get(name)
            if way is not None:
                columns = _columns(schema, name) & {*way.before.columns}
                found += [f"{name}.{c}" for c in sorted(columns - way.columns.keys())]
            elif self.passage.is_known(name) and name not in self.passage.fields:
                found.append(name)
        return tuple(found)

    def _given_by(self, schema: pa.Schema, assumed: Mapping[str, Assumed]) -> dict[str, None]:
        """The inputs and columns (`table.column`) of the new program that a file gives, with what is assumed."""
        moved = MovedColumns(self.passage, assumed)
        made = moved.batch(pa.RecordBatch.from_pylist([], schema=schema)).schema
        found: dict[str, None] = {}
        for column in made:
            name = plain_name(column.name)
            found[name] = None
            if name in self.new.tables:
                found |= dict.fromkeys(f"{name}.{c}" for c in sorted(_columns(made, name)))
        return found


def write_moved(path: Path, moved: MovedColumns, target: Path, most: int = 16_384) -> None:
    """Write a portfolio of nested Parquet with the columns of the new program, piece by piece."""
    file = pq.ParquetFile(path)
    schema = moved.batch(pa.RecordBatch.from_pylist([], schema=file.schema_arrow)).schema
    with pq.ParquetWriter(target, schema, compression="lz4", use_dictionary=True) as writer:
        for group in range(file.metadata.num_row_groups):
            for batch in file.iter_batches(most, row_groups=[group]):
                made = moved.batch(batch)
                writer.write_batch(pa.RecordBatch.from_arrays(made.columns, schema=schema))


def columns_given(schema: pa.Schema) -> tuple[str, ...]:
    """The inputs, tables and columns (`table.column`) that a file has, by name without brackets."""
    found: dict[str, None] = {}
    for column in schema:
        name = plain_name(column.name)
        found |= dict.fromkeys([name, *(f"{name}.{c}" for c in sorted(_columns(schema, name)))])
    return tuple(found)


def _columns(schema: pa.Schema, table: str) -> set[str]:
    """The names of the columns of a table of a file, without their brackets."""
    for column in schema:
        if column.name == table and (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
            rows = column.type.value_type
            return (
                {plain_name(f.name) for f in rows if not pa.types.is_null(f.type)}
                if pa.types.is_struct(rows)
                else set()
            )
    return set()


def _stated(column: pa.Field, way: FieldWay) -> str:
    """The new name of a column, with the unit of its numbers where it names none and has to."""
    name = str(column.name).replace(plain_name(column.name), way.after.name, 1)
    named = "[" in column.name or b"unit" in (column.metadata or {})
    return name if way.unit is None or named else f"{name} [{way.unit}]"


def _reworded(array: Any, way: FieldWay) -> Any:
    """A column whose words of a list are those of the new program, which calls some of them otherwise."""
    if not way.words or not is_text(array.type):
        return array
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    words = [way.words.get(w, w) for w in array.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(array.indices)


def is_filled(way: FieldWay) -> bool:
    """Whether an assumed value stands where a product says nothing: where the new program needs one."""
    return way.after.required or way.after.conditional


def filled(array: Any, column: pa.Field, way: FieldWay, value: Assumed | None) -> Any:
    """A column with the assumed value, which is in the new unit, where products say nothing."""
    if value is None or isinstance(value, tuple | Absent) or not is_filled(way) or not array.null_count:
        return array
    kind = array.type
    if column.name.endswith("[not applicable]"):
        return array
    if pa.types.is_null(kind) or is_text(kind):
        unit = way.after.type.unit
        text = f"{plain(value)} {unit}" if isinstance(value, Decimal) else str(value)
        text = text.lower() if isinstance(value, bool) else text
        return array.cast(pa.string()).fill_null(text)
    if isinstance(value, Decimal):
        stated = column_unit(column) or way.before.type.unit
        return array.cast(pa.float64()).fill_null(float(convert(value, way.after.type.unit, stated)))
    return array.fill_null(value)


def column_unit(column: pa.Field) -> Unit | None:
    """The unit that a column names; None where it names none."""
    bracket = column.name.partition("[")[2].rstrip("] ")
    named = bracket or (column.metadata or {}).get(b"unit", b"").decode()
    return unit(named) if named else None


def _constant(name: str, value: Assumed, wanted: Field | None, size: int) -> Iterator[tuple[str, Any]]:
    """A column, or two, that say the same of every product or row."""
    if isinstance(value, tuple):
        yield name, _tables(value, size)
    elif value is NOT_APPLICABLE:
        yield f"{name} [not applicable]", pa.array(np.ones(size, np.bool_))
    elif isinstance(value, Decimal):
        yield name, pa.array(np.full(size, float(value)))
    elif isinstance(value, bool):
        yield name, pa.array(np.full(size, value))
    else:
        words = pa.array([str(value)], pa.string())
        yield (
            name,
            pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), words).cast(pa.string()),
        )


def _tables(rows: Sequence[Mapping[str, Scalar]], size: int) -> Any:
    plain = [{k: float(v) if isinstance(v, Decimal) else v for k, v in row.items()} for row in rows]
    if not plain:
        return pa.array([[]] * size, pa.list_(pa.null())) if size else pa.array([], pa.list_(pa.null()))
    return pa.array([plain] * size, pa.array([plain]).type)
