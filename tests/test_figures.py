"""Numbers as text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.figures import (
    fixed,
    in_full,
    percent,
    places,
    plain,
    short,
    signed,
    significant,
    with_places,
    with_unit,
)

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)


@pytest.mark.parametrize(
    ("number", "text"),
    [("0.50", "0.5"), ("1E+3", "1000"), ("-0.0", "0"), ("100", "100"), ("0.000000001", "0.000000001")],
)
def test_plain(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@given(NUMBERS)
def test_plain_is_the_number_itself(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "e" not in text.lower()
    assert text == plain(Decimal(text))
    assert "." not in text or text[-1] not in "0."


@given(NUMBERS, st.integers(1, 12))
def test_significant_digits(number: Decimal, digits: int) -> None:
    text = significant(number, digits)
    assert len(text.lstrip("-0.").replace(".", "").strip("0")) <= digits
    assert abs(Decimal(text) - number) <= abs(number) * Decimal(10) ** (1 - digits) / 2


def test_places_and_signs() -> None:
    assert [fixed(Decimal(n), 2) for n in ("-0.001", "1.005", "68.9")] == ["0.00", "1.00", "68.90"]
    assert [signed(n, 2) for n in (0.001, -0.001, 1.5, Decimal("-2"))] == ["0.00", "0.00", "+1.50", "-2.00"]
    assert [with_places(n, 3) for n in (None, 1.5)] == ["–", "1.500"]
    assert with_places(1.5e-20, 22) == "1.500e-20"
    assert [places(Decimal(n), 3) for n in ("0", "1234", "1.5", "0.01")] == [0, 0, 2, 4]


def test_units_and_shares() -> None:
    assert with_unit("3", "kg") == "3 kg"
    assert with_unit("3", "1") == "3"
    assert [percent(n) for n in (None, Decimal("0.12345"), 0.5)] == ["–", "12.3 %", "50.0 %"]
    assert [short(n) for n in (Decimal("1234567.8"), Decimal("0.10"), Decimal("1E+400"))] == [
        "1.23457e+06",
        "0.1",
        "1e+400",
    ]
    assert in_full(Decimal("1.20E+3")) == "1200"
