"""A portfolio calculated under two versions: results and refusals of each, product by product."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.arrays.arrays import Floats, Integers, Truths
from ruleengine.compare.given_columns import GivenColumns
from ruleengine.compare.impact.apart import (
    AlreadyNew,
    Apart,
    calculated_already,
    refuse_none,
    sides_of,
    split,
)
from ruleengine.compare.moved_columns import MovedColumns, write_moved
from ruleengine.language import LANGUAGES
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.files.portfolio_file import Portfolio, open_portfolio
from ruleengine.portfolio.files.staging import Progress, stage
from ruleengine.program.program import Program
from ruleengine.run.verdicts import NOT_SATISFIED

#: Products of a block: what two versions and their hybrids need is held beside each other.
_BLOCK = 4_096
#: How many products of a block that break the same preconditions are explained by the exact evaluator.
EXPLAINED = 20
#: The columns of results, and groups of them, that are laid beside each other.
_READ = ("per_unit", "total", "stages", "checks")


@frozen
class RefusalReason:
    """Why a product is refused: the code and key of the finding, and its element."""

    code: str
    key: str
    element: str | None


@frozen
class RefusedProduct:
    """A product (from 0) with all reasons why it is refused, each once.

    `explained` says that the exact evaluator explained it; else it breaks the same preconditions as one that was.
    """

    number: int
    reasons: tuple[RefusalReason, ...]
    explained: bool = True


@frozen(eq=False)
class VersionRun:
    """What a version makes of a portfolio: results by product, and why others have none.

    `calculated` has a truth value a product, `rows` the row of each in `results` (−1 where it has none). `said` has the
    words of a reason, as they were told of the first product. `lacking` are inputs that the version requires and no
    product gives: nothing was calculated then.
    """

    program: Program
    results: pa.Table
    calculated: Truths
    rows: Integers
    refused: tuple[RefusedProduct, ...] = ()
    said: Mapping[RefusalReason, Mapping[str, str]] = field(factory=dict)
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

    def fails(self, requirement: str) -> Truths:
        """The products that do not satisfy a requirement; none where the version has no such requirement."""
        found: Truths = np.zeros(len(self.rows), np.bool_)
        column = f"checks.{requirement}"
        if column in self.results.column_names:
            words = self.results.column(column).cast(pa.string())
            failing = pc.equal(words, NOT_SATISFIED).fill_null(False).to_numpy(zero_copy_only=False)
            found[self.calculated] = failing[self.rows[self.calculated]]
        return found


@frozen(eq=False)
class BothRuns:
    """A portfolio under an old and a new version, its products in order.

    `already` are products of the new version, `others` how many name another version or rule set; these stand apart.
    """

    ids: tuple[str | None, ...]
    old: VersionRun
    new: VersionRun
    portfolio: Portfolio
    moved: MovedColumns
    assumed: tuple[str, ...]
    left_out: tuple[str, ...]
    already: AlreadyNew | None = None
    others: Mapping[str, int] = field(factory=dict)

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
    apart: Apart = field(factory=Apart)

    def run(self) -> BothRuns:
        """Both runs; raises `Refused` where the portfolio cannot be read under the old version."""
        old, new = self.moved.old, self.moved.new
        staged, portfolio, apart = self._staged()
        schema, columns = portfolio.layout.schema, GivenColumns(staged)
        given = staged if apart is not self.apart else self.portfolio  # whose lines are told
        before = self._run(old, given, "old", portfolio.products)
        lacking = self.moved.lacking(schema, columns)
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
            tuple(ids), before, after, portfolio, self.moved, self.moved.taken(schema, columns),
            self.moved.left_out(schema), calculated_already(apart, new, self.folder, self.workers), apart.others,
        )  # fmt: skip

    def _staged(self) -> tuple[Path, Portfolio, Apart]:
        """The products of the old version in columns, and those set apart; raises `Refused` where there is none."""
        old, sides, shown = (
            self.moved.old,
            sides_of(self.moved.old, self.moved.new),
            self.portfolio.as_posix(),
        )
        if self.apart != Apart() and not self.portfolio.stat().st_size:
            refuse_none(shown, self.apart, sides)
        staged = stage(self.portfolio, old, self.folder, keep=False)
        portfolio = open_portfolio(staged, shown, old)
        kept, more = split(staged, portfolio.layout, sides, self.folder)
        if kept == staged:
            return staged, portfolio, self.apart
        portfolio = open_portfolio(kept, shown, old)
        if not portfolio.products:
            refuse_none(shown, more, sides)
        return kept, portfolio, more

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
            explained=EXPLAINED,
        )
        refused, said = refused_products(rejects)
        calculated = np.ones(products, np.bool_)
        calculated[[r.number for r in refused]] = False
        rows = np.where(calculated, np.cumsum(calculated) - 1, -1).astype(np.int64)
        pa.default_memory_pool().release_unused()
        results = pq.ParquetFile(output, memory_map=True)
        columns = [n for n in results.schema_arrow.names if n.partition(".")[0] in _READ]
        return VersionRun(program, results.read(columns), calculated, rows, refused, said)


def refused_products(
    path: Path,
) -> tuple[tuple[RefusedProduct, ...], Mapping[RefusalReason, Mapping[str, str]]]:
    """The products that a file of rejects lists, and the words of each reason; no more of a line is kept."""
    found: list[RefusedProduct] = []
    said: dict[RefusalReason, Mapping[str, str]] = {}
    known: dict[RefusalReason, RefusalReason] = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            reject = json.loads(line)
            reasons: dict[RefusalReason, None] = {}
            for told in reject["reasons"]:
                reason = RefusalReason(
                    str(told["code"]), str(told.get("key", "")), without_row(told.get("element"))
                )
                reasons[known.setdefault(reason, reason)] = None
                if reason not in said:
                    said[reason] = {x: str(told.get(x, {}).get("message", "")) for x in LANGUAGES}
            explained = all(set(LANGUAGES) <= told.keys() for told in reject["reasons"])
            found.append(RefusedProduct(int(reject["row"]) - 1, tuple(reasons), explained))
    return tuple(found), said


def without_row(element: object) -> str | None:
    """The element of a reason without the number of its row, so that rows of one table count together."""
    if not isinstance(element, str):
        return None
    table, row, rest = element.partition(" row ")
    return f"{table}.{rest.partition(', ')[2]}" if row and ", " in rest else table if row else element
