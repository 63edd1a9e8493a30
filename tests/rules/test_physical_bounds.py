"""Factor tables keep within what chemistry and engineering allow; what is wrong in released ones is named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.resolve.standing import standings
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable

LIBRARY = Library(Path(__file__).parents[2] / "rules")
#: kg of carbon dioxide from one kg of carbon.
FULL = Decimal(44) / Decimal(12)
#: kg of carbon in one kg: methane 12.011/16.043, butane 48.044/58.123.
METHANE, BUTANE = Decimal("0.7487"), Decimal("0.8266")
MAX_CARBON = {
    "lng": METHANE, "lpg": BUTANE, "petrol": Decimal("0.87"), "diesel": Decimal("0.88"), "fuel_oil": Decimal("0.90"),
}  # fmt: skip
#: Rows of released tables that break a bound; corrected in a later version of the table, and withdrawn.
WRONG = {
    "gb/factors/fuels@1.0.0": {"lpg", "lng"},
    "gb/factors/fuels@1.0.1": {"lpg", "lng"},
    "gb/factors/transport@1.0.0": {"inland_bulk", "road_petrol_medium_8t", "road_petrol_heavy_10t"},
}


def _versions(name: str) -> list[FactorTable]:
    return [LIBRARY.table(r) for r in LIBRARY.references() if r.id == f"gb/factors/{name}"]


def _wrong(table: FactorTable) -> set[str]:
    return WRONG.get(str(table.reference), set())


def _number(table: FactorTable, key: str, column: str) -> Decimal:
    value = table.rows[(key,)][column]
    assert value is not None
    return value


FUELS = [pytest.param(t, id=str(t.reference)) for name in ("fuels", "gases") for t in _versions(name)]


@pytest.mark.parametrize("table", FUELS)
def test_the_combustion_factor_is_that_of_its_parts(table: FactorTable) -> None:
    for (fuel,) in table.rows:
        parts = [_number(table, fuel, c) for c in ("ncv", "carbon_content", "oxidation")]
        product = parts[0] * parts[1] * parts[2] / 1000 * FULL
        assert abs(product - _number(table, fuel, "combustion")) < Decimal("0.00006"), fuel


@pytest.mark.parametrize("table", [pytest.param(t, id=str(t.reference)) for t in _versions("fuels")])
def test_no_fuel_gives_more_carbon_dioxide_than_its_carbon(table: FactorTable) -> None:
    over = {
        fuel
        for (fuel,) in table.rows
        if _number(table, fuel, "combustion") > FULL * MAX_CARBON.get(fuel, Decimal(1))
    }
    assert over == _wrong(table)


@pytest.mark.parametrize("table", FUELS)
def test_carbon_dioxide_per_unit_of_energy_is_that_of_fossil_fuels(table: FactorTable) -> None:
    for (fuel,) in table.rows:
        per_gigajoule = _number(table, fuel, "combustion") / _number(table, fuel, "ncv") * 1000
        assert 50 <= per_gigajoule <= 110, fuel


@pytest.mark.parametrize("table", FUELS)
def test_the_parts_of_a_row_are_not_copies_of_each_other(table: FactorTable) -> None:
    """Bituminous coal had its calorific value, rounded, as its carbon content as well."""
    copied = {
        fuel
        for (fuel,) in table.rows
        if abs(_number(table, fuel, "ncv") - _number(table, fuel, "carbon_content")) < Decimal("0.01")
    }
    assert copied == ({"bituminous"} if _wrong(table) else set())


@pytest.mark.parametrize("table", [pytest.param(t, id=str(t.reference)) for t in _versions("transport")])
def test_modes_of_transport_stand_in_their_order(table: FactorTable) -> None:
    """Ships and rail below lorries, lorries below aircraft; a lorry of a class burns no less petrol than diesel oil."""
    factors = {mode: _number(table, mode, "factor") for (mode,) in table.rows}
    road = {m: f for m, f in factors.items() if m.startswith("road")}
    rail_and_water = {m: f for m, f in factors.items() if m.startswith(("rail", "water", "inland", "sea"))}
    assert max(rail_and_water.values()) < min(road.values()) < max(road.values()) < factors["air"]
    wrong = {
        petrol
        for petrol, diesel in (
            ("road_petrol_light_2t", "road_light_2t"),
            ("road_petrol_medium_8t", "road_medium_8t"),
            ("road_petrol_heavy_10t", "road_heavy_10t"),
        )
        if petrol in factors and factors[petrol] < factors[diesel]
    }
    if factors.get("inland_bulk", Decimal(1)) * 5 < factors["water_bulk_2500t"]:
        wrong.add("inland_bulk")
    assert wrong == _wrong(table)


@pytest.mark.parametrize("name", ["fuels", "gases", "heat", "transport"])
def test_upstream_is_a_part_of_the_direct_factor(name: str) -> None:
    """Winning and moving a fuel gives a few to some forty per cent of what burning it gives."""
    table = _versions(name)[-1]
    direct = "combustion" if "combustion" in table.columns else "factor"
    for (key,), row in table.rows.items():
        upstream = row["upstream"]
        if upstream is not None:
            assert Decimal("0.03") < upstream / _number(table, key, direct) < Decimal("0.4"), key


def test_what_the_encoder_assumed_is_graded_so() -> None:
    """Upstream columns are derived: no number of theirs has a better grade than an assumption."""
    for name in ("fuels", "heat", "transport"):
        table = _versions(name)[-1]
        for key in table.rows:
            source = table.sources[table.source_of(key, "upstream")]
            assert source["grade"] == "assumption"


ENGINE_FUELS = [pytest.param(t, id=str(t.reference)) for t in _versions("engine-fuels")]


@pytest.mark.parametrize("table", ENGINE_FUELS)
def test_fuels_of_engines_burn_wholly(table: FactorTable) -> None:
    """Combustion is all carbon of the fuel, within the bounds of fuels, and gases hold no more carbon than methane."""
    for (fuel,) in table.rows:
        carbon, combustion = _number(table, fuel, "carbon"), _number(table, fuel, "combustion")
        assert abs(carbon * FULL - combustion) < Decimal("0.00006"), fuel
        assert combustion == 0 or 50 <= combustion / _number(table, fuel, "ncv") * 1000 <= 110, fuel
    assert all(
        _number(table, gas, "carbon") <= METHANE for gas in ("lng", "natural_gas", "biomethane", "biogas")
    )


@pytest.mark.parametrize("table", ENGINE_FUELS)
def test_fuels_of_engines_are_those_of_boilers_without_their_oxidation_rate(table: FactorTable) -> None:
    """Of liquid fuels heat and carbon are written in both tables; they are the same."""
    boilers = _versions("fuels")[-1]
    for fuel in ("petrol", "diesel", "fuel_oil", "lpg", "lng"):
        ncv, content = (_number(boilers, fuel, c) for c in ("ncv", "carbon_content"))
        assert _number(table, fuel, "ncv") == ncv
        assert abs(_number(table, fuel, "carbon") - ncv * content / 1000) < Decimal("0.00001")
        if fuel != "lng":
            assert _number(table, fuel, "upstream") == _number(boilers, fuel, "upstream")
        assert _number(table, fuel, "combustion") > _number(boilers, fuel, "combustion")
    assert _number(table, "lng", "upstream") > _number(table, "natural_gas", "upstream"), (
        "liquefaction takes energy"
    )


def test_a_table_that_breaks_a_bound_is_withdrawn() -> None:
    """Its bytes stay, and whoever uses it is told why he should not."""
    tables = [t for name in ("fuels", "gases", "transport", "heat") for t in _versions(name)]
    withdrawn = {s.file for s in standings(LIBRARY, tables) if s.kind == "withdrawn"}
    assert withdrawn == set(WRONG)
