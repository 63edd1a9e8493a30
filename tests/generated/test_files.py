"""Generated rule sets through files: portfolios in blocks, product by product against the exact evaluator.

Here nothing is left out as not sure: what double precision cannot decide, the batch has to leave to the exact
evaluator, so that verdicts, refusals and what is absent are always the same.
"""

from __future__ import annotations

import json
import math
import random
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruleengine.diagnostics import Refused
from ruleengine.inventory.model import Absent, Inventory
from ruleengine.program.program import Program
from ruleengine.run.batch import calculate_portfolio
from ruleengine.run.exact import Calculation, calculate
from ruleengine.run.result import Result, run
from ruleengine.run.result_columns import ResultColumns
from tests.generated.bounds import Bounds
from tests.generated.comparing import compiled, read
from tests.generated.rule_sets import Generated, generated
from tests.run.batch.portfolios import as_row, row_schema, write_rows

#: How many examples, and which, is said by the profile of the run.
CHECKED = settings(suppress_health_check=[HealthCheck.too_slow])
CLOSE = Decimal("1e-12")
Row = Mapping[str, object]


@frozen
class Told:
    """What a batch says: results and rejects by the id of the product, and the ids in the order of the files."""

    results: Mapping[str, Row]
    rejects: Mapping[str, Row]
    order: tuple[str, ...]


def batch(program: Program, products: Sequence[Inventory], block: int, workers: int) -> Told:
    """The products as one Parquet file, calculated in blocks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "p.parquet", [as_row(p, program) for p in products], row_schema(program))
        found = calculate_portfolio(
            program, folder / "p.parquet", folder / "out.parquet", rejects=folder / "rejects.jsonl",
            block=block, workers=workers,
        )  # fmt: skip
        results = pq.read_table(folder / "out.parquet").to_pylist()
        lines = (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    rejects = [json.loads(line) for line in lines]
    assert (found.products, found.results, found.refused) == (len(products), len(results), len(rejects))
    assert [r["row"] for r in rejects] == [
        n for n, p in enumerate(products, 1) if p.id in {r["id"] for r in rejects}
    ]
    order = (*(r["id"] for r in results), *(r["id"] for r in rejects))
    return Told({r["id"]: r for r in results}, {r["id"]: r for r in rejects}, order)


def numbered(products: Sequence[Inventory]) -> list[Inventory]:
    """The products with ids of their own."""
    return [evolve(p, id=f"product {n}") for n, p in enumerate(products)]


Reasons = Counter[tuple[object, object]]


def judged(program: Program, product: Inventory) -> Result | Reasons:
    """The result of the exact evaluator, or code and element of every error, each as often as it is told."""
    try:
        return run(program, product)
    except Refused as refused:
        return Counter((d.code, d.element) for d in refused.diagnostics if d.severity == "error")


def reasons(reject: Row) -> Reasons:
    """The same of a reject."""
    told = reject["reasons"]
    assert isinstance(told, list)
    return Counter((r["code"], r.get("element")) for r in told)


@CHECKED
@given(generated(most=4), st.integers(1, 5), st.integers(1, 3))
def test_a_batch_says_of_each_product_what_the_exact_evaluator_says(
    case: Generated, block: int, workers: int
) -> None:
    program = compiled(case)
    products = numbered(read(program, case))
    told = batch(program, products, block, workers)
    for product in products:
        due = judged(program, product)
        if not isinstance(due, Result):
            _same_reasons(program, reasons(told.rejects[product.id]), due)
        elif product.id in told.rejects:
            _too_large(told.rejects[product.id], calculate(program, product))
        else:
            _same(program, product, due, told.results[product.id])


def _same_reasons(program: Program, told: Reasons, due: Reasons) -> None:
    """The same errors; but where there is no footprint a batch does not look for errors in what comes after it."""
    late = {s.element.name for s in program.indicators}
    late |= {s.element.name for r in program.requirements for s in (r.applies, r.check) if s}
    before = Counter({k: n for k, n in due.items() if k[1] not in late})
    assert told == due or ("E704" in {code for code, _ in told} and told == before)


def _too_large(reject: Row, exact: Calculation) -> None:
    """A product is refused that the exact evaluator has numbers for: one of them does not fit a table of results."""
    assert [code for code, _ in reasons(reject)] == ["E702"]
    numbers = [v for v in exact.values.values() if isinstance(v, Decimal)]
    assert any(not math.isfinite(float(v)) for v in numbers)


def _same(program: Program, product: Inventory, result: Result, row: Row) -> None:
    """Numbers, what is absent, and verdicts."""
    columns = ResultColumns(program)
    bounds = Bounds(program, product, calculate(program, product)).known
    for column, (name, _) in columns.numbers.items():
        value, shown = result.values.get(name), row[column]
        assert (shown is None) == (isinstance(value, Absent) or value is None), column
        if shown is None:
            continue
        if row["evaluator"] == "exact":
            assert shown == float(value), column
        elif isinstance(bounds[name], Decimal):
            assert abs(Decimal(shown) - value) <= max(CLOSE * abs(value), bounds[name]), column
    verdicts = {f"checks.{v.requirement}": v.verdict for v in result.verdicts}
    assert {c: row[c] for c in columns.checks} == {c: verdicts[c] for c in columns.checks}


@CHECKED
@given(generated(most=5), st.integers(1, 6), st.integers(1, 3), st.randoms(use_true_random=False))
def test_order_blocks_and_workers_change_no_bit(
    case: Generated, block: int, workers: int, chance: random.Random
) -> None:
    program = compiled(case)
    products = numbered(read(program, case))
    shuffled = chance.sample(products, len(products))
    one, other = batch(program, products, len(products), 1), batch(program, shuffled, block, workers)
    assert one.results == other.results
    assert {k: r["reasons"] for k, r in one.rejects.items()} == {
        k: r["reasons"] for k, r in other.rejects.items()
    }
    assert other.order == tuple(
        p.id for kind in (other.results, other.rejects) for p in shuffled if p.id in kind
    )
