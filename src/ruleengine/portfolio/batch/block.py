"""One block of a portfolio calculated: arrays, the kernel, exact decisions, results and rejects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ruleengine.arrays.arrays import (
    ABSENT_MISSING,
    ABSENT_NOT_APPLICABLE,
    FAILED,
    Array,
    Truths,
    is_all_present,
)
from ruleengine.arrays.kernel import Calculated, calculate_arrays
from ruleengine.arrays.plan import Plan
from ruleengine.formula.typed import values as names_read
from ruleengine.portfolio.batch.exact_products import decide
from ruleengine.portfolio.batch.result_columns import ResultColumns
from ruleengine.portfolio.columns import Layout
from ruleengine.portfolio.files.lengths import too_many_rows
from ruleengine.portfolio.reading.from_arrow import MAX_ROWS, Block, read_block
from ruleengine.portfolio.reading.words import Vocabulary
from ruleengine.portfolio.rejects import Reason, Reject
from ruleengine.program.program import Program, Step
from ruleengine.run.values import Calculated as ExactValue

#: Blocks with more rows of tables than this are calculated in pieces.
_PIECE_ROWS = 2_000_000


@frozen(eq=False)
class BlockResult:
    """The results of a block, and the products refused; together as many as the block has."""

    results: pa.Table
    rejects: tuple[Reject, ...]


class Calculator:
    """Calculates blocks of one portfolio; may be shared by threads."""

    def __init__(self, program: Program, layout: Layout, repeated: frozenset[str] = frozenset()):
        self.program, self.layout, self.repeated_ids = program, layout, repeated
        self.repeated = pa.array(sorted(repeated), pa.string())
        self.plan = Plan(program)
        self.vocabulary = Vocabulary()
        self.columns = ResultColumns(program)
        self.behind = {s.name: frozenset(_inputs_behind(program, s)) for s in _needed(program)}

    def calculate(self, batch: pa.RecordBatch, first: int) -> BlockResult:
        """The results of a block whose first product is row `first` (from 0) of the portfolio."""
        results: list[pa.RecordBatch] = []
        rejects: list[Reject] = []
        for start, piece in _pieces(batch, self.layout):
            result, refused, ids = self._piece(piece)
            results.append(result)
            for product in sorted(refused):
                row = first + start + product + 1
                rejects.append(Reject(row, ids[product].as_py(), tuple(refused[product])))
        return BlockResult(pa.Table.from_batches(results, self.columns.schema()), tuple(rejects))

    def _piece(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, dict[int, list[Reason]], pa.Array]:
        refused = _oversized(batch, self.layout)
        ids = batch.column(self.layout.id).cast(pa.string())
        if not refused:
            block = read_block(batch, self.layout, self.program, self.vocabulary)
            refused = self._with_repeated(block)
            if not refused:
                result, later = self._results(batch, block)
                return result, later, ids
        kept = np.setdiff1d(np.arange(batch.num_rows), list(refused))
        fewer = batch.take(pa.array(kept, pa.int64()))
        block = read_block(fewer, self.layout, self.program, self.vocabulary)
        later = self._with_repeated(block)
        if later:
            refused = {**refused, **{int(kept[p]): r for p, r in later.items()}}
            kept = np.delete(kept, list(later))
            fewer = batch.take(pa.array(kept, pa.int64()))
            block = read_block(fewer, self.layout, self.program, self.vocabulary)
        result, last = self._results(fewer, block)
        return result, {**refused, **{int(kept[p]): r for p, r in last.items()}}, ids

    def _with_repeated(self, block: Block) -> dict[int, list[Reason]]:
        """The reasons found while reading, with those of ids that the portfolio has twice."""
        if len(self.repeated):
            again = pc.index_in(block.ids, value_set=self.repeated).is_valid().to_numpy(zero_copy_only=False)
            for product in np.flatnonzero(again):
                message = f"two products have the id `{block.ids[int(product)].as_py()}`"
                block.reasons.setdefault(int(product), []).append(Reason("E616", message, "product id"))
        return block.reasons

    def _results(self, batch: pa.RecordBatch, block: Block) -> tuple[pa.RecordBatch, dict[int, list[Reason]]]:
        """The results of products that could be read, and why some could not be calculated."""
        found = calculate_arrays(self.program, block.products, self.plan)
        lost = self._lost(found)
        unsure = block.doubtful | found.doubtful | self._failed(found, lost)
        refused: dict[int, list[Reason]] = {}
        exact: dict[int, Mapping[str, ExactValue]] = {}
        for product in np.flatnonzero(unsure):
            decided = decide(batch, int(product), self.layout, self.program, not block.doubtful[product])
            if isinstance(decided, list):
                refused[int(product)] = decided
            else:
                exact[int(product)] = decided
        for product in np.flatnonzero(lost & ~unsure):
            refused[int(product)] = list(self._why(found, int(product)))
        kept = np.ones(batch.num_rows, np.bool_)
        kept[list(refused)] = False
        return self.columns.batch(block.ids, found, kept, exact), refused

    def _lost(self, found: Calculated) -> Truths:
        """Products with an emission that is missing, or without a reference flow."""
        lost = np.zeros(found.products.size, np.bool_)
        for step in _needed(self.program):
            state = found.values[step.name].state
            if not is_all_present(state):
                lost |= state == ABSENT_MISSING
                if step.kind == "reference_flow":
                    lost |= state == ABSENT_NOT_APPLICABLE
        return lost

    def _failed(self, found: Calculated, lost: Truths) -> Truths:
        """Products with a step that has no value but for what is lost."""
        failed = np.zeros(found.products.size, np.bool_)
        early = {s.name for s in (*self.program.steps, *_needed(self.program))}
        for step in self.program.all_steps():
            here = _products_with(found, found.values[step.name], FAILED)
            if here is not None:
                failed |= here if step.name in early else here & ~lost
        return failed

    def _why(self, found: Calculated, product: int) -> Iterator[Reason]:
        for step in _needed(self.program):
            state = found.values[step.name].state[product]
            if state == ABSENT_MISSING:
                absent = [n for n in sorted(self.behind[step.name]) if _misses(found, n, product)]
                told = f"not given: {', '.join(absent)}" if absent else None
                yield Reason("E704", f"`{step.name}` cannot be calculated", step.element.name, None, told)
            elif state == ABSENT_NOT_APPLICABLE and step.kind == "reference_flow":
                message = f"`{step.name}` cannot be calculated"
                yield Reason("E704", message, step.element.name, None, "not applicable")


def _needed(program: Program) -> tuple[Step, ...]:
    """The steps without which there is no footprint."""
    return (*program.emissions, *((program.reference_flow,) if program.reference_flow else ()))


def _inputs_behind(program: Program, step: Step) -> Iterator[str]:
    """The names of the inputs and tables that a step reads, itself or through others."""
    seen: set[str] = set()
    open_names = list(names_read(step.typed))
    while open_names:
        name = open_names.pop()
        if name in seen:
            continue
        seen.add(name)
        earlier = program.step(name)
        if earlier is not None:
            open_names += names_read(earlier.typed)
        elif name in program.fields or name.partition(".")[0] in program.tables:
            yield name


def _misses(found: Calculated, name: str, product: int) -> bool:
    array = found.products.values.get(name)
    if array is None:
        return False
    if array.table is None:
        return bool(array.state[product] == ABSENT_MISSING)
    rows = found.products.rows[array.table]
    own = array.state[rows.offsets[product] : rows.offsets[product + 1]]
    return bool(rows.missing[product]) or bool((own == ABSENT_MISSING).any())


def _products_with(found: Calculated, array: Array, state: int) -> Truths | None:
    """The products for which a value, or one of its rows, has this state; None where there are none."""
    if is_all_present(array.state):
        return None
    here: Truths = array.state == state
    if not here.any():
        return None
    if array.table is None:
        return here
    products = np.zeros(found.products.size, np.bool_)
    products[found.products.rows[array.table].owner[here]] = True
    return products


def _counts(batch: pa.RecordBatch, layout: Layout) -> dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The number of rows of each table of each product."""
    found = {}
    for table in layout.tables:
        if table.position is not None and not pa.types.is_null(batch.column(table.position).type):
            lengths = batch.column(table.position).value_lengths().fill_null(0)
            found[table.table.name] = lengths.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _oversized(batch: pa.RecordBatch, layout: Layout) -> dict[int, list[Reason]]:
    refused: dict[int, list[Reason]] = {}
    for name, counts in _counts(batch, layout).items():
        for product in np.flatnonzero(counts > MAX_ROWS):
            told = too_many_rows(name, int(counts[product]))
            refused.setdefault(int(product), []).append(told)
    return refused


def _pieces(batch: pa.RecordBatch, layout: Layout) -> Iterator[tuple[int, pa.RecordBatch]]:
    """A block in pieces of bounded numbers of rows, at least a product each, with the place of the first product."""
    total = sum(_counts(batch, layout).values(), np.zeros(batch.num_rows, np.int64))
    if int(total.sum()) <= _PIECE_ROWS:
        yield 0, batch
        return
    start, rows = 0, 0
    ends = np.cumsum(total)
    while start < batch.num_rows:
        end = max(start + 1, int(np.searchsorted(ends, rows + _PIECE_ROWS, side="right")))
        yield start, batch.slice(start, end - start)
        start, rows = end, int(ends[end - 1])
