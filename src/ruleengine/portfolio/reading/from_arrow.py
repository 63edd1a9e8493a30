"""A block of products (an Arrow record batch, tables as lists of rows) to arrays, checked as inventories are.

Lists are read by their offsets, texts by code, references by sorting keys. What is found here is which products have
something wrong; what it is, and whether it is, is for the reading of single inventories to say.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    Integers,
    Products,
    Rows,
    States,
    Truths,
    all_present,
)
from ruleengine.portfolio.columns import SOURCED, Column, Layout, TableColumns
from ruleengine.portfolio.limits import MAX_ROWS
from ruleengine.portfolio.reading.cells import Cells, but, cells_of, default_of
from ruleengine.portfolio.reading.keys import Keys
from ruleengine.portfolio.reading.remarks import Remarks, unknown_of
from ruleengine.portfolio.reading.words import LONGEST_TEXT, Vocabulary, Words, coded, flags, unwelcome
from ruleengine.program.program import Field, InputTable, Program


@frozen(eq=False)
class Block:
    """A block of products as arrays.

    `wrong` marks products with something that their inputs do not take, `unnamed` those without a usable id,
    `doubtful` those with a value so near a limit that only exact arithmetic can say whether it is kept. `unknown`
    marks, for inputs and columns, numbers of which nothing is known; `unlikely` the products that a warning is about.
    """

    products: Products
    ids: pa.Array
    wrong: Truths
    unnamed: Truths
    doubtful: Truths
    unknown: Mapping[str, Truths]
    unlikely: Mapping[str, Truths]


def read_block(
    batch: pa.RecordBatch, layout: Layout, program: Program, vocabulary: Vocabulary | None = None
) -> Block:
    """The arrays of a record batch whose columns are those of the layout; `vocabulary` is shared by blocks."""
    return _BlockReader(batch, layout, program, vocabulary or Vocabulary()).read()


@frozen(eq=False)
class _BlockReader:
    batch: pa.RecordBatch
    layout: Layout
    program: Program
    vocabulary: Vocabulary
    wrong: Truths = field(init=False)
    doubtful: Truths = field(init=False)
    remarks: Remarks = field(init=False)
    values: dict[str, Array] = field(factory=dict)
    rows: dict[str, Rows] = field(factory=dict)
    texts: dict[str, Words] = field(factory=dict)
    keys: dict[str, Keys] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "wrong", np.zeros(self.batch.num_rows, np.bool_))
        object.__setattr__(self, "doubtful", np.zeros(self.batch.num_rows, np.bool_))
        object.__setattr__(self, "remarks", Remarks(self.batch.num_rows))

    def read(self) -> Block:
        ids = self.batch.column(self.layout.id).cast(pa.string())
        self._about()
        for column in self.layout.fields:
            self._column(column, self._given(column.position), self._given(column.absent), None)
        for table in self.layout.tables:
            self._table(table)
        for table in self.layout.tables:
            self._keys(table.table)
        for column in self.layout.fields:
            if column.field.type.target:
                self._references(None, column.field)
        for table in self.layout.tables:
            for column in table.columns:
                if column.field.type.target:
                    self._references(table.table.name, column.field)
            for column in table.columns:
                if column.field.otherwise:
                    self._otherwise(table.table.name, column.field)
            self._nothing(table)
        products = Products(self.batch.num_rows, self.values, self.rows)
        sizes: dict[str | None, int] = {name: rows.count for name, rows in self.rows.items()}
        sizes[None] = products.size
        unknown = unknown_of(self.program, self.remarks.given, self.texts, self._sourced(), sizes)
        return Block(
            products, ids, self.wrong, unnamed(ids), self.doubtful, unknown, self.remarks.unlikely
        )  # fmt: skip

    def _sourced(self) -> dict[str, Truths]:
        """The inputs that name a source of their own, where staging has noted them."""
        position = self.layout.staged.get(SOURCED)
        if position is None:
            return {}
        noted = coded(self.batch.column(position))
        words = [frozenset((word or "").split()) for word in noted.words.to_pylist()]
        there = np.ones(len(noted.codes), np.bool_) if noted.valid is None else noted.valid
        return {
            name: np.asarray([name in word for word in words], np.bool_)[noted.codes] & there
            for name in frozenset[str]().union(*words)
        }

    def _given(self, position: int | None) -> Any:
        return None if position is None else self.batch.column(position)

    def _about(self) -> None:
        """The rule set named must be this one; what staging could not bring into columns is looked at singly."""
        if self.layout.ruleset is not None:
            named = coded(self.batch.column(self.layout.ruleset))
            reference = self.program.resolved.reference
            fits = pa.array([str(reference), reference.id], pa.string())
            other = ~flags(pc.is_in(named.words, value_set=fits))[named.codes]
            self._mark(other if named.valid is None else other & named.valid, None)
        if self.layout.unsure is not None:
            self._mark(flags(self.batch.column(self.layout.unsure)), None)

    def _mark(self, rows: Truths | None, table: str | None) -> None:
        """Something is wrong with the products of these rows."""
        if rows is not None:
            self.wrong[np.flatnonzero(rows) if table is None else self.rows[table].owner[rows]] = True

    def _table(self, given: TableColumns) -> None:
        """The rows of a table: how many each product has, and their columns."""
        name, size = given.table.name, self.batch.num_rows
        lists = self._given(given.position)
        if lists is None or pa.types.is_null(lists.type):
            none = np.zeros(size + 1, np.int64)
            self.rows[name] = Rows(none, np.zeros(0, np.int64), np.ones(size, np.bool_))
            self._count_rows(given.table, np.diff(none))
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
        if given.table.empty_says_nothing:
            missing |= counts == 0
        self.rows[name] = Rows(offsets, np.repeat(np.arange(size, dtype=np.int64), counts), missing)
        self._count_rows(given.table, counts)
        items = lists.values.slice(int(raw[0]), int(raw[-1] - raw[0]))
        if not (pa.types.is_struct(items.type) and given.columns):
            self._empty(given.table)
            return
        if items.null_count:
            self._mark(flags(items.is_null()), name)
        for column in given.columns:
            self._column(column, _child(items, column.position), _child(items, column.absent), name)

    def _count_rows(self, table: InputTable, counts: Integers) -> None:
        missing = self.rows[table.name].missing
        if table.required:
            self._mark(missing, None)
        self._mark(((counts < table.min_rows) & ~missing) | (counts > MAX_ROWS), None)

    def _empty(self, table: InputTable) -> None:
        """The columns of a table without a row."""
        for name, column in table.columns.items():
            kind = {"number": np.float64, "boolean": np.bool_}.get(column.type.kind, np.int64)
            words = tuple(column.options or ()) if column.type.kind == "text" else None
            self.values[f"{table.name}.{name}"] = Array(
                np.zeros(0, kind), np.zeros(0, np.uint8), table.name, words
            )

    def _nothing(self, given: TableColumns) -> None:
        """Rows of a list whose type says nothing of columns are no rows."""
        rows = self.rows[given.table.name]
        if given.position is not None and not given.columns and rows.count:
            self._mark(np.ones(rows.count, np.bool_), given.table.name)
            none = np.zeros(self.batch.num_rows + 1, np.int64)
            self.rows[given.table.name] = Rows(none, np.zeros(0, np.int64), rows.missing)

    def _column(self, column: Column, given: Any, absent: Any, table: str | None) -> None:
        """One input of all products, or a column of one of their tables."""
        wanted = column.field
        name = f"{table}.{wanted.name}" if table else wanted.name
        size = self.rows[table].count if table else self.batch.num_rows
        found = cells_of(given, absent, column, name, size, self.vocabulary)
        self._mark(found.wrong, table)
        if found.doubtful is not None:
            rows = np.flatnonzero(found.doubtful)
            self.doubtful[rows if table is None else self.rows[table].owner[rows]] = True
        keyed = table is not None and self.program.tables[table].key == wanted.name
        if found.texts is not None and (wanted.type.target or keyed):
            present = found.present if found.absent is None else but(found.present, found.absent)
            self.texts[name] = Words(found.texts.codes, found.texts.words, present)
        if wanted.type.kind == "number" and size:
            owner = None if table is None else self.rows[table].owner
            self.remarks.note(name, column, found, given, owner)
        values, state = self._states(wanted, found, table)
        if column.used:
            self.values[name] = Array(values, state, table, found.words, column.factor != 1)

    def _states(self, wanted: Field, found: Cells, table: str | None) -> tuple[Any, States]:
        """Values with their states, defaults put in; wrong where a required value is not there."""
        absent = found.absent if found.absent is not None and found.absent.any() else None
        present = found.present if absent is None else but(found.present, absent)
        if present is None or present.all():
            return found.values, all_present(len(found.values))
        if wanted.required:
            self._mark(~present, table)
        missing = ~present if absent is None else ~present & ~absent
        values = found.values
        state = np.where(missing, ABSENT_MISSING, PRESENT).astype(np.uint8)
        if wanted.default is not None:
            values = np.where(missing, default_of(wanted, found.words), values)
            state = np.zeros(len(values), np.uint8)
        if absent is not None:
            state[absent] = ABSENT_NOT_APPLICABLE
        return values, state

    def _keys(self, table: InputTable) -> None:
        """Rows of a table with the key of an earlier one are wrong."""
        texts = self.texts.get(f"{table.name}.{table.key}")
        if table.key is not None and texts is not None:
            keys = self.keys[table.name] = Keys(self.rows[table.name], texts, self.batch.num_rows)
            self._mark(keys.repeated(), table.name)

    def _references(self, table: str | None, wanted: Field) -> None:
        """The row (among all rows of the block) that each reference points at; wrong where there is none."""
        name = f"{table}.{wanted.name}" if table else wanted.name
        texts = self.texts.get(name)
        if texts is None:
            return
        keys = self.keys.get(wanted.type.target or "")
        nowhere = np.full(len(texts.codes), -1, np.int64)
        owner = np.arange(self.batch.num_rows) if table is None else self.rows[table].owner
        found = nowhere if keys is None else keys.find(owner, texts)
        if len(found) and found.min() < 0:
            self._mark(found < 0 if texts.valid is None else texts.valid & (found < 0), table)
            found = np.maximum(found, 0)
        if name in self.values:
            old = self.values[name]
            self.values[name] = Array(found, old.state, old.table)

    def _otherwise(self, table: str, wanted: Field) -> None:
        """Where a reference names no row it points where another column does."""
        name, other = f"{table}.{wanted.name}", f"{table}.{wanted.otherwise}"
        own, theirs = self.values[name], self.values[other]
        lacking = own.state == ABSENT_MISSING
        if not lacking.any():
            return
        state: States = np.where(lacking, theirs.state, own.state).astype(np.uint8)
        values: Any = np.where(lacking, theirs.values, own.values).astype(np.int64)
        self.values[name] = Array(values, state, table)
        if other in self.texts:
            texts = self.texts[other]
            self.texts[name] = Words(texts.codes, texts.words, state == PRESENT)


def unnamed(ids: pa.Array) -> Truths:
    """Which products have no id that can be taken: a text of 1 to 500 characters without hidden ones."""
    blank = pc.fill_null(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(ids)), 0), True)
    long = pc.fill_null(pc.greater(pc.utf8_length(ids), LONGEST_TEXT), False)
    return flags(pc.or_(blank, long)) | unwelcome(ids)


def _child(items: Any, position: int | None) -> Any:
    return None if position is None else items.field(position)
