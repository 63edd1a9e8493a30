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

from ruleengine.api import calculate, compile_rules, read_inventory
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Refused
from ruleengine.run.result import Result
from ruleengine.run.uncertainty.monte_carlo import UncertaintyResult, monte_carlo
from ruleengine.run.uncertainty.report import as_data, text
from tests.library_builder import RULES, product, result

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
    program = compile_rules("gb/lighting", rules=RULES)
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


def test_another_seed_gives_other_draws_and_the_same_seed_the_same() -> None:
    base = lamp()
    first, again, other = (monte_carlo(base, draws=500, seed=s) for s in (1, 1, 2))
    assert first.spreads == again.spreads
    assert first.spreads != other.spreads


def test_each_draw_is_what_the_kernel_and_the_exact_evaluator_make_of_it(tmp_path: Path) -> None:
    """The draws of a uniform number, put into the inventory one by one."""
    from ruleengine.run.exact import calculate as exact
    from ruleengine.run.uncertainty.draws import shares, stream_key

    program = product(
        tmp_path, inputs={"m": "kg", "f": "kgCO2e/kg"}, emissions={"e": "m * f + m * m / m * f"}
    )
    base = result(program, m=uniform(2, 1, 3), f=4)
    outcome = monte_carlo(base, draws=100)
    drawn = 1 + 2 * shares(stream_key(1, "m", None), 0, 100)
    totals = []
    for value in drawn:
        cell = evolve(base.inventory.values["m"], value=Decimal(float(value)))
        found = exact(program, evolve(base.inventory, values={**base.inventory.values, "m": cell}))
        totals.append(float(found.values["footprint.total"]))
    assert outcome.spreads[0].mean == pytest.approx(float(np.mean(totals)), rel=1e-14)
    assert outcome.spreads[0].percentiles[50.0] == pytest.approx(float(np.median(totals)), rel=1e-14)


def test_first_order_and_draws_agree_for_small_spreads() -> None:
    outcome = monte_carlo(lamp(), draws=10_000)
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
        monte_carlo(added(tmp_path, a=1, b=2, c=3, d=4))


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
    chart = tmp_path / "tornado.svg"
    second = runner.invoke(cli, ["sensitivity", *common, "--break-even", "rated_power=100", "-o", str(chart)])
    assert second.exit_code == 0
    assert json.loads(second.stdout)["break_even"][0]["unit"] == "W"
    assert chart.read_text(encoding="utf-8").startswith("<svg")
    wrong = runner.invoke(cli, ["sensitivity", *common, "--break-even", "rated_power"])
    assert (wrong.exit_code, "NAME=VALUE" in wrong.stderr) == (2, True)
    none = runner.invoke(
        cli, ["sensitivity", *common, "--break-even", "rated_power=0.001", "-o", str(tmp_path / "n.svg")]
    )
    assert (none.exit_code, "E722" in none.stderr, (tmp_path / "n.svg").exists()) == (1, True, False)


def test_too_few_draws_are_refused(tmp_path: Path) -> None:
    program = product(
        tmp_path,
        inputs={"x": {"unit": "1", "above": 0}},
        parameters={"one": "1.0 kgCO2e"},
        emissions={"e": "one * x"},
    )
    with pytest.raises(Refused, match="E724"):
        monte_carlo(result(program, x=normal(1, 0.1)), draws=1)
