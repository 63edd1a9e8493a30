"""Elasticities with known sums, swings within limits, break-even values checked by the exact evaluator, scenarios."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.analysis.sensitivity.break_even import break_even, read_target
from ruleengine.analysis.sensitivity.report import as_data
from ruleengine.analysis.sensitivity.report_text import text
from ruleengine.analysis.sensitivity.scenarios import read_scenarios
from ruleengine.analysis.sensitivity.sensitivity import MOST_SWINGS, Sensitivity, analyse, footprint, per_unit
from ruleengine.analysis.variables import find_variable, variables, with_value
from ruleengine.api import calculate, compile_rules, read_inventory
from ruleengine.diagnostics import Refused, Report
from ruleengine.documents.tornado import tornado_svg
from ruleengine.run.result import Result
from ruleengine.source.reader import read_file
from tests.library_builder import RULES, factor_table, product, result, rule_set, texts

LINEAR = {
    "inputs": {
        "flight": "kgCO2e",
        "rows": {"name": "text", "mass": {"unit": "kg", "min": 0}, "factor": "kgCO2e/kg"},
        "share": {"unit": "%", "above": 0, "max": 100},
    },
    "emissions": {"materials": "sum(rows.mass * rows.factor)", "flight_emission": "flight * share"},
}
VALUES = {
    "flight": 4,
    "share": 95,
    "rows": [{"name": "steel", "mass": 2, "factor": 3}, {"name": "tin", "mass": 5, "factor": Decimal("0.5")}],
}


def lamp() -> Result:
    program = compile_rules("gb/lighting@0.1.0", rules=RULES)
    return calculate(program, read_inventory(RULES / "gb/lighting/examples/led-panel-600.yaml", program))


def named(found: tuple[Sensitivity, ...]) -> dict[str, Sensitivity]:
    return {s.name: s for s in found}


def test_elasticities_of_a_linear_model_add_up(tmp_path: Path) -> None:
    """The footprint is linear in masses with the flight, and in factors with the share: each group adds up to one."""
    analysis = analyse(result(product(tmp_path, **LINEAR), **VALUES))
    found = named(analysis.sensitivities)
    assert found["rows.mass"].of_total == pytest.approx(8.5 / 12.3, rel=1e-14)
    assert found["rows.mass"].of_total + found["flight"].of_total == pytest.approx(1, rel=1e-14)
    assert found["rows.factor"].of_per_unit + found["share"].of_per_unit == pytest.approx(1, rel=1e-14)
    cells = named(analysis.cells)
    assert cells["rows[1].mass"].of_total == pytest.approx(6 / 12.3, rel=1e-14)
    assert cells["rows[2].factor"].derivative == pytest.approx(5, rel=1e-14)
    assert cells["rows[2].factor"].variable.row_label == "tin"


def test_elasticities_of_a_real_product_agree_with_exact_differences() -> None:
    base = lamp()
    analysis = analyse(base)
    found = named((*analysis.sensitivities, *analysis.cells))
    step = Decimal("1e-8")
    checked = 0
    for variable in variables(base.program, base.inventory):
        if variable.value == 0:
            continue
        ends = [
            per_unit(*with_value(base.program, base.inventory, variable, variable.value * (1 + sign * step)))
            for sign in (1, -1)
        ]
        assert None not in ends
        expected = float((ends[0] - ends[1]) / (2 * step) / base.per_unit)
        item = found[variable.shown]
        if item.smooth:
            assert item.of_per_unit == pytest.approx(expected, rel=1e-8, abs=1e-10), variable.shown
            checked += 1
    assert checked > 100


def test_a_column_of_a_look_up_table_has_an_elasticity(tmp_path: Path) -> None:
    table = factor_table(
        "test/grid@1.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["sun", Decimal("0.1")], ["coal", 1]]
    )
    rules = rule_set(
        inputs={"use": "kWh", "rest": "kgCO2e", "kind": {"type": "text", "values_of": "grid"}},
        tables={"grid": {"table": "test/grid@1.0.0", "label": texts("grid")}},
        emissions={"electricity": "use * grid[kind] ", "other": "rest"},
    )
    analysis = analyse(result(product(tmp_path, rules, table), use=30, rest=9, kind="sun"))
    found = named(analysis.sensitivities)
    assert found["grid.factor"].of_total == pytest.approx(0.25, rel=1e-14)
    swing = {s.name: s for s in analysis.swings}["grid.factor"]
    assert (swing.low, swing.high) == (Decimal("11.7"), Decimal("12.3"))


def test_swings_that_are_not_calculated_are_counted(tmp_path: Path) -> None:
    """Numbers without a derivative, the root of zero, have half of the places; the others are of the largest effect."""
    many = [f"many{i}" for i in range(MOST_SWINGS)]
    roots = [f"root{i}" for i in range(MOST_SWINGS)]
    summands = [*many, *(f"sqrt({name}) * one" for name in roots)]
    program = product(
        tmp_path,
        inputs=dict.fromkeys(many, "kgCO2e") | dict.fromkeys(roots, "1"),
        parameters={"one": "1.0 kgCO2e"},
        emissions={f"e{i}": " + ".join(summands[i : i + 20]) for i in range(0, len(summands), 20)},
    )
    given = {n: i + 1 for i, n in enumerate(many)} | dict.fromkeys(roots, 0)
    analysis = analyse(result(program, **given))
    left_out = len(many) + len(roots) + 1 - MOST_SWINGS
    assert analysis.not_swung == left_out
    assert {s.name for s in analysis.swings} == set(many[MOST_SWINGS // 2 :])
    assert as_data(analysis)["tornado"]["not_calculated"] == left_out
    assert f"the numbers of the largest effect only, not for {left_out} more" in text(analysis)
    assert f"另有{left_out}个未计算" in text(analysis, language="zh")


def test_nothing_is_said_of_swings_where_all_are_calculated(tmp_path: Path) -> None:
    analysis = analyse(result(product(tmp_path, **LINEAR), **VALUES))
    assert as_data(analysis)["tornado"]["not_calculated"] == 0
    assert "largest effect" not in text(analysis)


def test_swings_stop_at_the_limits_of_the_rule_set(tmp_path: Path) -> None:
    swings = {s.name: s for s in analyse(result(product(tmp_path, **LINEAR), **VALUES)).swings}
    share, mass = swings["share"], swings["rows.mass"]
    assert (share.low, share.high, share.limited) == (Decimal("11.92"), Decimal("12.5"), True)
    assert (mass.low, mass.high, mass.limited) == (Decimal("11.45"), Decimal("13.15"), False)
    assert [s.name for s in analyse(result(product(tmp_path, **LINEAR), **VALUES)).swings][:2] == [
        "rows.factor",
        "rows.mass",
    ]


def test_break_even_is_confirmed_by_the_exact_evaluator() -> None:
    base = lamp()
    for name, target in (
        ("rated_power", "100"),
        ("luminous_flux", "120"),
        ("reference_flux", "7"),
        ("materials[1].mass", "150"),
    ):
        found = break_even(base, name, Decimal(target))
        reached = per_unit(
            *with_value(
                base.program, base.inventory, find_variable(base.program, base.inventory, name), found.value
            )
        )
        assert reached == found.reached
        assert abs(reached - Decimal(target)) <= Decimal("1e-12") * Decimal(target)


def test_break_even_takes_the_nearest_of_several_values(tmp_path: Path) -> None:
    """x² − 5x = −6 kgCO2e at 2 and 3."""
    program = product(
        tmp_path, inputs={"x": "1"}, parameters={"five": "5.0 1", "one": "1.0 kgCO2e"},
        emissions={"e": {"formula": "(x * x - five * x) * one", "species": "fossil"}},
    )  # fmt: skip
    found = break_even(result(program, x=Decimal("3.2")), "x", Decimal(-6))
    assert float(found.value) == pytest.approx(3, rel=1e-10)
    assert [float(v) for v in found.others] == pytest.approx([2], rel=1e-10)


PLAIN = {"parameters": {"one": "1.0 kgCO2e", "two": "2.0 1"}, "inputs": {"x": "1", "y": "1"}}


def of_formula(folder: Path, formula: str, x: object, y: object = 1, **limits: object) -> Result:
    """The result of one formula of two plain numbers, in kgCO2e."""
    field = {"unit": "1", **limits}
    program = product(
        folder, **PLAIN | {"inputs": {"x": field, "y": "1"}}, emissions={"e": f"({formula}) * one"}
    )
    return result(program, x=x, y=y)


@pytest.mark.parametrize(
    ("formula", "below", "above"),
    [
        ("max(x, two)", 0, 1),
        ("min(x, two) + y", 2 / 3, 0),
        ("abs(x - two) + two", -1, 1),
        ("x if x < two else two * x - two", 1, 2),
        ("x if x <= two else y", 1, -math.inf),
        ("round_half_even(x / two + y / two, 0)", math.inf, 0),
        ("ceil(x / two)", 0, math.inf),
        ("floor(x / two)", math.inf, 0),
        ("x + sqrt(x - two)", None, math.inf),
        ("x * x", 2, 2),
    ],
)
def test_kinks_and_steps_are_told_with_both_sides(
    tmp_path: Path, formula: str, below: float | None, above: float | None
) -> None:
    item = named(analyse(of_formula(tmp_path, formula, 2)).sensitivities)["x"]
    for side, expected in ((item.below, below), (item.above, above)):
        if expected is None:
            assert side is None
        else:
            assert side == pytest.approx(expected, abs=1e-5)
    assert item.smooth is (formula == "x * x")


def test_a_limit_is_no_kink(tmp_path: Path) -> None:
    item = named(analyse(of_formula(tmp_path, "x * x", 2, max=2)).sensitivities)["x"]
    assert (item.above, item.smooth) == (None, True)


def test_steps_and_kinks_of_a_real_product_are_those_of_its_replacements() -> None:
    analysis = analyse(lamp())
    found = [s.name for s in (*analysis.sensitivities, *analysis.cells) if not s.smooth]
    assert found == ["rated_life", "parts.life", "parts[1].life", "parts[4].life"]
    shown = text(analysis)
    assert "  rated_life *" in shown
    assert "  rated_life: below -0.0245, above -0.0166" in shown
    assert "materials[1].factor" in shown
    assert "16.38 kgCO2e/kg  cradle-to-gate factor, 铝合金边框" in shown


def test_break_even_of_columns_and_look_up_tables_is_a_factor(tmp_path: Path) -> None:
    base = lamp()
    for name in ("electricity.factor", "materials.mass"):
        found = break_even(base, name, Decimal(147))
        variable = find_variable(base.program, base.inventory, name)
        reached = per_unit(*with_value(base.program, base.inventory, variable, found.value))
        assert reached == pytest.approx(Decimal(147), rel=Decimal("1e-12"))
        assert f"break-even: all of {name} × {float(found.value):.6g} brings" in text(analyse(base), [found])
    with pytest.raises(Refused) as refused:
        break_even(base, "materials.utilization", Decimal(100))
    assert "from 1e-06 to 1.02041" in str(refused.value)  # up to 100 % of the row with 98 %


def test_break_even_of_the_total(tmp_path: Path) -> None:
    base = lamp()
    found = break_even(base, "rated_power", Decimal(1000), "total")
    program, inventory = with_value(base.program, base.inventory, found.variable, found.value)
    assert footprint(program, inventory, "total") == found.reached
    assert found.reached == pytest.approx(Decimal(1000), rel=Decimal("1e-12"))
    assert "brings the footprint per basis to 1000 kgCO2e" in text(analyse(base), [found])


def test_a_plateau_on_the_target_is_one_value(tmp_path: Path) -> None:
    found = break_even(of_formula(tmp_path, "max(x, two)", 5, min=0), "x", Decimal(2))
    assert (float(found.value), found.others) == (pytest.approx(2, rel=1e-11), ())


@pytest.mark.parametrize(
    ("formula", "target", "told"),
    [
        ("y", "7", "the footprint per unit does not depend on `x`"),
        ("y", "1", "the footprint per unit is 1 kgCO2e throughout"),
        ("x * x + y", "0.5", "the footprint per unit is between 1 and"),
        ("one_sided", "3", "the footprint per unit jumps over 3 kgCO2e at 2"),
    ],
)
def test_why_there_is_no_break_even(tmp_path: Path, formula: str, target: str, told: str) -> None:
    formula = "x if x <= two else x + two" if formula == "one_sided" else formula
    with pytest.raises(Refused) as refused:
        break_even(of_formula(tmp_path, formula, 5), "x", Decimal(target))
    assert told in str(refused.value)


def test_break_even_of_a_row_by_its_key() -> None:
    base = lamp()
    assert find_variable(base.program, base.inventory, "parts[driver].life").shown == "parts[2].life"


@pytest.mark.parametrize(
    ("name", "target", "code", "told"),
    [
        (
            "rated_power",
            "0.5",
            "E722",
            "no value of `rated_power` was found that brings the footprint per unit to 0.5 kgCO2e",
        ),
        ("ratd_power", "1", "E721", "did you mean `rated_power`?"),
        ("materials.mass", "1", "E722", "no value of `materials.mass` was found"),
        ("materials[99].mass", "1", "E721", "no number that this footprint is calculated with"),
        ("application", "1", "E721", "no number that this footprint is calculated with"),
        ("reference_lamp", "1", "E721", "or a column for all its rows"),
    ],
)
def test_break_even_that_is_refused(name: str, target: str, code: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        break_even(lamp(), name, Decimal(target))
    assert [d.code for d in refused.value.diagnostics] == [code]
    assert told in str(refused.value)


def test_a_jump_over_the_target_is_no_break_even(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"x": {"unit": "1", "min": 0, "max": 10}},
        parameters={"one": "1.0 kgCO2e", "two": "2.0 kgCO2e", "edge": "3.3 1"},
        emissions={"e": "one if x < edge else two"},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        break_even(result(program, x=1), "x", Decimal("1.5"))
    assert "jumps over 1.5 kgCO2e" in str(refused.value)


@pytest.mark.parametrize("text_", ["rated_power", "=5", "x=", "x=five", "x=5 kWh", "x=5 parsec"])
def test_targets_that_cannot_be_read(text_: str) -> None:
    with pytest.raises(ValueError, match=r"`|number"):
        read_target(text_)


def test_targets_are_converted() -> None:
    assert read_target(" x = 2.5 tCO2e") == ("x", Decimal(2500))


def scenarios(folder: Path, content: str) -> list:
    path = folder / "scenarios.yaml"
    path.write_text(content, encoding="utf-8")
    program = compile_rules("gb/lighting@0.1.0", rules=RULES)
    report = Report()
    document = read_file(RULES / "gb/lighting/examples/led-panel-600.yaml", report)
    assert document is not None
    return read_scenarios(path, program, document)


def test_scenarios_are_calculated_beside_the_base(tmp_path: Path) -> None:
    found = scenarios(
        tmp_path,
        "scenarios: gb/lighting@0.1.0\ncases:\n  same: {change: {rated_power: 28.9 W}}\n"
        "  dimmer:\n    label: {zh: 低功率, en: less power}\n"
        '    change: {rated_power: 20 W, "materials[1].mass": 0.5 kg, "parts[driver].life": 72000 h}\n',
    )
    base = lamp()
    assert [s.name for s in found] == ["same", "dimmer"]
    assert found[0].result.per_unit == base.per_unit
    cells = found[1].result.inventory
    assert cells.tables["materials"][0]["mass"].value == Decimal("0.5")
    assert cells.tables["parts"][1]["life"].value == 72000
    assert found[1].result.per_unit < base.per_unit
    shown = text(analyse(base), [], found)
    assert "dimmer  less power" in shown
    data = as_data(analyse(base), [], found)["scenarios"]
    assert data["same"]["difference_per_unit"] == "0"
    assert data["dimmer"]["verdicts"]["bill-of-materials-balance"]["scenario"] == "not_satisfied"


def test_all_that_is_wrong_in_scenarios_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        scenarios(
            tmp_path,
            "scenarios: gb/lighting@0.9.0\ncases:\n  a: {change: {rated_powr: 3 W}}\n"
            '  b: {change: {"materials[99].mass": 1 kg}}\n  c: {change: {rated_power: 3 kWh}}\n'
            '  d: {change: {"materials[1].mass": -1 kg}}\n',
        )
    told = [(d.code, d.place.line if d.place else 0) for d in refused.value.diagnostics]
    assert told == [("E610", 1), ("E601", 3), ("E601", 4), ("E602", 5), ("E603", 6)]


def test_the_tornado_chart_is_the_same_every_time() -> None:
    first, second = tornado_svg(analyse(lamp())), tornado_svg(analyse(lamp()))
    assert first == second
    assert first.count("<rect") == 30
    assert "额定光通量" in first
