"""The exact evaluator is the specification of the language: what every construct comes to, for every kind of value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.inventory.model import MISSING, NOT_APPLICABLE
from ruleengine.run.exact import CONTEXT, calculate
from tests import library_builder
from tests.examples import examples
from tests.library_builder import (
    calculation,
    errors_of,
    factor_table,
    formula_program,
    product,
    read,
    rule_set,
    value_of,
)
from tests.run.values import INPUTS, NA, rows

quick = examples(60)


def of(tmp_path, formula: str, unit: str | None = None, /, **values: object):
    return value_of(tmp_path, formula, unit, INPUTS, **values)


# Formula, unit, values, result.
ARITHMETIC = [
    ("a + b", "kg", {"a": "1 kg", "b": "250 g"}, "1.25"),
    ("a - b", "kg", {"a": "1 kg", "b": "250 g"}, "0.75"),
    ("a * x", "kg", {"a": "1.5 kg", "x": 4}, "6"),
    ("a / b", "1", {"a": "1 kg", "b": "250 g"}, "4"),
    ("a / b", "%", {"a": "1 kg", "b": "4 kg"}, "25"),
    ("-a", "kg", {"a": "1 kg"}, "-1"),
    ("a + b", "g", {"a": "1 kg", "b": "250 g"}, "1250"),
    ("x ** 3", "1", {"x": 3}, "27"),
    ("x ** -2", "1", {"x": 2}, "0.25"),
    ("x ** 0", "1", {"x": 0}, "1"),
    ("x ** 0.5", "1", {"x": 2}, "1.414213562373095048801688724209698"),
    ("sqrt(x)", "1", {"x": "0.25"}, "0.5"),
    ("sqrt(x)", "1", {"x": 0}, "0"),
    ("abs(-x)", "1", {"x": 3}, "3"),
    ("exp(x)", "1", {"x": 1}, "2.718281828459045235360287471352662"),
    ("log(x)", "1", {"x": 10}, "2.302585092994045684017991454684364"),
    ("log(exp(x))", "1", {"x": 2}, "2"),
    ("max(a, b)", "kg", {"a": "1 kg", "b": "1500 g"}, "1.5"),
    ("min(a, b, 0)", "kg", {"a": "1 kg", "b": "1500 g"}, "0"),
    ("round_half_even(x, 0)", "1", {"x": "2.5"}, "2"),
    ("round_half_even(x, 0)", "1", {"x": "3.5"}, "4"),
    ("round_half_even(x, 2)", "1", {"x": "-1.005"}, "-1.00"),
    ("1 if a > b else 0", "1", {"a": "1 kg", "b": "999 g"}, "1"),
    ("1 if a > b else 0", "1", {"a": "1 kg", "b": "1000 g"}, "0"),
    ("a if c else b", "kg", {"a": "1 kg", "b": "2 kg", "c": True}, "1"),
    ("a if c else b", "kg", {"a": "1 kg", "b": "2 kg", "c": False}, "2"),
    ('1 if kind == "steel" else 0', "1", {"kind": "steel"}, "1"),
    ('1 if kind in ("steel", "glass") else 0', "1", {"kind": "wood"}, "0"),
    ('1 if kind not in ("steel", "glass") else 0', "1", {"kind": "wood"}, "1"),
]


@pytest.mark.parametrize(("formula", "unit", "values", "result"), ARITHMETIC)
def test_arithmetic(tmp_path, formula: str, unit: str, values, result: str) -> None:
    found = of(tmp_path, formula, unit, **values)
    assert isinstance(found, Decimal)
    assert found == Decimal(result)


CONDITIONS = [
    ("a == b", {"a": "1 kg", "b": "1000 g"}, True),
    ("a != b", {"a": "1 kg", "b": "1000 g"}, False),
    ("a < b", {"a": "1 kg", "b": "2 kg"}, True),
    ("a <= b", {"a": "2 kg", "b": "2000 g"}, True),
    ("a > b", {"a": "2 kg", "b": "2000 g"}, False),
    ("a >= b", {"a": "2 kg", "b": "2000 g"}, True),
    ('kind != "steel"', {"kind": "wood"}, True),
    ("c == d", {"c": True, "d": False}, False),
    ("not c", {"c": True}, False),
    ("given(a)", {"a": "0 kg"}, True),
    ("given(a)", {}, False),
    ("given(a)", {"a": NA}, False),
    ("given(a + b)", {"a": "1 kg"}, False),
    ("given(materials.mass) and True", {}, ()),
]


@pytest.mark.parametrize(("formula", "values", "result"), CONDITIONS)
def test_conditions(tmp_path, formula: str, values, result) -> None:
    assert of(tmp_path, formula, **values) == result


T, F, M, A = True, False, MISSING, NOT_APPLICABLE
KLEENE = [
    ("and", T, T, T), ("and", T, F, F), ("and", F, T, F), ("and", F, F, F),
    ("and", T, M, M), ("and", M, T, M), ("and", F, M, F), ("and", M, F, F), ("and", M, M, M),
    ("and", T, A, A), ("and", A, T, A), ("and", F, A, F), ("and", A, F, F), ("and", A, A, A),
    ("and", A, M, M), ("and", M, A, M),
    ("or", T, T, T), ("or", T, F, T), ("or", F, T, T), ("or", F, F, F),
    ("or", F, M, M), ("or", M, F, M), ("or", T, M, T), ("or", M, T, T), ("or", M, M, M),
    ("or", F, A, A), ("or", A, F, A), ("or", T, A, T), ("or", A, T, T), ("or", A, A, A),
    ("or", A, M, M), ("or", M, A, M),
]  # fmt: skip


@pytest.mark.parametrize(("word", "left", "right", "result"), KLEENE)
def test_and_and_or_are_three_valued(tmp_path, word: str, left, right, result) -> None:
    given_ = {k: NA if v is A else v for k, v in (("c", left), ("d", right)) if v is not M}
    assert of(tmp_path, f"c {word} d", **given_) is result
    assert of(tmp_path, f"not (not c {'or' if word == 'and' else 'and'} not d)", **given_) is result


def test_a_condition_that_decides_stops_what_cannot_be_calculated(tmp_path) -> None:
    values = {"a": "0 kg", "b": "1 kg", "c": False}
    assert of(tmp_path, "c and b / a > 1", **values) is False
    assert of(tmp_path, "not c or b / a > 1", **values) is True
    assert of(tmp_path, "b / a if a > 0 else 0", "1", **values) == 0


OPERATIONS = [
    "a + b", "a - b", "b - a", "a * b", "a / b", "b / a", "-a", "a ** 2", "abs(a)", "sqrt(a * a)", "exp(a / b)",
    "log(a / b)", "max(a, b)", "min(b, a)", "round_half_even(a, 1)", "ceil(a / b)", "floor(b / a)",
    "a if a > b else b", "a if c else b", "1 if c and a > b else 0",
]  # fmt: skip


@pytest.mark.parametrize("formula", OPERATIONS)
def test_what_rests_on_a_missing_value_is_missing(tmp_path, formula: str) -> None:
    """Missing outweighs not applicable; neither of them is zero."""
    unit = "kg^2" if formula in ("a * b", "a ** 2") else "1" if any(w in formula for w in "/1") else "kg"
    unit = "kg" if formula == "round_half_even(a, 1)" else unit
    both = {"b": "1 kg", "c": True}
    assert of(tmp_path, formula, unit, **both) is MISSING
    assert of(tmp_path, formula, unit, **both, a=NA) is NOT_APPLICABLE
    assert isinstance(of(tmp_path, formula, unit, **both, a="2 kg"), Decimal)


@pytest.mark.parametrize("formula", ["a + b", "b + a", "a * b", "b / a", "max(a, b)", "min(b, a)"])
def test_missing_outweighs_not_applicable(tmp_path, formula: str) -> None:
    unit = {"a * b": "kg^2", "b / a": "1"}.get(formula, "kg")
    assert of(tmp_path, formula, unit, a=NA) is MISSING
    assert of(tmp_path, formula, unit, b=NA) is MISSING
    assert of(tmp_path, formula, unit, a=NA, b=NA) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("formula", "result"),
    [("a > b", MISSING), ('kind == "x"', MISSING), ('kind in ("x",)', MISSING), ("not c", MISSING)],
)
def test_conditions_on_missing_values_are_missing(tmp_path, formula: str, result) -> None:
    assert of(tmp_path, formula, b="1 kg") is result


def test_a_zero_is_a_value(tmp_path) -> None:
    assert of(tmp_path, "a + b", "kg", a="0 kg", b="0 kg") == 0
    assert of(tmp_path, "a * x", "kg", a="0 kg", x=5) == 0
    assert of(tmp_path, "sum(materials.mass)", "kg", materials=rows(mass=["0 kg", "0 kg"])) == 0


# Sums and the like over rows of masses.
AGGREGATES = [
    # formula, masses, result
    ("sum(materials.mass)", ["1 kg", "2 kg"], "3"),
    ("sum(materials.mass)", ["1 kg", NA], "1"),
    ("sum(materials.mass)", ["1 kg", None], M),
    ("sum(materials.mass)", [NA, None], M),
    ("sum(materials.mass)", [NA, NA], "0"),
    ("sum(materials.mass)", [], "0"),
    ("mean(materials.mass)", ["1 kg", "2 kg"], "1.5"),
    ("mean(materials.mass)", ["1 kg", NA], "1"),
    ("mean(materials.mass)", ["1 kg", None], M),
    ("mean(materials.mass)", [], A),
    ("mean(materials.mass)", [NA], A),
    ("min(materials.mass)", ["3 kg", "2000 g"], "2"),
    ("max(materials.mass)", ["3 kg", "2000 g"], "3"),
    ("max(materials.mass)", ["3 kg", NA], "3"),
    ("min(materials.mass)", ["3 kg", None], M),
    ("min(materials.mass)", [], A),
    ("max(materials.mass)", [], A),
    ("count(materials) * a", ["1 kg", NA, None], "3"),
    ("count(materials, where=materials.mass > a) * a", ["1 kg", "2 kg"], "1"),
    ("count(materials, where=materials.mass > a) * a", ["1 kg", NA], "0"),
    ("count(materials, where=materials.mass > a) * a", ["2 kg", None], M),
    ("sum(materials.mass, where=materials.mass > a)", ["1 kg", "2 kg", "3 kg"], "5"),
    ("sum(materials.mass, where=materials.mass > a)", ["1 kg", NA, "3 kg"], "3"),
    ("sum(materials.mass, where=materials.mass > a)", ["1 kg", None, "3 kg"], M),
    ("sum(materials.mass, where=given(materials.mass))", ["1 kg", None, NA, "3 kg"], "4"),
    ("sum(materials.mass, where=c)", ["1 kg"], M),
    ("max(materials.mass, where=materials.mass > a)", ["1 kg"], A),
    ("sum(materials.mass if given(materials.mass) else a)", ["2 kg", None, NA], "4"),
    ("sum(materials.mass * x)", ["1 kg"], M),
    ("sum(materials.mass * x)", [], "0"),
    ("sum(materials.mass / sum(materials.mass)) * a", ["1 kg", "3 kg"], "1"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "masses", "result"), AGGREGATES)
def test_aggregates(tmp_path, formula: str, masses, result) -> None:
    found = of(tmp_path, formula, "kg", a="1 kg", materials=rows(mass=masses))
    assert found == (Decimal(result) if isinstance(result, str) else result)


ANY_ALL = [
    ("any", [], F), ("any", [F, T], T), ("any", [F, F], F), ("any", [F, None], M), ("any", [T, None], T),
    ("any", [F, NA], F), ("any", [NA, NA], F), ("any", [None, NA], M),
    ("all", [], T), ("all", [T, T], T), ("all", [T, F], F), ("all", [T, None], M), ("all", [F, None], F),
    ("all", [T, NA], T), ("all", [NA], T), ("all", [None, NA], M),
]  # fmt: skip


@pytest.mark.parametrize(("word", "used", "result"), ANY_ALL)
def test_any_and_all(tmp_path, word: str, used, result) -> None:
    assert of(tmp_path, f"{word}(materials.used)", materials=rows(used=used)) is result


def test_any_and_all_of_the_rows_where_a_condition_holds(tmp_path) -> None:
    table = rows(mass=["1 kg", "2 kg", "3 kg"], used=[False, True, None])
    assert of(tmp_path, "all(materials.used, where=materials.mass == a)", a="2 kg", materials=table) is True
    assert of(tmp_path, "any(materials.used, where=materials.mass < a)", a="2 kg", materials=table) is False
    assert of(tmp_path, "all(materials.used, where=materials.mass > a)", a="2 kg", materials=table) is MISSING


def test_weighted_means(tmp_path) -> None:
    def mean(masses, factors):
        table = rows(mass=masses, factor=factors)
        return of(tmp_path, "mean(materials.factor, weight=materials.mass)", "kgCO2e/kg", materials=table)

    assert mean(["1 kg", "3 kg"], [10, 2]) == 4
    assert mean(["1 kg", NA], [10, 2]) == 10
    assert mean(["1 kg", "3 kg"], [10, NA]) == 10
    assert mean(["1 kg", None], [10, 2]) is MISSING
    assert mean(["1 kg", "3 kg"], [10, None]) is MISSING
    assert mean([], []) is NOT_APPLICABLE
    assert of(
        tmp_path, "mean(materials.factor, weight=x)", "kgCO2e/kg", x=2, materials=rows(factor=[1, 2])
    ) == Decimal("1.5")


def test_a_table_that_is_not_given_is_missing_one_without_rows_is_not(tmp_path) -> None:
    assert of(tmp_path, "sum(materials.mass)", "kg") is MISSING
    assert of(tmp_path, "sum(materials.mass)", "kg", materials=[]) == 0
    assert of(tmp_path, "sum(materials.mass)", "kg", materials=NA) == 0
    assert of(tmp_path, "count(materials)", "1") is MISSING
    assert of(tmp_path, "any(materials.used)") is MISSING
    assert of(tmp_path, "given(sum(materials.mass))") is False
    assert of(tmp_path, "materials.mass * x", "kg", x=2) == ()


PROCESSES = [{"id": "cut", "share": 20}, {"id": "weld", "share": 60}, {"id": "paint"}]


def test_references_are_followed_to_the_row_they_name(tmp_path) -> None:
    table = rows(mass=["1 kg", "2 kg"], process=["weld", "cut"])
    found = of(
        tmp_path, "materials.mass * materials.process.share", "kg", materials=table, processes=PROCESSES
    )
    assert found == (Decimal("0.6"), Decimal("0.4"))


def test_what_is_behind_a_missing_reference_is_missing(tmp_path) -> None:
    table = rows(process=["cut", None, NA, "paint"])
    found = of(tmp_path, "materials.process.share", "%", materials=table, processes=PROCESSES)
    assert found == (Decimal(20), MISSING, NOT_APPLICABLE, MISSING)


def test_a_calculated_column_is_followed_too(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        quantities={
            "twice": ("kg", "materials.process.doubled * 1"),
            "doubled": ("kg", "2 * processes.output"),
        },
    )
    found = calculation(
        program, materials=rows(process=["cut", "cut"]), processes=[{"id": "cut", "output": "3 kg"}]
    )
    assert found.values["twice"] == (Decimal(6), Decimal(6))
    assert [s.name for s in program.steps] == ["doubled", "twice"]


def test_grouping_by_a_reference(tmp_path) -> None:
    """Rows without a reference belong to no group; a group without rows has a sum of zero."""
    table = rows(mass=["1 kg", "2 kg", "4 kg", "8 kg"], process=["cut", "weld", "cut", None])
    grouped = "sum(materials.mass, by=materials.process)"
    assert of(tmp_path, grouped, "kg", materials=table, processes=PROCESSES) == (5, 2, 0)
    assert of(
        tmp_path, "count(materials, by=materials.process)", "1", materials=table, processes=PROCESSES
    ) == (2, 1, 0)
    where = "sum(materials.mass, by=materials.process, where=materials.mass > a)"
    assert of(tmp_path, where, "kg", a="1 kg", materials=table, processes=PROCESSES) == (4, 2, 0)
    assert of(tmp_path, grouped, "kg", materials=[], processes=[]) == ()


def test_grouping_with_a_missing_value_makes_only_its_group_missing(tmp_path) -> None:
    table = rows(mass=["1 kg", None, NA], process=["cut", "weld", "paint"])
    grouped = "sum(materials.mass, by=materials.process)"
    assert of(tmp_path, grouped, "kg", materials=table, processes=PROCESSES) == (1, MISSING, 0)
    assert of(tmp_path, grouped, "kg", processes=PROCESSES) == (MISSING, MISSING, MISSING)


TABLE = factor_table(
    "test/fuels@1.0.0",
    ["fuel", "place"],
    {"direct": "kgCO2e/kg", "upstream": "kgCO2e/kg?"},
    [["coal", "north", 2, Decimal("0.5")], ["coal", "south", 3, None], ["oil", "north", 4, 1]],
)
FUEL_INPUTS = {
    "fuel": {"type": "text", "values_of": "fuels.fuel", "required": False},
    "place": "north|south",
    "burnt": {"fuel": {"type": "text", "values_of": "fuels.fuel"}, "mass": "kg"},
}


@pytest.fixture
def fuels(tmp_path):
    def compile_(formula: str, unit: str | None):
        main = rule_set(
            inputs=FUEL_INPUTS,
            tables={"fuels": {"table": "test/fuels@1.0.0", "label": {"zh": "燃料", "en": "fuels"}}},
            quantities={"q": (unit, formula) if unit else formula},
        )
        return product(tmp_path, main, TABLE)

    return compile_


def test_look_ups(fuels) -> None:
    program = fuels("fuels[fuel, place].direct", "kgCO2e/kg")
    assert calculation(program, fuel="coal", place="south", burnt=[]).values["q"] == 3
    assert calculation(program, place="south", burnt=[]).values["q"] is MISSING
    assert calculation(program, fuel=NA, place="south", burnt=[]).values["q"] is NOT_APPLICABLE


def test_look_ups_row_by_row(fuels) -> None:
    program = fuels("burnt.mass * fuels[burnt.fuel, place].direct", "kgCO2e")
    burnt = [{"fuel": "coal", "mass": "2 kg"}, {"fuel": "oil", "mass": "500 g"}]
    assert calculation(program, place="north", burnt=burnt).values["q"] == (4, 2)


def test_an_empty_cell_of_a_factor_table_is_missing(fuels) -> None:
    program = fuels("fuels[fuel, place].upstream", "kgCO2e/kg")
    assert calculation(program, fuel="coal", place="north", burnt=[]).values["q"] == Decimal("0.5")
    assert calculation(program, fuel="coal", place="south", burnt=[]).values["q"] is MISSING


def test_a_key_without_a_row_is_an_error(fuels) -> None:
    errors = calculation(
        fuels("fuels[fuel, place].direct", "kgCO2e/kg"), fuel="oil", place="south", burnt=[]
    ).errors
    assert [(e.error.key, dict(e.error.facts), e.row) for e in errors] == [
        ("E703.row", {"table": "fuels", "keys": ("oil", "south")}, None)
    ]


ERRORS = [
    ("a / b", "1", {"a": "1 kg", "b": "0 kg"}, "E701.division"),
    ("a / (b - b)", "1", {"a": "0 kg", "b": "1 kg"}, "E701.division"),
    ("x ** -1", "1", {"x": 0}, "E701.division"),
    ("sqrt(x)", "1", {"x": -1}, "E702.root"),
    ("x ** 0.5", "1", {"x": "-0.01"}, "E702.root"),
    ("log(x)", "1", {"x": 0}, "E702.logarithm"),
    ("log(x)", "1", {"x": -2}, "E702.logarithm"),
    ("exp(x)", "1", {"x": 100_000}, "E702.overflow"),
    ("exp(exp(x))", "1", {"x": 100}, "E702.overflow"),
    ("mean(materials.factor, weight=materials.mass)", "kgCO2e/kg",
     {"materials": rows(mass=["0 kg", "0 kg"], factor=[1, 2])},
     "E701.weights"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "unit", "values", "key"), ERRORS)
def test_what_has_no_value_is_an_error(tmp_path, formula: str, unit: str, values, key: str) -> None:
    (error,) = errors_of(tmp_path, formula, unit, INPUTS, **values)
    assert (error.error.key, error.error.code) == (key, key[:4])
    assert error.step.name == "q"
    assert error.row is None


STEEP = "(x ** 6) ** 5 * x ** 2 * 9"  # for x = 1e192 the largest power of ten there is, times nine
COLUMN = STEEP.replace("x", "materials.value")


def huge(tmp_path, quantities, number: str = "1e192", **emissions):
    """A program on a number that only JSON can write, and its calculation."""
    inputs = {"x": "1", "materials": {"value": "1"}}
    program = product(tmp_path, inputs=inputs, quantities=quantities, **emissions)
    text = (
        '{"inventory": "big", "ruleset": "test/product@1.0.0", "product": {"name": {"zh": "大", "en": "big"}},'
        f' "values": {{"x": {number}, "materials": [{{"value": {number}}}, {{"value": {number}}}]}}}}'
    )
    found, report = read(program, text, "big.json")
    assert found is not None, report.items
    return program, found


@pytest.mark.parametrize(
    "formula",
    [
        f"{STEEP} + {STEEP}",
        f"-({STEEP}) - {STEEP}",
        f"{STEEP} * 10",
        f"{STEEP} / (1 / x)",
        "(x ** 6) ** 6",
        f"sum({COLUMN})",
        f"mean({COLUMN})",
        f"mean({COLUMN}, weight=materials.value)",
        f"mean(materials.value, weight={COLUMN})",
        f"sum({COLUMN} * materials.value)",
    ],
)
def test_overflow_is_an_error_never_an_infinity(tmp_path, formula: str) -> None:
    program, found = huge(tmp_path, {"q": ("1", formula)})
    done = calculate(program, found)
    assert [e.error.key for e in done.errors] == ["E702.overflow"]
    assert "q" not in done.values


def test_the_largest_numbers_are_calculated(tmp_path) -> None:
    program, found = huge(tmp_path, {"q": ("1", STEEP), "r": ("1", f"max({COLUMN})")})
    done = calculate(program, found)
    assert done.values["q"] == done.values["r"] == Decimal("9e6144")


def test_a_conversion_that_overflows_is_an_error(tmp_path) -> None:
    inputs = {"x": "1", "materials": {"value": "1"}}
    program = product(
        tmp_path,
        inputs=inputs,
        parameters={"t": "1 TJ"},
        quantities={"q": ("J", "(x ** 6) ** 5 * x * x * t")},
    )
    text = (
        '{"inventory": "big", "ruleset": "test/product@1.0.0", "product": {"name": {"zh": "大", "en": "big"}},'
        ' "values": {"x": 1e192, "materials": []}}'
    )
    found, _ = read(program, text, "big.json")
    assert found is not None
    (error,) = calculate(program, found).errors
    assert error.error.code == "E702"
    assert type(error.error.part).__name__ == "Convert"


def test_numbers_too_small_become_zero_not_an_error(tmp_path) -> None:
    program, found = huge(tmp_path, {"q": ("1", "1 / ((x ** 6) ** 5 * x)")}, number="1e190")
    assert calculate(program, found).values["q"] == Decimal("1e-5890")


def test_an_error_names_the_row(tmp_path) -> None:
    table = rows(mass=["1 kg", "0 kg", "0 kg"])
    errors = errors_of(tmp_path, "a / materials.mass", "1", INPUTS, a="1 kg", materials=table)
    assert [(e.row, e.error.code) for e in errors] == [(1, "E701"), (2, "E701")]


def test_an_error_is_told_once_and_not_for_what_rests_on_it(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        quantities={"q": ("1", "a / b"), "r": ("1", "q + 1"), "col": ("kg", "materials.mass * r")},
        emissions={"e": {"formula": "a * s", "species": "fossil"}},
        parameters={"s": "1 kgCO2e/kg"},
        indicators={"i": ("1", "q"), "j": ("kgCO2e", "footprint.total")},
    )
    done = calculation(program, a="1 kg", b="0 kg", materials=rows(mass=["1 kg"]))
    assert [e.step.name for e in done.errors] == ["q"]
    assert {"q", "r", "col", "i"} & set(done.values) == set()
    assert done.values["j"] == 1


def test_calculation_has_34_digits_and_half_to_even(tmp_path) -> None:
    assert str(of(tmp_path, "1 / (x + 2)", "1", x=1)) == "0." + "3" * 34
    assert str(of(tmp_path, "2 / x", "1", x=3)) == "0." + "6" * 33 + "7"
    assert of(tmp_path, "x + 1", "1", x="9" * 34) == Decimal("1e34")
    assert CONTEXT.prec == 34


@pytest.mark.parametrize(
    ("given_", "result"),
    [
        (("0.1 kWh", "0.2 kWh"), "0.3"),
        (("0.36 MJ", "0.72 MJ"), "0.3"),
        (("0.1 kWh", "0.72 MJ"), "0.3"),
        (("100 Wh", "0.00072 GJ"), "0.3"),
    ],
)
def test_sums_over_units_are_exact(tmp_path, given_, result: str) -> None:
    inputs = {"p": "kWh", "q_": "kWh"}
    assert value_of(tmp_path, "p + q_", "kWh", inputs, p=given_[0], q_=given_[1]) == Decimal(result)
    assert value_of(tmp_path, "p + q_", "MJ", inputs, p=given_[0], q_=given_[1]) == Decimal("1.08")
    assert value_of(
        tmp_path, "p + q_ == limit", None, {**inputs, "limit": "MJ"}, p=given_[0], q_=given_[1], limit=1.08
    )


def test_units_of_both_sides_may_differ(tmp_path) -> None:
    inputs = {"power": "W", "life": "a", "used": "MJ"}
    values = {"power": "10 W", "life": "1 a", "used": "3.6 MJ"}
    assert value_of(tmp_path, "power * life + used", "kWh", inputs, **values) == Decimal("88.6")
    assert value_of(tmp_path, "used + power * life", "kWh", inputs, **values) == Decimal("88.6")


def test_the_footprint_is_added_up_by_stage_and_species(tmp_path) -> None:
    program = product(
        tmp_path,
        boundary={
            "type": "cradle-to-gate",
            "stages": ["raw_materials", "production"],
            "clause": "3",
            "text": {"zh": "界", "en": "gate"},
        },
        inputs={"x": "1", "y": "1?"},
        parameters={"one": "1 kgCO2e", "g": "1 gCO2e"},
        reference_flow={"formula": "x / 2", "clause": "2"},
        emissions={
            "a": {"formula": "x * one", "stage": "raw_materials"},
            "b": {"formula": "-one", "species": "biogenic_removal"},
            "c": {"formula": "2 * g"},
            "d": {"formula": "y * one"},
        },
        indicators={"share": ("%", "footprint.production / footprint.total")},
    )
    done = calculation(program, x=10, y=NA)
    parts = {k.removeprefix("footprint."): v for k, v in done.values.items() if k.startswith("footprint.")}
    assert parts == {
        "total": Decimal("9.002"), "per_unit": Decimal("45.01"),
        "raw_materials": 10, "production": Decimal("-0.998"), "distribution": 0, "use": 0, "end_of_life": 0,
        "fossil": Decimal("10.002"), "biogenic_emission": 0, "biogenic_removal": -1, "land_use_change": 0,
        "aircraft": 0,
    }  # fmt: skip
    assert done.values["c"] == Decimal("0.002")
    assert done.values["d"] is NOT_APPLICABLE


def test_what_a_base_only_promises_is_missing(tmp_path) -> None:
    program = product(
        tmp_path,
        abstract=True,
        reference_flow=None,
        inputs={"x": "1"},
        quantities={"promised": {"unit": "1"}, "q": ("1", "promised + x"), "r": ("1", "x + 1")},
    )
    done = calculation(program, x=1)
    assert (done.values["q"], done.values["r"]) == (MISSING, 2)
    assert "footprint.per_unit" not in done.values


def test_no_footprint_where_an_emission_is_missing(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs={"x": "1?"},
        parameters={"one": "1 kgCO2e"},
        emissions={"a": "x * one"},
        indicators={"i": ("1", "footprint.total / one"), "k": ("1", "footprint.per_unit / one")},
    )
    done = calculation(program)
    assert done.values["a"] is MISSING
    assert not any(k.startswith("footprint.") for k in done.values)
    assert "i" not in done.values
    assert "k" not in done.values
    assert done.errors == ()


@pytest.mark.parametrize("flow", ["1", "x"])
def test_a_footprint_too_large_is_an_error(tmp_path, flow: str) -> None:
    steep = "(x ** 6) ** 5 * x * one"
    emissions = {"a": steep, "b": steep} if flow == "1" else {"a": steep}
    program, found = huge(
        tmp_path,
        {},
        "1e198",
        parameters={"one": "9000000 kgCO2e"},
        emissions=emissions,
        reference_flow={"formula": flow, "clause": "2"},
    )
    done = calculate(program, found)
    assert [(e.step.name, e.error.key) for e in done.errors] == (
        [("b", "E702.emissions")] if flow == "1" else [("reference_flow", "E702.per_unit")]
    )


@given(
    st.sampled_from(
        ["a + b", "a - b", "a * b", "a / b", "max(a, b)", "sqrt(a * a) + b", "a ** 2 / b", "exp(a / b)"]
    ),
    st.decimals(min_value=-(10**9), max_value=10**9, places=6),
    st.decimals(min_value=-(10**9), max_value=10**9, places=6),
)
@quick
def test_no_infinity_and_no_nan_ever_appears(tmp_path_factory, formula: str, a: Decimal, b: Decimal) -> None:
    units = {"a * b": "kg^2", "a / b": "1", "a ** 2 / b": "kg", "exp(a / b)": "1"}
    folder = tmp_path_factory.mktemp("any")
    done = calculation(formula_program(folder, formula, units.get(formula, "kg"), INPUTS), a=a, b=b)
    if done.errors:
        assert {e.error.code for e in done.errors} <= {"E701", "E702"}
    else:
        assert done.values["q"].is_finite()


def test_a_number_with_no_more_places_is_rounded_to_itself(tmp_path):
    program = library_builder.product(
        tmp_path,
        inputs={"x": {"unit": "1"}},
        parameters={"one": "1.0 kgCO2e"},
        emissions={"e": "one * round_half_even(x, 10)"},
    )
    found = calculate(program, library_builder.inventory(program, x=Decimal("9" * 30)))
    assert found.values["e"] == Decimal("9" * 30)


def test_which_error_is_told_does_not_depend_on_the_order_of_the_rows(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs={"z": "1", "rows": {"x": "1", "y": "1", "c": "boolean"}},
        parameters={"one": "1 kgCO2e"},
        quantities={
            "failed": ("1", "1 / z"),
            "two": ("1", "sum(1 / rows.x + log(rows.y))"),
            "rests": ("1", "sum(failed if rows.c else 1 / rows.x)"),
        },
        emissions={"e": "one * 1"},
    )
    given = [{"x": 1, "y": 0, "c": True}, {"x": 0, "y": 1, "c": False}, {"x": 2, "y": 2, "c": True}]
    told = [calculation(program, z=0, rows=order).errors for order in (given, given[::-1])]
    for errors in told:
        assert [(e.step.name, e.error.code) for e in errors] == [
            ("failed", "E701"), ("two", "E701"), ("rests", "E701"),
        ]  # fmt: skip
    assert [e.error.part for e in told[0]] == [e.error.part for e in told[1]]
