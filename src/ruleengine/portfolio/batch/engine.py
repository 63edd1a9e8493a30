"""The blocks of a portfolio calculated: what an engine is given, and the engine of this machine.

An engine yields the results of all blocks in order and leaves those it has calculated as parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa
from attrs import evolve, frozen

from ruleengine.portfolio.batch.block import BlockResult, Calculator
from ruleengine.portfolio.batch.deciding import DecidingProcesses
from ruleengine.portfolio.batch.parts import Parts
from ruleengine.portfolio.files.portfolio_file import BlockSpan, Portfolio

#: How many blocks a core may be ahead of the output.
_AHEAD = 1


@frozen(eq=False)
class Work:
    """A portfolio cut into blocks of `size` products; those in `parts` are finished."""

    portfolio: Portfolio
    calculator: Calculator
    size: int
    parts: Parts
    spans: tuple[BlockSpan, ...]
    missing: frozenset[int]

    def block(self, span: BlockSpan, batch: pa.RecordBatch) -> BlockResult:
        """Calculate a block and keep its results as a part."""
        result = self.calculator.calculate(batch, span.first)
        if result.results.num_rows + len(result.rejects) != span.products:
            raise AssertionError(f"block {span.number} lost products")
        self.parts.save(span.number, result)
        return result

    def finished(self, span: BlockSpan) -> BlockResult:
        """The results of a block that is a part; calculated again where the part is damaged."""
        loaded = self.parts.load(span.number, self.calculator.columns.schema())
        if loaded is not None and loaded.results.num_rows + len(loaded.rejects) == span.products:
            return loaded
        _, batch = next(self.portfolio.blocks(self.spans, self.size, frozenset((span.number,))))
        return self.block(span, batch)


Engine = Callable[[Work], Iterator[tuple[BlockSpan, BlockResult]]]


def work_of(portfolio: Portfolio, calculator: Calculator, size: int, parts: Parts) -> Work:
    """The work on a portfolio, less what an earlier run has finished."""
    spans = portfolio.spans(size)
    done = parts.done()
    return Work(
        portfolio, calculator, size, parts, spans, frozenset(s.number for s in spans if s.number not in done)
    )


def on_this_machine(workers: int) -> Engine:
    """The engine that calculates `workers` blocks at a time on threads, while the next ones are read."""

    def results(work: Work) -> Iterator[tuple[BlockSpan, BlockResult]]:
        processes = DecidingProcesses(work.calculator.decider, workers)
        work = evolve(work, calculator=work.calculator.deciding_by(processes.decide))
        fresh = work.portfolio.blocks(work.spans, work.size, work.missing)
        under_way: deque[tuple[BlockSpan, Future[BlockResult]]] = deque()
        with ThreadPoolExecutor(workers) as pool:
            try:
                for span in work.spans:
                    while len(under_way) < workers + _AHEAD:
                        following = next(fresh, None)
                        if following is None:
                            break
                        under_way.append((following[0], pool.submit(work.block, *following)))
                    if under_way and under_way[0][0].number == span.number:
                        yield span, under_way.popleft()[1].result()
                    else:
                        yield span, work.finished(span)
            finally:
                for _, future in under_way:
                    future.cancel()
                pool.shutdown()
                processes.close()

    return results
