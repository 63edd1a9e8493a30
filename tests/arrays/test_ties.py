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


@pytest.mark.parametrize(
    ("formula", "given", "doubtful"),
    [
        ("a + b - c", ("0.1", "0.2", "0.3"), True),  # 5.6e-17 in double precision
        ("max(a + b - c, 0 * a)", ("0.1", "0.2", "0.3"), True),
        ("a + b - c", ("0.1", "0.2", "0.4"), False),
        ("a + b - c", ("0", "0", "0"), False),
        ("a - c + b - b", ("2", "0", "2"), False),
        ("max(a - b, 0 * c)", ("1", "2", "0"), False),
        ("a + b + c", ("0.1", "0.2", "1e-30"), False),
    ],
)
@pytest.mark.parametrize("section", ["emissions", "indicators"])
def test_what_may_be_the_trace_of_terms_that_cancel_is_doubtful(
    tmp_path, section: str, formula: str, given: tuple[str, ...], doubtful: bool
) -> None:
    """A footprint of zero is none of 5.6e-17 kg; where nothing cancels the kernel decides."""
    emissions = {"e": formula if section == "emissions" else "a"}
    indicators = {"i": ("kgCO2e", formula if section == "indicators" else "a")}
    program = product(
        tmp_path, inputs=dict.fromkeys("abc", "kgCO2e"), emissions=emissions, indicators=indicators
    )  # fmt: skip
    item = inventory(program, **dict(zip("abc", map(Decimal, given), strict=True)))
    found = calculate_arrays(program, products_of(program, [item]))
    assert bool(found.doubtful[0]) is doubtful
    name = section[0]
    exact = calculate(program, item).values[name]
    assert (
        (exact == 0)
        if doubtful
        else found.values[name].values[0] == pytest.approx(float(exact), rel=1e-12, abs=0)
    )


def test_parts_of_the_footprint_that_cancel_are_doubtful(tmp_path) -> None:
    removal = {"formula": "0 - c", "species": "biogenic_removal"}
    program = product(
        tmp_path, inputs=dict.fromkeys("abc", "kgCO2e"), emissions={"e": "a", "f": "b", "r": removal}
    )
    cancel, remain = (
        inventory(program, a=Decimal("0.1"), b=Decimal("0.2"), c=Decimal(c)) for c in ("0.3", "0.2")
    )
    assert calculate(program, cancel).values["footprint.total"] == 0
    assert calculate_arrays(program, products_of(program, [cancel, remain])).doubtful.tolist() == [
        True,
        False,
    ]


@pytest.mark.parametrize("formula", ["ceil(0 - x)", "round_half_even(0 - x, 0)", "floor(0 - 0 * x)"])
def test_no_zero_of_rounding_is_negative(tmp_path, formula: str) -> None:
    program = product(
        tmp_path, inputs={"x": "1"}, parameters={"u": "1 kgCO2e"}, quantities={"q": ("1", formula)},
        emissions={"e": "u * 1"},
    )  # fmt: skip
    values = calculate_arrays(program, products_of(program, [inventory(program, x=Decimal("0.3"))])).values
    assert str(values["q"].values[0]) == "0.0"
