"""What is not known is not certain: taking a source or a score away never makes a footprint surer."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.analysis.uncertainty.inputs import Uncertain, uncertain_inputs
from ruleengine.analysis.uncertainty.monte_carlo import UncertaintyResult, monte_carlo
from ruleengine.analysis.uncertainty.pedigree import FACTORS, deviation
from ruleengine.analysis.uncertainty.report import as_data
from ruleengine.analysis.uncertainty.report_text import text
from ruleengine.diagnostics import Refused
from ruleengine.inventory.model import Cell
from ruleengine.program.program import Program
from tests.examples import examples
from tests.library_builder import product, result

SCORES = dict.fromkeys(FACTORS, "1?")
INPUTS = {
    "data_sources": {"id": "!id", **SCORES},
    "rows": {"mass": "kg", "factor": "kgCO2e/kg", "used": "%", "source": "@data_sources?"},
    "power": "W",
    "life": "h",
    "grid": "kgCO2e/kWh",
    "pieces": {"unit": "1", "exact": True},
}
EMISSIONS = {
    "materials": "sum(rows.mass * rows.factor * rows.used) / pieces",
    "use": "power * life * grid / pieces",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("rules"), inputs=INPUTS, emissions=EMISSIONS)


def calculated(program: Program, sources: object, rows: object, **singles: object) -> UncertaintyResult:
    return monte_carlo(result(program, data_sources=sources, rows=rows, **singles), draws=200)


def spreads(program: Program, **values: object) -> dict[str, Uncertain]:
    inventory = result(program, **values).inventory
    return {v.shown: u for u in uncertain_inputs(program, inventory) for v in u.rows}


BEST = {"id": "best", **dict.fromkeys(FACTORS, 1)}
WIDEST = deviation({})
SINGLES = {"life": 1000, "grid": Decimal("0.5"), "pieces": 3}
ROW = {"mass": 2, "factor": 3, "used": 80}


def test_a_number_without_a_source_has_the_widest_class(program: Program) -> None:
    found = spreads(
        program,
        data_sources=[BEST],
        rows=[{**ROW, "source": "best"}, ROW | {"factor": 4}],
        power=5,
        **SINGLES,
    )
    assert found["rows[1].mass"].origin == "pedigree"
    for name in ("rows[2].mass", "rows[2].factor", "rows[2].used", "power", "life", "grid"):
        assert (found[name].origin, found[name].distribution.spread) == ("unknown", WIDEST)
    assert found["rows[1].used"].distribution.spread == deviation({k: Cell(Decimal(1)) for k in FACTORS})
    assert "pieces" not in found


def test_a_source_without_scores_has_the_widest_class_and_a_score_not_given_is_the_worst(
    program: Program,
) -> None:
    sources = [
        {"id": "none"},
        {"id": "half", "time": 1, "precision": 1},
        {"id": "between", **dict.fromkeys(FACTORS, Decimal("2.5"))},
    ]
    rows = [{**ROW, "factor": n, "source": s["id"]} for n, s in enumerate(sources, 3)]
    found = spreads(program, data_sources=sources, rows=rows, power=0, **SINGLES)
    scored = [found[f"rows[{n}].mass"].distribution.spread for n in (1, 2, 3)]
    assert scored[0] == WIDEST
    half = {"time": Decimal(1), "precision": Decimal(1), "geography": Decimal(5), "technology": Decimal(5)}
    assert scored[1] == deviation({k: Cell(v) for k, v in half.items()})
    assert scored[2] == deviation({k: Cell(Decimal(3)) for k in FACTORS})
    assert [found[f"rows[{n}].mass"].origin for n in (1, 2, 3)] == [
        "unscored",
        "pedigree",
        "pedigree",
    ]
    assert "power" not in found


def test_defaults_are_numbers_of_the_rule_set_and_numbers_below_zero_are_uncertain_too(
    tmp_path: Path,
) -> None:
    source = {"source": "book", "required": False}
    inputs = {"a": "kgCO2e", "b": {"unit": "kgCO2e", "default": 7, **source}}
    program = product(tmp_path, inputs=inputs, emissions={"e": "a + b"})
    found = spreads(program, a=-2)
    assert (set(found), found["a"].distribution.kind) == ({"a"}, "normal")
    assert found["a"].distribution.spread == pytest.approx(2 * WIDEST)


def test_one_factor_in_several_rows_is_as_uncertain_as_the_least_certain_row(program: Program) -> None:
    """Rows drawn apart would let their errors cancel out as soon as one of them loses its source."""
    rows = [{**ROW, "source": "best"}, {**ROW, "mass": 100, "source": "best"}]
    bare = [{k: v for k, v in rows[0].items() if k != "source"}, rows[1]]
    sourced = spreads(program, data_sources=[BEST], rows=rows, power=0, **SINGLES)["rows[1].factor"]
    found = spreads(program, data_sources=[BEST], rows=bare, power=0, **SINGLES)["rows[2].factor"]
    assert (
        [v.shown for v in found.rows]
        == [v.shown for v in sourced.rows]
        == ["rows[1].factor", "rows[2].factor"]
    )
    assert (found.origin, found.distribution.spread) == ("unknown", WIDEST)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_a_factor_in_several_rows_the_least_known_is_told(
    program: Program, order: tuple[int, ...]
) -> None:
    """All three have the widest class: a score that is the worst, no score, no source."""
    sources = [{"id": "worst", **dict.fromkeys(FACTORS, 5)}, {"id": "bare"}]
    rows = [{**ROW, "source": "worst"}, {**ROW, "source": "bare"}, ROW]
    found = spreads(program, data_sources=sources, rows=[rows[i] for i in order], power=0, **SINGLES)
    assert (found["rows[1].factor"].origin, found["rows[1].factor"].distribution.spread) == (
        "unknown",
        WIDEST,
    )


NUMBERS = st.decimals("0.1", 100, places=1)
SOURCE = st.sampled_from(["a", "b", "c"])
SCORE = st.one_of(st.none(), st.integers(1, 5))


@st.composite
def inventories(draw: st.DrawFn) -> tuple[dict[str, object], dict[str, object]]:
    """An inventory, and the same with some of its sources and scores deleted."""
    kept = st.booleans()
    sources, fewer = [], []
    for name in ("a", "b", "c"):
        scores = {k: s for k in FACTORS if (s := draw(SCORE)) is not None}
        sources.append({"id": name, **scores})
        fewer.append({"id": name, **{k: s for k, s in scores.items() if draw(kept)}})
    rows, bare = [], []
    for _ in range(draw(st.integers(1, 4))):
        row = {
            "mass": draw(NUMBERS),
            "factor": draw(st.sampled_from([Decimal(2), Decimal(3)])),
            "used": draw(NUMBERS),
        }
        source = {"source": draw(SOURCE)}
        rows.append(row | source)
        bare.append(row | (source if draw(kept) else {}))
    singles: dict[str, object] = {"pieces": 2}
    unsaid: dict[str, object] = {"pieces": 2}
    for name in ("power", "life", "grid"):
        number, source = draw(NUMBERS), draw(SOURCE)
        singles[name] = {"value": number, "source": source}
        unsaid[name] = singles[name] if draw(kept) else number
    return {"data_sources": sources, "rows": rows, **singles}, {"data_sources": fewer, "rows": bare, **unsaid}


@given(pair=inventories())
@examples(40)
def test_deleting_sources_and_scores_never_narrows_anything(
    program: Program, pair: tuple[dict[str, object], dict[str, object]]
) -> None:
    before, after = (spreads(program, **values) for values in pair)
    assert before.keys() == after.keys()
    for name, item in before.items():
        assert after[name].distribution.spread >= item.distribution.spread
        assert after[name].place == item.place
        assert [v.shown for v in after[name].rows] == [v.shown for v in item.rows]
    first, last = (monte_carlo(result(program, **values), draws=100).first_order.deviation for values in pair)
    assert first is not None
    assert last is not None
    assert last >= first * (1 - 1e-12)


def test_the_interval_is_wider_without_a_source(program: Program) -> None:
    rows = [{**ROW, "source": "best"}, {**ROW, "mass": 5, "source": "best"}]
    singles = {k: {"value": v, "source": "best"} for k, v in {"power": 9, "life": 900, "grid": 1}.items()}
    values = {"data_sources": [BEST], "rows": rows, "pieces": 1, **singles}
    widths = []
    for changed in ({}, {"grid": 1}, {"grid": 1, "rows": [rows[0], {**ROW, "mass": 5}]}):
        found = monte_carlo(result(program, **{**values, **changed}), draws=2000).spreads[0].percentiles
        widths.append(found[97.5] - found[2.5])
    assert widths == sorted(widths)
    assert widths[2] > 3 * widths[0]


def test_the_report_says_of_how_many_numbers_nothing_is_known(program: Program) -> None:
    outcome = calculated(program, [BEST], [{**ROW, "source": "best"}], power=0, **{**SINGLES, "grid": 0})
    said = "0 as given, 3 from quality scores, 0 from sources without scores, 1 of which nothing is known"
    assert f"4 uncertain numbers, {said}" in text(outcome)
    outcome = calculated(program, [BEST], [ROW], power=5, **SINGLES)
    said = "0 as given, 0 from quality scores, 0 from sources without scores, 6 of which nothing is known"
    assert f"6 uncertain numbers, {said}" in text(outcome)
    assert "gsd² 2.474 (nothing known)" in text(outcome)
    assert "对数正态分布，几何标准差² 2.474（情况不明）" in text(outcome, "zh")
    data = as_data(outcome)
    assert {c["origin"] for c in data["contributions"]} == {"unknown"}
    assert data["pedigree"]["not_scored"] == 5


def test_numbers_whose_source_has_no_scores_are_not_said_to_come_from_scores(program: Program) -> None:
    row = {**ROW, "source": "bare"}
    outcome = calculated(program, [{"id": "bare"}], [row], power=0, life=1, grid=0, pieces=3)
    said = text(outcome)
    assert "0 from quality scores, 3 from sources without scores, 1 of which nothing is known" in said
    assert "gsd² 2.474 (no scores)" in said
    assert "(scores)" not in said
    assert "0个取自质量评分，3个来源未评分，1个情况不明" in text(outcome, "zh")
    assert "几何标准差² 2.474（未评分）" in text(outcome, "zh")
    origins = {c["input"]: c["origin"] for c in as_data(outcome)["contributions"]}
    assert origins["rows[1].mass"] == "unscored"
    assert origins["life"] == "unknown"


def test_nothing_is_uncertain_where_only_uncertainties_given_are_asked_for(program: Program) -> None:
    with pytest.raises(Refused, match="E723"):
        monte_carlo(
            result(program, data_sources=[], rows=[ROW], power=5, **SINGLES), draws=100, pedigree=False
        )
