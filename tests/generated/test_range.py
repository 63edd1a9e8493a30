"""Numbers beyond the range of double precision: the kernel has no value or is in doubt, it is never wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.arrays.arrays import FAILED, PRESENT, products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.run.exact import calculate
from tests.library_builder import inventory, product

LARGE, SMALL = Decimal(1).scaleb(32), Decimal(1).scaleb(-32)
FORMULAS = (
    ("(x ** 6) ** 2", LARGE), ("1 / (x ** 6) ** 2", LARGE), ("x ** 6 * x ** 6 / x ** 6", LARGE),
    ("exp(-(x ** 0.5) / 1000 / 1000 / 1000 / 1000)", LARGE), ("(x ** 6) ** 2", SMALL), ("x ** 6 * x ** 6", SMALL),
    ("x ** 6 / x ** -6", SMALL), ("1 if (x ** 6) ** 2 > 0 else 0", SMALL),
)  # fmt: skip


@pytest.mark.parametrize(("formula", "value"), FORMULAS)
def test_out_of_range_is_left_to_the_exact_evaluator(formula: str, value: Decimal, tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"x": "1"}, quantities={"q": ("1", formula)}, parameters={"one": "1.0 kgCO2e"},
        emissions={"e": "one * 2"}, requirements={"positive": "q > 0"},
    )  # fmt: skip
    products = [inventory(program, x=v) for v in (f"{value:f}", 2, 0, 3)]
    found = calculate_arrays(program, products_of(program, products))
    alone = calculate_arrays(program, products_of(program, [products[1]]))
    assert found.doubtful[0] or found.values["q"].state[0] == FAILED
    assert not any(found.doubtful[1:])
    for index, item in enumerate(products[1:], 1):
        wanted = calculate(program, item).values.get("q")
        assert (wanted is not None) == (found.values["q"].state[index] == PRESENT)
    assert found.values["q"].values[1] == alone.values["q"].values[0]
