"""From the calculation to the result: totals, rounding, shares, identity; and why a result is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import ruleengine
from ruleengine.diagnostics import Refused, Report
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_data
from ruleengine.run.result import run
from tests.conftest import Golden
from tests.library_builder import factor_table, inventory, product, read, result, rule_set, texts
from tests.run.values import INPUTS, NA, rows

HERE = Path(__file__).parent
LAMP = rule_set(
    boundary={
        "type": "cradle-to-gate",
        "stages": ["raw_materials", "production"],
        "clause": "3",
        "text": texts("gate"),
    },
    inputs={
        "electricity": "kWh",
        "output": {"unit": "1", "above": 0},
        "grid": {"values_of": "power", "label": texts("grid")},
        "spare": "kg?",
        "materials": {"name": "text", "mass": "kg", "factor": "kgCO2e/kg", "recycled": "boolean?"},
    },
    tables={"power": {"table": "test/power@1.0.0", "label": texts("power factors")}},
    parameters={"share_limit": "60 %", "spare_factor": "2 kgCO2e/kg"},
    quantities={
        "material_emissions": ("kgCO2e", "materials.mass * materials.factor"),
        "heaviest": ("g", "max(materials.mass)"),
        "has_recycled": "any(materials.recycled)",
    },
    emissions={
        "material_use": {"formula": "sum(material_emissions)", "stage": "raw_materials"},
        "power_use": "electricity / output * power[grid]",
        "spare_parts": {"formula": "spare * spare_factor", "species": "biogenic_emission"},
    },
    reference_flow={"formula": "1 / output * 100", "clause": "2", "label": texts("pieces")},
    indicators={"material_share": ("%", "footprint.raw_materials / footprint.total")},
    requirements={
        "share": "material_share <= share_limit",
        "limit": {"check": "footprint.per_unit < 0 * spare_factor * spare", "verb": "should"},
        "spare": {"check": "spare > 0 * spare", "applies": "given(spare)"},
        "look": {"verb": "may"},
    },
)
POWER = factor_table(
    "test/power@1.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["average", Decimal("0.5777")], ["solar", 0]]
)
VALUES = {
    "electricity": "3600 MJ",
    "output": 200,
    "grid": "average",
    "spare": NA,
    "materials": [
        {"name": "steel", "mass": "250 g", "factor": Decimal("2.4")},
        {"name": "glass", "mass": "0.1 kg", "factor": Decimal("1.7"), "recycled": True},
    ],
}


@pytest.fixture
def lamp(tmp_path):
    return product(tmp_path, LAMP, POWER)


def test_the_result_as_data(lamp, golden: Golden) -> None:
    data = record_data(result_record(result(lamp, **VALUES)))
    assert data["engine"] == ruleengine.__version__
    text = json.dumps({**data, "engine": "…"}, ensure_ascii=False, indent=2) + "\n"
    golden(HERE / "result.golden.json", text)


def test_totals_stages_and_species(lamp) -> None:
    found = result(lamp, **VALUES)
    assert found.total == Decimal("0.77") + Decimal("2.8885")
    assert found.reference_flow == Decimal("0.5")
    assert found.per_unit == Decimal("1.82925")
    assert found.rounded_per_unit == Decimal("1.83")
    assert found.stages == {"raw_materials": Decimal("0.77"), "production": Decimal("2.8885")}
    assert found.species["fossil"] == found.total
    assert found.species["biogenic_emission"] == 0
    assert sum(found.stages.values()) == sum(found.species.values()) == found.total
    assert found.share(found.total) == 1
    assert {v.requirement: v.verdict for v in found.verdicts} == {
        "share": "satisfied", "limit": "not_applicable", "spare": "not_applicable", "look": "manual",
    }  # fmt: skip
    assert [found.count(v) for v in ("satisfied", "not_applicable", "manual", "not_satisfied")] == [
        1,
        2,
        1,
        0,
    ]


def test_shares_have_34_digits(lamp) -> None:
    found = result(lamp, **VALUES)
    assert str(found.share(Decimal("0.77"))) == "0.2104687713543802104687713543802105"


def test_a_total_of_zero_has_no_shares(tmp_path) -> None:
    program = product(tmp_path, inputs={"x": "1"}, parameters={"f": "1 kgCO2e"}, emissions={"e": "x * f"})
    found = result(program, x=0)
    assert found.total == 0
    assert found.share(Decimal(0)) is None


@pytest.mark.parametrize(
    ("rounding", "per_unit"), [({"places": 1}, "1.8"), ({"significant": 5}, "1.8292"), (None, "1.83")]
)
def test_the_declared_figure_is_rounded_as_the_rule_set_says(tmp_path, rounding, per_unit: str) -> None:
    data = {**LAMP, "rounding": rounding} if rounding else LAMP
    found = result(product(tmp_path, data, POWER), **VALUES)
    assert f"{found.rounded_per_unit:f}" == per_unit
    assert found.per_unit == Decimal("1.82925")


def refused(program, /, **values: object) -> list:
    with pytest.raises(Refused) as stopped:
        result(program, **values)
    return list(stopped.value.diagnostics)


def test_an_error_names_formula_part_row_line_and_values(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e/kg"},
        quantities={"col": ("kg", "a * x / (materials.mass / b)")},
        emissions={"e": "sum(col) * f"},
    )
    values = {
        "a": "1 kg",
        "b": "1 kg",
        "x": 2,
        "materials": rows(name=["steel", "glass"], mass=["1 kg", "0 g"]),
    }
    (error,) = refused(program, **values)
    lines = error.text().splitlines()
    assert (error.code, error.element, error.clause) == ("E701", "quantities.col", "6")
    assert error.message == "`col` in row 2 of `materials` (sample.yaml:14:11): division by zero"
    assert lines[1:5] == [
        "  in element `quantities.col`, clause 6",
        "    a * x / (materials.mass / b)",
        "    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "  found: `a` = 1, `x` = 2, `materials.mass` = 0, `b` = 1",
    ]
    assert str(error.place).startswith("rules/test/product/1.0.0.yaml:")


def test_an_error_in_a_single_value_names_what_it_read(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e/kg"},
        quantities={"q": ("1", "1 / count(materials, where=materials.mass > a)"), "r": ("1", "log(x)")},
        emissions={"e": "(q + r) * a * f"},
    )
    first, second = refused(program, a="1 kg", x=0, materials=rows(mass=["1 kg"]))
    assert (first.code, first.message) == ("E701", "`q`: division by zero")
    assert first.found == "`materials.mass`, `a` = 1"
    assert (second.code, second.message) == ("E702", "`r`: the logarithm of a number that is not above zero")
    assert second.found == "`x` = 0"
    assert second.excerpt.lines()[1] == "^^^^^^"


REMEDIES = [
    ("a / b", {"a": "1 kg", "b": "0 kg"}, "correct `b`: it makes the divisor zero", "改正`b`：它使除数为零"),
    ("a / half_b", {"a": "1 kg", "b": "0 kg"}, "correct `b`: it makes the divisor zero", "改正`b`：它使除数为零"),
    ("a / b", {"a": "0 kg", "b": "0 kg", "x": 0},
     "correct `b`, which makes the divisor zero: requirement `above` is not satisfied either",
     "改正`b`：它使除数为零，要求`above`也因此不满足"),
    ("sum(a / materials.mass)", {"a": "1 kg", "materials": rows(mass=["1 kg", "0 kg"])},
     "correct `materials.mass` in row 2: it makes the divisor zero", "改正第2行的`materials.mass`：它使除数为零"),
    ("sum(materials.mass / (b * x))", {"a": "1 kg", "b": "1 kg", "x": 0, "materials": rows(mass=["1 kg"])},
     "correct `x`: it makes the divisor zero", "改正`x`：它使除数为零"),
    ("a / sum(materials.mass)", {"a": "1 kg", "materials": rows(mass=["0 kg", "0 g"])},
     "correct `materials.mass` in row 1, `materials.mass` in row 2: it makes the divisor zero",
     "改正第1行的`materials.mass`、第2行的`materials.mass`：它使除数为零"),
    ("a / sum(materials.mass)", {"a": "1 kg", "materials": []},
     "give `materials` at least one row that counts here: without one the divisor is zero",
     "`materials`中至少应有一行计入此处：没有这样的行时除数为零"),
    ("a / (b - b)", {"a": "1 kg", "b": "1 kg"}, None, "检查构成除数的各值"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "values", "en", "zh"), REMEDIES)
def test_a_division_by_zero_says_which_input_makes_it(tmp_path, formula: str, values, en, zh) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e"},
        quantities={"q": ("1", formula), "half_b": ("kg", "b / 2")},
        emissions={"e": "q * f"},
        requirements={"above": {"check": "b > x * a", "applies": "given(x)"}},
    )
    (error,) = refused(program, **values)
    assert (error.code, error.suggestion, error.said("zh").remedy) == ("E701", en, zh)


def test_an_error_within_a_sum_names_the_row_and_what_stands_there(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e"},
        emissions={"e": "sum(a / materials.mass) * f"},
    )
    (error,) = refused(program, a="1 kg", materials=rows(name=["steel", "glass"], mass=["1 kg", "0 kg"]))
    assert error.message == "`e` in row 2 of `materials` (sample.yaml:12:11): division by zero"
    assert error.said("zh").message == "`materials`第2行（sample.yaml:12:11）的`e`：除数为零"
    assert error.found == "`a` = 1, `materials.mass` = 0"


def test_a_key_that_a_table_has_not_is_told_with_those_that_it_has(tmp_path) -> None:
    table = factor_table(
        "test/heat@1.0.0", ["place", "season"], {"factor": "1"},
        [["south", "summer", 1], ["south", "spring", 1], ["north", "winter", 2]],
    )  # fmt: skip
    rules = rule_set(
        inputs={"place": "text", "season": "text"},
        tables={"heat": {"table": "test/heat@1.0.0", "label": texts("heat")}},
        parameters={"f": "1 kgCO2e"},
        emissions={"e": "f * heat[place, season]"},
    )
    (error,) = refused(product(tmp_path, rules, table), place="south", season="winter")
    assert error.message == "`e`: `heat` has no row for `south`, `winter`"
    assert error.suggestion == "with `south` the table has `spring`, `summer`"
    assert error.said("zh").remedy == "与`south`对应，表中有`spring`、`summer`"


def test_an_error_names_texts_and_absent_values_too(tmp_path) -> None:
    table = factor_table("test/power@1.0.0", ["kind"], {"factor": "1"}, [["average", 1]])
    rules = rule_set(
        inputs={"kind": "text", "y": "1?"},
        tables={"power": {"table": "test/power@1.0.0", "label": texts("power")}},
        parameters={"f": "1 kgCO2e"},
        emissions={"e": "f * power[kind]", "g": "f / (0 if given(y) else 0)"},
    )
    first, second = refused(product(tmp_path, rules, table), kind="coal")
    assert (first.code, first.found) == ("E703", "`kind` = coal")
    assert (second.code, second.found) == ("E701", "`f` = 1, `y` = missing")


def test_all_emissions_that_are_missing_are_told(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e/kg"},
        emissions={"v": "a * f", "w": "sum(materials.mass) * f", "y": "b * f"},
        reference_flow={"formula": "x", "clause": "2", "label": texts("pieces")},
    )
    found = refused(program, b="1 kg", materials=rows(mass=["1 kg", None]))
    assert [(d.code, d.message, d.found) for d in found] == [
        ("E704", "`reference_flow` cannot be calculated", "missing: x"),
        ("E704", "`v` cannot be calculated", "missing: a"),
        ("E704", "`w` cannot be calculated", "missing: materials.mass (row 2)"),
    ]


def test_a_reference_flow_that_does_not_apply_is_refused(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e"},
        emissions={"e": "f"},
        reference_flow={"formula": "x", "clause": "2", "label": texts("pieces")},
    )
    (error,) = refused(program, x=NA)
    assert (error.key, error.found) == ("E704.not_applicable", "`x` is given as not applicable")


def test_a_missing_indicator_or_check_is_no_reason_to_refuse(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters={"f": "1 kgCO2e/kg"},
        emissions={"e": "b * f"},
        indicators={"i": ("kg", "a * 2")},
        requirements={"r": "a > b"},
    )
    found = result(program, b="1 kg")
    indicator = record_data(result_record(found))["indicators"]["i"]
    assert (indicator["value"], indicator["unit"]) == ({"absent": "missing"}, "kg")
    assert found.verdicts[0].verdict == "not_evaluated"


def test_a_base_calculates_nothing(tmp_path) -> None:
    program = product(tmp_path, abstract=True, inputs=INPUTS)
    (error,) = refused(program)
    assert (error.code, error.message) == ("E706", "`test/product@1.0.0` is a base for other rule sets")


def test_a_report_collects_what_is_found(tmp_path) -> None:
    program = product(tmp_path, inputs=INPUTS, parameters={"f": "1 kgCO2e"}, emissions={"e": "a / b * f"})
    report = Report()
    with pytest.raises(Refused):
        run(program, inventory(program, a="1 kg", b="0 kg"), report)
    assert [d.code for d in report.items] == ["E701"]


def test_huge_results_are_rounded_and_written(tmp_path) -> None:
    inputs = {"x": "1"}
    program = product(
        tmp_path,
        inputs=inputs,
        parameters={"f": "1 kgCO2e"},
        emissions={"e": "x ** 6 * f"},
        rounding={"places": 2},
    )
    text = (
        '{"inventory": "big", "ruleset": "test/product@1.0.0", "product": {"name": {"zh": "大", "en": "big"}},'
        ' "values": {"x": 1e900}}'
    )
    found, _ = read(program, text, "big.json")
    data = record_data(result_record(run(program, found)))
    assert data["per_unit_rounded"] == "1" + "0" * 5400 + ".00"
    assert data["total"] == "1" + "0" * 5400
