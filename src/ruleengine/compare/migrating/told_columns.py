"""What is told of a portfolio whose columns are moved as they are: nested Parquet."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from ruleengine.compare.given_columns import GivenColumns
from ruleengine.compare.migration import Migration, redefined
from ruleengine.compare.moved_columns import MovedColumns, columns_given
from ruleengine.compare.moves import Asked, Dropped, Move
from ruleengine.compare.passage import FieldWay, Passage, TableWay
from ruleengine.program.program import Field, InputTable, Program


def migration_of_columns(moved: MovedColumns, schema: pa.Schema, columns: GivenColumns) -> Migration:
    """The migration of all products of a file with these columns."""
    passage = moved.passage
    given = columns_given(schema)
    ways: dict[str, FieldWay | TableWay] = {**passage.fields, **passage.tables}
    used = [ways[n].after.name for n in given if n in ways]
    steps = [Move("value", ("ruleset",), str(moved.new.resolved.reference), "ruleset")]
    steps += [move for name in given for move in _steps(passage, name)]
    lacking, assumed = moved.lacking(schema, columns), moved.taken(schema, columns)
    asked = [_asked(moved, name, assumed=False) for name in lacking]
    asked += [_asked(moved, name, assumed=True) for name in assumed]
    told = {*lacking, *assumed, *used}
    may = [n for n in (*moved.new.fields, *moved.new.tables) if n not in told and _is_new(passage, n)]
    asked += [_asked(moved, name, assumed=False, required=False) for name in may]
    dropped = [Dropped(n, _of(moved.old, n).label, None) for n in moved.left_out(schema)]
    return Migration(passage, {}, tuple(steps), tuple(asked), tuple(dropped), redefined(passage, used))


def _is_new(passage: Passage, name: str) -> bool:
    return f"inputs.{name}" not in passage.old.resolved.elements


def _of(program: Program, name: str) -> Field | InputTable:
    """An input, a table, or a column (`table.column`)."""
    table, _, column = name.partition(".")
    if column:
        return program.tables[table].columns[column]
    return program.fields.get(name) or program.tables[name]


def _asked(moved: MovedColumns, name: str, *, assumed: bool, required: bool = True) -> Asked:
    is_new = _is_new(moved.passage, name.partition(".")[0])
    return Asked(name, _of(moved.new, name), required, assumed=assumed, is_new=is_new)


def _steps(passage: Passage, given: str) -> Iterator[Move]:
    """What is rewritten of a single input, a table or a column that the file has."""
    name, _, column = given.partition(".")
    path = ("values", *given.split("."))
    if not column:
        way = passage.fields.get(name) or passage.tables.get(name)
    else:
        way = passage.tables[name].columns.get(column) if name in passage.tables else None
    old = column or name
    if way is not None and way.after.name != old:
        yield Move("key", path, way.after.name, "renamed")
    if isinstance(way, FieldWay):
        if way.unit is not None:
            yield Move("value", path, str(way.unit), "unit")
        yield from (Move("value", path, word, "option") for word in way.words.values())
