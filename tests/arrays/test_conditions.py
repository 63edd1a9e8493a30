"""Conditions as values: compared with each other over many products at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from ruleengine.arrays.repeated import repeatable
from ruleengine.run.exact import calculate
from tests.library_builder import inventory, product

PAIRS = ((3, 3), (3, 0), (0, 3), (0, 0))


@pytest.mark.parametrize("operator", ["==", "!="])
def test_two_conditions_are_compared_as_the_exact_evaluator_does(tmp_path: Path, operator: str) -> None:
    program = product(
        tmp_path,
        inputs={"a": "1", "b": "1"},
        parameters={"f": "1 kgCO2e"},
        emissions={"e": f"f if (a > 1) {operator} (b > 1) else f * 2"},
    )
    due = [float(calculate(program, inventory(program, a=a, b=b)).values["e"]) for a, b in PAIRS]
    repeated = repeatable(program, inventory(program, a=Decimal(1), b=Decimal(1)), {"a", "b"}, {}, {"e"})
    columns = np.array(PAIRS, float)
    found = repeated.calculate(len(PAIRS), {"a": columns[:, :1], "b": columns[:, 1:]})
    assert found.values["e"].values.tolist() == due
    assert sorted(set(due)) == [1.0, 2.0]
