"""Tables of very many rows: what each of them does to the footprint is not a run of all rows for every row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.analysis.sensitivity.one_sided import one_sided
from ruleengine.analysis.sensitivity.report import as_data
from ruleengine.analysis.sensitivity.report_text import text
from ruleengine.analysis.sensitivity.sensitivity import analyse
from ruleengine.analysis.variables import variables
from ruleengine.arrays.gradient import gradient
from ruleengine.run.exact import calculate
from ruleengine.run.explain import as_tree_text, explanation
from ruleengine.run.result import Result
from tests.growth.counting import MOST, growth, values_calculated
from tests.library_builder import product, result

FORMULAS = {
    "sum": "sum(rows.mass * rows.share) * f",
    "shares of the whole": "sum(rows.mass * rows.share * rows.mass / sum(rows.mass)) * f",
    "rows that others point at": "sum(rows.mass * rows.of.share + rows.mass) * f",
}


@pytest.fixture(scope="module", params=FORMULAS)
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Result]:
    program = product(
        tmp_path_factory.mktemp("library"),
        inputs={"rows": {"id": "!id", "mass": {"unit": "kg", "max": 7}, "share": "1", "of": "@rows"}},
        parameters={"f": "2 kgCO2e/kg"},
        emissions={"e": FORMULAS[request.param]},
    )
    return {n: result(program, rows=_rows(n)) for n in (100, 200)}


def _rows(n: int) -> list[dict[str, object]]:
    return [{"id": f"p{i}", "mass": 1 + i % 7, "share": 1 + i % 3, "of": f"p{i * 7 % n}"} for i in range(n)]


def test_derivatives_of_rows_are_one_walk(results: dict[int, Result]) -> None:
    def rates(n: int) -> object:
        known = variables(results[n].program, results[n].inventory)
        return gradient(results[n].program, results[n].inventory, [(v.name, v.row) for v in known])

    assert values_calculated(lambda: rates(200)) <= MOST * values_calculated(lambda: rates(100))
    assert growth(lambda n: lambda: rates(n), 100) <= MOST


def test_differences_of_very_many_rows_are_those_of_rows_moved_one_by_one(results: dict[int, Result]) -> None:
    calculated = results[200]
    analysis = analyse(calculated)
    known = [s.variable for s in analysis.cells]
    elasticities = [s.of_per_unit for s in analysis.cells]
    bound = 60_000
    found: list[object] = []

    def compare() -> None:
        found.extend(one_sided(calculated.program, calculated.inventory, known, elasticities, bound))

    assert values_calculated(compare) < 2 * bound < values_calculated(lambda: analyse(calculated))
    for item, sides in zip(analysis.cells, found, strict=True):
        assert sides == pytest.approx((item.below, item.above), abs=1e-7), item.name


def test_kinks_and_steps_are_found_among_very_many_rows(tmp_path: Path) -> None:
    """A row at a limit, and one of small effect with two equal numbers that act against each other."""
    program = product(
        tmp_path,
        inputs={"rows": {"mass": "kg", "other": "kg", "weight": "1"}},
        parameters={"f": "2 kgCO2e/kg", "limit": "500 kg", "lowest": "600 kg", "many": "9000 1"},
        emissions={
            "kink": "sum(max(rows.mass, limit)) * f",
            "step": "sum(rows.mass, where = rows.mass > lowest) * f",
            "equal": "sum(abs(rows.mass - rows.other) * rows.weight * many) * f",
        },
    )
    rows = [{"mass": 700 + i, "other": 1 + i, "weight": 1} for i in range(80)]
    rows[17]["mass"], rows[43]["mass"] = 500, 600
    rows[70] |= {"other": rows[70]["mass"], "weight": Decimal("0.1")}
    calculated = result(program, rows=rows)
    analysis = analyse(calculated)
    broken = {s.name for s in analysis.cells if not s.smooth}
    assert broken == {"rows[44].mass", "rows[71].mass", "rows[71].other"}
    known, elasticities = [s.variable for s in analysis.cells], [s.of_per_unit for s in analysis.cells]
    for bound, all_found in ((300_000, True), (1, False)):
        sides = one_sided(calculated.program, calculated.inventory, known, elasticities, bound)
        left = 0
        for item, found in zip(analysis.cells, sides, strict=True):
            left += found is None
            if found is not None and item.name in broken:
                assert found == pytest.approx((item.below, item.above), rel=1e-6, abs=1e-7), item.name
        assert (left == 0) is all_found


def test_a_sum_that_rows_ask_for_is_asked_for_once(tmp_path: Path) -> None:
    """However deep sums stand in sums: the exact evaluator, the kernel and their derivatives."""
    formula = "sum(rows.mass)"
    for _ in range(5):
        formula = f"sum(rows.mass * {formula} / m)"
    program = product(
        tmp_path,
        inputs={"rows": {"mass": "kg"}},
        parameters={"f": "2 kgCO2e/kg", "m": "1 kg"},
        emissions={"e": f"{formula} * f"},
    )
    results = {n: result(program, rows=[{"mass": 1}] * n) for n in (10, 20)}
    assert results[20].total == 2 * 20**6
    assert growth(lambda n: lambda: calculate(program, results[n].inventory), 10) <= MOST
    assert growth(lambda n: lambda: as_tree_text(explanation(results[n])), 10) <= MOST
    assert growth(lambda n: lambda: analyse(results[n]), 10) <= MOST


def test_numbers_at_which_nothing_was_looked_at_are_counted(tmp_path: Path) -> None:
    analysis = analyse(result(product(tmp_path, inputs={"a": "kg"}, parameters={"f": "2 kgCO2e/kg"},
                                      emissions={"e": "a * f"}), a="1 kg"))  # fmt: skip
    assert as_data(analysis)["not_compared"] == 0
    assert "looked at" not in text(analysis)
