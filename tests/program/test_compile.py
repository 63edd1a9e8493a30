"""Compiling: the order of the steps, circles, declared units, what each section may be, all errors at once."""

from __future__ import annotations

import pytest

from ruleengine.diagnostics import Refused, as_text
from ruleengine.formula.units import NONE, unit
from ruleengine.program.footprint import footprint_types
from ruleengine.ruleset.model import SPECIES, STAGES
from tests.library_builder import (
    calculation,
    compiled,
    factor_table,
    findings,
    overlay,
    product,
    rule_set,
    texts,
    write_library,
)

ONE = {"one": "1 kgCO2e"}


def errors(tmp_path, *files, **sections):
    return [d for d in findings(tmp_path, *files, **sections).items if d.severity == "error"]


def test_steps_are_ordered_by_what_they_use_not_by_where_they_stand(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs={"x": "1", "rows": {"v": "1"}},
        parameters=ONE,
        quantities={
            "c": ("1", "b + x"),
            "b": ("1", "a + sum(col)"),
            "a": ("1", "x + 1"),
            "col": ("1", "rows.v * a"),
        },
        emissions={"e": "f * c", "f": "one * a"},
        indicators={"j": ("1", "i"), "i": ("1", "footprint.total / one")},
        requirements={"r": {"check": "j > 0", "applies": "x > 0"}},
        reference_flow={"formula": "c", "clause": "2", "label": texts("pieces")},
    )
    assert [s.name for s in program.steps] == ["a", "col", "f", "b", "c", "e"]
    assert [s.name for s in program.indicators] == ["i", "j"]
    assert [s.name for s in program.all_steps()] == [
        "a", "col", "f", "b", "c", "e", "reference_flow",
        *(f"footprint.{p}" for p in ("total", *STAGES, *SPECIES, "per_unit")),
        "i", "j", "requirements.r.applies", "requirements.r",
    ]  # fmt: skip
    assert [s.kind for s in program.all_steps()] == [
        "quantity", "quantity", "emission", "quantity", "quantity", "emission", "reference_flow",
        *["footprint"] * (2 + len(STAGES) + len(SPECIES)), "indicator", "indicator", "applies", "check",
    ]  # fmt: skip
    assert program.step("col").type.table == "rows"
    assert program.step("i").type.unit == NONE
    assert program.step("nothing") is None
    assert [s.name for s in program.emissions] == ["f", "e"]
    assert program.stages == ("production",)
    assert (program.requirements[0].id, program.requirements[0].verb) == ("r", "shall")


def test_a_step_knows_its_formula_clause_and_place(tmp_path) -> None:
    program = product(
        tmp_path, inputs={"x": "1"}, quantities={"a": ("1", "x   +\n  1"), "b": {"formula": "x", "unit": "1"}}
    )
    step = program.step("a")
    assert (step.element.clause, str(step.element.clause_reference)) == ("6", "test/product@1.0.0")
    assert " ".join(step.text.split()) == "x + 1"
    assert calculation(program, x=1).values["a"] == 2


@pytest.mark.parametrize(
    ("quantities", "messages"),
    [
        ({"a": ("1", "a + 1")}, ["`a` depends on itself"]),
        ({"a": ("1", "b + 1"), "b": ("1", "a + 1")}, ["the formulas go in a circle: `a` → `b` → `a`"]),
        ({"a": ("1", "b"), "b": ("1", "c"), "c": ("1", "a"), "d": ("1", "x"), "u": ("1", "a + d")},
         ["the formulas go in a circle: `a` → `b` → `c` → `a`"]),
        ({"a": ("1", "a"), "b": ("1", "b")}, ["`a` depends on itself", "`b` depends on itself"]),
    ],
)  # fmt: skip
def test_circular_formulas_are_refused(tmp_path, quantities, messages) -> None:
    found = errors(tmp_path, inputs={"x": "1"}, quantities=quantities)
    assert {d.code for d in found} == {"E412"}
    assert [d.message for d in found] == messages


def test_a_circle_of_many_is_one_short_finding(tmp_path) -> None:
    size = 300
    quantities = {f"q{i}": ("1", f"q{(i + 1) % size} + 1") for i in range(size)}
    (found,) = errors(tmp_path, quantities={**quantities, "after": ("1", "q0")})
    assert (found.key, found.fact("count")) == ("E412.long_circle", size)
    assert found.message.startswith("the formulas of 300 elements go in a circle: `q0` → `q1` → ")
    assert len(found.text()) < 1500


def test_a_circle_through_a_column_behind_a_reference_is_refused(tmp_path) -> None:
    inputs = {"parts": {"id": "!id"}, "rows": {"part": "@parts", "v": "1"}}
    quantities = {"total": ("1", "sum(rows.v * rows.part.load, by=rows.part)"), "load": ("1", "total")}
    found = errors(tmp_path, inputs=inputs, quantities=quantities)
    assert [(d.code, d.element) for d in found] == [("E412", "quantities.total")]
    assert [r.role for r in found[0].related] == ["circle"]


def test_parts_of_the_footprint_and_of_factor_tables_have_names_of_their_own(tmp_path) -> None:
    """An indicator may be called like a stage, a quantity like a column of a factor table."""
    table = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "1", "upstream": "1"}, [["coal", 1, 2]])
    program = product(
        tmp_path,
        rule_set(
            inputs={"x": "1"},
            parameters=ONE,
            tables={"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}},
            quantities={"upstream": ("1", 'x * fuels["coal"].upstream')},
            emissions={"e": "upstream * one"},
            indicators={
                "production": ("1", "footprint.production / one"),
                "total": ("kgCO2e", "footprint.total"),
            },
        ),
        table,
    )
    done = calculation(program, x=3)
    assert (done.values["upstream"], done.values["production"], done.values["total"]) == (6, 6, 6)


def test_what_rests_on_a_broken_formula_is_not_reported_again(tmp_path) -> None:
    found = errors(
        tmp_path,
        inputs={"x": "1", "m": "kg"},
        parameters=ONE,
        quantities={"a": ("1", "x +"), "b": ("1", "a + 1"), "c": ("1", "x + m"), "d": ("1", "c * b")},
        emissions={"e": "d * one"},
    )
    assert [(d.code, d.element) for d in found] == [("E401", "quantities.a"), ("E405", "quantities.c")]


DECLARED = [
    ({"quantities": {"q": ("kWh", "m")}}, "E405", "the result is in `kg`, the declared unit is `kWh`"),
    ({"quantities": {"q": "m"}}, "E405", "the result is in `kg`, the declared unit is `1`"),
    ({"quantities": {"q": ("furlong", "m")}}, "E408", "`furlong` is not a unit"),
    ({"quantities": {"q": ("1", "m > 0 * m")}}, "E406", "a number is due here, this is a condition"),
    ({"quantities": {"q": ("1", "rows.part")}}, "E406",
     "a number is due here, this is a reference for each row of `rows`"),
    ({"indicators": {"i": ("kg", "rows.v * m")}}, "E406",
     "a single value is due here, this is a number in `kg` for each row of `rows`"),
    ({"indicators": {"i": ("1", "m > 0 * m")}}, "E406", "a number is due here, this is a condition"),
    ({"indicators": {"i": ("lbs", "m")}}, "E408", "`lbs` is not a unit"),
    ({"emissions": {"e": "m"}}, "E405", "the result is in `kg`, the declared unit is `kgCO2e`"),
    ({"emissions": {"e": "rows.v * one"}}, "E406",
     "a single value is due here, this is a number in `kgCO2e` for each row of `rows`"),
    ({"emissions": {"e": "m > 0 * m"}}, "E406", "a number is due here, this is a condition"),
    ({"emissions": {"e": "footprint.total"}}, "E404",
     "`footprint.total`, a part of the footprint, is known in preconditions, indicators and requirements only"),
    ({"reference_flow": {"formula": "m", "clause": "2"}}, "E405",
     "the result is in `kg`, a plain number is due here"),
    ({"reference_flow": {"formula": "m > 0 * m", "clause": "2"}}, "E406",
     "a plain number is due here, this is a condition"),
    ({"reference_flow": {"formula": "m +", "clause": "2"}}, "E401",
     "the formula cannot be read: something is missing or too much here"),
    ({"requirements": {"r": "m"}}, "E406", "a condition is due here, this is a number in `kg`"),
    ({"requirements": {"r": "rows.v > 0"}}, "E406",
     "a condition is due here, this is a condition for each row of `rows`"),
    ({"requirements": {"r": {"check": "x > 0", "applies": "x"}}}, "E406",
     "a condition is due here, this is a plain number"),
    ({"requirements": {"r": "y > 0"}}, "E404", "the name `y` is not known"),
    ({"parameters": {**ONE, "p": "1 lbs"}}, "E408", "`lbs` is not a unit"),
    ({"inputs": {"x": "1", "m": "kg", "rows": {"v": "lbs"}}}, "E408", "`lbs` is not a unit"),
]  # fmt: skip


@pytest.mark.parametrize(("sections", "code", "message"), DECLARED)
def test_what_does_not_fit_its_section(tmp_path, sections, code: str, message: str) -> None:
    inputs = {"x": "1", "m": "kg", "parts": {"id": "!id"}, "rows": {"v": "1", "part": "@parts"}}
    (found,) = errors(tmp_path, **{"inputs": inputs, "parameters": ONE, **sections})
    assert (found.code, found.message) == (code, message)
    assert found.place.file == "rules/test/product/1.0.0.yaml"


def test_the_message_shows_the_formula_with_the_part_underlined(tmp_path) -> None:
    (found,) = errors(tmp_path, inputs={"x": "1", "m": "kg"}, quantities={"q": ("1", "x * x + (x + m) * x")})
    assert found.text().splitlines() == [
        f"rules/test/product/1.0.0.yaml:{found.place.line}:14: error E405: `kg` cannot be added to `1`",
        "  in element `quantities.q`, clause 6",
        "    x * x + (x + m) * x",
        "             ^^^^^",
        "  expected: two values of one dimension; the left side is a plain number (`1`)",
        "  found: the right side is mass (`kg`)",
        "  to do: multiply or divide one side by what brings it to the dimension of the other, such as a factor",
    ]


def test_an_emission_of_a_base_promised_in_another_unit(tmp_path) -> None:
    base = {**rule_set("test/base@1.0.0", indicators={"i": {"unit": "%", "clause": "6"}}), "abstract": True}
    own = overlay("test/product@1.0.0", "test/base@1.0.0", indicators={"i": {"unit": "kg", "formula": "m"}})
    own["inputs"] = {"m": {"unit": "kg", "label": texts("m"), "clause": "4"}}
    found = errors(tmp_path, base, own)
    assert [(d.code, d.message) for d in found] == [
        ("E513", "`test/base@1.0.0` asks for `i` in `%`, it is declared in `kg`")
    ]


def test_a_promise_in_an_unknown_unit_is_refused(tmp_path) -> None:
    found = errors(tmp_path, indicators={"i": {"unit": "lbs", "clause": "6", "label": texts("i")}})
    assert [d.code for d in found] == ["E408", "E506"]


def test_a_quantity_may_be_a_text_or_a_condition(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs={"x": "1", "rows": {"v": "1"}},
        quantities={"big": "x > 5", "kind": '"heavy" if big else "light"', "column": "rows.v > x"},
    )
    values = calculation(program, x=6, rows=[{"v": 7}, {"v": 5}]).values
    assert (values["big"], values["kind"], values["column"]) == (True, "heavy", (True, False))


def test_a_rule_set_with_errors_is_refused_with_all_of_them(tmp_path) -> None:
    with pytest.raises(Refused) as refused:
        product(tmp_path, inputs={"x": "1"}, quantities={"a": ("1", "y"), "b": ("kg", "x")})
    assert [d.code for d in refused.value.diagnostics if d.severity == "error"] == ["E404", "E405"]
    assert "did you mean" not in as_text(refused.value.diagnostics)


def test_an_error_says_what_removed_the_name(tmp_path) -> None:
    base = {**rule_set("test/base@1.0.0", inputs={"x": "1"}, quantities={"q": ("1", "x")}), "abstract": True}
    own = overlay("test/product@1.0.0", "test/base@1.0.0", removed={"inputs.x": {"because": texts("why")}})
    (found,) = errors(tmp_path, base, own)
    assert found.suggestion == "`test/product@1.0.0` removes it: remove or override what uses it too"


def test_an_abstract_rule_set_compiles_without_a_reference_flow(tmp_path) -> None:
    data = {**rule_set(reference_flow=None, boundary=None, inputs={"x": "1"}), "abstract": True}
    program = compiled(write_library(tmp_path, data))
    assert program.reference_flow is None
    assert program.stages == ()


def test_the_footprint_has_a_part_for_each_stage_and_species() -> None:
    sums = ("total", "per_unit", *STAGES, *SPECIES, "gross", "gross_to_gate")
    assert list(footprint_types()) == [f"footprint.{part}" for part in sums]
    assert {t.unit for t in footprint_types().values()} == {unit("kgCO2e")}
