"""Units as people write them, and what they are told to write instead."""

from __future__ import annotations

import pytest

from ruleengine.diagnostics.facts import spoken
from ruleengine.formula.spellings import _USUAL, UnitHint, unit_hint
from ruleengine.formula.units import UnknownUnit, symbols, unit

SAME = {
    "kg CO2-eq": "kgCO2e", "kgCO2eq": "kgCO2e", "kgCO₂e": "kgCO2e", "kg CO2e": "kgCO2e", "t CO2e": "tCO2e",
    "千克二氧化碳当量": "kgCO2e", "吨二氧化碳当量": "tCO2e", "m²": "m2", "m³": "m3", "㎡": "m2", "立方米": "m3",
    "吨": "t", "千克": "kg", "公斤": "kg", "千瓦时": "kWh", "度": "kWh", "公里": "km", "件": "piece", "吨公里": "tkm",
    "kg CO2-eq/kg": "kgCO2e/kg", "kgCO2e/千瓦时": "kgCO2e/kWh", "kg CO2e per kWh": "kgCO2e/kWh",
    "kgCO2-eq/(t·公里)": "kgCO2e/(t*km)",
}  # fmt: skip
NEAR = {
    "KG": "kg",
    "kwh": "kWh",
    "KWH": "kWh",
    "kgg": "kg",
    "ton": "t",
    "kgCO2": "kgCO2e",
    "kgCO2e/KWH": "kgCO2e/kWh",
}


@pytest.mark.parametrize(("written", "due"), SAME.items())
def test_a_usual_spelling_is_named_with_our_symbol(written: str, due: str) -> None:
    assert unit_hint(written) == UnitHint(due, "spelling")


@pytest.mark.parametrize(("written", "due"), NEAR.items())
def test_the_nearest_unit_is_found_whatever_the_case_of_its_letters(written: str, due: str) -> None:
    assert unit_hint(written) == UnitHint(due, "near")


@pytest.mark.parametrize(("written", "due"), [("ｋｇ", "kg"), ("kgCO2e／kWh", "kgCO2e/kWh"), ("ｍ2", "m2")])
def test_full_width_characters_are_named_as_such(written: str, due: str) -> None:
    assert unit_hint(written) == UnitHint(due, "width")


@pytest.mark.parametrize(
    ("written", "due", "times"), [("万kWh", "kWh", 10**4), ("万吨", "t", 10**4), ("亿元", "CNY", 10**8)]
)
def test_a_word_of_number_before_a_unit_says_by_what_to_multiply(written: str, due: str, times: int) -> None:
    found = unit_hint(written)
    assert found == UnitHint(due, "spelling", times)
    assert spoken(found.remedy(written), "en") == (
        f"write the number in `{due}`, multiplied by {times}, instead of `{written}`"
    )


@pytest.mark.parametrize("written", ["foo", "lb", "kg/万件", "℃", "", "k" * 61, "kg//kg", "m^m"])
def test_nothing_is_suggested_where_nothing_is_near(written: str) -> None:
    assert unit_hint(written) is None


def test_every_usual_spelling_leads_to_its_unit_and_is_none_itself() -> None:
    for symbol, spellings in _USUAL.items():
        assert symbol in symbols()
        for spelling in spellings.split():
            assert unit_hint(spelling) == UnitHint(symbol, "spelling"), spelling
            with pytest.raises(UnknownUnit):
                unit(spelling)
