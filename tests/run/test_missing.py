"""Behind a value that is missing: exactly the inputs that made it so."""

from __future__ import annotations

import pytest

from ruleengine.diagnostics import Refused
from ruleengine.diagnostics.facts import spoken
from ruleengine.inventory.model import MISSING
from ruleengine.run.exact import calculate
from ruleengine.run.missing import missing_inputs
from ruleengine.run.trace import Trace
from tests.library_builder import factor_table, inventory, product, result, rule_set, texts
from tests.run.values import INPUTS, NA, rows


def causes(program, given, values, step) -> list[str]:
    """The missing inputs behind a step, in words."""
    return [spoken(m.phrase, "en") for m in missing_inputs(Trace(program, given, values), step)]


TABLE_MISSING = "(the table; `[]` where it has no rows)"


def missing(tmp_path, formula: str, unit: str | None = None, /, **values: object) -> list[str]:
    program = product(tmp_path, inputs=INPUTS, quantities={"q": (unit, formula) if unit else formula})
    found = inventory(program, **values)
    done = calculate(program, found)
    step = program.step("q")
    names = causes(program, found, done.values, step)
    cells = done.values["q"] if isinstance(done.values.get("q"), tuple) else (done.values.get("q"),)
    assert bool(names) == (MISSING in cells)
    return names


CASES = [
    ("a + b", "kg", {}, ["a", "b"]),
    ("b + a", "kg", {}, ["b", "a"]),
    ("a + b", "kg", {"a": "1 kg"}, ["b"]),
    ("a + b", "kg", {"a": "1 kg", "b": "1 kg"}, []),
    ("a + b", "kg", {"a": "1 kg", "b": NA}, []),
    ("a + b", "kg", {"b": NA}, ["a"]),
    ("-a * 1", "kg", {}, ["a"]),
    ("a ** 2 / b", "kg", {"b": "1 kg"}, ["a"]),
    ("max(a, b, 0)", "kg", {"b": "1 kg"}, ["a"]),
    # choices: only the side taken, and the condition where it is unknown
    ("a if c else b", "kg", {"c": True}, ["a"]),
    ("a if c else b", "kg", {"c": False}, ["b"]),
    ("a if c else b", "kg", {}, ["c"]),
    ("a if given(a) else b", "kg", {}, ["b"]),
    ("a if given(a) else b", "kg", {"b": "1 kg"}, []),
    # conditions: what decides hides the rest
    ("c and d", None, {"c": False}, []),
    ("c and d", None, {"c": True}, ["d"]),
    ("c or d", None, {}, ["c", "d"]),
    ("not c", None, {}, ["c"]),
    ("a > b", None, {"b": "1 kg"}, ["a"]),
    ('kind in ("x",)', None, {}, ["kind"]),
    # columns and sums
    ("materials.mass * x", "kg", {"x": 1, "materials": rows(mass=["1 kg", None, NA, None])},
     ["materials.mass (row 2)", "materials.mass (row 4)"]),
    ("materials.mass * x", "kg", {"materials": rows(mass=["1 kg", "1 kg"])}, ["x"]),
    ("sum(materials.mass)", "kg", {"materials": rows(mass=["1 kg", None])}, ["materials.mass (row 2)"]),
    ("sum(materials.mass)", "kg", {}, [f"materials {TABLE_MISSING}"]),
    ("sum(materials.mass) + count(materials) * a", "kg", {"a": "1 kg"}, [f"materials {TABLE_MISSING}"]),
    ("sum(materials.mass, where=materials.used)", "kg",
     {"materials": rows(mass=[None, None, "1 kg"], used=[False, True, None])},
     ["materials.mass (row 2)", "materials.used (row 3)"]),
    ("sum(materials.mass, where=c)", "kg", {"materials": rows(mass=["1 kg"])}, ["c"]),
    ("sum(materials.mass if given(materials.mass) else a)", "kg", {"materials": rows(mass=[None, "1 kg"])}, ["a"]),
    ("mean(materials.factor, weight=materials.mass)", "kgCO2e/kg",
     {"materials": rows(factor=[1, 2], mass=["1 kg", None])}, ["materials.mass (row 2)"]),
    ("mean(materials.factor, weight=x)", "kgCO2e/kg", {"materials": rows(factor=[1])}, ["x"]),
    ("any(materials.used)", None, {"materials": rows(used=[None, False])}, ["materials.used (row 1)"]),
    ("any(materials.used)", None, {"materials": rows(used=[None, True])}, []),
    ("count(materials, where=materials.used)", "1", {"materials": rows(used=[None])}, ["materials.used (row 1)"]),
    # references
    ("materials.process.share", "%",
     {"materials": rows(process=["cut", None, "weld"]), "processes": [{"id": "cut"}, {"id": "weld", "share": 5}]},
     ["processes.share (row 1)", "materials.process (row 2)"]),
    ("sum(materials.mass, by=materials.process)", "kg",
     {"materials": rows(mass=[None, None, "1 kg"], process=["cut", None, "weld"]),
      "processes": [{"id": "cut"}, {"id": "weld"}]},
     ["materials.mass (row 1)"]),
    ("sum(sum(materials.mass, by=materials.process) * processes.share)", "kg",
     {"materials": rows(mass=["1 kg"], process=["cut"]), "processes": [{"id": "cut"}]},
     ["processes.share (row 1)"]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_what_is_missing_behind_a_formula(tmp_path, case) -> None:
    formula, unit, values, expected = case
    assert missing(tmp_path, formula, unit, **values) == expected


def test_missing_values_are_followed_through_earlier_steps(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e/kg"},
        quantities={
            "sums": ("kg", "sum(col) + part"),
            "col": ("kg", "materials.mass * x"),
            "part": ("kg", "a if c else b"),
            "loads": ("kg", "materials.process.load"),
            "load": ("kg", "processes.output * 2"),
        },
        emissions={"e": "(sums + sum(loads)) * f"},
    )
    found = inventory(
        program,
        c=False,
        x=2,
        materials=rows(mass=["1 kg", None], process=["cut", "cut"]),
        processes=[{"id": "cut"}],
    )
    done = calculate(program, found)
    assert causes(program, found, done.values, program.step("e")) == [
        "materials.mass (row 2)",
        "b",
        "processes.output (row 1)",
    ]


def test_an_empty_cell_of_a_factor_table_is_named(tmp_path) -> None:
    table = factor_table(
        "test/fuels@1.0.0", ["fuel"], {"direct": "kgCO2e/kg", "upstream": "kgCO2e/kg?"}, [["coal", 1, None]]
    )
    rules = rule_set(
        inputs={"fuel": {"values_of": "fuels", "required": False}, "m": "kg"},
        tables={"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}},
        emissions={"e": "m * fuels[fuel].upstream"},
    )
    program = product(tmp_path, rules, table)
    with pytest.raises(Refused) as refused:
        result(program, fuel="coal", m="1 kg")
    (error,) = refused.value.diagnostics
    assert (error.code, error.message) == ("E704", "`e` cannot be calculated")
    assert error.found == "missing: fuels.upstream (no value for `coal`)"
    with pytest.raises(Refused) as refused:
        result(program, m="1 kg")
    assert refused.value.diagnostics[0].found == "missing: fuel"


def test_what_failed_with_an_error_is_not_called_missing(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e/kg"},
        quantities={"bad": ("1", "a / b"), "worse": ("1", "bad + x")},
        emissions={"e": "a * worse * f"},
    )
    found = inventory(program, a="1 kg", b="0 kg")
    done = calculate(program, found)
    assert causes(program, found, done.values, program.step("e")) == []
    assert causes(program, found, done.values, program.step("worse")) == []
