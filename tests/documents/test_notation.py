"""Numbers, units and foreign text as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.documents.notation import clean_text, number_text, share_text, unit_text


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1000"),
        ("10000", "10\u202f000"),
        ("-1234567.8901", "\u22121\u202f234\u202f567.8901"),
        ("1.5e-7", "1.5 × 10⁻⁷"),
        ("natural gas", "natural gas"),
        ("12 kg", "12 kg"),
    ],
)
def test_numbers(value: str, printed: str) -> None:
    assert number_text(value) == printed


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("1", ""),
        ("%", "%"),
        ("kgCO2e/(t*km)", "kgCO₂e/(t⋅km)"),
        ("kgCO2e/kWh", "kgCO₂e/(kW⋅h)"),
        ("kgCO2e / tkm", "kgCO₂e/(t⋅km)"),
        ("kg/m3", "kg/m³"),
        ("m**2", "m²"),
        ("s^-1", "s⁻¹"),
        ("MJ/Nm3", "MJ/Nm³"),
        ("piece", "piece"),
    ],
)
def test_units(unit: str, printed: str) -> None:
    assert unit_text(unit) == printed


def test_pieces_have_a_chinese_name() -> None:
    assert unit_text("kg/piece", "zh") == "kg/件"
    assert unit_text("kg/piece", "both") == "kg/件"


def test_shares() -> None:
    assert share_text(0.98341) == "98.3 %"
    assert share_text(-0.0007) == "\u22120.1 %"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("CO2 and kgCO2e, not CO2_factor", "CO₂ and kgCO₂e, not CO2_factor"),
        ("二氧化碳（CO2）", "二氧化碳（CO₂）"),
        ("at most 5 % of 35 000 h", "at most 5\u00a0% of 35\u202f000\u00a0h"),
        ("t·km，张·王", "t⋅km，张·王"),
        ("pdf\u202egnp.exe", "pdfgnp.exe"),
        ("a\u200bb\u0007c\u2066d", "abcd"),
        ("two\nlines\tand a tab", "two lines and a tab"),
    ],
)
def test_foreign_text(text: str, printed: str) -> None:
    assert clean_text(text) == printed


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00\n")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4).map(lambda value: f"{value:f}"))
def test_printed_numbers_keep_their_digits(value: str) -> None:
    back = number_text(value).replace("\u202f", "").replace("\u2212", "-")
    assert back == value
