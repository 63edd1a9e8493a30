"""Laws that hold whatever the rule set says: units, order, what else is in the batch; and laws of linear rule sets."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.arrays.arrays import PRESENT, products_of
from ruleengine.arrays.kernel import CalculatedProducts, calculate_arrays
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.exact import Calculation, calculate
from tests.examples import examples
from tests.generated.bounds import Bounds, Fails, Unsure
from tests.generated.comparing import cells, compiled, names, read, states
from tests.generated.rule_sets import UNITS, Generated, Values, generated, plain
from tests.library_builder import factor_table, rule_set

#: How many examples, and which, is said by the profile of the run.
CHECKED = examples(slow=True)
#: A unit, another one of its dimension, and how many of the latter one of the former is (all exact decimals).
OTHER = {
    "kg": ("g", 1000),
    "t": ("kg", 1000),
    "kWh": ("MJ", Decimal("3.6")),
    "kW": ("W", 1000),
    "d": ("h", 24),
    "kgCO2e": ("gCO2e", 1000),
    "kgCO2e/kg": ("gCO2e/kg", 1000),
    "kgCO2e/MJ": ("kgCO2e/kWh", Decimal("3.6")),
}
CLOSE = Decimal("1e-12")


def kernel(program: Program, products: Sequence[Inventory]) -> CalculatedProducts:
    """The array kernel on some inventories."""
    return calculate_arrays(program, products_of(program, products))


def bits(program: Program, found: CalculatedProducts, index: int) -> list[object]:
    """Everything that is said of one product: states, and the bits of the values that are there."""

    def bit(value: object, state: int) -> object:
        shown = value.hex() if isinstance(value, float) else value
        return (state, shown) if state == PRESENT else state

    told = (cells(program, found, step.name, index) for step in program.all_steps())
    return [[bit(c.value, c.state) for c in (t if isinstance(t, tuple) else (t,))] for t in told]


@CHECKED
@given(generated(most=4), st.randoms(use_true_random=False))
def test_a_product_does_not_feel_the_rest_of_its_batch(case: Generated, chance: random.Random) -> None:
    program = compiled(case)
    products = read(program, case)
    alone = [bits(program, kernel(program, [p]), 0) for p in products]
    shuffled = [chance.randrange(len(products)) for _ in range(chance.randrange(1, 40))]
    together = kernel(program, [products[i] for i in shuffled])
    assert [bits(program, together, n) for n in range(len(shuffled))] == [alone[i] for i in shuffled]


@CHECKED
@given(generated(most=2), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case: Generated, chance: random.Random) -> None:
    program = compiled(case)
    for before in read(program, case):
        order = {t: chance.sample(range(len(rows)), len(rows)) for t, rows in before.tables.items()}
        tables = {t: tuple(rows[i] for i in order[t]) for t, rows in before.tables.items()}
        after = evolve(before, tables=tables)
        _same((program, before), (program, after), order)


def _same(
    one_way: tuple[Program, Inventory], other_way: tuple[Program, Inventory], order: Mapping[str, list[int]]
) -> None:
    """Both come to the same, errors too, but for the order of columns and rounding in the last digits."""
    (program, before), (other_program, after) = one_way, other_way
    first, second = calculate(program, before), calculate(other_program, after)
    bounds = Bounds(program, before, first)
    if Unsure not in bounds.known.values():
        assert errors(first) == errors(second)
    found = kernel(other_program, [after])
    tables = {s.name: s.type.table for s in program.all_steps()}
    for name in names(program, first):
        known = bounds.known[name]
        if known is Unsure:
            continue
        one, other = first.values.get(name), second.values.get(name)
        table = tables.get(name)
        told = cells(other_program, found, name, 0)
        if known is Fails or table is None:
            assert states(one) == states(other)
        if known is Fails:
            continue
        if table is not None:
            places = order.get(table, range(len(known)))
            one, known = [tuple(column[i] for i in places) for column in (one, known)]
            triples = zip(one, other, told, known, strict=True)
        else:
            triples = iter([(one, other, told, known)])
        for wanted, exact, cell, bound in triples:
            assert states(wanted) == states(exact) == cell.state
            if isinstance(wanted, Decimal):
                assert abs(wanted - exact) <= max(Decimal("1e-30") * abs(wanted), bound * Decimal("1e-15"))
                assert abs(wanted - Decimal(cell.value)) <= max(CLOSE * abs(wanted), bound)
            elif cell.state == PRESENT:
                assert wanted == exact == cell.value


def errors(found: Calculation) -> Counter[tuple[str, str]]:
    """Step and code of every error, each as often as it occurs."""
    return Counter((e.step.name, e.error.code) for e in found.errors)


@CHECKED
@given(generated(most=2), st.randoms(use_true_random=False))
def test_a_rule_set_may_ask_for_other_units(case: Generated, chance: random.Random) -> None:
    """The same amounts, units written out, against the rule set with other units of its inputs."""
    program = compiled(case)
    data = case.files[0]
    inputs = {name: _asked_in_another_unit(field, chance) for name, field in data["inputs"].items()}
    other = compiled(Generated(({**data, "inputs": inputs}, *case.files[1:]), ()))
    written = [_with_units(data["inputs"], values) for values in case.batch]
    one_way, other_way = read(program, case), read(other, Generated((), tuple(written)))
    for before, after in zip(one_way, other_way, strict=True):
        _same((program, before), (other, after), {})


def _asked_in_another_unit(field: Mapping[str, object], chance: random.Random) -> dict[str, object]:
    columns = field.get("columns")
    if isinstance(columns, Mapping):
        asked = {
            n: _asked_in_another_unit(f, chance) if isinstance(f, Mapping) else f for n, f in columns.items()
        }
        return {**field, "columns": asked}
    same = next((units for units in UNITS.values() if field.get("unit") in units), None)
    return {**field, "unit": chance.choice(same)} if same else dict(field)


def _with_units(inputs: Mapping[str, Mapping[str, object]], values: Values) -> Values:
    """The inventory with its numbers as texts with their units; plain numbers in %."""
    found: Values = {}
    for name, value in values.items():
        columns = inputs[name].get("columns")
        if isinstance(value, list):
            found[name] = [{c: _with_unit(columns[c], v) for c, v in row.items()} for row in value]
        else:
            found[name] = _with_unit(inputs[name], value)
    return found


def _with_unit(field: object, value: object) -> object:
    unit = field.get("unit") if isinstance(field, Mapping) else None
    if unit is None or isinstance(value, bool | str):
        return value
    number = Decimal(value) * 100 if unit == "1" else Decimal(value)
    return f"{number:f} {'%' if unit == '1' else unit}"


@CHECKED
@given(generated(most=2))
def test_amounts_in_other_units_are_the_same_amounts(case: Generated) -> None:
    program = compiled(case)
    inputs = case.files[0]["inputs"]
    other = Generated(case.files, tuple(_in_other_units(inputs, values) for values in case.batch))
    for one, two in zip(read(program, case), read(program, other), strict=True):
        first, second = calculate(program, one), calculate(program, two)
        assert {k: first.values[k] for k in first.values} == {k: second.values[k] for k in second.values}


def _in_other_units(inputs: Mapping[str, Mapping[str, object]], values: Values) -> Values:
    """The inventory with its numbers written in another unit, in full."""
    found: Values = {}
    for name, value in values.items():
        columns = inputs[name].get("columns")
        if isinstance(value, list):
            found[name] = [{c: _other(columns[c], v) for c, v in row.items()} for row in value]
        else:
            found[name] = _other(inputs[name], value)
    return found


def _other(field: object, value: object) -> object:
    unit = field.get("unit") if isinstance(field, Mapping) else None
    if unit not in OTHER or isinstance(value, bool | str):
        return value
    text = f"{Decimal(value) * OTHER[unit][1]:f}"
    return f"{text} {OTHER[unit][0]}" if sum(c.isdigit() for c in text) <= 34 else value


@frozen
class Linear:
    """A rule set in which every emission is a sum of amounts times factors, and rows for its tables."""

    case: Generated
    rows: tuple[Values, ...]
    more: tuple[Values, ...]


@st.composite
def linear(draw: st.DrawFn) -> Linear:
    """Emissions of some stages, each a sum over rows (perhaps those of one kind) of mass × factor × parameters."""
    per_mass = draw(st.sampled_from(("kgCO2e/kg", "gCO2e/kg", "kgCO2e/t")))
    terms = (
        "parts.mass * parts.factor",
        "parts.mass * more",
        "parts.mass * grid[parts.kind]",
        "share * parts.factor",
    )
    emissions = {}
    for index in range(draw(st.integers(1, 3))):
        where = draw(
            st.sampled_from(("", ', where=parts.kind == "a"', ", where=parts.own", ", where=not parts.own"))
        )
        scale = draw(st.sampled_from(("", " * 2", " / 3", " * rate")))
        stage = draw(st.sampled_from(("raw_materials", "production")))
        emissions[f"e{index}"] = {
            "formula": f"sum({draw(st.sampled_from(terms))}{where}){scale}",
            "stage": stage,
        }
    columns = {
        "mass": draw(st.sampled_from(("kg", "g"))),
        "factor": per_mass,
        "kind": "a|b|c",
        "own": "boolean",
        "part": {"unit": "%", "min": 0},
    }
    data = rule_set(
        inputs={"parts": {"columns": columns}},
        parameters={
            "more": {"value": draw(_figures()), "unit": "kgCO2e/kg"},
            "rate": {"value": draw(_figures()), "unit": "1"},
        },
        tables={"grid": {"table": "test/grid@1.0.0", "label": {"zh": "因子", "en": "grid"}}},
        quantities={"share": ("kg", "parts.mass * parts.part")},
        emissions=emissions,
        boundary={
            "type": "cradle-to-gate",
            "stages": ["raw_materials", "production"],
            "clause": "3",
            "text": {"zh": "大门", "en": "gate"},
        },
    )
    grid = factor_table("test/grid@1.0.0", ["k"], {"f": "kgCO2e/kg"}, [[k, draw(_figures())] for k in "abc"])
    rows, more = draw(st.lists(_row(), min_size=1, max_size=6)), draw(st.lists(_row(), max_size=4))
    return Linear(Generated((data, grid), ()), tuple(rows), tuple(more))


def _figures() -> st.SearchStrategy[int | Decimal]:
    numbers = st.decimals(min_value=0, max_value=500, places=3, allow_nan=False, allow_infinity=False)
    return (numbers | st.integers(0, 9).map(Decimal)).map(plain)


def _row() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "mass": _figures(),
            "factor": _figures(),
            "kind": st.sampled_from("abc"),
            "own": st.booleans(),
            "part": _figures(),
        }
    )


def totals(program: Program, *rows: Sequence[Values]) -> tuple[list[Decimal], list[float]]:
    """The totals of inventories with these rows, exact and by the kernel."""
    case = Generated((), tuple({"parts": list(r)} for r in rows))
    products = read(program, case)
    exact = [calculate(program, p).values["footprint.total"] for p in products]
    found = kernel(program, products).values["footprint.total"]
    assert not np.any(found.state)
    return exact, found.values.tolist()


def near(one: float | Decimal | Fraction, other: float | Decimal | Fraction, within: Decimal) -> bool:
    """Equal within a relative distance."""
    a, b = Fraction(one), Fraction(other)
    return abs(a - b) <= Fraction(within) * max(abs(a), abs(b))


@CHECKED
@given(linear(), st.integers(0, 5), st.integers(1, 99))
def test_a_row_in_two_parts_adds_up_to_the_row(case: Linear, which: int, percent: int) -> None:
    program = compiled(case.case)
    index = which % len(case.rows)
    row = case.rows[index]
    part = Decimal(row["mass"]) * percent / 100
    halves = [{**row, "mass": plain(m)} for m in (part, Decimal(row["mass"]) - part)]
    split = [*case.rows[:index], *halves, *case.rows[index + 1 :]]
    (one, other), (first, second) = totals(program, case.rows, split)
    assert near(one, other, Decimal("1e-30"))
    assert near(first, second, CLOSE)


@CHECKED
@given(linear(), st.sampled_from((2, 3, Decimal("0.125"), 1000)))
def test_linear_rules_are_linear(case: Linear, times: int | Decimal) -> None:
    program = compiled(case.case)
    scaled = [{**row, "mass": plain(Decimal(row["mass"]) * times)} for row in case.rows]
    exact, found = totals(program, case.rows, scaled, case.more, [*case.rows, *case.more])
    for (one, other, more, together), within in ((exact, Decimal("1e-30")), (found, CLOSE)):
        assert near(Fraction(one) * Fraction(times), other, within)
        assert near(Fraction(one) + Fraction(more), together, within)


@CHECKED
@given(linear(), st.integers(0, 5), st.decimals(0, 50, places=2, allow_nan=False))
def test_a_larger_factor_never_lowers_the_total(case: Linear, which: int, added: Decimal) -> None:
    program = compiled(case.case)
    raised = [dict(row) for row in case.rows]
    row = raised[which % len(raised)]
    row["factor"] = plain(Decimal(row["factor"]) + added)
    (one, other), (first, second) = totals(program, case.rows, raised)
    assert one <= other
    assert first <= second


@CHECKED
@given(linear(), st.sampled_from(("more", "a", "b", "c")), st.integers(1, 50))
def test_larger_factors_of_the_rules_add_what_they_weigh(case: Linear, which: str, added: int) -> None:
    """A factor among the parameters, or in a row of a factor table; twice as much more makes twice the difference."""
    (one,), (first,) = totals(compiled(case.case), case.rows)
    (two,), (second,) = totals(compiled(_raised(case.case, which, added)), case.rows)
    (three,), (third,) = totals(compiled(_raised(case.case, which, 2 * added)), case.rows)
    assert one <= two <= three
    assert first <= second <= third
    assert near(Fraction(one) + Fraction(three), 2 * Fraction(two), Decimal("1e-30"))


def _raised(case: Generated, which: str, added: int) -> Generated:
    """The rules with a parameter, or the factor of a row of the table, that is so much larger."""
    rules, grid = case.files
    if which == "more":
        more = {**rules["parameters"]["more"]}
        more["value"] = plain(Decimal(more["value"]) + added)
        return Generated(({**rules, "parameters": {**rules["parameters"], "more": more}}, grid), ())
    rows = [{**r, "f": plain(Decimal(r["f"]) + added) if r["k"] == which else r["f"]} for r in grid["rows"]]
    return Generated((rules, {**grid, "rows": rows}), ())


@CHECKED
@given(linear(), st.sampled_from(("kg", "g", "t")), st.sampled_from(("kgCO2e/kg", "gCO2e/kg", "kgCO2e/t")))
def test_the_units_of_the_rule_set_are_a_matter_of_taste(case: Linear, mass: str, factor: str) -> None:
    """The same inventory, its units written out, against rule sets that ask for other units."""
    data = dict(case.case.files[0])
    table = data["inputs"]["parts"]
    units = {c: table["columns"][c]["unit"] for c in ("mass", "factor")}
    columns = {
        c: {**f, "unit": {"mass": mass, "factor": factor}.get(c, f.get("unit"))}
        for c, f in table["columns"].items()
        if "unit" in f
    }
    inputs = {"parts": {**table, "columns": {**table["columns"], **columns}}}
    other = Generated(({**data, "inputs": inputs}, *case.case.files[1:]), ())
    rows = [{**r, **{c: f"{Decimal(r[c]):f} {units[c]}" for c in units}} for r in case.rows]
    one, first = totals(compiled(case.case), rows)
    two, second = totals(compiled(other), rows)
    assert near(one[0], two[0], Decimal("1e-30"))
    assert near(first[0], second[0], CLOSE)
