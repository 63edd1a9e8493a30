"""One suite over the second versions of all categories: abuse is told, and nothing that is added lowers a result.

One example of each category is calculated anew with one thing changed; the footprint per unit may not fall by it unless
a requirement that was met is met no longer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ruleengine.diagnostics import Report
from ruleengine.formula import typed as t
from ruleengine.formula.units import unit
from ruleengine.pipeline import product_of, program_of
from ruleengine.program.program import Program
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result
from ruleengine.source.reader import read_bytes
from tests.library_builder import plain_data

RULES = Path(__file__).parents[2] / "rules"
#: The example of each category that has most of what can go wrong.
EXAMPLES = {
    "electronics": "portable-computer-14", "engines": "nonroad-diesel-110", "ev-chargers": "dc-charger-120kw",
    "fibers": "polyester-filament", "furniture": "wardrobe-2door", "lighting": "led-panel-600",
    "plastics": "pp-turnover-crates",
}  # fmt: skip
CATEGORIES = sorted(path.parent.name for path in RULES.glob("gb/*/0.2.0.yaml"))
#: What can be added to: more of it is more material, energy or transport.
ADDED = {
    "electricity_use": "amount", "heat_use": "amount", "fuel_use": "mass", "gas_use": "volume", "releases": "mass",
    "packaging": "mass", "wastes": "mass", "legs": "distance", "materials": "mass", "spares": "mass",
}  # fmt: skip
Values = dict[str, Any]


@cache
def program(category: str) -> Program:
    return program_of(Library(RULES), reference(f"gb/{category}@0.2.0"))


def _boundary(category: str) -> str:
    """The type of the boundary, as the rule set itself has it."""
    own = Library(RULES).ruleset(reference(f"gb/{category}@0.2.0"))
    return str(own.document.data["boundary"]["type"])


@cache
def _example(category: str) -> str:
    path = RULES / "gb" / category / "examples" / "0.2.0" / f"{EXAMPLES[category]}.yaml"
    return json.dumps(plain_data(path.read_text(encoding="utf-8")), default=str)


def calculated(category: str, change: Callable[[Values], object] = lambda values: None) -> Result:
    """The result of the example of a category with its values changed."""
    data = json.loads(_example(category))
    change(data["values"])
    report = Report()
    document = read_bytes(json.dumps(data).encode(), "example.json", report)
    report.stop_on_errors()
    assert document is not None
    return product_of(program(category), document, Report()).result


@cache
def unchanged(category: str) -> Result:
    return calculated(category)


def _broken(result: Result, before: Result) -> set[str]:
    """The requirements that were met and are met no longer."""
    met = {v.requirement for v in before.verdicts if v.verdict == "satisfied"}
    return met & {v.requirement for v in result.verdicts if v.verdict == "not_satisfied"}


def _rows(values: Values, table: str) -> list[Values]:
    rows = values.get(table, [])
    return rows if isinstance(rows, list) else []


def _times(given: object, factor: int) -> str:
    """A quantity such as `4 t` (or `{value: 4 t, …}`) so many times."""
    text = str(given.get("value") if isinstance(given, Mapping) else given)
    number, _, symbol = text.partition(" ")
    return f"{Decimal(number) * factor} {symbol}".strip()


def _by_air(category: str) -> Callable[[Values], None]:
    def change(values: Values) -> None:
        for name, table in program(category).tables.items():
            modes = [c for c, f in table.columns.items() if f.options and "sea_container" in f.options]
            for row in _rows(values, name):
                row |= {mode: "air" for mode in modes if mode in row}

    return change


def test_the_suite_knows_every_category() -> None:
    assert set(CATEGORIES) == set(EXAMPLES)


@pytest.mark.parametrize("category", CATEGORIES)
def test_all_legs_by_air_are_aircraft_emissions(category: str) -> None:
    before, flown = unchanged(category), calculated(category, _by_air(category))
    assert flown.species["aircraft"] > before.species["aircraft"]
    assert flown.species["fossil"] < before.species["fossil"]
    assert flown.per_unit > before.per_unit


@pytest.mark.parametrize("category", CATEGORIES)
def test_hydropower_without_evidence_counts_as_the_grid_and_is_told(category: str) -> None:
    def change(kind: str) -> Callable[[Values], None]:
        def rows(values: Values) -> None:
            for row in _rows(values, "electricity_use"):
                row["kind"] = kind
                row.pop("contract", None)

        return rows

    grid, hydro = calculated(category, change("average")), calculated(category, change("hydro"))
    assert hydro.per_unit == grid.per_unit
    assert "power-kind-evidence" in _broken(hydro, grid)


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_hundred_times_the_packaging_is_not_better(category: str) -> None:
    def change(values: Values) -> None:
        for row in _rows(values, "packaging"):
            row["mass"] = _times(row["mass"], 100)

    assert _rows(json.loads(_example(category))["values"], "packaging") != []
    assert calculated(category, change).per_unit > unchanged(category).per_unit


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("table", ADDED)
def test_adding_does_not_lower_the_footprint(category: str, table: str) -> None:
    def change(values: Values) -> None:
        for row in _rows(values, table):
            if ADDED[table] in row:
                row[ADDED[table]] = _times(row[ADDED[table]], 2)

    before, after = unchanged(category), calculated(category, change)
    assert after.per_unit >= before.per_unit


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("table", ["materials", "packaging"])
def test_a_factor_as_good_as_nought_is_told(category: str, table: str) -> None:
    def change(values: Values) -> None:
        for row in _rows(values, table):
            if "factor" in row:
                row["factor"] = "0.0001 kgCO2e/kg"

    before, after = unchanged(category), calculated(category, change)
    assert after.per_unit < before.per_unit
    expected = {"materials": "material-factor-floor", "packaging": "packaging-factor-floor"}[table]
    assert expected in _broken(after, before)


@pytest.mark.parametrize("category", CATEGORIES)
def test_legs_of_a_metre_are_told(category: str) -> None:
    def change(values: Values) -> None:
        for row in _rows(values, "legs"):
            row["distance"] = "0.001 km"

    before, after = unchanged(category), calculated(category, change)
    assert after.per_unit < before.per_unit
    assert "leg-distance-least" in _broken(after, before)


PARTIAL = [c for c in CATEGORIES if _boundary(c) != "cradle-to-grave"]


@pytest.mark.parametrize("category", PARTIAL)
def test_biogenic_carbon_does_not_lower_a_partial_footprint(category: str) -> None:
    def change(values: Values) -> None:
        for table in ("materials", "packaging"):
            for row in _rows(values, table):
                row |= {c: "0.45 kgC/kg" for c in ("biogenic_carbon", "carbon_content") if c in row}

    before, after = unchanged(category), calculated(category, change)
    assert after.species["biogenic_removal"] < before.species["biogenic_removal"]
    assert after.per_unit >= before.per_unit


def _lives(category: str) -> list[str]:
    """The single inputs that are a service life."""
    fields = program(category).fields.values()
    hours = unit("h").dimension
    timed = [f for f in fields if f.type.kind == "number" and f.type.unit and f.type.unit.dimension == hours]
    return [f.name for f in timed if "life" in f.name or "service" in f.name]


def _given(category: str, name: str) -> object:
    """What the example says of an input; None where it says nothing."""
    return json.loads(_example(category))["values"].get(name)


#: The lives that the examples state, by category.
LIVES = [(c, name) for c in CATEGORIES for name in _lives(c) if _given(c, name) is not None]


def test_lives_are_stated_by_several_categories() -> None:
    assert len({category for category, _ in LIVES}) >= 4


@pytest.mark.parametrize(("category", "life"), LIVES)
def test_a_shorter_life_is_not_better(category: str, life: str) -> None:
    given = _given(category, life)
    number, _, symbol = str(given.get("value") if isinstance(given, Mapping) else given).partition(" ")

    def change(values: Values) -> None:
        shorter = f"{Decimal(number) / 2} {symbol}".strip()
        values[life] = {**given, "value": shorter} if isinstance(given, Mapping) else shorter

    before, after = unchanged(category), calculated(category, change)
    assert after.per_unit >= before.per_unit or _broken(after, before)


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_stage_of_the_boundary_has_emissions(category: str) -> None:
    assert {e.stage for e in program(category).emissions} == set(program(category).stages)


@pytest.mark.parametrize("category", CATEGORIES)
def test_removals_are_part_of_no_divisor(category: str) -> None:
    assert _divided_by_removals(program(category)) == set()


def test_the_first_versions_divided_by_removals() -> None:
    first = program_of(Library(RULES), reference("gb/plastics@0.1.0"))
    assert _divided_by_removals(first) == {"excluded_share", "requirements.cut-off-single"}


def _divided_by_removals(found: Program) -> set[str]:
    """The formulas with a divisor that removals are part of."""
    removals = {e.name for e in found.emissions if e.species == "biogenic_removal"}
    return {
        step.name
        for step in found.all_steps()
        for part in t.walk(step.typed)
        if isinstance(part, t.Arithmetic) and part.operator == "/" and removals & _added_up(found, part.right)
    }


def _added_up(found: Program, typed: t.Typed) -> set[str]:
    """The names that a formula reads, with what stands behind sums of the footprint, quantities and indicators."""
    steps = {s.name: s for s in found.all_steps()}
    seen: set[str] = set()
    waiting = [typed]
    while waiting:
        for name in set(_summands(waiting.pop())) - seen:
            seen.add(name)
            if name in steps:
                waiting.append(steps[name].typed)
    return seen


def _summands(typed: t.Typed) -> Iterator[str]:
    """The names in a formula; of a sum its parts, and not the whole that it waits for."""
    if isinstance(typed, t.Total):
        for part in typed.parts:
            yield from t.values(part)
    else:
        yield from t.values(typed)


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_is_rated_is_not_more_than_there_is(category: str) -> None:
    """Were more rated than is emitted up to the gate, the rating would be better than that of the rows."""
    values = unchanged(category).values
    gate, rated, primary = (values[n] for n in ("gate_emissions", "assessed_emissions", "primary_emissions"))
    assert isinstance(gate, Decimal)
    assert isinstance(rated, Decimal)
    assert isinstance(primary, Decimal)
    assert 0 <= primary <= rated <= gate * Decimal("1.0000000001")
