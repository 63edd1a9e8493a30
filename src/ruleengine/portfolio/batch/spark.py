"""The Spark engine of batches: the same blocks, calculated by the same kernel on the executors of a cluster.

A frame of units of work goes through `mapInArrow`: each executor reads the portfolio itself, calculates the blocks of a
unit and leaves them as parts, as the engine of this machine does. A part appears by a rename and holds the same bytes
whoever wrote it, so an executor that is lost, a task that is tried again or one that is run twice changes nothing.
Portfolio and output must be on storage that the executors see under the same path.
"""

from __future__ import annotations

import pickle
import time
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import evolve, frozen

from ruleengine.diagnostics import Diagnostic, Place, Refused, Report
from ruleengine.portfolio.batch.block import BlockResult, Calculator
from ruleengine.portfolio.batch.decisions import Decider
from ruleengine.portfolio.batch.engine import Engine, Work, work_of
from ruleengine.portfolio.batch.parts import Parts, cannot_write
from ruleengine.portfolio.batch.spark_session import said, session
from ruleengine.portfolio.files.portfolio_file import BlockSpan, Portfolio
from ruleengine.source.paths import resolved

#: Units of work a core, so that none waits long for the last one.
_UNITS = 3
_PAUSE = 0.02
_TOLD = pa.schema([("results", pa.int64()), ("refused", pa.int64()), ("diagnostics", pa.binary())])
_TOLD_NAMES = "results long, refused long, diagnostics binary"


@frozen
class Task:
    """What executors are sent: compiled rule set and open portfolio, the folder of parts, the blocks of each unit."""

    opened: bytes
    parts: str
    manifest: bytes
    size: int
    repeated: frozenset[str]
    units: tuple[tuple[int, ...], ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Units of work in; for each, how many products were calculated and refused, or why it cannot be done."""
        for batch in batches:
            for unit in batch.column(0).to_pylist():
                yield pa.RecordBatch.from_pylist([self._told(self.units[unit])], schema=_TOLD)

    def _told(self, numbers: Sequence[int]) -> dict[str, object]:
        try:
            found = [(r.results.num_rows, len(r.rejects)) for r in self._calculated(frozenset(numbers))]
        except Refused as refused:
            return {"results": 0, "refused": 0, "diagnostics": pickle.dumps(refused.diagnostics)}
        except OSError as error:
            told = cannot_write(Path(self.parts), error).diagnostics
            return {"results": 0, "refused": 0, "diagnostics": pickle.dumps(told)}
        return {"results": sum(r for r, _ in found), "refused": sum(r for _, r in found), "diagnostics": None}

    def _calculated(self, numbers: frozenset[int]) -> Iterator[BlockResult]:
        parts = Parts(Path(self.parts))
        self._same_run(parts)
        calculator, portfolio = _opened(self.opened, self.repeated)
        work = work_of(portfolio, calculator, self.size, parts)
        for span, batch in portfolio.blocks(work.spans, self.size, numbers & work.missing):
            self._same_run(parts)
            yield work.block(span, batch)

    def _same_run(self, parts: Parts) -> None:
        """Leave no part where the folder is not there, or is that of another run by now."""
        if parts.manifest() != self.manifest:
            raise Refused((_unseen(self.parts),))


@lru_cache(maxsize=1)
def _opened(sent: bytes, repeated: frozenset[str]) -> tuple[Calculator, Portfolio]:
    """The rule set and the portfolio as the driver opened it, once a process of an executor."""
    program, portfolio = pickle.loads(zlib.decompress(sent))
    decider = Decider(program, portfolio.layout, portfolio.shown, portfolio.lines)
    return Calculator(decider, repeated), portfolio


def on_spark() -> Engine:
    """The engine of the cluster that Spark is set up for; raises `Refused` (E806, E807) where it cannot be used."""

    def results(work: Work) -> Iterator[tuple[BlockSpan, BlockResult]]:
        if not work.missing:
            yield from ((span, work.finished(span)) for span in work.spans)
            return
        with session() as spark, ThreadPoolExecutor(1) as pool:
            job = pool.submit(_run, spark, _task(work, spark.sparkContext.defaultParallelism))
            try:
                for span in work.spans:
                    _wait(work, span, job)
                    yield span, work.finished(span)
            finally:
                if not job.done():
                    spark.sparkContext.cancelAllJobs()

    return results


def _task(work: Work, cores: int) -> Task:
    given = work.portfolio
    lines = resolved(given.lines) if given.lines else None
    portfolio = evolve(given, path=resolved(given.path), lines=lines)
    units = units_of(work.spans, work.missing, cores * _UNITS)
    opened = zlib.compress(pickle.dumps((work.calculator.program, portfolio)), 1)
    folder = resolved(work.parts.folder).as_posix()
    return Task(opened, folder, work.parts.manifest() or b"", work.size, work.calculator.repeated, units)


def units_of(spans: Sequence[BlockSpan], missing: frozenset[int], wanted: int) -> tuple[tuple[int, ...], ...]:
    """The missing blocks as units of work: row groups that are read together stay together, unless they are too few.

    A stripe is read from its beginning by whoever calculates a block of it, so cutting it costs reading.
    """
    stripes: dict[int, list[int]] = {}
    for span in spans:
        if span.number in missing:
            stripes.setdefault(span.stripe, []).append(span.number)
    cut = -(-wanted // max(1, len(stripes)))
    units: list[tuple[int, ...]] = []
    for numbers in stripes.values():
        size = -(-len(numbers) // min(cut, len(numbers)))
        units += [tuple(numbers[i : i + size]) for i in range(0, len(numbers), size)]
    return tuple(units)


def _run(spark: Any, task: Task) -> None:
    """Have all units calculated; raises `Refused` with what stopped one of them."""
    units = len(task.units)
    frame = spark.range(0, units, 1, units).mapInArrow(task, _TOLD_NAMES)
    found: list[Diagnostic] = []
    for row in frame.collect():
        if row.diagnostics is not None:
            found += pickle.loads(bytes(row.diagnostics))
    if found:
        raise Refused(tuple(dict.fromkeys(found)))


def _wait(work: Work, span: BlockSpan, job: Future[None]) -> None:
    """Until a block is a part; raises `Refused` where the cluster could not calculate it."""
    while span.number in work.missing and not work.parts.has(span.number):
        if not job.done():
            time.sleep(_PAUSE)
            continue
        try:
            job.result()
        except Refused:
            raise
        except Exception as error:
            raise Refused((_stopped(work.portfolio.shown, error),)) from None
        if not work.parts.has(span.number):
            raise Refused((_unseen(work.parts.folder.as_posix()),))


def _unseen(folder: str) -> Diagnostic:
    report = Report()
    report.tell("E806.folder", Place(Path(folder).name), folder=Path(folder).name)
    return report.items[0]


def _stopped(shown: str, error: Exception) -> Diagnostic:
    report = Report()
    report.tell("E807.not_ended", Place(shown), reason=said(error))
    return report.items[0]
