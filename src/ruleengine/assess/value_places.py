"""Where in an inventory the values stand that verifiers name, and the inventory with other values put there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ruleengine.analysis.variables import CELL
from ruleengine.diagnostics import Fault, nearest
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, InputTable, Program
from ruleengine.source.document import Path


def value_place(name: str, program: Program, data: object) -> Path | None:
    """The path of a value in the data of an inventory, for what can be given another value; None for a factor.

    Raises `Fault` (E601) for a name of nothing.
    """
    values = as_map(as_map(data).get("values"))
    match = CELL.match(name)
    if match is None:
        table, _, column = name.partition(".")
        if name in program.fields:
            return ("values", name)
        if name in program.parameters or (
            table in program.lookups and column in program.lookups[table].columns
        ):
            return None
        raise _unknown("input", program, name, [*program.fields, *program.parameters])
    named, wanted, column = match.groups()
    lookup = program.lookups.get(named)
    if lookup is not None and column in lookup.columns:
        return None
    table_of = program.tables.get(named)
    if table_of is None:
        raise _unknown("table", program, named, program.tables)
    if column not in table_of.columns:
        raise _unknown("column", program, column, table_of.columns, named)
    rows = values.get(named)
    found = [as_map(row) for row in rows] if isinstance(rows, list) else []
    index = _row(table_of, wanted, found)
    if index is None:
        names = [str(row.get(table_of.key, i) if table_of.key else i) for i, row in enumerate(found, 1)]
        raise _unknown("row", program, wanted, names, named)
    return ("values", named, index, column)


def field_at(path: Path, program: Program) -> Field:
    """The input or column that a value stands in."""
    return (
        program.fields[str(path[1])] if len(path) == 2 else program.tables[str(path[1])].columns[str(path[3])]
    )


def given_at(path: Path, data: object) -> object:
    """The value that stands there, without its source and note; None where there is none."""
    found = data
    for step in path:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, Sequence) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found.get("value") if isinstance(found, Mapping) else found


def with_values(data: Mapping[str, object], put: Mapping[Path, object]) -> dict[str, object]:
    """The data of an inventory with other values; sources and notes stay beside them."""
    values = dict(as_map(data.get("values")))
    for path, value in put.items():
        name = str(path[1])
        if len(path) == 2:
            values[name] = _instead(values.get(name), value)
            continue
        rows = values[name]
        listed = list(rows) if isinstance(rows, list) else []
        row, column = dict(as_map(listed[int(path[2])])), str(path[3])
        listed[int(path[2])] = {**row, column: _instead(row.get(column), value)}
        values[name] = listed
    return {**data, "values": values}


def _instead(given: object, value: object) -> object:
    return {**given, "value": value} if isinstance(given, Mapping) else value


def _row(table: InputTable, wanted: str, rows: Sequence[Mapping[str, object]]) -> int | None:
    """The row (from 0) of a number counted from 1, or of a key."""
    if wanted.isdecimal():
        return int(wanted) - 1 if 1 <= int(wanted) <= len(rows) else None
    return next((i for i, row in enumerate(rows) if table.key and row.get(table.key) == wanted), None)


def _unknown(kind: str, program: Program, name: str, known: Iterable[str], table: str | None = None) -> Fault:
    names = tuple(known)
    key = {
        "input": "E601.scenario_input", "table": "E601.scenario_table", "column": "E601.scenario_column",
        "row": "E601.scenario_row",
    }[kind]  # fmt: skip
    return Fault(
        key,
        ruleset=str(program.resolved.reference),
        name=name,
        table=table,
        known=names,
        nearest=nearest(name, names),
    )
