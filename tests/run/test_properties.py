"""What must hold of every real rule set, checked on changed versions of the inventories beside it.

Amounts written in other units, rows split or put in another order leave the footprint unchanged; the footprint is
linear in amounts of material, energy, waste and transport; what is not there emits nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ruleengine.formula.amount import amount
from ruleengine.formula.units import Unit, symbols, unit
from ruleengine.program.program import Field
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_data
from ruleengine.run.result import Result
from tests.examples import examples
from tests.run.examples import EXAMPLES, Example, example, label

quick = examples(20)
paths = st.sampled_from(EXAMPLES)

#: Tables of amounts: their rows may be split, and the footprint is linear in the columns named here.
AMOUNTS = ("mass", "gross", "amount", "volume")
TABLES = (
    "materials", "packaging", "legs", "site_electricity", "site_fuels", "site_gas", "site_heat", "releases", "wastes",
    "routes", "fractions", "deliveries", "electricity_use", "heat_use", "fuel_use", "gas_use", "released_gases",
    "charges", "process_fuels", "process_gases", "test_fuels", "recovery", "spares", "installation_fuels",
)  # fmt: skip


def close(a: Decimal | Fraction, b: Decimal | Fraction, size: Decimal = Decimal(0)) -> bool:
    """Equal but for the last of 34 digits, which the order of a sum may change.

    `size` is that of the numbers that a and b are differences of.
    """
    largest = max(abs(Fraction(a)), abs(Fraction(b)), abs(Fraction(size)))
    return abs(Fraction(a) - Fraction(b)) <= largest * Fraction(1, 10**30)


def same_footprint(a: Result, b: Result) -> bool:
    return (
        close(a.total, b.total)
        and close(a.per_unit, b.per_unit)
        and all(close(a.stages[k], b.stages[k], a.total) for k in a.stages)
        and all(close(a.species[k], b.species[k], a.total) for k in a.species)
    )


def number_cells(example: Example, values) -> list[tuple[Field, dict, str]]:
    """Every number of an inventory: its field, and the map and key where it stands."""
    found = []
    for name, field in example.program.fields.items():
        if name in values:
            found.append((field, values, name))
    for name, table in example.program.tables.items():
        rows = values.get(name)
        for row in rows if isinstance(rows, list) else ():
            found += [(table.columns[c], row, c) for c in row]
    return [
        (f, at, key) for f, at, key in found
        if f.type.kind == "number" and at[key] not in (None, "not applicable", "不适用")
    ]  # fmt: skip


def in_other_unit(given: object, field: Field, choose) -> object:
    """An amount in another unit, where that can be written exactly; else as it is."""
    if isinstance(given, Mapping):
        return {**given, "value": in_other_unit(given["value"], field, choose)}
    value, written = amount(given) if isinstance(given, str) else (Decimal(given), None)
    here = written or field.type.unit
    target = choose([here, *(u for u in other_units(here))])
    factor = here.factor_to(target)
    exact = Fraction(value) * factor
    if not _is_decimal(exact) or not _is_decimal(factor):
        return given
    digits = Decimal(exact.numerator) / Decimal(exact.denominator)
    return f"{digits:f} {target}" if len(digits.as_tuple().digits) < 20 else given


def _is_decimal(number: Fraction) -> bool:
    denominator = number.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def other_units(here: Unit) -> list[Unit]:
    """The unit with its first symbol replaced by each other symbol of the same dimension."""
    if not here.symbols:
        return [unit(s) for s in symbols() if not unit(s).dimension]
    (first, exponent), *rest = here.symbols
    same = [s for s in symbols() if unit(s).dimension == unit(first).dimension]
    return [Unit(((s, exponent), *rest)) for s in same if s not in dict(rest)]


@given(paths, st.integers(0, 10**6))
@quick
def test_the_units_in_which_values_are_written_do_not_matter(path: Path, seed: int) -> None:
    case, changed, random = example(path), 0, Random(seed)

    def change(values):
        nonlocal changed
        for field, at, key in number_cells(case, values):
            before = at[key]
            at[key] = in_other_unit(before, field, random.choice)
            changed += at[key] != before

    found = case.changed(change)
    assume(changed > 3)
    assert found.inventory.fingerprint == case.result.inventory.fingerprint
    assert without_wording(found) == without_wording(case.result)


def without_wording(found: Result) -> dict[str, object]:
    """The record without the hash of how the inventory is written."""
    data = record_data(result_record(found))
    assert isinstance(data["inventory"], dict)
    return {**data, "inventory": {k: v for k, v in data["inventory"].items() if k != "printed_hash"}}


def splittable(example: Example) -> list[tuple[str, int, tuple[str, ...]]]:
    """Rows that can be split: table, row, and the columns that are divided."""
    found = []
    for name in TABLES:
        table = example.program.tables.get(name)
        rows = example.data["values"].get(name)
        if table is None or table.key is not None or not isinstance(rows, list):
            continue
        for index, row in enumerate(rows):
            columns = tuple(c for c in AMOUNTS if c in table.columns and c in row)
            if columns:
                found.append((name, index, columns))
    return found


def times(given: object, factor: Decimal) -> object:
    """An amount times a number, in the unit it is written in."""
    if isinstance(given, Mapping):
        return {**given, "value": times(given["value"], factor)}
    value, written = amount(given) if isinstance(given, str) else (Decimal(given), None)
    return f"{value * factor:f}" + (f" {written}" if written else "")


@given(paths, st.data())
@quick
def test_splitting_a_row_leaves_the_footprint_unchanged(path: Path, data) -> None:
    case = example(path)
    table, index, columns = data.draw(st.sampled_from(splittable(case)))
    share = data.draw(st.integers(1, 99)) / Decimal(100)

    def change(values):
        row = values[table][index]
        parts = [{**row, **{c: times(row[c], s) for c in columns}} for s in (share, 1 - share)]
        values[table][index : index + 1] = parts

    assert same_footprint(case.changed(change), case.result)


@given(paths, st.integers(0, 10**6))
@quick
def test_the_order_of_rows_does_not_matter(path: Path, seed: int) -> None:
    case, random = example(path), Random(seed)
    orders: dict[str, list[int]] = {}

    def change(values):
        for name in case.program.tables:
            rows = values.get(name)
            if isinstance(rows, list):
                orders[name] = random.sample(range(len(rows)), len(rows))
                values[name] = [rows[i] for i in orders[name]]

    found = case.changed(change)
    assert same_footprint(found, case.result)
    assert [(v.requirement, v.verdict) for v in found.verdicts] == [
        (v.requirement, v.verdict) for v in case.result.verdicts
    ]
    for step in (*case.program.steps, *case.program.indicators):
        before, after = case.result.values[step.name], found.values[step.name]
        if step.type.table:
            order = orders.get(step.type.table, [])
            before, after = [before[i] for i in order], list(after)
        pairs = zip(before, after, strict=True) if step.type.table else [(before, after)]
        assert all(close(a, b) if isinstance(a, Decimal) else a == b for a, b in pairs), step.name


def scaled(example: Example, table: str, factor: int) -> Result:
    """The result with all amounts of a table times a number."""

    def change(values):
        for row in values[table]:
            for column in AMOUNTS:
                if column in row and example.program.tables[table].columns.get(column):
                    row[column] = times(row[column], Decimal(factor))

    return example.changed(change)


PAIRS = [
    (path, table)
    for path in EXAMPLES
    for table in dict.fromkeys(t for t, _, _ in splittable(example(path)))
]  # fmt: skip


@pytest.mark.parametrize(("path", "table"), PAIRS, ids=lambda v: v if isinstance(v, str) else label(v))
def test_the_footprint_is_linear_in_amounts(path, table: str) -> None:
    one, two, five = (scaled(example(path), table, k) for k in (1, 2, 5))
    parts = [(r.total, *r.stages.values(), *r.species.values()) for r in (one, two, five)]
    for first, second, fifth in zip(*parts, strict=True):
        steps = Fraction(second) - Fraction(first), Fraction(fifth) - Fraction(first)
        assert close(4 * steps[0], steps[1], five.total)


#: Emissions that come from one table alone: nothing there, nothing emitted; twice as much, twice the emission.
ALONE = {
    "gb/electronics": {
        "materials": "material_supply", "packaging": "packaging_supply", "site_electricity": "production_electricity",
        "wastes": "production_waste", "releases": "production_releases", "fractions": "device_treatment",
    },
    "gb/engines": {"wastes": "production_waste", "test_fuels": "engine_tests", "recovery": "end_of_life_treatment"},
    "gb/lighting": {
        "materials": "material_production", "packaging": "packaging_production", "wastes": "production_waste",
        "site_electricity": "production_electricity", "site_heat": "production_heat", "legs": "inbound_transport",
    },
    "gb/furniture": {
        "packaging": "packaging_supply", "site_electricity": "production_electricity", "wastes": "production_waste",
        "legs": "outbound_transport", "materials": "material_supply",
    },
    "gb/plastics": {
        "deliveries": "dispatch", "heat_use": "purchased_heat",
    },
}  # fmt: skip
SOLE = [
    (path, table, emission)
    for path in EXAMPLES
    for table, emission in ALONE.get(example(path).program.resolved.reference.id, {}).items()
    if example(path).data["values"].get(table)
]


@pytest.mark.parametrize(
    ("path", "table", "emission"), SOLE, ids=lambda v: v if isinstance(v, str) else label(v)
)
def test_what_comes_from_one_table_is_proportional_to_it(path, table: str, emission: str) -> None:
    case = example(path)
    assert close(scaled(case, table, 3).values[emission], 3 * Fraction(case.result.values[emission]))


@pytest.mark.parametrize(
    ("path", "table", "emission"), SOLE, ids=lambda v: v if isinstance(v, str) else label(v)
)
def test_what_is_not_there_emits_nothing(path, table: str, emission: str) -> None:
    case = example(path)
    columns = case.program.tables[table].columns
    if all(columns[c].admits(Decimal(0)) for c in AMOUNTS if c in columns):
        assert scaled(case, table, 0).values[emission] == 0
    elif case.program.tables[table].min_rows == 0:

        def change(values):
            values[table] = []

        assert case.changed(change).values[emission] == 0
    else:
        assert not columns[next(c for c in AMOUNTS if c in columns)].admits(Decimal(0))


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_stages_and_species_add_up_to_the_total(path) -> None:
    found = example(path).result
    emissions = [found.values[s.name] for s in found.program.emissions]
    for parts in (found.stages.values(), found.species.values(), emissions):
        numbers = [Fraction(v) for v in parts if isinstance(v, Decimal)]
        assert close(sum(numbers), found.total, max(abs(v) for v in numbers))
    assert close(Fraction(found.total) * Fraction(found.reference_flow), found.per_unit)


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_a_calculation_is_the_same_every_time(path) -> None:
    case = example(path)
    assert record_data(result_record(case.changed(lambda values: None))) == record_data(
        result_record(case.result)
    )
