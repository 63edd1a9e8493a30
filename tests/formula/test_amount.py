"""Amounts as people write them, and conversion with 34 digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.formula.amount import MAX_DIGITS, NotAnAmount, amount, convert
from ruleengine.formula.units import symbols, unit
from tests.examples import examples

quick = examples(100)


@pytest.mark.parametrize(
    ("text", "number", "written_unit"),
    [
        ("812 g", "812", "g"),
        ("812g", "812", "g"),
        ("  28.9 W ", "28.9", "W"),
        ("5 %", "5", "%"),
        ("5%", "5", "%"),
        ("0 kg", "0", "kg"),
        ("0.50", "0.50", None),
        ("-12.5 kgCO2e", "-12.5", "kgCO2e"),
        ("1 000 kWh", "1000", "kWh"),
        ("1\u00a0000 kWh", "1000", "kWh"),
        ("12\u202f345.6 kWh", "12345.6", "kWh"),
        ("1 234 567", "1234567", None),
        ("3 1/h", "3", "1/h"),
        ("0.5777 kgCO2e/kWh", "0.5777", "kgCO2e/kWh"),
        ("1\nkg", "1", "kg"),
        ("9" * MAX_DIGITS, "9" * MAX_DIGITS, None),
        ("-0." + "1" * (MAX_DIGITS - 1) + " kg", "-0." + "1" * (MAX_DIGITS - 1), "kg"),
    ],
)
def test_what_is_an_amount(text: str, number: str, written_unit: str | None) -> None:
    value, found = amount(text)
    assert str(value) == number
    assert found == (unit(written_unit) if written_unit else None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "`` is not a number with a unit, such as `812 g`"),
        ("kg", "`kg` is not a number with a unit, such as `812 g`"),
        ("+5 kg", "`+5 kg` is not a number with a unit, such as `812 g`"),
        (".5 kg", "`.5 kg` is not a number with a unit, such as `812 g`"),
        ("- 5 kg", "`- 5 kg` is not a number with a unit, such as `812 g`"),
        ("about 5 kg", "`about 5 kg` is not a number with a unit, such as `812 g`"),
        ("١٢ kg", "`١٢ kg` is not a number with a unit, such as `812 g`"),
        ("五千克", "`五千克` is not a number with a unit, such as `812 g`"),
        ("NaN", "`NaN` is not a number with a unit, such as `812 g`"),
        ("Infinity kg", "`Infinity kg` is not a number with a unit, such as `812 g`"),
        ("5. kg", "`. kg` is not a unit"),
        ("1e5 kg", "`e5 kg` is not a unit"),
        ("007 kg", "a number stands in the unit `07 kg`"),
        ("1,000 kg", "`,000 kg` is not a unit"),
        ("1 00 kg", "a number stands in the unit `00 kg`"),
        ("1000 000 kg", "a number stands in the unit `000 kg`"),
        ("5 lbs", "`lbs` is not a unit"),
        ("5 kg/lbs", "`lbs` is not a unit (in `kg/lbs`)"),
        ("5 kg 3 g", "`kg 3 g` is not a unit"),
        ("9" * (MAX_DIGITS + 1) + " kg", "the number has more than 34 digits"),
        ("x" * 500, f"`{'x' * 60}` is not a number with a unit, such as `812 g`"),
    ],
)
def test_what_is_none_and_why(text: str, reason: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount(text)
    assert str(refused.value) == reason


@given(st.text(max_size=40) | st.text(st.sampled_from("0123456789 .-+eE,kgWh%/\u00a0"), max_size=40))
@quick
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        value, _ = amount(text)
    except NotAnAmount:
        return
    assert value.is_finite()
    assert len(value.as_tuple().digits) <= MAX_DIGITS


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False),
    st.sampled_from(symbols()),
)
@quick
def test_a_written_amount_is_read_back(value: Decimal, symbol: str) -> None:
    assert amount(f"{value:f} {symbol}") == (value, unit(symbol))


@pytest.mark.parametrize(
    ("value", "given_unit", "wanted", "result"),
    [
        ("812", "g", "kg", "0.812"),
        ("0.3", "kWh", "MJ", "1.08"),
        ("1.08", "MJ", "kWh", "0.3"),
        ("1", "a", "h", "8760"),
        ("5", "%", "1", "0.05"),
        ("1", "kWh", "kWh", "1"),
        ("1", "W*h", "J", "3600"),
        ("1", "J", "kWh", "2.777777777777777777777777777777778E-7"),
        ("-1", "h", "a", "-0.0001141552511415525114155251141552511"),
    ],
)
def test_conversions_are_exact_or_have_34_digits(
    value: str, given_unit: str, wanted: str, result: str
) -> None:
    assert convert(Decimal(value), unit(given_unit), unit(wanted)) == Decimal(result)


def test_conversion_does_not_depend_on_the_context_around_it() -> None:
    with localcontext() as context:
        context.prec = 5
        assert str(convert(Decimal("1.23456789012"), unit("kWh"), unit("MJ"))) == "4.444444404432"


@given(
    st.decimals(min_value=0, max_value=10**12, places=6, allow_nan=False, allow_infinity=False),
    st.sampled_from(symbols()),
    st.sampled_from(symbols()),
)
@quick
def test_conversion_is_the_fraction_within_half_a_digit(value: Decimal, a: str, b: str) -> None:
    if unit(a).dimension != unit(b).dimension:
        b = a
    exact = Fraction(value) * unit(a).factor_to(unit(b))
    found = Fraction(convert(value, unit(a), unit(b)))
    assert abs(found - exact) <= abs(exact) * Fraction(1, 10**33)
