"""Numbers that agree to 28 digits are equal: comparisons, differences, sums, divisors and roundings hold to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.arrays.arrays import products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.diagnostics import Refused
from ruleengine.formula.amount import CONTEXT
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.agreement import agree, at_most, difference, less, rounded, sum_of_two, total
from ruleengine.run.exact import calculate
from ruleengine.run.rounding import round_as
from tests.examples import examples
from tests.library_builder import inventory, product, result, value_of

quick = examples(60)
THIRD, ONE, ZERO = Decimal("0." + "3" * 34), Decimal(1), Decimal(0)
#: Traces in the last digits, up to what a million additions leave.
TRACES = st.integers(-(10**6), 10**6).map(lambda n: Decimal(n).scaleb(-34))
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False)


def in_context(action, *given_: Decimal):
    with localcontext(CONTEXT):
        return action(*given_)


@given(NUMBERS.filter(bool), TRACES)
@quick
def test_a_trace_in_the_last_digits_makes_no_difference(number: Decimal, trace: Decimal) -> None:
    other = in_context(lambda n, t: n * (1 + t / 100), number, trace)
    for first, second in ((number, other), (other, number)):
        assert agree(first, second)
        assert at_most(first, second)
        assert not less(first, second)
        assert in_context(difference, first, second) == 0
        assert in_context(sum_of_two, first, -second) == 0
        assert in_context(total, [first, number, -second]) == in_context(lambda n: n, number) or agree(
            in_context(total, [first, number, -second]), number
        )


@given(st.integers(-6000, 6000), st.integers(-60, 60), st.integers(-33, -26), st.booleans())
@quick
def test_a_difference_is_zero_exactly_where_numbers_agree(
    power: int, steps: int, places: int, negative: bool
) -> None:
    """Beside a power of ten the smaller number has one digit less before the point than the larger."""
    first = Decimal(1).scaleb(power, CONTEXT).copy_sign(Decimal(-1 if negative else 1))
    second = in_context(lambda n: n + n * Decimal(steps).scaleb(places), first)
    for one, other in ((first, second), (second, first)):
        assert (in_context(difference, one, other) == 0) is in_context(agree, one, other)
        assert (in_context(sum_of_two, one.copy_negate(), other) == 0) is in_context(agree, one, other)


def test_what_agrees_with_a_power_of_ten_leaves_no_difference_in_either_order() -> None:
    below, ten = Decimal("9.999999999999999999999999995"), Decimal(10)
    assert in_context(agree, below, ten)
    assert in_context(difference, below, ten) == in_context(difference, ten, below) == 0


@given(NUMBERS, NUMBERS)
@quick
def test_numbers_of_fewer_digits_compare_as_they_stand(first: Decimal, second: Decimal) -> None:
    assert agree(first, second) is (first == second)
    assert less(first, second) is (first < second)
    assert at_most(first, second) is (first <= second)
    assert in_context(difference, first, second) == first - second
    assert in_context(sum_of_two, first, second) == first + second
    assert in_context(total, [first, second, first]) == first + second + first


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        ("1", "1.0000000000000000000000000009", True),
        ("1", "1.000000000000000000000000001", False),
        ("0.9999999999999999999999999999", "1", True),
        ("0.999999999999999999999999998", "1", False),
        ("1E+6000", "1.0000000000000000000000000001E+6000", True),
        ("-1", "1", False),
        ("-9E+6144", "9E+6144", False),
        ("9.999999999999999999999999999E+6144", "9.9999999999999999999999999999E+6144", True),
        ("0", "1E-6143", False),
        ("0", "-0", True),
        ("1E-6143", "1E-6143", True),
    ],
)
def test_the_28th_digit_decides(first: str, second: str, equal: bool) -> None:
    one, two = Decimal(first), Decimal(second)
    assert in_context(agree, one, two) is in_context(agree, two, one) is equal
    assert in_context(less, one, two) is (not equal and one < two)


def test_what_is_small_is_not_zero() -> None:
    """A number is held against what it is made of, never against one."""
    tiny = Decimal("1E-40")
    assert in_context(sum_of_two, ZERO, tiny) == tiny
    assert in_context(difference, ZERO, tiny) == -tiny
    assert in_context(difference, tiny, ZERO) == tiny
    assert in_context(total, [tiny, -ZERO, tiny * 2]) == tiny * 3
    assert in_context(total, []) == 0
    assert in_context(total, [-tiny, -tiny]) == -2 * tiny


def test_the_largest_numbers_are_held_against_each_other() -> None:
    large, less_ = Decimal("9E+6144"), Decimal("-8.99999999999999999999999999999999E+6144")
    assert in_context(total, [large, less_]) == 0
    assert in_context(sum_of_two, large, less_) == 0
    assert in_context(less, -large, large)


def shares(numbers: Sequence[Decimal]) -> list[Decimal]:
    with localcontext(CONTEXT):
        whole = total(numbers)
        return [number / whole for number in numbers]


def test_equal_shares_add_up_to_one() -> None:
    for count in range(2, 1001):
        parts = shares([ONE] * count)
        assert in_context(agree, in_context(total, parts), ONE), count
        assert in_context(total, [*parts, -ONE]) == 0, count


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=60), st.randoms(use_true_random=False))
@quick
def test_shares_of_any_split_add_up_to_one_in_any_order(weights, chance) -> None:
    parts = shares([Decimal(w) for w in weights])
    chance.shuffle(parts)
    assert in_context(agree, in_context(total, parts), ONE)
    assert in_context(total, [-ONE, *parts]) == 0


CHECKS = {
    "equal": "sum(share) == 1",
    "not_above": "sum(share) <= 1",
    "not_below": "sum(share) >= 1",
    "conserved": "sum(allocated) == burden",
    "nothing_left": "burden - sum(allocated) == 0",
    "same_turned": "sum(allocated) - burden <= 0 * burden",
    "off_by_nothing": "abs(1 - sum(share)) <= 0",
    "of_means": "sum(rows.mass - mean(rows.mass)) == 0",
    "above": "sum(share) > 1",
    "below": "sum(share) < 1",
    "unlike": "sum(allocated) != burden",
}


@cache
def allocation() -> Program:
    """A burden shared out by mass, and checks that nothing is lost."""
    with TemporaryDirectory() as folder:
        return product(
            Path(folder),
            inputs={"burden": "kgCO2e", "rows": {"mass": "kg"}},
            quantities={
                "share": ("%", "rows.mass / sum(rows.mass)"),
                "allocated": ("kgCO2e", "burden * share"),
                "steps_up": ("1", "ceil(sum(share))"),
                "steps_down": ("1", "floor(sum(share))"),
                **CHECKS,
            },
            emissions={"e": "burden"},
            requirements={"all-of-it": "sum(share) == 1"},
        )


def of_masses(masses: Sequence[object]) -> Inventory:
    return inventory(allocation(), burden=Decimal("17.3"), rows=[{"mass": m} for m in masses])


def held(products: Sequence[Inventory]) -> None:
    """Both evaluators find that nothing is lost; where the kernel is not sure it asks the exact one."""
    program = allocation()
    kernel = calculate_arrays(program, products_of(program, products))
    for index, item in enumerate(products):
        found = calculate(program, item).values
        assert {n: found[n] for n in CHECKS} == {n: n not in ("above", "below", "unlike") for n in CHECKS}
        assert (found["steps_up"], found["steps_down"]) == (1, 1)
        if not kernel.doubtful[index]:
            assert {n: bool(kernel.values[n].values[index]) for n in CHECKS} == {n: found[n] for n in CHECKS}
            assert kernel.values["steps_up"].values[index] == kernel.values["steps_down"].values[index] == 1


def test_checks_of_conservation_hold_for_equal_shares_in_both_evaluators() -> None:
    whole = of_masses([1] * 1000)
    counts = [*range(2, 31), 49, 97, 360, 997, 1000]
    held([evolve(whole, tables={"rows": whole.tables["rows"][:count]}) for count in counts])


@given(st.lists(st.decimals(min_value="0.001", max_value=10**6, places=3), min_size=2, max_size=12))
@examples(20)
def test_checks_of_conservation_hold_for_any_split_in_both_evaluators(masses: list[Decimal]) -> None:
    held([of_masses(masses)])


def test_the_verdict_of_three_equal_parts(tmp_path) -> None:
    verdicts = result(allocation(), burden=1, rows=[{"mass": 1}] * 3).verdicts
    assert [v.verdict for v in verdicts] == ["satisfied"]
    assert verdicts[0].reason["en"] == "100 % = 100 %"


PLAIN = {"x": "1", "y": "1"}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 / x + 1 / x + 1 / x - 1", "0"),
        ("1 - (1 / x + 1 / x + 1 / x)", "0"),
        ("-1 + (1 / x + 1 / x + 1 / x)", "0"),
        ("sqrt(1 / x + 1 / x + 1 / x - 1)", "0"),
        ("(1 / x + 1 / x + 1 / x - 1) / 3 * y", "0"),
        ("ceil(1 / x + 1 / x + 1 / x)", "1"),
        ("floor(1 / x + 1 / x + 1 / x)", "1"),
        ("floor(-y / x * x)", "-7"),
        ("ceil(y / 9 * 9)", "7"),
        ("round_half_even(1 / x + 1 / (2 * x), 0)", "0"),
        ("round_half_even(1 + 1 / x + 1 / (2 * x), 0)", "2"),
        ("round_half_even(-(1 + 1 / x + 1 / (2 * x)), 0)", "-2"),
        ("round_half_even(y / 7 / 8, 2)", "0.12"),
        ("min(1, 1 / x + 1 / x + 1 / x) - 1", "0"),
        ("(1000 * 100 + 1 / x) - 1000 * 100 - 1 / x", "0"),
    ],
)
def test_thirds_leave_no_trace(tmp_path, formula: str, value: str) -> None:
    found = value_of(tmp_path, formula, "1", PLAIN, x=3, y=7)
    assert isinstance(found, Decimal)
    assert found == Decimal(value)
    assert not (found == 0 and found.is_signed())


@pytest.mark.parametrize("formula", ["y / (1 / x + 1 / x + 1 / x - 1)", "(1 / x + 1 / x + 1 / x - 1) ** -1"])
def test_dividing_by_what_is_zero_but_for_a_trace_is_dividing_by_zero(tmp_path, formula: str) -> None:
    program = product(
        tmp_path,
        inputs=PLAIN,
        parameters={"u": "1 kgCO2e"},
        quantities={"q": ("1", formula)},
        emissions={"e": "u * q"},
    )
    with pytest.raises(Refused) as refused:
        result(program, x=3, y=7)
    assert [(d.element, d.key) for d in refused.value.diagnostics] == [("quantities.q", "E701.division")]


def test_a_number_smaller_in_its_24th_digit_is_smaller(tmp_path) -> None:
    """And both are told with as many digits as show it."""
    program = product(
        tmp_path, inputs={"a": "1", "b": "1"}, parameters={"u": "1 kgCO2e"}, emissions={"e": "u * a"},
        requirements={"r": "a / 3 == b / 3"},
    )  # fmt: skip
    (verdict,) = result(program, a=1, b=Decimal("1.000000000000000000000003")).verdicts
    assert verdict.verdict == "not_satisfied"
    assert verdict.reason["en"] == "0.333333333333333333333333 = 0.333333333333333333333334 (does not hold)"


def test_two_numbers_that_differ_never_look_alike(tmp_path) -> None:
    program = product(
        tmp_path, inputs={"a": "kg", "b": "kg"}, parameters={"u": "1 kgCO2e/kg"}, emissions={"e": "u * a"},
        requirements={"equal": "a == b", "below": "a < b", "not-above": "b <= a"},
    )  # fmt: skip
    told = {v.requirement: v.reason["en"] for v in result(program, a=1, b="1.00004 kg").verdicts}
    assert told == {
        "equal": "a 1 kg = b 1.00004 kg (does not hold)",
        "below": "a 1 kg < b 1.00004 kg",
        "not-above": "b 1.00004 kg ≤ a 1 kg (does not hold)",
    }
    told = {v.requirement: v.reason["en"] for v in result(program, a="1.00001 kg", b="10.1 g").verdicts}
    assert told["below"] == "a 1 kg < b 0.0101 kg (does not hold)"


@pytest.mark.parametrize(
    ("value", "places", "how", "wanted"),
    [
        ("2.5000000000000000000000000001", 0, ROUND_HALF_EVEN, "2"),
        ("2.500000000000000000000000001", 0, ROUND_HALF_EVEN, "3"),
        ("7.0000000000000000000000000001", 0, ROUND_CEILING, "7"),
        ("7.000000000000000000000000001", 0, ROUND_CEILING, "8"),
        ("6.9999999999999999999999999999", 0, ROUND_FLOOR, "7"),
        ("1234567890123456789012345678901234", 0, ROUND_CEILING, "1234567890123456789012345678901234"),
        ("123456789012345678901234567890.4", 0, ROUND_CEILING, "123456789012345678901234567891"),
        ("123456789012345678901234567890.4", 0, ROUND_FLOOR, "123456789012345678901234567890"),
        ("1E-40", 0, ROUND_CEILING, "1"),
        ("-1E-40", 0, ROUND_CEILING, "0"),
        ("0", 2, ROUND_FLOOR, "0"),
        ("1E+6144", 2, ROUND_CEILING, "1E+6144"),
        ("1E-6143", 100, ROUND_FLOOR, "0"),
    ],
)
def test_steps_of_rounding(value: str, places: int, how: str, wanted: str) -> None:
    found = in_context(lambda v: rounded(v, places, how), Decimal(value))
    assert found == Decimal(wanted)
    assert not (found == 0 and found.is_signed())


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000), st.integers(0, 3))
@quick
def test_rounding_a_quotient_is_rounding_the_fraction(above: int, below: int, places: int) -> None:
    """By way of thirds and back: what fractions come to exactly."""
    with localcontext(CONTEXT):
        value = sum([Decimal(above) / (below * 3)] * 3, ZERO)
        exact, step = Fraction(above, below), 10**places
        assert rounded(value, places, ROUND_HALF_EVEN) == Decimal(round(exact * step)) / step
        assert rounded(value, 0, ROUND_FLOOR) == exact.__floor__()
        assert rounded(value, 0, ROUND_CEILING) == exact.__ceil__()


@pytest.mark.parametrize(
    ("rule", "value", "wanted"),
    [
        ({"places": 2}, "0.3749999999999999999999999999999999", "0.38"),
        ({"places": 1}, "0.2500000000000000000000000000000001", "0.2"),
        ({"significant": 2}, "0.1249999999999999999999999999999999", "0.12"),
        ({"significant": 1}, "24.99999999999999999999999999999999", "20"),
        ({"significant": 1}, "35.00000000000000000000000000000001", "40"),
        ({"significant": 3}, "9.999999999999999999999999999999999E+6144", "1.00E+6145"),
        ({"places": 2}, "12345678901234567890123456789.125", "12345678901234567890123456789.12"),
    ],
)
def test_the_declared_figure_is_rounded_from_the_digits_that_decide(rule, value: str, wanted: str) -> None:
    assert round_as(Decimal(value), rule) == Decimal(wanted)
