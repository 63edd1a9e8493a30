"""Single products of a portfolio for the exact evaluator: what double precision cannot decide."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa

from ruleengine.diagnostics import Refused, Report
from ruleengine.formula.amount import amount, convert
from ruleengine.inventory.from_document import NOT_APPLICABLE_WORDS, inventory_from_document
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent, Cell, Inventory, Row
from ruleengine.portfolio.columns import Column, Layout
from ruleengine.portfolio.reading.words import PLAIN_NUMBER, as_double, shortest
from ruleengine.portfolio.rejects import Reason, reasons_of
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, Program
from ruleengine.run.exact import Calculation, calculate
from ruleengine.run.result import run
from ruleengine.run.values import Calculated
from ruleengine.source.document import Document

_PLAIN = re.compile(PLAIN_NUMBER)


def inventory_data(batch: pa.RecordBatch, product: int, layout: Layout) -> dict[str, object]:
    """One product of a block as the data of an inventory file, numbers in the units of the rule set."""
    given = batch.slice(product, 1)
    values: dict[str, object] = {}
    for column in layout.fields:
        cells = {p: given.column(p)[0].as_py() for p in (column.position, column.absent) if p is not None}
        values[column.field.name] = _cell(column, cells)
    for table in layout.tables:
        if table.position is None:
            continue
        rows = given.column(table.position)[0].as_py()
        if rows is not None:
            names = _children(given.column(table.position).type)
            values[table.table.name] = [
                {c.field.name: _cell(c, {i: row[n] for i, n in enumerate(names)}) for c in table.columns}
                for row in rows
            ]
    return {
        "inventory": str(given.column(layout.id)[0].as_py()),
        "values": {k: v for k, v in values.items() if v is not None},
    }


def _children(kind: pa.DataType) -> list[str]:
    rows = kind.value_type
    return [rows.field(i).name for i in range(rows.num_fields)] if pa.types.is_struct(rows) else []


def _cell(column: Column, cells: Mapping[int, object]) -> object:
    """One value as an inventory has it."""
    if column.absent is not None and cells[column.absent] is True:
        return "not applicable"
    value = cells[column.position] if column.position is not None else None
    if value is None or isinstance(value, bool):
        return value
    kind = column.field.type.kind
    if kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind == "number" and (not isinstance(value, str) or _PLAIN.match(value)):
        number = shortest(as_double(value, column.kind))
        return number if column.unit is None else convert(number, column.unit, column.field.type.unit)
    return value


def _inventory(batch: pa.RecordBatch, product: int, layout: Layout) -> Inventory:
    """A product that passed all checks, without checking it again."""
    data = inventory_data(batch, product, layout)
    values = as_map(data["values"])
    tables: dict[str, tuple[Row, ...]] = {}
    for given in layout.tables:
        rows = values.get(given.table.name)
        found = [as_map(row) for row in rows] if isinstance(rows, list) else []
        tables[given.table.name] = tuple(
            {n: _checked(f, row.get(n)) for n, f in given.table.columns.items()} for row in found
        )
    missing = frozenset(t.table.name for t in layout.tables if t.table.name not in values)
    fields = {c.field.name: _checked(c.field, values.get(c.field.name)) for c in layout.fields}
    return Inventory(str(data["inventory"]), {}, {}, {}, fields, tables, missing, "", "portfolio")


def _checked(field: Field, value: object) -> Cell:
    if value is None:
        return Cell(MISSING if field.default is None else field.default, default=field.default is not None)
    if (
        isinstance(value, str)
        and value in NOT_APPLICABLE_WORDS
        and not (field.options and value in field.options)
    ):
        return Cell(NOT_APPLICABLE)
    if isinstance(value, str) and field.type.kind == "number":
        number, unit = amount(value)
        return Cell(number if unit is None else convert(number, unit, field.type.unit))
    return Cell(value) if isinstance(value, Decimal | str | bool) else Cell(MISSING)


def decide(
    batch: pa.RecordBatch, product: int, layout: Layout, program: Program, checked: bool
) -> Mapping[str, Calculated] | list[Reason]:
    """The exact values of one product by name, or the reasons why it has none.

    `checked` says that nothing is left to be found wrong with its inputs.
    """
    if checked:
        found = calculate(program, _inventory(batch, product, layout))
        if not _refusable(program, found):
            return _representable(found)
    report = Report()
    document = Document("portfolio", inventory_data(batch, product, layout), {}, {})
    inventory = inventory_from_document(document, program, report)
    if inventory is None:
        return reasons_of(report.items)
    found = calculate(program, inventory)
    if not _refusable(program, found):
        return _representable(found)
    try:
        run(program, inventory, report)
    except Refused as refused:
        return reasons_of(refused.diagnostics)
    raise AssertionError("a product without a value that is not refused")


def _refusable(program: Program, found: Calculation) -> bool:
    """Whether there is an error, or an emission or the reference flow is missing."""
    lost = any(found.values.get(s.name, MISSING) is MISSING for s in program.emissions)
    flow = program.reference_flow
    return (
        bool(found.errors)
        or lost
        or (flow is not None and isinstance(found.values.get(flow.name, MISSING), Absent))
    )


def _representable(found: Calculation) -> Mapping[str, Calculated] | list[Reason]:
    for name, value in found.values.items():
        if isinstance(value, Decimal) and not math.isfinite(float(value)):
            return [Reason("E702", f"`{name}` is too large for a table of results", name)]
    return found.values
