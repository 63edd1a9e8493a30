"""Sums that meet a limit, a half or zero in decimals, but not in double precision: the batch has to ask."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.inventory.model import NOT_EVALUATED
from ruleengine.program.program import Program
from ruleengine.run.result import Result
from tests.generated.batches import Row, batch, judged, numbered
from tests.generated.rule_sets import Values, plain
from tests.library_builder import inventory, product

OPERATORS = ("<", "<=", "==", "!=", ">=", ">")


#: What is decided by a little, each in a rule set of its own: a product that is doubted for one of them is for all.
KINDS = ("compared", "rounded", "divided")
INDICATORS = {"rounded": "round_half_even(sum(rows.a), 1)", "divided": "1 / (sum(rows.a) - limit)"}


@cache
def program(kind: str) -> Program:
    """Requirements on a sum and a limit, or an indicator that is made of them."""
    compared = {f"r{n}": f"sum(rows.a) {o} limit" for n, o in enumerate(OPERATORS)}
    with tempfile.TemporaryDirectory() as folder:
        return product(
            Path(folder),
            inputs={"limit": "1", "rows": {"a": "1"}},
            parameters={"one": "1 kgCO2e"},
            emissions={"e": "one * 1"},
            indicators={} if kind == "compared" else {"i": ("1", INDICATORS[kind])},
            requirements=compared if kind == "compared" else {"limited": "limit > 0"},
        )


@st.composite
def at_a_limit(draw: st.DrawFn) -> Values:
    """Some decimals of two places, often with a sum that ends in 5, and that as the limit, or a little off."""
    hundredths = draw(st.lists(st.integers(1, 400), min_size=1, max_size=6))
    if draw(st.booleans()):
        hundredths.append(10 + (5 - sum(hundredths)) % 10)
    amounts = [Decimal(n) / 100 for n in hundredths]
    off = draw(st.sampled_from((Decimal(0), Decimal(0), Decimal("0.00000001"), Decimal("-0.00000001"))))
    return {"limit": plain(sum(amounts, off)), "rows": [{"a": plain(a)} for a in amounts]}


@given(st.lists(at_a_limit(), min_size=4, max_size=8), st.sampled_from(KINDS))
def test_what_meets_a_limit_is_decided_as_in_decimals(values: list[Values], kind: str) -> None:
    rules = program(kind)
    products = numbered([inventory(rules, **v) for v in values])
    told = batch(rules, products, 3, 1)
    for item in products:
        due = judged(rules, item)
        assert isinstance(due, Result)
        _same(rules, due, told.results[item.id])


def _same(rules: Program, due: Result, row: Row) -> None:
    assert [row[f"checks.{v.requirement}"] for v in due.verdicts] == [v.verdict for v in due.verdicts]
    for step in rules.indicators:
        value, found = due.values[step.name], row[f"indicators.{step.name}"]
        if isinstance(value, Decimal):
            assert found == pytest.approx(float(value), rel=1e-6)
        else:
            assert (value, found) == (NOT_EVALUATED, None)
            assert "division by zero" in str(row["no_value"])
