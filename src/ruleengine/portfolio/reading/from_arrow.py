"""A block of products (an Arrow record batch, tables as lists of rows) to arrays, checked as inventories are.

Lists are read by their offsets, texts by code, references by sorting keys; only what is refused is looked at singly.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from ruleengine.arrays.arrays import (
    ABSENT_MISSING,
    ABSENT_NOT_APPLICABLE,
    PRESENT,
    Array,
    Floats,
    Integers,
    Products,
    Rows,
    States,
    Truths,
    all_present,
)
from ruleengine.arrays.elementwise import scaled
from ruleengine.arrays.ties import NEAR
from ruleengine.figures import plain
from ruleengine.portfolio.columns import Column, Layout, TableColumns, is_text
from ruleengine.portfolio.reading.keys import Keys
from ruleengine.portfolio.reading.words import (
    Fault,
    Vocabulary,
    Words,
    as_doubles,
    coded,
    flags,
    id_faults,
    shortest,
)
from ruleengine.portfolio.rejects import Reason, reasons_from_json
from ruleengine.program.program import Field, InputTable, Program

#: More rows than this in one table of one product are refused.
MAX_ROWS = 1_000_000
#: Of one kind of error in one column, as many are told for a product.
TOLD = 10
#: Of all errors of a product as many are told.
TOLD_IN_ALL = 20


@frozen(eq=False)
class Block:
    """A block of products as arrays; `reasons` says by product (from 0) why it is refused.

    `doubtful` marks products with a value so near a limit that only exact arithmetic can say whether it is kept.
    """

    products: Products
    ids: pa.Array
    reasons: dict[int, list[Reason]]
    doubtful: Truths


def read_block(
    batch: pa.RecordBatch, layout: Layout, program: Program, vocabulary: Vocabulary | None = None
) -> Block:
    """The arrays of a record batch whose columns are those of the layout; `vocabulary` is shared by blocks."""
    return _Reader(batch, layout, program, vocabulary or Vocabulary()).read()


@frozen(eq=False)
class _Reader:
    batch: pa.RecordBatch
    layout: Layout
    program: Program
    vocabulary: Vocabulary
    reasons: dict[int, list[Reason]] = field(factory=dict)
    doubtful: Truths = field(init=False)
    errors: Integers = field(init=False)
    values: dict[str, Array] = field(factory=dict)
    rows: dict[str, Rows] = field(factory=dict)
    texts: dict[str, Words] = field(factory=dict)
    keys: dict[str, Keys] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "doubtful", np.zeros(self.batch.num_rows, np.bool_))
        object.__setattr__(self, "errors", np.zeros(self.batch.num_rows, np.int64))

    def read(self) -> Block:
        ids = self._about()
        for column in self.layout.fields:
            self._column(column, self._given(column.position), self._given(column.absent), None)
        for table in self.layout.tables:
            self._table(table)
        for table in self.layout.tables:
            self._keys(table.table)
        for table in self.layout.tables:
            for column in table.columns:
                if column.field.type.target:
                    self._references(table.table, column.field)
            self._nothing(table)
        for product in np.flatnonzero(self.errors > TOLD_IN_ALL):
            told = self.reasons[int(product)]
            told.append(Reason(told[-1].code, f"there are more errors than these {TOLD_IN_ALL}"))
        self._staged()
        return Block(Products(self.batch.num_rows, self.values, self.rows), ids, self.reasons, self.doubtful)

    def _given(self, position: int | None) -> Any:
        return None if position is None else self.batch.column(position)

    def _about(self) -> pa.Array:
        """Product ids as texts; the rule set named must be this one; what staging refused stays refused."""
        ids = self.batch.column(self.layout.id)
        ids = ids.cast(pa.string()) if not pa.types.is_string(ids.type) else ids
        faults = id_faults(ids)
        if faults:
            wrong = np.isin(np.arange(len(ids)), list(faults))
            self._refuse(wrong, None, "", faults.__getitem__, "product id")
        if self.layout.ruleset is not None:
            named = coded(self.batch.column(self.layout.ruleset))
            reference = self.program.resolved.reference
            fits = pa.array([str(reference), reference.id], pa.string())
            other = ~flags(pc.is_in(named.words, value_set=fits))[named.codes]
            other = other if named.valid is None else other & named.valid
            message = f"the inventory is for another rule set than `{reference}`"
            self._refuse(other, None, "", Fault("E610", message), "ruleset")
        return ids

    def _staged(self) -> None:
        """Of what could not be staged only that is told: the rest of the product is not there."""
        if self.layout.refused is not None:
            told = coded(self.batch.column(self.layout.refused))
            for product in np.flatnonzero(_there(told)):
                text = told.words[int(told.codes[product])].as_py()
                self.reasons[int(product)] = reasons_from_json(text)

    def _refuse(
        self, wrong: Truths | None, table: str | None, column: str, fault: Fault | Callable[[int], Fault],
        element: str | None = None,
    ) -> None:  # fmt: skip
        """Refuse the products of these rows, telling the first of them."""
        if wrong is None or not wrong.any():
            return
        positions = np.flatnonzero(wrong)
        owners = positions if table is None else self.rows[table].owner[positions]
        rank = np.arange(len(owners)) - np.searchsorted(owners, owners)
        first = self.rows[table].offsets if table is not None else None
        shown = rank < np.minimum(TOLD, TOLD_IN_ALL - self.errors[owners])
        self.errors[:] += np.bincount(owners[rank < TOLD], minlength=len(self.errors))
        for position, product in zip(positions[shown], owners[shown], strict=True):
            found = fault if isinstance(fault, Fault) else fault(int(position))
            place = element or column
            if first is not None:
                place = f"{table} row {int(position - first[product]) + 1}, {column}"
            reason = Reason(found.code, found.message, place, found.expected, found.found)
            self.reasons.setdefault(int(product), []).append(reason)

    def _table(self, given: TableColumns) -> None:
        """The rows of a table: how many each product has, and their columns."""
        name, size = given.table.name, self.batch.num_rows
        lists = self._given(given.position)
        if lists is None or pa.types.is_null(lists.type):
            self.rows[name] = Rows(
                np.zeros(size + 1, np.int64), np.zeros(0, np.int64), np.ones(size, np.bool_)
            )
            self._missing_table(given.table)
            self._empty(given.table)
            return
        missing = flags(lists.is_null()) if lists.null_count else np.zeros(size, np.bool_)
        raw = lists.offsets.to_numpy(zero_copy_only=False).astype(np.int64)
        offsets = raw - raw[0]
        counts = np.diff(offsets)
        if missing.any() and counts[missing].any():
            lists = pa.array(lists.to_pylist(), lists.type)
            raw = lists.offsets.to_numpy(zero_copy_only=False).astype(np.int64)
            offsets, counts = raw - raw[0], np.diff(raw)
        self.rows[name] = Rows(offsets, np.repeat(np.arange(size, dtype=np.int64), counts), missing)
        self._missing_table(given.table)
        self._count_rows(given.table, counts, missing)
        items = lists.values.slice(int(raw[0]), int(raw[-1] - raw[0]))
        if not pa.types.is_struct(items.type):
            self._empty(given.table)
            return
        message = f"a row of `{name}` is a map of its columns"
        if items.null_count:
            self._refuse(flags(items.is_null()), name, "row", Fault("E604", message))
        for column in given.columns:
            self._column(column, _child(items, column.position), _child(items, column.absent), name)

    def _missing_table(self, table: InputTable) -> None:
        if table.required:
            due = "a list of rows" + ("" if table.min_rows else "; `[]` where there are none")
            fault = Fault("E605", f"the table `{table.name}` is missing", due)
            self._refuse(self.rows[table.name].missing, None, "", fault, table.name)

    def _count_rows(self, table: InputTable, counts: Integers, missing: Truths) -> None:
        def few(product: int) -> Fault:
            message = f"`{table.name}` has {counts[product]} rows, at least {table.min_rows} are due"
            return Fault("E609", message)

        def many(product: int) -> Fault:
            message = f"`{table.name}` has {counts[product]} rows, at most {MAX_ROWS} are calculated with"
            return Fault("E617", message)

        self._refuse((counts < table.min_rows) & ~missing, None, "", few, table.name)
        self._refuse(counts > MAX_ROWS, None, "", many, table.name)

    def _empty(self, table: InputTable) -> None:
        """The columns of a table without a row."""
        for name, column in table.columns.items():
            kind = {"number": np.float64, "boolean": np.bool_}.get(column.type.kind, np.int64)
            words = tuple(column.options or ()) if column.type.kind == "text" else None
            self.values[f"{table.name}.{name}"] = Array(
                np.zeros(0, kind), np.zeros(0, np.uint8), table.name, words
            )

    def _nothing(self, given: TableColumns) -> None:
        """Refuse rows of a list whose type says nothing of columns."""
        rows = self.rows[given.table.name]
        if given.position is not None and not given.columns and rows.count:
            fault = Fault("E604", f"a row of `{given.table.name}` is a map of its columns")
            self._refuse(np.ones(rows.count, np.bool_), given.table.name, "row", fault)
            none = np.zeros(self.batch.num_rows + 1, np.int64)
            self.rows[given.table.name] = Rows(none, np.zeros(0, np.int64), rows.missing)

    def _column(self, column: Column, given: Any, absent: Any, table: str | None) -> None:
        """One input of all products, or a column of one of their tables."""
        wanted = column.field
        full = f"{table}.{wanted.name}" if table else wanted.name
        if given is None or pa.types.is_null(given.type):
            size = self.rows[table].count if table else self.batch.num_rows
            given = pa.nulls(size, pa.float64() if wanted.type.kind == "number" else pa.string())
        not_applicable = None if absent is None else flags(absent)
        words: tuple[str, ...] | None = None
        found: Any
        if is_text(given.type):
            found, valid, not_applicable, words = self._words(column, given, not_applicable, table)
        else:
            valid = flags(given.is_valid()) if given.null_count else None
            found = flags(given) if wanted.type.kind == "boolean" else _doubles(given, column)
        if wanted.type.kind == "number":
            self._limits(
                column, found, valid if not_applicable is None else _but(valid, not_applicable), table
            )
        found, state = self._states(wanted, found, valid, not_applicable, table, words)
        if column.used:
            self.values[full] = Array(found, state, table, words, column.factor != 1)

    def _words(
        self, column: Column, given: Any, not_applicable: Truths | None, table: str | None
    ) -> tuple[Any, Truths | None, Truths | None, tuple[str, ...] | None]:
        """What texts stand for: numbers, conditions, or codes into the options of the input or the words there are."""
        wanted = column.field
        texts = coded(given)
        full = f"{table}.{wanted.name}" if table else wanted.name
        facts = self.vocabulary.facts(texts.words, full, wanted, column.factor, column.used)
        absent = not_applicable
        if facts.absent is not None:
            said = facts.absent[texts.codes]
            said = said if texts.valid is None else said & texts.valid
            absent = said if absent is None else said | absent
        if facts.faults:
            wrong = np.zeros(len(texts.words), np.bool_)
            wrong[list(facts.faults)] = True
            rows = _but(
                wrong[texts.codes] if texts.valid is None else wrong[texts.codes] & texts.valid, absent
            )
            self._refuse(rows, table, wanted.name, lambda row: facts.faults[int(texts.codes[row])])
        if table is not None and (wanted.type.target or self.program.tables[table].key == wanted.name):
            present = texts.valid if absent is None else _but(texts.valid, absent)
            self.texts[full] = Words(texts.codes, texts.words, present)
        found: Any = texts.codes
        if facts.values is not None:
            found = (
                facts.values[texts.codes] if len(facts.values) else np.zeros(len(found), facts.values.dtype)
            )
        return found, texts.valid, absent, facts.texts

    def _states(
        self, wanted: Field, found: Any, valid: Truths | None, not_applicable: Truths | None, table: str | None,
        words: tuple[str, ...] | None,
    ) -> tuple[Any, States]:  # fmt: skip
        """The states of values, defaults put in; refused where a required value is not there."""
        if not_applicable is not None and not_applicable.any():
            valid = ~not_applicable if valid is None else valid & ~not_applicable
        else:
            not_applicable = None
        if valid is None or valid.all():
            return found, all_present(len(found))
        missing = ~valid if not_applicable is None else ~valid & ~not_applicable
        if wanted.required:
            due = Fault("E605", f"`{wanted.name}` is missing", str(wanted.type.of(None)))
            self._refuse(missing, table, wanted.name, due)
            if not_applicable is not None:
                due = Fault("E611", f"`{wanted.name}` may not be declared not applicable")
                self._refuse(not_applicable, table, wanted.name, due)
        state = np.where(missing, ABSENT_MISSING, PRESENT).astype(np.uint8)
        if wanted.default is not None:
            default = _default(wanted, words)
            found = np.where(missing, default, found)
            state = np.zeros(len(found), np.uint8)
        if not_applicable is not None:
            state[not_applicable] = ABSENT_NOT_APPLICABLE
        return found, state

    def _limits(self, column: Column, found: Floats, valid: Truths | None, table: str | None) -> None:
        """Refuse what is not finite or breaks the limits; what converted numbers only seem to break is doubtful."""
        wanted = column.field
        if not len(found) or (column.factor == 1 and _within(wanted, float(found.min()), float(found.max()))):
            return
        finite = np.isfinite(found)
        wrong = ~finite if valid is None else ~finite & valid
        self._refuse(
            wrong, table, wanted.name,
            lambda row: Fault(
                "E604", f"`{wanted.name}` is not a number", f"a number in `{wanted.type.unit}`", f"`{found[row]}`"
            ),
        )  # fmt: skip
        outside = finite & ~_admitted(wanted, found)
        if column.factor != 1:
            near = _near_limits(wanted, found)
            self.doubt(near, table)
            outside &= ~near
        outside = outside if valid is None else outside & valid
        unit = f" `{wanted.type.unit}`" if wanted.type.unit.symbols else ""
        self._refuse(
            outside, table, wanted.name,
            lambda row: Fault("E603", f"`{wanted.name}` is {plain(shortest(found[row]))}{unit}", wanted.limits()),
        )  # fmt: skip

    def doubt(self, rows: Truths, table: str | None) -> None:
        """Leave the products of these rows to the exact evaluator."""
        self.doubtful[np.flatnonzero(rows) if table is None else self.rows[table].owner[rows]] = True

    def _keys(self, table: InputTable) -> None:
        """Refuse rows of a table with the key of an earlier one."""
        texts = self.texts.get(f"{table.name}.{table.key}")
        if table.key is None or texts is None:
            return
        keys = self.keys[table.name] = Keys(self.rows[table.name], texts, self.batch.num_rows)
        self._refuse(
            keys.repeated(), table.name, table.key,
            lambda row: Fault("E608", f"two rows of `{table.name}` have the key `{_word(texts, row)}`"),
        )  # fmt: skip

    def _references(self, table: InputTable, wanted: Field) -> None:
        """The row (among all rows of the block) that each reference points at; refused where there is none."""
        target = wanted.type.target or ""
        name = f"{table.name}.{wanted.name}"
        texts = self.texts.get(name)
        if texts is None:
            return
        keys = self.keys.get(target)
        nowhere = np.full(len(texts.codes), -1, np.int64)
        found = nowhere if keys is None else keys.find(self.rows[table.name], texts)
        if len(found) and found.min() < 0:
            self._refuse(
                _there(texts) & (found < 0), table.name, wanted.name,
                lambda row: Fault("E607", f"`{_word(texts, row)}` is not a row of `{target}`"),
            )  # fmt: skip
            found = np.maximum(found, 0)
        if name in self.values:
            old = self.values[name]
            self.values[name] = Array(found, old.state, old.table)


def _doubles(given: Any, column: Column) -> Floats:
    """A column of numbers of any type as doubles in the unit of the input; zero where there is none."""
    if not pa.types.is_float64(given.type):
        given = as_doubles(given)
    if given.null_count:
        given = given.fill_null(0.0)
    return scaled(given.to_numpy(zero_copy_only=False), column.factor)


def _but(rows: Truths | None, left_out: Truths | None) -> Truths | None:
    """The rows without those left out; None for all rows."""
    if left_out is None:
        return rows
    return ~left_out if rows is None else rows & ~left_out


def _child(items: Any, position: int | None) -> Any:
    return None if position is None else items.field(position)


def _there(texts: Words) -> Truths:
    return np.ones(len(texts.codes), np.bool_) if texts.valid is None else texts.valid


def _word(texts: Words, row: int) -> str:
    return str(texts.words[int(texts.codes[row])].as_py())


def _default(wanted: Field, words: tuple[str, ...] | None) -> float | int | bool:
    value = wanted.default
    if isinstance(value, Decimal):
        return float(value)
    return words.index(value) if isinstance(value, str) and words else bool(value)


def _within(wanted: Field, low: float, high: float) -> bool:
    """Whether all numbers between these are finite and admitted."""
    return bool(np.isfinite(low) and np.isfinite(high)) and bool(
        _admitted(wanted, np.asarray([low, high])).all()
    )


def _admitted(wanted: Field, found: Floats) -> Truths:
    kept = np.ones(len(found), np.bool_)
    for limit, compare in (
        (wanted.minimum, np.greater_equal), (wanted.maximum, np.less_equal),
        (wanted.above, np.greater), (wanted.below, np.less),
    ):  # fmt: skip
        if limit is not None:
            kept &= compare(found, float(limit))
    return kept


def _near_limits(wanted: Field, found: Floats) -> Truths:
    near = np.zeros(len(found), np.bool_)
    for limit in (wanted.minimum, wanted.maximum, wanted.above, wanted.below):
        if limit is not None:
            near |= np.abs(found - float(limit)) <= NEAR * abs(float(limit))
    return near
