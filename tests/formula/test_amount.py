"""Amounts as people write them, and conversion with 34 digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.diagnostics import Phrase
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
        ("1E-3 kWh", "0.001", "kWh"),
        ("-2.5e+3kg", "-2.5E+3", "kg"),
        ("1e999", "1E+999", None),
        ("9" * MAX_DIGITS + "e-100", "9." + "9" * (MAX_DIGITS - 1) + "E-67", None),
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
        ("+5 kg", "`+5 kg` begins with a sign that does not belong there"),
        (".5 kg", "`.5 kg` has a point without digits on both sides"),
        ("- 5 kg", "`- 5 kg` begins with a sign that does not belong there"),
        ("about 5 kg", "`about 5 kg` is not a number with a unit, such as `812 g`"),
        ("١٢ kg", "`١٢ kg` is not a number with a unit, such as `812 g`"),
        ("五千克", "`五千克` is not a number with a unit, such as `812 g`"),
        ("NaN", "`NaN` is not a number with a unit, such as `812 g`"),
        ("Infinity kg", "`Infinity kg` is not a number with a unit, such as `812 g`"),
        ("5. kg", "`5. kg` has a point without digits on both sides"),
        ("1 000e3 kg", "`1 000e3 kg` is not a number with a unit, such as `812 g`"),
        ("1e5000 kg", "`1e5000 kg` is not a number with a unit, such as `812 g`"),
        ("007 kg", "`007 kg` begins with a zero"),
        ("1,000 kg", "`1,000 kg` has a comma"),
        ("1 00 kg", "`1 00 kg` has spaces that do not part thousands"),
        ("1000 000 kg", "`1000 000 kg` has spaces that do not part thousands"),
        ("5 lbs", "`lbs` is not a unit"),
        ("5 kg/lbs", "`kg/lbs` is not a unit"),
        ("5 kg 3 g", "`kg 3 g` is not a unit"),
        ("9" * (MAX_DIGITS + 1) + " kg", "the number has more than 34 digits"),
        ("x" * 500, f"`{'x' * 60}` is not a number with a unit, such as `812 g`"),
    ],
)
def test_what_is_none_and_why(text: str, reason: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount(text)
    assert str(refused.value) == reason


REPAIRED = [
    ("２０ W", "20 W"), ("３ ＫＷ", "3 kW"), ("1，5 kg", "1.5 kg"), ("1,2 kg", "1.2 kg"), ("0,850 kg", "0.850 kg"),
    ("1,234,567 kg", "1 234 567 kg"), ("1\u2009000 kg", "1 000 kg"), ("1'000 kg", "1 000 kg"), ("－５ kg", "-5 kg"),
    ("−5 kg", "-5 kg"), ("＋5 kg", "5 kg"), ("- 5 kg", "-5 kg"), (".5 kg", "0.5 kg"), ("5. kg", "5 kg"),
    ("007 kg", "7 kg"), ("1 00 kg", "100 kg"), ("1,5e-3 t", "1.5e-3 t"), (".5E3 kg", "0.5E3 kg"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written"), REPAIRED)
def test_numbers_are_told_as_they_are_to_be_written(text: str, written: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount(text)
    assert refused.value.key == "E604.amount"
    assert refused.value.remedy == Phrase("amount.write", written=written)
    amount(written)


def test_a_comma_before_three_digits_may_mean_two_things() -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount("1,000 kg")
    assert refused.value.remedy == Phrase("amount.write_either", written="1 000 kg", other="1.000 kg")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.9 KG", "kg"), ("2 kwh", "kWh"), ("90％", "%"), ("18 kg CO2-eq/kg", "kgCO2e/kg"),
        ("20 kgCO2eq/kg", "kgCO2e/kg"),
        ("3 kgCO₂e", "kgCO2e"), ("1 tCO2eq", "tCO2e"), ("12 m²", "m2"), ("12 m³", "m3"),
        ("2 吨", "t"), ("3 千克", "kg"),
        ("5 千瓦时", "kWh"), ("5 度", "kWh"), ("500 公里", "km"), ("7 件", "piece"), ("4 万kWh", "kWh"),
    ],
)  # fmt: skip
def test_usual_spellings_of_units_are_told_as_they_are_to_be_written(text: str, written: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount(text)
    assert refused.value.key == "E602.unknown_unit"
    assert refused.value.remedy is not None
    assert dict(refused.value.remedy.facts)["unit"] == written


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
