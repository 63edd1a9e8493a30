"""Products as arrays: one value for each product, or for each row of a table, all products' rows behind one another.

A value has a state beside it, so that missing, not applicable and zero stay three things. Texts are codes into a list
of words; references are row numbers of the table they point at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Cell, Inventory
from ruleengine.program.program import Field, Program

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
States = NDArray[np.uint8]

#: States of a value, in the order in which they outweigh each other when values are combined.
PRESENT, ABSENT_NOT_APPLICABLE, ABSENT_MISSING, FAILED = 0, 1, 2, 3


@frozen(eq=False)
class Array:
    """Values with their states; `words` gives the texts of codes. `table` is None for one value a product.

    `converted` marks inputs that were multiplied from another unit: they may be a rounding away from what was given.
    """

    values: Floats | Integers | Truths
    state: States
    table: str | None = None
    words: tuple[str, ...] | None = None
    converted: bool = False


@frozen(eq=False)
class Rows:
    """The rows of one table: those of product p are `offsets[p]` to `offsets[p + 1]`; `owner` is each row's product.

    `missing` marks products that say nothing of the table.
    """

    offsets: Integers
    owner: Integers
    missing: Truths

    @property
    def count(self) -> int:
        """Rows of all products together."""
        return int(self.offsets[-1])


@frozen(eq=False)
class Products:
    """Many inventories of one program."""

    size: int
    values: Mapping[str, Array]
    rows: Mapping[str, Rows]


def all_present(size: int) -> States:
    """The states of values that are all there: one zero seen `size` times, which the kernel recognizes."""
    return np.broadcast_to(np.uint8(PRESENT), size)


def is_all_present(state: States) -> bool:
    """Whether these are the states of `all_present`."""
    return state.strides == (0,) and (not len(state) or state[0] == PRESENT)


def rows_of(counts: Sequence[int], missing: Sequence[bool]) -> Rows:
    """The rows of a table from the number of rows of each product."""
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.asarray(counts, np.int64))])
    owner = np.repeat(np.arange(len(counts), dtype=np.int64), np.asarray(counts, np.int64))
    return Rows(offsets, owner, np.asarray(missing, np.bool_))


def products_of(program: Program, inventories: Sequence[Inventory]) -> Products:
    """Inventories as arrays. For small numbers: files are read into arrays without passing through inventories."""
    values: dict[str, Array] = {}
    rows: dict[str, Rows] = {}
    for name in program.tables:
        rows[name] = rows_of(
            [len(i.tables[name]) for i in inventories], [name in i.missing_tables for i in inventories]
        )
    for name, field in program.fields.items():
        single = [[i.values[name]] for i in inventories]
        values[name] = _array(program, inventories, field, single, rows)
    for name, table in program.tables.items():
        for column, field in table.columns.items():
            cells = [[row[column] for row in i.tables[name]] for i in inventories]
            values[f"{name}.{column}"] = _array(program, inventories, field, cells, rows)
    return Products(len(inventories), values, rows)


def _states(cells: Sequence[Cell]) -> States:
    def state(value: object) -> int:
        if value is MISSING:
            return ABSENT_MISSING
        return ABSENT_NOT_APPLICABLE if value is NOT_APPLICABLE else PRESENT

    return np.asarray([state(c.value) for c in cells], np.uint8)


def array_of(kind: str, cells: Sequence[Cell], table: str | None) -> Array:
    """Numbers, truth values or texts as an array with their states; `table` is that of a column."""
    found = [c.value for c in cells]
    if kind == "number":
        numbers = [float(v) if isinstance(v, Decimal) else 0.0 for v in found]
        return Array(np.asarray(numbers, np.float64), _states(cells), table)
    if kind == "boolean":
        return Array(np.asarray([v is True for v in found], np.bool_), _states(cells), table)
    words = tuple(dict.fromkeys(v for v in found if isinstance(v, str)))
    codes = {word: code for code, word in enumerate(words)}
    numbered = [codes[v] if isinstance(v, str) else 0 for v in found]
    return Array(np.asarray(numbered, np.int64), _states(cells), table, words)


def _array(
    program: Program, inventories: Sequence[Inventory], field: Field, cells: Sequence[Sequence[Cell]],
    rows: Mapping[str, Rows],
) -> Array:  # fmt: skip
    """An input or a column of all products, from its cells in each of them; references as rows of their table."""
    together = [cell for own in cells for cell in own]
    target = field.type.target
    if target is None:
        return array_of(field.type.kind, together, field.type.table)
    numbers: list[int] = []
    for product, inventory in enumerate(inventories):
        known = inventory.key_rows(target, program.tables[target].key or "")
        first = int(rows[target].offsets[product])
        own = [cell.value for cell in cells[product]]
        numbers += [first + known[value] if isinstance(value, str) else 0 for value in own]
    return Array(np.asarray(numbers, np.int64), _states(together), field.type.table)
