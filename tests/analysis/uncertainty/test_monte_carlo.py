"""Known spreads (JCGM 101 9.2: additive models; products of lognormals), reproducibility, failures, first order."""

from __future__ import annotations

import json
import math
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve
from click.testing import CliRunner
from lxml import etree

from ruleengine.analysis.uncertainty.monte_carlo import UncertaintyResult, monte_carlo
from ruleengine.analysis.uncertainty.report import as_data
from ruleengine.analysis.uncertainty.report_text import text
from ruleengine.api import calculate, compile_rules, read_inventory
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Refused, Report
from ruleengine.documents.histogram import histogram_svg
from ruleengine.inventory.model import Uncertainty
from ruleengine.pipeline import inventory_of
from ruleengine.run.result import Result, run
from tests.library_builder import (
    RULES,
    as_yaml,
    factor_table,
    inventory_text,
    product,
    result,
    rule_set,
    texts,
)

LAMP = RULES / "gb/lighting/examples/led-panel-600.yaml"


def normal(value: object, sd: object) -> dict[str, object]:
    return {"value": value, "uncertainty": {"distribution": "normal", "sd": sd}}


def lognormal(value: object, gsd2: object) -> dict[str, object]:
    return {"value": value, "uncertainty": {"distribution": "lognormal", "gsd2": gsd2}}


def uniform(value: object, low: object, high: object) -> dict[str, object]:
    return {"value": value, "uncertainty": {"distribution": "uniform", "min": low, "max": high}}


def added(folder: Path, **values: object) -> Result:
    """Y = X₁ + X₂ + X₃ + X₄, the additive model of JCGM 101 9.2."""
    program = product(folder, inputs=dict.fromkeys("abcd", "kgCO2e"), emissions={"e": "a + b + c + d"})
    return result(program, **values)


def lamp() -> Result:
    program = compile_rules("gb/lighting@0.1.0", rules=RULES)
    return calculate(program, read_inventory(LAMP, program))


def per_unit(outcome: UncertaintyResult) -> tuple[float, float, float, float]:
    spread = outcome.spreads[0]
    return spread.mean, spread.deviation, spread.percentiles[2.5], spread.percentiles[97.5]


def test_a_sum_of_four_normals(tmp_path: Path) -> None:
    """JCGM 101 9.2.2: four standard normals; standard deviation 2.00, 95 % interval ±3.92."""
    outcome = monte_carlo(added(tmp_path, **{k: normal(0, 1) for k in "abcd"}), draws=200_000)
    mean, deviation, low, high = per_unit(outcome)
    assert mean == pytest.approx(0, abs=0.015)
    assert deviation == pytest.approx(2, rel=0.005)
    assert (low, high) == pytest.approx((-3.92, 3.92), abs=0.05)
    assert outcome.first_order.deviation == pytest.approx(2, rel=1e-14)
    assert [c.sampled for c in outcome.contributions] == pytest.approx([0.25] * 4, abs=0.01)


def test_a_sum_of_four_rectangular_distributions(tmp_path: Path) -> None:
    """JCGM 101 9.2.3: four rectangular distributions of standard deviation 1; 95 % interval ±3.88."""
    half = Decimal("1.7320508075688772")
    outcome = monte_carlo(added(tmp_path, **{k: uniform(0, -half, half) for k in "abcd"}), draws=200_000)
    _, deviation, low, high = per_unit(outcome)
    assert deviation == pytest.approx(2, rel=0.005)
    assert (low, high) == pytest.approx((-3.88, 3.88), abs=0.04)


def test_rectangular_distributions_of_different_widths(tmp_path: Path) -> None:
    """JCGM 101 9.2.4: the fourth ten times as wide; deviation 10.1, interval ±17.0 (first order ±19.9)."""
    half = Decimal("1.7320508075688772")
    values = {k: uniform(0, -half, half) for k in "abc"} | {"d": uniform(0, -10 * half, 10 * half)}
    outcome = monte_carlo(added(tmp_path, **values), draws=200_000)
    _, deviation, low, high = per_unit(outcome)
    assert deviation == pytest.approx(10.1, abs=0.06)
    assert (low, high) == pytest.approx((-17.0, 17.0), abs=0.1)
    assert outcome.first_order.deviation == pytest.approx(math.sqrt(103), rel=1e-12)
    assert outcome.contributions[0].uncertain.variable.name == "d"
    assert outcome.contributions[0].first_order == pytest.approx(100 / 103, rel=1e-12)


def test_a_product_of_lognormals(tmp_path: Path) -> None:
    """ln² of the geometric deviations add up: GSD² of the product is exp √(Σ ln² GSD²)."""
    program = product(tmp_path, inputs={"m": "kg", "f": "kgCO2e/kg", "n": "1"}, emissions={"e": "m * f / n"})
    outcome = monte_carlo(
        result(
            program,
            m=lognormal(2, Decimal("1.2")),
            f=lognormal(3, Decimal("1.5")),
            n=lognormal(4, Decimal("1.1")),
        ),
        draws=200_000,
    )
    expected = math.exp(math.sqrt(sum(math.log(g) ** 2 for g in (1.2, 1.5, 1.1))))
    spread = outcome.spreads[0]
    assert spread.percentiles[50.0] == pytest.approx(1.5, rel=0.003)
    upper = (spread.percentiles[97.5] / 1.5) ** (2 / 1.959963984540054)
    assert upper == pytest.approx(expected, rel=0.005)
    variance = sum(math.log(g) ** 2 / 4 for g in (1.2, 1.5, 1.1))
    assert spread.mean == pytest.approx(1.5 * math.exp(variance / 2), rel=0.003)
    shares = {c.uncertain.variable.name: c.sampled for c in outcome.contributions}
    assert shares["f"] == pytest.approx(math.log(1.5) ** 2 / 4 / variance, abs=0.02)


def test_the_outcome_does_not_depend_on_the_block_size() -> None:
    base = lamp()
    whole = monte_carlo(base, draws=150)
    for block in (13, 64, 150):
        other = monte_carlo(base, draws=150, block=block)
        assert other.spreads == whole.spreads
        assert other.contributions == whole.contributions
        assert other.histogram == whole.histogram


def test_draws_of_a_number_do_not_depend_on_what_else_is_uncertain(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"a": "kgCO2e", "b": "1"}, parameters={"zero": "0.0 kgCO2e"}, emissions={"e": "a + b * zero"}
    )  # fmt: skip
    alone = monte_carlo(result(program, a=lognormal(2, Decimal("1.4")), b=3), draws=500, pedigree=False)
    both = monte_carlo(
        result(program, a=lognormal(2, Decimal("1.4")), b=uniform(3, 1, 5)), draws=500, pedigree=False
    )
    assert alone.spreads == both.spreads
    assert [c.uncertain.variable.name for c in both.contributions] == ["a", "b"]
    assert both.contributions[0].sampled > 0.99


def test_rows_of_a_table_with_keys_are_drawn_by_their_key(tmp_path: Path) -> None:
    """The order of the rows says nothing, and a row before another one changes no draw of it."""
    inputs = {"parts": {"name": "!id", "amount": "kgCO2e"}}
    program = product(tmp_path, inputs=inputs, emissions={"e": "sum(parts.amount)"})
    rows = [{"name": "a", "amount": normal(5, 1)}, {"name": "b", "amount": normal(7, 2)}]
    first = monte_carlo(result(program, parts=rows), draws=500)
    second = monte_carlo(result(program, parts=[{"name": "new", "amount": 0}, *reversed(rows)]), draws=500)
    assert second.spreads[0].mean == pytest.approx(first.spreads[0].mean, rel=1e-14)
    assert second.spreads[0].deviation == pytest.approx(first.spreads[0].deviation, rel=1e-12)


def test_a_factor_in_several_rows_is_one_number(tmp_path: Path) -> None:
    """u(f Σ m) = u(f) Σ m, where rows drawn apart would give u(f) √Σ m²."""
    inputs = {"rows": {"name": "text", "mass": "kg", "factor": "kgCO2e/kg"}}
    program = product(tmp_path, inputs=inputs, emissions={"e": "sum(rows.mass * rows.factor)"})
    rows = [
        {"name": n, "mass": m, "factor": f}
        for n, m, f in (("a", 1, normal(4, 1)), ("b", 2, normal(4, 1)), ("c", 3, normal(4, 1)), ("d", 1, normal(5, 1)))
    ]  # fmt: skip
    outcome = monte_carlo(result(program, rows=rows), draws=100_000, pedigree=False)
    expected = math.sqrt(6**2 + 1)
    assert outcome.spreads[0].deviation == pytest.approx(expected, rel=0.01)
    assert outcome.first_order.deviation == pytest.approx(expected, rel=1e-12)
    shared, other = outcome.contributions
    assert [v.shown for v in shared.uncertain.rows] == [f"rows[{i}].factor" for i in (1, 2, 3)]
    assert (shared.first_order, other.first_order) == pytest.approx((36 / 37, 1 / 37), rel=1e-12)
    assert "rows[1].factor and 2 more rows" in text(outcome)
    assert as_data(outcome)["contributions"][0]["same_factor"] == ["rows[2].factor", "rows[3].factor"]


def test_masses_that_happen_to_be_equal_are_drawn_apart(tmp_path: Path) -> None:
    inputs = {"rows": {"mass": "kg"}}
    program = product(
        tmp_path, inputs=inputs, parameters={"f": "1.0 kgCO2e/kg"}, emissions={"e": "sum(rows.mass) * f"}
    )
    outcome = monte_carlo(result(program, rows=[{"mass": normal(4, 1)}] * 4), draws=100_000)
    assert outcome.spreads[0].deviation == pytest.approx(2, rel=0.01)


def uncertain_constants(folder: Path, **given: object) -> Result:
    """30 kWh from a look-up table (0.1 kgCO2e/kWh) and 9 kg at 2 kgCO2e/kg from a parameter."""
    table = factor_table(
        "test/grid@1.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["sun", Decimal("0.1")], ["coal", 1]]
    )
    rules = rule_set(
        inputs={"use": "kWh", "mass": "kg", "kind": {"type": "text", "values_of": "grid"}},
        parameters={"steel": "2.0 kgCO2e/kg"},
        tables={"grid": {"table": "test/grid@1.0.0", "label": texts("grid")}},
        emissions={"electricity": "use * grid[kind]", "other": "mass * steel"},
    )
    program, report = product(folder, rules, table), Report()
    written = inventory_text(program, {"use": 30, "mass": 9, "kind": "sun"})
    path = folder / "inventory.yaml"
    path.write_text(written + (as_yaml({"uncertainty": given}) if given else ""), encoding="utf-8")
    made = inventory_of(program, path, report)[1]
    if made is None:
        raise Refused(report.items)
    return run(program, made, report)


def test_parameters_and_look_up_tables_are_uncertain_where_the_inventory_says_so(tmp_path: Path) -> None:
    base = uncertain_constants(
        tmp_path,
        **{
            "grid.factor": {"distribution": "normal", "cv": "10 %"},
            "steel": {"distribution": "uniform", "min": "1500 gCO2e/kg", "max": 3},
        },
    )
    outcome = monte_carlo(base, draws=100_000, pedigree=False)
    parts = [3 * 0.1, 9 * 1.5 / math.sqrt(12)]
    assert outcome.first_order.deviation == pytest.approx(math.hypot(*parts), rel=1e-12)
    assert outcome.spreads[0].deviation == pytest.approx(math.hypot(*parts), rel=0.01)
    assert outcome.first_order.mean == pytest.approx(21 + 9 * 0.25, rel=1e-12)
    assert {c.uncertain.variable.shown: c.uncertain.variable.kind for c in outcome.contributions} == {
        "steel": "parameter", "grid.factor": "lookup",
    }  # fmt: skip
    assert base.inventory.fingerprint != uncertain_constants(tmp_path).inventory.fingerprint


def test_all_that_is_wrong_with_uncertain_constants_is_told(tmp_path: Path) -> None:
    wrong = {"distribution": "normal", "cv": -1}
    names = ("grid.factor", "stel", "use", "grid.kind")
    with pytest.raises(Refused) as refused:
        uncertain_constants(tmp_path, **dict.fromkeys(names, wrong))
    found = refused.value.diagnostics
    assert [d.code for d in found] == ["E640"] * 4
    assert "`cv` is -1" in found[0].message
    assert found[1].suggestion == "did you mean `steel`?"
    assert "stands beside its value" in found[2].message
    assert found[3].expected == "`steel`, `grid.factor`"


def test_first_order_is_that_of_what_is_drawn(tmp_path: Path) -> None:
    """A normal number cut at zero: mean and deviation of both methods are those of the half that is left."""
    program = product(tmp_path, inputs={"x": {"unit": "kgCO2e", "min": 0}}, emissions={"e": "x"})
    outcome = monte_carlo(result(program, x=normal(0, 1)), draws=100_000)
    assert outcome.first_order.mean == pytest.approx(math.sqrt(2 / math.pi), rel=1e-12)
    assert outcome.first_order.deviation == pytest.approx(math.sqrt(1 - 2 / math.pi), rel=1e-12)
    assert outcome.spreads[0].mean == pytest.approx(outcome.first_order.mean, rel=0.01)
    assert outcome.spreads[0].deviation == pytest.approx(outcome.first_order.deviation, rel=0.01)


def test_few_draws_do_not_make_chance_a_contribution(tmp_path: Path) -> None:
    """Forty numbers that hardly matter beside one: what their correlations are by chance is taken off."""
    inputs = {"a": "kgCO2e", "rows": {"x": "kgCO2e"}}
    program = product(tmp_path, inputs=inputs, emissions={"e": "a + sum(rows.x)"})
    small = [{"x": normal(1, Decimal("0.0001"))}] * 40
    outcome = monte_carlo(result(program, a=normal(50, 10), rows=small), draws=200)
    assert outcome.contributions[0].uncertain.variable.name == "a"
    assert outcome.contributions[0].sampled > 0.85
    assert sum(c.sampled for c in outcome.contributions) == pytest.approx(1, rel=1e-12)


def test_numbers_that_act_on_each_other_are_told(tmp_path: Path) -> None:
    """x y with means of zero: no number by itself explains anything."""
    program = product(
        tmp_path, inputs={"x": "1", "y": "1"}, parameters={"one": "1.0 kgCO2e"}, emissions={"e": "x * y * one"}
    )  # fmt: skip
    outcome = monte_carlo(result(program, x=normal(0, 1), y=normal(0, 1)), draws=10_000)
    assert outcome.explained < 0.05
    assert outcome.first_order.deviation == 0
    assert outcome.spreads[0].deviation == pytest.approx(1, rel=0.05)
    assert "take the shares as a rough guide" in text(outcome)


def test_the_text_has_all_percentiles_and_no_more_digits_than_mean_something() -> None:
    lines = text(monte_carlo(lamp())).splitlines()
    head = next(line for line in lines if line.startswith("percentiles per unit"))
    assert head.split()[3::2] == ["2.5", "5", "25", "50", "75", "95", "97.5"]
    assert "carbon footprint per unit      146.10  144.57       5.42  134.16  144.54  155.41" in lines
    assert any(line.startswith("standard error of the mean from 10000 draws: 0.054 kgCO2e") for line in lines)
    assert "  draws: squared rank correlation, as a share of the sum" in "\n".join(lines)


def test_the_chart_shows_draws_interval_and_contributions_in_both_languages() -> None:
    outcome = monte_carlo(lamp(), draws=500)
    drawn = etree.fromstring(histogram_svg(outcome))
    shown = " ".join(drawn.itertext())
    assert "单位产品碳足迹 footprint per unit" in shown
    assert "500 次抽样 draws" in shown
    assert "中位数 median" in shown
    assert "额定光通量" in shown
    assert "rated luminous flux" in shown
    filled = sum(1 for count in outcome.histogram.counts if count)
    bars = sum(1 for c in outcome.contributions[:8] if c.sampled >= 0.001)
    assert len(drawn.findall("{*}rect")) == filled + 1 + bars
    width = float(drawn.get("width")) - 24  # without the margins
    for box in drawn.iter("{*}rect"):
        assert 0 <= float(box.get("x")) <= float(box.get("x")) + float(box.get("width")) <= width + 0.01


def test_another_seed_gives_other_draws_and_the_same_seed_the_same() -> None:
    base = lamp()
    first, again, other = (monte_carlo(base, draws=500, seed=s) for s in (1, 1, 2))
    assert first.spreads == again.spreads
    assert first.spreads != other.spreads


def test_each_draw_is_what_the_kernel_and_the_exact_evaluator_make_of_it(tmp_path: Path) -> None:
    """The draws of a uniform number, put into the inventory one by one."""
    from ruleengine.analysis.uncertainty.draws import shares, stream_key
    from ruleengine.run.exact import calculate as exact

    program = product(
        tmp_path, inputs={"m": "kg", "f": "kgCO2e/kg"}, emissions={"e": "m * f + m * m / m * f"}
    )
    base = result(program, m=uniform(2, 1, 3), f=4)
    outcome = monte_carlo(base, draws=100, pedigree=False)
    drawn = 1 + 2 * shares(stream_key(1, "m", None), 0, 100)
    totals = []
    for value in drawn:
        cell = evolve(base.inventory.values["m"], value=Decimal(float(value)))
        found = exact(program, evolve(base.inventory, values={**base.inventory.values, "m": cell}))
        totals.append(float(found.values["footprint.total"]))
    assert outcome.spreads[0].mean == pytest.approx(float(np.mean(totals)), rel=1e-14)
    assert outcome.spreads[0].percentiles[50.0] == pytest.approx(float(np.median(totals)), rel=1e-14)


@pytest.mark.parametrize("inline", [True, False])
def test_what_is_certain_is_decided_by_the_exact_evaluator(tmp_path: Path, inline: bool) -> None:
    """1.015 × 100 is 101.5 and rounds to 102; in double precision it is less, and would be 101 in every draw."""
    rounded = "round_half_even(p * q, 0)"
    steps = {
        "emissions": {"e": f"a + {rounded if inline else 'n'} * one"},
        "quantities": {"n": ("1", rounded)},
    }
    program = product(
        tmp_path, inputs={"a": "kgCO2e", "p": "1", "q": "1"}, parameters={"one": "1.0 kgCO2e"}, **steps
    )
    outcome = monte_carlo(
        result(program, a=normal(1, Decimal("0.001")), p=Decimal("1.015"), q=100), draws=200, pedigree=False
    )
    assert outcome.spreads[0].mean == pytest.approx(103, abs=0.001)


def test_first_order_and_draws_agree_for_small_spreads() -> None:
    base = lamp()
    narrow = Uncertainty("lognormal", Decimal("1.03"))
    parts = tuple(
        {**row, "life": evolve(row["life"], uncertainty=narrow)} for row in base.inventory.tables["parts"]
    )
    known = evolve(base.inventory, tables={**base.inventory.tables, "parts": parts})
    outcome = monte_carlo(evolve(base, inventory=known), draws=10_000)
    spread = outcome.spreads[0]
    assert spread.deviation == pytest.approx(outcome.first_order.deviation, rel=0.03)
    assert spread.mean == pytest.approx(outcome.first_order.mean, rel=0.002)
    assert sum(c.sampled for c in outcome.contributions) == pytest.approx(1, rel=1e-12)
    assert sum(c.first_order or 0 for c in outcome.contributions) == pytest.approx(1, rel=1e-12)
    assert sum(outcome.histogram.counts) == 10_000


def test_draws_that_cannot_be_calculated_are_counted(tmp_path: Path) -> None:
    """√x of a number that is below zero in some draws."""
    program = product(
        tmp_path, inputs={"x": "1"}, parameters={"one": "1.0 kgCO2e"}, emissions={"e": "sqrt(x) * one"}
    )
    outcome = monte_carlo(result(program, x=normal(1, 1)), draws=20_000)
    assert outcome.failed / 20_000 == pytest.approx(0.1587, abs=0.01)
    assert sum(outcome.histogram.counts) == 20_000 - outcome.failed
    assert f"{outcome.failed} of 20000 draws cannot be calculated" in text(outcome)


def test_numbers_are_not_drawn_beyond_their_limits(tmp_path: Path) -> None:
    program = product(
        tmp_path,
        inputs={"x": {"unit": "1", "above": 0, "max": 2}},
        parameters={"one": "1.0 kgCO2e"},
        emissions={"e": "one / x"},
    )
    outcome = monte_carlo(result(program, x=normal(1, 1)), draws=5000)
    assert outcome.failed == 0
    assert outcome.histogram.edges[0] == pytest.approx(0.5, rel=0.01)
    assert outcome.spreads[0].percentiles[97.5] < 1e3
    told = "  x: 31.7 % of the normal distribution lies outside, 1587 of 5000 draws had it not been cut"
    assert told in text(outcome).splitlines()


def test_nothing_uncertain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="E723"):
        monte_carlo(added(tmp_path, a=1, b=2, c=3, d=4), pedigree=False)


def test_what_the_footprint_does_not_rest_on_is_left_out(tmp_path: Path) -> None:
    program = product(tmp_path, inputs={"a": "kgCO2e", "b": "kg"}, emissions={"e": "a"})
    outcome = monte_carlo(
        result(program, a=normal(1, Decimal("0.1")), b=normal(1, Decimal("0.1"))), draws=200
    )
    assert [c.uncertain.variable.name for c in outcome.contributions] == ["a"]


def test_the_data_is_json_and_says_where_factors_come_from() -> None:
    data = json.loads(json.dumps(as_data(monte_carlo(lamp(), draws=200)), allow_nan=False))
    assert data["pedigree"]["mapping_grade"] == "assumption"
    assert data["pedigree"]["grade"] == "secondary"
    assert set(data["results"]) >= {"per_unit", "total", "use"}
    assert len(data["histogram"]["edges"]) == len(data["histogram"]["counts"]) + 1


def test_ten_thousand_draws_take_less_than_a_second() -> None:
    """The aim is half a second on a quiet machine; the test leaves room for a busy one."""
    base = lamp()
    monte_carlo(base, draws=1000)
    start = time.perf_counter()
    monte_carlo(base, draws=10_000)
    assert time.perf_counter() - start < 1.5


def test_the_commands(tmp_path: Path) -> None:
    runner = CliRunner()
    common = ["gb/lighting", str(LAMP), "--rules", str(RULES), "--format", "json"]
    first = runner.invoke(cli, ["uncertainty", *common, "--draws", "300", "--seed", "5"])
    assert first.exit_code == 0
    assert json.loads(first.stdout)["seed"] == 5
    histogram = tmp_path / "folder" / "histogram.svg"
    drawn = runner.invoke(cli, ["uncertainty", *common, "--draws", "300", "-o", str(histogram)])
    assert json.loads(drawn.stdout)["draws"] == 300
    assert drawn.stderr.splitlines()[-1] == histogram.as_posix()
    assert histogram.read_text(encoding="utf-8").startswith("<svg")
    chart = tmp_path / "tornado.svg"
    second = runner.invoke(cli, ["sensitivity", *common, "--break-even", "rated_power=100", "-o", str(chart)])
    assert second.exit_code == 0
    assert json.loads(second.stdout)["break_even"][0]["unit"] == "W"
    assert chart.read_text(encoding="utf-8").startswith("<svg")
    wrong = runner.invoke(cli, ["sensitivity", *common, "--break-even", "rated_power"])
    assert (wrong.exit_code, "NAME=VALUE" in wrong.stderr) == (2, True)
    for arguments in (
        ["uncertainty", *common, "--draws", "99"],
        ["uncertainty", *common, "--seed", "-1"],
        ["uncertainty", *common, "-o", "chart.png"],
        ["sensitivity", *common, "-o", "chart.png"],
        ["sensitivity", *common, "--of", "stage"],
    ):
        refused = runner.invoke(cli, arguments)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "error: invalid value for" in refused.stderr
    missing = [
        "sensitivity",
        *common,
        "--scenarios",
        str(tmp_path / "none.yaml"),
        "--break-even",
        "ratd_power=1",
    ]
    both = runner.invoke(cli, [*missing, "--break-even", "rated_power=0.001"])
    assert (both.exit_code, both.stderr) == (1, "")
    assert json.loads(both.stdout)["refused"] == (tmp_path / "none.yaml").as_posix()
    assert {d["code"] for d in json.loads(both.stdout)["diagnostics"]} == {"E101", "E721", "E722"}
    none = runner.invoke(
        cli, ["sensitivity", *common, "--break-even", "rated_power=0.001", "-o", str(tmp_path / "n.svg")]
    )
    assert (none.exit_code, "E722" in none.stdout, (tmp_path / "n.svg").exists()) == (1, True, False)


def test_too_few_draws_are_refused(tmp_path: Path) -> None:
    program = product(
        tmp_path,
        inputs={"x": {"unit": "1", "above": 0}},
        parameters={"one": "1.0 kgCO2e"},
        emissions={"e": "one * x"},
    )
    with pytest.raises(Refused, match="E724"):
        monte_carlo(result(program, x=normal(1, 0.1)), draws=1)
