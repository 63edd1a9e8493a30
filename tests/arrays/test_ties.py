"""Where double precision may decide wrongly: numbers near a whole one rounded up or down, weights that cancel."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruleengine.arrays.arrays import products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.run.exact import calculate
from tests.library_builder import inventory, product


@pytest.mark.parametrize(
    ("formula", "x", "y", "value", "doubtful"),
    [
        ("ceil(x * y)", "1.1", "10", 11, True),  # 11.000000000000002 in double precision
        ("floor(x * y)", "4.35", "100", 435, True),  # 434.99999999999994
        ("floor(x / y)", "0.3", "0.1", 3, True),  # 2.9999999999999996
        ("ceil(x)", "12", "1", 12, False),
        ("ceil(x / y)", "12", "4", 3, False),
        ("floor(x * y)", "12", "4", 48, False),
        ("ceil(x / y)", "12", "5", 3, False),
        ("floor(x)", "2.5", "1", 2, False),
        ("floor(-x)", "2.5", "1", -3, False),
        ("ceil(x - y)", "5", "5", 0, False),
        ("ceil(ceil(x / y) * 3 / 3)", "12", "5", 3, False),
        ("ceil(x)", "1e-40", "1", 1, False),
    ],
)
def test_what_is_near_a_whole_number_is_doubtful(
    tmp_path, formula: str, x: str, y: str, value: int, doubtful: bool
) -> None:
    program = product(
        tmp_path, inputs={"x": "1", "y": "1"}, parameters={"u": "1 kgCO2e"},
        quantities={"q": ("1", formula)}, emissions={"e": "u * 1"},
    )  # fmt: skip
    item = inventory(program, x=Decimal(x), y=Decimal(y))
    found = calculate_arrays(program, products_of(program, [item]))
    assert calculate(program, item).values["q"] == value
    assert bool(found.doubtful[0]) is doubtful
    assert doubtful or found.values["q"].values[0] == value


@pytest.mark.parametrize(
    ("weights", "doubtful"),
    [
        (("0.1", "0.2", "-0.3"), True),  # 5.6e-17 in double precision
        (("0.3", "-0.2", "-0.1"), True),  # -2.8e-17
        (("0.1", "0.2", "0.3"), False),
        (("-0.1", "-0.2", "-0.3"), False),
        (("1", "2", "-2.5"), False),
    ],
)
def test_weights_that_cancel_are_doubtful(tmp_path, weights: tuple[str, ...], doubtful: bool) -> None:
    program = product(
        tmp_path, inputs={"rows": {"x": "1?", "w": "1"}}, parameters={"u": "1 kgCO2e"},
        quantities={"q": ("1", "mean(rows.x, weight=rows.w)")}, emissions={"e": "u * 1"},
    )  # fmt: skip
    rows = [{"x": n, "w": Decimal(w)} for n, w in enumerate(weights)]
    item = inventory(program, rows=[*rows, {"x": "not applicable", "w": 1}])
    found = calculate_arrays(program, products_of(program, [item]))
    exact = calculate(program, item)
    assert bool(found.doubtful[0]) is doubtful
    assert ("q" not in exact.values) is doubtful
    assert doubtful or found.values["q"].values[0] == pytest.approx(float(exact.values["q"]))
