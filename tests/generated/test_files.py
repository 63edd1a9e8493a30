"""Generated rule sets through files: portfolios in blocks, product by product against the exact evaluator.

Here nothing is left out as not sure: what double precision cannot decide, the batch has to leave to the exact
evaluator, so that verdicts, refusals and what is absent are always the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ruleengine.inventory.model import MISSING, NOT_EVALUATED, Absent, Inventory
from ruleengine.portfolio.batch.result_columns import ResultColumns
from ruleengine.program.program import Program
from ruleengine.run.exact import Calculation, calculate
from ruleengine.run.labels import ABSENT_LABELS
from ruleengine.run.preconditions import outcome
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
        fits = isinstance(value, Decimal) and math.isfinite(float(value))
        assert (shown is not None) == fits, column
        if shown is None:
            continue
        if row["evaluator"] == "exact":
            assert shown == float(value), column
        elif isinstance(bounds[name], Decimal):
            assert abs(Decimal(shown) - value) <= max(CLOSE * abs(value), bounds[name]), column
    assert row["no_value"] == (_why_not(program, product, result) or None)
    verdicts = {f"checks.{v.requirement}": v.verdict for v in result.verdicts}
    assert {c: row[c] for c in columns.checks} == {c: verdicts[c] for c in columns.checks}


def _why_not(program: Program, product: Inventory, result: Result) -> str:
    """What is said of indicators without a value, and of checks and preconditions that are not evaluated, in the words
    of the result."""
    told: dict[str, Mapping[str, str]] = {}
    for step in program.indicators:
        value = result.values[step.name]
        if isinstance(value, Decimal) and not math.isfinite(float(value)):
            told[f"indicators.{step.name}"] = _not_in_a_table(step.name)
        elif isinstance(value, Absent):
            words = result.reasons if value is NOT_EVALUATED else {step.name: ABSENT_LABELS[value.value]}
            told[f"indicators.{step.name}"] = words[step.name]
    exact = calculate(program, product).values
    for requirement, verdict in zip(program.requirements, result.verdicts, strict=True):
        steps = [s for s in (requirement.applies, requirement.check) if s]
        if verdict.verdict == "not_evaluated":
            undecided = next(s for s in steps if exact.get(s.name) is not True)
            missing = exact.get(undecided.name) is MISSING
            told[f"checks.{requirement.id}"] = ABSENT_LABELS["missing"] if missing else verdict.reason
    for step in program.preconditions:
        if outcome(product, exact, step) == "not_evaluated":
            told[step.name] = ABSENT_LABELS["missing"]
    return "; ".join(f"{name}: {words['zh']} / {words['en']}" for name, words in told.items())


def _not_in_a_table(name: str) -> Mapping[str, str]:
    return {
        "zh": f"`{name}`过大，无法写入结果表", "en": f"`{name}` is too large for a table of results"
    }  # fmt: skip


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
