"""A portfolio calculated under two versions: results and refusals of each, product by product."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.arrays.arrays import Floats, Integers, Truths
from ruleengine.compare.impact.moved import MovedColumns, write_moved
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.files.portfolio_file import Portfolio, open_portfolio
from ruleengine.portfolio.files.staging import Progress, stage
from ruleengine.program.program import Program


@frozen(eq=False)
class VersionRun:
    """What a version makes of a portfolio: results by product, and why others have none.

    `calculated` has a truth value a product, `rows` the row of each in `results` (−1 where it has none). `lacking` are
    inputs that the version requires and no product gives: nothing was calculated then.
    """

    program: Program
    results: pa.Table
    calculated: Truths
    rows: Integers
    rejects: tuple[Mapping[str, Any], ...] = ()
    lacking: tuple[str, ...] = ()

    def numbers(self, column: str, wanted: Integers) -> Floats:
        """A column of results for some products (from 0): NaN where there is no number."""
        found: Floats = np.full(len(wanted), np.nan)
        if column in self.results.column_names:
            values = self.results.column(column).to_numpy(zero_copy_only=False).astype(np.float64)
            rows = self.rows[wanted]
            there = rows >= 0
            found[there] = values[rows[there]]
        return found

    def verdicts(self, column: str) -> list[str | None]:
        """The verdicts on a requirement, a product each; None where it has no results or no such requirement."""
        found: list[str | None] = [None] * len(self.rows)
        if column in self.results.column_names:
            words = self.results.column(column).cast(pa.string()).to_pylist()
            for product in np.flatnonzero(self.calculated):
                found[product] = words[self.rows[product]]
        return found


@frozen(eq=False)
class BothRuns:
    """A portfolio under an old and a new version, its products in order by id."""

    ids: tuple[str | None, ...]
    old: VersionRun
    new: VersionRun
    portfolio: Portfolio
    moved: MovedColumns
    assumed: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def in_both(self) -> Truths:
        """The products that are calculated under both versions."""
        return self.old.calculated & self.new.calculated


@frozen(eq=False)
class Runner:
    """Calculates a portfolio file under two programs; what it writes on the way is in `folder`."""

    folder: Path
    portfolio: Path
    moved: MovedColumns
    workers: int | None = None
    progress: Progress | None = field(default=None)

    def run(self) -> BothRuns:
        """Both runs; raises `Refused` where the portfolio cannot be read under the old version."""
        old, new = self.moved.old, self.moved.new
        staged = stage(self.portfolio, old, self.folder, keep=False)
        portfolio = open_portfolio(staged, self.portfolio.as_posix(), old)
        schema = portfolio.layout.schema
        before = self._run(old, self.portfolio, "old", portfolio.products)
        lacking = self.moved.lacking(schema)
        if lacking:
            none = np.zeros(portfolio.products, np.bool_)
            after = VersionRun(
                new, before.results.slice(0, 0), none, none.astype(np.int64) - 1, lacking=lacking
            )
        else:
            given = staged
            if not self.moved.is_same(schema):
                given = self.folder / "moved.parquet"
                write_moved(staged, self.moved, given)
            after = self._run(new, given, "new", portfolio.products)
        name = schema.names[portfolio.layout.id]
        ids = pq.read_table(staged, columns=[name]).column(0).cast(pa.string()).to_pylist()
        return BothRuns(
            tuple(ids), before, after, portfolio, self.moved, self.moved.taken(schema),
            self.moved.left_out(schema),
        )  # fmt: skip

    def _run(self, program: Program, portfolio: Path, name: str, products: int) -> VersionRun:
        output = self.folder / f"{name}.parquet"
        rejects = self.folder / f"{name}.rejects.jsonl"
        calculate_portfolio(
            program,
            portfolio,
            output,
            rejects=rejects,
            workers=self.workers,
            progress=self.progress,
            kept=False,
        )
        told = tuple(_lines(rejects))
        calculated = np.ones(products, np.bool_)
        for reject in told:
            calculated[reject["row"] - 1] = False
        rows = np.where(calculated, np.cumsum(calculated) - 1, -1).astype(np.int64)
        return VersionRun(program, pq.read_table(output), calculated, rows, told)


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
