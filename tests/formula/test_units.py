"""Units: the table against Pint as a second implementation, reading and writing, and the algebra of units."""

from __future__ import annotations

from fractions import Fraction

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.formula.units import CO2E, NONE, NoRoot, UnknownUnit, describe, symbols, unit
from ruleengine.ruleset.library import Library
from tests.examples import examples
from tests.library_builder import RULES

quick = examples(100)

# What Pint calls the symbols; it knows no CO2e, carbon, money and peak power.
PINT = {
    "kg": "kilogram", "g": "gram", "mg": "milligram", "t": "metric_ton", "kgCO2e": "kilogram_co2e",
    "gCO2e": "gram_co2e", "tCO2e": "tonne_co2e", "kgC": "kilogram_carbon", "m": "meter", "mm": "millimeter",
    "cm": "centimeter", "km": "kilometer", "m2": "meter**2", "cm2": "centimeter**2", "mm2": "millimeter**2",
    "m3": "meter**3", "L": "liter", "s": "second", "min": "minute", "h": "hour", "d": "day", "a": "common_year",
    "J": "joule", "kJ": "kilojoule", "MJ": "megajoule", "GJ": "gigajoule", "TJ": "terajoule",
    "Wh": "watt_hour", "kWh": "kilowatt_hour", "MWh": "megawatt_hour", "GWh": "gigawatt_hour", "W": "watt",
    "kW": "kilowatt", "MW": "megawatt", "tkm": "metric_ton*kilometer", "lm": "lumen",
    "klm": "kilolumen", "A": "ampere", "V": "volt", "Ah": "ampere_hour", "K": "kelvin", "CNY": "yuan",
    "piece": "dimensionless", "%": "percent", "Nm3": "meter**3", "kWp": "kilowatt_peak",
}  # fmt: skip
DEFINITIONS = """
kilogram_co2e = [co2e]
gram_co2e = kilogram_co2e / 1000
tonne_co2e = 1000 * kilogram_co2e
kilogram_carbon = [carbon]
yuan = [money]
kilowatt_peak = [peak_power]
"""


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry:
    """Pint with exact fractions and the few units it lacks."""
    pints = pint.UnitRegistry(non_int_type=Fraction)
    for line in DEFINITIONS.strip().splitlines():
        pints.define(line)
    return pints


def in_pint(registry: pint.UnitRegistry, symbols_: tuple[tuple[str, Fraction], ...]) -> pint.Quantity:
    """A product of symbols as a quantity of Pint."""
    total = registry.Quantity(Fraction(1), "dimensionless")
    for symbol, exponent in symbols_:
        total = total * registry.Quantity(Fraction(1), PINT[symbol]) ** int(exponent)
    return total


def rule_units() -> list[str]:
    """Every unit that stands in a rule set or factor table of the library, each once."""
    found: set[str] = set()

    def search(value: object) -> None:
        if isinstance(value, dict):
            found.update(str(v) for k, v in value.items() if k == "unit")
            for item in value.values():
                search(item)
        elif isinstance(value, list):
            for item in value:
                search(item)

    library = Library(RULES)
    for reference in library.references():
        search(library.load(reference).document.data)
    return sorted(found)


RULE_UNITS = rule_units()
ALL_UNITS = [*symbols(), *RULE_UNITS]


def test_pint_knows_every_symbol() -> None:
    assert set(PINT) == set(symbols())
    assert len(RULE_UNITS) > 20


@pytest.mark.parametrize("text", ALL_UNITS)
def test_conversion_factors_are_those_of_pint(text: str, registry: pint.UnitRegistry) -> None:
    """Into every symbol of the same dimension the factor is the same fraction."""
    mine, theirs = unit(text), in_pint(registry, unit(text).symbols)
    same = [s for s in symbols() if unit(s).dimension == mine.dimension]
    for symbol in same:
        other = in_pint(registry, ((symbol, Fraction(1)),))
        assert theirs.check(other.dimensionality)
        assert mine.factor_to(unit(symbol)) == (theirs / other).to_base_units().magnitude


@pytest.mark.parametrize("text", ALL_UNITS)
def test_dimensions_tell_apart_what_pint_tells_apart(text: str, registry: pint.UnitRegistry) -> None:
    """Two units convert into each other here exactly where they do in Pint."""
    mine, theirs = unit(text), in_pint(registry, unit(text).symbols).dimensionality
    for symbol in symbols():
        same_here = unit(symbol).dimension == mine.dimension
        same_there = in_pint(registry, ((symbol, Fraction(1)),)).dimensionality == theirs
        assert same_here == same_there, f"{text} and {symbol}"


@pytest.mark.parametrize("text", ALL_UNITS)
def test_what_is_written_reads_as_the_same_unit(text: str) -> None:
    assert unit(str(unit(text))) == unit(text)


@pytest.mark.parametrize(
    ("text", "same", "factor"),
    [
        ("kWh", "MJ", Fraction(36, 10)),
        ("W*h", "kWh", Fraction(1, 1000)),
        ("W * a", "kWh", Fraction(876, 100)),
        ("tkm", "t*km", Fraction(1)),
        ("t·km", "kg*m", Fraction(10**6)),
        ("kgCO2e/(t*km)", "kgCO2e/t/km", Fraction(1)),
        ("kgCO2e/(t*km)", "gCO2e/(kg*km)", Fraction(1)),
        ("m^3", "L", Fraction(1000)),
        ("m**3", "m3", Fraction(1)),
        ("(m^2)^3", "m^6", Fraction(1)),
        ("1/h", "1/a", Fraction(8760)),
        ("%", "1", Fraction(1, 100)),
        (" 1 ", "piece", Fraction(1)),
        ("V*Ah", "Wh", Fraction(1)),
        ("h/a", "1", Fraction(1, 8760)),
        ("m^0", "1", Fraction(1)),
        ("kg/kg", "1", Fraction(1)),
    ],
)
def test_notations(text: str, same: str, factor: Fraction) -> None:
    assert unit(text).dimension == unit(same).dimension
    assert unit(text).factor_to(unit(same)) == factor


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lbs", "`lbs` is not a unit"),
        ("kg/lbs", "`lbs` is not a unit (in `kg/lbs`)"),
        ("Kg", "`Kg` is not a unit"),
        ("kWH", "`kWH` is not a unit"),
        ("kgCO2", "`kgCO2` is not a unit"),
        ("CO2e", "`CO2e` is not a unit"),
        ("", "the unit is empty"),
        ("   ", "the unit is empty"),
        ("kg kg", "`kg kg` is not a unit"),
        ("kg*", "the unit `kg*` is not complete"),
        ("*kg", "`*kg` is not a unit"),
        ("/kg", "`/kg` is not a unit"),
        ("(kg", "a bracket is not closed in the unit `(kg`"),
        ("kg)", "`kg)` is not a unit"),
        ("kg^", "an exponent of the unit `kg^` is not a whole number from 0 to 6"),
        ("kg^x", "an exponent of the unit `kg^x` is not a whole number from 0 to 6"),
        ("kg^7", "an exponent of the unit `kg^7` is not a whole number from 0 to 6"),
        ("kg^-1", "`kg^-1` is not a unit"),
        ("kg^2.0", "an exponent of the unit `kg^2.0` is not a whole number from 0 to 6"),
        ("kg^２", "`kg^２` is not a unit"),
        ("2", "a number stands in the unit `2`"),
        ("2*kg", "a number stands in the unit `2*kg`"),
        ("10 kg", "a number stands in the unit `10 kg`"),
        ("千克", "`千克` is not a unit"),
        ("kg\x00", "`kg\x00` is not a unit"),
        ("kg;rm", "`kg;rm` is not a unit"),
    ],
)
def test_what_is_no_unit_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnknownUnit) as refused:
        unit(text)
    assert refused.value.diagnostic().message == message


def test_a_symbol_within_a_unit_is_named_with_the_unit() -> None:
    with pytest.raises(UnknownUnit, match=r"`lbs` is not a unit \(in `kgCO2e/lbs`\)"):
        unit("kgCO2e/lbs")


def test_a_long_text_is_refused_and_cut_short_in_the_message() -> None:
    with pytest.raises(UnknownUnit) as refused:
        unit("kg*" * 100_000 + "kg")
    assert len(str(refused.value)) < 200


@given(st.text(max_size=30) | st.text(st.sampled_from("kgWhm1%*/^().2 ·"), max_size=30))
@quick
def test_any_text_is_a_unit_or_refused(text: str) -> None:
    try:
        found = unit(text)
    except UnknownUnit:
        return
    assert unit(str(found)) == found


units = st.lists(
    st.tuples(st.sampled_from(symbols()), st.sampled_from([-2, -1, 1, 2])),
    max_size=4,
    unique_by=lambda p: p[0],
).map(lambda pairs: _product(pairs))


def _product(pairs: list[tuple[str, int]]):
    total = NONE
    for symbol, exponent in pairs:
        total = total * unit(symbol).power(Fraction(exponent))
    return total


@given(units, units, units)
@quick
def test_products_of_units_behave_like_products(a, b, c) -> None:
    assert (a * b).dimension == (b * a).dimension
    assert (a * b).scale == (b * a).scale == a.scale * b.scale
    left, right = (a * b) * c, a * (b * c)
    assert (left.dimension, left.scale) == (right.dimension, right.scale)
    assert dict(left.symbols) == dict(right.symbols), (
        "in the order in which they were written, whichever is cancelled"
    )
    assert a * NONE == a
    assert a / NONE == a
    assert (a / a).dimension == ()
    assert (a / a).scale == 1
    assert ((a * b) / b).dimension == a.dimension
    assert ((a * b) / b).scale == a.scale


@given(units, st.integers(min_value=-3, max_value=3))
@quick
def test_powers_are_repeated_products(a, exponent: int) -> None:
    power, product = a.power(Fraction(exponent)), NONE
    for _ in range(abs(exponent)):
        product = product * a if exponent > 0 else product / a
    assert power.dimension == product.dimension
    assert power.scale == product.scale
    assert a.power(Fraction(2)).power(Fraction(1, 2)) == a


@given(units)
@quick
def test_printing_and_reading_a_unit_is_the_identity(a) -> None:
    assert unit(str(a)).dimension == a.dimension
    assert unit(str(a)).scale == a.scale


def test_conversion_there_and_back_is_the_identity() -> None:
    for a in symbols():
        for b in symbols():
            if unit(a).dimension == unit(b).dimension:
                assert unit(a).factor_to(unit(b)) * unit(b).factor_to(unit(a)) == 1


def test_roots_of_units() -> None:
    assert unit("m^2").power(Fraction(1, 2)) == unit("m")
    assert unit("m^2").power(Fraction(-1, 2)).scale == 1
    assert unit("cm2").power(Fraction(1, 2)).factor_to(unit("cm")) == 1
    assert unit("cm2").power(Fraction(-1, 2)).factor_to(unit("1/cm")) == 1
    assert str(unit("m").power(Fraction(1, 2))) == "m^1/2"
    with pytest.raises(NoRoot) as refused:
        unit("kWh").power(Fraction(1, 2))
    with pytest.raises(NoRoot) as other:
        unit("m").power(Fraction(1, 3))
    assert (refused.value.square, other.value.square) == (True, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1", "a plain number"),
        ("%", "a plain number"),
        ("kg", "mass"),
        ("kgCO2e/kWh", "carbon dioxide equivalent per energy"),
        ("kgCO2e/(t*km)", "carbon dioxide equivalent per mass and length"),
        ("1/h", "1 per time"),
        ("m2", "length^2"),
        ("kg/m3", "mass per length^3"),
        ("lm*h", "luminous flux × time"),
    ],
)
def test_dimensions_in_words(text: str, words: str) -> None:
    assert describe(unit(text).dimension) == words


def test_units_are_printed_in_the_order_of_their_author() -> None:
    assert str(unit("W*h")) == "W*h"
    assert str(unit("h*W")) == "h*W"
    assert str(unit("kgCO2e/(t*km)")) == "kgCO2e/(t*km)"
    assert str(unit("kgCO2e/t/km")) == "kgCO2e/(t*km)"
    assert str(unit("kg^2/h")) == "kg^2/h"
    assert str(unit("1/h")) == "1/h"
    assert str(NONE) == "1"
    assert str(CO2E) == "kgCO2e"
