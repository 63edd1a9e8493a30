"""Rounding after GB/T 8170-2008: the examples of the standard as a table, and what holds of every number."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.figures import in_full, round_places, round_significant
from ruleengine.run.rounding import round_as
from tests.examples import examples

quick = examples(100)

# GB/T 8170-2008, 3.2 and 3.3: value, decimal places (negative: tens, hundreds, …), rounded.
EXAMPLES = [
    # the next digit is less than 5: dropped
    ("12.1498", 0, "12"),
    ("12.1498", 1, "12.1"),
    # it is greater than 5: up
    ("1268", -2, "1300"),
    # it is 5 and something other than zero follows: up
    ("10.5002", 0, "11"),
    ("28.2501", 1, "28.3"),
    # it is 5 and nothing, or only zeros, follow: to the even digit
    ("1.050", 1, "1.0"),
    ("0.35", 1, "0.4"),
    ("2500", -3, "2000"),
    ("3500", -3, "4000"),
    ("28.175", 2, "28.18"),
    ("28.165", 2, "28.16"),
    # negative numbers: as their absolute value
    ("-0.0365", 3, "-0.036"),
    # in one step
    ("8.53459", 2, "8.53"),
]


@pytest.mark.parametrize(("value", "places", "rounded"), EXAMPLES)
def test_the_examples_of_the_standard(value: str, places: int, rounded: str) -> None:
    found = round_places(Decimal(value), places)
    assert found == Decimal(rounded)
    if places >= 0:
        assert in_full(found) == rounded


@pytest.mark.parametrize(("value", "places", "rounded"), EXAMPLES)
def test_negative_numbers_are_rounded_like_positive_ones(value: str, places: int, rounded: str) -> None:
    assert round_places(-Decimal(value), places) == -Decimal(rounded)


def test_two_steps_would_give_another_result() -> None:
    value = Decimal("8.53459")
    two_steps = round_places(round_places(round_places(value, 4), 3), 2)
    assert two_steps == Decimal("8.54")
    assert round_places(value, 2) == Decimal("8.53")


@pytest.mark.parametrize(
    ("value", "digits", "rounded", "written"),
    [
        ("1268", 3, "1.27E+3", "1270"),
        ("68.904", 3, "68.9", "68.9"),
        ("68.904", 4, "68.90", "68.90"),
        ("9.996", 3, "10.0", "10.0"),
        ("99.96", 3, "100", "100"),
        ("0.0009996", 3, "0.00100", "0.00100"),
        ("-0.0012345", 2, "-0.0012", "-0.0012"),
        ("2.5", 1, "2", "2"),
        ("3.5", 1, "4", "4"),
        ("0", 3, "0", "0"),
        ("0.000", 3, "0", "0"),
        ("5", 3, "5.00", "5.00"),
        ("123456789", 2, "1.2E+8", "120000000"),
    ],
)
def test_significant_digits(value: str, digits: int, rounded: str, written: str) -> None:
    found = round_significant(Decimal(value), digits)
    assert str(found) == rounded
    assert in_full(found) == written


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ({"significant": 3}, "216"),
        ({"significant": 5}, "215.83"),
        ({"places": 2}, "215.83"),
        ({"places": 0}, "216"),
        ({}, "216"),
        ({"clause": "9", "source": "book"}, "216"),
    ],
)
def test_the_rule_of_a_rule_set(rule, written: str) -> None:
    assert in_full(round_as(Decimal("215.827283"), rule)) == written


def test_the_largest_and_the_smallest_numbers_are_rounded() -> None:
    assert round_places(Decimal("1E+6144"), 2) == Decimal("1E+6144")
    assert round_places(Decimal("1E-6176"), 2) == 0
    assert round_significant(Decimal("9.9999E+6144"), 3) == Decimal("1.00E+6145")
    assert round_significant(Decimal("1.2345E-6143"), 3) == Decimal("1.23E-6143")


numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=8)


@given(numbers, st.integers(min_value=0, max_value=6))
@quick
def test_rounding_to_places(value: Decimal, places: int) -> None:
    found, step = round_places(value, places), Fraction(1, 10**places)
    off = abs(Fraction(found) - Fraction(value))
    assert off <= step / 2
    assert round_places(found, places) == found
    assert round_places(-value, places) == -found
    assert (Fraction(found) / step).denominator == 1
    if off == step / 2:
        assert (Fraction(found) / step) % 2 == 0
    if "." in in_full(found):
        assert len(in_full(found).partition(".")[2]) == places


@given(numbers, st.integers(min_value=1, max_value=12))
@quick
def test_rounding_to_significant_digits(value: Decimal, digits: int) -> None:
    found = round_significant(value, digits)
    assert abs(found - value) * 2 <= abs(value) * Decimal(10) ** (1 - digits)
    assert round_significant(found, digits) == found
    assert round_significant(-value, digits) == -found
    if value:
        assert len(found.as_tuple().digits) == digits


@given(numbers, numbers, st.integers(min_value=0, max_value=4))
@quick
def test_rounding_keeps_the_order_of_numbers(a: Decimal, b: Decimal, places: int) -> None:
    low, high = sorted((a, b))
    assert round_places(low, places) <= round_places(high, places)


@given(numbers, st.integers(min_value=0, max_value=6))
@quick
def test_the_context_around_does_not_matter(value: Decimal, places: int) -> None:
    with localcontext() as context:
        context.prec, context.rounding = 3, "ROUND_UP"
        found = round_places(value, places)
    with localcontext() as context:
        context.prec = 60
        assert found == value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
