"""Generated rule sets through files: portfolios in blocks, product by product against the exact evaluator.

Here nothing is left out as not sure: what double precision cannot decide, the batch has to leave to the exact
evaluator, so that verdicts, refusals and what is absent are always the same.
"""

from __future__ import annotations

import math
import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ruleengine.inventory.model import Absent, Inventory
from ruleengine.portfolio.batch.result_columns import ResultColumns
from ruleengine.program.program import Program
from ruleengine.run.exact import Calculation, calculate
from ruleengine.run.result import Result
from tests.examples import examples
from tests.generated.batches import Row, batch, judged, numbered, reasons
from tests.generated.bounds import Bounds
from tests.generated.comparing import compiled, read
from tests.generated.rule_sets import Generated, generated

#: How many examples, and which, is said by the profile of the run.
CHECKED = examples(slow=True)
CLOSE = Decimal("1e-12")


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
            assert reasons(told.rejects[product.id]) == due
        elif product.id in told.rejects:
            _too_large(told.rejects[product.id], calculate(program, product))
        else:
            _same(program, product, due, told.results[product.id])


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
