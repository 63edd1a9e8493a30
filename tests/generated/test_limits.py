"""Sums that meet a limit, a half or zero in decimals, but not in double precision: the batch has to ask."""

from __future__ import annotations

import tempfile
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.result import Result
from tests.generated.batches import batch, judged, numbered, reasons
from tests.generated.rule_sets import Values, plain
from tests.library_builder import inventory, product

OPERATORS = ("<", "<=", "==", "!=", ">=", ">")


@cache
def program(divided: bool) -> Program:
    """Requirements on a sum and a limit, a rounded sum; `divided` adds a division by their difference."""
    indicators = {"rounded": ("1", "round_half_even(sum(rows.a), 1)")}
    if divided:
        indicators["quotient"] = ("1", "1 / (sum(rows.a) - limit)")
    with tempfile.TemporaryDirectory() as folder:
        return product(
            Path(folder),
            inputs={"limit": "1", "rows": {"a": "1"}},
            parameters={"one": "1 kgCO2e"},
            emissions={"e": "one * 1"},
            indicators=indicators,
            requirements={f"r{n}": f"sum(rows.a) {o} limit" for n, o in enumerate(OPERATORS)},
        )


@st.composite
def at_a_limit(draw: st.DrawFn) -> Values:
    """Some decimals of two places, and their sum as the limit, or something a little off."""
    amounts = [Decimal(n) / 100 for n in draw(st.lists(st.integers(1, 400), min_size=1, max_size=6))]
    off = draw(st.sampled_from((Decimal(0), Decimal(0), Decimal("0.00000001"), Decimal("-0.00000001"))))
    return {"limit": plain(sum(amounts, off)), "rows": [{"a": plain(a)} for a in amounts]}


@given(st.lists(at_a_limit(), min_size=4, max_size=8), st.booleans())
def test_what_meets_a_limit_is_decided_as_in_decimals(values: list[Values], divided: bool) -> None:
    rules = program(divided)
    products = numbered([inventory(rules, **v) for v in values])
    told = batch(rules, products, 3, 1)
    for item in products:
        _same(rules, item, told.results.get(item.id), told.rejects.get(item.id))


def _same(
    rules: Program, item: Inventory, row: dict[str, object] | None, reject: dict[str, object] | None
) -> None:
    due = judged(rules, item)
    if not isinstance(due, Result):
        assert reject is not None
        assert reasons(reject) == due == Counter({("E701", "indicators.quotient"): 1})
        return
    assert row is not None
    assert [row[f"checks.r{n}"] for n in range(len(OPERATORS))] == [v.verdict for v in due.verdicts]
    assert row["indicators.rounded"] == float(due.values["rounded"])
