"""Contributions of the changes for the products of a portfolio, block by block, on several threads."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pyarrow as pa
from attrs import frozen

from ruleengine.arrays.arrays import Integers
from ruleengine.compare.impact.attribution import Attribution, Attributor
from ruleengine.compare.impact.runs import BothRuns
from ruleengine.diagnostics import Place, Report
from ruleengine.portfolio.columns import Layout, layout_of
from ruleengine.portfolio.reading.from_arrow import read_block
from ruleengine.portfolio.reading.words import Vocabulary

#: Products that are attributed at a time: what hybrids need is held for all of them.
_PRODUCTS = 4_096


@frozen(eq=False)
class AttributedBlock:
    """The contributions for some products of a portfolio, which are told by their numbers (from 0)."""

    products: Integers
    found: Attribution


@frozen(eq=False)
class _Block:
    runs: BothRuns
    attributor: Attributor

    def attributed(self, first: int, batch: pa.RecordBatch) -> AttributedBlock | None:
        """The contributions for the products of a block that are calculated under both versions."""
        runs = self.runs
        wanted = np.flatnonzero(runs.in_both[first : first + batch.num_rows])
        if not len(wanted):
            return None
        given = batch if len(wanted) == batch.num_rows else batch.take(pa.array(wanted, pa.int64()))
        old = read_block(given, runs.portfolio.layout, runs.old.program, Vocabulary())
        made = runs.moved.batch(given)
        if runs.moved.is_same(runs.portfolio.layout.schema):
            made = given
        new = read_block(made, _layout(made, runs), runs.new.program, Vocabulary())
        found = self.attributor.attribute((old.products, new.products))
        return AttributedBlock(wanted + first, found)


def _layout(made: pa.RecordBatch, runs: BothRuns) -> Layout:
    report = Report()
    layout = layout_of(made.schema, runs.new.program, Place(runs.portfolio.shown), report)
    report.stop_on_errors()
    if layout is None:
        raise AssertionError("a layout without errors")
    return layout


def attributed(
    runs: BothRuns, attributor: Attributor, workers: int | None = None
) -> Iterator[AttributedBlock]:
    """The contributions for all products that are calculated under both versions, in order."""
    size = min(_PRODUCTS, runs.portfolio.block_products(None))
    spans = runs.portfolio.spans(size)
    blocks = runs.portfolio.blocks(spans, size, frozenset(s.number for s in spans))
    work, count = _Block(runs, attributor), workers or os.cpu_count() or 1
    under_way: deque[Future[AttributedBlock | None]] = deque()
    with ThreadPoolExecutor(count) as pool:
        try:
            for span, batch in blocks:
                under_way.append(pool.submit(work.attributed, span.first, batch))
                if len(under_way) > count:
                    yield from _ready(under_way.popleft())
            while under_way:
                yield from _ready(under_way.popleft())
        finally:
            for future in under_way:
                with suppress(Exception):
                    future.cancel()


def _ready(future: Future[AttributedBlock | None]) -> Iterator[AttributedBlock]:
    found = future.result()
    if found is not None:
        yield found
