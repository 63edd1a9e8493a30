"""The numbers that a result rests on: single inputs, cells of tables, parameters, columns of look-up tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from ruleengine.diagnostics import Fault, Place, Refused, nearest_name
from ruleengine.diagnostics.facts import in_words
from ruleengine.figures import figure
from ruleengine.formula.amount import CONTEXT
from ruleengine.formula.typed import NUMBER
from ruleengine.formula.units import NONE, Unit
from ruleengine.inventory.model import Cell, Inventory, Row
from ruleengine.inventory.uncertainty import FACTOR
from ruleengine.language import Language, Texts
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.program import Field, InputTable, Program, columns_read
from ruleengine.run.labels import row_label

#: One cell of a table: its row by number, counted from 1, or by key.
CELL = re.compile(r"([a-z][a-z0-9_]*)\[([^\]]+)\]\.([a-z][a-z0-9_]*)\Z")

_ALL_ROWS: Texts = ("all rows", "全部行")
_LABEL_AND_ROW: Texts = ("{label}, {row}", "{label}，{row}")


@frozen
class Variable:
    """One number: `kind` is `input`, `cell` (row `row`, from 0, of a table) or `parameter`; `value` in `unit`.

    Or the factor 1 of many: of all numbers of a `column` of a table, or of a column of a `lookup` table. `name` is what
    formulas call it (`materials.mass`), `row_label` what the row is called in the inventory.
    """

    kind: str
    name: str
    row: int | None
    value: Decimal
    unit: Unit
    label: Mapping[str, str]
    row_label: str = ""
    field: Field | None = None

    @property
    def shown(self) -> str:
        """The name with the row, counted from 1: `materials[3].mass`."""
        if self.row is None:
            return self.name
        table, column = self.name.split(".")
        return f"{table}[{self.row + 1}].{column}"

    def amount(self, language: Language) -> str:
        """The present value with its unit; of columns, that all rows are meant."""
        if self.kind in ("column", "lookup"):
            return in_words(_ALL_ROWS, language)
        return figure(self.value, self.unit)

    def described(self, language: Language) -> str:
        """The label in a language, with that of the row: `mass in the product, steel frame`."""
        label = self.label.get(language) or self.name
        return (
            in_words(_LABEL_AND_ROW, language, label=label, row=self.row_label) if self.row_label else label
        )

    def admits(self, value: Decimal) -> bool:
        """Whether a value is within the limits; parameters have none."""
        return self.field is None or self.field.admits(value)


def variables(program: Program, inventory: Inventory) -> list[Variable]:
    """All numbers that have a value, in the order of the rule set: inputs, cells row by row, parameters."""
    found = [
        Variable("input", name, None, cell.value, field.type.unit, field.label, field=field)
        for name, field in program.fields.items()
        if isinstance((cell := inventory.values[name]).value, Decimal)
    ]
    for table in program.tables.values():
        for index, row in enumerate(inventory.tables[table.name]):
            found += _cells(table, index, row)
    for name, parameter in program.parameters.items():
        label = as_text_pair(parameter.element.fields.get("label"))
        found.append(Variable("parameter", name, None, parameter.value, parameter.unit, label))
    return found


def _cells(table: InputTable, index: int, row: Row) -> Iterator[Variable]:
    label = row_label(table, row)
    for column, field in table.columns.items():
        value = row[column].value
        if isinstance(value, Decimal):
            name = f"{table.name}.{column}"
            yield Variable("cell", name, index, value, field.type.unit, field.label, label, field)


def find_variable(program: Program, inventory: Inventory, text: str) -> Variable:
    """The variable of a name: `rated_power`, `materials[3].mass`, `parts[driver].life`; raises `Refused` (E721).

    A column (`materials.mass`, `electricity.factor`) stands for the factor of all its numbers.
    """
    singles = variables(program, inventory)
    known = [*singles, *columns(singles), *lookups_read(program)]
    wanted = text.strip()
    match = CELL.match(wanted)
    if match and not match[2].isdecimal():
        wanted = _by_key(program, inventory, match[1], match[2], match[3]) or wanted
    found = next((v for v in known if v.shown == wanted), None)
    if found is not None:
        return found
    near = nearest_name(wanted, [v.shown for v in known])
    raise Refused([Fault("E721.unknown", text=text, nearest=near).diagnostic(Place(inventory.file))])


def _by_key(program: Program, inventory: Inventory, table: str, key: str, column: str) -> str | None:
    found = program.tables.get(table)
    if found is None or found.key is None:
        return None
    row = inventory.key_rows(table, found.key).get(key)
    return None if row is None else f"{table}[{row + 1}].{column}"


def with_value(
    program: Program, inventory: Inventory, variable: Variable, value: Decimal
) -> tuple[Program, Inventory]:
    """Program and inventory with another value of a variable; of a column, with all its numbers times the value."""
    if variable.kind == "lookup":
        return with_lookup(program, variable.name, value), inventory
    if variable.kind == "column":
        return program, with_column(inventory, variable.name, lambda v: CONTEXT.multiply(v, value))
    if variable.kind == "parameter":
        changed = evolve(program.parameters[variable.name], value=value)
        return evolve(program, parameters={**program.parameters, variable.name: changed}), inventory
    if variable.row is None:
        cell = evolve(inventory.values[variable.name], value=value)
        return program, evolve(inventory, values={**inventory.values, variable.name: cell})
    table, column = variable.name.split(".")
    rows = list(inventory.tables[table])
    rows[variable.row] = {**rows[variable.row], column: evolve(rows[variable.row][column], value=value)}
    return program, evolve(inventory, tables={**inventory.tables, table: tuple(rows)})


def with_column(inventory: Inventory, name: str, change: Callable[[Decimal], Decimal]) -> Inventory:
    """The inventory with every number of a column changed."""
    table, column = name.split(".")

    def changed(cell: Cell) -> Cell:
        return evolve(cell, value=change(cell.value)) if isinstance(cell.value, Decimal) else cell

    rows = tuple({**row, column: changed(row[column])} for row in inventory.tables[table])
    return evolve(inventory, tables={**inventory.tables, table: rows})


def with_lookup(program: Program, name: str, factor: Decimal) -> Program:
    """The program with every number of one column of a look-up table (`electricity.factor`) times a factor."""
    alias, column = name.split(".")
    table = program.lookups[alias]
    rows = {
        keys: {**row, column: CONTEXT.multiply(value, factor)}
        if isinstance(value := row[column], Decimal)
        else row
        for keys, row in table.rows.items()
    }
    return evolve(program, lookups={**program.lookups, alias: evolve(table, rows=rows)})


def lookups_read(program: Program) -> list[Variable]:
    """The columns of look-up tables that the footprint reads (`electricity.factor`), each with the table's label."""
    steps = [*program.steps, *([program.reference_flow] if program.reference_flow else [])]
    elements = {e.id: e for e in program.resolved.section("tables")}

    def label(name: str) -> Mapping[str, str]:
        element = elements.get(name.split(".")[0])
        return as_text_pair(as_map(element.fields).get("label")) if element else {"zh": name, "en": name}

    return [
        Variable("lookup", name, None, Decimal(1), NONE, label(name), field=FACTOR)
        for name in columns_read(steps)
    ]


def columns(known: Sequence[Variable]) -> list[Variable]:
    """The columns of numbers of input tables, each as a factor of its numbers within the limits of all of them."""
    cells: dict[str, list[Variable]] = {}
    for variable in known:
        if variable.kind == "cell":
            cells.setdefault(variable.name, []).append(variable)
    return [
        Variable("column", name, None, Decimal(1), NONE, group[0].label, field=_factor(group))
        for name, group in cells.items()
    ]


def _factor(cells: Sequence[Variable]) -> Field:
    """What the cells of a column may be multiplied by, after the limits of those above zero; never below zero."""
    least = Decimal(0)
    above: Decimal | None = None
    most: Decimal | None = None
    below: Decimal | None = None
    for cell in cells:
        if cell.field is None or cell.value <= 0:
            continue
        field, value = cell.field, cell.value
        least = max(least, _share(field.minimum, value) or least)
        above, most, below = (
            _narrower(max, above, _share(field.above, value)),
            _narrower(min, most, _share(field.maximum, value)),
            _narrower(min, below, _share(field.below, value)),
        )
    return Field("factor", NUMBER, {}, True, None, least, most, above, below)


def _share(limit: Decimal | None, value: Decimal) -> Decimal | None:
    return None if limit is None else CONTEXT.divide(limit, value)


def _narrower(
    choose: Callable[[Decimal, Decimal], Decimal], known: Decimal | None, new: Decimal | None
) -> Decimal | None:
    if known is None or new is None:
        return new if known is None else known
    return choose(known, new)
