"""One block of a portfolio calculated: arrays, the kernel, single products decided, results and rejects.

The kernel says which products are refused or cannot be decided in double precision; what becomes of these is decided
for each by itself, as single inventories are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve, field, frozen

from ruleengine.arrays.arrays import Integers, Truths
from ruleengine.arrays.kernel import CalculatedProducts, calculate_arrays
from ruleengine.arrays.known import UnknownShares
from ruleengine.arrays.plan import Plan
from ruleengine.portfolio.batch.alike import decision_of_others, refused_alike
from ruleengine.portfolio.batch.decisions import Decider, Decision
from ruleengine.portfolio.batch.no_value import failed_apart
from ruleengine.portfolio.batch.result_columns import ResultColumns
from ruleengine.portfolio.batch.undecided import refused_by
from ruleengine.portfolio.columns import LINE, Layout
from ruleengine.portfolio.files.lengths import too_many_rows
from ruleengine.portfolio.limits import MAX_ROWS
from ruleengine.portfolio.reading.from_arrow import Block, read_block
from ruleengine.portfolio.reading.single_products import id_faults
from ruleengine.portfolio.reading.words import Vocabulary, coded
from ruleengine.portfolio.rejects import ProductPlace, Reject, both, reasons_of
from ruleengine.program.program import Program

#: Blocks with more rows of tables than this are calculated in pieces.
_PIECE_ROWS = 2_000_000
#: Decides the products of a batch: their rows in the portfolio, and which are likely to be refused.
Decide = Callable[[pa.RecordBatch, Sequence[int], Sequence[bool]], list[Decision]]


@frozen(eq=False)
class BlockResult:
    """The results of a block, and the products refused; together as many as the block has."""

    results: pa.Table
    rejects: tuple[Reject, ...]


@frozen(eq=False)
class Calculator:
    """Calculates blocks of one portfolio; may be shared by threads. `repeated` are ids that the portfolio has twice.

    Of products of a block that break the same preconditions `explained` are explained, or all.
    """

    decider: Decider
    repeated: frozenset[str] = frozenset()
    explained: int | None = None
    decide: Decide = field()
    columns: ResultColumns = field(init=False)
    shares: UnknownShares = field(init=False)
    _plan: Plan = field(init=False)
    _vocabulary: Vocabulary = field(init=False, factory=Vocabulary)

    @decide.default
    def _in_this_process(self) -> Decide:
        return self.decider.decide

    @columns.default
    def _columns_of_program(self) -> ResultColumns:
        return ResultColumns(self.program)

    @shares.default
    def _shares_of_program(self) -> UnknownShares:
        return UnknownShares(self.program)

    @_plan.default
    def _plan_of_program(self) -> Plan:
        return Plan(self.program)

    @property
    def program(self) -> Program:
        """The compiled rule set."""
        return self.decider.program

    @property
    def layout(self) -> Layout:
        """The columns of the portfolio."""
        return self.decider.layout

    def deciding_by(self, decide: Decide) -> Calculator:
        """The same calculator with single products decided by somebody else."""
        return evolve(self, decide=decide)

    def calculate(self, batch: pa.RecordBatch, first: int) -> BlockResult:
        """The results of a block whose first product is row `first` (from 0) of the portfolio."""
        results: list[pa.RecordBatch] = []
        rejects: list[Reject] = []
        for start, batch_piece in _pieces(batch, self.layout):
            piece = _Piece(self, batch_piece, first + start)
            results.append(piece.results())
            rejects += piece.rejects()
        return BlockResult(pa.Table.from_batches(results, self.columns.schema()), tuple(rejects))

    def read(self, batch: pa.RecordBatch) -> Block:
        """The arrays of some products."""
        return read_block(batch, self.layout, self.program, self._vocabulary)

    def run(self, block: Block) -> CalculatedProducts:
        """What the kernel makes of them."""
        return calculate_arrays(self.program, block.products, self._plan)


@frozen(eq=False)
class _Piece:
    """Some products of a block: what is known of each by its number (from 0)."""

    calculator: Calculator
    batch: pa.RecordBatch
    first: int
    refused: dict[int, str] = field(factory=dict)
    decided: dict[int, Decision] = field(factory=dict)

    def results(self) -> pa.RecordBatch:
        """The results of all products that are not refused, in order."""
        self.refused.update(_refused_before(self.batch, self.calculator.layout, self._place))
        numbers = np.setdiff1d(np.arange(self.batch.num_rows), list(self.refused))
        given = self._of(numbers)
        block = self.calculator.read(given)
        asked = block.wrong | self._refused_for_ids(block, numbers)
        if asked.any():
            self._decide(given, numbers, np.flatnonzero(asked), np.ones(len(asked), np.bool_))
            numbers = numbers[~asked]
            given = self._of(numbers)
            block = self.calculator.read(given)
        found = self.calculator.run(block)
        likely = refused_by(self.calculator.program, found)
        unsure = block.doubtful | found.doubtful | likely | failed_apart(self.calculator.program, found)
        if unsure.any():
            self._decide_unsure(given, numbers, found, unsure, ~(block.doubtful | found.doubtful))
        shares = self.calculator.shares.of(found, block.unknown)
        kept = self.calculator.columns.batch(block.ids, found, ~unsure, shares, block.unlikely)
        return self._with_decided(kept, numbers[~unsure])

    def rejects(self) -> list[Reject]:
        """The products refused, in order; to be asked after the results."""
        refused = {n: d.reasons for n, d in self.decided.items() if d.row is None}
        for number, reasons in self.refused.items():
            refused[number] = both(reasons, refused[number]) if number in refused else reasons
        ids = self.batch.column(self.calculator.layout.id).cast(pa.string())
        return [Reject(self.first + n + 1, ids[n].as_py(), refused[n]) for n in sorted(refused)]

    def _place(self, number: int) -> ProductPlace:
        """The place of a product; with its line, where staging has it."""
        staged = self.calculator.layout.staged
        line = self.batch.column(staged[LINE])[number].as_py() if LINE in staged else 0
        return ProductPlace(self.calculator.decider.shown, line, row=self.first + number + 1)

    def _of(self, numbers: Integers) -> pa.RecordBatch:
        """The products with these numbers."""
        if len(numbers) == self.batch.num_rows:
            return self.batch
        return self.batch.take(pa.array(numbers, pa.int64()))

    def _refused_for_ids(self, block: Block, numbers: Integers) -> Truths:
        """Refuse products whose id is missing, too long, or there twice."""
        found = block.unnamed
        repeated = self.calculator.repeated
        if repeated:
            known = pa.array(sorted(repeated), pa.string())
            found = found | pc.index_in(block.ids, value_set=known).is_valid().to_numpy(zero_copy_only=False)
        for position in np.flatnonzero(found):
            number = int(numbers[position])
            faults = id_faults(block.ids[int(position)].as_py(), repeated, self._place(number))
            if faults:
                self.refused[number] = reasons_of(faults)
        return found

    def _decide_unsure(
        self,
        given: pa.RecordBatch,
        numbers: Integers,
        found: CalculatedProducts,
        unsure: Truths,
        certain: Truths,
    ) -> None:
        """Have products decided by themselves; of those refused alike only some, where the others need no words."""
        program, explained = self.calculator.program, self.calculator.explained
        likely = refused_by(program, found)
        alike = [] if explained is None else refused_alike(program, found, certain, explained)
        singly = unsure.copy()
        for _, others in alike:
            singly[others] = False
        self._decide(given, numbers, np.flatnonzero(singly), likely)
        for some, others in alike:
            decision = decision_of_others([self.decided[int(n)] for n in numbers[some]])
            if decision is None:
                self._decide(given, numbers, others, likely)
            else:
                self.decided.update(dict.fromkeys(numbers[others].tolist(), decision))

    def _decide(self, given: pa.RecordBatch, numbers: Integers, asked: Integers, likely: Truths) -> None:
        """Have some products decided by themselves."""
        rows = [self.first + int(n) + 1 for n in numbers[asked]]
        batch = given if len(asked) == given.num_rows else given.take(pa.array(asked, pa.int64()))
        decisions = self.calculator.decide(batch, rows, likely[asked].tolist())
        self.decided.update(zip(numbers[asked].tolist(), decisions, strict=True))

    def _with_decided(self, kept: pa.RecordBatch, numbers: Integers) -> pa.RecordBatch:
        """The results of the kernel and those decided one at a time, in the order of the products."""
        exact = {n: d.row for n, d in sorted(self.decided.items()) if d.row and n not in self.refused}
        if not exact:
            return kept
        own = np.array(list(exact), np.int64)
        ids = self.batch.column(self.calculator.layout.id).cast(pa.string()).take(pa.array(own))
        remarks = [self.decided[n].remarks for n in exact]
        rows = self.calculator.columns.exact_batch(ids, list(exact.values()), remarks)
        if not kept.num_rows:
            return rows
        order = np.argsort(np.concatenate([numbers, own]), kind="stable")
        return pa.concat_batches([kept, rows]).take(pa.array(order))


def _refused_before(
    batch: pa.RecordBatch, layout: Layout, place: Callable[[int], ProductPlace]
) -> dict[int, str]:
    """Products that could not be staged, or have too many rows to be read."""
    refused: dict[int, str] = {}
    if layout.refused is not None:
        told = coded(batch.column(layout.refused))
        there = np.arange(batch.num_rows) if told.valid is None else np.flatnonzero(told.valid)
        for number in there:
            refused[int(number)] = told.words[int(told.codes[number])].as_py()
    oversized: dict[int, dict[str, int]] = {}
    for name, counts in _counts(batch, layout).items():
        for number in np.flatnonzero(counts > MAX_ROWS):
            oversized.setdefault(int(number), {})[name] = int(counts[number])
    return refused | {n: reasons_of(too_many_rows(tables, place(n))) for n, tables in oversized.items()}


def _counts(batch: pa.RecordBatch, layout: Layout) -> dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The number of rows of each table of each product."""
    found = {}
    for table in layout.tables:
        if table.position is not None and not pa.types.is_null(batch.column(table.position).type):
            lengths = batch.column(table.position).value_lengths().fill_null(0)
            found[table.table.name] = lengths.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


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
